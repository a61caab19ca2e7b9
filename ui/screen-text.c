/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of remembered choices.
 *
 *   times = local                          how lists, and ladders, tell times
 *   sessions.columns = time, client, …     of a list, where they are not the standard ones
 *   sessions.sort = client down
 *   [filters]                              the latest last
 *   filter = subject ~ lunch
 *   [profile lunch]                        the same names, and:
 *   filter = …    only-findings = on    view = messages
 *
 * Wants what it wrote itself: the program leaves a file alone in which something is wrong. */
#include "config.h"

#include "screen-state.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

static const char *const time_words[] = { "utc", "local", "beginning", "line" };

typedef enum Group { GROUP_TOP, GROUP_FILTERS, GROUP_PROFILE, GROUP_UNKNOWN } Group;

typedef struct Reading {
  ScreenState *state;
  SettingsWrong wrong;
  gpointer user;
  unsigned line, told;
  Group group;
  Profile *profile;
} Reading;

static void
tell (Reading *reading, const char *why)
{
  g_autofree char *text = printable (octets_of_string (why));
  reading->told++;
  reading->wrong (reading->user, reading->line, text);
}

/* --- one value --------------------------------------------------------------------------- */

static bool G_GNUC_PRINTF (2, 0) refuse (char **why, const char *format, const char *value)
{
  *why = g_strdup_printf (format, value);
  return false;
}

static bool
take_times (const char *value, bool ladder, TimeStyle *times, char **why)
{
  for (size_t i = 0; i < G_N_ELEMENTS (time_words); i++)
    if (g_ascii_strcasecmp (time_words[i], value) == 0 && (ladder || i != TIMES_DELTA))
      {
        *times = (TimeStyle) i;
        return true;
      }
  return refuse (why, _ ("times are utc, local, beginning or, in ladders, line, not '%s'"), value);
}

static bool
take_columns (const TableType *type, ListLayout *layout, const char *value, char **why)
{
  g_auto (GStrv) names = g_strsplit (value, ",", COLUMNS_MAX + 1);
  ListLayout chosen = { .sorted = layout->sorted, .descending = layout->descending };
  for (char **name = names; *name != NULL; name++)
    {
      int column = table_column_find (type, g_strstrip (*name));
      if (column < 0 || list_layout_find (&chosen, column) >= 0)
        return refuse (why, column < 0 ? _ ("there is no column '%s'") : _ ("the column '%s' stands twice"), *name);
      chosen.columns[chosen.count++] = column;
    }
  if (chosen.count == 0)
    return refuse (why, _ ("there is no column in '%s'"), value);
  *layout = chosen;
  return true;
}

static bool
take_sort (const TableType *type, ListLayout *layout, const char *value, char **why)
{
  g_auto (GStrv) words = g_strsplit (value, " ", 2);
  bool down = words[0] != NULL && words[1] != NULL && g_ascii_strcasecmp (g_strstrip (words[1]), "down") == 0;
  int column = words[0] != NULL ? table_column_find (type, words[0]) : -1;
  if (column < 0 || (words[1] != NULL && !down))
    return refuse (why, _ ("a column, and perhaps 'down', is expected, not '%s'"), value);
  layout->sorted = column;
  layout->descending = down;
  return true;
}

/* What stands before the groups and in profiles; false with NULL in `why`: it is none of that. */
static bool
take_of_set (ScreenSet *set, const char *name, const char *value, char **why)
{
  *why = NULL;
  if (g_ascii_strcasecmp (name, "times") == 0)
    return take_times (value, false, &set->times, why);
  if (g_ascii_strcasecmp (name, "ladder-times") == 0)
    return take_times (value, true, &set->ladder_times, why);
  const char *point = strchr (name, '.');
  g_autofree char *list = point != NULL ? g_strndup (name, (gsize) (point - name)) : NULL;
  for (size_t i = 0; list != NULL && tables[i] != NULL; i++)
    if (g_ascii_strcasecmp (tables[i]->id, list) == 0 && g_ascii_strcasecmp (point, ".columns") == 0)
      return take_columns (tables[i], &set->lists[i], value, why);
    else if (g_ascii_strcasecmp (tables[i]->id, list) == 0 && g_ascii_strcasecmp (point, ".sort") == 0)
      return take_sort (tables[i], &set->lists[i], value, why);
  return false;
}

