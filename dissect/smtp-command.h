/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SMTP command line (RFC 5321 §4.1) taken apart.  Forgiving as real servers
 * are: any case, extra spaces, no space or several around the colon, addresses
 * without angle brackets; what was out of form is said, not refused. */
#ifndef SMTPLENS_SMTP_COMMAND_H
#define SMTPLENS_SMTP_COMMAND_H

#include "arena.h"
#include "smtp-event.h"

typedef enum SmtpVerb {
  VERB_UNKNOWN,
  VERB_HELO,
  VERB_EHLO,
  VERB_LHLO,
  VERB_MAIL,
  VERB_RCPT,
  VERB_DATA,
  VERB_BDAT,
  VERB_RSET,
  VERB_NOOP,
  VERB_QUIT,
  VERB_HELP,
  VERB_VRFY,
  VERB_EXPN,
  VERB_STARTTLS,
  VERB_AUTH,
  VERB_ETRN,
  VERB_ATRN,
  VERB_TURN,
  VERB_SEND,
  VERB_SOML,
  VERB_SAML,
  VERB_BURL,
  VERB_XCLIENT,
  VERB_XFORWARD,
  VERB_X_ANONYMOUSTLS,
  VERB_X_EXPS,
  VERB_XEXCH50,
  VERB_X_LINK2STATE,
  VERBS
} SmtpVerb;

typedef struct SmtpParameter {
  Octets keyword;
  Octets value; /* length 0 where there is none */
} SmtpParameter;

struct SmtpCommand {
  SmtpVerb verb : 8;
  bool has_path : 1;   /* a path was there, though it may be the null path "<>" */
  bool bad_path : 1;   /* out of form: no brackets, text behind, unbalanced quotes … */
  bool chunk_last : 1; /* BDAT, BURL: the mail ends here */
  bool bad_chunk : 1;  /* BDAT, XEXCH50: without a size that can be (RFC 3030 §2) */
  bool reply_lost : 1; /* its reply fell in a gap */
  bool truncated : 1;  /* a gap cut the line */
  bool tls : 1;        /* crossed inside TLS, and was decrypted; offset is that inside */
  unsigned parameter_count;
  SmtpParameter *parameters;
  Octets line;         /* the whole line without its end */
  Octets word;         /* the verb as it was written */
  Octets argument;     /* what stands behind it, trimmed */
  Octets path;         /* MAIL, RCPT (SEND, SOML, SAML): the address without brackets and source route */
  Octets route;        /* the source route in front of it, with its colon; length 0: none */
  uint64_t chunk_size; /* BDAT; XEXCH50: of the octets that follow its 354 */
  Octets url;          /* BURL (RFC 4468): where the server finds mail data */
  Origin origin;
  uint64_t offset;              /* of the line, in the client's stream */
  SmtpReply *reply;             /* NULL until, or if never, seen */
  SmtpTransaction *transaction; /* the one it belongs to or began, or NULL */
  Octets secret;                /* the part of line to mask; length 0: none */
};

/* The reply to it is the answer to a mail. */
static inline bool
smtp_command_ends_mail (const SmtpCommand *command)
{
  return (command->verb == VERB_BDAT || command->verb == VERB_BURL) && command->chunk_last;
}

/* Takes a line apart; views are into `line`, the command into `arena`.  Never NULL. */
SmtpCommand *smtp_command_parse (Arena *arena, Octets line);

/* Whether the line starts with a verb of the table followed by space, colon or the end. */
SmtpVerb smtp_command_verb (Octets line);

/* One outside the course of a mail, whose argument and answer are worth telling. */
bool smtp_verb_is_request (SmtpVerb verb);

/* "MAIL" …, "" for VERB_UNKNOWN; static. */
const char *smtp_verb_name (SmtpVerb verb);

/* The value of an ESMTP parameter by keyword (any case); false if absent. */
bool smtp_command_parameter (const SmtpCommand *command, const char *keyword, Octets *value);

#endif
