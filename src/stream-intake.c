/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the data of one segment is to its stream: the next octets, octets ahead
 * of a hole, a further copy, or nothing that can belong to it (RFC 9293 §3.10.7.4,
 * done by an onlooker who may have missed packets on either side).
 *
 * Of two copies of an octet the first is kept, or behind a hole the one that the
 * receiver's system keeps, and always the ordinary one rather than a doubtful one
 * (stream-overlap.c, segment-doubt.h).  Where they differ, that is told as an ambiguity as
 * long as the first is queued or in the history. */
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
  AmbiguityReason doubt;
  bool far; /* real only if acknowledged */
  /* Of its octets so many had come before, the first of them here. */
  uint64_t again;
  uint64_t again_from;
  StreamPlace first_place;
  bool differs; /* but not all were the same */
} Arrival;

/* The number up to which the other stream is here. */
static uint32_t
captured_of_other (const Arrival *arrival)
{
  const ConnectionHalf *other = &arrival->connection->half[!arrival->side];
  const Stream *stream = &arrival->connection->pair->stream[!arrival->side];
  uint32_t end = (uint32_t) MAX (other->next, stream_queue_end (&stream->queue));
  return (other->flags & HALF_FIN) != 0 && other->fin == end ? end + 1 : end;
}

/* What was acknowledged with a segment that did not count need not be true either; who
 * can tell will say it again. */
static void
forget_acknowledgment (const Arrival *arrival)
{
  ConnectionHalf *other = &arrival->connection->half[!arrival->side];
  if ((other->flags & HALF_ACKED) != 0 && (int32_t) (other->acked - captured_of_other (arrival)) > 0)
    other->flags &= (uint8_t) ~HALF_ACKED;
}

