/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session's dialogue as a ladder: the client on the left rail, the server on
 * the right one, an arrow for each thing said.  Below it, or beside it where there is
 * room, all octets of the selected rung, as text or in hex. */
#include "config.h"

#include "dialogue-state.h"
#include "ladder-heading.h"
#include "rung-again.h"
#include "rung-picture.h"
#include "rung-sentence.h"
#include "rung-text.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <inttypes.h>

enum {
  /* The text stands beside the ladder. */
  BESIDE_FROM_COLUMNS = 120,
  BESIDE_LEAST = 48,
  BESIDE_MOST = 120,
};

/* The same rung, or the next one. */
static void
select_like (DialogueView *view, Rung like)
{
  for (guint i = 0; i < view->rungs->len; i++)
    {
      Rung rung = dialogue_rung (view, i);
      if (!rung_is_before (rung, like))
        {
          list_select (&view->list, i);
          return;
        }
    }
}

void
dialogue_update (DialogueView *view)
{
  const SmtpSession *session = view->focus->session;
  guint events = session->events->len + (session->events_dropped > 0);
  guint repeats = session->repeats != NULL ? session->repeats->rows->len : 0;
  if (view->rungs != NULL && view->events == events && view->repeats == repeats)
    return;
  bool had = view->rungs != NULL && view->rungs->len > 0;
  Rung selected = had ? dialogue_rung (view, view->list.selected) : (Rung){ 0 };
  g_clear_pointer (&view->rungs, g_array_unref);
  view->rungs = ladder_rungs (session);
  view->events = events;
  view->repeats = repeats;
  g_free (view->losses);
  view->losses = session_losses_text (session);
  list_set_count (&view->list, view->rungs->len);
  if (had)
    select_like (view, selected);
}

void
dialogue_note_selection (DialogueView *view)
{
  if (view->list.selected >= view->rungs->len)
    return;
  const SmtpTransaction *transaction
      = rung_transaction (view->focus->session, dialogue_rung (view, view->list.selected));
  if (transaction != NULL)
    view->focus->transaction = transaction->number;
  text_pane_rewind (view->pane);
}

/* The time of a rung as the user wants to see it; g_free. */
static char *
rung_time (const DialogueView *view, size_t index, int columns)
{
  const SmtpSession *session = view->focus->session;
  const TimeStyle style = ui_model (view->ui)->ladder_times;
  int64_t time = rung_origin (session, dialogue_rung (view, index)).time, since = session_start (session);
  if (style == TIMES_UTC || style == TIMES_LOCAL)
    return moment_clock (time, style == TIMES_LOCAL, columns >= LADDER_TIME_LONG ? 6 : 3);
  for (size_t before = index; style == TIMES_DELTA && before > 0; before--)
    {
      Origin origin = rung_origin (session, dialogue_rung (view, before - 1));
      if (origin.packet == 0)
        continue;
      since = origin.time;
      break;
    }
  return wording_delay (time, since);
}

static void
draw_rung (const DialogueView *view, Canvas *canvas, int row, Area area, size_t index)
{
  const SmtpSession *session = view->focus->session;
  Rung rung = dialogue_rung (view, index);
  Origin origin = rung_origin (session, rung);
  Side side = rung_side (session, rung);
  bool selected = index == view->list.selected;
  int margin = ladder_margin (area), times = ladder_time_columns (area);
  g_autofree char *words = rung_text (ui_model (view->ui)->wording, session, rung);
  g_autofree char *picture = rung_picture (rung, side, words, area.columns - margin - 2);
  Style plain = selected ? STYLE_SELECTED : STYLE_TEXT;
  g_autoptr (GString) left = g_string_new (selected ? ">" : " ");
  if (origin.packet == 0)
    g_string_append_printf (left, "%*s", margin - 1, "");
  else
    g_string_append_printf (left, "%*" G_GUINT64_FORMAT, LADDER_PACKET_COLUMNS, origin.packet);
  if (origin.packet != 0 && times > 0)
    {
      g_autofree char *time = rung_time (view, index, times);
      g_string_append_printf (left, "%*s", times, time);
    }
  canvas_put (canvas, row, area.column, margin, plain, left->str);
  canvas_say (canvas, row, area.column + margin, 1, plain, "│");
  canvas_put (canvas, row, area.column + margin + 1, area.columns - margin - 2,
              selected ? STYLE_SELECTED : rung_style (rung, side), picture);
  canvas_say (canvas, row, area.column + area.columns - 1, 1, plain, "│");
}

