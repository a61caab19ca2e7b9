/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SMTP reply (RFC 5321 §4.2), all its lines. */
#ifndef SMTPLENS_SMTP_REPLY_H
#define SMTPLENS_SMTP_REPLY_H

#include "smtp-event.h"

enum { REPLY_LINES_MOST = (1 << 29) - 1 };

struct SmtpReply {
  int code; /* of the last line, which ends it */
  bool codes_differ : 1;
  bool truncated : 1; /* a gap cut it */
  bool tls : 1;       /* crossed inside TLS, and was decrypted; offset is that inside */
  unsigned line_count : 29;
  Octets text;          /* lines without their codes, joined by LF */
  Octets lines;         /* lines as they came, joined by LF */
  Octets status;        /* enhanced status code of the first line (RFC 3463), "2.1.5"; length 0: none */
  Origin origin;        /* of the last line */
  Origin first;         /* of the first line */
  uint64_t offset;      /* in the server's stream */
  SmtpCommand *command; /* the one it answers; NULL for the greeting and unmatched ones */
};

/* One line of a reply: code, whether more follow, and the text.  False if it is none. */
bool smtp_reply_line (Octets line, int *code, bool *more, Octets *text);

/* An enhanced status code at the start of the text, of the class of the reply code. */
Octets smtp_reply_status (int code, Octets text);

static inline bool
smtp_reply_positive (const SmtpReply *reply)
{
  return reply != NULL && reply->code >= 200 && reply->code < 300;
}

#endif
