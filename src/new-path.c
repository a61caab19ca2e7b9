/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits: NUMBERS_TRIED names, ENTRIES_MAX entries of a directory. */
#include "config.h"

#include "new-path.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>

enum { NUMBERS_TRIED = 100000, ENTRIES_MAX = 100000, DIGITS_MAX = 9 };

char *
new_path_expand (const char *path)
{
  if (path[0] != '~' || (path[1] != '/' && path[1] != '\0'))
    return g_strdup (path);
  return g_strconcat (g_get_home_dir (), path + 1, NULL);
}

/* Something is there, a link that leads nowhere too. */
static bool
is_taken (const char *path)
{
  g_autofree char *expanded = new_path_expand (path);
  GStatBuf found;
  return g_lstat (expanded, &found) == 0;
}

/* Where the ending of the last name begins: ".mbox"; the end of the path where it has none. */
static size_t
ending_at (const char *path)
{
  const char *slash = strrchr (path, '/'), *dot = strrchr (path, '.');
  const char *name = slash != NULL ? slash + 1 : path;
  return dot != NULL && dot > name ? (size_t) (dot - path) : strlen (path);
}

char *
new_path_free (const char *path)
{
  char *free_path = g_strdup (path);
  g_autofree char *bare = g_strdup (path);
  size_t length = strlen (bare);
  while (length > 1 && bare[length - 1] == '/')
    bare[--length] = '\0';
  size_t ending = ending_at (bare), digits = 0;
  while (digits < DIGITS_MAX && digits < ending && g_ascii_isdigit (bare[ending - digits - 1]))
    digits++;
  bool numbered = digits > 0 && digits < ending && bare[ending - digits - 1] == '-';
  guint64 number = numbered ? g_ascii_strtoull (bare + ending - digits, NULL, 10) : 1;
  int stem = (int) (numbered ? ending - digits - 1 : ending);
  for (unsigned tried = 0; tried < NUMBERS_TRIED && is_taken (free_path); tried++)
    {
      g_free (free_path);
      free_path = g_strdup_printf ("%.*s-%" G_GUINT64_FORMAT "%s", stem, bare, ++number, bare + ending);
    }
  return free_path;
}

/* Octets that both begin with, whole characters only. */
static size_t
common_octets (const char *left, const char *right)
{
  size_t at = 0;
  while (left[at] != '\0' && left[at] == right[at])
    at++;
  while (at > 0 && ((guchar) left[at] & 0xc0) == 0x80)
    at--;
  return at;
}

/* What all entries that begin so have in common, NULL for none; `*only`: it is one. */
static char *
common_name (const char *directory, const char *begin, bool *only)
{
  GDir *entries = g_dir_open (directory, 0, NULL);
  char *common = NULL;
  const char *entry;
  unsigned count = 0, seen = 0;
  while (entries != NULL && seen++ < ENTRIES_MAX && (entry = g_dir_read_name (entries)) != NULL)
    {
      bool hidden = entry[0] == '.' && begin[0] != '.';
      if (hidden || !g_str_has_prefix (entry, begin) || !g_utf8_validate (entry, -1, NULL))
        continue;
      if (count++ == 0)
        common = g_strdup (entry);
      else
        common[common_octets (common, entry)] = '\0';
    }
  if (entries != NULL)
    g_dir_close (entries);
  *only = count == 1;
  return common;
}

char *
new_path_complete (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  g_autofree char *front = g_strndup (path, (gsize) (name - path));
  g_autofree char *expanded = new_path_expand (front);
  bool only = false;
  g_autofree char *common = common_name (expanded[0] != '\0' ? expanded : ".", name, &only);
  if (common == NULL)
    return g_strdup (path);
  g_autofree char *entry = g_strconcat (expanded, common, NULL);
  return g_strconcat (front, common, only && g_file_test (entry, G_FILE_TEST_IS_DIR) ? "/" : "", NULL);
}
