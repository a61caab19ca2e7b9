/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What decoder and reassembler make of a connection that was played. */
#ifndef SMTPLENS_TESTS_DECEPTION_READING_H
#define SMTPLENS_TESTS_DECEPTION_READING_H

#include "deception-play.h"

#include "src/reassembler.h"

typedef struct ToldAmbiguity {
  AmbiguityReason reason;
  bool second_counts;
  GByteArray *first;
  GByteArray *second;
} ToldAmbiguity;

typedef struct DeceptionReading {
  uint16_t deceiver_port;
  GByteArray *stream[2]; /* of the deceiver, and of the honest host; a gap is "<gap>" */
  GPtrArray *told;       /* of ToldAmbiguity *, of the deceiver's stream */
  unsigned told_of_honest;
  unsigned oddities; /* packets of which it was told that nobody heeded them */
  unsigned connections;
} DeceptionReading;

DeceptionReading *deception_reading_new (const DeceptionPlay *play, OverlapPolicy overlap);
void deception_reading_free (DeceptionReading *reading);

/* What in the reading is not as the row says and the host lived it, a line each; "" if
 * nothing; g_free. */
char *deception_reading_faults (const DeceptionReading *reading, const DeceptionPlay *play);

/* The same of the octets alone. */
char *deception_reading_stream_faults (const DeceptionReading *reading, const DeceptionPlay *play);

const char *ambiguity_reason_word (AmbiguityReason reason);

#endif
