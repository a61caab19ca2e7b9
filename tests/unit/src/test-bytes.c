/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cursor over a packet, and the checksum of what it passes over. */
#include "config.h"

#include "../../support/guard-page.h"
#include "wire.h"

#include "src/bytes.h"
#include "src/checksum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const uint8_t octets[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static void
test_getters (void **state)
{
  (void) state;
  Bytes bytes = bytes_init (octets, 8, 8);
  assert_int_equal (bytes_u8 (&bytes), 0x01);
  assert_int_equal (bytes_be16 (&bytes), 0x0203);
  assert_int_equal (bytes_le16 (&bytes), 0x0504);
  assert_int_equal (bytes_captured (&bytes), 3);
  bytes = bytes_init (octets, 8, 8);
  assert_int_equal (bytes_be32 (&bytes), 0x01020304);
  assert_int_equal (bytes_le32 (&bytes), 0x08070605);
  assert_int_equal (bytes_captured (&bytes), 0);
  assert_int_equal (bytes.failure, BYTES_FINE);
}

/* Every place of the two ends and every count: what is here is given, what is
 * between the ends fails as cut, what is past both as short, and it stays so. */
static void
test_ends (void **state)
{
  (void) state;
  for (size_t captured = 0; captured <= 8; captured++)
    for (size_t length = captured; length <= 10; length++)
      for (size_t count = 0; count <= 12; count++)
        {
          GuardPage guard = guard_page_new (octets, captured);
          Bytes bytes = bytes_init (guard.octets, captured, length);
          const BytesFailure expected = count <= captured ? BYTES_FINE : count <= length ? BYTES_CUT : BYTES_SHORT;
          assert_true (bytes_peek (&bytes, count) == (expected == BYTES_FINE ? guard.octets : NULL));
          assert_int_equal (bytes.failure, BYTES_FINE);
          const uint8_t *taken = bytes_take (&bytes, count);
          assert_true (taken == (expected == BYTES_FINE ? guard.octets : NULL));
          assert_int_equal (bytes.failure, expected);
          assert_int_equal (bytes_captured (&bytes), expected == BYTES_FINE ? captured - count : 0);
          assert_int_equal (bytes_length (&bytes), expected == BYTES_FINE ? length - count : 0);
          if (expected != BYTES_FINE)
            {
              assert_int_equal (bytes_u8 (&bytes), 0);
              assert_int_equal (bytes_be16 (&bytes), 0);
              assert_int_equal (bytes_be32 (&bytes), 0);
              assert_int_equal (bytes.failure, expected);
            }

          bytes = bytes_init (guard.octets, captured, length);
          bytes_skip (&bytes, count);
          assert_int_equal (bytes.failure, count <= length ? BYTES_FINE : BYTES_SHORT);
          assert_int_equal (bytes_length (&bytes), count <= length ? length - count : 0);
          assert_int_equal (bytes_captured (&bytes), count <= captured ? captured - count : 0);

          bytes = bytes_init (guard.octets, captured, length);
          bytes_limit (&bytes, count);
          assert_int_equal (bytes_length (&bytes), MIN (length, count));
          assert_int_equal (bytes_captured (&bytes), MIN (captured, count));

          bytes = bytes_init (guard.octets, captured, length);
          bytes_set_length (&bytes, count);
          assert_int_equal (bytes_length (&bytes), count);
          assert_int_equal (bytes_captured (&bytes), MIN (captured, count));
          guard_page_clear (&guard);
        }
}

/* The fast sum against the slow one, at every length and place of memory. */
static void
test_checksum (void **state)
{
  (void) state;
  uint8_t room[400];
  for (unsigned fill = 0; fill < 3; fill++)
    {
      for (size_t i = 0; i < sizeof room; i++)
        room[i] = fill == 0 ? 0xff : fill == 1 ? (uint8_t) (i * 91 + 7) : 0;
      for (size_t start = 0; start < 16; start++)
        for (size_t length = 0; length < 300; length++)
          {
            GuardPage guard = guard_page_new (room + start, length);
            const uint16_t slow = (uint16_t) wire_sum (0, guard.octets, length);
            const uint16_t fast = checksum_fold (checksum_add (0, guard.octets, length));
            assert_int_equal (ntohs (fast), slow);
            assert_int_equal (ntohs (checksum_fold (checksum_add_short (0, guard.octets, length))), slow);
            guard_page_clear (&guard);
          }
    }
  assert_int_equal (checksum_fold (UINT64_MAX), 0xffff);
  assert_int_equal (checksum_fold (UINT64_C (0xffff00000000)), 0xffff);
  assert_int_equal (checksum_fold (0), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_getters),
    cmocka_unit_test (test_ends),
    cmocka_unit_test (test_checksum),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
