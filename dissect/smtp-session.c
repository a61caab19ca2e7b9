/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session's life, and what both halves share.  How it is known for SMTP is in
 * smtp-recognition.c, the client's half of the dialogue in smtp-client.c, the server's
 * in smtp-server.c.  Does not look into TLS, and does not judge what it saw. */
#include "config.h"

#include "smtp-session.h"

#include "phrases.h"
#include "sender.h"
#include "session-notes.h"
#include "session-repeats.h"
#include "session-settle.h"
#include "smtp-detect.h"
#include "smtp-dialogue.h"
#include "translate.h"

void
session_limits_init (SessionLimits *limits)
{
  *limits = (SessionLimits){
    .line_octets = 16 * 1024,
    .pending_octets = 256 * 1024,
    .detect_octets = 64 * 1024,
    .events = 200 * 1000,
    .arena_octets = 32 * 1024 * 1024,
    .transactions = 20 * 1000,
    .recipients = 50 * 1000,
    .pipelined = 20 * 1000,
  };
  message_limits_init (&limits->message);
}

bool
smtp_session_plausible (const Flow *flow, bool opener, bool midstream, Octets first)
{
  return smtp_detect_plausible (flow, opener ? 0 : 1, midstream, first);
}

bool
smtp_session_openable (const SmtpSurroundings *surroundings, bool opener, bool midstream, Octets first)
{
  return opener && !midstream && surroundings->keys != NULL && smtp_probe_plausible (surroundings->keys, first);
}

static void
transaction_free (gpointer pointer)
{
  SmtpTransaction *transaction = pointer;
  sender_report_free (transaction->sender);
  mail_message_free (transaction->message);
  mail_places_free (transaction->places);
  g_ptr_array_unref (transaction->recipients);
  if (transaction->burls != NULL)
    g_ptr_array_unref (transaction->burls);
}

struct SmtpDialogue *
dialogue_new (SmtpSurroundings *surroundings, bool midstream)
{
  struct SmtpDialogue *d = g_new0 (struct SmtpDialogue, 1);
  d->surroundings = surroundings;
  d->midstream = midstream;
  enum { PENDING_USUAL = 8 };
  d->pending = g_array_sized_new (FALSE, FALSE, sizeof (Pending), PENDING_USUAL);
  d->line_unsure = d->server_unsure = d->reply_truncated = d->secret_near = d->chunks_lost = midstream;
  smtp_lexer_init (&d->lexer[SIDE_CLIENT], surroundings->limits.line_octets);
  smtp_lexer_init (&d->lexer[SIDE_SERVER], surroundings->limits.line_octets);
  return d;
}

void
dialogue_free (struct SmtpDialogue *d)
{
  if (d == NULL)
    return;
  g_free (d->head[0]);
  g_free (d->head[1]);
  dialogue_free_held (&d->held);
  smtp_lexer_clear (&d->lexer[SIDE_CLIENT]);
  smtp_lexer_clear (&d->lexer[SIDE_SERVER]);
  g_array_unref (d->pending);
  if (d->ahead != NULL)
    g_byte_array_unref (d->ahead);
  if (d->unsure != NULL)
    g_byte_array_unref (d->unsure);
  if (d->reply_lines != NULL)
    g_string_free (d->reply_lines, TRUE);
  if (d->reply_text != NULL)
    g_string_free (d->reply_text, TRUE);
  smtp_probe_free (d->probe);
  tls_observer_free (d->tls);
  dialogue_inside_free (d->inside);
  g_free (d);
}

SmtpSession *
smtp_session_new (const Flow *flow, bool midstream, SmtpSurroundings *surroundings)
{
  Arena *arena = arena_new_in (surroundings->store);
  SmtpSession *session = arena_settle (arena, &(SmtpSession){ .references = 1 }, sizeof *session);
  session->arena = arena;
  session->flow = *flow;
  session->dialogue = dialogue_new (surroundings, midstream);
  session->helos = g_ptr_array_new ();
  session->extensions = g_ptr_array_new_with_free_func (g_free);
  session->auths = g_ptr_array_new ();
  session->requests = g_ptr_array_new ();
  session->transactions = g_ptr_array_new_with_free_func (transaction_free);
  session->events = g_array_new (FALSE, FALSE, sizeof (SmtpEvent));
  session->findings = g_ptr_array_new ();
  return session;
}

