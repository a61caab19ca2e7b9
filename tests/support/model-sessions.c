/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds written dialogues.  Checks are the model's own, so that the words of the
 * real ones may change without changing a screen. */
#include "config.h"

#include "tests/support/model-sessions.h"

#include "dissect/mail-path.h"
#include "dissect/sender.h"
#include "dissect/session-notes.h"
#include "dissect/session-repeats.h"

#include "tests/support/dns-words.h"
#include "tests/support/tls-trace.h"

#include <arpa/inet.h>

enum { PACKET_NANOSECONDS = 250000000 };

/* 2026-11-23T10:00:00Z */
static const int64_t model_epoch = 1795428000 * (int64_t) 1000000000;

struct ModelRun {
  const SinkType *type;
  gpointer sink;
  MailStorage storage;
  SmtpSurroundings surroundings;
  uint64_t packet;
  int64_t waited; /* nanoseconds */
  /* The open session */
  const ModelDialogue *dialogue;
  SmtpSession *session;
  SessionTraffic traffic;
  uint64_t offset[2];
  size_t said;
  TlsKeys *keys;
  MailPaths *paths;
  bool by_checks;
};

static const Check model_checks[] = {
  { .id = "cleartext-credentials",
    .severity = SEVERITY_HIGH,
    .subject = SUBJECT_EXPOSURE,
    .title = "Password sent in the clear",
    .explanation = "The login crossed the network without encryption. Everyone on the way can read name and password, "
                   "keep them, and send mail under this name.",
    .protection = "TLS before the login: port 465, or STARTTLS that the client insists on.",
    .reference = "RFC 8314 §3" },
  { .id = "cleartext-message",
    .severity = SEVERITY_MEDIUM,
    .subject = SUBJECT_EXPOSURE,
    .title = "Mail readable on the path",
    .explanation = "The mail went from host to host as plain text, as a postcard does.",
    .protection = "TLS between the hosts; encryption end to end for the text itself.",
    .reference = "RFC 3207" },
  { .id = "sender-mismatch",
    .severity = SEVERITY_HIGH,
    .subject = SUBJECT_SENDER,
    .title = "Envelope and header name different senders",
    .explanation = "The address that the reader sees is not the one the mail was sent under. Nothing in SMTP asks that "
                   "they agree: whoever writes the mail writes both.",
    .protection = "DMARC at the receiving server, with a signature of the domain that the header names.",
    .reference = "RFC 7489 §3.1" },
};

static void
on_event (gpointer user, SmtpSession *session, const SmtpEvent *event)
{
  ModelRun *run = user;
  run->type->event (run->sink, session, event);
}

ModelRun *
model_run_new (const SinkType *type, gpointer sink)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = { 1 };
  MailPathLimits path_limits;
  ModelRun *run = g_new0 (ModelRun, 1);
  mail_path_limits_init (&path_limits);
  run->paths = mail_paths_new (&path_limits, seed);
  run->type = type;
  run->sink = sink;
  run->storage = (MailStorage){ .keep = true, .mail_memory = 1 << 20, .total_memory = 1 << 24 };
  session_limits_init (&run->surroundings.limits);
  run->surroundings.storage = &run->storage;
  run->surroundings.keys = run->keys = tls_keys_new (100);
  run->surroundings.handler = on_event;
  run->surroundings.user = run;
  run->surroundings.next_id = 1;
  return run;
}

void
model_run_free (ModelRun *run)
{
  g_assert (run->session == NULL);
  mail_paths_free (run->paths);
  tls_keys_free (run->keys);
  g_free (run);
}

static void
set_endpoint (Flow *flow, unsigned side, const char *ip, uint16_t port)
{
  flow->ip_version = strchr (ip, ':') != NULL ? 6 : 4;
  g_assert (inet_pton (flow->ip_version == 6 ? AF_INET6 : AF_INET, ip, flow->side[side].ip) == 1);
  flow->side[side].port = port;
}

