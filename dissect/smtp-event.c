/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of events and anomalies, as the golden logs and JSON show them, and what anomalies
 * mean in a few words, for people. */
#include "config.h"

#include "smtp-event.h"

#include "translate.h"

#include <glib.h>

static const char *const event_names[EVENT_TYPES] = {
  [EVENT_CONNECTED] = "connected",   [EVENT_GREETING] = "greeting", [EVENT_COMMAND] = "command",
  [EVENT_REPLY] = "reply",           [EVENT_AUTH] = "auth",         [EVENT_TLS] = "tls",
  [EVENT_DATA_BEGIN] = "data-begin", [EVENT_MESSAGE] = "message",   [EVENT_TRANSACTION_END] = "transaction-end",
  [EVENT_ANOMALY] = "anomaly",       [EVENT_GAP] = "gap",           [EVENT_END] = "end",
  [EVENT_AUTH_LINE] = "auth-line",
};

/* `meaning` stands behind the name of the side that it is about. */
static const struct {
  const char *name, *meaning;
} anomalies[ANOMALIES] = {
  [ANOMALY_NONE] = { "none", N_ ("nothing odd") },
  [ANOMALY_BARE_LF] = { "bare-lf", N_ ("line that ends in LF alone") },
  [ANOMALY_LONG_LINE] = { "long-line", N_ ("line over the limit, cut here") },
  [ANOMALY_CONTROL_OCTETS] = { "control-octets", N_ ("control octets in a line") },
  [ANOMALY_BAD_REPLY] = { "bad-reply", N_ ("line that is no reply") },
  [ANOMALY_REPLY_CODES_DIFFER] = { "reply-codes-differ", N_ ("lines of one reply have several codes") },
  [ANOMALY_UNMATCHED_REPLY] = { "unmatched-reply", N_ ("reply to nothing that was asked") },
  [ANOMALY_EARLY_REPLY] = { "early-reply", N_ ("reply before the mail's end") },
  [ANOMALY_EARLY_TALKER] = { "early-talker", N_ ("spoke before the greeting") },
  [ANOMALY_UNKNOWN_COMMAND] = { "unknown-command", N_ ("no command of SMTP") },
  [ANOMALY_BAD_PATH] = { "bad-path", N_ ("address out of form") },
  [ANOMALY_BAD_SEQUENCE] = { "bad-sequence", N_ ("command out of order") },
  [ANOMALY_BAD_CHUNK_SIZE] = { "bad-chunk-size", N_ ("chunk size that cannot be") },
  [ANOMALY_ASSUMED_DATA] = { "assumed-data", N_ ("no answer seen; taken for mail") },
  [ANOMALY_ASSUMED_COMMANDS] = { "assumed-commands", N_ ("no answer seen; taken for commands") },
  [ANOMALY_CLEAR_AFTER_STARTTLS] = { "clear-after-starttls", N_ ("clear text where TLS was agreed") },
  [ANOMALY_BAD_BASE64] = { "bad-base64", N_ ("login line that is no base64") },
  [ANOMALY_TRUNCATED_LINE] = { "truncated-line", N_ ("line not captured whole") },
  [ANOMALY_TRUNCATED_DATA] = { "truncated-data", N_ ("end of the mail not captured") },
  [ANOMALY_RESYNC] = { "resync", N_ ("in step again behind a gap") },
  [ANOMALY_STREAM_AMBIGUITY] = { "stream-ambiguity", N_ ("two copies of the same octets differ") },
  [ANOMALY_STREAM_DECEPTION] = { "stream-deception", N_ ("packet that its receiver did not heed") },
  [ANOMALY_FORGED_RESET] = { "forged-reset", N_ ("went on behind its own end of the connection") },
  [ANOMALY_LIMIT] = { "limit", N_ ("a limit was met") },
  [ANOMALY_AFTER_QUIT] = { "after-quit", N_ ("went on after QUIT") },
  [ANOMALY_PIPELINING] = { "pipelining", N_ ("did not wait for a reply it had to") },
  [ANOMALY_TLS_MALFORMED] = { "tls-malformed", N_ ("TLS out of form") },
  [ANOMALY_TLS_TRUNCATED] = { "tls-truncated", N_ ("TLS not captured whole") },
};

const char *
smtp_event_name (SmtpEventType type)
{
  g_assert (type < EVENT_TYPES);
  return event_names[type];
}

const char *
smtp_anomaly_name (SmtpAnomaly code)
{
  g_assert (code < ANOMALIES);
  return anomalies[code].name;
}

const char *
smtp_anomaly_meaning (SmtpAnomaly code)
{
  g_assert (code < ANOMALIES);
  return anomalies[code].meaning;
}
