/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file, mapped piece by piece as it grows.
 *
 * Each step of the file is allocated on disk before it is mapped, so that a full disk is met
 * here, as a limit, and never by whoever writes to memory (SIGBUS).  Where nothing more can be
 * had, the store says why and gives no more; arenas then do without.
 *
 * Memory comes in sizes: multiples of UNIT, and from UNITS_MOST of them on powers of two.  What is
 * taken back is given again to those who ask for the same size.
 *
 * Behind what is given last, pages are taken out of this process' memory (not out of the file's
 * cache, which belongs to the system): they come back when they are touched.
 *
 * Does not give disk back before it is freed: sessions that are kept stay. */
#include "config.h"

#include "session-store.h"

#include "shared-octets.h"

#include "../dissect/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define UNIT ((size_t) 128)
#define UNITS_MOST ((size_t) 256)
#define POWERS ((size_t) 32) /* above UNITS_MOST * UNIT */
#define STEP_FIRST ((size_t) 1024 * 1024)
#define STEP_MOST ((size_t) 64 * 1024 * 1024)
/* Pages behind so many octets of the latest are not in use any more, mostly. */
#define FRESH ((size_t) 16 * 1024 * 1024)
/* Of the disk's free octets, one in so many is left for others. */
#define LEFT_FOR_OTHERS 16

/* Memory that was taken back. */
typedef struct Free Free;
struct Free {
  Free *next;
};

typedef struct Step {
  uint8_t *memory;
  size_t size, used;
} Step;

typedef struct SessionStore {
  ArenaStore door; /* first: what the world has a pointer to */
  int file;
  uint64_t most, size;
  GArray *steps; /* of Step */
  Free *units[UNITS_MOST + 1];
  Free *powers[POWERS];
  size_t fresh; /* octets given since pages were taken out */
  SharedOctets *shared;
} SessionStore;

/* The size in which so many octets are given, and the list of such memory; false: more than any. */
static bool
class_of (SessionStore *store, size_t least, size_t *size, Free ***list)
{
  if (least <= UNITS_MOST * UNIT)
    {
      size_t units = MAX ((least + UNIT - 1) / UNIT, 1);
      *size = units * UNIT;
      *list = &store->units[units];
      return true;
    }
  *size = UNITS_MOST * UNIT;
  for (size_t power = 0; power < POWERS && *size <= SIZE_MAX / 4; power++)
    {
      *size *= 2;
      *list = &store->powers[power];
      if (least <= *size)
        return true;
    }
  return false;
}

static void *
stop (SessionStore *store, const char *why)
{
  store->door.why = why;
  return NULL;
}

/* Whether others would still have some room on the disk. */
static bool
leaves_room (const SessionStore *store, size_t step)
{
  struct statvfs disk;
  if (fstatvfs (store->file, &disk) != 0)
    return true;
  uint64_t available = (uint64_t) disk.f_bavail * disk.f_frsize;
  return available > step && available - step >= available / LEFT_FOR_OTHERS;
}

/* One more step of the file, of at least so many octets. */
static bool
grow (SessionStore *store, size_t least)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  size_t step = (size_t) CLAMP (store->size, STEP_FIRST, STEP_MOST);
  step = (MAX (step, least) + page - 1) / page * page;
  if (step > store->most - MIN (store->size, store->most))
    step = (size_t) (store->most - MIN (store->size, store->most)) / page * page;
  if (step < least)
    return stop (store, _ ("the limit kept-octets was met")) != NULL;
  if (!leaves_room (store, step))
    return stop (store, _ ("the disk for temporary files is nearly full")) != NULL;
  int error = posix_fallocate (store->file, (off_t) store->size, (off_t) step);
  if (error != 0)
    return stop (store,
                 error == ENOSPC ? _ ("the disk for temporary files is full") : _ ("the temporary file cannot grow"))
           != NULL;
  uint8_t *memory = mmap (NULL, step, PROT_READ | PROT_WRITE, MAP_SHARED, store->file, (off_t) store->size);
  if (memory == MAP_FAILED)
    return stop (store, _ ("the temporary file cannot be mapped")) != NULL;
  madvise (memory, step, MADV_DONTDUMP);
  const Step added = { memory, step, 0 };
  g_array_append_val (store->steps, added);
  store->size += step;
  return true;
}

