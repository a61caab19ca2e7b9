/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole run in numbers, once reading is over. */
#ifndef SMTPLENS_MAIN_SUMMARY_H
#define SMTPLENS_MAIN_SUMMARY_H

#include "capture.h"
#include "pipeline.h"

#include "../dissect/sink.h"

/* Gathers what both know.  Its parts are theirs but for the list of files, which
 * summary_clear frees. */
void summary_gather (RunSummary *summary, Capture *capture, Pipeline *pipeline);
/* The list of files alone. */
void summary_gather_files (RunSummary *summary, Capture *capture);
void summary_clear (RunSummary *summary);

/* Whether a finding is of this severity ("high") or worse, in a session that was shown; false
 * for NULL. */
bool summary_reaches (const RunSummary *summary, const char *severity);
/* Lines for standard error, of char *: networks whose frames could not be read, and
 * why; to be unreffed. */
GPtrArray *summary_unread_networks (const RunSummary *summary);
/* A line about packets that the capture lost; NULL where it lost none.  g_free. */
char *summary_drops (const RunSummary *summary);

#endif
