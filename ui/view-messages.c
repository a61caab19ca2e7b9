/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mails of all sessions, a row each, as a mail reader lists them: in the order in
 * which they were met, so that no row moves away from under the selection.  Enter opens
 * the mail.
 *
 * Does not thread mails, nor join those that are the same on several hops. */
#include "config.h"

#include "cell-filter.h"
#include "columns.h"
#include "list.h"
#include "search.h"
#include "view.h"

typedef struct MessagesView {
  Ui *ui;
  const Model *model;
  List list;
  const MailRow *mail; /* selected, so that it stays where others come and go; NULL: the first */
  int column;          /* marked; -1: none */
  int widths[COLUMNS_MAX];
} MessagesView;

static const MailCell cells_shown[] = { MAIL_CELL_TIME, MAIL_CELL_FROM,  MAIL_CELL_TO,      MAIL_CELL_SUBJECT,
                                        MAIL_CELL_SIZE, MAIL_CELL_FILES, MAIL_CELL_EXPOSED, MAIL_CELL_SENDER };

static const Column columns[] = {
  { "Time UTC", 8, 0, 5, 0, false }, { "From", 8, 3, 8, 0, false },    { "To", 6, 2, 3, 0, false },
  { "Subject", 8, 4, 9, 0, false },  { "Size", 5, 0, 2, 0, true },     { "Files", 5, 0, 1, 90, true },
  { "Exposed", 8, 0, 6, 0, false },  { "Sender", 12, 0, 7, 0, false },
};

enum { COLUMNS = G_N_ELEMENTS (columns) };
G_STATIC_ASSERT (G_N_ELEMENTS (columns) == G_N_ELEMENTS (cells_shown));

static Style
cell_style (MailCell cell, const char *text)
{
  if (cell == MAIL_CELL_SENDER && g_str_equal (text, "contradicted"))
    return STYLE_HIGH;
  if (cell == MAIL_CELL_SENDER && g_str_equal (text, "verified"))
    return STYLE_GOOD;
  if (cell == MAIL_CELL_EXPOSED && g_str_equal (text, "TLS"))
    return STYLE_TLS;
  return STYLE_TEXT;
}

static void
draw_row (const MessagesView *view, Canvas *canvas, int at, Area area, const int *widths, size_t index)
{
  char *const *words = model_mail_cells (view->model, model_mail (view->model, index));
  const char *cells[COLUMNS];
  Style styles[COLUMNS];
  for (int i = 0; i < COLUMNS; i++)
    {
      cells[i] = words[cells_shown[i]];
      styles[i] = cell_style (cells_shown[i], cells[i]);
    }
  columns_draw_row (columns, COLUMNS, widths, canvas, at, area, cells, styles, index == view->list.selected);
}

/* Follows the mails that are shown; of one that is not, the place stays. */
static void
update (MessagesView *view)
{
  const GPtrArray *mails = view->model->shown_mails;
  guint at;
  list_set_count (&view->list, mails->len);
  if (view->mail == NULL || model_mail (view->model, view->list.selected) == view->mail)
    return;
  if (g_ptr_array_find ((GPtrArray *) mails, view->mail, &at))
    list_select (&view->list, at);
}

static void
draw_empty (const MessagesView *view, Canvas *canvas, Area area)
{
  if (view->model->mails->len > 0)
    {
      canvas_say (canvas, area.row + 2, area.column + 2, area.columns - 2, STYLE_HEADING,
                  "No mail is in a session like this.");
      canvas_say (canvas, area.row + 4, area.column + 2, area.columns - 2, STYLE_TEXT,
                  "f changes the filter, F turns it off.");
      return;
    }
  bool reading = view->model->reading, hidden = view->model->rows->len > 0;
  const char *text = reading ? "No mail yet." : "No mail was seen.";
  const char *next = hidden ? "TLS kept it closed, or none was sent.  Tab shows who talked with whom."
                            : "Mails appear here once a session has sent them.";
  canvas_say (canvas, area.row + 2, area.column + 2, area.columns - 2, STYLE_HEADING, text);
  canvas_say (canvas, area.row + 4, area.column + 2, area.columns - 2, STYLE_TEXT, next);
}

static void
messages_draw (gpointer state, Canvas *canvas, Area area)
{
  MessagesView *view = state;
  const int *widths = view->widths;
  columns_lay_out (columns, COLUMNS, NULL, area.columns, view->widths);
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
filter_by_cell (MessagesView *view, const MailRow *mail, bool like)
{
  if (view->column < 0 || view->widths[view->column] == 0)
    {
      view->column = columns_next (view->widths, COLUMNS, -1, true);
      ui_say (view->ui, "l and h choose a column, = filters by what stands there.");
      return;
    }
  if (mail == NULL)
    return;
  char *text = cell_filter_of_mail (view->model, mail, cells_shown[view->column]);
  ui_filter_by (view->ui, text, like);
  g_free (text);
}

static bool
messages_act (gpointer state, Action action)
{
  MessagesView *view = state;
  update (view);
  const MailRow *mail = model_mail (view->model, view->list.selected);
  switch (action)
    {
    case ACTION_OPEN:
      if (mail != NULL)
        ui_open_mail (view->ui, mail->row->session, mail->transaction->number);
      return true;
    case ACTION_COLUMN_RIGHT:
    case ACTION_COLUMN_LEFT:
      view->column = columns_next (view->widths, COLUMNS, view->column, action == ACTION_COLUMN_RIGHT);
      return true;
    case ACTION_FILTER_CELL:
    case ACTION_FILTER_CELL_NOT:
      filter_by_cell (view, mail, action == ACTION_FILTER_CELL);
      return true;
    default:
      if (!list_act (&view->list, action))
        return false;
      view->mail = model_mail (view->model, view->list.selected);
      return true;
    }
}

static size_t
messages_count (gpointer state)
{
  return ((MessagesView *) state)->model->shown_mails->len;
}

static size_t
messages_position (gpointer state)
{
  MessagesView *view = state;
  update (view);
  return view->list.selected;
}

static bool
messages_match (gpointer state, size_t index, const char *needle)
{
  const MessagesView *view = state;
  char *const *cells = model_mail_cells (view->model, model_mail (view->model, index));
  for (int cell = 0; cell < MAIL_CELLS; cell++)
    if (search_matches (cells[cell], needle))
      return true;
  return false;
}

static void
messages_go (gpointer state, size_t index)
{
  MessagesView *view = state;
  update (view);
  list_select (&view->list, index);
  view->mail = model_mail (view->model, view->list.selected);
}

static gpointer
messages_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  MessagesView *view = g_new0 (MessagesView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  view->column = -1;
  return view;
}

const View view_messages = {
  .id = "messages",
  .title = "Mails",
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES,
  .open = messages_open,
  .free = g_free,
  .draw = messages_draw,
  .act = messages_act,
  .count = messages_count,
  .position = messages_position,
  .matches = messages_match,
  .go = messages_go,
};
