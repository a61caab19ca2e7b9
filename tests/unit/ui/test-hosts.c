/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of hosts: the way to their sessions and back. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/model.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOSTS "{Tab}{Tab}{Tab}"

static const char *const all_sessions[] = { "forged", "submission", "starttls", "gap", "hostile", "refused", NULL };

typedef struct HostKeys {
  const char *name;
  const char *keys;
  const char *shows;
  const char *hides; /* NULL: nothing is asked */
  SinkOptions options;
} HostKeys;

static const HostKeys cases[] = {
  { .name = "Enter goes to the sessions of a host",
    .keys = HOSTS "j{Enter}",
    .shows = " Filter: ip == 198.51.100.25 ",
    .hides = "10:00:03" },
  { .name = "which are a list", .keys = HOSTS "j{Enter}", .shows = "[Sessions]", .hides = "[Hosts]" },
  { .name = "of IPv6, too", .keys = HOSTS "G{Enter}", .shows = " Filter: ip == 2001:db8::25 ", .hides = "10:00:00" },
  { .name = "whether client or server", .keys = HOSTS "jjj{Enter}", .shows = "2 of 6", .hides = NULL },
  { .name = "Esc goes back", .keys = HOSTS "j{Enter}{Esc}", .shows = "\n>198.51.100.25", .hides = "Filter" },
  { .name = "so does q", .keys = HOSTS "j{Enter}q", .shows = "[Hosts]", .hides = "Filter" },
  { .name = "all sessions are back", .keys = HOSTS "j{Enter}{Esc}" HOSTS "{Tab}", .shows = "1/6", .hides = NULL },
  { .name = "another filter stays",
    .keys = "ftls == none{Enter}" HOSTS "j{Enter}",
    .shows = " Filter: tls == none && ip == 198.51.100.25 ",
    .hides = NULL },
  { .name = "and is back behind it",
    .keys = "ftls == none{Enter}" HOSTS "j{Enter}{Esc}{Backtab}",
    .shows = " Filter: tls == none ",
    .hides = "ip ==" },
  { .name = "a choice keeps its meaning",
    .keys = "ftls || quit{Enter}" HOSTS "j{Enter}",
    .shows = " Filter: (tls || quit) && ip == ",
    .hides = NULL },
  { .name = "so does only with findings",
    .keys = "!" HOSTS "j{Enter}!{Esc}{Backtab}",
    .shows = " Filter: only with findings ",
    .hides = "ip ==" },
  { .name = "what is turned off is left out",
    .keys = "ftls{Enter}!F" HOSTS "j{Enter}",
    .shows = " Filter: ip == 198.51.100.25 ",
    .hides = "findings " },
  { .name = "and still there behind it",
    .keys = "ftls{Enter}!F" HOSTS "j{Enter}{Esc}{Backtab}",
    .shows = "Filter off (F): tls; only with findings",
    .hides = "ip ==" },
  { .name = "a filter written meanwhile goes",
    .keys = HOSTS "j{Enter}f\x15quit{Enter}{Esc}{Backtab}",
    .shows = "[Findings]",
    .hides = "Filter" },
  { .name = "but is remembered",
    .keys = HOSTS "j{Enter}f\x15quit{Enter}{Esc}{Backtab}f{Up}{Enter}",
    .shows = " Filter: quit ",
    .hides = NULL },
  { .name = "views beside it are narrowed, too",
    .keys = HOSTS "jj{Enter}{Tab}",
    .shows = "[Mails]",
    .hides = "10:00:00" },
  { .name = "a session opened from there goes back there",
    .keys = HOSTS "j{Enter}{Enter}{Esc}",
    .shows = " Filter: ip == 198.51.100.25 ",
    .hides = NULL },
  { .name = "one over another",
    .keys = HOSTS "j{Enter}" HOSTS "{Enter}{Esc}",
    .shows = "[Hosts]",
    .hides = "first list" },
  { .name = "and both back",
    .keys = HOSTS "j{Enter}" HOSTS "{Enter}{Esc}{Esc}{Esc}",
    .shows = "This is the first list" },
  { .name = "no host, nothing opened", .keys = "ftls{Enter}" HOSTS "{Esc}", .shows = "This is the first list" },
  { .name = "the profile of a narrowed list is where it began",
    .keys = HOSTS "j{Enter}P{Enter}{Esc}",
    .shows = "This is the first list",
    .hides = "Filter" },
  { .name = "a key of other views says so",
    .keys = HOSTS "m",
    .shows = "m does nothing in this view; ? lists all keys.",
    .hides = NULL },
  { .name = "a key of none does not", .keys = "X", .shows = "[Sessions]", .hides = "does nothing" },
};

static void
test_keys (void **state)
{
  const HostKeys *this = *state;
  UiScreen screen;
  ui_screen_open (&screen, 24, 100, &this->options);
  ui_screen_feed (&screen, all_sessions);
  ui_screen_finish_reading (&screen);
  ui_draw (screen.ui);
  ui_screen_type (&screen, this->keys);
  char *text = ui_screen_text (&screen);
  if (strstr (text, this->shows) == NULL)
    fail_msg ("'%s' is not on the screen:\n%s", this->shows, text);
  if (this->hides != NULL && strstr (text, this->hides) != NULL)
    fail_msg ("'%s' is on the screen:\n%s", this->hides, text);
  g_free (text);
  ui_screen_close (&screen);
}

/* A click selects, another one opens. */
static void
test_click (void **state)
{
  const SinkOptions options = { 0 };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &options);
  ui_screen_feed (&screen, all_sessions);
  ui_screen_type (&screen, HOSTS);
  ui_draw (screen.ui);
  ui_click (screen.ui, 3, 12);
  assert_true (ui_screen_shows (&screen, ">198.51.100.25"));
  ui_click (screen.ui, 3, 12);
  assert_true (ui_screen_shows (&screen, "Filter: ip == 198.51.100.25"));
  ui_screen_close (&screen);
}

int
main (void)
{
  enum { COUNT = G_N_ELEMENTS (cases) };
  const struct CMUnitTest more[] = {
    cmocka_unit_test (test_click),
  };
  struct CMUnitTest tests[COUNT + G_N_ELEMENTS (more)];
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  for (size_t i = 0; i < COUNT; i++)
    tests[i]
        = (struct CMUnitTest){ .name = cases[i].name, .test_func = test_keys, .initial_state = (void *) &cases[i] };
  memcpy (tests + COUNT, more, sizeof more);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
