/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Lines, schema 1: one object a session, in the order of their ends, and a
 * summary.  docs/output-schema.md is the contract with programs outside: a
 * member's meaning never changes, new members may come.
 *
 * Unknown is absent, never null; each line is written whole.
 *
 * The transactions are in json-mail.c.
 *
 * Does not: write the octets of mails. */
#include "config.h"

#include "json-sink.h"
#include "sinks.h"

#include "../dissect/printable.h"
#include "../dissect/sasl.h"
#include "../dissect/session-facts.h"
#include "../dissect/session-repeats.h"

enum { SCHEMA = 1 };

static gpointer
json_open (const SinkOptions *options)
{
  JsonSink *sink = g_new0 (JsonSink, 1);
  sink->options = *options;
  sink->veil = veil_new (options);
  json_writer_init (&sink->json);
  return sink;
}

static void
write_line (JsonSink *sink)
{
  GString *text = sink->json.text;
  g_string_append_c (text, '\n');
  fwrite (text->str, 1, text->len, sink->options.output);
  if (sink->options.live)
    fflush (sink->options.output);
}

static void
begin_line (JsonSink *sink, const char *type)
{
  JsonWriter *json = &sink->json;
  g_string_truncate (json->text, 0);
  json->filled[0] = false;
  json_begin_object (json, NULL);
  json_text (json, "type", type);
  json_number (json, "schema", SCHEMA);
}

/* --- the connection ------------------------------------------------------------ */

static void
begin_endpoint (JsonWriter *json, const SmtpSession *session, const char *name, Side side)
{
  unsigned index = session_flow_side (session, side);
  char text[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, index, text);
  json_begin_object (json, name);
  json_text (json, "ip", text);
  json_number (json, "port", session->flow.side[index].port);
  if (session->flow.side[index].has_mac)
    {
      char mac[FLOW_MAC_TEXT];
      flow_mac_text (&session->flow, index, mac);
      json_text (json, "mac", mac);
    }
}

void
json_endpoint (JsonWriter *json, const SmtpSession *session, const char *name, Side side)
{
  begin_endpoint (json, session, name, side);
  json_end_object (json);
}

static void
write_endpoint (JsonSink *sink, const SmtpSession *session, const char *name, Side side)
{
  begin_endpoint (&sink->json, session, name, side);
  json_host_names (sink, session, session_flow_side (session, side));
  json_end_object (&sink->json);
}

/* What tells a wireless network, and how it is protected. */
static void
write_network (JsonWriter *json, const FlowWifi *wifi)
{
  char mac[FLOW_MAC_TEXT];
  if (wifi->ssid_length > 0)
    json_octets (json, "ssid", octets_of (wifi->ssid, wifi->ssid_length));
  flow_mac_octets_text (wifi->bssid, mac);
  json_text (json, "bssid", mac);
  json_text (json, "protection", flow_protection_name (wifi->protection));
}

static void
write_link (JsonWriter *json, const Flow *flow)
{
  if (flow->vlans == 0 && flow->tunnels == 0 && !flow->wifi.present)
    return;
  json_begin_object (json, "link");
  if (flow->vlans > 0)
    {
      json_begin_array (json, "vlan");
      for (unsigned i = 0; i < flow->vlans; i++)
        json_number (json, NULL, flow->vlan[i]);
      json_end_array (json);
    }
  if (flow->tunnels > 0)
    {
      json_begin_array (json, "tunnel");
      for (unsigned i = 0; i < flow->tunnels; i++)
        json_text (json, NULL, flow->tunnel[i]);
      json_end_array (json);
    }
  if (flow->wifi.present)
    {
      char mac[FLOW_MAC_TEXT];
      json_begin_object (json, "wifi");
      write_network (json, &flow->wifi);
      flow_mac_octets_text (flow->wifi.station, mac);
      json_text (json, "station", mac);
      json_end_object (json);
    }
  json_end_object (json);
}

static void
write_both_sides (JsonWriter *json, const SmtpSession *session, const char *name, const uint64_t by_flow_side[2])
{
  json_begin_object (json, name);
  json_number (json, "client", by_flow_side[session_flow_side (session, SIDE_CLIENT)]);
  json_number (json, "server", by_flow_side[session_flow_side (session, SIDE_SERVER)]);
  json_end_object (json);
}

