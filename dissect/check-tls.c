/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS that protects less than it seems to: old versions, weak ciphers, handshakes that
 * failed or were pushed down (RFC 8996, RFC 9325).  Certificates are in
 * check-certificate.c.
 *
 * Judges what was chosen, not what was offered: who offers more than is used does no
 * harm yet. */
#include "config.h"

#include "checks.h"
#include "session-facts.h"
#include "tls-names.h"
#include "tls-suite.h"
#include "tls-words.h"

static void
cite_server_hello (Finding *finding, SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  g_autofree char *version = tls_words_version (facts->version);
  g_autofree char *suite = facts->has_suite ? tls_words_suite (facts->suite) : NULL;
  finding_cite_words (finding, session, SIDE_SERVER, facts->server_hello->origin, "ServerHello: %s, %s", version,
                      suite != NULL ? suite : finding_word (session, N_ ("no suite")));
}

/* The server's answer was seen, and so what was agreed on. */
static const TlsFacts *
agreed (const SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  return facts != NULL && facts->server_hello != NULL ? facts : NULL;
}

static void
run_weak_protocol (const Check *check, SmtpSession *session)
{
  const TlsFacts *facts = agreed (session);
  if (facts == NULL || facts->version >= TLS_VERSION_1_2)
    return;
  g_autofree char *version = tls_words_version (facts->version);
  g_autofree char *best
      = tls_words_version (facts->client_hello != NULL ? tls_client_hello_highest (facts->client_hello) : 0);
  bool more = facts->client_hello != NULL && tls_client_hello_highest (facts->client_hello) > facts->version;
  Finding *finding
      = more ? finding_add (session, check, NULL, "Client and server agreed on %s, though the client offered up to %s.",
                            version, best)
             : finding_add (session, check, NULL,
                            facts->client_hello == NULL
                                ? N_ ("Client and server agreed on %s.")
                                : N_ ("Client and server agreed on %s, the best that the client offered."),
                            version);
  if (facts->version <= TLS_VERSION_SSL3)
    finding->severity = SEVERITY_HIGH;
  if (facts->client_hello != NULL)
    finding_cite_words (finding, session, SIDE_CLIENT, facts->client_hello->origin, "ClientHello: up to %s", best);
  cite_server_hello (finding, session);
}

const Check check_tls_weak_protocol = {
  .id = "tls-weak-protocol",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Outdated version of TLS"),
  .explanation
  = N_ ("The session is encrypted, but by a version of TLS that is withdrawn: TLS 1.0 and 1.1 rest on hashes "
        "that can be forged, SSL 2.0 and 3.0 can be broken by whoever stands on the path. That is better "
        "than clear text, yet no protection against somebody who makes an effort."),
  .protection
  = N_ ("TLS 1.2 or 1.3 on both sides. A server that must still take old clients should at least not be one "
        "where users log in."),
  .reference = "RFC 8996, RFC 7568, RFC 6176, RFC 9325 §3.1",
  .run = run_weak_protocol,
};

