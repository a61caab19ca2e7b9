/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a check found: a claim with its evidence. */
#ifndef SMTPLENS_FINDING_H
#define SMTPLENS_FINDING_H

#include "smtp-session.h"

/* Of harm: info what a learner should know, low hygiene, medium exposure of
 * content or a weak claim, high a secret or a contradicted sender, critical an
 * attack on the session. */
typedef enum Severity {
  SEVERITY_INFO,
  SEVERITY_LOW,
  SEVERITY_MEDIUM,
  SEVERITY_HIGH,
  SEVERITY_CRITICAL,
  SEVERITIES
} Severity;

typedef struct Check Check;
typedef struct Smuggling Smuggling;

typedef struct Evidence {
  Origin origin;
  Side side;
  Octets text;      /* the octets on the wire, as they came; masked by the sinks */
  Octets secret;    /* the part of text to mask */
  uint64_t session; /* id of another session, in which this was seen; 0: the finding's own */
  Octets local;     /* of a text that is words of ours: the same in the user's language; length 0: the same, or none */
  bool ours;        /* the text is words of ours, not octets on the wire */
} Evidence;

enum { FINDING_EVIDENCE_MAX = 8 };

typedef struct Finding {
  const Check *check;
  Severity severity;
  unsigned transaction; /* number; 0: of the whole session */
  Octets detail;        /* one sentence about this very case; may hold wire octets: sinks escape it */
  size_t evidence_count;
  Evidence *evidence;
  Octets notes;        /* further sentences, a line each, joined by LF; may hold wire octets, no LF of theirs */
  Octets local_detail; /* both in the user's language, for screens; where nothing is translated, the same */
  Octets local_notes;
  Arena *arena;               /* the session's */
  const Smuggling *smuggling; /* of smtp-smuggling: both readings as data (smuggling.h); else NULL */
} Finding;

/* Adds a finding of `check` with its own severity; the session owns it.
 * `transaction` may be NULL.  `format` as printf, and looked up in the catalogue of the user's
 * language; wire octets by check_quote, words of ours by finding_phrase. */
Finding *finding_add (SmtpSession *session, const Check *check, const SmtpTransaction *transaction, const char *format,
                      ...) __attribute__ ((format (printf, 4, 5)));

/* Adds a line to the notes; wire octets must have passed check_quote. */
void finding_note (SmtpSession *session, Finding *finding, const char *format, ...)
    __attribute__ ((format (printf, 3, 4)));

/* Words of ours for the "%s" of the two above, in English and in the user's language (phrases.h);
 * they live until the checks have run. */
const char *finding_phrase (SmtpSession *session, const char *format, ...) __attribute__ ((format (printf, 2, 3)));
const char *finding_word (SmtpSession *session, const char *word);
/* A sentence of which both are known; `local` NULL: the same. */
const char *finding_pair (SmtpSession *session, const char *english, const char *local);

/* Evidence from a command, a reply, or an event; more than the maximum is left out. */
void finding_cite_command (Finding *finding, const SmtpCommand *command);
void finding_cite_reply (Finding *finding, const SmtpReply *reply);
void finding_cite_event (Finding *finding, const SmtpEvent *event);
void finding_cite_octets (Finding *finding, Side side, Origin origin, Octets text);
/* Words of ours about octets that cannot be shown as text; `format` as that of finding_add. */
void finding_cite_words (Finding *finding, SmtpSession *session, Side side, Origin origin, const char *format, ...)
    __attribute__ ((format (printf, 5, 6)));
/* The same, made before; `local` NULL: as in English. */
void finding_cite_told (Finding *finding, Side side, Origin origin, const char *english, const char *local);
/* A header field as it crossed, but for its last line end; in the packet that brought its first octet. */
void finding_cite_field (Finding *finding, const SmtpTransaction *transaction, const HeaderField *field);

/* Whether evidence is a command or a reply, and neither a line of a mail nor one that may name people without
 * an "@": what else it is has to be hidden where people are. */
bool evidence_has_known_form (const Evidence *evidence);

/* The first finding of this check in the session; NULL: none so far. */
const Finding *session_finding (const SmtpSession *session, const Check *check);

/* "info" … "critical"; static. */
const char *severity_name (Severity severity);
/* False if the name is none. */
bool severity_parse (const char *name, Severity *severity);

#endif
