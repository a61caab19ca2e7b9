/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks found in sessions: a row a check, the worst first where it is not sorted otherwise.  Enter
 * unfolds it into the sessions where it was found, and goes from there to the evidence.  The
 * part below explains what is selected. */
#include "config.h"

#include "column-chooser.h"
#include "empty.h"
#include "finding-groups.h"
#include "finding-words.h"
#include "list.h"
#include "search.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <inttypes.h>
#include <string.h>

typedef struct AllFindingsView {
  Ui *ui;
  const Model *model;
  GPtrArray *groups;    /* of FindingGroup *, in the order of the list */
  GHashTable *unfolded; /* of the same */
  List list;
  ListLayout *layout; /* borrowed */
  int column;         /* marked, of those of the layout; -1: none */
  Column columns[COLUMNS_MAX];
  int widths[COLUMNS_MAX];
  Area area; /* of headings and cells, as last drawn */
  TextPane *pane;
  /* What is selected, so that it stays where groups grow above it. */
  const FindingGroup *group;
  guint index;             /* into its rows; NO_INDEX: the group itself */
  gconstpointer described; /* a FindingGroup or a Finding: what stands at an index changes with the filters */
  Wording described_in;
} AllFindingsView;

enum { NO_INDEX = G_MAXUINT, SIGN_COLUMNS = 2 };

static guint
rows_of (const AllFindingsView *view, const FindingGroup *group)
{
  return 1 + (g_hash_table_contains (view->unfolded, group) ? group->shown->len : 0);
}

static size_t
count_rows (const AllFindingsView *view)
{
  size_t count = 0;
  for (guint i = 0; i < view->groups->len; i++)
    count += rows_of (view, g_ptr_array_index (view->groups, i));
  return count;
}

/* What stands in a row of the list; the group is NULL past the last. */
static const FindingGroup *
find_row (const AllFindingsView *view, size_t row, guint *index)
{
  for (guint i = 0; i < view->groups->len; i++)
    {
      const FindingGroup *group = g_ptr_array_index (view->groups, i);
      guint rows = rows_of (view, group);
      if (row < rows)
        {
          *index = row == 0 ? NO_INDEX : (guint) row - 1;
          return group;
        }
      row -= rows;
    }
  return NULL;
}

static size_t
row_of (const AllFindingsView *view, const FindingGroup *wanted, guint index)
{
  size_t row = 0;
  for (guint i = 0; i < view->groups->len; i++)
    {
      const FindingGroup *group = g_ptr_array_index (view->groups, i);
      if (group == wanted)
        return row + (index != NO_INDEX && rows_of (view, group) > 1 ? MIN (index, group->shown->len - 1) + 1 : 0);
      row += rows_of (view, group);
    }
  return 0;
}

/* Takes note of what is selected by its row. */
static void
note_selected (AllFindingsView *view)
{
  view->group = find_row (view, view->list.selected, &view->index);
}

/* The groups that there are now, in order. */
static void
gather (AllFindingsView *view)
{
  const GPtrArray *found = view->model->found;
  g_ptr_array_set_size (view->groups, 0);
  for (guint i = 0; i < found->len; i++)
    {
      FindingGroup *group = g_ptr_array_index (found, i);
      if (group->shown->len > 0)
        g_ptr_array_add (view->groups, group);
    }
  finding_groups_sort (view->groups, view->layout);
}

static void
update (AllFindingsView *view)
{
  gather (view);
  list_set_count (&view->list, count_rows (view));
  if (view->group != NULL)
    list_select (&view->list, row_of (view, view->group, view->index));
  note_selected (view);
}

static char *
session_words (const AllFindingsView *view, const FindingRow *found)
{
  const SmtpSession *session = found->row->session;
  char *client = wording_ip (session, SIDE_CLIENT), *server = wording_ip (session, SIDE_SERVER);
  char *detail = wording_octets (view->model->wording, found->finding->local_detail, OCTETS_NONE);
  char *clock = model_time (view->model, session_start (session));
  unsigned number = found->finding->transaction;
  char *place = number != 0 ? g_strdup_printf (_ ("session %" PRIu64 " mail %u"), session->id, number)
                            : g_strdup_printf (_ ("session %" PRIu64), session->id);
  char *text = g_strdup_printf ("  %s  %s  %s > %s  %s", clock, place, client, server, detail);
  g_free (client);
  g_free (server);
  g_free (detail);
  g_free (clock);
  g_free (place);
  return text;
}

