/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4) of octets that come in pieces; private to mails. */
#ifndef SMTPLENS_SHA256_H
#define SMTPLENS_SHA256_H

#include "octets.h"

typedef struct Sha256 Sha256;

enum { SHA256_OCTETS = 32 };

Sha256 *sha256_new (void);
/* NULL is fine. */
void sha256_free (Sha256 *hash);
void sha256_update (Sha256 *hash, Octets octets);
/* Writes the digest and begins anew. */
void sha256_finish (Sha256 *hash, uint8_t digest[SHA256_OCTETS]);

#endif
