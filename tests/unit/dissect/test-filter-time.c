/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "dissect/filter-time.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SECOND INT64_C (1000000000)
/* 2026-11-23T00:00:00Z */
#define DATE (INT64_C (1795392000) * SECOND)

static const struct {
  const char *text;
  int64_t begin, length; /* length 0: refused */
  bool of_day;
} times[] = {
  { "1970-01-01", 0, 86400 * SECOND, false },
  { "2026-11-23", DATE, 86400 * SECOND, false },
  { "2026-11-23T10:30:00Z", DATE + 37800 * SECOND, SECOND, false },
  { "2026-11-23t10:30:00z", DATE + 37800 * SECOND, SECOND, false },
  { "2026-11-23T10:30", DATE + 37800 * SECOND, 60 * SECOND, false },
  { "2026-11-23 10:30:00.25", DATE + 37800 * SECOND + 250000000, 10000000, false },
  { "2026-11-23T19:30:00+09:00", DATE + 37800 * SECOND, SECOND, false },
  { "2026-11-23T08:00:00-02:30", DATE + 37800 * SECOND, SECOND, false },
  { "2024-02-29", INT64_C (1709164800) * SECOND, 86400 * SECOND, false },
  { "10:30", 37800 * SECOND, 60 * SECOND, true },
  { "10:30:05", 37805 * SECOND, SECOND, true },
  { "10:30Z", 37800 * SECOND, 60 * SECOND, true },
  { "23:59:59.999999999", 86400 * SECOND - 1, 1, true },
  { "", 0, 0, false },
  { "10", 0, 0, false },
  { "24:00", 0, 0, false },
  { "10:60", 0, 0, false },
  { "1:30", 0, 0, false },
  { "10:30:05.", 0, 0, false },
  { "10:30:05.1234567890", 0, 0, false },
  { "2026-13-01", 0, 0, false },
  { "2026-02-29", 0, 0, false },
  { "1969-12-31", 0, 0, false },
  { "2026-11-23T", 0, 0, false },
  { "2026-11-23T10:30:00Zx", 0, 0, false },
  { "2026-11-23T10:30+9", 0, 0, false },
};

static void
test_times (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (times); i++)
    {
      int64_t begin = -1, end = -1;
      bool of_day = false;
      bool good = filter_time_read (times[i].text, &begin, &end, &of_day);
      if (good != (times[i].length > 0))
        fail_msg ("'%s' was %s", times[i].text, good ? "taken" : "refused");
      if (!good)
        continue;
      assert_int_equal (begin, times[i].begin);
      assert_int_equal (end - begin, times[i].length);
      assert_int_equal (of_day, times[i].of_day);
    }
}

static const struct {
  const char *text;
  int64_t nanoseconds; /* -1: refused */
} durations[] = {
  { "90", 90 * SECOND },
  { "90s", 90 * SECOND },
  { "1.5s", 1500000000 },
  { "1.5m", 90 * SECOND },
  { "1h30m", 5400 * SECOND },
  { "200ms", 200000000 },
  { "3us", 3000 },
  { "7ns", 7 },
  { "2d", 172800 * SECOND },
  { "0", 0 },
  { "", -1 },
  { "s", -1 },
  { "1h30", -1 },
  { "5x", -1 },
  { "-1s", -1 },
  { "1.s", -1 },
  { "9999999999s", -1 },
  { "999999999d", -1 },
};

static void
test_durations (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      int64_t nanoseconds = -1;
      bool good = filter_duration_read (durations[i].text, &nanoseconds);
      if (good != (durations[i].nanoseconds >= 0))
        fail_msg ("'%s' was %s", durations[i].text, good ? "taken" : "refused");
      assert_int_equal (nanoseconds, durations[i].nanoseconds);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_times),
    cmocka_unit_test (test_durations),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