static void
draw_group (const AllFindingsView *view, Canvas *canvas, int at, Area area, const FindingGroup *group, bool selected)
{
  const int count = view->layout->count;
  char *cells[COLUMNS_MAX];
  Style styles[COLUMNS_MAX], plain = selected ? STYLE_SELECTED : STYLE_TEXT;
  for (int i = 0; i < count; i++)
    {
      FoundCell cell = (FoundCell) table_findings.columns[view->layout->columns[i]].cell;
      cells[i] = view->widths[i] > 0 ? finding_group_cell (view->model, group, cell) : g_strdup ("");
      styles[i] = cell == FOUND_CELL_SEVERITY ? style_of_severity (group->severity) : STYLE_TEXT;
    }
  columns_draw_row (view->columns, count, view->widths, canvas, at, view->area, (const char *const *) cells, styles,
                    selected);
  g_autofree char *sign = g_strdup_printf ("%s%s ", selected ? ">" : " ", rows_of (view, group) > 1 ? "-" : "+");
  canvas_put (canvas, at, area.column, SIGN_COLUMNS + 1, plain, sign);
  for (int i = 0; i < count; i++)
    g_free (cells[i]);
}

static void
draw_row (const AllFindingsView *view, Canvas *canvas, int at, Area area, size_t row)
{
  guint index;
  const FindingGroup *group = find_row (view, row, &index);
  bool selected = row == view->list.selected;
  if (index == NO_INDEX)
    {
      draw_group (view, canvas, at, area, group, selected);
      return;
    }
  char *text = session_words (view, &g_array_index (group->shown, FindingRow, index));
  char *fitted = printable_fit (text, (size_t) MAX (area.columns - 1, 1));
  canvas_put (canvas, at, area.column, area.columns, selected ? STYLE_SELECTED : STYLE_TEXT, selected ? ">" : "");
  canvas_say (canvas, at, area.column + 1, area.columns - 1, selected ? STYLE_SELECTED : STYLE_TEXT, fitted);
  g_free (fitted);
  g_free (text);
}

static void
describe (AllFindingsView *view)
{
  const Wording wording = view->model->wording;
  const FindingRow *found = view->group != NULL && view->index != NO_INDEX
                                ? &g_array_index (view->group->shown, FindingRow, view->index)
                                : NULL;
  gconstpointer selected = found != NULL ? (gconstpointer) found->finding : view->group;
  if (view->described == selected && memcmp (&view->described_in, &wording, sizeof wording) == 0)
    return;
  text_pane_clear (view->pane);
  text_pane_rewind (view->pane);
  if (found != NULL)
    finding_describe (view->pane, wording, found->row->session, found->finding);
  else if (view->group != NULL)
    {
      if (!text_pane_is_plain (view->pane))
        text_pane_add (view->pane, STYLE_HEADING, 0, _ (view->group->check->title));
      finding_explain (view->pane, view->group->check);
    }
  view->described = selected;
  view->described_in = wording;
}

static void
draw_headings (AllFindingsView *view, Canvas *canvas, Area area)
{
  const ListLayout *layout = view->layout;
  view->area = (Area){ area.row, area.column + SIGN_COLUMNS, area.rows, area.columns - SIGN_COLUMNS };
  for (int i = 0; i < layout->count; i++)
    view->columns[i] = table_findings.columns[layout->columns[i]].column;
  if (view->column >= layout->count)
    view->column = -1;
  columns_lay_out (view->columns, layout->count, NULL, view->area.columns, view->widths);
  columns_draw_headings (view->columns, layout->count, view->widths, canvas, view->area);
  columns_mark_heading (view->widths, view->column, canvas, view->area);
  columns_sort_heading (view->columns, view->widths, list_layout_find (layout, layout->sorted), layout->descending,
                        canvas, view->area);
}

static void
all_findings_draw (gpointer state, Canvas *canvas, Area area)
{
  AllFindingsView *view = state;
  update (view);
  if (view->list.count == 0)
    {
      empty_draw (view->ui, EMPTY_FINDINGS, view->model->found->len > 0, canvas, area, 0);
      return;
    }
  draw_headings (view, canvas, area);
  int rows = (int) MIN (view->list.count, (size_t) MAX (area.rows / 2, 1));
  list_set_rows (&view->list, (size_t) rows);
  canvas_list (canvas, area.row + 1, rows, view->list.top, view->list.count);
  for (int row = 0; row < rows && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + 1 + row, area, view->list.top + (size_t) row);
  canvas_rule (canvas, area.row + 1 + rows, area);
  describe (view);
  text_pane_draw (view->pane, canvas,
                  (Area){ area.row + rows + 2, area.column + 1, area.rows - rows - 2, area.columns - 1 });
}

/* --- keys ------------------------------------------------------------------------------ */

static bool
column_is_marked (AllFindingsView *view)
{
  if (view->column >= 0 && view->widths[view->column] > 0)
    return true;
  view->column = columns_next (view->widths, view->layout->count, -1, true);
  return false;
}

