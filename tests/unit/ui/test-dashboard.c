/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the overview tells of the capture, and that texts name keys as the user has them. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/pace.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND INT64_C (1000000000)

static const SinkOptions no_options;

/* One packet more, of 100 octets. */
static void
note_next (Pace *pace, int64_t time, uint64_t *count)
{
  *count += 1;
  pace_note (pace, time, *count, *count * 100);
}

static void
test_pace (void **state)
{
  (void) state;
  uint64_t packets = 0, octets = 0;
  Pace pace = { 0 };
  assert_false (pace_recent (&pace, &packets, &octets));
  assert_false (pace_average (&pace, &packets, &octets));
  pace_note (&pace, 0, 0, 0);
  assert_false (pace_average (&pace, &packets, &octets));
  /* A minute of ten packets a second, then half a minute of a hundred. */
  int64_t time = 1000 * SECOND;
  uint64_t count = 0;
  for (int i = 0; i < 600; i++, time += SECOND / 10)
    note_next (&pace, time, &count);
  assert_true (pace_recent (&pace, &packets, &octets));
  assert_in_range (packets, 9, 11);
  assert_in_range (octets, 900, 1100);
  for (int i = 0; i < 3000; i++, time += SECOND / 100)
    note_next (&pace, time, &count);
  assert_true (pace_recent (&pace, &packets, &octets));
  assert_in_range (packets, 95, 105);
  assert_true (pace_average (&pace, &packets, &octets));
  assert_in_range (packets, 39, 41);
  /* Silence counts, too. */
  note_next (&pace, time + 20 * SECOND, &count);
  assert_true (pace_recent (&pace, &packets, &octets));
  assert_in_range (packets, 0, 60);
}

/* Clocks of captures may say anything. */
static void
test_hostile_pace (void **state)
{
  (void) state;
  uint64_t packets, octets;
  Pace pace = { 0 };
  pace_note (&pace, INT64_MIN, 1, 1);
  pace_note (&pace, INT64_MAX, UINT64_MAX, UINT64_MAX);
  pace_recent (&pace, &packets, &octets);
  assert_true (pace_average (&pace, &packets, &octets));
}

static void
test_live (void **state)
{
  (void) state;
  UiScreen screen;
  UiProgress progress = { .reading = true, .live = true, .source = "eth0" };
  ui_screen_open (&screen, 40, 80, &no_options);
  ui_screen_type (&screen, "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}");
  for (int i = 0; i < 30; i++)
    {
      progress.packets += 50;
      progress.wire += 50 * 200;
      progress.now = 100 * SECOND + i * SECOND;
      ui_progress (screen.ui, &progress);
    }
  assert_true (ui_screen_shows (&screen, "50 packets and 10,000 octets a second lately"));
  assert_false (ui_screen_shows (&screen, "Memory"));
  progress.memory = UINT64_C (64) << 20;
  progress.spool = UINT64_C (3) << 20;
  progress.dropped = 12;
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, "64 MiB in all, and 3 MiB of mails in a temporary file"));
  assert_true (ui_screen_shows (&screen, "12 packets were dropped while capturing"));
  progress.memory = 0; /* not asked this time */
  progress.reading = false;
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, "64 MiB in all"));
  assert_true (ui_screen_shows (&screen, "octets a second on average"));
  ui_screen_close (&screen);
}

static void
test_file_notes (void **state)
{
  (void) state;
  UiScreen screen;
  g_autoptr (GPtrArray) comments = g_ptr_array_new ();
  g_ptr_array_add (comments, (gpointer) "from the \x1b[2Jlab\nsecond line");
  SummaryInterface interfaces[]
      = { { .name = "eth0", .packets = 1, .has_lost = true, .lost = 1234 }, { .name = "wlan0", .packets = 7 } };
  const SummaryFile file = { .name = "x.pcapng",
                             .application = "dumpcap",
                             .system = "Linux",
                             .comments = comments,
                             .interfaces = interfaces,
                             .interface_count = G_N_ELEMENTS (interfaces) };
  const RunSummary summary = { .packets = 8, .files = &file, .file_count = 1 };
  ui_screen_open (&screen, 40, 80, &no_options);
  ui_screen_type (&screen, "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}");
  ui_sink.close (screen.ui, &summary);
  assert_true (ui_screen_shows (&screen, "made by dumpcap on Linux"));
  assert_true (ui_screen_shows (&screen, "its comment: from the \\x1b[2Jlab second line"));
  assert_true (ui_screen_shows (&screen, "interface eth0: 1 packet; it says that 1,234 more were lost"));
  assert_true (ui_screen_shows (&screen, "interface wlan0: 7 packets"));
  ui_screen_close (&screen);
}

typedef struct MovedCase {
  const char *name;
  const char *keys;
  const char *shows;
} MovedCase;

static const MovedCase moved_cases[] = {
  { "sessions filtered away", "Xsubject ~ xyzzy{Enter}", "X changes the filter, Y turns it off." },
  { "mails", "{Tab}Xsubject ~ xyzzy{Enter}", "X changes the filter, Y turns it off." },
  { "findings", "{Tab}{Tab}Xsubject ~ xyzzy{Enter}", "X changes the filter, Y turns it off." },
  { "paths", "Xsubject ~ xyzzy{Enter}{Tab}{Tab}{Tab}{Tab}{Tab}", "X changes the filter, Y turns it off." },
  { "a column to choose", "=", "Z and h choose a column, = filters by what stands there." },
  { "nothing to search for", "n", "v begins a search." },
  { "no filter yet", "Y", "X writes one." },
  { "a filter turned off", "Xid == 1{Enter}Y", "Filter off (Y): id == 1" },
  { "no finding of this line", "{Enter}V", "b goes to the next one that is cited." },
  { "the finding of a line", "{Enter}b", "(V: why)" },
};

static void
test_moved_keys (void **state)
{
  (void) state;
  static const char configuration[] = "[keys]\n"
                                      "filter = X\nfilter-turn = Y\ncolumn-right = Z\nsearch = v\n"
                                      "why = V\nnext-finding = b\n";
  UiSettings settings;
  settings_init (&settings);
  settings_read (&settings, configuration, strlen (configuration), NULL, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (moved_cases); i++)
    {
      UiScreen screen;
      ui_screen_open_with (&screen, 24, 80, &no_options, &settings);
      ui_screen_feed (&screen, (const char *const[]){ "submission", "way-first", "way-second", NULL });
      ui_screen_finish_reading (&screen);
      ui_screen_type (&screen, moved_cases[i].keys);
      if (!ui_screen_shows (&screen, moved_cases[i].shows))
        {
          g_autofree char *text = ui_screen_text (&screen);
          fail_msg ("%s: not shown: %s\n%s", moved_cases[i].name, moved_cases[i].shows, text);
        }
      ui_screen_close (&screen);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_pace),       cmocka_unit_test (test_hostile_pace), cmocka_unit_test (test_live),
    cmocka_unit_test (test_file_notes), cmocka_unit_test (test_moved_keys),
  };
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
