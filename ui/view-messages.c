/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of all sessions, a row each, as a mail reader lists them: in the order in
 * which they were met, so that no row moves away from under the selection.  Enter opens
 * the mail.
 *
 * Does not thread mails, nor join those that are the same on several hops. */
#include "config.h"

#include "cell-filter.h"
#include "table-view.h"

#include "../dissect/sender.h"
#include "../dissect/translate.h"

static const int cells_shown[] = { MAIL_CELL_TIME, MAIL_CELL_FROM,  MAIL_CELL_TO,      MAIL_CELL_SUBJECT,
                                   MAIL_CELL_SIZE, MAIL_CELL_FILES, MAIL_CELL_EXPOSED, MAIL_CELL_SENDER };

static const Column columns[] = {
  { N_ ("Time UTC"), 8, 0, 5, 0, false }, { N_ ("From"), 8, 3, 8, 0, false },    { N_ ("To"), 6, 2, 3, 0, false },
  { N_ ("Subject"), 8, 4, 9, 0, false },  { N_ ("Size"), 5, 0, 2, 0, true },     { N_ ("Files"), 5, 0, 1, 90, true },
  { N_ ("Exposed"), 8, 0, 6, 0, false },  { N_ ("Sender"), 12, 0, 7, 0, false },
};

G_STATIC_ASSERT (G_N_ELEMENTS (columns) == G_N_ELEMENTS (cells_shown));

static Style
style (gpointer row, int cell, const char *text)
{
  const SenderReport *sender = ((const MailRow *) row)->transaction->sender;
  if (cell == MAIL_CELL_SENDER && sender != NULL && sender->verdict == SENDER_CONTRADICTED)
    return STYLE_HIGH;
  if (cell == MAIL_CELL_SENDER && sender != NULL && sender->verdict == SENDER_VERIFIED)
    return STYLE_GOOD;
  if (cell == MAIL_CELL_EXPOSED && g_str_equal (text, "TLS"))
    return STYLE_TLS;
  return STYLE_TEXT;
}

static void
draw_empty (const Model *model, Canvas *canvas, Area area)
{
  if (model->mails->len > 0)
    table_view_say_empty (canvas, area, _ ("No mail is in a session like this."),
                          _ ("f changes the filter, F turns it off."));
  else
    table_view_say_empty (canvas, area, model->reading ? _ ("No mail yet.") : _ ("No mail was seen."),
                          model->rows->len > 0
                              ? _ ("TLS kept it closed, or none was sent.  Tab shows who talked with whom.")
                              : _ ("Mails appear here once a session has sent them."));
}

static const GPtrArray *
rows (const Model *model)
{
  return model->shown_mails;
}

static char *const *
words (const Model *model, gpointer row)
{
  return model_mail_cells (model, row);
}

static char *
filter (const Model *model, gpointer row, int cell)
{
  return cell_filter_of_mail (model, row, (MailCell) cell);
}

static size_t
find (const Model *model, gpointer row)
{
  return model_place (model, ROWS_MAILS, row);
}

static void
mark (Model *model, gpointer row, bool marked)
{
  model_mark_mail (model, row, marked);
}

static bool
is_marked (gpointer row)
{
  return ((const MailRow *) row)->marked;
}

static void
open_row (Ui *ui, gpointer row)
{
  const MailRow *mail = row;
  ui_open_mail (ui, mail->row->session, mail->transaction->number);
}

static const TableType type = {
  .columns = columns,
  .shown = cells_shown,
  .count = G_N_ELEMENTS (columns),
  .cells = MAIL_CELLS,
  .rows = rows,
  .words = words,
  .style = style,
  .open = open_row,
  .mark = mark,
  .is_marked = is_marked,
  .marks = MARKS_MAILS,
  .filter = filter,
  .find = find,
  .draw_empty = draw_empty,
};

static gpointer
messages_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  return table_view_new (ui, &type);
}

const View view_messages = {
  .id = "messages",
  .title = N_ ("Mails"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES | SCOPE_MARKS,
  .open = messages_open,
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