/* What came again, where anything did. */
static void
write_repeats (JsonWriter *json, const SmtpSession *session)
{
  const SessionRepeats *repeats = session->repeats;
  if (repeats == NULL)
    return;
  if (repeats->retransmissions[0] + repeats->retransmissions[1] > 0)
    write_both_sides (json, session, "retransmissions", repeats->retransmissions);
  if (repeats->keep_alives[0] + repeats->keep_alives[1] > 0)
    write_both_sides (json, session, "keep_alives", repeats->keep_alives);
}

static const char *
file_of (const JsonSink *sink, const Origin *origin)
{
  return sink->options.file_name != NULL ? sink->options.file_name (sink->options.user, origin->file) : NULL;
}

static void
write_connection (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  const SessionTraffic *traffic = &session->traffic;
  char community[FLOW_COMMUNITY_TEXT];
  flow_community_id (&session->flow, community);
  json_number (json, "id", session->id);
  json_text (json, "community_id", community);
  const char *file = file_of (sink, &traffic->first);
  if (file != NULL)
    json_octets (json, "file", octets_of_string (file));
  json_interface (sink, session);
  json_number (json, "first_packet", traffic->first.packet);
  json_number (json, "last_packet", traffic->last.packet);
  json_time (json, "start", traffic->first.time, traffic->nanoseconds);
  json_time (json, "end", traffic->last.time, traffic->nanoseconds);
  write_endpoint (sink, session, "client", SIDE_CLIENT);
  write_endpoint (sink, session, "server", SIDE_SERVER);
  write_link (json, &session->flow);
  json_text (json, "protocol", session->protocol == PROTOCOL_LMTP ? "lmtp" : "smtp");
  json_text (json, "role", session_role_name (session_role (session)));
  json_text (json, "role_reason", session_role_reason (session));
  json_text (json, "closed", session_end_name (session->closed));
  if (session->continues != 0)
    json_number (json, "continues", session->continues);
  if (session->continued_by != 0)
    json_number (json, "continued_by", session->continued_by);
  if (session->turned)
    json_bool (json, "turned", true);
  json_bool (json, "quit", session->quit);
  json_bool (json, "midstream", traffic->midstream);
  if (traffic->one_directional)
    json_bool (json, "one_directional", true);
  json_number (json, "packets", traffic->packets);
  write_both_sides (json, session, "bytes", traffic->octets);
  write_both_sides (json, session, "missing", traffic->missing);
  write_repeats (json, session);
}

/* --- the dialogue -------------------------------------------------------------- */

static void
write_helos (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  if (session->helos == NULL || session->helos->len == 0)
    return;
  json_begin_array (json, "helo");
  for (guint i = 0; i < session->helos->len; i++)
    {
      const SmtpCommand *command = ((const SmtpHelo *) g_ptr_array_index (session->helos, i))->command;
      json_begin_object (json, NULL);
      json_text (json, "verb", smtp_verb_name (command->verb));
      if (command->argument.length > 0)
        json_octets (json, "name", veil_text (sink->veil, command->argument));
      if (command->reply != NULL)
        json_number (json, "reply", (uint64_t) command->reply->code);
      if (command->tls)
        json_bool (json, "tls", true);
      json_end_object (json);
    }
  json_end_array (json);
}

static void
write_extensions (JsonSink *sink, const SmtpSession *session)
{
  if (session->extensions == NULL || session->extensions->len == 0)
    return;
  SmtpParameter split[PARAMETERS_MAX];
  Octets keywords[PARAMETERS_MAX];
  size_t count = 0;
  size_t with_value = 0;
  for (guint i = 0; i < session->extensions->len && count < PARAMETERS_MAX; i++)
    {
      Octets line = octets_of_string (g_ptr_array_index (session->extensions, i));
      size_t end = 0; /* "AUTH=LOGIN" is how some old servers write it */
      while (end < line.length && line.at[end] != ' ' && line.at[end] != '=')
        end++;
      keywords[count++] = octets_slice (line, 0, end);
      if (end < line.length)
        split[with_value++] = (SmtpParameter){ octets_slice (line, 0, end), octets_trim (octets_from (line, end + 1)) };
    }
  json_octets_array (&sink->json, "extensions", keywords, count);
  json_parameters (sink, "extension_parameters", split, with_value);
}

