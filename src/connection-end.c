/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FIN, RST and SYN that may be forged (see connection-end.h).
 *
 * RST is believed only at the sequence number its receiver expects (RFC 5961
 * §3), and then only after the slack, in which data that the capture shuffled
 * behind it is still taken; if its sender goes on sending, it was forged.  So is a
 * FIN behind which its receiver acknowledges octets, and a SYN (RFC 5961 §4) whose
 * sender goes on with the connection that it was to replace.
 *
 * Does not: end connections, or begin others. */
#include "config.h"

#include "connection-end.h"
#include "handshake.h"

/* The FIN was forged, or sent too early: there is more behind it. */
void
connection_deny_fin (Reassembler *reassembler, Connection *connection, unsigned side, uint32_t acknowledgment)
{
  ConnectionHalf *half = &connection->half[side];
  half->flags &= (uint8_t) ~(HALF_FIN | HALF_FIN_ACKED);
  if (!connection_is_live (connection))
    return;
  Stream *stream = &connection->pair->stream[side];
  if (stream->fin_place.packet != 0)
    stream_pair_tell_oddity (reassembler, connection, side,
                             &(StreamOddity){
                                 .kind = ODDITY_FIN,
                                 .offset = stream_pair_offset (connection, side, half_position (half, half->fin)),
                                 .place = stream->fin_place,
                             });
  if (!stream->has_fin_aside || (int32_t) (acknowledgment - stream->fin_aside) > 1)
    return;
  half->fin = stream->fin_aside;
  half->flags |= HALF_FIN;
  stream->fin_place = stream->fin_aside_place;
  if (acknowledgment == half->fin + 1)
    half->flags |= HALF_FIN_ACKED;
  stream->has_fin_aside = false;
}

/* A doubtful FIN that its receiver took.  What it acknowledged then is true as well: where
 * both FINs took another way than all before, the second one is all that confirms the first. */
void
connection_prove_fin (Connection *connection, unsigned side, uint32_t acknowledgment)
{
  ConnectionHalf *half = &connection->half[side], *other = &connection->half[!side];
  if (!connection_is_live (connection) || (half->flags & HALF_FIN) != 0)
    return;
  Stream *stream = &connection->pair->stream[side];
  uint64_t captured = MAX (half->next, stream_queue_ordinary_end (&stream->queue));
  if (!stream->has_fin_aside || acknowledgment != stream->fin_aside + 1
      || half_position (half, stream->fin_aside) < captured)
    return;
  half->fin = stream->fin_aside;
  half->flags |= HALF_FIN;
  stream->fin_place = stream->fin_aside_place;
  stream->has_fin_aside = false;
  const uint32_t answers = stream->fin_aside_answers;
  connection_prove_fin (connection, !side, answers);
  if ((other->flags & HALF_FIN) != 0 && answers == other->fin + 1)
    other->flags |= HALF_FIN_ACKED;
}

static void
put_fin_aside (Connection *connection, unsigned side, const TcpSegment *segment, const StreamPlace *place)
{
  Stream *stream = &connection->pair->stream[side];
  stream->has_fin_aside = true;
  stream->fin_aside = segment->sequence + (uint32_t) segment->length;
  stream->fin_aside_place = *place;
  /* Without the flag it confirms nothing, as the next number expected does. */
  stream->fin_aside_answers
      = (segment->flags & TCP_ACK) != 0 ? segment->acknowledgment : (uint32_t) connection->half[!side].next;
}

/* Of two FINs the lower one comes first, and then nothing more is taken. */
static void
take_second_fin (Connection *connection, unsigned side, const TcpSegment *segment, const StreamPlace *place)
{
  uint32_t fin = segment->sequence + (uint32_t) segment->length;
  ConnectionHalf *half = &connection->half[side];
  if (!connection_is_live (connection) || fin == half->fin)
    return;
  Stream *stream = &connection->pair->stream[side];
  uint64_t position = half_position (half, fin), believed = half_position (half, half->fin);
  uint64_t captured = MAX (half->next, stream_queue_ordinary_end (&stream->queue));
  put_fin_aside (connection, side, segment, place);
  if (position >= believed || position < captured)
    return;
  stream->fin_aside = half->fin;
  stream->fin_aside_place = stream->fin_place;
  stream->fin_place = *place;
  half->fin = fin;
  half->flags &= (uint8_t) ~HALF_FIN_ACKED;
}

