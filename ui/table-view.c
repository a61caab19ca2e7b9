/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of rows with cells (see table-view.h).
 *
 * What is selected is a row, not a place: it stays where others come and go.  Does not sort. */
#include "config.h"

#include "table-state.h"

#include "column-chooser.h"
#include "search.h"

#include "../dissect/translate.h"

static const GPtrArray *
rows_of (const TableView *view)
{
  return view->frozen != NULL ? view->frozen : model_rows (view->model, view->type->kind);
}

gpointer
table_row (const TableView *view, size_t index)
{
  const GPtrArray *rows = rows_of (view);
  return index < rows->len ? g_ptr_array_index (rows, index) : NULL;
}

/* Where the row is, or about where it would be; SIZE_MAX: not known. */
static size_t
place_near (const TableView *view, gpointer row)
{
  guint at;
  if (view->frozen == NULL)
    return model_place (view->model, view->type->kind, row);
  return g_ptr_array_find (view->frozen, row, &at) ? at : SIZE_MAX;
}

size_t
table_place (const TableView *view, gpointer row)
{
  size_t at = place_near (view, row);
  return table_row (view, at) == row ? at : SIZE_MAX;
}

void
table_select (TableView *view, size_t index)
{
  list_select (&view->list, index);
  view->row = table_row (view, view->list.selected);
  table_follow_moved (view);
}

/* Follows the rows that are shown; of one that is not, the place stays. */
static void
update (TableView *view)
{
  table_follow_update (view);
  list_set_count (&view->list, rows_of (view)->len);
  if (view->row == NULL || table_row (view, view->list.selected) == view->row)
    return;
  size_t at = place_near (view, view->row);
  if (at != SIZE_MAX)
    list_select (&view->list, at);
}

const char *
table_cell (const TableView *view, gpointer row, char *const *words, int cell, char **own)
{
  *own = cell < view->type->cells ? NULL : view->type->more (view->model, row, cell);
  return *own != NULL ? *own : words[cell];
}

/* --- drawing --------------------------------------------------------------------------- */

enum { CHOSEN = 100 };

/* The columns of the layout, with the headings that they have now. */
static void
take_columns (TableView *view)
{
  for (int i = 0; i < view->layout->count; i++)
    {
      const TableColumn *column = table_column (view, i);
      view->columns[i] = column->column;
      if (!column->standard)
        view->columns[i].keep += CHOSEN; /* who asked for it wants to see it */
      if (column->cell == TABLE_TIME && !view->type->timeless)
        view->columns[i].heading = time_style_heading (view->model->times);
    }
}

static void
lay_out (TableView *view, int available)
{
  const ListLayout *layout = view->layout;
  int wishes[COLUMNS_MAX] = { 0 };
  for (int i = 0; view->type->wish != NULL && i < layout->count; i++)
    wishes[i] = view->type->wish (view->model, available, table_column (view, i)->cell);
  take_columns (view);
  if (view->column >= layout->count)
    view->column = -1;
  columns_lay_out (view->columns, layout->count, wishes, available, view->widths);
}

static void
draw_row (const TableView *view, Canvas *canvas, int at, Area area, size_t index)
{
  const TableType *type = view->type;
  const int count = view->layout->count;
  gpointer row = table_row (view, index);
  char *const *words = type->words (view->model, row);
  const char *cells[COLUMNS_MAX];
  char *own[COLUMNS_MAX] = { NULL };
  Style styles[COLUMNS_MAX];
  for (int i = 0; i < count; i++)
    {
      int cell = table_column (view, i)->cell;
      cells[i] = view->widths[i] > 0 ? table_cell (view, row, words, cell, &own[i]) : "";
      styles[i] = type->style (view->model, row, cell, cells[i]);
    }
  int marks = table_marks_columns (view);
  const Area inner = { area.row, area.column + marks, area.rows, area.columns - marks };
  columns_draw_row (view->columns, count, view->widths, canvas, at, inner, cells, styles, index == view->list.selected);
  for (int i = 0; i < count; i++)
    g_free (own[i]);
  if (marks > 0)
    table_marks_draw (view, canvas, at, area, index);
}

static void
draw_headings (const TableView *view, Canvas *canvas, Area area)
{
  const int count = view->layout->count;
  columns_draw_headings (view->columns, count, view->widths, canvas, area);
  columns_mark_heading (view->widths, view->column, canvas, area);
  columns_sort_heading (view->columns, view->widths, list_layout_find (view->layout, view->layout->sorted),
                        view->layout->descending, canvas, area);
}

void
table_view_draw (gpointer state, Canvas *canvas, Area area)
{
  TableView *view = state;
  int marks = table_marks_columns (view);
  const Area inner = { area.row, area.column + marks, area.rows, area.columns - marks };
  view->area = inner;
  lay_out (view, inner.columns);
  update (view);
  list_set_rows (&view->list, (size_t) MAX (area.rows - 1, 1));
  draw_headings (view, canvas, inner);
  if (view->list.count == 0)
    view->type->draw_empty (view->ui, canvas, area);
  canvas_list (canvas, area.row + 1, area.rows - 1, view->list.top, view->list.count);
  for (int row = 0; row < area.rows - 1 && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + 1 + row, area, view->list.top + (size_t) row);
  table_follow_draw (view, canvas, area);
}

