/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's certificate, where TLS 1.2 or older shows it (RFC 5280, RFC 6125): its
 * dates by the packets' clock, its names, its key, and whether it is another one than
 * before.
 *
 * Does not know whom to trust: a chain is not verified.  TLS 1.3 hides certificates,
 * so that none of these checks says anything there. */
#include "config.h"

#include "checks.h"
#include "session-facts.h"
#include "tls-match.h"
#include "tls-words.h"
#include "translate.h"

/* NULL: none was seen, or it cannot be read. */
static const TlsCertificate *
server_certificate (const SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  return facts != NULL && facts->certificate_count > 0 && !facts->certificates[0]->malformed ? facts->certificates[0]
                                                                                             : NULL;
}

static const char *
holder_of (SmtpSession *session, const TlsCertificate *certificate)
{
  g_autofree char *english = tls_words_holder (certificate, TONGUE_ENGLISH);
  g_autofree char *local = tls_words_holder (certificate, TONGUE_USER);
  return finding_pair (session, english, local);
}

static const char *
key_of (SmtpSession *session, const TlsCertificate *certificate)
{
  g_autofree char *english = tls_words_key (certificate, TONGUE_ENGLISH);
  g_autofree char *local = tls_words_key (certificate, TONGUE_USER);
  return finding_pair (session, english, local);
}

static void
cite_certificate (Finding *finding, SmtpSession *session, const TlsCertificate *certificate)
{
  const char *holder = holder_of (session, certificate), *key = key_of (session, certificate);
  finding_cite_words (finding, session, SIDE_SERVER, session->tls_facts->certificate_origin, "Certificate for %s, %s",
                      holder, key);
}

/* Between servers few look at certificates: what is wrong with one tells of a habit;
 * where users log in, it trains them to click warnings away. */
static void
soften (Finding *finding, const SmtpSession *session, Severity severity)
{
  if (session_role (session) != ROLE_SUBMISSION)
    finding->severity = severity;
}

static unsigned
least_bits (const TlsCertificate *certificate)
{
  bool rsa = g_strcmp0 (certificate->key, "RSA") == 0 || g_strcmp0 (certificate->key, "DSA") == 0;
  bool ec = g_strcmp0 (certificate->key, "EC") == 0;
  return rsa ? 2048 : ec ? 224 : 0;
}

static void
run_weak_key (const Check *check, SmtpSession *session)
{
  enum { BROKEN_RSA = 1024, LEAST_DH = 2048 };
  const TlsFacts *facts = session->tls_facts;
  const TlsCertificate *own = server_certificate (session);
  if (own != NULL && own->bits > 0 && own->bits < least_bits (own))
    {
      const char *key = key_of (session, own);
      Finding *finding = finding_add (session, check, NULL,
                                      "The server's key (%s) is too short: who can compute it can pose as "
                                      "this server.",
                                      key);
      if (own->bits < BROKEN_RSA && least_bits (own) == 2048)
        finding->severity = SEVERITY_HIGH;
      cite_certificate (finding, session, own);
    }
  for (size_t i = 0; facts != NULL && i < facts->certificate_count; i++)
    {
      const TlsCertificate *certificate = facts->certificates[i];
      if (certificate->weak_hash == NULL || certificate->self_signed)
        continue; /* nobody believes a root for its signature */
      Finding *finding
          = finding_add (session, check, NULL, "A certificate of the chain is signed with %s, which can be forged.",
                         certificate->weak_hash);
      cite_certificate (finding, session, certificate);
      break;
    }
  if (facts != NULL && facts->server_hello != NULL && facts->dh_bits > 0 && facts->dh_bits < LEAST_DH)
    {
      Finding *finding = finding_add (session, check, NULL,
                                      "The Diffie-Hellman group of the key exchange has %u bits: too few to keep the "
                                      "session secret.",
                                      facts->dh_bits);
      if (facts->dh_bits < BROKEN_RSA)
        finding->severity = SEVERITY_HIGH;
      finding_cite_words (finding, session, SIDE_SERVER, facts->server_hello->origin,
                          "ServerKeyExchange: Diffie-Hellman group of %u bits", facts->dh_bits);
    }
}

