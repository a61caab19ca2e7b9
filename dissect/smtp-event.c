/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of events and anomalies, as the golden logs and JSON show them. */
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

static const char *const anomaly_names[ANOMALIES] = {
  [ANOMALY_NONE] = "none",
  [ANOMALY_BARE_LF] = "bare-lf",
  [ANOMALY_LONG_LINE] = "long-line",
  [ANOMALY_CONTROL_OCTETS] = "control-octets",
  [ANOMALY_BAD_REPLY] = "bad-reply",
  [ANOMALY_REPLY_CODES_DIFFER] = "reply-codes-differ",
  [ANOMALY_UNMATCHED_REPLY] = "unmatched-reply",
  [ANOMALY_EARLY_REPLY] = "early-reply",
  [ANOMALY_EARLY_TALKER] = "early-talker",
  [ANOMALY_UNKNOWN_COMMAND] = "unknown-command",
  [ANOMALY_BAD_PATH] = "bad-path",
  [ANOMALY_BAD_SEQUENCE] = "bad-sequence",
  [ANOMALY_BAD_CHUNK_SIZE] = "bad-chunk-size",
  [ANOMALY_ASSUMED_DATA] = "assumed-data",
  [ANOMALY_ASSUMED_COMMANDS] = "assumed-commands",
  [ANOMALY_CLEAR_AFTER_STARTTLS] = "clear-after-starttls",
  [ANOMALY_BAD_BASE64] = "bad-base64",
  [ANOMALY_TRUNCATED_LINE] = "truncated-line",
  [ANOMALY_TRUNCATED_DATA] = "truncated-data",
  [ANOMALY_RESYNC] = "resync",
  [ANOMALY_STREAM_AMBIGUITY] = "stream-ambiguity",
  [ANOMALY_LIMIT] = "limit",
  [ANOMALY_AFTER_QUIT] = "after-quit",
  [ANOMALY_PIPELINING] = "pipelining",
  [ANOMALY_TLS_MALFORMED] = "tls-malformed",
  [ANOMALY_TLS_TRUNCATED] = "tls-truncated",
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
  return anomaly_names[code];
}
