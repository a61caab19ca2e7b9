/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences about TLS.  They say what was not seen as well: that a certificate is not
 * shown is no sign that it is good.
 *
 * Does not judge; the checks do. */
#include "config.h"

#include "tls-words.h"

#include "printable.h"
#include "tls-names.h"
#include "tls-suite.h"

#include <inttypes.h>

char *
tls_words_version (uint16_t version)
{
  const char *name = tls_version_name (version);
  if (name == NULL)
    return version == 0 ? g_strdup ("TLS") : g_strdup_printf ("TLS of version 0x%04x", version);
  bool ssl = g_str_has_prefix (name, "SSL");
  return g_strdup_printf ("%s %s%s", ssl ? "SSL" : "TLS", name + 4, ssl ? ".0" : "");
}

char *
tls_words_suite (uint16_t suite)
{
  const char *name = tls_suite_name (suite);
  return name != NULL ? g_strdup (name) : g_strdup_printf ("cipher suite 0x%04x", suite);
}

char *
tls_words_key (const TlsCertificate *certificate, Tongue tongue)
{
  if (certificate->key == NULL)
    return g_strdup (translate (tongue, "a key of an unknown kind"));
  if (certificate->curve != NULL)
    return g_strdup_printf ("%s %s", certificate->key, certificate->curve);
  if (certificate->bits == 0 || g_str_has_prefix (certificate->key, "Ed"))
    return g_strdup (certificate->key);
  return g_strdup_printf (translate (tongue, "%s %u bits"), certificate->key, certificate->bits);
}

char *
tls_words_date (int64_t seconds)
{
  GDateTime *time = g_date_time_new_from_unix_utc (seconds);
  char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?");
  if (time != NULL)
    g_date_time_unref (time);
  return text;
}

char *
tls_words_holder (const TlsCertificate *certificate, Tongue tongue)
{
  enum { NAMES_SHOWN = 3 };
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < certificate->name_count && i < NAMES_SHOWN; i++)
    {
      g_autofree char *name = printable (certificate->names[i]);
      g_string_append_printf (text, i == 0 ? "%s" : ", %s", name);
    }
  if (certificate->name_count > NAMES_SHOWN)
    g_string_append_printf (text, translate (tongue, " and %zu more"), certificate->name_count - NAMES_SHOWN);
  g_autofree char *subject = printable (certificate->subject);
  if (text->len == 0)
    g_string_append (text, subject);
  if (text->len == 0)
    g_string_append (text, translate (tongue, "nobody named"));
  return g_string_free (text, FALSE);
}

char *
tls_words_alert (const TlsAlert *alert, Tongue tongue)
{
  const char *name = tls_alert_name (alert->description), *meaning = tls_alert_meaning (alert->description);
  if (alert->encrypted)
    return g_strdup (translate (tongue, "an encrypted alert"));
  return name != NULL ? g_strdup_printf ("%s (%s)", name, translate (tongue, meaning))
                      : g_strdup_printf (translate (tongue, "alert %u"), alert->description);
}

/* Takes the line. */
static void
add (GPtrArray *lines, char *line)
{
  g_ptr_array_add (lines, line);
}

static void
add_version (GPtrArray *lines, const TlsFacts *facts, Tongue tongue)
{
  g_autofree char *version = tls_words_version (facts->version);
  g_autofree char *suite = facts->has_suite ? tls_words_suite (facts->suite) : NULL;
  const char *group = tls_group_name (facts->group);
  const uint64_t packet = facts->begin.packet;
  char *line;
  if (suite != NULL && group != NULL)
    line = g_strdup_printf (translate (tongue, "%s from packet %" PRIu64 " on, with %s and %s"), version, packet, suite,
                            group);
  else if (suite != NULL)
    line = g_strdup_printf (translate (tongue, "%s from packet %" PRIu64 " on, with %s"), version, packet, suite);
  else
    line = g_strdup_printf (translate (tongue, "%s from packet %" PRIu64 " on"), version, packet);
  if (facts->version == 0)
    {
      char *more = g_strdup_printf (facts->outcome == TLS_OUTCOME_FAILED
                                        ? translate (tongue, "%s; no version was agreed on")
                                        : translate (tongue, "%s; which version and cipher was not captured"),
                                    line);
      g_free (line);
      line = more;
    }
  add (lines, line);
}

static void
add_names (GPtrArray *lines, const TlsFacts *facts, Tongue tongue)
{
  const TlsClientHello *hello = facts->client_hello;
  if (hello == NULL)
    return;
  g_autofree char *name = printable (hello->server_name);
  if (hello->server_name.length > 0)
    add (lines, g_strdup_printf (hello->ech ? translate (tongue, "the client asked for %s (the outer name of an "
                                                                 "encrypted hello, perhaps)")
                                            : translate (tongue, "the client asked for %s"),
                                 name));
  if (hello->ja4[0] != '\0')
    add (lines, g_strdup_printf (translate (tongue, "fingerprint of the client's program (JA4): %s"), hello->ja4));
}