/* Which packet, and when. */
static char *
place_words (const DialogueView *view, Rung rung)
{
  const SmtpSession *session = view->focus->session;
  Origin origin = rung_origin (session, rung);
  if (origin.packet == 0)
    return g_strdup ("");
  g_autofree char *when
      = moment_date (origin.time, ui_model (view->ui)->ladder_times == TIMES_LOCAL, session->traffic.nanoseconds);
  return g_strdup_printf (_ ("packet %" PRIu64 " · %s"), origin.packet, when);
}

/* Who to whom, and how much. */
static char *
way_words (const DialogueView *view, Rung rung)
{
  const SmtpSession *session = view->focus->session;
  if (rung.kind != RUNG_SPOKEN && rung.kind != RUNG_MAIL)
    return g_strdup ("");
  const char *way = rung_side (session, rung) == SIDE_CLIENT ? _ ("client → server") : _ ("server → client");
  if (rung.kind == RUNG_MAIL)
    return g_strdup (way);
  const SmtpEvent *event = smtp_session_event (session, rung.event);
  g_autofree char *size = wording_count (event->octets.length, "%s octet", "%s octets");
  return g_strdup_printf ("%s · %s", way, size);
}

/* The line between ladder and octets. */
static void
draw_divider (const DialogueView *view, Canvas *canvas, Area area, Rung rung)
{
  g_autofree char *place = place_words (view, rung);
  g_autofree char *way = way_words (view, rung);
  g_autoptr (GString) text = g_string_new ("──");
  if (place[0] != '\0')
    g_string_append_printf (text, " %s", place);
  if (way[0] != '\0')
    g_string_append_printf (text, " · %s", way);
  g_string_append_c (text, ' ');
  picture_fill (text, "─", area.columns);
  canvas_put (canvas, area.row, area.column, area.columns, STYLE_DIM, text->str);
}

static bool
same_shown (const Shown *a, const Shown *b)
{
  return a->rung.kind == b->rung.kind && a->rung.event == b->rung.event && a->rung.repeat == b->rung.repeat
         && a->rung.repeats == b->rung.repeats && a->events == b->events && a->mail_octets == b->mail_octets
         && a->look.hex == b->look.hex && a->look.columns == b->look.columns && a->secrets == b->secrets;
}

/* Makes the text of the selected rung, unless it is the one that was made last. */
static void
make_text (DialogueView *view, Rung rung, int columns)
{
  const SmtpSession *session = view->focus->session;
  const Wording wording = ui_model (view->ui)->wording;
  const SmtpTransaction *transaction = rung_transaction (session, rung);
  const Shown now = {
    .rung = rung,
    .events = session->events->len + 1,
    .mail_octets = transaction != NULL && transaction->message != NULL ? transaction->message->size : 0,
    .look = { view->hex, columns },
    .secrets = wording.secrets,
  };
  if (same_shown (&now, &view->shown))
    return;
  view->shown = now;
  text_pane_clear (view->pane);
  rung_describe (view->pane, wording, session, rung, now.look);
}

/* Below the ladder. */
static void
draw_below (DialogueView *view, Canvas *canvas, Area area, Rung rung)
{
  draw_divider (view, canvas, area, rung);
  make_text (view, rung, area.columns - 2);
  text_pane_draw (view->pane, canvas, (Area){ area.row + 1, area.column + 1, area.rows - 1, area.columns - 1 });
}