SmtpSession *
smtp_session_ref (SmtpSession *session)
{
  g_assert (session->references > 0);
  session->references++;
  return session;
}

void
smtp_session_unref (SmtpSession *session)
{
  if (session == NULL || --session->references > 0)
    return;
  if (session->settled)
    {
      session_free_settled (session);
      return;
    }
  dialogue_free (session->dialogue);
  g_ptr_array_unref (session->helos);
  g_ptr_array_unref (session->extensions);
  g_ptr_array_unref (session->auths);
  g_ptr_array_unref (session->requests);
  g_ptr_array_unref (session->transactions);
  g_ptr_array_unref (session->findings);
  phrases_free (session->phrases);
  g_array_unref (session->events);
  tls_facts_unref (session->tls_facts);
  session_repeats_free (session->repeats);
  session_notes_free (session->notes);
  arena_free (session->arena); /* the session itself, too */
}

static void
hand_to_server (SmtpSession *session, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  d->server_spoke = true;
  d->last[SIDE_SERVER] = origin;
  client_settle (session, true);
  server_consume (session, octets, offset, origin);
  d->position[SIDE_SERVER] = offset + octets.length;
}

/* Whether octets are kept until others tell what they are. */
static bool
client_unsettled (const struct SmtpDialogue *d)
{
  return d->ahead_kind != AHEAD_NONE || (d->unsure != NULL && d->unsure->len > 0);
}

/* Whether the client's octets have to wait behind others. */
static bool
client_blocked (const struct SmtpDialogue *d)
{
  return dialogue_client_waits (d) || d->held.first != NULL;
}

void
dialogue_drain (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->draining)
    return;
  d->draining = true;
  while (d->held.first != NULL && !dialogue_client_waits (d))
    {
      Held *held = d->held.first;
      if (held->gap)
        client_settle_all (session);
      if (d->held.first != held || dialogue_client_waits (d))
        continue;
      d->held.first = held->next;
      if (d->held.first == NULL)
        d->held.last = NULL;
      d->held.octets -= held->length - held->used;
      d->held.pieces--;
      if (held->gap)
        client_gap (session, held->offset, held->gap_length, held->cut, held->origin);
      else
        {
          Octets rest = octets_of (held->octets + held->used, held->length - held->used);
          held->used += client_consume (session, rest, held->offset + held->used, held->origin);
        }
      if (!held->gap && held->used < held->length)
        dialogue_hold_first (&d->held, held);
      else
        g_free (held);
    }
  d->draining = false;
}

/* The word waited for fell into a gap: that the client goes on shows it was said. */
static void
assume_lost_words (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  while (d->mode == CLIENT_WAITING && d->server_gap && d->held.first != NULL && client_held_tells (session))
    {
      client_assume (session);
      dialogue_drain (session);
    }
}

static void
hand_to_client (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  d->last[SIDE_CLIENT] = origin;
  if (client_blocked (d))
    {
      dialogue_hold (session, side, octets, offset, origin);
      if (octets_find (octets, '\n') != SIZE_MAX || d->held.first->next == NULL
          || d->held.octets >= d->surroundings->limits.line_octets)
        assume_lost_words (session);
    }
  else
    {
      size_t used = client_consume (session, octets, offset, origin);
      dialogue_hold (session, side, octets_from (octets, used), offset + used, origin);
      dialogue_drain (session);
      assume_lost_words (session);
    }
  d->position[SIDE_CLIENT] = offset + octets.length;
  if (d->mode == CLIENT_ENDING && dialogue_holds_over (&d->held, d->surroundings->limits.pending_octets))
    dialogue_end_if_answered (session, true);
  while (d->mode == CLIENT_WAITING && dialogue_holds_over (&d->held, d->surroundings->limits.pending_octets))
    {
      d->surroundings->counters.pending_hit++;
      client_assume (session);
      dialogue_drain (session);
    }
}

