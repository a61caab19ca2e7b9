/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching in all mails: what is found where, in which encoding, and what is not; then the view, by
 * whole screens in tests/screens/search-all-NAME.txt (UPDATE=1 writes them anew). */
#include "config.h"

#include "tests/support/ui-screen.h"
#include "ui/search-all.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* A mail with this header and body, and a login in front of it. */
#define MAIL(name, text)                                                                                               \
  static const Said name[] = {                                                                                         \
    { 'S', "220 mx.example.net ESMTP", 0 },                                                                            \
    { 'C', "EHLO host.example.com", 0 },                                                                               \
    { 'S', "250-mx.example.net\r\n250 AUTH PLAIN", 0 },                                                                \
    { 'C', "AUTH PLAIN AGFsaWNlAGh1bnRlcjI=", 0 },                                                                     \
    { 'S', "235 2.7.0 ok", 0 },                                                                                        \
    { 'C', "MAIL FROM:<alice@example.com>", 0 },                                                                       \
    { 'S', "250 2.1.0 Ok", 0 },                                                                                        \
    { 'C', "RCPT TO:<bob@example.org>", 0 },                                                                           \
    { 'S', "250 2.1.5 Ok", 0 },                                                                                        \
    { 'C', "DATA", 0 },                                                                                                \
    { 'S', "354 go on", 0 },                                                                                           \
    { 'C', text, 0 },                                                                                                  \
    { 'C', ".", 0 },                                                                                                   \
    { 'S', "250 2.0.0 Ok: queued as ABC123", 0 },                                                                      \
    { 'C', "QUIT", 0 },                                                                                                \
    { 'S', "221 2.0.0 Bye", 0 },                                                                                       \
    { 0, NULL, 0 },                                                                                                    \
  };

MAIL (plain, "From: Alice <alice@example.com>\r\nSubject: =?utf-8?B?w6ljb2xlIGbDqXJpw6ll?=\r\n"
             "X-Mailer: Pigeon 7\r\n\r\nThe password is hunter2.\r\nYour bank\r\naccount is empty.\r\nThe BANK.")
MAIL (base64, "Subject: one\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n"
              "Content-Transfer-Encoding: base64\r\n\r\nGyRC\r\nMlY4KxsoQgo=")
MAIL (quoted, "Subject: two\r\nContent-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: quoted-printable\r\n\r\nDie lange Stra=C3=\r\n=9Fe nach Hause")
MAIL (html, "Subject: three\r\nContent-Type: text/html\r\n\r\n"
            "<style>hidden { }</style><p>tul<b>ip</b>s &amp; roses</p>")
MAIL (parts, "Subject: four\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nfirst part\r\n--b\r\n"
             "Content-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''r%C3%A9sum%C3%A9.txt\r\n"
             "\r\nsecond violin\r\n--b--")
MAIL (hostile, "Subject: \x1b[31mred\r\n\r\nbefore \x1b[2J\xe2\x80\xae dangerous \x07 behind")

static const ModelDialogue dialogues[] = {
  { "plain", "192.0.2.8", "198.51.100.25", 40001, 25, plain, { NULL }, NULL, NULL },
  { "base64", "192.0.2.8", "198.51.100.25", 40002, 25, base64, { NULL }, NULL, NULL },
  { "quoted", "192.0.2.8", "198.51.100.25", 40003, 25, quoted, { NULL }, NULL, NULL },
  { "html", "192.0.2.8", "198.51.100.25", 40004, 25, html, { NULL }, NULL, NULL },
  { "parts", "192.0.2.8", "198.51.100.25", 40005, 25, parts, { NULL }, NULL, NULL },
  { "hostile", "192.0.2.8", "198.51.100.25", 40006, 25, hostile, { NULL }, NULL, NULL },
};

/* --- what is found ------------------------------------------------------------------- */

static void
take_event (gpointer model, SmtpSession *session, const SmtpEvent *event)
{
  model_event (model, session, event);
}