/* Beside it: what the divider says stands in the rows of the hosts. */
static void
draw_beside (DialogueView *view, Canvas *canvas, Area area, Rung rung)
{
  g_autofree char *place = place_words (view, rung);
  g_autofree char *way = way_words (view, rung);
  canvas_say (canvas, area.row, area.column, area.columns, STYLE_HEADING, place);
  canvas_say (canvas, area.row + 1, area.column, area.columns, STYLE_HEADING, way);
  make_text (view, rung, area.columns - 1);
  text_pane_draw (view->pane, canvas, (Area){ area.row + HOST_ROWS, area.column, area.rows - HOST_ROWS, area.columns });
}

/* Columns of the text beside the ladder; 0: it stands below. */
static int
beside_columns (const DialogueView *view, Area area)
{
  if (area.columns < BESIDE_FROM_COLUMNS)
    return 0;
  return view->tall ? area.columns - LADDER_LEAST : CLAMP (area.columns * 2 / 5, BESIDE_LEAST, BESIDE_MOST);
}

/* --- the screen -------------------------------------------------------------------- */

/* The rungs that there is room for; of a replay those so far, and below them what it does. */
static void
draw_rungs (DialogueView *view, Canvas *canvas, Area area, int head, int rows)
{
  bool replay = view->replay.on;
  size_t end = replay ? view->list.selected + 1 : view->list.count;
  list_set_rows (&view->list, (size_t) MAX (replay ? rows - 1 : rows, 1));
  int row = 0;
  for (; row < rows && view->list.top + (size_t) row < end; row++)
    draw_rung (view, canvas, area.row + head + row, area, view->list.top + (size_t) row);
  if (!replay || row >= rows)
    return;
  g_autofree char *words = replay_words (&view->replay);
  g_autofree char *fitted = printable_fit (words, (size_t) MAX (area.columns - 2, 1));
  canvas_say (canvas, area.row + head + row, area.column + 2, area.columns - 2, STYLE_NOTICE, fitted);
}

static void
dialogue_draw (gpointer state, Canvas *canvas, Area area)
{
  DialogueView *view = state;
  dialogue_update (view);
  int beside = beside_columns (view, area);
  int lower = beside > 0 ? 0 : area.rows * (view->tall ? 3 : 1) / (view->tall ? 4 : 3);
  const int head = ladder_heading_rows (area, view->losses);
  int rows = MAX (area.rows - head - lower, 1);
  const Area ladder = { area.row, area.column, rows + head, area.columns - (beside > 0 ? beside + 1 : 0) };
  /* Another view was in front when its time came. */
  if (view->replay.on && view->replay.playing && !ui_will_wake (view->ui))
    dialogue_go_on (view);
  ladder_heading_draw (canvas, ladder, ui_model (view->ui), view->focus->session);
  if (head > HOST_ROWS)
    ladder_heading_losses (canvas, ladder, view->losses);
  draw_rungs (view, canvas, ladder, head, rows);
  canvas_list (canvas, area.row + head, rows, view->list.top,
               view->replay.on ? view->list.selected + 1 : view->list.count);
  if (view->list.selected >= view->rungs->len)
    return;
  Rung rung = dialogue_rung (view, view->list.selected);
  if (beside > 0)
    draw_beside (view, canvas, (Area){ area.row, area.column + area.columns - beside, area.rows, beside }, rung);
  else if (lower >= 2)
    draw_below (view, canvas, (Area){ area.row + head + rows, area.column, lower, area.columns }, rung);
}

static bool
scroll_pane (DialogueView *view, Action action)
{
  if ((action == ACTION_PANE_DOWN || action == ACTION_PANE_UP) && view->shown.look.columns > 0
      && view->list.selected < view->rungs->len)
    make_text (view, dialogue_rung (view, view->list.selected), view->shown.look.columns);
  if (action == ACTION_PANE_DOWN)
    return text_pane_act (view->pane, ACTION_DOWN);
  return action == ACTION_PANE_UP && text_pane_act (view->pane, ACTION_UP);
}

