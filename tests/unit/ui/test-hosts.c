/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of hosts: the way to their sessions and back, what of them a filter leaves, and their order; and
 * what a filter leaves of the overview. */
#include "config.h"

#include "tests/support/typed-case.h"

#include "ui/model.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOSTS "{Tab}{Tab}{Tab}"

static const TypedCase cases[] = {
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
  { .name = "a filter takes hosts with their sessions",
    .keys = "fip == 192.0.2.77{Enter}" HOSTS,
    .shows = ">192.0.2.77 ",
    .hides = "192.168.1.20" },
  { .name = "and counts only these",
    .keys = "ftls == none{Enter}" HOSTS "jjj",
    .shows = "As a server 1 session, 2 mails",
    .hides = "As a client" },
  { .name = "of how many",
    .keys = "fmail_from ~ mallory{Enter}" HOSTS "j",
    .shows = "As a server 1 of 3 sessions, 1 mail;" },
  { .name = "words of others are not told",
    .keys = "ftls == none{Enter}" HOSTS "jjj",
    .shows = "Names       mail.example.com",
    .hides = "client.example" },
  { .name = "F turns it off there, too", .keys = "ftls{Enter}" HOSTS "F", .shows = "1/9", .hides = NULL },
  { .name = "only with findings, too",
    .keys = HOSTS "!",
    .shows = " Filter: only with findings ",
    .hides = "2001:db8" },
  { .name = "it is written there, too", .keys = HOSTS "ftls{Enter}", .shows = "1/2", .hides = "192.0.2.77" },
  { .name = "none is left",
    .keys = "fsubject ~ xyzzy{Enter}" HOSTS,
    .shows = "No host is in a session like this.",
    .hides = NULL },
  { .name = "= takes an address", .keys = HOSTS "ll={Up}", .shows = " Filter: ", .hides = NULL },
  { .name = "the address", .keys = HOSTS "jl=", .shows = " Filter: ip == 198.51.100.25 ", .hides = NULL },
  { .name = "- leaves it out",
    .keys = HOSTS "jl-",
    .shows = " Filter: !(ip == 198.51.100.25) ",
    .hides = "192.0.2.77" },
  { .name = "= takes a name of a client",
    .keys = HOSTS "ll=",
    .shows = " Filter: helo == laptop.example.net ",
    .hides = NULL },
  { .name = "or of a server", .keys = HOSTS "jjjll=", .shows = " Filter: banner ~ mail.example.com ", .hides = NULL },
  { .name = "or a role", .keys = HOSTS "lll=", .shows = " Filter: client.ip == 192.0.2.77 ", .hides = NULL },
  { .name = "or an account", .keys = HOSTS "jjlllllll=", .shows = " Filter: auth.username == alice ", .hides = NULL },
  { .name = "but on a projector",
    .keys = HOSTS "jjlllllll=",
    .shows = "cannot be filtered by",
    .hides = "alice",
    .options = { .redact = true } },
  { .name = "or the worst",
    .keys = HOSTS "llllllll=",
    .shows = " Filter: ip == 192.0.2.77 && findings.severity == high ",
    .hides = NULL },
  { .name = "o sorts", .keys = HOSTS "lllloo", .shows = ">Sessions▼", .hides = NULL },
  { .name = "by how many", .keys = HOSTS "lllloog", .shows = "Worst\n>198.51.100.25", .hides = NULL },
  { .name = "by how many of them are shown",
    .keys = HOSTS "lllloofrcpt_to ~ x{Enter}f\x15tls{Enter}G",
    .shows = "Sessions▼",
    .hides = NULL },
  { .name = "addresses as what they are", .keys = HOSTS "log", .shows = "Worst\n>192.0.2.8 ", .hides = NULL },
  { .name = "by how bad it is", .keys = HOSTS "lllllllloog", .shows = "Worst▼\n>192.0.2.77", .hides = NULL },
  { .name = "what is selected stays so", .keys = HOSTS "jjlo", .shows = "\n>192.168.1.20", .hides = NULL },
  { .name = "O chooses columns", .keys = HOSTS "O", .shows = " [ ] As server      sessions in which", .hides = NULL },
  { .name = "which then stand there", .keys = HOSTS "OG {Enter}", .shows = "Worst    Greets with", .hides = NULL },
  { .name = "and what they say", .keys = HOSTS "OG {Enter}", .shows = "+2 mx.example.j…", .hides = NULL },
  { .name = "numbers, too", .keys = HOSTS "OGkkkkk {Enter}j", .shows = "high             3", .hides = NULL },
  { .name = "sorted by them",
    .keys = HOSTS "OGkkkkk {Enter}llllllllloog",
    .shows = ">As serve▼\n>198.51.100.25",
    .hides = NULL },
  { .name = "W tells why of the worst", .keys = HOSTS "W", .shows = "[Why]", .hides = NULL },
  { .name = "W without any", .keys = HOSTS "GW", .shows = "Nothing worse than information", .hides = NULL },
  { .name = "next host with findings", .keys = HOSTS "jjj}", .shows = "\n>192.0.2.8", .hides = NULL },
  { .name = "z freezes", .keys = HOSTS "z", .shows = "The list stays as it is until z.", .hides = NULL },
  { .name = "y copies", .keys = HOSTS "y", .shows = "lets it: 192.0.2.77 laptop.example.net clien", .hides = NULL },
  { .name = "search looks below, too", .keys = HOSTS "/ESMTP{Enter}", .shows = ">198.51.100.25", .hides = NULL },
  { .name = "the overview is of what a filter takes",
    .keys = "fip == 192.0.2.77{Enter}" HOSTS "{Tab}{Tab}{Tab}",
    .shows = "Filtered      1 of 6 sessions, 1 of 5 mails, 0 of 2 logins",
    .hides = NULL },
  { .name = "its shares, too",
    .keys = "fip == 192.0.2.77{Enter}" HOSTS "{Tab}{Tab}{Tab}",
    .shows = "  1 of 1 mails, on the path",
    .hides = NULL },
  { .name = "not what is lost",
    .keys = "fip == 192.0.2.77{Enter}" HOSTS "{Tab}{Tab}{Tab}G",
    .shows = "1 session lacks octets",
    .hides = NULL },
  { .name = "F of it",
    .keys = "fip == 192.0.2.77{Enter}" HOSTS "{Tab}{Tab}{Tab}F",
    .shows = "  5 of 5 mails, on the path",
    .hides = "Filtered" },
  { .name = "nothing left of it",
    .keys = "fsubject ~ xyzzy{Enter}" HOSTS "{Tab}{Tab}{Tab}",
    .shows = "No session that has ended is like this.",
    .hides = NULL },
  { .name = "it has no rows", .keys = HOSTS "{Tab}{Tab}{Tab}{Enter}", .shows = "Enter does nothing in this view" },
  { .name = "a key of none does not", .keys = "X", .shows = "[Sessions]", .hides = "does nothing" },
};

/* A click selects, another one opens. */
static void
test_click (void **state)
{
  const SinkOptions options = { 0 };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &options);
  ui_screen_feed (&screen, typed_case_sessions);
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
    tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                    .test_func = typed_case_check,
                                    .initial_state = (void *) &cases[i] };
  memcpy (tests + COUNT, more, sizeof more);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
