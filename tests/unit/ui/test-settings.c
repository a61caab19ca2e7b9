/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/support/ui-screen.h"
#include "ui/settings.h"
#include "ui/ui.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
note (gpointer user, unsigned line, const char *why)
{
  g_string_append_printf (user, "%u: %s\n", line, why);
}

/* What was told of the text. */
static char *
told_of (UiSettings *settings, const char *text)
{
  GString *told = g_string_new (NULL);
  settings_init (settings);
  settings_read (settings, text, strlen (text), note, told);
  return g_string_free (told, FALSE);
}

static void
test_good_file (void **state)
{
  UiSettings settings;
  (void) state;
  g_autofree char *told = told_of (&settings, "# mine\n\ntheme = dark\r\nmouse = off\n"
                                              "[keys]\n open = Enter, v\nsearch = Comma\nsuspend = none\n"
                                              "; colours\n[ Colors ]\nhigh = red bold\nselected = black on 208");
  assert_string_equal (told, "");
  assert_int_equal (settings.lines_wrong, 0);
  assert_int_equal (settings.look.theme, theme_find ("dark"));
  assert_false (settings.mouse);
  assert_int_equal (keymap_action (&settings.keymap, 'v', SCOPE_OPEN), ACTION_OPEN);
  assert_int_equal (keymap_action (&settings.keymap, '\r', SCOPE_OPEN), ACTION_OPEN);
  assert_int_equal (keymap_action (&settings.keymap, ',', SCOPE_SEARCH), ACTION_SEARCH);
  assert_int_equal (keymap_action (&settings.keymap, '/', ~0u), ACTION_NONE);
  assert_int_equal (keymap_action (&settings.keymap, 26, ~0u), ACTION_NONE);
  assert_int_equal (keymap_action (&settings.keymap, 'j', SCOPE_MOVE), ACTION_DOWN);
  assert_true (settings.look.changed[STYLE_HIGH]);
  assert_int_equal (settings.look.looks[STYLE_SELECTED].background, 208);
  assert_false (settings.look.changed[STYLE_LOW]);
}

static void
test_wrong_lines (void **state)
{
  static const struct {
    const char *text;
    const char *told; /* the beginning of the first line; one is told */
  } cases[] = {
    { "hello", "1: 'NAME = VALUE' is expected" },
    { "\n\ntheme = solar\n", "3: theme is one of default, light, dark, monochrome, color-blind, not 'solar'" },
    { "mouse = perhaps", "1: mouse is on or off" },
    { "color = red", "1: 'color' is not known here" },
    { "[key]\nup = c\n", "1: there is no group 'key'" },
    { "[keys\n", "1: a group is named" },
    { "[keys]\nfly = c", "2: 'fly' is nothing a key can do" },
    { "[keys]\nup = F99", "2: 'F99' is no key" },
    { "[keys]\nup = \x1b[2J", "2: '\\x1b[2J' is no key" },
    { "[keys]\nup = x,,y", "2: a key is missing" },
    { "[keys]\nup =", "2: a key is missing" },
    { "[keys]\nup = c\nup = y", "3: 'up' has its keys from line 2 already" },
    { "[keys]\nquit = none", "2: 'quit' needs a key" },
    { "[keys]\nup = ^C", "2: ^C always quits" },
    { "[keys]\nup = j", "2: j is bound twice: to 'up' here, and it is the standard key of 'down'" },
    { "[keys]\nup = c\nsearch = c", "3: c is bound twice: to 'search' here, to 'up' in line 2" },
    { "[colors]\nhi = red", "2: 'hi' is nothing that has a colour" },
    { "[colors]\nhigh = rot", "2: 'rot' is no colour" },
    { "[colors]\nhigh = red\nhigh = blue", "3: 'high' has its colour from line 2 already" },
    { "[keys]\nup = \xff", "2: this is not UTF-8" },
    { "[keys]\nup = 1,2,3,4,5,6,7,8,9,0,a,b,c", "2: too many keys" },
  };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      UiSettings settings;
      g_autofree char *told = told_of (&settings, cases[i].text);
      if (!g_str_has_prefix (told, cases[i].told) || settings.lines_wrong != 1)
        fail_msg ("'%s' told:\n%s", cases[i].text, told);
    }
}

/* The wrong line alone is left out. */
static void
test_rest_counts (void **state)
{
  UiSettings settings;
  (void) state;
  g_autofree char *told = told_of (&settings, "[keys]\nup = j\nopen = v\n");
  assert_non_null (strstr (told, "j is bound twice"));
  assert_int_equal (settings.lines_wrong, 1);
  assert_int_equal (keymap_action (&settings.keymap, 'v', SCOPE_OPEN), ACTION_OPEN);
  assert_int_equal (keymap_action (&settings.keymap, 'k', SCOPE_MOVE), ACTION_UP);
  assert_int_equal (keymap_action (&settings.keymap, 'j', SCOPE_MOVE), ACTION_DOWN);
}

static void
test_keys_change_places (void **state)
{
  UiSettings settings;
  (void) state;
  g_autofree char *told = told_of (&settings, "[keys]\nup = j\ndown = k\n");
  assert_string_equal (told, "");
  assert_int_equal (keymap_action (&settings.keymap, 'j', SCOPE_MOVE), ACTION_UP);
  assert_int_equal (keymap_action (&settings.keymap, 'k', SCOPE_MOVE), ACTION_DOWN);
}

