/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting a list by a column, and going to rows with findings.  The order itself is the model's. */
#include "config.h"

#include "table-state.h"

#include "../dissect/translate.h"

static void
sort (TableView *view)
{
  ListLayout *layout = view->layout;
  /* What is selected stays so, also where nobody moved yet. */
  view->row = table_row (view, view->list.selected);
  table_thaw (view);
  list_layout_sort (layout, view->type, (Model *) view->model);
}

static void
sort_by_marked (TableView *view)
{
  list_layout_turn (view->layout, view->layout->columns[view->column]);
  sort (view);
}

/* A sentence with the keys that mark a column, and that of an action with it. */
static void G_GNUC_PRINTF (2, 0) say_keys (Ui *ui, const char *format, Action action)
{
  char left[KEY_NAME], right[KEY_NAME], key[KEY_NAME];
  keymap_first_name (ui_keymap (ui), ACTION_COLUMN_LEFT, left);
  keymap_first_name (ui_keymap (ui), ACTION_COLUMN_RIGHT, right);
  keymap_first_name (ui_keymap (ui), action, key);
  g_autofree char *text = g_strdup_printf (format, right, left, key);
  ui_say (ui, text);
}

void
table_say_sort (Ui *ui)
{
  say_keys (ui, _ ("%s and %s choose a column, %s sorts by it."), ACTION_SORT);
}

void
table_say_filter (Ui *ui)
{
  say_keys (ui, _ ("%s and %s choose a column, %s filters by what stands there."), ACTION_FILTER_CELL);
}

/* --- findings -------------------------------------------------------------------------- */

/* The worst one that is more than information; NULL: none. */
static const Finding *
worst_finding (const SmtpSession *session)
{
  const Finding *worst = NULL;
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (finding->severity > (worst != NULL ? worst->severity : SEVERITY_INFO))
        worst = finding;
    }
  return worst;
}

static void
turn_finding (TableView *view, bool forward)
{
  size_t count = view->list.count;
  for (size_t at = view->list.selected; forward ? at + 1 < count : at > 0;)
    {
      at = forward ? at + 1 : at - 1;
      const SmtpSession *session = view->type->session (view->model, table_row (view, at));
      if (session == NULL || worst_finding (session) == NULL)
        continue;
      table_select (view, at);
      return;
    }
  ui_say (view->ui, forward ? _ ("No row further down has findings.") : _ ("No row further up has findings."));
}

static void
open_why (const TableView *view, gpointer row)
{
  const SmtpSession *session = view->type->session (view->model, row);
  const Finding *worst = session != NULL ? worst_finding (session) : NULL;
  if (view->type->why != NULL)
    view->type->why (view->ui, row);
  else if (worst != NULL)
    ui_open_why (view->ui, (SmtpSession *) session, worst->transaction, worst);
  else
    ui_say (view->ui, _ ("Nothing worse than information was found in this session."));
}

bool
table_sort_act (TableView *view, Action action)
{
  gpointer row = table_row (view, view->list.selected);
  switch (action)
    {
    case ACTION_SORT:
      if (view->column < 0 || view->widths[view->column] == 0)
        {
          view->column = columns_next (view->widths, view->layout->count, -1, true);
          table_say_sort (view->ui);
        }
      else
        sort_by_marked (view);
      return true;
    case ACTION_NEXT_FINDING:
    case ACTION_PREVIOUS_FINDING:
      turn_finding (view, action == ACTION_NEXT_FINDING);
      return true;
    case ACTION_WHY:
      if (row != NULL)
        open_why (view, row);
      return true;
    default:
      return false;
    }
}

bool
table_view_click (gpointer state, int row, int column)
{
  TableView *view = state;
  int marked = row == view->area.row ? columns_at (view->widths, view->layout->count, view->area, column) : -1;
  if (marked < 0)
    return false;
  view->column = marked;
  sort_by_marked (view);
  return true;
}
