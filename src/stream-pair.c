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
  pair->worth = CLASS_UNKNOWN;
  segment_doubt_begin (connection);
  connection_table_age (&reassembler->table, connection, CLASS_UNKNOWN);
}

static void
set_holding (Reassembler *reassembler, StreamPair *pair, PairHolding holding, bool holds)
{
  PairList *list = &reassembler->holders[holding][pair->worth - CLASS_UNKNOWN];
  PairLink *link = &pair->link[holding];
  if (link->linked == holds)
    return;
  link->linked = holds;
  if (holds)
    {
      link->behind = NULL;
      link->before = list->last;
      *(list->last != NULL ? &list->last->link[holding].behind : &list->first) = pair;
      list->last = pair;
      return;
    }
  *(link->before != NULL ? &link->before->link[holding].behind : &list->first) = link->behind;
  *(link->behind != NULL ? &link->behind->link[holding].before : &list->last) = link->before;
}

StreamPair *
stream_pair_cheapest (const Reassembler *reassembler, PairHolding holding, ConnectionClass worth)
{
  StreamPair *pair = NULL;
  for (ConnectionClass cheap = CLASS_UNKNOWN; cheap <= worth && pair == NULL; cheap++)
    pair = reassembler->holders[holding][cheap - CLASS_UNKNOWN].first;
  return pair;
}

void
stream_pair_charge (Reassembler *reassembler, StreamPair *pair)
{
  uint64_t cost = pair->stream[0].queue.cost + pair->stream[1].queue.cost + (pair->opened ? 0 : UNOPENED_COST);
  reassembler->queued += cost - pair->charged;
  pair->charged = cost;
  set_holding (reassembler, pair, HOLDING_QUEUE, pair->stream[0].queue.count + pair->stream[1].queue.count > 0);
}

static uint64_t
history_cost (const StreamPair *pair)
{
  return stream_history_cost (&pair->stream[0].history) + stream_history_cost (&pair->stream[1].history);
}

