/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail is made of, in the printed face: size and hash, protection end to
 * end, the tree of its parts, attachments, and what was odd.
 *
 * Limits: PARTS_SHOWN entities, FILES_SHOWN attachments, ODD_SHOWN oddities,
 * MISSING_SHOWN gaps a mail. */
#include "config.h"

#include "text-sink.h"

#include "../dissect/message-protection.h"

enum {
  HASH_SHOWN = 8,
  MISSING_SHOWN = 4,
  PARTS_SHOWN = 16,
  FILES_SHOWN = 10,
  ODD_SHOWN = 6,
  DEPTH_SHOWN = 8,
  PATH_COLUMNS = 8
};

static void
print_size (TextSink *sink, const MailMessage *message)
{
  static const char *const states[] = {
    [MESSAGE_COMPLETE] = "complete",
    [MESSAGE_GAP] = "with gaps",
    [MESSAGE_TRUNCATED] = "cut by the capture",
    [MESSAGE_UNFINISHED] = "its end was not sent",
  };
  char hash[2 * HASH_SHOWN + 1];
  for (unsigned i = 0; i < HASH_SHOWN; i++)
    {
      static const char digits[] = "0123456789abcdef";
      hash[2 * i] = digits[message->sha256[i] >> 4];
      hash[2 * i + 1] = digits[message->sha256[i] & 15];
    }
  hash[2 * HASH_SHOWN] = '\0';
  char *size = text_count (message->size, "octet");
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, "Content", "%s, %s, SHA-256 %s…", size,
               states[message->state], hash);
  g_free (size);
}

static void
print_gaps (TextSink *sink, const MailMessage *message)
{
  guint count = message->missing != NULL ? message->missing->len : 0;
  for (guint i = 0; i < count && i < MISSING_SHOWN; i++)
    {
      const MissingRange *range = &g_array_index (message->missing, MissingRange, i);
      char *length = text_count (range->length, "octet");
      page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, i == 0 ? "Missing" : "",
                   "never captured: %s at offset %" G_GUINT64_FORMAT, length, range->offset);
      g_free (length);
    }
  if (count > MISSING_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, "", "… and %u gaps more", count - MISSING_SHOWN);
}

/* --- end to end ------------------------------------------------------------------ */

static void
print_sealed (TextSink *sink, const MailMessage *message)
{
  unsigned readable = message_still_readable (message);
  GString *list = g_string_new (NULL);
  for (StillReadable what = 0; what < STILL_READABLE; what++)
    if ((readable & 1u << what) != 0)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", still_readable_words (what));
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, message->end_to_end_partly ? INK_WARN : INK_GOOD, "Encrypted",
               "%send to end, by %s: only who has the key can read it", message->end_to_end_partly ? "in part, " : "",
               end_to_end_words (message->end_to_end));
  page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, "", "still readable: %s", list->str);
  g_string_free (list, TRUE);
}

static void
print_protection (TextSink *sink, const MailMessage *message)
{
  if (message->end_to_end != END_TO_END_NONE)
    print_sealed (sink, message);
  if (message->fake != NULL)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_BAD, "Not sealed", "%s: anyone can read it",
                 message_fake_words (message));
  if (message->signature != END_TO_END_NONE)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, "Signed", "by %s (not verified here)%s",
                 end_to_end_words (message->signature),
                 message->end_to_end != END_TO_END_NONE ? ""
                 : message->opaque_signature            ? "; it looks encrypted, but is base64 that anyone can undo"
                                                        : "; that hides nothing of it");
  if (message->autocrypt || message->key_attached)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_PLAIN, "Key",
                 "the sender gives a key to encrypt answers with%s", message->autocrypt ? " (Autocrypt)" : "");
}

/* --- parts ----------------------------------------------------------------------- */

