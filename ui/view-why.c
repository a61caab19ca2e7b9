/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a finding was made, or a verdict about a sender given: above what it rests on, a line
 * each; below all that there is to say, with the octets.  Enter goes to where a piece of
 * evidence stands in the dialogue, also of another session.
 *
 * Of one that rests on several the keys that move choose among them, and then scroll. */
#include "config.h"

#include "view.h"
#include "why-words.h"

#include "../dissect/printable.h"
#include "../dissect/sender.h"
#include "../dissect/translate.h"

typedef struct WhyView {
  Ui *ui;
  Focus *focus;
  List list; /* of sources */
  TextPane *pane;
  GPtrArray *sources; /* of WhySource * */
  /* What it was made from. */
  const Finding *finding;
  const SenderReport *sender;
  int columns; /* 0: not yet */
  bool secrets;
} WhyView;

enum { LIST_SHARE = 4, LIST_ROWS_MAX = 8 };

/* NULL: the session has none of this number. */
static const SmtpTransaction *
transaction_of (const WhyView *view)
{
  const GPtrArray *transactions = view->focus->session->transactions;
  unsigned number = view->focus->transaction;
  return number > 0 && number <= transactions->len ? g_ptr_array_index (transactions, number - 1) : NULL;
}

static void
make (WhyView *view, int columns)
{
  const Wording wording = ui_model (view->ui)->wording;
  const SmtpTransaction *transaction = transaction_of (view);
  const SenderReport *sender = transaction != NULL ? transaction->sender : NULL;
  if (view->columns == columns && view->finding == view->focus->finding && view->sender == sender
      && view->secrets == wording.secrets)
    return;
  if (view->finding != view->focus->finding)
    {
      list_select (&view->list, 0);
      text_pane_rewind (view->pane);
    }
  view->columns = columns;
  view->finding = view->focus->finding;
  view->sender = sender;
  view->secrets = wording.secrets;
  text_pane_clear (view->pane);
  g_ptr_array_set_size (view->sources, 0);
  WhyText why = { view->pane, view->sources, wording, view->focus->session, columns };
  if (view->finding != NULL)
    why_of_finding (&why, view->finding);
  else if (transaction != NULL && transaction->sender != NULL)
    why_of_sender (&why, transaction);
  else
    text_pane_add (view->pane, STYLE_TEXT, 0,
                   _ ("The sender of this mail was not judged: that is done when the session has ended, and only for "
                      "mails that were seen."));
  list_set_count (&view->list, view->sources->len);
  text_pane_wrap (view->pane, MAX (columns, 1));
}

static void
draw_heading (const WhyView *view, Canvas *canvas, Area area)
{
  const Finding *finding = view->finding;
  const SmtpTransaction *transaction = transaction_of (view);
  g_autofree char *words = NULL;
  Style style = STYLE_HEADING;
  if (finding != NULL && finding->transaction != 0)
    words = g_strdup_printf (_ ("%s  %s (mail %u)"), _ (severity_name (finding->severity)), _ (finding->check->title),
                             finding->transaction);
  else if (finding != NULL)
    words = g_strdup_printf ("%s  %s", _ (severity_name (finding->severity)), _ (finding->check->title));
  else
    words = g_strdup_printf (_ ("How sure the sender of mail %u is"), transaction != NULL ? transaction->number : 0);
  if (finding != NULL)
    style = style_of_severity (finding->severity);
  g_autofree char *fitted = printable_fit (words, (size_t) MAX (area.columns - 1, 1));
  canvas_say (canvas, area.row, area.column + 1, area.columns - 1, style, fitted);
}

static void
draw_sources (WhyView *view, Canvas *canvas, Area area)
{
  list_set_rows (&view->list, (size_t) area.rows);
  /* Behind the lines of the text: see why_go. */
  canvas_list (canvas, area.row, area.rows, text_pane_count (view->pane) + view->list.top,
               text_pane_count (view->pane) + view->list.count);
  for (int row = 0; row < area.rows && view->list.top + (size_t) row < view->list.count; row++)
    {
      size_t index = view->list.top + (size_t) row;
      const WhySource *source = g_ptr_array_index (view->sources, index);
      bool selected = index == view->list.selected;
      Style style = selected ? STYLE_SELECTED : STYLE_TEXT;
      g_autofree char *fitted = printable_fit (source->words, (size_t) MAX (area.columns - 3, 1));
      canvas_put (canvas, area.row + row, area.column, area.columns, style, selected ? ">" : "");
      canvas_say (canvas, area.row + row, area.column + 1, area.columns - 3, style, fitted);
      if (row == area.rows - 1 && index + 1 < view->list.count)
        canvas_say (canvas, area.row + row, area.column + area.columns - 1, 1, STYLE_HEADING, "▼");
      else if (row == 0 && index > 0)
        canvas_say (canvas, area.row + row, area.column + area.columns - 1, 1, STYLE_HEADING, "▲");
    }
}

