/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to text.c, text-readers.c, text-mail.c, text-parts.c and text-findings.c: what the printed face keeps. */
#ifndef SMTPLENS_TEXT_SINK_H
#define SMTPLENS_TEXT_SINK_H

#include "page.h"
#include "veil.h"

typedef struct TextSink {
  SinkOptions options;
  Page page;
  Veil *veil;
  bool *explained; /* by row of checks[]: its explanation was printed in this run */
  bool any_session;
} TextSink;

/* Columns of the block: labels begin at LABEL, what they label at BODY. */
enum { TEXT_LABEL = 2, TEXT_BODY = 13 };

/* Octets that went through the veil, as printable text, cut where they are long; g_free. */
char *text_show (Octets octets);
/* "1 octet", "1,234 octets"; g_free. */
char *text_count (uint64_t number, const char *noun);

/* Who could read what: a table of all mails of the session together. */
void text_readers (TextSink *sink, const SmtpSession *session);
/* The logins of a session. */
void text_auths (TextSink *sink, const SmtpSession *session);
/* text-extension.c: what the server offers, last before TLS and last inside it. */
void text_offers (TextSink *sink, const SmtpSession *session);
/* Parameters of MAIL or RCPT, attributes of XCLIENT: a line each, with its meaning. */
void text_parameters (TextSink *sink, const SmtpCommand *command);
/* Commands outside the course of a mail. */
void text_requests (TextSink *sink, const SmtpSession *session);
/* The name under which the server queued the mail, if the reply tells it. */
void text_queue_id (TextSink *sink, const SmtpReply *reply);
/* Where the server fetches mail data that is not seen here. */
void text_burls (TextSink *sink, const SmtpTransaction *transaction);

/* The mails of a session: envelope, header, content. */
void text_transactions (TextSink *sink, const SmtpSession *session);
/* How sure its sender is, and what that rests on. */
void text_sender (TextSink *sink, const SmtpSession *session, const SmtpTransaction *transaction);
/* Over which hosts the mail came. */
void text_path (TextSink *sink, const SmtpTransaction *transaction);
/* What one mail is made of: size, protection end to end, parts, attachments. */
/* What the capture file says of a session, and of itself. */
void text_notes (TextSink *sink, const SmtpSession *session);
void text_file_notes (TextSink *sink, const RunSummary *summary);

void text_parts (TextSink *sink, const MailMessage *message);
/* The findings, each explained in full once in a run. */
void text_findings (TextSink *sink, const SmtpSession *session);

#endif