/* Takes pages out of memory, of a step up to so many octets. */
static void
take_out (const Step *step, size_t octets)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE);
  octets = octets / page * page;
  if (octets > 0)
    madvise (step->memory, octets, MADV_DONTNEED);
}

static void
rest (ArenaStore *door)
{
  SessionStore *store = (SessionStore *) door;
  size_t kept = 0;
  for (guint i = store->steps->len; i > 0; i--)
    {
      const Step *step = &g_array_index (store->steps, Step, i - 1);
      size_t fresh = MIN (step->used, FRESH - MIN (kept, FRESH));
      take_out (step, step->used - fresh);
      kept += step->used;
    }
  store->fresh = 0;
}

static void *
take (ArenaStore *door, size_t least, size_t *size)
{
  SessionStore *store = (SessionStore *) door;
  Free **list;
  size_t given;
  if (door->why != NULL || !class_of (store, least, &given, &list))
    return NULL;
  if (*list != NULL)
    {
      Free *memory = *list;
      *list = memory->next;
      memset (memory, 0, given);
      door->used += given;
      *size = given;
      return memory;
    }
  Step *step = store->steps->len > 0 ? &g_array_index (store->steps, Step, store->steps->len - 1) : NULL;
  if (step == NULL || step->size - step->used < given)
    {
      if (!grow (store, given))
        return NULL;
      step = &g_array_index (store->steps, Step, store->steps->len - 1);
    }
  uint8_t *memory = step->memory + step->used;
  step->used += given;
  store->fresh += given;
  door->used += given;
  *size = given;
  if (store->fresh >= FRESH)
    rest (door);
  return memory;
}

static void
give_back (ArenaStore *door, void *memory, size_t size)
{
  SessionStore *store = (SessionStore *) door;
  Free **list;
  size_t given;
  g_assert (class_of (store, size, &given, &list) && given == size);
  Free *freed = memory;
  freed->next = *list;
  *list = freed;
  door->used -= size;
}

static const uint8_t *
share (ArenaStore *door, Octets octets)
{
  return shared_octets_find (((SessionStore *) door)->shared, octets);
}

/* An open file without a name. */
static int
nameless_file (const char *directory)
{
#ifdef O_TMPFILE
  int file = open (directory, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (file >= 0)
    return file;
#endif
  g_autofree char *name = g_build_filename (directory, "smtplens-XXXXXX", NULL);
  int named = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (named >= 0)
    unlink (name);
  return named;
}

ArenaStore *
session_store_new (const char *directory, uint64_t most, char **wrong)
{
  const char *user = g_getenv ("TMPDIR");
  if (directory == NULL)
    directory = user != NULL && user[0] != '\0' ? user : "/var/tmp";
  int file = nameless_file (directory);
  if (file < 0)
    {
      *wrong = g_strdup_printf (_ ("cannot make a temporary file in %s: %s"), directory, g_strerror (errno));
      return NULL;
    }
  SessionStore *store = g_new0 (SessionStore, 1);
  store->door = (ArenaStore){ .take = take, .give_back = give_back, .share = share, .rest = rest };
  store->file = file;
  store->most = most;
  store->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  store->shared = shared_octets_new (&store->door);
  return &store->door;
}

void
session_store_free (ArenaStore *door)
{
  SessionStore *store = (SessionStore *) door;
  if (door == NULL)
    return;
  for (guint i = 0; i < store->steps->len; i++)
    {
      const Step *step = &g_array_index (store->steps, Step, i);
      munmap (step->memory, step->size);
    }
  g_array_unref (store->steps);
  shared_octets_free (store->shared);
  close (store->file);
  g_free (store);
}

uint64_t
session_store_size (const ArenaStore *store)
{
  return ((const SessionStore *) store)->size;
}
