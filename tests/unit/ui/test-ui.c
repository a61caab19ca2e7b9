/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the UI does with keys, sizes, sessions that are still open, and hostile ones. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "dissect/printable.h"
#include "ui/model.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const SinkOptions no_options;
static const char *const all_sessions[] = { "forged", "submission", "starttls", "gap", "hostile", "refused", NULL };

typedef struct KeyCase {
  const char *name;
  const char *keys;
  const char *shows; /* NULL: nothing is asked */
  const char *hides;
  unsigned quits;
} KeyCase;

static const KeyCase key_cases[] = {
  { "q quits from the list", "q", NULL, NULL, 1 },
  { "q in a session goes back", "{Enter}q", "[Sessions]", "[Dialogue]", 0 },
  { "q over help goes back", "{Enter}?q", "[Dialogue]", "[Help]", 0 },
  { "Esc on the list stays", "{Esc}", "q quits", NULL, 0 },
  { "Esc goes back", "{Enter}{Esc}", "[Sessions]", NULL, 0 },
  { "Q quits from inside", "{Enter}{Tab}Q", NULL, NULL, 1 },
  { "one help only", "???q", "[Sessions]", NULL, 0 },
  { "quit is told once", "qqqQQ\003", NULL, NULL, 1 },
  { "Tab goes round", "{Enter}{Tab}{Tab}{Tab}", "[Dialogue]", NULL, 0 },
  { "Tab backwards", "{Enter}T", "[Findings]", NULL, 0 },
  { "unknown keys do nothing", "\x01zZ%あ{Resize}", "[Sessions]", NULL, 0 },
  { "search selects", "/Lunch{Enter}", ">10:00:03", NULL, 0 },
  { "search without regard to case", "/lUNCH{Enter}", ">10:00:03", NULL, 0 },
  { "search for wide text", "/口座{Enter}", ">10:00:00", NULL, 0 },
  { "search by Esc comes back", "j/Delivery{Esc}", ">10:00:03", "/Delivery", 0 },
  { "search as it is typed", "/Deliv", ">10:00:14", NULL, 0 },
  { "search erased goes back", "/Lunchxx{Backspace}{Backspace}", ">10:00:03", "no match", 0 },
  { "search with none", "/xyzzy{Enter}", "No match.", NULL, 0 },
  { "next goes round", "/198.51.100.25{Enter}nnn", "Went on from the top.", NULL, 0 },
  { "previous goes round", "/198.51.100.25{Enter}N", "Went on from the bottom.", NULL, 0 },
  { "next without a search", "n", "Nothing to search for", NULL, 0 },
  { "keys in the prompt are text", "/q?jk", "/q?jk", "[Help]", 0 },
  { "controls do not enter the prompt", "/a\x01\x02z", "/az", NULL, 0 },
  { "search in the message", "j{Enter}{Tab}/noon{Enter}", "Shall we meet at noon?", NULL, 0 },
  { "search in the findings", "j{Enter}{Tab}{Tab}/readable{Enter}", ">medium", NULL, 0 },
  { "the mail of a finding that was searched for", "j{Enter}{Tab}]{Tab}/readable{Enter}{Backtab}", "Mail 1 of 2", NULL,
    0 },
  { "why, and on to the evidence", "{Tab}{Tab}{Enter}jW{Enter}", "[Dialogue]", "[Why]", 0 },
  { "why of a folded row is that of its first", "{Tab}{Tab}W", "Evidence 1 of 1", NULL, 0 },
  { "next finding unfolds", "{Tab}{Tab}}", ">  10:00:03  session 2", NULL, 0 },
  { "no finding before the first", "{Tab}{Tab}}{", "No more findings that way.", NULL, 0 },
  { "why goes round among findings", "j{Enter}{Tab}{Tab}W}", "Finding 2 of 2 of this session.", NULL, 0 },
  { "no why where nothing was judged", "j{Enter}{Tab}W", "was not judged", "DNS", 0 },
  { "why of the finding that was gone to", "j{Enter}{Tab}}W", "Evidence 1 of 1", NULL, 0 },
  { "a mail that was scrolled tells of its verdict", "j{Enter}{Tab}}jW", "How sure the sender", NULL, 0 },
  { "no finding cites a line behind", "{Enter}G}", "No finding cites a line further on that way.", NULL, 0 },
  { "so deep and no deeper", "{Enter}}W{Enter}}W{Enter}}W{Enter}}W", "none more fits", NULL, 0 },
  { "search in why", "{Tab}{Tab}W/what it means{Enter}", "What it means", "No match", 0 },
  { "search in the help", "?/fg comes{Enter}", "fg comes back", NULL, 0 },
  { "the right mail is shown for the rung", "j{Enter}/second mail{Enter}{Enter}", "Mail 2 of 2", NULL, 0 },
  { "next mail", "j{Enter}{Tab}]", "Mail 2 of 2", NULL, 0 },
  { "no mail after the last", "j{Enter}{Tab}]]", "No more mails that way.", NULL, 0 },
  { "previous mail", "j{Enter}{Tab}][", "Mail 1 of 2", NULL, 0 },
  { "only one mail", "{Enter}{Tab}]", "no other mail", NULL, 0 },
  { "evidence in the dialogue", "j{Enter}{Tab}{Tab}{Enter}", ">     18", NULL, 0 },
  { "secrets stay masked", "j{Enter}s", "Passwords stay masked", NULL, 0 },
  { "masked in the ladder", "j{Enter}G", NULL, "c2VzYW1lLW9wZW4=", 0 },
  { "masked where the server repeats it", "j{Enter}jjjjj", "no user for ********", "AGFsaWNlAHNlc2FtZS1vcGVu", 0 },
  { "hex", "{Enter}jjx", "0000  45 48 4c 4f 20 6c 61 70 74 6f 70", NULL, 0 },
  { "hex and back", "{Enter}jjxx", " EHLO laptop.example.net", "0000  45 48", 0 },
  { "masked in hex", "j{Enter}jjjjx", "AUTH PLAIN *****", "41 47 46 73", 0 },
  { "the octets scroll", "{Enter}/mail 1{Enter}xJJJ", "0030  61 6d", "0000  46 72", 0 },
  { "back with another rung", "{Enter}/mail 1{Enter}xJJJkj", "0000  46 72", NULL, 0 },
  { "times of the list", "t", "Local ", "Time UTC", 0 },
  { "times of all lists", "t{Tab}", "Local ", "Time UTC", 0 },
  { "times of the list go round", "ttt", "Time UTC", NULL, 0 },
  { "times of the ladder are its own", "t{Enter}", "since start", "local", 0 },
  { "times of the ladder go round", "{Enter}tttt", "since start", NULL, 0 },
  { "a masked secret is not found", "j{Enter}/c2Vz{Enter}", "No match.", NULL, 0 },
};

