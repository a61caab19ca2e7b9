/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which events of the log have a rung.
 *
 * Mail data has one rung, at its end, or at its beginning while it still comes.
 * The end of an accepted transaction has none: its reply says so.
 *
 * Does not: say anything (see rung-text, rung-description, rung-sentence) or draw (see rung-picture). */
#include "config.h"

#include "ladder.h"

#include "rung-again.h"

/* Copies that differ which are looked for in other rungs. */
enum { DOUBTS_MAX = 64 };

const SmtpEvent *
rung_event (const SmtpSession *session, Rung rung)
{
  return rung.kind != RUNG_AGAIN && rung.event < session->events->len ? smtp_session_event (session, rung.event) : NULL;
}

/* Whether the event has a rung, and of which kind. */
static bool
kind_of (const SmtpEvent *event, RungKind *kind)
{
  switch (event->type)
    {
    case EVENT_GREETING:
    case EVENT_COMMAND:
    case EVENT_REPLY:
    case EVENT_AUTH_LINE:
      *kind = RUNG_SPOKEN;
      return true;
    case EVENT_DATA_BEGIN:
    case EVENT_MESSAGE:
      *kind = RUNG_MAIL;
      return true;
    case EVENT_GAP:
      *kind = RUNG_GAP;
      return true;
    case EVENT_TLS:
      *kind = RUNG_TLS;
      return true;
    case EVENT_TRANSACTION_END:
      *kind = RUNG_NOTE;
      return event->transaction->outcome != OUTCOME_ACCEPTED;
    case EVENT_ANOMALY:
      *kind = event->code == ANOMALY_STREAM_AMBIGUITY ? RUNG_DOUBT : RUNG_ODD;
      return true;
    case EVENT_CONNECTED:
    case EVENT_AUTH:
    case EVENT_END:
      *kind = RUNG_NOTE;
      return true;
    case EVENT_TYPES:
    default:
      return false;
    }
}

/* Takes away the rung of the beginning of mail data whose end came now. */
static void
drop_beginning (GArray *rungs, const SmtpSession *session, const SmtpTransaction *transaction)
{
  for (guint i = rungs->len; i > 0; i--)
    {
      const Rung *rung = &g_array_index (rungs, Rung, i - 1);
      if (rung->kind != RUNG_MAIL)
        continue;
      const SmtpEvent *event = rung_event (session, *rung);
      if (event->type == EVENT_DATA_BEGIN && event->transaction == transaction)
        g_array_remove_index (rungs, i - 1);
      return;
    }
}

/* Makes the tube of TLS of its mouth: what went through, walls around all that follows but what
 * crossed in the clear, and its end where the connection has one. */
static void
close_tube (GArray *rungs, const SmtpSession *session)
{
  guint mouth = 0;
  while (mouth < rungs->len && g_array_index (rungs, Rung, mouth).kind != RUNG_TLS)
    mouth++;
  if (mouth == rungs->len)
    return;
  Rung inside = { .kind = RUNG_INSIDE, .event = g_array_index (rungs, Rung, mouth).event };
  g_array_insert_val (rungs, mouth + 1, inside);
  for (guint i = mouth + 2; i < rungs->len; i++)
    {
      Rung *rung = &g_array_index (rungs, Rung, i);
      const SmtpEvent *event = rung_event (session, *rung);
      if (event != NULL && event->type == EVENT_END)
        {
          Rung end = { .kind = RUNG_TLS_END, .event = rung->event };
          g_array_insert_val (rungs, i, end);
          return;
        }
      rung->walled = event == NULL || event->tls || (rung->kind != RUNG_SPOKEN && rung->kind != RUNG_MAIL);
    }
}

/* Where the mail data that ends here began; the events in between are of its time. */
static guint
begin_of_mail (const SmtpSession *session, guint end)
{
  const SmtpTransaction *transaction = smtp_session_event (session, end)->transaction;
  for (guint i = end; i > 0; i--)
    {
      const SmtpEvent *event = smtp_session_event (session, i - 1);
      if (event->type == EVENT_DATA_BEGIN && event->transaction == transaction)
        return i - 1;
    }
  return end;
}

