/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "tls" of a session: what is seen of it from outside.  Numbers without a name are
 * written as "0x1234". */
#include "config.h"

#include "json-sink.h"

#include "../dissect/session-facts.h"
#include "../dissect/tls-match.h"
#include "../dissect/tls-message.h"
#include "../dissect/tls-names.h"
#include "../dissect/tls-suite.h"

typedef const char *(*NumberName) (uint16_t number);

static const char *
name_or_number (NumberName name, uint16_t number, char spare[8])
{
  const char *known = name (number);
  if (known != NULL)
    return known;
  g_snprintf (spare, 8, "0x%04x", number);
  return spare;
}

static void
write_name (JsonWriter *json, const char *member, NumberName name, uint16_t number)
{
  char spare[8];
  json_text (json, member, name_or_number (name, number, spare));
}

/* Without GREASE. */
static void
write_numbers (JsonWriter *json, const char *member, NumberName name, TlsNumbers numbers)
{
  if (numbers.count == 0)
    return;
  json_begin_array (json, member);
  for (size_t i = 0; i < numbers.count; i++)
    if (!tls_is_grease (numbers.at[i]))
      write_name (json, NULL, name, numbers.at[i]);
  json_end_array (json);
}

static void
write_offered (JsonWriter *json, const TlsClientHello *hello)
{
  json_begin_object (json, "offered");
  json_number (json, "packet", hello->origin.packet);
  if (hello->versions.count > 0)
    write_numbers (json, "versions", tls_version_name, hello->versions);
  else
    write_numbers (json, "versions", tls_version_name, (TlsNumbers){ &hello->version, 1 });
  write_numbers (json, "ciphers", tls_suite_name, hello->suites);
  write_numbers (json, "groups", tls_group_name, hello->groups);
  write_numbers (json, "key_shares", tls_group_name, hello->key_shares);
  write_numbers (json, "signatures", tls_signature_name, hello->signatures);
  write_numbers (json, "extensions", tls_extension_name, hello->extensions);
  if (hello->alpn.count > 0)
    json_octets_array (json, "alpn", hello->alpn.at, hello->alpn.count);
  if (hello->ticket || hello->psk)
    json_bool (json, "resumption", true);
  if (hello->early_data)
    json_bool (json, "early_data", true);
  if (hello->fallback)
    json_bool (json, "fallback", true);
  if (hello->ssl2)
    json_bool (json, "ssl2_form", true);
  json_end_object (json);
}

static void
write_seconds (JsonWriter *json, const char *name, int64_t seconds)
{
  GDateTime *time = g_date_time_new_from_unix_utc (seconds);
  if (time == NULL)
    return;
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  json_text (json, name, text);
  g_date_time_unref (time);
}

static void
write_matches (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  static const struct {
    const char *member;
    TlsExpectation expectation;
  } rows[]
      = { { "sni", TLS_EXPECTS_SNI }, { "banner", TLS_EXPECTS_BANNER }, { "recipient_domain", TLS_EXPECTS_DOMAIN } };
  bool any = false;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Octets name = tls_expected_name (session, rows[i].expectation);
      if (name.length == 0)
        continue;
      if (!any)
        json_begin_object (json, "matches");
      any = true;
      json_bool (json, rows[i].member, tls_certificate_matches (session->tls_facts->certificates[0], name));
    }
  if (any)
    json_end_object (json);
}

static void
write_certificate (JsonSink *sink, const char *member, const TlsCertificate *certificate, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  json_begin_object (json, member);
  if (certificate->subject.length > 0)
    json_octets (json, "subject", veil_text (sink->veil, certificate->subject));
  if (certificate->issuer.length > 0)
    json_octets (json, "issuer", veil_text (sink->veil, certificate->issuer));
  if (certificate->has_validity)
    {
      write_seconds (json, "not_before", certificate->not_before);
      write_seconds (json, "not_after", certificate->not_after);
    }
  json_text (json, "sha256", certificate->sha256);
  if (certificate->malformed)
    json_bool (json, "malformed", true);
  if (certificate->serial.length > 0)
    json_octets (json, "serial", certificate->serial);
  if (certificate->name_count > 0)
    json_octets_array (json, "names", certificate->names, certificate->name_count);
  json_text (json, "key", certificate->key);
  json_text (json, "curve", certificate->curve);
  if (certificate->bits > 0)
    json_number (json, "bits", certificate->bits);
  if (certificate->signature.length > 0)
    json_octets (json, "signature", certificate->signature);
  if (!certificate->malformed)
    json_bool (json, "self_signed", certificate->self_signed);
  if (session != NULL && !certificate->malformed)
    write_matches (sink, session);
  json_end_object (json);
}

static void
write_certificates (JsonSink *sink, const SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  if (facts->certificate_count > 0)
    write_certificate (sink, "certificate", facts->certificates[0], session);
  if (facts->certificate_count > 1)
    {
      json_begin_array (&sink->json, "chain");
      for (size_t i = 1; i < facts->certificate_count; i++)
        write_certificate (sink, NULL, facts->certificates[i], NULL);
      json_end_array (&sink->json);
    }
  if (facts->client_certificate != NULL)
    write_certificate (sink, "client_certificate", facts->client_certificate, NULL);
}