static void
test_keys (void **state)
{
  const KeyCase *this = *state;
  UiScreen screen;
  ui_screen_open (&screen, 24, 80, &no_options);
  ui_screen_feed (&screen, all_sessions);
  ui_screen_finish_reading (&screen);
  ui_draw (screen.ui);
  ui_screen_type (&screen, this->keys);
  char *text = ui_screen_text (&screen);
  bool shown = this->shows == NULL || strstr (text, this->shows) != NULL;
  bool hidden = this->hides == NULL || strstr (text, this->hides) == NULL;
  if (!shown || !hidden)
    print_error ("%s:\n%s", this->name, text);
  g_free (text);
  assert_int_equal (screen.quits, this->quits);
  ui_screen_close (&screen);
  assert_true (shown && hidden);
}

static void
test_secrets_shown_and_hidden (void **state)
{
  const SinkOptions options = { .show_secrets = true };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &options);
  ui_screen_feed (&screen, (const char *const[]){ "submission", NULL });
  ui_screen_type (&screen, "{Enter}");
  assert_true (ui_screen_shows (&screen, "AGFsaWNlAHNlc2FtZS1vcGVu"));
  ui_screen_type (&screen, "s");
  assert_false (ui_screen_shows (&screen, "AGFsaWNlAHNlc2FtZS1vcGVu"));
  ui_screen_type (&screen, "s");
  assert_true (ui_screen_shows (&screen, "AGFsaWNlAHNlc2FtZS1vcGVu"));
  ui_screen_close (&screen);
}

static void
test_redact_wins_over_secrets (void **state)
{
  const SinkOptions options = { .show_secrets = true, .redact = true };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 60, 120, &options);
  ui_screen_feed (&screen, (const char *const[]){ "submission", NULL });
  ui_screen_type (&screen, "{Enter}s");
  char *text = ui_screen_text (&screen);
  assert_null (strstr (text, "alice"));
  assert_null (strstr (text, "YWxpY2U="));
  assert_null (strstr (text, "AGFsaWNl"));
  assert_null (strstr (text, "Lunch"));
  g_free (text);
  ui_screen_type (&screen, "{Tab}");
  assert_false (ui_screen_shows (&screen, "noon"));
  ui_screen_close (&screen);
}

