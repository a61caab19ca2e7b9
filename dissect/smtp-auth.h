/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL exchanges of AUTH (RFC 4954): their lines, and what must be masked of them.
 * What the messages inside mean is a mechanism's matter (sasl.h). */
#ifndef SMTPLENS_SMTP_AUTH_H
#define SMTPLENS_SMTP_AUTH_H

#include "arena.h"
#include "smtp-event.h"

typedef enum AuthResult { AUTH_UNKNOWN, AUTH_ACCEPTED, AUTH_REJECTED } AuthResult;

/* What of the secret stood in an exchange, for whoever reads along. */
typedef enum SaslSecret {
  SASL_SECRET_UNKNOWN,            /* cannot be told: not captured, or a mechanism nobody knows */
  SASL_SECRET_NONE,               /* nothing that helps to log in */
  SASL_SECRET_PASSWORD,           /* the password itself */
  SASL_SECRET_TOKEN,              /* a token that can be used as it is */
  SASL_SECRET_CHALLENGE_RESPONSE, /* an answer made of the password: guesses can be checked fast */
  SASL_SECRET_PROOF,              /* the same of a salted and stretched password: slowly */
} SaslSecret;

typedef struct SaslValue SaslValue;

struct SmtpAuth {
  Octets mechanism; /* as the client wrote it */
  Octets username;  /* decoded */
  Octets password;  /* decoded secret or token; never shown unless asked */
  Octets authzid;   /* authorization identity, where it was given */
  bool has_username;
  bool has_password;
  bool cancelled; /* the client sent "*" */
  bool bad_base64;
  bool malformed;    /* a message is not of its mechanism's form */
  bool plaintext;    /* the mechanism sends the secret itself (PLAIN, LOGIN, tokens) */
  bool gap;          /* lines of the client may be missing */
  bool server_gap;   /* challenges may be missing */
  bool tls;          /* crossed inside TLS, and was decrypted */
  bool told;         /* its end stands in the event log */
  SaslSecret secret; /* that crossed so far; ask smtp_auth_secret () */
  SaslValue *values; /* what else is known: sasl_value () */
  AuthResult result;
  SmtpCommand *command;
  SmtpReply *reply;    /* the one that ended the exchange; NULL if not seen */
  unsigned lines;      /* client lines after the command */
  unsigned responses;  /* of the mechanism, the initial one included */
  unsigned challenges; /* of the server, empty ones included */
  Octets prompt;       /* the challenge that the next response answers, decoded */
  bool has_prompt;
  Origin origin;
};

/* The part to mask of what stands behind the verb AUTH, whole or cut; length 0: none. */
Octets smtp_auth_command_secret (Octets argument);
/* Begins an exchange with the AUTH command; takes the initial response if there is one. */
SmtpAuth *smtp_auth_begin (Arena *arena, SmtpCommand *command);
/* A client line of the exchange; `secret` gets the part of it to mask.  False where
 * the client cancelled. */
bool smtp_auth_client_line (SmtpAuth *auth, Arena *arena, Octets line, Octets *secret);
/* The text of a 334 reply; `secret` gets the part of it to mask. */
void smtp_auth_challenge (SmtpAuth *auth, Arena *arena, Octets text, Octets *secret);
/* Octets of that side are missing here. */
void smtp_auth_gap (SmtpAuth *auth, Side side);
/* Whether, as far as the mechanism tells, the client has still to send a line. */
bool smtp_auth_expects_line (const SmtpAuth *auth);
/* What of the secret crossed. */
SaslSecret smtp_auth_secret (const SmtpAuth *auth);
/* "password" …; NULL for unknown.  Static. */
const char *sasl_secret_name (SaslSecret secret);
/* Whether a line is base64 by its form. */
bool smtp_auth_is_base64 (Octets line);

#endif
