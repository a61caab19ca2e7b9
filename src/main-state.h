/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file in which the screens keep what the user chose:
 * smtplens/screens in $XDG_STATE_HOME (~/.local/state). */
#ifndef SMTPLENS_MAIN_STATE_H
#define SMTPLENS_MAIN_STATE_H

#include "../ui/ui.h"

typedef struct StateFile {
  char *path; /* NULL: nothing is kept */
  char *seen; /* what stood in it when it was read or written last; NULL: it was not there */
  void (*tell) (void *user, const char *line);
  void *user;
  char *shown; /* the path, printable */
} StateFile;

/* Hands what the file says to the screens, and the way back.  What is wrong is told a line each, and
 * the file then is not written.  `wanted`: false leaves it alone altogether. */
void state_file_begin (StateFile *file, gpointer screen, bool wanted, void (*tell) (void *user, const char *line),
                       void *user);
void state_file_clear (StateFile *file);

#endif