static void
take_session (gpointer model, SmtpSession *session)
{
  model_session (model, session);
}

static const SinkType model_sink = { .name = "model", .event = take_event, .session = take_session };

static const struct {
  const char *needle, *hits; /* "session where: context", a line each */
  SinkOptions options;
  bool secrets;
} finds[] = {
  { "pigeon", "1 X-Mailer: X-Mailer: [Pigeon] 7\n", { 0 }, false },
  { "ÉCOLE", "1 Subject: Subject: [école] fériée\n", { 0 }, false },
  { "bank",
    "1 line 2: …Your [bank] account is empty. The BANK.\n"
    "1 line 4: …empty. The [BANK].\n",
    { 0 },
    false },
  { "bank account", "1 line 2: …Your [bank account] is empty. The BANK.\n", { 0 }, false },
  { "花見", "2 line 1: [花見]\n", { 0 }, false },
  { "straße", "3 line 1: Die lange [Straße] nach Hause\n", { 0 }, false },
  { "STRASSE", "", { 0 }, false },
  { "tulips & roses", "4 line 1: [tulips & roses]\n", { 0 }, false },
  { "hidden", "", { 0 }, false },
  { "violin", "5 part 2, line 1: second [violin]\n", { 0 }, false },
  { "résumé", "5 attachment: [résumé].txt\n", { 0 }, false },
  { "dangerous", "6 line 1: …\\x1b[2J\\u{202e} [dangerous] \\x07 behind\n", { 0 }, false },
  { "hunter2", "", { 0 }, false },
  { "AGFsaWNlAGh1bnRlcjI", "", { 0 }, false },
  { "hunter2", "1 line 1: …is [hunter2]. Your bank account is empty. The BANK.\n", { .show_secrets = true }, true },
  { "bank", "", { .redact = true }, false },
  { "pigeon", "", { .redact = true }, false },
  { "alice", "", { .redact = true }, false },
  { "gaps never", "", { 0 }, false },
  { "queued as",
    "1 server said: …2.0.0 Ok: [queued as] ABC123\n2 server said: …2.0.0 Ok: [queued as] ABC123\n"
    "3 server said: …2.0.0 Ok: [queued as] ABC123\n4 server said: …2.0.0 Ok: [queued as] ABC123\n"
    "5 server said: …2.0.0 Ok: [queued as] ABC123\n6 server said: …2.0.0 Ok: [queued as] ABC123\n",
    { 0 },
    false },
  { "bob@",
    "1 RCPT TO: [bob@]example.org\n2 RCPT TO: [bob@]example.org\n3 RCPT TO: [bob@]example.org\n"
    "4 RCPT TO: [bob@]example.org\n5 RCPT TO: [bob@]example.org\n6 RCPT TO: [bob@]example.org\n",
    { 0 },
    false },
  { "tulips", "", { .where = "subject ~ one" }, false },
  { "花見", "2 line 1: [花見]\n", { .where = "subject ~ one" }, false },
};

static char *
hits_of (Model *model, const char *needle)
{
  GString *text = g_string_new (NULL);
  SearchAll *search = search_all_new (model, needle);
  while (model_filter_work (model))
    ;
  /* One step each: what is between slices must not matter. */
  while (search_all_work (search, 1))
    ;
  const GPtrArray *hits = search_all_hits (search);
  for (guint i = 0; i < hits->len; i++)
    {
      const SearchHit *hit = g_ptr_array_index (hits, i);
      g_string_append_printf (text, "%u %s: %s\n", (unsigned) hit->session, hit->where, hit->context);
    }
  search_all_free (search);
  return g_string_free (text, FALSE);
}