static bool
take_filter (char **filter, const char *value, char **why)
{
  FilterError error = { 0 };
  SessionFilter *parsed = session_filter_new (value, &error);
  if (parsed == NULL)
    *why = g_strdup_printf (_ ("this is no filter: %s"), error.text);
  else
    {
      g_free (*filter);
      *filter = g_strdup (value);
    }
  session_filter_free (parsed);
  filter_error_clear (&error);
  return *why == NULL;
}

static bool
take_view (char **view, const char *value, char **why)
{
  for (size_t i = 0; views[i] != NULL; i++)
    if (views[i]->place == PLACE_ROOT && g_ascii_strcasecmp (views[i]->id, value) == 0)
      {
        g_free (*view);
        *view = g_strdup (views[i]->id);
        return true;
      }
  return refuse (why, _ ("there is no first view '%s'"), value);
}

bool
profile_take_line (Profile *profile, const char *name, const char *value, char **why)
{
  *why = NULL;
  if (take_of_set (&profile->set, name, value, why))
    {
      profile->has_set = true;
      return true;
    }
  if (*why != NULL)
    return false;
  if (g_ascii_strcasecmp (name, "filter") == 0)
    return take_filter (&profile->filter, value, why);
  if (g_ascii_strcasecmp (name, "view") == 0)
    return take_view (&profile->view, value, why);
  if (g_ascii_strcasecmp (name, "only-findings") != 0)
    return refuse (why, _ ("'%s' is nothing that a profile has"), name);
  profile->only_findings = g_ascii_strcasecmp (value, "on") == 0;
  return profile->only_findings || g_ascii_strcasecmp (value, "off") == 0
         || refuse (why, _ ("only-findings is on or off, not '%s'"), value);
}

bool
profile_name_is_good (const char *name)
{
  g_autofree char *shown = printable (octets_of_string (name));
  return name[0] != '\0' && name[0] != ' ' && strlen (name) <= PROFILE_NAME_OCTETS && g_str_equal (shown, name)
         && strpbrk (name, "[]") == NULL && name[strlen (name) - 1] != ' ';
}

/* --- reading ----------------------------------------------------------------------------- */

static void
read_group (Reading *reading, char *name)
{
  static const char profile[] = "profile ";
  char *end = strchr (name, ']');
  reading->group = GROUP_UNKNOWN;
  if (end == NULL || end[1] != '\0')
    {
      tell (reading, _ ("a group is named as [filters]"));
      return;
    }
  *end = '\0';
  if (g_ascii_strcasecmp (name, "filters") == 0)
    reading->group = GROUP_FILTERS;
  else if (g_ascii_strncasecmp (name, profile, sizeof profile - 1) != 0)
    tell (reading, _ ("there is no such group"));
  else if (!profile_name_is_good (name + sizeof profile - 1))
    tell (reading, _ ("a profile cannot be called so"));
  else if (profile_find (reading->state->profiles, name + sizeof profile - 1) != NULL)
    tell (reading, _ ("there is a profile of that name already"));
  else if (reading->state->profiles->len >= PROFILES_MOST)
    tell (reading, _ ("there are too many profiles"));
  else
    {
      reading->group = GROUP_PROFILE;
      reading->profile = profile_new (PROFILE_OWN, name + sizeof profile - 1);
      g_ptr_array_add (reading->state->profiles, reading->profile);
    }
}

