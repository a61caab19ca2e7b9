/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line of sessions, and what the first of it waits for. */
#include "config.h"

#include "pipeline-wait.h"

#include <glib.h>

enum { SECONDS = 10, SESSIONS = 256, PATIENCE = 4 };

typedef enum WaitState {
  WAITS_FOR_PACKETS,
  WAITS_FOR_ANSWERS,
  WAITS_NO_MORE,
} WaitState;

typedef struct Waiting {
  SmtpSession *session;
  WaitState state;
  int64_t until;
} Waiting;

struct PipelineWait {
  WaitLimits limits;
  WaitHandler handler;
  void *user;
  GQueue line;      /* of Waiting *, in the order of their ends */
  int64_t earliest; /* before it, none has waited long enough for packets */
  bool no_packets;
  uint64_t hit;
};

void
wait_limits_init (WaitLimits *limits)
{
  *limits = (WaitLimits){ .seconds = SECONDS, .sessions = SESSIONS };
}

PipelineWait *
pipeline_wait_new (const WaitLimits *limits, const WaitHandler *handler, void *user)
{
  PipelineWait *wait = g_new0 (PipelineWait, 1);
  wait->limits = *limits;
  wait->handler = *handler;
  wait->user = user;
  wait->earliest = INT64_MAX;
  return wait;
}

static void
waiting_free (gpointer pointer)
{
  Waiting *waiting = pointer;
  smtp_session_unref (waiting->session);
  g_slice_free (Waiting, waiting);
}

void
pipeline_wait_free (PipelineWait *wait)
{
  if (wait == NULL)
    return;
  g_queue_clear_full (&wait->line, waiting_free);
  g_free (wait);
}

/* No more packets are waited for: what is missing now is asked for, if anybody can be asked. */
static void
ask (PipelineWait *wait, Waiting *waiting, bool misses)
{
  waiting->state = misses && wait->handler.ask (wait->user, waiting->session) ? WAITS_FOR_ANSWERS : WAITS_NO_MORE;
}

static void
release_first (PipelineWait *wait)
{
  Waiting *waiting = g_queue_pop_head (&wait->line);
  wait->handler.release (wait->user, waiting->session);
  waiting_free (waiting);
}

static void
release_ready (PipelineWait *wait)
{
  const Waiting *first;
  while ((first = g_queue_peek_head (&wait->line)) != NULL && first->state == WAITS_NO_MORE)
    release_first (wait);
}

static void
stop_waiting_for_packets (PipelineWait *wait, Waiting *waiting)
{
  if (waiting->state == WAITS_FOR_PACKETS)
    ask (wait, waiting, wait->handler.judge (wait->user, waiting->session));
}

/* The first does not wait any longer where too many stand behind it. */
static void
keep_limit (PipelineWait *wait)
{
  Waiting *first = g_queue_peek_head (&wait->line);
  if (first == NULL || wait->line.length <= wait->limits.sessions)
    return;
  if (first->state == WAITS_FOR_PACKETS)
    {
      wait->hit++;
      stop_waiting_for_packets (wait, first);
    }
  else if (wait->line.length / PATIENCE > wait->limits.sessions)
    {
      wait->hit++;
      wait->handler.judge (wait->user, first->session);
      first->state = WAITS_NO_MORE;
    }
  release_ready (wait);
}

void
pipeline_wait_push (PipelineWait *wait, SmtpSession *session, bool misses, int64_t until)
{
  Waiting *waiting = g_slice_new0 (Waiting);
  waiting->session = smtp_session_ref (session);
  waiting->until = until;
  wait->earliest = MIN (wait->earliest, until);
  g_queue_push_tail (&wait->line, waiting);
  if (!misses)
    waiting->state = WAITS_NO_MORE;
  else if (wait->no_packets)
    ask (wait, waiting, true);
  release_ready (wait);
  keep_limit (wait);
}

void
pipeline_wait_advance (PipelineWait *wait, int64_t now)
{
  if (now <= wait->earliest)
    return;
  wait->earliest = INT64_MAX;
  for (GList *link = wait->line.head; link != NULL; link = link->next)
    {
      Waiting *waiting = link->data;
      if (waiting->state == WAITS_FOR_PACKETS && waiting->until < now)
        stop_waiting_for_packets (wait, waiting);
      else if (waiting->state == WAITS_FOR_PACKETS)
        wait->earliest = MIN (wait->earliest, waiting->until);
    }
  release_ready (wait);
}

void
pipeline_wait_end_of_packets (PipelineWait *wait)
{
  wait->no_packets = true;
  pipeline_wait_for_no_packets (wait);
}

void
pipeline_wait_for_no_packets (PipelineWait *wait)
{
  for (GList *link = wait->line.head; link != NULL; link = link->next)
    stop_waiting_for_packets (wait, link->data);
  release_ready (wait);
}

void
pipeline_wait_answered (PipelineWait *wait)
{
  for (GList *link = wait->line.head; link != NULL; link = link->next)
    {
      Waiting *waiting = link->data;
      if (waiting->state == WAITS_FOR_ANSWERS && !wait->handler.ask (wait->user, waiting->session))
        ask (wait, waiting, wait->handler.judge (wait->user, waiting->session));
    }
  release_ready (wait);
  keep_limit (wait);
}

void
pipeline_wait_flush (PipelineWait *wait)
{
  while (!g_queue_is_empty (&wait->line))
    {
      Waiting *first = g_queue_peek_head (&wait->line);
      if (first->state != WAITS_NO_MORE)
        wait->handler.judge (wait->user, first->session);
      release_first (wait);
    }
}

uint64_t
pipeline_wait_count (const PipelineWait *wait)
{
  return wait->line.length;
}

bool
pipeline_wait_is_full (const PipelineWait *wait)
{
  const Waiting *first = g_queue_peek_head ((GQueue *) &wait->line);
  return first != NULL && first->state == WAITS_FOR_ANSWERS && wait->line.length >= wait->limits.sessions;
}

uint64_t
pipeline_wait_hit (const PipelineWait *wait)
{
  return wait->hit;
}
