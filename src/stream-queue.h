/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of one stream: the segments that wait for their turn
 * (StreamQueue), and the last octets that were handed on (StreamHistory), to
 * compare further copies with.  Where copies differ, what the receiver's system
 * does decides (stream-overlap.c); what was handed on is never replaced.
 *
 * Positions are those of connection-table.h.  All memory is on demand: an
 * empty queue or history owns none. */
#ifndef SMTPLENS_STREAM_QUEUE_H
#define SMTPLENS_STREAM_QUEUE_H

#include "reassembler.h"

/* A segment as the receiver keeps it behind a hole: it goes by these extents where
 * the next one overlaps, whatever pieces of it count.  Shared by its pieces. */
typedef struct HostSegment {
  uint64_t from;
  uint64_t end;
  uint64_t pieces;
} HostSegment;

/* A segment, or a piece of one that counts.  length may be 0 where the capture kept
 * only the header. */
typedef struct QueuedSegment {
  HostSegment *host; /* NULL: it is whole, and its extents are those of the piece */
  uint64_t position;
  uint64_t cut_end; /* octets from the end to here existed but were cut; 0: none */
  uint64_t arrived; /* the connection's packet count then */
  uint64_t heard;   /* and how often its receiver had spoken */
  StreamPlace place;
  uint32_t length;
  uint32_t acknowledgment;
  bool has_acknowledgment;
  bool far;      /* outside any plausible window: real only if acknowledged */
  uint8_t doubt; /* AmbiguityReason, from AMBIGUITY_FRAGMENTS on: its receiver may have refused it */
  uint8_t ttl;
  uint8_t octets[];
} QueuedSegment;

/* Sorted by position, without overlap.  A ring of pointers: taking the first is
 * free, and what comes mostly belongs at the end. */
typedef struct StreamQueue {
  QueuedSegment **ring;
  size_t capacity; /* a power of two */
  size_t first;
  size_t count;
  uint64_t cost;       /* octets of memory, overhead included */
  uint64_t reach_from; /* without a hole from here to `reach`, if that is not 0 */
  uint64_t reach;
} StreamQueue;

enum { QUEUE_SEGMENTS_MAX = 16384 }; /* whatever the limit in octets */

/* --- stream-overlap.c --- */

/* Which of two copies counts, and why. */
typedef struct CopyVerdict {
  AmbiguityReason reason;
  bool second_counts;
} CopyVerdict;

/* Collects where second copies differ, and tells one coherent stretch at a time.
 * Its user sets the second group of fields, after the init. */
typedef struct StreamComparison StreamComparison;
typedef void (*ComparisonHandler) (void *user, const StreamComparison *comparison);
struct StreamComparison {
  ComparisonHandler handler;
  void *user;

  OverlapPolicy policy;
  uint64_t next;         /* the receiver has all before, as far as it was captured */
  uint64_t acknowledged; /* the receiver said that it has all before */
  uint32_t answerable;   /* who acknowledges no more of the other stream is not doubtful for that */

  uint64_t position; /* of the first difference */
  uint64_t end;      /* behind the last one */
  uint64_t reached;  /* compared up to here without a hole */
  CopyVerdict verdict;
  StreamPlace first_place;
  uint8_t first[AMBIGUITY_OCTETS];
  uint8_t second[AMBIGUITY_OCTETS];
};

/* Whether any receiver refuses a segment with this doubt, so that not even an
 * acknowledgment of its octets is one of it. */
static inline bool
ambiguity_is_refusal (AmbiguityReason doubt)
{
  return doubt == AMBIGUITY_FRAGMENTS || doubt == AMBIGUITY_CHECKSUM || doubt == AMBIGUITY_TIMESTAMP
         || doubt == AMBIGUITY_NO_ACK || doubt == AMBIGUITY_FUTURE_ACK || doubt == AMBIGUITY_PAST_ACK
         || doubt == AMBIGUITY_SIGNED;
}

