/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session's life: recognition, the event log, what both halves share.  The
 * client's half of the dialogue is in smtp-client.c, the server's in smtp-server.c.
 * Does not look into TLS, and does not judge what it saw. */
#include "config.h"

#include "smtp-session.h"

#include "smtp-detect.h"
#include "smtp-dialogue.h"

enum {
  HEAD_OCTETS = 4096, /* of each side that detection looks at */
  HEAD_LINES = 32,    /* the same */
  HEAD_TLS = 3,       /* of them, those that tell TLS */
};

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

static void
transaction_free (gpointer pointer)
{
  SmtpTransaction *transaction = pointer;
  mail_message_free (transaction->message);
  g_ptr_array_unref (transaction->recipients);
}

static void
dialogue_free (struct SmtpDialogue *d)
{
  if (d == NULL)
    return;
  g_free (d->head[0]);
  g_free (d->head[1]);
  for (Held *held = d->held.first, *next; held != NULL; held = next)
    {
      next = held->next;
      g_free (held);
    }
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
  g_free (d);
}

SmtpSession *
smtp_session_new (const Flow *flow, bool midstream, SmtpSurroundings *surroundings)
{
  SmtpSession *session = g_new0 (SmtpSession, 1);
  session->references = 1;
  session->flow = *flow;
  session->arena = arena_new ();
  struct SmtpDialogue *d = g_new0 (struct SmtpDialogue, 1);
  session->dialogue = d;
  d->surroundings = surroundings;
  d->midstream = midstream;
  d->pending = g_array_new (FALSE, FALSE, sizeof (Pending));
  d->line_unsure = d->server_unsure = d->reply_truncated = d->secret_near = d->chunks_lost = midstream;
  smtp_lexer_init (&d->lexer[SIDE_CLIENT], surroundings->limits.line_octets);
  smtp_lexer_init (&d->lexer[SIDE_SERVER], surroundings->limits.line_octets);
  session->helos = g_ptr_array_new ();
  session->extensions = g_ptr_array_new_with_free_func (g_free);
  session->auths = g_ptr_array_new ();
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
  dialogue_free (session->dialogue);
  g_ptr_array_unref (session->helos);
  g_ptr_array_unref (session->extensions);
  g_ptr_array_unref (session->auths);
  g_ptr_array_unref (session->transactions);
  g_ptr_array_unref (session->findings);
  g_array_unref (session->events);
  arena_free (session->arena);
  g_free (session);
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
  return d->mode == CLIENT_WAITING || d->held.first != NULL;
}

void
dialogue_drain (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->draining)
    return;
  d->draining = true;
  while (d->held.first != NULL && d->mode != CLIENT_WAITING)
    {
      Held *held = d->held.first;
      if (held->gap)
        client_settle_all (session);
      if (d->held.first != held || d->mode == CLIENT_WAITING)
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
  while (d->mode == CLIENT_WAITING && dialogue_holds_over (&d->held, d->surroundings->limits.pending_octets))
    {
      d->surroundings->counters.pending_hit++;
      client_assume (session);
      dialogue_drain (session);
    }
}

static void
feed_recognised (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  if (side == session->client_side)
    hand_to_client (session, side, octets, offset, origin);
  else
    {
      hand_to_server (session, octets, offset, origin);
      dialogue_drain (session);
    }
}

