/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters of the UI: the line in which they are written, what they leave, and that they follow
 * sessions that go on, and many of them. */
#include "config.h"

#include "tests/support/typed-case.h"

#include "ui/model.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const TypedCase cases[] = {
  { .name = "works as it is typed", .keys = "fsubject ~ lunch", .shows = ">10:00:03", .hides = "10:00:14" },
  { .name = "Enter keeps",
    .keys = "fsubject ~ lunch{Enter}",
    .shows = " Filter: subject ~ lunch",
    .hides = "Enter keep" },
  { .name = "Esc brings back", .keys = "ftls{Esc}", .shows = "10:00:14", .hides = "Filter:" },
  { .name = "Esc brings back the one before",
    .keys = "ftls{Enter}f && quit{Esc}",
    .shows = " Filter: tls ",
    .hides = "&& quit" },
  { .name = "Esc brings back that it was off", .keys = "ftls{Enter}Ff && quit{Esc}", .shows = "Filter off (F): tls " },
  { .name = "the last good one stays",
    .keys = "fsubject ~ lunch && x",
    .shows = " Filter: subject ~ lunch ",
    .hides = "10:00:14" },
  { .name = "Enter on a wrong one stays",
    .keys = "fsubject ~ lunch && sub{Enter}",
    .shows = "^ there is no field sub: did you mean subject?" },
  { .name = "a word that is begun is not wrong yet",
    .keys = "fsubject ~ lunch && sub",
    .shows = "Enter keep",
    .hides = "there is no field" },
  { .name = "empty takes it away", .keys = "ftls{Enter}f\x15{Enter}", .shows = "10:00:14", .hides = "Filter:" },
  { .name = "F turns it off", .keys = "ftls{Enter}F", .shows = "6 of 6", .hides = NULL },
  { .name = "and on again", .keys = "ftls{Enter}FF", .shows = "1 of 6", .hides = NULL },
  { .name = "F without one", .keys = "F", .shows = "There is no filter yet", .hides = NULL },
  { .name = "only with findings", .keys = "!", .shows = "Filter: only with findings", .hides = "10:00:12" },
  { .name = "and all again", .keys = "!!", .shows = "10:00:12", .hides = "Filter:" },
  { .name = "F turns off both",
    .keys = "fexposed{Enter}!F",
    .shows = "Filter off (F): exposed; only with findings",
    .hides = NULL },
  { .name = "! while off turns on", .keys = "!F!", .shows = "Filter: only with findings", .hides = NULL },
  { .name = "Tab completes", .keys = "fsub{Tab}", .shows = "Filter: subject ", .hides = NULL },
  { .name = "as far as there is no choice", .keys = "fcli{Tab}", .shows = "Filter: client.", .hides = NULL },
  { .name = "and goes round",
    .keys = "fcli{Tab}{Tab}{Tab}",
    .shows = "[client.port]  port of the client",
    .hides = NULL },
  { .name = "backwards too", .keys = "fcli{Tab}{Tab}{Backtab}", .shows = "[client.mac]", .hides = NULL },
  { .name = "a value of the sessions",
    .keys = "fclient.ip == 192.1{Tab}{Enter}",
    .shows = " Filter: client.ip == 192.168.1.20 ",
    .hides = NULL },
  { .name = "the newest first", .keys = "fserver.ip == {Tab}", .shows = "[2001:db8::25]  |", .hides = NULL },
  { .name = "each once", .keys = "fserver.ip == 198.{Tab}", .shows = " 198.51.100.25 198.51.100.9", .hides = NULL },
  { .name = "a text in quotation marks",
    .keys = "fsubject == \"The s{Tab}{Enter}",
    .shows = " Filter: subject == \"The second mail\" ",
    .hides = NULL },
  { .name = "which it gets if it needs them",
    .keys = "fsubject == The{Tab}{Enter}",
    .shows = " Filter: subject == \"The second mail\" ",
    .hides = NULL },
  { .name = "on a projector nobody is named",
    .keys = "fmail_from ~ {Tab}",
    .shows = "@",
    .hides = "alice",
    .options = { .redact = true } },
  { .name = "nor what they wrote",
    .keys = "fsubject ~ {Tab}",
    .shows = "Filter: subject ~",
    .hides = "Lunch",
    .options = { .redact = true } },
  { .name = "hosts are",
    .keys = "fhelo == lap{Tab}",
    .shows = "laptop.example",
    .hides = NULL,
    .options = { .redact = true } },
  { .name = "a value", .keys = "ftls == i{Tab}", .shows = "Filter: tls == implicit", .hides = NULL },
  { .name = "history",
    .keys = "ftls{Enter}fx{Backspace}\x15quit{Enter}f\x15{Up}{Up}{Enter}",
    .shows = " Filter: tls ",
    .hides = NULL },
  { .name = "history and back to what was written",
    .keys = "ftls{Enter}f\x15quit{Up}{Down}{Enter}",
    .shows = " Filter: quit ",
    .hides = NULL },
  { .name = "the cursor moves", .keys = "fxexposed{Home}\x04{Enter}", .shows = " Filter: exposed ", .hides = NULL },
  { .name = "left and erase",
    .keys = "fexposeed{Left}{Backspace}{Enter}",
    .shows = " Filter: exposed ",
    .hides = NULL },
  { .name = "a word back", .keys = "fexposed tls\x17{Backspace}{Enter}", .shows = " Filter: exposed ", .hides = NULL },
  { .name = "wide text", .keys = "fsubject ~ 口座{Enter}", .shows = ">10:00:00", .hides = "10:00:03" },
  { .name = "the selection stays on its session",
    .keys = "jjjfclient.ip == 192.0.2.0/24{Enter}",
    .shows = ">10:00:14",
    .hides = NULL },
  { .name = "and comes back with it", .keys = "jfsubject ~ Delivery{Enter}F", .shows = ">10:00:03", .hides = NULL },
  { .name = "a session opened is the one shown",
    .keys = "fsubject ~ Delivery{Enter}{Enter}",
    .shows = "Session 4",
    .hides = NULL },
  { .name = "the next mail is of what is shown",
    .keys = "{Tab}fsubject ~ Delivery{Enter}{Enter}",
    .shows = "Session 4",
    .hides = NULL },
  { .name = "search finds only what is shown",
    .keys = "ftls{Enter}/Lunch{Enter}",
    .shows = "No match.",
    .hides = NULL },
  { .name = "a cell needs a column", .keys = "=", .shows = "l and h choose a column", .hides = NULL },
  { .name = "by the time", .keys = "jl=", .shows = "Filter: start == 2026-", .hides = NULL },
  { .name = "by the next column", .keys = "ll=", .shows = "Filter: client.ip == 192.0.2.77", .hides = "10:00:03" },
  { .name = "not by it", .keys = "ll-", .shows = "Filter: !(client.ip == 192.0.2.77)", .hides = "10:00:00 " },
  { .name = "and another",
    .keys = "fquit || tls{Enter}ll=",
    .shows = "Filter: (quit || tls) && client.ip == 192.0.2.77" },
  { .name = "a column back", .keys = "lllh=", .shows = "client.ip", .hides = NULL },
  { .name = "by a subject", .keys = "jllllll=", .shows = "Filter: subject == Lunch", .hides = NULL },
  { .name = "by what was exposed", .keys = "jlllllll=", .shows = "Filter: exposed == credentials", .hides = NULL },
  { .name = "by the severity", .keys = "llllllll=", .shows = "Filter: forged == high", .hides = NULL },
  { .name = "what a filter should not hold", .keys = "jjjjllllll=", .shows = "cannot be filtered by", .hides = NULL },
  { .name = "a mail's author", .keys = "{Tab}jll=", .shows = "Filter: from ~ alice@example.com", .hides = NULL },
  { .name = "a mail's size", .keys = "{Tab}jlllll=", .shows = "Filter: size == 96", .hides = NULL },
  { .name = "redacted: only the domain",
    .keys = "jllll=",
    .shows = "Filter: mail_from ~ @example.com",
    .hides = "alice",
    .options = { .redact = true } },
  { .name = "redacted: no subject",
    .keys = "jllllll=",
    .shows = "cannot be filtered by",
    .hides = "Lunch",
    .options = { .redact = true } },
  { .name = "of the command line",
    .keys = "",
    .shows = " Filter: tls ",
    .hides = "10:00:03",
    .options = { .where = "tls" } },
  { .name = "and turned off", .keys = "F", .shows = "10:00:03", .hides = NULL, .options = { .where = "tls" } },
  { .name = "findings of others are not shown",
    .keys = "{Tab}{Tab}fid == 2{Enter}",
    .shows = "Password",
    .hides = "Envelope and header" },
  { .name = "logins of what is shown",
    .keys = "fquit && !auth{Enter}{Tab}{Tab}{Tab}{Tab}",
    .shows = "No login is in a session like this.",
    .hides = NULL },
  { .name = "a form",
    .keys = "wALICE{Enter}",
    .shows = " Filter: (from ~ ALICE || mail_from ~ ALICE) ",
    .hides = "10:00:14" },
  { .name = "a form works while it is filled in", .keys = "w{Down}{Down}lunch", .shows = "1 of 6", .hides = NULL },
  { .name = "a form quotes", .keys = "w{Tab}{Tab}a b{Enter}", .shows = " Filter: subject ~ \"a b\" ", .hides = NULL },
  { .name = "a form by choice",
    .keys = "w{Up}{Right}{Right}{Left}{Enter}",
    .shows = " Filter: findings ",
    .hides = NULL },
  { .name = "Esc leaves a form", .keys = "ftls{Enter}wbob{Esc}", .shows = " Filter: tls ", .hides = "Which sessions" },
  { .name = "what the form made is in the history",
    .keys = "w{Up}{Right}{Enter}f\x15{Up}",
    .shows = "Filter: findings",
    .hides = NULL },
  { .name = "an empty form takes it away", .keys = "ftls{Enter}w{Enter}", .shows = "10:00:14", .hides = "Filter:" },
  { .name = "a wrong answer",
    .keys = "w{Down}{Down}{Down}{Down}10.0.0{Enter}",
    .shows = "an address was expected",
    .hides = NULL },
  { .name = "an answer erased", .keys = "wxyz\x15{Enter}", .shows = "10:00:14", .hides = "Filter:" },
  { .name = "not in a session", .keys = "ftls{Enter}{Enter}f", .shows = "[Dialogue]", .hides = "Filter:" },
};

