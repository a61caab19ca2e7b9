/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both halves of a dialogue share: the event log, octets that are held until
 * it is known what they are, and the replies that are expected. */
#include "config.h"

#include "smtp-dialogue.h"

enum {
  PIECE_COST = 16, /* octets that a piece of what is held counts, however small: it takes more */
};

Octets
dialogue_keep (SmtpSession *session, Octets octets)
{
  struct SmtpDialogue *d = session->dialogue;
  /* Where it meets its limit a session is continued; one that never comes to a place
   * where it could be, such as under a flood of replies to mail data, ends at twice that. */
  if (!d->overfull && (arena_size (session->arena) + octets.length) / 2 > d->surroundings->limits.arena_octets)
    {
      d->overfull = true;
      d->surroundings->counters.arena_hit++;
      dialogue_anomaly (session, ANOMALY_LIMIT, SIDE_CLIENT, OCTETS ("session-octets"), d->position[SIDE_CLIENT],
                        d->last[SIDE_CLIENT]);
    }
  return d->overfull ? OCTETS_NONE : arena_copy (session->arena, octets);
}

void
dialogue_emit (SmtpSession *session, SmtpEvent event)
{
  struct SmtpDialogue *d = session->dialogue;
  event.tls = d->inside_tls;
  if (session->events->len >= d->surroundings->limits.events)
    {
      if (session->events_dropped++ == 0)
        d->surroundings->counters.events_hit++;
      if (event.type != EVENT_END)
        return;
    }
  g_array_append_val (session->events, event);
  if (d->surroundings->handler != NULL)
    d->surroundings->handler (d->surroundings->user, session,
                              &g_array_index (session->events, SmtpEvent, session->events->len - 1));
}

void
dialogue_anomaly (SmtpSession *session, SmtpAnomaly code, Side side, Octets octets, uint64_t offset, Origin origin)
{
  if (session->dialogue->anomalies[code]++ >= ANOMALIES_TOLD)
    return;
  dialogue_emit (session, (SmtpEvent){
                              .type = EVENT_ANOMALY,
                              .side = side,
                              .code = code,
                              .origin = origin,
                              .offset = offset,
                              .octets = octets,
                          });
}

static void
hold_back (HeldQueue *queue, Held *held)
{
  if (queue->last != NULL)
    queue->last->next = held;
  else
    queue->first = held;
  queue->last = held;
  queue->octets += held->length;
  queue->pieces++;
}

void
dialogue_hold_first (HeldQueue *queue, Held *held)
{
  held->next = queue->first;
  queue->first = held;
  if (queue->last == NULL)
    queue->last = held;
  queue->octets += held->length - held->used;
  queue->pieces++;
}

/* Whether more is held than the limit allows. */
bool
dialogue_holds_over (const HeldQueue *queue, uint64_t limit)
{
  return queue->octets > limit || queue->pieces > limit / PIECE_COST;
}

void
dialogue_free_held (HeldQueue *queue)
{
  for (Held *held = queue->first, *next; held != NULL; held = next)
    {
      next = held->next;
      g_free (held);
    }
  *queue = (HeldQueue){ 0 };
}

static Held *
held_new (unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  Held *held = g_malloc (sizeof *held + octets.length);
  *held = (Held){ .side = side, .offset = offset, .origin = origin, .length = octets.length };
  memcpy (held->octets, octets.at, octets.length);
  return held;
}

void
dialogue_hold (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  if (octets.length > 0)
    hold_back (&session->dialogue->held, held_new (side, octets, offset, origin));
}

void
dialogue_hold_front (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  if (octets.length > 0)
    dialogue_hold_first (&session->dialogue->held, held_new (session->client_side, octets, offset, origin));
}

void
dialogue_hold_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  Held *last = session->dialogue->held.last;
  if (last != NULL && last->gap && last->side == side && last->cut == cut && last->offset + last->gap_length == offset)
    {
      last->gap_length += length;
      return;
    }
  Held *held = g_malloc (sizeof *held);
  *held = (Held){ .side = side, .gap = true, .cut = cut, .gap_length = length, .offset = offset, .origin = origin };
  hold_back (&session->dialogue->held, held);
}

void
dialogue_expect (SmtpSession *session, PendingKind kind, SmtpCommand *command, unsigned replies, guint event)
{
  struct SmtpDialogue *d = session->dialogue;
  if (dialogue_expected (d) >= d->surroundings->limits.pipelined)
    {
      d->surroundings->counters.pipelined_hit++;
      return;
    }
  /* The queue is a window that moves through the array. */
  if (d->pending_head > 64 && d->pending_head * 2 > d->pending->len)
    {
      g_array_remove_range (d->pending, 0, d->pending_head);
      d->pending_head = 0;
    }
  Pending pending = { .kind = kind, .command = command, .replies = replies, .event = event };
  g_array_append_val (d->pending, pending);
}
