/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain questions about a session that checks and sinks both ask, so that they
 * cannot answer them differently.  All read the model, none changes it. */
#ifndef SMTPLENS_SESSION_FACTS_H
#define SMTPLENS_SESSION_FACTS_H

#include "smtp-session.h"

typedef enum SessionRole {
  ROLE_UNKNOWN,
  ROLE_SUBMISSION, /* a user hands in mail (RFC 6409) */
  ROLE_RELAY,      /* a server hands on mail */
} SessionRole;

/* By a login, by the well-known port of the server, or by the Received fields of its mails. */
SessionRole session_role (const SmtpSession *session);
/* Why, a few words; NULL for unknown.  Static. */
const char *session_role_reason (const SmtpSession *session);
/* "submission", "relay"; NULL for unknown.  Static. */
const char *session_role_name (SessionRole role);

/* Side of flow and traffic that a role has. */
unsigned session_flow_side (const SmtpSession *session, Side side);

/* The name the server gave itself in its greeting or EHLO reply, where it looks
 * like a host's name; length 0: none. */
Octets session_server_name (const SmtpSession *session);
/* The last name the client gave itself; length 0: none. */
Octets session_client_name (const SmtpSession *session);

/* The octets look like a host's name or an address literal: bounded, of the
 * characters such have, not empty. */
bool octets_are_host_name (Octets octets);

/* Whether an EHLO reply names the extension (RFC 5321 §4.1.1.1). */
bool smtp_reply_offers (const SmtpReply *reply, const char *keyword);

/* What became of the mail for this recipient: refused at RCPT, or by the answer to the
 * mail data, in LMTP its own. */
Outcome
recipient_outcome (const SmtpSession *session, const SmtpTransaction *transaction, const SmtpRecipient *recipient);

/* Whether TLS was begun, and its cipher is not known to encrypt nothing. */
bool session_tls_hides (const SmtpSession *session);

/* Whether its last word was a TURN or ATRN that was accepted. */
bool session_turns (const SmtpSession *session);

/* What the command asks for, a few words; NULL: not one of session->requests.  Static. */
const char *smtp_request_meaning (const SmtpCommand *command);

/* Keywords that the server offered in any answer to EHLO or LHLO, before TLS or inside
 * it: in upper case, sorted, each once; of char *, g_ptr_array_unref.  NULL where no
 * such answer was seen, so that nothing can be said of what was not offered. */
GPtrArray *session_offered_keywords (const SmtpSession *session, bool tls);

/* A positive reply to EHLO or LHLO (to HELO: NULL). */
const SmtpReply *smtp_helo_extended_reply (const SmtpHelo *helo);

/* The first command at or after an offset of the client's stream that a clear
 * session should not have carried: AUTH with something behind it, or MAIL.  NULL: none. */
const SmtpCommand *session_first_clear_command (const SmtpSession *session, uint64_t offset);

/* What a login gave to everyone on the path: nothing where TLS hid it. */
SaslSecret session_exposed_secret (const SmtpAuth *auth);
/* The same as a sentence for a newcomer; NULL where it cannot be told.  Static. */
const char *exposed_secret_words (SaslSecret secret);

/* The packet that brought an octet of its mail data. */
Origin transaction_place (const SmtpTransaction *transaction, uint64_t offset);

/* What is behind the last "@" of an address; length 0: no domain. */
Octets address_domain (Octets address);

/* One domain is the other or stands below it ("bounce.example.com" and
 * "example.com"), the upper one having two labels at least. */
bool domains_related (Octets a, Octets b);

#endif
