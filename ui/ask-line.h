/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line in which the user writes something: editing, history, paste.  Keys are those of readline
 * where there is one. */
#ifndef SMTPLENS_ASK_LINE_H
#define SMTPLENS_ASK_LINE_H

#include "canvas.h"
#include "keymap.h"

typedef enum AskState { ASK_OPEN, ASK_DONE, ASK_LEFT } AskState;

typedef struct AskLine {
  bool open;
  GString *text;
  size_t cursor;      /* octet */
  GPtrArray *history; /* of char *, the latest last */
  guint at;           /* of it; its length: what is being written */
  char *draft;        /* that, while an older one is shown */
} AskLine;

void ask_line_init (AskLine *line);
void ask_line_clear (AskLine *line);
/* With this text to begin with. */
void ask_line_open (AskLine *line, const char *text);
/* One key.  Enter (ASK_DONE) and Esc (ASK_LEFT) close it; the text stays. */
AskState ask_line_key (AskLine *line, Key key);
/* Text at the cursor, in one go; what does not fit is left out. */
void ask_line_paste (AskLine *line, const char *text);
/* In one row; the column of the cursor. */
int ask_line_draw (const AskLine *line, const char *label, Canvas *canvas, int row);

#endif
