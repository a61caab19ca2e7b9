/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail is made of, as JSON: parts, attachments, the tree of entities, and
 * how far it is protected end to end. */
#include "config.h"

#include "json-sink.h"

#include "../dissect/message-protection.h"

static void
write_notes (JsonWriter *json, const MailPart *part)
{
  if (part->notes == 0)
    return;
  json_begin_array (json, "notes");
  for (unsigned bit = 0; bit < PART_NOTES; bit++)
    if ((part->notes & 1u << bit) != 0)
      json_text (json, NULL, part_note_name (bit));
  json_end_array (json);
}

static void
write_part (JsonWriter *json, const MailPart *part)
{
  static const char *const sealings[] = { NULL, "partly", "wholly" };
  json_begin_object (json, NULL);
  json_text (json, "path", part->path);
  json_text (json, "type", part->type);
  json_text (json, "charset", part->charset);
  json_text (json, "encoding", part->encoding);
  json_number (json, "size", part->size);
  json_text (json, "encrypted", sealings[part->sealing]);
  write_notes (json, part);
  json_end_object (json);
}

static void
write_attachment (JsonSink *sink, const MailPart *part)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  json_text (json, "path", part->path);
  if (part->filename != NULL)
    json_octets (json, "filename", veil_content (sink->veil, part->filename));
  json_text (json, "type", part->type);
  json_text (json, "detected_type", part->detected_type);
  if (part->kind == PART_FOUND)
    json_text (json, "encoding", part->encoding);
  json_number (json, "size", part->size);
  json_hex (json, "sha256", part->sha256, sizeof part->sha256);
  json_end_object (json);
}

static void
write_attachments (JsonSink *sink, const MailMessage *message)
{
  JsonWriter *json = &sink->json;
  bool begun = false;
  for (guint i = 0; i < message->parts->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      if (!part->attachment)
        continue;
      if (!begun)
        json_begin_array (json, "attachments");
      begun = true;
      write_attachment (sink, part);
    }
  if (begun)
    json_end_array (json);
}

static void
write_entity (JsonSink *sink, const MailPart *part)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  json_text (json, "path", part->path);
  json_text (json, "type", part->type);
  if (part->kind == PART_MULTIPART)
    {
      json_number (json, "children", part->children);
      write_notes (json, part);
    }
  if (part->from != NULL)
    json_octets (json, "from", veil_mailbox (sink->veil, part->from));
  if (part->subject != NULL)
    json_octets (json, "subject", veil_content (sink->veil, part->subject));
  if (part->date != NULL)
    json_octets (json, "date", veil_text (sink->veil, octets_of_string (part->date)));
  json_end_object (json);
}

void
json_parts (JsonSink *sink, const MailMessage *message)
{
  JsonWriter *json = &sink->json;
  if (message->parts->len > 0)
    {
      json_begin_array (json, "parts");
      for (guint i = 0; i < message->parts->len; i++)
        write_part (json, g_ptr_array_index (message->parts, i));
      json_end_array (json);
    }
  if (message->parts_cut)
    json_bool (json, "parts_cut", true);
  write_attachments (sink, message);
  /* A tree of one leaf tells nothing more than `parts`. */
  if (message->entities->len < 2)
    return;
  json_begin_array (json, "entities");
  for (guint i = 0; i < message->entities->len; i++)
    write_entity (sink, g_ptr_array_index (message->entities, i));
  json_end_array (json);
}

static void
write_true (JsonWriter *json, const char *name, bool value)
{
  if (value)
    json_bool (json, name, true);
}

void
json_protection (JsonSink *sink, const MailMessage *message)
{
  JsonWriter *json = &sink->json;
  unsigned readable = message_still_readable (message);
  json_text (json, "end_to_end", end_to_end_name (message->end_to_end));
  write_true (json, "end_to_end_partly", message->end_to_end_partly);
  json_text (json, "fake_encryption", message_fake_words (message));
  if (message->signature != END_TO_END_NONE)
    json_text (json, "signature", end_to_end_name (message->signature));
  write_true (json, "opaque_signature", message->opaque_signature);
  write_true (json, "autocrypt", message->autocrypt);
  write_true (json, "key_attached", message->key_attached);
  write_true (json, "protected_subject", message->protected_subject);
  if (readable == 0)
    return;
  json_begin_array (json, "still_readable");
  for (StillReadable what = 0; what < STILL_READABLE; what++)
    if ((readable & 1u << what) != 0)
      json_text (json, NULL, still_readable_name (what));
  json_end_array (json);
}