/* A filter of the command line may be longer than any that is typed. */
static void
test_long_filter (void **state)
{
  UiScreen screen;
  (void) state;
  GString *text = g_string_new ("quit");
  while (text->len < FILTER_TEXT_MAX - 40)
    g_string_append (text, " || subject ~ 口口口");
  const SinkOptions options = { .where = text->str };
  ui_screen_open (&screen, 24, 80, &options);
  ui_screen_feed (&screen, typed_case_sessions);
  ui_screen_type (&screen, "f");
  assert_true (ui_screen_shows (&screen, "|| subject ~ 口口口\n"));
  ui_screen_type (&screen, "{Home}");
  assert_true (ui_screen_shows (&screen, "Filter: quit ||"));
  ui_screen_close (&screen);
  g_string_free (text, TRUE);
}

/* A session is taken when it becomes one that meets the filter, and let go when it no longer does. */
static void
test_sessions_that_go_on (void **state)
{
  const SinkOptions options = { 0 };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 12, 100, &options);
  ui_screen_type (&screen, "fmail_from && !quit{Enter}");
  assert_true (ui_screen_shows (&screen, "0 of 0"));
  ui_screen_feed (&screen, (const char *const[]){ "refused", NULL });
  model_run_begin (screen.run, model_dialogue ("forged"), 3);
  assert_true (ui_screen_shows (&screen, "0 of 2"));
  model_run_go_on (screen.run, 2);
  assert_true (ui_screen_shows (&screen, "1 of 2"));
  model_run_end (screen.run);
  assert_true (ui_screen_shows (&screen, "0 of 2"));
  ui_screen_type (&screen, "f\x15"
                           "findings{Enter}");
  assert_true (ui_screen_shows (&screen, "1 of 2"));
  ui_screen_close (&screen);
}

