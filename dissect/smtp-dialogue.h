/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the parser's files (smtp-session, -client, -client-data, -transaction,
 * -resync, -server, -tls): its state beside the model.  The client half waits, where only the server's word tells
 * what the next octets are; they are held meanwhile, bounded. */
#ifndef SMTPLENS_SMTP_DIALOGUE_H
#define SMTPLENS_SMTP_DIALOGUE_H

#include "smtp-lexer.h"
#include "smtp-session.h"
#include "smtp-probe.h"
#include "tls-observer.h"

typedef struct SmtpInside SmtpInside;

typedef enum ClientMode {
  CLIENT_COMMANDS,
  CLIENT_WAITING,  /* DATA, STARTTLS, AUTH or TURN was said: the reply decides */
  CLIENT_SASL,     /* the next line is one of the exchange */
  CLIENT_DATA,     /* mail data up to the final dot */
  CLIENT_CHUNK,    /* mail data by count */
  CLIENT_BLOB,     /* octets by count that are no mail data */
  CLIENT_TLS_NEXT, /* STARTTLS was accepted; the next octets should be TLS */
  CLIENT_TLS,
  CLIENT_ENDING, /* a limit is near: what follows is of the next session, replies are still of this one */
  CLIENT_OVER,   /* what either side says is of the session that continues this one */
} ClientMode;

/* What a reply may be expected to. */
typedef enum PendingKind { PENDING_COMMAND, PENDING_DATA_END, PENDING_BLOB_END } PendingKind;

/* In LMTP mail data is answered once a recipient; how many were accepted is known
 * only when all replies to RCPT came, so when the first reply to the mail does. */
enum { REPLIES_OF_MAIL = 0 };

typedef struct Pending {
  PendingKind kind;
  SmtpCommand *command;
  unsigned replies;   /* still to come; REPLIES_OF_MAIL: counted when the first comes */
  unsigned recipient; /* LMTP, PRDR: where to look for the next recipient to be answered */
  bool each;          /* PRDR: a 353 said that each recipient is answered, and then the mail */
  guint event;        /* where the command stands in the event log, or stood first after it */
} Pending;

/* Octets held: of both sides before SMTP is recognised, of the client while it waits. */
typedef struct Held {
  struct Held *next;
  unsigned side;    /* of the flow */
  SmtpAnomaly told; /* octets tell what was odd of packets; ANOMALY_NONE: they were sent */
  bool gap;         /* a gap of `length` octets, no octets */
  bool cut;
  uint64_t gap_length;
  uint64_t offset;
  Origin origin;
  size_t used; /* octets consumed already */
  size_t length;
  uint8_t octets[];
} Held;

typedef struct HeldQueue {
  Held *first, *last;
  size_t octets;
  size_t pieces;
} HeldQueue;

/* Where in a line the mail data stands, for dots and the end (RFC 5321 §4.5.2). */
typedef enum DataState {
  DATA_LINE_START,
  DATA_DOT, /* a dot at the line's start, not yet given on */
  DATA_DOT_CR,
  DATA_CR, /* a CR, which may begin a line end */
  DATA_TEXT,
  DATA_BEHIND_GAP, /* anywhere in a line */
} DataState;

/* Octets of the client that may be mail or not. */
typedef enum AheadKind {
  AHEAD_NONE,
  AHEAD_DOT,   /* a lone dot between bare LFs, which the server may take for the end */
  AHEAD_GAP,   /* what came behind a gap, in which the mail may have ended */
  AHEAD_CHUNK, /* came behind a reply that may have ended an open chunk */
} AheadKind;

/* Whether a proxy's words may stand in front of the dialogue. */
typedef enum PreambleStage {
  PREAMBLE_UNTRIED,   /* no octet came yet */
  PREAMBLE_GATHERING, /* it looks like it */
  PREAMBLE_PAST,      /* what follows is the dialogue */
} PreambleStage;