static void
write_proxy (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  const Preamble *proxy = session->proxy;
  if (proxy == NULL)
    return;
  json_begin_object (json, "proxy");
  json_text (json, "protocol", proxy->protocol);
  if (proxy->source.length > 0)
    json_octets (json, "source", veil_text (sink->veil, proxy->source));
  if (proxy->destination.length > 0)
    json_octets (json, "destination", veil_text (sink->veil, proxy->destination));
  if (proxy->local)
    json_bool (json, "local", true);
  if (proxy->authority.length > 0)
    json_octets (json, "authority", veil_text (sink->veil, proxy->authority));
  if (proxy->tls_version.length > 0)
    json_octets (json, "tls_version", proxy->tls_version);
  if (proxy->tls_name.length > 0)
    json_octets (json, "tls_name", veil_text (sink->veil, proxy->tls_name));
  json_end_object (json);
}

static uint64_t
number_of (Octets digits)
{
  uint64_t number = 0;
  for (size_t i = 0; i < digits.length; i++)
    number = number * 10 + (digits.at[i] - '0');
  return number;
}

/* What the mechanism told besides, a member each. */
static void
write_auth_values (JsonSink *sink, const SmtpAuth *auth)
{
  Octets value;
  for (SaslField field = 0; field < SASL_FIELDS; field++)
    {
      const SaslFieldRow *row = &sasl_fields[field];
      if (row->kind == SASL_MATERIAL || !sasl_value (auth, field, &value) || value.length == 0)
        continue;
      if (row->kind == SASL_NUMBER)
        json_number (&sink->json, row->name, number_of (value));
      else if (row->kind == SASL_PERSON)
        json_octets (&sink->json, row->name, veil_address (sink->veil, value));
      else
        json_octets (&sink->json, row->name, veil_text (sink->veil, value));
    }
}

static void
write_auths (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  if (session->auths == NULL || session->auths->len == 0)
    return;
  json_begin_array (json, "auth");
  for (guint i = 0; i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      json_begin_object (json, NULL);
      if (auth->mechanism.length > 0)
        json_octets (json, "mechanism", veil_text (sink->veil, auth->mechanism));
      if (auth->username.length > 0)
        json_octets (json, "username", veil_address (sink->veil, auth->username));
      if (auth->authzid.length > 0)
        json_octets (json, "authzid", veil_address (sink->veil, auth->authzid));
      write_auth_values (sink, auth);
      if (auth->tls)
        json_bool (json, "tls", true);
      json_text (json, "secret", sasl_secret_name (smtp_auth_secret (auth)));
      if (auth->password.length > 0 && veil_shows_secrets (sink->veil))
        json_octets (json, "password", auth->password);
      json_text (json, "result", auth_result_name (auth->result));
      if (auth->cancelled)
        json_bool (json, "cancelled", true);
      if (auth->malformed || auth->bad_base64)
        json_bool (json, "malformed", true);
      if (auth->gap || auth->server_gap)
        json_bool (json, "gap", true);
      json_end_object (json);
    }
  json_end_array (json);
}

static void
write_dialogue (JsonSink *sink, const SmtpSession *session)
{
  if (session->greeting != NULL)
    json_octets (&sink->json, "banner", veil_reply (sink->veil, session->greeting->text));
  write_helos (sink, session);
  write_extensions (sink, session);
  json_session_extensions (sink, session);
  json_tls (sink, session);
  write_proxy (sink, session);
  write_auths (sink, session);
}

/* --- what was odd, and what was found ------------------------------------------ */

static void
write_anomalies (JsonWriter *json, const SmtpSession *session)
{
  struct {
    uint64_t count, packet;
  } seen[ANOMALIES][2] = { 0 };
  bool any = false;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type != EVENT_ANOMALY)
        continue;
      if (seen[event->code][event->side].count++ == 0)
        seen[event->code][event->side].packet = event->origin.packet;
      any = true;
    }
  if (!any)
    return;
  json_begin_array (json, "anomalies");
  for (SmtpAnomaly code = ANOMALY_NONE; code < ANOMALIES; code++)
    for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
      {
        if (seen[code][side].count == 0)
          continue;
        json_begin_object (json, NULL);
        json_text (json, "code", smtp_anomaly_name (code));
        json_text (json, "side", side == SIDE_CLIENT ? "client" : "server");
        json_number (json, "packet", seen[code][side].packet);
        json_number (json, "count", seen[code][side].count);
        json_end_object (json);
      }
  json_end_array (json);
}

