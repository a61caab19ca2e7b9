/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that ended and wait, because a DNS record is missing by which their senders
 * are judged: for packets that may bring it (a server that verifies a mail after it took
 * it asks late), then for a resolver.  They go on in the order of their ends: one that
 * lacks nothing waits behind one that does. */
#ifndef SMTPLENS_PIPELINE_WAIT_H
#define SMTPLENS_PIPELINE_WAIT_H

#include "../dissect/smtp-session.h"

typedef struct PipelineWait PipelineWait;

typedef struct WaitLimits {
  uint64_t seconds;  /* of the packets' time; 0: none waits for packets */
  uint64_t sessions; /* that wait at once */
} WaitLimits;
void wait_limits_init (WaitLimits *limits);

typedef struct WaitHandler {
  /* Judges it with what is known now; whether something is still missing. */
  bool (*judge) (void *user, SmtpSession *session);
  /* Asks for what is missing: whether an answer is awaited. */
  bool (*ask) (void *user, SmtpSession *session);
  /* It goes on; all was judged. */
  void (*release) (void *user, SmtpSession *session);
} WaitHandler;

PipelineWait *pipeline_wait_new (const WaitLimits *limits, const WaitHandler *handler, void *user);
/* Releases nothing.  NULL is fine. */
void pipeline_wait_free (PipelineWait *wait);

/* Takes a session that was judged, and a reference of it; releases it at once where it
 * lacks nothing and none is in front of it.  `until`: the packets' time (nanoseconds) up to
 * which packets may bring what is missing. */
void pipeline_wait_push (PipelineWait *wait, SmtpSession *session, bool misses, int64_t until);
/* The packets' time is `now`: those whose time is over go on, or ask. */
void pipeline_wait_advance (PipelineWait *wait, int64_t now);
/* Those that wait for packets go on, or ask; later ones wait again. */
void pipeline_wait_for_no_packets (PipelineWait *wait);
/* No more packets. */
void pipeline_wait_end_of_packets (PipelineWait *wait);
/* Answers came: those that wait for them are judged again. */
void pipeline_wait_answered (PipelineWait *wait);
/* All go on as they are known. */
void pipeline_wait_flush (PipelineWait *wait);

/* How many wait. */
uint64_t pipeline_wait_count (const PipelineWait *wait);
/* Too many wait for answers: no more packets should be read for now. */
bool pipeline_wait_is_full (const PipelineWait *wait);
/* How often one went on early because too many waited: for packets more than the limit, for
 * answers four times as many (then packets are read on, from a device). */
uint64_t pipeline_wait_hit (const PipelineWait *wait);

#endif
