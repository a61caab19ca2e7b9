/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ring of jobs under one lock.  To scan and to hash the octets is more work than all
 * else that is done with a mail, and depends on nothing but the octets: so it leaves the
 * main thread.  Small mails never come here: to hand them over and wait would cost more
 * than to read them.
 *
 * Hides who hashes.  Each job is scanned and hashed, both in order, but neither waits for
 * the other: so what the thread does not manage its giver hashes, and one mail has both
 * processors.  Scanning stays with the thread.  Where it falls behind with that, the
 * giver reads its next mail itself.
 *
 * Limits: JOBS buffers wait at most; then the giver does. */
#include "config.h"

#include "reading-thread.h"

#include <glib.h>
#include <sched.h>

/* So many jobs that were not hashed make the giver help, and so many not scanned let the thread
 * leave hashes to it: few, that the octets are still in the processor's cache. */
enum { JOBS = 128, BUSY = 24, HELP = 8 };

typedef struct Job {
  const Reading *reading;
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
  uint64_t next;                  /* jobs given so far */
  uint64_t scanned, hashed, read; /* … and what was done of them; read: both */
  bool hashing;                   /* one of the two hashes the next job */
  bool ending;
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

static Octets
octets_of_job (const Job *job)
{
  return octets_of (job->buffer, job->length);
}

/* Buffers that were both scanned and hashed are free again. */
static void
free_read (ReadingThread *thread)
{
  for (; thread->read < MIN (thread->scanned, thread->hashed); thread->read++)
    {
      uint8_t *buffer = thread->jobs[thread->read % JOBS].buffer;
      if (thread->spares < G_N_ELEMENTS (thread->spare))
        thread->spare[thread->spares++] = buffer;
      else
        g_free (buffer);
    }
}

static bool
can_hash (const ReadingThread *thread)
{
  return !thread->hashing && thread->hashed < thread->next;
}

/* The next job, without the lock. */
static void
hash_one (ReadingThread *thread)
{
  Job job = thread->jobs[thread->hashed % JOBS];
  thread->hashing = true;
  g_mutex_unlock (&thread->lock);
  job.reading->hash (job.user, octets_of_job (&job));
  g_mutex_lock (&thread->lock);
  thread->hashing = false;
  thread->hashed++;
  free_read (thread);
}

/* What the giver does when it has to wait until the jobs before `ticket` are read. */
static void
help (ReadingThread *thread, uint64_t ticket)
{
  if (thread->hashed < ticket && can_hash (thread))
    {
      hash_one (thread);
      g_cond_signal (&thread->given); /* the next is the thread's again */
    }
  else
    g_cond_wait (&thread->done, &thread->lock);
}

static void
scan_one (ReadingThread *thread)
{
  Job job = thread->jobs[thread->scanned % JOBS];
  g_mutex_unlock (&thread->lock);
  job.reading->scan (job.user, octets_of_job (&job));
  g_mutex_lock (&thread->lock);
  thread->scanned++;
  free_read (thread);
}

static gpointer
work (gpointer user)
{
  ReadingThread *thread = user;
  leave_processor (thread->giver_processor);
  g_mutex_lock (&thread->lock);
  for (;;)
    {
      uint64_t unscanned = thread->next - thread->scanned;
      if (unscanned <= HELP && thread->hashed < thread->scanned && can_hash (thread))
        hash_one (thread);
      else if (unscanned > 0)
        scan_one (thread);
      else if (thread->ending)
        break;
      else
        {
          g_cond_wait (&thread->given, &thread->lock);
          continue;
        }
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

void
reading_thread_free (ReadingThread *thread)
{
  if (thread == NULL)
    return;
  if (thread->thread != NULL)
    {
      g_mutex_lock (&thread->lock);
      thread->ending = true;
      g_cond_signal (&thread->given);
      g_mutex_unlock (&thread->lock);
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
  bool busy = thread->next - thread->scanned > BUSY;
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
reading_thread_give (ReadingThread *thread, uint8_t *buffer, size_t length, const Reading *reading, void *user)
{
  /* Most captures have no large mail: the thread begins with the first. */
  if (thread->thread == NULL)
    {
      thread->giver_processor = sched_getcpu ();
      thread->thread = g_thread_new ("reading", work, thread);
    }
  g_mutex_lock (&thread->lock);
  while (thread->next - thread->read == JOBS)
    help (thread, thread->next);
  thread->jobs[thread->next % JOBS] = (Job){ .reading = reading, .user = user, .buffer = buffer, .length = length };
  uint64_t ticket = ++thread->next;
  g_cond_signal (&thread->given);
  while (thread->next - thread->hashed > HELP && can_hash (thread))
    hash_one (thread);
  g_cond_signal (&thread->given); /* what is left is the thread's again */
  g_mutex_unlock (&thread->lock);
  return ticket;
}

void
reading_thread_wait (ReadingThread *thread, uint64_t ticket)
{
  g_mutex_lock (&thread->lock);
  while (thread->read < ticket)
    help (thread, ticket);
  g_mutex_unlock (&thread->lock);
}
