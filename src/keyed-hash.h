/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A keyed hash over short keys taken from the wire, so that nobody can send
 * packets that all fall into one bucket of a table. */
#ifndef SMTPLENS_KEYED_HASH_H
#define SMTPLENS_KEYED_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { KEYED_HASH_WORDS = 16 }; /* 32-bit words hashed in one go; longer keys go in several */

/* Random words; one key may serve many tables, and never leaves the process. */
typedef struct HashKey {
  uint64_t high[KEYED_HASH_WORDS + 3];
  uint64_t low[KEYED_HASH_WORDS + 3];
} HashKey;

/* Fills a key with the kernel's random numbers; call before a sandbox closes. */
void hash_key_init (HashKey *key);

/* Every bit of the result may index a table.  The value differs from run to
 * run: what a user sees must never depend on the order it gives. */
uint64_t keyed_hash (const HashKey *key, const void *octets, size_t length);

#endif
