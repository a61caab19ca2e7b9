/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of filters: the years 1970 to 2200, without leap seconds, which packets have none of
 * either.
 *
 * Does not know time zones by name. */
#include "config.h"

#include "filter-time.h"

#include <glib.h>
#include <string.h>

#define SECOND INT64_C (1000000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Exactly so many digits. */
static bool
take_digits (const char **at, unsigned count, unsigned most, int64_t *number)
{
  int64_t made = 0;
  for (unsigned i = 0; i < count; i++, (*at)++)
    {
      if (!g_ascii_isdigit (**at))
        return false;
      made = made * 10 + (**at - '0');
    }
  *number = made;
  return made <= most;
}

static bool
take (const char **at, char expected)
{
  if (**at != expected)
    return false;
  (*at)++;
  return true;
}

/* Of up to nine digits, as nanoseconds; `*unit` is what the last of them counts. */
static bool
take_fraction (const char **at, int64_t *nanoseconds, int64_t *unit)
{
  const char *begin = *at;
  *nanoseconds = 0;
  *unit = SECOND;
  for (; g_ascii_isdigit (**at) && *unit > 1; (*at)++)
    {
      *unit /= 10;
      *nanoseconds += (**at - '0') * *unit;
    }
  return *at > begin && !g_ascii_isdigit (**at);
}

/* "10:30", "10:30:05", "10:30:05.25". */
static bool
take_clock (const char **at, int64_t *clock, int64_t *unit)
{
  int64_t hour, minute, second = 0, fraction = 0;
  if (!take_digits (at, 2, 23, &hour) || !take (at, ':') || !take_digits (at, 2, 59, &minute))
    return false;
  *unit = MINUTE;
  if (take (at, ':'))
    {
      *unit = SECOND;
      if (!take_digits (at, 2, 59, &second) || (take (at, '.') && !take_fraction (at, &fraction, unit)))
        return false;
    }
  *clock = hour * HOUR + minute * MINUTE + second * SECOND + fraction;
  return true;
}

static bool
take_date (const char **at, int64_t *begin)
{
  int64_t year, month, day;
  if (!take_digits (at, 4, 2200, &year) || !take (at, '-') || !take_digits (at, 2, 12, &month) || !take (at, '-')
      || !take_digits (at, 2, 31, &day) || year < 1970
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return false;
  GDate date;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  enum { DAYS_TO_1970 = 719163 }; /* from the first day of the year 1, which is day 1 */
  *begin = ((int64_t) g_date_get_julian (&date) - DAYS_TO_1970) * DAY;
  return true;
}

static bool
take_offset (const char **at, int64_t *offset)
{
  int64_t hours, minutes;
  bool east = **at == '+';
  *offset = 0;
  if (**at == 'Z' || **at == 'z')
    (*at)++;
  else if (**at == '+' || **at == '-')
    {
      (*at)++;
      if (!take_digits (at, 2, 23, &hours) || !take (at, ':') || !take_digits (at, 2, 59, &minutes))
        return false;
      *offset = (hours * HOUR + minutes * MINUTE) * (east ? 1 : -1);
    }
  return true;
}

bool
filter_time_read (const char *text, int64_t *begin, int64_t *end, bool *of_day)
{
  const char *at = text;
  int64_t date = 0, clock = 0, unit = DAY, offset = 0;
  bool day = strchr (text, '-') == NULL;
  if (day)
    {
      if (!take_clock (&at, &clock, &unit))
        return false;
      (void) take (&at, 'Z');
    }
  else if (!take_date (&at, &date))
    return false;
  else if (*at != '\0')
    {
      if ((!take (&at, 'T') && !take (&at, 't') && !take (&at, ' ')) || !take_clock (&at, &clock, &unit)
          || !take_offset (&at, &offset))
        return false;
    }
  if (*at != '\0')
    return false;
  *begin = date + clock - offset;
  *end = *begin + unit;
  *of_day = day;
  return true;
}

/* The unit at the front of the text. */
static bool
take_unit (const char **at, int64_t *unit)
{
  static const struct {
    const char *name;
    int64_t nanoseconds;
  } units[] = {
    { "ms", 1000000 }, { "us", 1000 }, { "ns", 1 }, { "s", SECOND }, { "m", MINUTE }, { "h", HOUR }, { "d", DAY },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (*at, units[i].name))
      {
        *at += strlen (units[i].name);
        *unit = units[i].nanoseconds;
        return true;
      }
  return false;
}

bool
filter_duration_read (const char *text, int64_t *nanoseconds)
{
  enum { DIGITS_MAX = 9 };
  int64_t sum = 0;
  const char *at = text;
  if (*at == '\0')
    return false;
  while (*at != '\0')
    {
      int64_t whole = 0, fraction = 0, unit, part = SECOND;
      unsigned digits = 0;
      for (; g_ascii_isdigit (*at) && digits <= DIGITS_MAX; at++, digits++)
        whole = whole * 10 + (*at - '0');
      if (digits == 0 || digits > DIGITS_MAX || (take (&at, '.') && !take_fraction (&at, &fraction, &part)))
        return false;
      bool named = take_unit (&at, &unit);
      if (!named && (*at != '\0' || at == text || sum > 0))
        return false;
      if (!named)
        unit = SECOND;
      if (whole > INT64_MAX / 4 / unit || sum > INT64_MAX / 2)
        return false;
      /* The fraction is of a second; of this unit it is so much. */
      sum += whole * unit + (int64_t) ((double) fraction / (double) SECOND * (double) unit);
    }
  *nanoseconds = sum;
  return true;
}
