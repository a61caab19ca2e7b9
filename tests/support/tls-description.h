/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of TLS as text, to be compared. */
#ifndef SMTPLENS_TESTS_TLS_DESCRIPTION_H
#define SMTPLENS_TESTS_TLS_DESCRIPTION_H

#include "dissect/tls-message.h"
#include "dissect/tls-observer.h"

static inline void
describe_numbers (GString *text, const char *name, TlsNumbers numbers)
{
  if (numbers.count == 0)
    return;
  g_string_append_printf (text, " %s", name);
  for (size_t i = 0; i < numbers.count; i++)
    g_string_append_printf (text, i == 0 ? "=%04x" : ",%04x", numbers.at[i]);
}

static inline void
describe_client_hello (GString *text, const char *name, const TlsClientHello *hello)
{
  if (hello == NULL)
    return;
  g_string_append_printf (text, "%s @%d %04x", name, (int) hello->origin.packet, hello->version);
  if (hello->server_name.length > 0)
    g_string_append_printf (text, " sni=%.*s", (int) hello->server_name.length, (const char *) hello->server_name.at);
  for (size_t i = 0; i < hello->alpn.count; i++)
    g_string_append_printf (text, " alpn=%.*s", (int) hello->alpn.at[i].length, (const char *) hello->alpn.at[i].at);
  describe_numbers (text, "versions", hello->versions);
  describe_numbers (text, "suites", hello->suites);
  describe_numbers (text, "groups", hello->groups);
  describe_numbers (text, "shares", hello->key_shares);
  describe_numbers (text, "signatures", hello->signatures);
  g_string_append_printf (text, "%s%s%s%s%s%s\n", hello->ssl2 ? " ssl2" : "", hello->malformed ? " malformed" : "",
                          hello->cut ? " cut" : "", hello->ticket ? " ticket" : "", hello->psk ? " psk" : "",
                          hello->fallback ? " fallback" : "");
  if (hello->ja3_hash[0] != '\0')
    g_string_append_printf (text, "ja3 %s\nja4 %s\n", hello->ja3_hash, hello->ja4);
}

static inline void
describe_steps (GString *text, const TlsFacts *facts)
{
  static const char *const kinds[] = { "", "retry", "ccs", "sealed-handshake", "alert", "sealed-alert", "sealed" };
  g_string_append (text, "steps");
  for (size_t i = 0; i < facts->step_count; i++)
    {
      const TlsStep *step = &facts->steps[i];
      bool message = step->kind == TLS_STEP_MESSAGE;
      g_string_append_printf (text, " %c%s%s@%d", step->side == SIDE_CLIENT ? 'C' : 'S',
                              message ? tls_message_name (step->message) : kinds[step->kind], step->cut ? "(cut)" : "",
                              (int) step->origin.packet);
    }
  g_string_append_c (text, '\n');
}

static inline void
describe_certificate (GString *text, const char *name, const TlsCertificate *certificate)
{
  g_string_append_printf (text, "%s %.8s%s", name, certificate->sha256, certificate->malformed ? " malformed" : "");
  if (!certificate->malformed)
    g_string_append_printf (
        text, " %.*s by %.*s %s %u%s%s", (int) certificate->subject.length, (const char *) certificate->subject.at,
        (int) certificate->issuer.length, (const char *) certificate->issuer.at, certificate->key, certificate->bits,
        certificate->self_signed ? " self-signed" : "", certificate->weak_hash != NULL ? certificate->weak_hash : "");
  g_string_append_c (text, '\n');
}

static inline void
tls_describe (GString *text, const TlsFacts *facts)
{
  static const char *const outcomes[] = { "unknown", "complete", "failed" };
  describe_client_hello (text, "client", facts->client_hello);
  describe_client_hello (text, "again", facts->second_hello);
  if (facts->server_hello != NULL)
    g_string_append_printf (text, "server @%d %04x %04x%s%s\n", (int) facts->server_hello->origin.packet,
                            facts->version, facts->suite, facts->server_hello->malformed ? " malformed" : "",
                            facts->server_hello->downgrade != TLS_DOWNGRADE_NONE ? " downgrade" : "");
  if (facts->server_hello != NULL && facts->server_hello->ja3s_hash[0] != '\0')
    g_string_append_printf (text, "ja3s %s\n", facts->server_hello->ja3s_hash);
  for (size_t i = 0; i < facts->certificate_count; i++)
    describe_certificate (text, "certificate", facts->certificates[i]);
  if (facts->client_certificate != NULL)
    describe_certificate (text, "client-certificate", facts->client_certificate);
  for (size_t i = 0; i < facts->alert_count; i++)
    g_string_append_printf (text, "alert %c %d@%d\n", facts->alerts[i].side == SIDE_CLIENT ? 'C' : 'S',
                            facts->alerts[i].encrypted ? -1 : facts->alerts[i].description,
                            (int) facts->alerts[i].origin.packet);
  describe_steps (text, facts);
  g_string_append_printf (text, "begin @%d group %d dh %u sealed %d/%d%s%s%s%s%s%s%s%s%s outcome %s",
                          (int) facts->begin.packet, facts->group, facts->dh_bits, (int) facts->sealed[SIDE_CLIENT],
                          (int) facts->sealed[SIDE_SERVER], facts->resumed ? " resumed" : "",
                          facts->hello_retry ? " retry" : "", facts->certificate_cut ? " certificate-cut" : "",
                          facts->early_data_seen ? " early" : "", facts->renegotiation ? " renegotiation" : "",
                          facts->likely_alert ? " likely-alert" : "", facts->clear_behind ? " clear" : "",
                          facts->lost[SIDE_CLIENT] ? " lost-C" : "", facts->lost[SIDE_SERVER] ? " lost-S" : "",
                          outcomes[facts->outcome]);
  if (facts->outcome == TLS_OUTCOME_COMPLETE)
    g_string_append_printf (text, " @%d", (int) facts->complete.packet);
  g_string_append_c (text, '\n');
}

/* A TlsOddityHandler; `user` is a GString. */
static inline void
tls_describe_oddity (gpointer user, Side side, SmtpAnomaly code, const char *what, uint64_t offset, Origin origin)
{
  g_string_append_printf (user, "%s %c %s at %d @%d\n", code == ANOMALY_TLS_MALFORMED ? "malformed" : "truncated",
                          side == SIDE_CLIENT ? 'C' : 'S', what, (int) offset, (int) origin.packet);
}

#endif
