/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that saves, and what it asks of the door; behind the door is no file here, but
 * a log of what was asked. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/saver.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A door that writes down what it is asked. */
typedef struct Door {
  GString *log;
  const char *taken;  /* a path that is there already; NULL: none */
  const char *broken; /* why nothing can be made; NULL: it can */
  bool refuses_packets;
  guint adds_left; /* until the disk is full */
  guint work_left; /* slices behind the last session */
  uint64_t added;
} Door;

static const char *
door_refuses (gpointer user, SaveForm form)
{
  const Door *door = user;
  return form == SAVE_PCAP && door->refuses_packets ? "Packets are not kept." : NULL;
}

static char *
door_free_path (gpointer user, const char *path)
{
  const Door *door = user;
  return g_strcmp0 (door->taken, path) == 0 ? g_strdup_printf ("next-%s", path) : g_strdup (path);
}

static char *
door_complete (gpointer user, const char *path)
{
  (void) user;
  return g_strconcat (path, "+", NULL);
}

static bool
door_is_directory (gpointer user, const char *path)
{
  (void) user;
  return g_str_has_prefix (path, "dir") && strchr (path, '-') == NULL;
}

static gpointer
door_begin (gpointer user, const SaveOrder *order, bool *taken, char **trouble)
{
  static const char *const names[SAVE_FORMS] = { [SAVE_EML] = "eml",   [SAVE_MBOX] = "mbox", [SAVE_PCAP] = "pcap",
                                                 [SAVE_JSON] = "json", [SAVE_TEXT] = "text", [SAVE_HTML] = "html" };
  Door *door = user;
  *taken = g_strcmp0 (door->taken, order->path) == 0;
  if (*taken)
    return NULL;
  if (door->broken != NULL)
    {
      *trouble = g_strdup (door->broken);
      return NULL;
    }
  g_string_append_printf (door->log, "%s%s%s %s:", names[order->form], order->one_mail ? "(1)" : "",
                          order->show_secrets ? "(secrets)" : "", order->path);
  return door;
}

static bool
door_add (gpointer job, SmtpSession *session, unsigned transaction)
{
  Door *door = job;
  if (door->adds_left == 0)
    return false;
  door->adds_left--;
  door->added++;
  g_string_append_printf (door->log, " %" G_GUINT64_FORMAT ".%u", session->id, transaction);
  return true;
}

static bool
door_work (gpointer job, unsigned *percent)
{
  Door *door = job;
  *percent = 42;
  if (door->work_left == 0)
    return false;
  door->work_left--;
  g_usleep (20000); /* the slice is over */
  return true;
}

static void
door_end (gpointer job, SaveResult *result)
{
  Door *door = job;
  g_string_append (door->log, " end\n");
  result->mails = result->sessions = door->added;
  door->added = 0;
  if (door->adds_left == 0)
    result->trouble = g_strdup ("No space left on device");
}

static void
door_tell (gpointer user, const char *line)
{
  g_string_append_printf (((Door *) user)->log, "told: %s\n", line);
}

typedef struct Bench {
  UiScreen screen;
  Door door;
  Saver saver;
} Bench;

static void
bench_open (Bench *bench, int rows, int columns, const SinkOptions *options)
{
  *bench = (Bench){ .door = { .log = g_string_new (NULL), .adds_left = 1000 } };
  bench->saver = (Saver){
    .user = &bench->door,
    .refuses = door_refuses,
    .free_path = door_free_path,
    .complete = door_complete,
    .is_directory = door_is_directory,
    .begin = door_begin,
    .add = door_add,
    .work = door_work,
    .end = door_end,
    .tell = door_tell,
  };
  ui_screen_open (&bench->screen, rows, columns, options);
  ui_set_saver (bench->screen.ui, &bench->saver);
}

static void
bench_close (Bench *bench)
{
  ui_screen_close (&bench->screen);
  g_string_free (bench->door.log, TRUE);
}

static void
go_on (Bench *bench)
{
  while (ui_save_more (bench->screen.ui))
    ;
}

/* --- what is asked of the door -------------------------------------------------- */