struct SmtpDialogue {
  SmtpSurroundings *surroundings;
  bool recognised;
  bool midstream;
  bool draining;    /* held octets are being fed again */
  bool overfull;    /* the session met its limit: only counted from here on */
  bool closing;     /* no session follows this one */
  bool turned;      /* CLIENT_OVER: TURN or ATRN was accepted */
  uint8_t *head[2]; /* first octets by flow side, until recognised */
  size_t head_length[2];
  unsigned head_lines[2];
  PreambleStage preamble;
  HeldQueue held;
  SmtpLexer lexer[2]; /* by Side */
  GArray *pending;    /* of Pending, oldest first from pending_head */
  guint pending_head;
  guint maybe_lost; /* how many of them, oldest first, may have had their reply in a gap */
  guint anomalies[ANOMALIES];
  Origin last[2];       /* of the last octets, by Side */
  uint64_t position[2]; /* stream offset behind the last octets, by Side */

  /* Client half. */
  ClientMode mode;
  SmtpTransaction *current;   /* opened by MAIL, not ended */
  SmtpTransaction *outer;     /* the one that a nested MAIL would end, if accepted */
  SmtpTransaction *receiving; /* whose mail data is on the way */
  SmtpAuth *auth;             /* the exchange under way */
  SmtpAuth *stray_auth;       /* refused, yet its lines may follow */
  SmtpCommand *challenged;    /* AUTH, whose last answer was a challenge */
  bool secret_near;           /* an unknown line in base64 may be one of a SASL exchange */
  SmtpCommand *waiting_for;
  MailMessage *unsettled;    /* the mail that ended last; see mail_message_settle */
  uint64_t mail_octets;      /* memory of the mails before it, their data apart */
  SmtpCommand *data_command; /* DATA or BDAT whose mail data is on the way */
  uint64_t chunk_left;
  bool chunk_open;     /* its size was not captured: what answers it, ends it */
  bool chunks_lost;    /* since the last MAIL there was a gap, which may have held chunks */
  bool client_gap;     /* since the last line in step */
  uint64_t gap_length; /* of that gap */
  bool line_unsure;    /* the next octets may be the middle of a line */
  GByteArray *unsure;  /* octets that wait for the next line to tell what they are */
  uint64_t unsure_offset;
  Origin unsure_origin;
  bool tls_due;  /* STARTTLS was accepted, or may have been, and clear text came instead so far */
  bool lf_lines; /* DATA itself came with a bare LF */
  DataState data_state;
  EndScanner ends;  /* looks for what only looks like the end of the mail data */
  bool data_begun;  /* its first octet came */
  bool line_strict; /* the line began behind CRLF */
  bool by_the_book; /* only CRLF.CRLF ends */
  bool data_gap;    /* a gap in this mail */
  AheadKind ahead_kind;
  GByteArray *ahead;               /* octets of which it is not known whether they are mail, held */
  size_t dot_line;                 /* AHEAD_DOT: octets of the lone dot's line, in front of the others */
  uint64_t ahead_offset;           /* of the octet behind it */
  Origin ahead_origin, ahead_last; /* of its first octets and of its last */
  SmtpReply *early_reply;          /* came before the end of the mail data */

  /* Server half. */
  GString *reply_lines; /* of the reply begun */
  GString *reply_text;
  unsigned reply_count;
  int reply_code;
  bool reply_differs;
  bool reply_truncated; /* the next reply's begin may be lost */
  bool server_unsure;   /* the next octets may be the middle of a line */
  Octets reply_status;
  Origin reply_first;
  uint64_t reply_offset;
  bool server_gap; /* replies may have been lost since the last in step */
  bool server_spoke;
  bool replied;          /* something that is no greeting was said */
  uint64_t replies_owed; /* to what stands in the session that this one continues */
  SessionTraffic before; /* what that one told of */
  bool tls_server;
  SmtpProbe *probe;   /* looks into TLS on a port that tells nothing; NULL: does not */
  bool probed;        /* it did, in vain */
  TlsObserver *tls;   /* NULL: no octet of TLS came */
  SmtpInside *inside; /* what opens TLS; NULL where no keys can be */
  bool inside_tls;    /* this is the dialogue inside */
};

/* smtp-session.c: the state at the begin of a dialogue, and its end. */
struct SmtpDialogue *dialogue_new (SmtpSurroundings *surroundings, bool midstream);
void dialogue_free (struct SmtpDialogue *d);
/* No more comes: decides what waits, and ends what is under way. */
void dialogue_end (SmtpSession *session);

