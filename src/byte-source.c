/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets pulled from a descriptor or memory through one window.
 *
 * Hides short reads, packed input and the window itself: a buffer that read ()
 * fills directly, whose unread tail is moved to its front before the next read.
 * It grows only as octets arrive, so that a length field that promises much
 * costs nothing by itself.  Memory that is not packed is its own window.
 *
 * It does not seek, and does not unpack what was packed twice. */
#include "config.h"

#include "byte-source.h"

#include "../dissect/translate.h"

#include "decompressor.h"

#include <glib.h>

#include <inttypes.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  WINDOW_OCTETS = 256 * 1024,
  FIRST_READ_OCTETS = 16 * 1024, /* who only wants to know what a file is pays no more */
  PACKED_OCTETS = 64 * 1024,
};
G_STATIC_ASSERT (FIRST_READ_OCTETS <= PACKED_OCTETS && PACKED_OCTETS <= WINDOW_OCTETS);

typedef enum Taken {
  TAKEN_SOME,
  TAKEN_NONE_YET, /* would have to wait */
  TAKEN_END,
  TAKEN_FAILURE,
} Taken;

struct ByteSource {
  const uint8_t *at; /* the window: octets at hand */
  const uint8_t *end;
  uint8_t *buffer; /* NULL while the window is borrowed memory */
  size_t capacity;

  uint64_t total; /* octets that ever entered the window */
  uint64_t skip;  /* octets to pass over that are not there yet */
  bool told;      /* the first octets were looked at: packed or not */
  size_t untold;  /* how many of them are there */
  bool over;      /* nothing more enters the window */
  bool waiting;
  char *failure[TONGUES];

  int fd;
  bool may_wait; /* not a regular file */
  bool never_wait;
  const uint8_t *memory; /* instead of fd */
  size_t memory_left;
  uint64_t taken;

  Decompressor *decompressor;
  uint8_t *packed; /* PACKED_OCTETS, of them those of packed_left not yet unpacked */
  const uint8_t *packed_at;
  size_t packed_left;
  bool packed_over;
  bool packed_whole;
};

static size_t
at_hand (const ByteSource *source)
{
  return (size_t) (source->end - source->at);
}

/* Passes over octets at hand. */
static void
pass (ByteSource *source, uint64_t octets)
{
  if (octets > 0) /* before the first read there is no window to move in */
    source->at += octets;
}

static Taken
fail_reading (ByteSource *source, int error)
{
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES && source->failure[tongue] == NULL; tongue++)
    source->failure[tongue] = g_strdup_printf (translate (tongue, "cannot be read at octet %" PRIu64 ": %s"),
                                               source->taken, g_strerror (error));
  return TAKEN_FAILURE;
}

static bool
nothing_there_yet (const ByteSource *source)
{
  struct pollfd ready = { .fd = source->fd, .events = POLLIN };
  return poll (&ready, 1, 0) == 0;
}

/* Takes octets as they lie in the file. */
static Taken
take (ByteSource *source, uint8_t *to, size_t room, size_t *length)
{
  if (source->fd < 0)
    {
      *length = MIN (room, source->memory_left);
      if (*length == 0)
        return TAKEN_END;
      memcpy (to, source->memory, *length);
      source->memory += *length;
      source->memory_left -= *length;
      source->taken += *length;
      return TAKEN_SOME;
    }

  for (;;)
    {
      if (source->may_wait && source->never_wait && nothing_there_yet (source))
        return TAKEN_NONE_YET;
      ssize_t got = read (source->fd, to, room);
      if (got > 0)
        {
          *length = (size_t) got;
          source->taken += (uint64_t) got;
          return TAKEN_SOME;
        }
      if (got == 0)
        return TAKEN_END;
      if (errno == EAGAIN) /* whoever opened it made it non-blocking */
        {
          if (source->never_wait)
            return TAKEN_NONE_YET;
          struct pollfd ready = { .fd = source->fd, .events = POLLIN };
          poll (&ready, 1, -1);
        }
      else if (errno != EINTR)
        return fail_reading (source, errno);
    }
}

