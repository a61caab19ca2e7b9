/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far two times of packets are apart.  A capture file may say any time, so that their difference need
 * not fit. */
#ifndef SMTPLENS_TIME_DIFFERENCE_H
#define SMTPLENS_TIME_DIFFERENCE_H

#include <stdint.h>

/* From `since` to `time`, nanoseconds, saturated. */
static inline int64_t
time_difference (int64_t time, int64_t since)
{
  int64_t difference;
  if (__builtin_sub_overflow (time, since, &difference))
    return time < since ? INT64_MIN : INT64_MAX;
  return difference;
}

/* How far they are apart, whichever is the later one; the same. */
static inline int64_t
time_distance (int64_t one, int64_t other)
{
  return one > other ? time_difference (one, other) : time_difference (other, one);
}

#endif
