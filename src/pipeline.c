/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wiring of decoder, reassembler and sessions.  One PipelineSession stands for
 * each connection that carried data; most turn out not to be SMTP and then cost
 * that small struct alone until the connection ends. */
#include "config.h"

#include "pipeline.h"

#include <glib.h>

#include "keyed-hash.h"
#include "pipeline-limits.h"
#include "pipeline-state.h"
#include "pipeline-wifi.h"
#include "pipeline-words.h"
#include "type-guesser.h"
#include "wifi-keys.h"

#include "../dissect/check.h"
#include "../dissect/crypto.h"
#include "../dissect/reading-thread.h"
#include "../dissect/sender.h"
#include "../dissect/session-repeats.h"

/* What is kept of a mail where no sink wants it whole: enough for its first lines. */
enum { MAIL_HEAD = 64 * 1024 };

/* Records asked for at once for one session; more than this, no honest mail lacks. */
enum { ASKED_AT_ONCE = 100, WAIT_SECONDS_MAX = 1000 * 1000 };

/* Sessions that wait though no DNS was seen yet, for all of it may follow them. */
enum { FIRST_TO_WAIT = 16 };

typedef struct PipelineSession {
  SmtpSession *session; /* NULL before the first data, and once it is known to be none */
  DnsConnection *dns;   /* NULL: it is none */
  uint64_t octets;      /* in Pipeline.session_octets */
  bool recognised;
  bool unwanted;
} PipelineSession;

static void *
stream_opened (void *user, const ConnectionView *connection)
{
  (void) user;
  (void) connection;
  return g_slice_new0 (PipelineSession);
}

/* Brings the account of memory up to date. */
static void
charge (Pipeline *pipeline, PipelineSession *held)
{
  uint64_t octets = held->session != NULL ? smtp_session_octets (held->session) : 0;
  pipeline->session_octets += octets - held->octets;
  held->octets = octets;
}

static StreamVerdict
let_go (Pipeline *pipeline, PipelineSession *held)
{
  g_clear_pointer (&held->session, smtp_session_unref);
  charge (pipeline, held);
  held->unwanted = true;
  return STREAM_UNWANTED;
}

static void
count_mails (Pipeline *pipeline, const SmtpSession *session)
{
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const MailMessage *message = transaction->message;
      pipeline->headers_cut += message != NULL && message->header_cut;
      pipeline->parts_cut += message != NULL && message->parts_cut;
      const SenderReport *sender = transaction->sender;
      if (sender != NULL)
        pipeline->senders[sender->verdict]++;
    }
}

static void
attach_notes (Pipeline *pipeline, SmtpSession *session)
{
  const char *name = NULL;
  if (session->interface != 0 && pipeline->handler.interface_name != NULL)
    name = pipeline->handler.interface_name (pipeline->user, session->traffic.first.file, session->interface);
  pipeline_notes_attach (pipeline->notes, session, name);
}

static bool
is_saved (const Pipeline *pipeline, const SmtpSession *session)
{
  return pipeline->wanted == NULL || pipeline->wanted (pipeline->wanted_user, session);
}

/* Shows a session that ended and whose senders were judged. */
static void
show (void *user, SmtpSession *session)
{
  Pipeline *pipeline = user;
  mail_paths_follow (pipeline->paths, session);
  flow_name_network (&session->flow, decoder_wifi (pipeline->decoder));
  checks_run (session, pipeline->history);
  attach_notes (pipeline, session); /* behind all judgments: they are not to know them */
  count_mails (pipeline, session);
  for (guint i = 0; i < session->findings->len; i++)
    pipeline->findings[((const Finding *) g_ptr_array_index (session->findings, i))->severity]++;
  if (pipeline->save != NULL && is_saved (pipeline, session))
    pipeline_save_answers (pipeline->save, session);
  pipeline->handler.session (pipeline->user, session);
}

static bool
judge (void *user, SmtpSession *session)
{
  Pipeline *pipeline = user;
  sender_judge (session, pipeline->facts);
  return sender_misses_records (session);
}

/* Asks for what an inquiry misses, up to the bound on `asked`; whether an answer is awaited. */
static bool
ask_missing (Pipeline *pipeline, const DnsInquiry *inquiry, unsigned *asked)
{
  const GPtrArray *missing = dns_inquiry_missing (inquiry);
  bool awaited = false;
  for (guint k = 0; k < missing->len && *asked < ASKED_AT_ONCE; k++, (*asked)++)
    {
      const DnsMissing *row = g_ptr_array_index (missing, k);
      awaited = resolver_ask (pipeline->resolver, row->name, row->type) || awaited;
    }
  return awaited;
}

