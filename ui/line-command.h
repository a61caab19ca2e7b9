/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be typed in the face of lines: keys by their names, numbers of rows, and words.
 * One table, from which the reading and the help are made.  Does nothing of it. */
#ifndef SMTPLENS_LINE_COMMAND_H
#define SMTPLENS_LINE_COMMAND_H

#include "keymap.h"

typedef enum LineVerb {
  LINE_NEXT, /* an empty line */
  LINE_ACTION,
  LINE_ROWS, /* `from` to `to`, from 1 */
  LINE_OPEN, /* row `from`; 0: the one that is selected */
  LINE_SEARCH,
  LINE_SEARCH_ALL,
  LINE_STOP,
  LINE_FILTER,
  LINE_VIEW,
  LINE_LIST,
  LINE_DETAILS,
  LINE_STATUS,
  LINE_HELP,
  LINE_UNKNOWN,
} LineVerb;

typedef struct LineCommand {
  LineVerb verb;
  Action action;
  size_t from, to;
  char *text; /* what stands behind the word; "" for nothing */
} LineCommand;

/* Reads one line of valid UTF-8; `scopes` of the keys that the view in front understands. */
void line_command_read (LineCommand *command, const char *line, const Keymap *keys, unsigned scopes);
void line_command_clear (LineCommand *command);

/* The words and what each does, row by row; false past the last. */
typedef struct LineWord {
  const char *word, *argument, *help; /* argument: "" for none; help: to be translated */
  LineVerb verb;
  Action action;
} LineWord;
const LineWord *line_word (size_t row);

#endif
