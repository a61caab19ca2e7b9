/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marking rows of a list: one, a range, none.  The marks themselves are the model's. */
#include "config.h"

#include "table-state.h"

#include "../dissect/translate.h"

enum { MARKS_COLUMNS = 1 };

int
table_marks_columns (const TableView *view)
{
  const TableType *type = view->type;
  return type->mark != NULL && view->model->marked[type->marks] > 0 ? MARKS_COLUMNS : 0;
}

void
table_marks_draw (const TableView *view, Canvas *canvas, int at, Area area, size_t index)
{
  bool selected = index == view->list.selected;
  bool marked = view->type->is_marked (table_row (view, index));
  Style style = selected ? STYLE_SELECTED : STYLE_HEADING;
  canvas_put (canvas, at, area.column, 1, style, selected ? ">" : "");
  canvas_put (canvas, at, area.column + 1, MARKS_COLUMNS, style, marked ? "*" : "");
}

/* A sentence with the key of an action in it, as the user has it. */
static void G_GNUC_PRINTF (2, 0) say_key (const TableView *view, const char *format, Action action)
{
  char name[KEY_NAME];
  keymap_first_name (ui_keymap (view->ui), action, name);
  g_autofree char *text = g_strdup_printf (format, name);
  ui_say (view->ui, text);
}

static void
mark_one (TableView *view, Model *model)
{
  gpointer row = table_row (view, view->list.selected);
  if (row == NULL)
    return;
  bool marked = !view->type->is_marked (row);
  view->type->mark (model, row, marked);
  if (marked)
    view->last_marked = row;
  else if (view->last_marked == row)
    view->last_marked = NULL;
  table_select (view, view->list.selected + 1);
}

static void
mark_range (TableView *view, Model *model)
{
  size_t here = view->list.selected;
  size_t there = view->last_marked != NULL ? table_place (view, view->last_marked) : SIZE_MAX;
  if (there == SIZE_MAX || table_row (view, here) == NULL)
    {
      say_key (view, _ ("Nothing in this list was marked yet: %s marks where a range begins."), ACTION_MARK);
      return;
    }
  guint before = model->marked[view->type->marks];
  for (size_t at = MIN (here, there); at <= MAX (here, there); at++)
    view->type->mark (model, table_row (view, at), true);
  view->last_marked = table_row (view, here);
  g_autofree char *text
      = g_strdup_printf (_ ("Marked to here: %zu more."), (size_t) (model->marked[view->type->marks] - before));
  ui_say (view->ui, text);
}

static void
mark_none (TableView *view, Model *model)
{
  guint count = model->marked[view->type->marks];
  view->last_marked = NULL;
  if (count == 0)
    {
      say_key (view, _ ("Nothing is marked: %s marks a row."), ACTION_MARK);
      return;
    }
  model_mark_none (model, view->type->marks);
  g_autofree char *text = g_strdup_printf (_ ("Marks taken off: %u."), count);
  ui_say (view->ui, text);
}

bool
table_marks_act (TableView *view, Action action)
{
  Model *model = (Model *) view->model;
  if (view->type->mark == NULL)
    return false;
  switch (action)
    {
    case ACTION_MARK:
      mark_one (view, model);
      return true;
    case ACTION_MARK_RANGE:
      mark_range (view, model);
      return true;
    case ACTION_MARK_NONE:
      mark_none (view, model);
      return true;
    default:
      return false;
    }
}
