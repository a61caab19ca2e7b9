/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of jobs under one lock.  A hash is more work than all else that is done
 * with an octet of mail, and depends on nothing but the octets: so it is the one
 * work that leaves the main thread.  Small mails never come here: to hand them over
 * and wait would cost more than to read them.  Where the thread falls behind, the
 * giver reads its next mail itself, so that both have the same to do.
 *
 * Limits: JOBS buffers wait at most; then the giver does. */
#include "config.h"

#include "reading-thread.h"

#include <glib.h>
#include <sched.h>

enum { JOBS = 128, BUSY = 24 };

typedef struct Job {
  void (*read) (void *user, Octets octets); /* NULL: end the thread */
  void *user;
  uint8_t *buffer;
  size_t length;
} Job;

struct ReadingThread {
  GThread *thread;
  int giver_processor; /* where the giver ran when the thread began; -1: not known */
  GMutex lock;
  GCond given, done;
  Job jobs[JOBS];
  uint64_t first, next; /* jobs done, and given, so far */
  uint8_t *spare[JOBS + 1];
  size_t spares;
};

/* A scheduler that wakes a thread where its waker runs may keep both on one
 * processor for good, and nothing is gained: so the giver's is left to the giver. */
static void
leave_processor (int taken)
{
  cpu_set_t allowed;
  if (taken < 0 || sched_getaffinity (0, sizeof allowed, &allowed) != 0 || CPU_COUNT (&allowed) < 2)
    return;
  CPU_CLR (taken, &allowed);
  sched_setaffinity (0, sizeof allowed, &allowed);
}

static gpointer
work (gpointer user)
{
  ReadingThread *thread = user;
  leave_processor (thread->giver_processor);
  g_mutex_lock (&thread->lock);
  for (;;)
    {
      while (thread->first == thread->next)
        g_cond_wait (&thread->given, &thread->lock);
      Job job = thread->jobs[thread->first % JOBS];
      if (job.read == NULL)
        break;
      g_mutex_unlock (&thread->lock);
      job.read (job.user, octets_of (job.buffer, job.length));
      g_mutex_lock (&thread->lock);
      if (thread->spares < G_N_ELEMENTS (thread->spare))
        thread->spare[thread->spares++] = job.buffer;
      else
        g_free (job.buffer);
      thread->first++;
      g_cond_signal (&thread->done);
    }
  g_mutex_unlock (&thread->lock);
  return NULL;
}

ReadingThread *
reading_thread_new (void)
{
  ReadingThread *thread = g_new0 (ReadingThread, 1);
  g_mutex_init (&thread->lock);
  g_cond_init (&thread->given);
  g_cond_init (&thread->done);
  return thread;
}

static uint64_t
push (ReadingThread *thread, Job job)
{
  g_mutex_lock (&thread->lock);
  while (thread->next - thread->first == JOBS)
    g_cond_wait (&thread->done, &thread->lock);
  thread->jobs[thread->next % JOBS] = job;
  uint64_t ticket = ++thread->next;
  g_cond_signal (&thread->given);
  g_mutex_unlock (&thread->lock);
  return ticket;
}

void
reading_thread_free (ReadingThread *thread)
{
  if (thread == NULL)
    return;
  if (thread->thread != NULL)
    {
      push (thread, (Job){ .read = NULL });
      g_thread_join (thread->thread);
    }
  while (thread->spares > 0)
    g_free (thread->spare[--thread->spares]);
  g_mutex_clear (&thread->lock);
  g_cond_clear (&thread->given);
  g_cond_clear (&thread->done);
  g_free (thread);
}

bool
reading_thread_is_busy (ReadingThread *thread)
{
  g_mutex_lock (&thread->lock);
  bool busy = thread->next - thread->first > BUSY;
  g_mutex_unlock (&thread->lock);
  return busy;
}

uint8_t *
reading_thread_buffer (ReadingThread *thread)
{
  g_mutex_lock (&thread->lock);
  uint8_t *buffer = thread->spares > 0 ? thread->spare[--thread->spares] : NULL;
  g_mutex_unlock (&thread->lock);
  return buffer != NULL ? buffer : g_malloc (READING_BUFFER);
}

uint64_t
reading_thread_give (ReadingThread *thread, uint8_t *buffer, size_t length, void (*read) (void *user, Octets octets),
                     void *user)
{
  /* Most captures have no large mail: the thread begins with the first. */
  if (thread->thread == NULL)
    {
      thread->giver_processor = sched_getcpu ();
      thread->thread = g_thread_new ("reading", work, thread);
    }
  return push (thread, (Job){ .read = read, .user = user, .buffer = buffer, .length = length });
}

void
reading_thread_wait (ReadingThread *thread, uint64_t ticket)
{
  g_mutex_lock (&thread->lock);
  while (thread->first < ticket)
    g_cond_wait (&thread->done, &thread->lock);
  g_mutex_unlock (&thread->lock);
}
