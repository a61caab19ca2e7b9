/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screens remember: its text, what of it is kept when, and profiles. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/screen-state.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const all_sessions[] = { "forged", "submission", "starttls", "gap", "hostile", "refused", NULL };

static void
tell (gpointer user, unsigned line, const char *why)
{
  g_string_append_printf (user, "%u: %s\n", line, why);
}

/* What is told of the text, in `told`; the text that says the same. */
static char *
read_text (const char *text, size_t length, GString *told, unsigned *wrong)
{
  ScreenState state;
  screen_state_init (&state);
  *wrong = screen_state_read (&state, text, length, tell, told);
  char *again = screen_state_text (&state);
  screen_state_clear (&state);
  return again;
}

static void
test_text_comes_back (void **state)
{
  static const char text[] = "# What the screens of smtplens remember; written by the program.\n"
                             "times = local\n"
                             "ladder-times = line\n"
                             "sessions.columns = client, time, id\n"
                             "sessions.sort = id down\n"
                             "mails.sort = size\n"
                             "\n"
                             "[filters]\n"
                             "filter = tls == none\n"
                             "filter = subject ~ \"a = b\" && quit\n"
                             "\n"
                             "[profile お花見]\n"
                             "filter = exposed\n"
                             "only-findings = on\n"
                             "view = logins\n"
                             "times = beginning\n"
                             "ladder-times = utc\n"
                             "logins.columns = account\n"
                             "\n"
                             "[profile bare]\n";
  unsigned wrong = 99;
  GString *told = g_string_new (NULL);
  g_autofree char *again = read_text (text, strlen (text), told, &wrong);
  (void) state;
  assert_string_equal (told->str, "");
  assert_int_equal (wrong, 0);
  assert_string_equal (again, text);
  g_string_free (told, TRUE);
}

static void
test_wrong_lines (void **state)
{
  static const struct {
    const char *text, *told;
  } rows[] = {
    { "times\n", "1: 'NAME = VALUE' is expected\n" },
    { "\n# remark\ntimes = noon\n", "3: times are utc, local" },
    { "times = line\n", "1: times are utc, local" },
    { "colour = red\n", "1: 'colour' is not known here\n" },
    { "dialogue.columns = time\n", "1: 'dialogue.columns' is not known here\n" },
    { "sessions.columns = time, nonsense\n", "1: there is no column 'nonsense'\n" },
    { "sessions.columns = time, time\n", "1: the column 'time' stands twice\n" },
    { "sessions.columns =\n", "1: there is no column in ''\n" },
    { "sessions.sort = time up\n", "1: a column, and perhaps 'down', is expected, not 'time up'\n" },
    { "sessions.sort =\n", "1: a column, and perhaps" },
    { "[filters]\nfilter = from ~\n", "2: this is no filter: " },
    { "[filters]\nfilter =\n", "2: this is no filter: " },
    { "[filters]\nview = mails\n", "2: 'view' is not known here\n" },
    { "[filters\n", "1: a group is named as [filters]\n" },
    { "[nonsense]\nfilter = tls\n", "1: there is no such group\n" },
    { "[profile ]\n", "1: a profile cannot be called so\n" },
    { "[profile a\x1b[31m]\n", "1: a profile cannot be called so\n" },
    { "[profile a\x1b]\n", "1: a profile cannot be called so\n" },
    { "[profile a]\n[profile A]\n", "2: there is a profile of that name already\n" },
    { "[profile a]\nview = message\n", "2: there is no first view 'message'\n" },
    { "[profile a]\nonly-findings = perhaps\n", "2: only-findings is on or off, not 'perhaps'\n" },
    { "[profile a]\npassword = x\n", "2: 'password' is nothing that a profile has\n" },
    { "times = \xff\n", "1: this is not UTF-8\n" },
    { "times = \x1b[31m\n", "1: times are utc, local, beginning or, in ladders, line, not '\\x1b[31m'\n" },
  };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      unsigned wrong = 0;
      GString *told = g_string_new (NULL);
      g_autofree char *again = read_text (rows[i].text, strlen (rows[i].text), told, &wrong);
      assert_non_null (again);
      if (!g_str_has_prefix (told->str, rows[i].told))
        fail_msg ("of '%s' is told: %s", rows[i].text, told->str);
      assert_true (wrong > 0);
      g_string_free (told, TRUE);
    }
}