static void
run_weak_cipher (const Check *check, SmtpSession *session)
{
  static const struct {
    unsigned weakness;
    Severity severity;
    const char *words;
  } rows[] = {
    { TLS_SUITE_NO_ENCRYPTION, SEVERITY_HIGH, N_ ("encrypts nothing: everyone on the path can read all of it") },
    { TLS_SUITE_EXPORT, SEVERITY_HIGH, N_ ("has a key so short that it can be guessed within hours") },
    { TLS_SUITE_DES, SEVERITY_HIGH, N_ ("has a key of 56 bits or fewer, which can be guessed") },
    { TLS_SUITE_RC4, SEVERITY_MEDIUM, N_ ("is RC4, whose output betrays the text") },
    { TLS_SUITE_NO_AUTHENTICATION, SEVERITY_MEDIUM, N_ ("has no certificate: anyone on the path could have answered") },
    { TLS_SUITE_3DES, SEVERITY_MEDIUM, N_ ("is Triple DES, whose short blocks repeat in long sessions") },
    { TLS_SUITE_IDEA, SEVERITY_LOW, N_ ("is IDEA, whose short blocks repeat in long sessions") },
    { TLS_SUITE_NO_FORWARD_SECRECY, SEVERITY_LOW,
      N_ ("has no forward secrecy: who gets the server's key later can read what was recorded today") },
    { TLS_SUITE_CBC, SEVERITY_LOW, N_ ("is in CBC mode, which has been attacked again and again") },
  };
  enum { ENCRYPT_THEN_MAC = 22 };
  const TlsFacts *facts = agreed (session);
  if (facts == NULL || !facts->has_suite)
    return;
  unsigned weaknesses = tls_suite_weaknesses (facts->suite);
  /* The order that makes CBC sound (RFC 7366). */
  if (tls_numbers_have (facts->server_hello->extensions, ENCRYPT_THEN_MAC))
    weaknesses &= ~(unsigned) TLS_SUITE_CBC;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((weaknesses & rows[i].weakness) != 0)
      {
        g_autofree char *suite = tls_words_suite (facts->suite);
        Finding *finding
            = finding_add (session, check, NULL, "The cipher %s %s.", suite, finding_word (session, rows[i].words));
        finding->severity = rows[i].severity;
        /* Between servers certificates are seldom looked at: that there is none changes little. */
        if (rows[i].weakness == TLS_SUITE_NO_AUTHENTICATION && session_role (session) != ROLE_SUBMISSION)
          finding->severity = SEVERITY_LOW;
        cite_server_hello (finding, session);
        return;
      }
}

const Check check_tls_weak_cipher = {
  .id = "tls-weak-cipher",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Weak cipher"),
  .explanation
  = N_ ("In a TLS handshake the server chooses one of the ciphers that the client offers. The one chosen here "
        "protects less than today's do: from one that hides nothing at all to one that only an attacker who "
        "records now and gets the server's key later can open."),
  .protection = N_ ("Ciphers of RFC 9325 §4.2: ECDHE with AES-GCM or ChaCha20-Poly1305, or any suite of TLS 1.3."),
  .reference = "RFC 9325 §4, RFC 7465",
  .run = run_weak_cipher,
};

/* The first alert that broke the handshake off; NULL: none is known. */
static const TlsAlert *
breaking_alert (const TlsFacts *facts)
{
  for (size_t i = 0; i < facts->alert_count; i++)
    if (facts->alerts[i].encrypted || facts->alerts[i].level != 1 || facts->alert_count == 1)
      return &facts->alerts[i];
  return facts->alert_count > 0 ? &facts->alerts[0] : NULL;
}

static void
run_handshake_failed (const Check *check, SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  if (facts == NULL || (facts->outcome != TLS_OUTCOME_FAILED && !facts->likely_alert && !facts->clear_behind))
    return;
  if (facts->outcome == TLS_OUTCOME_COMPLETE && !facts->clear_behind)
    return;
  const TlsAlert *alert = facts->outcome == TLS_OUTCOME_FAILED ? breaking_alert (facts) : NULL;
  bool without_tls = session->tls == TLS_IMPLICIT && facts->server_hello == NULL && facts->alert_count == 0
                     && facts->clear_behind && facts->clear_side == SIDE_SERVER;
  const char *clear
      = facts->clear_behind ? finding_word (session, N_ (" Clear text followed in the same connection.")) : "";
  Finding *finding;
  if (alert != NULL)
    {
      g_autofree char *english = tls_words_alert (alert, TONGUE_ENGLISH), *local = tls_words_alert (alert, TONGUE_USER);
      const char *words = finding_pair (session, english, local);
      finding = finding_add (session, check, NULL,
                             alert->side == SIDE_CLIENT ? N_ ("The client broke the handshake off: %s.%s")
                                                        : N_ ("The server broke the handshake off: %s.%s"),
                             words, clear);
      finding_cite_words (finding, session, alert->side, alert->origin, "Alert: %s", words);
    }
  else if (facts->likely_alert)
    {
      finding
          = finding_add (session, check, NULL,
                         facts->likely_alert_side == SIDE_CLIENT
                             ? N_ ("The client seems to have refused the handshake: its first encrypted record is as "
                                   "long as an alert.%s")
                             : N_ ("The server seems to have refused the handshake: its first encrypted record is as "
                                   "long as an alert.%s"),
                         clear);
      finding_cite_words (finding, session, facts->likely_alert_side, facts->likely_alert_origin,
                          "encrypted record as long as an alert");
    }
  else
    finding = finding_add (session, check, NULL, "%s",
                           finding_word (session, without_tls
                                                      ? N_ ("The client began TLS from the first octet; the server "
                                                            "answered in clear text, as one without TLS on this port "
                                                            "does.")
                                                      : N_ ("Clear text came where TLS should have gone on.")));
  if (facts->clear_behind)
    {
      if (!without_tls)
        finding->severity = SEVERITY_HIGH;
      finding_cite_octets (finding, facts->clear_side, facts->clear_origin,
                           arena_copy (session->arena, facts->clear_text));
    }
}

