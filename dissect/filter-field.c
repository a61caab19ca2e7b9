/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of fields, and how their values meet a test. */
#include "config.h"

#include "filter-field.h"

#include "check.h"
#include "dkim.h"
#include "dmarc.h"
#include "exposure.h"
#include "filter-facts.h"
#include "sender.h"

#define WORDS(name, ...)                                                                                               \
  static const char *name (size_t index)                                                                               \
  {                                                                                                                    \
    static const char *const words[] = { __VA_ARGS__ };                                                                \
    return index < G_N_ELEMENTS (words) ? words[index] : NULL;                                                         \
  }

WORDS (protections, "open", "wep", "wpa", "wpa2", "wpa3")
WORDS (protocols, "smtp", "lmtp")
WORDS (roles, "submission", "relay")
WORDS (ends, "fin", "reset", "timeout", "open")
WORDS (tls_modes, "none", "starttls", "implicit")
WORDS (tls_versions, "SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
WORDS (tls_outcomes, "complete", "failed", "unknown")
WORDS (auth_results, "accepted", "rejected", "unknown")
WORDS (secrets, "password", "token", "challenge-response", "proof", "none")
WORDS (outcomes, "accepted", "rejected", "aborted", "unfinished")
WORDS (transfers, "data", "bdat", "burl")
WORDS (states, "complete", "gap", "truncated", "unfinished")
WORDS (end_to_ends, "none", "openpgp", "smime")
WORDS (signatures, "openpgp", "smime")
WORDS (exposed_items, "credentials", "envelope", "headers", "text", "attachments")
WORDS (severities, "info", "low", "medium", "high", "critical")
WORDS (verdicts, "verified", "unverified", "contradicted")
WORDS (spf_results, "pass", "fail", "softfail", "neutral", "none", "permerror", "temperror", "unknown")
WORDS (dkim_results, "pass", "fail", "permerror", "temperror", "unknown")
WORDS (arc_results, "pass", "fail", "unknown")
WORDS (dmarc_results, "pass", "fail", "none", "permerror", "temperror", "unknown")
WORDS (dmarc_policies, "none", "quarantine", "reject")

static const char *
check_ids (size_t index)
{
  return checks[index] != NULL ? checks[index]->id : NULL;
}

static const char *
anomalies (size_t index)
{
  return index + 1 < ANOMALIES ? smtp_anomaly_name ((SmtpAnomaly) (index + 1)) : NULL;
}

#define TEXT(name, alias, each, meaning)                                                                               \
  {                                                                                                                    \
    name, alias, FILTER_TEXT, meaning, NULL, filter_each_##each, NULL                                                  \
  }
#define NUMBER(name, alias, each, meaning)                                                                             \
  {                                                                                                                    \
    name, alias, FILTER_NUMBER, meaning, NULL, filter_each_##each, NULL                                                \
  }
#define TIME(name, each, meaning)                                                                                      \
  {                                                                                                                    \
    name, NULL, FILTER_TIME, meaning, NULL, filter_each_##each, NULL                                                   \
  }
#define ADDRESS(name, each, meaning)                                                                                   \
  {                                                                                                                    \
    name, NULL, FILTER_ADDRESS, meaning, NULL, filter_each_##each, NULL                                                \
  }
#define WORD(name, alias, words, each, meaning)                                                                        \
  {                                                                                                                    \
    name, alias, FILTER_WORD, meaning, words, filter_each_##each, NULL                                                 \
  }
#define FLAG(name, holds, meaning)                                                                                     \
  {                                                                                                                    \
    name, NULL, FILTER_FLAG, meaning, NULL, NULL, holds                                                                \
  }

static const FilterField rows[] = {
  /* What is asked for most comes first, as completion offers it in this order. */
  { "exposed", NULL, FILTER_WORD, "what everyone on the path could read; alone: mail or a password", exposed_items,
    filter_each_exposed, exposure_session },
  { "forged", NULL, FILTER_LEVEL, "severity of a finding against the sender; alone: medium or worse", severities,
    filter_each_forged, filter_is_forged },
  NUMBER ("findings", NULL, findings, "how many findings"),
  WORD ("findings.id", "finding", check_ids, finding_id, "what was found, as --list-checks names it"),
  { "findings.severity", "severity", FILTER_LEVEL, "severity of a finding", severities, filter_each_severity, NULL },
  TEXT ("from", NULL, from, "mailboxes of From, as Name <address>"),
  TEXT ("to", NULL, to, "mailboxes of To"),
  TEXT ("cc", NULL, cc, "mailboxes of Cc"),
  TEXT ("subject", NULL, subject, "the subject, decoded"),
  TEXT ("mail_from", NULL, mail_from, "the reverse-path; \"\" for a bounce"),
  TEXT ("rcpt_to", NULL, rcpt_to, "the forward-paths"),
  NUMBER ("recipients", NULL, recipients, "how many recipients a transaction has"),
  ADDRESS ("ip", ip, "address of client or server"),
  ADDRESS ("client.ip", client_ip, "address of the client"),
  ADDRESS ("server.ip", server_ip, "address of the server"),
  NUMBER ("port", NULL, port, "port of client or server"),
  NUMBER ("client.port", NULL, client_port, "port of the client"),
  NUMBER ("server.port", NULL, server_port, "port of the server"),
  { "tls", "tls.mode", FILTER_WORD, "how TLS began; alone: there is TLS", tls_modes, filter_each_tls_mode,
    filter_is_tls },
  { "tls.version", NULL, FILTER_LEVEL, "its version, from the oldest to the newest", tls_versions,
    filter_each_tls_version, NULL },
  TEXT ("tls.cipher", NULL, tls_cipher, "its cipher suite"),
  TEXT ("tls.sni", "sni", tls_sni, "the name that the client asked for"),
  WORD ("tls.outcome", NULL, tls_outcomes, tls_outcome, "how its handshake ended"),
  FLAG ("tls.decrypted", filter_is_decrypted, "it was opened with keys that were given"),
  TEXT ("tls.certificate.subject", NULL, tls_subject, "whom the server's certificate names"),
  TEXT ("tls.certificate.issuer", NULL, tls_issuer, "who signed it"),
  TEXT ("tls.ja3", "ja3", tls_ja3, "fingerprint of the client's hello"),
  TEXT ("tls.ja4", "ja4", tls_ja4, "the same, JA4"),
  NUMBER ("auth", NULL, auth, "how many logins were tried"),
  TEXT ("auth.mechanism", "mechanism", mechanism, "how, such as PLAIN"),
  TEXT ("auth.username", "username", username, "who logged in"),
  WORD ("auth.result", NULL, auth_results, auth_result, "what became of it"),
  WORD ("auth.secret", NULL, secrets, secret, "what of the secret crossed; never the secret itself"),
  WORD ("outcome", NULL, outcomes, outcome, "what became of a transaction"),
  TEXT ("reply", NULL, reply, "the reply that decided, its code in front"),
  NUMBER ("reply.code", "code", reply_code, "code of any reply of the server"),
  TEXT ("status", NULL, status, "enhanced status code of the reply that decided"),
  TEXT ("queue_id", NULL, queue_id, "the name under which the server queued a mail"),
  TEXT ("command", "verb", command, "verb of any command of the client"),
  NUMBER ("transactions", NULL, transactions, "how many transactions"),
  NUMBER ("messages", "mails", messages, "how many mails"),
  NUMBER ("size", NULL, size, "octets of a mail"),
  TEXT ("sha256", NULL, sha256, "its hash, in hexadecimal"),
  WORD ("state", NULL, states, state, "whether it was captured whole"),
  WORD ("transfer", NULL, transfers, transfer, "how it crossed"),
  TEXT ("message_id", NULL, message_id, "Message-ID"),
  TEXT ("reply_to", NULL, reply_to, "mailboxes of Reply-To"),
  TEXT ("sender_field", NULL, sender_field, "the header field Sender"),
  TIME ("date", date, "the header field Date"),
  NUMBER ("attachments", NULL, attachments, "how many attachments a mail has"),
  TEXT ("attachments.filename", "filename", filename, "file name of an attachment"),
  TEXT ("attachments.type", NULL, attachment_type, "its type, as told and as detected"),
  NUMBER ("attachments.size", NULL, attachment_size, "its octets, decoded"),
  TEXT ("attachments.sha256", NULL, attachment_sha256, "its hash"),
  TEXT ("parts.type", "type", part_type, "type of any part of a mail"),
  { "end_to_end", NULL, FILTER_WORD, "how text or attachments are encrypted; alone: they are", end_to_ends,
    filter_each_end_to_end, filter_is_end_to_end },
  WORD ("signature", NULL, signatures, signature, "the kind of signature that is there, not verified"),
  TEXT ("received.from", NULL, received_from, "host that a Received field says it got the mail from"),
  TEXT ("received.by", NULL, received_by, "host that wrote the field"),
  ADDRESS ("received.address", received_address, "address that a Received field names"),
  WORD ("sender.verdict", "verdict", verdicts, verdict, "how sure the sender is"),
  WORD ("spf.result", "spf", spf_results, spf, "SPF"),
  TEXT ("spf.domain", NULL, spf_domain, "whose record SPF judged by"),
  WORD ("dkim.result", "dkim", dkim_results, dkim, "DKIM, of each signature"),
  TEXT ("dkim.domain", NULL, dkim_domain, "who signed"),
  WORD ("arc.result", "arc", arc_results, arc, "the ARC chain"),
  WORD ("dmarc.result", "dmarc", dmarc_results, dmarc, "DMARC"),
  WORD ("dmarc.policy", NULL, dmarc_policies, dmarc_policy, "what the domain's owner asks for"),
  TEXT ("helo", NULL, helo, "name that the client gave itself"),
  TEXT ("banner", NULL, banner, "the server's greeting"),
  TEXT ("extensions", NULL, extensions, "keywords that the server offered"),
  NUMBER ("id", "session", id, "number of the session"),
  TIME ("start", start, "when it began, UTC"),
  TIME ("end", end, "when it ended, UTC"),
  { "duration", NULL, FILTER_DURATION, "how long it took", NULL, filter_each_duration, NULL },
  WORD ("closed", NULL, ends, closed, "how it ended"),
  WORD ("protocol", NULL, protocols, protocol, "SMTP, or LMTP"),
  WORD ("role", NULL, roles, role, "a user hands in mail, or a server hands it on"),
  FLAG ("quit", filter_is_quit, "the client said QUIT"),
  NUMBER ("packets", NULL, packets, "packets of the connection"),
  NUMBER ("bytes", NULL, bytes, "octets of both streams"),
  NUMBER ("bytes.client", NULL, bytes_client, "of the client's"),
  NUMBER ("bytes.server", NULL, bytes_server, "of the server's"),
  FLAG ("gap", filter_is_gap, "octets were not captured"),
  NUMBER ("missing", NULL, missing, "how many"),
  FLAG ("midstream", filter_is_midstream, "the beginning was not captured"),
  FLAG ("one_directional", filter_is_one_directional, "only one direction was captured"),
  WORD ("anomalies.code", "anomaly", anomalies, anomaly, "what was odd"),
  TEXT ("community_id", NULL, community_id, "Community ID of the connection"),
  TEXT ("client.mac", NULL, client_mac, "MAC address on the client's side"),
  TEXT ("server.mac", NULL, server_mac, "MAC address on the server's side"),
  NUMBER ("link.vlan", "vlan", vlan, "VLAN"),
  TEXT ("link.tunnel", "tunnel", tunnel, "tunnel around it"),
  TEXT ("link.wifi.ssid", "ssid", ssid, "name of the wireless network"),
  TEXT ("link.wifi.bssid", "bssid", bssid, "its access point"),
  TEXT ("link.wifi.station", "station", station, "the wireless end"),
  WORD ("link.wifi.protection", "protection", protections, protection, "how the frames were protected"),
};

const FilterField *
filter_field_row (size_t row)
{
  return row < G_N_ELEMENTS (rows) ? &rows[row] : NULL;
}

const FilterField *
filter_field_find (Octets name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (octets_equal_nocase (name, octets_of_string (rows[i].name))
        || (rows[i].alias != NULL && octets_equal_nocase (name, octets_of_string (rows[i].alias))))
      return &rows[i];
  return NULL;
}

/* Names, and behind them the aliases. */
static const char *
any_name (size_t index)
{
  if (index < G_N_ELEMENTS (rows))
    return rows[index].name;
  index -= G_N_ELEMENTS (rows);
  if (index >= G_N_ELEMENTS (rows))
    return NULL;
  return rows[index].alias != NULL ? rows[index].alias : rows[index].name;
}

const char *
filter_field_nearest (const char *name)
{
  enum { BEGINNING = 3 }; /* letters from which on a beginning tells */
  size_t length = strlen (name);
  for (size_t i = 0; length >= BEGINNING && i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strncasecmp (rows[i].name, name, length) == 0)
      return rows[i].name;
  return filter_nearest (any_name, name);
}

/* --- probes -------------------------------------------------------------------- */

static bool
meets_level (const FilterTest *test, Octets value)
{
  for (size_t rank = 0; test->words (rank) != NULL; rank++)
    if (octets_equal_nocase (value, octets_of_string (test->words (rank))))
      return filter_test_number (test, (int64_t) rank);
  return false;
}

bool
filter_probe_text (FilterProbe *probe, Octets value)
{
  probe->seen = true;
  if (probe->test == NULL)
    return true;
  return probe->test->type == FILTER_LEVEL ? meets_level (probe->test, value) : filter_test_text (probe->test, value);
}

bool
filter_probe_string (FilterProbe *probe, const char *value)
{
  return value != NULL && filter_probe_text (probe, octets_of_string (value));
}

bool
filter_probe_number (FilterProbe *probe, uint64_t value)
{
  probe->seen = true;
  if (probe->test == NULL)
    return value != 0;
  return filter_test_number (probe->test, (int64_t) MIN (value, (uint64_t) INT64_MAX));
}

bool
filter_probe_time (FilterProbe *probe, int64_t value)
{
  probe->seen = true;
  return probe->test == NULL || filter_test_number (probe->test, value);
}

bool
filter_probe_address (FilterProbe *probe, const uint8_t *ip, unsigned version)
{
  probe->seen = true;
  return probe->test == NULL || filter_test_address (probe->test, ip, version);
}
