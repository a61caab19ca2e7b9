/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When something happened, in words: by the clock here, by that of Greenwich, or
 * as the time since something else.  All results are g_free's. */
#ifndef SMTPLENS_MOMENT_H
#define SMTPLENS_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum TimeStyle {
  TIMES_UTC,
  TIMES_LOCAL,    /* of the zone that TZ or the system names */
  TIMES_RELATIVE, /* since the beginning: of the capture in lists, of the session in its ladder */
  TIMES_DELTA,    /* since the line before; not in lists */
} TimeStyle;

/* The style after this one, round among those of lists or of the ladder. */
TimeStyle time_style_next (TimeStyle style, bool ladder);
/* For the heading of a list's column, at most eight columns; static. */
const char *time_style_heading (TimeStyle style);
/* For the user who just chose it; static. */
const char *time_style_words (TimeStyle style, bool ladder);

/* "HH:MM:SS", with so many digits (at most 6) behind a point. */
char *moment_clock (int64_t time, bool local, int digits);
/* The whole date: "2026-11-23T10:00:00.000000Z", or local with its zone, "…+09:00". */
char *moment_date (int64_t time, bool local, bool nanoseconds);
/* "+09:00": how far the local clock is ahead of UTC then. */
char *moment_zone (int64_t time);
/* In eight columns: "+12.345", "+1:02:03", "+123h04m", "+1234d". */
char *moment_since (int64_t time, int64_t since);
/* "0 s", "0.142 ms", "0.012 s", "12.3 s", "3 min 20 s", "2 h 5 min". */
char *moment_duration (int64_t nanoseconds);

#endif
