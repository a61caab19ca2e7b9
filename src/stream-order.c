/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which order the octets of two streams are handed on (see stream-pair.h).
 *
 * A segment that acknowledges A proves that its sender had the other stream up
 * to A when it sent it (RFC 9293 §3.4).  So the octets of a segment wait until
 * the other stream was handed on up to A.  Nothing waits for ever:
 *  - a hole is a gap once the other host acknowledged octets behind which more
 *    was captured, and the slack has passed: what was acknowledged but is not
 *    followed by anything captured may be a forged acknowledgment, and is told
 *    missing only at the end;
 *  - a segment that waits for such octets is let go after the slack;
 *  - where both streams wait for each other, one is a retransmission that
 *    carries a later acknowledgment than its first copy did: after the slack
 *    the one that was captured later goes first;
 *  - the limits, and the end of the connection, make gaps of holes.
 *
 * A doubtful segment (segment-doubt.h) counts if its receiver acknowledged it, or if the
 * receiver was silent since; where any receiver would refuse it, only if no ordinary copy
 * comes within the slack.  As long as
 * the receiver speaks and does not acknowledge it, it waits; at the end it is dropped
 * then, and told.  Some are never believed without an acknowledgment.
 *
 * It does not look into octets, and does not know SYN and RST. */
#include "config.h"

#include "stream-pair.h"

enum { REFUSALS = SLACK_PACKETS };
#define REFUSAL_NANOSECONDS INT64_C (500000000)

/* Octets of one stream that an acknowledgment proves and that were not yet
 * handed on; 0 if none, or none that can be believed. */
static uint32_t
octets_lacking (const Connection *connection, unsigned side, uint32_t acknowledgment)
{
  const ConnectionHalf *half = &connection->half[side];
  if ((half->flags & HALF_SEEN) == 0)
    return 0;
  uint32_t ahead = acknowledgment - (uint32_t) half->next;
  if (ahead > SANE_OCTETS)
    return 0;
  /* The FIN takes a number too. */
  if (ahead > 0 && (half->flags & HALF_FIN) != 0 && acknowledgment == half->fin + 1)
    ahead--;
  return ahead;
}

/* The same, but for octets that were already waited for in vain.
 * A stream of which the start was not seen yet may come late, or never: it is
 * waited for once. */
static uint32_t
octets_awaited (const Connection *connection, unsigned side, uint32_t acknowledgment)
{
  const ConnectionHalf *half = &connection->half[side];
  if (((half->flags & HALF_SEEN) == 0 || !half_start_is_sure (half)) && !connection->pair->start_waived)
    return 1;
  uint32_t lacking = octets_lacking (connection, side, acknowledgment);
  return half->next + lacking <= connection->pair->stream[side].waived ? 0 : lacking;
}

static bool
must_wait (const Connection *connection, unsigned side, const QueuedSegment *head)
{
  return head->has_acknowledgment && octets_awaited (connection, !side, head->acknowledgment) > 0;
}

bool
stream_pair_may_pass (const Connection *connection, unsigned side, uint64_t position, const TcpSegment *segment)
{
  const ConnectionHalf *half = &connection->half[side];
  const StreamPair *pair = connection->pair;
  return position == half->next && half_start_is_sure (half) && segment->captured == segment->length
         && pair->stream[side].queue.count == 0 && pair->stream[side].cut_until <= half->next
         && ((segment->flags & TCP_ACK) != 0 ? octets_awaited (connection, !side, segment->acknowledgment) == 0
                                             : (segment->flags & TCP_SYN) == 0);
}

static bool
slack_has_passed (const Connection *connection, uint64_t packets, int64_t time)
{
  return connection->packets - packets >= SLACK_PACKETS
         || (connection->last_time > time && connection->last_time - time >= SLACK_NANOSECONDS);
}

