/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the sessions of a run go: one face (standard output or the screen), and the
 * files that options ask for beside it.  Each is a sink. */
#ifndef SMTPLENS_MAIN_OUTPUTS_H
#define SMTPLENS_MAIN_OUTPUTS_H

#include "options.h"

#include "../dissect/sink.h"

enum { OUTPUTS_MAX = 4 };

typedef struct Outputs {
  struct {
    const SinkType *type;
    const char *path; /* NULL: the face */
    gpointer sink;    /* NULL until opened, and once closed */
  } rows[OUTPUTS_MAX];
  size_t count;
  bool screen; /* the face is the UI */
  bool lines;  /* as lines of text */
} Outputs;

/* By what was asked for.  False with one line in error_text (g_free) where an option is wrong. */
bool outputs_choose (Outputs *outputs, const Options *options, char **error_text);
/* Whether some sink wants mails whole. */
bool outputs_need_mail_data (const Outputs *outputs);
/* `options` but for what differs from sink to sink.  False where one could not be
 * opened, which it told. */
bool outputs_open (Outputs *outputs, const SinkOptions *options);
/* The sink of the UI; NULL where the face is none or not open. */
gpointer outputs_screen (const Outputs *outputs);

void outputs_event (Outputs *outputs, SmtpSession *session, const SmtpEvent *event);
/* `taken`: by --where; the screen gets all, for there the filter can be taken away. */
void outputs_session (Outputs *outputs, SmtpSession *session, bool taken);
/* Closes all that are open.  `*files_written` becomes false where a file could not be
 * written, which was told; the result is false where standard output could not. */
bool outputs_close (Outputs *outputs, const RunSummary *summary, bool *files_written);

#endif
