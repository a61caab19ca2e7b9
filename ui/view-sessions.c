/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions: one row each, in the order in which SMTP was recognised,
 * so that a row never moves away from under the selection.
 *
 * Only those that the filters take.  Does not sort. */
#include "config.h"

#include "cell-filter.h"
#include "table-view.h"

#include "../dissect/translate.h"

static const int cells_shown[] = { CELL_TIME,    CELL_CLIENT,  CELL_SERVER,  CELL_FROM,  CELL_TO,
                                   CELL_SUBJECT, CELL_OUTCOME, CELL_EXPOSED, CELL_FORGED };

static const Column columns[] = {
  { N_ ("Time UTC"), 8, 0, 6, 0, false },   { N_ ("Client"), 9, 0, 3, 0, false },
  { N_ ("Server"), 9, 0, 2, 0, false },     { N_ ("From"), 6, 2, 7, 0, false },
  { N_ ("To"), 6, 2, 4, 0, false },         { N_ ("Subject"), 7, 3, 9, 0, false },
  { N_ ("Outcome"), 10, 0, 1, 110, false }, { N_ ("Exposed"), 8, 0, 8, 0, false },
  { N_ ("Forged"), 6, 0, 5, 0, false },
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
wish (const Model *model, int available, int *wishes)
{
  for (int i = 0; i < COLUMNS; i++)
    if (cells_shown[i] == CELL_CLIENT || cells_shown[i] == CELL_SERVER)
      wishes[i] = ip_columns (model, cells_shown[i] == CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER, available);
}

static Style
style (gpointer pointer, int cell, const char *text)
{
  const SessionRow *row = pointer;
  Severity severity;
  if (cell == CELL_FORGED && session_forgery (row->session, &severity))
    return style_of_severity (severity);
  if (cell == CELL_EXPOSED && g_str_equal (text, C_ ("exposed", "password")))
    return STYLE_HIGH;
  if (cell == CELL_EXPOSED && g_str_equal (text, "TLS"))
    return STYLE_TLS;
  return STYLE_TEXT;
}

static void
draw_empty (const Model *model, Canvas *canvas, Area area)
{
  if (model->rows->len > 0)
    {
      table_view_say_empty (canvas, area, _ ("No session is like this."), _ ("f changes the filter, F turns it off."));
      return;
    }
  table_view_say_empty (canvas, area, model->reading ? _ ("No SMTP session yet.") : _ ("No SMTP session was found."),
                        model->reading ? _ ("They appear here as soon as a dialogue is recognised.")
                                       : _ ("Was the mail traffic captured, on the right interface?  q quits."));
  if (model->network == NULL)
    return;
  g_autofree char *frames = wording_count (model->unread, "%s frame of Wi-Fi is protected and could not be read.",
                                           "%s frames of Wi-Fi are protected and could not be read.");
  g_autofree char *network = g_strdup_printf (_ ("Network %s:"), model->network);
  g_autofree char *unread = g_strdup_printf ("%s  %s", frames, network);
  canvas_say (canvas, area.row + 6, area.column + 2, area.columns - 2, STYLE_TEXT, unread);
  canvas_say (canvas, area.row + 7, area.column + 2, area.columns - 2, STYLE_TEXT, _ (model->why));
}

static const GPtrArray *
rows (const Model *model)
{
  return model->shown;
}

static char *const *
words (const Model *model, gpointer row)
{
  return model_cells (model, row);
}

static size_t
find (const Model *model, gpointer row)
{
  return model_place (model, ROWS_SESSIONS, row);
}

static char *
filter (const Model *model, gpointer row, int cell)
{
  return cell_filter_of_session (model, row, (Cell) cell);
}

static void
mark (Model *model, gpointer row, bool marked)
{
  model_mark_session (model, row, marked);
}

static bool
is_marked (gpointer row)
{
  return ((const SessionRow *) row)->marked;
}

static void
open_row (Ui *ui, gpointer row)
{
  ui_open_session (ui, ((SessionRow *) row)->session);
}

static const TableType type = {
  .columns = columns,
  .shown = cells_shown,
  .count = COLUMNS,
  .cells = CELLS,
  .rows = rows,
  .words = words,
  .style = style,
  .open = open_row,
  .mark = mark,
  .is_marked = is_marked,
  .marks = MARKS_SESSIONS,
  .filter = filter,
  .wish = wish,
  .find = find,
  .draw_empty = draw_empty,
};

static gpointer
sessions_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  return table_view_new (ui, &type);
}

const View view_sessions = {
  .id = "sessions",
  .title = N_ ("Sessions"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES | SCOPE_MARKS,
  .open = sessions_open,
  .free = g_free,
  .draw = table_view_draw,
  .act = table_view_act,
  .count = table_view_count,
  .position = table_view_position,
  .matches = table_view_match,
  .go = table_view_go,
  .copy = table_view_copy,
  .say = table_view_say,
};
