/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found in all mails: a row a hit, with the words around it and the match in brackets.
 * Enter opens the mail, or the dialogue, at the place.
 *
 * The searching goes on between the keys while the view is in front, and when it comes back. */
#include "config.h"

#include "columns.h"
#include "list.h"
#include "search.h"
#include "search-all.h"
#include "view-search-all.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum { SLICE_MICROSECONDS = 15000, SLICE_PAUSE = 1, HEAD_ROWS = 2 };

typedef struct SearchView {
  Ui *ui;
  Model *model;
  SearchAll *search; /* NULL: nothing is searched for yet */
  bool running;
  List list;
} SearchView;

static const Column columns[] = {
  { N_ ("Time UTC"), 8, 0, 3, 0, false },   { N_ ("From"), 10, 1, 6, 0, false },
  { N_ ("Subject"), 10, 1, 2, 110, false }, { N_ ("Where"), 12, 0, 7, 0, false },
  { N_ ("Match"), 18, 4, 9, 0, false },
};

enum { COLUMNS = G_N_ELEMENTS (columns) };

static size_t
count_of (const SearchView *view)
{
  return view->search != NULL ? search_all_hits (view->search)->len : 0;
}

static const SearchHit *
hit_at (const SearchView *view, size_t index)
{
  return index < count_of (view) ? g_ptr_array_index (search_all_hits (view->search), index) : NULL;
}

void
view_search_all_begin (gpointer state, const char *needle)
{
  SearchView *view = state;
  g_autofree char *owned = g_strdup (needle);
  search_all_free (view->search);
  view->search = search_all_new (view->model, owned);
  view->running = true;
  view->list = (List){ 0 };
  ui_wake (view->ui, SLICE_PAUSE);
}

/* Anew, where it would find other things now; goes on, where sessions came. */
static void
update (SearchView *view)
{
  if (view->search == NULL)
    return;
  if (search_all_is_stale (view->search))
    {
      g_autofree char *needle = g_strdup (search_all_needle (view->search));
      view_search_all_begin (view, needle);
    }
  else if (!view->running && search_all_work (view->search, 0))
    view->running = true;
  list_set_count (&view->list, count_of (view));
  if (view->running && !ui_will_wake (view->ui))
    ui_wake (view->ui, SLICE_PAUSE);
}

static void
search_tick (gpointer state)
{
  SearchView *view = state;
  if (view->search == NULL || !view->running)
    return;
  update (view);
  view->running = model_filter_percent (view->model) < 100 || search_all_work (view->search, SLICE_MICROSECONDS);
  list_set_count (&view->list, count_of (view));
  if (view->running)
    ui_wake (view->ui, SLICE_PAUSE);
}

static unsigned
search_mode (gpointer state)
{
  return ((const SearchView *) state)->running ? SCOPE_SEARCHING : 0;
}

/* --- drawing ------------------------------------------------------------------------- */

static void
cells_of (const SearchView *view, const SearchHit *hit, const char *cells[COLUMNS], char **time)
{
  *time = model_time (view->model, hit->time);
  cells[0] = *time;
  cells[1] = hit->from;
  cells[2] = hit->subject;
  cells[3] = hit->where;
  cells[4] = hit->context;
}

static void
draw_row (const SearchView *view, Canvas *canvas, int at, Area area, const int *widths, size_t index)
{
  static const Style styles[COLUMNS] = { STYLE_TEXT, STYLE_TEXT, STYLE_TEXT, STYLE_DIM, STYLE_TEXT };
  const char *cells[COLUMNS];
  g_autofree char *time = NULL;
  cells_of (view, hit_at (view, index), cells, &time);
  columns_draw_row (columns, COLUMNS, widths, canvas, at, area, cells, styles, index == view->list.selected);
}

static char *
head_words (const SearchView *view)
{
  g_autofree char *needle = printable (octets_of_string (search_all_needle (view->search)));
  g_autofree char *words = search_all_words (view->search);
  return g_strdup_printf (_ ("\"%s\": %s"), needle, words);
}

static void
draw_empty (const SearchView *view, Canvas *canvas, Area area)
{
  char name[KEY_NAME];
  g_autofree char *next = NULL;
  keymap_first_name (ui_keymap (view->ui), model_is_filtered (view->model) ? ACTION_FILTER_TURN : ACTION_SEARCH_ALL,
                     name);
  if (view->running)
    return;
  if (model_is_filtered (view->model))
    next = g_strdup_printf (_ ("Only sessions that the filter takes were searched; %s turns it off."), name);
  else
    next = g_strdup_printf (_ ("%s searches for something else."), name);
  canvas_say (canvas, area.row + HEAD_ROWS + 1, area.column + 2, area.columns - 2, STYLE_HEADING,
              search_all_is_stopped (view->search) ? _ ("Nothing was found before the search was stopped.")
                                                   : _ ("These words stand in no mail."));
  canvas_say (canvas, area.row + HEAD_ROWS + 3, area.column + 2, area.columns - 2, STYLE_TEXT, next);
}

