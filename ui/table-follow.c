/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists that grow: following their end, freezing them, and counting what came meanwhile. */
#include "config.h"

#include "table-state.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

/* Rows that are looked at for the newest one that is shown, where the list is sorted. */
enum { LOOKED_AT_MOST = 10000 };

static bool
is_sorted (const TableView *view)
{
  bool descending;
  return model_sorted_by (view->model, view->type->kind, &descending) >= 0;
}

/* NULL: there is none. */
static gpointer
newest (const TableView *view)
{
  const GPtrArray *all = model_all_rows (view->model, view->type->kind);
  if (!is_sorted (view))
    return table_row (view, view->list.count - 1);
  for (guint i = 0; i < MIN (all->len, LOOKED_AT_MOST); i++)
    {
      gpointer row = g_ptr_array_index (all, all->len - 1 - i);
      /* To look for one that the filters hide would go through the whole list. */
      if (row_set_has (&view->model->filters.taken, view->type->kind, all->len - 1 - i)
          && table_place (view, row) != SIZE_MAX)
        return row;
    }
  return NULL;
}

void
table_thaw (TableView *view)
{
  g_clear_pointer (&view->frozen, g_ptr_array_unref);
}

void
table_follow_update (TableView *view)
{
  const ModelFilters *filters = &view->model->filters;
  size_t count = model_rows (view->model, view->type->kind)->len;
  if (view->frozen != NULL && view->version != filters->version)
    table_thaw (view); /* other filters: that is another list */
  if (!view->counts || view->version != filters->version)
    {
      view->arrived = 0;
      view->known = count;
    }
  view->counts = true;
  view->version = filters->version;
  view->arrived += count > view->known ? count - view->known : 0;
  view->known = count;
  gpointer row = view->follows && view->frozen == NULL ? newest (view) : NULL;
  if (row != NULL)
    {
      view->row = row;
      view->arrived = 0;
    }
}

void
table_follow_moved (TableView *view)
{
  view->follows = view->follows && view->row == newest (view);
}

void
table_follow_draw (TableView *view, Canvas *canvas, Area area)
{
  g_autofree char *text = NULL;
  bool at_end = view->list.top + view->list.rows >= view->list.count;
  if (view->frozen == NULL && !is_sorted (view) && at_end)
    view->arrived = 0;
  if (view->frozen != NULL)
    text = view->arrived > 0 ? g_strdup_printf (_ (" frozen, %zu new "), view->arrived) : g_strdup (_ (" frozen "));
  else if (view->arrived > 0 && (view->model->reading || view->model->live))
    text = g_strdup_printf (is_sorted (view) ? _ (" %zu new ") : _ (" ▼ %zu new "), view->arrived);
  if (text == NULL || area.rows < 2)
    return;
  int width = (int) printable_width (text);
  canvas_put (canvas, area.row + area.rows - 1, area.column + MAX (area.columns - width, 0), width, STYLE_NOTICE, text);
}

static void
freeze (TableView *view)
{
  if (view->frozen != NULL)
    {
      table_thaw (view);
      ui_say (view->ui, _ ("The list goes on."));
      return;
    }
  const GPtrArray *rows = model_rows (view->model, view->type->kind);
  view->row = table_row (view, view->list.selected);
  view->frozen = g_ptr_array_sized_new (rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (view->frozen, g_ptr_array_index (rows, i));
  view->arrived = 0;
  char name[KEY_NAME];
  keymap_first_name (ui_keymap (view->ui), ACTION_FREEZE, name);
  g_autofree char *text = g_strdup_printf (_ ("The list stays as it is until %s."), name);
  ui_say (view->ui, text);
}

bool
table_follow_act (TableView *view, Action action)
{
  if (action == ACTION_FREEZE)
    freeze (view);
  else if (action == ACTION_FOLLOW)
    {
      table_thaw (view);
      view->follows = true;
      ui_say (view->ui, _ ("Following the end; moving up ends that."));
    }
  else
    return false;
  return true;
}