static void
read_value (Reading *reading, const char *name, const char *value)
{
  g_autofree char *why = NULL;
  char *filter = NULL;
  if (reading->group == GROUP_TOP && !take_of_set (&reading->state->now, name, value, &why) && why == NULL)
    why = g_strdup_printf (_ ("'%s' is not known here"), name);
  else if (reading->group == GROUP_PROFILE)
    profile_take_line (reading->profile, name, value, &why);
  else if (reading->group == GROUP_FILTERS && g_ascii_strcasecmp (name, "filter") != 0)
    why = g_strdup_printf (_ ("'%s' is not known here"), name);
  else if (reading->group == GROUP_FILTERS && reading->state->history->len >= HISTORY_MOST)
    why = g_strdup (_ ("there are too many filters"));
  else if (reading->group == GROUP_FILTERS && take_filter (&filter, value, &why))
    g_ptr_array_add (reading->state->history, filter);
  if (why != NULL)
    tell (reading, why);
}

static void
read_line (Reading *reading, char *line)
{
  g_strstrip (line);
  if (*line == '\0' || *line == '#')
    return;
  char *equals = strchr (line, '=');
  if (!g_utf8_validate (line, -1, NULL))
    tell (reading, _ ("this is not UTF-8"));
  else if (*line == '[')
    read_group (reading, line + 1);
  else if (equals == NULL)
    tell (reading, _ ("'NAME = VALUE' is expected"));
  else
    {
      *equals = '\0';
      read_value (reading, g_strstrip (line), g_strstrip (equals + 1));
    }
}

unsigned
screen_state_read (ScreenState *state, const char *text, size_t length, SettingsWrong wrong, gpointer user)
{
  Reading reading = { .state = state, .wrong = wrong, .user = user };
  for (size_t at = 0; at < length;)
    {
      const char *end = memchr (text + at, '\n', length - at);
      size_t stop = end != NULL ? (size_t) (end - text) : length;
      g_autofree char *line = g_strndup (text + at, stop - at);
      reading.line++;
      read_line (&reading, line);
      at = stop + 1;
    }
  return reading.told;
}

/* --- writing ----------------------------------------------------------------------------- */

static void
add_list (GString *text, const TableType *type, const ListLayout *layout)
{
  if (!list_layout_has_standard_columns (layout, type))
    {
      g_string_append_printf (text, "%s.columns = ", type->id);
      for (int i = 0; i < layout->count; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", type->columns[layout->columns[i]].id);
      g_string_append_c (text, '\n');
    }
  if (layout->sorted >= 0)
    g_string_append_printf (text, "%s.sort = %s%s\n", type->id, type->columns[layout->sorted].id,
                            layout->descending ? " down" : "");
}

static void
add_set (GString *text, const ScreenSet *set)
{
  g_string_append_printf (text, "times = %s\nladder-times = %s\n", time_words[set->times],
                          time_words[set->ladder_times]);
  for (size_t i = 0; tables[i] != NULL; i++)
    add_list (text, tables[i], &set->lists[i]);
}

static void
add_profile (GString *text, const Profile *profile)
{
  g_string_append_printf (text, "\n[profile %s]\n", profile->name);
  if (profile->filter != NULL)
    g_string_append_printf (text, "filter = %s\n", profile->filter);
  if (profile->only_findings)
    g_string_append (text, "only-findings = on\n");
  if (profile->view != NULL)
    g_string_append_printf (text, "view = %s\n", profile->view);
  if (profile->has_set)
    add_set (text, &profile->set);
}

char *
screen_state_text (const ScreenState *state)
{
  GString *text = g_string_new ("# What the screens of smtplens remember; written by the program.\n");
  add_set (text, &state->now);
  if (state->history->len > 0)
    g_string_append (text, "\n[filters]\n");
  for (guint i = 0; i < state->history->len; i++)
    g_string_append_printf (text, "filter = %s\n", (const char *) g_ptr_array_index (state->history, i));
  for (guint i = 0; i < state->profiles->len; i++)
    add_profile (text, g_ptr_array_index (state->profiles, i));
  return g_string_free (text, FALSE);
}
