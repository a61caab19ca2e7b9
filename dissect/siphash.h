/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SipHash-2-4 with a result of 128 bits (Aumasson, Bernstein): a keyed hash that
 * nobody can aim without the key, so wide that equal values mean equal octets. */
#ifndef SMTPLENS_SIPHASH_H
#define SMTPLENS_SIPHASH_H

#include "octets.h"

enum { SIPHASH_KEY_OCTETS = 16 };

typedef struct SipHash {
  uint64_t word[2]; /* in the order of the published octets, little endian */
} SipHash;

SipHash siphash (const uint8_t key[SIPHASH_KEY_OCTETS], Octets octets);

#endif
