/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a mail from host to host: the member "relay". */
#include "config.h"

#include "json-sink.h"

#include "../dissect/mail-path.h"

static void
write_name (JsonSink *sink, const char *name, const char *text)
{
  if (text != NULL)
    json_octets (&sink->json, name, veil_text (sink->veil, octets_of_string (text)));
}

static void
write_host (JsonSink *sink, const char *member, const char *name, unsigned version, const uint8_t ip[16])
{
  JsonWriter *json = &sink->json;
  char text[FLOW_IP_TEXT];
  if (name == NULL && version == 0)
    return;
  json_begin_object (json, member);
  write_name (sink, "name", name);
  if (version != 0)
    {
      flow_ip_octets_text (ip, version, text);
      json_text (json, "ip", text);
    }
  json_end_object (json);
}

static void
write_names (JsonSink *sink, const char *member, const char *const names[PATH_NAMES_MAX])
{
  if (names[0] == NULL)
    return;
  json_begin_array (&sink->json, member);
  for (size_t i = 0; i < PATH_NAMES_MAX && names[i] != NULL; i++)
    write_name (sink, NULL, names[i]);
  json_end_array (&sink->json);
}

static void
write_change (JsonSink *sink, const PathHop *hop)
{
  static const char *const bodies[] = { NULL, "same", "changed" };
  JsonWriter *json = &sink->json;
  const HopChange *change = hop->change;
  if (change == NULL)
    return;
  json_begin_object (json, "change");
  json_number (json, "since_session", hop->previous);
  json_number (json, "delay_ms", (uint64_t) MAX (change->delay, 0) / 1000000);
  write_names (sink, "added", change->added);
  write_names (sink, "changed", change->changed);
  write_names (sink, "removed", change->removed);
  json_text (json, "body", bodies[change->body]);
  if (change->growth != 0)
    json_number (json, change->growth > 0 ? "body_longer" : "body_shorter", (uint64_t) ABS (change->growth));
  json_end_object (json);
}

static void
write_seen (JsonSink *sink, const SmtpSession *session, const PathHop *hop)
{
  JsonWriter *json = &sink->json;
  json_bool (json, "current", hop->current);
  json_number (json, "session", hop->session);
  if (hop->transaction != 0)
    json_number (json, "transaction", hop->transaction);
  if (hop->origin.file != session->traffic.first.file && sink->options.file_name != NULL)
    json_octets (json, "file", octets_of_string (sink->options.file_name (sink->options.user, hop->origin.file)));
  json_number (json, "packet", hop->origin.packet);
}

static void
write_hop (JsonSink *sink, const SmtpSession *session, const PathHop *hop)
{
  static const char *const covers[] = { NULL, "none", "closed", "opened" };
  static const char *const told[] = { NULL, "none", "told", NULL };
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  json_bool (json, "seen", hop->seen);
  if (hop->seen)
    write_seen (sink, session, hop);
  write_host (sink, "client", hop->client, hop->client_version, hop->client_ip);
  write_host (sink, "server", hop->server, hop->server_version, hop->server_ip);
  json_text (json, "tls", hop->seen ? covers[hop->cover] : told[hop->cover]);
  write_name (sink, "tls_version", hop->tls_version);
  if (hop->has_time)
    json_time (json, "time", hop->time, false);
  if (hop->received >= 0)
    json_number (json, "received", (uint64_t) hop->received);
  write_change (sink, hop);
  json_end_object (json);
}

void
json_path (JsonSink *sink, const SmtpSession *session, const SmtpTransaction *transaction)
{
  JsonWriter *json = &sink->json;
  const MailPath *path = transaction->path;
  if (path == NULL)
    return;
  json_begin_object (json, "relay");
  json_begin_array (json, "hops");
  for (size_t i = 0; i < path->count; i++)
    write_hop (sink, session, &path->hops[i]);
  json_end_array (json);
  if (path->more > 0)
    json_number (json, "further_hops_told", path->more);
  if (path->reused != 0)
    json_number (json, "message_id_reused_in", path->reused);
  json_end_object (json);
}
