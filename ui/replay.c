/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The speed of a replay.
 *
 * What is left over of a millisecond goes to the next line, so that many lines in quick
 * order take the time they took. */
#include "config.h"

#include "replay.h"

#include "moment.h"

#include "../dissect/time-difference.h"
#include "../dissect/translate.h"

#include <glib.h>

enum { MILLISECOND = 1000000 };

void
replay_begin (Replay *replay, bool playing)
{
  *replay = (Replay){ .on = true, .playing = playing, .speed = replay->speed };
}

void
replay_turn_speed (Replay *replay, bool faster)
{
  replay->speed = CLAMP (replay->speed + (faster ? 1 : -1), REPLAY_SLOWEST, REPLAY_FASTEST);
}

static int64_t
power_of_ten (int exponent)
{
  int64_t power = 1;
  for (; exponent > 0; exponent--)
    power *= 10;
  return power;
}

char *
replay_speed_words (const Replay *replay)
{
  if (replay->speed == 0)
    return g_strdup (_ ("at its own speed"));
  return g_strdup_printf (replay->speed > 0 ? _ ("%d times faster") : _ ("%d times slower"),
                          (int) power_of_ten (ABS (replay->speed)));
}

/* Nanoseconds to wait at this speed, saturated. */
static int64_t
at_speed (const Replay *replay)
{
  int64_t wait;
  if (replay->speed > 0)
    return replay->between / power_of_ten (replay->speed);
  return __builtin_mul_overflow (replay->between, power_of_ten (-replay->speed), &wait) ? INT64_MAX : wait;
}

int
replay_wait (Replay *replay, int64_t from, int64_t to)
{
  replay->between = MAX (time_difference (to, from), 0);
  if (replay_shortened (replay))
    {
      replay->rest = 0;
      return REPLAY_PAUSE_MILLISECONDS;
    }
  int64_t wait = at_speed (replay) + replay->rest;
  replay->rest = wait % MILLISECOND;
  return (int) (wait / MILLISECOND);
}

bool
replay_shortened (const Replay *replay)
{
  return at_speed (replay) > REPLAY_PAUSE_MILLISECONDS * (int64_t) MILLISECOND;
}

char *
replay_words (const Replay *replay)
{
  g_autofree char *between = moment_duration (replay->between);
  g_autofree char *speed = replay_speed_words (replay);
  if (!replay->playing)
    return g_strdup_printf (_ ("Paused: next line %s later"), between);
  if (replay_shortened (replay))
    return g_strdup_printf (replay->speed == 0 ? _ ("▶ the pause of %s is shortened to %d s")
                                               : _ ("▶ the pause of %s takes %d s"),
                            between, REPLAY_PAUSE_MILLISECONDS / 1000);
  return g_strdup_printf (_ ("▶ next line in %s, %s"), between, speed);
}
