/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates of header fields. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/header-field.h"
#include "tests/support/guard-page.h"

enum { BAD = INT32_MIN };

static const struct {
  const char *name, *value;
  int64_t seconds; /* BAD: cannot be read */
} cases[] = {
  { "epoch", "Thu, 01 Jan 1970 00:00:00 +0000", 0 },
  { "before it", "Wed, 31 Dec 1969 23:59:59 +0000", -1 },
  { "regular", " Mon, 23 Nov 2026 21:28:33 +0000", 1795469313 },
  { "east", "Tue, 24 Nov 2026 06:28:33 +0900", 1795469313 },
  { "west by a half", "Mon, 23 Nov 2026 17:58:33 -0330", 1795469313 },
  { "zone by name", "Mon, 23 Nov 2026 16:28:33 EST", 1795469313 },
  { "GMT and a comment", "Mon, 23 Nov 2026 21:28:33 GMT (Greenwich)", 1795469313 },
  { "no day of the week", "23 Nov 2026 21:28:33 +0000", 1795469313 },
  { "no seconds", "Thu, 1 Jan 1970 00:01 +0000", 60 },
  { "lower case", "mon, 23 nov 2026 21:28:33 gmt", 1795469313 },
  { "year of two digits", "Mon, 23 Nov 26 21:28:33 +0000", 1795469313 },
  { "year of two digits, last century", "1 Jan 70 00:00:00 +0000", 0 },
  { "leap day", "Thu, 29 Feb 2024 00:00:00 +0000", 1709164800 },
  { "leap second", "Thu, 01 Jan 1970 00:00:60 +0000", 60 },
  { "folded", "Mon, 23 Nov 2026\r\n 21:28:33 +0000", 1795469313 },
  { "hyphens, for GMime", "Sat, 07-Aug-2004 01:02:03 -0700 (PDT)", 1091865723 },
  { "C library's form, for GMime", "Mon Nov 23 21:28:33 2026", 1795469313 },
  { "no such day", "Tue, 31 Feb 2026 10:00:00 +0900", BAD },
  { "past what nanoseconds can count", "Mon, 23 Nov 9999 00:00:00 +0000", BAD },
  { "words", "yesterday", BAD },
  { "nothing", "", BAD },
  { "only a comma", ",", BAD },
  { "hour 99", "Mon, 23 Nov 2026 99:28:33 +0000", BAD },
};

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage page = guard_page_new (cases[i].value, strlen (cases[i].value));
      int64_t time = 42;
      bool good = header_field_date (octets_of (page.octets, page.length), &time);
      if (good != (cases[i].seconds != BAD) || time != (good ? cases[i].seconds * 1000000000 : 42))
        fail_msg ("%s: %d %" G_GINT64_FORMAT, cases[i].name, good, time);
      guard_page_clear (&page);
    }
}

static void
test_hostile (void **state)
{
  static const char *const units[] = { "9", "Mon,", "(", "+", ":", "Jan ", "1 ", "\xff" };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) value = g_string_new ("Mon, 1 Jan ");
      int64_t time;
      while (value->len < 1 << 20)
        g_string_append (value, units[i]);
      if (header_field_date (octets_of (value->str, value->len), &time))
        assert_true (time != INT64_MIN);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_hostile),
  };
  return cmocka_run_group_tests_name ("header-date", tests, NULL, NULL);
}
