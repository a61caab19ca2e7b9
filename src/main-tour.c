/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds lessons: a file NAME.tour beside the capture NAME.pcap, either where --tour says, or
 * by name or number among the samples that were installed, or that lie beside the program where it was
 * built.  Knows nothing of what is in the file: that is ui/tour's. */
#include "config.h"

#include "main-tour.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../dissect/printable.h"
#include "../dissect/translate.h"
#include "../ui/tour-pane.h"

enum { LESSONS_MAX = 256, WRONG_TOLD_MAX = 10 };

static const char *const capture_endings[]
    = { ".pcap", ".pcapng", ".pcap.gz", ".pcapng.gz", ".pcap.zst", ".pcapng.zst", ".pcap.xz", ".pcapng.xz", ".cap" };

typedef struct Telling {
  const char *path;
  void (*tell) (void *user, const char *line);
  void *user;
  unsigned told;
} Telling;

static void tell (const Telling *telling, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (const Telling *telling, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *raw = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *line = printable (octets_of_string (raw));
  telling->tell (telling->user, line);
}

static bool
is_file (const char *path)
{
  struct stat status;
  return stat (path, &status) == 0 && S_ISREG (status.st_mode);
}

/* As for all other words (see main-language); NULL: English, which any terminal can show. */
static const char *const *
languages (void)
{
  const char *locale = setlocale (LC_MESSAGES, NULL);
  bool plain = locale == NULL || strcmp (locale, "C") == 0 || strcmp (locale, "POSIX") == 0;
  return plain || strcmp (nl_langinfo (CODESET), "UTF-8") != 0 ? NULL : g_get_language_names ();
}

/* --- where lessons are ---------------------------------------------------------------- */

/* Of the tree in which the program was built; NULL: it does not lie in one.  g_free. */
static char *
own_tree (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  if (program == NULL)
    return NULL;
  g_autofree char *directory = g_path_get_dirname (program);
  static const char *const ways[] = { "samples", "../samples" };
  for (size_t i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *samples = g_build_filename (directory, ways[i], NULL);
      g_autofree char *sums = g_build_filename (samples, "SHA256SUMS", NULL);
      if (is_file (sums))
        return g_canonicalize_filename (samples, NULL);
    }
  return NULL;
}

/* The directory of samples; g_free. */
static char *
samples_directory (void)
{
  const char *wished = g_getenv ("SMTPLENS_DATADIR");
  char *tree = NULL;
  if (wished != NULL && wished[0] != '\0')
    return g_build_filename (wished, "samples", NULL);
  if ((tree = own_tree ()) != NULL)
    return tree;
  return g_build_filename (PKGDATADIR, "samples", NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The names of lessons, without ending, in order. */
static GPtrArray *
lesson_names (const char *directory)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (directory, 0, NULL);
  for (const char *name; dir != NULL && names->len < LESSONS_MAX && (name = g_dir_read_name (dir)) != NULL;)
    if (g_str_has_suffix (name, ".tour") && name[0] != '.')
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (".tour")));
  if (dir != NULL)
    g_dir_close (dir);
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* "4", "04" and "04-relay" are one. */
static bool
is_called (const char *name, const char *wish)
{
  char *end = NULL;
  if (strcmp (name, wish) == 0)
    return true;
  guint64 number = g_ascii_isdigit (wish[0]) ? g_ascii_strtoull (wish, &end, 10) : 0;
  return end != NULL && *end == '\0' && g_ascii_isdigit (name[0]) && g_ascii_strtoull (name, &end, 10) == number
         && *end == '-';
}

/* The capture of that name; NULL: there is none.  g_free. */
static char *
capture_of (const char *directory, const char *name)
{
  for (size_t i = 0; i < G_N_ELEMENTS (capture_endings); i++)
    {
      g_autofree char *file = g_strconcat (name, capture_endings[i], NULL);
      g_autofree char *path = g_build_filename (directory, file, NULL);
      if (is_file (path))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* The name of a lesson that a capture's file name would have; g_free. */
static char *
without_ending (const char *file)
{
  for (size_t i = 0; i < G_N_ELEMENTS (capture_endings); i++)
    if (g_str_has_suffix (file, capture_endings[i]))
      return g_strndup (file, strlen (file) - strlen (capture_endings[i]));
  return g_strdup (file);
}

/* --- a lesson -------------------------------------------------------------------------- */

static void
tell_wrong (gpointer user, unsigned line, const char *why)
{
  Telling *telling = user;
  if (telling->told++ < WRONG_TOLD_MAX)
    tell (telling, "%s:%u: %s", telling->path, line, why);
}

static void
hear_nothing (G_GNUC_UNUSED gpointer user, G_GNUC_UNUSED unsigned line, G_GNUC_UNUSED const char *why)
{
}

/* NULL where it cannot be read; told where `telling` is given. */
static Tour *
read_lesson (const char *directory, const char *name, const Telling *telling)
{
  g_autofree char *file = g_strconcat (name, ".tour", NULL);
  g_autofree char *path = g_build_filename (directory, file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  struct stat status;
  if (stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || status.st_size > TOUR_OCTETS_MAX))
    {
      if (telling != NULL)
        tell (telling, _ ("%s: this is no lesson"), path);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, &error))
    {
      if (telling != NULL)
        tell (telling, "%s", error->message);
      return NULL;
    }
  if (telling == NULL)
    return tour_read (text, length, languages (), hear_nothing, NULL);
  Telling own = { .path = path, .tell = telling->tell, .user = telling->user };
  return tour_read (text, length, languages (), tell_wrong, &own);
}

/* A line a lesson. */
static void
list_lessons (const char *directory, void (*print) (void *user, const char *line), void *user)
{
  enum { NAME_COLUMNS = 30 };
  g_autoptr (GPtrArray) names = lesson_names (directory);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      Tour *tour = read_lesson (directory, name, NULL);
      g_autofree char *shown = printable (octets_of_string (name));
      g_autofree char *line = g_strdup_printf ("%-*s %s", NAME_COLUMNS, shown, tour != NULL ? tour->title : "?");
      print (user, line);
      tour_free (tour);
    }
}

static void
print_line (G_GNUC_UNUSED void *user, const char *line)
{
  puts (line);
}

static LessonFound
tell_lessons (const Telling *telling, const char *directory, const char *wish)
{
  if (wish != NULL)
    tell (telling, _ ("there is no lesson '%s'; those in %s are:"), wish, directory);
  else
    tell (telling, _ ("--tour needs a lesson; those in %s are:"), directory);
  list_lessons (directory, telling->tell, telling->user);
  return LESSON_WRONG;
}

static char **
add_string (char **strings, char *string)
{
  guint count = strings != NULL ? g_strv_length (strings) : 0;
  strings = g_renew (char *, strings, count + 2);
  strings[count] = string;
  strings[count + 1] = NULL;
  return strings;
}

/* What the lesson asks for stands beside what the user gave. */
static bool
take_options (Options *options, const Tour *tour, const char *directory, const Telling *telling)
{
  char ***const lists[TOUR_OPTIONS] = {
    [TOUR_TLS_KEYS] = &options->tls_keys,
    [TOUR_DNS] = &options->dns,
    [TOUR_WIFI_KEY] = &options->wifi_keys,
  };
  for (TourOption option = 0; option < TOUR_OPTIONS; option++)
    for (guint i = 0; i < tour->options[option]->len; i++)
      {
        const char *value = g_ptr_array_index (tour->options[option], i);
        bool names_file = option != TOUR_WIFI_KEY;
        g_autofree char *path = names_file ? g_build_filename (directory, value, NULL) : g_strdup (value);
        if (names_file && !is_file (path))
          {
            tell (telling, _ ("the lesson needs the file %s, which is not there"), path);
            return false;
          }
        *lists[option] = add_string (*lists[option], g_steal_pointer (&path));
      }
  return true;
}

/* What comes behind it. */
static void
find_next (Lesson *lesson, const char *directory, const char *name)
{
  g_autoptr (GPtrArray) names = lesson_names (directory);
  guint at = 0;
  while (at < names->len && strcmp (g_ptr_array_index (names, at), name) <= 0)
    at++;
  if (at == names->len)
    return;
  const char *next = g_ptr_array_index (names, at);
  Tour *tour = read_lesson (directory, next, NULL);
  g_autofree char *capture = capture_of (directory, next);
  if (tour != NULL && capture != NULL)
    {
      g_autofree char *shown = printable (octets_of_string (next));
      g_autofree char *samples = samples_directory ();
      size_t digits = strspn (next, "0123456789");
      bool known = strcmp (samples, directory) == 0;
      lesson->next
          = !known ? printable (octets_of_string (capture)) : g_strndup (shown, digits > 0 ? digits : strlen (shown));
      lesson->next_title = g_strdup (tour->title);
    }
  tour_free (tour);
}

static LessonFound
open_lesson (Lesson *lesson, Options *options, const char *directory, const char *name, const Telling *telling)
{
  g_autofree char *capture = capture_of (directory, name);
  if (capture == NULL)
    {
      tell (telling, _ ("%s/%s: there is no capture of this name"), directory, name);
      return LESSON_WRONG;
    }
  lesson->tour = read_lesson (directory, name, telling);
  if (lesson->tour == NULL || !take_options (options, lesson->tour, directory, telling))
    return LESSON_WRONG;
  g_ptr_array_add (options->files, g_steal_pointer (&capture));
  find_next (lesson, directory, name);
  return LESSON_FOUND;
}

LessonFound
lesson_open (Lesson *lesson, Options *options, void (*hear) (void *user, const char *line), void *user)
{
  const Telling telling = { .tell = hear, .user = user };
  const char *wish = options->tour;
  g_autofree char *samples = samples_directory ();
  *lesson = (Lesson){ 0 };
  if (wish != NULL && strcmp (wish, "list") == 0)
    {
      list_lessons (samples, print_line, NULL);
      return LESSON_LISTED;
    }
  if (wish == NULL)
    return tell_lessons (&telling, samples, NULL);
  if (is_file (wish))
    {
      g_autofree char *directory = g_path_get_dirname (wish), *file = g_path_get_basename (wish);
      g_autofree char *name = without_ending (file);
      if (g_str_has_suffix (name, ".tour"))
        name[strlen (name) - strlen (".tour")] = '\0';
      return open_lesson (lesson, options, directory, name, &telling);
    }
  g_autoptr (GPtrArray) names = lesson_names (samples);
  for (guint i = 0; i < names->len; i++)
    if (is_called (g_ptr_array_index (names, i), wish))
      return open_lesson (lesson, options, samples, g_ptr_array_index (names, i), &telling);
  return tell_lessons (&telling, samples, wish);
}

void
lesson_clear (Lesson *lesson)
{
  tour_free (lesson->tour);
  g_free (lesson->next);
  g_free (lesson->next_title);
  *lesson = (Lesson){ 0 };
}