static bool
dialogue_act (gpointer state, Action action)
{
  DialogueView *view = state;
  dialogue_update (view);
  if (list_act (&view->list, action))
    {
      dialogue_note_selection (view);
      dialogue_go_on (view);
      return true;
    }
  if (dialogue_act_on_replay (view, action))
    return true;
  if (action == ACTION_OPEN && view->list.selected < view->rungs->len)
    {
      if (dialogue_rung (view, view->list.selected).kind == RUNG_MAIL)
        ui_switch (view->ui, "message");
      else
        view->tall = !view->tall;
      return true;
    }
  if (action == ACTION_NEXT_FINDING || action == ACTION_PREVIOUS_FINDING)
    {
      dialogue_turn_finding (view, action == ACTION_NEXT_FINDING);
      return true;
    }
  if (action == ACTION_WHY)
    {
      dialogue_open_why (view);
      return true;
    }
  if (action == ACTION_HEX)
    {
      view->hex = !view->hex;
      text_pane_rewind (view->pane);
      return true;
    }
  return scroll_pane (view, action);
}

/* Goes to the evidence that another view points at. */
static void
dialogue_enter (gpointer state)
{
  DialogueView *view = state;
  Origin evidence = view->focus->evidence;
  dialogue_update (view);
  for (guint i = 0; evidence.packet != 0 && i < view->rungs->len; i++)
    {
      Origin origin = rung_origin (view->focus->session, dialogue_rung (view, i));
      if (origin.packet < evidence.packet || origin.file != evidence.file)
        continue;
      list_select (&view->list, i);
      text_pane_rewind (view->pane);
      break;
    }
  view->focus->evidence.packet = 0;
}

static size_t
dialogue_count (gpointer state)
{
  DialogueView *view = state;
  dialogue_update (view);
  return view->rungs->len;
}

static size_t
dialogue_position (gpointer state)
{
  return ((DialogueView *) state)->list.selected;
}

static bool
dialogue_matches (gpointer state, size_t row, const char *needle)
{
  const DialogueView *view = state;
  return rung_matches (ui_model (view->ui)->wording, view->focus->session, dialogue_rung (view, row), needle);
}

static void
dialogue_go (gpointer state, size_t row)
{
  DialogueView *view = state;
  list_select (&view->list, row);
  dialogue_note_selection (view);
  dialogue_go_on (view);
}

static char *
dialogue_say (gpointer state, size_t row)
{
  const DialogueView *view = state;
  Rung rung = dialogue_rung (view, row);
  g_autofree char *time = rung_time (view, row, LADDER_TIME_LONG);
  return rung_sentence (ui_model (view->ui)->wording, view->focus->session, rung, time);
}

static TextPane *
dialogue_text (gpointer state)
{
  DialogueView *view = state;
  dialogue_update (view);
  if (view->list.selected >= view->rungs->len)
    return NULL;
  text_pane_be_plain (view->pane);
  make_text (view, dialogue_rung (view, view->list.selected), LINE_TEXT_COLUMNS);
  return view->pane;
}

static gpointer
dialogue_open (Ui *ui, Focus *focus)
{
  DialogueView *view = g_new0 (DialogueView, 1);
  view->ui = ui;
  view->focus = focus;
  view->pane = text_pane_new ();
  dialogue_update (view);
  return view;
}

static void
dialogue_free (gpointer state)
{
  DialogueView *view = state;
  g_array_unref (view->rungs);
  ladder_cites_free (view->cites);
  g_free (view->losses);
  text_pane_free (view->pane);
  g_free (view);
}

const View view_dialogue = {
  .id = "dialogue",
  .title = N_ ("Dialogue"),
  .place = PLACE_SESSION,
  .scopes
  = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE | SCOPE_OCTETS | SCOPE_TIMES | SCOPE_REPLAY | SCOPE_FINDINGS,
  .open = dialogue_open,
  .free = dialogue_free,
  .enter = dialogue_enter,
  .draw = dialogue_draw,
  .act = dialogue_act,
  .mode = dialogue_mode,
  .tick = dialogue_tick,
  .count = dialogue_count,
  .position = dialogue_position,
  .matches = dialogue_matches,
  .go = dialogue_go,
  .say = dialogue_say,
  .text = dialogue_text,
};
