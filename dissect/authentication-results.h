/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results (RFC 8601): what a server says that it found when it checked who sent a
 * mail.  A claim like any other header field, worth as much as whoever put it there. */
#ifndef SMTPLENS_AUTHENTICATION_RESULTS_H
#define SMTPLENS_AUTHENTICATION_RESULTS_H

#include "message.h"

/* All strings are valid UTF-8 and may hold any character of the wire, NUL and octets that are no UTF-8
 * as U+FFFD. */
typedef struct AuthenticationProperty {
  char *type;     /* "smtp", "header", "policy" …, lower case; NULL where it stands without one */
  char *property; /* "mailfrom", "d" …, lower case */
  char *value;
} AuthenticationProperty;

typedef struct AuthenticationClaim {
  char *method;          /* "spf" …, lower case */
  unsigned version;      /* of the method; 1 where not told */
  char *result;          /* "pass" …, lower case */
  char *reason;          /* NULL: none */
  char *comment;         /* the first behind the result; NULL: none */
  GPtrArray *properties; /* of AuthenticationProperty * */
} AuthenticationClaim;

typedef enum AuthenticationFlaws {
  AUTHENTICATION_OPEN_COMMENT = 1 << 0, /* a comment has no end: to who skips comments, what follows is not there */
  AUTHENTICATION_OPEN_QUOTE = 1 << 1,   /* the same of a quoted string */
  AUTHENTICATION_CONTROL = 1 << 2,      /* NUL, or another control than those of folding */
  AUTHENTICATION_GARBLED = 1 << 3,      /* a statement, or a part of one, that is out of form was passed over */
  AUTHENTICATION_CUT = 1 << 4,          /* more statements or properties than are kept */
} AuthenticationFlaws;

typedef struct AuthenticationResults {
  const HeaderField *field; /* of the message; borrowed; NULL where made from a value alone */
  size_t place;             /* of the field among all of the message */
  char *server;             /* the authserv-id; NULL where the field names none, as Exchange writes it */
  unsigned version;         /* of the format; 1 where not told */
  bool none;                /* "none": nothing was checked */
  GPtrArray *claims;        /* of AuthenticationClaim *, in order */
  unsigned flaws;           /* of AuthenticationFlaws */
} AuthenticationResults;

/* Reads the value of a field, folds and all; never NULL. */
AuthenticationResults *authentication_results_parse (Octets value);
void authentication_results_free (gpointer results);

/* Those of a message, topmost first (bounded: further ones are passed over); of AuthenticationResults *.
 * NULL where there is none. */
GPtrArray *authentication_results_of_message (const MailMessage *message);

/* The value of a property; NULL: the claim has none.  `type` NULL: any. */
const char *authentication_claim_value (const AuthenticationClaim *claim, const char *type, const char *property);
/* The domain that a claim of spf, dkim or dmarc speaks of, as it stands there; NULL: not told.  It is an end of
 * one of its values. */
const char *authentication_claim_domain (const AuthenticationClaim *claim);

#endif
