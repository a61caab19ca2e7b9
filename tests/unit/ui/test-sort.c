/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of lists: by each cell, both ways, while sessions come, go on and are filtered. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "dissect/sender.h"
#include "ui/model.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Small sessions of which each list has something. */
static const char *const names[] = { "way-first", "forged",   "hostile", "submission", "way-second", "refused",
                                     "starttls",  "disowned", "honest",  "gap",        "way-third",  "forged" };

typedef struct SortCase {
  RowKind kind;
  int cell;
  bool descending;
  const char *words; /* of the cell, row by row, joined by '|' */
} SortCase;

static const SortCase cases[] = {
  { ROWS_SESSIONS, CELL_TIME, true,
    "10:00:40|10:00:36|10:00:32|10:00:29|10:00:25|10:00:23|10:00:22|10:00:19|10:00:10|10:00:07|10:00:03|10:00:00" },
  { ROWS_SESSIONS, CELL_CLIENT, false,
    "192.0.2.8|192.0.2.10|192.0.2.50|192.0.2.66|192.0.2.77|192.0.2.77|192.0.2.77|192.168.1.20|198.51.100.9|203.0.113.5|"
    "203.0.113.5|2001:db8:1234:5678:9abc:def0:1234:5678" },
  { ROWS_SESSIONS, CELL_CLIENT, true,
    "2001:db8:1234:5678:9abc:def0:1234:5678|203.0.113.5|203.0.113.5|198.51.100.9|192.168.1.20|192.0.2.77|192.0.2.77|"
    "192.0.2.77|192.0.2.66|192.0.2.50|192.0.2.10|192.0.2.8" },
  { ROWS_SESSIONS, CELL_SERVER, true,
    "2001:db8::25|203.0.113.5|203.0.113.5|198.51.100.25|198.51.100.25|198.51.100.25|198.51.100.25|198.51.100.25|198.51."
    "100.25|198.51.100.25|198.51.100.9|198.51.100.9" },
  { ROWS_SESSIONS, CELL_FROM, false,
    "||<>|a\\x1b]0;owned\\x07@evil.example|alice@example.com|alice@example.com|alice@example.com|alice@example.com|"
    "info@bank.example.jp|mallory@bulk.example.net|mallory@bulk.example.net|mallory@bulk.example.net" },
  { ROWS_SESSIONS, CELL_FROM, true,
    "mallory@bulk.example.net|mallory@bulk.example.net|mallory@bulk.example.net|info@bank.example.jp|alice@example.com|"
    "alice@example.com|alice@example.com|alice@example.com|a\\x1b]0;owned\\x07@evil.example|<>||" },
  { ROWS_SESSIONS, CELL_TO, false,
    "||b@example.org|+1 "
    "bob@example.org|friends@lists.example.org|friends@lists.example.org|friends@lists.example.org|postmaster@example."
    "net|tanaka@example.jp|tanaka@example.jp|tanaka@example.jp|tanaka@example.jp" },
  { ROWS_SESSIONS, CELL_TO, true,
    "tanaka@example.jp|tanaka@example.jp|tanaka@example.jp|tanaka@example.jp|postmaster@example.net|friends@lists."
    "example.org|friends@lists.example.org|friends@lists.example.org|+1 bob@example.org|b@example.org||" },
  { ROWS_SESSIONS, CELL_SUBJECT, false,
    "(no mail)|(inside TLS)|[friends] Supper|\\x1b[31mred\\x1b[0m \\u{202e}gnp.exe \\u{9b}2J �� end|Delivery "
    "report|[2] Lunch|Opening hours|Supper|Supper|重要: 口座の確認|重要: 口座の確認|重要: 口座の確認" },
  { ROWS_SESSIONS, CELL_SUBJECT, true,
    "重要: 口座の確認|重要: 口座の確認|重要: 口座の確認|Supper|Supper|Opening hours|[2] Lunch|Delivery "
    "report|\\x1b[31mred\\x1b[0m \\u{202e}gnp.exe \\u{9b}2J �� end|[friends] Supper|(no mail)|(inside TLS)" },
  { ROWS_SESSIONS, CELL_EXPOSED, false, "—|TLS|mail|mail|mail|mail|mail|mail|mail|mail|mail|password" },
  { ROWS_SESSIONS, CELL_EXPOSED, true, "password|mail|mail|mail|mail|mail|mail|mail|mail|mail|TLS|—" },
  { ROWS_SESSIONS, CELL_FORGED, false, "no|—|—|—|—|—|—|—|—|high|high|high" },
  { ROWS_SESSIONS, CELL_FORGED, true, "high|high|high|—|—|—|—|—|—|—|—|no" },
  { ROWS_SESSIONS, CELL_OUTCOME, false,
    "accepted|accepted|accepted|accepted|accepted|accepted|accepted|accepted|accepted|accepted|fin|fin" },
  { ROWS_SESSIONS, CELL_OUTCOME, true,
    "fin|fin|accepted|accepted|accepted|accepted|accepted|accepted|accepted|accepted|accepted|accepted" },
  { ROWS_MAILS, MAIL_CELL_TIME, false,
    "10:00:02|10:00:06|10:00:09|10:00:15|10:00:17|10:00:21|10:00:28|10:00:31|10:00:35|10:00:39|10:00:42" },
  { ROWS_MAILS, MAIL_CELL_TIME, true,
    "10:00:42|10:00:39|10:00:35|10:00:31|10:00:28|10:00:21|10:00:17|10:00:15|10:00:09|10:00:06|10:00:02" },
  { ROWS_MAILS, MAIL_CELL_FROM, false,
    "<>|a@evil.example (\\u{2066}x)|alice@example.com|alice@example.com (Alice)|alice@example.com "
    "(Alice)|alice@example.com (Alice)|alice@example.com (Alice)|info@bank.example.jp|info@bank.example.jp "
    "(日本銀行)|info@bank.example.jp (日本銀行)|info@bank.example.jp (日本銀行)" },
  { ROWS_MAILS, MAIL_CELL_FROM, true,
    "info@bank.example.jp (日本銀行)|info@bank.example.jp (日本銀行)|info@bank.example.jp "
    "(日本銀行)|info@bank.example.jp|alice@example.com (Alice)|alice@example.com (Alice)|alice@example.com "
    "(Alice)|alice@example.com (Alice)|alice@example.com|a@evil.example (\\u{2066}x)|<>" },
  { ROWS_MAILS, MAIL_CELL_TO, false,
    "b@example.org|+1 "
    "bob@example.org|dave@example.org|friends@lists.example.org|friends@lists.example.org|friends@lists.example.org|"
    "postmaster@example.net|tanaka@example.jp|tanaka@example.jp|tanaka@example.jp|tanaka@example.jp" },
  { ROWS_MAILS, MAIL_CELL_TO, true,
    "tanaka@example.jp|tanaka@example.jp|tanaka@example.jp|tanaka@example.jp|postmaster@example.net|friends@lists."
    "example.org|friends@lists.example.org|friends@lists.example.org|dave@example.org|+1 "
    "bob@example.org|b@example.org" },
  { ROWS_MAILS, MAIL_CELL_SUBJECT, false,
    "[friends] Supper|\\x1b[31mred\\x1b[0m \\u{202e}gnp.exe \\u{9b}2J �� end|Delivery report|Lunch|Opening "
    "hours|Supper|Supper|The second mail|重要: 口座の確認|重要: 口座の確認|重要: 口座の確認" },
  { ROWS_MAILS, MAIL_CELL_SUBJECT, true,
    "重要: 口座の確認|重要: 口座の確認|重要: 口座の確認|The second mail|Supper|Supper|Opening hours|Lunch|Delivery "
    "report|\\x1b[31mred\\x1b[0m \\u{202e}gnp.exe \\u{9b}2J �� end|[friends] Supper" },
  { ROWS_MAILS, MAIL_CELL_SIZE, false, "68|78!|89|96|113|324|441|632|677|677|677" },
  { ROWS_MAILS, MAIL_CELL_SIZE, true, "677|677|677|632|441|324|113|96|89|78!|68" },
  { ROWS_MAILS, MAIL_CELL_FILES, false, "||||||||1|1|1" },
  { ROWS_MAILS, MAIL_CELL_FILES, true, "1|1|1||||||||" },
  { ROWS_MAILS, MAIL_CELL_SENDER, false, "—|—|—|—|—|—|—|—|—|verified|contradicted" },
  { ROWS_MAILS, MAIL_CELL_SENDER, true, "contradicted|verified|—|—|—|—|—|—|—|—|—" },
  { ROWS_LOGINS, LOGIN_CELL_TIME, false, "10:00:11|10:00:12" },
  { ROWS_LOGINS, LOGIN_CELL_TIME, true, "10:00:12|10:00:11" },
  { ROWS_LOGINS, LOGIN_CELL_CLIENT, true, "192.168.1.20|192.168.1.20" },
  { ROWS_LOGINS, LOGIN_CELL_ACCOUNT, true, "alice|alice" },
  { ROWS_LOGINS, LOGIN_CELL_SECRET, true, "********|********" },
  { ROWS_PATHS, PATH_CELL_TIME, false, "10:00:02" },
  { ROWS_PATHS, PATH_CELL_TIME, true, "10:00:02" },
  { ROWS_PATHS, PATH_CELL_FROM, true, "alice@example.com (Alice)" },
  { ROWS_PATHS, PATH_CELL_SUBJECT, true, "[friends] Supper" },
  { ROWS_PATHS, PATH_CELL_SEEN, true, "3" },
  { ROWS_PATHS, PATH_CELL_TOLD, true, "1" },
  { ROWS_PATHS, PATH_CELL_COVERS, true, "(TLS) clear clear clear" },
  { ROWS_PATHS, PATH_CELL_CHANGED, true, "body" },
};