static void
add_server_certificate (GPtrArray *lines, const TlsCertificate *certificate, Tongue tongue)
{
  g_autofree char *holder = tls_words_holder (certificate, tongue);
  g_autofree char *key = tls_words_key (certificate, tongue);
  g_autofree char *from = tls_words_date (certificate->not_before);
  g_autofree char *to = tls_words_date (certificate->not_after);
  g_autofree char *issuer = printable (certificate->issuer);
  const char *begins = certificate->has_validity ? from : "?", *ends = certificate->has_validity ? to : "?";
  if (certificate->self_signed)
    add (lines, g_strdup_printf (translate (tongue, "certificate for %s, self-signed, valid %s to %s, %s (whether its "
                                                    "issuer can be trusted is not checked)"),
                                 holder, begins, ends, key));
  else
    add (lines, g_strdup_printf (translate (tongue, "certificate for %s, issued by %s, valid %s to %s, %s (whether its "
                                                    "issuer can be trusted is not checked)"),
                                 holder, issuer, begins, ends, key));
}

static void
add_certificate (GPtrArray *lines, const TlsFacts *facts, Tongue tongue)
{
  if (facts->certificate_count > 0 && !facts->certificates[0]->malformed)
    add_server_certificate (lines, facts->certificates[0], tongue);
  else if (facts->certificate_count > 0)
    add (lines, g_strdup (translate (tongue, "the server's certificate cannot be read")));
  else if (facts->certificate_cut)
    add (lines, g_strdup (translate (tongue, "the server's certificate was not captured whole")));
  else if (facts->resumed)
    add (lines, g_strdup (translate (tongue, "no certificate was shown: the two go on with the keys of an earlier "
                                             "session")));
  else if (tls_version_is_1_3 (facts->version))
    add (lines, g_strdup (translate (tongue, "certificate not visible: TLS 1.3 encrypts it")));
  if (facts->client_certificate != NULL && !facts->client_certificate->malformed)
    {
      g_autofree char *holder = tls_words_holder (facts->client_certificate, tongue);
      add (lines, g_strdup_printf (translate (tongue, "the client showed a certificate as well, for %s"), holder));
    }
}

static void
add_alerts (GPtrArray *lines, const TlsFacts *facts, Tongue tongue)
{
  for (size_t i = 0; i < facts->alert_count; i++)
    {
      const TlsAlert *alert = &facts->alerts[i];
      if (alert->encrypted && facts->outcome == TLS_OUTCOME_COMPLETE)
        continue; /* mostly the close_notify at the end */
      g_autofree char *words = tls_words_alert (alert, tongue);
      add (lines,
           g_strdup_printf (alert->side == SIDE_CLIENT ? translate (tongue, "the client says %s in packet %" PRIu64)
                                                       : translate (tongue, "the server says %s in packet %" PRIu64),
                            words, alert->origin.packet));
    }
  if (facts->likely_alert)
    add (lines,
         g_strdup_printf (facts->likely_alert_side == SIDE_CLIENT
                              ? translate (tongue, "the client answers in packet %" PRIu64
                                                   " with a record as short as an alert: it seems to have refused")
                              : translate (tongue, "the server answers in packet %" PRIu64
                                                   " with a record as short as an alert: it seems to have refused"),
                          facts->likely_alert_origin.packet));
  if (facts->clear_behind)
    add (lines, g_strdup_printf (facts->clear_side == SIDE_CLIENT
                                     ? translate (tongue, "the client goes on in clear text in packet %" PRIu64)
                                     : translate (tongue, "the server goes on in clear text in packet %" PRIu64),
                                 facts->clear_origin.packet));
}

GPtrArray *
tls_words (const TlsFacts *facts, Tongue tongue)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  add_version (lines, facts, tongue);
  if (facts->outcome == TLS_OUTCOME_FAILED)
    add (lines, g_strdup (translate (tongue, "the handshake failed")));
  add_alerts (lines, facts, tongue);
  add_certificate (lines, facts, tongue);
  add_names (lines, facts, tongue);
  if (facts->early_data_seen)
    add (lines, g_strdup (translate (tongue, "the client sent encrypted octets before the server's hello (0-RTT): who "
                                             "records them can send them again")));
  if (facts->renegotiation)
    add (lines, g_strdup_printf (translate (tongue, "a second handshake inside the first, from packet %" PRIu64 " on"),
                                 facts->renegotiation_origin.packet));
  return lines;
}
