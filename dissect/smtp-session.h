/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SMTP connection as a dialogue (RFC 5321 §3): fed with the octets of both
 * streams in the order the hosts lived them, it keeps the event log and the
 * model that everything on the right reads.
 *
 * The model is written by smtp-session and its two halves alone; all others
 * read it.  It stays valid for as long as a reference is held. */
#ifndef SMTPLENS_SMTP_SESSION_H
#define SMTPLENS_SMTP_SESSION_H

#include "arena.h"
#include "end-scanner.h"
#include "flow.h"
#include "mail-places.h"
#include "message.h"
#include "preamble.h"
#include "smtp-auth.h"
#include "smtp-command.h"
#include "smtp-event.h"
#include "smtp-reply.h"
#include "tls-decrypt.h"
#include "tls-facts.h"

typedef enum SmtpProtocol { PROTOCOL_SMTP, PROTOCOL_LMTP } SmtpProtocol;
typedef enum SessionEnd { SESSION_OPEN, SESSION_FIN, SESSION_RESET, SESSION_TIMEOUT } SessionEnd;
typedef enum TlsMode { TLS_NONE, TLS_STARTTLS, TLS_IMPLICIT } TlsMode;
typedef enum TransferMode { TRANSFER_NONE, TRANSFER_DATA, TRANSFER_BDAT, TRANSFER_BURL } TransferMode;
typedef enum Outcome { OUTCOME_UNFINISHED, OUTCOME_ACCEPTED, OUTCOME_REJECTED, OUTCOME_ABORTED } Outcome;

typedef struct SmtpRecipient {
  SmtpCommand *command; /* RCPT; its path is the forward-path */
  SmtpReply *final;     /* LMTP: the reply to the data for this recipient (RFC 2033 §4.2) */
} SmtpRecipient;

/* A mail transaction (RFC 5321 §3.3).  One that was picked up in the middle has
 * no mail command. */
struct SmtpTransaction {
  unsigned number;       /* from 1 */
  SmtpCommand *mail;     /* MAIL; NULL where it was not seen */
  GPtrArray *recipients; /* of SmtpRecipient * */
  TransferMode transfer;
  Outcome outcome;
  SmtpReply *reply;     /* the one that decided the outcome; NULL: not seen */
  MailMessage *message; /* NULL: no mail data */
  /* Of the end of its mail data, inside it; NULL: none. */
  LookAlikes *look_alikes;
  MailPlaces *places;          /* the packets of its mail data behind the first; NULL: one packet */
  GPtrArray *burls;            /* of SmtpCommand *: BURL; what they name is not seen here.  NULL: none */
  struct SenderReport *sender; /* how sure its sender is; set once the session ended (sender.h).  NULL: no mail */
  struct MailPath *path;       /* over which hosts its mail came (mail-path.h); NULL: nothing to tell */
  Origin data_origin;          /* of the first octet of the mail data */
  Origin data_end;             /* of its last octet */
  bool tls;                    /* crossed inside TLS, and was decrypted */
  bool cut;                    /* the snapshot length cut its mail data */
  bool begin_lost;             /* the begin of its mail data was not captured */
  bool message_done;           /* message is final */
  bool ended;                  /* outcome is final */
};

typedef struct SmtpHelo {
  SmtpCommand *command; /* its argument is the name */
  bool tls;             /* it crossed inside TLS, and was decrypted */
} SmtpHelo;

/* What the layers below know at the end; written by the pipeline. */
typedef struct SessionTraffic {
  uint64_t packets;
  uint64_t octets[2]; /* by flow side */
  uint64_t missing[2];
  Origin first;
  Origin last;
  bool midstream;
  bool nanoseconds; /* show times with nine digits */
  bool one_directional;
} SessionTraffic;

typedef struct SmtpSession SmtpSession;
struct SmtpSession {
  uint64_t id;           /* from 1, by the order in which SMTP was recognised */
  uint64_t continues;    /* id of the session that met a limit, in whose place this one goes on; 0: none */
  uint64_t continued_by; /* the same seen from that one */
  bool turned;           /* … because TURN or ATRN was accepted: who was the server is the client here */
  Origin opened;         /* the first packet of the connection; of the first session the same as traffic.first */
  Flow flow;
  unsigned client_side; /* index into flow.side and traffic */
  SmtpProtocol protocol;
  SessionEnd closed;
  SessionTraffic traffic;
  TlsMode tls;
  const Preamble *proxy; /* what a proxy's words in front of the dialogue tell; NULL: none */
  SmtpReply *greeting;
  GPtrArray *helos;        /* of SmtpHelo * */
  GPtrArray *extensions;   /* of char *: keywords of the last EHLO reply, upper case, with parameters as they came */
  GPtrArray *auths;        /* of SmtpAuth * */
  GPtrArray *requests;     /* of SmtpCommand *: those outside the course of a mail, see smtp_verb_is_request */
  GPtrArray *transactions; /* of SmtpTransaction * */
  GArray *events;          /* of SmtpEvent; bounded, see events_dropped */
  uint64_t events_dropped;
  bool quit;                      /* the client said QUIT */
  SmtpCommand *starttls;          /* the last STARTTLS; NULL: never said */
  uint64_t tls_octets[2];         /* by Side */
  bool decrypted;                 /* some of what is inside TLS was opened, and is in the model and the log */
  TlsTrouble not_decrypted;       /* what stood against opening it, or the rest of it, with the keys that were given */
  TlsFacts *tls_facts;            /* what is seen of TLS from outside; NULL: no octet of TLS came */
  GPtrArray *findings;            /* of Finding *; set by checks_run */
  struct Phrases *phrases;        /* of findings, while checks make them; else NULL */
  uint32_t interface;             /* of those that the file of traffic.first describes, from 1; 0: not known */
  struct SessionRepeats *repeats; /* what was captured again (session-repeats.h); NULL: nothing */
  struct SessionNotes *notes;     /* what the capture file says of it (session-notes.h); NULL: nothing */
  Arena *arena;
  struct SmtpDialogue *dialogue; /* the parser; NULL once the session ended */
  int references;
  bool settled; /* nothing changes any more, see session-settle.h */
};