static void
to_model_event (gpointer model, SmtpSession *session, const SmtpEvent *event)
{
  model_event (model, session, event);
}

static void
to_model_session (gpointer model, SmtpSession *session)
{
  model_session (model, session);
}

static const HostRow *
host_at (const GPtrArray *rows, const HostRow *wanted)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const HostRow *host = g_ptr_array_index (rows, i);
      if (host->ip_version == wanted->ip_version && memcmp (host->ip, wanted->ip, sizeof host->ip) == 0)
        return host;
    }
  return NULL;
}

static guint
count_words (const HostCounts *counts, HostWords words)
{
  guint count = 0;
  for (guint bit = 0; bit < 16; bit++)
    count += (counts->words[words] >> bit) & 1u;
  return count;
}

/* Hosts and sums are those of the sessions that are shown and ended, as if there were no others. */
static void
assert_counts (Model *model)
{
  Tally tally = { 0 };
  Hosts *hosts = hosts_new ();
  for (guint i = 0; i < model->shown->len; i++)
    {
      const SessionRow *row = g_ptr_array_index (model->shown, i);
      HostRow *met[2];
      if (row->open)
        continue;
      tally_take (&tally, row->session);
      hosts_take (hosts, row->session, met);
    }
  const Tally *told = model_tally (model);
  assert_int_equal (told->sessions, tally.sessions);
  assert_int_equal (told->mails, tally.mails);
  assert_int_equal (told->passwords, tally.passwords);
  assert_int_equal (told->hidden, tally.hidden);
  const GPtrArray *all = hosts_rows (hosts);
  assert_int_equal (model->shown_hosts->len, all->len);
  for (guint i = 0; i < all->len; i++)
    {
      const HostRow *host = g_ptr_array_index (model->shown_hosts, i), *same = host_at (all, host);
      assert_non_null (same);
      assert_true (i == 0 || host->index > ((const HostRow *) g_ptr_array_index (model->shown_hosts, i - 1))->index);
      const HostCounts *some = model_host_counts (model, host), *wanted = &same->all;
      assert_memory_equal (some, wanted, G_STRUCT_OFFSET (HostCounts, words));
      for (int words = 0; words < HOST_WORDS; words++)
        assert_int_equal (count_words (some, (HostWords) words), count_words (wanted, (HostWords) words));
      assert_true ((some->worst == NULL) == (wanted->worst == NULL));
      assert_true (some->worst == NULL || some->worst->severity == wanted->worst->severity);
    }
  hosts_free (hosts);
}