void
dialogue_feed (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  if (session->dialogue->mode == CLIENT_OVER)
    dialogue_hold (session, side, octets, offset, origin);
  else if (side == session->client_side)
    hand_to_client (session, side, octets, offset, origin);
  else
    {
      hand_to_server (session, octets, offset, origin);
      dialogue_drain (session);
    }
}

void
dialogue_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->mode == CLIENT_OVER)
    dialogue_hold_gap (session, side, offset, length, cut, origin);
  else if (side != session->client_side)
    {
      server_gap (session, offset, length, cut, origin);
      dialogue_end_if_answered (session, true);
      assume_lost_words (session);
    }
  else
    {
      if (d->mode == CLIENT_WAITING && d->server_gap)
        client_assume (session);
      dialogue_drain (session);
      if (!client_blocked (d))
        client_settle_all (session);
      dialogue_drain (session);
      if (client_blocked (d))
        dialogue_hold_gap (session, side, offset, length, cut, origin);
      else
        client_gap (session, offset, length, cut, origin);
      d->position[SIDE_CLIENT] = offset + length;
    }
}

SmtpFeed
smtp_session_feed (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  if (!session->dialogue->recognised)
    return recognition_feed (session, side, octets, offset, origin);
  dialogue_feed (session, side, octets, offset, origin);
  return dialogue_is_full (session) ? FEED_FULL : FEED_SMTP;
}

SmtpFeed
smtp_session_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  recognition_give_up_preamble (session);
  if (!session->dialogue->recognised)
    return recognition_gap (session, side, offset, length, cut, origin);
  dialogue_gap (session, side, offset, length, cut, origin);
  dialogue_drain (session);
  return dialogue_is_full (session) ? FEED_FULL : FEED_SMTP;
}

void
dialogue_feed_held (SmtpSession *session, HeldQueue *queue)
{
  for (Held *one = queue->first, *next; one != NULL; one = next)
    {
      next = one->next;
      if (one->gap)
        dialogue_gap (session, one->side, one->offset, one->gap_length, one->cut, one->origin);
      else if (one->told != ANOMALY_NONE)
        {
          g_autofree char *text = g_strndup ((const char *) one->octets, one->length);
          smtp_session_oddity (session, one->side, one->told, one->offset, one->gap_length, text, one->origin);
        }
      else
        dialogue_feed (session, one->side, octets_from (octets_of (one->octets, one->length), one->used),
                       one->offset + one->used, one->origin);
      g_free (one);
    }
  *queue = (HeldQueue){ 0 };
}

void
smtp_session_ambiguity (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, const char *text,
                        Origin origin)
{
  smtp_session_oddity (session, side, ANOMALY_STREAM_AMBIGUITY, offset, length, text, origin);
}

void
smtp_session_oddity (SmtpSession *session, unsigned side, SmtpAnomaly code, uint64_t offset, uint64_t length,
                     const char *text, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (!d->recognised || d->mode == CLIENT_OVER)
    {
      dialogue_hold (session, side, octets_of_string (text), offset, origin);
      d->held.last->told = code;
      d->held.last->gap_length = length;
      return;
    }
  if (d->anomalies[code]++ >= ANOMALIES_TOLD)
    return;
  SmtpEvent event = {
    .type = EVENT_ANOMALY,
    .side = side == session->client_side ? SIDE_CLIENT : SIDE_SERVER,
    .code = code,
    .origin = origin,
    .offset = offset,
    .length = length,
    .octets = dialogue_keep (session, octets_of_string (text)),
  };
  if (smtp_ambiguity_holds_secret (session, &event))
    event.secret = event.octets;
  dialogue_emit (session, event);
}

/* A line that was found to be a secret only later may have had a second copy before; and
 * only what came behind tells that a word is none. */
static void
mask_ambiguities (SmtpSession *session)
{
  const guint *told = session->dialogue->anomalies;
  if (told[ANOMALY_STREAM_AMBIGUITY] == 0 && told[ANOMALY_STREAM_DECEPTION] == 0)
    return;
  for (guint i = 0; i < session->events->len; i++)
    {
      SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_ANOMALY && smtp_anomaly_quotes (event->code))
        event->secret = smtp_ambiguity_holds_secret (session, event) ? event->octets : OCTETS_NONE;
    }
}