static void
test_open_session_goes_on (void **state)
{
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &no_options);
  model_run_begin (screen.run, model_dialogue ("forged"), 3);
  assert_true (ui_screen_shows (&screen, ">10:00:00 192.0.2.77"));
  assert_true (ui_screen_shows (&screen, "1 session (1 open)"));
  model_run_go_on (screen.run, 2);
  assert_true (ui_screen_shows (&screen, "mall"));
  ui_screen_type (&screen, "{Enter}");
  assert_false (ui_screen_shows (&screen, "RCPT TO"));
  model_run_go_on (screen.run, 1);
  assert_true (ui_screen_shows (&screen, "RCPT TO"));
  model_run_go_on (screen.run, 4);
  assert_true (ui_screen_shows (&screen, "mail 1"));
  ui_screen_type (&screen, "{Tab}{Tab}");
  assert_true (ui_screen_shows (&screen, "No findings yet"));
  model_run_end (screen.run);
  assert_true (ui_screen_shows (&screen, "different senders"));
  ui_screen_type (&screen, "q");
  assert_true (ui_screen_shows (&screen, "1 session  "));
  ui_screen_close (&screen);
}

static void
test_selection_stays_on_its_session (void **state)
{
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 10, 80, &no_options);
  ui_screen_feed (&screen, all_sessions);
  ui_screen_type (&screen, "jjj");
  assert_true (ui_screen_shows (&screen, ">10:00:14"));
  for (int i = 0; i < 5; i++)
    ui_screen_feed (&screen, all_sessions);
  assert_true (ui_screen_shows (&screen, ">10:00:14"));
  ui_screen_close (&screen);
}

/* A filter puts another session in the place of the one that was selected. */
static void
test_findings_described_anew (void **state)
{
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 30, 80, &no_options);
  ui_screen_feed (&screen, all_sessions);
  ui_screen_finish_reading (&screen);
  ui_screen_type (&screen, "{Tab}{Tab}jj{Enter}j");
  assert_true (ui_screen_shows (&screen, "MAIL FROM:<mallory@bulk.example.net>"));
  ui_screen_type (&screen, "fid == 2{Enter}");
  assert_true (ui_screen_shows (&screen, "MAIL FROM:<alice@example.com>"));
  assert_false (ui_screen_shows (&screen, "mallory"));
  ui_screen_close (&screen);
}

static void
draw_at_end (gpointer ui, SmtpSession *session, const SmtpEvent *event)
{
  ui_sink.event (ui, session, event);
  if (event->type == EVENT_END)
    ui_draw (ui);
}

static void
judged_session (gpointer ui, SmtpSession *session)
{
  ui_sink.session (ui, session);
}

/* The verdict of live DNS comes after the last event, which was drawn. */
static void
test_judged_late (void **state)
{
  static const char *const views[] = { "{Enter}{Tab}", "{Enter}{Tab}W" };
  const SinkType late = { .event = draw_at_end, .session = judged_session };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (views); i++)
    {
      UiScreen screen;
      ui_screen_open (&screen, 60, 80, &no_options);
      ModelRun *run = model_run_new (&late, screen.ui);
      model_run_begin (run, model_dialogue ("honest"), SIZE_MAX);
      ui_draw (screen.ui);
      ui_screen_type (&screen, views[i]);
      g_free (ui_screen_text (&screen));
      model_run_end (run);
      assert_true (ui_screen_shows (&screen, "SPF"));
      assert_false (ui_screen_shows (&screen, "not judged"));
      ui_screen_close (&screen);
      model_run_free (run);
    }
}

/* A model as a sink: fed without a screen. */
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

