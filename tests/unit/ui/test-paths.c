/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of mails: a row a mail, its hops and what changed between them. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "dissect/mail-path.h"
#include "ui/model.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define TO_PATHS "{Tab}{Tab}{Tab}{Tab}{Tab}"

typedef struct PathKeys {
  const char *name, *keys, *shows, *hides;
  SinkOptions options;
} PathKeys;

static const char *const sessions[] = { "way-first", "forged", "way-second", "way-third", NULL };

static const PathKeys cases[] = {
  { .name = "one row for three hops", .keys = TO_PATHS, .shows = "[Paths] Overview", .hides = "2/" },
  { .name = "Enter opens its own hop", .keys = TO_PATHS "{Enter}", .shows = "Session 4 ", .hides = "[Paths]" },
  { .name = "the hop before", .keys = TO_PATHS "<{Enter}", .shows = "Session 3 ", .hides = "Session 4 " },
  { .name = "told hops are passed over",
    .keys = TO_PATHS "<<<<",
    .shows = "No more hops that were seen",
    .hides = NULL },
  { .name = "the last hop", .keys = TO_PATHS "<>>", .shows = "No more hops that were seen", .hides = NULL },
  { .name = "differences", .keys = TO_PATHS "d", .shows = "+ Subject: [friends] Supper", .hides = "[Help]" },
  { .name = "differences of the hop before", .keys = TO_PATHS "<d", .shows = "Body: the same", .hides = NULL },
  { .name = "of the first: what became of it", .keys = TO_PATHS "<<d", .shows = "Body: the same", .hides = NULL },
  { .name = "and back", .keys = TO_PATHS "dq", .shows = "[Paths]", .hides = "Header:" },
  { .name = "help over them", .keys = TO_PATHS "d?", .shows = "[Help]", .hides = "[Changes]" },
  { .name = "search in a way", .keys = TO_PATHS "/browser.example{Enter}", .shows = "[Paths]", .hides = "No match" },
  { .name = "search in differences", .keys = TO_PATHS "d/list-id{Enter}", .shows = "List-Id", .hides = "No match" },
  { .name = "a session of its way is shown", .keys = TO_PATHS "fid == 3{Enter}", .shows = "Supper", .hides = NULL },
  { .name = "none is", .keys = TO_PATHS "fid == 2{Enter}", .shows = "is in a session like this", .hides = "Supper" },
  { .name = "l marks a column", .keys = TO_PATHS "l", .shows = ">Time UTC", .hides = NULL },
  { .name = "o sorts by it", .keys = TO_PATHS "llloo", .shows = ">Subject▼", .hides = NULL },
  { .name = "o needs one", .keys = TO_PATHS "o", .shows = "l and h choose a column, o sorts by it.", .hides = "▲" },
  { .name = "O chooses columns", .keys = TO_PATHS "O", .shows = " [ ] Message-ID     Message-ID", .hides = NULL },
  { .name = "a chosen one", .keys = TO_PATHS "OGk {Enter}", .shows = "Changed Outcome", .hides = "Message-ID" },
  { .name = "what it says", .keys = TO_PATHS "OGk {Enter}", .shows = "accepted", .hides = NULL },
  { .name = "sorted by it", .keys = TO_PATHS "OGk {Enter}lllllllloo", .shows = ">Outcome▼", .hides = NULL },
  { .name = "= filters by the subject", .keys = TO_PATHS "lll=", .shows = " Filter: subject == ", .hides = NULL },
  { .name = "not by hops", .keys = TO_PATHS "llll=", .shows = "cannot be filtered by", .hides = NULL },
  { .name = "W tells of its sender", .keys = TO_PATHS "W", .shows = "[Why]", .hides = NULL },
  { .name = "z freezes", .keys = TO_PATHS "z", .shows = "The list stays as it is until z.", .hides = NULL },
  { .name = "redacted values",
    .keys = TO_PATHS "d",
    .shows = "+ Subject: ",
    .hides = "Supper",
    .options = { .redact = true } },
};