static void
write_evidence (JsonSink *sink, const SmtpSession *session, const Evidence *evidence)
{
  JsonWriter *json = &sink->json;
  const char *file = evidence->origin.file != session->traffic.first.file ? file_of (sink, &evidence->origin) : NULL;
  json_begin_object (json, NULL);
  if (evidence->session != 0)
    json_number (json, "session", evidence->session);
  if (file != NULL)
    json_octets (json, "file", octets_of_string (file));
  json_number (json, "packet", evidence->origin.packet);
  json_time (json, "time", evidence->origin.time, session->traffic.nanoseconds);
  json_text (json, "from", evidence->side == SIDE_CLIENT ? "client" : "server");
  /* An empty line of a login is one too. */
  if (evidence->text.length > 0)
    json_octets (json, "text", veil_evidence (sink->veil, evidence));
  json_end_object (json);
}

/* Those of smtp-smuggling say in words what stands in `smuggling`. */
static void
write_notes (JsonSink *sink, const Finding *finding)
{
  Octets rest = finding->smuggling == NULL ? veil_text (sink->veil, finding->notes) : OCTETS_NONE;
  if (rest.length == 0)
    return;
  json_begin_array (&sink->json, "notes");
  while (rest.length > 0)
    {
      size_t lf = octets_find (rest, '\n');
      json_octets (&sink->json, NULL, octets_slice (rest, 0, lf));
      rest = lf == SIZE_MAX ? OCTETS_NONE : octets_from (rest, lf + 1);
    }
  json_end_array (&sink->json);
}

static void
write_finding (JsonSink *sink, const SmtpSession *session, const Finding *finding)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  json_text (json, "id", finding->check->id);
  json_text (json, "severity", severity_name (finding->severity));
  json_text (json, "title", finding->check->title);
  json_octets (json, "detail", veil_text (sink->veil, finding->detail));
  write_notes (sink, finding);
  if (finding->transaction != 0)
    json_number (json, "transaction", finding->transaction);
  json_begin_array (json, "evidence");
  for (size_t i = 0; i < finding->evidence_count; i++)
    write_evidence (sink, session, &finding->evidence[i]);
  json_end_array (json);
  json_smuggling (sink, finding->smuggling);
  json_text (json, "reference", finding->check->reference);
  json_end_object (json);
}

static void
json_session (gpointer user, SmtpSession *session)
{
  JsonSink *sink = user;
  veil_begin (sink->veil, session);
  begin_line (sink, "session");
  write_connection (sink, session);
  write_dialogue (sink, session);
  json_transactions (sink, session);
  write_anomalies (&sink->json, session);
  json_comments (sink, session);
  if (session->events_dropped > 0)
    json_number (&sink->json, "events_dropped", session->events_dropped);
  json_begin_array (&sink->json, "findings");
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    write_finding (sink, session, g_ptr_array_index (session->findings, i));
  json_end_array (&sink->json);
  json_end_object (&sink->json);
  write_line (sink);
}

/* --- the summary --------------------------------------------------------------- */

static void
write_wifi (JsonWriter *json, const RunSummary *summary)
{
  if (summary->wifi_frames == 0)
    return;
  json_begin_object (json, "wifi");
  json_number (json, "frames", summary->wifi_frames);
  json_number (json, "damaged", summary->wifi_damaged);
  json_number (json, "repeats", summary->wifi_repeats);
  json_number (json, "protected", summary->wifi_protected);
  json_number (json, "unread", summary->wifi_unread);
  json_begin_array (json, "networks");
  for (size_t i = 0; i < summary->network_count; i++)
    {
      const SummaryNetwork *network = &summary->networks[i];
      json_begin_object (json, NULL);
      write_network (json, &network->wifi);
      json_number (json, "frames", network->frames);
      json_number (json, "protected", network->protected);
      json_number (json, "unread", network->unread);
      if (network->why != NULL)
        json_text (json, "why", network->why);
      json_end_object (json);
    }
  json_end_array (json);
  json_end_object (json);
}

