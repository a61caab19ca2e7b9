/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Out of order segments of one stream (see stream-queue.h).
 *
 * An insertion moves at most QUEUE_SEGMENTS_MAX / 2 pointers, whatever order
 * the wire sends; the callers bound the octets. */
#include "config.h"

#include "stream-queue.h"

#include <glib.h>
#include <string.h>

enum {
  QUEUE_FIRST = 16,    /* pointers allocated at first */
  QUEUE_OVERHEAD = 32, /* allocator and pointer, for each segment */
  HOST_COST = sizeof (HostSegment) + 16,
};

static QueuedSegment **
queue_slot (const StreamQueue *queue, size_t index)
{
  return &queue->ring[(queue->first + index) & (queue->capacity - 1)];
}

static uint64_t
segment_end (const QueuedSegment *segment)
{
  return segment->position + segment->length;
}

static uint64_t
segment_cost (const QueuedSegment *segment)
{
  return sizeof *segment + segment->length + QUEUE_OVERHEAD;
}

/* The host's segment that a piece belongs to, to be shared by more. */
static HostSegment *
queue_share_host (StreamQueue *queue, QueuedSegment *segment)
{
  if (segment->host == NULL)
    {
      HostSegment extents = stream_host_extents (segment);
      segment->host = g_new (HostSegment, 1);
      *segment->host = extents;
      segment->host->pieces = 1;
      queue->cost += HOST_COST;
    }
  return segment->host;
}

static void
queue_leave_host (StreamQueue *queue, QueuedSegment *segment)
{
  HostSegment *host = g_steal_pointer (&segment->host);
  if (host == NULL || --host->pieces > 0)
    return;
  g_free (host);
  queue->cost -= HOST_COST;
}

static void
queue_join_host (StreamQueue *queue, QueuedSegment *segment, HostSegment *host)
{
  host->pieces++;
  queue_leave_host (queue, segment);
  segment->host = host;
}

void
stream_queue_clear (StreamQueue *queue)
{
  for (size_t i = 0; i < queue->count; i++)
    {
      queue_leave_host (queue, *queue_slot (queue, i));
      g_free (*queue_slot (queue, i));
    }
  g_free (queue->ring);
  memset (queue, 0, sizeof *queue);
}

static void
queue_grow (StreamQueue *queue)
{
  size_t capacity = queue->capacity == 0 ? QUEUE_FIRST : 2 * queue->capacity;
  QueuedSegment **ring = g_new (QueuedSegment *, capacity);
  for (size_t i = 0; i < queue->count; i++)
    ring[i] = *queue_slot (queue, i);
  g_free (queue->ring);
  queue->ring = ring;
  queue->capacity = capacity;
  queue->first = 0;
}

/* Opens a slot at index, moving the fewer neighbours. */
static void
queue_insert (StreamQueue *queue, size_t index, QueuedSegment *segment)
{
  if (queue->count == queue->capacity)
    queue_grow (queue);
  if (index < queue->count / 2)
    {
      queue->first = (queue->first - 1) & (queue->capacity - 1);
      for (size_t i = 0; i < index; i++)
        *queue_slot (queue, i) = *queue_slot (queue, i + 1);
    }
  else
    {
      for (size_t i = queue->count; i > index; i--)
        *queue_slot (queue, i) = *queue_slot (queue, i - 1);
    }
  *queue_slot (queue, index) = segment;
  queue->count++;
  queue->cost += segment_cost (segment);
}

