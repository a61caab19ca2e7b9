/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of a session: alignment, zeroes, sizes, and that nothing overlaps. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/arena.h"

#include <glib.h>
#include <stdalign.h>

static void
test_zeroed_and_aligned (void **state)
{
  Arena *arena = arena_new ();

  (void) state;
  for (size_t size = 0; size < 3000; size += 7)
    {
      uint8_t *at = arena_alloc (arena, size);
      assert_non_null (at);
      assert_true ((uintptr_t) at % alignof (uint64_t) == 0);
      for (size_t i = 0; i < size; i++)
        assert_int_equal (at[i], 0);
      memset (at, 0xff, size);
    }
  arena_free (arena);
}

static void
test_nothing_overlaps (void **state)
{
  static const size_t sizes[] = { 1, 17, 0, 255, 600, 3, 20000, 16, 9000, 1, 512, 511, 513, 100000, 2 };
  enum { ROUNDS = 20 };
  uint8_t *pieces[ROUNDS * G_N_ELEMENTS (sizes)];
  Arena *arena = arena_new ();

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      size_t size = sizes[i % G_N_ELEMENTS (sizes)];
      pieces[i] = arena_alloc (arena, size);
      memset (pieces[i], (int) (i % 251), size);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++)
    for (size_t k = 0; k < sizes[i % G_N_ELEMENTS (sizes)]; k++)
      assert_int_equal (pieces[i][k], i % 251);
  arena_free (arena);
}

static void
test_size_counts_what_was_given (void **state)
{
  Arena *arena = arena_new ();

  (void) state;
  assert_true (arena_size (arena) == 0);
  arena_alloc (arena, 10);
  arena_copy (arena, OCTETS ("abc"));
  arena_alloc (arena, 100000);
  assert_true (arena_size (arena) == 100013);
  assert_true (arena_memory (arena) >= 100013 && arena_memory (arena) < 110000);
  arena_free (arena);
}

static void
test_copy (void **state)
{
  char wire[] = "wire\0octets";
  Arena *arena = arena_new ();
  Octets copy = arena_copy (arena, octets_of (wire, sizeof wire - 1));

  (void) state;
  memset (wire, 'x', sizeof wire);
  assert_true (octets_equal (copy, OCTETS ("wire\0octets")));
  assert_int_equal (copy.at[copy.length], 0);
  copy = arena_copy (arena, OCTETS_NONE);
  assert_true (copy.length == 0);
  assert_non_null (copy.at);
  assert_int_equal (copy.at[0], 0);
  uint64_t *number = arena_new0 (arena, uint64_t);
  assert_true (*number == 0);
  arena_free (arena);
  arena_free (NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_zeroed_and_aligned),
    cmocka_unit_test (test_nothing_overlaps),
    cmocka_unit_test (test_size_counts_what_was_given),
    cmocka_unit_test (test_copy),
  };
  return cmocka_run_group_tests_name ("arena", tests, NULL, NULL);
}
