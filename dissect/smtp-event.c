/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of events and anomalies, as the golden logs and JSON show them, and what anomalies
 * mean in a few words, for people. */
#include "config.h"

#include "smtp-event.h"

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
  [ANOMALY_NONE] = { "none", "nothing odd" },
  [ANOMALY_BARE_LF] = { "bare-lf", "line that ends in LF alone" },
  [ANOMALY_LONG_LINE] = { "long-line", "line over the limit, cut here" },
  [ANOMALY_CONTROL_OCTETS] = { "control-octets", "control octets in a line" },
  [ANOMALY_BAD_REPLY] = { "bad-reply", "line that is no reply" },
  [ANOMALY_REPLY_CODES_DIFFER] = { "reply-codes-differ", "lines of one reply have several codes" },
  [ANOMALY_UNMATCHED_REPLY] = { "unmatched-reply", "reply to nothing that was asked" },
  [ANOMALY_EARLY_REPLY] = { "early-reply", "reply before the mail's end" },
  [ANOMALY_EARLY_TALKER] = { "early-talker", "spoke before the greeting" },
  [ANOMALY_UNKNOWN_COMMAND] = { "unknown-command", "no command of SMTP" },
  [ANOMALY_BAD_PATH] = { "bad-path", "address out of form" },
  [ANOMALY_BAD_SEQUENCE] = { "bad-sequence", "command out of order" },
  [ANOMALY_BAD_CHUNK_SIZE] = { "bad-chunk-size", "chunk size that cannot be" },
  [ANOMALY_ASSUMED_DATA] = { "assumed-data", "no answer seen; taken for mail" },
  [ANOMALY_ASSUMED_COMMANDS] = { "assumed-commands", "no answer seen; taken for commands" },
  [ANOMALY_CLEAR_AFTER_STARTTLS] = { "clear-after-starttls", "clear text where TLS was agreed" },
  [ANOMALY_BAD_BASE64] = { "bad-base64", "login line that is no base64" },
  [ANOMALY_TRUNCATED_LINE] = { "truncated-line", "line not captured whole" },
  [ANOMALY_TRUNCATED_DATA] = { "truncated-data", "end of the mail not captured" },
  [ANOMALY_RESYNC] = { "resync", "in step again behind a gap" },
  [ANOMALY_STREAM_AMBIGUITY] = { "stream-ambiguity", "two copies of the same octets differ" },
  [ANOMALY_STREAM_DECEPTION] = { "stream-deception", "packet that its receiver did not heed" },
  [ANOMALY_FORGED_RESET] = { "forged-reset", "went on behind its own end of the connection" },
  [ANOMALY_LIMIT] = { "limit", "a limit was met" },
  [ANOMALY_AFTER_QUIT] = { "after-quit", "went on after QUIT" },
  [ANOMALY_PIPELINING] = { "pipelining", "did not wait for a reply it had to" },
  [ANOMALY_TLS_MALFORMED] = { "tls-malformed", "TLS out of form" },
  [ANOMALY_TLS_TRUNCATED] = { "tls-truncated", "TLS not captured whole" },
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
