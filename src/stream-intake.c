/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the data of one segment is to its stream: the next octets, octets ahead
 * of a hole, a further copy, or nothing that can belong to it (RFC 9293 §3.10.7.4,
 * done by an onlooker who may have missed packets on either side).
 *
 * Of two copies of an octet the first is kept, or behind a hole the one that the
 * receiver's system keeps (stream-overlap.c).  Where they differ, that is told as an
 * ambiguity as long as the first is queued or in the history. */
#include "config.h"

#include "stream-pair.h"

#include <string.h>

/* The data of a segment, cut to what still has to be looked at. */
typedef struct Arrival {
  Reassembler *reassembler;
  Connection *connection;
  unsigned side;
  const TcpSegment *segment;
  StreamPlace place;
  uint64_t position;
  const uint8_t *octets;
  size_t captured;
  size_t length; /* on the wire; never less than captured */
} Arrival;

static void
tell_difference (void *user, const StreamComparison *comparison)
{
  const Arrival *arrival = user;
  size_t length = (size_t) (comparison->end - comparison->position);
  StreamAmbiguity ambiguity = {
    .reason = comparison->verdict.reason,
    .second_counts = comparison->verdict.second_counts,
    .offset = comparison->position - half_start (&arrival->connection->half[arrival->side]),
    .length = length,
    .first = comparison->first,
    .second = comparison->second,
    .shown = MIN (length, AMBIGUITY_OCTETS),
    .first_place = comparison->first_place,
    .second_place = arrival->place,
  };
  stream_pair_tell_ambiguity (arrival->reassembler, arrival->connection, arrival->side, &ambiguity);
}

static void
ignore (Arrival *arrival, uint64_t octets)
{
  arrival->reassembler->counters.octets_ignored += octets;
}

static void
drop_front (Arrival *arrival, uint64_t count)
{
  size_t captured = (size_t) MIN (count, arrival->captured);
  if (captured > 0) /* octets may be NULL otherwise */
    arrival->octets += captured;
  arrival->captured -= captured;
  arrival->position += count;
  arrival->length -= (size_t) count;
}

static void
drop_back (Arrival *arrival, uint64_t length)
{
  arrival->length = (size_t) length;
  arrival->captured = MIN (arrival->captured, arrival->length);
}

/* Nothing stands behind a FIN. */
static void
cut_behind_fin (Arrival *arrival)
{
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  if ((half->flags & HALF_FIN) == 0)
    return;
  uint64_t fin = half_position (half, half->fin);
  if (arrival->position + arrival->length <= fin)
    return;
  uint64_t fits = fin > arrival->position ? fin - arrival->position : 0;
  ignore (arrival, arrival->length - fits);
  drop_back (arrival, fits);
}

/* RFC 9293 §3.8.4: a keep-alive repeats the last number, with or without an
 * octet that means nothing.  Where the start of a stream was not seen, one octet
 * may as well be its first, so that only a NUL is taken for a keep-alive. */
static bool
is_keep_alive (const Arrival *arrival)
{
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  if (arrival->length != 1)
    return false;
  uint64_t queued_end = stream_queue_end (&arrival->connection->pair->stream[arrival->side].queue);
  if (half_start_is_sure (half))
    return arrival->position + 1 == MAX (queued_end, half->next);
  return queued_end == 0 && half_untouched (half) && arrival->captured == 1 && arrival->octets[0] == 0
         && (arrival->position == half->next || arrival->position + 1 == half->next);
}

/* Octets that come too late for the gap that was told in their place. */
static void
count_too_late (Arrival *arrival, const Stream *stream, uint64_t end)
{
  uint64_t from = MAX (arrival->position, stream->gap_start);
  uint64_t to = MIN (end, stream->gap_end);
  if (to > from)
    ignore (arrival, to - from);
}

/* Takes off what stands before the next octet expected: further copies, mostly. */
static void
meet_copies (Arrival *arrival, StreamComparison *comparison)
{
  Reassembler *reassembler = arrival->reassembler;
  ConnectionHalf *half = &arrival->connection->half[arrival->side];
  Stream *stream = &arrival->connection->pair->stream[arrival->side];
  if (arrival->position >= half->next)
    return;
  uint64_t below = half->next - arrival->position;
  if ((half->flags & HALF_SYN) == 0 && half_untouched (half))
    {
      if (below <= START_REACH)
        {
          half->next = arrival->position;
          half->flags &= (uint8_t) ~(HALF_START | HALF_INFERRED); /* what was inferred of it was wrong */
          return;
        }
      ignore (arrival, MIN (below, arrival->length));
    }
  else
    {
      uint64_t start = half_start (half);
      if (arrival->position < start)
        ignore (arrival, MIN (start - arrival->position, arrival->length));
      reassembler->counters.retransmissions++;
      count_too_late (arrival, stream, arrival->position + arrival->length);
      stream_history_compare (&stream->history, arrival->position, arrival->octets, arrival->captured, NULL,
                              comparison);
    }
  drop_front (arrival, MIN (below, arrival->length));
}

