/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dialogue that goes on inside TLS: hands the octets of both sides to the observer,
 * and its oddities to the log.
 *
 * What is inside, where its keys are known, is the matter of smtp-inside.c. */
#include "config.h"

#include "smtp-dialogue.h"

static void
note_oddity (gpointer user, Side side, SmtpAnomaly code, const char *what, uint64_t offset, Origin origin)
{
  dialogue_anomaly (user, code, side, octets_of_string (what), offset, origin);
}

static TlsObserver *
observer_of (SmtpSession *session)
{
  struct SmtpDialogue *d = session->dialogue;
  if (d->tls == NULL)
    {
      d->tls = tls_observer_new_in (d->surroundings->store, note_oddity, session);
      if (session->tls_facts == NULL)
        session->tls_facts = tls_facts_ref (tls_observer_facts (d->tls));
      /* TLS inside TLS is seen from outside alone. */
      if (d->surroundings->keys != NULL && !d->inside_tls)
        d->inside = dialogue_inside_new (session, d->tls);
      /* What the server sent before is missing, and so may be its first record. */
      if (d->server_unsure)
        tls_observer_midstream (d->tls, SIDE_SERVER);
    }
  return d->tls;
}

void
dialogue_tls_begin (SmtpSession *session, TlsMode mode, uint64_t offset, Origin origin)
{
  session->dialogue->mode = CLIENT_TLS;
  if (!session->dialogue->inside_tls)
    session->tls = mode;
  observer_of (session);
  dialogue_emit (session, (SmtpEvent){ .type = EVENT_TLS, .side = SIDE_CLIENT, .origin = origin, .offset = offset });
}

void
dialogue_tls_midstream (SmtpSession *session)
{
  TlsObserver *observer = observer_of (session);
  tls_observer_midstream (observer, SIDE_CLIENT);
  tls_observer_midstream (observer, SIDE_SERVER);
}

void
dialogue_tls_octets (SmtpSession *session, Side side, Octets octets, uint64_t offset, Origin origin)
{
  if (!session->dialogue->inside_tls)
    session->tls_octets[side] += octets.length;
  tls_observer_feed (observer_of (session), side, octets, offset, origin);
}

void
dialogue_tls_gap (SmtpSession *session, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  if (!session->dialogue->inside_tls)
    session->tls_octets[side] += length;
  tls_observer_gap (observer_of (session), side, offset, length, cut, origin);
}

void
dialogue_tls_end (SmtpSession *session)
{
  if (session->dialogue->tls != NULL)
    tls_observer_end (session->dialogue->tls);
  dialogue_inside_end (session);
}

void
dialogue_tls_move (SmtpSession *from, SmtpSession *to)
{
  TlsObserver *observer = g_steal_pointer (&from->dialogue->tls);
  if (observer == NULL)
    return;
  to->dialogue->tls = observer;
  to->dialogue->inside = g_steal_pointer (&from->dialogue->inside);
  dialogue_inside_move (to);
  to->tls = from->tls;
  to->tls_facts = tls_facts_ref (tls_observer_facts (observer));
  tls_observer_report_to (observer, note_oddity, to);
}

void
dialogue_tls_join (SmtpSession *session)
{
  TlsObserver *observer = session->dialogue->tls;
  session->tls_facts = tls_facts_ref (tls_observer_facts (observer));
  tls_observer_report_to (observer, note_oddity, session);
}
