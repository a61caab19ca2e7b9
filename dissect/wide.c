/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors of 32 octets (AVX2) where the processor has them, else words of eight, or nothing.  Which of
 * them is asked of the processor, not of the compiler: one build runs everywhere.
 *
 * Does not: skip line ends, or know where in a group of base64 its octets begin. */
#include "config.h"

#include "wide.h"

#include <glib.h>

#define EACH(octet) (UINT64_C (0x0101010101010101) * (octet))

/* The high bit of each octet that is to be looked at; the lowest one set is sure,
 * those above it may be too many. */
static uint64_t
odd_octets (uint64_t word, bool eight)
{
  uint64_t control = (word - EACH (0x20)) & ~word;
  uint64_t delete = word ^ EACH (0x7f);
  delete = (delete - EACH (1)) & ~delete &~word;
  return (control | delete | (eight ? word : 0)) & EACH (0x80);
}

static size_t
plain_words (Octets octets, size_t at, bool eight)
{
  for (; octets.length - at >= sizeof (uint64_t); at += sizeof (uint64_t))
    {
      uint64_t word;
      memcpy (&word, octets.at + at, sizeof word);
      uint64_t odd = odd_octets (GUINT64_FROM_LE (word), eight);
      if (odd != 0)
        return at + (size_t) __builtin_ctzll (odd) / 8;
    }
  while (at < octets.length && octets.at[at] >= 0x20 && octets.at[at] != 0x7f && (octets.at[at] < 0x80 || !eight))
    at++;
  return at;
}

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define WIDE __attribute__ ((target ("avx2")))

enum { VECTOR = 32 };

WIDE static size_t
plain_avx2 (Octets octets, bool eight)
{
  const __m256i del = _mm256_set1_epi8 (0x7f), space = _mm256_set1_epi8 (0x20), last = _mm256_set1_epi8 (0x1f);
  size_t at = 0;
  for (; octets.length - at >= VECTOR; at += VECTOR)
    {
      __m256i c = _mm256_loadu_si256 ((const __m256i *) (octets.at + at));
      /* As signed numbers all over 127 are less than SP. */
      __m256i below = eight ? _mm256_cmpgt_epi8 (space, c) : _mm256_cmpeq_epi8 (_mm256_max_epu8 (c, last), last);
      uint32_t odd = (uint32_t) _mm256_movemask_epi8 (_mm256_or_si256 (below, _mm256_cmpeq_epi8 (c, del)));
      if (odd != 0)
        return at + (size_t) __builtin_ctz (odd);
    }
  return plain_words (octets, at, eight);
}

/* Whether all are of the alphabet; then *sextets has their numbers. */
WIDE static inline bool
sextets_of (__m256i c, __m256i *sextets)
{
  /* By the upper four bits of a character: the first and the last that the alphabet has
   * there, as signed numbers, and what makes a sextet of it.  "+" has a row with "/" and is looked at by itself. */
  const __m128i first_row
      = _mm_setr_epi8 (127, 127, '/', '0', 'A', 'P', 'a', 'p', 127, 127, 127, 127, 127, 127, 127, 127);
  const __m128i last_row
      = _mm_setr_epi8 (-128, -128, '/', '9', 'O', 'Z', 'o', 'z', -128, -128, -128, -128, -128, -128, -128, -128);
  const __m128i step_row
      = _mm_setr_epi8 (0, 0, 63 - '/', 52 - '0', -'A', -'A', 26 - 'a', 26 - 'a', 0, 0, 0, 0, 0, 0, 0, 0);
  const __m256i plus_step = _mm256_set1_epi8 (62 - '+' - (63 - '/'));
  __m256i row = _mm256_and_si256 (_mm256_srli_epi16 (c, 4), _mm256_set1_epi8 (0x0f));
  __m256i plus = _mm256_cmpeq_epi8 (c, _mm256_set1_epi8 ('+'));
  __m256i below = _mm256_cmpgt_epi8 (_mm256_shuffle_epi8 (_mm256_broadcastsi128_si256 (first_row), row), c);
  __m256i above = _mm256_cmpgt_epi8 (c, _mm256_shuffle_epi8 (_mm256_broadcastsi128_si256 (last_row), row));
  __m256i strange = _mm256_andnot_si256 (plus, _mm256_or_si256 (below, above));
  __m256i step = _mm256_shuffle_epi8 (_mm256_broadcastsi128_si256 (step_row), row);
  *sextets = _mm256_add_epi8 (c, _mm256_add_epi8 (step, _mm256_and_si256 (plus, plus_step)));
  return _mm256_testz_si256 (strange, strange);
}

WIDE static size_t
base64_avx2 (Octets octets, uint8_t *to)
{
  /* The three octets of each group, first to last; then the twelve of each half side by side. */
  const __m128i order = _mm_setr_epi8 (2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  const __m256i together = _mm256_setr_epi32 (0, 1, 2, 4, 5, 6, 3, 7);
  size_t at = 0;
  for (; octets.length - at >= VECTOR; at += VECTOR, to += VECTOR / 4 * 3)
    {
      __m256i sextets;
      if (!sextets_of (_mm256_loadu_si256 ((const __m256i *) (octets.at + at)), &sextets))
        break;
      /* a b c d: a × 64 + b and c × 64 + d, then the first × 4096 + the second. */
      __m256i pairs = _mm256_maddubs_epi16 (sextets, _mm256_set1_epi32 (0x01400140));
      __m256i groups = _mm256_madd_epi16 (pairs, _mm256_set1_epi32 (0x00011000));
      __m256i halves = _mm256_shuffle_epi8 (groups, _mm256_broadcastsi128_si256 (order));
      _mm256_storeu_si256 ((__m256i *) to, _mm256_permutevar8x32_epi32 (halves, together));
    }
  return at;
}

size_t
wide_plain (Octets octets, bool eight)
{
  return __builtin_cpu_supports ("avx2") ? plain_avx2 (octets, eight) : plain_words (octets, 0, eight);
}

size_t
wide_base64 (Octets octets, uint8_t *to)
{
  return __builtin_cpu_supports ("avx2") ? base64_avx2 (octets, to) : 0;
}

#else

size_t
wide_plain (Octets octets, bool eight)
{
  return plain_words (octets, 0, eight);
}

size_t
wide_base64 (Octets octets, uint8_t *to)
{
  (void) octets;
  (void) to;
  return 0;
}

#endif
