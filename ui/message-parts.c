/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a mail in the message view: protection end to end, the tree of
 * entities, attachments and what was odd.
 *
 * Limits: PARTS_SHOWN rows of each. */
#include "config.h"

#include "message-parts.h"

#include "../dissect/message-protection.h"
#include "../dissect/translate.h"

enum { PARTS_SHOWN = 200, DEPTH_SHOWN = 12, PATH_COLUMNS = 8 };

static void
add_sealed (TextPane *pane, const MailMessage *message)
{
  unsigned readable = message_still_readable (message);
  GString *list = g_string_new (NULL);
  for (StillReadable what = 0; what < STILL_READABLE; what++)
    if ((readable & 1u << what) != 0)
      g_string_append_printf (list, "%s%s", list->len > 0 ? _ (", ") : "", _ (still_readable_words (what)));
  text_pane_addf (pane, STYLE_TEXT, 2,
                  message->end_to_end_partly
                      ? _ ("  Encrypted in part by %s: only who has the key reads text and attachments.")
                      : _ ("  Encrypted by %s: only who has the key reads text and attachments."),
                  _ (end_to_end_words (message->end_to_end)));
  text_pane_addf (pane, STYLE_HIGH, 2, _ ("  Still readable to the servers: %s."), list->str);
  g_string_free (list, TRUE);
}

static void
add_protection (TextPane *pane, const MailMessage *message)
{
  bool key = message->autocrypt || message->key_attached;
  if (message->end_to_end == END_TO_END_NONE && message->fake == NULL && message->signature == END_TO_END_NONE && !key)
    return;
  text_pane_add (pane, STYLE_HEADING, 0, _ ("\nEnd to end"));
  if (message->end_to_end != END_TO_END_NONE)
    add_sealed (pane, message);
  if (message->fake != NULL)
    text_pane_addf (pane, STYLE_HIGH, 2, _ ("  Not encrypted: %s."), _ (message_fake_words (message)));
  if (message->signature != END_TO_END_NONE)
    text_pane_addf (pane, STYLE_TEXT, 2,
                    message->end_to_end != END_TO_END_NONE ? _ ("  Signed by %s (not verified here).")
                    : message->opaque_signature            ? _ (
                                     "  Signed by %s (not verified here): it looks encrypted, but is base64 that anyone can undo.")
                                                : _ ("  Signed by %s (not verified here): that hides nothing."),
                    _ (end_to_end_words (message->signature)));
  if (key)
    text_pane_add (pane, STYLE_TEXT, 2,
                   message->autocrypt ? _ ("  The sender gives a key to encrypt answers with (Autocrypt).")
                                      : _ ("  The sender gives a key to encrypt answers with."));
}

/* Whether behind the entity at `index` another one stands on this level, under the same parent. */
static bool
goes_on (const GPtrArray *entities, guint index, unsigned level)
{
  for (guint i = index + 1; i < entities->len; i++)
    {
      const MailPart *part = g_ptr_array_index (entities, i);
      if (part->depth <= level)
        return part->depth == level;
    }
  return false;
}

/* The branches that lead to an entity. */
static void
append_branches (GString *line, const GPtrArray *entities, guint index)
{
  const MailPart *part = g_ptr_array_index (entities, index);
  unsigned depth = MIN (part->depth, DEPTH_SHOWN);
  for (unsigned level = 1; level < depth; level++)
    g_string_append (line, goes_on (entities, index, level) ? "│ " : "  ");
  if (depth > 0)
    g_string_append (line, goes_on (entities, index, part->depth) ? "├─" : "└─");
}

