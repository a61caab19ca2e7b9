/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key logs as they grow: whole lines, each once, and what happens at the end. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/key-log.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Desk {
  char *folder, *path;
  GString *got; /* a bar behind each call */
} Desk;

static void
take (void *user, const uint8_t *octets, size_t length)
{
  Desk *desk = user;
  g_string_append_len (desk->got, (const char *) octets, (gssize) length);
  g_string_append_c (desk->got, '|');
}

static int
set_up (void **state)
{
  Desk *desk = g_new0 (Desk, 1);
  desk->folder = g_dir_make_tmp ("smtplens-keys-XXXXXX", NULL);
  assert_non_null (desk->folder);
  desk->path = g_build_filename (desk->folder, "log", NULL);
  desk->got = g_string_new (NULL);
  *state = desk;
  return 0;
}

static int
tear_down (void **state)
{
  Desk *desk = *state;
  g_unlink (desk->path);
  g_rmdir (desk->folder);
  g_free (desk->path);
  g_free (desk->folder);
  g_string_free (desk->got, TRUE);
  g_free (desk);
  return 0;
}

static void
append (const Desk *desk, const char *mode, const char *text)
{
  FILE *file = g_fopen (desk->path, mode);
  assert_non_null (file);
  assert_int_equal (fwrite (text, 1, strlen (text), file), strlen (text));
  assert_int_equal (fclose (file), 0);
}

static void
check_read (Desk *desk, KeyLog *log, bool growing, const char *expected)
{
  g_string_truncate (desk->got, 0);
  assert_true (key_log_read (log, growing, take, desk, NULL));
  assert_string_equal (desk->got->str, expected);
}

static void
grows (void **state)
{
  Desk *desk = *state;
  append (desk, "w", "one\ntw");
  KeyLog *log = key_log_open (desk->path, NULL);
  assert_non_null (log);
  check_read (desk, log, true, "one\n|");
  check_read (desk, log, true, "");
  append (desk, "a", "o\n");
  check_read (desk, log, true, "two\n|");
  append (desk, "a", "three");
  check_read (desk, log, true, "");
  check_read (desk, log, false, "three|");
  check_read (desk, log, false, "");
  key_log_free (log);
}

static void
begins_anew (void **state)
{
  Desk *desk = *state;
  append (desk, "w", "a long line\n");
  KeyLog *log = key_log_open (desk->path, NULL);
  check_read (desk, log, true, "a long line\n|");
  append (desk, "w", "short\n");
  check_read (desk, log, true, "short\n|");
  key_log_free (log);
}

static void
is_empty_or_without_a_line_end (void **state)
{
  Desk *desk = *state;
  append (desk, "w", "");
  KeyLog *log = key_log_open (desk->path, NULL);
  check_read (desk, log, false, "");
  append (desk, "w", "last");
  check_read (desk, log, false, "last|");
  key_log_free (log);
}

/* More than one buffer, and a line that is longer than it. */
static void
is_large (void **state)
{
  Desk *desk = *state;
  enum { LINES = 20000, LONG = 200 * 1024 };
  GString *text = g_string_new (NULL);
  for (int i = 0; i < LINES; i++)
    g_string_append_printf (text, "line %d\n", i);
  for (int i = 0; i < LONG; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\nend\n");
  append (desk, "w", text->str);
  KeyLog *log = key_log_open (desk->path, NULL);
  assert_true (key_log_read (log, false, take, desk, NULL));
  GString *whole = g_string_new (NULL);
  for (gsize i = 0; i < desk->got->len; i++)
    if (desk->got->str[i] != '|')
      g_string_append_c (whole, desk->got->str[i]);
  assert_true (g_string_equal (whole, text));
  g_string_free (whole, TRUE);
  g_string_free (text, TRUE);
  key_log_free (log);
}

static void
comes_by_a_pipe (void **state)
{
  Desk *desk = *state;
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  assert_int_equal (write (ends[1], "one\ntwo", 7), 7);
  close (ends[1]);
  g_autofree char *path = g_strdup_printf ("/dev/fd/%d", ends[0]);
  KeyLog *log = key_log_open (path, NULL);
  assert_non_null (log);
  check_read (desk, log, true, "one\ntwo|");
  check_read (desk, log, true, "");
  key_log_free (log);
  close (ends[0]);
}

static void
is_not_there (void **state)
{
  Desk *desk = *state;
  GError *error = NULL;
  assert_null (key_log_open (desk->path, &error));
  assert_non_null (error);
  assert_true (g_str_has_prefix (error->message, desk->path));
  g_error_free (error);
  error = NULL;
  KeyLog *log = key_log_open (desk->folder, NULL);
  assert_true (log == NULL || !key_log_read (log, false, take, desk, &error));
  g_clear_error (&error);
  key_log_free (log);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (grows, set_up, tear_down),
    cmocka_unit_test_setup_teardown (begins_anew, set_up, tear_down),
    cmocka_unit_test_setup_teardown (is_empty_or_without_a_line_end, set_up, tear_down),
    cmocka_unit_test_setup_teardown (is_large, set_up, tear_down),
    cmocka_unit_test_setup_teardown (comes_by_a_pipe, set_up, tear_down),
    cmocka_unit_test_setup_teardown (is_not_there, set_up, tear_down),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
