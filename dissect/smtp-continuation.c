/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one session of a connection ends and another goes on in its place.
 *
 * A connection may say more than one session can hold: a relay that keeps it open for
 * days, or a flood.  Then the session ends between two commands, and a new one goes on
 * with the parser's state and an empty model, so that memory is bounded and every mail
 * is told.  And TURN (RFC 821 §3.8) and ATRN (RFC 2645), once accepted, exchange client
 * and server: what follows is a dialogue of its own, greeting and all.
 *
 * Half of a limit is enough to end one where nothing is under way, so that the cut
 * falls between transactions.  A client that never pauses, but sends the next envelope
 * behind each mail, is cut between them: its octets are held until what is due was
 * answered.  Only where there is no such place the cut falls into a transaction: the
 * rest of it is then one without MAIL. */
#include "config.h"

#include "smtp-dialogue.h"

enum { EIGHTHS = 8, QUIET = 4, BETWEEN = 6 };

static unsigned
eighths_of (uint64_t used, uint64_t limit)
{
  uint64_t eighth = MAX (limit / EIGHTHS, 1);
  return (unsigned) MIN (used / eighth, EIGHTHS);
}

/* How many eighths of the limit that is nearest are used; `name` is that limit's. */
static unsigned
fullness (const SmtpSession *session, Octets *name)
{
  const struct SmtpDialogue *d = dialogue_current (session);
  const SessionLimits *limits = &d->surroundings->limits;
  const struct {
    unsigned eighths;
    Octets name;
  } parts[] = {
    { eighths_of (arena_size (session->arena) + d->mail_octets, limits->arena_octets), OCTETS ("session-octets") },
    { eighths_of (session->events->len, limits->events), OCTETS ("events") },
    { eighths_of (session->transactions->len, limits->transactions), OCTETS ("transactions") },
  };
  unsigned most = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i].eighths > most)
      {
        most = parts[i].eighths;
        *name = parts[i].name;
      }
  return most;
}

bool
dialogue_is_full (const SmtpSession *session)
{
  const struct SmtpDialogue *d = dialogue_current (session);
  Octets name;
  if (d->mode == CLIENT_OVER)
    return d->held.first != NULL;
  if (d->overfull || d->mode != CLIENT_COMMANDS || d->held.first != NULL || d->line_unsure
      || d->ahead_kind != AHEAD_NONE || d->early_reply != NULL)
    return false;
  unsigned eighths = fullness (session, &name);
  bool between = d->current == NULL && d->outer == NULL;
  bool quiet = between && dialogue_expected (d) == 0 && d->reply_count == 0 && !d->lexer[SIDE_CLIENT].begun;
  return eighths >= EIGHTHS || (eighths >= QUIET && quiet);
}

bool
dialogue_ends_here (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets name;
  if (d->closing || d->mode != CLIENT_COMMANDS || d->current != NULL || d->outer != NULL || d->lexer[SIDE_CLIENT].begun
      || d->line_unsure || d->ahead_kind != AHEAD_NONE || d->early_reply != NULL || d->overfull
      || fullness (session, &name) < BETWEEN)
    return false;
  d->mode = CLIENT_ENDING;
  dialogue_end_if_answered (session, d->server_gap);
  return true;
}

void
dialogue_end_if_answered (SmtpSession *session, bool now)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->mode == CLIENT_ENDING && (now || (dialogue_expected (d) == 0 && d->replies_owed == 0 && d->reply_count == 0)))
    d->mode = CLIENT_OVER;
}

static void
tell_limit (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SessionCounters *counters = &d->surroundings->counters;
  Octets name = OCTETS_NONE;
  fullness (session, &name);
  if (octets_equal (name, OCTETS ("events")))
    counters->events_hit++;
  else if (octets_equal (name, OCTETS ("transactions")))
    counters->transactions_hit++;
  else
    counters->arena_hit++;
  dialogue_anomaly (session, ANOMALY_LIMIT, SIDE_CLIENT, name, d->position[SIDE_CLIENT], d->last[SIDE_CLIENT]);
}

/* How many replies are to come for what the old session told.  In LMTP mail data gets
 * one a recipient (RFC 2033 §4.2). */
static uint64_t
replies_owed (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  uint64_t owed = d->replies_owed;
  for (guint i = d->pending_head; i < d->pending->len; i++)
    {
      Pending *pending = &g_array_index (d->pending, Pending, i);
      if (pending->replies == REPLIES_OF_MAIL)
        answer_expect_mail (session, pending);
      owed += pending->replies;
    }
  return owed;
}

