/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The language of the configuration file: "name = value" lines, "[keys]" and
 * "[colors]" before those of a group, "#" or ";" before a remark.
 *
 * Keys may change places, so whether two actions want the same one is asked when the
 * whole file was read: the later line then gives way, and its action keeps its
 * standard keys.  Two actions meet only where some view understands both.  Control-C
 * always quits.  Does not include other files, and knows no conditions. */
#include "config.h"

#include "settings.h"

#include "screen-state.h"
#include "view.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

enum { ALWAYS = SCOPE_SEARCH | SCOPE_PROGRAM, CONTROL_C = 3 };

typedef enum Section { SECTION_TOP, SECTION_KEYS, SECTION_COLORS, SECTION_PROFILE, SECTION_UNKNOWN } Section;

typedef struct Reading {
  UiSettings *settings;
  SettingsWrong wrong;
  gpointer user;
  Section section;
  unsigned line;
  unsigned key_lines[KEYMAP_ROWS]; /* which line gave a row its keys; 0: none */
  unsigned color_lines[STYLES];
} Reading;

static void tell (Reading *reading, unsigned line, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
tell (Reading *reading, unsigned line, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *raw = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *text = printable (octets_of_string (raw));
  reading->settings->lines_wrong++;
  reading->wrong (reading->user, line, text);
}

void
settings_init (UiSettings *settings)
{
  *settings = (UiSettings){ .mouse = true };
  keymap_init (&settings->keymap);
}

void
settings_clear (UiSettings *settings)
{
  if (settings->profiles != NULL)
    g_ptr_array_unref (settings->profiles);
  settings->profiles = NULL;
}

bool
settings_choose_theme (UiSettings *settings, const char *name)
{
  size_t row = theme_find (name);
  if (row != SIZE_MAX)
    settings->look.theme = row;
  return row != SIZE_MAX;
}

char *
settings_theme_names (void)
{
  GString *names = g_string_new (NULL);
  for (size_t row = 0; theme_name (row, NULL) != NULL; row++)
    g_string_append_printf (names, "%s%s", row > 0 ? ", " : "", theme_name (row, NULL));
  return g_string_free (names, FALSE);
}

/* --- keys ----------------------------------------------------------------------- */

static size_t
row_of (const char *name)
{
  size_t row = 0;
  while (keymap_row (row) != NULL && g_ascii_strcasecmp (keymap_row (row)->name, name) != 0)
    row++;
  return row;
}

/* Without them nobody gets out. */
static bool
is_needed (Action action)
{
  return action == ACTION_BACK || action == ACTION_QUIT || action == ACTION_QUIT_OR_BACK;
}

static bool
has_key (const Key *keys, Key key)
{
  while (*keys != 0 && *keys != key)
    keys++;
  return *keys != 0;
}

/* The keys of one line; false if it is wrong, which was told. */
static bool
parse_keys (Reading *reading, const char *value, Key keys[KEYS_MOST + 1])
{
  g_auto (GStrv) words = g_strsplit (value[0] != '\0' ? value : ",", ",", -1);
  size_t count = 0;
  for (char **word = words; *word != NULL; word++)
    {
      Key some[KEYS_MOST];
      size_t more = keymap_parse (g_strstrip (*word), some);
      if (more == 0)
        {
          if (**word == '\0')
            tell (reading, reading->line,
                  _ ("a key is missing (the comma itself is called Comma; none takes the keys away)"));
          else
            tell (reading, reading->line, _ ("'%s' is no key: a character, ^X, F1 or a name such as PgDn"), *word);
          return false;
        }
      for (size_t i = 0; i < more; i++)
        {
          if (has_key (keys, some[i]))
            continue;
          if (count == KEYS_MOST)
            {
              tell (reading, reading->line, _ ("too many keys"));
              return false;
            }
          keys[count++] = some[i];
        }
    }
  return true;
}

static void
read_key (Reading *reading, const char *name, const char *value)
{
  Key keys[KEYS_MOST + 1] = { 0 };
  size_t row = row_of (name);
  const KeyBinding *binding = keymap_row (row);
  if (binding == NULL)
    {
      tell (reading, reading->line, _ ("'%s' is nothing a key can do (--dump-keys lists all)"), name);
      return;
    }
  if (reading->key_lines[row] != 0)
    {
      tell (reading, reading->line, _ ("'%s' has its keys from line %u already"), binding->name,
            reading->key_lines[row]);
      return;
    }
  if (g_ascii_strcasecmp (value, "none") == 0)
    {
      if (is_needed (binding->action))
        {
          tell (reading, reading->line, _ ("'%s' needs a key"), binding->name);
          return;
        }
    }
  else if (!parse_keys (reading, value, keys))
    return;
  if (has_key (keys, CONTROL_C) && binding->action != ACTION_QUIT)
    {
      tell (reading, reading->line, _ ("^C always quits"));
      return;
    }
  reading->key_lines[row] = reading->line;
  memcpy (reading->settings->keymap.keys[row], keys, sizeof keys);
}

/* Whether some view understands both rows. */
static bool
rows_meet (size_t one, size_t other)
{
  for (size_t i = 0; views[i] != NULL; i++)
    {
      unsigned scopes = views[i]->scopes | ALWAYS;
      if ((keymap_row (one)->scope & scopes) != 0 && (keymap_row (other)->scope & scopes) != 0)
        return true;
    }
  return false;
}

/* A row that wants a key of this one, and the key; SIZE_MAX: none. */
static size_t
rival_of (const Keymap *keymap, size_t row, Key *key)
{
  for (const Key *one = keymap->keys[row]; *one != 0; one++)
    for (size_t other = 0; keymap_row (other) != NULL; other++)
      if (other != row && has_key (keymap->keys[other], *one) && rows_meet (row, other))
        {
          *key = *one;
          return other;
        }
  return SIZE_MAX;
}

/* The row with the latest line that has a rival. */
static size_t
latest_in_conflict (const Reading *reading)
{
  size_t latest = SIZE_MAX;
  Key key;
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    if (reading->key_lines[row] != 0 && (latest == SIZE_MAX || reading->key_lines[row] > reading->key_lines[latest])
        && rival_of (&reading->settings->keymap, row, &key) != SIZE_MAX)
      latest = row;
  return latest;
}

/* The standard table is without conflicts, so this ends: each round takes a line back. */
static void
settle_keys (Reading *reading)
{
  Keymap *keymap = &reading->settings->keymap;
  Keymap standard;
  keymap_init (&standard);
  for (size_t row; (row = latest_in_conflict (reading)) != SIZE_MAX;)
    {
      Key key;
      char name[KEY_NAME];
      size_t rival = rival_of (keymap, row, &key);
      const char *action = keymap_row (row)->name, *other = keymap_row (rival)->name;
      keymap_name (key, name);
      if (reading->key_lines[rival] != 0)
        tell (reading, reading->key_lines[row], _ ("%s is bound twice: to '%s' here, to '%s' in line %u"), name, action,
              other, reading->key_lines[rival]);
      else
        tell (reading, reading->key_lines[row],
              _ ("%s is bound twice: to '%s' here, and it is the standard key of '%s'"), name, action, other);
      memcpy (keymap->keys[row], standard.keys[row], sizeof standard.keys[row]);
      reading->key_lines[row] = 0;
    }
  /* Whatever the file says. */
  size_t quit = 0;
  while (keymap_row (quit)->action != ACTION_QUIT)
    quit++;
  size_t count = 0;
  while (keymap->keys[quit][count] != 0)
    count++;
  if (!has_key (keymap->keys[quit], CONTROL_C))
    keymap->keys[quit][MIN (count, KEYS_MOST - 1)] = CONTROL_C;
}

/* --- the rest ------------------------------------------------------------------- */

static void
read_color (Reading *reading, const char *name, const char *value)
{
  ThemeChoice *look = &reading->settings->look;
  Style style = 0;
  g_autofree char *wrong = NULL;
  while (style < STYLES && g_ascii_strcasecmp (style_name (style), name) != 0)
    style++;
  if (style == STYLES)
    tell (reading, reading->line, _ ("'%s' is nothing that has a colour (the manual lists all)"), name);
  else if (reading->color_lines[style] != 0)
    tell (reading, reading->line, _ ("'%s' has its colour from line %u already"), name, reading->color_lines[style]);
  else if (!look_parse (value, &look->looks[style], &wrong))
    tell (reading, reading->line, "%s", wrong);
  else
    {
      look->changed[style] = true;
      reading->color_lines[style] = reading->line;
    }
}

static void
read_top (Reading *reading, const char *name, const char *value)
{
  static const char *const on[] = { "on", "yes", "true", NULL }, *const off[] = { "off", "no", "false", NULL };
  if (g_ascii_strcasecmp (name, "theme") == 0)
    {
      g_autofree char *names = settings_theme_names ();
      if (!settings_choose_theme (reading->settings, value))
        tell (reading, reading->line, _ ("theme is one of %s, not '%s'"), names, value);
    }
  else if (g_ascii_strcasecmp (name, "mouse") == 0)
    {
      if (g_strv_contains (on, value) || g_strv_contains (off, value))
        reading->settings->mouse = g_strv_contains (on, value);
      else
        tell (reading, reading->line, _ ("mouse is on or off, not '%s'"), value);
    }
  else
    tell (reading, reading->line, _ ("'%s' is not known here: theme and mouse are, then [keys] and [colors]"), name);
}

static void
read_profile (Reading *reading, const char *name, const char *value)
{
  const GPtrArray *profiles = reading->settings->profiles;
  g_autofree char *why = NULL;
  if (!profile_take_line (g_ptr_array_index (profiles, profiles->len - 1), name, value, &why))
    tell (reading, reading->line, "%s", why);
}

/* Begins one; false: it cannot be called so. */
static bool
begin_profile (UiSettings *settings, const char *name)
{
  if (!profile_name_is_good (name) || profile_find (settings->profiles, name) != NULL)
    return false;
  if (settings->profiles == NULL)
    settings->profiles = g_ptr_array_new_with_free_func (profile_free);
  if (settings->profiles->len >= PROFILES_MOST)
    return false;
  g_ptr_array_add (settings->profiles, profile_new (PROFILE_CONFIGURED, name));
  return true;
}

static void
read_section (Reading *reading, char *name)
{
  static const char profile[] = "profile ";
  char *end = strchr (name, ']');
  reading->section = SECTION_UNKNOWN;
  if (end == NULL || end[1] != '\0')
    {
      tell (reading, reading->line, _ ("a group is named as [keys] or [colors]"));
      return;
    }
  *end = '\0';
  g_strstrip (name);
  if (g_ascii_strcasecmp (name, "keys") == 0)
    reading->section = SECTION_KEYS;
  else if (g_ascii_strcasecmp (name, "colors") == 0 || g_ascii_strcasecmp (name, "colours") == 0)
    reading->section = SECTION_COLORS;
  else if (g_ascii_strncasecmp (name, profile, sizeof profile - 1) == 0)
    {
      if (begin_profile (reading->settings, g_strstrip (name + sizeof profile - 1)))
        reading->section = SECTION_PROFILE;
      else
        tell (reading, reading->line, _ ("a profile cannot be called so, or there is one of that name already"));
    }
  else
    tell (reading, reading->line, _ ("there is no group '%s': its lines are left out (keys and colors are known)"),
          name);
}

static void
read_line (Reading *reading, char *line)
{
  static void (*const readers[]) (Reading *, const char *, const char *) = {
    [SECTION_TOP] = read_top, [SECTION_KEYS] = read_key, [SECTION_COLORS] = read_color, [SECTION_PROFILE] = read_profile
  };
  g_strstrip (line);
  if (*line == '\0' || *line == '#' || *line == ';')
    return;
  if (!g_utf8_validate (line, -1, NULL))
    {
      tell (reading, reading->line, _ ("this is not UTF-8"));
      return;
    }
  if (*line == '[')
    {
      read_section (reading, line + 1);
      return;
    }
  char *equals = strchr (line, '=');
  if (equals == NULL)
    {
      tell (reading, reading->line, _ ("'NAME = VALUE' is expected"));
      return;
    }
  *equals = '\0';
  if (reading->section != SECTION_UNKNOWN)
    readers[reading->section](reading, g_strstrip (line), g_strstrip (equals + 1));
}

void
settings_read (UiSettings *settings, const char *text, size_t length, SettingsWrong wrong, gpointer user)
{
  Reading reading = { .settings = settings, .wrong = wrong, .user = user };
  for (size_t at = 0; at < length;)
    {
      const char *end = memchr (text + at, '\n', length - at);
      size_t stop = end != NULL ? (size_t) (end - text) : length;
      g_autofree char *line = g_strndup (text + at, stop - at);
      reading.line++;
      read_line (&reading, line);
      at = stop + 1;
    }
  settle_keys (&reading);
}

char *
settings_dump_keys (const UiSettings *settings)
{
  enum { NAME_COLUMNS = 20 };
  GString *text = g_string_new ("[keys]\n");
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    {
      g_autofree char *names = keymap_names (&settings->keymap, row);
      g_string_append_printf (text, "# %s\n%-*s = %s\n", _ (keymap_row (row)->help), NAME_COLUMNS,
                              keymap_row (row)->name, names[0] != '\0' ? names : "none");
    }
  return g_string_free (text, FALSE);
}
