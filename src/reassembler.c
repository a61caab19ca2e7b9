/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reassembler (see reassembler.h): finds the connection of a segment, reads
 * its acknowledgment and data, and lets connections end.
 *
 * A connection whose FINs were both reached ends with the acknowledgment of the
 * last, or after the slack.
 *
 * What may have been sent to deceive is judged segment by segment (segment-doubt.h), and
 * which FIN, RST and SYN to believe in connection-end.c.
 *
 * What it does not do: follow a stream over a hole of more than SANE_OCTETS. */
#include "config.h"

#include "connection-end.h"
#include "handshake.h"

#include <string.h>

#define NANOSECONDS INT64_C (1000000000)

enum {
  HALF_OPEN_SECONDS = 60,
  HANDSHAKE_SECONDS = 3,   /* most handshakes are over by then */
  STANDSTILL_SECONDS = 60, /* without a packet, of a mail under way */
  NEWCOMERS_SHARE = 8,     /* one part in as many of the table */
  UNWANTED_SECONDS = 300,
  CLOSED_SECONDS = 60,
  CLOSED_MOST = 8192, /* connections kept only to swallow stragglers */
  CONNECTIONS_LEAST = 4,
};

void
reassembler_limits_init (ReassemblerLimits *limits)
{
  *limits = (ReassemblerLimits){
    .connections = 262144,
    .half_open = 65536,
    .stream_octets = 1024 * 1024,
    .total_octets = 32 * 1024 * 1024,
    .history_octets = 16 * 1024,
    .total_history = 16 * 1024 * 1024,
    .idle_seconds = 3600,
  };
}

Reassembler *
reassembler_new (const ReassemblerLimits *limits, const StreamHandler *handler, void *user)
{
  Reassembler *reassembler = g_new0 (Reassembler, 1);
  connection_table_init (&reassembler->table);
  reassembler->handler = *handler;
  reassembler->user = user;
  reassembler->limits = *limits;
  reassembler->limits.connections = MAX (limits->connections, CONNECTIONS_LEAST);
  reassembler->limits.half_open = MAX (limits->half_open, 1);
  return reassembler;
}

void
reassembler_set_policy (Reassembler *reassembler, const StreamPolicy *policy)
{
  reassembler->policy = *policy;
}

void
reassembler_drop (Reassembler *reassembler, Connection *connection)
{
  if (connection_is_live (connection) && connection->pair != NULL)
    stream_pair_forget (reassembler, connection);
  connection_table_remove (&reassembler->table, connection);
  connection_free (&reassembler->table, connection);
}

void
reassembler_end (Reassembler *reassembler, Connection *connection, ConnectionEnd end)
{
  stream_pair_finish (reassembler, connection, end);
  connection_table_age (&reassembler->table, connection, CLASS_CLOSED);
  const ConnectionAges *closed = &reassembler->table.ages[CLASS_CLOSED];
  while (closed->count > CLOSED_MOST)
    reassembler_drop (reassembler, closed->oldest);
}

/* Without lingering: what still comes is a connection picked up in mid-stream. */
static void
end_and_drop (Reassembler *reassembler, Connection *connection, ConnectionEnd end)
{
  stream_pair_finish (reassembler, connection, end);
  reassembler_drop (reassembler, connection);
}

static bool
is_older (int64_t then, int64_t now, uint64_t seconds)
{
  return now > then && (uint64_t) now - (uint64_t) then > seconds * (uint64_t) NANOSECONDS;
}

/* The next to give way in a class: the longest idle, but for `spared`. */
static Connection *
candidate_of (const Reassembler *reassembler, ConnectionClass class, const Connection *spared)
{
  Connection *oldest = reassembler->table.ages[class].oldest;
  return oldest != NULL && oldest == spared ? oldest->newer : oldest;
}

/* Who is new is worth little, and has to become worth more some time: as long as they are
 * few, they do not give way to those who are there already, else a table full of idle SMTP
 * would let no mail begin. */
static bool
are_few (const Reassembler *reassembler, ConnectionClass class)
{
  return reassembler->table.ages[class].count <= reassembler->table.count / NEWCOMERS_SHARE;
}

/* The cheapest of those whose streams are rebuilt; a mail that has stood still for long is
 * taken for one at rest. */
