/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL exchanges of AUTH (RFC 4954).  A row a mechanism in smtp-auth.c. */
#ifndef SMTPLENS_SMTP_AUTH_H
#define SMTPLENS_SMTP_AUTH_H

#include "arena.h"
#include "smtp-event.h"

typedef enum AuthResult { AUTH_UNKNOWN, AUTH_ACCEPTED, AUTH_REJECTED } AuthResult;

struct SmtpAuth {
  Octets mechanism; /* as the client wrote it */
  Octets username;  /* decoded */
  Octets password;  /* decoded secret or token; never shown unless asked */
  Octets authzid;   /* authorization identity, where it differs */
  bool has_username;
  bool has_password;
  bool cancelled; /* the client sent "*" */
  bool bad_base64;
  bool plaintext; /* the secret itself crossed the wire (PLAIN, LOGIN, tokens) */
  bool told;      /* its end stands in the event log */
  AuthResult result;
  SmtpCommand *command;
  SmtpReply *reply;   /* the one that ended the exchange; NULL if not seen */
  unsigned lines;     /* client lines after the command */
  unsigned responses; /* of the mechanism, the initial one included */
  Origin origin;
};

/* The part to mask of what stands behind the verb AUTH, whole or cut; length 0: none. */
Octets smtp_auth_command_secret (Octets argument);
/* Begins an exchange with the AUTH command; takes the initial response if there is one. */
SmtpAuth *smtp_auth_begin (Arena *arena, SmtpCommand *command);
/* A client line of the exchange; `secret` gets the part of it to mask.  False where
 * the client cancelled. */
bool smtp_auth_client_line (SmtpAuth *auth, Arena *arena, Octets line, Octets *secret);
/* Whether, as far as the mechanism tells, the client has still to send a line. */
bool smtp_auth_expects_line (const SmtpAuth *auth);
/* Whether a line is base64 by its form. */
bool smtp_auth_is_base64 (Octets line);

#endif