/* Without what the session before this one told of. */
static SessionTraffic
traffic_of (const SmtpSession *session, const SessionTraffic *whole)
{
  SessionTraffic traffic = *whole;
  if (session->continues == 0)
    return traffic;
  const SessionTraffic *before = &session->dialogue->before;
  traffic.first = before->last;
  traffic.packets -= MIN (before->packets, whole->packets);
  for (unsigned side = 0; side < 2; side++)
    {
      traffic.octets[side] -= MIN (before->octets[side], whole->octets[side]);
      traffic.missing[side] -= MIN (before->missing[side], whole->missing[side]);
    }
  return traffic;
}

void
dialogue_end (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  d->closing = true;
  if (d->mode == CLIENT_ENDING || d->mode == CLIENT_OVER)
    dialogue_free_held (&d->held); /* none of its own */
  server_end (session);
  do
    {
      client_settle_all (session);
      dialogue_drain (session);
      if (d->mode == CLIENT_WAITING && d->held.first != NULL)
        client_assume (session);
    }
  while (d->held.first != NULL || client_unsettled (d));
  /* What is inside ends first: the model is of both. */
  dialogue_tls_end (session);
  client_end (session);
  if (d->unsettled != NULL)
    mail_message_settle (d->unsettled);
}

bool
smtp_session_end (SmtpSession *session, SessionEnd end, const SessionTraffic *traffic)
{
  struct SmtpDialogue *d = session->dialogue;
  session->traffic = traffic_of (session, traffic);
  session->closed = end;
  recognition_end (session);
  bool recognised = d->recognised;
  if (recognised)
    {
      dialogue_end (session);
      mask_ambiguities (session);
      dialogue_emit (session, (SmtpEvent){ .type = EVENT_END, .side = SIDE_CLIENT, .origin = traffic->last });
    }
  g_clear_pointer (&session->dialogue, dialogue_free);
  return recognised;
}

bool
smtp_session_in_clear (const SmtpSession *session)
{
  return session->tls == TLS_NONE;
}

uint64_t
smtp_session_octets (const SmtpSession *session)
{
  enum { WHILE_OPEN = 3072, EVENT = sizeof (SmtpEvent) }; /* the former was measured, with its two streams */
  /* Arrays grow to powers of two. */
  uint64_t octets = arena_memory (session->arena)
                    + (UINT64_C (1) << g_bit_storage ((gulong) session->events->len * EVENT))
                    + session_repeats_cost (session->repeats);
  const struct SmtpDialogue *d = session->dialogue;
  if (d == NULL)
    return octets;
  octets += WHILE_OPEN + d->held.octets + d->head_length[0] + d->head_length[1];
  return octets + dialogue_current (session)->mail_octets;
}

bool
smtp_session_is_busy (const SmtpSession *session)
{
  if (session->dialogue == NULL)
    return false;
  const struct SmtpDialogue *d = dialogue_current (session);
  return d->current != NULL || d->receiving != NULL || d->auth != NULL || d->mode == CLIENT_BLOB;
}

const SmtpEvent *
smtp_session_event (const SmtpSession *session, guint index)
{
  return index < session->events->len ? &g_array_index (session->events, SmtpEvent, index) : NULL;
}

const char *
session_end_name (SessionEnd end)
{
  static const char *const names[]
      = { NC_ ("session", "open"), NC_ ("session", "fin"), NC_ ("session", "reset"), NC_ ("session", "timeout") };
  return names[end];
}

const char *
outcome_name (Outcome outcome)
{
  static const char *const names[] = { N_ ("unfinished"), N_ ("accepted"), N_ ("rejected"), N_ ("aborted") };
  return names[outcome];
}

const char *
transfer_name (TransferMode transfer)
{
  static const char *const names[] = { NULL, "data", "bdat", "burl" };
  return names[transfer];
}

const char *
auth_result_name (AuthResult result)
{
  static const char *const names[] = { N_ ("unknown"), N_ ("accepted"), N_ ("rejected") };
  return names[result];
}