static void
test_limit_is_told (void **state)
{
  const SinkOptions options = { 0 };
  Model *model = model_new (&options);
  (void) state;
  model->most = 2;
  const SinkType type = { .event = to_model_event, .session = to_model_session };
  ModelRun *run = model_run_new (&type, model);
  for (int i = 0; i < 5; i++)
    model_run_dialogue (run, model_dialogue ("refused"));
  assert_int_equal (model->rows->len, 2);
  assert_int_equal (model->left_out, 3);
  assert_string_equal (model->full, "the limit kept-sessions was met");
  assert_int_equal (g_hash_table_size (model->open), 0);
  model->most = 100;
  model->full = NULL;
  model->octets_most = model->octets_kept + 1;
  for (int i = 0; i < 5; i++)
    model_run_dialogue (run, model_dialogue ("refused"));
  assert_int_equal (model->rows->len, 3);
  assert_int_equal (model->left_out, 7);
  assert_string_equal (model->full, "the limit kept-octets was met");
  model_free (model);
  model_run_free (run);
}

/* Those that came first stay, and can be gone through; the overview tells why there are no more. */
static void
test_limit_is_shown (void **state)
{
  static const char *const names[] = { "submission", "refused", "gap", NULL };
  const SinkOptions options = { .kept_sessions = 1 };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 60, 100, &options);
  ui_screen_feed (&screen, names);
  ui_screen_finish_reading (&screen);
  assert_true (ui_screen_shows (&screen, "2 sessions not kept"));
  ui_screen_type (&screen, "jGo!{Enter}{Tab}{Tab}{Esc}{Esc}");
  ui_screen_type (&screen, "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}");
  assert_true (ui_screen_shows (&screen, "[Overview]"));
  assert_true (ui_screen_shows (&screen, "2 sessions not kept: the limit kept-sessions was met"));
  ui_screen_close (&screen);
}

/* Everything on the screen is what a terminal takes for text, and no row is too wide. */
static void
assert_harmless (UiScreen *screen)
{
  char *text = ui_screen_text (screen);
  char **rows = g_strsplit (text, "\n", -1);
  for (char **row = rows; *row != NULL; row++)
    {
      assert_true (g_utf8_validate (*row, -1, NULL));
      for (const char *at = *row; *at != '\0'; at = g_utf8_next_char (at))
        if (printable_hides (g_utf8_get_char (at)))
          fail_msg ("U+%04X on the screen: %s", (unsigned) g_utf8_get_char (at), *row);
      assert_true (printable_width (*row) <= (size_t) screen->columns);
    }
  g_strfreev (rows);
  g_free (text);
}

static void
test_hostile_text_is_harmless (void **state)
{
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &no_options);
  ui_screen_feed (&screen, (const char *const[]){ "hostile", NULL });
  assert_harmless (&screen);
  for (const char *keys = "\r"
                          "jjjjjjjjjjjjjjjj\tjjjj\tjj";
       *keys != '\0'; keys++)
    {
      ui_key (screen.ui, (wint_t) *keys, false);
      assert_harmless (&screen);
    }
  ui_screen_close (&screen);
}

/* A session with this mail, on a screen. */
static void
open_mail (UiScreen *screen, const char *mail)
{
  const Said said[] = {
    { 'S', "220 mx.example ESMTP", 0 },
    { 'C', "EHLO a.example", 0 },
    { 'S', "250 mx.example", 0 },
    { 'C', "MAIL FROM:<a@b.example>", 0 },
    { 'S', "250 Ok", 0 },
    { 'C', "RCPT TO:<c@d.example>", 0 },
    { 'S', "250 Ok", 0 },
    { 'C', "DATA", 0 },
    { 'S', "354 go on", 0 },
    { 'C', mail, 0 },
    { 'C', ".", 0 },
    { 'S', "250 Ok", 0 },
    { 'C', "QUIT", 0 },
    { 'S', "221 Bye", 0 },
    { 0, NULL, 0 },
  };
  const ModelDialogue dialogue = { "mail", "192.0.2.1", "192.0.2.2", 1025, 25, said, { NULL }, NULL, NULL };
  ui_screen_open (screen, 24, 80, &no_options);
  model_run_dialogue (screen->run, &dialogue);
}

/* A subject of 10,000 characters: controls, wide, combining, turning ones in turn. */
static void
test_endless_subject (void **state)
{
  static const char *const pieces[] = { "\x1b[7m", "口", "e\xcc\x81", "\xe2\x80\xae", "x", "\xf0\x9f\x91\xa9", "\xff" };
  GString *mail = g_string_new ("From: a@b.example\r\nSubject: ");
  UiScreen screen;
  (void) state;
  for (size_t i = 0; i < 10000; i++)
    g_string_append (mail, pieces[i % G_N_ELEMENTS (pieces)]);
  g_string_append (mail, "\r\n\r\ntext");
  open_mail (&screen, mail->str);
  assert_harmless (&screen);
  ui_screen_type (&screen, "{Enter}{End}{Up}{Up}{Up}{Up}");
  assert_harmless (&screen);
  ui_screen_type (&screen, "{Tab}{PgDn}{PgDn}");
  assert_harmless (&screen);
  ui_screen_close (&screen);
  g_string_free (mail, TRUE);
}

