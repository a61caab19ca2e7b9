/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said last of the view in front, and what there is to say now; for the files of the
 * face of lines alone. */
#ifndef SMTPLENS_LINE_FRONT_H
#define SMTPLENS_LINE_FRONT_H

#include "line-face.h"
#include "line-say.h"

struct LineFace {
  Ui *ui;
  Frame *frame;
  LineSay say;
  bool echo;
  /* What was said last. */
  guint levels;
  size_t view;
  const SmtpSession *session;
  size_t row;
  /* Of a view that is a text: its lines, and which of them is the current one. */
  GPtrArray *lines;
  size_t line;
  const TourStep *told; /* the step of a lesson that was said last */
  bool all;             /* it is said whole, without commands */
  size_t hits;          /* of a search in all mails, that were said */
  bool searching;
};

Model *line_front_model (const LineFace *face);
/* All that the filters have to be asked; a command waits for it. */
void line_front_be_filtered (const LineFace *face);
/* Whether it is a text, whose lines are gone through, and no list of rows. */
bool line_front_is_text (const LineFace *face);
/* Its rows or lines; which of them is the current one, and making another that. */
size_t line_front_count (const LineFace *face);
size_t line_front_position (const LineFace *face);
void line_front_go (LineFace *face, size_t row);
/* Takes note of what is in front; true: it is not what was said last. */
bool line_front_note (LineFace *face);
/* One row or line. */
void line_front_say_row (LineFace *face, size_t row);
/* Rows from one on, as many as a page has, or all. */
void line_front_say_rows (LineFace *face, size_t from, size_t rows);
/* Takes the lines of a text as they are now, the first being the current one. */
void line_front_take_lines (LineFace *face);
/* A page of a list; what belongs to one session is said whole. */
void line_front_say_page (LineFace *face, size_t from);
/* Its title, and a list's page or a text whole. */
void line_front_say (LineFace *face);
/* What the frame has to tell, once. */
void line_front_say_notice (LineFace *face);
/* Hits as they come, and at the end how many there are. */
void line_front_say_hits (LineFace *face);
/* False: there was nothing new. */
bool line_front_say_new (LineFace *face);

#endif
