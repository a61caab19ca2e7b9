/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares two copies of one mail.
 *
 * Fields of one name with one value are the same; blanks do not count, for servers fold
 * anew.  Of those that are left, fields of one name are taken for one that was changed.
 * Same fields that do not stand in the same order as most others were moved.
 *
 * Limits: FIELDS_COMPARED fields of each; bodies are compared whole, but the end of what
 * differs is looked for in TAIL_OCTETS only, and then taken for the end of the body.
 *
 * Does not decode anything, nor tell which change is harmless. */
#include "config.h"

#include "mail-diff.h"

#include <string.h>

enum { FIELDS_COMPARED = 256, CHUNK_OCTETS = 256 * 1024, TAIL_OCTETS = 1024 * 1024, NO_FIELD = -1 };

/* A header that is compared. */
typedef struct Header {
  const MailMessage *message;
  int count;
  GString *values[FIELDS_COMPARED];
  int partner[FIELDS_COMPARED]; /* index in the other one, or NO_FIELD */
  bool same[FIELDS_COMPARED];   /* … with the same value */
} Header;

static bool
is_blank (uint8_t octet)
{
  return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

GString *
mail_diff_value (const HeaderField *field)
{
  GString *value = g_string_sized_new (field->value.length);
  bool blank = false;
  for (size_t i = 0; i < field->value.length; i++)
    {
      uint8_t octet = field->value.at[i];
      if (is_blank (octet))
        {
          blank = true;
          continue;
        }
      if (blank && value->len > 0)
        g_string_append_c (value, ' ');
      blank = false;
      g_string_append_c (value, (char) octet);
    }
  return value;
}

static void
header_take (Header *header, const MailMessage *message)
{
  header->message = message;
  header->count = (int) MIN (message->field_count, FIELDS_COMPARED);
  for (int i = 0; i < header->count; i++)
    {
      header->values[i] = mail_diff_value (&message->fields[i]);
      header->partner[i] = NO_FIELD;
      header->same[i] = false;
    }
}

static void
header_free (Header *header)
{
  for (int i = 0; i < header->count; i++)
    g_string_free (header->values[i], TRUE);
  g_free (header);
}

static bool
same_name (const HeaderField *a, const HeaderField *b)
{
  return octets_equal_nocase (octets_trim (a->name), octets_trim (b->name));
}

/* Each field of the later one takes the first of the earlier that is free and fits. */
static void
pair (Header *before, Header *after, bool same)
{
  for (int k = 0; k < after->count; k++)
    for (int i = 0; after->partner[k] == NO_FIELD && i < before->count; i++)
      {
        if (before->partner[i] != NO_FIELD || !same_name (&before->message->fields[i], &after->message->fields[k])
            || (same && !g_string_equal (before->values[i], after->values[k])))
          continue;
        before->partner[i] = k;
        after->partner[k] = i;
        before->same[i] = after->same[k] = same;
      }
}

/* Which of the same fields keep their order: the most that do (longest increasing run of partners). */
static void
find_steady (const Header *after, bool steady[FIELDS_COMPARED])
{
  int length[FIELDS_COMPARED], from[FIELDS_COMPARED], last = NO_FIELD;
  for (int k = 0; k < after->count; k++)
    {
      length[k] = 1;
      from[k] = NO_FIELD;
      steady[k] = false;
      if (!after->same[k])
        continue;
      for (int j = 0; j < k; j++)
        if (after->same[j] && after->partner[j] < after->partner[k] && length[j] + 1 > length[k])
          {
            length[k] = length[j] + 1;
            from[k] = j;
          }
      if (last == NO_FIELD || length[k] > length[last])
        last = k;
    }
  for (; last != NO_FIELD; last = from[last])
    steady[last] = true;
}

static void
add (MailDiff *diff, FieldFate fate, const HeaderField *before, const HeaderField *after)
{
  const FieldDiff row = { fate, before, after };
  g_array_append_val (diff->fields, row);
  diff->counts[fate]++;
}

/* Fields of the earlier mail that nothing became of, from `from` to before `to`. */
static void
add_removed (MailDiff *diff, const Header *before, int from, int to)
{
  for (int i = from; i < to; i++)
    if (before->partner[i] == NO_FIELD)
      add (diff, FIELD_REMOVED, &before->message->fields[i], NULL);
}

static void
compare_headers (MailDiff *diff, const MailMessage *one, const MailMessage *other)
{
  Header *before = g_new (Header, 1), *after = g_new (Header, 1);
  bool steady[FIELDS_COMPARED];
  int passed = 0;
  header_take (before, one);
  header_take (after, other);
  pair (before, after, true);
  pair (before, after, false);
  find_steady (after, steady);
  for (int k = 0; k < after->count; k++)
    {
      int i = after->partner[k];
      if (steady[k])
        {
          add_removed (diff, before, passed, i);
          passed = MAX (passed, i + 1);
        }
      add (diff,
           i == NO_FIELD     ? FIELD_ADDED
           : !after->same[k] ? FIELD_CHANGED
           : steady[k]       ? FIELD_SAME
                             : FIELD_MOVED,
           i != NO_FIELD ? &one->fields[i] : NULL, &other->fields[k]);
    }
  add_removed (diff, before, passed, before->count);
  diff->left_out = one->field_count - (size_t) before->count + other->field_count - (size_t) after->count;
  diff->header_lacks = one->header_lacks || one->fields_cut || other->header_lacks || other->fields_cut;
  header_free (before);
  header_free (after);
}

/* --- bodies ---------------------------------------------------------------------------- */

/* A body: mail data from `begin` to `end`. */
typedef struct Body {
  const MailData *data;
  uint64_t begin, end;
} Body;

static bool
body_take (Body *body, const MailMessage *message)
{
  *body = (Body){ message->data, message->header.length, message->size };
  return message->state == MESSAGE_COMPLETE && !message->header_cut && message->size >= message->header.length
         && mail_data_kept (message->data) >= message->size;
}

/* How many octets both begin with; the last of their lines that is the same whole ends at `whole`, and
 * `line` counts the one behind it.  False where octets could not be read. */
static bool
find_begin (const Body *a, const Body *b, uint64_t *length, uint64_t *whole, uint64_t *line)
{
  g_autofree uint8_t *one = g_malloc (CHUNK_OCTETS), *other = g_malloc (CHUNK_OCTETS);
  uint64_t most = MIN (a->end - a->begin, b->end - b->begin);
  *whole = *length = 0;
  *line = 1;
  while (*length < most)
    {
      size_t wanted = (size_t) MIN (most - *length, CHUNK_OCTETS), i = 0;
      if (mail_data_copy (a->data, a->begin + *length, one, wanted) != wanted
          || mail_data_copy (b->data, b->begin + *length, other, wanted) != wanted)
        return false;
      for (; i < wanted && one[i] == other[i]; i++)
        if (one[i] == '\n')
          {
            *whole = *length + i + 1;
            ++*line;
          }
      *length += i;
      if (i < wanted)
        break;
    }
  return true;
}

/* Whether a line begins so many octets before the end. */
static bool
begins_line (const Body *body, uint64_t before_end)
{
  uint8_t octet;
  uint64_t at = body->end - before_end;
  return at == body->begin || (mail_data_copy (body->data, at - 1, &octet, 1) == 1 && octet == '\n');
}

/* How many octets of whole lines both end with, not more than `most`. */
static uint64_t
find_end (const Body *a, const Body *b, uint64_t most)
{
  size_t looked = (size_t) MIN (most, TAIL_OCTETS), same = 0, whole = 0;
  g_autofree uint8_t *one = g_malloc (looked + 1), *other = g_malloc (looked + 1);
  if (mail_data_copy (a->data, a->end - looked, one, looked) != looked
      || mail_data_copy (b->data, b->end - looked, other, looked) != looked)
    return 0;
  while (same < looked && one[looked - same - 1] == other[looked - same - 1])
    {
      if (one[looked - same - 1] == '\n')
        whole = same;
      same++;
    }
  return begins_line (a, same) && begins_line (b, same) ? same : whole;
}

static void
compare_bodies (MailDiff *diff, const MailMessage *before, const MailMessage *after)
{
  Body a, b;
  uint64_t length, whole, line;
  bool known = body_take (&a, before), both_known = body_take (&b, after) && known;
  if (!both_known)
    return;
  diff->body_octets[0] = a.end - a.begin;
  diff->body_octets[1] = b.end - b.begin;
  if (!find_begin (&a, &b, &length, &whole, &line))
    return;
  if (length == a.end - a.begin && length == b.end - b.begin)
    {
      diff->body = BODY_FATE_SAME;
      return;
    }
  uint64_t rest = MIN (a.end - a.begin, b.end - b.begin) - whole;
  uint64_t tail = find_end (&a, &b, rest);
  diff->body = BODY_FATE_CHANGED;
  diff->line = line;
  diff->span[0] = (BodySpan){ a.begin + whole, a.end - a.begin - whole - tail };
  diff->span[1] = (BodySpan){ b.begin + whole, b.end - b.begin - whole - tail };
}

MailDiff *
mail_diff_new (const MailMessage *before, const MailMessage *after)
{
  MailDiff *diff = g_new0 (MailDiff, 1);
  diff->fields = g_array_new (FALSE, FALSE, sizeof (FieldDiff));
  compare_headers (diff, before, after);
  compare_bodies (diff, before, after);
  return diff;
}

void
mail_diff_free (MailDiff *diff)
{
  if (diff == NULL)
    return;
  g_array_unref (diff->fields);
  g_free (diff);
}
