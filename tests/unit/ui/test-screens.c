/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole screens compared with tests/screens/NAME.txt.  UPDATE=1 writes them anew. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct ScreenCase {
  const char *name;
  int rows, columns;
  const char *sessions[8];
  const char *keys;
  int new_rows, new_columns; /* resized behind the keys; 0: not */
  SinkOptions options;
  bool reading; /* still */
} ScreenCase;

#define ALL_SESSIONS                                                                                                   \
  {                                                                                                                    \
    "forged", "submission", "starttls", "gap", "hostile", "refused", NULL                                              \
  }

static const ScreenCase screen_cases[] = {
  { .name = "list", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "j" },
  { .name = "list-senders", .rows = 10, .columns = 80, .sessions = { "disowned", "honest", "gap", NULL }, .keys = "" },
  { .name = "list-wide", .rows = 12, .columns = 132, .sessions = ALL_SESSIONS, .keys = "" },
  { .name = "list-narrow", .rows = 12, .columns = 40, .sessions = ALL_SESSIONS, .keys = "" },
  { .name = "list-empty", .rows = 10, .columns = 80, .sessions = { NULL }, .keys = "" },
  { .name = "list-reading", .rows = 10, .columns = 80, .sessions = { "forged", NULL }, .keys = "", .reading = true },
  { .name = "list-redacted",
    .rows = 12,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "",
    .options = { .redact = true, .show_secrets = true } },
  { .name = "mails", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "{Tab}j" },
  { .name = "mails-wide",
    .rows = 12,
    .columns = 132,
    .sessions = { "disowned", "honest", "forged", "hostile", NULL },
    .keys = "{Tab}" },
  { .name = "mails-narrow", .rows = 12, .columns = 40, .sessions = ALL_SESSIONS, .keys = "{Tab}" },
  { .name = "mails-none", .rows = 10, .columns = 80, .sessions = { "starttls", NULL }, .keys = "{Tab}" },
  { .name = "mails-redacted",
    .rows = 12,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "{Tab}",
    .options = { .redact = true } },
  { .name = "mails-opened", .rows = 12, .columns = 80, .sessions = ALL_SESSIONS, .keys = "{Tab}jj{Enter}" },
  { .name = "all-findings", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "{Tab}{Tab}j" },
  { .name = "all-findings-unfolded",
    .rows = 24,
    .columns = 80,
    .sessions = { "forged", "submission", "forged", "disowned", NULL },
    .keys = "{Tab}{Tab}{Enter}jj" },
  { .name = "all-findings-evidence",
    .rows = 24,
    .columns = 80,
    .sessions = { "submission", NULL },
    .keys = "{Tab}{Tab}{Enter}j{Enter}" },
  { .name = "all-findings-none", .rows = 10, .columns = 80, .sessions = { "refused", NULL }, .keys = "{Tab}{Tab}" },
  { .name = "hosts", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "{Tab}{Tab}{Tab}jj" },
  { .name = "hosts-wide", .rows = 24, .columns = 132, .sessions = ALL_SESSIONS, .keys = "{Tab}{Tab}{Tab}/mx.{Enter}" },
  { .name = "hosts-redacted",
    .rows = 24,
    .columns = 80,
    .sessions = { "submission", "submission", NULL },
    .keys = "{Tab}{Tab}{Tab}j",
    .options = { .redact = true } },
  { .name = "hosts-none", .rows = 10, .columns = 80, .sessions = { NULL }, .keys = "{Tab}{Tab}{Tab}" },
  { .name = "logins", .rows = 12, .columns = 80, .sessions = { "submission", NULL }, .keys = "{Tab}{Tab}{Tab}{Tab}j" },
  { .name = "logins-secrets",
    .rows = 12,
    .columns = 132,
    .sessions = { "submission", NULL },
    .keys = "{Tab}{Tab}{Tab}{Tab}",
    .options = { .show_secrets = true } },
  { .name = "logins-hidden-again",
    .rows = 12,
    .columns = 132,
    .sessions = { "submission", NULL },
    .keys = "{Tab}{Tab}{Tab}{Tab}s",
    .options = { .show_secrets = true } },
  { .name = "logins-redacted",
    .rows = 12,
    .columns = 80,
    .sessions = { "submission", NULL },
    .keys = "{Tab}{Tab}{Tab}{Tab}",
    .options = { .show_secrets = true, .redact = true } },
  { .name = "logins-dialogue",
    .rows = 14,
    .columns = 80,
    .sessions = { "submission", NULL },
    .keys = "{Tab}{Tab}{Tab}{Tab}j{Enter}" },
  { .name = "logins-none", .rows = 10, .columns = 80, .sessions = { "forged", NULL }, .keys = "{Tab}{Tab}{Tab}{Tab}" },
  { .name = "overview",
    .rows = 30,
    .columns = 80,
    .sessions = { "forged", "submission", "starttls", "gap", "hostile", "disowned", "honest", NULL },
    .keys = "{Tab}{Tab}{Tab}{Tab}{Tab}" },
  { .name = "overview-narrow",
    .rows = 14,
    .columns = 40,
    .sessions = ALL_SESSIONS,
    .keys = "{Tab}{Tab}{Tab}{Tab}{Tab}" },
  { .name = "overview-empty",
    .rows = 10,
    .columns = 80,
    .sessions = { NULL },
    .keys = "{Tab}{Tab}{Tab}{Tab}{Tab}",
    .reading = true },
  { .name = "dialogue", .rows = 24, .columns = 80, .sessions = { "forged", NULL }, .keys = "{Enter}jjj" },
  { .name = "dialogue-mail", .rows = 24, .columns = 80, .sessions = { "forged", NULL }, .keys = "{Enter}G{Up}{Up}kkk" },
  { .name = "dialogue-tall",
    .rows = 24,
    .columns = 80,
    .sessions = { "submission", NULL },
    .keys = "{Enter}jjj{Enter}" },
  { .name = "dialogue-masked", .rows = 24, .columns = 80, .sessions = { "submission", NULL }, .keys = "{Enter}jjjj" },
  { .name = "dialogue-secrets",
    .rows = 24,
    .columns = 80,
    .sessions = { "submission", NULL },
    .keys = "{Enter}jjjj",
    .options = { .show_secrets = true } },
  { .name = "dialogue-gap", .rows = 24, .columns = 80, .sessions = { "gap", NULL }, .keys = "{Enter}/never{Enter}" },
  { .name = "dialogue-tls",
    .rows = 24,
    .columns = 80,
    .sessions = { "starttls", NULL },
    .keys = "{Enter}/TLS:{Enter}" },
  { .name = "dialogue-opened",
    .rows = 24,
    .columns = 80,
    .sessions = { "opened", NULL },
    .keys = "{Enter}/TLS 1.3{Enter}" },
  { .name = "message-opened", .rows = 24, .columns = 80, .sessions = { "opened", NULL }, .keys = "{Enter}{Tab}" },
  { .name = "dialogue-ipv6", .rows = 24, .columns = 80, .sessions = { "refused", NULL }, .keys = "{Enter}" },
  { .name = "dialogue-hostile", .rows = 24, .columns = 80, .sessions = { "hostile", NULL }, .keys = "{Enter}" },
  { .name = "dialogue-narrow", .rows = 12, .columns = 40, .sessions = { "forged", NULL }, .keys = "{Enter}jj" },
  { .name = "message", .rows = 24, .columns = 80, .sessions = { "forged", NULL }, .keys = "{Enter}{Tab}" },
  { .name = "message-sender", .rows = 40, .columns = 80, .sessions = { "disowned", NULL }, .keys = "{Enter}{Tab}" },
  { .name = "message-narrow", .rows = 24, .columns = 40, .sessions = { "forged", NULL }, .keys = "{Enter}{Tab}{PgDn}" },
  { .name = "message-text", .rows = 24, .columns = 80, .sessions = { "forged", NULL }, .keys = "{Enter}{Tab}G" },
  { .name = "message-second",
    .rows = 24,
    .columns = 80,
    .sessions = { "submission", NULL },
    .keys = "{Enter}{Tab}{Right}" },
  { .name = "message-gap", .rows = 24, .columns = 80, .sessions = { "gap", NULL }, .keys = "{Enter}{Tab}" },
  { .name = "message-hostile", .rows = 24, .columns = 80, .sessions = { "hostile", NULL }, .keys = "{Enter}{Tab}" },
  { .name = "message-redacted",
    .rows = 24,
    .columns = 80,
    .sessions = { "forged", NULL },
    .keys = "{Enter}{Tab}",
    .options = { .redact = true } },
  { .name = "message-none", .rows = 12, .columns = 80, .sessions = { "starttls", NULL }, .keys = "{Enter}{Tab}" },
  { .name = "findings", .rows = 24, .columns = 80, .sessions = { "submission", NULL }, .keys = "{Enter}{Tab}{Tab}" },
  { .name = "findings-none", .rows = 12, .columns = 80, .sessions = { "refused", NULL }, .keys = "{Enter}{Tab}{Tab}" },
  { .name = "help", .rows = 24, .columns = 80, .sessions = { NULL }, .keys = "?" },
  { .name = "help-end", .rows = 24, .columns = 80, .sessions = { NULL }, .keys = "?G" },
  { .name = "search", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "/口座" },
  { .name = "search-none", .rows = 12, .columns = 80, .sessions = ALL_SESSIONS, .keys = "/xyzzy" },
  { .name = "filter-empty", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "f" },
  { .name = "filter-typed", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "fsubject ~ lunch || exp" },
  { .name = "filter-error", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "fexposed && form ~ x" },
  { .name = "filter-round", .rows = 16, .columns = 80, .sessions = ALL_SESSIONS, .keys = "ftls == {Tab}{Tab}" },
  { .name = "filter-kept",
    .rows = 12,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "fclient.ip == 192.0.2.0/24{Enter}j" },
  { .name = "filter-off", .rows = 12, .columns = 80, .sessions = ALL_SESSIONS, .keys = "ftls{Enter}F" },
  { .name = "filter-findings", .rows = 12, .columns = 80, .sessions = ALL_SESSIONS, .keys = "ftls == none{Enter}!" },
  { .name = "filter-cell", .rows = 12, .columns = 80, .sessions = ALL_SESSIONS, .keys = "jllll=" },
  { .name = "filter-away", .rows = 12, .columns = 80, .sessions = ALL_SESSIONS, .keys = "fsubject ~ xyzzy{Enter}" },
  { .name = "filter-mails",
    .rows = 12,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "{Tab}fsubject ~ lunch{Enter}" },
  { .name = "filter-all-findings",
    .rows = 16,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "{Tab}{Tab}fforged{Enter}{Enter}" },
  { .name = "filter-where",
    .rows = 12,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "",
    .options = { .where = "server.ip == 198.51.100.25" } },
  { .name = "filter-narrow",
    .rows = 12,
    .columns = 40,
    .sessions = ALL_SESSIONS,
    .keys = "fexposed && sujbect ~ lunch" },
  { .name = "filter-wide", .rows = 14, .columns = 132, .sessions = ALL_SESSIONS, .keys = "fsubject ~ 口座 && form" },
  { .name = "filter-form", .rows = 24, .columns = 80, .sessions = ALL_SESSIONS, .keys = "w" },
  { .name = "filter-form-filled",
    .rows = 24,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "walice{Down}{Down}{Down}{Down}192.168.0.0/16{Down}{Down}{Down}{Right}{Right}" },
  { .name = "filter-form-narrow",
    .rows = 10,
    .columns = 40,
    .sessions = ALL_SESSIONS,
    .keys = "w{Up}{Right}{Up}{Up}{Right}" },
  { .name = "filter-form-error",
    .rows = 16,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "walice{Down}{Down}{Down}{Down}10.0.0{Enter}" },
  { .name = "too-small",
    .rows = 24,
    .columns = 80,
    .sessions = ALL_SESSIONS,
    .keys = "j",
    .new_rows = 5,
    .new_columns = 20 },
  { .name = "resized",
    .rows = 24,
    .columns = 80,
    .sessions = { "forged", NULL },
    .keys = "{Enter}jjj",
    .new_rows = 30,
    .new_columns = 100 },
};

static void
test_screen (void **state)
{
  const ScreenCase *this = *state;
  UiScreen screen;
  ui_screen_open (&screen, this->rows, this->columns, &this->options);
  ui_screen_feed (&screen, this->sessions);
  if (!this->reading)
    ui_screen_finish_reading (&screen);
  g_free (ui_screen_text (&screen));
  ui_screen_type (&screen, this->keys);
  if (this->new_rows > 0)
    ui_screen_resize (&screen, this->new_rows, this->new_columns);
  char *text = ui_screen_text (&screen);
  ui_screen_close (&screen);
  bool same = ui_screen_is_golden (this->name, text);
  g_free (text);
  assert_true (same);
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (screen_cases)];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < G_N_ELEMENTS (screen_cases); i++)
    tests[i] = (struct CMUnitTest){ .name = screen_cases[i].name,
                                    .test_func = test_screen,
                                    .initial_state = (void *) &screen_cases[i] };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
