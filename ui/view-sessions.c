/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions: one row each, in the order in which SMTP was recognised,
 * so that a row never moves away from under the selection.
 *
 * Does not sort or filter. */
#include "config.h"

#include "list.h"
#include "search.h"
#include "view.h"

#include "../dissect/printable.h"

typedef struct SessionsView {
  Ui *ui;
  const Model *model;
  List list;
} SessionsView;

typedef struct Column {
  Cell cell;
  const char *heading;
  int least;  /* columns it needs to be of use */
  int weight; /* share of what is left over; 0: none */
  int keep;   /* the lowest goes first where it gets narrow */
  int from;   /* shown on screens that have so many columns */
} Column;

static const Column columns[] = {
  { CELL_TIME, "Time UTC", 8, 0, 6, 0 },
  { CELL_CLIENT, "Client", 9, 0, 3, 0 },
  { CELL_SERVER, "Server", 9, 0, 2, 0 },
  { CELL_FROM, "From", 6, 2, 7, 0 },
  { CELL_TO, "To", 6, 2, 4, 0 },
  { CELL_SUBJECT, "Subject", 7, 3, 9, 0 },
  { CELL_OUTCOME, "Outcome", 10, 0, 1, 110 },
  { CELL_EXPOSED, "Exposed", 8, 0, 8, 0 },
  { CELL_FORGED, "Forged", 6, 0, 5, 0 },
};

enum { COLUMNS = G_N_ELEMENTS (columns), MARK_COLUMNS = 1 };

/* Columns that an address would like to have: IPv4 is whole on any screen, IPv6
 * takes its share of a wide one.  0: no address. */
static int
ip_columns (const Model *model, const Column *column, int available)
{
  if (column->cell != CELL_CLIENT && column->cell != CELL_SERVER)
    return 0;
  const unsigned *widest = model->ip_columns[column->cell == CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER];
  return MAX ((int) widest[0], MIN ((int) widest[1], available / 6));
}

/* Leaves out columns until the rest fits; 0 in `widths` is one left out.  What is left over. */
static int
choose_columns (int available, int widths[COLUMNS])
{
  int needed = MARK_COLUMNS - 1;
  for (int i = 0; i < COLUMNS; i++)
    {
      widths[i] = available >= columns[i].from ? columns[i].least : 0;
      needed += widths[i] > 0 ? widths[i] + 1 : 0;
    }
  while (needed > available)
    {
      int first = -1;
      for (int i = 0; i < COLUMNS; i++)
        if (widths[i] > 0 && (first < 0 || columns[i].keep < columns[first].keep))
          first = i;
      if (first < 0)
        return 0;
      needed -= widths[first] + 1;
      widths[first] = 0;
    }
  return available - needed;
}

static void
lay_out (const Model *model, int available, int widths[COLUMNS])
{
  int spare = choose_columns (available, widths);
  int weights = 0;
  for (int i = 0; i < COLUMNS; i++)
    {
      int wish = ip_columns (model, &columns[i], available);
      int more = widths[i] > 0 ? CLAMP (wish - widths[i], 0, spare) : 0;
      widths[i] += more;
      spare -= more;
      weights += widths[i] > 0 ? columns[i].weight : 0;
    }
  for (int i = 0; i < COLUMNS && weights > 0; i++)
    if (widths[i] > 0 && columns[i].weight > 0)
      {
        int share = spare * columns[i].weight / weights;
        widths[i] += share;
        spare -= share;
        weights -= columns[i].weight;
      }
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
draw_row (SessionsView *view, Canvas *canvas, int at, Area area, const int widths[COLUMNS], size_t index)
{
  SessionRow *row = model_row (view->model, index);
  char *const *cells = model_cells (view->model, row);
  bool selected = index == view->list.selected;
  int column = area.column + MARK_COLUMNS;
  canvas_put (canvas, at, area.column, area.columns, selected ? STYLE_SELECTED : STYLE_TEXT, selected ? ">" : "");
  for (int i = 0; i < COLUMNS; i++)
    {
      if (widths[i] == 0)
        continue;
      char *text = printable_fit (cells[columns[i].cell], (size_t) widths[i]);
      canvas_say (canvas, at, column, widths[i], selected ? STYLE_SELECTED : cell_style (row, columns[i].cell), text);
      g_free (text);
      column += widths[i] + 1;
    }
}

static void
draw_empty (const SessionsView *view, Canvas *canvas, Area area)
{
  const char *text = view->model->reading ? "No SMTP session yet." : "No SMTP session was found.";
  const char *next = view->model->reading ? "They appear here as soon as a dialogue is recognised."
                                          : "Was the mail traffic captured, on the right interface?  q quits.";
  canvas_say (canvas, area.row + 2, area.column + 2, area.columns - 2, STYLE_HEADING, text);
  canvas_say (canvas, area.row + 4, area.column + 2, area.columns - 2, STYLE_TEXT, next);
}

static void
sessions_draw (gpointer state, Canvas *canvas, Area area)
{
  SessionsView *view = state;
  int widths[COLUMNS];
  lay_out (view->model, area.columns, widths);
  list_set_count (&view->list, view->model->rows->len);
  list_set_rows (&view->list, (size_t) MAX (area.rows - 1, 1));
  int column = area.column + MARK_COLUMNS;
  for (int i = 0; i < COLUMNS; i++)
    if (widths[i] > 0)
      {
        canvas_say (canvas, area.row, column, widths[i], STYLE_HEADING, columns[i].heading);
        column += widths[i] + 1;
      }
  if (view->list.count == 0)
    draw_empty (view, canvas, area);
  for (int row = 0; row < area.rows - 1 && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + 1 + row, area, widths, view->list.top + (size_t) row);
}

static bool
sessions_act (gpointer state, Action action)
{
  SessionsView *view = state;
  list_set_count (&view->list, view->model->rows->len);
  if (action != ACTION_OPEN)
    return list_act (&view->list, action);
  SessionRow *row = model_row (view->model, view->list.selected);
  if (row != NULL)
    ui_open_session (view->ui, row->session);
  return true;
}

static size_t
sessions_count (gpointer state)
{
  return ((SessionsView *) state)->model->rows->len;
}

static size_t
sessions_position (gpointer state)
{
  return ((SessionsView *) state)->list.selected;
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
  list_set_count (&view->list, view->model->rows->len);
  list_select (&view->list, index);
}

static gpointer
sessions_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  SessionsView *view = g_new0 (SessionsView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  return view;
}

const View view_sessions = {
  .id = "sessions",
  .title = "Sessions",
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN,
  .open = sessions_open,
  .free = g_free,
  .draw = sessions_draw,
  .act = sessions_act,
  .count = sessions_count,
  .position = sessions_position,
  .matches = sessions_match,
  .go = sessions_go,
};