static void
test_finds (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (finds); i++)
    {
      Model *model = model_new (&finds[i].options);
      ModelRun *run = model_run_new (&model_sink, model);
      for (size_t j = 0; j < G_N_ELEMENTS (dialogues); j++)
        model_run_dialogue (run, &dialogues[j]);
      if (finds[i].secrets)
        model_reword (model, true);
      g_autofree char *hits = hits_of (model, finds[i].needle);
      if (strcmp (hits, finds[i].hits) != 0)
        fail_msg ("%s: found\n%s", finds[i].needle, hits);
      model_run_end (run);
      model_free (model);
      model_run_free (run);
    }
}

/* Ended sessions alone are searched, the others once they end. */
static void
test_going_on (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&model_sink, model);
  SearchAll *search = search_all_new (model, "bank account");
  model->reading = true;
  model_run_begin (run, &dialogues[0], 14);
  while (model_filter_work (model) || search_all_work (search, 1000))
    ;
  assert_int_equal (search_all_hits (search)->len, 0);
  model_run_go_on (run, SIZE_MAX);
  model_run_end (run);
  while (model_filter_work (model) || search_all_work (search, 1000))
    ;
  assert_int_equal (search_all_hits (search)->len, 1);
  assert_false (search_all_is_stale (search));
  FilterError error = { 0 };
  assert_true (model_filter_set (model, "subject ~ nothing", &error));
  assert_true (search_all_is_stale (search));
  search_all_free (search);
  model_free (model);
  model_run_free (run);
}

/* What ends behind the view's back, with the reading, is searched when it is drawn again. */
static void
test_late_end (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  UiScreen screen;
  ui_screen_open (&screen, 12, 80, &options);
  model_run_begin (screen.run, &dialogues[0], 14);
  ui_draw (screen.ui);
  ui_screen_type (&screen, "Abank account{Enter}");
  ui_pass (screen.ui, 100000);
  assert_false (ui_screen_shows (&screen, "[bank account]"));
  model_run_go_on (screen.run, SIZE_MAX);
  model_run_end (screen.run);
  ui_screen_finish_reading (&screen);
  ui_draw (screen.ui);
  ui_pass (screen.ui, 100000);
  assert_true (ui_screen_shows (&screen, "[bank account]"));
  ui_screen_close (&screen);
}

/* More than is kept: counted, and told. */
static void
test_limits (void **state)
{
  (void) state;
  const SinkOptions options = { 0 };
  g_autoptr (GString) mail = g_string_new ("Subject: many\r\n\r\n");
  for (unsigned i = 0; i < 1000; i++)
    g_string_append (mail, "the same word\r\n");
  const Said said[] = { { 'S', "220 mx", 0 },       { 'C', "EHLO a", 0 },  { 'S', "250 mx", 0 },
                        { 'C', "MAIL FROM:<>", 0 }, { 'S', "250 Ok", 0 },  { 'C', "RCPT TO:<a@b.example>", 0 },
                        { 'S', "250 Ok", 0 },       { 'C', "DATA", 0 },    { 'S', "354 go on", 0 },
                        { 'c', mail->str, 0 },      { 'C', ".", 0 },       { 'S', "250 Ok", 0 },
                        { 'C', "QUIT", 0 },         { 'S', "221 Bye", 0 }, { 0, NULL, 0 } };
  const ModelDialogue dialogue = { "many", "192.0.2.8", "198.51.100.25", 40001, 25, said, { NULL }, NULL, NULL };
  Model *model = model_new (&options);
  ModelRun *run = model_run_new (&model_sink, model);
  model_run_dialogue (run, &dialogue);
  model->reading = false;
  SearchAll *search = search_all_new (model, "same");
  while (model_filter_work (model) || search_all_work (search, 1000))
    ;
  g_autofree char *words = search_all_words (search);
  assert_int_equal (search_all_hits (search)->len, SEARCH_HITS_OF_MAIL);
  assert_string_equal (words, "1,000 hits in 1 mail; 50 are listed");
  search_all_free (search);
  model_run_end (run);
  model_free (model);
  model_run_free (run);
}

/* --- screens --------------------------------------------------------------------------- */

