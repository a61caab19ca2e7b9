/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of profiles, and the line in which a new one gets its name.
 *
 * On a projector the filters of profiles are not shown, and none is saved. */
#include "config.h"

#include "profiles.h"

#include "curses-wide.h"
#include "list.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

typedef struct Profiles {
  Ui *ui;
  List list;
  GString *name; /* being written; NULL: none is */
} Profiles;

const char *
profile_shown_name (const Profile *profile)
{
  return profile->source == PROFILE_BUILT_IN ? _ (profile->name) : profile->name;
}

static size_t
count_of (const Ui *ui)
{
  size_t count = 0;
  while (ui_profile (ui, count) != NULL)
    count++;
  return count;
}

static void
say (const Profiles *profiles, const char *format, const char *name)
{
  g_autofree char *text = g_strdup_printf (format, name);
  ui_say (profiles->ui, text);
}

static void
end_name (Profiles *profiles)
{
  if (profiles->name != NULL)
    g_string_free (profiles->name, TRUE);
  profiles->name = NULL;
}

static void
profiles_free (gpointer state)
{
  end_name (state);
  g_free (state);
}

static void
save (Profiles *profiles)
{
  g_autofree char *name = g_strstrip (g_strdup (profiles->name->str));
  const Profile *same = ui_profile_named (profiles->ui, name);
  const GPtrArray *own = ui_state (profiles->ui)->profiles;
  if (!profile_name_is_good (name))
    ui_say (profiles->ui, _ ("A profile cannot be called so."));
  else if (same != NULL && same->source != PROFILE_OWN)
    say (profiles, _ ("%s is the name of one that does not change."), name);
  else if (same == NULL && own->len >= PROFILES_MOST)
    ui_say (profiles->ui, _ ("There are too many profiles."));
  else
    {
      bool kept = ui_profile_save (profiles->ui, name);
      say (profiles, kept ? _ ("Saved as %s.") : _ ("Saved as %s, as long as the program runs."), name);
      end_name (profiles);
      list_set_count (&profiles->list, count_of (profiles->ui));
      list_select (&profiles->list, profiles->list.count);
    }
}

static void
delete_own (Profiles *profiles)
{
  const Profile *profile = ui_profile (profiles->ui, profiles->list.selected);
  if (profile == NULL || profile->source != PROFILE_OWN)
    {
      ui_say (profiles->ui, _ ("Only profiles that you saved can be deleted."));
      return;
    }
  g_autofree char *name = g_strdup (profile->name);
  ui_profile_delete (profiles->ui, profile);
  list_set_count (&profiles->list, count_of (profiles->ui));
  say (profiles, _ ("Deleted: %s."), name);
}

static void
append (Profiles *profiles, gunichar character)
{
  if (character >= 0x20 && g_unichar_validate (character) && !printable_hides (character)
      && profiles->name->len + 6 < PROFILE_NAME_OCTETS)
    g_string_append_unichar (profiles->name, character);
}

static void
name_key (Profiles *profiles, Key key)
{
  enum { ERASE = 127, ERASE_OLD = 8, ERASE_ALL = 21 };
  GString *name = profiles->name;
  if (dialog_key_cancels (key))
    end_name (profiles);
  else if (dialog_key_takes (key))
    save (profiles);
  else if (key == ERASE || key == ERASE_OLD || key == (KEY_FUNCTION | KEY_BACKSPACE))
    g_string_truncate (name, name->len > 0 ? (gsize) (g_utf8_prev_char (name->str + name->len) - name->str) : 0);
  else if (key == ERASE_ALL)
    g_string_truncate (name, 0);
  else if (key < KEY_FUNCTION)
    append (profiles, key);
}

static bool
profiles_key (gpointer state, Key key)
{
  Profiles *profiles = state;
  if (profiles->name != NULL)
    {
      name_key (profiles, key);
      return true;
    }
  if (dialog_key_cancels (key))
    return false;
  if (dialog_key_takes (key))
    {
      const Profile *profile = ui_profile (profiles->ui, profiles->list.selected);
      ui_profile_use (profiles->ui, profile);
      say (profiles, _ ("Profile: %s"), profile_shown_name (profile));
      return false;
    }
  if (key == 's')
    profiles->name = g_string_new (NULL);
  else if (key == 'D' || key == (KEY_FUNCTION | KEY_DC))
    delete_own (profiles);
  else
    list_act (&profiles->list, keymap_action (ui_keymap (profiles->ui), key, SCOPE_MOVE));
  return true;
}

