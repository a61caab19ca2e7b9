/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates of header fields (RFC 5322 §3.3, §4.3).
 *
 * The form that nearly all mail has is read here; any other goes, bounded, to
 * GMime, which guesses at what old and broken programs wrote.
 *
 * Does not check that the day of the week fits the date. */
#include "config.h"

#include "header-field.h"

#include "header-text.h"

#include <gmime/gmime.h>

#define DATE_OCTETS_MOST 256u

static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static void
skip_blanks (const char **at)
{
  while (**at == ' ' || **at == '\t')
    (*at)++;
}

/* A number of least to most digits. */
static bool
read_number (const char **at, unsigned least, unsigned most, int *number)
{
  unsigned digits = 0;
  int made = 0;

  while (digits < most && g_ascii_isdigit (**at))
    {
      made = made * 10 + (*(*at)++ - '0');
      digits++;
    }
  *number = made;
  return digits >= least && !g_ascii_isdigit (**at);
}

static bool
read_month (const char **at, int *month)
{
  for (int i = 0; i < 12; i++)
    if (g_ascii_strncasecmp (*at, MONTHS + 3 * i, 3) == 0 && !g_ascii_isalpha ((*at)[3]))
      {
        *at += 3;
        *month = i + 1;
        return true;
      }
  return false;
}

/* Minutes east of Greenwich. */
static bool
read_zone (const char **at, int *minutes)
{
  static const struct {
    const char *name;
    int hours;
  } zones[] = {
    { "UT", 0 },   { "GMT", 0 },  { "UTC", 0 },  { "Z", 0 },    { "EST", -5 }, { "EDT", -4 },
    { "CST", -6 }, { "CDT", -5 }, { "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 },
  };

  if (**at == '+' || **at == '-')
    {
      int sign = *(*at)++ == '-' ? -1 : 1;
      int number;
      if (!read_number (at, 4, 4, &number) || number % 100 > 59)
        return false;
      *minutes = sign * (number / 100 * 60 + number % 100);
      return true;
    }
  for (size_t i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      size_t length = strlen (zones[i].name);
      if (g_ascii_strncasecmp (*at, zones[i].name, length) == 0 && !g_ascii_isalpha ((*at)[length]))
        {
          *at += length;
          *minutes = zones[i].hours * 60;
          return true;
        }
    }
  return false;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar, years from 1 on. */
static int64_t
days_since_epoch (int year, int month, int day)
{
  /* The year is taken to begin in March, so that the leap day is its last. */
  int64_t y = month <= 2 ? year - 1 : year;
  int64_t m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static bool
day_exists (int year, int month, int day)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return day >= 1 && day <= lengths[month - 1] + (month == 2 && leap);
}

static bool
read_clock (const char **at, int64_t *seconds)
{
  int hour, minute, second = 0;

  if (!read_number (at, 1, 2, &hour) || *(*at)++ != ':' || !read_number (at, 2, 2, &minute))
    return false;
  if (**at == ':')
    {
      (*at)++;
      if (!read_number (at, 2, 2, &second))
        return false;
    }
  if (hour > 23 || minute > 59 || second > 60)
    return false;
  *seconds = hour * 3600 + minute * 60 + second;
  return true;
}

static bool
to_nanoseconds (int64_t seconds, int64_t *time)
{
  return !__builtin_mul_overflow (seconds, INT64_C (1000000000), time);
}

/* [day-of-week ","] day month year hour ":" minute [":" second] zone [comment] */
static bool
read_regular (const char *at, int64_t *time)
{
  int day, month, year, zone;
  int64_t clock;

  const char *comma = strchr (at, ',');
  if (comma != NULL && comma - at <= 9)
    at = comma + 1;
  skip_blanks (&at);
  if (!read_number (&at, 1, 2, &day))
    return false;
  skip_blanks (&at);
  if (!read_month (&at, &month))
    return false;
  skip_blanks (&at);
  const char *digits = at;
  if (!read_number (&at, 2, 4, &year))
    return false;
  if (at - digits < 4)
    year += at - digits == 2 && year < 50 ? 2000 : 1900; /* RFC 5322 §4.3 */
  skip_blanks (&at);
  if (year < 1 || !day_exists (year, month, day) || !read_clock (&at, &clock))
    return false;
  skip_blanks (&at);
  if (!read_zone (&at, &zone))
    return false;
  skip_blanks (&at);
  if (*at != '\0' && *at != '(')
    return false;
  return to_nanoseconds (days_since_epoch (year, month, day) * 86400 + clock - (int64_t) zone * 60, time);
}

bool
header_field_date (Octets value, int64_t *time)
{
  g_autoptr (GString) text = header_text_unfold (octets_slice (value, 0, DATE_OCTETS_MOST));
  int64_t made;

  if (read_regular (text->str, &made))
    {
      *time = made;
      return true;
    }
  g_autoptr (GDateTime) guessed = g_mime_utils_header_decode_date (text->str);
  if (guessed == NULL || !to_nanoseconds (g_date_time_to_unix (guessed), &made))
    return false;
  *time = made;
  return true;
}
