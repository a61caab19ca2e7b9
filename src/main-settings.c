/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the configuration file by the XDG base directories: smtplens/config in
 * $XDG_CONFIG_HOME (~/.config), else in the first of $XDG_CONFIG_DIRS that has one.
 * Does not know what stands in it; writes none. */
#include "config.h"

#include "main-settings.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_OCTETS_MOST = 64 * 1024, LINES_TOLD = 10 };

typedef struct Telling {
  char *path; /* printable */
  void (*tell) (void *user, const char *line);
  void *user;
  unsigned told, wrong;
} Telling;

static void
tell_line (gpointer pointer, unsigned line, const char *why)
{
  Telling *telling = pointer;
  telling->wrong++;
  if (telling->told == LINES_TOLD)
    return;
  telling->told++;
  g_autofree char *text = g_strdup_printf ("%s:%u: %s", telling->path, line, why);
  telling->tell (telling->user, text);
}

static void
tell_file (const Telling *telling, const char *why)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", telling->path, why);
  telling->tell (telling->user, text);
}

/* The XDG specification wants relative ones ignored. */
static char *
file_in (const char *directory)
{
  if (directory == NULL || !g_path_is_absolute (directory))
    return NULL;
  char *path = g_build_filename (directory, PACKAGE_NAME, "config", NULL);
  if (access (path, F_OK) != 0)
    g_clear_pointer (&path, g_free);
  return path;
}

/* NULL: there is none.  g_free. */
static char *
find_file (void)
{
  const char *own = g_getenv ("XDG_CONFIG_HOME"), *home = g_get_home_dir ();
  g_autofree char *standard = home != NULL ? g_build_filename (home, ".config", NULL) : NULL;
  char *path = file_in (own != NULL && g_path_is_absolute (own) ? own : standard);
  for (const char *const *directory = g_get_system_config_dirs (); path == NULL && *directory != NULL; directory++)
    path = file_in (*directory);
  return path;
}

/* Its octets; NULL with a sentence in `why`. */
static GString *
read_file (const char *path, const char **why)
{
  GString *text = g_string_sized_new (FILE_OCTETS_MOST + 1);
  struct stat status;
  ssize_t got = -1;
  /* A FIFO without a writer must not hold the program up. */
  int file = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  *why = NULL;
  if (file < 0 || fstat (file, &status) != 0)
    *why = g_strerror (errno);
  else if (!S_ISREG (status.st_mode) && !S_ISCHR (status.st_mode))
    *why = _ ("is no file");
  while (*why == NULL && text->len <= FILE_OCTETS_MOST
         && (got = read (file, text->str + text->len, FILE_OCTETS_MOST + 1 - text->len)) > 0)
    g_string_set_size (text, text->len + (gsize) got);
  if (*why == NULL && got < 0)
    *why = g_strerror (errno);
  if (*why == NULL && text->len > FILE_OCTETS_MOST)
    *why = _ ("is larger than 64 KiB: left out");
  if (file >= 0)
    close (file);
  if (*why == NULL)
    return text;
  g_string_free (text, TRUE);
  return NULL;
}

static void
take_file (UiSettings *settings, void (*tell) (void *user, const char *line), void *user)
{
  g_autofree char *path = find_file ();
  if (path == NULL)
    return;
  g_autofree char *shown = printable (octets_of_string (path));
  Telling telling = { .path = shown, .tell = tell, .user = user };
  const char *why;
  GString *text = read_file (path, &why);
  if (text == NULL)
    {
      tell_file (&telling, why);
      settings->lines_wrong++;
      return;
    }
  settings_read (settings, text->str, text->len, tell_line, &telling);
  g_string_free (text, TRUE);
  if (telling.wrong > telling.told)
    {
      g_autofree char *more = g_strdup_printf (_ ("and %u lines more are wrong"), telling.wrong - telling.told);
      tell_file (&telling, more);
    }
}

bool
user_settings_read (UiSettings *settings, const Options *options, void (*tell) (void *user, const char *line),
                    void *user, bool with_file, char **error_text)
{
  settings_init (settings);
  if (with_file)
    take_file (settings, tell, user);
  if (options->no_mouse)
    settings->mouse = false;
  if (options->theme == NULL || settings_choose_theme (settings, options->theme))
    return true;
  g_autofree char *names = settings_theme_names ();
  *error_text = g_strdup_printf (_ ("--theme is one of %s, not '%s'"), names, options->theme);
  return false;
}
