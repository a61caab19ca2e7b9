/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SYN and SYN+ACK (see handshake.h).
 *
 * A SYN inside a connection is not believed at once, for anybody can forge one
 * (RFC 5961 §4).  It becomes the connection's successor, half-open and outside
 * the table, and takes over when a SYN+ACK acknowledges it or data comes at its
 * first sequence number.  After a close a SYN begins a connection at once,
 * unless it is an old one that comes late.
 *
 * Timestamps and the Fast Open cookie are not looked at. */
#include "config.h"

#include "handshake.h"

#include <string.h>

/* Numbers `sender` from its SYN; its first octet comes behind. */
static void
begin_with_syn (Connection *connection, unsigned sender, uint32_t sequence)
{
  ConnectionHalf *half = &connection->half[sender];
  half_begin (half, sequence + 1);
  half->flags |= HALF_SYN | HALF_START;
}

static bool
is_syn_ack (const TcpSegment *segment)
{
  return (segment->flags & TCP_ACK) != 0;
}

/* A connection from a first segment, outside the table. */
static Connection *
begin (Reassembler *reassembler, const TcpSegment *segment, uint32_t hash, const Connection *spared)
{
  reassembler_make_room (reassembler, spared, segment->packet->time);
  bool syn = (segment->flags & TCP_SYN) != 0;
  unsigned sender = syn && is_syn_ack (segment) ? 1 : 0;
  Connection *connection = connection_new (&reassembler->table, segment, hash, sender);
  if (!syn)
    {
      connection->flags |= CONNECTION_MIDSTREAM;
      half_begin (&connection->half[0], segment->sequence);
    }
  else
    {
      begin_with_syn (connection, sender, segment->sequence);
      if (is_syn_ack (segment))
        begin_with_syn (connection, 0, segment->acknowledgment - 1);
    }
  reassembler->counters.connections++;
  return connection;
}

Connection *
handshake_admit (Reassembler *reassembler, const TcpSegment *segment, uint32_t hash, unsigned *side)
{
  bool bare_fin = (segment->flags & (TCP_SYN | TCP_FIN)) == TCP_FIN && segment->length == 0;
  if ((segment->flags & TCP_RST) != 0 || bare_fin)
    return NULL;
  Connection *connection = begin (reassembler, segment, hash, NULL);
  connection_table_insert (&reassembler->table, connection);
  *side = connection_side_of (connection, segment);
  return connection;
}

static Connection *
replace (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side)
{
  uint32_t hash = connection->hash;
  reassembler_drop (reassembler, connection);
  return handshake_admit (reassembler, segment, hash, side);
}

/* The old connection ends, however it stood, and the successor takes its slot. */
static Connection *
promote (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side)
{
  Connection *successor = connection->successor;
  stream_pair_finish (reassembler, connection, CONNECTION_TIMEOUT);
  reassembler_drop (reassembler, connection);
  *side = connection_side_of (successor, segment);
  return successor;
}

/* Forgets what was queued of one side. */
static void
discard (Reassembler *reassembler, Connection *connection, unsigned side)
{
  if (connection_is_live (connection))
    stream_pair_discard (reassembler, connection, side);
}

static const QueuedSegment *
first_queued (const Connection *connection, unsigned side)
{
  return connection_is_live (connection) ? stream_queue_first (&connection->pair->stream[side].queue) : NULL;
}

/* Puts the start of a stream of which nothing was handed on where a SYN, or its
 * acknowledgment, says that it is. */
static void
set_start (Reassembler *reassembler, Connection *connection, unsigned side, uint32_t sequence)
{
  ConnectionHalf *half = &connection->half[side];
  const QueuedSegment *head = first_queued (connection, side);
  uint64_t start = half->next != 0 ? half_position (half, sequence) : 0;
  if (head != NULL
      && (start > head->position || head->position - start > START_REACH || head->doubt == AMBIGUITY_SYN_DATA))
    {
      discard (reassembler, connection, side);
      head = NULL;
    }
  if (head == NULL)
    half_begin (half, sequence);
  else
    half->next = start;
  half->flags |= HALF_SYN | HALF_START;
}

/* Side 0 opened the connection: until a SYN was seen, that was a guess. */
static void
set_roles (Connection *connection, const TcpSegment *segment, unsigned *side)
{
  bool opened = connection_is_live (connection) && connection->pair->opened;
  unsigned sender = is_syn_ack (segment) ? 1 : 0;
  bool guessed = (connection->flags & CONNECTION_MIDSTREAM) != 0;
  connection->flags &= (uint8_t) ~CONNECTION_MIDSTREAM;
  if (!guessed || opened || *side == sender)
    return;
  connection_swap (connection);
  if (connection_is_live (connection))
    {
      StreamPair *pair = connection->pair;
      Stream stream = pair->stream[0];
      pair->stream[0] = pair->stream[1];
      pair->stream[1] = stream;
    }
  *side = sender;
}

/* A SYN+ACK tells which SYN its sender answered. */
static void
heed_acknowledgment (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned side)
{
  ConnectionHalf *other = &connection->half[!side];
  uint32_t acknowledgment = segment->acknowledgment;
  if (!half_untouched (other) || ((other->flags & HALF_SYN) != 0 && (uint32_t) other->next == acknowledgment))
    return;
  const QueuedSegment *head = first_queued (connection, !side);
  if (head != NULL && head->doubt == AMBIGUITY_SYN_DATA && acknowledgment - (uint32_t) other->next <= head->length)
    return;
  set_start (reassembler, connection, !side, acknowledgment);
}

