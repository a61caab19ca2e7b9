/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing a session at its own speed: how long to wait for each line.  Knows no
 * clock: who plays says when a time has come. */
#ifndef SMTPLENS_REPLAY_H
#define SMTPLENS_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

/* Nobody wants to watch a longer pause. */
enum { REPLAY_PAUSE_MILLISECONDS = 2000, REPLAY_SLOWEST = -3, REPLAY_FASTEST = 3 };

typedef struct Replay {
  bool on;         /* lines behind the selected one are not shown yet */
  bool playing;    /* else it is paused */
  int64_t between; /* nanoseconds from this line to the next, in the capture */
  int64_t rest;    /* nanoseconds that whole milliseconds left over */
  int speed;       /* power of ten by which it is faster; 0: the session's own speed */
} Replay;

/* Sets out; the speed stays. */
void replay_begin (Replay *replay, bool playing);
/* Ten times faster or slower, as far as that goes. */
void replay_turn_speed (Replay *replay, bool faster);
/* "at its own speed", "10 times slower"; g_free. */
char *replay_speed_words (const Replay *replay);
/* Milliseconds to wait between two lines of these times; 0 where the later one stands first. */
int replay_wait (Replay *replay, int64_t from, int64_t to);
/* Whether the pause was shortened. */
bool replay_shortened (const Replay *replay);
/* What happens, for the user; g_free. */
char *replay_words (const Replay *replay);

#endif
