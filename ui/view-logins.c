/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The logins of all sessions, a row each: which account, how, with what result, and what
 * of its secret everyone on the path was given.  Enter leads to the dialogue. */
#include "config.h"

#include "cell-filter.h"
#include "empty.h"
#include "table-view.h"

#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

static const TableColumn columns[] = {
  { "time", LOGIN_CELL_TIME, true, N_ ("when it was tried"), { N_ ("Time UTC"), 8, 0, 2, 0, false } },
  { "client", LOGIN_CELL_CLIENT, true, N_ ("address of the client"), { N_ ("Client"), 13, 1, 4, 0, false } },
  { "server", LOGIN_CELL_SERVER, true, N_ ("address of the server"), { N_ ("Server"), 13, 1, 3, 0, false } },
  { "mechanism", LOGIN_CELL_MECHANISM, true, N_ ("how, such as PLAIN"), { N_ ("Mechanism"), 9, 0, 5, 0, false } },
  { "account", LOGIN_CELL_ACCOUNT, true, N_ ("who logged in"), { N_ ("Account"), 7, 3, 9, 0, false } },
  { "secret", LOGIN_CELL_SECRET, true, N_ ("the secret, masked"), { N_ ("Secret"), 8, 1, 7, 0, false } },
  { "result", LOGIN_CELL_RESULT, true, N_ ("what became of it"), { N_ ("Result"), 8, 0, 6, 0, false } },
  { "exposed", LOGIN_CELL_EXPOSED, true, N_ ("what the path was given"), { N_ ("Exposed"), 8, 0, 8, 0, false } },
  { "id", LOGIN_CELL_SESSION, false, N_ ("number of the session"), { N_ ("Id"), 6, 0, 2, 0, true } },
  { "date", LOGIN_CELL_DATE, false, N_ ("the day when it was tried"), { N_ ("Date"), 10, 0, 3, 0, false } },
  { "helo", LOGIN_CELL_HELO, false, N_ ("name that the client gave itself"), { N_ ("HELO"), 8, 1, 3, 0, false } },
  { "tls", LOGIN_CELL_TLS, false, N_ ("version of TLS"), { N_ ("TLS"), 7, 0, 4, 0, false } },
};

static Style
style (G_GNUC_UNUSED const Model *model, gpointer row, int cell, G_GNUC_UNUSED const char *text)
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
draw_empty (const Ui *ui, Canvas *canvas, Area area)
{
  empty_draw (ui, EMPTY_LOGINS, ui_model (ui)->logins->len > 0, canvas, area, 1);
}

static char *const *
words (const Model *model, gpointer row)
{
  return model_login_cells (model, row);
}

static char *
filter (const Model *model, gpointer row, int cell)
{
  return cell_filter_of_login (model, row, (LoginCell) cell);
}

static const SmtpSession *
session_of (G_GNUC_UNUSED const Model *model, gpointer row)
{
  return ((const LoginRow *) row)->row->session;
}

static void
open_row (Ui *ui, gpointer row)
{
  const LoginRow *login = row;
  ui_open_evidence (ui, login->row->session, 0, login->auth->origin);
}

static char *
more (const Model *model, gpointer row, int cell)
{
  return model_more_of_login (model, row, (MoreLoginCell) cell);
}

const TableType table_logins = {
  .id = "logins",
  .title = N_ ("Logins"),
  .columns = columns,
  .count = G_N_ELEMENTS (columns),
  .kind = ROWS_LOGINS,
  .cells = LOGIN_CELLS,
  .words = words,
  .more = more,
  .style = style,
  .session = session_of,
  .open = open_row,
  .filter = filter,
  .draw_empty = draw_empty,
};

static gpointer
logins_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  return table_view_new (ui, &table_logins);
}

static bool
logins_pick (gpointer state, Pick *pick)
{
  const LoginRow *login = table_view_selected (state);
  if (login != NULL)
    *pick = (Pick){ .row = login->row };
  return login != NULL;
}

const View view_logins = {
  .id = "logins",
  .title = N_ ("Logins"),
  .place = PLACE_ROOT,
  .scopes
  = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES | SCOPE_FINDINGS | SCOPE_FOLLOW,
  .open = logins_open,
  .free = table_view_free,
  .draw = table_view_draw,
  .act = table_view_act,
  .count = table_view_count,
  .position = table_view_position,
  .matches = table_view_match,
  .go = table_view_go,
  .copy = table_view_copy,
  .click = table_view_click,
  .say = table_view_say,
  .pick = logins_pick,
};
