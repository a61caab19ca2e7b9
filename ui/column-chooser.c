/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All columns that a list can have, a row each: those that it has first, in their order.
 *
 * Says nothing of widths: which of the chosen ones fit is the matter of columns. */
#include "config.h"

#include "column-chooser.h"

#include "list.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

typedef struct ColumnChooser {
  Ui *ui;
  const TableType *type;
  ListLayout *layout;     /* borrowed */
  int order[COLUMNS_MAX]; /* of all columns of the list */
  bool on[COLUMNS_MAX];   /* by the same places as `order` */
  List list;
} ColumnChooser;

static void
take_layout (ColumnChooser *chooser, const ListLayout *layout)
{
  int count = 0;
  for (int i = 0; i < layout->count; i++, count++)
    {
      chooser->order[count] = layout->columns[i];
      chooser->on[count] = true;
    }
  for (int i = 0; i < chooser->type->count; i++)
    if (list_layout_find (layout, i) < 0)
      {
        chooser->order[count] = i;
        chooser->on[count++] = false;
      }
}

static bool
take (const ColumnChooser *chooser)
{
  ListLayout *layout = chooser->layout;
  int count = 0;
  for (int i = 0; i < chooser->type->count; i++)
    if (chooser->on[i])
      layout->columns[count++] = chooser->order[i];
  if (count == 0)
    {
      ui_say (chooser->ui, _ ("A list needs a column."));
      return false;
    }
  layout->count = count;
  return true;
}

static void
move_column (ColumnChooser *chooser, bool down)
{
  size_t from = chooser->list.selected;
  if (down ? from + 1 >= chooser->list.count : from == 0)
    return;
  size_t to = down ? from + 1 : from - 1;
  int column = chooser->order[from];
  bool on = chooser->on[from];
  chooser->order[from] = chooser->order[to];
  chooser->on[from] = chooser->on[to];
  chooser->order[to] = column;
  chooser->on[to] = on;
  list_select (&chooser->list, to);
}

static void
take_back (ColumnChooser *chooser)
{
  ListLayout standard;
  list_layout_init (&standard, chooser->type);
  take_layout (chooser, &standard);
  list_select (&chooser->list, 0);
}

static bool
chooser_key (gpointer state, Key key)
{
  ColumnChooser *chooser = state;
  if (dialog_key_cancels (key))
    return false;
  if (dialog_key_takes (key))
    return !take (chooser);
  if (key == ' ')
    chooser->on[chooser->list.selected] = !chooser->on[chooser->list.selected];
  else if (key == 'J' || key == '>' || key == 'K' || key == '<')
    move_column (chooser, key == 'J' || key == '>');
  else if (key == 'r')
    take_back (chooser);
  else
    list_act (&chooser->list, keymap_action (ui_keymap (chooser->ui), key, SCOPE_MOVE));
  return true;
}

static bool
chooser_click (gpointer state, size_t row)
{
  ColumnChooser *chooser = state;
  if (row == chooser->list.selected)
    chooser->on[row] = !chooser->on[row];
  list_select (&chooser->list, row);
  return true;
}

static void
draw_column (const ColumnChooser *chooser, Canvas *canvas, int at, Area area, size_t index)
{
  enum { SIGN_COLUMNS = 5, NAME_COLUMNS = 14 };
  const TableColumn *column = &chooser->type->columns[chooser->order[index]];
  bool selected = index == chooser->list.selected;
  Style style = selected ? STYLE_SELECTED : STYLE_TEXT;
  g_autofree char *sign = g_strdup_printf ("%s[%s]", selected ? ">" : " ", chooser->on[index] ? "x" : " ");
  g_autofree char *name = printable_fit (column_heading (column->column.heading), NAME_COLUMNS);
  int place = area.column + SIGN_COLUMNS + NAME_COLUMNS + 1;
  g_autofree char *meaning = printable_fit (_ (column->meaning), (size_t) MAX (area.columns - place, 1));
  canvas_put (canvas, at, area.column, area.columns, style, sign);
  canvas_say (canvas, at, area.column + SIGN_COLUMNS, NAME_COLUMNS, selected ? style : STYLE_HEADING, name);
  canvas_say (canvas, at, place, area.columns - place, style, meaning);
}

static int
chooser_draw (gpointer state, Canvas *canvas, Area area, G_GNUC_UNUSED int *cursor_column)
{
  ColumnChooser *chooser = state;
  g_autofree char *title = g_strdup_printf (_ (" Columns of the list: %s"), _ (chooser->type->title));
  list_set_count (&chooser->list, (size_t) chooser->type->count);
  list_set_rows (&chooser->list, (size_t) MAX (area.rows - 1, 1));
  canvas_put (canvas, area.row, area.column, area.columns, STYLE_HEADING, title);
  canvas_list (canvas, area.row + 1, area.rows - 1, chooser->list.top, chooser->list.count);
  for (int row = 0; row < area.rows - 1 && chooser->list.top + (size_t) row < chooser->list.count; row++)
    draw_column (chooser, canvas, area.row + 1 + row, area, chooser->list.top + (size_t) row);
  return -1;
}

static void
chooser_hints (G_GNUC_UNUSED gpointer state, const char *pieces[DIALOG_HINTS])
{
  const char *const all[]
      = { _ ("Space on or off"), _ ("J K move it"), _ ("Enter take"), _ ("Esc back"), _ ("r as at first"), NULL };
  memcpy (pieces, all, sizeof all);
}

static const DialogType type = {
  .free = g_free,
  .key = chooser_key,
  .click = chooser_click,
  .draw = chooser_draw,
  .hints = chooser_hints,
};

void
column_chooser_open (Ui *ui, const TableType *table)
{
  ColumnChooser *chooser = g_new0 (ColumnChooser, 1);
  chooser->ui = ui;
  chooser->type = table;
  chooser->layout = ui_layout (ui, table);
  take_layout (chooser, chooser->layout);
  list_set_count (&chooser->list, (size_t) table->count);
  ui_open_dialog (ui, &type, chooser);
}
