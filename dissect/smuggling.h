/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail that is one by the book and several to a lenient server: both readings, and
 * what the server's replies tell of its own. */
#ifndef SMTPLENS_SMUGGLING_H
#define SMTPLENS_SMUGGLING_H

#include "smtp-session.h"

typedef enum ServerReading {
  SERVER_UNKNOWN,
  SERVER_TOOK,    /* the look-alike for the end: it answered as to several mails */
  SERVER_KEPT,    /* by the book: it answered as to one mail */
  SERVER_REFUSED, /* the mail */
} ServerReading;

enum { SMUGGLING_MAILS = LENIENT_MAILS + 1 };

/* One mail of a reading. */
typedef struct ReadMail {
  bool has_mail_from;
  Octets mail_from;
  Octets recipient[LENIENT_RECIPIENTS];
  unsigned recipients; /* also those that are not kept */
  Octets subject;      /* as it came; length 0: none */
  bool has_size;
  uint64_t size;
} ReadMail;

typedef struct Smuggling {
  const SmtpTransaction *transaction;
  const LookAlike *look_alike;
  ReadMail book; /* the mail by the book */
  ReadMail lenient[SMUGGLING_MAILS];
  unsigned lenient_mails; /* also those that are not kept */
  ServerReading server;
  const SmtpReply *proof;       /* the reply that tells; NULL: none does */
  unsigned surplus;             /* replies more than one mail and the commands behind it ask for */
  const SmtpCommand *following; /* where the mail was ended at the look-alike: the command that came then */
} Smuggling;

/* NULL where the transaction's mail data holds no look-alike with commands behind it.
 * In the session's arena. */
const Smuggling *smuggling_of (SmtpSession *session, const SmtpTransaction *transaction);

/* What the server made of look-alikes in this mail, whether or not commands stand behind. */
ServerReading smuggling_server (const SmtpSession *session, const SmtpTransaction *transaction, unsigned *surplus,
                                const SmtpReply **proof);

/* "took" …; static. */
const char *server_reading_name (ServerReading reading);

#endif