/* Any octets: nothing breaks, and what is made of them can be read again. */
static void
test_hostile_text (void **state)
{
  static const char *const pieces[] = { "[filters]\n",
                                        "[profile ",
                                        "]\n",
                                        "times = ",
                                        "utc\n",
                                        "filter = tls\n",
                                        "=",
                                        "sessions.columns = ",
                                        "time, ",
                                        "client\n",
                                        "\n",
                                        "\x1b",
                                        "\xff",
                                        "view = ",
                                        "mails.sort = size down\n",
                                        "only-findings = on\n",
                                        "x" };
  GRand *rand = g_rand_new_with_seed (5);
  (void) state;
  for (int round = 0; round < 500; round++)
    {
      unsigned wrong;
      GString *text = g_string_new (NULL), *told = g_string_new (NULL);
      for (int i = 0; i < 40; i++)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      g_autofree char *once = read_text (text->str, text->len, told, &wrong);
      g_string_truncate (told, 0);
      g_autofree char *twice = read_text (once, strlen (once), told, &wrong);
      assert_string_equal (told->str, "");
      assert_string_equal (once, twice);
      g_string_free (text, TRUE);
      g_string_free (told, TRUE);
    }
  g_rand_free (rand);
}

static void
test_built_in_profiles (void **state)
{
  const Profile *profile;
  size_t row = 0;
  (void) state;
  for (; (profile = profile_built_in (row)) != NULL; row++)
    {
      FilterError error = { 0 };
      SessionFilter *filter = profile->filter != NULL ? session_filter_new (profile->filter, &error) : NULL;
      assert_true (filter != NULL || profile->filter == NULL);
      assert_true (profile_name_is_good (profile->name));
      session_filter_free (filter);
      bool found = false;
      for (size_t i = 0; views[i] != NULL; i++)
        found = found || (views[i]->place == PLACE_ROOT && g_str_equal (views[i]->id, profile->view));
      assert_true (found);
    }
  assert_true (row > 5);
}

/* --- what is kept ---------------------------------------------------------------------- */

typedef struct Kept {
  GString *text;
  unsigned times;
  bool refuse;
} Kept;

static bool
keep (gpointer user, const char *text)
{
  Kept *kept = user;
  kept->times++;
  if (!kept->refuse)
    g_string_assign (kept->text, text);
  return !kept->refuse;
}

typedef struct KeptCase {
  const char *name;
  const char *text; /* what was kept before */
  const char *keys;
  const char *keeps; /* stands in what is kept; NULL: nothing is kept */
  const char * not ; /* does not */
  const char *shows; /* on the screen at the end; NULL: not asked */
  SinkOptions options;
} KeptCase;

