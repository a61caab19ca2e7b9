/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets of a session that were captured again with the same content, and the questions of
 * its hosts whether the other one is still there: they stand beside the event log, for they
 * say nothing new in the dialogue, and tell how the network was. */
#ifndef SMTPLENS_SESSION_REPEATS_H
#define SMTPLENS_SESSION_REPEATS_H

#include "smtp-session.h"

typedef struct SessionRepeat {
  Origin origin;
  Origin first;    /* of the first of these octets, when they came first; packet 0: not known any more */
  uint64_t offset; /* in the stream of its side */
  uint64_t length; /* of a keep-alive 0 or 1 */
  guint event;     /* it stands in front of this one of the log */
  uint8_t side;    /* index of flow.side */
  bool keep_alive;
} SessionRepeat;

/* So many are told one by one; all are counted. */
enum { SESSION_REPEATS_MAX = 1000 };

typedef struct SessionRepeats {
  GArray *rows;                /* of SessionRepeat, as they came */
  uint64_t retransmissions[2]; /* segments, by flow side */
  uint64_t octets[2];          /* in them */
  uint64_t keep_alives[2];
} SessionRepeats;

/* Takes note of one; its `event` is set here. */
void session_repeats_add (SmtpSession *session, const SessionRepeat *repeat);
/* NULL is fine. */
void session_repeats_free (SessionRepeats *repeats);
/* Octets of memory. */
uint64_t session_repeats_cost (const SessionRepeats *repeats);

#endif