static void
to_event (gpointer model, SmtpSession *session, const SmtpEvent *event)
{
  model_event (model, session, event);
}

static void
to_session (gpointer model, SmtpSession *session)
{
  model_session (model, session);
}

static const SinkType to_model = { .event = to_event, .session = to_session };

static void
work (Model *model)
{
  while (model_filter_work (model))
    ;
}

static char *
word_of (const Model *model, RowKind kind, gpointer row, int cell)
{
  switch (kind)
    {
    case ROWS_MAILS:
      return g_strdup (model_mail_cells (model, row)[cell]);
    case ROWS_LOGINS:
      return g_strdup (model_login_cells (model, row)[cell]);
    case ROWS_PATHS:
      return g_strdup (model_path_cells (model, row)[cell]);
    case ROWS_SESSIONS:
    case ROW_KINDS:
    default:
      return g_strdup (model_cells (model, row)[cell]);
    }
}

static char *
words_of (const Model *model, RowKind kind, int cell)
{
  const GPtrArray *rows = model_rows (model, kind);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *word = word_of (model, kind, g_ptr_array_index (rows, i), cell);
      g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", word);
    }
  return g_string_free (text, FALSE);
}

static void
feed (ModelRun *run)
{
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const ModelDialogue *dialogue = model_dialogues;
      while (dialogue->name != NULL && strcmp (dialogue->name, names[i]) != 0)
        dialogue++;
      assert_non_null (dialogue->name);
      model_run_dialogue (run, dialogue);
    }
}

