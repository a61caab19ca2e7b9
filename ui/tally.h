/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all ended sessions come to: how many mails who could read, how sure their
 * senders are, and how that went over the time of the packets. */
#ifndef SMTPLENS_TALLY_H
#define SMTPLENS_TALLY_H

#include "../dissect/sender.h"
#include "stretches.h"

/* Sessions over time: the amounts of a stretch. */
enum {
  TALLY_CLEAR,  /* mail or a secret crossed in the clear */
  TALLY_HIDDEN, /* TLS hid it */
  TALLY_OTHER
};

typedef struct Tally {
  uint64_t sessions, clear, hidden;
  uint64_t mails, readable, sealed; /* sealed: end to end, text and attachments */
  uint64_t logins, passwords;       /* passwords and tokens that crossed in the clear */
  uint64_t with_gaps;               /* sessions of which octets were never captured */
  uint64_t verdicts[SENDER_VERDICTS], unjudged;
  int64_t first, last; /* of sessions' starts; nanoseconds since the epoch */
  Stretches over_time;
} Tally;

void tally_take (Tally *tally, const SmtpSession *session);

#endif