static void
test_keys (void **state)
{
  const PathKeys *this = *state;
  UiScreen screen;
  ui_screen_open (&screen, 24, 80, &this->options);
  ui_screen_feed (&screen, sessions);
  ui_screen_finish_reading (&screen);
  g_free (ui_screen_text (&screen));
  ui_screen_type (&screen, this->keys);
  bool shows = ui_screen_shows (&screen, this->shows);
  bool hides = this->hides != NULL && ui_screen_shows (&screen, this->hides);
  char *text = ui_screen_text (&screen);
  if (!shows || hides)
    fprintf (stderr, "%s\n", text);
  g_free (text);
  ui_screen_close (&screen);
  assert_true (shows);
  assert_false (hides);
}

/* A click on what is selected opens it. */
static void
test_click (void **state)
{
  UiScreen screen;
  (void) state;
  const SinkOptions options = { 0 };
  ui_screen_open (&screen, 24, 80, &options);
  ui_screen_feed (&screen, sessions);
  ui_screen_finish_reading (&screen);
  ui_screen_type (&screen, TO_PATHS);
  assert_true (ui_screen_shows (&screen, "[Paths]"));
  ui_click (screen.ui, 2, 20);
  assert_true (ui_screen_shows (&screen, "Session 4 "));
  ui_screen_close (&screen);
}

/* A session with one mail, and its way. */
typedef struct Known {
  PathHop hops[4];
  MailPath path;
  SmtpTransaction transaction;
  SmtpSession session;
  SessionRow row;
} Known;

static void
know (Model *model, Known *known, uint64_t id, const uint64_t *hops)
{
  *known = (Known){ .session = { .id = id }, .transaction = { .number = 1, .path = &known->path } };
  for (; hops[known->path.count] != 0; known->path.count++)
    known->hops[known->path.count] = (PathHop){ .seen = hops[known->path.count] < 100,
                                                .session = hops[known->path.count],
                                                .transaction = hops[known->path.count] < 50 };
  known->path.hops = known->hops;
  known->session.transactions = g_ptr_array_new ();
  g_ptr_array_add (known->session.transactions, &known->transaction);
  known->row = (SessionRow){ .session = &known->session };
  model_take_paths (model, &known->row);
  g_ptr_array_unref (known->session.transactions);
}

static unsigned
rows_of (const Model *model)
{
  unsigned rows = 0;
  for (guint i = 0; i < model->paths->len; i++)
    rows += !((const PathRow *) g_ptr_array_index (model->paths, i))->gone;
  return rows;
}

/* Numbers from 50 on are of sessions inside TLS, from 100 on of hops that were told. */
static void
test_ways_join (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  Model *model = model_new (&options);
  Known first, third, second, late, other, more;
  know (model, &first, 1, (const uint64_t[]){ 100, 1, 0 });
  know (model, &third, 3, (const uint64_t[]){ 50, 3, 0 });
  assert_int_equal (rows_of (model), 2);
  know (model, &second, 2, (const uint64_t[]){ 1, 2, 3, 0 });
  assert_int_equal (rows_of (model), 1);
  const PathRow *path = g_ptr_array_index (model->paths, 0);
  assert_ptr_equal (path->transaction, &second.transaction);
  /* Of the third, whose row is gone; it knows less than what is shown. */
  know (model, &late, 4, (const uint64_t[]){ 3, 4, 0 });
  assert_int_equal (rows_of (model), 1);
  assert_ptr_equal (path->transaction, &second.transaction);
  /* A session inside TLS makes no two mails one. */
  know (model, &other, 5, (const uint64_t[]){ 50, 5, 0 });
  know (model, &more, 6, (const uint64_t[]){ 100, 50, 6, 0 });
  assert_int_equal (rows_of (model), 3);
  model_filter_work (model);
  assert_int_equal (model->shown_paths->len, 3);
  model_free (model);
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (cases) + 2];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].name, .test_func = test_keys, .initial_state = (void *) &cases[i] };
  tests[G_N_ELEMENTS (cases)] = (struct CMUnitTest) cmocka_unit_test (test_ways_join);
  tests[G_N_ELEMENTS (cases) + 1] = (struct CMUnitTest) cmocka_unit_test (test_click);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
