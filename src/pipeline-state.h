/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline's own state, for pipeline.c and pipeline-summary.c alone. */
#ifndef SMTPLENS_PIPELINE_STATE_H
#define SMTPLENS_PIPELINE_STATE_H

#include "pipeline-dns.h"
#include "pipeline-notes.h"
#include "pipeline-save.h"
#include "pipeline.h"

struct Pipeline {
  PipelineHandler handler;
  void *user;
  Decoder *decoder;
  Reassembler *reassembler;
  SmtpSurroundings surroundings;
  MailStorage storage;
  TlsKeys *keys;
  History *history;
  MailPaths *paths;
  DnsFacts *facts;
  PipelineDns *dns;
  PipelineWait *wait;
  PipelineNotes *notes;
  const Packet *at_hand; /* of the segment that is being pushed */
  bool waits_for_packets;
  unsigned first_to_wait;
  uint64_t wait_seconds;
  int64_t now; /* the latest time of a packet */
  uint8_t seed[SIPHASH_KEY_OCTETS];
  Resolver *resolver; /* NULL: nobody is asked */
  ResolverLimits resolver_limits;
  void (*answered) (void *user);
  void *answered_user;
  PipelineSave *save;                                      /* NULL without -w */
  bool dns_saved;                                          /* some was, so that who reads the file waits for more */
  bool (*wanted) (void *user, const SmtpSession *session); /* NULL: all are saved */
  void *wanted_user;
  uint64_t packets, octets;
  uint64_t session_octets, session_octets_most, session_octets_hit; /* of memory */
  uint64_t findings[SEVERITIES];
  uint64_t senders[SENDER_VERDICTS];
  uint64_t headers_cut, parts_cut; /* mails that met these limits */
  SummaryLimit *limits_met;
  SummaryNetwork *networks;
};

#endif
