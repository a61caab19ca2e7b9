/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over sessions, which may come in any order of time. */
#include "config.h"

#include "tally.h"

#include "wording.h"

#include "../dissect/exposure.h"
#include "../dissect/session-facts.h"

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
  int64_t start = session_start (session);
  Stretch *stretch = stretches_at (&tally->over_time, start, NULL);
  bool clear = exposure_session (session), hidden = !clear && session_tls_hides (session);
  tally->first = tally->sessions > 0 ? MIN (tally->first, start) : start;
  tally->last = tally->sessions > 0 ? MAX (tally->last, start) : start;
  tally->sessions++;
  tally->clear += clear;
  tally->hidden += hidden;
  tally->with_gaps += session->traffic.missing[0] + session->traffic.missing[1] > 0;
  stretch->amount[clear ? TALLY_CLEAR : hidden ? TALLY_HIDDEN : TALLY_OTHER]++;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    take_mail (tally, session, g_ptr_array_index (session->transactions, i));
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      SaslSecret secret = session_exposed_secret (g_ptr_array_index (session->auths, i));
      tally->logins++;
      tally->passwords += secret == SASL_SECRET_PASSWORD || secret == SASL_SECRET_TOKEN;
    }
}
