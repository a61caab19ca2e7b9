/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of limits: each row reaches the field it names, and no two the same. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "src/pipeline-limits.h"

static uint64_t
value_of (const PipelineLimits *limits, const LimitRow *row)
{
  return *(const uint64_t *) (const void *) ((const char *) limits + row->at);
}

static void
test_assignments (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    uint64_t value; /* 0: refused */
  } rows[] = {
    { "events=1", 1 },
    { "events=64", 64 },
    { "events=64K", 65536 },
    { "events=1M", 1048576 },
    { "events=2G", UINT64_C (2147483648) },
    { "events=0", 0 },
    { "events=", 0 },
    { "events", 0 },
    { "events=K", 0 },
    { "events=1k", 0 },
    { "events=1KB", 0 },
    { "events=1 K", 0 },
    { "events= 1", 0 },
    { "events=-1", 0 },
    { "events=+1", 0 },
    { "events=0x10", 0 },
    { "events=1.5M", 0 },
    { "events=9223372036854775807", INT64_MAX },
    { "events=9223372036854775808", 0 },
    { "events=18446744073709551616", 0 },
    { "events=8589934591G", UINT64_C (8589934591) << 30 },
    { "events=8589934592G", 0 },
    { "event=1", 0 },
    { "eventss=1", 0 },
    { "Events=1", 0 },
    { "=1", 0 },
    { "", 0 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      PipelineLimits limits;
      char *error_text = NULL;
      pipeline_limits_init (&limits);
      uint64_t before = limits.session.events;
      bool set = pipeline_limits_set (&limits, rows[i].text, &error_text);
      if (set != (rows[i].value > 0))
        fail_msg ("%s: %s", rows[i].text, set ? "taken" : "refused");
      assert_true (limits.session.events == (set ? rows[i].value : before));
      /* One line that names what is wrong, or none. */
      assert_true (set == (error_text == NULL));
      assert_true (set || (error_text[0] != '\0' && strchr (error_text, '\n') == NULL));
      g_free (error_text);
    }
}

static void
test_every_row (void **state)
{
  (void) state;
  PipelineLimits standard;
  pipeline_limits_init (&standard);
  for (size_t i = 0; i < limit_row_count; i++)
    {
      const LimitRow *row = &limit_rows[i];
      const char *meaning = NULL;
      uint64_t shown = 0;
      assert_string_equal (pipeline_limit_name (i, &meaning, &shown), row->name);
      assert_string_equal (meaning, row->meaning);
      if (shown == 0 || shown != value_of (&standard, row))
        fail_msg ("%s has no standard value", row->name);
      for (size_t j = 0; j < i; j++)
        if (strcmp (row->name, limit_rows[j].name) == 0 || row->at == limit_rows[j].at)
          fail_msg ("%s and %s are the same", row->name, limit_rows[j].name);

      PipelineLimits limits = standard;
      g_autofree char *assignment = g_strdup_printf ("%s=12345", row->name);
      char *error_text = NULL;
      if (!pipeline_limits_set (&limits, assignment, &error_text))
        fail_msg ("%s", error_text);
      for (size_t j = 0; j < limit_row_count; j++)
        if (value_of (&limits, &limit_rows[j]) != (i == j ? 12345 : value_of (&standard, &limit_rows[j])))
          fail_msg ("%s sets %s", row->name, limit_rows[j].name);
    }
  const char *meaning = "untouched";
  uint64_t shown = 7;
  assert_null (pipeline_limit_name (limit_row_count, &meaning, &shown));
  assert_string_equal (meaning, "untouched");
  assert_int_equal (shown, 7);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_assignments),
    cmocka_unit_test (test_every_row),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
