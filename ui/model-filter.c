/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sessions, mails, logins, ways and findings are shown.
 *
 * Each session is asked when it is met, and again when it went on; all of them when the
 * filters change, in slices of SLICE_MICROSECONDS, so that no key waits for a million.  What
 * the filters take then is gathered beside what they took before, and takes its place when it
 * is whole; so it can be taken back, too.  Mails, logins, ways, hosts and findings follow their sessions.
 *
 * Does not ask for single mails: all of a session are shown or none.  The order of lists is
 * in model-sort.c. */
#include "config.h"

#include "model.h"

#include <string.h>

enum { SLICE_MICROSECONDS = 20000, ROWS_A_LOOK = 64 };

/* --- sets ------------------------------------------------------------------------------ */

static void
set_init (RowSet *set)
{
  for (int kind = 0; kind < ROW_KINDS; kind++)
    {
      set->rows[kind] = g_ptr_array_new ();
      set->has[kind] = g_byte_array_new ();
    }
  row_counts_init (&set->counts);
}

static void
set_clear (RowSet *set)
{
  for (int kind = 0; kind < ROW_KINDS; kind++)
    if (set->rows[kind] != NULL)
      {
        g_ptr_array_unref (set->rows[kind]);
        g_byte_array_unref (set->has[kind]);
      }
  row_counts_clear (&set->counts);
  *set = (RowSet){ 0 };
}

bool
row_set_has (const RowSet *set, RowKind kind, guint row)
{
  const GByteArray *has = set->has[kind];
  return row / 8 < has->len && (has->data[row / 8] & (1u << row % 8)) != 0;
}

static void
note (RowSet *set, RowKind kind, guint row, bool taken)
{
  GByteArray *has = set->has[kind];
  guint length = has->len;
  if (row / 8 >= length)
    {
      g_byte_array_set_size (has, row / 8 + 1);
      memset (has->data + length, 0, has->len - length);
    }
  if (taken)
    has->data[row / 8] |= (uint8_t) (1u << row % 8);
  else
    has->data[row / 8] &= (uint8_t) ~(1u << row % 8);
  set->version[kind]++;
}

/* The next row in the order of capture. */
static void
add (RowSet *set, RowKind kind, gpointer row)
{
  g_ptr_array_add (set->rows[kind], row);
  note (set, kind, model_row_index (kind, row), true);
}

/* A row that was asked before is taken now, or is not any more. */
void
row_set_turn (RowSet *set, RowKind kind, gpointer row, bool taken)
{
  GPtrArray *rows = set->rows[kind];
  guint index = model_row_index (kind, row), low = 0, high = rows->len;
  if (index >= set->judged[kind] || row_set_has (set, kind, index) == taken)
    return;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (model_row_index (kind, g_ptr_array_index (rows, middle)) < index)
        low = middle + 1;
      else
        high = middle;
    }
  if (taken)
    g_ptr_array_insert (rows, (gint) low, row);
  else
    g_ptr_array_remove_index (rows, low);
  note (set, kind, index, taken);
}

/* --- what is wanted -------------------------------------------------------------------- */

void
model_filter_init (Model *model)
{
  FilterError error = { 0 };
  ModelFilters *filters = &model->filters;
  set_init (&filters->taken);
  filters->taken.all = true;
  model->shown = filters->taken.rows[ROWS_SESSIONS];
  model->shown_mails = filters->taken.rows[ROWS_MAILS];
  model->shown_logins = filters->taken.rows[ROWS_LOGINS];
  model->shown_paths = filters->taken.rows[ROWS_PATHS];
  model->shown_hosts = filters->taken.rows[ROWS_HOSTS];
  filters->waiting = g_ptr_array_new ();
  filters->paths_waiting = g_ptr_array_new ();
  if (model->options.where != NULL)
    model_filter_set (model, model->options.where, &error);
  filter_error_clear (&error);
}

static void
choice_clear (FilterChoice *choice)
{
  session_filter_free (choice->filter);
  g_free (choice->text);
  *choice = (FilterChoice){ 0 };
}

static FilterChoice
wanted (const ModelFilters *filters)
{
  return (FilterChoice){ filters->filter, filters->text, filters->only_findings, filters->off };
}