/* Lets a stream whose start was not seen begin with what is queued first. */
static bool
set_start_to_head (Connection *connection, unsigned side)
{
  ConnectionHalf *half = &connection->half[side];
  const QueuedSegment *head = stream_queue_first (&connection->pair->stream[side].queue);
  if (half_start_is_sure (half) || head == NULL)
    return false;
  if ((half->flags & HALF_START) == 0)
    half->next = head->position;
  half->flags |= HALF_START;
  half->flags &= (uint8_t) ~HALF_INFERRED;
  return true;
}

/* A stream whose start was not seen is held for the slack, for what may stand before. */
static bool
start_is_open (Connection *connection, unsigned side)
{
  ConnectionHalf *half = &connection->half[side];
  Stream *stream = &connection->pair->stream[side];
  if (half_start_is_sure (half))
    return false;
  const QueuedSegment *head = stream_queue_first (&stream->queue);
  if (head == NULL)
    return true;
  if (!slack_has_passed (connection, stream->begun_packets, stream->begun_time))
    return true;
  set_start_to_head (connection, side);
  return false;
}

static uint64_t
acked_position (const ConnectionHalf *half)
{
  return (half->flags & HALF_ACKED) != 0 ? half_position (half, half->acked) : half->next;
}

/* No host sends such segments, so that silence is not enough to believe in them. */
static bool
needs_acknowledgment (const QueuedSegment *head)
{
  return head->far || head->doubt == AMBIGUITY_NO_ACK || head->doubt == AMBIGUITY_SIGNED
         || head->doubt == AMBIGUITY_SYN_DATA;
}

/* Its receiver has spoken often enough, or late enough, to have acknowledged it. */
static bool
is_refused (const Stream *stream, const QueuedSegment *head)
{
  return stream->heard - head->heard >= REFUSALS
         || (stream->heard > head->heard && stream->heard_time - head->place.time >= REFUSAL_NANOSECONDS);
}

/* Whether a segment is ordinary, or counts in spite of what is odd of it. */
static bool
is_believed (Connection *connection, unsigned side, const QueuedSegment *head)
{
  if (head->doubt == AMBIGUITY_DELIVERED)
    return true;
  Stream *stream = &connection->pair->stream[side];
  bool acknowledged = acked_position (&connection->half[side]) > head->position;
  if (head->doubt == AMBIGUITY_SYN_DATA)
    return acknowledged;
  /* It waits for the octets that it acknowledges anyway. */
  if (head->doubt == AMBIGUITY_FUTURE_ACK
      && head->acknowledgment - (uint32_t) connection->half[!side].next + SANE_OCTETS <= 2u * SANE_OCTETS)
    return true;
  if (!acknowledged)
    return !needs_acknowledgment (head) && stream->heard == head->heard
           && slack_has_passed (connection, head->arrived, head->place.time);
  if (!ambiguity_is_refusal (head->doubt))
    return true;
  if (stream->proof != head->position)
    {
      stream->proof = head->position;
      stream->proof_packets = connection->packets;
      stream->proof_time = connection->last_time;
    }
  return slack_has_passed (connection, stream->proof_packets, stream->proof_time);
}

/* Where what is known to exist goes on: the first queued octet, or the FIN. */
static uint64_t
next_known (const Connection *connection, unsigned side)
{
  const ConnectionHalf *half = &connection->half[side];
  const QueuedSegment *head = stream_queue_first (&connection->pair->stream[side].queue);
  if (head != NULL)
    return head->position;
  return (half->flags & HALF_FIN) != 0 ? half_position (half, half->fin) : 0;
}

static void
hand_on_head (Reassembler *reassembler, Connection *connection, unsigned side)
{
  StreamPair *pair = connection->pair;
  Stream *stream = &pair->stream[side];
  const QueuedSegment *first = stream_queue_first (&stream->queue);
  uint64_t acknowledged = acked_position (&connection->half[side]);
  if (first->doubt != AMBIGUITY_DELIVERED && acknowledged > first->position
      && acknowledged < first->position + first->length)
    stream_queue_split_first (&stream->queue, acknowledged);
  g_autofree QueuedSegment *head = stream_queue_take (&stream->queue);
  if (head->doubt != AMBIGUITY_DELIVERED && segment_doubt_learn (&stream->habits, head->doubt, head->ttl))
    stream_queue_absolve (&stream->queue, head->doubt, head->ttl);
  stream_pair_charge (reassembler, pair);
  stream->cut_until = MAX (stream->cut_until, head->cut_end);
  stream_pair_hand_on (reassembler, connection, side, head->octets, head->length, &head->place);
}

