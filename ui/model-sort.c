/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of lists.
 *
 * A list is sorted whatever the filters take, so that another filter needs no other order; what
 * they take of it is gathered when one of both changed.  By what it is sorted is in model-keys.c. */
#include "config.h"

#include "model.h"

/* --- rows, whatever their kind ----------------------------------------------------------- */

guint
model_row_index (RowKind kind, gconstpointer row)
{
  switch (kind)
    {
    case ROWS_MAILS:
      return ((const MailRow *) row)->index;
    case ROWS_LOGINS:
      return ((const LoginRow *) row)->index;
    case ROWS_PATHS:
      return ((const PathRow *) row)->index;
    case ROWS_HOSTS:
      return ((const HostRow *) row)->index;
    case ROWS_SESSIONS:
    case ROW_KINDS:
    default:
      return ((const SessionRow *) row)->index;
    }
}

const GPtrArray *
model_all_rows (const Model *model, RowKind kind)
{
  const GPtrArray *const rows[] = { model->rows, model->mails, model->logins, model->paths, hosts_rows (model->hosts) };
  return rows[kind];
}

static GPtrArray **
shown_of (Model *model, RowKind kind)
{
  GPtrArray **const shown[]
      = { &model->shown, &model->shown_mails, &model->shown_logins, &model->shown_paths, &model->shown_hosts };
  return shown[kind];
}

const GPtrArray *
model_rows (const Model *model, RowKind kind)
{
  return *shown_of ((Model *) model, kind);
}

/* --- orders ------------------------------------------------------------------------------ */

/* What RowOrder asks for keys. */
typedef struct Keys {
  const Model *model;
  RowKind kind;
  int cell;
} Keys;

static void
key_of (gpointer user, guint row, GByteArray *key)
{
  const Keys *keys = user;
  model_look ((Model *) keys->model, 1);
  model_row_key (keys->model, keys->kind, keys->cell, row, key);
}

void
model_sort_init (Model *model)
{
  for (int kind = 0; kind < ROW_KINDS; kind++)
    model->sorts[kind].cell = model->sorts[kind].next_cell = -1;
}

static void
order_clear (RowOrder **order)
{
  if (*order != NULL)
    g_free (row_order_user (*order));
  g_clear_pointer (order, row_order_free);
}

void
model_sort_clear (Model *model)
{
  for (int kind = 0; kind < ROW_KINDS; kind++)
    {
      ModelSort *sort = &model->sorts[kind];
      order_clear (&sort->order);
      order_clear (&sort->next);
      if (sort->rows != NULL)
        g_ptr_array_unref (sort->rows);
    }
}

static void
show_unsorted (Model *model, RowKind kind)
{
  ModelSort *sort = &model->sorts[kind];
  order_clear (&sort->order);
  sort->cell = -1;
  *shown_of (model, kind) = model->filters.taken.rows[kind];
  g_clear_pointer (&sort->rows, g_ptr_array_unref);
}

static void
begin (Model *model, RowKind kind, int cell, bool descending)
{
  ModelSort *sort = &model->sorts[kind];
  Keys *keys = g_new (Keys, 1);
  *keys = (Keys){ model, kind, cell };
  order_clear (&sort->next);
  sort->next = row_order_new (key_of, keys, descending);
  sort->next_cell = cell;
  sort->next_descending = descending;
}

void
model_sort (Model *model, RowKind kind, int cell, bool descending)
{
  ModelSort *sort = &model->sorts[kind];
  if (cell < 0)
    {
      order_clear (&sort->next);
      show_unsorted (model, kind);
    }
  else if (sort->cell == cell && sort->descending == descending)
    order_clear (&sort->next);
  else if (sort->next == NULL || sort->next_cell != cell || sort->next_descending != descending)
    begin (model, kind, cell, descending);
}

int
model_sorted_by (const Model *model, RowKind kind, bool *descending)
{
  const ModelSort *sort = &model->sorts[kind];
  *descending = sort->next != NULL ? sort->next_descending : sort->descending;
  return sort->next != NULL ? sort->next_cell : sort->cell;
}

bool
model_is_sorting (const Model *model, RowKind kind)
{
  return model->sorts[kind].next != NULL;
}

unsigned
model_sort_percent (const Model *model, RowKind kind)
{
  const ModelSort *sort = &model->sorts[kind];
  return sort->next != NULL ? row_order_percent (sort->next) : 100;
}

bool
model_sort_cancel (Model *model)
{
  bool cancelled = false;
  for (int kind = 0; kind < ROW_KINDS; kind++)
    {
      ModelSort *sort = &model->sorts[kind];
      /* The same order by keys that are other ones now was no wish, and without it the list is in none. */
      if (sort->next == NULL || (sort->next_cell == sort->cell && sort->next_descending == sort->descending))
        continue;
      cancelled = true;
      order_clear (&sort->next);
    }
  return cancelled;
}

void
model_sort_touch (Model *model, RowKind kind, guint row)
{
  ModelSort *sort = &model->sorts[kind];
  if (sort->order != NULL)
    row_order_touch (sort->order, row);
  if (sort->next != NULL)
    row_order_touch (sort->next, row);
}

