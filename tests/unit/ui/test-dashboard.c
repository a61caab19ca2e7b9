/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the overview tells of the capture, and that texts name keys as the user has them. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/pace.h"
#include "ui/ui.h"
#include "ui/wording.h"

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
  PaceRate rate;
  Pace pace = { 0 };
  assert_false (pace_recent (&pace, &rate));
  assert_false (pace_average (&pace, &rate));
  pace_note (&pace, 0, 0, 0);
  assert_false (pace_average (&pace, &rate));
  /* A minute of ten packets a second, then half a minute of a hundred. */
  int64_t time = 1000 * SECOND;
  uint64_t count = 0;
  for (int i = 0; i < 600; i++, time += SECOND / 10)
    note_next (&pace, time, &count);
  assert_true (pace_recent (&pace, &rate));
  assert_in_range ((int) rate.packets, 9, 11);
  assert_in_range ((int) rate.octets, 900, 1100);
  for (int i = 0; i < 3000; i++, time += SECOND / 100)
    note_next (&pace, time, &count);
  assert_true (pace_recent (&pace, &rate));
  assert_in_range ((int) rate.packets, 95, 105);
  assert_true (pace_average (&pace, &rate));
  assert_in_range ((int) rate.packets, 39, 41);
  /* Silence counts, too. */
  note_next (&pace, time + 20 * SECOND, &count);
  assert_true (pace_recent (&pace, &rate));
  assert_in_range ((int) rate.packets, 0, 60);
}

/* Clocks of captures may say anything. */
static void
test_hostile_pace (void **state)
{
  (void) state;
  PaceRate rate;
  Pace pace = { 0 };
  pace_note (&pace, INT64_MIN, 1, 1);
  pace_note (&pace, INT64_MAX, UINT64_MAX, UINT64_MAX);
  pace_recent (&pace, &rate);
  assert_true (pace_average (&pace, &rate));
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
  assert_true (ui_screen_shows (&screen, "50 packets and 9.7 KiB a second lately"));
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
  assert_true (ui_screen_shows (&screen, "10 KiB a second on average"));
  ui_screen_close (&screen);
}

/* A rate that says something, whatever the length of the capture. */
static void
test_rates (void **state)
{
  static const struct {
    uint64_t packets, wire;
    int64_t seconds;
    const char *says;
  } rates[] = {
    { 1000, 64000, 10, "100 packets and 6.2 KiB a second on average" },
    { 10, 600, 10, "1 packet and 60 octets a second on average" },
    { 300, 30000, 600, "30 packets and 2.9 KiB a minute on average" },
    { 300, 30000, 2 * 86400, "6 packets and 625 octets an hour on average" },
    { 3, 300, 2 * 86400, "2 packets and 150 octets a day on average" },
    { 1, 60, 30 * 86400, "0 packets and 2 octets a day on average" },
  };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      UiScreen screen;
      UiProgress progress = { .packets = rates[i].packets, .wire = rates[i].wire, .begun = 5 * SECOND, .source = "x" };
      progress.now = progress.begun + rates[i].seconds * SECOND;
      ui_screen_open (&screen, 40, 80, &no_options);
      ui_progress (screen.ui, &progress);
      ui_screen_type (&screen, "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}");
      if (!ui_screen_shows (&screen, rates[i].says))
        {
          g_autofree char *text = ui_screen_text (&screen);
          fail_msg ("not shown: %s\n%s", rates[i].says, text);
        }
      ui_screen_close (&screen);
    }
}

static void
test_sizes (void **state)
{
  static const struct {
    uint64_t octets;
    const char *words;
  } sizes[] = { { 0, "0 octets" },       { 1, "1 octet" },       { 1023, "1,023 octets" },
                { 1024, "1.0 KiB" },     { 10239, "9.9 KiB" },   { 10240, "10 KiB" },
                { 1048575, "1023 KiB" }, { 1048576, "1.0 MiB" }, { UINT64_C (5) << 40, "5.0 TiB" },
                { UINT64_MAX, "15 EiB" } };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *words = wording_size (sizes[i].octets);
      assert_string_equal (words, sizes[i].words);
    }
}

/* Traffic over time, as it grows; what was dropped stands where it was. */
static void
test_traffic (void **state)
{
  UiScreen screen;
  UiProgress progress = { .reading = true, .live = true, .source = "eth0" };
  (void) state;
  ui_screen_open (&screen, 40, 80, &no_options);
  ui_screen_type (&screen, "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}");
  for (int i = 0; i < 16; i++)
    {
      progress.now = 36000 * SECOND + i * SECOND;
      for (int k = 0; k < 1 + i % 8; k++)
        ui_packet (screen.ui, progress.now, i < 8 ? 100 : 1500);
      progress.packets += 1 + (uint64_t) i % 8;
      progress.wire += (1 + (uint64_t) i % 8) * (i < 8 ? 100 : 1500);
      progress.dropped = i >= 4 ? 7 : 0;
      ui_progress (screen.ui, &progress);
    }
  assert_true (ui_screen_shows (&screen, "Traffic over time, 1 s each"));
  assert_true (ui_screen_shows (&screen, "packets       ▁▂▃▄▅▆▇█▁▂▃▄▅▆▇█  72"));
  assert_true (ui_screen_shows (&screen, "octets        ▁▁▁▁▁▁▁▁▁▂▃▄▅▆▇█  56 KiB"));
  assert_true (ui_screen_shows (&screen, "dropped           █             7"));
  assert_true (ui_screen_shows (&screen, "              10:00:00 - 10:00:15"));
  /* Longer than it has stretches: they join. */
  for (int i = 16; i < 16 + 3600; i += 4)
    ui_packet (screen.ui, 36000 * SECOND + i * SECOND, 100);
  progress.now = (36000 + 3616) * SECOND;
  progress.packets += 900;
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, "Traffic over time, 96 s each"));
  assert_true (ui_screen_shows (&screen, "  972"));
  ui_screen_close (&screen);
}

/* While packets come and no session begins, the plot of sessions goes on. */
static void
test_silence (void **state)
{
  UiScreen screen;
  const SinkOptions options = { .live = true };
  UiProgress progress = { .packets = 10, .reading = true, .live = true, .source = "eth0" };
  (void) state;
  ui_screen_open (&screen, 40, 80, &options);
  ui_screen_feed (&screen, (const char *const[]){ "forged", "submission", NULL });
  ui_screen_type (&screen, "{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}");
  assert_true (ui_screen_shows (&screen, "in the clear  █  █  2"));
  progress.now = 1795428000 * SECOND; /* the dialogues begin at 2026-11-23 10:00:00 */
  progress.now += 20 * SECOND;
  ui_progress (screen.ui, &progress);
  assert_true (ui_screen_shows (&screen, "in the clear  █  █                  2"));
  assert_true (ui_screen_shows (&screen, "10:00:00    10:00:20"));
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
    cmocka_unit_test (test_rates),   cmocka_unit_test (test_sizes),      cmocka_unit_test (test_traffic),
    cmocka_unit_test (test_silence), cmocka_unit_test (test_pace),       cmocka_unit_test (test_hostile_pace),
    cmocka_unit_test (test_live),    cmocka_unit_test (test_file_notes), cmocka_unit_test (test_moved_keys),
  };
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
