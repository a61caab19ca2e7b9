/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens in Japanese, by the catalogue that the build made: compared with
 * tests/screens/ja-NAME.txt, and none of their labels cut.  UPDATE=1 writes them anew.  A program of its own,
 * for a language is chosen once.  Says that it was skipped where no catalogue was built. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "dissect/printable.h"
#include "dissect/translate.h"
#include "ui/keymap.h"
#include "ui/view.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SKIPPED = 77 };

typedef struct JapaneseCase {
  const char *name;
  int rows, columns;
  const char *sessions[8];
  const char *keys;
} JapaneseCase;

#define ALL                                                                                                            \
  {                                                                                                                    \
    "forged", "submission", "starttls", "gap", "hostile", "refused", NULL                                              \
  }
#define WAY                                                                                                            \
  {                                                                                                                    \
    "way-first", "way-second", "way-third", NULL                                                                       \
  }

static const JapaneseCase cases[] = {
  { "list", 24, 80, ALL, "j" },
  { "list-wide", 43, 132, ALL, "j" },
  { "list-narrow", 10, 40, ALL, "" },
  { "list-empty", 10, 80, { NULL }, "" },
  { "mails", 24, 80, { "disowned", "honest", "forged", "hostile", NULL }, "{Tab}" },
  { "all-findings", 24, 80, ALL, "{Tab}{Tab}j" },
  { "hosts", 24, 80, ALL, "{Tab}{Tab}{Tab}jj" },
  { "logins", 24, 80, { "submission", NULL }, "{Tab}{Tab}{Tab}{Tab}j" },
  { "paths", 24, 80, WAY, "{Tab}{Tab}{Tab}{Tab}{Tab}" },
  { "paths-wide", 43, 132, WAY, "{Tab}{Tab}{Tab}{Tab}{Tab}<" },
  { "changes", 24, 80, WAY, "{Tab}{Tab}{Tab}{Tab}{Tab}d" },
  { "overview", 30, 80, ALL, "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}" },
  { "dialogue", 24, 80, { "forged", NULL }, "{Enter}jjj" },
  { "dialogue-wide", 43, 132, { "submission", NULL }, "{Enter}jjj" },
  { "dialogue-narrow", 10, 40, { "forged", NULL }, "{Enter}jjj" },
  { "dialogue-gap", 24, 80, { "gap", NULL }, "{Enter}G{Up}{Up}{Up}" },
  { "dialogue-tls", 24, 80, { "starttls", NULL }, "{Enter}/TLS{Enter}" },
  { "message", 43, 80, { "forged", NULL }, "{Enter}{Tab}" },
  { "message-wide", 60, 132, { "nested", NULL }, "{Enter}{Tab}" },
  { "message-narrow", 10, 40, { "forged", NULL }, "{Enter}{Tab}" },
  { "findings", 24, 80, { "submission", NULL }, "{Enter}{Tab}{Tab}" },
  { "why", 30, 80, { "submission", NULL }, "{Enter}{Tab}{Tab}W" },
  { "why-sender", 43, 80, { "honest", NULL }, "{Enter}{Tab}W" },
  { "columns", 24, 80, ALL, "O" },
  { "filter", 12, 80, ALL, "fexpo" },
  { "filter-error", 12, 80, ALL, "fsujbect ~ x{Enter}" },
  { "filter-kept", 12, 80, ALL, "ftls{Enter}" },
  { "filter-form", 24, 80, ALL, "walice{Down}{Down}{Down}{Down}{Down}{Down}{Down}{Right}{Right}" },
  { "help", 24, 80, { NULL }, "?" },
  { "help-end", 24, 80, { NULL }, "?G" },
};

/* With what the checks themselves find, and not the model. */
static const JapaneseCase found_cases[] = {
  { "found", 24, 80, ALL, "{Tab}{Tab}{Enter}j" },
  { "found-session", 30, 80, { "submission", NULL }, "{Enter}{Tab}{Tab}" },
  { "found-narrow", 16, 40, { "submission", NULL }, "{Enter}{Tab}{Tab}" },
  { "found-why", 43, 80, { "forged", NULL }, "{Tab}{Tab}W" },
};

static void
check_screens (const JapaneseCase *rows, size_t count, bool by_checks)
{
  bool same = true;
  for (size_t i = 0; i < count; i++)
    {
      const JapaneseCase *row = &rows[i];
      const SinkOptions options = { 0 };
      UiScreen screen;
      ui_screen_open (&screen, row->rows, row->columns, &options);
      if (by_checks)
        model_run_by_checks (screen.run);
      ui_screen_feed (&screen, row->sessions);
      ui_screen_finish_reading (&screen);
      ui_screen_type (&screen, row->keys);
      g_autofree char *text = ui_screen_text (&screen);
      g_autofree char *name = g_strconcat ("ja-", row->name, NULL);
      ui_screen_close (&screen);
      same &= ui_screen_is_golden (name, text);
    }
  assert_true (same);
}

static void
test_screens (void **state)
{
  (void) state;
  check_screens (cases, G_N_ELEMENTS (cases), false);
}

static void
test_found (void **state)
{
  (void) state;
  check_screens (found_cases, G_N_ELEMENTS (found_cases), true);
}

/* All tabs of the lists stand in the title on 80 columns, beside the place in the list. */
static void
test_tabs (void **state)
{
  enum { COLUMNS = 80, NAME = 11, PLACE = 8 };
  size_t width[PLACE_OVER] = { NAME, NAME + sizeof "Session 12345 " };
  (void) state;
  for (size_t i = 0; views[i] != NULL; i++)
    if (views[i]->place < PLACE_OVER)
      width[views[i]->place] += printable_width (_ (views[i]->title)) + 2;
  assert_true (width[PLACE_ROOT] + PLACE <= COLUMNS);
  assert_true (width[PLACE_SESSION] + PLACE <= COLUMNS);
}

/* Each hint alone fits the least screen, with its key. */
static void
test_hints (void **state)
{
  (void) state;
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    if (keymap_row (row)->hint != NULL)
      assert_true (printable_width (_ (keymap_row (row)->hint)) <= 20);
}

/* What programs read speaks English all the same. */
static void
test_names (void **state)
{
  (void) state;
  assert_string_equal (severity_name (SEVERITY_HIGH), "high");
  assert_string_not_equal (_ (severity_name (SEVERITY_HIGH)), "high");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_screens), cmocka_unit_test (test_found), cmocka_unit_test (test_tabs),
    cmocka_unit_test (test_hints),   cmocka_unit_test (test_names),
  };
  const char *catalogues = g_getenv ("TEXTDOMAINDIR");
  g_autofree char *catalogue
      = g_build_filename (catalogues != NULL ? catalogues : "locale", "ja", "LC_MESSAGES", PACKAGE_NAME ".mo", NULL);
  if (!g_file_test (catalogue, G_FILE_TEST_EXISTS))
    {
      fprintf (stderr, "skipped: no catalogue was built (Debian package gettext)\n");
      return SKIPPED;
    }
  g_setenv ("LANGUAGE", "ja", TRUE);
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return SKIPPED;
  bindtextdomain (PACKAGE_NAME, catalogues != NULL ? catalogues : "locale");
  bind_textdomain_codeset (PACKAGE_NAME, "UTF-8");
  textdomain (PACKAGE_NAME);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