static void
add_entity (TextPane *pane, Wording wording, const GPtrArray *entities, guint index)
{
  const MailPart *part = g_ptr_array_index (entities, index);
  GString *line = g_string_new (NULL);
  char *type = wording_text (wording, part->type);
  char *size = part->kind != PART_MULTIPART ? wording_count (part->size, "%s octet", "%s octets") : g_strdup ("");
  g_string_append_printf (line, "  %-*s", PATH_COLUMNS, part->path);
  append_branches (line, entities, index);
  g_string_append_printf (line, "%s%s%s", type, size[0] != '\0' ? ", " : "", size);
  if (part->sealing != SEALED_NOT)
    g_string_append (line, part->sealing == SEALED_WHOLLY ? _ (", encrypted") : _ (", encrypted in part"));
  if (part->subject != NULL)
    {
      char *subject = wording_content (wording, part->subject);
      g_string_append_printf (line, ": “%s”", subject);
      g_free (subject);
    }
  if (part->from != NULL)
    {
      char *from = wording_mailbox (wording, part->from);
      g_string_append_printf (line, _ (" from %s"), from);
      g_free (from);
    }
  text_pane_add (pane, STYLE_TEXT, PATH_COLUMNS + 4, line->str);
  g_string_free (line, TRUE);
  g_free (size);
  g_free (type);
}

static void
add_tree (TextPane *pane, Wording wording, const MailMessage *message)
{
  guint count = message->entities->len;
  if (!mail_message_is_structured (message))
    return;
  text_pane_add (pane, STYLE_HEADING, 0, _ ("\nParts"));
  for (guint i = 0; i < MIN (count, PARTS_SHOWN); i++)
    add_entity (pane, wording, message->entities, i);
  if (count > PARTS_SHOWN)
    text_pane_addf (pane, STYLE_DIM, 0, _ ("  and %u parts more"), count - PARTS_SHOWN);
}

static void
add_attachment (TextPane *pane, Wording wording, const MailPart *part)
{
  char *name = wording_content (wording, part->filename != NULL ? part->filename : _ ("(no name)"));
  char *type = wording_text (wording, part->type);
  char *size = wording_count (part->size, "%s octet", "%s octets");
  char *detected = wording_text (wording, part->detected_type);
  bool differs = part->detected_type != NULL && strcmp (part->detected_type, part->type) != 0;
  g_autofree char *likeness = differs ? g_strdup_printf (_ ("; begins like %s"), detected) : g_strdup ("");
  g_autofree char *way
      = part->kind == PART_FOUND ? g_strdup_printf (_ ("; found by %s"), part->encoding) : g_strdup ("");
  text_pane_addf (pane, STYLE_TEXT, 4, "  %s  %s, %s%s%s", name, type, size, likeness, way);
  g_free (detected);
  g_free (name);
  g_free (type);
  g_free (size);
}

static void
add_attachments (TextPane *pane, Wording wording, const MailMessage *message)
{
  unsigned shown = 0;
  for (guint i = 0; i < message->parts->len && shown < PARTS_SHOWN; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      if (!part->attachment)
        continue;
      if (shown++ == 0)
        text_pane_add (pane, STYLE_HEADING, 0, _ ("\nAttachments"));
      add_attachment (pane, wording, part);
    }
}

static void
add_oddities (TextPane *pane, const MailMessage *message)
{
  unsigned shown = 0;
  for (guint i = 0; i < message->entities->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->entities, i);
      for (unsigned bit = 0; bit < PART_NOTES && shown < PARTS_SHOWN; bit++)
        {
          if ((part->notes & 1u << bit) == 0)
            continue;
          if (shown++ == 0)
            text_pane_add (pane, STYLE_HEADING, 0, _ ("\nOdd"));
          text_pane_addf (pane, STYLE_TEXT, 4, _ ("  part %s: %s"), part->path, _ (part_note_words (bit)));
        }
    }
  if (message->parts_cut)
    text_pane_add (pane, STYLE_TEXT, 4, _ ("  more parts, or deeper, than a limit lets be looked at"));
}

void
message_parts_add (TextPane *pane, Wording wording, const MailMessage *message)
{
  add_protection (pane, message);
  add_tree (pane, wording, message);
  add_attachments (pane, wording, message);
  add_oddities (pane, message);
}
