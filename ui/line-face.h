/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The views as lines of text, one after the other: for screen readers and logs.  Commands come
 * in as lines, see line-command.h; what is new goes out.  Writes no control but the ends of lines,
 * and knows nothing of where commands come from: see line-input.c. */
#ifndef SMTPLENS_LINE_FACE_H
#define SMTPLENS_LINE_FACE_H

#include "frame.h"

#include <stdio.h>

typedef struct LineFace LineFace;

/* All are borrowed.  `echo`: commands are repeated in front of their answers, for whoever reads
 * cannot have seen them; else a prompt asks for each. */
LineFace *line_face_new (Ui *ui, Frame *frame, FILE *output, bool echo);
void line_face_free (LineFace *face);

/* Says the view in front, whole or its first page. */
void line_face_open (LineFace *face);
/* One command.  False: the user wants to end. */
bool line_face_obey (LineFace *face, const char *line);
/* Says what changed by itself since: rows come and go, but what is selected moves only in a replay,
 * or where the end is followed. */
void line_face_show (LineFace *face);
/* Asks for the next command, where commands are not repeated. */
void line_face_prompt (LineFace *face);

/* A session has ended: its row, if the filters take it. */
void line_face_tell_session (LineFace *face, const SmtpSession *session);
/* The first views one after the other, each row with what there is to say about it; without the list
 * of sessions where each was told already. */
void line_face_say_all (LineFace *face, bool sessions_told);

/* All mails are being searched: other commands wait, but from a terminal. */
bool line_face_is_busy (const LineFace *face);
/* The output takes no more. */
bool line_face_is_broken (const LineFace *face);

#endif
