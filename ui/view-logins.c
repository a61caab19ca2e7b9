/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logins of all sessions, a row each: which account, how, with what result, and what
 * of its secret everyone on the path was given.  Enter leads to the dialogue. */
#include "config.h"

#include "columns.h"
#include "list.h"
#include "search.h"
#include "view.h"

#include "../dissect/session-facts.h"

typedef struct LoginsView {
  Ui *ui;
  const Model *model;
  List list;
} LoginsView;

static const LoginCell cells_shown[] = { LOGIN_CELL_TIME,    LOGIN_CELL_CLIENT, LOGIN_CELL_SERVER, LOGIN_CELL_MECHANISM,
                                         LOGIN_CELL_ACCOUNT, LOGIN_CELL_SECRET, LOGIN_CELL_RESULT, LOGIN_CELL_EXPOSED };

static const Column columns[] = {
  { "Time UTC", 8, 0, 2, 0, false },  { "Client", 13, 1, 4, 0, false }, { "Server", 13, 1, 3, 0, false },
  { "Mechanism", 9, 0, 5, 0, false }, { "Account", 7, 3, 9, 0, false }, { "Secret", 8, 1, 7, 0, false },
  { "Result", 8, 0, 6, 0, false },    { "Exposed", 8, 0, 8, 0, false },
};

enum { COLUMNS = G_N_ELEMENTS (columns) };
G_STATIC_ASSERT (G_N_ELEMENTS (columns) == G_N_ELEMENTS (cells_shown));

static Style
cell_style (LoginCell cell, const SmtpAuth *auth)
{
  if (cell != LOGIN_CELL_EXPOSED)
    return STYLE_TEXT;
  SaslSecret secret = session_exposed_secret (auth);
  if (secret == SASL_SECRET_PASSWORD || secret == SASL_SECRET_TOKEN)
    return STYLE_HIGH;
  return auth->tls ? STYLE_TLS : secret == SASL_SECRET_CHALLENGE_RESPONSE ? STYLE_MEDIUM : STYLE_TEXT;
}

static void
draw_row (const LoginsView *view, Canvas *canvas, int at, Area area, const int *widths, size_t index)
{
  LoginRow *login = model_login (view->model, index);
  char *const *words = model_login_cells (view->model, login);
  const char *cells[COLUMNS];
  Style styles[COLUMNS];
  for (int i = 0; i < COLUMNS; i++)
    {
      cells[i] = words[cells_shown[i]];
      styles[i] = cell_style (cells_shown[i], login->auth);
    }
  columns_draw_row (columns, COLUMNS, widths, canvas, at, area, cells, styles, index == view->list.selected);
}

static void
draw_empty (const LoginsView *view, Canvas *canvas, Area area)
{
  if (view->model->logins->len > 0)
    {
      canvas_say (canvas, area.row + 2, area.column + 2, area.columns - 2, STYLE_HEADING,
                  "No login is in a session like this.");
      canvas_say (canvas, area.row + 4, area.column + 2, area.columns - 2, STYLE_TEXT,
                  "f changes the filter, F turns it off.");
      return;
    }
  const char *text = view->model->reading ? "No login yet." : "No login was seen.";
  const char *next = "Mail between servers needs none; what is inside TLS stays closed.";
  canvas_say (canvas, area.row + 2, area.column + 2, area.columns - 2, STYLE_HEADING, text);
  canvas_say (canvas, area.row + 4, area.column + 2, area.columns - 2, STYLE_TEXT, next);
}

static void
logins_draw (gpointer state, Canvas *canvas, Area area)
{
  LoginsView *view = state;
  int widths[COLUMNS];
  columns_lay_out (columns, COLUMNS, NULL, area.columns, widths);
  list_set_count (&view->list, view->model->shown_logins->len);
  list_set_rows (&view->list, (size_t) MAX (area.rows - 1, 1));
  columns_draw_headings (columns, COLUMNS, widths, canvas, area);
  columns_draw_first_heading (columns, widths, time_style_heading (view->model->times), canvas, area);
  if (view->list.count == 0)
    draw_empty (view, canvas, area);
  canvas_list (canvas, area.row + 1, area.rows - 1, view->list.top, view->list.count);
  for (int row = 0; row < area.rows - 1 && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + 1 + row, area, widths, view->list.top + (size_t) row);
}

static bool
logins_act (gpointer state, Action action)
{
  LoginsView *view = state;
  list_set_count (&view->list, view->model->shown_logins->len);
  if (action != ACTION_OPEN)
    return list_act (&view->list, action);
  const LoginRow *login = model_login (view->model, view->list.selected);
  if (login != NULL)
    ui_open_evidence (view->ui, login->row->session, 0, login->auth->origin);
  return true;
}

static size_t
logins_count (gpointer state)
{
  return ((LoginsView *) state)->model->shown_logins->len;
}

static size_t
logins_position (gpointer state)
{
  return ((LoginsView *) state)->list.selected;
}

static bool
logins_match (gpointer state, size_t index, const char *needle)
{
  const LoginsView *view = state;
  char *const *cells = model_login_cells (view->model, model_login (view->model, index));
  for (int cell = 0; cell < LOGIN_CELLS; cell++)
    if (search_matches (cells[cell], needle))
      return true;
  return false;
}

static void
logins_go (gpointer state, size_t index)
{
  LoginsView *view = state;
  list_set_count (&view->list, view->model->shown_logins->len);
  list_select (&view->list, index);
}

static gpointer
logins_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  LoginsView *view = g_new0 (LoginsView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  return view;
}

const View view_logins = {
  .id = "logins",
  .title = "Logins",
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_TIMES,
  .open = logins_open,
  .free = g_free,
  .draw = logins_draw,
  .act = logins_act,
  .count = logins_count,
  .position = logins_position,
  .matches = logins_match,
  .go = logins_go,
};
