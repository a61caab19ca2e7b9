/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure is the sender of a mail: SPF, DKIM, ARC and DMARC of one transaction, and what
 * follows from them and from the findings together. */
#ifndef SMTPLENS_SENDER_H
#define SMTPLENS_SENDER_H

#include "dmarc.h"
#include "helo.h"
#include "intermediary.h"
#include "smtp-session.h"

typedef enum SenderVerdict {
  SENDER_VERIFIED,     /* the domain of the From field was proven to stand behind the mail */
  SENDER_UNVERIFIED,   /* nothing proves it, nothing contradicts it */
  SENDER_CONTRADICTED, /* evidence speaks against what the mail says of its sender */
  SENDER_VERDICTS
} SenderVerdict;

typedef struct SenderReport {
  SenderVerdict verdict;      /* set by sender_conclude, as is why */
  char *why;                  /* one or two sentences; may hold text from the wire */
  char *local_why;            /* the same in the user's language; NULL: no other */
  SpfVerdict *spf;            /* of MAIL FROM, or of HELO for a null path; NULL: not judged */
  const char *spf_not_judged; /* why, where spf is NULL; static */
  SpfVerdict *spf_helo;       /* of the HELO name beside it; NULL: not judged */
  GPtrArray *dkim;            /* of DkimVerdict *; never NULL */
  ArcVerdict *arc;
  DmarcVerdict *dmarc;
  HeloReport *helo;    /* NULL: not judged */
  DnsInquiry *inquiry; /* answers it all rests on, and what was missing */
  guint used, missing; /* so many of them, from the first on, have to do with more than spf_helo */
  Intermediary intermediary;
  bool allowed_before; /* SPF fails; but a Received field of the client says that an allowed host gave it the mail */
  bool from_list;      /* it calls itself a mail of a mailing list (RFC 2919, RFC 2369) */
} SenderReport;

/* Judges every transaction of a session that has a mail and sets transaction->sender; again
 * where it is called again, with what is known then.  To be called before the checks run,
 * which read it.  `facts` may be NULL. */
void sender_judge (SmtpSession *session, DnsFacts *facts);
/* The verdict of each, once the checks have run: a finding against the sender of high
 * severity contradicts it. */
void sender_conclude (SmtpSession *session);
/* Whether a record is missing that a resolver could be asked for. */
bool sender_misses_records (const SmtpSession *session);
/* Each answer of the DNS that a verdict of the session rests on; more than once where several do. */
void sender_each_answer (const SmtpSession *session, void (*visit) (void *user, const DnsAnswer *answer), void *user);
/* NULL is fine. */
void sender_report_free (SenderReport *report);

/* Whether SPF or DKIM proves the domain in From, as far as that is known. */
bool sender_is_proven (const SenderReport *report);
/* A signature of the From field's organization still fits the header, which that domain
 * thus signed, though the text was changed afterwards; NULL: none. */
const DkimVerdict *sender_signed_header (const SenderReport *report);

/* "verified" …; static. */
const char *sender_verdict_name (SenderVerdict verdict);

#endif
