/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lists of rows can do beside selecting: marks, columns, order, following and freezing, copying. */
#include "config.h"

#include "tests/support/typed-case.h"

#include "ui/list-layout.h"
#include "ui/model.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const TypedCase cases[] = {
  { .name = "m marks and goes on", .keys = "m", .shows = "\n *10:00:00", .hides = NULL },
  { .name = "the selection is one on", .keys = "m", .shows = "\n> 10:00:03", .hides = NULL },
  { .name = "the status line counts", .keys = "mmj", .shows = "2 sessions marked", .hides = NULL },
  { .name = "one alone", .keys = "m", .shows = "1 session marked", .hides = NULL },
  { .name = "m again unmarks", .keys = "mkm", .shows = "\n>10:00:03", .hides = "marked" },
  { .name = "both signs", .keys = "mk", .shows = "\n>*10:00:00", .hides = NULL },
  { .name = "the last row", .keys = "Gmm", .shows = "\n>10:00:21", .hides = "*" },
  { .name = "M marks a range", .keys = "mjjM", .shows = "Marked to here: 3 more.", .hides = NULL },
  { .name = "all of it", .keys = "mjjMj", .shows = "4 sessions marked", .hides = NULL },
  { .name = "upwards too", .keys = "GmggM{Up}", .shows = "6 sessions marked", .hides = NULL },
  { .name = "from the end of the last range", .keys = "mjMUjjMg", .shows = "\n>10:00:00", .hides = "*" },
  { .name = "M needs a beginning", .keys = "jM", .shows = "m marks where a range begins", .hides = "*" },
  { .name = "U unmarks all", .keys = "mmmU", .shows = "Marks taken off: 3.", .hides = "*" },
  { .name = "U without any", .keys = "U", .shows = "Nothing is marked: m marks a row.", .hides = NULL },
  { .name = "marks stay behind filters", .keys = "mftls{Enter}", .shows = "1 session marked", .hides = "*" },
  { .name = "and come back with their rows", .keys = "mftls{Enter}F", .shows = "\n *10:00:00", .hides = NULL },
  { .name = "a range in what is shown", .keys = "jjjm!gMU", .shows = "Marks taken off: ", .hides = NULL },
  { .name = "U takes hidden ones too", .keys = "mmftls{Enter}U", .shows = "Marks taken off: 2.", .hides = NULL },
  { .name = "mails have their own", .keys = "m{Tab}mm", .shows = "1 session marked  2 mails marked", .hides = NULL },
  { .name = "U is of this list", .keys = "m{Tab}mmU{Up}", .shows = "1 session marked", .hides = "mails marked" },
  { .name = "a marked mail", .keys = "{Tab}jm", .shows = "\n *10:00:08", .hides = NULL },
  { .name = "hosts have none", .keys = "{Tab}{Tab}{Tab}m", .shows = "[Hosts]", .hides = "marked" },
  { .name = "Enter opens a marked one", .keys = "jmk{Enter}", .shows = "Session 2 ", .hides = NULL },
  { .name = "y copies whole cells",
    .keys = "jy",
    .shows = "Copied, if the terminal lets it: 10:00:03 192.168.1.20 203.0.113.5 alice",
    .hides = NULL },
  { .name = "without the sign of a mark",
    .keys = "jmky",
    .shows = "Copied, if the terminal lets it: 10:00:03 192.168.1.20 203.0.113.5 alice",
    .hides = NULL },
  { .name = "O shows all columns", .keys = "O", .shows = ">[x] Time UTC       when it began", .hides = "Enter open" },
  { .name = "those that are not shown, too",
    .keys = "O",
    .shows = " [ ] Duration       how long it took",
    .hides = NULL },
  { .name = "Space turns one on", .keys = "OGk {Enter}", .shows = "Exposed  Forged Findings", .hides = "[x]" },
  { .name = "what stands in it", .keys = "OGk {Enter}", .shows = "high   1 high", .hides = NULL },
  { .name = "and off", .keys = "O {Enter}", .shows = "\n Client ", .hides = "Time UTC" },
  { .name = "Esc takes it back", .keys = "OGk {Esc}", .shows = "Exposed  Forged\n", .hides = "Forged Findings" },
  { .name = "J moves one", .keys = "OJ{Enter}", .shows = "\n Client       ", .hides = NULL },
  { .name = "K moves it back", .keys = "OJJKK{Enter}", .shows = "\n Time UTC Client ", .hides = NULL },
  { .name = "a list needs one",
    .keys = "O j j j j j j j j {Enter}",
    .shows = "A list needs a column.",
    .hides = "Enter open" },
  { .name = "r takes all back", .keys = "O jJJ r{Enter}", .shows = "\n Time UTC Client ", .hides = NULL },
  { .name = "r and nothing more", .keys = "O jJJ {Enter}Or{Enter}", .shows = "\n Time UTC Client ", .hides = NULL },
  { .name = "columns are copied as chosen",
    .keys = "Ojj j j j j j j {Enter}jy",
    .shows = "lets it: 10:00:03 192.168.1.20\n",
    .hides = NULL },
  { .name = "search looks at chosen cells",
    .keys = "OGkkkk {Enter}/mx.exam{Enter}",
    .shows = "\n>10:00:12",
    .hides = "No match" },
  { .name = "and at no others", .keys = "/mx.exam{Enter}", .shows = "No match", .hides = NULL },
  { .name = "= filters by a chosen cell",
    .keys = "OGkkkkkkkkkkkk {Enter}jlllllllll=",
    .shows = "Filter: id == 2 ",
    .hides = NULL },
  { .name = "mails have their own columns", .keys = "{Tab}O{End} {Enter}", .shows = " Why\n", .hides = NULL },
  { .name = "which the sessions have not",
    .keys = "{Tab}O{End} {Enter}{Backtab}",
    .shows = "Forged\n",
    .hides = " Why " },
  { .name = "a click turns a column", .keys = "OG", .shows = ">[ ] Link", .hides = NULL },
  { .name = "logins are filtered by a cell",
    .keys = "{Tab}{Tab}{Tab}{Tab}lllll=",
    .shows = "Filter: auth.username == alice",
    .hides = NULL },
  { .name = "but never by a secret",
    .keys = "{Tab}{Tab}{Tab}{Tab}llllll=",
    .shows = "cannot be filtered by",
    .hides = "Filter: ",
    .options = { .show_secrets = true } },
  { .name = "o needs a marked column", .keys = "o", .shows = "l and h choose a column, o sorts by it.", .hides = "▲" },
  { .name = "which it then has", .keys = "oo", .shows = "\n>Time UTC▲", .hides = NULL },
  { .name = "o sorts",
    .keys = "llo",
    .shows = ">Client▲          Server        From         To           Subject           Exposed  Forged\n 10:00:14",
    .hides = NULL },
  { .name = "o again the other way round", .keys = "lloo", .shows = "Forged\n 10:00:21 2001:db8", .hides = "▲" },
  { .name = "o a third time not at all", .keys = "llooo", .shows = "Forged\n>10:00:00", .hides = "▼" },
  { .name = "what is selected stays so", .keys = "jllo", .shows = "\n>10:00:03", .hides = NULL },
  { .name = "the first row, too", .keys = "llo", .shows = "\n>10:00:00 192.0.2.77", .hides = "\n>10:00:14" },
  { .name = "by how bad it is", .keys = "llllllloo", .shows = ">Exposed▼ Forged\n 10:00:03", .hides = NULL },
  { .name = "by a chosen column",
    .keys = "OGkkkkkkk {Enter}llllllllloo",
    .shows = ">Packet▼\n 10:00:03",
    .hides = NULL },
  { .name = "with a filter",
    .keys = "lloofmail_from{Enter}",
    .shows = "Forged\n 10:00:03 192.168.1.20",
    .hides = "10:00:12" },
  { .name = "search in the new order", .keys = "lloo/Lunch{Enter}", .shows = "\n>10:00:03", .hides = NULL },
  { .name = "marks in the new order", .keys = "lloggmmggU", .shows = "Marks taken off: 2.", .hides = NULL },
  { .name = "mails are sorted", .keys = "{Tab}llllloo", .shows = "\n>10:00:02", .hides = "▲" },
  { .name = "sessions are not with them", .keys = "{Tab}llllloo{Backtab}", .shows = "Forged\n>10:00:00", .hides = "▼" },
  { .name = "logins are sorted", .keys = "{Tab}{Tab}{Tab}{Tab}llo", .shows = ">Client▲", .hides = NULL },
  { .name = "findings have headings", .keys = "{Tab}{Tab}", .shows = "\n   Severity  Times Finding", .hides = NULL },
  { .name = "the worst first", .keys = "{Tab}{Tab}", .shows = "Finding\n>+ high", .hides = NULL },
  { .name = "o needs a marked one there, too",
    .keys = "{Tab}{Tab}o",
    .shows = "l and h choose a column, o sorts by it.",
    .hides = "▲" },
  { .name = "o turns it round", .keys = "{Tab}{Tab}log", .shows = "▲ Times Finding\n>+ medium", .hides = NULL },
  { .name = "what is selected stays so", .keys = "{Tab}{Tab}lo", .shows = "\n>+ high", .hides = "\n>+ medium" },
  { .name = "by how often", .keys = "{Tab}{Tab}lloog", .shows = "> Times▼Finding\n>+ medium", .hides = NULL },
  { .name = "and not at all", .keys = "{Tab}{Tab}lloo{Home}og", .shows = "\n>+ high", .hides = "▼" },
  { .name = "unfolded it moves with its sessions",
    .keys = "{Tab}{Tab}G{Enter}loog",
    .shows = "\n>+ high",
    .hides = NULL },
  { .name = "its sessions stand below it",
    .keys = "{Tab}{Tab}G{Enter}log",
    .shows = "\n>- medium        3 Mail readable on the path\n   10:00:00  session 1",
    .hides = NULL },
  { .name = "O of findings", .keys = "{Tab}{Tab}O", .shows = " [ ] Name           its name in filters", .hides = NULL },
  { .name = "a column more", .keys = "{Tab}{Tab}OGkk {Enter}", .shows = "cleartext-message", .hides = NULL },
  { .name = "another", .keys = "{Tab}{Tab}OGk {Enter}", .shows = " First\n", .hides = NULL },
  { .name = "the rule", .keys = "{Tab}{Tab}OG {Enter}G", .shows = "Rule", .hides = NULL },
  { .name = "= by a severity", .keys = "{Tab}{Tab}l=", .shows = " Filter: findings.severity == high ", .hides = NULL },
  { .name = "= by a finding",
    .keys = "{Tab}{Tab}lll=",
    .shows = " Filter: findings.id == cleartext-credentials ",
    .hides = NULL },
  { .name = "= by the session of one", .keys = "{Tab}{Tab}{Enter}j=", .shows = " Filter: id == 2 ", .hides = NULL },
  { .name = "= without a column",
    .keys = "{Tab}{Tab}=",
    .shows = "l and h choose a column, = filters by what stands there.",
    .hides = "Filter:" },
  { .name = "next finding", .keys = "}", .shows = "\n>10:00:03", .hides = NULL },
  { .name = "it leaves out rows without", .keys = "}}", .shows = "\n>10:00:14", .hides = NULL },
  { .name = "previous finding", .keys = "G{", .shows = "\n>10:00:14", .hides = NULL },
  { .name = "no finding further down", .keys = "G}", .shows = "No row further down has findings.", .hides = NULL },
  { .name = "no finding further up", .keys = "{", .shows = "No row further up has findings.", .hides = NULL },
  { .name = "W tells why", .keys = "W", .shows = "[Why]", .hides = NULL },
  { .name = "W without a finding", .keys = "GW", .shows = "Nothing worse than information", .hides = NULL },
  { .name = "W of a mail tells of its sender", .keys = "{Tab}W", .shows = "[Why]", .hides = NULL },
  { .name = "e follows", .keys = "e", .shows = "\n>10:00:21", .hides = "10:00:21\n>" },
  { .name = "z freezes", .keys = "z", .shows = "The list stays as it is until z.", .hides = NULL },
  { .name = "and says so", .keys = "zj", .shows = " frozen", .hides = "new" },
  { .name = "z goes on", .keys = "zz", .shows = "The list goes on.", .hides = "frozen" },
  { .name = "nothing to copy",
    .keys = "fsubject ~ nobody{Enter}y",
    .shows = "There is nothing to copy here.",
    .hides = NULL },
};

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

