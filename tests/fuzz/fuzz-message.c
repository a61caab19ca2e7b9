/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a mail: the first octet chooses the pieces, the second where a gap
 * lies.  The same mail in one piece must say the same, its octets must come
 * back as they went in, and no part may lie outside. */
#include "config.h"

#include "dissect/entity-scanner.h"
#include "dissect/message.h"
#include "dissect/text-reader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

typedef struct Cut {
  size_t step;
  size_t gap; /* SIZE_MAX: none */
} Cut;

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static MailMessage *
read_mail (const MessageLimits *limits, MailStorage *storage, Octets mail, Cut cut)
{
  MailMessage *message = mail_message_new (limits, storage);

  for (size_t i = 0, length; i < mail.length; i += length)
    {
      length = MIN (cut.step, mail.length - i);
      if (i < cut.gap && i + length > cut.gap)
        length = cut.gap - i;
      if (i == cut.gap)
        mail_message_gap (message, 9);
      mail_message_append (message, octets_slice (mail, i, length));
    }
  mail_message_finish (message, MESSAGE_COMPLETE);
  return message;
}

/* Counts entities in pieces of `step`, without the buffer of the message. */
static guint
scan (const MessageLimits *limits, Octets mail, Cut cut)
{
  MailMessage message = { .entities = g_ptr_array_new_with_free_func (mail_part_free), .parts = g_ptr_array_new () };
  EntityScanner *scanner = entity_scanner_new (limits, &message, NULL);

  for (size_t i = 0, length; i < mail.length; i += length)
    {
      length = MIN (cut.step, mail.length - i);
      if (i < cut.gap && i + length > cut.gap)
        length = cut.gap - i;
      if (i == cut.gap)
        entity_scanner_gap (scanner);
      entity_scanner_feed (scanner, octets_slice (mail, i, length));
    }
  entity_scanner_finish (scanner);
  entity_scanner_free (scanner);
  guint count = message.entities->len;
  g_ptr_array_unref (message.parts);
  g_ptr_array_unref (message.entities);
  return count;
}

/* Piece by piece the text of a part is UTF-8 too, and ends. */
static void
check_pieces (const MailMessage *message, const MailPart *part)
{
  TextReader *reader = text_reader_new (message, part);
  g_autoptr (GString) text = g_string_new (NULL);
  if (reader == NULL)
    return;
  while (text_reader_next (reader, text))
    ;
  check (g_utf8_validate (text->str, (gssize) text->len, NULL));
  check (!text_reader_is_cut (reader));
  text_reader_free (reader);
}

static void
check_mail (const MailMessage *message, Octets mail)
{
  g_autofree uint8_t *copy = g_malloc (mail.length + 1);

  check (message->size == mail.length);
  check (mail_data_copy (message->data, 0, copy, mail.length + 1) == mail.length);
  check (octets_equal (mail, octets_of (copy, mail.length)));
  check (message->subject == NULL || g_utf8_validate (message->subject, -1, NULL));
  for (guint i = 0; i < message->parts->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      check (part->offset + part->encoded <= mail.length);
      check (part->size <= part->encoded);
      check (part->filename == NULL || g_utf8_validate (part->filename, -1, NULL));
      g_autofree char *text = mail_message_text (message, part, 500);
      check (text == NULL || (g_utf8_validate (text, -1, NULL) && strlen (text) <= 500));
      check_pieces (message, part);
    }
}

static void
check_same (const MailMessage *one, const MailMessage *other)
{
  check (one->parts->len == other->parts->len);
  check (one->field_count == other->field_count);
  check (one->header.length == other->header.length);
  check (one->lines.longest == other->lines.longest);
  check (memcmp (one->lines.first, other->lines.first, sizeof one->lines.first) == 0);
  for (LineOddity oddity = 0; oddity < LINE_EIGHT_HEADER; oddity++)
    check (one->lines.count[oddity] == other->lines.count[oddity]);
  check (one->end_to_end == other->end_to_end && one->end_to_end_partly == other->end_to_end_partly);
  check (one->signature == other->signature && (one->fake == NULL) == (other->fake == NULL));
  check (one->entities->len == other->entities->len);
  check (memcmp (one->sha256, other->sha256, sizeof one->sha256) == 0);
  for (guint i = 0; i < one->parts->len; i++)
    {
      const MailPart *a = g_ptr_array_index (one->parts, i);
      const MailPart *b = g_ptr_array_index (other->parts, i);
      check (a->offset == b->offset && a->encoded == b->encoded && a->size == b->size);
      check (a->notes == b->notes && a->content == b->content && a->sealing == b->sealing);
      check (g_strcmp0 (a->filename, b->filename) == 0);
      check (g_strcmp0 (a->path, b->path) == 0 && g_strcmp0 (a->type, b->type) == 0);
      check (memcmp (a->sha256, b->sha256, sizeof a->sha256) == 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  MailStorage storage = { .keep = true, .mail_memory = 1 << 24, .total_memory = 1 << 24 };
  MessageLimits limits;

  if (length < 2)
    return 0;
  message_limits_init (&limits);
  limits.parts = 20;
  limits.part_depth = 4;
  limits.header_octets = 4096;
  Octets mail = octets_of (octets + 2, length - 2);
  Cut cut = { (octets[0] & 0x7fu) + 1, (octets[0] & 0x80) != 0 ? octets[1] : SIZE_MAX };
  Cut whole = { SIZE_MAX, cut.gap };
  if (cut.gap >= mail.length)
    whole.gap = cut.gap = SIZE_MAX;

  MailMessage *one = read_mail (&limits, &storage, mail, whole);
  MailMessage *other = read_mail (&limits, &storage, mail, cut);
  check_mail (one, mail);
  check_same (one, other);
  check (scan (&limits, mail, whole) == scan (&limits, mail, cut));
  mail_message_free (one);
  mail_message_free (other);
  check (storage.memory_used == 0);
  return 0;
}