static Connection *
find_cheapest_live (const Reassembler *reassembler, const Connection *spared, int64_t now)
{
  Connection *ending = candidate_of (reassembler, CLASS_ENDING, spared);
  Connection *unknown = candidate_of (reassembler, CLASS_UNKNOWN, spared);
  Connection *known = candidate_of (reassembler, CLASS_KNOWN, spared);
  Connection *busy = candidate_of (reassembler, CLASS_BUSY, spared);
  if (ending != NULL && ending->pair->worth != CLASS_BUSY)
    return ending;
  if (unknown != NULL && !are_few (reassembler, CLASS_UNKNOWN))
    return unknown;
  if (known != NULL)
    return known;
  if (busy != NULL && is_older (busy->last_time, now, STANDSTILL_SECONDS))
    return busy;
  return unknown != NULL ? unknown : ending != NULL ? ending : busy;
}

/* The cheapest goes first: what is over, a handshake that came to nothing, what nobody
 * wants, handshakes under way, what ends anyhow, what is not known to be of interest, and of
 * that which is, what is at rest.  Of equals the one that was idle longest. */
static Connection *
find_cheapest (const Reassembler *reassembler, const Connection *spared, int64_t now)
{
  Connection *closed = candidate_of (reassembler, CLASS_CLOSED, spared);
  if (closed != NULL)
    return closed;
  Connection *half_open = candidate_of (reassembler, CLASS_HALF_OPEN, spared);
  if (half_open != NULL && is_older (half_open->last_time, now, HANDSHAKE_SECONDS))
    return half_open;
  Connection *unwanted = candidate_of (reassembler, CLASS_UNWANTED, spared);
  if (unwanted != NULL)
    return unwanted;
  if (half_open != NULL && !are_few (reassembler, CLASS_HALF_OPEN))
    return half_open;
  Connection *live = find_cheapest_live (reassembler, spared, now);
  bool at_rest = live != NULL && (live->class != CLASS_BUSY || is_older (live->last_time, now, STANDSTILL_SECONDS));
  return half_open != NULL && !at_rest ? half_open : live;
}

bool
reassembler_give_way (Reassembler *reassembler, int64_t now)
{
  Connection *cheapest = find_cheapest_live (reassembler, NULL, now);
  if (cheapest != NULL)
    end_and_drop (reassembler, cheapest, CONNECTION_TIMEOUT);
  return cheapest != NULL;
}

void
reassembler_make_room (Reassembler *reassembler, const Connection *spared, int64_t now)
{
  ConnectionTable *table = &reassembler->table;
  const ConnectionAges *half_open = &table->ages[CLASS_HALF_OPEN];
  if (half_open->count >= reassembler->limits.half_open && half_open->oldest != spared)
    {
      reassembler->counters.half_open_evicted++;
      reassembler_drop (reassembler, half_open->oldest);
    }
  if (table->count < reassembler->limits.connections)
    return;
  Connection *cheapest = find_cheapest (reassembler, spared, now);
  if (cheapest == NULL)
    return;
  reassembler->counters.connections_evicted += cheapest->class != CLASS_CLOSED;
  end_and_drop (reassembler, cheapest, CONNECTION_TIMEOUT);
}

/* Of all whose streams are rebuilt, and that are not ending, the longest idle. */
static Connection *
longest_idle (const ConnectionAges *ages)
{
  Connection *longest = ages[CLASS_UNKNOWN].oldest;
  for (ConnectionClass class = CLASS_KNOWN; class <= CLASS_BUSY; class ++)
    {
      Connection *oldest = ages[class].oldest;
      if (longest == NULL || (oldest != NULL && oldest->last_time < longest->last_time))
        longest = oldest;
    }
  return longest;
}

/* Lets go what has been idle for too long by the packets' clock. */
static void
expire (Reassembler *reassembler, int64_t now)
{
  ConnectionAges *ages = reassembler->table.ages;
  uint64_t idle = MIN (reassembler->limits.idle_seconds, UINT64_C (1) << 32);
  Connection *oldest;
  while ((oldest = ages[CLASS_ENDING].oldest) != NULL && is_older (oldest->pair->ending_time, now, 1))
    reassembler_end (reassembler, oldest, CONNECTION_RESET);
  while ((oldest = ages[CLASS_CLOSED].oldest) != NULL && is_older (oldest->last_time, now, CLOSED_SECONDS))
    reassembler_drop (reassembler, oldest);
  while ((oldest = ages[CLASS_HALF_OPEN].oldest) != NULL
         && is_older (oldest->last_time, now, MIN (idle, HALF_OPEN_SECONDS)))
    reassembler_drop (reassembler, oldest);
  while (((oldest = ages[CLASS_UNWANTED].oldest) != NULL
          && is_older (oldest->last_time, now, MIN (idle, UNWANTED_SECONDS)))
         || ((oldest = longest_idle (ages)) != NULL && is_older (oldest->last_time, now, idle)))
    {
      reassembler->counters.idle_closed++;
      end_and_drop (reassembler, oldest, CONNECTION_TIMEOUT);
    }
}

