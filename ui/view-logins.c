/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logins of all sessions, a row each: which account, how, with what result, and what
 * of its secret everyone on the path was given.  Enter leads to the dialogue. */
#include "config.h"

#include "table-view.h"

#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

static const int cells_shown[] = { LOGIN_CELL_TIME,    LOGIN_CELL_CLIENT, LOGIN_CELL_SERVER, LOGIN_CELL_MECHANISM,
                                   LOGIN_CELL_ACCOUNT, LOGIN_CELL_SECRET, LOGIN_CELL_RESULT, LOGIN_CELL_EXPOSED };

static const Column columns[] = {
  { N_ ("Time UTC"), 8, 0, 2, 0, false },  { N_ ("Client"), 13, 1, 4, 0, false }, { N_ ("Server"), 13, 1, 3, 0, false },
  { N_ ("Mechanism"), 9, 0, 5, 0, false }, { N_ ("Account"), 7, 3, 9, 0, false }, { N_ ("Secret"), 8, 1, 7, 0, false },
  { N_ ("Result"), 8, 0, 6, 0, false },    { N_ ("Exposed"), 8, 0, 8, 0, false },
};

G_STATIC_ASSERT (G_N_ELEMENTS (columns) == G_N_ELEMENTS (cells_shown));

static Style
style (gpointer row, int cell, G_GNUC_UNUSED const char *text)
{
  const SmtpAuth *auth = ((const LoginRow *) row)->auth;
  if (cell != LOGIN_CELL_EXPOSED)
    return STYLE_TEXT;
  SaslSecret secret = session_exposed_secret (auth);
  if (secret == SASL_SECRET_PASSWORD || secret == SASL_SECRET_TOKEN)
    return STYLE_HIGH;
  return auth->tls ? STYLE_TLS : secret == SASL_SECRET_CHALLENGE_RESPONSE ? STYLE_MEDIUM : STYLE_TEXT;
}

static void
draw_empty (const Model *model, Canvas *canvas, Area area)
{
  if (model->logins->len > 0)
    table_view_say_empty (canvas, area, _ ("No login is in a session like this."),
                          _ ("f changes the filter, F turns it off."));
  else
    table_view_say_empty (canvas, area, model->reading ? _ ("No login yet.") : _ ("No login was seen."),
                          _ ("Mail between servers needs none; what is inside TLS stays closed."));
}

static const GPtrArray *
rows (const Model *model)
{
  return model->shown_logins;
}

static char *const *
words (const Model *model, gpointer row)
{
  return model_login_cells (model, row);
}

static size_t
find (const Model *model, gpointer row)
{
  return model_place (model, ROWS_LOGINS, row);
}

static void
open_row (Ui *ui, gpointer row)
{
  const LoginRow *login = row;
  ui_open_evidence (ui, login->row->session, 0, login->auth->origin);
}

static const TableType type = {
  .columns = columns,
  .shown = cells_shown,
  .count = G_N_ELEMENTS (columns),
  .cells = LOGIN_CELLS,
  .rows = rows,
  .words = words,
  .style = style,
  .open = open_row,
  .find = find,
  .draw_empty = draw_empty,
};

static gpointer
logins_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  return table_view_new (ui, &type);
}

const View view_logins = {
  .id = "logins",
  .title = N_ ("Logins"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_TIMES,
  .open = logins_open,
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