/* Asks for the records that are missing, a bounded number of them; whether one is awaited. */
static bool
ask (void *user, SmtpSession *session)
{
  Pipeline *pipeline = user;
  unsigned asked = 0;
  bool awaited = false;
  for (guint i = 0; pipeline->resolver != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const SenderReport *report = transaction->sender;
      if (report == NULL)
        continue;
      awaited = ask_missing (pipeline, report->inquiry, &asked) || awaited;
      if (report->helo != NULL)
        awaited = ask_missing (pipeline, report->helo->inquiry, &asked) || awaited;
    }
  return awaited;
}

/* Whether DNS that judges this session may follow it: there is some in the capture, or it is
 * one of the first, which wait until there are too many of them. */
static bool
may_follow (Pipeline *pipeline)
{
  if (pipeline_dns_counters (pipeline->dns)->messages > 0)
    return true;
  if (pipeline->first_to_wait == 0)
    return false;
  pipeline->first_to_wait--;
  if (pipeline->first_to_wait == 0)
    pipeline_wait_for_no_packets (pipeline->wait);
  return pipeline->first_to_wait > 0;
}

/* Judges a session that ended; it is shown at once, or waits for what is missing. */
static void
conclude (Pipeline *pipeline, SmtpSession *session)
{
  bool packets = pipeline->waits_for_packets && may_follow (pipeline);
  bool misses = judge (pipeline, session) && (packets || pipeline->resolver != NULL);
  if (!misses && pipeline_wait_count (pipeline->wait) == 0)
    {
      show (pipeline, session);
      return;
    }
  uint64_t patience = MIN (pipeline->wait_seconds, WAIT_SECONDS_MAX) * UINT64_C (1000000000);
  int64_t last = session->traffic.last.time, until = INT64_MIN;
  if (packets)
    until = (uint64_t) INT64_MAX - (uint64_t) MAX (last, 0) < patience ? INT64_MAX : last + (int64_t) patience;
  pipeline_wait_push (pipeline->wait, session, misses, until);
  pipeline_wait_advance (pipeline->wait, pipeline->now);
}

/* The connection goes on in a session behind this one, or in one behind that. */
static void
go_on (Pipeline *pipeline, PipelineSession *held, const ConnectionView *connection)
{
  SessionTraffic traffic = pipeline_traffic (connection);
  SmtpFeed feed = FEED_FULL;
  while (feed == FEED_FULL)
    {
      SmtpSession *full = held->session;
      held->session = smtp_session_continue (full, &traffic, &feed);
      held->session->interface = full->interface;
      conclude (pipeline, full);
      smtp_session_unref (full);
    }
}

static StreamVerdict
heed (Pipeline *pipeline, PipelineSession *held, const ConnectionView *connection, SmtpFeed feed)
{
  if (feed == FEED_NOT_SMTP)
    return let_go (pipeline, held);
  held->recognised = feed != FEED_UNDECIDED;
  if (feed == FEED_FULL)
    go_on (pipeline, held, connection);
  charge (pipeline, held);
  if (!held->recognised)
    return STREAM_WANTED;
  return smtp_session_is_busy (held->session) ? STREAM_BUSY : STREAM_KNOWN;
}

static void
begin_session (Pipeline *pipeline, PipelineSession *held, const ConnectionView *connection, const Flow *flow)
{
  held->session = smtp_session_new (flow, connection->midstream, &pipeline->surroundings);
  held->session->opened = held->session->traffic.first = pipeline_origin (&connection->first);
  held->session->traffic.nanoseconds = connection->nanoseconds;
  if (pipeline->at_hand != NULL && pipeline->at_hand->file == connection->first.file)
    held->session->interface = pipeline->at_hand->interface;
}

/* A connection that carries DNS; its packets are none to save. */
static void
begin_dns (Pipeline *pipeline, PipelineSession *held)
{
  held->dns = pipeline_dns_open (pipeline->dns);
  held->unwanted = true;
}