static void
count_packet (Reassembler *reassembler, Connection *connection, const Packet *packet)
{
  connection->packets++;
  connection->last_packet = packet->number;
  connection->last_time = packet->time;
  connection->last_file = packet->file;
  if (connection->class != CLASS_ENDING)
    connection_table_age (&reassembler->table, connection, connection->class);
}

/* The first packet of a side tells its MAC and, unless a SYN did, where its stream stands. */
static void
meet_side (Connection *connection, unsigned side, const TcpSegment *segment)
{
  ConnectionHalf *half = &connection->half[side];
  if ((half->flags & HALF_SEEN) != 0)
    {
      if ((segment->flags & TCP_SYN) != 0 && half_untouched (half))
        segment_doubt_meet (connection, side, segment);
      return;
    }
  half->flags |= HALF_SEEN;
  segment_doubt_meet (connection, side, segment);
  unsigned first = (connection->flags & CONNECTION_FIRST_SIDE) != 0;
  if (side != first && segment->path != NULL && segment->path->has_macs)
    {
      connection->flags |= CONNECTION_OTHER_MAC;
      memcpy (connection->other_mac, segment->path->source_mac, sizeof connection->other_mac);
    }
  if (half->next == 0)
    half_begin (half, segment->sequence);
  else if ((half->flags & HALF_SYN) == 0 && half_untouched (half)
           && (uint32_t) half->next - segment->sequence + WINDOW_OCTETS > 2 * (uint32_t) WINDOW_OCTETS)
    {
      half_begin (half, segment->sequence);
      half->flags &= (uint8_t) ~HALF_START;
    }
}

/* Where the SYN+ACK was not captured, or not yet, the packet that answers it
 * tells its number; of several, the lowest. */
static void
infer_start (const ConnectionHalf *half, ConnectionHalf *other, const TcpSegment *segment)
{
  if ((other->flags & HALF_SYN) != 0 || !half_untouched (other) || (half->flags & HALF_SYN) == 0 || segment->length > 0
      || segment->sequence != (uint32_t) half_start (half))
    return;
  if ((other->flags & (HALF_SEEN | HALF_START)) == 0)
    {
      half_begin (other, segment->acknowledgment);
      other->flags |= HALF_START | HALF_INFERRED;
    }
  else if ((other->flags & HALF_START) != 0 && (uint32_t) other->next - segment->acknowledgment <= START_REACH)
    other->next = half_position (other, segment->acknowledgment);
}

/* What its receiver has can no more be replaced by a further copy. */
static void
note_acknowledged (Connection *connection, unsigned side, uint32_t acknowledgment)
{
  Stream *stream = &connection->pair->stream[side];
  const ConnectionHalf *half = &connection->half[side];
  uint64_t position = half_position (half, acknowledgment);
  if (position > stream->acknowledged && position <= MAX (half->next, stream_queue_end (&stream->queue)))
    stream->acknowledged = position;
}