/* An odd time to live means nothing to a receiver: once a segment with one was acknowledged,
 * what it acknowledged itself is true.  Else two hosts of which each answers the other by a
 * new route would wait for each other.  True if that is news. */
static bool
heed_detour (Connection *connection, unsigned side, const QueuedSegment *head)
{
  ConnectionHalf *other = &connection->half[!side];
  const uint64_t answered = half_position (other, head->acknowledgment);
  /* A doubt that was taken back since is none any more. */
  const bool harmless = head->doubt == AMBIGUITY_TTL || head->doubt == AMBIGUITY_DELIVERED;
  if (!harmless || !head->has_acknowledgment || acked_position (&connection->half[side]) < head->position + head->length
      || answered <= acked_position (other) || answered > stream_queue_end (&connection->pair->stream[!side].queue))
    return false;
  other->acked = head->acknowledgment;
  other->flags |= HALF_ACKED;
  return true;
}

/* Hands on the next piece of one stream if nothing speaks against it. */
static bool
step (Reassembler *reassembler, Connection *connection, unsigned side)
{
  ConnectionHalf *half = &connection->half[side];
  Stream *stream = &connection->pair->stream[side];
  if (start_is_open (connection, side))
    return false;
  const QueuedSegment *head = stream_queue_first (&stream->queue);
  if (head != NULL && head->position == half->next)
    {
      if (!is_believed (connection, side, head))
        return false;
      if (must_wait (connection, side, head))
        return heed_detour (connection, side, head);
      hand_on_head (reassembler, connection, side);
      return true;
    }
  uint64_t known = next_known (connection, side);
  if (stream->cut_until > half->next)
    {
      uint64_t until = known > 0 ? MIN (known, stream->cut_until) : stream->cut_until;
      if (until == half->next)
        return false;
      stream_pair_hand_on_gap (reassembler, connection, side, until, GAP_SNAPLEN);
      return true;
    }
  if (known > half->next && stream->settled > half->next)
    {
      stream_pair_hand_on_gap (reassembler, connection, side, MIN (known, stream->settled), GAP_LOST);
      return true;
    }
  return false;
}

/* Two marks suffice: one whose slack has passed, one whose slack runs. */
static void
weigh_evidence (Connection *connection, unsigned side)
{
  ConnectionHalf *half = &connection->half[side];
  Stream *stream = &connection->pair->stream[side];
  if (stream->mark <= half->next)
    stream->mark = 0;
  if (stream->queue.count == 0 && (half->flags & HALF_FIN) == 0)
    return;
  if (stream->mark != 0 && slack_has_passed (connection, stream->mark_packets, stream->mark_time))
    {
      stream->settled = stream->mark;
      stream->mark = 0;
    }
  if (stream->mark != 0 || (half->flags & HALF_ACKED) == 0)
    return;
  uint64_t captured = stream_queue_end (&stream->queue);
  if ((half->flags & HALF_FIN) != 0)
    captured = MAX (captured, half_position (half, half->fin));
  uint64_t certain = MIN (acked_position (half), captured);
  if (certain <= half->next || certain <= stream->settled)
    return;
  stream->mark = certain;
  stream->mark_packets = connection->packets;
  stream->mark_time = connection->last_time;
}

/* The next segment of a stream, if only the other stream keeps it waiting. */
static const QueuedSegment *
head_in_waiting (Connection *connection, unsigned side)
{
  const ConnectionHalf *half = &connection->half[side];
  const QueuedSegment *head = stream_queue_first (&connection->pair->stream[side].queue);
  if (head == NULL || !half_start_is_sure (half) || head->position != half->next
      || !is_believed (connection, side, head))
    return NULL;
  return must_wait (connection, side, head) ? head : NULL;
}

