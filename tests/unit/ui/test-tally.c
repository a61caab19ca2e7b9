/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretches of time: whatever the order of sessions and the clocks of captures, each is
 * counted once, in a stretch that holds its time. */
#include "config.h"

#include "ui/tally.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define SECOND INT64_C (1000000000)

typedef struct TallyCase {
  const char *name;
  int64_t times[8]; /* seconds; -1 ends */
  int64_t step;     /* seconds, of a stretch then */
  size_t stretches;
} TallyCase;

static const TallyCase tally_cases[] = {
  { "one", { 5, -1 }, 1, 1 },
  { "two in order", { 5, 64, -1 }, 1, 60 },
  { "as many as fit", { 0, TALLY_STRETCHES - 1, -1 }, 1, TALLY_STRETCHES },
  { "one more", { 0, TALLY_STRETCHES, -1 }, 2, TALLY_STRETCHES / 2 + 1 },
  { "an earlier one", { 50, 20, -1 }, 1, 31 },
  { "an earlier one that does not fit", { 1000, 1000 - TALLY_STRETCHES, -1 }, 2, TALLY_STRETCHES / 2 + 1 },
  { "back and forth", { 500, 100, 900, 0, 2000, 1999, -1 }, 32, 63 },
  { "a day", { 0, 86400, 43200, -1 }, 1024, 85 },
};

static uint64_t
count_all (const Tally *tally)
{
  uint64_t count = 0;
  for (size_t i = 0; i < TALLY_STRETCHES; i++)
    count += tally->stretches[i].clear;
  return count;
}

static void
test_case (void **state)
{
  const TallyCase *this = *state;
  Tally *tally = g_new0 (Tally, 1);
  uint64_t given = 0;
  for (; this->times[given] >= 0; given++)
    {
      TallyStretch *stretch = tally_stretch (tally, this->times[given] * SECOND);
      size_t index = (size_t) (stretch - tally->stretches);
      assert_in_range (index, 0, TALLY_STRETCHES - 1);
      int64_t from = tally->start + (int64_t) index * tally->step;
      assert_true (from <= this->times[given] * SECOND && this->times[given] * SECOND < from + tally->step);
      stretch->clear++;
      assert_int_equal (count_all (tally), given + 1);
    }
  assert_int_equal (tally->step / SECOND, this->step);
  assert_in_range (tally_count (tally), this->stretches - 1, this->stretches);
  g_free (tally);
}

/* Times at the edges of what 64 bits hold must neither overflow nor leave the table. */
static void
test_mad_clocks (G_GNUC_UNUSED void **state)
{
  static const int64_t times[] = { 0, INT64_MAX, 1, INT64_MIN, -1, INT64_MAX - 1, INT64_MIN + 1, SECOND };
  for (size_t first = 0; first < G_N_ELEMENTS (times); first++)
    {
      Tally *tally = g_new0 (Tally, 1);
      for (size_t i = 0; i < G_N_ELEMENTS (times); i++)
        tally_stretch (tally, times[(first + i) % G_N_ELEMENTS (times)])->clear++;
      assert_int_equal (count_all (tally), G_N_ELEMENTS (times));
      assert_in_range (tally_count (tally), 1, TALLY_STRETCHES);
      g_free (tally);
    }
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (tally_cases) + 1];
  for (size_t i = 0; i < G_N_ELEMENTS (tally_cases); i++)
    tests[i] = (struct CMUnitTest){ .name = tally_cases[i].name,
                                    .test_func = test_case,
                                    .initial_state = (void *) &tally_cases[i] };
  tests[G_N_ELEMENTS (tally_cases)] = (struct CMUnitTest) cmocka_unit_test (test_mad_clocks);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
