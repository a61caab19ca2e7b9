/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all ended sessions come to: how many mails who could read, how sure their
 * senders are, and how that went over the time of the packets. */
#ifndef SMTPLENS_TALLY_H
#define SMTPLENS_TALLY_H

#include "../dissect/sender.h"

/* Stretches of time, all as long; twice as long each time that they do not suffice. */
enum { TALLY_STRETCHES = 120 };

typedef struct TallyStretch {
  uint64_t clear;  /* sessions in which mail or a secret crossed in the clear */
  uint64_t hidden; /* that TLS hid */
  uint64_t other;
} TallyStretch;

typedef struct Tally {
  uint64_t sessions, clear, hidden;
  uint64_t mails, readable, sealed; /* sealed: end to end, text and attachments */
  uint64_t logins, passwords;       /* passwords and tokens that crossed in the clear */
  uint64_t with_gaps;               /* sessions of which octets were never captured */
  uint64_t verdicts[SENDER_VERDICTS], unjudged;
  bool begun;
  int64_t first, last; /* of sessions' starts; nanoseconds since the epoch */
  int64_t start;       /* of stretch 0 */
  int64_t step;        /* nanoseconds */
  TallyStretch stretches[TALLY_STRETCHES];
} Tally;

void tally_take (Tally *tally, const SmtpSession *session);
/* The stretch of a session that began then; the others may move, and join two by two. */
TallyStretch *tally_stretch (Tally *tally, int64_t time);
/* Stretches in use. */
size_t tally_count (const Tally *tally);

#endif