/* What is shown, while sessions come and the filters change in any order, is what was asked for. */
static void
assert_consistent (Model *model)
{
  guint shown = 0;
  while (model_filter_work (model))
    ;
  for (guint i = 0; i < model->rows->len; i++)
    {
      SessionRow *row = g_ptr_array_index (model->rows, i);
      bool wanted
          = !model_is_filtered (model)
            || ((!model->filters.only_findings || (row->session->findings != NULL && row->session->findings->len > 0))
                && (model->filters.filter == NULL || session_filter_matches (model->filters.filter, row->session)));
      assert_int_equal (model_is_shown (model, row), wanted);
      if (wanted)
        assert_ptr_equal (model_row (model, shown++), row);
    }
  assert_int_equal (model->shown->len, shown);
  guint mails = 0;
  for (guint i = 0; i < model->mails->len; i++)
    {
      MailRow *mail = g_ptr_array_index (model->mails, i);
      if (model_is_shown (model, mail->row))
        assert_ptr_equal (model_mail (model, mails++), mail);
    }
  assert_int_equal (model->shown_mails->len, mails);
  for (guint i = 0; i < model->found->len; i++)
    {
      const FindingGroup *group = g_ptr_array_index (model->found, i);
      guint found = 0;
      for (guint k = 0; k < group->rows->len; k++)
        found += model_is_shown (model, g_array_index (group->rows, FindingRow, k).row);
      assert_int_equal (group->shown->len, found);
    }
  assert_counts (model);
}