void
connection_take_fin (Connection *connection, unsigned side, const TcpSegment *segment, AmbiguityReason doubt)
{
  ConnectionHalf *half = &connection->half[side];
  uint32_t fin = segment->sequence + (uint32_t) segment->length;
  const StreamPlace place = { segment->packet->number, segment->packet->time, segment->packet->file };
  if ((half->flags & HALF_FIN) != 0)
    {
      if (doubt == AMBIGUITY_DELIVERED)
        take_second_fin (connection, side, segment, &place);
      return;
    }
  if (doubt != AMBIGUITY_DELIVERED && connection_is_live (connection))
    {
      put_fin_aside (connection, side, segment, &place);
      return;
    }
  uint64_t position = half_position (half, fin);
  uint64_t captured = half->next;
  if (connection->class != CLASS_UNWANTED && connection->pair != NULL)
    captured = MAX (captured, stream_queue_ordinary_end (&connection->pair->stream[side].queue));
  bool fits = position >= captured && position - half->next <= WINDOW_OCTETS;
  if (!fits && connection->class != CLASS_UNWANTED)
    return;
  half->fin = fin;
  half->flags |= HALF_FIN;
  if (connection_is_live (connection) && connection->pair->stream[side].doubtful)
    stream_queue_distrust (&connection->pair->stream[side].queue, position);
  if (connection_is_live (connection))
    connection->pair->stream[side].fin_place = place;
  if ((half->flags & HALF_ACKED) != 0 && half->acked == fin + 1)
    half->flags |= HALF_FIN_ACKED;
}

void
connection_begin_ending (Reassembler *reassembler, Connection *connection)
{
  if (connection->class == CLASS_ENDING)
    return;
  connection->pair->ending_packets = connection->packets;
  connection->pair->ending_time = connection->last_time;
  connection_table_age (&reassembler->table, connection, CLASS_ENDING);
}

/* Whether the receiver of this RST, as far as was captured, takes it for exact. */
static bool
reset_is_exact (const Connection *connection, unsigned side, const TcpSegment *segment)
{
  const ConnectionHalf *half = &connection->half[side], *other = &connection->half[!side];
  const Stream *stream = connection->pair->stream;
  if ((half->flags & HALF_SEEN) == 0)
    {
      uint64_t end = MAX (other->next, stream_queue_end (&stream[!side].queue));
      return (segment->flags & TCP_ACK) != 0
             && segment->acknowledgment - (uint32_t) half_start (other) <= (uint32_t) (end - half_start (other));
    }
  uint64_t position = half_position (half, segment->sequence);
  if (position == half->next || ((half->flags & HALF_ACKED) != 0 && segment->sequence == half->acked))
    return true;
  if ((half->flags & HALF_FIN) != 0 && segment->sequence - half->fin <= 1)
    return true;
  return position == stream_queue_end (&stream[side].queue)
         || position == stream_queue_reach (&stream[side].queue, half->next);
}

/* A port that refuses, or a host that gives up before any data: nothing was
 * opened, so nothing is told. */
static void
take_early_reset (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  const ConnectionHalf *half = &connection->half[side], *other = &connection->half[!side];
  bool fits = (half->flags & HALF_SEEN) != 0
                  ? segment->sequence - (uint32_t) half->next + WINDOW_OCTETS <= 2 * (uint32_t) WINDOW_OCTETS
                  : (segment->flags & TCP_ACK) != 0 && segment->acknowledgment == (uint32_t) other->next;
  if (fits)
    reassembler_drop (reassembler, connection);
  else
    reassembler->counters.resets_ignored++;
}

