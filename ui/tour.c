/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of a lesson, line by line.
 *
 * It may lie beside a capture that came from anywhere: what it says is made printable,
 * everything in it is bounded, and of the program it can ask for a key log, a zone file or a key of
 * Wi-Fi alone, files by bare names. */
#include "config.h"

#include "tour.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

typedef enum Section { SECTION_NONE, SECTION_LESSON, SECTION_STEP, SECTION_UNKNOWN } Section;

/* How well a text fits the reader; smaller is better. */
enum { RANK_NONE = G_MAXINT };

typedef struct Reading {
  const char *const *languages;
  TourWrong wrong;
  gpointer user;
  Tour *tour;
  Section section;
  unsigned line;
  TourStep *step; /* that is being read */
  int title_rank, text_rank;
} Reading;

static const struct {
  const char *id;
  bool of_session;
} view_rows[] = {
  { "sessions", false }, { "messages", false }, { "all-findings", false }, { "hosts", false },  { "logins", false },
  { "paths", false },    { "overview", false }, { "dialogue", true },      { "message", true }, { "findings", true },
};

static const char *const option_names[TOUR_OPTIONS] = {
  [TOUR_TLS_KEYS] = "tls-keys",
  [TOUR_DNS] = "dns",
  [TOUR_WIFI_KEY] = "wifi-key",
};

bool
tour_has_view (const char *id, bool *of_session)
{
  for (size_t i = 0; i < G_N_ELEMENTS (view_rows); i++)
    if (g_str_equal (view_rows[i].id, id))
      {
        *of_session = view_rows[i].of_session;
        return true;
      }
  return false;
}

static void tell (const Reading *reading, unsigned line, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
tell (const Reading *reading, unsigned line, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *raw = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *text = printable (octets_of_string (raw));
  reading->wrong (reading->user, line, text);
}

static void
step_free (gpointer pointer)
{
  TourStep *step = pointer;
  g_free (step->view);
  g_free (step->row);
  g_free (step->finding);
  g_free (step->filter);
  g_free (step->text);
  g_free (step);
}

void
tour_free (Tour *tour)
{
  if (tour == NULL)
    return;
  g_free (tour->title);
  g_ptr_array_unref (tour->steps);
  for (TourOption option = 0; option < TOUR_OPTIONS; option++)
    g_ptr_array_unref (tour->options[option]);
  g_free (tour);
}

/* --- values ------------------------------------------------------------------------- */

/* The language of a text, or of those without a tag: English. */
static int
rank_of (const Reading *reading, const char *language)
{
  int rank = 0;
  for (const char *const *name = reading->languages; name != NULL && *name != NULL; name++, rank++)
    if (language != NULL)
      {
        if (g_str_equal (*name, language))
          return rank;
      }
    else if (g_str_equal (*name, "C") || g_str_equal (*name, "POSIX") || g_str_equal (*name, "en")
             || g_str_has_prefix (*name, "en_"))
      return rank;
  return language == NULL ? rank : RANK_NONE;
}

/* Without escapes, a paragraph a line, each printable; NULL: there is an escape that is none. */
static char *
plain_value (const char *value)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  for (; *value != '\0'; value++)
    if (*value != '\\')
      g_string_append_c (plain, *value);
    else if (value[1] == 'n' || value[1] == '\\')
      g_string_append_c (plain, *++value == 'n' ? '\n' : '\\');
    else
      return NULL;
  g_auto (GStrv) lines = g_strsplit (plain->str, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *shown = printable (octets_of_string (g_strstrip (*line)));
      g_free (*line);
      *line = shown;
    }
  return g_strjoinv ("\n", lines);
}

static bool
parse_number (const char *value, uint64_t most, uint64_t *number)
{
  char *end = NULL;
  if (!g_ascii_isdigit (value[0]))
    return false;
  *number = g_ascii_strtoull (value, &end, 10);
  return *end == '\0' && *number > 0 && *number <= most;
}

/* Takes a text, where it suits the reader better than the one there is. */
static void
take_words (const Reading *reading, const char *key, const char *language, const char *value, char **words, int *rank)
{
  int now = rank_of (reading, language);
  g_autofree char *plain = plain_value (value);
  if (plain == NULL)
    tell (reading, reading->line, _ ("after a backslash stands n or a backslash"));
  else if (plain[0] == '\0')
    tell (reading, reading->line, _ ("'%s' says nothing"), key);
  else if (now == *rank && now != RANK_NONE)
    tell (reading, reading->line, _ ("'%s' stands here twice"), key);
  else if (now < *rank)
    {
      g_free (*words);
      *words = g_steal_pointer (&plain);
      *rank = now;
    }
}

