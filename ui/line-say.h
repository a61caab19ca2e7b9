/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences of the face of lines: titles, rows, texts, help.  Decides nothing. */
#ifndef SMTPLENS_LINE_SAY_H
#define SMTPLENS_LINE_SAY_H

#include "frame.h"

#include <stdio.h>

/* Rows that are said at once. */
enum { LINE_PAGE = 20 };

/* All borrowed. */
typedef struct LineSay {
  const Frame *frame;
  const Model *model;
  FILE *output;
  bool prompted; /* a prompt stands at the beginning of the line */
} LineSay;

/* One line, in the charset of the locale; a control that still is in it shows as "?". */
void line_say (LineSay *say, const char *text);
/* The line stays open for the user. */
void line_say_prompt (LineSay *say, const char *place);

/* "3 of 17: …": a row of the list in front. */
void line_say_row (LineSay *say, size_t row);
/* What there is to say about the row that is selected, each line behind `indent`; false: nothing. */
bool line_say_details (LineSay *say, const char *indent);
/* The lines of a view's text, empty ones only between others; of char *. */
GPtrArray *line_say_text_lines (const View *view, gpointer state);

/* What is in front, with the filters. */
void line_say_title (LineSay *say);
/* A list has no rows. */
void line_say_empty (LineSay *say);
/* False: there are no filters. */
bool line_say_filters (LineSay *say);
void line_say_status (LineSay *say);
void line_say_views (LineSay *say);
void line_say_help (LineSay *say);
/* Not all rows were said. */
void line_say_more_rows (LineSay *say);
/* The first of all lines. */
void line_say_beginning (LineSay *say);
/* "Sessions 3 of 17": where the user is; g_free. */
char *line_say_place (const LineSay *say, size_t position, size_t count);

#endif
