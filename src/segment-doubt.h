/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the receiver of a segment is likely to refuse it: the segments of those who
 * want an onlooker to read what the receiver does not (insertion), or to miss what it
 * does read (evasion).  Each segment is judged by what is known of its connection and of
 * its sender's habits; what becomes of the doubtful ones, stream-intake.c and
 * stream-order.c decide.  Inner door of the reassembler's room.
 *
 * It does not look at data, and remembers nothing but habits. */
#ifndef SMTPLENS_SEGMENT_DOUBT_H
#define SMTPLENS_SEGMENT_DOUBT_H

#include "connection-table.h"

/* What the segments of one sender have in common. */
typedef struct SenderHabits {
  uint64_t window_end; /* its receiver has offered to take all below; 0: unknown */
  int64_t timestamp_time;
  uint32_t timestamp; /* TS.Recent of its receiver (RFC 7323 §4.3) */
  uint8_t ttl[2];     /* usual ones, the first of them first; 0: unknown */
  uint8_t odd_ttl;    /* another one, and how often it came without interruption */
  uint8_t odd_run;
  uint8_t wrong_run;    /* segments without data and with a wrong checksum, likewise */
  uint8_t wrong_proven; /* doubtful for the checksum alone, and then acknowledged */
  uint8_t flags;
} SenderHabits;

/* Notes TTL and options of the first packet of a side, and of its SYN. */
void segment_doubt_meet (Connection *connection, unsigned side, const TcpSegment *segment);

/* Sets the habits of both senders to what is known from before their streams began. */
void segment_doubt_begin (Connection *connection);

/* What speaks against a segment of a connection whose streams are being rebuilt, from
 * AMBIGUITY_FRAGMENTS on; AMBIGUITY_DELIVERED if nothing does.  Learns from the latter. */
AmbiguityReason
segment_doubt_judge (Connection *connection, unsigned side, const TcpSegment *segment, ChecksumPolicy policy);

/* Whether the checksum alone speaks against it; for any connection. */
bool segment_doubt_of_checksum (const Connection *connection, unsigned side, const TcpSegment *segment,
                                ChecksumPolicy policy);

/* A doubtful segment counted after all: what was odd of it is a habit.  Whether others
 * with the same doubt (and TTL) are to be believed. */
bool segment_doubt_learn (SenderHabits *habits, AmbiguityReason doubt, uint8_t ttl);

#endif
