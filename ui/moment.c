/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times to words.
 *
 * The times are those of packets; only the zone is this system's.  Leap seconds are
 * not told.  Does not ask a clock. */
#include "config.h"

#include "moment.h"

#include "../dissect/printable.h"
#include "../dissect/time-difference.h"
#include "../dissect/translate.h"

#include <string.h>
#include <time.h>

#define SECOND ((int64_t) 1000000000)

TimeStyle
time_style_next (TimeStyle style, bool ladder)
{
  switch (style)
    {
    case TIMES_UTC:
      return TIMES_LOCAL;
    case TIMES_LOCAL:
      return TIMES_RELATIVE;
    case TIMES_RELATIVE:
      return ladder ? TIMES_DELTA : TIMES_UTC;
    case TIMES_DELTA:
    default:
      return TIMES_UTC;
    }
}

const char *
time_style_heading (TimeStyle style)
{
  return style == TIMES_UTC ? _ ("Time UTC") : style == TIMES_LOCAL ? _ ("Local") : _ ("Relative");
}

const char *
time_style_words (TimeStyle style, bool ladder)
{
  switch (style)
    {
    case TIMES_UTC:
      return _ ("Times are UTC.");
    case TIMES_LOCAL:
      return _ ("Times are local, of the zone of this system (TZ).");
    case TIMES_RELATIVE:
      return ladder ? _ ("Times count from the beginning of the session.")
                    : _ ("Times count from the beginning of the first session.");
    case TIMES_DELTA:
    default:
      return _ ("Times count from the line before.");
    }
}

/* Seconds the local clock is ahead of UTC; 0 where it cannot be known. */
static int64_t
ahead (int64_t time)
{
  time_t seconds = (time_t) (time / SECOND - (time % SECOND < 0));
  struct tm local;
  return localtime_r (&seconds, &local) != NULL ? (int64_t) local.tm_gmtoff : 0;
}

/* As the local clock would show it, were it of UTC. */
static int64_t
shifted (int64_t time)
{
  int64_t local;
  return __builtin_add_overflow (time, ahead (time) * SECOND, &local) ? time : local;
}

char *
moment_clock (int64_t time, bool local, int digits)
{
  enum { SECONDS = 8 };
  char text[PRINTABLE_TIME];
  printable_time (local ? shifted (time) : time, false, text);
  const char *clock = strchr (text, 'T');
  return g_strndup (clock != NULL ? clock + 1 : text, (gsize) (digits > 0 ? SECONDS + 1 + digits : SECONDS));
}

char *
moment_zone (int64_t time)
{
  int64_t zone = ahead (time);
  unsigned minutes = (unsigned) ((zone < 0 ? -zone : zone) / 60);
  return g_strdup_printf ("%c%02u:%02u", zone < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

char *
moment_date (int64_t time, bool local, bool nanoseconds)
{
  char text[PRINTABLE_TIME];
  printable_time (local ? shifted (time) : time, nanoseconds, text);
  if (!local)
    return g_strdup (text);
  g_autofree char *zone = moment_zone (time);
  return g_strdup_printf ("%.*s%s", (int) strcspn (text, "Z"), text, zone);
}

char *
moment_since (int64_t time, int64_t since)
{
  int64_t difference = time_difference (time, since);
  char sign = difference < 0 ? '-' : '+';
  uint64_t size = difference < 0 ? 0 - (uint64_t) difference : (uint64_t) difference;
  uint64_t seconds = size / (uint64_t) SECOND;
  unsigned milli = (unsigned) (size % (uint64_t) SECOND / 1000000);
  if (seconds < 1000)
    return g_strdup_printf ("%c%u.%03u", sign, (unsigned) seconds, milli);
  if (seconds < 10 * 3600)
    return g_strdup_printf ("%c%u:%02u:%02u", sign, (unsigned) seconds / 3600, (unsigned) seconds / 60 % 60,
                            (unsigned) seconds % 60);
  if (seconds < 1000 * 3600)
    return g_strdup_printf ("%c%uh%02um", sign, (unsigned) seconds / 3600, (unsigned) seconds / 60 % 60);
  return g_strdup_printf ("%c%" G_GUINT64_FORMAT "d", sign, seconds / 86400);
}

char *
moment_duration (int64_t nanoseconds)
{
  uint64_t size = nanoseconds > 0 ? (uint64_t) nanoseconds : 0;
  uint64_t seconds = size / (uint64_t) SECOND;
  unsigned milli = (unsigned) (size % (uint64_t) SECOND / 1000000);
  if (size == 0)
    return g_strdup ("0 s");
  if (size < 1000000)
    return g_strdup_printf ("0.%03u ms", (unsigned) size / 1000);
  if (seconds < 10)
    return g_strdup_printf ("%u.%03u s", (unsigned) seconds, milli);
  if (seconds < 60)
    return g_strdup_printf ("%u.%u s", (unsigned) seconds, milli / 100);
  if (seconds < 3600)
    return g_strdup_printf ("%u min %u s", (unsigned) seconds / 60, (unsigned) seconds % 60);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " h %u min", seconds / 3600, (unsigned) (seconds / 60 % 60));
}
