/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions as JSON: parameters with their meaning, what the server offered, verbs
 * outside the course of a mail, and the name under which a mail was queued.
 *
 * Limits: CAPABILITIES_MAX answers to EHLO, REQUESTS_MAX of each kind of request. */
#include "config.h"

#include "json-sink.h"

#include "../dissect/session-facts.h"
#include "../dissect/smtp-extension.h"
#include "../dissect/smtp-parameter.h"
#include "../dissect/smtp-queue-id.h"

enum { CAPABILITIES_MAX = 64, REQUESTS_MAX = 256 };

/* --- parameters ---------------------------------------------------------------- */

static void
write_reading (JsonSink *sink, SmtpVerb verb, const SmtpParameter *parameter)
{
  JsonWriter *json = &sink->json;
  g_autoptr (ParameterReading) reading = smtp_parameter_read (verb, parameter, TONGUE_ENGLISH);
  Octets decoded = octets_of (reading->decoded->str, reading->decoded->len);
  char keyword[64];
  size_t length = MIN (parameter->keyword.length, sizeof keyword);
  for (size_t i = 0; i < length; i++)
    keyword[i] = g_ascii_toupper ((char) parameter->keyword.at[i]);
  json_begin_object (json, NULL);
  json_octets (json, "keyword", octets_of (keyword, length));
  if (parameter->value.length > 0)
    json_octets (json, "value", veil_parameter (sink->veil, parameter));
  if (decoded.length > 0)
    json_octets (json, "decoded", veil_decoded (sink->veil, parameter, decoded));
  if (reading->meaning->len > 0)
    json_octets (json, "meaning", veil_text (sink->veil, octets_of (reading->meaning->str, reading->meaning->len)));
  json_text (json, "reference", reading->reference);
  json_text (json, "malformed", reading->malformed);
  json_end_object (json);
}

void
json_parameter_readings (JsonSink *sink, const char *name, const SmtpCommand *command)
{
  if (command->parameter_count == 0)
    return;
  json_begin_array (&sink->json, name);
  for (size_t i = 0; i < command->parameter_count && i < PARAMETERS_MAX; i++)
    write_reading (sink, command->verb, &command->parameters[i]);
  json_end_array (&sink->json);
}

/* --- capabilities -------------------------------------------------------------- */

/* "RCPTMAX=20 MAILMAX=5" (RFC 9422). */
static void
write_limits (JsonWriter *json, const SmtpReply *reply)
{
  OfferedExtension offered;
  bool begun = false;
  if (!smtp_extension_offered (reply, "LIMITS", &offered))
    return;
  for (Octets rest = offered.parameters; rest.length > 0;)
    {
      size_t space = octets_find (rest, ' ');
      Octets limit = octets_slice (rest, 0, space);
      rest = space == SIZE_MAX ? OCTETS_NONE : octets_trim (octets_from (rest, space + 1));
      size_t equals = octets_find (limit, '=');
      Octets name = octets_slice (limit, 0, equals);
      Octets value = equals == SIZE_MAX ? OCTETS_NONE : octets_from (limit, equals + 1);
      g_autofree char *meaning = smtp_limit_meaning (name, value);
      if (meaning == NULL)
        continue;
      if (!begun)
        json_begin_array (json, "limits");
      begun = true;
      json_begin_object (json, NULL);
      json_octets (json, "name", name);
      json_octets (json, "value", value);
      json_text (json, "meaning", meaning);
      json_end_object (json);
    }
  if (begun)
    json_end_array (json);
}

static void
write_capability (JsonSink *sink, const SmtpHelo *helo, const SmtpReply *reply)
{
  JsonWriter *json = &sink->json;
  Octets keywords[PARAMETERS_MAX], unknown[PARAMETERS_MAX];
  size_t count = 0, strangers = 0;
  ExtensionWalk walk;
  OfferedExtension offered;
  smtp_extension_walk_init (&walk, reply);
  while (count < PARAMETERS_MAX && smtp_extension_walk_next (&walk, &offered))
    {
      keywords[count++] = veil_text (sink->veil, offered.line);
      if (smtp_extension_find (offered.keyword) == NULL)
        unknown[strangers++] = offered.keyword;
    }
  json_begin_object (json, NULL);
  json_number (json, "packet", reply->origin.packet);
  json_bool (json, "tls", helo->tls);
  json_octets_array (json, "keywords", keywords, count);
  if (strangers > 0)
    json_octets_array (json, "unknown", unknown, strangers);
  write_limits (json, reply);
  json_end_object (json);
}

