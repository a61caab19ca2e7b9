/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screens remember: taken from the program at the start, given back when it changed.
 *
 * On a projector (--redact) nobody sees the filters that were kept, and none is kept anew. */
#include "config.h"

#include "ui-state.h"

#include "profiles.h"

#include "../dissect/translate.h"

#include <string.h>

/* The model, and the line in which filters are written, as the choices say. */
static void
apply_set (Ui *ui)
{
  ScreenSet *set = &ui->state.now;
  ui->model->times = set->times;
  ui->model->ladder_times = set->ladder_times;
  for (size_t i = 0; tables[i] != NULL; i++)
    list_layout_sort (&set->lists[i], tables[i], ui->model);
  model_reword (ui->model, ui->model->wording.secrets);
}

static bool
is_one_line (const char *text)
{
  for (; *text != '\0'; text++)
    if ((unsigned char) *text < 0x20)
      return false;
  return true;
}

/* The choices as they are now. */
static void
gather (Ui *ui)
{
  ScreenState *state = &ui->state;
  const GPtrArray *history = ui->frame.filter.history.lines;
  state->now.times = ui->model->times;
  state->now.ladder_times = ui->model->ladder_times;
  if (ui->model->wording.redact)
    return;
  g_ptr_array_set_size (state->history, 0);
  for (guint i = 0; i < history->len && state->history->len < HISTORY_MOST; i++)
    if (is_one_line (g_ptr_array_index (history, i)))
      g_ptr_array_add (state->history, g_strdup (g_ptr_array_index (history, i)));
}

unsigned
ui_remember (gpointer sink, const char *text, size_t length, const ScreenStore *store, SettingsWrong wrong,
             gpointer user)
{
  Ui *ui = sink;
  unsigned told = screen_state_read (&ui->state, text, length, wrong, user);
  for (guint i = 0; !ui->model->wording.redact && i < ui->state.history->len; i++)
    filter_prompt_remember (&ui->frame.filter, g_ptr_array_index (ui->state.history, i));
  apply_set (ui);
  if (told > 0)
    frame_say (&ui->frame, _ ("Something is wrong in what was remembered, and stays as it is; standard error tells."));
  else if (store != NULL)
    ui->store = *store;
  gather (ui);
  g_free (ui->kept);
  ui->kept = screen_state_text (&ui->state);
  return told;
}

bool
ui_keep (Ui *ui)
{
  if (ui->store.save == NULL)
    return false;
  gather (ui);
  g_autofree char *text = screen_state_text (&ui->state);
  if (g_strcmp0 (text, ui->kept) == 0)
    return true;
  if (!ui->store.save (ui->store.user, text))
    return false;
  g_free (ui->kept);
  ui->kept = g_steal_pointer (&text);
  return true;
}

/* --- profiles -------------------------------------------------------------------------- */

const ScreenState *
ui_state (const Ui *ui)
{
  return &ui->state;
}

const Profile *
ui_profile (const Ui *ui, size_t row)
{
  const GPtrArray *const arrays[] = { ui->settings.profiles, ui->state.profiles };
  size_t built_in = 0;
  while (profile_built_in (built_in) != NULL)
    built_in++;
  if (row < built_in)
    return profile_built_in (row);
  row -= built_in;
  for (size_t i = 0; i < G_N_ELEMENTS (arrays); i++)
    {
      guint count = arrays[i] != NULL ? arrays[i]->len : 0;
      if (row < count)
        return g_ptr_array_index ((GPtrArray *) arrays[i], row);
      row -= count;
    }
  return NULL;
}

const Profile *
ui_profile_named (const Ui *ui, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  const Profile *profile;
  for (size_t row = 0; (profile = ui_profile (ui, row)) != NULL; row++)
    {
      g_autofree char *other = g_utf8_casefold (profile->name, -1);
      g_autofree char *shown = g_utf8_casefold (profile_shown_name (profile), -1);
      if (g_str_equal (folded, other) || g_str_equal (folded, shown))
        return profile;
    }
  return NULL;
}

void
ui_profile_use (Ui *ui, const Profile *profile)
{
  FilterError error = { 0 };
  if (!model_filter_set (ui->model, profile->filter != NULL ? profile->filter : "", &error))
    frame_say (&ui->frame, error.text);
  filter_error_clear (&error);
  model_filter_only_findings (ui->model, profile->only_findings);
  model_filter_turn (ui->model, false);
  if (profile->has_set)
    {
      ui->state.now = profile->set;
      apply_set (ui);
    }
  if (profile->view != NULL)
    frame_go_root (&ui->frame, ui, profile->view);
}

bool
ui_profile_save (Ui *ui, const char *name)
{
  const ModelFilters *filters = &ui->model->filters;
  Profile *profile = profile_find (ui->state.profiles, name);
  gather (ui);
  if (profile != NULL)
    g_ptr_array_remove (ui->state.profiles, profile);
  profile = profile_new (PROFILE_OWN, name);
  if (!filters->off && filters->text != NULL && !ui->model->wording.redact && is_one_line (filters->text))
    profile->filter = g_strdup (filters->text);
  profile->only_findings = !filters->off && filters->only_findings;
  profile->view = g_strdup (frame_root_view (&ui->frame)->id);
  profile->has_set = true;
  profile->set = ui->state.now;
  g_ptr_array_add (ui->state.profiles, profile);
  return ui_keep (ui);
}

bool
ui_profile_delete (Ui *ui, const Profile *profile)
{
  g_ptr_array_remove (ui->state.profiles, (gpointer) profile);
  return ui_keep (ui);
}

bool
ui_begin_profile (gpointer sink, const char *name)
{
  Ui *ui = sink;
  const Profile *profile = ui_profile_named (ui, name);
  if (profile != NULL)
    ui_profile_use (ui, profile);
  return profile != NULL;
}

char *
ui_profile_names (gpointer sink)
{
  const Ui *ui = sink;
  GString *names = g_string_new (NULL);
  const Profile *profile;
  for (size_t row = 0; (profile = ui_profile (ui, row)) != NULL; row++)
    g_string_append_printf (names, "%s'%s'", row > 0 ? ", " : "", profile->name);
  return g_string_free (names, FALSE);
}
