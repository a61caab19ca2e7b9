/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the frame does with filters: from a cell, by a form, off and on, and for a list that lies
 * over another one and shows less.
 *
 * Does not ask sessions (model-filter), nor write filters as text (filter-prompt). */
#include "config.h"

#include "frame-top.h"

#include "../dissect/translate.h"

/* The filter there is, and this condition more. */
static char *
join_filters (const ModelFilters *filters, const char *more, bool like)
{
  g_autofree char *condition = like ? g_strdup (more) : g_strdup_printf ("!(%s)", more);
  if (filters->filter == NULL)
    return g_steal_pointer (&condition);
  return g_strdup_printf (session_filter_is_choice (filters->filter) ? "(%s) && %s" : "%s && %s", filters->text,
                          condition);
}

/* Puts it in place of the one there is, and tells why where that cannot be. */
static bool
set_filter (Frame *frame, Model *model, const char *text)
{
  FilterError error = { 0 };
  bool good = model_filter_set (model, text, &error);
  if (!good)
    frame_say (frame, error.text);
  filter_error_clear (&error);
  return good;
}

void
frame_filter_by (Frame *frame, Ui *ui, const char *text, bool like)
{
  Model *model = (Model *) ui_model (ui);
  g_autofree char *joined = text != NULL ? join_filters (&model->filters, text, like) : NULL;
  if (joined == NULL)
    frame_say (frame, _ ("What stands here cannot be filtered by."));
  else if (set_filter (frame, model, joined))
    {
      model_filter_turn (model, false);
      filter_prompt_remember (&frame->filter, joined);
    }
}

/* A filter that the form made can be changed as text, too. */
void
frame_form_key (Frame *frame, Model *model, Key key)
{
  filter_form_key (&frame->form, model, key);
  if (!frame->form.open && model->filters.text != NULL)
    filter_prompt_remember (&frame->filter, model->filters.text);
}

void
frame_turn_filters (Frame *frame, Model *model)
{
  if (!model_has_filters (model))
    frame_say_key (frame, _ ("There is no filter yet: %s writes one."), ACTION_FILTER);
  else
    model_filter_turn (model, !model->filters.off);
}

void
frame_turn_findings (Model *model)
{
  bool only = model->filters.only_findings && !model->filters.off;
  model_filter_only_findings (model, !only);
  model_filter_turn (model, false);
}

/* --- a level that narrows the one below ------------------------------------------------- */

/* Filters that are turned off say nothing about what the level below shows, and are left out above it. */
void
frame_filter_level (Frame *frame, Model *model, const char *filter)
{
  Level *level = top_level (frame);
  const ModelFilters *filters = &model->filters;
  g_autofree char *joined = filters->off ? g_strdup (filter) : join_filters (filters, filter, true);
  level->narrows = true;
  level->filter_before = (FilterChoice){ NULL, g_strdup (filters->text), filters->only_findings, filters->off };
  if (!set_filter (frame, model, joined))
    return;
  if (filters->off)
    {
      model_filter_only_findings (model, false);
      model_filter_turn (model, false);
    }
  filter_prompt_remember (&frame->filter, joined);
}

void
frame_filter_back (Frame *frame, Model *model)
{
  const Level *level = top_level (frame);
  const FilterChoice *before = &level->filter_before;
  if (!level->narrows || !set_filter (frame, model, before->text != NULL ? before->text : ""))
    return;
  model_filter_only_findings (model, before->only_findings);
  model_filter_turn (model, before->off);
}

bool
frame_filter_is_back (const Frame *frame, const Model *model)
{
  const Level *level = top_level (frame);
  const FilterChoice *before = &level->filter_before;
  const ModelFilters *filters = &model->filters;
  return level->narrows && g_strcmp0 (filters->text, before->text) == 0
         && filters->only_findings == before->only_findings && filters->off == before->off;
}
