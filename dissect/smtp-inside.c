/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogue inside TLS, where its keys are known.
 *
 * It starts over (RFC 3207 §4.2): a parser state of its own, which takes the outer
 * one's place while octets from inside are fed, so that both halves are the same code.
 * The model and the event log are the session's; what crossed inside is marked.
 * Offsets inside count the octets of application data of a side.
 *
 * A gap is told when it is met, for the other side's words must not run ahead of it.
 * Its length inside is then an estimate; what the next record's number and place prove
 * it to be more, is told as a second gap behind it.
 *
 * Does not: guess at records that do not open. */
#include "config.h"

#include "smtp-dialogue.h"

typedef struct InsideHalf {
  uint64_t offset; /* of the next octet inside */
  uint64_t behind; /* place in the outer stream up to which all is accounted for */
  uint64_t told;   /* octets inside that were told as a gap since */
  uint64_t owed;   /* … that are to be told at the end */
  uint64_t usual;  /* octets of the last record with application data */
  bool begun;
  bool lost; /* something since was not opened */
} InsideHalf;

struct SmtpInside {
  SmtpSession *session;
  TlsDecrypt *decrypt;
  struct SmtpDialogue *dialogue; /* NULL until application data was opened */
  bool turned;                   /* SMTP's client is the server of TLS (TURN) */
  InsideHalf half[2];            /* by Side of TLS */
};

/* --- into the inner dialogue and out of it --------------------------------------- */

static void
begin_dialogue (SmtpInside *inside)
{
  SmtpSession *session = inside->session;
  struct SmtpDialogue *d = dialogue_new (session->dialogue->surroundings, false);
  d->recognised = true;
  d->preamble = PREAMBLE_PAST;
  d->inside_tls = true;
  /* After STARTTLS there is no greeting. */
  d->replied = session->tls != TLS_IMPLICIT;
  inside->dialogue = d;
  session->decrypted = true;
}

static unsigned
flow_side (const SmtpInside *inside, Side side)
{
  unsigned client = inside->session->client_side;
  return (side == SIDE_CLIENT) != inside->turned ? client : 1 - client;
}

static void
feed (SmtpInside *inside, Side side, Octets octets, Origin origin)
{
  SmtpSession *session = inside->session;
  struct SmtpDialogue *outer = session->dialogue;
  uint64_t offset = inside->half[side].offset;
  if (inside->dialogue == NULL)
    begin_dialogue (inside);
  inside->half[side].offset += octets.length;
  session->dialogue = inside->dialogue;
  dialogue_feed (session, flow_side (inside, side), octets, offset, origin);
  session->dialogue = outer;
}

static void
tell_gap (SmtpInside *inside, Side side, uint64_t length, bool cut, Origin origin)
{
  SmtpSession *session = inside->session;
  struct SmtpDialogue *outer = session->dialogue;
  uint64_t offset = inside->half[side].offset;
  if (length == 0)
    return;
  if (inside->dialogue == NULL)
    begin_dialogue (inside);
  inside->half[side].offset += length;
  session->dialogue = inside->dialogue;
  dialogue_gap (session, flow_side (inside, side), offset, length, cut, origin);
  dialogue_drain (session);
  session->dialogue = outer;
}

/* --- records ---------------------------------------------------------------------- */

/* About `content` octets inside were lost.  Where all the rest of a side stays closed,
 * one gap at the end tells as much as one a record. */
static void
lose (SmtpInside *inside, Side side, uint64_t content, bool cut, Origin origin)
{
  InsideHalf *half = &inside->half[side];
  half->lost = true;
  if (inside->dialogue == NULL)
    return;
  if (half->told > 0 && !tls_decrypt_wants (inside->decrypt, side))
    {
      half->owed += content;
      return;
    }
  half->told += content;
  tell_gap (inside, side, content, cut, origin);
}

/* A record was opened at `place`: what lies in front of it and was not, is known now. */
static void
settle (SmtpInside *inside, Side side, uint64_t place, const TlsOpened *opened, Origin origin)
{
  InsideHalf *half = &inside->half[side];
  uint64_t region = half->begun && place > half->behind ? place - half->behind : 0;
  uint64_t content = opened->lost > 0 ? tls_decrypt_content (inside->decrypt, region, opened->lost) : 0;
  if (half->lost && content > half->told)
    tell_gap (inside, side, content - half->told, false, origin);
  half->told = half->owed = 0;
  half->lost = false;
}