/* Anomalies of one kind told in one session; further ones are only counted. */
enum { ANOMALIES_TOLD = 64 };

/* smtp-continuation.c: whether the session met a limit, or its roles turned, and may be
 * continued here. */
bool dialogue_is_full (const SmtpSession *session);
/* Before the next command: whether the session has to end here.  Then it waits for the
 * replies that are due (CLIENT_ENDING), or is over. */
bool dialogue_ends_here (SmtpSession *session);
/* A reply came while it waits for those, or none will. */
void dialogue_end_if_answered (SmtpSession *session, bool now);

/* smtp-dialogue.c */
void dialogue_emit (SmtpSession *session, SmtpEvent event);
void
dialogue_anomaly (SmtpSession *session, SmtpAnomaly code, Side side, Octets octets, uint64_t offset, Origin origin);
/* Copies into the session's arena; an empty view once the session met its limit. */
Octets dialogue_keep (SmtpSession *session, Octets octets);
void dialogue_hold (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin);
void dialogue_hold_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin);
/* Puts back in front what was taken from there. */
void dialogue_hold_first (HeldQueue *queue, Held *held);
bool dialogue_holds_over (const HeldQueue *queue, uint64_t limit);
void dialogue_free_held (HeldQueue *queue);
/* The same, in front of what is held: octets of the client that came before it. */
void dialogue_hold_front (SmtpSession *session, Octets octets, uint64_t offset, Origin origin);
/* `event`: index of the command's event. */
void dialogue_expect (SmtpSession *session, PendingKind kind, SmtpCommand *command, unsigned replies, guint event);
/* Whether octets of the client have to be held. */
static inline bool
dialogue_client_waits (const struct SmtpDialogue *d)
{
  return d->mode == CLIENT_WAITING || d->mode == CLIENT_ENDING || d->mode == CLIENT_OVER;
}
static inline guint
dialogue_expected (const struct SmtpDialogue *d)
{
  return d->pending->len - d->pending_head;
}

/* smtp-recognition.c: as smtp_session_feed and _gap, of a session not known for SMTP yet. */
SmtpFeed recognition_feed (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin);
SmtpFeed
recognition_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin);
/* What comes now is no preamble's, and so what was gathered was none. */
void recognition_give_up_preamble (SmtpSession *session);
/* No more follows: decides. */
void recognition_end (SmtpSession *session);

/* smtp-session.c: octets and gaps of a session known for SMTP, by flow side. */
void dialogue_feed (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin);
void dialogue_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin);
/* Feeds what was held of both sides, in the order in which it came; takes it. */
void dialogue_feed_held (SmtpSession *session, HeldQueue *queue);
/* Feeds held client octets again until the client has to wait once more. */
void dialogue_drain (SmtpSession *session);

/* smtp-tls.c: the session's first octet of TLS comes next. */
void dialogue_tls_begin (SmtpSession *session, TlsMode mode, uint64_t offset, Origin origin);
/* Neither side's octets of TLS begin at their first one. */
void dialogue_tls_midstream (SmtpSession *session);
void dialogue_tls_octets (SmtpSession *session, Side side, Octets octets, uint64_t offset, Origin origin);
void dialogue_tls_gap (SmtpSession *session, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin);
void dialogue_tls_end (SmtpSession *session);
/* The session got its dialogue, TLS and all, from another one. */
void dialogue_tls_join (SmtpSession *session);
/* TLS goes on in the session that continues this one. */
void dialogue_tls_move (SmtpSession *from, SmtpSession *to);

/* smtp-inside.c: opens what the observer sees, where keys are known. */
SmtpInside *dialogue_inside_new (SmtpSession *session, TlsObserver *observer);
/* NULL is fine. */
void dialogue_inside_free (SmtpInside *inside);
/* The session got it from another one. */
void dialogue_inside_move (SmtpSession *session);
/* The dialogue that goes on: the inner one where there is one. */
struct SmtpDialogue *dialogue_current (const SmtpSession *session);
/* The inner dialogue takes the outer one's place in the session, and leaves it; which is
 * given.  NULL where there is none. */
