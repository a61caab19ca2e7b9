/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a connection is SMTP, and who is the client: its first octets are held until
 * that is known, then all of them go the usual way.  What a proxy says in front of the
 * dialogue is passed over.  Does not itself know what SMTP sounds like: that is in
 * smtp-detect.c and preamble.c. */
#include "config.h"

#include "smtp-detect.h"
#include "smtp-dialogue.h"

enum {
  HEAD_OCTETS = 4096, /* of each side that detection looks at */
  HEAD_LINES = 32,    /* the same */
  HEAD_TLS = 3,       /* of them, those that tell TLS */
  EVENTS_USUAL = 24,  /* of a session with one mail */
};

static void
recognise (SmtpSession *session, unsigned client_side, bool tls)
{
  struct SmtpDialogue *d = session->dialogue;
  d->recognised = true;
  g_clear_pointer (&d->probe, smtp_probe_free);
  session->client_side = client_side;
  session->id = d->surroundings->next_id++;
  d->surroundings->counters.sessions++;
  g_clear_pointer (&d->head[0], g_free);
  g_clear_pointer (&d->head[1], g_free);
  HeldQueue held = d->held;
  d->held = (HeldQueue){ 0 };
  Origin octets = held.first != NULL ? held.first->origin : (Origin){ 0 };
  Origin connected = session->traffic.first.packet != 0 ? session->traffic.first : octets;
  /* Room for the log of a short session at once; what is not SMTP has none. */
  g_array_set_size (session->events, EVENTS_USUAL);
  g_array_set_size (session->events, 0);
  dialogue_emit (session, (SmtpEvent){ .type = EVENT_CONNECTED, .side = SIDE_CLIENT, .origin = connected });
  if (tls)
    dialogue_tls_begin (session, TLS_IMPLICIT, 0, octets);
  if (tls && d->midstream)
    dialogue_tls_midstream (session);
  dialogue_feed_held (session, &held);
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
  /* A line that is cut here says what it is by its beginning. */
  if (!line_ends && d->head_length[side] == HEAD_OCTETS && d->head_lines[side] == 0)
    d->head[side][HEAD_OCTETS - 1] = '\n';
  d->head_lines[side] += line_ends;
  *telling = line_ends || had + length == HEAD_TLS || head_full (d, side);
  return length;
}

static SmtpFeed begin_probe (SmtpSession *session);

/* Whether it may be SMTP inside TLS on a port that does not say so. */
static bool
may_be_opened (const SmtpSession *session)
{
  const struct SmtpDialogue *d = session->dialogue;
  enum { SUBMISSIONS = 465 };
  return d->probe == NULL && !d->probed && !d->midstream && session->flow.side[1].port != SUBMISSIONS
         && d->head_length[0] >= HEAD_TLS && d->surroundings->keys != NULL
         && smtp_probe_plausible (d->surroundings->keys, octets_of (d->head[0], d->head_length[0]));
}