/* Notes what the sender confirms to have received of the other stream. */
static void
take_acknowledgment (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  const ConnectionHalf *half = &connection->half[side];
  ConnectionHalf *other = &connection->half[!side];
  uint32_t acknowledgment = segment->acknowledgment;
  uint32_t distance = segment->sequence - (uint32_t) half->next;
  if (distance + WINDOW_OCTETS > 2 * (uint32_t) WINDOW_OCTETS && (half->flags & HALF_ACKED) == 0)
    return; /* not from this connection, or forged */
  infer_start (half, other, segment);
  if ((other->flags & (HALF_SEEN | HALF_START)) == 0)
    return;
  if (connection_is_live (connection))
    note_acknowledged (connection, !side, acknowledgment);
  connection_prove_fin (connection, !side, acknowledgment);
  uint32_t ahead = acknowledgment - (uint32_t) other->next;
  if ((other->flags & HALF_FIN) != 0)
    {
      uint32_t fin_ahead = other->fin - (uint32_t) other->next;
      if (ahead == fin_ahead + 1)
        {
          other->flags |= HALF_FIN_ACKED;
          ahead--;
        }
      else if (ahead > fin_ahead && ahead <= SANE_OCTETS)
        connection_deny_fin (reassembler, connection, !side, acknowledgment);
    }
  if (ahead == 0 || ahead > SANE_OCTETS)
    return;
  uint32_t acked = (uint32_t) other->next + ahead;
  if ((other->flags & HALF_ACKED) == 0 || (int32_t) (acked - other->acked) > 0)
    {
      other->acked = acked;
      other->flags |= HALF_ACKED;
    }
}

/* A host numbers what it sends: before this segment it has sent all that is lower. */
static void
note_sent (Connection *connection, unsigned side, const TcpSegment *segment)
{
  Stream *stream = &connection->pair->stream[side];
  const ConnectionHalf *half = &connection->half[side];
  uint64_t position = half_position (half, segment->sequence);
  if (position > stream->sent && position - half->next <= WINDOW_OCTETS && !half_finished (half))
    stream->sent = position;
}

/* An unwanted connection costs a look at its flags. */
static void
pass_unwanted (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  if ((segment->flags & TCP_FIN) != 0)
    connection_take_fin (connection, side, segment, AMBIGUITY_DELIVERED);
  if ((connection->half[0].flags & connection->half[1].flags & HALF_FIN) != 0)
    reassembler_end (reassembler, connection, CONNECTION_FIN);
}

/* Ends the connection if this packet was the last it needed. */
static void
conclude (Reassembler *reassembler, Connection *connection)
{
  const ConnectionHalf *half = connection->half;
  bool finished = half_finished (&half[0]) && half_finished (&half[1]);
  if (!connection_is_live (connection))
    {
      if (connection->class == CLASS_HALF_OPEN && finished)
        reassembler_end (reassembler, connection, CONNECTION_FIN);
      return;
    }
  StreamPair *pair = connection->pair;
  if (finished && (half[0].flags & half[1].flags & HALF_FIN_ACKED) != 0)
    reassembler_end (reassembler, connection, CONNECTION_FIN);
  else if (connection->class == CLASS_ENDING && connection->packets - pair->ending_packets >= SLACK_PACKETS)
    reassembler_end (reassembler, connection, CONNECTION_RESET);
  else if (finished)
    connection_begin_ending (reassembler, connection);
  else if (!pair->opened && !stream_pair_waits (pair))
    stream_pair_forget (reassembler, connection);
}

static void
take_segment (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment)
{
  meet_side (connection, side, segment);
  AmbiguityReason doubt = AMBIGUITY_DELIVERED;
  if (segment->length > 0 && !connection_is_live (connection))
    stream_pair_begin (reassembler, connection);
  if (connection_is_live (connection))
    doubt = segment_doubt_judge (connection, side, segment, reassembler->policy.checksums);
  reassembler->counters.doubtful += doubt != AMBIGUITY_DELIVERED;
  bool speaks = doubt == AMBIGUITY_DELIVERED || doubt == AMBIGUITY_FUTURE_ACK;
  if ((segment->flags & TCP_ACK) != 0 && speaks)
    take_acknowledgment (reassembler, connection, side, segment);
  if (connection_is_live (connection) && speaks)
    {
      note_sent (connection, side, segment);
      connection_doubt_end (reassembler, connection, side, segment);
    }
  /* Without data it may still point to an urgent octet. */
  if (segment->length > 0 || ((segment->flags & TCP_URG) != 0 && connection_is_live (connection)))
    stream_intake (reassembler, connection, side, segment, doubt);
  /* A keep-alive stands one below what is expected; other segments without data stand there. */
  else if ((uint32_t) connection->half[side].next != segment->sequence && connection_is_live (connection)
           && (segment->flags & (TCP_FIN | TCP_SYN)) == 0)
    stream_intake_keep_alive (reassembler, connection, side, segment);
  if ((segment->flags & (TCP_FIN | TCP_SYN)) == TCP_FIN)
    connection_take_fin (connection, side, segment, speaks ? AMBIGUITY_DELIVERED : doubt);
  if (connection_is_live (connection)
      && (stream_pair_waits (connection->pair)
          || ((connection->half[0].flags | connection->half[1].flags) & HALF_FIN) != 0))
    stream_pair_go_on (reassembler, connection);
  conclude (reassembler, connection);
}

