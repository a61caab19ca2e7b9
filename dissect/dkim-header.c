/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical header fields, and the choice of them.
 *
 * Hides the table in which names are found: a hostile h= can hold a hundred thousand of them.
 *
 * `relaxed` unfolds at bare LF too, for header_fields_scan took it for a line end; a bare CR stays an octet of
 * its own (RFC 6376 §3.4.2 knows neither).
 *
 * Does not: judge whether the right fields were signed. */
#include "config.h"

#include "dkim-header.h"

typedef struct Named {
  char *name; /* lower case */
  const HeaderField *field;
} Named;

struct DkimHeader {
  Named *fields; /* by name, the lowest of the mail first */
  size_t *used;  /* at the first of a name: how many of them were taken */
  size_t count;
};

static Octets
name_of (const HeaderField *field)
{
  Octets name = field->name;
  while (name.length > 0 && g_ascii_isspace (name.at[name.length - 1]))
    name.length--;
  return name;
}

static int
compare (const void *a, const void *b)
{
  const Named *first = a, *second = b;
  int order = strcmp (first->name, second->name);
  if (order != 0)
    return order;
  return first->field < second->field ? 1 : first->field > second->field ? -1 : 0;
}

DkimHeader *
dkim_header_new (const HeaderField *fields, size_t count)
{
  DkimHeader *header = g_new0 (DkimHeader, 1);
  header->fields = g_new (Named, count);
  header->used = g_new0 (size_t, count);
  for (size_t i = 0; i < count; i++)
    {
      Octets name = name_of (&fields[i]);
      /* A name with a NUL is no name that h= could hold. */
      if (name.length == 0 || octets_find (name, '\0') != SIZE_MAX)
        continue;
      header->fields[header->count++]
          = (Named){ g_ascii_strdown ((const char *) name.at, (gssize) name.length), &fields[i] };
    }
  if (header->count > 0)
    qsort (header->fields, header->count, sizeof *header->fields, compare);
  return header;
}

void
dkim_header_free (DkimHeader *header)
{
  if (header == NULL)
    return;
  for (size_t i = 0; i < header->count; i++)
    g_free (header->fields[i].name);
  g_free (header->fields);
  g_free (header->used);
  g_free (header);
}

/* The first of this name, which is in lower case, or where it would stand. */
static size_t
lowest (const DkimHeader *header, const char *name)
{
  size_t from = 0, to = header->count;
  while (from < to)
    {
      size_t middle = from + (to - from) / 2;
      if (strcmp (header->fields[middle].name, name) < 0)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

size_t
dkim_header_count (const DkimHeader *header, const char *name)
{
  g_autofree char *wanted = g_ascii_strdown (name, -1);
  size_t first = lowest (header, wanted), end = first;
  while (end < header->count && strcmp (header->fields[end].name, wanted) == 0)
    end++;
  return end - first;
}

/* The next field of this name, from the bottom up, that is not `but`; NULL where there is none. */
static const HeaderField *
take (DkimHeader *header, const char *name, const HeaderField *but)
{
  size_t first = lowest (header, name);
  while (first < header->count)
    {
      size_t at = first + header->used[first];
      if (at >= header->count || strcmp (header->fields[at].name, name) != 0)
        return NULL;
      header->used[first]++;
      if (header->fields[at].field != but)
        return header->fields[at].field;
    }
  return NULL;
}

/* --- canonical form ------------------------------------------------------------------- */

static bool
in_hole (const uint8_t *at, Octets hole)
{
  return hole.length > 0 && at >= hole.at && at < hole.at + hole.length;
}

static void
add_simple (GByteArray *to, Octets raw, Octets hole)
{
  size_t begin = hole.length > 0 && hole.at >= raw.at && hole.at <= raw.at + raw.length ? (size_t) (hole.at - raw.at)
                                                                                        : raw.length;
  Octets before = octets_slice (raw, 0, begin);
  Octets after = octets_from (raw, begin + hole.length);
  if (before.length > 0)
    g_byte_array_append (to, before.at, (guint) before.length);
  if (after.length > 0)
    g_byte_array_append (to, after.at, (guint) after.length);
  if (raw.length == 0 || raw.at[raw.length - 1] != '\n')
    g_byte_array_append (to, (const guint8 *) "\r\n", 2);
}

static void
add_octet (GByteArray *to, uint8_t octet)
{
  g_byte_array_append (to, &octet, 1);
}

static bool
is_line_end (Octets value, size_t at)
{
  return value.at[at] == '\n' || (value.at[at] == '\r' && at + 1 < value.length && value.at[at + 1] == '\n');
}

static void
add_relaxed (GByteArray *to, const HeaderField *field, Octets hole)
{
  Octets name = name_of (field);
  Octets value = field->value;
  bool space = false, text = false;
  for (size_t i = 0; i < name.length; i++)
    add_octet (to, (uint8_t) g_ascii_tolower ((char) name.at[i]));
  add_octet (to, ':');
  for (size_t i = 0; i < value.length; i++)
    {
      uint8_t octet = value.at[i];
      if (in_hole (value.at + i, hole) || is_line_end (value, i))
        continue;
      if (octet == ' ' || octet == '\t')
        {
          space = text;
          continue;
        }
      if (space)
        add_octet (to, ' ');
      add_octet (to, octet);
      space = false;
      text = true;
    }
  g_byte_array_append (to, (const guint8 *) "\r\n", 2);
}

void
dkim_header_add_field (GByteArray *to, DkimCanon canon, const HeaderField *field, Octets hole)
{
  if (canon == DKIM_SIMPLE)
    add_simple (to, field->raw, hole);
  else
    add_relaxed (to, field, hole);
}

void
dkim_header_end (GByteArray *to)
{
  if (to->len > 0 && to->data[to->len - 1] == '\n')
    g_byte_array_set_size (to, to->len - 1);
  if (to->len > 0 && to->data[to->len - 1] == '\r')
    g_byte_array_set_size (to, to->len - 1);
}

void
dkim_header_add_signed (DkimHeader *header, GByteArray *to, const DkimSignature *signature, const HeaderField *field)
{
  Octets rest = octets_of_string (signature->fields), entry;
  if (header->count > 0)
    memset (header->used, 0, header->count * sizeof *header->used);
  while (dkim_list_next (&rest, &entry))
    {
      if (entry.length == 0)
        continue;
      g_autofree char *name = g_ascii_strdown ((const char *) entry.at, (gssize) entry.length);
      const HeaderField *found = take (header, name, field);
      if (found != NULL)
        dkim_header_add_field (to, signature->header_canon, found, OCTETS_NONE);
    }
  dkim_header_add_field (to, signature->header_canon, field, signature->hole);
  dkim_header_end (to);
}