static void
gap_recognised (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (side != session->client_side)
    {
      server_gap (session, offset, length, cut, origin);
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

static void
recognise (SmtpSession *session, unsigned client_side, bool tls)
{
  struct SmtpDialogue *d = session->dialogue;
  d->recognised = true;
  session->client_side = client_side;
  session->id = d->surroundings->next_id++;
  d->surroundings->counters.sessions++;
  g_clear_pointer (&d->head[0], g_free);
  g_clear_pointer (&d->head[1], g_free);
  HeldQueue held = d->held;
  d->held = (HeldQueue){ 0 };
  Origin origin = held.first != NULL ? held.first->origin : (Origin){ 0 };
  if (session->traffic.first.packet != 0)
    origin = session->traffic.first;
  dialogue_emit (session, (SmtpEvent){ .type = EVENT_CONNECTED, .side = SIDE_CLIENT, .origin = origin });
  if (tls)
    {
      session->tls = TLS_IMPLICIT;
      d->mode = CLIENT_TLS;
      dialogue_emit (session, (SmtpEvent){ .type = EVENT_TLS, .side = SIDE_CLIENT, .origin = origin });
    }
  for (Held *one = held.first, *next; one != NULL; one = next)
    {
      next = one->next;
      if (one->gap)
        gap_recognised (session, one->side, one->offset, one->gap_length, one->cut, one->origin);
      else if (one->ambiguity)
        {
          g_autofree char *text = g_strndup ((const char *) one->octets, one->length);
          smtp_session_ambiguity (session, one->side, one->offset, one->gap_length, text, one->origin);
        }
      else
        feed_recognised (session, one->side, octets_of (one->octets, one->length), one->offset, one->origin);
      g_free (one);
    }
}

static bool
head_full (const struct SmtpDialogue *d, unsigned side)
{
  return d->head_length[side] == HEAD_OCTETS || d->head_lines[side] == HEAD_LINES;
}

/* Puts octets up to the next place where detection is asked into the head; returns
 * how many, and whether it is such a place. */
static size_t
look_at (struct SmtpDialogue *d, unsigned side, Octets octets, bool *telling)
{
  size_t had = d->head_length[side];
  *telling = false;
  if (head_full (d, side))
    return octets.length;
  size_t lf = octets_find (octets, '\n');
  size_t length = lf == SIZE_MAX ? octets.length : lf + 1;
  length = MIN (length, HEAD_OCTETS - had);
  if (had < HEAD_TLS)
    length = MIN (length, HEAD_TLS - had);
  d->head[side] = g_realloc (d->head[side], had + length);
  memcpy (d->head[side] + had, octets.at, length);
  d->head_length[side] += length;
  bool line_ends = octets.at[length - 1] == '\n';
  d->head_lines[side] += line_ends;
  *telling = line_ends || had + length == HEAD_TLS || head_full (d, side);
  return length;
}

static SmtpFeed
detect (SmtpSession *session, bool ended)
{
  struct SmtpDialogue *d = session->dialogue;
  bool over = dialogue_holds_over (&d->held, d->surroundings->limits.detect_octets);
  DetectView view = { .flow = &session->flow, .midstream = d->midstream, .ended = ended };
  for (unsigned side = 0; side < 2; side++)
    {
      view.head[side] = octets_of (d->head[side], d->head_length[side]);
      view.full[side] = over || head_full (d, side);
    }
  unsigned client_side = 0;
  Detection detection = smtp_detect (&view, &client_side);
  if (detection == DETECT_UNDECIDED && over)
    detection = DETECT_NOT_SMTP;
  if (detection == DETECT_SMTP || detection == DETECT_IMPLICIT_TLS)
    {
      recognise (session, client_side, detection == DETECT_IMPLICIT_TLS);
      return FEED_SMTP;
    }
  return detection == DETECT_NOT_SMTP ? FEED_NOT_SMTP : FEED_UNDECIDED;
}

/* What was gathered in front of the dialogue is understood, or is the dialogue
 * itself: all of it behind `length` octets of each side goes the usual way. */
static SmtpFeed
pass_preamble (SmtpSession *session, const size_t length[2])
{
  struct SmtpDialogue *d = session->dialogue;
  size_t skip[2] = { length[0], length[1] };
  HeldQueue held = d->held;
  d->held = (HeldQueue){ 0 };
  d->head_length[0] = d->head_length[1] = 0;
  d->preamble = PREAMBLE_PAST;
  SmtpFeed feed = FEED_UNDECIDED;
  for (Held *one = held.first, *next; one != NULL; one = next)
    {
      next = one->next;
      if (one->ambiguity)
        {
          g_autofree char *text = g_strndup ((const char *) one->octets, one->length);
          smtp_session_ambiguity (session, one->side, one->offset, one->gap_length, text, one->origin);
        }
      else
        {
          size_t skipped = MIN (skip[one->side], one->length);
          skip[one->side] -= skipped;
          if (feed != FEED_NOT_SMTP && skipped < one->length)
            feed = smtp_session_feed (session, one->side, octets_of (one->octets + skipped, one->length - skipped),
                                      one->offset + skipped, one->origin);
        }
      g_free (one);
    }
  return feed;
}

static SmtpFeed
gather_preamble (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  static const size_t nothing[2];
  struct SmtpDialogue *d = session->dialogue;
  size_t had = d->head_length[side];
  size_t length = MIN (octets.length, HEAD_OCTETS - had);
  d->head[side] = g_realloc (d->head[side], had + length);
  memcpy (d->head[side] + had, octets.at, length);
  d->head_length[side] += length;
  dialogue_hold (session, side, octets, offset, origin);
  Octets head[2];
  for (unsigned i = 0; i < 2; i++)
    head[i] = octets_of (d->head[i], d->head_length[i]);
  Preamble preamble;
  PreambleVerdict verdict = preamble_read (head, session->arena, &preamble);
  bool over
      = d->head_length[side] == HEAD_OCTETS || dialogue_holds_over (&d->held, d->surroundings->limits.detect_octets);
  if (verdict == PREAMBLE_WHOLE)
    {
      Preamble *kept = arena_new0 (session->arena, Preamble);
      *kept = preamble;
      session->proxy = kept;
      return pass_preamble (session, preamble.length);
    }
  return verdict == PREAMBLE_NONE || over ? pass_preamble (session, nothing) : FEED_UNDECIDED;
}

/* What comes now is no preamble's, and so what was gathered was none. */
static void
give_up_preamble (SmtpSession *session)
{
  static const size_t nothing[2];
  if (session->dialogue->preamble == PREAMBLE_GATHERING)
    pass_preamble (session, nothing);
  session->dialogue->preamble = PREAMBLE_PAST;
}

SmtpFeed
smtp_session_feed (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->recognised)
    {
      feed_recognised (session, side, octets, offset, origin);
      return dialogue_is_full (session) ? FEED_FULL : FEED_SMTP;
    }
  /* Who stands in front of a dialogue is heard before the server. */
  if (d->preamble == PREAMBLE_UNTRIED && octets.length > 0)
    d->preamble = side == 0 && !d->midstream && preamble_plausible (octets) ? PREAMBLE_GATHERING : PREAMBLE_PAST;
  if (d->preamble == PREAMBLE_GATHERING)
    return gather_preamble (session, side, octets, offset, origin);
  while (octets.length > 0)
    {
      bool telling;
      size_t length = look_at (d, side, octets, &telling);
      dialogue_hold (session, side, octets_slice (octets, 0, length), offset, origin);
      octets = octets_from (octets, length);
      offset += length;
      if (!telling && !dialogue_holds_over (&d->held, d->surroundings->limits.detect_octets))
        continue;
      SmtpFeed feed = detect (session, false);
      if (feed == FEED_SMTP && octets.length > 0)
        feed_recognised (session, side, octets, offset, origin);
      if (feed != FEED_UNDECIDED)
        return feed;
    }
  return FEED_UNDECIDED;
}

SmtpFeed
smtp_session_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  give_up_preamble (session);
  if (d->recognised)
    {
      gap_recognised (session, side, offset, length, cut, origin);
      dialogue_drain (session);
      return dialogue_is_full (session) ? FEED_FULL : FEED_SMTP;
    }
  /* What stands behind a gap says as little as the middle of a stream. */
  d->midstream = true;
  bool telling;
  if (d->head_length[side] > 0)
    look_at (d, side, OCTETS ("\n"), &telling);
  dialogue_hold_gap (session, side, offset, length, cut, origin);
  return dialogue_holds_over (&d->held, d->surroundings->limits.detect_octets) ? detect (session, false)
                                                                               : FEED_UNDECIDED;
}