static StreamVerdict
stream_data (void *user, void *session, const ConnectionView *connection, unsigned side, const StreamChunk *chunk)
{
  Pipeline *pipeline = user;
  PipelineSession *held = session;
  Octets octets = octets_of (chunk->octets, chunk->length);
  if (held->session == NULL && held->dns == NULL && pipeline_dns_is_dns (connection, chunk->octets, chunk->length))
    begin_dns (pipeline, held);
  if (held->dns != NULL)
    return pipeline_dns_data (held->dns, connection, side, chunk);
  if (held->session == NULL)
    {
      Flow flow = pipeline_flow (connection);
      if (!smtp_session_plausible (&flow, side == 0, connection->midstream, octets)
          && !smtp_session_openable (&pipeline->surroundings, side == 0, connection->midstream, octets))
        return let_go (pipeline, held);
      begin_session (pipeline, held, connection, &flow);
    }
  return heed (pipeline, held, connection,
               smtp_session_feed (held->session, side, octets, chunk->offset, pipeline_origin (&chunk->place)));
}

static StreamVerdict
stream_gap (void *user, void *session, const ConnectionView *connection, unsigned side, const StreamGap *gap)
{
  Pipeline *pipeline = user;
  PipelineSession *held = session;
  if (held->session == NULL && held->dns == NULL && pipeline_dns_is_dns (connection, NULL, 0))
    begin_dns (pipeline, held);
  if (held->dns != NULL)
    return pipeline_dns_gap (held->dns, side);
  if (held->session == NULL)
    {
      Flow flow = pipeline_flow (connection);
      begin_session (pipeline, held, connection, &flow);
    }
  return heed (pipeline, held, connection,
               smtp_session_gap (held->session, side, gap->offset, gap->length, gap->reason == GAP_SNAPLEN,
                                 pipeline_origin (&gap->place)));
}

static void
stream_ambiguity (void *user, void *session, const ConnectionView *connection, unsigned side,
                  const StreamAmbiguity *ambiguity)
{
  (void) user;
  (void) connection;
  PipelineSession *held = session;
  if (held->session == NULL)
    return;
  g_autofree char *text = pipeline_ambiguity_text (ambiguity);
  smtp_session_ambiguity (held->session, side, ambiguity->offset, ambiguity->length, text,
                          pipeline_origin (&ambiguity->second_place));
}

static void
stream_oddity (void *user, void *session, const ConnectionView *connection, unsigned side, const StreamOddity *oddity)
{
  (void) user;
  (void) connection;
  PipelineSession *held = session;
  if (held->session == NULL)
    return;
  bool end = oddity->kind == ODDITY_RESET || oddity->kind == ODDITY_FIN;
  g_autofree char *text = pipeline_oddity_text (oddity);
  smtp_session_oddity (held->session, side, end ? ANOMALY_FORGED_RESET : ANOMALY_STREAM_DECEPTION, oddity->offset,
                       oddity->length, text, pipeline_origin (&oddity->place));
}

static void
stream_repeat (void *user, void *session, const ConnectionView *connection, unsigned side, const StreamRepeat *repeat)
{
  (void) user;
  (void) connection;
  PipelineSession *held = session;
  if (held->session == NULL)
    return;
  const SessionRepeat row = {
    .origin = pipeline_origin (&repeat->place),
    .first = pipeline_origin (&repeat->first),
    .offset = repeat->offset,
    .length = repeat->length,
    .side = (uint8_t) side,
    .keep_alive = repeat->keep_alive,
  };
  session_repeats_add (held->session, &row);
}

static void
stream_closed (void *user, void *session, const ConnectionView *connection, ConnectionEnd end)
{
  Pipeline *pipeline = user;
  PipelineSession *held = session;
  if (held->session != NULL)
    {
      SessionTraffic traffic = pipeline_traffic (connection);
      if (smtp_session_outrun (held->session))
        go_on (pipeline, held, connection);
      if (smtp_session_end (held->session, pipeline_session_end (end), &traffic))
        {
          if (pipeline->save != NULL && is_saved (pipeline, held->session))
            pipeline_save_end (pipeline->save, held->session, connection);
          conclude (pipeline, held->session);
        }
      g_clear_pointer (&held->session, smtp_session_unref);
      charge (pipeline, held);
    }
  pipeline_dns_close (held->dns);
  g_slice_free (PipelineSession, held);
}

static const StreamHandler stream_handler = {
  .opened = stream_opened,
  .data = stream_data,
  .gap = stream_gap,
  .ambiguity = stream_ambiguity,
  .oddity = stream_oddity,
  .repeat = stream_repeat,
  .closed = stream_closed,
};