/* A line that gives way may take the ground from another one. */
static void
test_conflicts_in_a_row (void **state)
{
  UiSettings settings;
  (void) state;
  g_autofree char *told = told_of (&settings, "[keys]\nsearch = c\nup = j\ndown = c, k\n");
  assert_int_equal (settings.lines_wrong, 2);
  assert_non_null (strstr (told, "4: c is bound twice"));
  assert_non_null (strstr (told, "3: j is bound twice"));
  assert_int_equal (keymap_action (&settings.keymap, 'j', SCOPE_MOVE), ACTION_DOWN);
  assert_int_equal (keymap_action (&settings.keymap, 'k', SCOPE_MOVE), ACTION_UP);
}

static void
test_quit_keeps_control_c (void **state)
{
  UiSettings settings;
  (void) state;
  g_autofree char *told = told_of (&settings, "[keys]\nquit = X\n");
  assert_string_equal (told, "");
  assert_int_equal (keymap_action (&settings.keymap, 'X', SCOPE_PROGRAM), ACTION_QUIT);
  assert_int_equal (keymap_action (&settings.keymap, 3, SCOPE_PROGRAM), ACTION_QUIT);
}

/* What is dumped says the same again. */
static void
test_dump_is_a_configuration (void **state)
{
  UiSettings first, second;
  (void) state;
  g_autofree char *told
      = told_of (&first, "[keys]\nopen = v\nsearch = Comma, \xe3\x81\x82\nsuspend = none\nup = F12\n");
  assert_string_equal (told, "");
  g_autofree char *dump = settings_dump_keys (&first);
  g_autofree char *again = told_of (&second, dump);
  assert_string_equal (again, "");
  g_autofree char *dumped = settings_dump_keys (&second);
  assert_string_equal (dump, dumped);
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    for (const Key *key = first.keymap.keys[row]; *key != 0; key++)
      assert_int_equal (keymap_action (&second.keymap, *key, keymap_row (row)->scope), keymap_row (row)->action);
}

/* Any octets, cut anywhere. */
static void
test_hostile_text (void **state)
{
  static const char text[] = "[keys]\nup = \0, x\n[\n]\n=\n[colors]\nhigh = \xc3\n\xf0\x9f=1\n====\ntheme\n";
  (void) state;
  for (size_t length = 0; length < sizeof text; length++)
    {
      UiSettings settings;
      GString *told = g_string_new (NULL);
      settings_init (&settings);
      settings_read (&settings, text, length, note, told);
      assert_true (g_utf8_validate (told->str, -1, NULL));
      assert_int_equal (keymap_action (&settings.keymap, 3, SCOPE_PROGRAM), ACTION_QUIT);
      g_string_free (told, TRUE);
    }
}

static void
test_screen_shows_changed_keys (void **state)
{
  static const char *const names[] = { "forged", NULL };
  UiSettings settings;
  UiScreen screen;
  const SinkOptions options = { 0 };
  (void) state;
  g_autofree char *told
      = told_of (&settings, "[keys]\nopen = v\nhelp = H\nback-or-quit = c\nsearch = s\nsecrets = E\n");
  assert_string_equal (told, "");
  ui_screen_open_with (&screen, 24, 80, &options, &settings);
  ui_screen_feed (&screen, names);
  assert_true (ui_screen_shows (&screen, "v open"));
  assert_true (ui_screen_shows (&screen, "c quit"));
  ui_screen_type (&screen, "{Enter}");
  assert_true (ui_screen_shows (&screen, "[Sessions]"));
  /* In a search they are characters. */
  ui_screen_type (&screen, "soo");
  assert_true (ui_screen_shows (&screen, "/oo"));
  ui_screen_type (&screen, "{Esc}v");
  assert_true (ui_screen_shows (&screen, "[Dialogue]"));
  ui_screen_type (&screen, "H");
  assert_true (ui_screen_shows (&screen, "v                  open what is selected"));
  ui_screen_type (&screen, "cc");
  assert_true (ui_screen_shows (&screen, "[Sessions]"));
  ui_screen_type (&screen, "{Esc}");
  assert_true (ui_screen_shows (&screen, "This is the first list; c quits."));
  ui_screen_close (&screen);
}

static void
test_screen_says_lines_are_left_out (void **state)
{
  UiSettings settings;
  UiScreen screen;
  const SinkOptions options = { 0 };
  (void) state;
  g_autofree char *told = told_of (&settings, "nonsense\n");
  assert_string_not_equal (told, "");
  ui_screen_open_with (&screen, 24, 80, &options, &settings);
  assert_true (ui_screen_shows (&screen, "1 line of the configuration file was left out; standard error tells why."));
  ui_screen_close (&screen);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good_file),
    cmocka_unit_test (test_wrong_lines),
    cmocka_unit_test (test_rest_counts),
    cmocka_unit_test (test_keys_change_places),
    cmocka_unit_test (test_conflicts_in_a_row),
    cmocka_unit_test (test_quit_keeps_control_c),
    cmocka_unit_test (test_dump_is_a_configuration),
    cmocka_unit_test (test_hostile_text),
    cmocka_unit_test (test_screen_shows_changed_keys),
    cmocka_unit_test (test_screen_says_lines_are_left_out),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