static void
write_files (JsonSink *sink, const RunSummary *summary)
{
  JsonWriter *json = &sink->json;
  json_begin_array (json, "files");
  for (size_t i = 0; i < summary->file_count; i++)
    {
      json_begin_object (json, NULL);
      json_octets (json, "name", octets_of_string (summary->files[i].name));
      json_number (json, "packets", summary->files[i].packets);
      if (summary->files[i].damage != NULL)
        json_octets (json, "damage", octets_of_string (summary->files[i].damage));
      json_file_notes (sink, &summary->files[i]);
      json_end_object (json);
    }
  json_end_array (json);
}

static void
write_summary (JsonSink *sink, const RunSummary *summary)
{
  JsonWriter *json = &sink->json;
  if (summary->selection)
    json_bool (json, "selection", true);
  json_number (json, "packets", summary->packets);
  json_number (json, "bytes", summary->octets);
  json_number (json, "connections", summary->connections);
  json_number (json, "sessions", summary->sessions);
  json_number (json, "messages", summary->messages);
  if (summary->where != NULL)
    {
      json_octets (json, "where", octets_of_string (summary->where));
      json_number (json, "sessions_shown", summary->shown);
    }
  json_begin_object (json, "findings");
  for (Severity severity = SEVERITY_INFO; severity < SEVERITIES; severity++)
    if (summary->findings[severity] > 0)
      json_number (json, severity_name (severity), summary->findings[severity]);
  json_end_object (json);
  json_begin_object (json, "senders");
  for (SenderVerdict verdict = 0; verdict < SENDER_VERDICTS; verdict++)
    if (summary->senders[verdict] > 0)
      json_number (json, sender_verdict_name (verdict), summary->senders[verdict]);
  json_end_object (json);
  json_number (json, "gaps", summary->gaps);
  json_number (json, "missing", summary->gap_octets);
  json_number (json, "checksum_bad", summary->checksum_bad);
  json_number (json, "truncated", summary->truncated);
  json_number (json, "malformed", summary->malformed);
  json_number (json, "unknown_link", summary->unknown_link);
  if (summary->unknown_link > 0)
    json_number (json, "unknown_link_type", (uint64_t) MAX (summary->unknown_link_type, 0));
  if (summary->too_deep > 0)
    json_number (json, "too_deep", summary->too_deep);
  json_number (json, "fragments", summary->fragments);
  json_number (json, "kernel_dropped", summary->kernel_dropped);
  json_number (json, "interface_dropped", summary->interface_dropped);
  if (summary->recorded_lost > 0)
    json_number (json, "recorded_lost", summary->recorded_lost);
  if (summary->damaged > 0)
    json_number (json, "damaged", summary->damaged);
  if (summary->dns.messages > 0)
    {
      json_begin_object (json, "dns");
      json_number (json, "questions", summary->dns.questions);
      json_number (json, "answers", summary->dns.answers);
      json_number (json, "unasked", summary->dns.unasked);
      json_number (json, "second", summary->dns.second);
      json_number (json, "malformed", summary->dns.malformed);
      json_end_object (json);
    }
  write_wifi (json, summary);
  json_begin_object (json, "limits_hit");
  for (size_t i = 0; i < summary->limit_count; i++)
    if (summary->limits[i].hit > 0)
      json_number (json, summary->limits[i].name, summary->limits[i].hit);
  json_end_object (json);
  write_files (sink, summary);
}

static bool
json_close (gpointer user, const RunSummary *summary)
{
  JsonSink *sink = user;
  begin_line (sink, "summary");
  write_summary (sink, summary);
  json_end_object (&sink->json);
  write_line (sink);
  bool written = fflush (sink->options.output) == 0 && !ferror (sink->options.output);
  json_writer_clear (&sink->json);
  veil_free (sink->veil);
  g_free (sink);
  return written;
}

const SinkType sink_json = {
  .name = "json",
  .summary = "one JSON object a session and line, and a summary",
  .open = json_open,
  .session = json_session,
  .close = json_close,
};