/* Index of the first segment that ends at or behind position. */
static size_t
queue_find (const StreamQueue *queue, uint64_t position)
{
  size_t low = 0, high = queue->count;
  if (high > 0 && segment_end (*queue_slot (queue, high - 1)) < position)
    return high;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (segment_end (*queue_slot (queue, middle)) < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static QueuedSegment *
queued_segment_new (const QueuedSegment *model, uint64_t position, const uint8_t *octets, size_t length)
{
  QueuedSegment *segment = g_malloc (sizeof *segment + length);
  *segment = *model;
  segment->host = NULL;
  segment->position = position;
  segment->length = (uint32_t) length;
  segment->cut_end = 0;
  if (length > 0)
    memcpy (segment->octets, octets, length);
  return segment;
}

/* Cuts a queued segment in two at a position inside it. */
static void
queue_split (StreamQueue *queue, size_t index, uint64_t position)
{
  QueuedSegment *segment = *queue_slot (queue, index);
  size_t kept = (size_t) (position - segment->position);
  HostSegment *host = queue_share_host (queue, segment);
  QueuedSegment *rest = queued_segment_new (segment, position, segment->octets + kept, segment->length - kept);
  rest->cut_end = segment->cut_end;
  queue_join_host (queue, rest, host);
  queue->cost -= segment_cost (segment);
  segment->length = (uint32_t) kept;
  segment->cut_end = 0;
  queue->cost += segment_cost (segment);
  queue_insert (queue, index + 1, rest);
}

/* Makes a piece of its own of `from` to `until`, which lie in one; returns its index. */
static size_t
queue_isolate (StreamQueue *queue, size_t index, uint64_t from, uint64_t until)
{
  if (from > (*queue_slot (queue, index))->position)
    queue_split (queue, index++, from);
  if (until < segment_end (*queue_slot (queue, index)))
    queue_split (queue, index, until);
  return index;
}

/* A copy with a lower acknowledgment was sent earlier: it tells better what the
 * sender of these octets, from `from` to `until`, knew when they were sent first.
 * Returns the index of the segment that ends at `until`, or the same one. */
static size_t
lower_acknowledgment (StreamQueue *queue, size_t index, const QueuedSegment *model, uint64_t from, uint64_t until)
{
  const QueuedSegment *segment = *queue_slot (queue, index);
  if (!model->has_acknowledgment || !segment->has_acknowledgment
      || (int32_t) (model->acknowledgment - segment->acknowledgment) >= 0)
    return index;
  index = queue_isolate (queue, index, from, until);
  (*queue_slot (queue, index))->acknowledgment = model->acknowledgment;
  return index;
}

/* Notes that octets from `from` to `end` were cut by the capture. */
static void
queue_add_cut (StreamQueue *queue, const QueuedSegment *model, uint64_t from, uint64_t end)
{
  size_t index = queue_find (queue, from);
  for (; index < queue->count; index++)
    {
      QueuedSegment *segment = *queue_slot (queue, index);
      if (segment->position > from)
        break;
      if (segment_end (segment) >= from)
        {
          if (end > segment_end (segment) && end > segment->cut_end)
            segment->cut_end = end;
          return;
        }
    }
  QueuedSegment *segment = queued_segment_new (model, from, NULL, 0);
  segment->cut_end = end;
  queue_insert (queue, index, segment);
}

/* The segment that is being added, and what the receiver makes of it. */
typedef struct Addition {
  const QueuedSegment *model;
  const uint8_t *octets;
  HostSegment extents; /* as it came */
  HostSegment *host;   /* NULL while it is one piece, with extents of its own */
  QueuedSegment *piece;
  uint64_t from; /* of the octets that count, the first … */
  uint64_t end;  /* … and behind the last; 0: none yet */
  uint64_t delivered;
} Addition;

static void
addition_counts (Addition *addition, uint64_t from, uint64_t end)
{
  if (addition->end == 0)
    addition->from = from;
  addition->end = end;
}

/* The host's segment for another piece. */
static HostSegment *
addition_host (StreamQueue *queue, Addition *addition)
{
  if (addition->host != NULL)
    return addition->host;
  if (addition->piece != NULL)
    {
      addition->host = queue_share_host (queue, addition->piece);
      addition->host->from = addition->extents.from;
      addition->host->end = addition->extents.end;
      return addition->host;
    }
  addition->host = g_new (HostSegment, 1);
  *addition->host = addition->extents;
  queue->cost += HOST_COST;
  return addition->host;
}

/* Octets that nobody had yet, in front of the piece at index. */
static void
addition_fill (StreamQueue *queue, Addition *addition, size_t index, uint64_t from, uint64_t until,
               OverlapPolicy policy)
{
  const uint8_t *octets = addition->octets + (from - addition->extents.from);
  QueuedSegment *piece = queued_segment_new (addition->model, from, octets, (size_t) (until - from));
  QueuedSegment *before = index > 0 ? *queue_slot (queue, index - 1) : NULL;
  queue_insert (queue, index, piece);
  addition_counts (addition, from, until);
  if (addition->piece != NULL || addition->host != NULL)
    queue_join_host (queue, piece, addition_host (queue, addition));
  else if (from == addition->extents.from && before != NULL && segment_end (before) == from && overlap_joins (policy)
           && stream_host_extents (before).end == from)
    {
      addition->host = queue_share_host (queue, before);
      queue_join_host (queue, piece, addition->host);
      addition->host->end = addition->extents.end;
    }
  addition->piece = piece;
}

/* A system that trims keeps of the older segment what stands before or behind the new one. */
static void
trim_host (HostSegment *host, const HostSegment *fresh)
{
  if (fresh->from <= host->from)
    host->from = MAX (host->from, MIN (fresh->end, host->end));
  else if (fresh->end >= host->end)
    host->end = MIN (host->end, fresh->from);
}

/* Puts the octets of the new one in the place of what is queued. */
static size_t
addition_replace (StreamQueue *queue, Addition *addition, size_t index, uint64_t from, uint64_t until,
                  OverlapPolicy policy)
{
  index = queue_isolate (queue, index, from, until);
  QueuedSegment *piece = *queue_slot (queue, index);
  memcpy (piece->octets, addition->octets + (from - addition->extents.from), piece->length);
  piece->place = addition->model->place;
  piece->arrived = addition->model->arrived;
  piece->heard = addition->model->heard;
  piece->doubt = addition->model->doubt;
  piece->ttl = addition->model->ttl;
  piece->far = addition->model->far;
  if (piece->host != NULL && overlap_trims (policy))
    trim_host (piece->host, &addition->extents);
  queue_join_host (queue, piece, addition_host (queue, addition));
  addition_counts (addition, from, until);
  return index;
}

static void
addition_finish (StreamQueue *queue, Addition *addition, size_t length, OverlapPolicy policy)
{
  HostSegment *host = addition->host;
  if (host == NULL)
    {
      if (addition->piece != NULL && addition->piece->length < length && !overlap_trims (policy))
        addition_host (queue, addition);
      return;
    }
  if (host->pieces == 0)
    {
      g_free (host);
      queue->cost -= HOST_COST;
    }
  else if (overlap_trims (policy))
    {
      host->from = addition->from;
      if (addition->end < addition->extents.end)
        host->end = addition->end;
    }
}

uint64_t
stream_queue_delivered (StreamQueue *queue, uint64_t next)
{
  bool known = queue->reach != 0 && next >= queue->reach_from && next <= queue->reach;
  uint64_t reach = known ? queue->reach : next;
  for (size_t i = queue_find (queue, reach); i < queue->count; i++)
    {
      const QueuedSegment *segment = *queue_slot (queue, i);
      bool doubtful = segment->doubt != AMBIGUITY_DELIVERED && segment->doubt != AMBIGUITY_FUTURE_ACK;
      if (segment->position > reach || doubtful)
        break;
      reach = MAX (reach, MAX (segment_end (segment), segment->cut_end));
    }
  queue->reach_from = next;
  return queue->reach = reach;
}

void
stream_queue_add (StreamQueue *queue, const QueuedSegment *model, uint64_t position, const uint8_t *octets,
                  size_t length, size_t wire_length, StreamComparison *comparison)
{
  Addition addition
      = { .model = model, .octets = octets, .extents = { .from = position, .end = position + wire_length } };
  OverlapPolicy policy = comparison->policy;
  uint64_t at = position, end = position + length;
  size_t index = queue_find (queue, position);
  while (index < queue->count && segment_end (*queue_slot (queue, index)) <= at)
    index++;
  if (index < queue->count && (*queue_slot (queue, index))->position < end)
    addition.delivered = stream_queue_delivered (queue, comparison->next); /* as it was when this one came */
  while (at < end)
    {
      QueuedSegment *there = index < queue->count ? *queue_slot (queue, index) : NULL;
      if (there != NULL && segment_end (there) <= at)
        {
          index++;
          continue;
        }
      if (there == NULL || there->position > at)
        {
          uint64_t until = there != NULL ? MIN (there->position, end) : end;
          addition_fill (queue, &addition, index, at, until, policy);
          at = until;
          continue;
        }
      CopyVerdict verdict;
      uint64_t until = stream_copy_judge (comparison, there, model, &addition.extents, addition.delivered, at,
                                          MIN (segment_end (there), end), &verdict);
      const uint8_t *here = octets + (at - position);
      stream_comparison_take (comparison, at, there->octets + (at - there->position), here, (size_t) (until - at),
                              &there->place, verdict);
      index = lower_acknowledgment (queue, index, model, at, until);
      if (verdict.second_counts)
        index = addition_replace (queue, &addition, index, at, until, policy);
      at = until;
    }
  addition_finish (queue, &addition, length, policy);
  if (wire_length > length)
    queue_add_cut (queue, model, end, position + wire_length);
}

void
stream_queue_compare (const StreamQueue *queue, uint64_t position, const uint8_t *octets, size_t length,
                      CopyVerdict verdict, StreamComparison *comparison)
{
  for (size_t i = queue_find (queue, position); i < queue->count; i++)
    {
      const QueuedSegment *there = *queue_slot (queue, i);
      uint64_t from = MAX (there->position, position), until = MIN (segment_end (there), position + length);
      if (there->position >= position + length)
        break;
      if (from < until)
        stream_comparison_take (comparison, from, there->octets + (from - there->position), octets + (from - position),
                                (size_t) (until - from), &there->place, verdict);
    }
}

uint64_t
stream_queue_has (const StreamQueue *queue, uint64_t position, uint64_t length, uint64_t *from, StreamPlace *place)
{
  uint64_t count = 0;
  if (position >= stream_queue_end (queue))
    return 0;
  for (size_t i = queue_find (queue, position); i < queue->count; i++)
    {
      const QueuedSegment *there = *queue_slot (queue, i);
      uint64_t begin = MAX (there->position, position), end = MIN (segment_end (there), position + length);
      if (there->position >= position + length)
        break;
      if (begin >= end)
        continue;
      if (count == 0)
        {
          *from = begin;
          *place = there->place;
        }
      count += end - begin;
    }
  return count;
}

uint64_t
stream_queue_ordinary_end (const StreamQueue *queue)
{
  for (size_t i = queue->count; i > 0; i--)
    {
      const QueuedSegment *segment = *queue_slot (queue, i - 1);
      if (segment->doubt == AMBIGUITY_DELIVERED)
        return segment_end (segment);
    }
  return 0;
}

void
stream_queue_distrust (StreamQueue *queue, uint64_t position)
{
  for (size_t i = queue_find (queue, position); i < queue->count; i++)
    {
      QueuedSegment *segment = *queue_slot (queue, i);
      if (segment->doubt == AMBIGUITY_DELIVERED || segment_end (segment) <= position)
        continue;
      if (segment->position < position)
        queue_split (queue, i, position);
      else
        segment->far = true;
    }
}

void
stream_queue_absolve (StreamQueue *queue, AmbiguityReason doubt, uint8_t ttl)
{
  for (size_t i = 0; i < queue->count; i++)
    {
      QueuedSegment *segment = *queue_slot (queue, i);
      if (segment->doubt == doubt && (doubt != AMBIGUITY_TTL || segment->ttl == ttl))
        segment->doubt = AMBIGUITY_DELIVERED;
    }
}

void
stream_queue_split_first (StreamQueue *queue, uint64_t position)
{
  queue_split (queue, 0, position);
}

uint64_t
stream_queue_end (const StreamQueue *queue)
{
  return queue->count > 0 ? segment_end (*queue_slot (queue, queue->count - 1)) : 0;
}

uint64_t
stream_queue_reach (const StreamQueue *queue, uint64_t position)
{
  for (size_t i = 0; i < queue->count; i++)
    {
      const QueuedSegment *segment = *queue_slot (queue, i);
      if (segment->position > position)
        break;
      position = MAX (position, MAX (segment_end (segment), segment->cut_end));
    }
  return position;
}

QueuedSegment *
stream_queue_take (StreamQueue *queue)
{
  QueuedSegment *segment = queue->ring[queue->first];
  queue->first = (queue->first + 1) & (queue->capacity - 1);
  queue->cost -= segment_cost (segment);
  queue_leave_host (queue, segment);
  queue->reach_from = MAX (queue->reach_from, segment_end (segment)); /* whoever looks from before it starts anew */
  if (--queue->count == 0 && queue->capacity > QUEUE_FIRST)
    {
      g_free (queue->ring);
      memset (queue, 0, sizeof *queue);
    }
  return segment;
}