static Taken
fail_packed (ByteSource *source, bool corrupt)
{
  uint64_t place = source->taken - source->packed_left;
  const char *form = decompressor_name (source->decompressor), *trouble = decompressor_trouble (source->decompressor);
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES && source->failure[tongue] == NULL; tongue++)
    source->failure[tongue] = corrupt
                                  ? g_strdup_printf (translate (tongue, "the %s data are corrupt at octet %" PRIu64
                                                                        ", octet %" PRIu64 " when unpacked (%s)"),
                                                     form, place, source->total, translate (tongue, trouble))
                                  : g_strdup_printf (translate (tongue, "the %s data are cut short at octet %" PRIu64
                                                                        ", octet %" PRIu64 " when unpacked"),
                                                     form, place, source->total);
  return TAKEN_FAILURE;
}

/* Takes octets and unpacks them. */
static Taken
take_unpacked (ByteSource *source, uint8_t *to, size_t room, size_t *length)
{
  for (;;)
    {
      if (source->packed_left == 0 && !source->packed_over)
        {
          size_t got = 0;
          Taken taken = take (source, source->packed, PACKED_OCTETS, &got);
          if (taken == TAKEN_NONE_YET || taken == TAKEN_FAILURE)
            return taken;
          source->packed_over = taken == TAKEN_END;
          source->packed_at = source->packed;
          source->packed_left = got;
        }

      DecompressorStep step = { source->packed_at, source->packed_left, source->packed_over, to, room };
      DecompressorStatus status = decompressor_run (source->decompressor, &step);
      bool moved = step.in_length != source->packed_left;
      source->packed_at = step.in;
      source->packed_left = step.in_length;
      *length = room - step.out_room;
      if (*length > 0)
        return TAKEN_SOME; /* trouble, if there was any, is told again by the next call */
      if (status == DECOMPRESSOR_CORRUPT)
        return fail_packed (source, true);
      if (source->packed_over && source->packed_left == 0 && !moved)
        return status == DECOMPRESSOR_WHOLE ? TAKEN_END : fail_packed (source, false);
    }
}

/* Makes room behind the octets at hand. */
static size_t
make_room (ByteSource *source, uint8_t **to)
{
  size_t have = at_hand (source);
  if (source->buffer == NULL)
    {
      g_assert (have == 0);
      source->capacity = WINDOW_OCTETS;
      source->buffer = g_malloc (source->capacity);
    }
  else if (have > 0 && source->at > source->buffer)
    memmove (source->buffer, source->at, have);
  if (have == source->capacity)
    {
      source->capacity *= 2;
      source->buffer = g_realloc (source->buffer, source->capacity);
    }
  source->at = source->buffer;
  source->end = source->buffer + have;
  *to = source->buffer + have;
  return source->capacity - have;
}

static void
add (ByteSource *source, size_t length)
{
  source->end += length;
  source->total += length;
  uint64_t passed = MIN (source->skip, at_hand (source));
  pass (source, passed);
  source->skip -= passed;
}

static void
stop (ByteSource *source, Taken taken)
{
  source->waiting = taken == TAKEN_NONE_YET;
  source->over = !source->waiting;
}

/* Once enough of the first octets are there: are they packed?  Then they belong
 * on the other side of the decompressor. */
static void
tell_form (ByteSource *source)
{
  size_t have = source->untold;
  source->told = true;
  source->decompressor = decompressor_new (source->buffer, have);
  if (source->decompressor == NULL)
    {
      add (source, have);
      return;
    }
  source->packed = g_malloc (PACKED_OCTETS);
  memcpy (source->packed, source->buffer, have);
  source->packed_at = source->packed;
  source->packed_left = have;
  source->packed_over = source->over;
  source->over = false;
}

/* The first octets stand in the buffer, but not in the window until it is told
 * what they are. */
