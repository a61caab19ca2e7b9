/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line at the bottom in which the user writes something, with what he wrote there before. */
#ifndef SMTPLENS_ASK_LINE_H
#define SMTPLENS_ASK_LINE_H

#include "edit-line.h"

typedef enum AskState { ASK_OPEN, ASK_DONE, ASK_LEFT } AskState;

typedef struct AskLine {
  bool open;
  EditLine line;
  EditHistory history;
} AskLine;

void ask_line_init (AskLine *ask);
void ask_line_clear (AskLine *ask);
/* With this text to begin with. */
void ask_line_open (AskLine *ask, const char *text);
/* One key.  Enter (ASK_DONE) and Esc (ASK_LEFT) close it; the text stays. */
AskState ask_line_key (AskLine *ask, Key key);
/* Text at the cursor, in one go; what does not fit is left out. */
void ask_line_paste (AskLine *ask, const char *text);
/* In one row; the column of the cursor. */
int ask_line_draw (const AskLine *ask, const char *label, Canvas *canvas, int row);

#endif
