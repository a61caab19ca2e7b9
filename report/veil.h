/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must not be shown: secrets unless asked for, and with --redact also
 * local parts of addresses, names of people and the text of mails.
 *
 * All functions give octets as they may be shown (not yet escaped): the very
 * same ones where nothing had to be hidden, else a copy that lives until the
 * next veil_begin. */
#ifndef SMTPLENS_VEIL_H
#define SMTPLENS_VEIL_H

#include "../dissect/finding.h"
#include "../dissect/sink.h"

typedef struct Veil Veil;

/* Takes show_secrets and redact from the options.  --redact wins: with it no
 * secret is shown. */
Veil *veil_new (const SinkOptions *options);
/* NULL is fine. */
void veil_free (Veil *veil);
/* From here on everything is of this session, which must stay until the next call. */
void veil_begin (Veil *veil, const SmtpSession *session);

/* What follows is of this mail of the session: where it has more people than can be
 * remembered, those of this mail go before. */
void veil_meet (Veil *veil, const SmtpTransaction *transaction);

bool veil_shows_secrets (const Veil *veil);
/* Subject, text, file names: hidden whole by --redact. */
bool veil_hides_content (const Veil *veil);

/* Wire text of the client or of our own sentences that may hold addresses. */
Octets veil_text (Veil *veil, Octets text);
/* The value of a parameter as it came, and what it says decoded: where that is a
 * mailbox, its local part goes. */
Octets veil_parameter (Veil *veil, const SmtpParameter *parameter);
Octets veil_decoded (Veil *veil, const SmtpParameter *parameter, Octets decoded);
/* What stands behind a verb outside the course of a mail. */
Octets veil_argument (Veil *veil, const SmtpCommand *command);
/* The URL of BURL, its token masked. */
Octets veil_url (Veil *veil, const SmtpCommand *command);
/* Text of the server, which may repeat what the client sent it. */
Octets veil_reply (Veil *veil, Octets text);
/* An envelope address or a user name: "…@example.org". */
Octets veil_address (Veil *veil, Octets address);
/* A mailbox of a header field, "Name <address>". */
Octets veil_mailbox (Veil *veil, const char *mailbox);
/* Subject, file name: "…" where hidden. */
Octets veil_content (Veil *veil, const char *text);
/* Evidence, its secret masked. */
Octets veil_evidence (Veil *veil, const Evidence *evidence);

#endif