/* Of what some terminals draw as one and others as several, all get the same columns: emoji joined or
 * with another form stand apart, and a tone of skin leaves its place blank. */
static void
test_joined_emoji (void **state)
{
  UiScreen screen;
  (void) state;
  open_mail (&screen, "From: a@b.example\r\n"
                      "Subject: \U0001f469\u200d\U0001f467 \u2764\ufe0f \U0001f44d\U0001f3fd. \U0001f3fd\r\n\r\ntext");
  assert_harmless (&screen);
  ui_screen_type (&screen, "{Enter}{Tab}");
  assert_harmless (&screen);
  assert_true (ui_screen_shows (&screen, "\U0001f469\U0001f467 \u2764 \U0001f44d  . \U0001f3fd"));
  ui_screen_close (&screen);
}

static void
test_every_size (void **state)
{
  static const int rows[] = { 1, 2, 5, 9, 10, 11, 12, 13, 24, 60, 100 };
  static const int columns[] = { 1, 2, 10, 39, 40, 41, 59, 60, 80, 109, 110, 132, 300 };
  static const char *const ways[] = { "",
                                      "{Enter}",
                                      "{Enter}x",
                                      "{Enter}p",
                                      "{Enter}{Tab}xx",
                                      "{Enter}{Tab}h",
                                      "{Enter}{Tab}",
                                      "{Enter}{Tab}{Tab}",
                                      "?",
                                      "/abc",
                                      "f",
                                      "fexposed && form",
                                      "ftls{Enter}",
                                      "wabc",
                                      "w{Up}{Right}" };
  (void) state;
  for (size_t way = 0; way < G_N_ELEMENTS (ways); way++)
    {
      UiScreen screen;
      ui_screen_open (&screen, 24, 80, &no_options);
      ui_screen_feed (&screen, all_sessions);
      ui_screen_type (&screen, ways[way]);
      for (size_t row = 0; row < G_N_ELEMENTS (rows); row++)
        for (size_t column = 0; column < G_N_ELEMENTS (columns); column++)
          {
            ui_screen_resize (&screen, rows[row], columns[column]);
            if (rows[row] >= 10 && columns[column] >= 40)
              assert_false (ui_screen_shows (&screen, "too small"));
            assert_harmless (&screen);
          }
      ui_screen_close (&screen);
    }
}

/* Keys, sizes and sessions in an order that no one would choose; the same each run. */
static void
test_anything_goes (void **state)
{
  static const char *const words[]
      = { "{Enter}", "{Tab}",   "{Esc}",       "{Up}", "{Down}", "{PgDn}",  "{PgUp}", "{Home}",    "{End}",
          "{Left}",  "{Right}", "{Backspace}", "/",    "n",      "N",       "?",      "q",         "T",
          "J",       "K",       "s",           "a",    "口",     "G",       "f",      "F",         "!",
          "=",       "-",       "l",           "h",    "~ 口",   "exposed", "tls",    "{Backtab}", "w",
          "x",       "t",       "p",           "h",    ".",      "<" };
  GRand *rand = g_rand_new_with_seed (7);
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &no_options);
  for (int step = 0; step < 6000; step++)
    {
      if (step % 500 == 0)
        model_run_dialogue (screen.run, &model_dialogues[step / 500 % 6]);
      if (step % 97 == 0)
        ui_screen_resize (&screen, g_rand_int_range (rand, 1, 40), g_rand_int_range (rand, 1, 140));
      ui_screen_type (&screen, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      if (step % 13 == 0)
        assert_harmless (&screen);
    }
  ui_screen_close (&screen);
  g_rand_free (rand);
}

static void
test_lives (void **state)
{
  const RunSummary summary = { .packets = 1 };
  (void) state;
  /* Never started. */
  ui_finish (NULL);
  ui_finish (ui_sink.open (&no_options));
  /* Closed, never started. */
  gpointer ui = ui_sink.open (&no_options);
  assert_true (ui_sink.close (ui, &summary));
  ui_finish (ui);
  /* Sessions after quit, and an end of the reading after that. */
  UiScreen screen;
  ui_screen_open (&screen, 24, 80, &no_options);
  ui_screen_type (&screen, "q");
  ui_screen_feed (&screen, all_sessions);
  ui_screen_finish_reading (&screen);
  assert_int_equal (screen.quits, 1);
  ui_screen_close (&screen);
}