static const KeptCase cases[] = {
  { .name = "nothing changed", .text = "", .keys = "jj{Enter}{Esc}", .keeps = NULL },
  { .name = "columns", .text = "", .keys = "O {Enter}", .keeps = "\nsessions.columns = client, server, from" },
  { .name = "columns that are the standard again",
    .text = "sessions.columns = id\n",
    .keys = "Or{Enter}",
    .keeps = "times = utc\n",
    .not = "columns" },
  { .name = "order", .text = "", .keys = "lloo", .keeps = "\nsessions.sort = client down\n" },
  { .name = "times", .text = "", .keys = "t", .keeps = "times = local\n" },
  { .name = "times of ladders", .text = "", .keys = "{Enter}t{Esc}", .keeps = "ladder-times = line\n" },
  { .name = "filters", .text = "", .keys = "ftls{Enter}", .keeps = "[filters]\nfilter = tls\n" },
  { .name = "filters behind those there were",
    .text = "[filters]\nfilter = quit\n",
    .keys = "ftls{Enter}",
    .keeps = "[filters]\nfilter = quit\nfilter = tls\n" },
  { .name = "an old filter is found by Up",
    .text = "[filters]\nfilter = subject ~ lunch\n",
    .keys = "f{Up}{Enter}",
    .keeps = NULL,
    .shows = " Filter: subject ~ lunch" },
  { .name = "on a projector no filter is kept",
    .text = "[filters]\nfilter = quit\n",
    .keys = "tfsubject ~ lunch{Enter}",
    .keeps = "[filters]\nfilter = quit\n",
    .not = "lunch",
    .options = { .redact = true } },
  { .name = "nor is an old one shown",
    .text = "[filters]\nfilter = subject ~ lunch\n",
    .keys = "f{Up}",
    .keeps = NULL,
    .shows = "Filter:\n",
    .options = { .redact = true } },
  { .name = "columns there were",
    .text = "sessions.columns = id, client\n",
    .keys = "",
    .keeps = NULL,
    .shows = "\n     Id Client" },
  { .name = "order there was", .text = "sessions.sort = client down\n", .keys = "", .keeps = NULL, .shows = "Client▼" },
  { .name = "times there were", .text = "times = beginning\n", .keys = "", .keeps = NULL, .shows = "\n>+0.000" },
  { .name = "a wrong text is left alone",
    .text = "times = noon\n",
    .keys = "tO {Enter}",
    .keeps = NULL,
    .shows = NULL },
  { .name = "and that is told", .text = "times = noon\n", .keys = "", .keeps = NULL, .shows = "Something is wrong" },
  { .name = "a profile is saved",
    .text = "",
    .keys = "fsubject ~ lunch{Enter}{Tab}tPsmine{Enter}",
    .keeps = "\n[profile mine]\nfilter = subject ~ lunch\nview = messages\ntimes = local\n",
    .shows = "Saved as mine." },
  { .name = "in place of one of that name",
    .text = "[profile mine]\nfilter = quit\n",
    .keys = "!PsMine{Enter}",
    .keeps = "\n[profile Mine]\nonly-findings = on\nview = sessions\n",
    .not = "filter = quit" },
  { .name = "a profile is taken",
    .text = "[profile mine]\nfilter = subject ~ lunch\nview = messages\nmails.columns = subject\ntimes = local\n",
    .keys = "P{End}{Enter}",
    .keeps = "\ntimes = local",
    .shows = "Profile: mine" },
  { .name = "with all it says",
    .text = "[profile mine]\nfilter = subject ~ lunch\nview = messages\nmails.columns = subject\n",
    .keys = "P{End}{Enter}{Up}",
    .keeps = "\nmails.columns = subject\n",
    .shows = NULL },
  { .name = "from inside a session",
    .text = "[profile mine]\nview = logins\n",
    .keys = "P{Esc}{Tab}P{End}{Enter}",
    .keeps = NULL,
    .shows = "[Logins]" },
  { .name = "one of the program",
    .text = "",
    .keys = "P{Down}{Enter}",
    .keeps = NULL,
    .shows = " Filter: exposed == credentials" },
  { .name = "everything takes the filter away",
    .text = "",
    .keys = "P{Down}{Enter}P{Home}{Enter}",
    .keeps = NULL,
    .shows = "[Sessions]" },
  { .name = "a profile is deleted",
    .text = "[profile mine]\nfilter = quit\n[profile other]\nfilter = tls\n",
    .keys = "P{End}kD",
    .keeps = "\n[profile other]\nfilter = tls\n",
    .not = "mine",
    .shows = "Deleted: mine." },
  { .name = "not one of the program",
    .text = "",
    .keys = "PD",
    .keeps = NULL,
    .shows = "Only profiles that you saved" },
  { .name = "nor does one take its name",
    .text = "",
    .keys = "PsEverything{Enter}",
    .keeps = NULL,
    .shows = "Everything is the name of one that does not change." },
  { .name = "a name that cannot be",
    .text = "",
    .keys = "Psa[b]{Enter}",
    .keeps = NULL,
    .shows = "A profile cannot be called so." },
  { .name = "no name", .text = "", .keys = "Ps {Enter}", .keeps = NULL, .shows = "A profile cannot be called so." },
  { .name = "Esc ends the name alone",
    .text = "",
    .keys = "Psab{Esc}",
    .keeps = NULL,
    .shows = "Profiles: how to look" },
  { .name = "on a projector a profile has no filter",
    .text = "[profile old]\nfilter = subject ~ dinner\n",
    .keys = "fsubject ~ lunch{Enter}Psmine{Enter}",
    .keeps = "\n[profile mine]\nview = sessions\n",
    .not = "lunch",
    .shows = "old                      …",
    .options = { .redact = true } },
};

