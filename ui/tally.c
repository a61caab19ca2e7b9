/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over sessions.  Sessions may come in any order of time; where one began before
 * all others, the stretches move. */
#include "config.h"

#include "tally.h"

#include "wording.h"

#include "../dissect/exposure.h"
#include "../dissect/session-facts.h"

#include <string.h>

#define SECOND INT64_C (1000000000)

static void
add_stretch (TallyStretch *to, const TallyStretch *from)
{
  to->clear += from->clear;
  to->hidden += from->hidden;
  to->other += from->other;
}

/* Two stretches become one. */
static void
coarsen (Tally *tally)
{
  for (size_t i = 0; i < TALLY_STRETCHES; i++)
    {
      TallyStretch both = { 0 };
      if (2 * i < TALLY_STRETCHES)
        {
          both = tally->stretches[2 * i];
          add_stretch (&both, &tally->stretches[2 * i + 1]);
        }
      tally->stretches[i] = both;
    }
  tally->step *= 2;
}

/* Makes room in front for a session that began earlier. */
static void
move_back (Tally *tally, int64_t time)
{
  while ((tally->last - time) / tally->step >= TALLY_STRETCHES - 1)
    coarsen (tally);
  size_t by = (size_t) ((tally->start - time + tally->step - 1) / tally->step);
  memmove (tally->stretches + by, tally->stretches, (TALLY_STRETCHES - by) * sizeof *tally->stretches);
  memset (tally->stretches, 0, by * sizeof *tally->stretches);
  tally->start -= (int64_t) by * tally->step;
}

TallyStretch *
tally_stretch (Tally *tally, int64_t time)
{
  /* Clocks of captures may be anything; from 1896 to 2116 no difference overflows. */
  time = CLAMP (time, -(INT64_C (1) << 61), INT64_C (1) << 62);
  if (!tally->begun)
    {
      tally->begun = true;
      tally->step = SECOND;
      tally->start = tally->first = tally->last = time;
    }
  tally->last = MAX (tally->last, time);
  if (time < tally->start)
    move_back (tally, time);
  tally->first = MIN (tally->first, time);
  while ((time - tally->start) / tally->step >= TALLY_STRETCHES)
    coarsen (tally);
  return &tally->stretches[(time - tally->start) / tally->step];
}

static void
take_mail (Tally *tally, const SmtpSession *session, const SmtpTransaction *transaction)
{
  if (transaction->message == NULL)
    return;
  Exposure exposure = exposure_of (session, transaction);
  tally->mails++;
  tally->readable += exposure_on_path (&exposure, ITEM_TEXT) || exposure_on_path (&exposure, ITEM_ATTACHMENTS)
                     || exposure_on_path (&exposure, ITEM_HEADER);
  tally->sealed += transaction->message->end_to_end != END_TO_END_NONE && !transaction->message->end_to_end_partly;
  if (transaction->sender != NULL)
    tally->verdicts[transaction->sender->verdict]++;
  else
    tally->unjudged++;
}

void
tally_take (Tally *tally, const SmtpSession *session)
{
  TallyStretch *stretch = tally_stretch (tally, session_start (session));
  bool clear = exposure_session (session), hidden = !clear && session_tls_hides (session);
  tally->sessions++;
  tally->clear += clear;
  tally->hidden += hidden;
  tally->with_gaps += session->traffic.missing[0] + session->traffic.missing[1] > 0;
  stretch->clear += clear;
  stretch->hidden += hidden;
  stretch->other += !clear && !hidden;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    take_mail (tally, session, g_ptr_array_index (session->transactions, i));
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      SaslSecret secret = session_exposed_secret (g_ptr_array_index (session->auths, i));
      tally->logins++;
      tally->passwords += secret == SASL_SECRET_PASSWORD || secret == SASL_SECRET_TOKEN;
    }
}

size_t
tally_count (const Tally *tally)
{
  return tally->begun ? (size_t) ((tally->last - tally->start) / tally->step) + 1 : 0;
}