static void
fill_first (ByteSource *source)
{
  uint8_t *to;
  make_room (source, &to);
  while (!source->told)
    {
      size_t length = 0;
      Taken taken = take (source, to + source->untold, FIRST_READ_OCTETS - source->untold, &length);
      source->untold += length;
      if (taken != TAKEN_SOME)
        stop (source, taken);
      if (source->waiting)
        return;
      if (source->over || source->untold >= DECOMPRESSOR_MAGIC_OCTETS)
        tell_form (source);
    }
}

static void
fill (ByteSource *source, size_t want)
{
  source->waiting = false;
  if (!source->told)
    fill_first (source);
  while (at_hand (source) < want && !source->over && !source->waiting)
    {
      uint8_t *to;
      size_t room = make_room (source, &to);
      size_t length = 0;
      Taken taken
          = source->decompressor != NULL ? take_unpacked (source, to, room, &length) : take (source, to, room, &length);
      if (taken == TAKEN_SOME)
        add (source, length);
      else
        stop (source, taken);
    }
}

static ByteSource *
source_new (int fd, const uint8_t *memory, size_t length)
{
  ByteSource *source = g_new0 (ByteSource, 1);
  source->fd = fd;
  source->memory = memory;
  source->memory_left = length;
  return source;
}

ByteSource *
byte_source_new_fd (int fd)
{
  g_assert (fd >= 0);
  ByteSource *source = source_new (fd, NULL, 0);
  struct stat status;
  source->may_wait = fstat (fd, &status) != 0 || !S_ISREG (status.st_mode);
  if (!source->may_wait)
    (void) posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* advice: nothing is lost without it */
  return source;
}

ByteSource *
byte_source_new_memory (const uint8_t *octets, size_t length)
{
  ByteSource *source = source_new (-1, octets, length);
  Decompressor *packed = length > 0 ? decompressor_new (octets, length) : NULL;
  if (packed != NULL)
    {
      source->told = true;
      source->decompressor = packed;
      source->packed = g_malloc (PACKED_OCTETS);
      return source;
    }
  source->told = true;
  source->over = true;
  source->at = octets;
  source->end = length > 0 ? octets + length : octets;
  source->total = length;
  source->taken = length;
  return source;
}

void
byte_source_free (ByteSource *source)
{
  if (source == NULL)
    return;
  decompressor_free (source->decompressor);
  if (source->fd >= 0)
    close (source->fd);
  g_free (source->packed);
  g_free (source->buffer);
  for (Tongue tongue = TONGUE_ENGLISH; tongue < TONGUES; tongue++)
    g_free (source->failure[tongue]);
  g_free (source);
}

void
byte_source_never_wait (ByteSource *source)
{
  source->never_wait = true;
}

size_t
byte_source_peek (ByteSource *source, size_t want, const uint8_t **at)
{
  g_assert (want <= BYTE_SOURCE_PEEK_MAX);
  if (at_hand (source) < want)
    fill (source, want);
  *at = source->at;
  return at_hand (source);
}

void
byte_source_skip (ByteSource *source, uint64_t octets)
{
  uint64_t passed = MIN (octets, at_hand (source));
  pass (source, passed);
  /* A hostile sum of skips ends at the largest number, not at a small one. */
  if (__builtin_add_overflow (source->skip, octets - passed, &source->skip))
    source->skip = UINT64_MAX;
}

bool
byte_source_waiting (const ByteSource *source)
{
  return source->waiting;
}

const char *
byte_source_failure (const ByteSource *source, Tongue tongue)
{
  return source->over ? source->failure[tongue] : NULL;
}

uint64_t
byte_source_offset (const ByteSource *source)
{
  uint64_t passed = source->total - at_hand (source);
  return source->skip > UINT64_MAX - passed ? UINT64_MAX : passed + source->skip;
}

uint64_t
byte_source_total (const ByteSource *source)
{
  return source->total;
}

uint64_t
byte_source_taken (const ByteSource *source)
{
  return source->taken;
}

int
byte_source_fd (const ByteSource *source)
{
  return source->fd;
}