/* Of one that is unfolded its session, whatever column is marked. */
static void
filter_by_cell (AllFindingsView *view, bool like)
{
  g_autofree char *text = NULL;
  if (view->group == NULL)
    return;
  if (view->index != NO_INDEX)
    text = g_strdup_printf ("id == %" PRIu64,
                            g_array_index (view->group->shown, FindingRow, view->index).row->session->id);
  else if (column_is_marked (view))
    text = finding_group_filter (view->group,
                                 (FoundCell) table_findings.columns[view->layout->columns[view->column]].cell);
  if (text != NULL)
    ui_filter_by (view->ui, text, like);
  else
    table_say_filter (view->ui);
}

static bool
act_on_columns (AllFindingsView *view, Action action)
{
  switch (action)
    {
    case ACTION_COLUMN_RIGHT:
    case ACTION_COLUMN_LEFT:
      view->column = columns_next (view->widths, view->layout->count, view->column, action == ACTION_COLUMN_RIGHT);
      return true;
    case ACTION_COLUMNS:
      column_chooser_open (view->ui, &table_findings);
      return true;
    case ACTION_SORT:
      if (column_is_marked (view))
        list_layout_turn (view->layout, view->layout->columns[view->column]);
      else
        table_say_sort (view->ui);
      update (view);
      return true;
    case ACTION_FILTER_CELL:
    case ACTION_FILTER_CELL_NOT:
      filter_by_cell (view, action == ACTION_FILTER_CELL);
      return true;
    default:
      return false;
    }
}

static bool
all_findings_click (gpointer state, int row, int column)
{
  AllFindingsView *view = state;
  int marked = row == view->area.row ? columns_at (view->widths, view->layout->count, view->area, column) : -1;
  if (marked < 0 || view->list.count == 0)
    return false;
  view->column = marked;
  list_layout_turn (view->layout, view->layout->columns[marked]);
  update (view);
  return true;
}

static void
open_selected (AllFindingsView *view)
{
  if (view->group == NULL)
    return;
  if (view->index == NO_INDEX)
    {
      if (!g_hash_table_remove (view->unfolded, view->group))
        g_hash_table_add (view->unfolded, (gpointer) view->group);
      return;
    }
  const FindingRow *found = &g_array_index (view->group->shown, FindingRow, view->index);
  const Evidence *evidence = finding_own_evidence (found->finding);
  ui_open_evidence (view->ui, found->row->session, found->finding->transaction,
                    evidence != NULL ? evidence->origin : (Origin){ 0 });
}

/* Of a row that stands for many the first of them. */
static void
open_why (AllFindingsView *view)
{
  if (view->group == NULL || view->group->shown->len == 0)
    return;
  guint index = view->index != NO_INDEX ? view->index : 0;
  const FindingRow *found = &g_array_index (view->group->shown, FindingRow, index);
  ui_open_why (view->ui, found->row->session, found->finding->transaction, found->finding);
}

/* The next row that is one finding, unfolding what hides it. */
static void
turn_finding (AllFindingsView *view, bool forward)
{
  size_t count = view->list.count, row = view->list.selected;
  if (forward && view->group != NULL && view->index == NO_INDEX)
    g_hash_table_add (view->unfolded, (gpointer) view->group);
  list_set_count (&view->list, count_rows (view));
  count = view->list.count;
  while (forward ? ++row < count : row-- > 0)
    {
      guint index;
      const FindingGroup *group = find_row (view, row, &index);
      if (index == NO_INDEX && rows_of (view, group) == 1)
        {
          g_hash_table_add (view->unfolded, (gpointer) group);
          list_set_count (&view->list, count = count_rows (view));
          row += forward ? 1 : group->shown->len;
        }
      else if (index == NO_INDEX)
        continue;
      list_select (&view->list, row);
      note_selected (view);
      return;
    }
  ui_say (view->ui, _ ("No more findings that way."));
}

static bool
all_findings_act (gpointer state, Action action)
{
  AllFindingsView *view = state;
  update (view);
  if (action == ACTION_PANE_DOWN || action == ACTION_PANE_UP)
    return text_pane_act (view->pane, action == ACTION_PANE_DOWN ? ACTION_DOWN : ACTION_UP);
  if (action == ACTION_OPEN)
    {
      open_selected (view);
      return true;
    }
  if (action == ACTION_WHY)
    {
      open_why (view);
      return true;
    }
  if (action == ACTION_NEXT_FINDING || action == ACTION_PREVIOUS_FINDING)
    {
      turn_finding (view, action == ACTION_NEXT_FINDING);
      return true;
    }
  if (act_on_columns (view, action))
    return true;
  bool moved = list_act (&view->list, action);
  note_selected (view);
  return moved;
}

