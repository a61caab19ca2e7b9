/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast packets come, by their own clock: in the last seconds, on average, and over time. */
#ifndef SMTPLENS_PACE_H
#define SMTPLENS_PACE_H

#include "stretches.h"

enum { PACE_SAMPLES = 16, PACE_SECONDS = 10 };

typedef struct PaceSample {
  int64_t time; /* of the latest packet */
  uint64_t packets, octets;
} PaceSample;

/* Traffic over time: the amounts of a stretch. */
enum { PACE_PACKETS, PACE_OCTETS, PACE_DROPPED };

/* In a second. */
typedef struct PaceRate {
  double packets, octets;
} PaceRate;

/* All zero at first. */
typedef struct Pace {
  PaceSample first, last;
  PaceSample samples[PACE_SAMPLES]; /* a second apart; a ring */
  unsigned count, next;
  bool begun;
  Stretches over_time;
  uint64_t dropped; /* until now */
  Stretch *at;      /* the one of the last packet, which begins and ends then; none where both are 0 */
  int64_t from, until;
} Pace;

/* So much was read when the latest packet had this time; time never goes back. */
void pace_note (Pace *pace, int64_t time, uint64_t packets, uint64_t octets);
/* In the last PACE_SECONDS, or in all the time; false: it is too early to tell. */
bool pace_recent (const Pace *pace, PaceRate *rate);
bool pace_average (const Pace *pace, PaceRate *rate);

/* Moves on to the stretch of this time. */
void pace_turn (Pace *pace, int64_t time);
/* A packet of so many octets; for each there is, in any order. */
static inline void
pace_packet (Pace *pace, int64_t time, uint64_t octets)
{
  if (time < pace->from || time >= pace->until)
    pace_turn (pace, time);
  pace->at->amount[PACE_PACKETS]++;
  pace->at->amount[PACE_OCTETS] += octets;
}
/* So many packets were dropped until this time. */
void pace_dropped (Pace *pace, int64_t time, uint64_t dropped);

#endif
