/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entities of mails: their memory, and the words for what is odd about them.
 *
 * Does not find them; see entity-scanner. */
#include "config.h"

#include "mail-part.h"

#include "translate.h"

MailPart *
mail_part_new (void)
{
  return g_new0 (MailPart, 1);
}

void
mail_part_free (gpointer element)
{
  MailPart *part = element;

  if (part == NULL)
    return;
  g_free (part->path);
  g_free (part->type);
  g_free (part->charset);
  g_free (part->encoding);
  g_free (part->filename);
  g_free (part->detected_type);
  g_free (part->from);
  g_free (part->subject);
  g_free (part->date);
  g_free (part);
}

MailPart *
mail_part_settle (MailPart *part, Arena *arena)
{
  char **const strings[] = { &part->path,          &part->type, &part->charset, &part->encoding, &part->filename,
                             &part->detected_type, &part->from, &part->subject, &part->date };
  for (size_t i = 0; i < G_N_ELEMENTS (strings); i++)
    arena_settle_string (arena, strings[i]);
  MailPart *settled = arena_settle (arena, part, sizeof *part);
  g_free (part);
  return settled;
}

static const struct {
  const char *name, *words;
} notes[PART_NOTES] = {
  { "broken_encoding", N_ ("its encoding is broken, decoded as far as it goes") },
  { "no_end_boundary", N_ ("its last boundary never came") },
  { "no_boundary", N_ ("no boundary in it, so it is shown as one piece") },
  { "loose_boundary", N_ ("a line that only begins like its boundary was taken for one") },
  { "several_types", N_ ("says its type more than once, and differently") },
  { "several_encodings", N_ ("says its encoding more than once, and differently") },
  { "several_boundaries", N_ ("names more than one boundary") },
  { "several_names", N_ ("has two different file names") },
  { "too_deep", N_ ("nested too deep to be taken apart") },
  { "unknown_charset", N_ ("its character set is unknown, so its text is a guess") },
  { "unknown_encoding", N_ ("its encoding is unknown, left as it is") },
  { "encrypted_archive", N_ ("archive with a password") },
  { "fragment", N_ ("one piece of a mail that was sent in several") },
  { "external", N_ ("names something elsewhere, which is never fetched") },
};

const char *
part_note_name (unsigned bit)
{
  g_assert (bit < PART_NOTES);
  return notes[bit].name;
}

const char *
part_note_words (unsigned bit)
{
  g_assert (bit < PART_NOTES);
  return notes[bit].words;
}