static void
test_progress (void **state)
{
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &no_options);
  UiProgress progress = { .packets = 5, .octets = 50, .octets_all = 200, .reading = true, .source = "x\x1b.pcap" };
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, "x\\x1b.pcap  reading 25 %"));
  progress.octets = progress.octets_all = UINT64_MAX;
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, "reading 100 %"));
  progress.octets_all = 0;
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, "reading  "));
  progress.live = true;
  progress.source = NULL;
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, " live  "));
  const SummaryFile file = { .name = "x", .damage = "cut", .damage_told = "cut" };
  const RunSummary summary = { .kernel_dropped = 2, .files = &file, .file_count = 1 };
  ui_sink.close (screen.ui, &summary);
  assert_true (ui_screen_shows (&screen, "input damaged  2 packets dropped"));
  ui_screen_close (&screen);
}

/* A capture of nothing but protected frames: what is missing to read it. */
static void
test_protected_frames (void **state)
{
  (void) state;
  const SummaryNetwork networks[] = {
    { .wifi = { .present = true, .ssid_length = 4, .ssid = "Open" }, .frames = 9 },
    { .wifi = { .present = true, .ssid_length = 5, .ssid = "Caf\033x" },
      .protected = 27,
      .unread = 27,
      .why = "no key was given for it (--wifi-key)" },
  };
  const RunSummary summary
      = { .packets = 40, .wifi_unread = 27, .networks = networks, .network_count = G_N_ELEMENTS (networks) };
  UiScreen screen;
  ui_screen_open (&screen, 12, 80, &no_options);
  ui_sink.close (screen.ui, &summary);
  assert_true (ui_screen_shows (&screen, "No SMTP session was found."));
  assert_true (ui_screen_shows (&screen, "Frames of Wi-Fi that could not be read: 27.  Network Caf\\x1bx: no key was"));
  assert_true (ui_screen_shows (&screen, "given for it (--wifi-key)."));
  ui_screen_close (&screen);
}

static void
open_drawn (UiScreen *screen, int rows, int columns)
{
  ui_screen_open (screen, rows, columns, &no_options);
  ui_screen_feed (screen, all_sessions);
  g_free (ui_screen_text (screen));
}

static void
test_click (void **state)
{
  enum { TITLE = 0, FIRST = 2 };
  UiScreen screen;
  (void) state;
  open_drawn (&screen, 24, 80);
  ui_click (screen.ui, FIRST + 1, 20);
  assert_true (ui_screen_shows (&screen, ">10:00:03"));
  ui_click (screen.ui, FIRST + 20, 20); /* below the last */
  for (int i = 0; i < 3; i++)
    ui_click (screen.ui, FIRST - 1, 20); /* a heading: it sorts, the other way round, no more */
  ui_click (screen.ui, -1, -1);
  ui_click (screen.ui, 999, 999);
  assert_true (ui_screen_shows (&screen, ">10:00:03"));
  ui_click (screen.ui, FIRST + 1, 20);
  assert_true (ui_screen_shows (&screen, "[Dialogue]"));
  char *screen_text = ui_screen_text (&screen);
  int column = (int) (strstr (screen_text, " Message ") - screen_text) + 2;
  g_free (screen_text);
  ui_click (screen.ui, TITLE, column);
  assert_true (ui_screen_shows (&screen, "[Message]"));
  ui_click (screen.ui, 5, 5);
  assert_true (ui_screen_shows (&screen, "[Message]"));
  ui_screen_close (&screen);
}

/* Each view, everywhere. */
static void
test_click_anywhere (void **state)
{
  static const char *const ways[]
      = { "", "{Tab}", "{Tab}{Tab}", "T", "TT", "TTT", "{Enter}", "{Enter}{Tab}", "{Enter}T", "?", "f", "w", "/x" };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (ways); i++)
    for (int row = 0; row < 24; row++)
      {
        UiScreen screen;
        open_drawn (&screen, 24, 80);
        ui_screen_type (&screen, ways[i]);
        g_free (ui_screen_text (&screen));
        ui_click (screen.ui, row, 30);
        g_free (ui_screen_text (&screen));
        ui_click (screen.ui, row, 30);
        ui_wheel (screen.ui, false);
        g_free (ui_screen_text (&screen));
        ui_wheel (screen.ui, true);
        assert_int_equal (screen.quits, 0);
        ui_screen_close (&screen);
      }
}

