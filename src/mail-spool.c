/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A MailSpool on an unlinked temporary file.
 *
 * Hides the buffer that joins small writes, and how room is given back: mails
 * lie interleaved in pieces smaller than a block, so the octets still needed are
 * counted for each extent of EXTENT_OCTETS, and an extent that nobody needs is
 * punched out of the file as a whole.  When nobody needs anything the file
 * begins anew.  Octets that were taken stay readable also when the disk is full.
 *
 * It does not limit how much is written (who writes does), and a range is
 * released once, by whoever wrote it. */
#include "config.h"

#include "mail-spool.h"

#include "../dissect/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  BUFFER_OCTETS = 256 * 1024,
  EXTENT_OCTETS = 64 * 1024,
};

typedef struct FileSpool {
  MailSpool door; /* first: the spool is known by it */
  int fd;         /* -1 before the first write to the file */
  uint64_t written;
  uint8_t *buffer; /* what follows `written` */
  size_t buffered;
  GArray *needed;   /* uint32_t: octets still needed of each extent */
  uint64_t in_need; /* their sum */
  char *failure;
} FileSpool;

/* The first failure is told at the end. */
static bool
fail (FileSpool *spool, char *failure)
{
  if (spool->failure == NULL)
    spool->failure = failure;
  else
    g_free (failure);
  return false;
}

static bool
fail_making (FileSpool *spool, int error)
{
  return fail (spool,
               g_strdup_printf (_ ("temporary file in %s cannot be made: %s"), g_get_tmp_dir (), g_strerror (error)));
}

static bool
fail_writing (FileSpool *spool, int error)
{
  return fail (
      spool, g_strdup_printf (_ ("temporary file in %s cannot be written: %s"), g_get_tmp_dir (), g_strerror (error)));
}

static bool
fail_reading (FileSpool *spool, int error)
{
  return fail (spool,
               g_strdup_printf (_ ("temporary file in %s cannot be read: %s"), g_get_tmp_dir (), g_strerror (error)));
}

static bool
open_file (FileSpool *spool)
{
  const char *folder = g_get_tmp_dir ();
  spool->fd = open (folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (spool->fd >= 0)
    return true;
  /* Not every file system knows a file without a name. */
  g_autofree char *name = g_build_filename (folder, "smtplens-XXXXXX", NULL);
  spool->fd = mkostemp (name, O_CLOEXEC);
  if (spool->fd < 0)
    return fail_making (spool, errno);
  if (unlink (name) != 0)
    return fail_making (spool, errno);
  return true;
}

/* Gives the blocks of an extent back if nobody needs it and it lies whole in the file. */
static void
punch (FileSpool *spool, uint64_t extent)
{
  uint64_t start = extent * EXTENT_OCTETS;
  if (g_array_index (spool->needed, uint32_t, extent) == 0 && start + EXTENT_OCTETS <= spool->written)
    /* Where the file system cannot, the room comes back at the end of the run. */
    (void) fallocate (spool->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t) start, EXTENT_OCTETS);
}

static bool
flush (FileSpool *spool)
{
  if (spool->fd < 0 && !open_file (spool))
    return false;
  size_t done = 0;
  while (done < spool->buffered)
    {
      ssize_t wrote = pwrite (spool->fd, spool->buffer + done, spool->buffered - done, (off_t) (spool->written + done));
      if (wrote > 0)
        done += (size_t) wrote;
      else if (wrote < 0 && errno != EINTR)
        return fail_writing (spool, errno); /* all stays in the buffer */
    }
  uint64_t first = spool->written / EXTENT_OCTETS;
  spool->written += spool->buffered;
  spool->buffered = 0;
  for (uint64_t extent = first; extent < spool->written / EXTENT_OCTETS; extent++)
    punch (spool, extent); /* what was released while it stood in the buffer */
  return true;
}

/* Adds to (or takes from) the need of the extents that a range lies in. */
static void
need (FileSpool *spool, uint64_t offset, uint64_t length)
{
  spool->in_need += length;
  while (length > 0)
    {
      uint64_t extent = offset / EXTENT_OCTETS;
      uint64_t part = MIN (length, EXTENT_OCTETS - offset % EXTENT_OCTETS);
      if (extent >= spool->needed->len)
        g_array_set_size (spool->needed, (guint) extent + 1);
      g_array_index (spool->needed, uint32_t, extent) += (uint32_t) part;
      offset += part;
      length -= part;
    }
}

