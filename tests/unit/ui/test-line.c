/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The face of lines: commands in, text out, compared with tests/screens/line-NAME.txt
 * (UPDATE=1 writes them anew).  Of every text no octet may be a control but the line ends. */
#include "config.h"

#include "tests/support/ui-screen.h"
#include "ui/line-command.h"
#include "ui/ui.h"
#include "ui/view.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct LineCase {
  const char *name;
  const char *locale; /* NULL: UTF-8 */
  const char *sessions[8];
  const char *commands[16]; /* none: all is said */
  SinkOptions options;
  bool live; /* nothing is typed: sessions are told as they end */
} LineCase;

static const LineCase cases[] = {
  { .name = "whole", .sessions = { "forged", "submission", "starttls", "gap", NULL } },
  { .name = "whole-ascii", .locale = "C", .sessions = { "disowned", "gap", NULL } },
  { .name = "whole-empty", .sessions = { NULL } },
  { .name = "whole-hostile", .sessions = { "hostile", "copies", "refused", NULL } },
  { .name = "whole-redacted", .sessions = { "submission", NULL }, .options = { .redact = true, .show_secrets = true } },
  { .name = "whole-where", .sessions = { "forged", "gap", NULL }, .options = { .where = "gaps" } },
  { .name = "live", .sessions = { "forged", "gap", NULL }, .live = true },
  { .name = "moving",
    .sessions = { "forged", "submission", "starttls", "gap", NULL },
    .commands = { "", "j", "k", "k", "k", "last", "j", "2,3", "9", "0", "page", "first", NULL } },
  { .name = "opening",
    .sessions = { "submission", NULL },
    .commands = { "open", "4", "Enter", "details", "Tab", "Tab", "details", "back", "q", NULL } },
  { .name = "tls", .sessions = { "opened", NULL }, .commands = { "open 1", "/TLS", NULL } },
  { .name = "dialogue-ascii",
    .locale = "C",
    .sessions = { "mail-copies", "gap", NULL },
    .commands = { "open 1", "back", "open 2", NULL } },
  { .name = "hostile", .sessions = { "hostile", NULL }, .commands = { "Enter", "Tab", "view mails", "\033[2J", NULL } },
  { .name = "searching",
    .sessions = { "forged", "submission", "gap", NULL },
    .commands = { "search", "n", "/198.51", "n", "n", "N", "search nowhere", "open 1", "view message", "search sure",
                  "n", NULL } },
  { .name = "filtering",
    .sessions = { "forged", "submission", "gap", NULL },
    .commands
    = { "filter", "filter gaps", "filter form ~ x", "f", "F", "filter on", "f !gaps", "filter none", "w", NULL } },
  { .name = "views",
    .sessions = { "submission", NULL },
    .commands = { "view", "view hosts", "view fin", "Enter", "2", "Enter", "view", "view Findings", "view overview",
                  "view nothing", NULL } },
  { .name = "secrets",
    .sessions = { "submission", NULL },
    .commands = { "view logins", "s", "list", "s", "list", NULL },
    .options = { .show_secrets = true } },
  { .name = "search-all",
    .sessions = { "forged", "submission", "gap", NULL },
    .commands
    = { "search-all", "search-all Lunch", "open 1", "back", "A", "stop", "search-all 250 2.1.5", "open 2", NULL } },
  { .name = "search-all-filtered",
    .sessions = { "forged", "submission", NULL },
    .commands = { "filter subject ~ lunch", "search-all sender", "search-all noon", "F", NULL } },
  { .name = "help", .sessions = { NULL }, .commands = { "help", "what", "next please", "status", NULL } },
};

/* All that was said. */
static char *
said (FILE *output)
{
  GString *text = g_string_new (NULL);
  char octets[4096];
  size_t got;
  fflush (output);
  rewind (output);
  while ((got = fread (octets, 1, sizeof octets, output)) > 0)
    g_string_append_len (text, octets, (gssize) got);
  return g_string_free (text, FALSE);
}