static void
test_wheel (void **state)
{
  UiScreen screen;
  (void) state;
  open_drawn (&screen, 24, 80);
  ui_wheel (screen.ui, false);
  assert_true (ui_screen_shows (&screen, ">10:00:14"));
  ui_wheel (screen.ui, true);
  ui_wheel (screen.ui, true);
  assert_true (ui_screen_shows (&screen, ">10:00:00"));
  ui_screen_close (&screen);
}

static void
test_paste (void **state)
{
  UiScreen screen;
  (void) state;
  open_drawn (&screen, 24, 80);
  ui_paste (screen.ui, "q\nQ\r?\x03");
  assert_true (ui_screen_shows (&screen, "Pasted text does nothing here; / begins a search."));
  assert_int_equal (screen.quits, 0);
  /* Ten kilobytes reach a search whole: all but the last character is what is erased. */
  g_autofree char *long_text = g_strnfill (10000, 'y');
  ui_screen_type (&screen, "/");
  ui_paste (screen.ui, long_text);
  for (int i = 0; i < 10000; i++)
    ui_key (screen.ui, 127, false);
  ui_paste (screen.ui, "Lunch\n");
  ui_screen_type (&screen, "{Backspace}{Enter}");
  assert_true (ui_screen_shows (&screen, ">10:00:03"));
  /* Into a filter, and the form. */
  ui_screen_type (&screen, "f");
  ui_paste (screen.ui, "subject ~\nLunch");
  ui_screen_type (&screen, "{Enter}");
  assert_true (ui_screen_shows (&screen, "1 of 6"));
  ui_screen_type (&screen, "f");
  ui_paste (screen.ui, long_text);
  assert_true (ui_screen_shows (&screen, "longer than a filter may be"));
  ui_screen_type (&screen, "{Esc}w");
  ui_paste (screen.ui, "\n\xff\x1b[A");
  ui_screen_type (&screen, "{Esc}");
  assert_int_equal (screen.quits, 0);
  ui_screen_close (&screen);
}

static void
test_copy (void **state)
{
  UiScreen screen;
  (void) state;
  open_drawn (&screen, 24, 80);
  ui_screen_type (&screen, "jy");
  assert_true (ui_screen_shows (&screen, "Copied, if the terminal lets it: 10:00:03 "));
  ui_screen_type (&screen, "?y");
  assert_true (ui_screen_shows (&screen, "Copied, if the terminal lets it: Opening"));
  ui_screen_close (&screen);
}

int
main (void)
{
  const struct CMUnitTest others[] = {
    cmocka_unit_test (test_secrets_shown_and_hidden),
    cmocka_unit_test (test_redact_wins_over_secrets),
    cmocka_unit_test (test_findings_described_anew),
    cmocka_unit_test (test_judged_late),
    cmocka_unit_test (test_open_session_goes_on),
    cmocka_unit_test (test_selection_stays_on_its_session),
    cmocka_unit_test (test_limit_is_told),
    cmocka_unit_test (test_limit_is_shown),
    cmocka_unit_test (test_click),
    cmocka_unit_test (test_click_anywhere),
    cmocka_unit_test (test_wheel),
    cmocka_unit_test (test_paste),
    cmocka_unit_test (test_copy),
    cmocka_unit_test (test_hostile_text_is_harmless),
    cmocka_unit_test (test_endless_subject),
    cmocka_unit_test (test_joined_emoji),
    cmocka_unit_test (test_every_size),
    cmocka_unit_test (test_anything_goes),
    cmocka_unit_test (test_lives),
    cmocka_unit_test (test_protected_frames),
    cmocka_unit_test (test_progress),
  };
  struct CMUnitTest tests[G_N_ELEMENTS (key_cases)];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < G_N_ELEMENTS (key_cases); i++)
    tests[i] = (struct CMUnitTest){ .name = key_cases[i].name,
                                    .test_func = test_keys,
                                    .initial_state = (void *) &key_cases[i] };
  int failed = cmocka_run_group_tests_name ("keys", tests, NULL, NULL);
  return failed + cmocka_run_group_tests_name ("ui", others, NULL, NULL);
}