/* Marked rows are told in the order of the list, with the number of those that filters hide, and
 * stay what they are when more rows come. */
static void
test_marked_rows (void **state)
{
  const SinkOptions options = { 0 };
  const SinkType type = { .event = to_model_event, .session = to_model_session };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&type, model);
  FilterError error;
  guint hidden = 99;
  (void) state;
  for (int i = 0; i < 4; i++)
    model_run_dialogue (run, &model_dialogues[i]);
  while (model_filter_work (model))
    ;
  model_mark_session (model, model_row (model, 3), true);
  model_mark_session (model, model_row (model, 1), true);
  model_mark_session (model, model_row (model, 1), true);
  SessionRow *first = model_row (model, 1), *second = model_row (model, 3);
  assert_int_equal (model->marked[MARKS_SESSIONS], 2);
  model_run_dialogue (run, &model_dialogues[0]);
  while (model_filter_work (model))
    ;
  g_autoptr (GPtrArray) rows = model_marked_sessions (model, &hidden);
  assert_int_equal (rows->len, 2);
  assert_int_equal (hidden, 0);
  assert_ptr_equal (g_ptr_array_index (rows, 0), first);
  assert_ptr_equal (g_ptr_array_index (rows, 1), second);
  assert_true (model_filter_set (model, "id == 4", &error));
  while (model_filter_work (model))
    ;
  g_autoptr (GPtrArray) again = model_marked_sessions (model, &hidden);
  assert_int_equal (again->len, 2);
  assert_int_equal (hidden, 1);
  model_mark_mail (model, g_ptr_array_index (model->mails, 0), true);
  g_autoptr (GPtrArray) mails = model_marked_mails (model, &hidden);
  assert_int_equal (mails->len, 1);
  assert_int_equal (hidden, 1);
  model_mark_none (model, MARKS_SESSIONS);
  assert_int_equal (model->marked[MARKS_SESSIONS], 0);
  assert_int_equal (model->marked[MARKS_MAILS], 1);
  assert_false (first->marked || second->marked);
  model_free (model);
  model_run_free (run);
}

