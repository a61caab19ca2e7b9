/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretches of time: whatever the order of sessions and the clocks of captures, each is
 * counted once, in a stretch that holds its time. */
#include "config.h"

#include "ui/stretches.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define SECOND INT64_C (1000000000)

typedef struct StretchCase {
  const char *name;
  int64_t times[8]; /* seconds; -1 ends */
  int64_t step;     /* seconds, of a stretch then */
  size_t stretches;
} StretchCase;

static const StretchCase stretch_cases[] = {
  { "one", { 5, -1 }, 1, 1 },
  { "two in order", { 5, 64, -1 }, 1, 60 },
  { "as many as fit", { 0, STRETCHES - 1, -1 }, 1, STRETCHES },
  { "one more", { 0, STRETCHES, -1 }, 2, STRETCHES / 2 + 1 },
  { "an earlier one", { 50, 20, -1 }, 1, 31 },
  { "an earlier one that does not fit", { 1000, 1000 - STRETCHES, -1 }, 2, STRETCHES / 2 + 1 },
  { "back and forth", { 500, 100, 900, 0, 2000, 1999, -1 }, 32, 63 },
  { "a day", { 0, 86400, 43200, -1 }, 1024, 85 },
};

static uint64_t
count_all (const Stretches *stretches)
{
  uint64_t count = 0;
  for (size_t i = 0; i < STRETCHES; i++)
    count += stretches->stretch[i].amount[0];
  return count;
}

static void
test_case (void **state)
{
  const StretchCase *this = *state;
  Stretches *stretches = g_new0 (Stretches, 1);
  uint64_t given = 0;
  int64_t from;
  for (; this->times[given] >= 0; given++)
    {
      Stretch *stretch = stretches_at (stretches, this->times[given] * SECOND, &from);
      size_t index = (size_t) (stretch - stretches->stretch);
      assert_in_range (index, 0, STRETCHES - 1);
      assert_int_equal (from, stretches->start + (int64_t) index * stretches->step);
      assert_true (from <= this->times[given] * SECOND && this->times[given] * SECOND < from + stretches->step);
      stretch->amount[0]++;
      assert_int_equal (count_all (stretches), given + 1);
    }
  assert_int_equal (stretches->step / SECOND, this->step);
  assert_in_range (stretches_count (stretches), this->stretches - 1, this->stretches);
  g_free (stretches);
}

/* Times at the edges of what 64 bits hold must neither overflow nor leave the table. */
static void
test_mad_clocks (G_GNUC_UNUSED void **state)
{
  static const int64_t times[] = { 0, INT64_MAX, 1, INT64_MIN, -1, INT64_MAX - 1, INT64_MIN + 1, SECOND };
  for (size_t first = 0; first < G_N_ELEMENTS (times); first++)
    {
      Stretches *stretches = g_new0 (Stretches, 1);
      for (size_t i = 0; i < G_N_ELEMENTS (times); i++)
        stretches_at (stretches, times[(first + i) % G_N_ELEMENTS (times)], NULL)->amount[0]++;
      assert_int_equal (count_all (stretches), G_N_ELEMENTS (times));
      assert_in_range (stretches_count (stretches), 1, STRETCHES);
      g_free (stretches);
    }
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (stretch_cases) + 1];
  for (size_t i = 0; i < G_N_ELEMENTS (stretch_cases); i++)
    tests[i] = (struct CMUnitTest){ .name = stretch_cases[i].name,
                                    .test_func = test_case,
                                    .initial_state = (void *) &stretch_cases[i] };
  tests[G_N_ELEMENTS (stretch_cases)] = (struct CMUnitTest) cmocka_unit_test (test_mad_clocks);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
