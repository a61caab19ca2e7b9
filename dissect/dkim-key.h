/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DKIM key as the DNS has it (RFC 6376 §3.6.1, RFC 8301, RFC 8463); private to DKIM and ARC. */
#ifndef SMTPLENS_DKIM_KEY_H
#define SMTPLENS_DKIM_KEY_H

#include "dkim-signature.h"

/* RFC 8301 §3.2: verifiers refuse less than the first; signers should use the second. */
enum { DKIM_KEY_BITS_LEAST = 1024, DKIM_KEY_BITS_GOOD = 2048 };

typedef struct DkimKey {
  const char *problem;  /* the rest of a sentence that begins "the key …"; NULL: it can be used */
  bool is_key;          /* the record looks like one at all */
  bool testing, strict; /* t=y, t=s */
  DkimKeyType type;
  unsigned bits;
  void *key; /* libcrypto's */
} DkimKey;

/* Reads a record for the check of `signature`. */
void dkim_key_read (DkimKey *key, Octets record, const DkimSignature *signature);
void dkim_key_clear (DkimKey *key);

/* Whether the signature was made over these octets with this key, which has no problem. */
bool dkim_key_verifies (const DkimKey *key, const DkimSignature *signature, Octets signed_octets);

#endif