static void
test_orders (void **state)
{
  const SinkOptions options = { 0 };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&to_model, model);
  unsigned wrong = 0;
  (void) state;
  feed (run);
  work (model);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const SortCase *this = &cases[i];
      bool descending;
      model_sort (model, this->kind, this->cell, this->descending);
      work (model);
      g_autofree char *words = words_of (model, this->kind, this->cell);
      assert_int_equal (model_sorted_by (model, this->kind, &descending), this->cell);
      assert_int_equal (descending, this->descending);
      if (strcmp (words, this->words) == 0)
        continue;
      fprintf (stderr, "kind %d, cell %d, %s: %s\n", (int) this->kind, this->cell, this->descending ? "down" : "up",
               words);
      wrong++;
    }
  for (int kind = 0; kind < ROW_KINDS; kind++)
    {
      model_sort (model, (RowKind) kind, -1, false);
      work (model);
      const GPtrArray *rows = model_rows (model, (RowKind) kind);
      for (guint i = 0; i < rows->len; i++)
        assert_int_equal (model_place (model, (RowKind) kind, g_ptr_array_index (rows, i)), i);
    }
  model_free (model);
  model_run_free (run);
  assert_int_equal (wrong, 0);
}

/* Every row that is to be shown is there once, where model_place says, and as model_sort has it. */
static void
assert_consistent (Model *model)
{
  work (model);
  for (int kind = 0; kind < ROW_KINDS; kind++)
    {
      const GPtrArray *all = model_all_rows (model, (RowKind) kind), *rows = model_rows (model, (RowKind) kind);
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
      bool descending;
      bool sorted = model_sorted_by (model, (RowKind) kind, &descending) >= 0;
      for (guint i = 0; i < rows->len; i++)
        {
          gconstpointer row = g_ptr_array_index (rows, i);
          guint index = model_row_index ((RowKind) kind, row);
          assert_true (g_hash_table_add (seen, (gpointer) row));
          assert_ptr_equal (g_ptr_array_index (all, index), row);
          assert_int_equal (model_place (model, (RowKind) kind, row), i);
          if (i == 0)
            continue;
          guint before = model_row_index ((RowKind) kind, g_ptr_array_index (rows, i - 1));
          assert_true (sorted ? row_order_compare (model->sorts[kind].order, before, index) < 0 : before < index);
        }
      for (guint i = 0; i < all->len && kind == ROWS_SESSIONS; i++)
        {
          gpointer row = g_ptr_array_index (all, i);
          assert_int_equal (model_is_shown (model, row), g_hash_table_contains (seen, row));
        }
    }
}