void
connection_take_reset (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  if (connection->class == CLASS_UNWANTED)
    {
      connection->flags |= CONNECTION_RESET_HINT;
      reassembler_end (reassembler, connection, CONNECTION_RESET);
      return;
    }
  if (!connection_is_live (connection))
    {
      take_early_reset (reassembler, connection, side, segment);
      return;
    }
  StreamPair *pair = connection->pair;
  const ConnectionHalf *half = &connection->half[side], *other = &connection->half[!side];
  bool seen = (half->flags & HALF_SEEN) != 0;
  pair->reset_place = (StreamPlace){ segment->packet->number, segment->packet->time, segment->packet->file };
  pair->reset_reached = MAX (other->next, stream_queue_end (&pair->stream[!side].queue));
  uint64_t position = seen ? half_position (half, segment->sequence) : 0;
  if (reset_is_exact (connection, side, segment))
    {
      pair->reset_side = (uint8_t) side;
      pair->reset_position = position;
      connection_begin_ending (reassembler, connection);
      return;
    }
  reassembler->counters.resets_ignored++;
  if (seen && position > half->next && position - half->next <= WINDOW_OCTETS)
    {
      connection->flags |= CONNECTION_RESET_HINT;
      pair->reset_side = (uint8_t) side;
      pair->reset_position = position;
    }
}

/* The sender of an RST sends new octets, or confirms those that came behind it: it never
 * sent that.  While only the other host goes on, it may yet do so. */
static void
doubt_reset (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  StreamPair *pair = connection->pair;
  bool finished = half_finished (&connection->half[0]) && half_finished (&connection->half[1]);
  bool ending = connection->class == CLASS_ENDING && !finished;
  if (!ending && (connection->flags & CONNECTION_RESET_HINT) == 0)
    return;
  const ConnectionHalf *half = &connection->half[side], *other = &connection->half[!side];
  uint64_t end = half_position (half, segment->sequence) + segment->length;
  if (pair->reset_side != side)
    {
      if (ending && segment->length > 0 && end > MAX (half->next, stream_queue_end (&pair->stream[side].queue)))
        {
          pair->ending_packets = connection->packets;
          pair->ending_time = connection->last_time;
          connection_table_age (&reassembler->table, connection, CLASS_ENDING);
        }
      return;
    }
  bool confirms = (segment->flags & TCP_ACK) != 0
                  && half_position (other, segment->acknowledgment) > pair->reset_reached + 1
                  && half_position (other, segment->acknowledgment) <= pair->reset_reached + WINDOW_OCTETS;
  if (!confirms && (segment->length == 0 || end <= pair->reset_position))
    return;
  if (pair->reset_place.packet != 0) /* it may end for its FINs alone, or have been told of before */
    stream_pair_tell_oddity (reassembler, connection, side,
                             &(StreamOddity){
                                 .kind = ODDITY_RESET,
                                 .offset = stream_pair_offset (connection, side, pair->reset_position),
                                 .place = pair->reset_place,
                             });
  connection->flags &= (uint8_t) ~CONNECTION_RESET_HINT;
  if (ending)
    {
      reassembler->counters.resets_ignored++;
      connection_table_age (&reassembler->table, connection, connection->pair->worth);
    }
}

/* The sender of a SYN goes on with octets that belong to the old connection. */
static void
doubt_syn (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  StreamPair *pair = connection->pair;
  const ConnectionHalf *half = &connection->half[side];
  if (!pair->has_syn || pair->syn_side != side || (segment->length == 0 && (segment->flags & TCP_FIN) == 0))
    return;
  const uint64_t position = half_position (half, segment->sequence);
  const uint64_t end = position + segment->length + ((segment->flags & TCP_FIN) != 0);
  if (end <= pair->syn_position || position > pair->syn_position + WINDOW_OCTETS)
    return;
  pair->has_syn = false;
  stream_pair_tell_oddity (reassembler, connection, side,
                           &(StreamOddity){
                               .kind = ODDITY_SYN,
                               .offset = stream_pair_offset (connection, side, pair->syn_position),
                               .place = pair->syn_place,
                           });
}

void
connection_doubt_end (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  doubt_reset (reassembler, connection, side, segment);
  if (connection->successor != NULL)
    doubt_syn (reassembler, connection, side, segment);
}