static const char *
side_name (Side side)
{
  return side == SIDE_CLIENT ? "client" : "server";
}

static const char *
step_name (const TlsStep *step)
{
  switch (step->kind)
    {
    case TLS_STEP_MESSAGE:
      return tls_message_name (step->message);
    case TLS_STEP_HELLO_RETRY:
      return "HelloRetryRequest";
    case TLS_STEP_CHANGE_CIPHER:
      return "ChangeCipherSpec";
    case TLS_STEP_SEALED_HANDSHAKE:
      return "encrypted handshake";
    case TLS_STEP_ALERT:
      return "Alert";
    case TLS_STEP_SEALED_ALERT:
      return "encrypted alert";
    case TLS_STEP_SEALED:
    default:
      return "encrypted data";
    }
}

static void
write_alerts (JsonWriter *json, const TlsFacts *facts)
{
  if (facts->alert_count == 0)
    return;
  json_begin_array (json, "alerts");
  for (size_t i = 0; i < facts->alert_count; i++)
    {
      const TlsAlert *alert = &facts->alerts[i];
      json_begin_object (json, NULL);
      json_text (json, "from", side_name (alert->side));
      json_number (json, "packet", alert->origin.packet);
      if (alert->encrypted)
        json_bool (json, "encrypted", true);
      else
        {
          json_text (json, "level", alert->level == 1 ? "warning" : alert->level == 2 ? "fatal" : NULL);
          json_number (json, "number", alert->description);
          json_text (json, "name", tls_alert_name (alert->description));
        }
      json_end_object (json);
    }
  json_end_array (json);
}

static void
write_steps (JsonWriter *json, const SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  if (facts->step_count == 0)
    return;
  json_begin_array (json, "handshake");
  for (size_t i = 0; i < facts->step_count; i++)
    {
      const TlsStep *step = &facts->steps[i];
      json_begin_object (json, NULL);
      json_number (json, "packet", step->origin.packet);
      json_time (json, "time", step->origin.time, session->traffic.nanoseconds);
      json_text (json, "from", side_name (step->side));
      json_text (json, "step", step_name (step));
      if (step->cut)
        json_bool (json, "cut", true);
      json_end_object (json);
    }
  json_end_array (json);
}

static void
write_chosen (JsonSink *sink, const TlsFacts *facts)
{
  JsonWriter *json = &sink->json;
  const TlsClientHello *hello = facts->client_hello;
  if (facts->version != 0)
    write_name (json, "version", tls_version_name, facts->version);
  if (facts->has_suite)
    write_name (json, "cipher", tls_suite_name, facts->suite);
  if (hello != NULL && hello->server_name.length > 0)
    json_octets (json, "sni", veil_text (sink->veil, hello->server_name));
  if (facts->group != 0)
    write_name (json, "group", tls_group_name, facts->group);
  if (facts->dh_bits > 0)
    json_number (json, "dh_bits", facts->dh_bits);
  if (facts->server_hello != NULL && facts->server_hello->alpn.length > 0)
    json_octets (json, "alpn", facts->server_hello->alpn);
  if (facts->server_hello != NULL)
    json_bool (json, "resumed", facts->resumed);
  if (facts->hello_retry)
    json_bool (json, "hello_retry", true);
  if (facts->early_data_seen)
    json_bool (json, "early_data", true);
  if (facts->renegotiation)
    json_bool (json, "renegotiation", true);
  static const char *const outcomes[] = { "unknown", "complete", "failed" };
  json_text (json, "outcome", outcomes[facts->outcome]);
}

static void
write_facts (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  const TlsFacts *facts = session->tls_facts;
  json_number (json, "first_packet", facts->begin.packet);
  write_chosen (sink, facts);
  write_certificates (sink, session);
  if (facts->client_hello != NULL)
    {
      write_offered (json, facts->client_hello);
      if (facts->client_hello->ja3_hash[0] != '\0')
        {
          json_text (json, "ja3", facts->client_hello->ja3_hash);
          json_octets (json, "ja3_string", facts->client_hello->ja3);
          json_text (json, "ja4", facts->client_hello->ja4);
        }
    }
  if (facts->server_hello != NULL && facts->server_hello->ja3s_hash[0] != '\0')
    json_text (json, "ja3s", facts->server_hello->ja3s_hash);
  write_alerts (json, facts);
  write_steps (json, session);
}

void
json_tls (JsonSink *sink, const SmtpSession *session)
{
  JsonWriter *json = &sink->json;
  if (session->tls == TLS_NONE)
    return;
  json_begin_object (json, "tls");
  json_text (json, "mode", session->tls == TLS_IMPLICIT ? "implicit" : "starttls");
  json_begin_object (json, "bytes");
  json_number (json, "client", session->tls_octets[SIDE_CLIENT]);
  json_number (json, "server", session->tls_octets[SIDE_SERVER]);
  json_end_object (json);
  if (session->decrypted)
    json_bool (json, "decrypted", true);
  if (session->not_decrypted != TLS_TROUBLE_NONE)
    json_text (json, "not_decrypted", tls_trouble_name (session->not_decrypted));
  if (session->tls_facts != NULL)
    write_facts (sink, session);
  json_end_object (json);
}
