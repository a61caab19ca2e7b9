/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions: one row each, in the order in which SMTP was recognised,
 * so that a row never moves away from under the selection.
 *
 * Only those that the filters take.  Does not sort. */
#include "config.h"

#include "cell-filter.h"
#include "empty.h"
#include "table-view.h"

#include "../dissect/translate.h"

/* The order of the standard ones is that of the screen; the others stand behind them. */
static const TableColumn columns[] = {
  { "time", CELL_TIME, true, N_ ("when it began"), { N_ ("Time UTC"), 8, 0, 6, 0, false } },
  { "client", CELL_CLIENT, true, N_ ("address of the client"), { N_ ("Client"), 9, 0, 3, 0, false } },
  { "server", CELL_SERVER, true, N_ ("address of the server"), { N_ ("Server"), 9, 0, 2, 0, false } },
  { "from", CELL_FROM, true, N_ ("the reverse-path of its first mail"), { N_ ("From"), 6, 2, 7, 0, false } },
  { "to", CELL_TO, true, N_ ("the forward-paths of its first mail"), { N_ ("To"), 6, 2, 4, 0, false } },
  { "subject", CELL_SUBJECT, true, N_ ("the subject of its first mail"), { N_ ("Subject"), 7, 3, 9, 0, false } },
  { "outcome", CELL_OUTCOME, true, N_ ("what became of its first mail"), { N_ ("Outcome"), 10, 0, 1, 110, false } },
  { "exposed", CELL_EXPOSED, true, N_ ("what the path could read"), { N_ ("Exposed"), 8, 0, 8, 0, false } },
  { "forged", CELL_FORGED, true, N_ ("what speaks against its senders"), { N_ ("Forged"), 6, 0, 5, 0, false } },
  { "id", CELL_ID, false, N_ ("number of the session"), { N_ ("Id"), 6, 0, 2, 0, true } },
  { "date", CELL_DATE, false, N_ ("the day when it began"), { N_ ("Date"), 10, 0, 4, 0, false } },
  { "duration", CELL_DURATION, false, N_ ("how long it took"), { N_ ("Duration"), 9, 0, 2, 0, true } },
  { "client-port", CELL_CLIENT_PORT, false, N_ ("port of the client"), { N_ ("C port"), 6, 0, 2, 0, true } },
  { "server-port", CELL_SERVER_PORT, false, N_ ("port of the server"), { N_ ("S port"), 6, 0, 3, 0, true } },
  { "packets", CELL_PACKETS, false, N_ ("packets of its connection"), { N_ ("Packets"), 7, 0, 2, 0, true } },
  { "octets", CELL_OCTETS, false, N_ ("octets of both streams"), { N_ ("Octets"), 9, 0, 2, 0, true } },
  { "mails", CELL_MAILS, false, N_ ("how many mails it has"), { NC_ ("column", "Mails"), 5, 0, 3, 0, true } },
  { "helo", CELL_HELO, false, N_ ("name that the client gave itself"), { N_ ("HELO"), 8, 1, 3, 0, false } },
  { "account", CELL_ACCOUNT, false, N_ ("who logged in"), { N_ ("Account"), 8, 1, 4, 0, false } },
  { "tls", CELL_TLS, false, N_ ("version of TLS"), { N_ ("TLS"), 7, 0, 4, 0, false } },
  { "findings", CELL_FINDINGS, false, N_ ("how many of the worst findings"), { N_ ("Findings"), 10, 0, 6, 0, false } },
  { "link", CELL_LINK, false, N_ ("network or interface, VLAN, tunnel"), { N_ ("Link"), 8, 1, 3, 0, false } },
};

/* IPv4 is whole on any screen, IPv6 takes its share of a wide one. */
static int
ip_columns (const Model *model, Side side, int available)
{
  const unsigned *widest = model->ip_columns[side];
  return MAX ((int) widest[0], MIN ((int) widest[1], available / 6));
}

static int
wish (const Model *model, int available, int cell)
{
  if (cell != CELL_CLIENT && cell != CELL_SERVER)
    return 0;
  return ip_columns (model, cell == CELL_CLIENT ? SIDE_CLIENT : SIDE_SERVER, available);
}

static Style
style (G_GNUC_UNUSED const Model *model, gpointer pointer, int cell, const char *text)
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
draw_empty (const Ui *ui, Canvas *canvas, Area area)
{
  empty_draw (ui, EMPTY_SESSIONS, ui_model (ui)->rows->len > 0, canvas, area, 1);
}

static char *const *
words (const Model *model, gpointer row)
{
  return model_cells (model, row);
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

static const SmtpSession *
session_of (G_GNUC_UNUSED const Model *model, gpointer row)
{
  return ((const SessionRow *) row)->session;
}

static void
open_row (Ui *ui, gpointer row)
{
  ui_open_session (ui, ((SessionRow *) row)->session);
}

static char *
more (const Model *model, gpointer row, int cell)
{
  return model_more_of_session (model, row, (MoreCell) cell);
}

const TableType table_sessions = {
  .id = "sessions",
  .title = N_ ("Sessions"),
  .columns = columns,
  .count = G_N_ELEMENTS (columns),
  .kind = ROWS_SESSIONS,
  .cells = CELLS,
  .words = words,
  .more = more,
  .style = style,
  .session = session_of,
  .open = open_row,
  .mark = mark,
  .is_marked = is_marked,
  .marks = MARKS_SESSIONS,
  .filter = filter,
  .wish = wish,
  .draw_empty = draw_empty,
};

static gpointer
sessions_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  return table_view_new (ui, &table_sessions);
}

static bool
sessions_pick (gpointer state, Pick *pick)
{
  *pick = (Pick){ .row = table_view_selected (state) };
  return pick->row != NULL;
}

const View view_sessions = {
  .id = "sessions",
  .title = N_ ("Sessions"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES | SCOPE_FINDINGS
            | SCOPE_FOLLOW | SCOPE_MARKS,
  .open = sessions_open,
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
  .pick = sessions_pick,
};