static void
print_entity (TextSink *sink, const char *label, const MailPart *part)
{
  GString *line = g_string_new (NULL);
  char *type = text_show (octets_of_string (part->type));
  unsigned indent = MIN (part->depth, DEPTH_SHOWN);
  g_string_append_printf (line, "%-*s%*s%s", PATH_COLUMNS, part->path, (int) (2 * indent), "", type);
  if (part->charset != NULL)
    {
      char *charset = text_show (octets_of_string (part->charset));
      g_string_append_printf (line, ", %s", charset);
      g_free (charset);
    }
  if (part->kind != PART_MULTIPART)
    {
      char *size = text_count (part->size, "octet");
      g_string_append_printf (line, ", %s", size);
      g_free (size);
    }
  if (part->sealing != SEALED_NOT)
    g_string_append (line, part->sealing == SEALED_WHOLLY ? ", encrypted" : ", encrypted in part");
  if (part->subject != NULL)
    {
      char *subject = text_show (veil_content (sink->veil, part->subject));
      g_string_append_printf (line, ": “%s”", subject);
      g_free (subject);
    }
  if (part->from != NULL)
    {
      char *from = text_show (veil_mailbox (sink->veil, part->from));
      g_string_append_printf (line, " from %s", from);
      g_free (from);
    }
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, label, line->str);
  g_free (type);
  g_string_free (line, TRUE);
}

static void
print_tree (TextSink *sink, const MailMessage *message)
{
  guint count = message->entities->len;
  if (!mail_message_is_structured (message))
    return;
  sink->page.hang = PATH_COLUMNS + 2;
  for (guint i = 0; i < count && i < PARTS_SHOWN; i++)
    print_entity (sink, i == 0 ? "Parts" : "", g_ptr_array_index (message->entities, i));
  sink->page.hang = 0;
  if (count > PARTS_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, "", "… and %u parts more", count - PARTS_SHOWN);
}

static void
print_file (TextSink *sink, const char *label, const MailPart *part)
{
  char *name = part->filename != NULL ? text_show (veil_content (sink->veil, part->filename)) : g_strdup ("(no name)");
  char *type = text_show (octets_of_string (part->type));
  char *size = text_count (part->size, "octet");
  GString *line = g_string_new (NULL);
  g_string_append_printf (line, "%s (%s, %s", name, type, size);
  if (part->detected_type != NULL && strcmp (part->detected_type, part->type) != 0)
    {
      char *detected = text_show (octets_of_string (part->detected_type));
      g_string_append_printf (line, "; it begins like %s", detected);
      g_free (detected);
    }
  if (part->kind == PART_FOUND)
    g_string_append_printf (line, "; inside part %.*s by %s", (int) strcspn (part->path, "+"), part->path,
                            part->encoding);
  g_string_append_c (line, ')');
  page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, label, line->str);
  g_string_free (line, TRUE);
  g_free (size);
  g_free (type);
  g_free (name);
}

static void
print_files (TextSink *sink, const MailMessage *message)
{
  unsigned seen = 0;
  for (guint i = 0; i < message->parts->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      if (part->attachment && seen++ < FILES_SHOWN)
        print_file (sink, seen == 1 ? "Attached" : "", part);
    }
  if (seen > FILES_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_STRONG, "", "… and %u attachments more", seen - FILES_SHOWN);
}

static void
print_oddities (TextSink *sink, const MailMessage *message)
{
  unsigned seen = 0;
  for (guint i = 0; i < message->entities->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->entities, i);
      for (unsigned bit = 0; bit < PART_NOTES; bit++)
        if ((part->notes & 1u << bit) != 0 && seen++ < ODD_SHOWN)
          page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, seen == 1 ? "Odd" : "", "part %s: %s", part->path,
                       part_note_words (bit));
    }
  if (seen > ODD_SHOWN)
    page_entryf (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, "", "… and %u more", seen - ODD_SHOWN);
  if (message->parts_cut)
    page_entry (&sink->page, TEXT_LABEL, TEXT_BODY, INK_WARN, seen == 0 ? "Odd" : "",
                "more parts, or deeper, than a limit lets be looked at (--help-limits)");
}

void
text_parts (TextSink *sink, const MailMessage *message)
{
  print_size (sink, message);
  print_gaps (sink, message);
  print_protection (sink, message);
  print_tree (sink, message);
  print_files (sink, message);
  print_oddities (sink, message);
}
