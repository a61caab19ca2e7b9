/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts over time, by a clock of packets: stretches that are all as long, and twice as long each time
 * that they do not suffice. */
#ifndef SMTPLENS_STRETCHES_H
#define SMTPLENS_STRETCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STRETCHES = 120, STRETCH_ROWS = 3 };

typedef struct Stretch {
  uint64_t amount[STRETCH_ROWS]; /* of what, says who adds to it */
} Stretch;

/* All zero at first. */
typedef struct Stretches {
  bool begun;
  int64_t last;  /* nanoseconds since the epoch; the latest that was asked for */
  int64_t start; /* of stretch 0 */
  int64_t step;  /* nanoseconds: a second at first */
  Stretch stretch[STRETCHES];
} Stretches;

/* The stretch of this time, and what it begins with (NULL: not asked); all others may move, and join two by two. */
Stretch *stretches_at (Stretches *stretches, int64_t time, int64_t *from);
/* Until then nothing more came: they go on to it, where there are any. */
void stretches_reach (Stretches *stretches, int64_t time);
/* Stretches in use. */
size_t stretches_count (const Stretches *stretches);

#endif