const Check check_tls_weak_key = {
  .id = "tls-weak-key",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Weak key or signature"),
  .explanation
  = N_ ("How well TLS protects hangs on the size of the server's key, on the hash that its certificate was "
        "signed with, and on the numbers used to agree on a secret. One of them is smaller or older than "
        "what is held to be safe."),
  .protection
  = N_ ("A key of 2048 bits RSA or 256 bits EC, a certificate signed with SHA-256, ECDHE or a Diffie-Hellman "
        "group of 2048 bits."),
  .reference = "RFC 9325 §4.3, RFC 9155",
  .run = run_weak_key,
};

static void
run_expired (const Check *check, SmtpSession *session)
{
  const TlsCertificate *certificate = server_certificate (session);
  if (certificate == NULL || !certificate->has_validity)
    return;
  int64_t now = session->tls_facts->certificate_origin.time / 1000000000;
  bool early = now<certificate->not_before, late = now> certificate->not_after;
  if (!early && !late)
    return;
  g_autofree char *date = tls_words_date (early ? certificate->not_before : certificate->not_after);
  g_autofree char *today = tls_words_date (now);
  Finding *finding
      = finding_add (session, check, NULL,
                     early ? N_ ("The server's certificate is valid from %s on only; the packets are of %s.")
                           : N_ ("The server's certificate expired on %s; the packets are of %s."),
                     date, today);
  soften (finding, session, SEVERITY_LOW);
  cite_certificate (finding, session, certificate);
}

const Check check_certificate_expired = {
  .id = "certificate-expired",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Certificate expired or not yet valid"),
  .explanation
  = N_ ("A certificate is good between two dates. When the packets were captured, by their own clock, it was "
        "not. A client that checks refuses such a server; one that goes on all the same would not notice a "
        "forged certificate either."),
  .protection = N_ ("Certificates renewed by a program (ACME), and a watch on their dates."),
  .reference = "RFC 5280 §4.1.2.5",
  .run = run_expired,
};

static void
run_name_mismatch (const Check *check, SmtpSession *session)
{
  const TlsCertificate *certificate = server_certificate (session);
  if (certificate == NULL)
    return;
  Octets sni = tls_expected_name (session, TLS_EXPECTS_SNI);
  Octets banner = tls_expected_name (session, TLS_EXPECTS_BANNER);
  Octets asked = sni.length > 0 ? sni : banner;
  if (asked.length == 0 || octets_find (asked, '.') == SIZE_MAX || tls_certificate_matches (certificate, asked))
    return;
  /* A host may carry the name of the domain that it takes mail for. */
  if (sni.length == 0 && tls_certificate_matches (certificate, tls_expected_name (session, TLS_EXPECTS_DOMAIN)))
    return;
  const char *holder = holder_of (session, certificate);
  Finding *finding = finding_add (session, check, NULL,
                                  sni.length > 0 ? N_ ("The client asked for %s; the certificate is for %s.")
                                                 : N_ ("The server calls itself %s; its certificate is for %s."),
                                  check_quote (session, asked), holder);
  soften (finding, session, sni.length > 0 ? SEVERITY_LOW : SEVERITY_INFO);
  if (sni.length == 0)
    finding->severity = MIN (finding->severity, SEVERITY_LOW);
  if (sni.length > 0)
    finding_cite_words (finding, session, SIDE_CLIENT, session->tls_facts->client_hello->origin,
                        "ClientHello: server_name %s", check_quote (session, sni));
  cite_certificate (finding, session, certificate);
}

const Check check_certificate_name_mismatch = {
  .id = "certificate-name-mismatch",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Certificate for another name"),
  .explanation
  = N_ ("The certificate that the server showed does not carry the name by which the client asked for it, or "
        "which the server gives itself. So it proves nothing about whom the client is talking to: another "
        "host could show it as well."),
  .protection = N_ ("A certificate with the name that clients are configured with, or that the MX record has; a client "
                    "that refuses others."),
  .reference = "RFC 6125 §6.4, RFC 7817, RFC 3207 §4.1",
  .run = run_name_mismatch,
};