/* Whether the octets are so far ahead that only an acknowledgment makes them
 * real; `sane` is false where not even that could. */
static bool
is_far (const Arrival *arrival, bool *sane)
{
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  uint64_t reference = half->next;
  if ((half->flags & HALF_ACKED) != 0)
    reference = MAX (reference, half_position (half, half->acked));
  *sane = arrival->position - half->next <= SANE_OCTETS;
  return arrival->position > reference && arrival->position - reference > WINDOW_OCTETS;
}

/* Data on a SYN counts once the receiver acknowledged it, or the sender goes on
 * from it; an ordinary segment in its place overrules it. */
static void
judge_unproven (Arrival *arrival)
{
  Stream *stream = &arrival->connection->pair->stream[arrival->side];
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  QueuedSegment *head;
  while ((head = stream_queue_first (&stream->queue)) != NULL && head->unproven)
    {
      bool acknowledged = (half->flags & HALF_ACKED) != 0 && half_position (half, half->acked) > head->position;
      if (acknowledged || arrival->position >= head->position + head->length)
        {
          head->unproven = false;
          return;
        }
      if (arrival->captured == 0)
        return;
      g_free (stream_queue_take (&stream->queue));
    }
}

static void
queue_arrival (Arrival *arrival, StreamComparison *comparison, bool far)
{
  Connection *connection = arrival->connection;
  const ConnectionHalf *half = &connection->half[arrival->side];
  Stream *stream = &connection->pair->stream[arrival->side];
  const TcpSegment *segment = arrival->segment;
  QueuedSegment model = {
    .arrived = connection->packets,
    .place = arrival->place,
    .acknowledgment = segment->acknowledgment,
    .has_acknowledgment = (segment->flags & TCP_ACK) != 0,
    .unproven = (segment->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN,
    .far = far,
  };
  if (arrival->position > half->next)
    arrival->reassembler->counters.out_of_order++;
  if (stream->begun_packets == 0)
    {
      stream->begun_packets = connection->packets;
      stream->begun_time = connection->last_time;
    }
  comparison->next = MAX (half->next, stream->cut_until);
  size_t before = stream->queue.count;
  stream_queue_add (&stream->queue, &model, arrival->position, arrival->octets, arrival->captured, arrival->length,
                    comparison);
  if (stream->queue.count == before)
    arrival->reassembler->counters.retransmissions++;
}

static Arrival
arrival_of (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  const Packet *packet = segment->packet;
  uint32_t sequence = segment->sequence + ((segment->flags & TCP_SYN) != 0);
  return (Arrival){
    .reassembler = reassembler,
    .connection = connection,
    .side = side,
    .segment = segment,
    .place = { packet->number, packet->time, packet->file },
    .position = half_position (&connection->half[side], sequence),
    .octets = segment->data,
    .captured = segment->captured,
    .length = segment->length,
  };
}

void
stream_intake_compare (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  static const CopyVerdict verdict = { AMBIGUITY_FRAGMENTS, false };
  const Stream *stream = &connection->pair->stream[side];
  Arrival arrival = arrival_of (reassembler, connection, side, segment);
  StreamComparison comparison;
  stream_comparison_init (&comparison, tell_difference, &arrival);
  stream_history_compare (&stream->history, arrival.position, arrival.octets, arrival.captured, &verdict, &comparison);
  stream_queue_compare (&stream->queue, arrival.position, arrival.octets, arrival.captured, verdict, &comparison);
  stream_comparison_finish (&comparison);
}

void
stream_intake (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  ConnectionHalf *half = &connection->half[side];
  Arrival arrival = arrival_of (reassembler, connection, side, segment);
  cut_behind_fin (&arrival);
  if (arrival.length == 0)
    return;
  if (connection->pair == NULL)
    stream_pair_begin (reassembler, connection);
  if (arrival.captured == segment->length && stream_pair_may_pass (connection, side, arrival.position, segment))
    {
      stream_pair_hand_on (reassembler, connection, side, arrival.octets, arrival.captured, &arrival.place);
      return;
    }
  if (is_keep_alive (&arrival))
    {
      ignore (&arrival, arrival.position >= half->next);
      return;
    }
  if ((segment->flags & TCP_SYN) == 0)
    judge_unproven (&arrival);
  StreamComparison comparison;
  stream_comparison_init (&comparison, tell_difference, &arrival);
  comparison.policy = reassembler->policy.overlap;
  comparison.acknowledged = connection->pair->stream[side].acknowledged;
  meet_copies (&arrival, &comparison);
  if (arrival.length > 0)
    {
      bool sane;
      bool far = is_far (&arrival, &sane);
      if (sane)
        queue_arrival (&arrival, &comparison, far);
      else
        ignore (&arrival, arrival.length);
    }
  stream_comparison_finish (&comparison);
  stream_pair_settle_accounts (reassembler, connection);
}