/* Rows that come while a list is followed, frozen, or neither. */
static void
test_growing_list (void **state)
{
  const SinkOptions options = { .live = true };
  const char *const few[] = { "forged", "submission", "starttls", NULL }, *const one[] = { "gap", NULL };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 10, 80, &options);
  ui_screen_feed (&screen, few);
  assert_false (ui_screen_shows (&screen, "new"));
  ui_screen_feed (&screen, one);
  assert_false (ui_screen_shows (&screen, "new")); /* it fits the screen */
  ui_screen_feed (&screen, few);
  assert_true (ui_screen_shows (&screen, " ▼ 3 new"));
  ui_screen_feed (&screen, few);
  assert_true (ui_screen_shows (&screen, " ▼ 6 new"));
  ui_screen_type (&screen, "j");
  assert_true (ui_screen_shows (&screen, " ▼ 6 new"));
  assert_true (ui_screen_shows (&screen, ">10:00:03"));
  ui_screen_type (&screen, "G");
  assert_false (ui_screen_shows (&screen, "new"));
  assert_true (ui_screen_shows (&screen, "10/10"));
  ui_screen_feed (&screen, one);
  assert_true (ui_screen_shows (&screen, " ▼ 1 new"));
  ui_screen_type (&screen, "e");
  assert_true (ui_screen_shows (&screen, "11/11"));
  ui_screen_feed (&screen, one);
  assert_true (ui_screen_shows (&screen, "12/12"));
  ui_screen_type (&screen, "{Down}");
  ui_screen_feed (&screen, one);
  assert_true (ui_screen_shows (&screen, "13/13"));
  ui_screen_type (&screen, "k");
  ui_screen_feed (&screen, one);
  assert_true (ui_screen_shows (&screen, "12/14"));
  /* Frozen, rows come and are counted. */
  ui_screen_type (&screen, "z");
  ui_screen_feed (&screen, few);
  assert_true (ui_screen_shows (&screen, "12/14"));
  assert_true (ui_screen_shows (&screen, " frozen, 3 new"));
  ui_screen_type (&screen, "Gz");
  assert_true (ui_screen_shows (&screen, "14/17"));
  assert_true (ui_screen_shows (&screen, " ▼ 3 new"));
  /* A filter ends it. */
  ui_screen_type (&screen, "zfsubject ~ lunch{Enter}");
  assert_true (ui_screen_shows (&screen, "/4"));
  assert_false (ui_screen_shows (&screen, "frozen"));
  assert_false (ui_screen_shows (&screen, "new"));
  ui_screen_feed (&screen, few);
  assert_true (ui_screen_shows (&screen, "/5"));
  /* Sorted, the newest row is somewhere else. */
  ui_screen_type (&screen, "f\x15{Enter}lloe");
  ui_screen_feed (&screen, few);
  assert_true (ui_screen_shows (&screen, ">10:01:"));
  ui_screen_close (&screen);
}

