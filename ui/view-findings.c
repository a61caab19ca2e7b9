/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checks found in a session: the list above, the selected finding with
 * its explanation and evidence below.  Enter goes to the evidence in the dialogue. */
#include "config.h"

#include "empty.h"
#include "finding-words.h"
#include "view.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

typedef struct FindingsView {
  Ui *ui;
  Focus *focus;
  List list;
  TextPane *pane;
} FindingsView;

enum { SEVERITY_COLUMNS = 9, LIST_ROWS_MAX = 8 };

static const Finding *
finding_at (const FindingsView *view, size_t index)
{
  const GPtrArray *findings = view->focus->session->findings;
  return findings != NULL && index < findings->len ? g_ptr_array_index (findings, index) : NULL;
}

static void
update (FindingsView *view)
{
  const GPtrArray *findings = view->focus->session->findings;
  list_set_count (&view->list, findings != NULL ? findings->len : 0);
}

static void
draw_row (const FindingsView *view, Canvas *canvas, int row, Area area, size_t index)
{
  const Finding *finding = finding_at (view, index);
  bool selected = index == view->list.selected;
  Style plain = selected ? STYLE_SELECTED : STYLE_TEXT;
  char *title = finding->transaction != 0
                    ? g_strdup_printf (_ ("%s (mail %u)"), _ (finding->check->title), finding->transaction)
                    : g_strdup (_ (finding->check->title));
  char *fitted = printable_fit (title, (size_t) MAX (area.columns - SEVERITY_COLUMNS - 2, 1));
  canvas_put (canvas, row, area.column, area.columns, plain, selected ? ">" : "");
  canvas_say (canvas, row, area.column + 1, SEVERITY_COLUMNS, selected ? plain : style_of_severity (finding->severity),
              _ (severity_name (finding->severity)));
  canvas_say (canvas, row, area.column + 1 + SEVERITY_COLUMNS, area.columns, plain, fitted);
  g_free (title);
  g_free (fitted);
}

static void
describe (const FindingsView *view, const Finding *finding)
{
  text_pane_clear (view->pane);
  finding_describe (view->pane, ui_model (view->ui)->wording, view->focus->session, finding);
}

static void
draw_empty (const FindingsView *view, Canvas *canvas, Area area)
{
  bool waits = view->focus->session->closed == SESSION_OPEN && ui_model (view->ui)->reading;
  g_autofree char *next = model_keys_say (
      ui_model (view->ui), _ ("What was said stands in the dialogue: %s leads to it."), ACTION_NEXT_VIEW, ACTION_NONE);
  empty_say (canvas, area, 0,
             waits ? _ ("No findings yet: the checks run when the session has ended.")
                   : _ ("No findings: nothing that the checks look for was seen."),
             next);
}

static void
findings_draw (gpointer state, Canvas *canvas, Area area)
{
  FindingsView *view = state;
  update (view);
  if (view->list.count == 0)
    {
      draw_empty (view, canvas, area);
      return;
    }
  int rows = (int) MIN (view->list.count, (size_t) CLAMP (area.rows / 3, 1, LIST_ROWS_MAX));
  list_set_rows (&view->list, (size_t) rows);
  canvas_list (canvas, area.row, rows, view->list.top, view->list.count);
  for (int row = 0; row < rows && view->list.top + (size_t) row < view->list.count; row++)
    draw_row (view, canvas, area.row + row, area, view->list.top + (size_t) row);
  canvas_rule (canvas, area.row + rows, area);
  describe (view, finding_at (view, view->list.selected));
  text_pane_draw (view->pane, canvas,
                  (Area){ area.row + rows + 1, area.column + 1, area.rows - rows - 1, area.columns - 1 });
}

static void
open_evidence (FindingsView *view)
{
  const Finding *finding = finding_at (view, view->list.selected);
  if (finding == NULL)
    return;
  const Evidence *evidence = finding_own_evidence (finding);
  if (evidence == NULL)
    {
      ui_say (view->ui, _ ("This finding has no packet to go to."));
      return;
    }
  view->focus->evidence = evidence->origin;
  ui_switch (view->ui, "dialogue");
}

/* The selection was moved: the tabs of mails follow. */
static void
note_selection (FindingsView *view)
{
  const Finding *finding = finding_at (view, view->list.selected);
  if (finding != NULL && finding->transaction != 0)
    view->focus->transaction = finding->transaction;
  text_pane_rewind (view->pane);
}

static bool
findings_act (gpointer state, Action action)
{
  FindingsView *view = state;
  update (view);
  if (action == ACTION_PANE_DOWN || action == ACTION_PANE_UP)
    return text_pane_act (view->pane, action == ACTION_PANE_DOWN ? ACTION_DOWN : ACTION_UP);
  if (action == ACTION_OPEN)
    {
      open_evidence (view);
      return true;
    }
  if (action == ACTION_WHY)
    {
      const Finding *finding = finding_at (view, view->list.selected);
      if (finding != NULL)
        ui_open_why (view->ui, view->focus->session, finding->transaction, finding);
      return true;
    }
  if (action == ACTION_NEXT_FINDING || action == ACTION_PREVIOUS_FINDING)
    action = action == ACTION_NEXT_FINDING ? ACTION_DOWN : ACTION_UP;
  if (!list_act (&view->list, action))
    return false;
  note_selection (view);
  return true;
}

static size_t
findings_count (gpointer state)
{
  FindingsView *view = state;
  update (view);
  return view->list.count;
}

static size_t
findings_position (gpointer state)
{
  return ((FindingsView *) state)->list.selected;
}

static bool
findings_match (gpointer state, size_t index, const char *needle)
{
  const FindingsView *view = state;
  return finding_matches (ui_model (view->ui)->wording, finding_at (view, index), needle);
}

static void
findings_go (gpointer state, size_t index)
{
  FindingsView *view = state;
  list_select (&view->list, index);
  note_selection (view);
}

static char *
findings_say (gpointer state, size_t index)
{
  const Finding *finding = finding_at (state, index);
  return finding->transaction != 0
             ? g_strdup_printf (_ ("%s: %s (mail %u)"), _ (severity_name (finding->severity)),
                                _ (finding->check->title), finding->transaction)
             : g_strdup_printf ("%s: %s", _ (severity_name (finding->severity)), _ (finding->check->title));
}

static TextPane *
findings_text (gpointer state)
{
  FindingsView *view = state;
  update (view);
  const Finding *finding = finding_at (view, view->list.selected);
  if (finding == NULL)
    return NULL;
  describe (view, finding);
  return view->pane;
}

static gpointer
findings_open (Ui *ui, Focus *focus)
{
  FindingsView *view = g_new0 (FindingsView, 1);
  view->ui = ui;
  view->focus = focus;
  view->pane = text_pane_new ();
  return view;
}

static void
findings_free (gpointer state)
{
  text_pane_free (((FindingsView *) state)->pane);
  g_free (state);
}

const View view_findings = {
  .id = "findings",
  .title = N_ ("Findings"),
  .place = PLACE_SESSION,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE | SCOPE_FINDINGS,
  .open = findings_open,
  .free = findings_free,
  .draw = findings_draw,
  .act = findings_act,
  .count = findings_count,
  .position = findings_position,
  .matches = findings_match,
  .go = findings_go,
  .say = findings_say,
  .text = findings_text,
};
