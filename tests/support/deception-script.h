/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a script of deceptions.h, taken apart. */
#ifndef SMTPLENS_TESTS_DECEPTION_SCRIPT_H
#define SMTPLENS_TESTS_DECEPTION_SCRIPT_H

#include "deception-packet.h"

typedef enum StepKind {
  STEP_HONEST,
  STEP_SEGMENT,
  STEP_ACKNOWLEDGED,
  STEP_READS,
  STEP_TAKES,
  STEP_HOLDS,
  STEP_PAUSE,
  STEP_DIES
} StepKind;

typedef struct DeceptionStep {
  StepKind kind;
  int64_t place;  /* from here; of STEP_SEGMENT and STEP_ACKNOWLEDGED.  Octets, of STEP_TAKES */
  unsigned pause; /* milliseconds */
  unsigned skip;
  GByteArray *octets; /* and the copies that other= and sum= give; NULL: none */
  GByteArray *other;
  GByteArray *summed;
  int flags;            /* -1: the usual ones */
  int ttl;              /* 0: the usual one */
  int window;           /* -1 */
  int64_t acknowledges; /* more than came */
  int urgent;           /* -1: none */
  int64_t time;
  bool no_time;
  bool sum_bad;
  bool ip_sum_bad;
  bool md5;
  MadePiece piece[MADE_PIECES_MAX];
  unsigned pieces;
} DeceptionStep;

/* Takes the line at *script and moves it to the next; false at the end. */
bool deception_step_next (const char **script, DeceptionStep *step);
void deception_step_clear (DeceptionStep *step);

#endif