static void
test_more_sessions (void **state)
{
  const SinkOptions options = { 0 };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&to_model, model);
  GRand *rand = g_rand_new_with_seed (3);
  bool open = false;
  (void) state;
  for (int step = 0; step < 3000; step++)
    {
      RowKind kind = (RowKind) g_rand_int_range (rand, 0, ROW_KINDS);
      FilterError error = { 0 };
      switch (g_rand_int_range (rand, 0, 9))
        {
        case 0:
          model_sort (model, kind, g_rand_int_range (rand, -1, 5), g_rand_boolean (rand));
          break;
        case 1:
          model_filter_set (model, g_rand_boolean (rand) ? "" : "quit", &error);
          break;
        case 2:
          model_work_cancel (model);
          break;
        case 3:
          model_filter_work (model);
          break;
        case 4:
          assert_consistent (model);
          break;
        default:
          if (!open)
            model_run_begin (run, &model_dialogues[g_rand_int_range (rand, 0, 12)], 1);
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

/* While sessions come, a list may rest for a while, but not from what the user does, and not in the end. */
static void
test_rest (void **state)
{
  const SinkOptions options = { 0 };
  FilterError error = { 0 };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&to_model, model);
  (void) state;
  model_run_begin (run, &model_dialogues[0], 1);
  model_run_end (run);
  model_sort (model, ROWS_SESSIONS, CELL_TIME, true);
  while (model_filter_work (model))
    ;
  assert_int_equal (model->shown->len, 1);
  gint64 *rests_until = &model->sorts[ROWS_SESSIONS].rests_until;
  *rests_until = G_MAXINT64;
  model_run_begin (run, &model_dialogues[0], 1);
  model_run_end (run);
  assert_int_equal (model->rows->len, 2);
  for (int i = 0; i < 10; i++)
    assert_true (model_filter_work (model)); /* there is more to do, later */
  assert_int_equal (model->shown->len, 1);
  /* A filter is no reason to wait. */
  assert_true (model_filter_set (model, "!quit || quit", &error));
  for (int i = 0; i < 10; i++)
    model_filter_work (model);
  assert_int_equal (model->shown->len, 2);
  *rests_until = G_MAXINT64;
  model_run_begin (run, &model_dialogues[0], 1);
  model_run_end (run);
  assert_true (model_filter_work (model));
  assert_int_equal (model->shown->len, 2);
  /* All was read. */
  model_close (model, NULL);
  while (model_filter_work (model))
    ;
  assert_int_equal (model->shown->len, 3);
  model_free (model);
  model_run_free (run);
}

/* What is taken back leaves all as it was. */
static void
test_cancel (void **state)
{
  enum { SESSIONS_MANY = 300 };
  const SinkOptions options = { 0 };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&to_model, model);
  FilterError error = { 0 };
  (void) state;
  for (int i = 0; i < SESSIONS_MANY; i++)
    model_run_dialogue (run, &model_dialogues[i % 7]);
  work (model);
  assert_false (model_work_cancel (model));
  model_sort (model, ROWS_SESSIONS, CELL_CLIENT, true);
  work (model);
  assert_true (model_filter_set (model, "id < 200", &error));
  work (model);
  g_autofree char *before = words_of (model, ROWS_SESSIONS, CELL_CLIENT);
  assert_true (model_filter_set (model, "id > 3", &error));
  assert_true (model_is_working (model));
  assert_true (model_work_cancel (model));
  assert_false (model_is_working (model));
  assert_string_equal (model->filters.text, "id < 200");
  model_sort (model, ROWS_SESSIONS, CELL_FROM, false);
  assert_true (model_is_sorting (model, ROWS_SESSIONS));
  assert_true (model_work_cancel (model));
  assert_false (model_is_sorting (model, ROWS_SESSIONS));
  work (model);
  g_autofree char *after = words_of (model, ROWS_SESSIONS, CELL_CLIENT);
  assert_string_equal (before, after);
  assert_int_equal (model->shown->len, 199);
  model_free (model);
  model_run_free (run);
}

int
main (void)
{
  setlocale (LC_ALL, "C.UTF-8");
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_orders),
    cmocka_unit_test (test_more_sessions),
    cmocka_unit_test (test_rest),
    cmocka_unit_test (test_cancel),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