/* --- lines -------------------------------------------------------------------------- */

static bool
is_bare_name (const char *name)
{
  return name[0] != '\0' && name[0] != '.' && strchr (name, '/') == NULL;
}

static void
take_option (const Reading *reading, TourOption option, const char *value)
{
  GPtrArray *values = reading->tour->options[option];
  g_autofree char *plain = plain_value (value);
  if (plain == NULL || plain[0] == '\0' || strchr (plain, '\n') != NULL)
    tell (reading, reading->line, _ ("'%s' needs a value"), option_names[option]);
  else if (option != TOUR_WIFI_KEY && !is_bare_name (plain))
    tell (reading, reading->line, _ ("'%s' names a file beside the lesson, without a directory"), option_names[option]);
  else if (values->len >= TOUR_OPTION_VALUES_MAX)
    tell (reading, reading->line, _ ("'%s' may stand here %d times at most"), option_names[option],
          TOUR_OPTION_VALUES_MAX);
  else
    g_ptr_array_add (values, g_steal_pointer (&plain));
}

static void
read_of_lesson (Reading *reading, const char *key, const char *language, const char *value)
{
  if (g_str_equal (key, "title"))
    {
      take_words (reading, key, language, value, &reading->tour->title, &reading->title_rank);
      g_strdelimit (reading->tour->title, "\n", ' ');
      return;
    }
  for (TourOption option = 0; option < TOUR_OPTIONS; option++)
    if (language == NULL && g_str_equal (key, option_names[option]))
      {
        take_option (reading, option, value);
        return;
      }
  tell (reading, reading->line, _ ("a lesson knows no '%s'"), key);
}

static void
take_number (const Reading *reading, const char *key, const char *value, uint64_t most, uint64_t *number)
{
  uint64_t read;
  if (*number != 0)
    tell (reading, reading->line, _ ("'%s' stands here twice"), key);
  else if (!parse_number (value, most, &read))
    tell (reading, reading->line, _ ("'%s' needs a number from 1 on"), key);
  else
    *number = read;
}

static void
take_string (const Reading *reading, const char *key, const char *value, char **string)
{
  g_autofree char *plain = plain_value (value);
  if (*string != NULL)
    tell (reading, reading->line, _ ("'%s' stands here twice"), key);
  else if (plain == NULL || plain[0] == '\0' || strchr (plain, '\n') != NULL)
    tell (reading, reading->line, _ ("'%s' needs a value in one line"), key);
  else
    *string = g_steal_pointer (&plain);
}

static void
read_of_step (Reading *reading, const char *key, const char *language, const char *value)
{
  TourStep *step = reading->step;
  const struct {
    const char *key;
    char **string;
  } strings[]
      = { { "view", &step->view }, { "row", &step->row }, { "finding", &step->finding }, { "filter", &step->filter } };
  bool of_session;
  if (g_str_equal (key, "text"))
    {
      take_words (reading, key, language, value, &step->text, &reading->text_rank);
      return;
    }
  if (language == NULL && g_str_equal (key, "view") && !tour_has_view (value, &of_session))
    {
      tell (reading, reading->line, _ ("'%s' is no view that a lesson can show"), value);
      return;
    }
  uint64_t mail = step->mail;
  if (language == NULL && g_str_equal (key, "session"))
    take_number (reading, key, value, G_MAXUINT64, &step->session);
  else if (language == NULL && g_str_equal (key, "packet"))
    take_number (reading, key, value, G_MAXUINT64, &step->packet);
  else if (language == NULL && g_str_equal (key, "mail"))
    take_number (reading, key, value, G_MAXUINT32, &mail);
  else
    {
      for (size_t i = 0; i < G_N_ELEMENTS (strings) && language == NULL; i++)
        if (g_str_equal (key, strings[i].key))
          {
            take_string (reading, key, value, strings[i].string);
            return;
          }
      tell (reading, reading->line, _ ("a step knows no '%s'"), key);
    }
  step->mail = (unsigned) mail;
}