static void
test_anything_goes (void **state)
{
  static const char *const filters[] = { "", "quit", "tls", "subject ~ e", "exposed", "findings", "wrong ~", "!quit" };
  const SinkOptions options = { 0 };
  const SinkType type = { .event = to_model_event, .session = to_model_session };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&type, model);
  GRand *rand = g_rand_new_with_seed (11);
  bool open = false;
  (void) state;
  for (int step = 0; step < 3000; step++)
    {
      FilterError error = { 0 };
      switch (g_rand_int_range (rand, 0, 8))
        {
        case 0:
          model_filter_set (model, filters[g_rand_int_range (rand, 0, G_N_ELEMENTS (filters))], &error);
          filter_error_clear (&error);
          break;
        case 1:
          model_filter_turn (model, g_rand_boolean (rand));
          break;
        case 2:
          model_filter_only_findings (model, g_rand_boolean (rand));
          break;
        case 3:
          model_filter_work (model);
          break;
        case 4:
          assert_consistent (model);
          break;
        default:
          if (!open)
            model_run_begin (run, &model_dialogues[g_rand_int_range (rand, 0, 6)], 1);
          else if (g_rand_boolean (rand))
            model_run_go_on (run, 3);
          else
            model_run_end (run);
          open = open ? g_hash_table_size (model->open) > 0 : true;
        }
    }
  assert_consistent (model);
  if (open)
    model_run_end (run);
  model_free (model);
  model_run_free (run);
  g_rand_free (rand);
}

/* No slice takes longer than a key may wait, however many sessions there are. */
static void
test_slices (void **state)
{
  enum { SESSIONS_MANY = 20000 };
  const SinkOptions options = { 0 };
  const SinkType type = { .event = to_model_event, .session = to_model_session };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&type, model);
  FilterError error;
  (void) state;
  for (int i = 0; i < SESSIONS_MANY; i++)
    model_run_dialogue (run, &model_dialogues[i % 2]);
  while (model_filter_work (model))
    ;
  assert_int_equal (model->shown->len, SESSIONS_MANY);
  assert_true (model_filter_set (model, "subject ~ /(x+x+)+y/ || rcpt_to ~ nobody", &error));
  clock_t longest = 0, begin = clock (), all = begin;
  unsigned slices = 1;
  for (bool more = true; more; slices++)
    {
      begin = clock ();
      more = model_filter_work (model);
      longest = MAX (longest, clock () - begin);
    }
  if (g_getenv ("SMTPLENS_SPEED") != NULL)
    print_message ("%u slices, the longest of %.1f ms, %.1f ms in all\n", slices,
                   (double) longest * 1000 / CLOCKS_PER_SEC, (double) (clock () - all) * 1000 / CLOCKS_PER_SEC);
  assert_true (longest < CLOCKS_PER_SEC / 10);
  assert_int_equal (model->shown->len, 0);
  model_free (model);
  model_run_free (run);
}

int
main (void)
{
  enum { COUNT = G_N_ELEMENTS (cases) };
  const struct CMUnitTest more[] = {
    cmocka_unit_test (test_long_filter),
    cmocka_unit_test (test_sessions_that_go_on),
    cmocka_unit_test (test_anything_goes),
    cmocka_unit_test (test_slices),
  };
  struct CMUnitTest tests[COUNT + G_N_ELEMENTS (more)];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < COUNT; i++)
    tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                    .test_func = typed_case_check,
                                    .initial_state = (void *) &cases[i] };
  memcpy (tests + COUNT, more, sizeof more);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
