/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes of a mail's body as its signatures want them (RFC 6376 §3.4, §3.7), made while it comes; private to mails and
 * to those who verify signatures. */
#ifndef SMTPLENS_BODY_HASH_H
#define SMTPLENS_BODY_HASH_H

#include "dkim-signature.h"

enum { BODY_HASH_OCTETS = 32 };

typedef struct BodyHash {
  DkimCanon canon;
  DkimHash hash;
  bool has_length; /* l= */
  uint64_t length;
  bool known; /* digest is final: the body came whole, or its first `length` octets did */
  bool whole; /* octets is final */
  uint8_t digest[BODY_HASH_OCTETS];
  size_t digest_length;
  uint64_t octets; /* of the canonical body */
} BodyHash;

/* All hashes that the signatures of one mail want. */
typedef struct BodyHasher BodyHasher;

/* NULL where no field of this header section wants one. */
BodyHasher *body_hasher_new (Octets header);
/* NULL is fine. */
void body_hasher_free (BodyHasher *hasher);

/* The next octets of the body, in any split. */
void body_hasher_feed (BodyHasher *hasher, Octets octets);
/* Octets are missing here, and nothing behind them counts. */
void body_hasher_gap (BodyHasher *hasher);
/* Nothing follows; `complete`: the mail ends here. */
void body_hasher_finish (BodyHasher *hasher, bool complete);

/* What a signature wants; NULL where it was not hashed (hasher may be NULL). */
const BodyHash *body_hasher_find (const BodyHasher *hasher, const DkimSignature *signature);

#endif
