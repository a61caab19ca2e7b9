/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of mails from host to host: a row a mail, below it the way as a picture.
 *
 * One of its hops that were seen is marked: Enter opens its session at the mail, `d` the
 * differences from the hop before.
 *
 * Does not tell how a mail is known again (dissect/mail-path), nor what of the way may be
 * made up (the findings do). */
#include "config.h"

#include "cell-filter.h"
#include "empty.h"
#include "search.h"
#include "table-view.h"
#include "text-pane.h"

#include "../dissect/path-words.h"
#include "../dissect/translate.h"

#include <string.h>

enum { NO_HOP = -1 };

typedef struct PathsView {
  Ui *ui;
  const Model *model;
  gpointer table;
  TextPane *pane;
  int hop; /* of the selected way: marked, or NO_HOP */
  /* What the pane was made from. */
  const PathRow *described;
  const SmtpTransaction *described_transaction;
  int described_hop;
  Wording described_in;
} PathsView;

static Model *
model_of (const PathsView *view)
{
  return (Model *) view->model;
}

static PathRow *
selected (const PathsView *view)
{
  return table_view_selected (view->table);
}

/* --- the list ------------------------------------------------------------------------- */

static const TableColumn columns[] = {
  { "time", PATH_CELL_TIME, true, N_ ("when it was first seen"), { N_ ("Time UTC"), 8, 0, 3, 0, false } },
  { "from", PATH_CELL_FROM, true, N_ ("whom it names as its author"), { N_ ("From"), 8, 1, 6, 0, false } },
  { "subject", PATH_CELL_SUBJECT, true, N_ ("the subject"), { N_ ("Subject"), 8, 2, 8, 0, false } },
  { "seen", PATH_CELL_SEEN, true, N_ ("hops that were captured"), { N_ ("Seen"), 4, 0, 5, 0, true } },
  { "told", PATH_CELL_TOLD, true, N_ ("hops that only Received fields tell of"), { N_ ("Told"), 4, 0, 4, 0, true } },
  { "hops", PATH_CELL_COVERS, true, N_ ("each hop: in the clear, or TLS"), { N_ ("Each hop"), 11, 3, 9, 0, false } },
  { "changed", PATH_CELL_CHANGED, true, N_ ("what was changed on its way"), { N_ ("Changed"), 7, 0, 7, 0, false } },
  { "id", PATH_CELL_OF (MAIL_CELL_SESSION), false, N_ ("number of the session"), { N_ ("Id"), 6, 0, 2, 0, true } },
  { "reverse-path",
    PATH_CELL_OF (MAIL_CELL_REVERSE_PATH),
    false,
    N_ ("the reverse-path of the envelope"),
    { N_ ("Reverse-path"), 12, 2, 4, 0, false } },
  { "date", PATH_CELL_OF (MAIL_CELL_DATE), false, N_ ("the header field Date"), { N_ ("Date"), 19, 0, 3, 0, false } },
  { "message-id",
    PATH_CELL_OF (MAIL_CELL_MESSAGE_ID),
    false,
    N_ ("Message-ID"),
    { N_ ("Message-ID"), 12, 3, 3, 0, false } },
  { "outcome",
    PATH_CELL_OF (MAIL_CELL_OUTCOME),
    false,
    N_ ("what became of it"),
    { N_ ("Outcome"), 10, 0, 4, 0, false } },
  { "why",
    PATH_CELL_OF (MAIL_CELL_WHY),
    false,
    N_ ("why the sender is as sure as that"),
    { N_ ("Why"), 12, 4, 5, 0, false } },
};

static char *const *
words (const Model *model, gpointer row)
{
  return model_path_cells (model, row);
}

static char *
more (const Model *model, gpointer row, int cell)
{
  return model_more_of_path (model, row, cell);
}

static Style
style (G_GNUC_UNUSED const Model *model, G_GNUC_UNUSED gpointer row, int cell, const char *text)
{
  if (cell == PATH_CELL_CHANGED && g_str_equal (text, C_ ("changed", "body")))
    return STYLE_HIGH;
  if (cell == PATH_CELL_CHANGED && g_str_equal (text, C_ ("changed", "header")))
    return STYLE_MEDIUM;
  return STYLE_TEXT;
}

static const SmtpSession *
session_of (G_GNUC_UNUSED const Model *model, gpointer row)
{
  return ((const PathRow *) row)->row->session;
}

/* Of the verdict about its sender. */
static void
open_why (Ui *ui, gpointer row)
{
  const PathRow *path = row;
  ui_open_why (ui, path->row->session, path->transaction->number, NULL);
}

static char *
filter (const Model *model, gpointer row, int cell)
{
  return cell_filter_of_path (model, row, cell);
}

