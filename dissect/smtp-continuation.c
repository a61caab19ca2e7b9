/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection may say more than one session can hold: a relay that keeps it open for
 * days, or a flood.  Then the session ends between two commands, and a new one goes on
 * in its place with the parser's state and an empty model, so that memory is bounded
 * and every mail is told.
 *
 * Half of a limit is enough to end one where nothing is under way, so that the cut
 * falls between transactions; only where there is no such place it falls into one: the
 * rest of it is then a transaction without MAIL. */
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
  const SessionLimits *limits = &session->dialogue->surroundings->limits;
  const struct {
    unsigned eighths;
    Octets name;
  } parts[] = {
    { eighths_of (arena_size (session->arena) + session->dialogue->mail_octets, limits->arena_octets),
      OCTETS ("session-octets") },
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
  const struct SmtpDialogue *d = session->dialogue;
  Octets name;
  if (d->overfull || d->mode != CLIENT_COMMANDS || d->held.first != NULL || d->line_unsure
      || d->ahead_kind != AHEAD_NONE || d->early_reply != NULL)
    return false;
  unsigned eighths = fullness (session, &name);
  bool between = d->current == NULL && d->outer == NULL;
  bool quiet = between && dialogue_expected (d) == 0 && d->reply_count == 0 && !d->lexer[SIDE_CLIENT].begun;
  return eighths >= EIGHTHS || (eighths >= BETWEEN && between) || (eighths >= QUIET && quiet);
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

/* How many replies are to come for what the old session told.  In LMTP a mail may get
 * more; those are then told as belonging to nothing. */
static uint64_t
replies_owed (const struct SmtpDialogue *d)
{
  uint64_t owed = d->replies_owed;
  for (guint i = d->pending_head; i < d->pending->len; i++)
    owed += MAX (g_array_index (d->pending, Pending, i).replies, 1);
  return owed;
}

/* Hands what is no view of the old model to the new session. */
static void
move_state (struct SmtpDialogue *from, struct SmtpDialogue *to)
{
  to->recognised = true;
  to->preamble = PREAMBLE_PAST;
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
  to->replies_owed = from->server_gap ? 0 : replies_owed (from);
}

SmtpSession *
smtp_session_continue (SmtpSession *session, const SessionTraffic *traffic)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpSession *next = smtp_session_new (&session->flow, false, d->surroundings);
  tell_limit (session);
  next->client_side = session->client_side;
  next->protocol = session->protocol;
  next->quit = session->quit;
  next->id = d->surroundings->next_id++;
  next->continues = session->id;
  session->continued_by = next->id;
  d->surroundings->counters.sessions++;
  next->traffic.first = traffic->last;
  next->traffic.nanoseconds = traffic->nanoseconds;
  move_state (d, next->dialogue);
  dialogue_tls_move (session, next);
  next->dialogue->before = *traffic;
  dialogue_emit (next, (SmtpEvent){ .type = EVENT_CONNECTED, .side = SIDE_CLIENT, .origin = traffic->last });
  smtp_session_end (session, SESSION_OPEN, traffic);
  return next;
}