static void
check_octets (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    assert_true (*at == '\n' || ((uint8_t) *at >= 0x20 && *at != 0x7f));
  for (const char *at = text; g_utf8_validate (text, -1, NULL) && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      assert_false ((c >= 0x80 && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
                    || c == 0x200e || c == 0x200f);
    }
}

static void
on_quit (gpointer user)
{
  ++*(unsigned *) user;
}

static void
test_lines (void **state)
{
  const LineCase *test = *state;
  const UiProgress progress = { .packets = 1234, .octets = 200, .octets_all = 200, .source = "class.pcap" };
  const RunSummary summary = { .packets = 1234 };
  unsigned quits = 0;
  FILE *output = tmpfile ();
  assert_non_null (output);
  assert_non_null (setlocale (LC_ALL, test->locale != NULL ? test->locale : "C.UTF-8"));
  const UiLines lines = { .input = -1, .output = output, .live = test->live };
  gpointer ui = ui_sink.open (&test->options);
  ModelRun *run = model_run_new (&ui_sink, ui);
  ui_start_lines (ui, NULL, &lines, on_quit, &quits);
  ui_progress (ui, &progress);
  for (const char *const *name = test->sessions; *name != NULL; name++)
    model_run_dialogue (run, model_dialogue (*name));
  for (const char *const *command = test->commands; *command != NULL; command++)
    {
      ui_line (ui, *command);
      ui_pass (ui, 100000);
    }
  ui_sink.close (ui, &summary);
  assert_int_equal (quits, 1);
  g_autofree char *text = said (output);
  g_autofree char *golden = g_strconcat ("line-", test->name, NULL);
  check_octets (text);
  assert_true (ui_screen_is_golden (golden, text));
  model_run_end (run);
  ui_finish (ui);
  model_run_free (run);
  fclose (output);
}

/* --- commands -------------------------------------------------------------------------- */

static const struct {
  const char *line;
  LineVerb verb;
  Action action;
  size_t from, to;
  const char *text;
} readings[] = {
  { "", LINE_NEXT, ACTION_NONE, 0, 0, "" },
  { "  ", LINE_NEXT, ACTION_NONE, 0, 0, "" },
  { "j", LINE_ACTION, ACTION_DOWN, 0, 0, "" },
  { " enter ", LINE_ACTION, ACTION_OPEN, 0, 0, "" },
  { "PgDn", LINE_ACTION, ACTION_PAGE_DOWN, 0, 0, "" },
  { "NEXT", LINE_ACTION, ACTION_DOWN, 0, 0, "" },
  { "next week", LINE_UNKNOWN, ACTION_DOWN, 0, 0, "week" },
  { "17", LINE_ROWS, ACTION_NONE, 17, 17, "" },
  { "5,9", LINE_ROWS, ACTION_NONE, 5, 9, "" },
  { "5-9", LINE_ROWS, ACTION_NONE, 5, 9, "" },
  { "5-", LINE_UNKNOWN, ACTION_NONE, 0, 0, "" },
  { "12345678901", LINE_UNKNOWN, ACTION_NONE, 0, 0, "" },
  { "/bank account", LINE_SEARCH, ACTION_SEARCH, 0, 0, "bank account" },
  { "/", LINE_ACTION, ACTION_SEARCH, 0, 0, "" },
  { "f from ~ bank", LINE_FILTER, ACTION_FILTER, 0, 0, "from ~ bank" },
  { "first", LINE_ACTION, ACTION_FIRST, 0, 0, "" },
  { "filter exposed", LINE_FILTER, ACTION_FILTER, 0, 0, "exposed" },
  { "? keys", LINE_UNKNOWN, ACTION_NONE, 0, 0, "" },
  { "A bank", LINE_SEARCH_ALL, ACTION_SEARCH_ALL, 0, 0, "bank" },
  { "search-all bank", LINE_SEARCH_ALL, ACTION_SEARCH_ALL, 0, 0, "bank" },
  { "stop", LINE_STOP, ACTION_NONE, 0, 0, "" },
  { "open", LINE_OPEN, ACTION_OPEN, 0, 0, "" },
  { "open 3", LINE_OPEN, ACTION_OPEN, 3, 0, "3" },
  { "open sesame", LINE_UNKNOWN, ACTION_OPEN, 0, 0, "sesame" },
  { "\xe3\x81\x82", LINE_UNKNOWN, ACTION_NONE, 0, 0, "" },
};

static void
test_readings (void **state)
{
  (void) state;
  Keymap keys;
  keymap_init (&keys);
  for (size_t i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      LineCommand command = { 0 };
      line_command_read (&command, readings[i].line, &keys,
                         SCOPE_MOVE | SCOPE_OPEN | SCOPE_SEARCH | SCOPE_FILTER | SCOPE_PROGRAM);
      if (command.verb != readings[i].verb || command.action != readings[i].action)
        fail_msg ("\"%s\" is read as %d, %d", readings[i].line, command.verb, command.action);
      assert_int_equal (command.from, readings[i].from);
      assert_int_equal (command.to, readings[i].to);
      assert_string_equal (command.text, readings[i].text);
      line_command_clear (&command);
    }
}

/* Each view can be read line by line. */
static void
test_views (void **state)
{
  (void) state;
  for (size_t i = 0; views[i] != NULL; i++)
    if (views[i]->say == NULL && views[i]->text == NULL)
      fail_msg ("the view %s says nothing", views[i]->id);
}

int
main (void)
{
  enum { OTHERS = 2 };
  struct CMUnitTest tests[G_N_ELEMENTS (cases) + OTHERS];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  g_setenv ("TZ", "KAT-5:45", TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].name, .test_func = test_lines, .initial_state = (void *) &cases[i] };
  tests[G_N_ELEMENTS (cases)] = (struct CMUnitTest) cmocka_unit_test (test_readings);
  tests[G_N_ELEMENTS (cases) + 1] = (struct CMUnitTest) cmocka_unit_test (test_views);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