static void
search_draw (gpointer state, Canvas *canvas, Area area)
{
  SearchView *view = state;
  int widths[COLUMNS];
  update (view);
  if (view->search == NULL)
    return;
  g_autofree char *head = head_words (view);
  g_autofree char *fitted = printable_fit (head, (size_t) MAX (area.columns - 2, 1));
  canvas_say (canvas, area.row, area.column + 1, area.columns - 1, STYLE_HEADING, fitted);
  columns_lay_out (columns, COLUMNS, NULL, area.columns, widths);
  const Area table = { area.row + 1, area.column, area.rows - 1, area.columns };
  columns_draw_headings (columns, COLUMNS, widths, canvas, table);
  columns_draw_first_heading (columns, widths, time_style_heading (view->model->times), canvas, table);
  int rows = MAX (area.rows - HEAD_ROWS, 1);
  list_set_rows (&view->list, (size_t) rows);
  if (view->list.count == 0)
    draw_empty (view, canvas, area);
  canvas_list (canvas, area.row + HEAD_ROWS, rows, view->list.top, view->list.count);
  for (int row = 0; row < rows && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + HEAD_ROWS + row, area, widths, view->list.top + (size_t) row);
}

/* --- acting -------------------------------------------------------------------------- */

static void
open_hit (SearchView *view)
{
  const SearchHit *hit = hit_at (view, view->list.selected);
  SessionRow *row = hit != NULL ? model_row_of (view->model, hit->session) : NULL;
  if (row == NULL)
    return;
  if (hit->kind == HIT_SAID)
    ui_open_evidence (view->ui, row->session, 0, hit->origin);
  else
    ui_open_mail (view->ui, row->session, hit->transaction);
  ui_seek (view->ui, search_all_needle (view->search), hit->near);
}

static bool
search_act (gpointer state, Action action)
{
  SearchView *view = state;
  update (view);
  if (action == ACTION_OPEN)
    {
      open_hit (view);
      return true;
    }
  if (action == ACTION_SEARCH_STOP)
    {
      view->running = false;
      ui_wake (view->ui, -1);
      if (view->search != NULL)
        search_all_stop (view->search);
      return true;
    }
  return list_act (&view->list, action);
}

static size_t
search_count (gpointer state)
{
  return count_of (state);
}

static size_t
search_position (gpointer state)
{
  return ((SearchView *) state)->list.selected;
}

static bool
search_match (gpointer state, size_t row, const char *needle)
{
  const SearchView *view = state;
  const char *cells[COLUMNS];
  g_autofree char *time = NULL;
  cells_of (view, hit_at (view, row), cells, &time);
  for (int i = 0; i < COLUMNS; i++)
    if (search_matches (cells[i], needle))
      return true;
  return false;
}

static void
search_go (gpointer state, size_t row)
{
  SearchView *view = state;
  list_set_count (&view->list, count_of (view));
  list_select (&view->list, row);
}

static char *
search_say (gpointer state, size_t row)
{
  const SearchView *view = state;
  const char *cells[COLUMNS];
  g_autofree char *time = NULL;
  cells_of (view, hit_at (view, row), cells, &time);
  return columns_say (columns, COLUMNS, time_style_heading (view->model->times), cells);
}

char *
view_search_all_words (gpointer state)
{
  const SearchView *view = state;
  return view->search != NULL ? head_words (view) : g_strdup ("");
}

static gpointer
search_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  SearchView *view = g_new0 (SearchView, 1);
  view->ui = ui;
  view->model = (Model *) ui_model (ui);
  return view;
}

static void
search_free (gpointer state)
{
  search_all_free (((SearchView *) state)->search);
  g_free (state);
}

const View view_search_all = {
  .id = "search-all",
  .title = N_ ("Search in all mails"),
  .place = PLACE_OVER,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_FILTER | SCOPE_TIMES,
  .open = search_open,
  .free = search_free,
  .draw = search_draw,
  .act = search_act,
  .mode = search_mode,
  .tick = search_tick,
  .count = search_count,
  .position = search_position,
  .matches = search_match,
  .go = search_go,
  .say = search_say,
};