typedef struct AskCase {
  const char *name, *keys;
  const char *log;   /* of the door; "" for nothing */
  const char *shows; /* behind it; NULL: nothing is asked */
  Door door;
  SinkOptions options;
} AskCase;

#define NO_DOOR                                                                                                        \
  {                                                                                                                    \
    .log = NULL                                                                                                        \
  }
#define NO_OPTIONS                                                                                                     \
  {                                                                                                                    \
    .redact = false                                                                                                    \
  }

static const AskCase ask_cases[] = {
  { "the session that is selected, its mails in a directory", "jS{Enter}", "eml smtplens-20261123-1-eml: 2.0 end\n",
    "1 mail saved in smtplens-20261123-1-eml.", NO_DOOR, NO_OPTIONS },
  { "the only mail of a session in a file", "S{Enter}", "eml(1) smtplens-20261123-1.eml: 1.0 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "Esc saves nothing", "S{Esc}", "", "[Sessions]", NO_DOOR, NO_OPTIONS },
  { "^C leaves the dialog alone", "S\003", "", "[Sessions]", NO_DOOR, NO_OPTIONS },
  { "all of a list", "S{Right}{Enter}", "eml smtplens-20261123-1-eml: 1.0 2.0 3.0 4.0 5.0 6.0 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "choices go round", "S{Right}{Right}{Down}l{Enter}", "mbox smtplens-20261123-1.mbox: 1.0 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "and backwards", "S{Down}{Left}{Enter}", "html smtplens-20261123-1.html: 1.0 end\n",
    "1 session saved in smtplens-20261123-1.html.", NO_DOOR, NO_OPTIONS },
  { "those that the filter takes", "fclient.port == 587 or server.port == 587{Enter}S{Right}{Down}   {Enter}",
    "json smtplens-20261123-1.jsonl: 2.0 end\n", NULL, NO_DOOR, NO_OPTIONS },
  { "marked sessions come first", "jmGmgS{Down}   {Enter}", "json smtplens-20261123-1.jsonl: 2.0 6.0 end\n", NULL,
    NO_DOOR, NO_OPTIONS },
  { "marked mails", "{Tab}mjmS{Down} {Enter}", "mbox smtplens-20261123-1.mbox: 1.1 2.2 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "the sessions of marked mails, each once", "{Tab}jmmS{Down}   {Enter}", "json smtplens-20261123-1.jsonl: 2.0 end\n",
    NULL, NO_DOOR, NO_OPTIONS },
  { "marks of sessions are none of mails", "m{Tab}S{Enter}", "eml(1) smtplens-20261123-1.eml: 1.1 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "a mail of the list of mails", "{Tab}jS{Enter}", "eml(1) smtplens-20261123-1.eml: 2.1 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "all mails", "{Tab}S{Right}{Down} {Enter}", "mbox smtplens-20261123-1.mbox: 1.1 2.1 2.2 4.1 5.1 end\n", NULL,
    NO_DOOR, NO_OPTIONS },
  { "sessions of mails, each once", "{Tab}S{Right}{Down}   {Enter}",
    "json smtplens-20261123-1.jsonl: 1.0 2.0 4.0 5.0 end\n", NULL, NO_DOOR, NO_OPTIONS },
  { "the mail that is shown", "j{Enter}{Tab}]S{Enter}", "eml(1) smtplens-20261123-1.eml: 2.2 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "the session that is shown", "j{Enter}S{Down}   {Enter}", "json smtplens-20261123-1.jsonl: 2.0 end\n", NULL,
    NO_DOOR, NO_OPTIONS },
  { "the session of a login", "{Tab}{Tab}{Tab}{Tab}S{Down}   {Enter}", "json smtplens-20261123-1.jsonl: 2.0 end\n",
    NULL, NO_DOOR, NO_OPTIONS },
  { "no mail", "jjS{Enter}", "", "There is no whole mail among these.", NO_DOOR, NO_OPTIONS },
  { "a name that is typed", "S{Down}{Down}\x15mine.eml{Enter}", "eml(1) mine.eml: 1.0 end\n",
    "1 mail saved in mine.eml.", NO_DOOR, NO_OPTIONS },
  { "no name", "S{Down}{Down}\x15{Enter}", "", "A file needs a name.", NO_DOOR, NO_OPTIONS },
  { "the ending follows the form", "S{Down}{Down}\x15mine.eml{Up}l{Enter}", "mbox mine.mbox: 1.0 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "editing a name", "S{Down}{Down}\x15mineX{Backspace}{Home}a{End}z\x02\x02{Left}\x04{Enter}",
    "eml(1) amiez: 1.0 end\n", NULL, NO_DOOR, NO_OPTIONS },
  { "a name, and its directory left", "S{Down}{Down}\x15x/y/zz\x17q{Enter}", "eml(1) x/y/q: 1.0 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "Tab completes", "S{Down}{Down}\x15x{Tab}{Enter}", "eml(1) x+: 1.0 end\n", NULL, NO_DOOR, NO_OPTIONS },
  { "controls do not enter the name", "S{Down}{Down}\x15x\x1c\x1dy{Enter}", "eml(1) xy: 1.0 end\n", NULL, NO_DOOR,
    NO_OPTIONS },
  { "a name that is taken is told, and the next proposed",
    "S{Down}{Down}\x15old{Enter}",
    "",
    "old is there already, and stays as it is",
    { .taken = "old" },
    NO_OPTIONS },
  { "and that is taken by Enter",
    "S{Down}{Down}\x15old{Enter}{Enter}",
    "eml(1) next-old: 1.0 end\n",
    NULL,
    { .taken = "old" },
    NO_OPTIONS },
  { "a directory is told, and a file in it proposed",
    "S{Down}{Down}\x15"
    "dir{Enter}",
    "", "dir is a directory: now there is the name of a file in it.", NO_DOOR, NO_OPTIONS },
  { "and that is made by Enter",
    "S{Down}{Down}\x15"
    "dir/{Enter}{Enter}",
    "eml(1) dir/smtplens-20261123-1.eml: 1.0 end\n", NULL, NO_DOOR, NO_OPTIONS },
  { "what cannot be made", "S{Enter}", "", "x: Permission denied", { .broken = "x: Permission denied" }, NO_OPTIONS },
  { "a form that is refused",
    "S{Down}  {Enter}",
    "",
    "Packets are not kept.",
    { .refuses_packets = true },
    NO_OPTIONS },
  { "packets", "S{Down}  {Enter}", "pcap smtplens-20261123-1.pcapng: 1.0 end\n", NULL, { .work_left = 3 }, NO_OPTIONS },
  { "a disk that fills",
    "S{Right}{Down}   {Enter}",
    "json smtplens-20261123-1.jsonl: 1.0 2.0 end\n",
    "Not all was saved (No space left on device): 2 sessions",
    { .adds_left = 2 },
    NO_OPTIONS },
  { "secrets as the screens show them",
    "S{Down}   {Enter}",
    "json(secrets) smtplens-20261123-1.jsonl: 1.0 end\n",
    NULL,
    NO_DOOR,
    { .show_secrets = true } },
  { "secrets hidden again",
    "sS{Down}   {Enter}",
    "json smtplens-20261123-1.jsonl: 1.0 end\n",
    NULL,
    NO_DOOR,
    { .show_secrets = true } },
  { "redacted",
    "S{Down}   {Enter}",
    "json smtplens-20261123-1.jsonl: 1.0 end\n",
    NULL,
    NO_DOOR,
    { .show_secrets = true, .redact = true } },
};

static void
test_ask (void **state)
{
  const AskCase *this = *state;
  Bench bench;
  bench_open (&bench, 24, 80, &this->options);
  bench.door.taken = this->door.taken;
  bench.door.broken = this->door.broken;
  bench.door.refuses_packets = this->door.refuses_packets;
  bench.door.work_left = this->door.work_left;
  if (this->door.adds_left > 0)
    bench.door.adds_left = this->door.adds_left;
  ui_screen_feed (&bench.screen,
                  (const char *const[]){ "forged", "submission", "starttls", "gap", "hostile", "refused", NULL });
  ui_screen_finish_reading (&bench.screen);
  ui_draw (bench.screen.ui);
  ui_screen_type (&bench.screen, this->keys);
  go_on (&bench);
  g_autofree char *log = g_strdup (bench.door.log->str);
  char *text = ui_screen_text (&bench.screen);
  bool shown = this->shows == NULL || strstr (text, this->shows) != NULL;
  if (!shown)
    print_error ("%s\n", text);
  g_free (text);
  bench_close (&bench);
  assert_string_equal (log, this->log);
  assert_true (shown);
}

/* --- the course of it ----------------------------------------------------------- */

static const char *const two[] = { "forged", "submission", NULL };

static void
test_progress_and_stop (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  Bench bench;
  bench_open (&bench, 24, 80, &options);
  bench.door.work_left = 1000;
  ui_screen_feed (&bench.screen, two);
  ui_screen_finish_reading (&bench.screen);
  ui_screen_type (&bench.screen, "S{Down}  {Enter}");
  assert_true (ui_save_more (bench.screen.ui));
  assert_true (ui_screen_shows (&bench.screen, "Saving in smtplens-20261123-1.pcapng: 42 %; Esc stops."));
  /* All else can be done meanwhile, but for another save. */
  ui_screen_type (&bench.screen, "j");
  assert_true (ui_screen_shows (&bench.screen, "2/2"));
  ui_screen_type (&bench.screen, "S");
  assert_true (ui_screen_shows (&bench.screen, "Something is being saved still"));
  ui_screen_type (&bench.screen, "{Enter}");
  assert_true (ui_screen_shows (&bench.screen, "[Dialogue]"));
  ui_screen_type (&bench.screen, "{Esc}");
  assert_true (ui_screen_shows (&bench.screen, "Stopped: 1 session saved so far, left in smtplens-20261123-1.pcapng."));
  assert_true (ui_screen_shows (&bench.screen, "[Dialogue]"));
  assert_false (ui_save_more (bench.screen.ui));
  assert_string_equal (bench.door.log->str, "pcap smtplens-20261123-1.pcapng: 1.0 end\n");
  bench_close (&bench);
}

/* The end of the program ends a save, and standard error tells. */
static void
test_quit (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  Bench bench;
  bench_open (&bench, 24, 80, &options);
  bench.door.work_left = 1000;
  ui_screen_feed (&bench.screen, two);
  ui_screen_type (&bench.screen, "S{Down}  {Enter}");
  assert_true (ui_save_more (bench.screen.ui));
  ui_screen_close (&bench.screen);
  assert_string_equal (bench.door.log->str,
                       "pcap smtplens-20261123-1.pcapng: 1.0 end\n"
                       "told: Stopped: 1 session saved so far, left in smtplens-20261123-1.pcapng.\n");
  g_string_free (bench.door.log, TRUE);
}

/* Sessions under way are no part of a report; mails of them that are whole are saved. */
static void
test_open_sessions (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  Bench bench;
  bench_open (&bench, 24, 80, &options);
  ui_screen_feed (&bench.screen, (const char *const[]){ "forged", NULL });
  model_run_begin (bench.screen.run, model_dialogue ("submission"), 24);
  ui_draw (bench.screen.ui);
  ui_screen_type (&bench.screen, "S{Right}{Down}   {Enter}");
  go_on (&bench);
  assert_true (ui_screen_shows (&bench.screen, "1 session saved in smtplens-20261123-1.jsonl."
                                               " Not over yet: 1 session."));
  ui_screen_type (&bench.screen, "S{Right}{Down}{Left}{Left}{Enter}");
  go_on (&bench);
  assert_string_equal (bench.door.log->str, "json smtplens-20261123-1.jsonl: 1.0 end\n"
                                            "mbox smtplens-20261123-1.mbox: 1.0 2.0 end\n");
  bench_close (&bench);
}

static void
test_paste (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  Bench bench;
  bench_open (&bench, 24, 80, &options);
  ui_screen_feed (&bench.screen, two);
  ui_screen_type (&bench.screen, "S{Down}{Down}\x15");
  ui_paste (bench.screen.ui, "日本\n.eml");
  assert_true (ui_screen_shows (&bench.screen, "日本 .eml"));
  g_autofree char *long_text = g_strnfill (10000, 'x');
  ui_paste (bench.screen.ui, long_text);
  assert_true (ui_screen_shows (&bench.screen, "What was pasted is longer than a path may be."));
  ui_screen_type (&bench.screen, "{Enter}");
  go_on (&bench);
  assert_string_equal (bench.door.log->str, "eml(1) 日本 .eml: 1.0 end\n");
  bench_close (&bench);
}

static void
test_nothing_to_save (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  Bench bench;
  bench_open (&bench, 24, 80, &options);
  ui_screen_type (&bench.screen, "S");
  assert_true (ui_screen_shows (&bench.screen, "There is nothing to save yet."));
  ui_set_saver (bench.screen.ui, NULL);
  ui_screen_feed (&bench.screen, two);
  ui_screen_type (&bench.screen, "S");
  assert_true (ui_screen_shows (&bench.screen, "Nothing can be saved here."));
  bench_close (&bench);
}

/* --- screens -------------------------------------------------------------------- */

typedef struct ScreenCase {
  const char *name;
  int rows, columns;
  const char *keys;
  bool refuses_packets;
  const char *taken;
  SinkOptions options;
} ScreenCase;

static const ScreenCase screen_cases[] = {
  { .name = "save", .rows = 24, .columns = 80, .keys = "jS" },
  { .name = "save-mails", .rows = 24, .columns = 80, .keys = "{Tab}jS{Right}{Down}l" },
  { .name = "save-marked", .rows = 24, .columns = 80, .keys = "mmS" },
  { .name = "save-wide", .rows = 43, .columns = 132, .keys = "S{Down}   " },
  { .name = "save-narrow", .rows = 10, .columns = 40, .keys = "S{Down}{Down}" },
  { .name = "save-refused", .rows = 24, .columns = 80, .keys = "S{Down}  ", .refuses_packets = true },
  { .name = "save-taken", .rows = 24, .columns = 80, .keys = "S{Down}{Down}\x15old.eml{Enter}", .taken = "old.eml" },
  { .name = "save-redacted",
    .rows = 12,
    .columns = 80,
    .keys = "S{Down}   ",
    .options = { .redact = true, .show_secrets = true } },
};

static void
test_screen (void **state)
{
  const ScreenCase *this = *state;
  Bench bench;
  bench_open (&bench, this->rows, this->columns, &this->options);
  bench.door.refuses_packets = this->refuses_packets;
  bench.door.taken = this->taken;
  ui_screen_feed (&bench.screen,
                  (const char *const[]){ "forged", "submission", "starttls", "gap", "hostile", "refused", NULL });
  ui_screen_finish_reading (&bench.screen);
  ui_draw (bench.screen.ui);
  ui_screen_type (&bench.screen, this->keys);
  char *text = ui_screen_text (&bench.screen);
  bench_close (&bench);
  bool same = ui_screen_is_golden (this->name, text);
  g_free (text);
  assert_true (same);
}

int
main (void)
{
  const struct CMUnitTest others[] = {
    cmocka_unit_test (test_progress_and_stop), cmocka_unit_test (test_quit),
    cmocka_unit_test (test_open_sessions),     cmocka_unit_test (test_paste),
    cmocka_unit_test (test_nothing_to_save),
  };
  struct CMUnitTest tests[G_N_ELEMENTS (ask_cases) + G_N_ELEMENTS (others) + G_N_ELEMENTS (screen_cases)];
  size_t count = 0;
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < G_N_ELEMENTS (ask_cases); i++)
    tests[count++] = (struct CMUnitTest){ .name = ask_cases[i].name,
                                          .test_func = test_ask,
                                          .initial_state = (void *) &ask_cases[i] };
  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    tests[count++] = others[i];
  for (size_t i = 0; i < G_N_ELEMENTS (screen_cases); i++)
    tests[count++] = (struct CMUnitTest){ .name = screen_cases[i].name,
                                          .test_func = test_screen,
                                          .initial_state = (void *) &screen_cases[i] };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