static void
why_draw (gpointer state, Canvas *canvas, Area area)
{
  WhyView *view = state;
  make (view, area.columns - 3);
  int rows = (int) MIN (view->sources->len, (guint) CLAMP (area.rows / LIST_SHARE, 1, LIST_ROWS_MAX));
  draw_heading (view, canvas, area);
  draw_sources (view, canvas, (Area){ area.row + 1, area.column, rows, area.columns });
  canvas_rule (canvas, area.row + 1 + rows, area);
  text_pane_draw (view->pane, canvas,
                  (Area){ area.row + 2 + rows, area.column + 1, area.rows - 2 - rows, area.columns - 1 });
}

static void
open_source (WhyView *view)
{
  if (view->list.selected >= view->sources->len)
    {
      ui_say (view->ui, _ ("It rests on no single packet."));
      return;
    }
  const WhySource *source = g_ptr_array_index (view->sources, view->list.selected);
  SmtpSession *session = view->focus->session;
  if (source->finding != NULL)
    {
      ui_open_why (view->ui, session, source->finding->transaction, source->finding);
      return;
    }
  if (source->session != 0)
    {
      const SessionRow *row = model_row_of ((Model *) ui_model (view->ui), source->session);
      session = row != NULL ? row->session : NULL;
    }
  if (session == NULL)
    ui_say (view->ui, _ ("That session is not kept."));
  else
    ui_open_evidence (view->ui, session, source->session == 0 ? view->focus->transaction : 0, source->origin);
}

/* To another finding of the session; from a verdict to the first. */
static void
turn_finding (WhyView *view, bool forward)
{
  GPtrArray *findings = view->focus->session->findings;
  guint count = findings != NULL ? findings->len : 0, index = 0;
  if (count == 0)
    {
      ui_say (view->ui, _ ("This session has no findings."));
      return;
    }
  bool is_one = view->focus->finding != NULL && g_ptr_array_find (findings, view->focus->finding, &index);
  if (is_one)
    index = (index + (forward ? 1 : count - 1)) % count;
  view->focus->finding = g_ptr_array_index (findings, index);
  if (view->focus->finding->transaction != 0)
    view->focus->transaction = view->focus->finding->transaction;
  g_autofree char *words = g_strdup_printf (_ ("Finding %u of %u of this session."), index + 1, count);
  ui_say (view->ui, words);
}

/* Chooses a source; false where there is none that way. */
static bool
choose (WhyView *view, Action action)
{
  if (action == ACTION_UP ? view->list.selected == 0 : view->list.selected + 1 >= view->list.count)
    return false;
  list_act (&view->list, action);
  text_pane_show (view->pane, ((WhySource *) g_ptr_array_index (view->sources, view->list.selected))->paragraph);
  return true;
}

static bool
why_act (gpointer state, Action action)
{
  WhyView *view = state;
  switch (action)
    {
    case ACTION_OPEN:
      open_source (view);
      return true;
    case ACTION_NEXT_FINDING:
    case ACTION_PREVIOUS_FINDING:
      turn_finding (view, action == ACTION_NEXT_FINDING);
      return true;
    case ACTION_PANE_DOWN:
      return text_pane_act (view->pane, ACTION_DOWN);
    case ACTION_PANE_UP:
      return text_pane_act (view->pane, ACTION_UP);
    case ACTION_UP:
    case ACTION_DOWN:
      return choose (view, action) || text_pane_act (view->pane, action);
    default:
      return text_pane_act (view->pane, action);
    }
}

static size_t
why_count (gpointer state)
{
  return text_pane_count (((WhyView *) state)->pane);
}

static size_t
why_position (gpointer state)
{
  return text_pane_position (((WhyView *) state)->pane);
}

static bool
why_match (gpointer state, size_t line, const char *needle)
{
  return text_pane_matches (((WhyView *) state)->pane, line, needle);
}

/* Rows behind the text are sources, which the mouse points at. */
static void
why_go (gpointer state, size_t row)
{
  WhyView *view = state;
  size_t lines = text_pane_count (view->pane);
  if (row < lines)
    {
      text_pane_go (view->pane, row);
      return;
    }
  if (row - lines >= view->list.count)
    return;
  list_select (&view->list, row - lines);
  text_pane_show (view->pane, ((WhySource *) g_ptr_array_index (view->sources, view->list.selected))->paragraph);
}

static TextPane *
why_text (gpointer state)
{
  WhyView *view = state;
  text_pane_be_plain (view->pane);
  make (view, LINE_TEXT_COLUMNS);
  return view->pane;
}

static gpointer
why_open (Ui *ui, Focus *focus)
{
  WhyView *view = g_new0 (WhyView, 1);
  view->ui = ui;
  view->focus = focus;
  view->pane = text_pane_new ();
  view->sources = g_ptr_array_new_with_free_func (why_source_free);
  return view;
}

static void
why_free (gpointer state)
{
  WhyView *view = state;
  text_pane_free (view->pane);
  g_ptr_array_unref (view->sources);
  g_free (view);
}

const View view_why = {
  .id = "why",
  .title = N_ ("Why"),
  .place = PLACE_OVER,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_PANE | SCOPE_FINDINGS,
  .open = why_open,
  .free = why_free,
  .draw = why_draw,
  .act = why_act,
  .count = why_count,
  .position = why_position,
  .matches = why_match,
  .go = why_go,
  .text = why_text,
};
