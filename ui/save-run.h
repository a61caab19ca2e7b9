/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A save under way: rows go through the door in slices, so that keys need not wait. */
#ifndef SMTPLENS_SAVE_RUN_H
#define SMTPLENS_SAVE_RUN_H

#include "saver.h"
#include "view.h"

typedef struct SaveRun {
  const Saver *saver; /* borrowed */
  gpointer job;       /* NULL: nothing is saved now */
  SaveForm form;
  char *path;
  GArray *picks; /* of Pick */
  guint next;    /* of them */
  guint open;    /* sessions that have not ended, and are left out */
  unsigned percent;
  bool failed;
} SaveRun;

/* Takes the picks.  False where it could not begin, as `begin` of the Saver tells. */
bool
save_run_begin (SaveRun *run, const Saver *saver, const SaveOrder *order, GArray *picks, bool *taken, char **trouble);
bool save_run_is_on (const SaveRun *run);
/* Some milliseconds of it; false: it ended, and `*told` is the line for the user (g_free). */
bool save_run_work (SaveRun *run, char **told);
/* Ends it as it is; the line for the user (g_free). */
char *save_run_stop (SaveRun *run);
/* How far it is; g_free. */
char *save_run_text (const SaveRun *run, const char *stop_key);

/* Whether a form is of mails, not of sessions. */
bool save_form_is_of_mails (SaveForm form);

#endif
