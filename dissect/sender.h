/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure is the sender of a mail: SPF, DKIM, ARC and DMARC of one transaction, and what
 * follows from them together. */
#ifndef SMTPLENS_SENDER_H
#define SMTPLENS_SENDER_H

#include "dmarc.h"
#include "smtp-session.h"

typedef enum SenderVerdict {
  SENDER_VERIFIED,     /* the domain of the From field was proven to stand behind the mail */
  SENDER_UNVERIFIED,   /* nothing proves it, nothing contradicts it */
  SENDER_CONTRADICTED, /* evidence speaks against it */
} SenderVerdict;

typedef struct SenderReport {
  SenderVerdict verdict;
  char *why;            /* one or two sentences; may hold text from the wire */
  SpfVerdict *spf;      /* of MAIL FROM, or of HELO for a null path; NULL: a submission, not judged */
  SpfVerdict *spf_helo; /* of HELO beside it; NULL: not judged */
  GPtrArray *dkim;      /* of DkimVerdict *; never NULL */
  ArcVerdict *arc;
  DmarcVerdict *dmarc;
  DnsInquiry *inquiry; /* answers it all rests on, and what was missing */
} SenderReport;

/* Judges every transaction of a session that has a mail and sets transaction->sender; again
 * where it is called again, with what is known then.  `facts` may be NULL. */
void sender_judge (SmtpSession *session, DnsFacts *facts);
/* Whether a record is missing that a resolver could be asked for. */
bool sender_misses_records (const SmtpSession *session);
void sender_report_free (SenderReport *report);

/* "verified" …; static. */
const char *sender_verdict_name (SenderVerdict verdict);

#endif
