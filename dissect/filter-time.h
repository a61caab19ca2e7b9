/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times and durations as a user writes them in a filter. */
#ifndef SMTPLENS_FILTER_TIME_H
#define SMTPLENS_FILTER_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* A span of time in nanoseconds, its end outside: "2026-11-23" is a day, "10:30" a minute
 * and "10:30:05" a second of any day (`of_day`: from midnight), "2026-11-23T10:30Z" a minute, with seconds a second,
 * with a fraction of them what its last digit counts.  "T" may be a blank, "Z" may be missing, or an
 * offset as "+09:00" (RFC 3339).  False where it is none of them. */
bool filter_time_read (const char *text, int64_t *begin, int64_t *end, bool *of_day);

/* Nanoseconds of "90s", "1h30m", "1.5s", "200ms", "2d"; a number alone is seconds. */
bool filter_duration_read (const char *text, int64_t *nanoseconds);

#endif
