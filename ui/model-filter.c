/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sessions, mails, logins and findings are shown.
 *
 * Each session is asked when it is met, and again when it went on; all of them when the
 * filters change, in slices of SLICE_MICROSECONDS, so that no key waits for a hundred
 * thousand.  Mails, logins and findings follow their sessions: those of the last filters stay until all
 * sessions were asked.
 *
 * Does not ask for single mails: all of a session are shown or none. */
#include "config.h"

#include "model.h"

enum { SLICE_MICROSECONDS = 20000, ROWS_A_LOOK = 128 };

void
model_filter_init (Model *model)
{
  FilterError error = { 0 };
  model->shown = g_ptr_array_new ();
  model->shown_mails = g_ptr_array_new ();
  model->shown_logins = g_ptr_array_new ();
  model->filters.waiting = g_ptr_array_new ();
  if (model->options.where != NULL)
    model_filter_set (model, model->options.where, &error);
  filter_error_clear (&error);
}

void
model_filter_clear (Model *model)
{
  session_filter_free (model->filters.filter);
  g_free (model->filters.text);
  g_ptr_array_unref (model->filters.waiting);
  g_ptr_array_unref (model->shown);
  g_ptr_array_unref (model->shown_mails);
  g_ptr_array_unref (model->shown_logins);
}

bool
model_has_filters (const Model *model)
{
  return model->filters.filter != NULL || model->filters.only_findings;
}

bool
model_is_filtered (const Model *model)
{
  return model_has_filters (model) && !model->filters.off;
}

/* The filters changed: every session is asked again. */
static void
begin_again (Model *model)
{
  ModelFilters *filters = &model->filters;
  for (guint i = 0; i < filters->waiting->len; i++)
    ((SessionRow *) g_ptr_array_index (filters->waiting, i))->waits = false;
  g_ptr_array_set_size (filters->waiting, 0);
  g_ptr_array_set_size (model->shown, 0);
  filters->judged = 0;
  filters->again = true;
}

bool
model_filter_set (Model *model, const char *text, FilterError *error)
{
  SessionFilter *filter = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  *error = (FilterError){ 0 };
  if (trimmed[0] != '\0' && (filter = session_filter_new (text, error)) == NULL)
    return false;
  if (g_strcmp0 (text, model->filters.text) == 0)
    {
      session_filter_free (filter);
      return true;
    }
  session_filter_free (model->filters.filter);
  g_free (model->filters.text);
  model->filters.filter = filter;
  model->filters.text = filter != NULL ? g_strdup (text) : NULL;
  begin_again (model);
  return true;
}

void
model_filter_turn (Model *model, bool off)
{
  if (model->filters.off == off)
    return;
  model->filters.off = off;
  begin_again (model);
}

void
model_filter_only_findings (Model *model, bool only)
{
  if (model->filters.only_findings == only)
    return;
  model->filters.only_findings = only;
  begin_again (model);
}

void
model_filter_touch (Model *model, SessionRow *row)
{
  if (!model_is_filtered (model) || row->waits || row->index >= model->filters.judged)
    return;
  row->waits = true;
  g_ptr_array_add (model->filters.waiting, row);
}

static bool
takes (const Model *model, const SessionRow *row)
{
  const SmtpSession *session = row->session;
  const ModelFilters *filters = &model->filters;
  if (!model_is_filtered (model))
    return true;
  if (filters->only_findings && (session->findings == NULL || session->findings->len == 0))
    return false;
  return filters->filter == NULL || session_filter_matches (filters->filter, session);
}

size_t
model_shown_at (const Model *model, const SessionRow *row)
{
  size_t low = 0, high = model->shown->len;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (((const SessionRow *) g_ptr_array_index (model->shown, middle))->index < row->index)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
ask_again (Model *model, SessionRow *row)
{
  bool shown = takes (model, row);
  row->waits = false;
  if (shown == row->shown)
    return;
  size_t at = model_shown_at (model, row);
  if (shown)
    g_ptr_array_insert (model->shown, (gint) at, row);
  else
    g_ptr_array_remove_index (model->shown, (guint) at);
  row->shown = shown;
  model->filters.version++;
}

static void
follow_mails (Model *model)
{
  ModelFilters *filters = &model->filters;
  if (filters->mails_version != filters->version)
    {
      g_ptr_array_set_size (model->shown_mails, 0);
      filters->mails_judged = 0;
      filters->mails_version = filters->version;
    }
  for (; filters->mails_judged < model->mails->len; filters->mails_judged++)
    {
      MailRow *mail = g_ptr_array_index (model->mails, filters->mails_judged);
      if (mail->row->shown)
        g_ptr_array_add (model->shown_mails, mail);
    }
}

static void
follow_logins (Model *model)
{
  ModelFilters *filters = &model->filters;
  if (filters->logins_version != filters->version)
    {
      g_ptr_array_set_size (model->shown_logins, 0);
      filters->logins_judged = 0;
      filters->logins_version = filters->version;
    }
  for (; filters->logins_judged < model->logins->len; filters->logins_judged++)
    {
      LoginRow *login = g_ptr_array_index (model->logins, filters->logins_judged);
      if (login->row->shown)
        g_ptr_array_add (model->shown_logins, login);
    }
}

static void
follow_paths (Model *model)
{
  ModelFilters *filters = &model->filters;
  if (filters->paths_version != filters->version)
    {
      g_ptr_array_set_size (model->shown_paths, 0);
      filters->paths_judged = 0;
      filters->paths_version = filters->version;
    }
  for (; filters->paths_judged < model->paths->len; filters->paths_judged++)
    {
      PathRow *path = g_ptr_array_index (model->paths, filters->paths_judged);
      if (!path->gone && model_path_is_shown (model, path))
        g_ptr_array_add (model->shown_paths, path);
    }
}

static void
follow_findings (Model *model)
{
  bool anew = model->filters.found_version != model->filters.version;
  model->filters.found_version = model->filters.version;
  for (guint i = 0; i < model->found->len; i++)
    {
      FindingGroup *group = g_ptr_array_index (model->found, i);
      if (anew)
        g_array_set_size (group->shown, 0);
      for (group->judged = anew ? 0 : group->judged; group->judged < group->rows->len; group->judged++)
        {
          const FindingRow found = g_array_index (group->rows, FindingRow, group->judged);
          if (found.row->shown)
            g_array_append_val (group->shown, found);
        }
    }
}

static bool
slice_over (unsigned done, int64_t end)
{
  return done % ROWS_A_LOOK == 0 && g_get_monotonic_time () >= end;
}

bool
model_filter_work (Model *model)
{
  ModelFilters *filters = &model->filters;
  int64_t end = g_get_monotonic_time () + SLICE_MICROSECONDS;
  unsigned done = 0;
  while (filters->waiting->len > 0)
    {
      ask_again (model, g_ptr_array_steal_index_fast (filters->waiting, filters->waiting->len - 1));
      if (slice_over (++done, end))
        return true;
    }
  while (filters->judged < model->rows->len)
    {
      SessionRow *row = g_ptr_array_index (model->rows, filters->judged);
      filters->judged++;
      row->shown = takes (model, row);
      if (row->shown)
        g_ptr_array_add (model->shown, row);
      if (slice_over (++done, end))
        return true;
    }
  filters->version += filters->again;
  filters->again = false;
  follow_mails (model);
  follow_logins (model);
  follow_paths (model);
  follow_findings (model);
  return false;
}

unsigned
model_filter_percent (const Model *model)
{
  return model->rows->len > 0 ? (unsigned) ((uint64_t) model->filters.judged * 100 / model->rows->len) : 100;
}