typedef struct SessionLimits {
  uint64_t line_octets;    /* of one command or reply line */
  uint64_t pending_octets; /* of the client, held back until the server's word */
  uint64_t detect_octets;  /* looked at before a stream is refused as not SMTP */
  uint64_t events;
  uint64_t arena_octets; /* of one session's model */
  uint64_t transactions;
  uint64_t recipients; /* of one transaction */
  uint64_t pipelined;  /* commands without reply */
  MessageLimits message;
} SessionLimits;
void session_limits_init (SessionLimits *limits);

typedef struct SessionCounters {
  uint64_t sessions;
  uint64_t messages;
  uint64_t line_hit;
  uint64_t pending_hit;
  uint64_t events_hit;
  uint64_t arena_hit;
  uint64_t transactions_hit;
  uint64_t recipients_hit;
  uint64_t pipelined_hit;
} SessionCounters;

typedef enum SmtpFeed {
  FEED_UNDECIDED, /* may be SMTP; go on */
  FEED_SMTP,
  FEED_NOT_SMTP, /* it is none: feed no more, let it go */
  FEED_FULL,     /* SMTP, but the session met a limit, or its roles turned: go on with smtp_session_continue */
} SmtpFeed;

/* Called for each event of a session known to be SMTP, in order; the event is
 * borrowed.  Events of before the recognition come at once when it happens. */
typedef void (*SmtpEventHandler) (gpointer user, SmtpSession *session, const SmtpEvent *event);

/* What all sessions of a run share; outlives them. */
typedef struct SmtpSurroundings {
  SessionLimits limits;
  SessionCounters counters;
  MailStorage *storage;
  TlsKeys *keys;     /* NULL: none */
  ArenaStore *store; /* where sessions have their memory from; NULL: none */
  SmtpEventHandler handler;
  gpointer user;
  uint64_t next_id; /* starts at 1 */
} SmtpSurroundings;

/* Cheap look at the first octets of a stream before a session is made: false
 * where they cannot begin SMTP.  `opener`: the octets are from side 0. */
bool smtp_session_plausible (const Flow *flow, bool opener, bool midstream, Octets first);

/* The same, where its first octets are TLS of which secrets are known. */
bool smtp_session_openable (const SmtpSurroundings *surroundings, bool opener, bool midstream, Octets first);

/* One reference, the caller's.  It may set traffic.first, of the connection's first packet. */
SmtpSession *smtp_session_new (const Flow *flow, bool midstream, SmtpSurroundings *surroundings);
SmtpSession *smtp_session_ref (SmtpSession *session);
void smtp_session_unref (SmtpSession *session);

/* The next octets of one side's stream (index of flow.side). */
SmtpFeed smtp_session_feed (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin);
/* `length` octets of that stream were never captured; `cut`: the snapshot length did it. */
SmtpFeed
smtp_session_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin);
/* Two differing copies of octets of that stream; text tells both, printable ASCII. */
void smtp_session_ambiguity (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, const char *text,
                             Origin origin);
/* Packets of that side that its peer did not heed (ANOMALY_FORGED_RESET, _STREAM_DECEPTION), which
 * stood at that place of its stream; text tells of them, as above. */
void smtp_session_oddity (SmtpSession *session, unsigned side, SmtpAnomaly code, uint64_t offset, uint64_t length,
                          const char *text, Origin origin);
/* Behind FEED_FULL: ends the session, and returns one for what follows in the
 * connection; one reference, the caller's.  `traffic` is of the whole connection so
 * far, here and when the new one ends.  `*feed` is that of the new one, which may have
 * to be continued in turn. */
SmtpSession *smtp_session_continue (SmtpSession *session, const SessionTraffic *traffic, SmtpFeed *feed);
/* Whether octets came already that belong to a session behind this one, so that it has
 * to be continued before it ends. */
bool smtp_session_outrun (const SmtpSession *session);
/* No more follows.  False where it never was SMTP. */
bool smtp_session_end (SmtpSession *session, SessionEnd end, const SessionTraffic *traffic);

/* About how many octets of memory it takes, mail data apart. */
uint64_t smtp_session_octets (const SmtpSession *session);

/* Whether a mail or a login is under way, as far as can be seen: cut here, the session would
 * lose something that has begun. */
bool smtp_session_is_busy (const SmtpSession *session);

/* Whether octets of a side or of both cross in the clear as far as seen. */
bool smtp_session_in_clear (const SmtpSession *session);

const SmtpEvent *smtp_session_event (const SmtpSession *session, guint index);

/* "fin" …; static. */
const char *session_end_name (SessionEnd end);
const char *outcome_name (Outcome outcome);
const char *transfer_name (TransferMode transfer);
const char *auth_result_name (AuthResult result);

#endif