/* A step that was read is kept if it is one. */
static void
end_step (Reading *reading)
{
  TourStep *step = g_steal_pointer (&reading->step);
  bool of_session = false;
  if (step == NULL)
    return;
  const char *lacks = NULL;
  if (step->view == NULL || !tour_has_view (step->view, &of_session))
    lacks = _ ("the step lacks a view");
  else if (step->text == NULL)
    lacks = _ ("the step lacks a text in English");
  else if (of_session && step->session == 0)
    lacks = _ ("the step lacks the session that its view is of");
  if (lacks != NULL)
    tell (reading, step->line, "%s", lacks);
  else if (!of_session && (step->session != 0 || step->mail != 0))
    tell (reading, step->line, _ ("the view of the step is of all sessions, not of one"));
  else if (step->packet != 0 && !g_str_equal (step->view, "dialogue"))
    tell (reading, step->line, _ ("packets are in the view 'dialogue' alone"));
  else if ((step->packet != 0) + (step->row != NULL) + (step->finding != NULL) > 1)
    tell (reading, step->line, _ ("a step points at one thing: a packet, a row or a finding"));
  else
    {
      g_ptr_array_add (reading->tour->steps, step);
      return;
    }
  step_free (step);
}

static void
begin_section (Reading *reading, const char *name)
{
  end_step (reading);
  reading->section = SECTION_UNKNOWN;
  if (g_str_equal (name, "lesson"))
    reading->section = SECTION_LESSON;
  else if (!g_str_equal (name, "step"))
    tell (reading, reading->line, _ ("'[%s]' is neither [lesson] nor [step]"), name);
  else if (reading->tour->steps->len >= TOUR_STEPS_MAX)
    tell (reading, reading->line, _ ("a lesson has %d steps at most"), TOUR_STEPS_MAX);
  else
    {
      reading->section = SECTION_STEP;
      reading->step = g_new0 (TourStep, 1);
      reading->step->line = reading->line;
      reading->text_rank = RANK_NONE;
    }
}

/* "text[ja]": cuts the tag off, and gives it; NULL: there is none. */
static char *
take_language (char *key)
{
  size_t length = strlen (key);
  char *open = strchr (key, '[');
  if (open == NULL || length == 0 || key[length - 1] != ']')
    return NULL;
  key[length - 1] = *open = '\0';
  return open + 1;
}

static void
read_line (Reading *reading, char *line)
{
  g_strstrip (line);
  size_t length = strlen (line);
  if (line[0] == '\0' || line[0] == '#')
    return;
  if (line[0] == '[' && line[length - 1] == ']')
    {
      line[length - 1] = '\0';
      begin_section (reading, line + 1);
      return;
    }
  char *equals = strchr (line, '=');
  if (equals == NULL)
    {
      tell (reading, reading->line, _ ("this is no key=value"));
      return;
    }
  *equals = '\0';
  char *key = g_strchomp (line), *value = g_strchug (equals + 1);
  char *language = take_language (key);
  if (strlen (value) > TOUR_VALUE_OCTETS_MAX)
    tell (reading, reading->line, _ ("the value is longer than %d octets"), TOUR_VALUE_OCTETS_MAX);
  else if (reading->section == SECTION_LESSON)
    read_of_lesson (reading, key, language, value);
  else if (reading->section == SECTION_STEP)
    read_of_step (reading, key, language, value);
  else if (reading->section == SECTION_NONE)
    tell (reading, reading->line, _ ("before the first line stands [lesson] or [step]"));
}

static void
read_lines (Reading *reading, const char *text, size_t length)
{
  while (length > 0)
    {
      const char *end = memchr (text, '\n', length);
      size_t octets = end != NULL ? (size_t) (end - text) : length;
      g_autofree char *line = g_strndup (text, octets);
      reading->line++;
      if (memchr (text, '\0', octets) != NULL || !g_utf8_validate (text, (gssize) octets, NULL))
        tell (reading, reading->line, _ ("this is no text in UTF-8"));
      else
        read_line (reading, line);
      octets += end != NULL;
      text += octets;
      length -= octets;
    }
}

Tour *
tour_read (const char *text, size_t length, const char *const *languages, TourWrong wrong, gpointer user)
{
  Tour *tour = g_new0 (Tour, 1);
  tour->title = g_strdup ("");
  tour->steps = g_ptr_array_new_with_free_func (step_free);
  for (TourOption option = 0; option < TOUR_OPTIONS; option++)
    tour->options[option] = g_ptr_array_new_with_free_func (g_free);
  Reading reading = {
    .languages = languages,
    .wrong = wrong,
    .user = user,
    .tour = tour,
    .title_rank = RANK_NONE,
    .text_rank = RANK_NONE,
  };
  if (length > TOUR_OCTETS_MAX)
    tell (&reading, 1, _ ("a lesson is not longer than %d octets"), TOUR_OCTETS_MAX);
  else
    read_lines (&reading, text, length);
  end_step (&reading);
  if (tour->steps->len > 0)
    return tour;
  if (length <= TOUR_OCTETS_MAX)
    tell (&reading, MAX (reading.line, 1), _ ("there is no step in this lesson"));
  tour_free (tour);
  return NULL;
}
