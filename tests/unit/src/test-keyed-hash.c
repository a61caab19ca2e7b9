/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyed hash: depends on every octet and on the key, and spreads. */
#include "config.h"

#include "../../support/guard-page.h"

#include "src/keyed-hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <cmocka.h>

/* A key that is the same in every run, so that the test is too. */
static HashKey
fixed_key (uint64_t seed)
{
  HashKey key;
  uint64_t *words = (uint64_t *) &key;
  for (size_t i = 0; i < sizeof key / sizeof *words; i++)
    {
      seed = seed * UINT64_C (6364136223846793005) + UINT64_C (1442695040888963407);
      words[i] = seed ^ seed >> 29;
    }
  return key;
}

static void
test_every_octet_counts (void **state)
{
  (void) state;
  const HashKey key = fixed_key (1), other = fixed_key (2);
  uint8_t octets[200] = { 0 };
  for (size_t length = 0; length < sizeof octets; length++)
    {
      GuardPage guard = guard_page_new (octets, length);
      const uint64_t hash = keyed_hash (&key, guard.octets, length);
      assert_true (hash == keyed_hash (&key, octets, length));
      assert_true (hash != keyed_hash (&other, octets, length));
      assert_true (length == 0 || hash != keyed_hash (&key, octets, length - 1));
      for (size_t i = 0; i < length; i++)
        {
          guard.octets[i] ^= 0x40;
          assert_true (hash != keyed_hash (&key, guard.octets, length));
          guard.octets[i] ^= 0x40;
        }
      guard_page_clear (&guard);
    }
}

/* Neighbouring keys, as addresses and ports are: no bit of the hash leans far
 * to a side, and no bucket of a table gets far more than its share. */
static void
test_spreads (void **state)
{
  (void) state;
  enum { KEYS = 65536, BUCKETS = 4096 };
  static unsigned low[BUCKETS], high[BUCKETS];
  unsigned bits[64] = { 0 };
  const HashKey key = fixed_key (3);
  uint8_t octets[36] = { 0 };
  for (uint32_t i = 0; i < KEYS; i++)
    {
      octets[5] = (uint8_t) i;
      octets[33] = (uint8_t) (i >> 8);
      const uint64_t hash = keyed_hash (&key, octets, sizeof octets);
      low[hash % BUCKETS]++;
      high[hash >> 52]++;
      for (unsigned bit = 0; bit < 64; bit++)
        bits[bit] += hash >> bit & 1;
    }
  for (unsigned bit = 0; bit < 64; bit++)
    assert_in_range (bits[bit], KEYS * 4 / 10, KEYS * 6 / 10);
  for (unsigned bucket = 0; bucket < BUCKETS; bucket++)
    {
      assert_in_range (low[bucket], 0, 8 * KEYS / BUCKETS);
      assert_in_range (high[bucket], 0, 8 * KEYS / BUCKETS);
    }
}

static void
test_random_keys_differ (void **state)
{
  (void) state;
  HashKey one, two;
  hash_key_init (&one);
  hash_key_init (&two);
  assert_memory_not_equal (&one, &two, sizeof one);
  assert_true (keyed_hash (&one, "octets", 6) == keyed_hash (&one, "octets", 6));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_octet_counts),
    cmocka_unit_test (test_spreads),
    cmocka_unit_test (test_random_keys_differ),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
