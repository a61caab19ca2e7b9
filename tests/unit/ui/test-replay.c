/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a replay waits, and how the dialogue plays: the test is the clock. */
#include "config.h"

#include "tests/support/ui-screen.h"

#include "ui/replay.h"
#include "ui/ui.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define MILLISECOND ((int64_t) 1000000)

static const SinkOptions no_options;

static void
test_waits (void **state)
{
  Replay replay = { 0 };
  (void) state;
  replay_begin (&replay, true);
  assert_true (replay.on && replay.playing);
  assert_int_equal (replay_wait (&replay, 0, 250 * MILLISECOND), 250);
  assert_int_equal (replay_wait (&replay, 5, 5), 0);
  /* A later line that stands first in the capture. */
  assert_int_equal (replay_wait (&replay, 5 * MILLISECOND, 0), 0);
  assert_int_equal (replay_wait (&replay, 0, 2000 * MILLISECOND), 2000);
  assert_false (replay_shortened (&replay));
  assert_int_equal (replay_wait (&replay, 0, 2000 * MILLISECOND + 1), 2000);
  assert_true (replay_shortened (&replay));
  assert_int_equal (replay_wait (&replay, INT64_MIN, INT64_MAX), 2000);
  assert_int_equal (replay_wait (&replay, INT64_MAX, INT64_MIN), 0);
}

/* A thousand lines, 0.3 ms each, take 300 ms and not none. */
static void
test_parts_of_milliseconds_add_up (void **state)
{
  Replay replay = { 0 };
  int all = 0;
  (void) state;
  replay_begin (&replay, true);
  for (int64_t i = 0; i < 1000; i++)
    all += replay_wait (&replay, i * 300000, (i + 1) * 300000);
  assert_int_equal (all, 300);
}

static void
assert_words (const Replay *replay, const char *expected)
{
  char *words = replay_words (replay);
  assert_string_equal (words, expected);
  g_free (words);
}

static void
test_words (void **state)
{
  (void) state;
  assert_words (&(Replay){ .on = true, .playing = true, .between = 250 * MILLISECOND },
                "▶ next line in 0.250 s, at its own speed");
  assert_words (&(Replay){ .on = true, .playing = true, .between = 31200 * MILLISECOND },
                "▶ the pause of 31.2 s is shortened to 2 s");
  assert_words (&(Replay){ .on = true, .between = 250 * MILLISECOND }, "Paused: next line 0.250 s later");
}

static void
test_speeds (void **state)
{
  Replay replay = { 0 };
  (void) state;
  replay_turn_speed (&replay, false);
  replay_begin (&replay, true);
  assert_int_equal (replay_wait (&replay, 0, 25 * MILLISECOND), 250);
  assert_words (&replay, "▶ next line in 0.025 s, 10 times slower");
  assert_int_equal (replay_wait (&replay, 0, 250 * MILLISECOND), 2000);
  assert_int_equal (replay_wait (&replay, INT64_MIN, INT64_MAX), 2000);
  for (int i = 0; i < 10; i++)
    replay_turn_speed (&replay, true);
  assert_int_equal (replay.speed, REPLAY_FASTEST);
  assert_int_equal (replay_wait (&replay, 0, 25000 * MILLISECOND), 25);
  for (int i = 0; i < 10; i++)
    replay_turn_speed (&replay, false);
  assert_int_equal (replay.speed, REPLAY_SLOWEST);
  assert_int_equal (replay_wait (&replay, 0, MILLISECOND), 1000);
}

static void
open_session (UiScreen *screen, const char *name)
{
  ui_screen_open (screen, 24, 80, &no_options);
  ui_screen_feed (screen, (const char *const[]){ name, NULL });
  ui_screen_finish_reading (screen);
  ui_screen_type (screen, "{Enter}");
  ui_draw (screen->ui);
}

static void
test_plays_at_its_own_speed (void **state)
{
  UiScreen screen;
  (void) state;
  open_session (&screen, "forged");
  assert_int_equal (ui_waits (screen.ui), -1);
  ui_screen_type (&screen, "p");
  /* Greeting and connection came with one packet. */
  assert_int_equal (ui_waits (screen.ui), 0);
  assert_false (ui_screen_shows (&screen, "220 mx.example.jp"));
  ui_pass (screen.ui, 0);
  assert_true (ui_screen_shows (&screen, "220 mx.example.jp"));
  assert_true (ui_screen_shows (&screen, "▶ next line in 0.250 s"));
  ui_pass (screen.ui, 249);
  assert_false (ui_screen_shows (&screen, "EHLO"));
  ui_pass (screen.ui, 1);
  assert_true (ui_screen_shows (&screen, "EHLO"));
  assert_false (ui_screen_shows (&screen, "250-mx"));
  assert_true (ui_screen_shows (&screen, " p play  Space next line  Esc end  ? help  q back"));
  ui_pass (screen.ui, 10000);
  assert_true (ui_screen_shows (&screen, ">     14"));
  assert_true (ui_screen_shows (&screen, "The replay is over."));
  assert_int_equal (ui_waits (screen.ui), -1);
  ui_screen_close (&screen);
}