/* Its receiver has spoken since, and has not acknowledged it. */
static bool
is_unheeded (const Connection *connection, unsigned side, const QueuedSegment *head)
{
  return connection->pair->stream[side].heard > head->heard
         && acked_position (&connection->half[side]) <= head->position;
}

/* Two heads that wait for each other: that one is the retransmission, and so
 * the earlier octets, which was captured later. */
static void
hand_on_later_head (Reassembler *reassembler, Connection *connection)
{
  const Stream *stream = connection->pair->stream;
  unsigned side = stream_queue_first (&stream[1].queue)->arrived > stream_queue_first (&stream[0].queue)->arrived;
  hand_on_head (reassembler, connection, side);
}

/* Lets a waiting segment go where waiting has become pointless. */
static bool
release (Reassembler *reassembler, Connection *connection)
{
  for (unsigned side = 0; side < 2; side++)
    {
      const QueuedSegment *head = head_in_waiting (connection, side);
      if (head == NULL)
        continue;
      const QueuedSegment *other_head = head_in_waiting (connection, !side);
      if (other_head != NULL)
        {
          if (!slack_has_passed (connection, MAX (head->arrived, other_head->arrived),
                                 MAX (head->place.time, other_head->place.time)))
            return false;
          hand_on_later_head (reassembler, connection);
          return true;
        }
      ConnectionHalf *other = &connection->half[!side];
      const QueuedSegment *captured = stream_queue_first (&connection->pair->stream[!side].queue);
      uint64_t needed = other->next + octets_lacking (connection, !side, head->acknowledgment);
      if (captured != NULL && captured->position < needed)
        {
          /* What it answers is here, behind a hole: it is itself the evidence that settles it. */
          if (acked_position (other) < needed)
            {
              other->acked = (uint32_t) needed;
              other->flags |= HALF_ACKED;
            }
          continue;
        }
      if (!slack_has_passed (connection, head->arrived, head->place.time)
          || (head->doubt != AMBIGUITY_DELIVERED && is_unheeded (connection, side, head)))
        continue;
      connection->pair->stream[!side].waived = needed;
      connection->pair->start_waived = true;
      hand_on_head (reassembler, connection, side);
      return true;
    }
  return false;
}

/* Of two streams that can both go on, the one captured first does. */
static unsigned
earlier_side (const Connection *connection)
{
  const QueuedSegment *head0 = stream_queue_first (&connection->pair->stream[0].queue);
  const QueuedSegment *head1 = stream_queue_first (&connection->pair->stream[1].queue);
  return head1 != NULL && (head0 == NULL || head1->arrived < head0->arrived) ? 1 : 0;
}

void
stream_pair_go_on (Reassembler *reassembler, Connection *connection)
{
  while (connection_is_live (connection))
    {
      weigh_evidence (connection, 0);
      weigh_evidence (connection, 1);
      unsigned side = earlier_side (connection);
      if (step (reassembler, connection, side))
        continue;
      if (!connection_is_live (connection) || step (reassembler, connection, !side))
        continue;
      if (!release (reassembler, connection))
        break;
    }
}

/* A keep-alive repeats the last number, which behind a FIN is the FIN's. */
static bool
is_late_keep_alive (const ConnectionHalf *half, const QueuedSegment *head)
{
  return (half->flags & HALF_FIN) != 0 && head->length == 1 && head->position == half_position (half, half->fin);
}