static bool
spool_write (MailSpool *door, Octets octets, uint64_t *offset)
{
  FileSpool *spool = (FileSpool *) door;
  if (spool->failure != NULL)
    return false;
  uint64_t start = spool->written + spool->buffered;
  uint64_t extents = (start + octets.length) / EXTENT_OCTETS;
  if (octets.length > INT64_MAX - start || extents >= G_MAXUINT / sizeof (uint32_t))
    return fail_writing (spool, EFBIG);
  need (spool, start, octets.length);
  size_t done = 0;
  while (done < octets.length)
    {
      if (spool->buffered == BUFFER_OCTETS && !flush (spool))
        return false;
      size_t part = MIN (octets.length - done, BUFFER_OCTETS - spool->buffered);
      memcpy (spool->buffer + spool->buffered, octets.at + done, part);
      spool->buffered += part;
      done += part;
    }
  *offset = start;
  return true;
}

static bool
read_file (FileSpool *spool, uint64_t offset, uint8_t *to, size_t length)
{
  while (length > 0)
    {
      ssize_t got = pread (spool->fd, to, length, (off_t) offset);
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return fail_reading (spool, got < 0 ? errno : EIO);
      offset += (uint64_t) got;
      to += got;
      length -= (size_t) got;
    }
  return true;
}

static bool
spool_read (MailSpool *door, uint64_t offset, uint8_t *to, size_t length)
{
  FileSpool *spool = (FileSpool *) door;
  uint64_t end = spool->written + spool->buffered;
  if (offset > end || length > end - offset)
    return false;
  size_t in_file = offset < spool->written ? (size_t) MIN (length, spool->written - offset) : 0;
  if (in_file > 0 && !read_file (spool, offset, to, in_file))
    return false;
  if (length > in_file)
    memcpy (to + in_file, spool->buffer + (offset + in_file - spool->written), length - in_file);
  return true;
}

static void
begin_anew (FileSpool *spool)
{
  if (spool->fd >= 0 && ftruncate (spool->fd, 0) != 0)
    return; /* the file goes on at its end */
  spool->written = 0;
  spool->buffered = 0;
  g_array_set_size (spool->needed, 0);
}

static void
spool_release (MailSpool *door, uint64_t offset, uint64_t length)
{
  FileSpool *spool = (FileSpool *) door;
  uint64_t end = spool->written + spool->buffered;
  g_assert (offset <= end && length <= end - offset && length <= spool->in_need);
  spool->in_need -= length;
  while (length > 0)
    {
      uint64_t extent = offset / EXTENT_OCTETS;
      uint64_t part = MIN (length, EXTENT_OCTETS - offset % EXTENT_OCTETS);
      uint32_t *needed = &g_array_index (spool->needed, uint32_t, extent);
      g_assert (part <= *needed);
      *needed -= (uint32_t) part;
      punch (spool, extent);
      offset += part;
      length -= part;
    }
  if (spool->in_need == 0)
    begin_anew (spool);
}

MailSpool *
mail_spool_new (void)
{
  FileSpool *spool = g_new0 (FileSpool, 1);
  spool->door = (MailSpool){ spool_write, spool_read, spool_release };
  spool->fd = -1;
  spool->buffer = g_malloc (BUFFER_OCTETS);
  spool->needed = g_array_new (FALSE, TRUE, sizeof (uint32_t));
  return &spool->door;
}

void
mail_spool_free (MailSpool *door)
{
  FileSpool *spool = (FileSpool *) door;
  if (spool == NULL)
    return;
  if (spool->fd >= 0)
    close (spool->fd);
  g_array_free (spool->needed, TRUE);
  g_free (spool->buffer);
  g_free (spool->failure);
  g_free (spool);
}

const char *
mail_spool_failure (const MailSpool *door)
{
  return ((const FileSpool *) door)->failure;
}