static void
take_record (gpointer user, Side side, const TlsRecord *record)
{
  SmtpInside *inside = user;
  InsideHalf *half = &inside->half[side];
  uint64_t length = record->header_length + record->length;
  if (!half->begun)
    half->behind = record->offset;
  half->begun = true;
  if (record->octets.length == 0)
    {
      tls_decrypt_gap (inside->decrypt, side, length);
      if (record->type == TLS_APPLICATION_DATA)
        lose (inside, side, tls_decrypt_content (inside->decrypt, length, 1), record->cut, record->end);
      return;
    }
  TlsOpened opened;
  TlsVerdict verdict = tls_decrypt_record (inside->decrypt, side, record->octets, &opened);
  if (verdict == TLS_RECORD_SEALED)
    {
      lose (inside, side, tls_decrypt_content (inside->decrypt, length, 1), false, record->end);
      return;
    }
  if (verdict == TLS_RECORD_OPENED)
    {
      settle (inside, side, record->offset, &opened, record->end);
      if (opened.type == TLS_APPLICATION_DATA)
        half->usual = length;
      if (opened.type == TLS_APPLICATION_DATA && opened.content.length > 0)
        feed (inside, side, opened.content, record->end);
    }
  half->behind = record->offset + length;
}

static void
records_lost (gpointer user, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  SmtpInside *inside = user;
  InsideHalf *half = &inside->half[side];
  uint64_t region = half->begun ? offset + length - half->behind : length;
  uint64_t usual = MAX (half->usual, 1), records = half->usual > 0 ? (region + usual - 1) / usual : 1;
  uint64_t content = tls_decrypt_content (inside->decrypt, region, records);
  tls_decrypt_gap (inside->decrypt, side, length);
  lose (inside, side, content > half->told ? content - half->told : 0, cut, origin);
}

static bool
record_wanted (gpointer user, Side side, const TlsRecord *header)
{
  const SmtpInside *inside = user;
  (void) header;
  return tls_decrypt_wants (inside->decrypt, side);
}

/* Without it, a record behind a gap would wait for the next one of its side, and what
 * the other side answers would be heard first. */
static bool
record_proved (gpointer user, Side side, Octets record)
{
  SmtpInside *inside = user;
  return tls_decrypt_fits (inside->decrypt, side, record);
}

static const TlsWatch watch
    = { .wanted = record_wanted, .proves = record_proved, .record = take_record, .lost = records_lost };

/* --- its life --------------------------------------------------------------------- */

SmtpInside *
dialogue_inside_new (SmtpSession *session, TlsObserver *observer)
{
  SmtpInside *inside = g_new0 (SmtpInside, 1);
  inside->session = session;
  inside->decrypt = tls_decrypt_new (session->dialogue->surroundings->keys);
  tls_observer_watch (observer, &watch, inside);
  return inside;
}

void
dialogue_inside_free (SmtpInside *inside)
{
  if (inside == NULL)
    return;
  tls_decrypt_free (inside->decrypt);
  dialogue_free (inside->dialogue);
  g_free (inside);
}

void
dialogue_inside_move (SmtpSession *session)
{
  if (session->dialogue->inside != NULL)
    session->dialogue->inside->session = session;
}

struct SmtpDialogue *
dialogue_current (const SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  return d->inside != NULL && d->inside->dialogue != NULL ? d->inside->dialogue : d;
}

struct SmtpDialogue *
dialogue_inside_part (SmtpSession *session)
{
  struct SmtpDialogue *outer = session->dialogue;
  if (outer->inside == NULL || outer->inside->dialogue == NULL)
    return NULL;
  session->dialogue = g_steal_pointer (&outer->inside->dialogue);
  session->dialogue->before = outer->before;
  for (SmtpAnomaly code = ANOMALY_STREAM_AMBIGUITY; code <= ANOMALY_FORGED_RESET; code++)
    session->dialogue->anomalies[code] += outer->anomalies[code];
  return outer;
}

void
dialogue_inside_join (SmtpSession *session, struct SmtpDialogue *outer)
{
  struct SmtpDialogue *inner = session->dialogue;
  inner->inside_tls = true;
  outer->before = inner->before;
  outer->inside->dialogue = inner;
  outer->inside->session = session;
  outer->inside->turned ^= session->turned;
  session->dialogue = outer;
  session->decrypted = true;
  dialogue_tls_join (session);
}

/* The server's side first: what a client is, its server's records tell as well, and
 * nothing but wrong keys leaves one side closed and the other open. */
static TlsTrouble
trouble_of (const SmtpInside *inside)
{
  TlsTrouble trouble = tls_decrypt_trouble (inside->decrypt, SIDE_SERVER);
  return trouble != TLS_TROUBLE_NONE ? trouble : tls_decrypt_trouble (inside->decrypt, SIDE_CLIENT);
}

void
dialogue_inside_end (SmtpSession *session)
{
  SmtpInside *inside = session->dialogue->inside;
  if (inside == NULL)
    return;
  struct SmtpDialogue *outer = session->dialogue;
  const TlsKeyCounters *counters = tls_keys_counters (outer->surroundings->keys);
  if (counters->lines > 0)
    session->not_decrypted = trouble_of (inside);
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER && inside->dialogue != NULL; side++)
    tell_gap (inside, side, inside->half[side].owed, false, outer->last[side]);
  if (inside->dialogue == NULL)
    return;
  session->dialogue = inside->dialogue;
  dialogue_end (session);
  session->dialogue = outer;
}
