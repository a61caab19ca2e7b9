/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sessions of --where: which are shown, and what was found in them. */
#ifndef SMTPLENS_MAIN_WHERE_H
#define SMTPLENS_MAIN_WHERE_H

#include "../dissect/session-filter.h"
#include "../dissect/sink.h"

/* All zero: no filter, every session is shown. */
typedef struct Where {
  SessionFilter *filter;
  uint64_t shown;
  uint64_t findings[SEVERITIES]; /* of the sessions shown */
} Where;

/* False with what is wrong in `*wrong` (g_free): a line, and where standard error is a terminal
 * two more that point at the place.  NULL is no filter. */
bool where_read (Where *where, const char *text, char **wrong);
void where_clear (Where *where);

/* Whether an ended session is shown; counts it. */
bool where_takes (Where *where, const SmtpSession *session);
/* Tells the summary what was shown of all there was. */
void where_summarize (const Where *where, const char *text, RunSummary *summary);

#endif