/* In the way below it. */
static bool
has (const Model *model, gpointer row, const char *needle)
{
  g_autoptr (GPtrArray) lines = path_words (((const PathRow *) row)->transaction, TONGUE_USER);
  bool found = false;
  for (guint i = 0; lines != NULL && i < lines->len && !found; i++)
    {
      g_autofree char *text = wording_text (model->wording, ((const PathLine *) g_ptr_array_index (lines, i))->text);
      found = search_matches (text, needle);
    }
  return found;
}

static void
draw_empty (const Ui *ui, Canvas *canvas, Area area)
{
  empty_draw (ui, EMPTY_PATHS, ui_model (ui)->paths->len > 0, canvas, area, 1);
}

const TableType table_paths = {
  .id = "paths",
  .title = N_ ("Paths"),
  .columns = columns,
  .count = G_N_ELEMENTS (columns),
  .kind = ROWS_PATHS,
  .cells = PATH_CELLS,
  .words = words,
  .more = more,
  .style = style,
  .session = session_of,
  .why = open_why,
  .filter = filter,
  .has = has,
  .draw_empty = draw_empty,
};

/* --- hops ---------------------------------------------------------------------------- */

static SessionRow *
hop_row (const PathsView *view, const PathHop *hop)
{
  return hop->seen ? model_row_of (model_of (view), hop->session) : NULL;
}

/* The hop of the mail whose way it is; else the last that was seen. */
static int
first_marked (const MailPath *way)
{
  int last = NO_HOP;
  for (size_t i = 0; i < way->count; i++)
    {
      if (way->hops[i].current)
        return (int) i;
      last = way->hops[i].seen ? (int) i : last;
    }
  return last;
}

/* The next hop that was seen, forward or back; the same one where there is none. */
static int
other_hop (const MailPath *way, int from, bool forward)
{
  for (int at = from + (forward ? 1 : -1); at >= 0 && at < (int) way->count; at += forward ? 1 : -1)
    if (way->hops[at].seen)
      return at;
  return from;
}

/* The hop that this one is compared with; NULL: none. */
static const PathHop *
hop_before (const MailPath *way, const PathHop *hop)
{
  const PathHop *before = NULL;
  for (const PathHop *at = way->hops; hop->previous != 0 && at < way->hops + way->count && at != hop; at++)
    if (at->seen && at->session == hop->previous && at->transaction != 0)
      before = at;
  return before;
}

static void
turn_hop (PathsView *view, bool forward)
{
  const PathRow *path = selected (view);
  if (path == NULL || view->hop == NO_HOP)
    return;
  int hop = other_hop (path->transaction->path, view->hop, forward);
  if (hop == view->hop)
    ui_say (view->ui, _ ("No more hops that were seen that way."));
  view->hop = hop;
}

static void
open_hop (PathsView *view)
{
  const PathRow *path = selected (view);
  if (path == NULL || view->hop == NO_HOP)
    return;
  const PathHop *hop = &path->transaction->path->hops[view->hop];
  SessionRow *row = hop_row (view, hop);
  if (row == NULL)
    ui_say (view->ui, _ ("The session of this hop was not kept."));
  else if (hop->transaction == 0)
    ui_open_session (view->ui, row->session);
  else
    ui_open_mail (view->ui, row->session, hop->transaction);
}

static void
open_changes (PathsView *view)
{
  const PathRow *path = selected (view);
  if (path == NULL || view->hop == NO_HOP)
    return;
  const MailPath *way = path->transaction->path;
  const PathHop *hop = &way->hops[view->hop], *before = hop_before (way, hop);
  /* From the first hop: what the next one made of it. */
  if (before == NULL && way->hops[other_hop (way, view->hop, true)].change != NULL)
    {
      hop = &way->hops[other_hop (way, view->hop, true)];
      before = hop_before (way, hop);
    }
  if (before == NULL)
    {
      ui_say (view->ui, _ ("This mail was seen on one hop only: there is nothing to compare."));
      return;
    }
  SessionRow *there = hop_row (view, before), *here = hop_row (view, hop);
  if (there == NULL || here == NULL)
    ui_say (view->ui, _ ("The session of one of these hops was not kept."));
  else
    ui_open_changes (view->ui, there->session, before->transaction, here->session, hop->transaction);
}

/* --- what stands below ----------------------------------------------------------------- */

