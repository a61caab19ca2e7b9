/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SipHash-2-4, 128 bits.
 *
 * Does not: hash in pieces; what is hashed here is short and stands in one place. */
#include "config.h"

#include "siphash.h"

#include <glib.h>

enum { COMPRESSION_ROUNDS = 2, FINAL_ROUNDS = 4, WORD_OCTETS = 8 };

typedef struct State {
  uint64_t a, b, c, d;
} State;

static inline uint64_t
rotate (uint64_t word, unsigned bits)
{
  return word << bits | word >> (64 - bits);
}

static inline uint64_t
read_whole_word (const uint8_t *octets)
{
  uint64_t word;
  memcpy (&word, octets, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* Little endian; the octets that are not there are zero. */
static inline uint64_t
read_word (const uint8_t *octets, size_t length)
{
  uint64_t word = 0;
  for (size_t i = 0; i < length; i++)
    word |= (uint64_t) octets[i] << (8 * i);
  return word;
}

static inline void
mix (State *state, unsigned rounds)
{
  while (rounds-- > 0)
    {
      state->a += state->b;
      state->c += state->d;
      state->b = rotate (state->b, 13) ^ state->a;
      state->d = rotate (state->d, 16) ^ state->c;
      state->a = rotate (state->a, 32);
      state->c += state->b;
      state->a += state->d;
      state->b = rotate (state->b, 17) ^ state->c;
      state->d = rotate (state->d, 21) ^ state->a;
      state->c = rotate (state->c, 32);
    }
}

static inline void
absorb (State *state, uint64_t word)
{
  state->d ^= word;
  mix (state, COMPRESSION_ROUNDS);
  state->a ^= word;
}

SipHash
siphash (const uint8_t key[SIPHASH_KEY_OCTETS], Octets octets)
{
  uint64_t low = read_whole_word (key), high = read_whole_word (key + WORD_OCTETS);
  /* The constants spell "somepseudorandomlygeneratedbytes"; 0xee tells the wide form. */
  State state = {
    low ^ UINT64_C (0x736f6d6570736575),
    high ^ UINT64_C (0x646f72616e646f6d) ^ 0xee,
    low ^ UINT64_C (0x6c7967656e657261),
    high ^ UINT64_C (0x7465646279746573),
  };
  if (octets.length == 0) /* its pointer may be NULL */
    octets = OCTETS ("");
  size_t at = 0;
  for (; octets.length - at >= WORD_OCTETS; at += WORD_OCTETS)
    absorb (&state, read_whole_word (octets.at + at));
  absorb (&state, (uint64_t) octets.length << 56 | read_word (octets.at + at, octets.length - at));

  SipHash hash;
  state.c ^= 0xee;
  mix (&state, FINAL_ROUNDS);
  hash.word[0] = state.a ^ state.b ^ state.c ^ state.d;
  state.b ^= 0xdd;
  mix (&state, FINAL_ROUNDS);
  hash.word[1] = state.a ^ state.b ^ state.c ^ state.d;
  return hash;
}