static void
test_keeping (void **state)
{
  const KeptCase *this = *state;
  UiScreen screen;
  Kept kept = { .text = g_string_new ("") };
  const ScreenStore store = { .save = keep, .user = &kept };
  GString *told = g_string_new (NULL);
  ui_screen_open (&screen, 24, 100, &this->options);
  ui_remember (screen.ui, this->text, strlen (this->text), &store, tell, told);
  ui_screen_feed (&screen, all_sessions);
  ui_screen_finish_reading (&screen);
  ui_draw (screen.ui);
  ui_screen_type (&screen, this->keys);
  char *text = ui_screen_text (&screen);
  if (this->shows != NULL && strstr (text, this->shows) == NULL)
    fail_msg ("'%s' is not on the screen:\n%s", this->shows, text);
  g_free (text);
  ui_screen_close (&screen);
  if (this->keeps == NULL && kept.times > 0)
    fail_msg ("kept:\n%s", kept.text->str);
  if (this->keeps != NULL && strstr (kept.text->str, this->keeps) == NULL)
    fail_msg ("'%s' is not kept:\n%s", this->keeps, kept.text->str);
  if (this->not != NULL && strstr (kept.text->str, this->not ) != NULL)
    fail_msg ("'%s' is kept:\n%s", this->not, kept.text->str);
  g_string_free (kept.text, TRUE);
  g_string_free (told, TRUE);
}

/* Nothing is lost of the run where it could not be kept. */
static void
test_refused (void **state)
{
  const SinkOptions options = { 0 };
  UiScreen screen;
  Kept kept = { .text = g_string_new (""), .refuse = true };
  const ScreenStore store = { .save = keep, .user = &kept };
  (void) state;
  ui_screen_open (&screen, 24, 80, &options);
  ui_remember (screen.ui, "", 0, &store, tell, NULL);
  ui_screen_type (&screen, "Psmine{Enter}");
  assert_true (ui_screen_shows (&screen, "Saved as mine, as long as the program runs."));
  assert_true (ui_screen_shows (&screen, ">mine "));
  kept.refuse = false;
  ui_screen_close (&screen);
  assert_non_null (strstr (kept.text->str, "[profile mine]"));
  g_string_free (kept.text, TRUE);
}

/* Of the command line, and of the configuration file. */
static void
test_begin_with_profile (void **state)
{
  static const char text[] = "[profile office]\nfilter = client.ip == 10.0.0.0/8\nview = logins\nsky = blue\n"
                             "[profile OFFICE]\nview = logins\n";
  const SinkOptions options = { 0 };
  UiSettings settings;
  UiScreen screen;
  GString *told = g_string_new (NULL);
  (void) state;
  settings_init (&settings);
  settings_read (&settings, text, strlen (text), tell, told);
  assert_string_equal (told->str, "4: 'sky' is nothing that a profile has\n"
                                  "5: a profile cannot be called so, or there is one of that name already\n");
  ui_screen_open_with (&screen, 24, 80, &options, &settings);
  assert_false (ui_begin_profile (screen.ui, "nonsense"));
  assert_true (ui_begin_profile (screen.ui, "Office"));
  assert_true (ui_screen_shows (&screen, " Filter: client.ip == 10.0.0.0/8"));
  assert_true (ui_screen_shows (&screen, "[Logins]"));
  assert_true (ui_begin_profile (screen.ui, "no tls"));
  assert_true (ui_screen_shows (&screen, " Filter: tls == none"));
  g_autofree char *names = ui_profile_names (screen.ui);
  assert_non_null (strstr (names, "'everything', 'passwords in the clear'"));
  assert_non_null (strstr (names, ", 'office'"));
  ui_screen_close (&screen);
  settings_clear (&settings);
  g_string_free (told, TRUE);
}

int
main (void)
{
  enum { COUNT = G_N_ELEMENTS (cases) };
  const struct CMUnitTest more[] = {
    cmocka_unit_test (test_text_comes_back), cmocka_unit_test (test_wrong_lines),
    cmocka_unit_test (test_hostile_text),    cmocka_unit_test (test_built_in_profiles),
    cmocka_unit_test (test_refused),         cmocka_unit_test (test_begin_with_profile),
  };
  struct CMUnitTest tests[COUNT + G_N_ELEMENTS (more)];
  g_setenv ("TZ", "UTC", TRUE);
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < COUNT; i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].name, .test_func = test_keeping, .initial_state = (void *) &cases[i] };
  memcpy (tests + COUNT, more, sizeof more);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