/* A click on a heading marks and sorts. */
static void
test_click_on_heading (void **state)
{
  const SinkOptions options = { 0 };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &options);
  ui_screen_feed (&screen, typed_case_sessions);
  ui_draw (screen.ui);
  ui_click (screen.ui, 1, 12);
  assert_true (ui_screen_shows (&screen, ">Client▲"));
  ui_click (screen.ui, 1, 12);
  assert_true (ui_screen_shows (&screen, ">Client▼"));
  ui_click (screen.ui, 1, 3);
  assert_true (ui_screen_shows (&screen, ">Time UTC▲"));
  ui_click (screen.ui, 1, 79);
  assert_true (ui_screen_shows (&screen, ">Forge▲"));
  ui_click (screen.ui, 20, 3);
  assert_true (ui_screen_shows (&screen, ">Forge▲"));
  ui_screen_type (&screen, "{Tab}{Tab}");
  ui_draw (screen.ui);
  ui_click (screen.ui, 1, 14);
  assert_true (ui_screen_shows (&screen, "> Times▲"));
  ui_screen_type (&screen, "{Tab}");
  ui_draw (screen.ui);
  ui_click (screen.ui, 1, 34);
  assert_true (ui_screen_shows (&screen, ">Role▲"));
  ui_screen_close (&screen);
}