static Origin
next_origin (ModelRun *run)
{
  run->packet++;
  Origin origin
      = { .packet = run->packet, .time = model_epoch + run->waited + (int64_t) run->packet * PACKET_NANOSECONDS };
  if (run->traffic.first.packet == 0)
    run->traffic.first = origin;
  run->traffic.last = origin;
  run->traffic.packets++;
  return origin;
}

static void
say (ModelRun *run, const Said *said)
{
  if (said->who == 'w')
    {
      run->waited += said->octets * (int64_t) 1000000000 - PACKET_NANOSECONDS;
      return;
    }
  unsigned side = strchr ("Ccxdr", said->who) != NULL ? 0 : 1;
  Origin origin = next_origin (run);
  if (said->who == 'x' || said->who == 'y')
    {
      smtp_session_gap (run->session, side, run->offset[side], said->octets, false, origin);
      run->offset[side] += said->octets;
      run->traffic.missing[side] += said->octets;
      return;
    }
  if (said->who == 'r' || said->who == 't')
    {
      const Origin before = { .packet = origin.packet - 1, .time = origin.time - PACKET_NANOSECONDS };
      session_repeats_add (run->session, &(SessionRepeat){ .origin = origin,
                                                           .first = said->octets > 0 ? before : (Origin){ 0 },
                                                           .offset = run->offset[side] - said->octets,
                                                           .length = said->octets,
                                                           .side = (uint8_t) side,
                                                           .keep_alive = said->octets == 0 });
      return;
    }
  if (said->who == 'd' || said->who == 'e')
    {
      smtp_session_ambiguity (run->session, side, run->offset[side] - said->octets, said->octets, said->text, origin);
      return;
    }
  GString *octets = g_string_new_len (said->text, said->octets > 0 ? (gssize) said->octets : -1);
  if (g_ascii_isupper (said->who))
    g_string_append (octets, "\r\n");
  smtp_session_feed (run->session, side, octets_of (octets->str, octets->len), run->offset[side], origin);
  run->offset[side] += octets->len;
  run->traffic.octets[side] += octets->len;
  g_string_free (octets, TRUE);
}

/* Over what the packets came. */
static void
give_way (Flow *flow)
{
  static const uint8_t macs[2][6] = { { 2, 0, 0x5e, 0x10, 0, 1 }, { 2, 0, 0x5e, 0x10, 0, 2 } };
  for (int side = 0; side < 2; side++)
    {
      flow->side[side].has_mac = true;
      memcpy (flow->side[side].mac, macs[side], sizeof macs[side]);
    }
  flow->vlans = 2;
  flow->vlan[0] = 10;
  flow->vlan[1] = 200;
  flow->tunnels = 1;
  flow->tunnel[0] = "gre";
  flow->wifi = (FlowWifi){ .present = true, .ssid_length = 4, .ssid = "cafe", .bssid = { 2, 0, 0, 0, 0, 9 } };
  memcpy (flow->wifi.station, macs[0], sizeof macs[0]);
}

/* What the file of the packets says. */
static SessionNotes *
notes_new (void)
{
  SessionNotes *notes = session_notes_new ();
  notes->interface = g_strdup ("mon0\033[2J");
  g_ptr_array_add (notes->names[0], g_strdup ("printer.example.com"));
  g_ptr_array_add (notes->names[0], g_strdup ("bad\342\200\256name"));
  g_ptr_array_add (notes->names[1], g_strdup ("mx.example.net"));
  session_notes_comment (notes, &(Origin){ .packet = 11 }, g_strdup ("here the\r\ncapture lost much\033]0;x\007"));
  return notes;
}

void
model_run_by_checks (ModelRun *run)
{
  run->by_checks = true;
}

