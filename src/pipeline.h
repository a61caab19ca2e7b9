/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins the rooms: packets in, events and finished sessions out.  Here the words
 * of src/ (packet, segment, stream) become those of dissect/ (session, message). */
#ifndef SMTPLENS_PIPELINE_H
#define SMTPLENS_PIPELINE_H

#include "ip.h"
#include "packet.h"
#include "pipeline-notes.h"
#include "pipeline-wait.h"
#include "reassembler.h"
#include "resolver.h"

#include "../dissect/dns-facts.h"
#include "../dissect/history.h"
#include "../dissect/mail-path.h"
#include "../dissect/sink.h"
#include "../dissect/smtp-session.h"

typedef struct PipelineLimits {
  DecoderLimits decoder;
  ReassemblerLimits reassembler;
  SessionLimits session;
  HistoryLimits history;
  MailPathLimits paths;
  DnsLimits dns;
  WaitLimits wait;
  NotesLimits notes;
  ResolverLimits resolver;
  uint64_t dns_questions;  /* of others, that wait for their answer */
  uint64_t session_octets; /* of memory for all sessions under way */
  uint64_t mail_memory;
  uint64_t total_mail_memory;
  uint64_t spool_octets;  /* of the temporary file behind it */
  uint64_t kept_sessions; /* by the UI, and about their octets: for its sink, not used here */
  uint64_t kept_octets;
  uint64_t tls_secrets;  /* of key logs */
  uint64_t saved_octets; /* packets held for -w until their connection is known to be SMTP */
} PipelineLimits;

void pipeline_limits_init (PipelineLimits *limits);
/* "name=value"; K, M, G suffixes.  False with one line in error_text (g_free). */
bool pipeline_limits_set (PipelineLimits *limits, const char *assignment, char **error_text);
/* One row a limit, for --help and the manual: name, default, meaning.  NULL past the last. */
const char *pipeline_limit_name (size_t row, const char **meaning, uint64_t *standard);

typedef struct Pipeline Pipeline;

typedef struct PipelineHandler {
  void (*event) (void *user, SmtpSession *session, const SmtpEvent *event);
  void (*session) (void *user, SmtpSession *session);
  /* A packet of an SMTP session, for -w; may be NULL. */
  void (*packet) (void *user, const Packet *packet);
  /* How a file calls one of its interfaces (Packet.interface); NULL where it does not.  May be NULL. */
  const char *(*interface_name) (void *user, uint32_t file, uint32_t interface);
} PipelineHandler;

/* `spool` may be NULL; `keep_mail`: some sink wants mail data after a session's end. */
Pipeline *pipeline_new (const PipelineLimits *limits, const PipelineHandler *handler, void *user, MailSpool *spool,
                        bool keep_mail);
/* Some sink keeps sessions: their memory is of this store, which outlives the pipeline.  Before the
 * first packet; NULL: of none. */
void pipeline_keep_in (Pipeline *pipeline, ArenaStore *store);
/* How to read packets that disagree; before the first one. */
void pipeline_set_policy (Pipeline *pipeline, const StreamPolicy *policy);
/* Of the packets for the handler only those of sessions that are `wanted`, which is asked for
 * each packet and must keep to its answer; NULL: of all. */
void pipeline_save_when (Pipeline *pipeline, bool (*wanted) (void *user, const SmtpSession *session), void *user);
/* The DNS answer that comes at this time is saved, at its place, for a session of an earlier pass over
 * the same packets was judged by it; before the first packet. */
void pipeline_save_answer (Pipeline *pipeline, int64_t time);
/* Secrets with which TLS is opened: to be filled before and while packets come. */
TlsKeys *pipeline_tls_keys (Pipeline *pipeline);
/* What is known of the DNS, the same. */
DnsFacts *pipeline_dns_facts (Pipeline *pipeline);
/* Packets come from files: where DNS is among them, a session that ended waits for answers
 * that its server may ask for later.  `first`: the first sessions wait though no DNS was seen
 * yet, where nobody waits for them. */
void pipeline_wait_for_answers (Pipeline *pipeline, bool first);
/* What is missing then is asked of live DNS, in the main loop (see resolver_new).  `answered`
 * is called when answers came.  False with a line in `wrong` (g_free). */
bool pipeline_resolve (Pipeline *pipeline, const char *server, void (*answered) (void *user), void *user, char **wrong);
/* Sessions wait for live DNS: so many that packets should wait, too; any at all. */
bool pipeline_is_full (const Pipeline *pipeline);
bool pipeline_awaits_answers (const Pipeline *pipeline);
/* A key of a wireless network, as --wifi-key has it; false with why it is none (static). */
bool pipeline_add_wifi_key (Pipeline *pipeline, const char *text, const char **why);
/* A name that a capture file gives an address of 4 or 16 octets. */
void pipeline_add_name (Pipeline *pipeline, const uint8_t *ip, unsigned ip_version, const char *name);

/* So far: octets of all packets, the latest time of one, octets of mails in the spool. */
uint64_t pipeline_octets (const Pipeline *pipeline);
int64_t pipeline_now (const Pipeline *pipeline);
uint64_t pipeline_spooled (const Pipeline *pipeline);

void pipeline_push (Pipeline *pipeline, const Packet *packet);
/* Ends every session, as at the end of the capture.  With pipeline_resolve some may still
 * await answers: they go on as these come, or by pipeline_give_up. */
void pipeline_finish (Pipeline *pipeline);
/* Sessions that await answers go on without. */
void pipeline_give_up (Pipeline *pipeline);
/* Fills in what the pipeline knows: counters, and limits_hit rows owned by it. */
void pipeline_summary (Pipeline *pipeline, RunSummary *summary);
void pipeline_free (Pipeline *pipeline);

#endif