/* The session that a row was made of, which the filter of a cell has to take; of a host any of its sessions. */
static bool
takes_row (const Model *model, const TableType *type, gpointer row, const SessionFilter *filter)
{
  bool taken = false;
  if (type == &table_sessions)
    return session_filter_matches (filter, ((const SessionRow *) row)->session);
  if (type == &table_messages)
    return session_filter_matches (filter, ((const MailRow *) row)->row->session);
  if (type == &table_logins)
    return session_filter_matches (filter, ((const LoginRow *) row)->row->session);
  if (type == &table_paths)
    return session_filter_matches (filter, ((const PathRow *) row)->row->session);
  g_autofree char *address = host_address (row), *text = g_strdup_printf ("ip == %s", address);
  FilterError error;
  SessionFilter *of_host = session_filter_new (text, &error);
  for (guint i = 0; i < model->rows->len && !taken; i++)
    {
      const SmtpSession *session = ((const SessionRow *) g_ptr_array_index (model->rows, i))->session;
      taken = session_filter_matches (of_host, session) && session_filter_matches (filter, session);
    }
  session_filter_free (of_host);
  return taken;
}

/* Every column of every list: its name is its own, and what its filter takes is the session it was made of. */
static void
test_columns (void **state)
{
  const SinkOptions options = { 0 };
  const SinkType sink = { .event = to_model_event, .session = to_model_session };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&sink, model);
  unsigned asked = 0;
  (void) state;
  for (int i = 0; model_dialogues[i].name != NULL; i++)
    model_run_dialogue (run, &model_dialogues[i]);
  while (model_filter_work (model))
    ;
  for (size_t t = 0; tables[t] != NULL; t++)
    for (int c = 0; tables[t]->kind < ROW_KINDS && c < tables[t]->count; c++)
      {
        const TableType *type = tables[t];
        const GPtrArray *rows = model_rows (model, type->kind);
        assert_int_equal (table_column_find (type, type->columns[c].id), c);
        assert_true (type->columns[c].meaning[0] != '\0');
        assert_true (rows->len > 0);
        for (guint i = 0; i < rows->len; i++)
          {
            gpointer row = g_ptr_array_index (rows, i);
            int cell = type->columns[c].cell;
            char *const *words = type->words (model, row);
            g_autofree char *more = cell < type->cells ? g_strdup (words[cell]) : type->more (model, row, cell);
            g_autofree char *text = type->filter (model, row, cell);
            assert_non_null (more);
            /* The host has none of them. */
            if (type == &table_hosts && g_str_equal (more, "0"))
              continue;
            FilterError error = { 0 };
            SessionFilter *filter = text != NULL ? session_filter_new (text, &error) : NULL;
            if (text != NULL && (filter == NULL || !takes_row (model, type, row, filter)))
              fail_msg ("%s, %s: '%s' of '%s': %s", type->id, type->columns[c].id, text, more, error.text);
            asked += text != NULL;
            session_filter_free (filter);
          }
      }
  assert_true (asked > 100);
  model_free (model);
  model_run_free (run);
}

int
main (void)
{
  enum { COUNT = G_N_ELEMENTS (cases) };
  const struct CMUnitTest more[] = {
    cmocka_unit_test (test_marked_rows),
    cmocka_unit_test (test_columns),
    cmocka_unit_test (test_growing_list),
    cmocka_unit_test (test_click_on_heading),
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