static Connection *
adopt (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side)
{
  set_start (reassembler, connection, *side, segment->sequence + 1);
  set_roles (connection, segment, side);
  if (is_syn_ack (segment))
    heed_acknowledgment (reassembler, connection, segment, *side);
  return connection;
}

/* Whether its sender meant it will be known when it goes on, or does not. */
static void
note_syn (Connection *connection, unsigned side, const TcpSegment *segment)
{
  if (!connection_is_live (connection))
    return;
  StreamPair *pair = connection->pair;
  const uint64_t next = connection->half[side].next;
  pair->has_syn = true;
  pair->syn_side = (uint8_t) side;
  pair->syn_position = MAX (next, stream_queue_end (&pair->stream[side].queue));
  pair->syn_place = (StreamPlace){ segment->packet->number, segment->packet->time, segment->packet->file };
}

/* Begins a successor, or meets the one that is there; promotes it when this
 * segment proves it. */
static Connection *
meet_successor (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side)
{
  Connection *successor = connection->successor;
  if (successor != NULL)
    {
      unsigned sender = connection_side_of (successor, segment);
      const ConnectionHalf *half = &successor->half[sender], *other = &successor->half[!sender];
      if ((half->flags & HALF_SYN) != 0 && (uint32_t) half->next == segment->sequence + 1)
        return NULL;
      if (is_syn_ack (segment) && (other->flags & HALF_SYN) != 0 && (uint32_t) other->next == segment->acknowledgment)
        {
          set_start (reassembler, successor, sender, segment->sequence + 1);
          return promote (reassembler, connection, segment, side);
        }
      reassembler_drop (reassembler, successor);
    }
  note_syn (connection, *side, segment);
  successor = begin (reassembler, segment, connection->hash, connection);
  unsigned sender = connection_side_of (successor, segment);
  successor->half[sender].flags |= HALF_SEEN;
  segment_doubt_meet (successor, sender, segment);
  successor->packets = 1;
  successor->last_packet = successor->first_packet;
  successor->last_time = successor->first_time;
  successor->last_file = successor->first_file;
  successor->flags |= CONNECTION_IS_SUCCESSOR;
  successor->next = connection;
  connection->successor = successor;
  return NULL;
}

/* Whether a segment comes soon enough after the last one to be a straggler. */
static bool
is_soon (const Connection *connection, const TcpSegment *segment)
{
  const Packet *packet = segment->packet;
  return packet->file == connection->last_file && packet->time - SLACK_NANOSECONDS < connection->last_time;
}

Connection *
handshake_meet (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side)
{
  ConnectionHalf *half = &connection->half[*side];
  const ConnectionHalf *other = &connection->half[!*side];
  uint32_t start = segment->sequence + 1;
  bool known = (half->flags & HALF_SYN) != 0 && (uint32_t) half_start (half) == start;
  if (connection->class == CLASS_CLOSED)
    return known && is_soon (connection, segment) ? NULL : replace (reassembler, connection, segment, side);
  if (known)
    {
      if (is_syn_ack (segment))
        heed_acknowledgment (reassembler, connection, segment, *side);
      return connection;
    }
  bool untouched = half_untouched (half) && connection->class != CLASS_UNWANTED;
  if (untouched && (half->flags & HALF_SYN) == 0)
    return adopt (reassembler, connection, segment, side);
  bool answered = (other->flags & (HALF_SYN | HALF_SEEN)) == (HALF_SYN | HALF_SEEN);
  if (untouched && half_untouched (other) && !answered && connection->class != CLASS_ENDING)
    {
      discard (reassembler, connection, *side);
      return adopt (reassembler, connection, segment, side);
    }
  if (connection->class == CLASS_ENDING)
    {
      stream_pair_finish (reassembler, connection, CONNECTION_FIN);
      return replace (reassembler, connection, segment, side);
    }
  /* The SYN of a connection that was picked up in mid-stream, coming late. */
  if ((half->flags & HALF_SYN) == 0 && (uint32_t) half_start (half) - start <= START_REACH)
    return connection;
  return meet_successor (reassembler, connection, segment, side);
}

/* Whether a sequence number is near what its sender last sent. */
static bool
is_near (const ConnectionHalf *half, uint32_t sequence, uint32_t below, uint32_t above)
{
  uint32_t distance = sequence - (uint32_t) half->next;
  return distance <= above || distance >= UINT32_MAX - below;
}

Connection *
handshake_follow (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side)
{
  const ConnectionHalf *half = &connection->half[*side];
  bool stale = (connection->flags & CONNECTION_WAS_UNWANTED) != 0;
  if (connection->class == CLASS_CLOSED)
    {
      bool straggler = stale || segment->length == 0 || half->next == 0
                       || is_near (half, segment->sequence, WINDOW_OCTETS, START_REACH);
      return straggler ? NULL : replace (reassembler, connection, segment, side);
    }
  Connection *successor = connection->successor;
  if (successor == NULL || (segment->flags & TCP_RST) != 0)
    return connection;
  const ConnectionHalf *expected = &successor->half[connection_side_of (successor, segment)];
  bool fits = (expected->flags & HALF_START) != 0 && (uint32_t) expected->next == segment->sequence;
  if (!fits || (!stale && is_near (half, segment->sequence, START_REACH, START_REACH)))
    return connection;
  /* Without data it proves little, but the old connection cannot mean it either. */
  return segment->length > 0 ? promote (reassembler, connection, segment, side) : NULL;
}
