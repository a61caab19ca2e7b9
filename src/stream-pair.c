/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a pair of streams, and the calls to the StreamHandler: octets, gaps,
 * ambiguities, and the end (see stream-pair.h).  After each call the connection
 * may be unwanted, and the pair gone.
 *
 * In which order things are handed on, stream-order.c decides. */
#include "config.h"

#include "stream-pair.h"

#include <string.h>

/* What a pair costs that has nothing to show yet. */
enum { UNOPENED_COST = sizeof (StreamPair) };

void
stream_pair_begin (Reassembler *reassembler, Connection *connection)
{
  StreamPair *pair = g_new0 (StreamPair, 1);
  pair->connection = connection;
  for (unsigned side = 0; side < 2; side++)
    stream_history_restart (&pair->stream[side].history, connection->half[side].next);
  connection->pair = pair;
  connection_table_age (&reassembler->table, connection, CLASS_ACTIVE);
}

static void
set_waiting (Reassembler *reassembler, StreamPair *pair, bool waiting)
{
  if (pair->waiting == waiting)
    return;
  pair->waiting = waiting;
  if (waiting)
    {
      pair->shorter_waiting = NULL;
      pair->longer_waiting = reassembler->shortest_waiting;
      *(pair->longer_waiting != NULL ? &pair->longer_waiting->shorter_waiting : &reassembler->longest_waiting) = pair;
      reassembler->shortest_waiting = pair;
      return;
    }
  StreamPair *longer = pair->longer_waiting, *shorter = pair->shorter_waiting;
  *(longer != NULL ? &longer->shorter_waiting : &reassembler->longest_waiting) = shorter;
  *(shorter != NULL ? &shorter->longer_waiting : &reassembler->shortest_waiting) = longer;
}

void
stream_pair_charge (Reassembler *reassembler, StreamPair *pair)
{
  uint64_t cost = pair->stream[0].queue.cost + pair->stream[1].queue.cost + (pair->opened ? 0 : UNOPENED_COST);
  reassembler->queued += cost - pair->charged;
  pair->charged = cost;
  set_waiting (reassembler, pair, pair->stream[0].queue.count + pair->stream[1].queue.count > 0);
}

static void
free_pair (Reassembler *reassembler, Connection *connection)
{
  StreamPair *pair = connection->pair;
  set_waiting (reassembler, pair, false);
  reassembler->queued -= pair->charged;
  for (unsigned side = 0; side < 2; side++)
    {
      Stream *stream = &pair->stream[side];
      reassembler->history -= stream_history_cost (&stream->history);
      stream_history_clear (&stream->history);
      stream_queue_clear (&stream->queue);
    }
  g_free (pair);
  connection->pair = NULL;
}

void
stream_pair_forget (Reassembler *reassembler, Connection *connection)
{
  free_pair (reassembler, connection);
  connection_table_age (&reassembler->table, connection, CLASS_HALF_OPEN);
}

static StreamPlace
last_place (const Connection *connection)
{
  return (StreamPlace){ connection->last_packet, connection->last_time, connection->last_file };
}

static void
open_pair (Reassembler *reassembler, Connection *connection)
{
  StreamPair *pair = connection->pair;
  if (pair->opened)
    return;
  pair->opened = true;
  connection_view (&reassembler->table, connection, &pair->view, &pair->path);
  pair->session = reassembler->handler.opened (reassembler->user, &pair->view);
  stream_pair_charge (reassembler, pair);
}

static const ConnectionView *
view_now (Connection *connection)
{
  ConnectionView *view = &connection->pair->view;
  view->packets = connection->packets;
  view->last = last_place (connection);
  view->midstream = (connection->flags & CONNECTION_MIDSTREAM) != 0;
  for (unsigned side = 0; side < 2; side++)
    {
      view->side[side].octets = connection->half[side].octets;
      view->side[side].missing = connection->half[side].missing;
      view->side[side].seen = (connection->half[side].flags & HALF_SEEN) != 0;
    }
  return view;
}

