/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event log: what happened in a session, in order.  Ladder, text, JSON,
 * golden logs and checks all read this one log. */
#ifndef SMTPLENS_SMTP_EVENT_H
#define SMTPLENS_SMTP_EVENT_H

#include "octets.h"

typedef enum Side { SIDE_CLIENT, SIDE_SERVER } Side;

typedef struct Origin {
  uint64_t packet; /* as Wireshark counts in its file */
  int64_t time;    /* nanoseconds since the epoch */
  uint32_t file;   /* index of the input */
} Origin;

typedef enum SmtpEventType {
  EVENT_CONNECTED,
  EVENT_GREETING,        /* reply */
  EVENT_COMMAND,         /* command */
  EVENT_REPLY,           /* reply */
  EVENT_AUTH,            /* auth: an exchange ended; side client */
  EVENT_TLS,             /* octets from here on are TLS; side: who sent the first */
  EVENT_DATA_BEGIN,      /* transaction: mail data begins */
  EVENT_MESSAGE,         /* transaction: mail data ended, transaction->message is final */
  EVENT_TRANSACTION_END, /* transaction: its outcome is known */
  EVENT_ANOMALY,         /* code */
  EVENT_GAP,             /* length octets were never captured, at offset of the stream */
  EVENT_END,
  EVENT_AUTH_LINE, /* a line of a SASL exchange, client or server */
  EVENT_TYPES
} SmtpEventType;

/* What was odd, and who did it.  TRUNCATED codes are the capture's doing, all
 * others the sender's.  Names for all of them: smtp_anomaly_name. */
typedef enum SmtpAnomaly {
  ANOMALY_NONE,
  ANOMALY_BARE_LF,            /* a line that ends in LF alone */
  ANOMALY_LONG_LINE,          /* longer than the limit; cut */
  ANOMALY_CONTROL_OCTETS,     /* NUL or other controls in a command or reply */
  ANOMALY_BAD_REPLY,          /* a server line that is no reply */
  ANOMALY_REPLY_CODES_DIFFER, /* in one multi-line reply */
  ANOMALY_UNMATCHED_REPLY,    /* a reply to no command */
  ANOMALY_EARLY_REPLY,        /* the reply came before the end of the mail data */
  ANOMALY_EARLY_TALKER,       /* the client spoke before the greeting */
  ANOMALY_UNKNOWN_COMMAND,
  ANOMALY_BAD_PATH,             /* MAIL or RCPT with an address out of form */
  ANOMALY_BAD_SEQUENCE,         /* such as DATA without RCPT */
  ANOMALY_BAD_CHUNK_SIZE,       /* BDAT with a negative, huge or wrong size */
  ANOMALY_ASSUMED_DATA,         /* no reply to DATA was seen: what followed was taken for mail */
  ANOMALY_ASSUMED_COMMANDS,     /* … was taken for commands */
  ANOMALY_CLEAR_AFTER_STARTTLS, /* a 220 to STARTTLS, then clear text went on */
  ANOMALY_BAD_BASE64,           /* in a SASL exchange */
  ANOMALY_TRUNCATED_LINE,       /* a line with a gap inside */
  ANOMALY_TRUNCATED_DATA,       /* the end of the mail data was not captured */
  ANOMALY_RESYNC,               /* the dialogue was picked up again after a gap */
  ANOMALY_STREAM_AMBIGUITY,     /* two copies of the same octets differ; text tells both */
  ANOMALY_STREAM_DECEPTION,     /* packets that look made to deceive an onlooker; text tells of them */
  ANOMALY_FORGED_RESET,         /* an RST or FIN behind which its alleged sender went on */
  ANOMALY_LIMIT,                /* a limit was met; octets names it */
  ANOMALY_AFTER_QUIT,           /* the client went on after 221 */
  ANOMALY_PIPELINING,           /* commands sent before a reply that had to be waited for */
  ANOMALY_TLS_MALFORMED,        /* TLS out of form; octets say what */
  ANOMALY_TLS_TRUNCATED,        /* a part of the TLS handshake was not captured; the same */
  ANOMALIES
} SmtpAnomaly;

typedef struct SmtpCommand SmtpCommand;
typedef struct SmtpReply SmtpReply;
typedef struct SmtpAuth SmtpAuth;
typedef struct SmtpTransaction SmtpTransaction;

/* There are many of them: enums have an octet each. */
typedef struct SmtpEvent {
  SmtpEventType type : 8;
  Side side : 8;
  SmtpAnomaly code : 8; /* EVENT_ANOMALY; EVENT_GAP: ANOMALY_TRUNCATED_DATA where the snapshot length cut it */
  bool tls : 1;         /* crossed inside TLS, and was decrypted; offset is that inside */
  Origin origin;
  uint64_t offset; /* in the side's stream */
  uint64_t length; /* EVENT_GAP: octets missing; STREAM_AMBIGUITY: octets that differ; STREAM_DECEPTION: refused;
                    * EVENT_DATA_BEGIN, _MESSAGE: 0 */
  Octets octets;   /* the line as it came, without its line end; a reply's lines joined by LF */
  Octets secret;   /* the part of octets to mask, inside octets; length 0: none */
  union {
    SmtpCommand *command;
    SmtpReply *reply;
    SmtpAuth *auth;
    SmtpTransaction *transaction;
  };
} SmtpEvent;

/* "command", "reply" …; static. */
const char *smtp_event_name (SmtpEventType type);
/* "bare-lf" …; static. */
const char *smtp_anomaly_name (SmtpAnomaly code);
/* "line that ends in LF alone" …; static. */
const char *smtp_anomaly_meaning (SmtpAnomaly code);
/* Whether the octets of such an anomaly quote what was sent: words between quotation marks, as
 * smtp-copies.h has them. */
static inline bool
smtp_anomaly_quotes (SmtpAnomaly code)
{
  return code == ANOMALY_STREAM_AMBIGUITY || code == ANOMALY_STREAM_DECEPTION;
}

#endif