static SmtpFeed
detect (SmtpSession *session, bool ended)
{
  struct SmtpDialogue *d = session->dialogue;
  if (may_be_opened (session))
    return begin_probe (session);
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
      recognise (session, client_side, detection == DETECT_IMPLICIT_TLS || d->probe != NULL);
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
      if (one->told != ANOMALY_NONE)
        {
          g_autofree char *text = g_strndup ((const char *) one->octets, one->length);
          smtp_session_oddity (session, one->side, one->told, one->offset, one->gap_length, text, one->origin);
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

/* What was held goes the usual way after all. */
static SmtpFeed
give_up_probe (SmtpSession *session)
{
  static const size_t nothing[2];
  struct SmtpDialogue *d = session->dialogue;
  g_clear_pointer (&d->probe, smtp_probe_free);
  d->probed = true;
  d->head_lines[0] = d->head_lines[1] = 0;
  return pass_preamble (session, nothing);
}

/* Asks of what was said inside, as of clear octets. */
static SmtpFeed
ask_probe (SmtpSession *session, unsigned side)
{
  struct SmtpDialogue *d = session->dialogue;
  Octets said = smtp_probe_take (d->probe, side == 0 ? SIDE_CLIENT : SIDE_SERVER);
  while (said.length > 0)
    {
      bool telling;
      said = octets_from (said, look_at (d, side, said, &telling));
      SmtpFeed feed = telling ? detect (session, false) : FEED_UNDECIDED;
      if (feed != FEED_UNDECIDED)
        return feed;
    }
  bool over = dialogue_holds_over (&d->held, d->surroundings->limits.detect_octets);
  return over || smtp_probe_hopeless (d->probe) ? give_up_probe (session) : FEED_UNDECIDED;
}

static SmtpFeed
begin_probe (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  SmtpFeed feed = FEED_UNDECIDED;
  d->probe = smtp_probe_new (d->surroundings->keys);
  for (unsigned side = 0; side < 2; side++)
    d->head_length[side] = d->head_lines[side] = 0;
  for (const Held *held = d->held.first; held != NULL; held = held->next)
    {
      if (held->told != ANOMALY_NONE)
        continue;
      smtp_probe_feed (d->probe, held->side == 0 ? SIDE_CLIENT : SIDE_SERVER, octets_of (held->octets, held->length),
                       held->offset, held->origin);
      feed = ask_probe (session, held->side);
      /* Then what was held is on its way, and gone. */
      if (feed != FEED_UNDECIDED || d->probe == NULL)
        break;
    }
  return feed;
}

static SmtpFeed
feed_probe (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  dialogue_hold (session, side, octets, offset, origin);
  smtp_probe_feed (d->probe, side == 0 ? SIDE_CLIENT : SIDE_SERVER, octets, offset, origin);
  return ask_probe (session, side);
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
void
recognition_give_up_preamble (SmtpSession *session)
{
  static const size_t nothing[2];
  if (session->dialogue->preamble == PREAMBLE_GATHERING)
    pass_preamble (session, nothing);
  session->dialogue->preamble = PREAMBLE_PAST;
}

SmtpFeed
recognition_feed (SmtpSession *session, unsigned side, Octets octets, uint64_t offset, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  /* Who stands in front of a dialogue is heard before the server. */
  if (d->preamble == PREAMBLE_UNTRIED && octets.length > 0)
    d->preamble = side == 0 && !d->midstream && preamble_plausible (octets) ? PREAMBLE_GATHERING : PREAMBLE_PAST;
  if (d->preamble == PREAMBLE_GATHERING)
    return gather_preamble (session, side, octets, offset, origin);
  while (octets.length > 0)
    {
      bool telling;
      if (d->probe != NULL)
        return feed_probe (session, side, octets, offset, origin);
      size_t length = look_at (d, side, octets, &telling);
      dialogue_hold (session, side, octets_slice (octets, 0, length), offset, origin);
      octets = octets_from (octets, length);
      offset += length;
      if (!telling && !dialogue_holds_over (&d->held, d->surroundings->limits.detect_octets))
        continue;
      SmtpFeed feed = detect (session, false);
      if (feed == FEED_SMTP && octets.length > 0)
        dialogue_feed (session, side, octets, offset, origin);
      if (feed != FEED_UNDECIDED)
        return feed;
    }
  return FEED_UNDECIDED;
}

SmtpFeed
recognition_gap (SmtpSession *session, unsigned side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->probe != NULL)
    {
      SmtpFeed feed = give_up_probe (session);
      if (feed != FEED_UNDECIDED)
        {
          if (feed == FEED_SMTP)
            dialogue_gap (session, side, offset, length, cut, origin);
          return feed;
        }
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
recognition_end (SmtpSession *session)
{
  recognition_give_up_preamble (session);
  if (!session->dialogue->recognised)
    detect (session, true);
}