static void
take_segment (void *user, const TcpSegment *segment)
{
  Pipeline *pipeline = user;
  while (pipeline->session_octets > pipeline->session_octets_most
         && reassembler_give_way (pipeline->reassembler, segment->packet->time))
    pipeline->session_octets_hit++;
  if (segment->packet->notes != NULL)
    pipeline_notes_comments (pipeline->notes, segment);
  pipeline->at_hand = segment->packet;
  const PipelineSession *held = reassembler_push (pipeline->reassembler, segment);
  pipeline->at_hand = NULL;
  if (pipeline->save == NULL || segment->second_reading)
    return;
  SaveVerdict verdict = SAVE_HOLD;
  if (held != NULL && held->recognised)
    verdict = is_saved (pipeline, held->session) ? SAVE_WRITE : SAVE_DROP;
  else if (held != NULL && held->unwanted)
    verdict = SAVE_DROP;
  const bool port = segment->source_port == DNS_PORT || segment->destination_port == DNS_PORT;
  pipeline_save_segment (pipeline->save, segment, verdict, port && verdict != SAVE_WRITE);
}

static void
take_datagram (void *user, const UdpDatagram *datagram)
{
  Pipeline *pipeline = user;
  pipeline_dns_datagram (pipeline->dns, datagram);
  if (pipeline->save == NULL)
    return;
  const bool first = pipeline->wanted == NULL && !pipeline->dns_saved && datagram->source_port == DNS_PORT;
  pipeline_save_datagram (pipeline->save, datagram, first);
  pipeline->dns_saved |= first;
}

static void
take_frame (void *user, const Packet *packet, const WifiPath *path)
{
  Pipeline *pipeline = user;
  pipeline_save_frame (pipeline->save, packet, path);
}

static void
relay_event (gpointer user, SmtpSession *session, const SmtpEvent *event)
{
  Pipeline *pipeline = user;
  if (pipeline->handler.event != NULL)
    pipeline->handler.event (pipeline->user, session, event);
}

static void
relay_packet (void *user, const Packet *packet)
{
  Pipeline *pipeline = user;
  pipeline->handler.packet (pipeline->user, packet);
}

/* Nobody outside may know where a key of the tables falls. */
static void
make_tables (Pipeline *pipeline, const PipelineLimits *limits)
{
  HashKey key;
  G_STATIC_ASSERT (sizeof key >= SIPHASH_KEY_OCTETS);
  hash_key_init (&key);
  pipeline->history = history_new (&limits->history, (const uint8_t *) &key);
  hash_key_init (&key);
  pipeline->paths = mail_paths_new (&limits->paths, (const uint8_t *) &key);
  pipeline->facts = dns_facts_new (&limits->dns, (const uint8_t *) &key);
  memcpy (pipeline->seed, &key, sizeof pipeline->seed);
  pipeline->dns = pipeline_dns_new (limits->dns_questions, pipeline->facts, (const uint8_t *) &key);
}

Pipeline *
pipeline_new (const PipelineLimits *limits, const PipelineHandler *handler, void *user, MailSpool *spool,
              bool keep_mail)
{
  Pipeline *pipeline = g_new0 (Pipeline, 1);
  crypto_prepare ();
  pipeline->handler = *handler;
  pipeline->user = user;
  pipeline->storage = (MailStorage){
    .spool = keep_mail ? spool : NULL,
    .keep = keep_mail,
    .mail_memory = keep_mail ? limits->mail_memory : MIN (limits->mail_memory, MAIL_HEAD),
    .total_memory = limits->total_mail_memory,
    .total_spool = limits->spool_octets,
    .reader = reading_thread_new (),
    .guesser = type_guesser_new (),
  };
  pipeline->session_octets_most = limits->session_octets;
  pipeline->keys = tls_keys_new (limits->tls_secrets);
  pipeline->surroundings = (SmtpSurroundings){
    .keys = pipeline->keys,
    .limits = limits->session,
    .storage = &pipeline->storage,
    .handler = relay_event,
    .user = pipeline,
    .next_id = 1,
  };
  make_tables (pipeline, limits);
  const WaitHandler wait_handler = { .judge = judge, .ask = ask, .release = show };
  pipeline->wait = pipeline_wait_new (&limits->wait, &wait_handler, pipeline);
  pipeline->notes = pipeline_notes_new (&limits->notes);
  pipeline->wait_seconds = limits->wait.seconds;
  pipeline->resolver_limits = limits->resolver;
  pipeline->decoder = decoder_new (&limits->decoder, take_segment, pipeline);
  decoder_take_port (pipeline->decoder, DNS_PORT, take_datagram);
  pipeline->reassembler = reassembler_new (&limits->reassembler, &stream_handler, pipeline);
  if (handler->packet != NULL)
    {
      decoder_keep_fragments (pipeline->decoder);
      decoder_on_frame (pipeline->decoder, take_frame);
      pipeline->save = pipeline_save_new (limits->saved_octets, relay_packet, pipeline);
    }
  return pipeline;
}

