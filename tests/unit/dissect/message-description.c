/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes down what a message says. */
#include "config.h"

#include "message-description.h"

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
add_part (GString *to, const MailPart *part)
{
  g_string_append_printf (to, "%s %s %s %s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT "=%" G_GUINT64_FORMAT "%s%s%s",
                          part->path, part->type, part->charset != NULL ? part->charset : "-",
                          part->encoding != NULL ? part->encoding : "-", part->offset, part->encoded, part->size,
                          part->attachment ? " attachment" : "", part->filename != NULL ? " " : "",
                          part->filename != NULL ? part->filename : "");
  if (part->has_sha256)
    g_string_append_printf (to, " %02x%02x%02x", part->sha256[0], part->sha256[1], part->sha256[2]);
  g_string_append_c (to, '\n');
}

char *
message_describe (const MailMessage *message)
{
  static const char *const encryption[] = { "none", "openpgp", "smime" };
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
  for (guint i = 0; i < message->parts->len; i++)
    add_part (to, g_ptr_array_index (message->parts, i));
  if (message->parts_cut)
    g_string_append (to, "parts cut\n");
  if (message->end_to_end != END_TO_END_NONE)
    g_string_append_printf (to, "encrypted: %s\n", encryption[message->end_to_end]);
  return g_string_free (to, FALSE);
}
