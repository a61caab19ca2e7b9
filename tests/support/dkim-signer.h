/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs mails for tests (RFC 6376, RFC 8463, RFC 8617), with code of its own: plain and slow, over the whole
 * mail at once, so that it can speak against the program's. */
#ifndef SMTPLENS_TESTS_DKIM_SIGNER_H
#define SMTPLENS_TESTS_DKIM_SIGNER_H

#include <glib.h>
#include <stdbool.h>

/* A fresh key pair. */
typedef struct SignerKey SignerKey;

/* `bits`: of RSA; 0: Ed25519. */
SignerKey *signer_key_new (unsigned bits);
void signer_key_free (SignerKey *key);
/* What a key record has behind "p="; g_free. */
char *signer_key_base64 (const SignerKey *key, bool pkcs1);
/* Base64 of the signature over these octets; g_free. */
char *signer_sign (const SignerKey *key, bool sha1, const GString *octets);

typedef struct SignPlan {
  const char *field; /* "DKIM-Signature" or so */
  const char *tags;  /* all but bh= and b=, without a final semicolon */
  const char *names; /* h=, also within tags where wanted */
  bool relaxed_header, relaxed_body, sha1;
  long length;      /* of l=; -1: all */
  const char *fold; /* white space in front of bh= and b=, and inside b=; NULL: CRLF and HTAB */
} SignPlan;

/* The mail with one more signature on top; `mail` holds CRLF and no NUL.  g_string_free. */
GString *signer_apply (const SignerKey *key, const SignPlan *plan, const GString *mail);

/* Canonical forms. */
GString *signer_body (const char *body, gsize length, bool relaxed);
GString *signer_field (const char *field, bool relaxed);
char *signer_hash (const GString *octets, bool sha1);

#endif