static void
add_way (PathsView *view, const SmtpTransaction *transaction)
{
  static const Style styles[PATH_SIGNS] = { [PATH_OPEN] = STYLE_MEDIUM, [PATH_LOCKED] = STYLE_GOOD };
  const Wording wording = view->model->wording;
  g_autoptr (GPtrArray) lines = path_words (transaction, TONGUE_USER);
  int hop = 0;
  bool begins = true;
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const PathLine *line = g_ptr_array_index (lines, i);
      bool of_hop = line->sign != PATH_HOST && line->sign != PATH_NOTE;
      bool marked = of_hop && begins && hop == view->hop;
      const char *sign = path_line_sign (line);
      g_autofree char *text = wording_text (wording, line->text);
      if (marked)
        text_pane_show (view->pane, i);
      if (text_pane_is_plain (view->pane))
        text_pane_addf (view->pane, STYLE_TEXT, 0, marked ? "> %s" : "%s", text);
      else
        text_pane_addf (view->pane, marked ? STYLE_HEADING : styles[line->sign], 4, "%c %s%s%s", marked ? '>' : ' ',
                        sign, sign[0] != '\0' ? " " : "", text);
      begins = !of_hop || line->last;
      hop += of_hop && line->last;
    }
}

static void
describe (PathsView *view)
{
  const PathRow *path = selected (view);
  const Wording wording = view->model->wording;
  if (view->described == path && view->described_transaction == path->transaction && view->described_hop == view->hop
      && memcmp (&view->described_in, &wording, sizeof wording) == 0)
    return;
  if (view->described != path)
    text_pane_rewind (view->pane);
  text_pane_clear (view->pane);
  add_way (view, path->transaction);
  view->described = path;
  view->described_transaction = path->transaction;
  view->described_hop = view->hop;
  view->described_in = wording;
}

/* The mark goes to the own hop of another mail. */
static void
update (PathsView *view)
{
  const PathRow *path = selected (view);
  if (path != NULL && (path != view->described || path->transaction != view->described_transaction))
    view->hop = first_marked (path->transaction->path);
}

/* --- the view -------------------------------------------------------------------------- */

static void
paths_draw (gpointer state, Canvas *canvas, Area area)
{
  PathsView *view = state;
  update (view);
  const Area below = table_view_draw_above (view->table, canvas, area, area.rows / 3);
  if (below.rows <= 0)
    return;
  describe (view);
  text_pane_draw (view->pane, canvas, below);
}

static bool
paths_act (gpointer state, Action action)
{
  PathsView *view = state;
  update (view);
  switch (action)
    {
    case ACTION_OPEN:
      open_hop (view);
      return true;
    case ACTION_CHANGES:
      open_changes (view);
      return true;
    case ACTION_NEXT_HOP:
    case ACTION_PREVIOUS_HOP:
      turn_hop (view, action == ACTION_NEXT_HOP);
      return true;
    case ACTION_PANE_DOWN:
    case ACTION_PANE_UP:
      return text_pane_act (view->pane, action == ACTION_PANE_DOWN ? ACTION_DOWN : ACTION_UP);
    default:
      return table_view_act (view->table, action);
    }
}

static size_t
paths_count (gpointer state)
{
  return table_view_count (((PathsView *) state)->table);
}

static size_t
paths_position (gpointer state)
{
  return table_view_position (((PathsView *) state)->table);
}

static bool
paths_match (gpointer state, size_t index, const char *needle)
{
  return table_view_match (((PathsView *) state)->table, index, needle);
}

static void
paths_go (gpointer state, size_t index)
{
  table_view_go (((PathsView *) state)->table, index);
}

static bool
paths_click (gpointer state, int row, int column)
{
  return table_view_click (((PathsView *) state)->table, row, column);
}

static char *
paths_copy (gpointer state)
{
  return table_view_copy (((PathsView *) state)->table);
}

static char *
paths_say (gpointer state, size_t index)
{
  return table_view_say (((PathsView *) state)->table, index);
}

static TextPane *
paths_text (gpointer state)
{
  PathsView *view = state;
  text_pane_be_plain (view->pane);
  update (view);
  if (selected (view) == NULL)
    return NULL;
  describe (view);
  return view->pane;
}

static gpointer
paths_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  PathsView *view = g_new0 (PathsView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  view->table = table_view_new (ui, &table_paths);
  view->pane = text_pane_new ();
  view->hop = NO_HOP;
  return view;
}

static void
paths_close (gpointer state)
{
  PathsView *view = state;
  table_view_free (view->table);
  text_pane_free (view->pane);
  g_free (view);
}

static bool
paths_pick (gpointer state, Pick *pick)
{
  const PathRow *path = selected (state);
  if (path != NULL)
    *pick = (Pick){ .row = path->row, .transaction = path->transaction->number };
  return path != NULL;
}

const View view_paths = {
  .id = "paths",
  .title = N_ ("Paths"),
  .place = PLACE_ROOT,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE | SCOPE_HOPS | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES
            | SCOPE_FINDINGS | SCOPE_FOLLOW,
  .open = paths_open,
  .free = paths_close,
  .draw = paths_draw,
  .act = paths_act,
  .count = paths_count,
  .position = paths_position,
  .matches = paths_match,
  .go = paths_go,
  .click = paths_click,
  .copy = paths_copy,
  .say = paths_say,
  .text = paths_text,
  .pick = paths_pick,
};