static void
tell_difference (void *user, const StreamComparison *comparison)
{
  const Arrival *arrival = user;
  size_t length = (size_t) (comparison->end - comparison->position);
  StreamAmbiguity ambiguity = {
    .reason = comparison->verdict.reason,
    .second_counts = comparison->verdict.second_counts,
    .offset = stream_pair_offset (arrival->connection, arrival->side, comparison->position),
    .length = length,
    .first = comparison->first,
    .second = comparison->second,
    .shown = MIN (length, AMBIGUITY_OCTETS),
    .first_place = comparison->first_place,
    .second_place = arrival->place,
  };
  ((Arrival *) user)->differs = true;
  stream_pair_tell_ambiguity (arrival->reassembler, arrival->connection, arrival->side, &ambiguity);
  if (ambiguity.reason == AMBIGUITY_FUTURE_ACK && ambiguity.second_counts)
    forget_acknowledgment (arrival);
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

/* Nothing stands behind a FIN, unless it was forged, which an acknowledgment will tell. */
static Arrival
cut_behind_fin (Arrival *arrival)
{
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  Arrival behind = *arrival;
  behind.length = behind.captured = 0;
  if ((half->flags & HALF_FIN) == 0)
    return behind;
  uint64_t fin = half_position (half, half->fin);
  if (arrival->position + arrival->length <= fin)
    return behind;
  uint64_t fits = fin > arrival->position ? fin - arrival->position : 0;
  behind = *arrival;
  drop_front (&behind, fits);
  behind.far = true;
  if (behind.doubt == AMBIGUITY_DELIVERED)
    behind.doubt = AMBIGUITY_WINDOW;
  drop_back (arrival, fits);
  return behind;
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
  const Stream *stream = &arrival->connection->pair->stream[arrival->side];
  uint64_t queued_end
      = stream->doubtful ? stream_queue_ordinary_end (&stream->queue) : stream_queue_end (&stream->queue);
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

/* Octets that were handed on before, but for those that were told missing. */
static void
note_handed_on (Arrival *arrival, const Stream *stream)
{
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  uint64_t from = MAX (arrival->position, half_start (half));
  uint64_t to = MIN (arrival->position + arrival->captured, half->next);
  if (from >= stream->gap_start && from < stream->gap_end)
    from = stream->gap_end;
  if (to > stream->gap_start && to <= stream->gap_end)
    to = stream->gap_start;
  if (from >= to)
    return;
  arrival->again_from = from;
  arrival->again = to - from;
  if (from < stream->gap_start && to > stream->gap_end)
    arrival->again -= stream->gap_end - stream->gap_start;
  arrival->first_place = stream_history_place (&stream->history, from);
}

/* The same of octets that wait. */
static void
note_queued (Arrival *arrival, const Stream *stream)
{
  uint64_t from;
  StreamPlace place;
  uint64_t count = stream_queue_has (&stream->queue, arrival->position, arrival->captured, &from, &place);
  if (count > 0 && arrival->again == 0)
    {
      arrival->again_from = from;
      arrival->first_place = place;
    }
  arrival->again += count;
}

static void
tell_repeat (const Arrival *arrival, bool keep_alive, uint64_t from, uint64_t length)
{
  stream_pair_tell_repeat (arrival->reassembler, arrival->connection, arrival->side,
                           &(StreamRepeat){
                               .keep_alive = keep_alive,
                               .offset = stream_pair_offset (arrival->connection, arrival->side, from),
                               .length = length,
                               .first = arrival->first_place,
                               .place = arrival->place,
                           });
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
      note_handed_on (arrival, stream);
      const CopyVerdict doubted = { arrival->doubt, false };
      stream_history_compare (&stream->history, arrival->position, arrival->octets, arrival->captured,
                              arrival->doubt != AMBIGUITY_DELIVERED ? &doubted : NULL, comparison);
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

/* Data on a SYN counts once the receiver acknowledged it, or the sender goes on from it. */
static void
judge_syn_data (Arrival *arrival)
{
  Stream *stream = &arrival->connection->pair->stream[arrival->side];
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  QueuedSegment *head = stream_queue_first (&stream->queue);
  if (head == NULL || head->doubt != AMBIGUITY_SYN_DATA)
    return;
  bool acknowledged = (half->flags & HALF_ACKED) != 0 && half_position (half, half->acked) > head->position;
  if (acknowledged || arrival->position >= head->position + head->length)
    head->doubt = AMBIGUITY_DELIVERED;
}

static void
queue_arrival (Arrival *arrival, StreamComparison *comparison)
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
    .heard = stream->heard,
    .doubt = (uint8_t) arrival->doubt,
    .ttl = segment->ttl,
    .far = arrival->far,
  };
  stream->doubtful = arrival->doubt != AMBIGUITY_DELIVERED || (stream->doubtful && stream->queue.count > 0);
  if (arrival->position > half->next)
    arrival->reassembler->counters.out_of_order++;
  if (stream->begun_packets == 0)
    {
      stream->begun_packets = connection->packets;
      stream->begun_time = connection->last_time;
    }
  comparison->next = MAX (half->next, stream->cut_until);
  note_queued (arrival, stream);
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

/* RFC 6093 §3.2: the urgent octet is the one before that to which the pointer points.  A
 * pointer of 0 stands for the segment's first octet, as Linux has it.  A host keeps one
 * pointer, the farthest; what an older one named it has read, or else it is an octet as
 * any other. */
static void
note_urgent (Arrival *arrival)
{
  const ConnectionHalf *half = &arrival->connection->half[arrival->side];
  Stream *stream = &arrival->connection->pair->stream[arrival->side];
  const uint16_t pointer = arrival->segment->urgent;
  const uint64_t position = arrival->position + (pointer > 0 ? pointer - 1u : 0);
  const uint64_t reached = stream_queue_delivered (&stream->queue, half->next);
  unsigned kept = 0;
  if (position < reached)
    return;
  for (unsigned i = 0; i < stream->urgent_count; i++)
    {
      if (stream->urgent[i] >= position)
        return;
      if (stream->urgent[i] < reached)
        stream->urgent[kept++] = stream->urgent[i];
    }
  stream->urgent_count = (uint8_t) kept;
  if (kept < URGENT_MOST)
    stream->urgent[stream->urgent_count++] = position;
}

/* A FIN that waits behind a hole is lost where octets come in order and go on over its
 * place: their receiver takes them at once. */
static void
forget_passed_fin (Arrival *arrival)
{
  ConnectionHalf *half = &arrival->connection->half[arrival->side];
  Stream *stream = &arrival->connection->pair->stream[arrival->side];
  if ((half->flags & HALF_FIN) == 0 || arrival->doubt != AMBIGUITY_DELIVERED)
    return;
  const uint64_t fin = half_position (half, half->fin);
  const uint64_t reached = stream_queue_delivered (&stream->queue, half->next);
  if (fin <= reached || arrival->position > reached || arrival->position + arrival->length <= fin)
    return;
  half->flags &= (uint8_t) ~(HALF_FIN | HALF_FIN_ACKED);
  if (stream->fin_place.packet != 0)
    stream_pair_tell_oddity (arrival->reassembler, arrival->connection, arrival->side,
                             &(StreamOddity){
                                 .kind = ODDITY_FIN,
                                 .offset = stream_pair_offset (arrival->connection, arrival->side, fin),
                                 .place = stream->fin_place,
                             });
}

/* Takes what is not simply the next octets. */
static void
take (Arrival *arrival)
{
  if (arrival->length == 0)
    return;
  if ((arrival->segment->flags & TCP_SYN) == 0)
    judge_syn_data (arrival);
  StreamComparison comparison;
  stream_comparison_init (&comparison, tell_difference, arrival);
  comparison.policy = arrival->reassembler->policy.overlap;
  comparison.acknowledged = arrival->connection->pair->stream[arrival->side].acknowledged;
  comparison.answerable = captured_of_other (arrival);
  meet_copies (arrival, &comparison);
  if (arrival->length > 0)
    {
      bool sane;
      arrival->far = is_far (arrival, &sane) || arrival->far;
      if (sane)
        queue_arrival (arrival, &comparison);
      else
        ignore (arrival, arrival->length);
    }
  stream_comparison_finish (&comparison);
  if (arrival->again > 0 && !arrival->differs)
    tell_repeat (arrival, false, arrival->again_from, arrival->again);
}

void
stream_intake_keep_alive (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  const ConnectionHalf *half = &connection->half[side];
  const Stream *stream = &connection->pair->stream[side];
  const Arrival arrival = arrival_of (reassembler, connection, side, segment);
  uint64_t end = MAX (half->next, stream_queue_end (&stream->queue));
  if (!half_untouched (half) && arrival.position + 1 == end)
    tell_repeat (&arrival, true, arrival.position, 0);
}

void
stream_intake (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment,
               AmbiguityReason doubt)
{
  ConnectionHalf *half = &connection->half[side];
  Arrival arrival = arrival_of (reassembler, connection, side, segment);
  arrival.doubt = doubt;
  if ((segment->flags & TCP_URG) != 0 && doubt == AMBIGUITY_DELIVERED)
    note_urgent (&arrival);
  forget_passed_fin (&arrival);
  Arrival behind = cut_behind_fin (&arrival);
  if (arrival.captured == segment->length && doubt == AMBIGUITY_DELIVERED
      && stream_pair_may_pass (connection, side, arrival.position, segment))
    {
      stream_pair_hand_on (reassembler, connection, side, arrival.octets, arrival.captured, &arrival.place);
      return;
    }
  if (is_keep_alive (&arrival))
    {
      ignore (&arrival, arrival.position >= half->next);
      tell_repeat (&arrival, true, arrival.position, 1);
      return;
    }
  take (&arrival);
  take (&behind);
  stream_pair_settle_accounts (reassembler, connection);
}
