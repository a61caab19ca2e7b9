/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A check: one question put to a finished session.  One row in checks.c; help,
 * --list-checks, JSON, the UI and docs/findings.md take their words from it. */
#ifndef SMTPLENS_CHECK_H
#define SMTPLENS_CHECK_H

#include "history.h"
#include "translate.h"

#include <inttypes.h>

/* What a finding speaks of. */
typedef enum CheckSubject {
  SUBJECT_NONE,     /* of no check */
  SUBJECT_EXPOSURE, /* what others could read */
  SUBJECT_SENDER,   /* against the sender that a mail names */
  SUBJECT_ATTACK,   /* somebody interferes with the session, or abuses the server */
  SUBJECT_CONDUCT,  /* a habit or a form of client or server that the rules advise against */
  SUBJECT_EVIDENCE, /* how far the capture itself can be trusted */
  CHECK_SUBJECTS
} CheckSubject;

struct Check {
  const char *id;    /* kebab-case, for ever */
  Severity severity; /* of the usual case */
  CheckSubject subject;
  const char *title;       /* a few words; all three marked by N_, for the catalogue */
  const char *explanation; /* two or three sentences for a newcomer */
  const char *protection;  /* what would have protected */
  const char *reference;   /* "RFC 8314 §3" */
  /* One of the two.  The second is for a question that needs what earlier sessions
   * told: it also remembers what this one tells.  A finding of two sessions hangs on
   * the one in which it becomes provable, and cites the other by finding_cite_sight. */
  void (*run) (const Check *check, SmtpSession *session);
  void (*compare) (const Check *check, SmtpSession *session, History *history);
};

extern const Check *const checks[]; /* ends with NULL */

/* Runs every check on a session that ended; findings stand in
 * session->findings, worst first, then by transaction and packet, and what follows from
 * them for the sender of each mail in transaction->sender.  `history` NULL:
 * no session came before. */
void checks_run (SmtpSession *session, History *history);

const Check *check_by_id (const char *id);

#endif