struct SmtpDialogue *dialogue_inside_part (SmtpSession *session);
/* The session's dialogue is what goes on inside this outer one, which takes its place. */
void dialogue_inside_join (SmtpSession *session, struct SmtpDialogue *outer);
/* Ends the dialogue inside. */
void dialogue_inside_end (SmtpSession *session);

/* smtp-client.c: a TLS record, or an SSL 2.0 client hello, which some old clients
 * begin with; `octets` are not empty. */
bool client_tls_begins (Octets octets);
void client_begin_tls (SmtpSession *session, uint64_t offset, Origin origin);
/* Consumes octets until it has to wait; returns how many. */
size_t client_consume (SmtpSession *session, Octets octets, uint64_t offset, Origin origin);
void client_gap (SmtpSession *session, uint64_t offset, uint64_t length, bool cut, Origin origin);
/* The server's word on the command waited for. */
void client_decide (SmtpSession *session, SmtpReply *reply);
/* The exchange that the command began is over; reply NULL: not seen. */
void client_auth_done (SmtpSession *session, SmtpCommand *command, SmtpReply *reply);
/* The server asks on in that exchange; gives the part of the reply's text to mask. */
Octets client_auth_challenge (SmtpSession *session, SmtpCommand *command, const SmtpReply *reply);
/* The server answers, though nothing is asked but a line that has only begun: takes it
 * for a command whose end was not captured; the gap is told when more comes. */
bool client_answered_midline (SmtpSession *session);
void client_end (SmtpSession *session);

/* smtp-transaction.c: the open transaction, made if there is none; NULL where the limit is met. */
SmtpTransaction *client_transaction (SmtpSession *session);
void transaction_begin (SmtpSession *session, SmtpCommand *command);
void transaction_add_recipient (SmtpSession *session, SmtpCommand *command);
void transaction_end (SmtpSession *session, SmtpTransaction *transaction, Outcome outcome, SmtpReply *reply, Side side,
                      Origin origin);
/* Ends one that got no mail data: where every recipient was refused, that decided it. */
void
transaction_abandon (SmtpSession *session, SmtpTransaction *transaction, Outcome outcome, Side side, Origin origin);
void client_reset (SmtpSession *session, SmtpCommand *command, Origin origin);
void client_mail_accepted (SmtpSession *session, SmtpCommand *command, Origin origin);
/* The server refused this MAIL. */
void client_mail_refused (SmtpSession *session, SmtpCommand *command, SmtpReply *reply);
/* RSET or a greeting was refused: the transaction that it would have ended goes on. */
void client_reset_refused (SmtpSession *session, SmtpCommand *command);
/* The transaction around the current one is over. */
void client_leave_outer (SmtpSession *session, Origin origin);

/* smtp-resync.c: what lines of the client read as, where it is not known. */
typedef enum ClientReading {
  READS_AS_ANYTHING, /* too little to tell */
  READS_AS_COMMANDS,
  READS_AS_TEXT, /* of a mail */
} ClientReading;
/* `before`: octets in front of the first command, or of text those that told it;
 * else untouched. */
ClientReading client_read_lines (Octets octets, size_t *before);
/* Whether what is held is enough to tell, so that client_assume may be asked. */
bool client_held_tells (const SmtpSession *session);
/* No word came; decides by what is held. */
void client_assume (SmtpSession *session);
/* Takes octets that may be the middle of a line. */
void client_gather_unsure (SmtpSession *session, Octets octets, uint64_t offset, Origin origin);
/* Decides what octets out of step are, if the lines behind them are there, or `now`. */
void client_settle (SmtpSession *session, bool now);
/* A gap comes, or the end: decides about all that waits for octets behind it. */
void client_settle_all (SmtpSession *session);

/* smtp-client-request.c: what verbs outside the course of a mail do. */
void client_request (SmtpSession *session, SmtpCommand *command);
/* XEXCH50 was answered by 354: octets follow; then takes them, and returns how many. */
void client_blob_begin (SmtpSession *session, SmtpCommand *command);
size_t client_blob (SmtpSession *session, Octets octets);
/* Returns what of the gap lies behind them. */
uint64_t client_blob_gap (SmtpSession *session, uint64_t length);

