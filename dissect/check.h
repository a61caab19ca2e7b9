/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A check: one question put to a finished session.  One row in checks.c; help,
 * --list-checks, JSON, the UI and docs/findings.md take their words from it. */
#ifndef SMTPLENS_CHECK_H
#define SMTPLENS_CHECK_H

#include "finding.h"

struct Check {
  const char *id;          /* kebab-case, for ever */
  Severity severity;       /* of the usual case */
  const char *title;       /* a few words */
  const char *explanation; /* two or three sentences for a newcomer */
  const char *protection;  /* what would have protected */
  const char *reference;   /* "RFC 8314 §3" */
  void (*run) (const Check *check, SmtpSession *session);
};

extern const Check *const checks[]; /* ends with NULL */

/* Runs every check; findings stand in session->findings, worst first, then by
 * transaction and packet. */
void checks_run (SmtpSession *session);

const Check *check_by_id (const char *id);

#endif