static bool
mail_is_doubtful (const SmtpSession *session, guint end, const guint *doubts, guint count)
{
  guint begin = begin_of_mail (session, end);
  for (guint i = 0; i < count; i++)
    if (doubts[i] > begin && doubts[i] < end && smtp_session_event (session, doubts[i])->side == SIDE_CLIENT)
      return true;
  return false;
}

/* Marks the lines and mails of whose octets differing copies came. */
static void
mark_doubtful (GArray *rungs, const SmtpSession *session)
{
  guint doubts[DOUBTS_MAX], count = 0;
  for (guint i = 0; i < rungs->len && count < DOUBTS_MAX; i++)
    if (g_array_index (rungs, Rung, i).kind == RUNG_DOUBT)
      doubts[count++] = g_array_index (rungs, Rung, i).event;
  for (guint i = 0; count > 0 && i < rungs->len; i++)
    {
      Rung *rung = &g_array_index (rungs, Rung, i);
      const SmtpEvent *event = rung_event (session, *rung);
      if (rung->kind == RUNG_MAIL && !event->tls && event->type == EVENT_MESSAGE)
        rung->doubtful = mail_is_doubtful (session, rung->event, doubts, count);
      if (rung->kind != RUNG_SPOKEN || event->tls)
        continue;
      for (guint j = 0; j < count && !rung->doubtful; j++)
        {
          const SmtpEvent *doubt = smtp_session_event (session, doubts[j]);
          rung->doubtful = doubt->side == event->side && doubt->offset < event->offset + event->octets.length
                           && event->offset < doubt->offset + doubt->length;
        }
    }
}

bool
rung_is_before (Rung one, Rung other)
{
  if (one.event != other.event)
    return one.event < other.event;
  return one.kind != other.kind ? one.kind < other.kind : one.repeat < other.repeat;
}

GArray *
ladder_rungs (const SmtpSession *session)
{
  GArray *rungs = g_array_new (FALSE, FALSE, sizeof (Rung));
  guint repeat = 0;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      Rung rung = { .kind = RUNG_NOTE, .event = i };
      rungs_add_again (rungs, session, i, &repeat);
      if (!kind_of (event, &rung.kind))
        continue;
      if (event->type == EVENT_MESSAGE)
        drop_beginning (rungs, session, event->transaction);
      g_array_append_val (rungs, rung);
    }
  rungs_add_again (rungs, session, session->events->len, &repeat);
  if (session->events_dropped > 0)
    {
      Rung rung = { .kind = RUNG_NOTE, .event = session->events->len };
      g_array_append_val (rungs, rung);
    }
  close_tube (rungs, session);
  mark_doubtful (rungs, session);
  return rungs;
}

Side
rung_side (const SmtpSession *session, Rung rung)
{
  if (rung.kind == RUNG_AGAIN)
    return rung_again_side (session, rung);
  const SmtpEvent *event = rung_event (session, rung);
  return event != NULL ? event->side : SIDE_CLIENT;
}

Origin
rung_origin (const SmtpSession *session, Rung rung)
{
  if (rung.kind == RUNG_AGAIN)
    return rung_again (session, rung, 0)->origin;
  const SmtpEvent *event = rung_event (session, rung);
  return event != NULL ? event->origin : (Origin){ 0, 0, 0 };
}

const SmtpTransaction *
rung_transaction (const SmtpSession *session, Rung rung)
{
  const SmtpEvent *event = rung_event (session, rung);
  if (event == NULL)
    return NULL;
  switch (event->type)
    {
    case EVENT_COMMAND:
      return event->command != NULL ? event->command->transaction : NULL;
    case EVENT_REPLY:
      return event->reply != NULL && event->reply->command != NULL ? event->reply->command->transaction : NULL;
    case EVENT_DATA_BEGIN:
    case EVENT_MESSAGE:
    case EVENT_TRANSACTION_END:
      return event->transaction;
    default:
      return NULL;
    }
}