static void
free_pair (Reassembler *reassembler, Connection *connection)
{
  StreamPair *pair = connection->pair;
  set_holding (reassembler, pair, HOLDING_QUEUE, false);
  set_holding (reassembler, pair, HOLDING_HISTORY, false);
  reassembler->queued -= pair->charged;
  reassembler->history -= history_cost (pair);
  for (unsigned side = 0; side < 2; side++)
    {
      Stream *stream = &pair->stream[side];
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
      view->side[side].octets = connection->half[side].octets - connection->pair->stream[side].left_out;
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

/* What the receiver says that the connection is worth from now on. */
static void
appraise (Reassembler *reassembler, Connection *connection, StreamVerdict verdict)
{
  StreamPair *pair = connection->pair;
  ConnectionClass worth = verdict == STREAM_BUSY ? CLASS_BUSY : verdict == STREAM_KNOWN ? CLASS_KNOWN : CLASS_UNKNOWN;
  if (verdict == STREAM_UNWANTED)
    {
      become_unwanted (reassembler, connection);
      return;
    }
  if (pair->worth == worth)
    return;
  bool held[HOLDINGS];
  for (PairHolding holding = 0; holding < HOLDINGS; holding++)
    {
      held[holding] = pair->link[holding].linked;
      set_holding (reassembler, pair, holding, false);
    }
  pair->worth = (uint8_t) worth;
  for (PairHolding holding = 0; holding < HOLDINGS; holding++)
    set_holding (reassembler, pair, holding, held[holding]);
  if (connection->class != CLASS_ENDING)
    connection_table_age (&reassembler->table, connection, worth);
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

/* Octets of memory that all histories may still grow by. */
static uint64_t
history_room (const Reassembler *reassembler)
{
  uint64_t most = reassembler->limits.total_history;
  return most > reassembler->history ? most - reassembler->history : 0;
}

/* Forgets the histories of others until there is room for as much: of the cheapest, and
 * among equals of the one that has kept one for the longest time. */
static void
forget_histories (Reassembler *reassembler, StreamPair *pair, uint64_t wanted)
{
  while (history_room (reassembler) < wanted)
    {
      StreamPair *other = stream_pair_cheapest (reassembler, HOLDING_HISTORY, pair->worth);
      if (other == NULL || other == pair)
        return;
      reassembler->history -= history_cost (other);
      reassembler->counters.history_hit++;
      for (unsigned side = 0; side < 2; side++)
        {
          stream_history_clear (&other->stream[side].history);
          stream_history_restart (&other->stream[side].history, other->connection->half[side].next);
        }
      set_holding (reassembler, other, HOLDING_HISTORY, false);
    }
}

static void
remember (Reassembler *reassembler, StreamPair *pair, Stream *stream, const uint8_t *octets, size_t length,
          const StreamPlace *place)
{
  StreamHistory *history = &stream->history;
  uint64_t most = reassembler->limits.history_octets;
  uint64_t before = stream_history_cost (history);
  uint64_t wanted = stream_history_wants (history, length, most);
  if (wanted > history_room (reassembler))
    forget_histories (reassembler, pair, wanted);
  bool served = stream_history_append (history, octets, length, place, most, history_room (reassembler));
  reassembler->history += stream_history_cost (history) - before;
  set_holding (reassembler, pair, HOLDING_HISTORY, history_cost (pair) > 0);
  if (!served && !stream->history_starved)
    {
      stream->history_starved = true;
      reassembler->counters.history_hit++;
    }
}

uint64_t
stream_pair_offset (const Connection *connection, unsigned side, uint64_t position)
{
  const ConnectionHalf *half = &connection->half[side];
  const Stream *stream = &connection->pair->stream[side];
  uint64_t offset = position - half_start (half);
  /* Of several octets that were left out before the last one, the places are forgotten. */
  uint64_t left_out = stream->left_out - (stream->left_out > 0 && position <= stream->last_left_out);
  return offset > left_out ? offset - left_out : 0;
}

static void
hand_on_octets (Reassembler *reassembler, Connection *connection, unsigned side, const uint8_t *octets, size_t length,
                const StreamPlace *place)
{
  if (length == 0)
    return;
  ConnectionHalf *half = &connection->half[side];
  StreamPair *pair = connection->pair;
  Stream *stream = &pair->stream[side];
  open_pair (reassembler, connection);
  StreamChunk chunk = {
    .octets = octets,
    .length = length,
    .offset = half->octets + half->missing - stream->left_out,
    .place = *place,
  };
  if (stream->history.end != half->next)
    stream_history_restart (&stream->history, half->next);
  advance (half, length);
  half->octets += length;
  StreamVerdict verdict
      = reassembler->handler.data (reassembler->user, pair->session, view_now (connection), side, &chunk);
  appraise (reassembler, connection, verdict);
  if (connection_is_live (connection))
    remember (reassembler, pair, stream, octets, length, place);
}

/* Takes off the list what was passed, and gives the place of the next one, or `end`. */
static uint64_t
next_urgent (Stream *stream, uint64_t position, uint64_t end)
{
  unsigned i = 0;
  while (i < stream->urgent_count)
    if (stream->urgent[i] < position)
      stream->urgent[i] = stream->urgent[--stream->urgent_count];
    else
      {
        end = MIN (end, stream->urgent[i]);
        i++;
      }
  return end;
}

/* An urgent octet does not stand in the stream (RFC 6093 §3.1 tells what systems do). */
static void
leave_out (Reassembler *reassembler, Connection *connection, unsigned side, const uint8_t *octet,
           const StreamPlace *place)
{
  ConnectionHalf *half = &connection->half[side];
  Stream *stream = &connection->pair->stream[side];
  static const uint8_t nothing = 0; /* what follows may lie behind the end of the segment */
  StreamAmbiguity ambiguity = {
    .reason = AMBIGUITY_URGENT,
    .second_counts = true,
    .offset = stream_pair_offset (connection, side, half->next),
    .length = 1,
    .first = octet,
    .second = &nothing,
    .shown = 1,
    .first_place = *place,
    .second_place = *place,
  };
  stream_pair_tell_ambiguity (reassembler, connection, side, &ambiguity);
  if (stream->history.end != half->next)
    stream_history_restart (&stream->history, half->next);
  stream->last_left_out = half->next;
  stream->left_out++;
  half->octets++;
  advance (half, 1);
  remember (reassembler, connection->pair, stream, octet, 1, place);
}

void
stream_pair_hand_on (Reassembler *reassembler, Connection *connection, unsigned side, const uint8_t *octets,
                     size_t length, const StreamPlace *place)
{
  while (connection->pair->stream[side].urgent_count > 0)
    {
      const uint64_t next = connection->half[side].next, end = next + length;
      const uint64_t urgent = next_urgent (&connection->pair->stream[side], next, end);
      if (urgent == end)
        break;
      const size_t before = (size_t) (urgent - next);
      hand_on_octets (reassembler, connection, side, octets, before, place);
      if (!connection_is_live (connection))
        return;
      leave_out (reassembler, connection, side, octets + before, place);
      octets += before + 1;
      length -= before + 1;
    }
  hand_on_octets (reassembler, connection, side, octets, length, place);
}

void
stream_pair_hand_on_gap (Reassembler *reassembler, Connection *connection, unsigned side, uint64_t until,
                         GapReason reason)
{
  ConnectionHalf *half = &connection->half[side];
  StreamPair *pair = connection->pair;
  Stream *stream = &pair->stream[side];
  open_pair (reassembler, connection);
  StreamGap gap = { .offset = half->octets + half->missing - stream->left_out,
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
  appraise (reassembler, connection, verdict);
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
stream_pair_tell_oddity (Reassembler *reassembler, Connection *connection, unsigned side, const StreamOddity *oddity)
{
  const StreamPair *pair = connection->pair;
  if (pair->opened && reassembler->handler.oddity != NULL)
    reassembler->handler.oddity (reassembler->user, pair->session, view_now (connection), side, oddity);
}

void
stream_pair_tell_repeat (Reassembler *reassembler, Connection *connection, unsigned side, const StreamRepeat *repeat)
{
  const StreamPair *pair = connection->pair;
  if (pair->opened && reassembler->handler.repeat != NULL)
    reassembler->handler.repeat (reassembler->user, pair->session, view_now (connection), side, repeat);
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
