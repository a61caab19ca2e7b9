/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples a second apart; what is older than PACE_SECONDS counts for the average alone.  For the plot each
 * packet is told apart, since between two samples of a file days may lie. */
#include "config.h"

#include "pace.h"

#include "moment.h"

#include "../dissect/time-difference.h"

#include <glib.h>

enum { SECOND = 1000 * 1000 * 1000 };

void
pace_note (Pace *pace, int64_t time, uint64_t packets, uint64_t octets)
{
  const PaceSample now = { time, packets, octets };
  if (packets == 0)
    return;
  if (!pace->begun)
    pace->first = now;
  const PaceSample *newest = &pace->samples[(pace->next + PACE_SAMPLES - 1) % PACE_SAMPLES];
  if (!pace->begun || time_difference (time, newest->time) >= SECOND)
    {
      pace->samples[pace->next] = now;
      pace->next = (pace->next + 1) % PACE_SAMPLES;
      pace->count = MIN (pace->count + 1, PACE_SAMPLES);
    }
  pace->begun = true;
  pace->last = now;
}

static bool
between (const PaceSample *from, const PaceSample *to, PaceRate *rate)
{
  const int64_t span = time_difference (to->time, from->time);
  if (span < SECOND)
    return false;
  const double seconds = (double) span / SECOND;
  *rate
      = (PaceRate){ (double) (to->packets - from->packets) / seconds, (double) (to->octets - from->octets) / seconds };
  return true;
}

bool
pace_recent (const Pace *pace, PaceRate *rate)
{
  const PaceSample *from = NULL;
  for (unsigned i = 1; i <= pace->count; i++)
    {
      const PaceSample *sample = &pace->samples[(pace->next + PACE_SAMPLES - i) % PACE_SAMPLES];
      /* One that is older is taken where no younger one is far enough. */
      if (from != NULL && time_difference (pace->last.time, from->time) >= SECOND
          && time_difference (pace->last.time, sample->time) > (int64_t) PACE_SECONDS * SECOND)
        break;
      from = sample;
    }
  return from != NULL && between (from, &pace->last, rate);
}

bool
pace_average (const Pace *pace, PaceRate *rate)
{
  const PaceSample begin = { pace->first.time, 0, 0 };
  return pace->begun && between (&begin, &pace->last, rate);
}

void
pace_turn (Pace *pace, int64_t time)
{
  pace->at = stretches_at (&pace->over_time, time, &pace->from);
  pace->until = pace->from + pace->over_time.step;
}

void
pace_dropped (Pace *pace, int64_t time, uint64_t dropped)
{
  if (dropped <= pace->dropped)
    return;
  pace_turn (pace, time);
  pace->at->amount[PACE_DROPPED] += dropped - pace->dropped;
  pace->dropped = dropped;
}
