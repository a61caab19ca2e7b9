/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples a second apart; what is older than PACE_SECONDS counts for the average alone. */
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

static uint64_t
a_second (uint64_t amount, double seconds)
{
  double rate = (double) amount / seconds + 0.5;
  return rate < 1e18 ? (uint64_t) rate : UINT64_C (1000000000000000000);
}

static bool
between (const PaceSample *from, const PaceSample *to, uint64_t *packets, uint64_t *octets)
{
  const int64_t span = time_difference (to->time, from->time);
  if (span < SECOND)
    return false;
  const double seconds = (double) span / SECOND;
  *packets = a_second (to->packets - from->packets, seconds);
  *octets = a_second (to->octets - from->octets, seconds);
  return true;
}

bool
pace_recent (const Pace *pace, uint64_t *packets, uint64_t *octets)
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
  return from != NULL && between (from, &pace->last, packets, octets);
}

bool
pace_average (const Pace *pace, uint64_t *packets, uint64_t *octets)
{
  const PaceSample begin = { pace->first.time, 0, 0 };
  return pace->begun && between (&begin, &pace->last, packets, octets);
}
