/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times may come in any order; where one is before all others, the stretches move. */
#include "config.h"

#include "stretches.h"

#include <glib.h>
#include <string.h>

#define SECOND INT64_C (1000000000)

/* Two stretches become one. */
static void
coarsen (Stretches *stretches)
{
  for (size_t i = 0; i < STRETCHES; i++)
    {
      Stretch both = { { 0 } };
      for (int row = 0; row < STRETCH_ROWS && 2 * i < STRETCHES; row++)
        both.amount[row] = stretches->stretch[2 * i].amount[row] + stretches->stretch[2 * i + 1].amount[row];
      stretches->stretch[i] = both;
    }
  stretches->step *= 2;
}

/* Makes room in front for an earlier time. */
static void
move_back (Stretches *stretches, int64_t time)
{
  while ((stretches->last - time) / stretches->step >= STRETCHES - 1)
    coarsen (stretches);
  size_t by = (size_t) ((stretches->start - time + stretches->step - 1) / stretches->step);
  memmove (stretches->stretch + by, stretches->stretch, (STRETCHES - by) * sizeof *stretches->stretch);
  memset (stretches->stretch, 0, by * sizeof *stretches->stretch);
  stretches->start -= (int64_t) by * stretches->step;
}

Stretch *
stretches_at (Stretches *stretches, int64_t time, int64_t *from)
{
  /* Clocks of captures may be anything; from 1896 to 2116 no difference overflows. */
  time = CLAMP (time, -(INT64_C (1) << 61), INT64_C (1) << 62);
  if (!stretches->begun)
    {
      stretches->begun = true;
      stretches->step = SECOND;
      stretches->start = stretches->last = time;
    }
  stretches->last = MAX (stretches->last, time);
  if (time < stretches->start)
    move_back (stretches, time);
  while ((time - stretches->start) / stretches->step >= STRETCHES)
    coarsen (stretches);
  int64_t index = (time - stretches->start) / stretches->step;
  if (from != NULL)
    *from = stretches->start + index * stretches->step;
  return &stretches->stretch[index];
}

void
stretches_reach (Stretches *stretches, int64_t time)
{
  if (stretches->begun && time > stretches->last)
    stretches_at (stretches, time, NULL);
}

size_t
stretches_count (const Stretches *stretches)
{
  return stretches->begun ? (size_t) ((stretches->last - stretches->start) / stretches->step) + 1 : 0;
}
