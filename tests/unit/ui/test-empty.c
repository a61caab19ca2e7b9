/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What views say that have nothing to show: in each state what it means, and what to do next. */
#include "config.h"

#include "tests/support/ui-screen.h"
#include "ui/empty.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define TO_MAILS "{Tab}"
#define TO_FINDINGS "{Tab}{Tab}"
#define TO_HOSTS "{Tab}{Tab}{Tab}"
#define TO_LOGINS "{Tab}{Tab}{Tab}{Tab}"
#define TO_PATHS "{Tab}{Tab}{Tab}{Tab}{Tab}"
#define TO_OVERVIEW "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}"

typedef struct EmptyCase {
  const char *name;
  const char *sessions[4];
  UiProgress progress; /* the last one */
  bool closed;         /* reading is over */
  bool wifi;           /* a network of Wi-Fi was not read */
  const char *damage;  /* of the input */
  const char *keys;
  const char *what, *next; /* that stand there */
  bool golden;             /* a screen of 80x24, and of 40x10, is tests/screens/NAME.txt */
} EmptyCase;

static const EmptyCase empty_cases[] = {
  { .name = "empty-live",
    .progress = { .reading = true, .live = true, .source = "wlan0" },
    .keys = "",
    .what = "No packet has come yet.",
    .next = "smtplens -D lists the",
    .golden = true },
  { .name = "empty-live-packets",
    .progress = { .reading = true, .live = true, .packets = 4711, .source = "wlan0" },
    .keys = "",
    .what = "No SMTP session yet.",
    .next = "Packets so far: 4,711.",
    .golden = true },
  { .name = "empty-reading",
    .progress = { .reading = true, .packets = 3, .source = "class.pcap" },
    .keys = TO_MAILS,
    .what = "No mail yet.",
    .next = "Sessions appear as soon as a dialogue is recognised, on any port." },
  { .name = "empty-file",
    .progress = { .source = "class.pcap" },
    .closed = true,
    .keys = "",
    .what = "This capture is empty: it has no packets.",
    .next = "^C quits.  smtplens --tour 01 shows a capture that has mail.",
    .golden = true },
  { .name = "empty-interface-gone",
    .progress = { .live = true, .source = "wlan0" },
    .closed = true,
    .damage = "wlan0: The interface disappeared\033[2J",
    .keys = "",
    .what = "No packet could be read.",
    .next = "Reading ended early: wlan0: The interface disappeared\\x1b[2J" },
  { .name = "empty-damaged",
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .damage = "class.pcap: cut short at octet 2000",
    .keys = TO_MAILS,
    .what = "No SMTP session was found.",
    .next = "Reading ended early: class.pcap: cut short at octet 2000" },
  { .name = "empty-other-protocols",
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_OVERVIEW,
    .what = "No SMTP session was found.",
    .next = "Packets read: 99." },
  { .name = "empty-wifi",
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .wifi = true,
    .keys = "",
    .what = "No SMTP session was found.",
    .next = "--wifi-key SSID:PASSPHRASE opens",
    .golden = true },
  { .name = "empty-hosts",
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_HOSTS,
    .what = "No SMTP session was found.",
    .next = "^C quits." },
  { .name = "empty-mails-inside",
    .sessions = { "starttls", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_MAILS,
    .what = "No mail was seen.",
    .next = "Sessions that TLS keeps closed: 1.",
    .golden = true },
  { .name = "empty-mails-none",
    .sessions = { "refused", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_LOGINS,
    .what = "No login was seen.",
    .next = "Mail between servers needs none" },
  { .name = "empty-sessions-filtered",
    .sessions = { "forged", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = "fsubject ~ xyzzy{Enter}",
    .what = "No session is like this.",
    .next = "f changes the filter, F turns it off." },
  { .name = "empty-findings-filtered",
    .sessions = { "forged", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_FINDINGS "fsubject ~ xyzzy{Enter}",
    .what = "No finding is in a session like this.",
    .next = "f changes the filter, F turns it off.",
    .golden = true },
  { .name = "empty-mails-filtered",
    .sessions = { "forged", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_MAILS "fsubject ~ xyzzy{Enter}",
    .what = "No mail is in a session like this.",
    .next = "f changes the filter, F turns it off." },
  { .name = "empty-logins-filtered",
    .sessions = { "submission", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_LOGINS "fsubject ~ xyzzy{Enter}",
    .what = "No login is in a session like this.",
    .next = "f changes the filter, F turns it off." },
  { .name = "empty-paths-filtered",
    .sessions = { "way-first", "way-second", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = TO_PATHS "fsubject ~ xyzzy{Enter}",
    .what = "No mail with a way is in a session like this.",
    .next = "f changes the filter, F turns it off." },
  { .name = "empty-search",
    .sessions = { "forged", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = "/xyzzy{Enter}",
    .what = "No match.",
    .next = "/ searches for something else." },
  { .name = "empty-message",
    .sessions = { "starttls", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = "{Enter}{Tab}",
    .what = "No mail of this session can be seen.",
    .next = "Tab shows the findings." },
  { .name = "empty-session-findings",
    .sessions = { "refused", NULL },
    .progress = { .packets = 99, .source = "class.pcap" },
    .closed = true,
    .keys = "{Enter}{Tab}{Tab}",
    .what = "No findings: nothing that the checks look for was seen.",
    .next = "Tab leads to it." },
};

static void
open_case (UiScreen *screen, const EmptyCase *this, int rows, int columns)
{
  static const SummaryNetwork network
      = { .wifi = { .ssid = { 'C', 'a', 'f', 'e' }, .ssid_length = 4 }, .why = "no key was given for it (--wifi-key)" };
  const SinkOptions options = { .live = this->progress.live };
  ui_screen_open (screen, rows, columns, &options);
  ui_screen_feed (screen, this->sessions);
  ui_progress (screen->ui, &this->progress);
  const SummaryFile file = { .damage = this->damage, .damage_told = this->damage };
  const RunSummary summary = {
    .files = &file,
    .file_count = this->damage != NULL,
    .packets = this->progress.packets,
    .wifi_unread = this->wifi ? 27 : 0,
    .networks = this->wifi ? &network : NULL,
    .network_count = this->wifi ? 1 : 0,
  };
  if (this->closed)
    ui_sink.close (screen->ui, &summary);
  g_free (ui_screen_text (screen));
  ui_screen_type (screen, this->keys);
}

static void
test_state (void **state)
{
  const EmptyCase *this = *state;
  UiScreen screen;
  open_case (&screen, this, 24, 80);
  g_autofree char *wide = ui_screen_text (&screen);
  ui_screen_close (&screen);
  if (strstr (wide, this->what) == NULL || strstr (wide, this->next) == NULL)
    fail_msg ("%s lacks '%s' or '%s':\n%s", this->name, this->what, this->next, wide);
  open_case (&screen, this, 10, 40);
  g_autofree char *narrow = ui_screen_text (&screen);
  ui_screen_close (&screen);
  /* Its beginning at least. */
  g_autofree char *begins = g_strndup (this->what, MIN (strlen (this->what), 20));
  if (strstr (narrow, begins) == NULL)
    fail_msg ("%s lacks '%s':\n%s", this->name, begins, narrow);
  g_autofree char *both = g_strconcat (wide, narrow, NULL);
  assert_true (!this->golden || ui_screen_is_golden (this->name, both));
}

/* Keys are told as the user has them. */
static void
test_changed_keys (void **state)
{
  (void) state;
  UiSettings settings;
  UiScreen screen;
  const SinkOptions options = { .where = "subject ~ xyzzy" };
  static const char text[] = "[keys]\nfilter = F5\nfilter-turn = none\n";
  static const char *const sessions[] = { "forged", NULL };
  settings_init (&settings);
  settings_read (&settings, text, strlen (text), NULL, NULL);
  ui_screen_open_with (&screen, 24, 80, &options, &settings);
  ui_screen_feed (&screen, sessions);
  ui_screen_finish_reading (&screen);
  assert_true (ui_screen_shows (&screen, "F5 changes the filter"));
  ui_screen_close (&screen);
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (empty_cases) + 1];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  g_setenv ("TZ", "UTC", TRUE);
  for (size_t i = 0; i < G_N_ELEMENTS (empty_cases); i++)
    tests[i] = (struct CMUnitTest){ .name = empty_cases[i].name,
                                    .test_func = test_state,
                                    .initial_state = (void *) &empty_cases[i] };
  tests[G_N_ELEMENTS (empty_cases)] = (struct CMUnitTest) cmocka_unit_test (test_changed_keys);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