const Check check_tls_handshake_failed = {
  .id = "tls-handshake-failed",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("TLS handshake failed"),
  .explanation
  = N_ ("The two hosts began to agree on encryption and one of them broke it off. A mail client that is not "
        "set to insist may then connect again and send everything in clear text, and somebody on the path "
        "who wants that can provoke such a failure. Mostly it is an expired or mismatched certificate, or "
        "two programs with no version or cipher in common."),
  .protection = N_ ("A client that gives up rather than going on in clear text; a look at the certificate and the TLS "
                    "settings of the server."),
  .reference = "RFC 8446 §6.2, RFC 3207 §4.1",
  .run = run_handshake_failed,
};

static void
run_downgrade (const Check *check, SmtpSession *session)
{
  enum { INAPPROPRIATE_FALLBACK = 86 };
  const TlsFacts *facts = session->tls_facts;
  const TlsClientHello *hello = facts != NULL ? facts->client_hello : NULL;
  if (hello == NULL)
    return;
  const TlsServerHello *answer = facts->server_hello;
  for (size_t i = 0; i < facts->alert_count; i++)
    if (!facts->alerts[i].encrypted && facts->alerts[i].description == INAPPROPRIATE_FALLBACK)
      {
        Finding *finding = finding_add (session, check, NULL,
                                        "The client fell back to an older version, and the server, which can do "
                                        "better, refused: something made an earlier try fail.");
        finding->severity = SEVERITY_MEDIUM;
        finding_cite_words (finding, session, SIDE_CLIENT, hello->origin, "ClientHello with TLS_FALLBACK_SCSV");
        finding_cite_words (finding, session, SIDE_SERVER, facts->alerts[i].origin, "Alert: inappropriate_fallback");
        return;
      }
  uint16_t meant = answer == NULL || answer->downgrade == TLS_DOWNGRADE_NONE ? 0
                   : answer->downgrade == TLS_DOWNGRADE_TO_1_2               ? TLS_VERSION_1_3
                                                                             : TLS_VERSION_1_2;
  bool offered = meant != 0 && tls_client_hello_highest (hello) >= meant;
  if (offered && answer->version < meant)
    {
      g_autofree char *best = tls_words_version (meant), *got = tls_words_version (answer->version);
      Finding *finding = finding_add (session, check, NULL,
                                      "The client offered %s and the server can speak it, for its random number says "
                                      "so; yet %s was agreed on: somebody changed the hello on its way.",
                                      best, got);
      finding_cite_words (finding, session, SIDE_CLIENT, hello->origin, "ClientHello: up to %s", best);
      finding_cite_words (finding, session, SIDE_SERVER, answer->origin, "ServerHello: %s, random ends in \"DOWNGRD\"",
                          got);
    }
}

const Check check_tls_downgrade = {
  .id = "tls-downgrade",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("TLS pushed down to an older version"),
  .explanation
  = N_ ("Whoever can change packets on the path can try to make two hosts agree on an older, weaker version "
        "of TLS. For this the standards have tell-tales: a server that could do better marks its random "
        "number, and a client that tries again with less says so. Such a tell-tale was seen here."),
  .protection = N_ ("Old versions switched off on both sides: what nobody speaks, nobody can be pushed down to."),
  .reference = "RFC 8446 §4.1.3, RFC 7507",
  .run = run_downgrade,
};