/* Starts with the policy and the knowledge of all zeros. */
void stream_comparison_init (StreamComparison *comparison, ComparisonHandler handler, void *user);
/* Takes note of two copies, calls coming in ascending order of position. */
void stream_comparison_take (StreamComparison *comparison, uint64_t position, const uint8_t *first,
                             const uint8_t *second, size_t length, const StreamPlace *first_place, CopyVerdict verdict);
/* Tells what is still collected. */
void stream_comparison_finish (StreamComparison *comparison);

/* Of a copy of what was queued at `at`: which counts.  `fresh` are the extents of the one
 * that came now, `delivered` is where the receiver's first hole begins.  Returns up to
 * where that holds, `until` at most. */
uint64_t stream_copy_judge (const StreamComparison *comparison, const QueuedSegment *queued, const QueuedSegment *model,
                            const HostSegment *fresh, uint64_t delivered, uint64_t at, uint64_t until,
                            CopyVerdict *verdict);

/* The extents by which the receiver goes. */
HostSegment stream_host_extents (const QueuedSegment *queued);

/* --- stream-queue.c --- */

void stream_queue_clear (StreamQueue *queue);

/* Adds a segment; where it meets earlier ones, only those octets that count are kept.
 * `model` gives all fields but host, position, length and cut_end.  `length` octets are
 * here, of `wire_length`. */
void stream_queue_add (StreamQueue *queue, const QueuedSegment *model, uint64_t position, const uint8_t *octets,
                       size_t length, size_t wire_length, StreamComparison *comparison);

/* Where the last segment ends that is not doubtful, 0 if there is none. */
uint64_t stream_queue_ordinary_end (const StreamQueue *queue);

/* Doubtful octets from position on are real only if acknowledged. */
void stream_queue_distrust (StreamQueue *queue, uint64_t position);

/* Those with this doubt and, if it is AMBIGUITY_TTL, this time to live are ordinary. */
void stream_queue_absolve (StreamQueue *queue, AmbiguityReason doubt, uint8_t ttl);

/* Cuts the first segment in two at a position inside it. */
void stream_queue_split_first (StreamQueue *queue, uint64_t position);

/* NULL if empty. */
static inline QueuedSegment *
stream_queue_first (const StreamQueue *queue)
{
  return queue->count > 0 ? queue->ring[queue->first] : NULL;
}

/* Compares octets that are not to be added with what is queued. */
void stream_queue_compare (const StreamQueue *queue, uint64_t position, const uint8_t *octets, size_t length,
                           CopyVerdict verdict, StreamComparison *comparison);

/* How many of these octets are queued; the first of them in `from`, and where it came. */
uint64_t
stream_queue_has (const StreamQueue *queue, uint64_t position, uint64_t length, uint64_t *from, StreamPlace *place);

/* Position behind the last octet, 0 if empty. */
uint64_t stream_queue_end (const StreamQueue *queue);

/* Where the octets end that the receiver, which has all before `next`, could hand to its
 * application. */
uint64_t stream_queue_delivered (StreamQueue *queue, uint64_t next);

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

/* Octets of memory by which it would grow at most for as many octets more. */
uint64_t stream_history_wants (const StreamHistory *history, size_t length, uint64_t most);

/* Appends octets handed on; grows up to `most` octets as long as `allowance`
 * octets of memory last.  False if it wanted to grow and could not. */
bool stream_history_append (StreamHistory *history, const uint8_t *octets, size_t length, const StreamPlace *place,
                            uint64_t most, uint64_t allowance);

/* Where the octet at position came from; packet 0 if that is forgotten. */
StreamPlace stream_history_place (const StreamHistory *history, uint64_t position);

/* Compares a second copy with what is still known of it.  `verdict` NULL: the first counts,
 * since it was delivered or acknowledged. */
void stream_history_compare (const StreamHistory *history, uint64_t position, const uint8_t *octets, size_t length,
                             const CopyVerdict *verdict, StreamComparison *comparison);

#endif
