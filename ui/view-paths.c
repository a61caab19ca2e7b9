/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of mails from host to host: a row a mail, below it the way as a picture.
 *
 * One of its hops that were seen is marked: Enter opens its session at the mail, `d` the
 * differences from the hop before.
 *
 * Does not tell how a mail is known again (dissect/mail-path), nor what of the way may be
 * made up (the findings do). */
#include "config.h"

#include "empty.h"
#include "columns.h"
#include "list.h"
#include "search.h"
#include "text-pane.h"
#include "view.h"

#include "../dissect/path-words.h"
#include "../dissect/translate.h"

#include <string.h>

enum { NO_HOP = -1 };

typedef struct PathsView {
  Ui *ui;
  const Model *model;
  List list;
  const PathRow *path; /* selected, so that it stays where others come and go; NULL: the first */
  TextPane *pane;
  int hop; /* of the selected way: marked, or NO_HOP */
  /* What the pane was made from. */
  const PathRow *described;
  const SmtpTransaction *described_transaction;
  int described_hop;
  Wording described_in;
} PathsView;

static const Column columns[] = {
  { N_ ("Time UTC"), 8, 0, 3, 0, false }, { N_ ("From"), 8, 1, 6, 0, false }, { N_ ("Subject"), 8, 2, 8, 0, false },
  { N_ ("Seen"), 4, 0, 5, 0, true },      { N_ ("Told"), 4, 0, 4, 0, true },  { N_ ("Each hop"), 11, 3, 9, 0, false },
  { N_ ("Changed"), 7, 0, 7, 0, false },
};

enum { COLUMNS = G_N_ELEMENTS (columns) };
G_STATIC_ASSERT (G_N_ELEMENTS (columns) == PATH_CELLS);

static Model *
model_of (const PathsView *view)
{
  return (Model *) view->model;
}

static PathRow *
selected (const PathsView *view)
{
  return model_path (view->model, view->list.selected);
}

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

/* Follows the mails that are shown; the mark goes to another mail's own hop. */
static void
update (PathsView *view)
{
  const GPtrArray *paths = view->model->shown_paths;
  const PathRow *before = view->described;
  const SmtpTransaction *transaction = view->described_transaction;
  list_set_count (&view->list, paths->len);
  if (view->path != NULL && selected (view) != view->path)
    list_select (&view->list, model_place (view->model, ROWS_PATHS, view->path));
  const PathRow *path = selected (view);
  if (path != NULL && (path != before || path->transaction != transaction))
    view->hop = first_marked (path->transaction->path);
}

/* --- the view -------------------------------------------------------------------------- */

static Style
cell_style (PathCell cell, const char *text)
{
  if (cell == PATH_CELL_CHANGED && g_str_equal (text, C_ ("changed", "body")))
    return STYLE_HIGH;
  if (cell == PATH_CELL_CHANGED && g_str_equal (text, C_ ("changed", "header")))
    return STYLE_MEDIUM;
  return STYLE_TEXT;
}

static void
draw_row (const PathsView *view, Canvas *canvas, int at, Area area, const int *widths, size_t index)
{
  char *const *words = model_path_cells (view->model, model_path (view->model, index));
  Style styles[COLUMNS];
  for (int i = 0; i < COLUMNS; i++)
    styles[i] = cell_style ((PathCell) i, words[i]);
  columns_draw_row (columns, COLUMNS, widths, canvas, at, area, (const char *const *) words, styles,
                    index == view->list.selected);
}

static void
paths_draw (gpointer state, Canvas *canvas, Area area)
{
  PathsView *view = state;
  int widths[COLUMNS];
  columns_lay_out (columns, COLUMNS, NULL, area.columns, widths);
  update (view);
  int rows = (int) MIN (MAX (view->list.count, 1), (size_t) MAX (area.rows / 3, 1));
  list_set_rows (&view->list, (size_t) rows);
  columns_draw_headings (columns, COLUMNS, widths, canvas, area);
  columns_draw_first_heading (columns, widths, time_style_heading (view->model->times), canvas, area);
  if (view->list.count == 0)
    {
      empty_draw (view->ui, EMPTY_PATHS, view->model->paths->len > 0, canvas, area, 1);
      return;
    }
  for (int row = 0; row < rows && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + 1 + row, area, widths, view->list.top + (size_t) row);
  canvas_rule (canvas, area.row + rows + 1, area);
  describe (view);
  text_pane_draw (view->pane, canvas, (Area){ area.row + rows + 2, area.column, area.rows - rows - 2, area.columns });
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
      if (!list_act (&view->list, action))
        return false;
      view->path = selected (view);
      return true;
    }
}

static size_t
paths_count (gpointer state)
{
  return ((PathsView *) state)->model->shown_paths->len;
}

static size_t
paths_position (gpointer state)
{
  PathsView *view = state;
  update (view);
  return view->list.selected;
}

/* In a row, or in the way below it. */
static bool
paths_match (gpointer state, size_t index, const char *needle)
{
  const PathsView *view = state;
  PathRow *path = model_path (view->model, index);
  char *const *cells = model_path_cells (view->model, path);
  g_autoptr (GPtrArray) lines = path_words (path->transaction, TONGUE_USER);
  bool found = false;
  for (int cell = 0; cell < PATH_CELLS && !found; cell++)
    found = search_matches (cells[cell], needle);
  for (guint i = 0; lines != NULL && i < lines->len && !found; i++)
    {
      g_autofree char *text
          = wording_text (view->model->wording, ((const PathLine *) g_ptr_array_index (lines, i))->text);
      found = search_matches (text, needle);
    }
  return found;
}

static void
paths_go (gpointer state, size_t index)
{
  PathsView *view = state;
  update (view);
  list_select (&view->list, index);
  view->path = selected (view);
}

static char *
paths_say (gpointer state, size_t index)
{
  const PathsView *view = state;
  char *const *words = model_path_cells (view->model, model_path (view->model, index));
  return columns_say (columns, COLUMNS, time_style_heading (view->model->times), (const char *const *) words);
}

static TextPane *
paths_text (gpointer state)
{
  PathsView *view = state;
  text_pane_be_plain (view->pane);
  update (view);
  if (view->list.count == 0)
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
  view->pane = text_pane_new ();
  view->hop = NO_HOP;
  return view;
}

static void
paths_close (gpointer state)
{
  text_pane_free (((PathsView *) state)->pane);
  g_free (state);
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
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE | SCOPE_HOPS | SCOPE_FILTER | SCOPE_TIMES,
  .open = paths_open,
  .free = paths_close,
  .draw = paths_draw,
  .act = paths_act,
  .count = paths_count,
  .position = paths_position,
  .matches = paths_match,
  .go = paths_go,
  .say = paths_say,
  .text = paths_text,
  .pick = paths_pick,
};