typedef struct ScreenCase {
  const char *name;
  int rows, columns;
  const char *keys, *later; /* `later`: once it has searched */
  const char *locale;       /* NULL: UTF-8 */
  bool reading;
} ScreenCase;

static const ScreenCase screen_cases[] = {
  { "typed", 12, 80, "Abanc{Backspace}k", NULL, NULL, false },
  { "hits", 24, 80, "Abank{Enter}", "j", NULL, false },
  { "wide", 43, 132, "Abank{Enter}", "", NULL, false },
  { "narrow", 10, 40, "Abank{Enter}", "", NULL, false },
  { "ascii", 12, 80, "A花見{Enter}", "", "C", false },
  { "japanese", 12, 80, "A花見{Enter}", "", NULL, false },
  { "none", 12, 80, "Anowhere{Enter}", "", NULL, false },
  { "none-filtered", 12, 80, "fsubject ~ one{Enter}Atulips{Enter}", "", NULL, false },
  { "filter-off", 12, 80, "fsubject ~ one{Enter}Atulips{Enter}", "F", NULL, false },
  { "begun", 12, 80, "Abank{Enter}", NULL, NULL, false },
  { "stopped", 12, 80, "Abank{Enter}{Esc}", "", NULL, false },
  { "left", 12, 80, "Abank{Enter}{Esc}{Esc}", "", NULL, false },
  { "reading", 12, 80, "Abank{Enter}", "", NULL, true },
  { "opened", 24, 80, "Abank{Enter}", "j{Enter}", NULL, false },
  { "opened-field", 24, 80, "Apigeon{Enter}", "{Enter}", NULL, false },
  { "opened-part", 24, 80, "Aviolin{Enter}", "{Enter}", NULL, false },
  { "opened-said", 24, 80, "Aqueued as{Enter}", "{Enter}", NULL, false },
  { "opened-back", 12, 80, "Abank{Enter}", "j{Enter}n{Esc}", NULL, false },
  { "again", 12, 80, "Abank{Enter}", "A{Up} account{Enter}", NULL, false },
};

static void
test_screen (void **state)
{
  const ScreenCase *test = *state;
  const SinkOptions options = { 0 };
  UiScreen screen;
  assert_non_null (setlocale (LC_ALL, "C.UTF-8"));
  ui_screen_open (&screen, test->rows, test->columns, &options);
  if (test->locale != NULL)
    assert_non_null (setlocale (LC_ALL, test->locale));
  const UiProgress progress
      = { .packets = 12, .octets = 100, .octets_all = 200, .reading = true, .source = "class.pcap" };
  ui_progress (screen.ui, &progress);
  for (size_t i = 0; i < G_N_ELEMENTS (dialogues); i++)
    model_run_dialogue (screen.run, &dialogues[i]);
  if (!test->reading)
    ui_screen_finish_reading (&screen);
  ui_draw (screen.ui);
  ui_screen_type (&screen, test->keys);
  if (test->later != NULL)
    {
      ui_pass (screen.ui, 100000);
      ui_screen_type (&screen, test->later);
      ui_draw (screen.ui);
      ui_pass (screen.ui, 100000);
    }
  g_autofree char *text = ui_screen_text (&screen);
  g_autofree char *golden = g_strconcat ("search-all-", test->name, NULL);
  assert_true (ui_screen_is_golden (golden, text));
  assert_int_equal (screen.quits, 0);
  ui_screen_close (&screen);
}

int
main (void)
{
  enum { OTHERS = 4 };
  struct CMUnitTest tests[G_N_ELEMENTS (screen_cases) + OTHERS] = {
    cmocka_unit_test (test_finds),
    cmocka_unit_test (test_going_on),
    cmocka_unit_test (test_limits),
    cmocka_unit_test (test_late_end),
  };
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  g_setenv ("TZ", "UTC", TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS (screen_cases); i++)
    tests[OTHERS + i] = (struct CMUnitTest){ .name = screen_cases[i].name,
                                             .test_func = test_screen,
                                             .initial_state = (void *) &screen_cases[i] };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