/* Only compared with what was made of the first reading: nothing else in it is believed. */
static void
meet_second_reading (Reassembler *reassembler, const TcpSegment *segment)
{
  uint32_t hash;
  unsigned side = 0;
  Connection *connection = connection_table_find (&reassembler->table, segment, &hash, &side);
  if (connection != NULL && connection_is_live (connection) && connection->pair != NULL)
    stream_intake_compare (reassembler, connection, side, segment);
}

void *
reassembler_push (Reassembler *reassembler, const TcpSegment *segment)
{
  if (segment->second_reading)
    {
      meet_second_reading (reassembler, segment);
      return NULL;
    }
  reassembler->counters.segments++;
  reassembler->counters.checksum_bad += segment->checksum_bad;
  if (segment->checksum_bad && reassembler->policy.checksums == CHECKSUMS_DROP)
    return NULL;
  expire (reassembler, segment->packet->time);
  uint32_t hash;
  unsigned side = 0;
  bool syn = (segment->flags & (TCP_SYN | TCP_RST)) == TCP_SYN;
  Connection *connection = connection_table_find (&reassembler->table, segment, &hash, &side);
  /* Other segments are judged when their connection is known. */
  bool damaged = connection != NULL && (segment->flags & (TCP_SYN | TCP_RST)) != 0
                 && segment_doubt_of_checksum (connection, side, segment, reassembler->policy.checksums);
  if (connection == NULL)
    connection = handshake_admit (reassembler, segment, hash, &side);
  else if (syn && !damaged)
    connection = handshake_meet (reassembler, connection, segment, &side);
  else if (connection->class == CLASS_CLOSED || connection->successor != NULL)
    connection = handshake_follow (reassembler, connection, segment, &side);
  if (connection == NULL)
    return NULL;
  count_packet (reassembler, connection, segment->packet);
  if (damaged)
    reassembler->counters.doubtful++;
  else if ((segment->flags & TCP_RST) != 0)
    {
      bool live = connection_is_live (connection);
      connection_take_reset (reassembler, connection, side, segment);
      if (!live)
        return NULL;
      conclude (reassembler, connection);
    }
  else if (connection->class == CLASS_UNWANTED)
    pass_unwanted (reassembler, connection, side, segment);
  else
    take_segment (reassembler, connection, side, segment);
  return connection_is_live (connection) && connection->pair->opened ? connection->pair->session : NULL;
}

static gint
by_first_packet (gconstpointer a, gconstpointer b)
{
  const Connection *one = *(const Connection *const *) a, *two = *(const Connection *const *) b;
  if (one->first_file != two->first_file)
    return one->first_file < two->first_file ? -1 : 1;
  return one->first_packet < two->first_packet ? -1 : one->first_packet > two->first_packet;
}

void
reassembler_flush (Reassembler *reassembler)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new ();
  for (ConnectionClass worth = 0; worth < CLASS_COUNT; worth++)
    for (Connection *connection = reassembler->table.ages[worth].oldest; connection != NULL;
         connection = connection->newer)
      g_ptr_array_add (connections, connection);
  g_ptr_array_sort (connections, by_first_packet);
  for (guint i = 0; i < connections->len; i++)
    stream_pair_finish (reassembler, g_ptr_array_index (connections, i), CONNECTION_OPEN);
  for (ConnectionClass worth = 0; worth < CLASS_COUNT; worth++)
    while (reassembler->table.ages[worth].oldest != NULL)
      {
        Connection *connection = reassembler->table.ages[worth].oldest;
        connection->pair = NULL;
        connection_table_age (&reassembler->table, connection, CLASS_HALF_OPEN);
        reassembler_drop (reassembler, connection);
      }
}

void
reassembler_free (Reassembler *reassembler)
{
  if (reassembler == NULL)
    return;
  reassembler_flush (reassembler);
  connection_table_clear (&reassembler->table);
  g_free (reassembler);
}

const ReassemblerCounters *
reassembler_counters (const Reassembler *reassembler)
{
  return &reassembler->counters;
}