/* smtp-client-chunk.c: BURL, a chunk that the server fetches elsewhere (RFC 4468). */
void client_burl (SmtpSession *session, SmtpCommand *command);
/* Takes octets in mode CLIENT_CHUNK; returns how many. */
size_t client_chunk (SmtpSession *session, Octets octets, uint64_t offset, Origin origin);
void client_chunk_begin (SmtpSession *session, SmtpCommand *command);
void client_chunk_end (SmtpSession *session, Origin origin);
/* Returns what of the gap lies behind the chunk. */
uint64_t client_chunk_gap (SmtpSession *session, uint64_t length, Origin origin);
/* Begins a chunk whose line was cut by the gap. */
void client_chunk_cut (SmtpSession *session, SmtpCommand *command, uint64_t length, Origin origin);
/* Goes on with a mail in chunks behind a gap that held the line of this one; false if
 * none is under way. */
bool client_chunk_resume (SmtpSession *session, Origin origin);
/* Decides now about what is held of an open chunk. */
void client_chunk_settle (SmtpSession *session);
/* A reply came to `command`, NULL where nothing was asked; true if it ended the mail. */
bool client_chunk_answered (SmtpSession *session, const SmtpCommand *command, Origin origin);

/* smtp-client-data.c: takes octets in mode CLIENT_DATA; returns how many. */
size_t client_data (SmtpSession *session, Octets octets, uint64_t offset, Origin origin);
/* Of mail data in either form: */
void client_message_begin (SmtpSession *session, SmtpTransaction *transaction, TransferMode transfer, Origin origin);
void client_message_give (struct SmtpDialogue *d, Octets octets);
/* What is given next came with this packet. */
void client_note_place (struct SmtpDialogue *d, Origin origin);
/* `command` NULL: DATA was not captured, but mail data is here. */
void client_data_begin (SmtpSession *session, SmtpCommand *command, Origin origin);
/* Decides now about what is held ahead of the mail; commands among it are held in front. */
void client_settle_data (SmtpSession *session);
/* Returns what of the gap lies behind the mail data. */
uint64_t client_data_gap (SmtpSession *session, uint64_t length, bool cut, Origin origin);
/* The connection ended inside mail data. */
void client_data_cut (SmtpSession *session);
/* A reply with nothing to answer, while mail data comes: whether it shows that the
 * mail ended, unseen by the book's rule.  Then it is expected as its answer. */
bool client_ended_by_reply (SmtpSession *session, SmtpReply *reply);
/* A reply came that may have answered this mail, the begin of which is lost: what comes
 * next may be commands. */
void client_data_answered (SmtpSession *session);
/* Else it came before the end; kept as the answer. */
bool client_early_reply (SmtpSession *session, SmtpReply *reply);
void client_message_done (SmtpSession *session, SmtpTransaction *transaction, MessageState state, Origin origin);

/* smtp-ambiguity.c: whether a secret may be in the text of an event that tells octets of packets
 * (smtp_anomaly_quotes). */
bool smtp_ambiguity_holds_secret (const SmtpSession *session, const SmtpEvent *ambiguity);

/* smtp-answer.c: counts the replies that mail data will get.  Too many are counted where
 * a reply to RCPT was lost; then later items may be answered first. */
void answer_expect_mail (SmtpSession *session, Pending *pending);
/* Index of the recipient that the next reply to mail data is for. */
unsigned answer_next_recipient (const SmtpSession *session, Pending *pending);
/* The answer to mail data, or in LMTP one of the answers. */
void answer_mail (SmtpSession *session, SmtpCommand *command, SmtpReply *reply, unsigned recipient, bool last);
/* Exim's PRDR (draft-hall-prdr): whether this reply to mail data says that one a recipient
 * follows, and then one for the mail; they are expected then. */
bool answer_announces_each (SmtpSession *session, Pending *pending, const SmtpReply *reply);
void answer_command (SmtpSession *session, SmtpCommand *command, SmtpReply *reply);

/* smtp-server.c */
void server_consume (SmtpSession *session, Octets octets, uint64_t offset, Origin origin);
void server_gap (SmtpSession *session, uint64_t offset, uint64_t length, bool cut, Origin origin);
void server_end (SmtpSession *session);
/* What was asked so far was answered, unseen. */
void server_give_up_replies (SmtpSession *session);
/* The early reply answers the mail data that just ended. */
void server_take_early (SmtpSession *session);

#endif
