/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pair-multiply-shift (Dietzfelbinger): the sum of products of key-shifted
 * neighbouring words, of which the upper half is kept.
 *
 * For a random key two different inputs of equal or different length meet in
 * one value with a probability of 2^-64 (a few times that for inputs of several
 * blocks), whatever an attacker chose, as long as he never sees a hash value:
 * smtplens prints none, and a listener answers nobody.  This is what a hash
 * table needs and costs a third of SipHash.  It is no message authentication. */
#include "config.h"

#include "keyed-hash.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/random.h>

enum { BLOCK_OCTETS = KEYED_HASH_WORDS * 4 };

void
hash_key_init (HashKey *key)
{
  uint8_t *octets = (uint8_t *) key;
  size_t filled = 0;

  while (filled < sizeof *key)
    {
      ssize_t got = getrandom (octets + filled, sizeof *key - filled, 0);
      if (got > 0)
        filled += (size_t) got;
      else if (got == 0 || errno != EINTR)
        g_error ("no random numbers from the kernel");
    }
}

static inline uint32_t
word_at (const uint8_t *octets)
{
  uint32_t word;
  memcpy (&word, octets, sizeof word);
  return word;
}

/* One to three octets, not through memory: reading back as a word what was
 * written octet by octet stalls. */
static inline uint32_t
last_word (const uint8_t *octets, size_t length)
{
  uint32_t word = octets[0];
  if (length > 1)
    word |= (uint32_t) octets[1] << 8;
  if (length > 2)
    word |= (uint32_t) octets[2] << 16;
  return word;
}

/* At most BLOCK_OCTETS; `before` carries the length or the blocks before. */
static inline uint64_t
hash_block (const HashKey *key, const uint8_t *octets, size_t length, uint64_t before)
{
  const uint32_t chain_high = (uint32_t) (before >> 32), chain_low = (uint32_t) before;
  uint64_t high = key->high[0] + (key->high[1] + chain_low) * (key->high[2] + chain_high);
  uint64_t low = key->low[0] + (key->low[1] + chain_low) * (key->low[2] + chain_high);
  size_t word = 3;

  for (; length >= 8; word += 2, octets += 8, length -= 8)
    {
      const uint32_t first = word_at (octets), second = word_at (octets + 4);
      high += (key->high[word] + second) * (key->high[word + 1] + first);
      low += (key->low[word] + second) * (key->low[word + 1] + first);
    }
  if (length > 0)
    {
      const uint32_t first = length >= 4 ? word_at (octets) : last_word (octets, length);
      const uint32_t second = length > 4 ? last_word (octets + 4, length - 4) : 0;
      high += (key->high[word] + second) * (key->high[word + 1] + first);
      low += (key->low[word] + second) * (key->low[word + 1] + first);
    }
  return (high & UINT64_C (0xffffffff00000000)) | (low >> 32);
}

uint64_t
keyed_hash (const HashKey *key, const void *octets, size_t length)
{
  const uint8_t *at = octets;
  uint64_t hash = length;

  while (length > BLOCK_OCTETS)
    {
      hash = hash_block (key, at, BLOCK_OCTETS, hash);
      at += BLOCK_OCTETS;
      length -= BLOCK_OCTETS;
    }
  return hash_block (key, at, length, hash);
}