static void
want (ModelFilters *filters, const FilterChoice *choice)
{
  filters->filter = choice->filter;
  filters->text = choice->text;
  filters->only_findings = choice->only_findings;
  filters->off = choice->off;
}

void
model_filter_clear (Model *model)
{
  ModelFilters *filters = &model->filters;
  FilterChoice last = wanted (filters);
  choice_clear (&last);
  choice_clear (&filters->before);
  g_ptr_array_unref (filters->waiting);
  g_ptr_array_unref (filters->paths_waiting);
  set_clear (&filters->taken);
  set_clear (&filters->next);
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

bool
model_is_shown (const Model *model, const SessionRow *row)
{
  return row_set_has (&model->filters.taken, ROWS_SESSIONS, row->index);
}

void
model_filter_add_group (Model *model, FindingGroup *group)
{
  if (!model->filters.taken.all)
    group->taken = g_array_new (FALSE, FALSE, sizeof (FindingRow));
  if (model->filters.again && !model->filters.next.all)
    group->next = g_array_new (FALSE, FALSE, sizeof (FindingRow));
  group->shown = group->taken != NULL ? group->taken : group->rows;
}

static void
drop_next (Model *model)
{
  set_clear (&model->filters.next);
  for (guint i = 0; i < model->found->len; i++)
    {
      FindingGroup *group = g_ptr_array_index (model->found, i);
      g_clear_pointer (&group->next, g_array_unref);
      group->next_judged = 0;
    }
}

/* The filters changed, which own what the choice has from here on: every session is asked again, unless
 * what is wanted is what there is. */
static void
begin_again (Model *model, FilterChoice choice)
{
  ModelFilters *filters = &model->filters;
  FilterChoice last = wanted (filters);
  if (!filters->again)
    filters->before = last;
  else
    choice_clear (&last);
  drop_next (model);
  want (filters, &choice);
  filters->again = true;
  const FilterChoice *before = &filters->before;
  if (g_strcmp0 (before->text, choice.text) == 0 && before->off == choice.off
      && before->only_findings == choice.only_findings)
    {
      model_work_cancel (model);
      return;
    }
  set_init (&filters->next);
  filters->next.all = !model_is_filtered (model);
  for (guint i = 0; i < model->found->len && !filters->next.all; i++)
    ((FindingGroup *) g_ptr_array_index (model->found, i))->next = g_array_new (FALSE, FALSE, sizeof (FindingRow));
}

/* The choice there is, to be changed: what it owns, twice. */
static FilterChoice
same_choice (const Model *model)
{
  FilterChoice choice = wanted (&model->filters);
  FilterError error = { 0 };
  choice.text = g_strdup (choice.text);
  choice.filter = choice.text != NULL ? session_filter_new (choice.text, &error) : NULL;
  filter_error_clear (&error);
  return choice;
}

bool
model_filter_set (Model *model, const char *text, FilterError *error)
{
  SessionFilter *filter = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  *error = (FilterError){ 0 };
  if (trimmed[0] != '\0' && (filter = session_filter_new (text, error)) == NULL)
    return false;
  const char *written = filter != NULL ? text : NULL;
  if (g_strcmp0 (written, model->filters.text) == 0)
    {
      session_filter_free (filter);
      return true;
    }
  begin_again (model, (FilterChoice){ filter, g_strdup (written), model->filters.only_findings, model->filters.off });
  return true;
}

void
model_filter_turn (Model *model, bool off)
{
  if (model->filters.off == off)
    return;
  FilterChoice choice = same_choice (model);
  choice.off = off;
  begin_again (model, choice);
}

void
model_filter_only_findings (Model *model, bool only)
{
  if (model->filters.only_findings == only)
    return;
  FilterChoice choice = same_choice (model);
  choice.only_findings = only;
  begin_again (model, choice);
}

bool
model_work_cancel (Model *model)
{
  ModelFilters *filters = &model->filters;
  if (!filters->again)
    return model_sort_cancel (model);
  FilterChoice last = wanted (filters);
  choice_clear (&last);
  want (filters, &filters->before);
  filters->before = (FilterChoice){ 0 };
  filters->again = false;
  drop_next (model);
  return true;
}

/* --- rows that went on ----------------------------------------------------------------- */

void
model_filter_touch (Model *model, SessionRow *row)
{
  ModelFilters *filters = &model->filters;
  model_sort_touch (model, ROWS_SESSIONS, row->index);
  for (guint i = row->last_mail; i != NO_ROW && model->sorts[ROWS_MAILS].cell >= 0;
       i = ((const MailRow *) g_ptr_array_index (model->mails, i))->before)
    model_sort_touch (model, ROWS_MAILS, i);
  for (guint i = row->last_login; i != NO_ROW && model->sorts[ROWS_LOGINS].cell >= 0;
       i = ((const LoginRow *) g_ptr_array_index (model->logins, i))->before)
    model_sort_touch (model, ROWS_LOGINS, i);
  if (row->waits || (filters->taken.all && !filters->again))
    return;
  row->waits = true;
  g_ptr_array_add (filters->waiting, row);
}

void
model_filter_touch_path (Model *model, PathRow *path)
{
  model_sort_touch (model, ROWS_PATHS, path->index);
  if (path->waits)
    return;
  path->waits = true;
  g_ptr_array_add (model->filters.paths_waiting, path);
}

/* --- asking ---------------------------------------------------------------------------- */

static bool
takes (const Model *model, const RowSet *set, const SessionRow *row)
{
  const SmtpSession *session = row->session;
  const ModelFilters *filters = &model->filters;
  if (set->all)
    return true;
  if (filters->only_findings && (session->findings == NULL || session->findings->len == 0))
    return false;
  return filters->filter == NULL || session_filter_matches (filters->filter, session);
}

static bool
takes_row (Model *model, const RowSet *set, RowKind kind, gconstpointer row)
{
  switch (kind)
    {
    case ROWS_MAILS:
      return set->all || row_set_has (set, ROWS_SESSIONS, ((const MailRow *) row)->row->index);
    case ROWS_LOGINS:
      return set->all || row_set_has (set, ROWS_SESSIONS, ((const LoginRow *) row)->row->index);
    case ROWS_PATHS:
      return !((const PathRow *) row)->gone && (set->all || model_path_is_in (model, set, row));
    case ROWS_HOSTS:
      return set->all || row_counts_have (&set->counts, row);
    case ROWS_SESSIONS:
    case ROW_KINDS:
    default:
      return takes (model, set, row);
    }
}

static void
ask_again (Model *model, RowSet *set, SessionRow *row)
{
  bool taken = takes (model, set, row);
  row->waits = false;
  if (row->index >= set->judged[ROWS_SESSIONS])
    return;
  if (taken)
    model_count_session (model, set, row);
  if (row_set_has (set, ROWS_SESSIONS, row->index) == taken)
    return;
  row_set_turn (set, ROWS_SESSIONS, row, taken);
  for (guint i = row->last_mail; i != NO_ROW;)
    {
      MailRow *mail = g_ptr_array_index (model->mails, i);
      row_set_turn (set, ROWS_MAILS, mail, taken);
      i = mail->before;
    }
  for (guint i = row->last_login; i != NO_ROW;)
    {
      LoginRow *login = g_ptr_array_index (model->logins, i);
      row_set_turn (set, ROWS_LOGINS, login, taken);
      i = login->before;
    }
}

static bool
slice_over (unsigned *done, gint64 end)
{
  return ++*done % ROWS_A_LOOK == 0 && g_get_monotonic_time () >= end;
}

/* Those that went on since they were asked. */
static bool
ask_waiting (Model *model, RowSet *set, unsigned *done, gint64 end)
{
  ModelFilters *filters = &model->filters;
  while (filters->waiting->len > 0)
    {
      ask_again (model, set, g_ptr_array_steal_index_fast (filters->waiting, filters->waiting->len - 1));
      if (slice_over (done, end))
        return true;
    }
  while (filters->paths_waiting->len > 0)
    {
      PathRow *path = g_ptr_array_steal_index_fast (filters->paths_waiting, filters->paths_waiting->len - 1);
      path->waits = false;
      row_set_turn (set, ROWS_PATHS, path, takes_row (model, set, ROWS_PATHS, path));
      if (slice_over (done, end))
        return true;
    }
  return false;
}

static bool
ask_rows (Model *model, RowSet *set, RowKind kind, unsigned *done, gint64 end)
{
  const GPtrArray *rows = model_all_rows (model, kind);
  while (set->judged[kind] < rows->len)
    {
      gpointer row = g_ptr_array_index (rows, set->judged[kind]);
      set->judged[kind]++;
      if (takes_row (model, set, kind, row))
        {
          add (set, kind, row);
          if (kind == ROWS_SESSIONS)
            model_count_session (model, set, row);
        }
      if (slice_over (done, end))
        return true;
    }
  return false;
}

static bool
ask_findings (const RowSet *set, const GArray *rows, GArray *taken, guint *judged, unsigned *done, gint64 end)
{
  for (; taken != NULL && *judged < rows->len; ++*judged)
    {
      if (slice_over (done, end))
        return true;
      const FindingRow found = g_array_index (rows, FindingRow, *judged);
      if (row_set_has (set, ROWS_SESSIONS, found.row->index))
        g_array_append_val (taken, found);
    }
  return false;
}

static bool
ask_all (Model *model, RowSet *set, unsigned *done, gint64 end)
{
  bool again = model->filters.again;
  for (int kind = 0; kind < ROW_KINDS; kind++)
    if (ask_rows (model, set, (RowKind) kind, done, end))
      return true;
  for (guint i = 0; i < model->found->len; i++)
    {
      FindingGroup *group = g_ptr_array_index (model->found, i);
      if (ask_findings (set, group->rows, again ? group->next : group->taken,
                        again ? &group->next_judged : &group->judged, done, end))
        return true;
    }
  return false;
}

/* What was gathered takes the place of what there was. */
static void
take_next (Model *model)
{
  ModelFilters *filters = &model->filters;
  RowSet last = filters->taken;
  for (int kind = 0; kind < ROW_KINDS; kind++)
    filters->next.version[kind] += last.version[kind] + 1;
  filters->taken = filters->next;
  filters->next = (RowSet){ 0 };
  set_clear (&last);
  choice_clear (&filters->before);
  filters->again = false;
  filters->version++;
  model_sort_again (model, ROWS_HOSTS); /* by what other sessions come to */
  for (guint i = 0; i < model->found->len; i++)
    {
      FindingGroup *group = g_ptr_array_index (model->found, i);
      if (group->taken != NULL)
        g_array_unref (group->taken);
      group->taken = g_steal_pointer (&group->next);
      group->judged = group->next_judged;
      group->next_judged = 0;
      group->shown = group->taken != NULL ? group->taken : group->rows;
    }
}

void
model_look (Model *model, guint sessions)
{
  enum { UNTIL_REST = 16384 };
  model->looked_at += sessions;
  if (model->looked_at < UNTIL_REST)
    return;
  model->looked_at = 0;
  if (model->store != NULL)
    model->store->rest (model->store);
}

bool
model_filter_work (Model *model)
{
  ModelFilters *filters = &model->filters;
  gint64 end = g_get_monotonic_time () + SLICE_MICROSECONDS;
  unsigned done = 0;
  bool more = !filters->again && ask_waiting (model, &filters->taken, &done, end);
  more = more || ask_all (model, filters->again ? &filters->next : &filters->taken, &done, end);
  if (!more && filters->again)
    {
      take_next (model);
      more = ask_waiting (model, &filters->taken, &done, end);
    }
  model_look (model, done);
  return model_sort_work (model, more ? 0 : end) || more;
}

bool
model_is_working (const Model *model)
{
  bool working = model->filters.again;
  for (int kind = 0; kind < ROW_KINDS; kind++)
    working = working || model_is_sorting (model, (RowKind) kind);
  return working;
}

unsigned
model_filter_percent (const Model *model)
{
  const RowSet *set = model->filters.again ? &model->filters.next : &model->filters.taken;
  return model->rows->len > 0 ? (unsigned) ((uint64_t) set->judged[ROWS_SESSIONS] * 100 / model->rows->len) : 100;
}
