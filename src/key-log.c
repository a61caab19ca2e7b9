/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a file of secrets as it grows.  One that got shorter was begun anew, and is
 * read from its start.  Limit: LINE_MAX_OCTETS, over which a line is handed on in pieces.
 *
 * Does not: watch the file; whoever expects more asks. */
#include "config.h"

#include "key-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MAX_OCTETS = 64 * 1024 };

struct KeyLog {
  char *path;
  int fd;
  bool plain;
  bool read_once;
  uint64_t position; /* of what comes next; of plain files */
  uint8_t *buffer;
};

static void
set_error (GError **error, const char *path)
{
  g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
}

KeyLog *
key_log_open (const char *path, GError **error)
{
  struct stat status;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat (fd, &status) != 0)
    {
      set_error (error, path);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  KeyLog *log = g_new0 (KeyLog, 1);
  log->path = g_strdup (path);
  log->fd = fd;
  log->plain = S_ISREG (status.st_mode);
  log->buffer = g_malloc (LINE_MAX_OCTETS);
  return log;
}

/* Whether there may be more than was read; cheap, for it is asked often. */
static bool
has_more (KeyLog *log)
{
  struct stat status;
  if (!log->plain)
    return !log->read_once;
  if (fstat (log->fd, &status) != 0)
    return false;
  uint64_t size = status.st_size > 0 ? (uint64_t) status.st_size : 0;
  if (size < log->position)
    log->position = 0;
  return size > log->position;
}

/* Fills the buffer behind what it has; how much it then has, and whether the end was met. */
static ssize_t
fill (KeyLog *log, size_t have, bool *end)
{
  *end = false;
  while (have < LINE_MAX_OCTETS)
    {
      uint8_t *at = log->buffer + have;
      size_t room = LINE_MAX_OCTETS - have;
      ssize_t got = log->plain ? pread (log->fd, at, room, (off_t) (log->position + have)) : read (log->fd, at, room);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      *end = got == 0;
      if (*end)
        break;
      have += (size_t) got;
    }
  return (ssize_t) have;
}

bool
key_log_read (KeyLog *log, bool growing, KeyLogHandler handler, void *user, GError **error)
{
  if (!has_more (log))
    return true;
  bool end = false;
  size_t have = 0;
  while (!end)
    {
      ssize_t filled = fill (log, have, &end);
      if (filled < 0)
        {
          set_error (error, log->path);
          return false;
        }
      have = (size_t) filled;
      const uint8_t *last = memrchr (log->buffer, '\n', have);
      bool all = last == NULL ? have == LINE_MAX_OCTETS || (end && !(growing && log->plain))
                              : end && !(growing && log->plain);
      size_t given = all ? have : last != NULL ? (size_t) (last - log->buffer) + 1 : 0;
      if (given > 0)
        handler (user, log->buffer, given);
      log->position += given;
      have -= given;
      memmove (log->buffer, log->buffer + given, have);
    }
  log->read_once = true;
  explicit_bzero (log->buffer, LINE_MAX_OCTETS);
  return true;
}

void
key_log_free (KeyLog *log)
{
  if (log == NULL)
    return;
  close (log->fd);
  explicit_bzero (log->buffer, LINE_MAX_OCTETS);
  g_free (log->buffer);
  g_free (log->path);
  g_free (log);
}