/* Hands what is no view of the old model to the new session. */
static void
move_state (SmtpSession *session, struct SmtpDialogue *to)
{
  struct SmtpDialogue *from = session->dialogue;
  to->midstream = from->midstream;
  for (unsigned side = 0; side < 2; side++)
    {
      to->lexer[side] = from->lexer[side];
      smtp_lexer_init (&from->lexer[side], from->lexer[side].limit);
      to->last[side] = from->last[side];
      to->position[side] = from->position[side];
    }
  to->client_gap = from->client_gap || from->current != NULL;
  to->chunks_lost = from->chunks_lost || from->current != NULL;
  to->secret_near = from->secret_near;
  to->reply_lines = g_steal_pointer (&from->reply_lines);
  to->reply_text = g_steal_pointer (&from->reply_text);
  to->reply_count = from->reply_count;
  from->reply_count = 0;
  to->reply_code = from->reply_code;
  to->reply_differs = from->reply_differs;
  to->reply_truncated = from->reply_truncated;
  to->reply_first = from->reply_first;
  to->reply_offset = from->reply_offset;
  to->server_unsure = from->server_unsure;
  to->server_gap = from->server_gap;
  to->server_spoke = from->server_spoke;
  to->replied = true; /* the greeting was said to the old one */
  to->replies_owed = from->server_gap ? 0 : replies_owed (session);
}

/* A dialogue from its start, its sides told anew. */
static void
turn_state (const struct SmtpDialogue *from, struct SmtpDialogue *to)
{
  to->midstream = to->line_unsure = to->server_unsure = false;
  to->reply_truncated = to->secret_near = to->chunks_lost = false;
  for (unsigned side = 0; side < 2; side++)
    to->last[side] = from->last[1 - side];
}

static SmtpSession *
successor_new (SmtpSession *session, const SessionTraffic *traffic)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpSession *next = smtp_session_new (&session->flow, false, d->surroundings);
  next->turned = d->turned;
  next->client_side = next->turned ? 1 - session->client_side : session->client_side;
  next->protocol = next->turned ? PROTOCOL_SMTP : session->protocol;
  next->quit = session->quit && !next->turned;
  next->id = d->surroundings->next_id++;
  next->continues = session->id;
  session->continued_by = next->id;
  d->surroundings->counters.sessions++;
  next->opened = session->opened;
  next->traffic.first = traffic->last;
  next->traffic.nanoseconds = traffic->nanoseconds;
  next->dialogue->before = *traffic;
  next->dialogue->recognised = true;
  next->dialogue->preamble = PREAMBLE_PAST;
  return next;
}

SmtpSession *
smtp_session_continue (SmtpSession *session, const SessionTraffic *traffic, SmtpFeed *feed)
{
  /* What is inside TLS goes on in a new dialogue inside the same TLS. */
  struct SmtpDialogue *outer = dialogue_inside_part (session);
  struct SmtpDialogue *d = session->dialogue;
  HeldQueue held = d->held;
  d->held = (HeldQueue){ 0 };
  SessionTraffic own = *traffic;
  for (const Held *one = held.first; one != NULL; one = one->next)
    {
      uint64_t *count = one->gap ? &own.missing[one->side] : &own.octets[one->side];
      *count -= MIN (*count, one->gap ? one->gap_length : one->told != ANOMALY_NONE ? 0 : one->length - one->used);
    }
  SmtpSession *next = successor_new (session, &own);
  if (next->turned)
    turn_state (d, next->dialogue);
  else
    {
      tell_limit (session);
      move_state (session, next->dialogue);
      dialogue_tls_move (session, next);
    }
  next->dialogue->inside_tls = outer != NULL;
  next->tls = outer != NULL ? session->tls : next->tls;
  smtp_session_end (session, SESSION_OPEN, &own);
  dialogue_emit (next, (SmtpEvent){ .type = EVENT_CONNECTED, .side = SIDE_CLIENT, .origin = traffic->last });
  dialogue_feed_held (next, &held);
  if (outer != NULL)
    dialogue_inside_join (next, outer);
  *feed = dialogue_is_full (next) ? FEED_FULL : FEED_SMTP;
  return next;
}

bool
smtp_session_outrun (const SmtpSession *session)
{
  const struct SmtpDialogue *d = dialogue_current (session);
  return (d->mode == CLIENT_ENDING || d->mode == CLIENT_OVER) && d->held.first != NULL;
}
