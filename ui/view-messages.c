/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of all sessions, a row each, as a mail reader lists them: in the order in
 * which they were met, so that no row moves away from under the selection.  Enter opens
 * the mail.
 *
 * Does not thread mails, nor join those that are the same on several hops. */
#include "config.h"

#include "cell-filter.h"
#include "empty.h"
#include "table-view.h"

#include "../dissect/sender.h"
#include "../dissect/translate.h"

static const TableColumn columns[] = {
  { "time", MAIL_CELL_TIME, true, N_ ("when its data began"), { N_ ("Time UTC"), 8, 0, 5, 0, false } },
  { "from", MAIL_CELL_FROM, true, N_ ("whom it names as its author"), { N_ ("From"), 8, 3, 8, 0, false } },
  { "to", MAIL_CELL_TO, true, N_ ("the forward-paths"), { N_ ("To"), 6, 2, 3, 0, false } },
  { "subject", MAIL_CELL_SUBJECT, true, N_ ("the subject"), { N_ ("Subject"), 8, 4, 9, 0, false } },
  { "size",
    MAIL_CELL_SIZE,
    true,
    N_ ("its octets; ! where some are missing"),
    { NC_ ("column", "Size"), 5, 0, 2, 0, true } },
  { "files", MAIL_CELL_FILES, true, N_ ("how many attachments"), { N_ ("Files"), 5, 0, 1, 90, true } },
  { "exposed", MAIL_CELL_EXPOSED, true, N_ ("what the path could read"), { N_ ("Exposed"), 8, 0, 6, 0, false } },
  { "sender", MAIL_CELL_SENDER, true, N_ ("how sure the sender is"), { N_ ("Sender"), 12, 0, 7, 0, false } },
  { "id", MAIL_CELL_SESSION, false, N_ ("number of the session"), { N_ ("Id"), 6, 0, 2, 0, true } },
  { "client", MAIL_CELL_CLIENT, false, N_ ("address of the client"), { N_ ("Client"), 13, 1, 2, 0, false } },
  { "server", MAIL_CELL_SERVER, false, N_ ("address of the server"), { N_ ("Server"), 13, 1, 2, 0, false } },
  { "reverse-path",
    MAIL_CELL_REVERSE_PATH,
    false,
    N_ ("the reverse-path of the envelope"),
    { N_ ("Reverse-path"), 12, 2, 4, 0, false } },
  { "cc", MAIL_CELL_CC, false, N_ ("mailboxes of Cc"), { N_ ("Cc"), 8, 2, 3, 0, false } },
  { "date", MAIL_CELL_DATE, false, N_ ("the header field Date"), { N_ ("Date"), 19, 0, 3, 0, false } },
  { "message-id", MAIL_CELL_MESSAGE_ID, false, N_ ("Message-ID"), { N_ ("Message-ID"), 12, 3, 3, 0, false } },
  { "outcome", MAIL_CELL_OUTCOME, false, N_ ("what became of it"), { N_ ("Outcome"), 10, 0, 4, 0, false } },
  { "why", MAIL_CELL_WHY, false, N_ ("why the sender is as sure as that"), { N_ ("Why"), 12, 4, 5, 0, false } },
};

static Style
style (G_GNUC_UNUSED const Model *model, gpointer row, int cell, const char *text)
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
draw_empty (const Ui *ui, Canvas *canvas, Area area)
{
  empty_draw (ui, EMPTY_MAILS, ui_model (ui)->mails->len > 0, canvas, area, 1);
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
open_why (Ui *ui, gpointer row)
{
  const MailRow *mail = row;
  ui_open_why (ui, mail->row->session, mail->transaction->number, NULL);
}

static const SmtpSession *
session_of (G_GNUC_UNUSED const Model *model, gpointer row)
{
  return ((const MailRow *) row)->row->session;
}

static void
open_row (Ui *ui, gpointer row)
{
  const MailRow *mail = row;
  ui_open_mail (ui, mail->row->session, mail->transaction->number);
}

static char *
more (const Model *model, gpointer row, int cell)
{
  return model_more_of_mail (model, row, (MoreMailCell) cell);
}

const TableType table_messages = {
  .id = "mails",
  .title = N_ ("Mails"),
  .columns = columns,
  .count = G_N_ELEMENTS (columns),
  .kind = ROWS_MAILS,
  .cells = MAIL_CELLS,
  .words = words,
  .more = more,
  .style = style,
  .session = session_of,
  .why = open_why,
  .open = open_row,
  .mark = mark,
  .is_marked = is_marked,
  .marks = MARKS_MAILS,
  .filter = filter,
  .draw_empty = draw_empty,
};

static gpointer
messages_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  return table_view_new (ui, &table_messages);
}

static bool
messages_pick (gpointer state, Pick *pick)
{
  const MailRow *mail = table_view_selected (state);
  if (mail != NULL)
    *pick = (Pick){ .row = mail->row, .transaction = mail->transaction->number };
  return mail != NULL;
}

const View view_messages = {
  .id = "messages",
  .title = N_ ("Mails"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES | SCOPE_FINDINGS
            | SCOPE_FOLLOW | SCOPE_MARKS,
  .open = messages_open,
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
  .pick = messages_pick,
};
