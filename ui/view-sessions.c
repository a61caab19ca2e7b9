/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions: one row each, in the order in which SMTP was recognised,
 * so that a row never moves away from under the selection.
 *
 * Only those that the filters take.  Does not sort. */
#include "config.h"

#include "cell-filter.h"
#include "columns.h"
#include "list.h"
#include "search.h"
#include "view.h"

typedef struct SessionsView {
  Ui *ui;
  const Model *model;
  List list;
  const SessionRow *row; /* selected, so that it stays where others come and go; NULL: the first */
  int column;            /* marked; -1: none */
  int widths[COLUMNS_MAX];
} SessionsView;

static const Cell cells_shown[] = { CELL_TIME,    CELL_CLIENT,  CELL_SERVER,  CELL_FROM,  CELL_TO,
                                    CELL_SUBJECT, CELL_OUTCOME, CELL_EXPOSED, CELL_FORGED };

static const Column columns[] = {
  { "Time UTC", 8, 0, 6, 0, false },   { "Client", 9, 0, 3, 0, false },  { "Server", 9, 0, 2, 0, false },
  { "From", 6, 2, 7, 0, false },       { "To", 6, 2, 4, 0, false },      { "Subject", 7, 3, 9, 0, false },
  { "Outcome", 10, 0, 1, 110, false }, { "Exposed", 8, 0, 8, 0, false }, { "Forged", 6, 0, 5, 0, false },
};

enum { COLUMNS = G_N_ELEMENTS (columns) };
G_STATIC_ASSERT (G_N_ELEMENTS (columns) == G_N_ELEMENTS (cells_shown));

/* IPv4 is whole on any screen, IPv6 takes its share of a wide one. */
static int
ip_columns (const Model *model, Side side, int available)
{
  const unsigned *widest = model->ip_columns[side];
  return MAX ((int) widest[0], MIN ((int) widest[1], available / 6));
}

static void
lay_out (const Model *model, int available, int widths[COLUMNS])
{
  int wishes[COLUMNS] = { 0 };
  for (int i = 0; i < COLUMNS; i++)
    if (cells_shown[i] == CELL_CLIENT || cells_shown[i] == CELL_SERVER)
      wishes[i] = ip_columns (model, cells_shown[i] == CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER, available);
  columns_lay_out (columns, COLUMNS, wishes, available, widths);
}

static Style
cell_style (const SessionRow *row, Cell cell)
{
  Severity severity;
  if (cell == CELL_FORGED && session_forgery (row->session, &severity))
    return style_of_severity (severity);
  if (cell == CELL_EXPOSED && g_str_equal (row->cells[cell], "password"))
    return STYLE_HIGH;
  if (cell == CELL_EXPOSED && g_str_equal (row->cells[cell], "TLS"))
    return STYLE_TLS;
  return STYLE_TEXT;
}

static void
draw_row (SessionsView *view, Canvas *canvas, int at, Area area, const int *widths, size_t index)
{
  SessionRow *row = model_row (view->model, index);
  char *const *words = model_cells (view->model, row);
  const char *cells[COLUMNS];
  Style styles[COLUMNS];
  for (int i = 0; i < COLUMNS; i++)
    {
      cells[i] = words[cells_shown[i]];
      styles[i] = cell_style (row, cells_shown[i]);
    }
  columns_draw_row (columns, COLUMNS, widths, canvas, at, area, cells, styles, index == view->list.selected);
}

/* Follows the sessions that are shown. */
static void
update (SessionsView *view)
{
  list_set_count (&view->list, view->model->shown->len);
  if (view->row != NULL)
    list_select (&view->list, model_shown_at (view->model, view->row));
}

static void
draw_filtered_away (Canvas *canvas, Area area)
{
  canvas_say (canvas, area.row + 2, area.column + 2, area.columns - 2, STYLE_HEADING, "No session is like this.");
  canvas_say (canvas, area.row + 4, area.column + 2, area.columns - 2, STYLE_TEXT,
              "f changes the filter, F turns it off.");
}

