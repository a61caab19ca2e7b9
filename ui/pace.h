/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast packets come, by their own clock: in the last seconds, and on average. */
#ifndef SMTPLENS_PACE_H
#define SMTPLENS_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum { PACE_SAMPLES = 16, PACE_SECONDS = 10 };

typedef struct PaceSample {
  int64_t time; /* of the latest packet */
  uint64_t packets, octets;
} PaceSample;

/* All zero at first. */
typedef struct Pace {
  PaceSample first, last;
  PaceSample samples[PACE_SAMPLES]; /* a second apart; a ring */
  unsigned count, next;
  bool begun;
} Pace;

/* So much was read when the latest packet had this time; time never goes back. */
void pace_note (Pace *pace, int64_t time, uint64_t packets, uint64_t octets);
/* In a second, of the last PACE_SECONDS or of all; false: it is too early to tell. */
bool pace_recent (const Pace *pace, uint64_t *packets, uint64_t *octets);
bool pace_average (const Pace *pace, uint64_t *packets, uint64_t *octets);

#endif
