/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the commands of the face of lines come from, and when each has its turn. */
#ifndef SMTPLENS_LINE_INPUT_H
#define SMTPLENS_LINE_INPUT_H

#include "ui.h"

#include "line-face.h"

typedef struct LineInput LineInput;

LineInput *line_input_new (Ui *ui, Frame *frame, GMainContext *context, const UiLines *lines);
void line_input_free (LineInput *input);

/* Something may be different: rows, or what is selected. */
void line_input_show (LineInput *input);
void line_input_session (LineInput *input, const SmtpSession *session);
/* One line that was typed.  False: the user wants to end. */
bool line_input_take (LineInput *input, const char *line);
/* The reading has ended. */
void line_input_close (LineInput *input);

#endif