Area
table_view_draw_above (gpointer state, Canvas *canvas, Area area, int rows)
{
  TableView *view = state;
  update (view);
  if (view->list.count == 0)
    {
      table_view_draw (state, canvas, area);
      return (Area){ area.row + area.rows, area.column, 0, area.columns };
    }
  int used = 1 + (int) MIN (view->list.count, (size_t) MAX (rows, 1)); /* with the headings */
  table_view_draw (state, canvas, (Area){ area.row, area.column, used, area.columns });
  canvas_rule (canvas, area.row + used, area);
  return (Area){ area.row + used + 1, area.column, area.rows - used - 1, area.columns };
}

/* --- keys ------------------------------------------------------------------------------ */

static void
filter_by_cell (TableView *view, gpointer row, bool like)
{
  const TableType *type = view->type;
  if (view->column < 0 || view->widths[view->column] == 0)
    {
      view->column = columns_next (view->widths, view->layout->count, -1, true);
      table_say_filter (view->ui);
      return;
    }
  if (row == NULL)
    return;
  char *text = type->filter (view->model, row, table_column (view, view->column)->cell);
  ui_filter_by (view->ui, text, like);
  g_free (text);
}

bool
table_view_act (gpointer state, Action action)
{
  TableView *view = state;
  update (view);
  gpointer row = table_row (view, view->list.selected);
  switch (action)
    {
    case ACTION_OPEN:
      if (row != NULL)
        view->type->open (view->ui, row);
      return true;
    case ACTION_COLUMN_RIGHT:
    case ACTION_COLUMN_LEFT:
      view->column = columns_next (view->widths, view->layout->count, view->column, action == ACTION_COLUMN_RIGHT);
      return true;
    case ACTION_COLUMNS:
      column_chooser_open (view->ui, view->type);
      return true;
    case ACTION_FILTER_CELL:
    case ACTION_FILTER_CELL_NOT:
      if (view->type->filter != NULL)
        filter_by_cell (view, row, action == ACTION_FILTER_CELL);
      return true;
    default:
      if (table_marks_act (view, action) || table_sort_act (view, action) || table_follow_act (view, action))
        return true;
      if (!list_act (&view->list, action))
        return false;
      if (action == ACTION_LAST && view->frozen == NULL)
        view->arrived = 0;
      table_select (view, view->list.selected);
      return true;
    }
}

size_t
table_view_count (gpointer state)
{
  const TableView *view = state;
  return rows_of (view)->len;
}

size_t
table_view_position (gpointer state)
{
  TableView *view = state;
  update (view);
  return view->list.selected;
}

bool
table_view_match (gpointer state, size_t row, const char *needle)
{
  const TableView *view = state;
  gpointer this = table_row (view, row);
  char *const *cells = view->type->words (view->model, this);
  for (int cell = 0; cell < view->type->cells; cell++)
    if (search_matches (cells[cell], needle))
      return true;
  for (int i = 0; i < view->layout->count; i++)
    {
      int cell = table_column (view, i)->cell;
      g_autofree char *more = cell >= view->type->cells ? view->type->more (view->model, this, cell) : NULL;
      if (more != NULL && search_matches (more, needle))
        return true;
    }
  return view->type->has != NULL && view->type->has (view->model, this, needle);
}

void
table_view_go (gpointer state, size_t row)
{
  TableView *view = state;
  update (view);
  table_select (view, row);
}

char *
table_view_copy (gpointer state)
{
  TableView *view = state;
  GString *text = g_string_new (NULL);
  update (view);
  gpointer row = table_row (view, view->list.selected);
  char *const *words = row != NULL ? view->type->words (view->model, row) : NULL;
  for (int i = 0; words != NULL && i < view->layout->count; i++)
    {
      char *own;
      g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "",
                              table_cell (view, row, words, table_column (view, i)->cell, &own));
      g_free (own);
    }
  return g_string_free (text, FALSE);
}

char *
table_view_say (gpointer state, size_t row)
{
  TableView *view = state;
  const TableType *type = view->type;
  gpointer at = table_row (view, row);
  char *const *words = type->words (view->model, at);
  const char *cells[COLUMNS_MAX];
  char *own[COLUMNS_MAX];
  take_columns (view);
  for (int i = 0; i < view->layout->count; i++)
    cells[i] = table_cell (view, at, words, table_column (view, i)->cell, &own[i]);
  g_autofree char *text = columns_say (view->columns, view->layout->count, NULL, cells);
  for (int i = 0; i < view->layout->count; i++)
    g_free (own[i]);
  bool marked = type->is_marked != NULL && type->is_marked (at);
  return marked ? g_strdup_printf (_ ("marked: %s"), text) : g_steal_pointer (&text);
}

void
table_view_free (gpointer state)
{
  table_thaw (state);
  g_free (state);
}

gpointer
table_view_selected (gpointer state)
{
  TableView *view = state;
  update (view);
  return table_row (view, view->list.selected);
}

gpointer
table_view_new (Ui *ui, const TableType *type)
{
  TableView *view = g_new0 (TableView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  view->type = type;
  view->layout = ui_layout (ui, type);
  view->column = -1;
  return view;
}
