/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that is being written: its text, the cursor, and what keys do to both; those of readline where
 * there is one.  And the lines that were written before.  Knows no prompt and no completion. */
#ifndef SMTPLENS_EDIT_LINE_H
#define SMTPLENS_EDIT_LINE_H

#include "canvas.h"
#include "keymap.h"

typedef struct EditLine {
  GString *text; /* printable UTF-8 */
  size_t cursor; /* octet */
  size_t most;   /* octets that there is room for */
  char between;  /* stands between words, for the key that takes one back */
} EditLine;

typedef enum EditResult { EDIT_NOTHING, EDIT_MOVED, EDIT_CHANGED } EditResult;

void edit_line_init (EditLine *line, size_t most, char between);
void edit_line_clear (EditLine *line);
/* Another text, the cursor behind it. */
void edit_line_set (EditLine *line, const char *text);
/* Puts text in place of some octets, the cursor behind it; false: there is no room. */
bool edit_line_replace (EditLine *line, size_t start, size_t end, const char *by);
/* A character at the cursor; false: none that may stand there, or no room. */
bool edit_line_insert (EditLine *line, gunichar character);
/* Of valid text what may stand there, at the cursor, whole or not at all; false: there is no room. */
bool edit_line_paste (EditLine *line, const char *text);
/* One key; a character is inserted. */
EditResult edit_line_key (EditLine *line, Key key);

/* At a place of the screen, in so many columns: its front goes where the cursor would not fit.  The
 * column of the cursor. */
int edit_line_draw (const EditLine *line, Canvas *canvas, int row, int column, int room, Style style);
/* How far behind the place where it is drawn an octet of the text stands. */
int edit_line_column (const EditLine *line, int room, size_t octet);

/* --- what was written before ----------------------------------------------------------- */

typedef struct EditHistory {
  GPtrArray *lines; /* of char *, the latest last */
  guint at;         /* of it; its length: what is being written */
  char *draft;      /* that, while an older one is shown */
} EditHistory;

void edit_history_init (EditHistory *history);
void edit_history_clear (EditHistory *history);
/* A line begins to be written. */
void edit_history_begin (EditHistory *history);
/* Remembers a line, but for an empty one and the latest once more. */
void edit_history_add (EditHistory *history, const char *text);
/* Puts an older line, or a newer one, in place of what is written, if the key asks for it; false: it does not. */
bool edit_history_key (EditHistory *history, EditLine *line, Key key);

#endif