static void
test_pause_step_and_end (void **state)
{
  UiScreen screen;
  (void) state;
  open_session (&screen, "forged");
  ui_screen_type (&screen, "jp");
  ui_pass (screen.ui, 250);
  ui_screen_type (&screen, "p");
  assert_true (ui_screen_shows (&screen, "Paused: next line 0.250 s later"));
  ui_pass (screen.ui, 100000);
  assert_true (ui_screen_shows (&screen, ">      2"));
  ui_screen_type (&screen, " ");
  assert_true (ui_screen_shows (&screen, ">      3"));
  assert_false (ui_screen_shows (&screen, "MAIL FROM"));
  ui_screen_type (&screen, "p");
  assert_int_equal (ui_waits (screen.ui), 250);
  /* A step pauses. */
  ui_screen_type (&screen, " ");
  assert_int_equal (ui_waits (screen.ui), -1);
  ui_screen_type (&screen, "{Esc}");
  assert_true (ui_screen_shows (&screen, "The replay ends here."));
  assert_true (ui_screen_shows (&screen, "[Dialogue]"));
  assert_true (ui_screen_shows (&screen, "RCPT TO"));
  /* Space is a page again, and Esc goes back. */
  ui_screen_type (&screen, " ");
  assert_true (ui_screen_shows (&screen, ">     14"));
  ui_screen_type (&screen, "{Esc}");
  assert_true (ui_screen_shows (&screen, "[Sessions]"));
  ui_screen_close (&screen);
}

/* A session too fast to watch. */
static void
test_line_by_line_and_slower (void **state)
{
  UiScreen screen;
  (void) state;
  open_session (&screen, "forged");
  ui_screen_type (&screen, "j.");
  assert_true (ui_screen_shows (&screen, "Paused: next line 0.250 s later"));
  assert_false (ui_screen_shows (&screen, "EHLO"));
  ui_screen_type (&screen, ".");
  assert_true (ui_screen_shows (&screen, ">      2"));
  ui_screen_type (&screen, "<");
  assert_true (ui_screen_shows (&screen, "The session plays 10 times slower."));
  ui_screen_type (&screen, "p");
  assert_int_equal (ui_waits (screen.ui), 2000);
  ui_screen_type (&screen, ">>");
  assert_int_equal (ui_waits (screen.ui), 25);
  ui_screen_close (&screen);
}

static void
test_moved_by_hand (void **state)
{
  UiScreen screen;
  (void) state;
  open_session (&screen, "forged");
  ui_screen_type (&screen, "jjjpkk");
  assert_true (ui_screen_shows (&screen, ">      1"));
  assert_false (ui_screen_shows (&screen, "EHLO"));
  ui_screen_type (&screen, "G");
  assert_true (ui_screen_shows (&screen, "The replay is over."));
  ui_screen_type (&screen, "p");
  assert_true (ui_screen_shows (&screen, "Nothing follows this line"));
  assert_int_equal (ui_waits (screen.ui), -1);
  ui_screen_close (&screen);
}

/* Under another view it stands still, and goes on after. */
static void
test_other_views (void **state)
{
  UiScreen screen;
  (void) state;
  open_session (&screen, "forged");
  ui_screen_type (&screen, "jp?");
  ui_draw (screen.ui);
  ui_pass (screen.ui, 60000);
  assert_true (ui_screen_shows (&screen, "[Help]"));
  ui_screen_type (&screen, "q");
  assert_true (ui_screen_shows (&screen, ">      1"));
  ui_pass (screen.ui, 250);
  assert_true (ui_screen_shows (&screen, ">      2"));
  ui_screen_type (&screen, "q");
  ui_pass (screen.ui, 60000);
  assert_true (ui_screen_shows (&screen, "[Sessions]"));
  ui_screen_close (&screen);
}

static void
test_long_pause (void **state)
{
  static const Said said[] = {
    { 'S', "220 mx.example.net ESMTP", 0 },
    { 'C', "EHLO host.example.com", 0 },
    { 'w', NULL, 90 },
    { 'S', "250 mx.example.net", 0 },
    { 'C', "QUIT", 0 },
    { 'S', "221 Bye", 0 },
    { 0, NULL, 0 },
  };
  const ModelDialogue dialogue = { "slow", "192.0.2.1", "192.0.2.2", 1025, 25, said, { NULL }, NULL, NULL };
  UiScreen screen;
  (void) state;
  ui_screen_open (&screen, 24, 80, &no_options);
  model_run_dialogue (screen.run, &dialogue);
  ui_screen_type (&screen, "{Enter}jjp");
  assert_true (ui_screen_shows (&screen, "▶ the pause of 1 min 30 s is shortened to 2 s"));
  assert_int_equal (ui_waits (screen.ui), 2000);
  char *text = ui_screen_text (&screen);
  bool same = ui_screen_is_golden ("dialogue-replay", text);
  g_free (text);
  assert_true (same);
  ui_pass (screen.ui, 2000);
  assert_true (ui_screen_shows (&screen, "250 mx.example.net"));
  ui_screen_close (&screen);
}

/* The play head stays in sight on any screen, with a row for what the replay does. */
static void
test_small_screen (void **state)
{
  UiScreen screen;
  (void) state;
  open_session (&screen, "submission");
  ui_screen_resize (&screen, 10, 40);
  ui_screen_type (&screen, "p");
  for (int i = 0; i < 40 && ui_waits (screen.ui) >= 0; i++)
    {
      ui_pass (screen.ui, ui_waits (screen.ui));
      assert_true (ui_screen_shows (&screen, "\n>"));
      assert_true (ui_waits (screen.ui) < 0 || ui_screen_shows (&screen, "▶ next line in"));
    }
  assert_true (ui_screen_shows (&screen, "35/35"));
  ui_screen_close (&screen);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_waits),
    cmocka_unit_test (test_parts_of_milliseconds_add_up),
    cmocka_unit_test (test_words),
    cmocka_unit_test (test_speeds),
    cmocka_unit_test (test_plays_at_its_own_speed),
    cmocka_unit_test (test_pause_step_and_end),
    cmocka_unit_test (test_line_by_line_and_slower),
    cmocka_unit_test (test_moved_by_hand),
    cmocka_unit_test (test_other_views),
    cmocka_unit_test (test_long_pause),
    cmocka_unit_test (test_small_screen),
  };
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    return 77;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