void
smtp_session_ambiguity (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, const char *text,
                        Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (!d->recognised)
    {
      dialogue_hold (session, side, octets_of_string (text), offset, origin);
      d->held.last->ambiguity = true;
      d->held.last->gap_length = length;
      return;
    }
  if (d->anomalies[ANOMALY_STREAM_AMBIGUITY]++ >= ANOMALIES_TOLD)
    return;
  SmtpEvent event = {
    .type = EVENT_ANOMALY,
    .side = side == session->client_side ? SIDE_CLIENT : SIDE_SERVER,
    .code = ANOMALY_STREAM_AMBIGUITY,
    .origin = origin,
    .offset = offset,
    .length = length,
    .octets = dialogue_keep (session, octets_of_string (text)),
  };
  if (smtp_ambiguity_holds_secret (session, &event))
    event.secret = event.octets;
  dialogue_emit (session, event);
}

/* A line that was found to be a secret only later may have had a second copy before. */
static void
mask_ambiguities (SmtpSession *session)
{
  if (session->dialogue->anomalies[ANOMALY_STREAM_AMBIGUITY] == 0)
    return;
  for (guint i = 0; i < session->events->len; i++)
    {
      SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->code == ANOMALY_STREAM_AMBIGUITY && smtp_ambiguity_holds_secret (session, event))
        event->secret = event->octets;
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

bool
smtp_session_end (SmtpSession *session, SessionEnd end, const SessionTraffic *traffic)
{
  struct SmtpDialogue *d = session->dialogue;
  session->traffic = traffic_of (session, traffic);
  session->closed = end;
  give_up_preamble (session);
  if (!d->recognised)
    detect (session, true);
  bool recognised = d->recognised;
  if (recognised)
    {
      server_end (session);
      do
        {
          client_settle_all (session);
          dialogue_drain (session);
          if (d->mode == CLIENT_WAITING && d->held.first != NULL)
            client_assume (session);
        }
      while (d->held.first != NULL || client_unsettled (d));
      client_end (session);
      if (d->unsettled != NULL)
        mail_message_settle (d->unsettled);
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

const SmtpEvent *
smtp_session_event (const SmtpSession *session, guint index)
{
  return index < session->events->len ? &g_array_index (session->events, SmtpEvent, index) : NULL;
}

const char *
session_end_name (SessionEnd end)
{
  static const char *const names[] = { "open", "fin", "reset", "timeout" };
  return names[end];
}

const char *
outcome_name (Outcome outcome)
{
  static const char *const names[] = { "unfinished", "accepted", "rejected", "aborted" };
  return names[outcome];
}

const char *
auth_result_name (AuthResult result)
{
  static const char *const names[] = { "unknown", "accepted", "rejected" };
  return names[result];
}
