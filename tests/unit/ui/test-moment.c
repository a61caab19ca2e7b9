/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as words, and by the clock of another zone. */
#include "config.h"

#include "ui/moment.h"

#include "dissect/time-difference.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

#define SECOND ((int64_t) 1000000000)
/* 2026-11-23T10:00:00Z */
#define MORNING (1795428000 * SECOND)

/* Frees what was said. */
static void
assert_said (char *said, const char *expected)
{
  assert_string_equal (said, expected);
  g_free (said);
}

static void
set_zone (const char *zone)
{
  g_setenv ("TZ", zone, TRUE);
  tzset ();
}

static void
test_clock (void **state)
{
  (void) state;
  set_zone ("UTC0");
  assert_said (moment_clock (0, false, 0), "00:00:00");
  assert_said (moment_clock (MORNING + 123456789, false, 0), "10:00:00");
  assert_said (moment_clock (MORNING + 123456789, false, 3), "10:00:00.123");
  assert_said (moment_clock (MORNING + 123456789, false, 6), "10:00:00.123456");
  assert_said (moment_clock (MORNING, true, 0), "10:00:00");
  set_zone ("JST-9");
  assert_said (moment_clock (MORNING, true, 0), "19:00:00");
  assert_said (moment_clock (MORNING, false, 0), "10:00:00");
  set_zone ("WEST3:30");
  assert_said (moment_clock (MORNING, true, 0), "06:30:00");
}

static void
test_date (void **state)
{
  (void) state;
  set_zone ("JST-9");
  assert_said (moment_date (MORNING, false, false), "2026-11-23T10:00:00.000000Z");
  assert_said (moment_date (MORNING + 15 * 3600 * SECOND, true, false), "2026-11-24T10:00:00.000000+09:00");
  assert_said (moment_zone (MORNING), "+09:00");
  set_zone ("WEST3:30");
  assert_said (moment_date (MORNING, true, true), "2026-11-23T06:30:00.000000000-03:30");
}

/* Summer and winter: the zone is that of the packet's time. */
static void
test_summer (void **state)
{
  (void) state;
  set_zone ("CET-1CEST,M3.5.0,M10.5.0/3");
  assert_said (moment_zone (MORNING), "+01:00");
  assert_said (moment_zone (MORNING - 120 * 86400 * SECOND), "+02:00");
}

static void
test_since (void **state)
{
  (void) state;
  assert_said (moment_since (5 * SECOND, 5 * SECOND), "+0.000");
  assert_said (moment_since (0, 2 * SECOND + 1000000), "-2.001");
  assert_said (moment_since (999 * SECOND + 999000000, 0), "+999.999");
  assert_said (moment_since (3723 * SECOND, 0), "+1:02:03");
  assert_said (moment_since (442860 * SECOND, 0), "+123h01m");
  assert_said (moment_since (9000000 * SECOND, 0), "+104d");
  /* Two hostile times. */
  g_free (moment_since (INT64_MAX, INT64_MIN));
  g_free (moment_since (INT64_MIN, INT64_MAX));
  assert_int_equal (time_difference (INT64_MAX, INT64_MIN), INT64_MAX);
  assert_int_equal (time_difference (INT64_MIN, INT64_MAX), INT64_MIN);
  assert_int_equal (time_distance (INT64_MIN, INT64_MAX), INT64_MAX);
  assert_int_equal (time_distance (3, -4), 7);
}

static void
test_duration (void **state)
{
  (void) state;
  assert_said (moment_duration (-5), "0 s");
  assert_said (moment_duration (142999), "0.142 ms");
  assert_said (moment_duration (1000000), "0.001 s");
  assert_said (moment_duration (SECOND / 2), "0.500 s");
  assert_said (moment_duration (12 * SECOND + 345000000), "12.3 s");
  assert_said (moment_duration (200 * SECOND), "3 min 20 s");
  assert_said (moment_duration (7500 * SECOND), "2 h 5 min");
  g_free (moment_duration (INT64_MAX));
}

static void
test_hostile_times (void **state)
{
  (void) state;
  set_zone ("JST-9");
  const int64_t times[] = { INT64_MIN, INT64_MIN + 1, -1, 0, INT64_MAX - 1, INT64_MAX };
  for (size_t i = 0; i < G_N_ELEMENTS (times); i++)
    for (int digits = 0; digits <= 6; digits += 3)
      {
        char *clock = moment_clock (times[i], true, digits);
        assert_int_equal (strlen (clock), digits > 0 ? 9 + digits : 8);
        g_free (clock);
        g_free (moment_date (times[i], true, true));
      }
}

/* Each style is followed by another one, and comes again. */
static void
test_styles (void **state)
{
  (void) state;
  for (int ladder = 0; ladder < 2; ladder++)
    {
      TimeStyle style = TIMES_UTC;
      for (int i = 0; i < (ladder ? 4 : 3); i++)
        {
          assert_true (style != TIMES_DELTA || ladder);
          assert_true (strlen (time_style_heading (style)) <= 8);
          assert_string_not_equal (time_style_words (style, ladder), "");
          style = time_style_next (style, ladder);
        }
      assert_int_equal (style, TIMES_UTC);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_clock),  cmocka_unit_test (test_date),     cmocka_unit_test (test_summer),
    cmocka_unit_test (test_since),  cmocka_unit_test (test_duration), cmocka_unit_test (test_hostile_times),
    cmocka_unit_test (test_styles),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
