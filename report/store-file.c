/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file is written under a name that begins with a dot, made to last, and only then
 * given its own name by a rename that replaces nothing.  All names are single
 * components below a directory's descriptor, so nothing can lead out of it.
 *
 * Limits: NAMES_TRIED names where others are taken. */
#include "config.h"

#include "store-file.h"

#include "../dissect/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <glib/gstdio.h>
#include <unistd.h>

enum { BUFFER_OCTETS = 64 * 1024, NAMES_TRIED = 10000, ENDING_OCTETS = 16 };

struct StoreFile {
  int directory;
  int fd;
  char name[48];    /* for the time being */
  uint64_t written; /* to the descriptor */
  size_t buffered;
  uint8_t buffer[BUFFER_OCTETS];
};

static void
set_error (GError **error, int number, const char *what)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), "%s: %s", what, g_strerror (number));
}

int
store_directory_open (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) != 0)
    {
      set_error (error, errno, path);
      return -1;
    }
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    set_error (error, errno, path);
  return fd;
}

int
store_directory_open_in (int parent, const char *name, GError **error)
{
  int fd = -1;
  if (mkdirat (parent, name, 0700) == 0 || errno == EEXIST)
    fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    set_error (error, errno, name);
  return fd;
}

StoreFile *
store_file_new (int directory, GError **error)
{
  StoreFile *file = g_new (StoreFile, 1);
  file->directory = directory;
  file->written = 0;
  file->buffered = 0;
  file->fd = -1;
  for (unsigned i = 0; i < NAMES_TRIED && file->fd < 0; i++)
    {
      g_snprintf (file->name, sizeof file->name, ".smtplens-%08x.part", g_random_int ());
      file->fd = openat (directory, file->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (file->fd < 0 && errno != EEXIST)
        break;
    }
  if (file->fd < 0)
    {
      set_error (error, errno, file->name);
      g_clear_pointer (&file, g_free);
    }
  return file;
}

static bool
write_all (StoreFile *file, const uint8_t *octets, size_t length, GError **error)
{
  while (length > 0)
    {
      ssize_t wrote = write (file->fd, octets, length);
      if (wrote < 0 && errno == EINTR)
        continue;
      if (wrote < 0)
        {
          set_error (error, errno, _ ("cannot be written"));
          return false;
        }
      octets += wrote;
      length -= (size_t) wrote;
      file->written += (size_t) wrote;
    }
  return true;
}

bool
store_file_flush (StoreFile *file, GError **error)
{
  size_t length = file->buffered;
  file->buffered = 0;
  return write_all (file, file->buffer, length, error);
}

bool
store_file_write (StoreFile *file, Octets octets, GError **error)
{
  if (octets.length > BUFFER_OCTETS - file->buffered && !store_file_flush (file, error))
    return false;
  if (octets.length > BUFFER_OCTETS)
    return write_all (file, octets.at, octets.length, error);
  if (octets.length > 0)
    memcpy (file->buffer + file->buffered, octets.at, octets.length);
  file->buffered += octets.length;
  return true;
}

uint64_t
store_file_size (const StoreFile *file)
{
  return file->written + file->buffered;
}

bool
store_file_cut (StoreFile *file, uint64_t size, GError **error)
{
  file->buffered = 0;
  file->written = MIN (file->written, size);
  if (ftruncate (file->fd, (off_t) file->written) == 0 && lseek (file->fd, (off_t) file->written, SEEK_SET) >= 0)
    return true;
  set_error (error, errno, _ ("cannot be cut"));
  return false;
}

/* Renames without replacing; some file systems know only one of the ways.  False with errno. */
static bool
rename_without_replacing (int from, const char *old_name, int to, const char *new_name)
{
  if (renameat2 (from, old_name, to, new_name, RENAME_NOREPLACE) == 0)
    return true;
  if (errno != EINVAL && errno != ENOSYS)
    return false;
  return linkat (from, old_name, to, new_name, 0) == 0 && unlinkat (from, old_name, 0) == 0;
}

static char *
numbered_name (const char *stem, unsigned number, const char *ending)
{
  return number == 1 ? g_strconcat (stem, ending, NULL) : g_strdup_printf ("%s-%u%s", stem, number, ending);
}

char *
store_file_free_name (int directory, const char *stem, const char *ending)
{
  char *name = NULL;
  for (unsigned i = 1; i <= NAMES_TRIED; i++)
    {
      g_free (name);
      name = numbered_name (stem, i, ending);
      struct stat taken;
      if (fstatat (directory, name, &taken, AT_SYMLINK_NOFOLLOW) != 0)
        break;
    }
  return name;
}

char *
store_file_finish (StoreFile *file, int directory, const char *stem, const char *ending, GError **error)
{
  char *name = NULL;
  bool whole = store_file_flush (file, error);
  if (whole && fsync (file->fd) != 0 && errno != EINVAL && errno != EROFS)
    {
      set_error (error, errno, _ ("cannot be made to last"));
      whole = false;
    }
  for (unsigned i = 1; whole && i <= NAMES_TRIED; i++)
    {
      name = numbered_name (stem, i, ending);
      if (rename_without_replacing (file->directory, file->name, directory, name))
        break;
      int number = errno;
      if (number != EEXIST || i == NAMES_TRIED)
        {
          set_error (error, number, name);
          whole = false;
        }
      g_clear_pointer (&name, g_free);
    }
  if (name == NULL)
    store_file_discard (file);
  else
    {
      close (file->fd);
      g_free (file);
    }
  return name;
}

void
store_file_discard (StoreFile *file)
{
  if (file == NULL)
    return;
  unlinkat (file->directory, file->name, 0);
  close (file->fd);
  g_free (file);
}

FILE *
store_stream_open (int directory, const char *name, GError **error)
{
  int fd = openat (directory, name, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
  FILE *stream = fd >= 0 ? fdopen (fd, "a") : NULL;
  if (stream == NULL)
    {
      set_error (error, errno, name);
      if (fd >= 0)
        close (fd);
    }
  return stream;
}

/* Octets of `name` up to a whole character, at most `most`. */
static size_t
whole_characters (const char *name, size_t most)
{
  size_t length = strlen (name);
  if (length <= most)
    return length;
  while (most > 0 && ((uint8_t) name[most] & 0xc0) == 0x80)
    most--;
  return most;
}

char *
store_file_safe_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  GString *safe = g_string_new (NULL);
  for (const char *at = composed != NULL ? composed : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      bool plain = g_unichar_isalnum (c) || c == '-' || c == '_' || (c == '.' && safe->len > 0);
      if (plain)
        g_string_append_unichar (safe, c);
      else if (safe->len > 0 && safe->str[safe->len - 1] != '_')
        g_string_append_c (safe, '_');
    }
  /* Some systems drop dots at the end. */
  while (safe->len > 0 && (safe->str[safe->len - 1] == '.' || safe->str[safe->len - 1] == '_'))
    g_string_truncate (safe, safe->len - 1);
  if (safe->len > STORE_NAME_OCTETS)
    {
      const char *dot = strrchr (safe->str, '.');
      g_autofree char *ending = dot != NULL && strlen (dot) <= ENDING_OCTETS ? g_strdup (dot) : g_strdup ("");
      g_string_truncate (safe, whole_characters (safe->str, STORE_NAME_OCTETS - strlen (ending)));
      g_string_append (safe, ending);
    }
  return g_string_free (safe, FALSE);
}
