/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words in which views tell the model: numbers, times, hosts, and wire
 * octets made printable, masked and redacted.  All results are UTF-8 without
 * controls, owned by the caller (g_free). */
#ifndef SMTPLENS_WORDING_H
#define SMTPLENS_WORDING_H

#include "../dissect/finding.h"
#include "../dissect/smtp-session.h"
#include "theme.h"

/* The secrets of the session that was shown last, all zero at first. */
typedef struct KnownSecrets {
  uint64_t session;
  guint events; /* of it, then */
  struct Secrets *secrets;
} KnownSecrets;
void known_secrets_clear (KnownSecrets *known);

typedef struct Wording {
  bool secrets;        /* show them */
  bool redact;         /* hide local parts, names, and what mails say */
  KnownSecrets *known; /* borrowed; NULL: they are gathered anew for each line */
} Wording;

/* "12,345". */
char *wording_number (uint64_t number);
/* "1 octet", "12,345 octets" in the user's language, of "%s octet" and "%s octets" (marked by being here). */
char *wording_count (uint64_t number, const char *one, const char *many);
/* "812 octets", "14 KiB", "3.2 MiB"; g_free. */
char *wording_size (uint64_t octets);
/* "2 high": findings of a severity. */
char *wording_findings (uint64_t number, Severity severity);

/* Octets of the wire in one line, the secret part masked. */
char *wording_octets (Wording wording, Octets octets, Octets secret);
/* The same for what a side said: a server may repeat the secret it was sent. */
char *wording_spoken (Wording wording, const SmtpSession *session, Side side, Octets octets, Octets secret);
/* Which of these octets are hidden, one for each, not 0 where it is a secret's; NULL: none.
 * g_free.  Of what is no client's command, all secrets of the session are looked for. */
uint8_t *wording_hidden (Wording wording, const SmtpSession *session, Side side, Octets octets, Octets secret);
/* Decoded text (UTF-8 or not) in one line; NULL gives "". */
char *wording_text (Wording wording, const char *text);
/* Subject, file name: "…" where redacted. */
char *wording_content (Wording wording, const char *text);
/* "Name <address>", without the name where redacted. */
char *wording_mailbox (Wording wording, const char *mailbox);
/* An address; the null path as "<>". */
char *wording_address (Wording wording, Octets address);
/* Appends text with the local part of each address in it as "…" where redacted. */
void wording_append (GString *to, Wording wording, const char *text);

/* What a cell of a list keeps of a text that the wire may have made too long; takes it. */
char *wording_cell (char *text);

/* "192.0.2.1:25", "[2001:db8::1]:25". */
char *wording_endpoint (const SmtpSession *session, Side side);
char *wording_ip (const SmtpSession *session, Side side);
/* The host's own name in greeting, HELO; "" if it gave none. */
char *wording_host_name (Wording wording, const SmtpSession *session, Side side);

/* "+0.012345", "+12.345", "+1234 s"; at most 10 columns in usual captures. */
char *wording_delay (int64_t time, int64_t since);

/* When the session began, as far as is known. */
int64_t session_start (const SmtpSession *session);

Style style_of_severity (Severity severity);

#endif
