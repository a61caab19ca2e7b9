/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of one stream: the segments that wait for their turn
 * (StreamQueue), and the last octets that were handed on (StreamHistory), to
 * compare further copies with.  The first copy of an octet is never replaced.
 *
 * Positions are those of connection-table.h.  All memory is on demand: an
 * empty queue or history owns none. */
#ifndef SMTPLENS_STREAM_QUEUE_H
#define SMTPLENS_STREAM_QUEUE_H

#include "reassembler.h"

/* A segment, or the part of it that no earlier copy covered.  length may be 0
 * where the capture kept only the header. */
typedef struct QueuedSegment {
  uint64_t position;
  uint64_t cut_end; /* octets from the end to here existed but were cut; 0: none */
  uint64_t arrived; /* the connection's packet count then */
  StreamPlace place;
  uint32_t length;
  uint32_t acknowledgment;
  bool has_acknowledgment;
  bool unproven; /* data on a SYN, which the receiver may have refused (RFC 7413 §3) */
  bool far;      /* outside any plausible window: real only if acknowledged */
  uint8_t octets[];
} QueuedSegment;

/* Sorted by position, without overlap.  A ring of pointers: taking the first is
 * free, and what comes mostly belongs at the end. */
typedef struct StreamQueue {
  QueuedSegment **ring;
  size_t capacity; /* a power of two */
  size_t first;
  size_t count;
  uint64_t cost; /* octets of memory, overhead included */
} StreamQueue;

enum { QUEUE_SEGMENTS_MAX = 16384 }; /* whatever the limit in octets */

/* Collects where second copies differ, and tells one coherent stretch at a time. */
typedef struct StreamComparison StreamComparison;
typedef void (*ComparisonHandler) (void *user, const StreamComparison *comparison);
struct StreamComparison {
  ComparisonHandler handler;
  void *user;
  uint64_t position; /* of the first difference */
  uint64_t end;      /* behind the last one */
  uint64_t reached;  /* compared up to here without a hole */
  StreamPlace first_place;
  uint8_t first[AMBIGUITY_OCTETS];
  uint8_t second[AMBIGUITY_OCTETS];
};

void stream_comparison_init (StreamComparison *comparison, ComparisonHandler handler, void *user);
/* Tells what is still collected. */
void stream_comparison_finish (StreamComparison *comparison);

void stream_queue_clear (StreamQueue *queue);

/* Copies what no earlier segment covers; `model` gives all fields but
 * position, length and cut_end.  `length` octets are here, of `wire_length`. */
void stream_queue_add (StreamQueue *queue, const QueuedSegment *model, uint64_t position, const uint8_t *octets,
                       size_t length, size_t wire_length, StreamComparison *comparison);

/* NULL if empty. */
static inline QueuedSegment *
stream_queue_first (const StreamQueue *queue)
{
  return queue->count > 0 ? queue->ring[queue->first] : NULL;
}

/* Position behind the last octet, 0 if empty. */
uint64_t stream_queue_end (const StreamQueue *queue);

/* Where the octets that follow `position` without a hole end. */
uint64_t stream_queue_reach (const StreamQueue *queue, uint64_t position);

/* Takes the first one out; the caller frees it with g_free. */
QueuedSegment *stream_queue_take (StreamQueue *queue);

typedef struct HistoryPlace {
  uint64_t position;
  StreamPlace place;
} HistoryPlace;

typedef struct StreamHistory {
  uint8_t *ring; /* the octet at a position stands at position modulo capacity */
  HistoryPlace *places;
  uint64_t start;
  uint64_t end;
  uint32_t capacity;
  uint16_t place_capacity; /* a power of two */
  uint16_t place_first;
  uint16_t place_count;
} StreamHistory;

/* Octets of memory it owns. */
uint64_t stream_history_cost (const StreamHistory *history);
void stream_history_clear (StreamHistory *history);

/* Forgets what it knew; goes on at position. */
void stream_history_restart (StreamHistory *history, uint64_t position);

/* Appends octets handed on; grows up to `most` octets as long as `allowance`
 * octets of memory last.  False if it wanted to grow and could not. */
bool stream_history_append (StreamHistory *history, const uint8_t *octets, size_t length, const StreamPlace *place,
                            uint64_t most, uint64_t allowance);

/* Compares a second copy with what is still known of it. */
void stream_history_compare (const StreamHistory *history, uint64_t position, const uint8_t *octets, size_t length,
                             StreamComparison *comparison);

#endif