static bool
profiles_click (gpointer state, size_t row)
{
  Profiles *profiles = state;
  if (profiles->name != NULL)
    return true;
  if (row == profiles->list.selected)
    return profiles_key (state, '\r');
  list_select (&profiles->list, row);
  return true;
}

static void
profiles_paste (gpointer state, const char *text)
{
  Profiles *profiles = state;
  for (; profiles->name != NULL && *text != '\0'; text = g_utf8_next_char (text))
    append (profiles, g_utf8_get_char (text));
}

/* What it does, in a few words. */
static char *
describe (const Profiles *profiles, const Profile *profile)
{
  bool hidden = ui_model (profiles->ui)->wording.redact && profile->source != PROFILE_BUILT_IN;
  if (profile->filter != NULL && hidden)
    return g_strdup ("…");
  if (profile->filter == NULL)
    return g_strdup (profile->only_findings ? _ ("only with findings") : _ ("no filter"));
  g_autofree char *filter = printable (octets_of_string (profile->filter));
  return profile->only_findings ? g_strdup_printf (_ ("%s; only with findings"), filter) : g_steal_pointer (&filter);
}

static void
draw_profile (const Profiles *profiles, Canvas *canvas, int at, Area area, size_t index)
{
  enum { NAME_COLUMNS = 24, NAME_COLUMNS_NARROW = 17, WIDE = 60 };
  const Profile *profile = ui_profile (profiles->ui, index);
  bool selected = index == profiles->list.selected;
  int columns = area.columns >= WIDE ? NAME_COLUMNS : NAME_COLUMNS_NARROW, place = area.column + columns + 2;
  Style style = selected ? STYLE_SELECTED : STYLE_TEXT;
  g_autofree char *name = printable_fit (profile_shown_name (profile), (size_t) columns);
  g_autofree char *words = describe (profiles, profile);
  g_autofree char *fitted = printable_fit (words, (size_t) MAX (area.columns - place, 1));
  canvas_put (canvas, at, area.column, area.columns, style, selected ? ">" : "");
  canvas_say (canvas, at, area.column + 1, columns, selected ? style : STYLE_HEADING, name);
  canvas_say (canvas, at, place, area.columns - place, style, fitted);
}

static int
profiles_draw (gpointer state, Canvas *canvas, Area area, int *cursor_column)
{
  Profiles *profiles = state;
  int rows = area.rows - 1 - (profiles->name != NULL);
  list_set_count (&profiles->list, count_of (profiles->ui));
  list_set_rows (&profiles->list, (size_t) MAX (rows, 1));
  canvas_put (canvas, area.row, area.column, area.columns, STYLE_HEADING, _ (" Profiles: how to look at a capture"));
  canvas_list (canvas, area.row + 1, rows, profiles->list.top, profiles->list.count);
  for (int row = 0; row < rows && profiles->list.top + (size_t) row < profiles->list.count; row++)
    draw_profile (profiles, canvas, area.row + 1 + row, area, profiles->list.top + (size_t) row);
  if (profiles->name == NULL)
    return -1;
  int row = area.row + area.rows - 1;
  const char *name = profiles->name->str;
  int column = canvas_say (canvas, row, area.column, area.columns, STYLE_HEADING, _ ("Name of what is shown now: "));
  while (name[0] != '\0' && (int) printable_width (name) > area.columns - column - 1)
    name = g_utf8_next_char (name);
  *cursor_column = canvas_say (canvas, row, column, area.columns - column, STYLE_TEXT, name);
  return row;
}

static void
profiles_hints (gpointer state, const char *pieces[DIALOG_HINTS])
{
  const Profiles *profiles = state;
  const char *const naming[] = { _ ("Enter save"), _ ("Esc back"), NULL };
  const char *const choosing[]
      = { _ ("Enter take"), _ ("s save what is shown now"), _ ("D delete"), _ ("Esc back"), NULL };
  if (profiles->name != NULL)
    memcpy (pieces, naming, sizeof naming);
  else
    memcpy (pieces, choosing, sizeof choosing);
}

static const DialogType type = {
  .free = profiles_free,
  .key = profiles_key,
  .click = profiles_click,
  .paste = profiles_paste,
  .draw = profiles_draw,
  .hints = profiles_hints,
};

void
profiles_open (Ui *ui)
{
  Profiles *profiles = g_new0 (Profiles, 1);
  profiles->ui = ui;
  list_set_count (&profiles->list, count_of (ui));
  ui_open_dialog (ui, &type, profiles);
}
