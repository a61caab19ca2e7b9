/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the capture file itself says of a session: remarks that somebody wrote beside its
 * packets, names that it gives the two hosts, the interface where they were captured.
 * A file may say anything: it is shown as its word, and no check and no judgment reads it. */
#ifndef SMTPLENS_SESSION_NOTES_H
#define SMTPLENS_SESSION_NOTES_H

#include "smtp-event.h"

#include <glib.h>

typedef struct SessionComment {
  Origin origin; /* of the packet */
  char *text;    /* octets of the file, not escaped */
} SessionComment;

typedef struct SessionNotes {
  GPtrArray *comments; /* of SessionComment *, in the order of their packets */
  GPtrArray *names[2]; /* of char *, by flow side; octets of the file, not escaped */
  char *interface;     /* its name in the file, the same; NULL: none */
} SessionNotes;

SessionNotes *session_notes_new (void);
/* NULL is fine. */
void session_notes_free (SessionNotes *notes);
/* Takes the text over. */
void session_notes_comment (SessionNotes *notes, const Origin *origin, char *text);

#endif