static void
draw_empty (const SessionsView *view, Canvas *canvas, Area area)
{
  if (view->model->rows->len > 0)
    {
      draw_filtered_away (canvas, area);
      return;
    }
  const char *text = view->model->reading ? "No SMTP session yet." : "No SMTP session was found.";
  const char *next = view->model->reading ? "They appear here as soon as a dialogue is recognised."
                                          : "Was the mail traffic captured, on the right interface?  q quits.";
  canvas_say (canvas, area.row + 2, area.column + 2, area.columns - 2, STYLE_HEADING, text);
  canvas_say (canvas, area.row + 4, area.column + 2, area.columns - 2, STYLE_TEXT, next);
  if (view->model->network == NULL)
    return;
  g_autofree char *frames = wording_count (view->model->unread, "frame of Wi-Fi is", "frames of Wi-Fi are");
  g_autofree char *unread
      = g_strdup_printf ("%s protected and could not be read.  Network %s:", frames, view->model->network);
  canvas_say (canvas, area.row + 6, area.column + 2, area.columns - 2, STYLE_TEXT, unread);
  canvas_say (canvas, area.row + 7, area.column + 2, area.columns - 2, STYLE_TEXT, view->model->why);
}

static void
sessions_draw (gpointer state, Canvas *canvas, Area area)
{
  SessionsView *view = state;
  const int *widths = view->widths;
  lay_out (view->model, area.columns, view->widths);
  update (view);
  list_set_rows (&view->list, (size_t) MAX (area.rows - 1, 1));
  columns_draw_headings (columns, COLUMNS, widths, canvas, area);
  columns_draw_first_heading (columns, widths, time_style_heading (view->model->times), canvas, area);
  columns_mark_heading (widths, view->column, canvas, area);
  if (view->list.count == 0)
    draw_empty (view, canvas, area);
  canvas_list (canvas, area.row + 1, area.rows - 1, view->list.top, view->list.count);
  for (int row = 0; row < area.rows - 1 && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + 1 + row, area, widths, view->list.top + (size_t) row);
}

static void
filter_by_cell (SessionsView *view, const SessionRow *row, bool like)
{
  if (view->column < 0 || view->widths[view->column] == 0)
    {
      view->column = columns_next (view->widths, COLUMNS, -1, true);
      ui_say (view->ui, "l and h choose a column, = filters by what stands there.");
      return;
    }
  if (row == NULL)
    return;
  char *text = cell_filter_of_session (view->model, row, cells_shown[view->column]);
  ui_filter_by (view->ui, text, like);
  g_free (text);
}

static bool
sessions_act (gpointer state, Action action)
{
  SessionsView *view = state;
  update (view);
  SessionRow *row = model_row (view->model, view->list.selected);
  switch (action)
    {
    case ACTION_OPEN:
      if (row != NULL)
        ui_open_session (view->ui, row->session);
      return true;
    case ACTION_COLUMN_RIGHT:
    case ACTION_COLUMN_LEFT:
      view->column = columns_next (view->widths, COLUMNS, view->column, action == ACTION_COLUMN_RIGHT);
      return true;
    case ACTION_FILTER_CELL:
    case ACTION_FILTER_CELL_NOT:
      filter_by_cell (view, row, action == ACTION_FILTER_CELL);
      return true;
    default:
      if (!list_act (&view->list, action))
        return false;
      view->row = model_row (view->model, view->list.selected);
      return true;
    }
}

static size_t
sessions_count (gpointer state)
{
  return ((SessionsView *) state)->model->shown->len;
}

static size_t
sessions_position (gpointer state)
{
  SessionsView *view = state;
  update (view);
  return view->list.selected;
}

static bool
sessions_match (gpointer state, size_t index, const char *needle)
{
  const SessionsView *view = state;
  char *const *cells = model_cells (view->model, model_row (view->model, index));
  for (int cell = 0; cell < CELLS; cell++)
    if (search_matches (cells[cell], needle))
      return true;
  return false;
}

static void
sessions_go (gpointer state, size_t index)
{
  SessionsView *view = state;
  update (view);
  list_select (&view->list, index);
  view->row = model_row (view->model, view->list.selected);
}

static gpointer
sessions_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  SessionsView *view = g_new0 (SessionsView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  view->column = -1;
  return view;
}

const View view_sessions = {
  .id = "sessions",
  .title = "Sessions",
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES,
  .open = sessions_open,
  .free = g_free,
  .draw = sessions_draw,
  .act = sessions_act,
  .count = sessions_count,
  .position = sessions_position,
  .matches = sessions_match,
  .go = sessions_go,
};