/* After STREAM_UNWANTED only the session pointer is kept, for closed. */
static void
become_unwanted (Reassembler *reassembler, Connection *connection)
{
  void *session = connection->pair->session;
  free_pair (reassembler, connection);
  connection->session = session;
  connection->flags |= CONNECTION_WAS_UNWANTED;
  connection_table_age (&reassembler->table, connection, CLASS_UNWANTED);
}

static void
advance (ConnectionHalf *half, uint64_t length)
{
  half->flags |= HALF_START;
  half->flags &= (uint8_t) ~HALF_INFERRED;
  if ((half->flags & HALF_ACKED) != 0 && half_position (half, half->acked) <= half->next + length)
    half->flags &= (uint8_t) ~HALF_ACKED;
  half->next += length;
}

static void
remember (Reassembler *reassembler, Stream *stream, const uint8_t *octets, size_t length, const StreamPlace *place)
{
  StreamHistory *history = &stream->history;
  const ReassemblerLimits *limits = &reassembler->limits;
  uint64_t before = stream_history_cost (history);
  uint64_t allowance = limits->total_history > reassembler->history ? limits->total_history - reassembler->history : 0;
  bool served = stream_history_append (history, octets, length, place, limits->history_octets, allowance);
  reassembler->history += stream_history_cost (history) - before;
  if (!served && !stream->history_starved)
    {
      stream->history_starved = true;
      reassembler->counters.history_hit++;
    }
}

void
stream_pair_hand_on (Reassembler *reassembler, Connection *connection, unsigned side, const uint8_t *octets,
                     size_t length, const StreamPlace *place)
{
  if (length == 0)
    return;
  ConnectionHalf *half = &connection->half[side];
  StreamPair *pair = connection->pair;
  Stream *stream = &pair->stream[side];
  open_pair (reassembler, connection);
  StreamChunk chunk = { .octets = octets, .length = length, .offset = half->octets + half->missing, .place = *place };
  if (stream->history.end != half->next)
    stream_history_restart (&stream->history, half->next);
  advance (half, length);
  half->octets += length;
  StreamVerdict verdict
      = reassembler->handler.data (reassembler->user, pair->session, view_now (connection), side, &chunk);
  if (verdict == STREAM_UNWANTED)
    become_unwanted (reassembler, connection);
  else
    remember (reassembler, stream, octets, length, place);
}

void
stream_pair_hand_on_gap (Reassembler *reassembler, Connection *connection, unsigned side, uint64_t until,
                         GapReason reason)
{
  ConnectionHalf *half = &connection->half[side];
  StreamPair *pair = connection->pair;
  Stream *stream = &pair->stream[side];
  open_pair (reassembler, connection);
  StreamGap gap = { .offset = half->octets + half->missing,
                    .length = until - half->next,
                    .reason = reason,
                    .place = last_place (connection) };
  stream->gap_start = half->next;
  stream->gap_end = until;
  advance (half, gap.length);
  half->missing += gap.length;
  reassembler->counters.gaps++;
  reassembler->counters.gap_octets += gap.length;
  StreamVerdict verdict
      = reassembler->handler.gap (reassembler->user, pair->session, view_now (connection), side, &gap);
  if (verdict == STREAM_UNWANTED)
    become_unwanted (reassembler, connection);
}

void
stream_pair_tell_ambiguity (Reassembler *reassembler, Connection *connection, unsigned side,
                            const StreamAmbiguity *ambiguity)
{
  open_pair (reassembler, connection);
  reassembler->counters.ambiguities++;
  reassembler->handler.ambiguity (reassembler->user, connection->pair->session, view_now (connection), side, ambiguity);
}

void
stream_pair_close (Reassembler *reassembler, Connection *connection, ConnectionEnd end)
{
  const StreamHandler *handler = &reassembler->handler;
  if (connection->class == CLASS_UNWANTED)
    {
      ConnectionView view;
      LinkPath path;
      connection_view (&reassembler->table, connection, &view, &path);
      handler->closed (reassembler->user, connection->session, &view, end);
      connection->session = NULL;
      return;
    }
  if (!connection_is_live (connection))
    return;
  if (connection->pair->opened)
    handler->closed (reassembler->user, connection->pair->session, view_now (connection), end);
  free_pair (reassembler, connection);
}