static void
write_capabilities (JsonSink *sink, const SmtpSession *session)
{
  unsigned count = 0;
  for (guint i = 0; i < session->helos->len && count < CAPABILITIES_MAX; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      const SmtpReply *reply = smtp_helo_extended_reply (helo);
      if (reply == NULL)
        continue;
      if (count++ == 0)
        json_begin_array (&sink->json, "capabilities");
      write_capability (sink, helo, reply);
    }
  if (count > 0)
    json_end_array (&sink->json);
}

/* --- requests ------------------------------------------------------------------ */

/* Each kind is an array of its own. */
static const char *
request_member (const SmtpCommand *command)
{
  switch (command->verb)
    {
    case VERB_XCLIENT:
      return "xclient";
    case VERB_XFORWARD:
      return "xforward";
    default:
      return "other_commands";
    }
}

static void
write_request (JsonSink *sink, const SmtpCommand *command, bool attributes)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, NULL);
  json_number (json, "packet", command->origin.packet);
  if (attributes)
    json_parameter_readings (sink, "attributes", command);
  else
    {
      json_text (json, "verb", smtp_verb_name (command->verb));
      if (command->argument.length > 0)
        json_octets (json, "argument", veil_argument (sink->veil, command));
    }
  if (command->reply != NULL)
    {
      json_number (json, "reply", (uint64_t) command->reply->code);
      json_bool (json, "accepted", smtp_reply_positive (command->reply));
    }
  if (!attributes)
    json_text (json, "meaning", smtp_request_meaning (command));
  json_end_object (json);
}

static void
write_requests (JsonSink *sink, const SmtpSession *session, const char *member, bool attributes)
{
  unsigned count = 0;
  for (guint i = 0; i < session->requests->len && count < REQUESTS_MAX; i++)
    {
      const SmtpCommand *command = g_ptr_array_index (session->requests, i);
      if (strcmp (request_member (command), member) != 0)
        continue;
      if (count++ == 0)
        json_begin_array (&sink->json, member);
      write_request (sink, command, attributes);
    }
  if (count > 0)
    json_end_array (&sink->json);
}

void
json_session_extensions (JsonSink *sink, const SmtpSession *session)
{
  write_capabilities (sink, session);
  if (session->requests->len == 0)
    return;
  write_requests (sink, session, "xclient", true);
  write_requests (sink, session, "xforward", true);
  write_requests (sink, session, "other_commands", false);
}

/* --- of a mail ----------------------------------------------------------------- */

void
json_queue_id (JsonSink *sink, const SmtpReply *reply)
{
  QueueId queue = smtp_queue_id (reply);
  if (queue.id.length == 0)
    return;
  json_octets (&sink->json, "queue_id", veil_reply (sink->veil, queue.id));
  json_text (&sink->json, "server_software", queue.software);
}

void
json_burls (JsonSink *sink, const SmtpTransaction *transaction)
{
  JsonWriter *json = &sink->json;
  if (transaction->burls == NULL)
    return;
  json_begin_array (json, "burl");
  for (guint i = 0; i < transaction->burls->len && i < REQUESTS_MAX; i++)
    {
      const SmtpCommand *command = g_ptr_array_index (transaction->burls, i);
      json_begin_object (json, NULL);
      json_number (json, "packet", command->origin.packet);
      json_octets (json, "url", veil_url (sink->veil, command));
      json_bool (json, "last", command->chunk_last);
      if (command->reply != NULL)
        json_number (json, "reply", (uint64_t) command->reply->code);
      json_end_object (json);
    }
  json_end_array (json);
}
