/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes the file of remembered choices; does not know what stands in it.
 *
 * It is written beside itself and renamed, so that it is never half a file.  One that another
 * program changed meanwhile is left as it is: what it says is not known here. */
#include "config.h"

#include "main-state.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_OCTETS_MOST = 256 * 1024, LINES_TOLD = 5 };

/* NULL: nowhere.  g_free. */
static char *
find_path (void)
{
  const char *state = g_getenv ("XDG_STATE_HOME"), *home = g_getenv ("HOME");
  if (state != NULL && g_path_is_absolute (state))
    return g_build_filename (state, PACKAGE_NAME, "screens", NULL);
  if (home == NULL || !g_path_is_absolute (home))
    return NULL;
  return g_build_filename (home, ".local", "state", PACKAGE_NAME, "screens", NULL);
}

static void
tell (const StateFile *file, const char *why)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", file->shown, why);
  file->tell (file->user, text);
}

/* Its text; NULL with NULL in `why`: there is none, else what stands against reading it.  g_free. */
static char *
read_text (const char *path, const char **why)
{
  struct stat status;
  *why = NULL;
  /* A FIFO without a writer must not hold the program up. */
  int file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    {
      *why = errno == ENOENT ? NULL : g_strerror (errno);
      return NULL;
    }
  if (fstat (file, &status) != 0 || !S_ISREG (status.st_mode))
    *why = _ ("is no file");
  else if (status.st_size > FILE_OCTETS_MOST)
    *why = _ ("is larger than 256 KiB: left out");
  char *text = g_malloc0 (FILE_OCTETS_MOST + 1);
  size_t length = 0;
  ssize_t got = 0;
  while (*why == NULL && (got = read (file, text + length, FILE_OCTETS_MOST - length)) > 0)
    length += (size_t) got;
  if (*why == NULL && got < 0)
    *why = g_strerror (errno);
  if (*why == NULL && strlen (text) != length)
    *why = _ ("is no text: left out");
  close (file);
  if (*why != NULL)
    g_clear_pointer (&text, g_free);
  return text;
}

/* False with the reason in errno. */
static bool
write_text (int file, const char *text)
{
  for (size_t left = strlen (text); left > 0;)
    {
      ssize_t written = write (file, text, left);
      if (written < 0 && errno != EINTR)
        return false;
      text += MAX (written, 0);
      left -= (size_t) MAX (written, 0);
    }
  return fsync (file) == 0;
}

/* As write_text. */
static bool
replace_file (const char *path, const char *text)
{
  enum { ONLY_MINE = 0700 };
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *beside = g_strconcat (path, ".XXXXXX", NULL);
  if (g_mkdir_with_parents (directory, ONLY_MINE) != 0)
    return false;
  int file = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0)
    return false;
  bool done = write_text (file, text);
  done = close (file) == 0 && done;
  done = done && rename (beside, path) == 0;
  int error = errno;
  if (!done)
    unlink (beside);
  errno = error;
  return done;
}

static bool
save (gpointer user, const char *text)
{
  StateFile *file = user;
  const char *why;
  g_autofree char *now = read_text (file->path, &why);
  if (why != NULL)
    {
      tell (file, why);
      return false;
    }
  if (g_strcmp0 (now, file->seen) != 0)
    {
      tell (file, _ ("was changed by somebody else meanwhile, and is left as it is"));
      return false;
    }
  if (!replace_file (file->path, text))
    {
      tell (file, g_strerror (errno));
      return false;
    }
  g_free (file->seen);
  file->seen = g_strdup (text);
  return true;
}

typedef struct Telling {
  const StateFile *file;
  unsigned told;
} Telling;

static void
tell_line (gpointer user, unsigned line, const char *why)
{
  Telling *telling = user;
  if (telling->told++ >= LINES_TOLD)
    return;
  g_autofree char *text = g_strdup_printf ("%s:%u: %s", telling->file->shown, line, why);
  telling->file->tell (telling->file->user, text);
}

void
state_file_begin (StateFile *file, gpointer screen, bool wanted, void (*tell_user) (void *user, const char *line),
                  void *user)
{
  const ScreenStore store = { .save = save, .user = file };
  Telling telling = { .file = file };
  const char *why = NULL;
  *file = (StateFile){ .tell = tell_user, .user = user };
  file->path = wanted ? find_path () : NULL;
  if (file->path == NULL)
    {
      ui_remember (screen, "", 0, NULL, tell_line, &telling);
      return;
    }
  file->shown = printable (octets_of_string (file->path));
  file->seen = read_text (file->path, &why);
  if (why != NULL)
    tell (file, why);
  const char *text = file->seen != NULL ? file->seen : "";
  if (ui_remember (screen, text, strlen (text), why == NULL ? &store : NULL, tell_line, &telling) > 0)
    tell (file, _ ("stays as it is, for it would lose the lines that are wrong"));
}

void
state_file_clear (StateFile *file)
{
  g_free (file->path);
  g_free (file->seen);
  g_free (file->shown);
}