void
model_sort_reword (Model *model)
{
  ModelSort *sort = &model->sorts[ROWS_LOGINS];
  bool descending;
  if (model_sorted_by (model, ROWS_LOGINS, &descending) == LOGIN_CELL_SECRET)
    begin (model, ROWS_LOGINS, LOGIN_CELL_SECRET, descending);
  else if (sort->cell == LOGIN_CELL_SECRET)
    show_unsorted (model, ROWS_LOGINS); /* another order is being made already */
}

void
model_sort_again (Model *model, RowKind kind)
{
  bool descending;
  int cell = model_sorted_by (model, kind, &descending);
  if (cell >= 0)
    begin (model, kind, cell, descending);
}

/* What the filters take, in the order. */
static void
gather (Model *model, RowKind kind)
{
  ModelSort *sort = &model->sorts[kind];
  const RowSet *set = &model->filters.taken;
  const GPtrArray *all = model_all_rows (model, kind);
  guint count = row_order_count (sort->order);
  if (sort->rows != NULL && sort->order_version == row_order_version (sort->order)
      && sort->set_version == set->version[kind])
    return;
  if (sort->rows == NULL)
    sort->rows = g_ptr_array_new ();
  g_ptr_array_set_size (sort->rows, 0);
  for (guint place = 0; place < count; place++)
    {
      guint row = row_order_at (sort->order, place);
      if (row_set_has (set, kind, row))
        g_ptr_array_add (sort->rows, g_ptr_array_index (all, row));
    }
  sort->order_version = row_order_version (sort->order);
  sort->set_version = set->version[kind];
  sort->filters_version = model->filters.version;
}

/* While sessions come, a long list goes through itself for each few of them.  It takes a small part of the time, and
 * stays as it is in between, but for what the user did. */
static bool
rests (const Model *model, RowKind kind, gint64 now)
{
  const ModelSort *sort = &model->sorts[kind];
  return model->reading && sort->next == NULL && sort->rows != NULL && now < sort->rests_until
         && sort->filters_version == model->filters.version;
}

/* Rows that are not in the list yet, or not at their place. */
static bool
is_behind (const Model *model, RowKind kind)
{
  const ModelSort *sort = &model->sorts[kind];
  return row_order_waits (sort->order, model_all_rows (model, kind)->len)
         || sort->set_version != model->filters.taken.version[kind];
}

/* Merges what came into the list; true: there is more to do. */
static bool
catch_up (Model *model, RowKind kind, gint64 end)
{
  enum { CHEAP_MICROSECONDS = 4000, PARTS = 8 };
  ModelSort *sort = &model->sorts[kind];
  const gint64 begin = g_get_monotonic_time ();
  if (rests (model, kind, begin))
    return is_behind (model, kind);
  bool more = row_order_work (sort->order, model_all_rows (model, kind)->len, end);
  if (!more)
    gather (model, kind);
  const gint64 now = g_get_monotonic_time ();
  if (!more && now - begin > CHEAP_MICROSECONDS)
    sort->rests_until = now + PARTS * (now - begin);
  return more;
}

/* Brings one list up to date; true: there is more to do. */
static bool
work_on (Model *model, RowKind kind, gint64 end)
{
  ModelSort *sort = &model->sorts[kind];
  guint count = model_all_rows (model, kind)->len;
  bool more = sort->next != NULL && row_order_work (sort->next, count, end);
  if (sort->next != NULL && !more)
    {
      order_clear (&sort->order);
      sort->order = g_steal_pointer (&sort->next);
      sort->cell = sort->next_cell;
      sort->descending = sort->next_descending;
      g_clear_pointer (&sort->rows, g_ptr_array_unref);
    }
  if (sort->order != NULL)
    more = catch_up (model, kind, end) || more;
  *shown_of (model, kind) = sort->rows != NULL ? sort->rows : model->filters.taken.rows[kind];
  return more;
}

bool
model_sort_work (Model *model, gint64 end)
{
  bool more = false;
  for (int kind = 0; kind < ROW_KINDS; kind++)
    more = work_on (model, (RowKind) kind, end) || more;
  return more;
}

/* --- places ------------------------------------------------------------------------------ */

size_t
model_place (const Model *model, RowKind kind, gconstpointer row)
{
  const GPtrArray *rows = model_rows (model, kind);
  const RowOrder *order = model->sorts[kind].order;
  guint index = model_row_index (kind, row), low = 0, high = rows->len, at;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      guint other = model_row_index (kind, g_ptr_array_index (rows, middle));
      if (order != NULL ? row_order_compare (order, other, index) < 0 : other < index)
        low = middle + 1;
      else
        high = middle;
    }
  bool is_there = low < rows->len && g_ptr_array_index (rows, low) == row;
  /* It went on since the list was made, or the list is of the order before. */
  if (!is_there && order != NULL && g_ptr_array_find ((GPtrArray *) rows, row, &at))
    return at;
  return low;
}