static size_t
all_findings_count (gpointer state)
{
  AllFindingsView *view = state;
  update (view);
  return view->list.count;
}

static size_t
all_findings_position (gpointer state)
{
  return ((AllFindingsView *) state)->list.selected;
}

static bool
all_findings_match (gpointer state, size_t row, const char *needle)
{
  const AllFindingsView *view = state;
  guint index;
  const FindingGroup *group = find_row (view, row, &index);
  if (group == NULL)
    return false;
  if (index == NO_INDEX)
    return search_matches (_ (group->check->title), needle) || search_matches (group->check->id, needle)
           || search_matches (_ (severity_name (group->severity)), needle);
  const FindingRow *found = &g_array_index (group->shown, FindingRow, index);
  char *text = session_words (view, found);
  bool matches = search_matches (text, needle) || finding_matches (view->model->wording, found->finding, needle);
  g_free (text);
  return matches;
}

static void
all_findings_go (gpointer state, size_t row)
{
  AllFindingsView *view = state;
  list_set_count (&view->list, count_rows (view));
  list_select (&view->list, row);
  note_selected (view);
}

/* The same for who reads line by line. */
static char *
session_sentence (const AllFindingsView *view, const FindingRow *found)
{
  const SmtpSession *session = found->row->session;
  g_autofree char *client = wording_ip (session, SIDE_CLIENT), *server = wording_ip (session, SIDE_SERVER);
  g_autofree char *detail = wording_octets (view->model->wording, found->finding->detail, OCTETS_NONE);
  g_autofree char *clock = model_time (view->model, session_start (session));
  g_autofree char *number = wording_number (session->id);
  if (found->finding->transaction == 0)
    return g_strdup_printf (_ ("session %s, %s, %s to %s: %s"), number, clock, client, server, detail);
  g_autofree char *mail = wording_number (found->finding->transaction);
  return g_strdup_printf (_ ("session %s, mail %s, %s, %s to %s: %s"), number, mail, clock, client, server, detail);
}

static char *
all_findings_say (gpointer state, size_t row)
{
  const AllFindingsView *view = state;
  guint index;
  const FindingGroup *group = find_row (view, row, &index);
  if (index != NO_INDEX)
    return session_sentence (view, &g_array_index (group->shown, FindingRow, index));
  g_autofree char *count = wording_count (group->shown->len, "%s time", "%s times");
  return g_strdup_printf (_ ("%s, %s: %s (%s)"), _ (severity_name (group->severity)), count, _ (group->check->title),
                          group->check->id);
}

static TextPane *
all_findings_text (gpointer state)
{
  AllFindingsView *view = state;
  update (view);
  if (view->list.count == 0)
    return NULL;
  text_pane_be_plain (view->pane);
  describe (view);
  return view->pane;
}

static gpointer
all_findings_open (Ui *ui, G_GNUC_UNUSED Focus *focus)
{
  AllFindingsView *view = g_new0 (AllFindingsView, 1);
  view->ui = ui;
  view->model = ui_model (ui);
  view->groups = g_ptr_array_new ();
  view->unfolded = g_hash_table_new (NULL, NULL);
  view->layout = ui_layout (ui, &table_findings);
  view->column = -1;
  view->pane = text_pane_new ();
  return view;
}

static void
all_findings_free (gpointer state)
{
  AllFindingsView *view = state;
  g_hash_table_unref (view->unfolded);
  g_ptr_array_unref (view->groups);
  text_pane_free (view->pane);
  g_free (view);
}

/* The session of a finding; a check in all of them is none. */
static bool
all_findings_pick (gpointer state, Pick *pick)
{
  const AllFindingsView *view = state;
  guint index;
  const FindingGroup *group = find_row (view, view->list.selected, &index);
  if (group == NULL || index == NO_INDEX || index >= group->shown->len)
    return false;
  *pick = (Pick){ .row = g_array_index (group->shown, FindingRow, index).row };
  return true;
}

const View view_all_findings = {
  .id = "all-findings",
  .title = N_ ("Findings"),
  .place = PLACE_ROOT,
  .scopes
  = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE | SCOPE_FILTER | SCOPE_COLUMNS | SCOPE_TIMES | SCOPE_FINDINGS,
  .open = all_findings_open,
  .free = all_findings_free,
  .draw = all_findings_draw,
  .act = all_findings_act,
  .count = all_findings_count,
  .position = all_findings_position,
  .matches = all_findings_match,
  .go = all_findings_go,
  .click = all_findings_click,
  .say = all_findings_say,
  .text = all_findings_text,
  .pick = all_findings_pick,
};