void
pipeline_keep_in (Pipeline *pipeline, ArenaStore *store)
{
  pipeline->surroundings.store = store;
}

void
pipeline_set_policy (Pipeline *pipeline, const StreamPolicy *policy)
{
  decoder_set_policy (pipeline->decoder, policy);
  reassembler_set_policy (pipeline->reassembler, policy);
}

void
pipeline_save_when (Pipeline *pipeline, bool (*wanted) (void *user, const SmtpSession *session), void *user)
{
  pipeline->wanted = wanted;
  pipeline->wanted_user = user;
}

void
pipeline_save_answer (Pipeline *pipeline, int64_t time)
{
  pipeline_save_expect (pipeline->save, time);
}

TlsKeys *
pipeline_tls_keys (Pipeline *pipeline)
{
  return pipeline->keys;
}

DnsFacts *
pipeline_dns_facts (Pipeline *pipeline)
{
  return pipeline->facts;
}

bool
pipeline_add_wifi_key (Pipeline *pipeline, const char *text, const char **why)
{
  return wifi_keys_add (decoder_wifi_keys (pipeline->decoder), text, why);
}

void
pipeline_add_name (Pipeline *pipeline, const uint8_t *ip, unsigned ip_version, const char *name)
{
  pipeline_notes_name (pipeline->notes, ip, ip_version, name);
}

void
pipeline_push (Pipeline *pipeline, const Packet *packet)
{
  pipeline->packets++;
  pipeline->octets += packet->captured;
  pipeline->now = MAX (pipeline->now, packet->time);
  /* Who waited long enough goes on before this packet, so that -w has in front of it what that needs. */
  if (pipeline->waits_for_packets && pipeline_wait_count (pipeline->wait) > 0)
    pipeline_wait_advance (pipeline->wait, pipeline->now);
  decoder_push (pipeline->decoder, packet);
}

void
pipeline_wait_for_answers (Pipeline *pipeline, bool first)
{
  pipeline->first_to_wait = first ? FIRST_TO_WAIT + 1 : 0;
  pipeline->waits_for_packets = pipeline->wait_seconds > 0;
}

static void
take_answers (void *user)
{
  Pipeline *pipeline = user;
  pipeline_wait_answered (pipeline->wait);
  pipeline->answered (pipeline->answered_user);
}

bool
pipeline_resolve (Pipeline *pipeline, const char *server, void (*answered) (void *user), void *user, char **wrong)
{
  pipeline->answered = answered;
  pipeline->answered_user = user;
  pipeline->resolver = resolver_new (server, &pipeline->resolver_limits, pipeline->facts, pipeline->seed, take_answers,
                                     pipeline, wrong);
  return pipeline->resolver != NULL;
}

bool
pipeline_is_full (const Pipeline *pipeline)
{
  return pipeline_wait_is_full (pipeline->wait);
}

bool
pipeline_awaits_answers (const Pipeline *pipeline)
{
  return pipeline_wait_count (pipeline->wait) > 0;
}

void
pipeline_give_up (Pipeline *pipeline)
{
  pipeline_wait_flush (pipeline->wait);
}

void
pipeline_finish (Pipeline *pipeline)
{
  decoder_finish (pipeline->decoder);
  reassembler_flush (pipeline->reassembler);
  pipeline_wait_end_of_packets (pipeline->wait);
}

void
pipeline_free (Pipeline *pipeline)
{
  if (pipeline == NULL)
    return;
  g_clear_pointer (&pipeline->resolver, resolver_free);
  reassembler_free (pipeline->reassembler);
  pipeline_wait_flush (pipeline->wait);
  pipeline_wait_free (pipeline->wait);
  pipeline_notes_free (pipeline->notes);
  decoder_free (pipeline->decoder);
  pipeline_save_free (pipeline->save);
  tls_keys_free (pipeline->keys);
  reading_thread_free (pipeline->storage.reader);
  type_guesser_free (pipeline->storage.guesser);
  history_free (pipeline->history);
  pipeline_dns_free (pipeline->dns);
  mail_paths_free (pipeline->paths);
  dns_facts_free (pipeline->facts);
  g_free (pipeline->limits_met);
  g_free (pipeline->networks);
  g_free (pipeline);
}
