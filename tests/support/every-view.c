/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of views, each with the keys that lead there.  Screens of special cases are in
 * test-screens; here none is left out, and none is special. */
#include "config.h"

#include "tests/support/every-view.h"

#include "tests/support/ui-screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct ViewCase {
  const char *name;
  const char *keys;
  const char *const *sessions;
  bool fills;  /* has text far to the right on a wide screen */
  bool prompt; /* a line to write in is at the bottom, no hints */
} ViewCase;

static const char *const all[] = { "forged", "submission", "starttls", "gap", "hostile", "disowned", "honest", NULL };
static const char *const ways[] = { "way-first", "way-second", "way-third", NULL };
static const char *const refused[] = { "refused", NULL };
static const char *const gap[] = { "gap", NULL };
static const char *const tls[] = { "starttls", NULL };
static const char *const hostile[] = { "hostile", NULL };
static const char *const mail[] = { "nested", NULL };
static const char *const disowned[] = { "disowned", NULL };
static const char *const login[] = { "submission", NULL };

static const ViewCase view_cases[] = {
  { "sessions", "jj", all, true, false },
  { "mails", "{Tab}", all, true, false },
  { "all-findings", "{Tab}{Tab}{Enter}j", all, true, false },
  { "hosts", "{Tab}{Tab}{Tab}j", all, true, false },
  { "logins", "{Tab}{Tab}{Tab}{Tab}", login, true, false },
  { "paths", "{Tab}{Tab}{Tab}{Tab}{Tab}", ways, true, false },
  { "overview", "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}", all, false, false },
  { "dialogue", "{Enter}jjj", login, true, false },
  { "dialogue-ipv6", "{Enter}j", refused, true, false },
  { "dialogue-gap", "{Enter}G", gap, true, false },
  { "dialogue-tls", "{Enter}G", tls, true, false },
  { "dialogue-hostile", "{Enter}", hostile, true, false },
  { "message", "{Enter}{Tab}", mail, true, false },
  { "message-claims", "{Enter}{Tab}", disowned, true, false },
  { "message-hostile", "{Enter}{Tab}", hostile, false, false },
  { "findings", "{Enter}{Tab}{Tab}", login, false, false },
  { "changes", "{Tab}{Tab}{Tab}{Tab}{Tab}d", ways, false, false },
  { "filter", "fexposed && from ~ ", all, true, true },
  { "filter-form", "w", all, false, false },
  { "help", "?", all, false, false },
  { "why", "{Enter}{Tab}{Tab}W", login, false, false },
  { "why-sender", "{Enter}{Tab}W", disowned, false, false },
  { "columns", "O", all, false, true },
};

typedef struct Size {
  int rows, columns;
} Size;

static const Size golden_sizes[] = { { 24, 80 }, { 43, 132 } };
static const Size other_sizes[] = { { 10, 40 }, { 12, 40 }, { 60, 300 }, { 11, 41 }, { 16, 79 }, { 100, 100 } };
static const Size too_small = { 5, 20 };

static bool in_ascii;

static void
check_golden (UiScreen *screen, const ViewCase *this, Size size)
{
  ui_screen_resize (screen, size.rows, size.columns);
  char *text = ui_screen_text (screen);
  char *name = g_strdup_printf ("views/%s-%dx%d%s", this->name, size.columns, size.rows, in_ascii ? "-ascii" : "");
  bool same = ui_screen_is_golden (name, text);
  assert_true (!in_ascii || g_str_is_ascii (text));
  g_free (name);
  g_free (text);
  assert_true (same);
}

static char *
last_row (const char *text)
{
  char **rows = g_strsplit (text, "\n", -1);
  guint count = g_strv_length (rows);
  char *last = g_strdup (count > 1 ? rows[count - 2] : "");
  g_strfreev (rows);
  return last;
}

static bool
holds (char *const *pieces, const char *piece)
{
  for (; *pieces != NULL; pieces++)
    if (g_str_equal (g_strstrip (*pieces), piece))
      return true;
  return false;
}

/* A hint is whole or not there: each one of a narrow screen stands on a wide one, too. */
static void
check_hints (const char *narrow, const char *wide)
{
  char *some = last_row (narrow), *most = last_row (wide);
  char **left = g_strsplit (some, "  ", -1), **all_of_them = g_strsplit (most, "  ", -1);
  for (char **piece = left; *piece != NULL; piece++)
    if (!holds (all_of_them, g_strstrip (*piece)))
      fail_msg ("the hint \"%s\" is none of \"%s\"", *piece, most);
  g_strfreev (left);
  g_strfreev (all_of_them);
  g_free (some);
  g_free (most);
}

/* The longest row, in characters. */
static glong
longest (const char *text)
{
  char **rows = g_strsplit (text, "\n", -1);
  glong most = 0;
  for (char **row = rows; *row != NULL; row++)
    most = MAX (most, g_utf8_strlen (*row, -1));
  g_strfreev (rows);
  return most;
}

static void
check_sizes (UiScreen *screen, const ViewCase *this)
{
  ui_screen_resize (screen, 60, 300);
  char *wide = ui_screen_text (screen);
  if (this->fills)
    assert_true (longest (wide) > 200);
  for (size_t i = 0; i < G_N_ELEMENTS (other_sizes); i++)
    {
      ui_screen_resize (screen, other_sizes[i].rows, other_sizes[i].columns);
      char *text = ui_screen_text (screen);
      assert_null (strstr (text, "too small"));
      assert_true (!in_ascii || g_str_is_ascii (text));
      if (!this->prompt)
        check_hints (text, wide);
      g_free (text);
    }
  g_free (wide);
  ui_screen_resize (screen, too_small.rows, too_small.columns);
  assert_true (ui_screen_shows (screen, "too small"));
}

static void
test_view (void **state)
{
  const ViewCase *this = *state;
  const SinkOptions options = { 0 };
  UiScreen screen;
  ui_screen_open (&screen, golden_sizes[0].rows, golden_sizes[0].columns, &options);
  ui_screen_feed (&screen, this->sessions);
  ui_screen_finish_reading (&screen);
  g_free (ui_screen_text (&screen));
  ui_screen_type (&screen, this->keys);
  check_golden (&screen, this, golden_sizes[0]);
  check_golden (&screen, this, golden_sizes[1]);
  check_sizes (&screen, this);
  /* Whatever happened to the window, it comes back whole. */
  ui_screen_resize (&screen, golden_sizes[1].rows, golden_sizes[1].columns);
  g_free (ui_screen_text (&screen));
  check_golden (&screen, this, golden_sizes[0]);
  ui_screen_close (&screen);
}

int
every_view_run (bool ascii)
{
  struct CMUnitTest tests[G_N_ELEMENTS (view_cases)];
  in_ascii = ascii;
  for (size_t i = 0; i < G_N_ELEMENTS (view_cases); i++)
    tests[i] = (struct CMUnitTest){ .name = view_cases[i].name,
                                    .test_func = test_view,
                                    .initial_state = (void *) &view_cases[i] };
  return cmocka_run_group_tests_name ("every view", tests, NULL, NULL);
}
