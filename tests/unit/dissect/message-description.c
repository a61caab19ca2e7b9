/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes down what a message says. */
#include "config.h"

#include "message-description.h"

#include "dissect/message-protection.h"

static void
add_text (GString *to, const char *label, const char *text)
{
  if (text != NULL)
    g_string_append_printf (to, "%s: %s\n", label, text);
}

static void
add_list (GString *to, const char *label, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    add_text (to, label, g_ptr_array_index (list, i));
}

static void
add_notes (GString *to, const MailPart *part)
{
  for (unsigned bit = 0; bit < PART_NOTES; bit++)
    if ((part->notes & 1u << bit) != 0)
      g_string_append_printf (to, " [%s]", part_note_name (bit));
  if (part->sealing != SEALED_NOT)
    g_string_append (to, part->sealing == SEALED_WHOLLY ? " sealed" : " partly sealed");
  if (part->unreachable)
    g_string_append (to, " unreachable");
  g_string_append_c (to, '\n');
}

static const char *
text_or_dash (const char *text)
{
  return text != NULL ? text : "-";
}

static void
add_part (GString *to, const MailPart *part)
{
  if (part->kind == PART_MULTIPART)
    {
      g_string_append_printf (to, "%s %s (%u)", part->path, part->type, part->children);
      add_notes (to, part);
      return;
    }
  g_string_append_printf (to, "%s %s %s %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT "=%" G_GUINT64_FORMAT "%s%s%s",
                          part->path, part->type, text_or_dash (part->charset), text_or_dash (part->encoding),
                          part->offset, part->encoded, part->size, part->attachment ? " attachment" : "",
                          part->filename != NULL ? " " : "", part->filename != NULL ? part->filename : "");
  if (part->has_sha256)
    g_string_append_printf (to, " %02x%02x%02x", part->sha256[0], part->sha256[1], part->sha256[2]);
  if (part->kind == PART_MESSAGE)
    g_string_append_printf (to, " mail of %s: %s", text_or_dash (part->from), text_or_dash (part->subject));
  add_notes (to, part);
}

static void
add_protection (GString *to, const MailMessage *message)
{
  if (message->end_to_end != END_TO_END_NONE)
    g_string_append_printf (to, "encrypted: %s%s%s\n", end_to_end_name (message->end_to_end),
                            message->end_to_end_partly ? ", partly" : "",
                            message->protected_subject ? ", subject too" : "");
  if (message->signature != END_TO_END_NONE)
    g_string_append_printf (to, "signed: %s%s\n", end_to_end_name (message->signature),
                            message->opaque_signature ? ", opaque" : "");
  if (message->fake != NULL)
    g_string_append_printf (to, "fake: %s\n", message->fake->path);
  if (message->autocrypt)
    g_string_append (to, "autocrypt\n");
  if (message->key_attached)
    g_string_append (to, "key attached\n");
}

char *
message_describe (const MailMessage *message)
{
  GString *to = g_string_new (NULL);

  g_string_append_printf (to, "header %zu%s\n", message->header.length, message->header_cut ? " cut" : "");
  add_text (to, "subject", message->subject);
  add_text (to, "id", message->message_id);
  add_text (to, "date", message->date);
  if (message->has_date_time)
    g_string_append_printf (to, "time: %" G_GINT64_FORMAT "\n", message->date_time / 1000000000);
  add_text (to, "sender", message->sender_field);
  if (message->from_fields != 1)
    g_string_append_printf (to, "from fields: %zu\n", message->from_fields);
  add_list (to, "from", message->from);
  add_list (to, "spec", message->from_specs);
  add_list (to, "to", message->to);
  add_list (to, "cc", message->cc);
  add_list (to, "reply-to", message->reply_to);
  for (guint i = 0; i < message->received->len; i++)
    {
      const ReceivedField *received = g_ptr_array_index (message->received, i);
      add_text (to, "received from", received->from);
      add_text (to, "received by", received->by);
      add_text (to, "received with", received->with);
      add_text (to, "received date", received->date);
    }
  for (guint i = 0; i < message->missing->len; i++)
    {
      const MissingRange *range = &g_array_index (message->missing, MissingRange, i);
      g_string_append_printf (to, "missing %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT "\n", range->offset,
                              range->length);
    }
  for (guint i = 0; i < message->entities->len; i++)
    add_part (to, g_ptr_array_index (message->entities, i));
  if (message->parts_cut)
    g_string_append (to, "parts cut\n");
  add_protection (to, message);
  return g_string_free (to, FALSE);
}
