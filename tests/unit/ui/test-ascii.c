/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In the C locale every row is ASCII, and arrows and bands keep their likeness.  A
 * program of its own, for the terminal library asks for the locale once. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void
check_screen_of (int rows, int columns, const char *name, const char *session, const char *keys)
{
  const SinkOptions options = { 0 };
  UiScreen screen;
  ui_screen_open (&screen, rows, columns, &options);
  ui_screen_feed (&screen, (const char *const[]){ session, NULL });
  ui_screen_finish_reading (&screen);
  ui_screen_type (&screen, keys);
  char *text = ui_screen_text (&screen);
  ui_screen_close (&screen);
  assert_true (g_str_is_ascii (text));
  bool same = ui_screen_is_golden (name, text);
  g_free (text);
  assert_true (same);
}

static void
check_screen (const char *name, const char *session, const char *keys)
{
  check_screen_of (24, 80, name, session, keys);
}

static void
test_wide (void **state)
{
  (void) state;
  check_screen_of (43, 132, "ascii-dialogue-wide", "nested", "{Enter}/mail 1{Enter}x");
  check_screen_of (60, 132, "ascii-message-wide", "nested", "{Enter}{Tab}h");
}

static void
test_list (void **state)
{
  (void) state;
  check_screen ("ascii-list", "forged", "");
  check_screen ("ascii-list-marked", "forged", "m");
  check_screen ("ascii-columns", "forged", "Oj ");
  check_screen ("ascii-profiles", "forged", "PG");
  check_screen ("ascii-list-sorted", "forged", "lloz{Up}");
}

static const char *
refuses_nothing (gpointer user, SaveForm form)
{
  (void) user;
  (void) form;
  return NULL;
}

static char *
same_path (gpointer user, const char *path)
{
  (void) user;
  return g_strdup (path);
}

static void
test_save (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  const Saver saver = { .refuses = refuses_nothing, .free_path = same_path };
  UiScreen screen;
  ui_screen_open (&screen, 10, 40, &options);
  ui_set_saver (screen.ui, &saver);
  ui_screen_feed (&screen, (const char *const[]){ "forged", NULL });
  ui_screen_finish_reading (&screen);
  ui_screen_type (&screen, "S{Down}{Down}\x15/a/path/that/is/longer/than/its/line.eml");
  char *text = ui_screen_text (&screen);
  ui_screen_close (&screen);
  assert_true (g_str_is_ascii (text));
  bool same = ui_screen_is_golden ("ascii-save", text);
  g_free (text);
  assert_true (same);
}

static void
test_dialogue (void **state)
{
  (void) state;
  check_screen ("ascii-dialogue", "gap", "{Enter}G");
}

static void
test_again (void **state)
{
  (void) state;
  check_screen ("ascii-again", "again", "{Enter}j");
}

static void
test_tube (void **state)
{
  (void) state;
  check_screen ("ascii-tls", "starttls", "{Enter}G");
}

static void
test_copies (void **state)
{
  (void) state;
  check_screen ("ascii-copies", "copies", "{Enter}jjjjx");
}

static void
test_why (void **state)
{
  (void) state;
  check_screen ("ascii-why", "forged", "{Tab}{Tab}W");
}

static void
test_message (void **state)
{
  (void) state;
  check_screen ("ascii-message", "forged", "{Enter}{Tab}");
}

static void
test_filter (void **state)
{
  (void) state;
  check_screen ("ascii-filter", "forged", "fexposed && form ~ x");
}

static void
test_tree (void **state)
{
  (void) state;
  check_screen ("ascii-tree", "nested", "{Enter}{Tab}/Parts{Enter}");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_list),    cmocka_unit_test (test_dialogue), cmocka_unit_test (test_again),
    cmocka_unit_test (test_tube),    cmocka_unit_test (test_copies),   cmocka_unit_test (test_why),
    cmocka_unit_test (test_message), cmocka_unit_test (test_tree),     cmocka_unit_test (test_wide),
    cmocka_unit_test (test_filter),  cmocka_unit_test (test_save),
  };
  setlocale (LC_ALL, "C");
  return cmocka_run_group_tests (tests, NULL, NULL);
}
