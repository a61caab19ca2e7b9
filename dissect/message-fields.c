/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits the header of a finished mail and decodes its fields (RFC 5322 §3.6,
 * RFC 5321 §4.4).
 *
 * Hides what a gap does to a header: octets of before and after it stand side by
 * side and must never make one field, for then a mail would say what nobody
 * wrote.  A field that touches a gap is `cut` and not decoded.
 *
 * Where a field may stand once, the first counts; all are in the field list. */
#include "config.h"

#include "message-fields.h"

#include "header-text.h"

/* Where the gap numbered from *range on, if any, lies in the header; else its length. */
static uint64_t
next_break (const MailMessage *message, guint *range, uint64_t after)
{
  for (; *range < message->missing->len; (*range)++)
    {
      uint64_t offset = g_array_index (message->missing, MissingRange, *range).offset;
      if (offset > after)
        return MIN (offset, message->header.length);
    }
  return message->header.length;
}

static bool
is_break (const MailMessage *message, uint64_t offset)
{
  for (guint i = 0; i < message->missing->len; i++)
    if (g_array_index (message->missing, MissingRange, i).offset == offset)
      return true;
  return false;
}

static bool
ends_line (Octets octets)
{
  return octets.length > 0 && octets.at[octets.length - 1] == '\n';
}

/* Fields between two gaps, added up to the limit; NULL to count.  `after` and
 * `before`: a gap lies at that end. */
static size_t
split_stretch (Octets header, uint64_t start, uint64_t end, bool after, bool before, HeaderField *fields, size_t most)
{
  size_t count = 0;
  bool first = after;

  while (start < end && count < most)
    {
      size_t used;
      HeaderField *to = fields != NULL ? fields + count : NULL;
      size_t found = header_fields_scan (octets_slice (header, start, end - start), to, most - count, &used);
      for (size_t i = 0; to != NULL && i < found; i++)
        {
          to[i].offset += start;
          to[i].cut = (first && i == 0) || (before && i + 1 == found && start + used == end && !ends_line (to[i].raw));
        }
      first = first && found == 0;
      count += found;
      start += used; /* an empty line that does not end the header is what a gap left of another */
    }
  return count;
}

static size_t
split (const MailMessage *message, HeaderField *fields, size_t most)
{
  size_t count = 0;
  uint64_t start = 0;
  bool after = is_break (message, 0);
  guint range = 0;

  while (start < message->header.length && count < most)
    {
      uint64_t end = next_break (message, &range, start);
      bool before = end < message->header.length || message->header_cut || is_break (message, end);
      count += split_stretch (message->header, start, end, after, before, fields != NULL ? fields + count : NULL,
                              most - count);
      start = end;
      after = true;
    }
  return count;
}

void
message_fields_split (MailMessage *message, const MessageLimits *limits)
{
  size_t most = MIN (limits->header_fields, SIZE_MAX - 1);
  size_t count = split (message, NULL, most + 1);

  if (count > most)
    {
      message->header_cut = true;
      count = most;
    }
  message->fields_cut = message->header_cut;
  message->fields = g_new0 (HeaderField, count);
  message->field_count = split (message, message->fields, count);
}

static char *
text_or_null (Octets value)
{
  char *text = header_field_text (value);
  if (*text != '\0')
    return text;
  g_free (text);
  return NULL;
}

/* Moves strings of `found` to `to` up to the limit. */
static void
add_all (MailMessage *message, GPtrArray *to, GPtrArray *found, const MessageLimits *limits)
{
  for (guint i = 0; i < found->len; i++)
    {
      if (to->len >= limits->addresses)
        {
          message->header_cut = true;
          break;
        }
      g_ptr_array_add (to, g_steal_pointer (&found->pdata[i]));
    }
  g_ptr_array_unref (found);
}

static void
read_subject (MailMessage *message, Octets value, const MessageLimits *limits)
{
  (void) limits;
  if (message->subject == NULL)
    message->subject = text_or_null (value);
}

static void
read_message_id (MailMessage *message, Octets value, const MessageLimits *limits)
{
  (void) limits;
  if (message->message_id != NULL)
    return;
  GString *text = header_text_unfold (value);
  message->message_id = g_string_free (text, text->len == 0);
}

static void
read_date (MailMessage *message, Octets value, const MessageLimits *limits)
{
  (void) limits;
  if (message->date != NULL)
    return;
  message->date = text_or_null (value);
  message->has_date_time = header_field_date (value, &message->date_time);
}

static void
read_sender (MailMessage *message, Octets value, const MessageLimits *limits)
{
  (void) limits;
  if (message->sender_field != NULL)
    return;
  GPtrArray *found = header_field_addresses (value);
  message->sender_field = found->len > 0 ? g_steal_pointer (&found->pdata[0]) : text_or_null (value);
  g_ptr_array_unref (found);
}

static void
read_from (MailMessage *message, Octets value, const MessageLimits *limits)
{
  message->from_fields++;
  add_all (message, message->from, header_field_addresses (value), limits);
  add_all (message, message->from_specs, header_field_addr_specs (value), limits);
}

static void
read_to (MailMessage *message, Octets value, const MessageLimits *limits)
{
  add_all (message, message->to, header_field_addresses (value), limits);
}

static void
read_cc (MailMessage *message, Octets value, const MessageLimits *limits)
{
  add_all (message, message->cc, header_field_addresses (value), limits);
}

static void
read_reply_to (MailMessage *message, Octets value, const MessageLimits *limits)
{
  add_all (message, message->reply_to, header_field_addresses (value), limits);
}

static void
read_received (MailMessage *message, Octets value, const MessageLimits *limits)
{
  (void) limits;
  g_ptr_array_add (message->received, received_field_new (value));
}

/* Autocrypt 1.1 §2.1: a key that the sender offers; who has none leaves keydata out. */
static void
read_autocrypt (MailMessage *message, Octets value, const MessageLimits *limits)
{
  (void) limits;
  message->autocrypt = message->autocrypt || octets_find_nocase (value, OCTETS ("keydata=")) != SIZE_MAX;
}

static const struct {
  const char *name;
  void (*read) (MailMessage *message, Octets value, const MessageLimits *limits);
} readers[] = {
  { "Received", read_received },
  { "From", read_from },
  { "To", read_to },
  { "Subject", read_subject },
  { "Date", read_date },
  { "Message-ID", read_message_id },
  { "Cc", read_cc },
  { "Sender", read_sender },
  { "Reply-To", read_reply_to },
  { "Autocrypt", read_autocrypt },
};

void
message_fields_decode (MailMessage *message, const MessageLimits *limits)
{
  for (size_t i = 0; i < message->field_count; i++)
    {
      const HeaderField *field = &message->fields[i];
      for (size_t k = 0; !field->cut && k < G_N_ELEMENTS (readers); k++)
        if (header_field_is (field, readers[k].name))
          {
            readers[k].read (message, octets_slice (field->value, 0, limits->field_octets), limits);
            break;
          }
    }
}