/* Drops a head that nothing has confirmed; false if there is reason to hand it on. */
static bool
drop_unconfirmed (Reassembler *reassembler, Connection *connection, unsigned side)
{
  const ConnectionHalf *half = &connection->half[side];
  Stream *stream = &connection->pair->stream[side];
  const QueuedSegment *head = stream_queue_first (&stream->queue);
  bool doubtful = head->doubt != AMBIGUITY_DELIVERED;
  uint64_t needed = doubtful ? head->position + 1 : head->position + head->length;
  /* Whoever sees its own window overrun, and a hole before it, says so. */
  bool overruns = head->doubt == AMBIGUITY_WINDOW && head->position > half->next && stream->heard > head->heard;
  bool odd = needs_acknowledgment (head) || overruns || (doubtful && is_refused (stream, head));
  if (!odd || acked_position (half) >= needed)
    return false;
  /* Fast Open may be refused by everyone (RFC 7413 §3). */
  if (doubtful && head->doubt != AMBIGUITY_SYN_DATA && head->length > 0 && !is_late_keep_alive (half, head))
    stream_pair_tell_oddity (reassembler, connection, side,
                             &(StreamOddity){
                                 .kind = ODDITY_DATA,
                                 .reason = head->doubt,
                                 .offset = stream_pair_offset (connection, side, head->position),
                                 .length = head->length,
                                 .octets = head->octets,
                                 .shown = MIN (head->length, AMBIGUITY_OCTETS),
                                 .place = head->place,
                             });
  reassembler->counters.octets_ignored += head->length;
  g_free (stream_queue_take (&stream->queue));
  stream_pair_charge (reassembler, connection->pair);
  return true;
}

/* Ends the waiting of a queue's head: what it waits behind becomes a gap, or,
 * where there is no hole, it is handed on itself. */
static void
force_head (Reassembler *reassembler, Connection *connection, unsigned side, GapReason reason)
{
  ConnectionHalf *half = &connection->half[side];
  Stream *stream = &connection->pair->stream[side];
  if (stream->queue.count == 0 || drop_unconfirmed (reassembler, connection, side))
    return;
  uint64_t position = stream_queue_first (&stream->queue)->position;
  set_start_to_head (connection, side);
  uint64_t cut = MIN (stream->cut_until, position);
  if (cut > half->next)
    stream_pair_hand_on_gap (reassembler, connection, side, cut, GAP_SNAPLEN);
  else if (position > half->next)
    stream_pair_hand_on_gap (reassembler, connection, side, position, reason);
  else
    hand_on_head (reassembler, connection, side);
}

void
stream_pair_discard (Reassembler *reassembler, Connection *connection, unsigned side)
{
  Stream *stream = &connection->pair->stream[side];
  stream_queue_clear (&stream->queue);
  stream->cut_until = stream->settled = stream->mark = 0;
  stream->begun_packets = 0;
  stream_pair_charge (reassembler, connection->pair);
}

static void
bound_stream (Reassembler *reassembler, Connection *connection, unsigned side)
{
  if (!connection_is_live (connection))
    return;
  const StreamQueue *queue = &connection->pair->stream[side].queue;
  if (queue->cost <= reassembler->limits.stream_octets && queue->count <= QUEUE_SEGMENTS_MAX)
    return;
  reassembler->counters.stream_octets_hit++;
  while (connection_is_live (connection)
         && (queue->cost > reassembler->limits.stream_octets || queue->count > QUEUE_SEGMENTS_MAX))
    {
      force_head (reassembler, connection, side, GAP_LIMIT);
      stream_pair_go_on (reassembler, connection);
    }
}

void
stream_pair_settle_accounts (Reassembler *reassembler, Connection *connection)
{
  stream_pair_charge (reassembler, connection->pair);
  bound_stream (reassembler, connection, 0);
  bound_stream (reassembler, connection, 1);
  if (reassembler->queued <= reassembler->limits.total_octets)
    return;
  reassembler->counters.total_octets_hit++;
  StreamPair *cheapest;
  while (reassembler->queued > reassembler->limits.total_octets
         && (cheapest = stream_pair_cheapest (reassembler, HOLDING_QUEUE, CLASS_BUSY)) != NULL)
    {
      Connection *waiting = cheapest->connection;
      const Stream *stream = waiting->pair->stream;
      force_head (reassembler, waiting, stream[1].queue.cost > stream[0].queue.cost, GAP_LIMIT);
      stream_pair_go_on (reassembler, waiting);
      if (connection_is_live (waiting) && !stream_pair_waits (waiting->pair) && !waiting->pair->opened)
        stream_pair_forget (reassembler, waiting);
    }
}

