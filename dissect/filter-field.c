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
#include "translate.h"

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
  { "exposed", NULL, FILTER_WORD, N_ ("what everyone on the path could read; alone: mail or a password"), exposed_items,
    filter_each_exposed, exposure_session },
  { "forged", NULL, FILTER_LEVEL, N_ ("severity of a finding against the sender; alone: medium or worse"), severities,
    filter_each_forged, filter_is_forged },
  NUMBER ("findings", NULL, findings, N_ ("how many findings")),
  WORD ("findings.id", "finding", check_ids, finding_id, N_ ("what was found, as --list-checks names it")),
  { "findings.severity", "severity", FILTER_LEVEL, N_ ("severity of a finding"), severities, filter_each_severity,
    NULL },
  TEXT ("from", NULL, from, N_ ("mailboxes of From, as Name <address>")),
  TEXT ("to", NULL, to, N_ ("mailboxes of To")),
  TEXT ("cc", NULL, cc, N_ ("mailboxes of Cc")),
  TEXT ("subject", NULL, subject, N_ ("the subject, decoded")),
  TEXT ("mail_from", NULL, mail_from, N_ ("the reverse-path; \"\" for a bounce")),
  TEXT ("rcpt_to", NULL, rcpt_to, N_ ("the forward-paths")),
  NUMBER ("recipients", NULL, recipients, N_ ("how many recipients a transaction has")),
  ADDRESS ("ip", ip, N_ ("address of client or server")),
  ADDRESS ("client.ip", client_ip, N_ ("address of the client")),
  ADDRESS ("server.ip", server_ip, N_ ("address of the server")),
  NUMBER ("port", NULL, port, N_ ("port of client or server")),
  NUMBER ("client.port", NULL, client_port, N_ ("port of the client")),
  NUMBER ("server.port", NULL, server_port, N_ ("port of the server")),
  { "tls", "tls.mode", FILTER_WORD, N_ ("how TLS began; alone: there is TLS"), tls_modes, filter_each_tls_mode,
    filter_is_tls },
  { "tls.version", NULL, FILTER_LEVEL, N_ ("its version, from the oldest to the newest"), tls_versions,
    filter_each_tls_version, NULL },
  TEXT ("tls.cipher", NULL, tls_cipher, N_ ("its cipher suite")),
  TEXT ("tls.sni", "sni", tls_sni, N_ ("the name that the client asked for")),
  WORD ("tls.outcome", NULL, tls_outcomes, tls_outcome, N_ ("how its handshake ended")),
  FLAG ("tls.decrypted", filter_is_decrypted, N_ ("it was opened with keys that were given")),
  TEXT ("tls.certificate.subject", NULL, tls_subject, N_ ("whom the server's certificate names")),
  TEXT ("tls.certificate.issuer", NULL, tls_issuer, N_ ("who signed it")),
  TEXT ("tls.ja3", "ja3", tls_ja3, N_ ("fingerprint of the client's hello")),
  TEXT ("tls.ja4", "ja4", tls_ja4, N_ ("the same, JA4")),
  NUMBER ("auth", NULL, auth, N_ ("how many logins were tried")),
  TEXT ("auth.mechanism", "mechanism", mechanism, N_ ("how, such as PLAIN")),
  TEXT ("auth.username", "username", username, N_ ("who logged in")),
  WORD ("auth.result", NULL, auth_results, auth_result, N_ ("what became of it")),
  WORD ("auth.secret", NULL, secrets, secret, N_ ("what of the secret crossed; never the secret itself")),
  WORD ("outcome", NULL, outcomes, outcome, N_ ("what became of a transaction")),
  TEXT ("reply", NULL, reply, N_ ("the reply that decided, its code in front")),
  NUMBER ("reply.code", "code", reply_code, N_ ("code of any reply of the server")),
  TEXT ("status", NULL, status, N_ ("enhanced status code of the reply that decided")),
  TEXT ("queue_id", NULL, queue_id, N_ ("the name under which the server queued a mail")),
  TEXT ("command", "verb", command, N_ ("verb of any command of the client")),
  NUMBER ("transactions", NULL, transactions, N_ ("how many transactions")),
  NUMBER ("messages", "mails", messages, N_ ("how many mails")),
  NUMBER ("size", NULL, size, N_ ("octets of a mail")),
  TEXT ("sha256", NULL, sha256, N_ ("its hash, in hexadecimal")),
  WORD ("state", NULL, states, state, N_ ("whether it was captured whole")),
  WORD ("transfer", NULL, transfers, transfer, N_ ("how it crossed")),
  TEXT ("message_id", NULL, message_id, N_ ("Message-ID")),
  TEXT ("reply_to", NULL, reply_to, N_ ("mailboxes of Reply-To")),
  TEXT ("sender_field", NULL, sender_field, N_ ("the header field Sender")),
  TIME ("date", date, N_ ("the header field Date")),
  NUMBER ("attachments", NULL, attachments, N_ ("how many attachments a mail has")),
  TEXT ("attachments.filename", "filename", filename, N_ ("file name of an attachment")),
  TEXT ("attachments.type", NULL, attachment_type, N_ ("its type, as told and as detected")),
  NUMBER ("attachments.size", NULL, attachment_size, N_ ("its octets, decoded")),
  TEXT ("attachments.sha256", NULL, attachment_sha256, N_ ("its hash")),
  TEXT ("parts.type", "type", part_type, N_ ("type of any part of a mail")),
  { "end_to_end", NULL, FILTER_WORD, N_ ("how text or attachments are encrypted; alone: they are"), end_to_ends,
    filter_each_end_to_end, filter_is_end_to_end },
  WORD ("signature", NULL, signatures, signature, N_ ("the kind of signature that is there, not verified")),
  TEXT ("received.from", NULL, received_from, N_ ("host that a Received field says it got the mail from")),
  TEXT ("received.by", NULL, received_by, N_ ("host that wrote the field")),
  ADDRESS ("received.address", received_address, N_ ("address that a Received field names")),
  WORD ("sender.verdict", "verdict", verdicts, verdict, N_ ("how sure the sender is")),
  WORD ("spf.result", "spf", spf_results, spf, N_ ("SPF")),
  TEXT ("spf.domain", NULL, spf_domain, N_ ("whose record SPF judged by")),
  WORD ("dkim.result", "dkim", dkim_results, dkim, N_ ("DKIM, of each signature")),
  TEXT ("dkim.domain", NULL, dkim_domain, N_ ("who signed")),
  WORD ("arc.result", "arc", arc_results, arc, N_ ("the ARC chain")),
  WORD ("dmarc.result", "dmarc", dmarc_results, dmarc, N_ ("DMARC")),
  WORD ("dmarc.policy", NULL, dmarc_policies, dmarc_policy, N_ ("what the domain's owner asks for")),
  TEXT ("helo", NULL, helo, N_ ("name that the client gave itself")),
  TEXT ("banner", NULL, banner, N_ ("the server's greeting")),
  TEXT ("extensions", NULL, extensions, N_ ("keywords that the server offered")),
  NUMBER ("id", "session", id, N_ ("number of the session")),
  TIME ("start", start, N_ ("when it began, UTC")),
  TIME ("end", end, N_ ("when it ended, UTC")),
  { "duration", NULL, FILTER_DURATION, N_ ("how long it took"), NULL, filter_each_duration, NULL },
  WORD ("closed", NULL, ends, closed, N_ ("how it ended")),
  WORD ("protocol", NULL, protocols, protocol, N_ ("SMTP, or LMTP")),
  WORD ("role", NULL, roles, role, N_ ("a user hands in mail, or a server hands it on")),
  FLAG ("quit", filter_is_quit, N_ ("the client said QUIT")),
  NUMBER ("packets", NULL, packets, N_ ("packets of the connection")),
  NUMBER ("bytes", NULL, bytes, N_ ("octets of both streams")),
  NUMBER ("bytes.client", NULL, bytes_client, N_ ("of the client's")),
  NUMBER ("bytes.server", NULL, bytes_server, N_ ("of the server's")),
  FLAG ("gap", filter_is_gap, N_ ("octets were not captured")),
  NUMBER ("missing", NULL, missing, N_ ("how many")),
  FLAG ("midstream", filter_is_midstream, N_ ("the beginning was not captured")),
  FLAG ("one_directional", filter_is_one_directional, N_ ("only one direction was captured")),
  WORD ("anomalies.code", "anomaly", anomalies, anomaly, N_ ("what was odd")),
  TEXT ("community_id", NULL, community_id, N_ ("Community ID of the connection")),
  TEXT ("client.mac", NULL, client_mac, N_ ("MAC address on the client's side")),
  TEXT ("server.mac", NULL, server_mac, N_ ("MAC address on the server's side")),
  NUMBER ("link.vlan", "vlan", vlan, N_ ("VLAN")),
  TEXT ("link.tunnel", "tunnel", tunnel, N_ ("tunnel around it")),
  TEXT ("link.wifi.ssid", "ssid", ssid, N_ ("name of the wireless network")),
  TEXT ("link.wifi.bssid", "bssid", bssid, N_ ("its access point")),
  TEXT ("link.wifi.station", "station", station, N_ ("the wireless end")),
  WORD ("link.wifi.protection", "protection", protections, protection, N_ ("how the frames were protected")),
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

/* More are wanted. */
static bool
show (const FilterProbe *probe, Octets text)
{
  probe->show (probe->user, text);
  return false;
}

bool
filter_probe_text (FilterProbe *probe, Octets value)
{
  if (probe->show != NULL)
    return show (probe, value);
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
  char text[24];
  if (probe->show != NULL)
    {
      g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, value);
      return show (probe, octets_of_string (text));
    }
  probe->seen = true;
  if (probe->test == NULL)
    return value != 0;
  return filter_test_number (probe->test, (int64_t) MIN (value, (uint64_t) INT64_MAX));
}

bool
filter_probe_time (FilterProbe *probe, int64_t value)
{
  if (probe->show != NULL)
    return false;
  probe->seen = true;
  return probe->test == NULL || filter_test_number (probe->test, value);
}

bool
filter_probe_address (FilterProbe *probe, const uint8_t *ip, unsigned version)
{
  char text[FLOW_IP_TEXT];
  if (probe->show != NULL)
    {
      flow_ip_octets_text (ip, version, text);
      return show (probe, octets_of_string (text));
    }
  probe->seen = true;
  return probe->test == NULL || filter_test_address (probe->test, ip, version);
}