static void
run_self_signed (const Check *check, SmtpSession *session)
{
  const TlsCertificate *certificate = server_certificate (session);
  if (certificate == NULL || !certificate->self_signed)
    return;
  Finding *finding
      = finding_add (session, check, NULL, "The server's certificate is signed by itself: nobody vouches for it.");
  soften (finding, session, SEVERITY_INFO);
  cite_certificate (finding, session, certificate);
}

const Check check_certificate_self_signed = {
  .id = "certificate-self-signed",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Self-signed certificate"),
  .explanation
  = N_ ("Anybody can make such a certificate, for any name. It keeps out those who only listen; somebody who "
        "sits between client and server can show one of his own, and a client that accepts this one accepts "
        "that one as well. Between mail servers that is common, for nobody checks there."),
  .protection
  = N_ ("A certificate of a public authority (they are free of charge), or DANE, where the DNS vouches for it."),
  .reference = "RFC 7672 §1.3, RFC 8314 §4",
  .run = run_self_signed,
};

/* --- another certificate than before ------------------------------------------------ */

typedef struct Remembered {
  char sha256[TLS_CERTIFICATE_SHA256_TEXT];
  char key[16]; /* kind of key: a server may have one certificate for each */
  Sight sight;
} Remembered;

static void
remembered_clear (gpointer remembered)
{
  sight_clear (&((Remembered *) remembered)->sight);
}

static const HistoryKind certificates_kind = {
  .name = "certificates",
  .size = sizeof (Remembered),
  .clear = remembered_clear,
};

/* What one server shows depends on the name it is asked for, and on the kind of key
 * that the cipher needs. */
static HistoryKey
certificate_key (const SmtpSession *session, History *history, const TlsCertificate *certificate)
{
  HistoryKey server = history_key_server (history, session);
  Octets parts[] = {
    octets_of (&server, sizeof server),
    tls_expected_name (session, TLS_EXPECTS_SNI),
    octets_of_string (certificate->key),
  };
  return history_key (history, parts, G_N_ELEMENTS (parts));
}

static void
compare_changed (const Check *check, SmtpSession *session, History *history)
{
  const TlsCertificate *certificate = server_certificate (session);
  if (certificate == NULL)
    return;
  Remembered *before = history_remember (history, &certificates_kind, certificate_key (session, history, certificate));
  bool other = before->sha256[0] != '\0' && strcmp (before->sha256, certificate->sha256) != 0;
  if (other)
    {
      Finding *finding
          = finding_add (session, check, NULL, "In session %" PRIu64 " the same server showed another certificate.",
                         before->sight.session);
      cite_certificate (finding, session, certificate);
      finding_cite_sight (finding, session, &before->sight);
    }
  if (!other && before->sha256[0] != '\0')
    return;
  g_strlcpy (before->sha256, certificate->sha256, sizeof before->sha256);
  sight_clear (&before->sight);
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    {
      g_autofree char *holder = tls_words_holder (certificate, tongue);
      g_autofree char *text
          = g_strdup_printf (translate (tongue, "Certificate for %s, SHA-256 %s"), holder, certificate->sha256);
      if (tongue == TONGUE_ENGLISH)
        sight_take (&before->sight, session, SIDE_SERVER, session->tls_facts->certificate_origin,
                    octets_of_string (text));
      else
        sight_translate (&before->sight, text);
    }
}

const Check check_certificate_changed = {
  .id = "certificate-changed",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Another certificate than before"),
  .explanation
  = N_ ("The same server (address, port and name asked for) showed another certificate in an earlier session "
        "of this capture. It may have been renewed, or several machines share the address; or somebody put "
        "himself between in one of the two sessions."),
  .protection
  = N_ ("DANE or MTA-STS between servers, checked certificates for users: then another certificate is either "
        "vouched for or refused."),
  .reference = "RFC 7672 §1.3, RFC 8461 §1",
  .compare = compare_changed,
};