/* Why a hole that the end finds is a gap. */
static GapReason
reason_at_end (const ConnectionHalf *half, uint64_t until)
{
  return acked_position (half) >= until ? GAP_LOST : GAP_END;
}

/* At the end nothing can come any more: what a waiting segment answers is
 * missing, and told so first. */
static void
force_end (Reassembler *reassembler, Connection *connection)
{
  bool open[2] = { set_start_to_head (connection, 0), set_start_to_head (connection, 1) };
  if (open[0] || open[1])
    return;
  if (head_in_waiting (connection, 0) != NULL && head_in_waiting (connection, 1) != NULL)
    {
      hand_on_later_head (reassembler, connection);
      return;
    }
  for (unsigned side = 0; side < 2; side++)
    {
      const QueuedSegment *head = head_in_waiting (connection, side);
      if (head == NULL)
        continue;
      const ConnectionHalf *other = &connection->half[!side];
      const QueuedSegment *captured = stream_queue_first (&connection->pair->stream[!side].queue);
      uint64_t lacking = octets_lacking (connection, !side, head->acknowledgment);
      uint64_t needed = other->next + lacking;
      if (captured != NULL && captured->position < needed)
        force_head (reassembler, connection, !side, reason_at_end (other, captured->position));
      else if (lacking > 1 && (other->flags & HALF_START) != 0)
        stream_pair_hand_on_gap (reassembler, connection, !side, needed, GAP_LOST);
      else if (!drop_unconfirmed (reassembler, connection, side))
        hand_on_head (reassembler, connection, side); /* one number may be a FIN that was not captured */
      return;
    }
  unsigned side = earlier_side (connection);
  const QueuedSegment *head = stream_queue_first (&connection->pair->stream[side].queue);
  force_head (reassembler, connection, side, reason_at_end (&connection->half[side], head->position));
}

/* Octets that were acknowledged or stand before the FIN, and were never captured. */
static void
tell_missing_tail (Reassembler *reassembler, Connection *connection, unsigned side)
{
  const ConnectionHalf *half = &connection->half[side];
  if (!connection_is_live (connection) || !connection->pair->opened || (half->flags & HALF_SEEN) == 0
      || (half->flags & HALF_START) == 0)
    return;
  uint64_t until = acked_position (half);
  uint64_t sent = MAX (connection->pair->stream[side].sent, half->next);
  if ((half->flags & HALF_FIN) != 0)
    until = half_position (half, half->fin);
  else if (until == sent + 1 || (until > sent && (connection->half[!side].flags & HALF_FIN) != 0))
    until--; /* the last number belongs to a FIN that was not captured */
  if (until > half->next)
    stream_pair_hand_on_gap (reassembler, connection, side, until, reason_at_end (half, until));
}

static ConnectionEnd
end_seen (const Connection *connection, ConnectionEnd end)
{
  if (((connection->half[0].flags | connection->half[1].flags) & HALF_FIN) != 0)
    return CONNECTION_FIN;
  if (connection->class == CLASS_ENDING || (connection->flags & CONNECTION_RESET_HINT) != 0)
    return CONNECTION_RESET;
  return end;
}

void
stream_pair_finish (Reassembler *reassembler, Connection *connection, ConnectionEnd end)
{
  end = end_seen (connection, end);
  while (connection_is_live (connection))
    {
      stream_pair_go_on (reassembler, connection);
      if (!connection_is_live (connection) || !stream_pair_waits (connection->pair))
        break;
      force_end (reassembler, connection);
    }
  tell_missing_tail (reassembler, connection, 0);
  tell_missing_tail (reassembler, connection, 1);
  stream_pair_close (reassembler, connection, end);
}