void
model_run_begin (ModelRun *run, const ModelDialogue *dialogue, size_t lines)
{
  g_assert (run->session == NULL);
  Flow flow = { 0 };
  set_endpoint (&flow, 0, dialogue->client, dialogue->client_port);
  set_endpoint (&flow, 1, dialogue->server, dialogue->server_port);
  if (g_str_equal (dialogue->name, "again"))
    give_way (&flow);
  run->dialogue = dialogue;
  run->session = smtp_session_new (&flow, false, &run->surroundings);
  run->traffic = (SessionTraffic){ 0 };
  run->offset[0] = run->offset[1] = 0;
  run->said = 0;
  model_run_go_on (run, lines);
}

void
model_run_go_on (ModelRun *run, size_t lines)
{
  for (; lines > 0 && run->dialogue->said[run->said].who != 0; lines--)
    say (run, &run->dialogue->said[run->said++]);
}

static void
say_records (ModelRun *run)
{
  g_autoptr (GPtrArray) traces = tls_traces_new ();
  const TlsTrace *trace = tls_trace_find (traces, run->dialogue->trace);
  tls_keys_feed (run->keys, octets_of_string (trace->key_log->str));
  for (guint i = 0; i < trace->records->len; i++)
    {
      const TracedRecord *record = g_ptr_array_index (trace->records, i);
      unsigned side = record->side == SIDE_CLIENT ? 0 : 1;
      Octets octets = octets_of (record->octets->data, record->octets->len);
      smtp_session_feed (run->session, side, octets, run->offset[side], next_origin (run));
      run->offset[side] += octets.length;
      run->traffic.octets[side] += octets.length;
    }
}

static const SmtpCommand *
command_of (const SmtpSession *session, SmtpVerb verb)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      if (event->type == EVENT_COMMAND && event->command->verb == verb)
        return event->command;
    }
  return NULL;
}

static void
add_finding (SmtpSession *session, const char *id)
{
  for (size_t i = 0; i < G_N_ELEMENTS (model_checks); i++)
    {
      const Check *check = &model_checks[i];
      if (!g_str_equal (check->id, id))
        continue;
      bool login = g_str_equal (id, "cleartext-credentials");
      const SmtpTransaction *transaction
          = session->transactions->len > 0 && !login ? g_ptr_array_index (session->transactions, 0) : NULL;
      Finding *finding = finding_add (session, check, transaction, "%s, as the dialogue shows.", check->title);
      const SmtpCommand *command = command_of (session, login ? VERB_AUTH : VERB_MAIL);
      const SmtpEvent *event = NULL;
      for (guint e = 0; e < session->events->len; e++)
        if (smtp_session_event (session, e)->type == EVENT_COMMAND
            && smtp_session_event (session, e)->command == command)
          event = smtp_session_event (session, e);
      if (event != NULL)
        finding_cite_event (finding, event);
    }
}

void
model_run_end (ModelRun *run)
{
  if (run->session == NULL)
    return;
  model_run_go_on (run, SIZE_MAX);
  if (run->dialogue->trace != NULL)
    say_records (run);
  if (smtp_session_end (run->session, SESSION_FIN, &run->traffic))
    {
      DnsFacts *facts = run->dialogue->zone != NULL ? dns_words_zone_new (run->dialogue->zone) : NULL;
      mail_paths_follow (run->paths, run->session);
      if (facts != NULL)
        sender_judge (run->session, facts);
      for (int i = 0; !run->by_checks && run->dialogue->findings[i] != NULL; i++)
        add_finding (run->session, run->dialogue->findings[i]);
      if (run->by_checks)
        checks_run (run->session, NULL);
      else
        sender_conclude (run->session);
      dns_facts_free (facts);
      if (g_str_equal (run->dialogue->name, "again"))
        run->session->notes = notes_new ();
      run->type->session (run->sink, run->session);
    }
  smtp_session_unref (run->session);
  run->session = NULL;
}

void
model_run_dialogue (ModelRun *run, const ModelDialogue *dialogue)
{
  model_run_begin (run, dialogue, SIZE_MAX);
  model_run_end (run);
}
