/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three lists and their lifetime; who fills them bounds them. */
#include "config.h"

#include "session-notes.h"

static void
free_comment (gpointer pointer)
{
  SessionComment *comment = pointer;
  g_free (comment->text);
  g_free (comment);
}

SessionNotes *
session_notes_new (void)
{
  SessionNotes *notes = g_new0 (SessionNotes, 1);
  notes->comments = g_ptr_array_new_with_free_func (free_comment);
  for (unsigned side = 0; side < 2; side++)
    notes->names[side] = g_ptr_array_new_with_free_func (g_free);
  return notes;
}

void
session_notes_free (SessionNotes *notes)
{
  if (notes == NULL)
    return;
  g_ptr_array_unref (notes->comments);
  for (unsigned side = 0; side < 2; side++)
    g_ptr_array_unref (notes->names[side]);
  g_free (notes->interface);
  g_free (notes);
}

void
session_notes_comment (SessionNotes *notes, const Origin *origin, char *text)
{
  SessionComment *comment = g_new (SessionComment, 1);
  *comment = (SessionComment){ *origin, text };
  g_ptr_array_add (notes->comments, comment);
}
