/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session's dialogue as a ladder: the client on the left rail, the server on
 * the right one, an arrow for each thing said.  Below it, all octets of the
 * selected rung. */
#include "config.h"

#include "ladder.h"
#include "view.h"

#include "../dissect/printable.h"

#include <string.h>

typedef struct DialogueView {
  Ui *ui;
  Focus *focus;
  GArray *rungs; /* of Rung */
  guint events;  /* that they were made from */
  List list;
  TextPane *pane;
  bool tall; /* the lower part takes most of the screen */
} DialogueView;

enum { HOST_ROWS = 2, PACKET_COLUMNS = 7, DELAY_COLUMNS = 11, DELAY_FROM_COLUMNS = 60, FILL_MAX = 512 };

/* Columns left of the client's rail. */
static int
margin_of (Area area)
{
  return 1 + PACKET_COLUMNS + (area.columns >= DELAY_FROM_COLUMNS ? DELAY_COLUMNS : 0) + 1;
}

static Rung
rung_at (const DialogueView *view, size_t index)
{
  return g_array_index (view->rungs, Rung, index);
}

static void
select_event (DialogueView *view, guint event)
{
  for (guint i = 0; i < view->rungs->len; i++)
    if (rung_at (view, i).event >= event)
      {
        list_select (&view->list, i);
        return;
      }
}

/* Takes in what happened since; the selection stays on its event. */
static void
update (DialogueView *view)
{
  const SmtpSession *session = view->focus->session;
  guint events = session->events->len + (session->events_dropped > 0);
  if (view->rungs != NULL && view->events == events)
    return;
  bool had = view->rungs != NULL && view->rungs->len > 0;
  guint selected = had ? rung_at (view, view->list.selected).event : 0;
  g_clear_pointer (&view->rungs, g_array_unref);
  view->rungs = ladder_rungs (session);
  view->events = events;
  list_set_count (&view->list, view->rungs->len);
  if (had)
    select_event (view, selected);
}

static void
note_selection (DialogueView *view)
{
  if (view->list.selected >= view->rungs->len)
    return;
  const SmtpTransaction *transaction = rung_transaction (view->focus->session, rung_at (view, view->list.selected));
  if (transaction != NULL)
    view->focus->transaction = transaction->number;
  text_pane_rewind (view->pane);
}

/* Both labels in one row, if they fit: over the rails where there is room. */
static bool
draw_host_line (Canvas *canvas, int row, Area area, const Style styles[2], char *const labels[2])
{
  int widths[2] = { (int) printable_width (labels[SIDE_CLIENT]), (int) printable_width (labels[SIDE_SERVER]) };
  int margin = margin_of (area);
  if (margin + widths[SIDE_CLIENT] + widths[SIDE_SERVER] + 1 > area.columns)
    margin = 1;
  if (margin + widths[SIDE_CLIENT] + widths[SIDE_SERVER] + 1 > area.columns)
    return false;
  canvas_say (canvas, row, area.column + margin, widths[SIDE_CLIENT], styles[SIDE_CLIENT], labels[SIDE_CLIENT]);
  canvas_say (canvas, row, area.column + area.columns - widths[SIDE_SERVER], widths[SIDE_SERVER], styles[SIDE_SERVER],
              labels[SIDE_SERVER]);
  return true;
}

/* The same, each cut to half of the row. */
static void
draw_host_halves (Canvas *canvas, int row, Area area, const Style styles[2], char *const labels[2])
{
  size_t half = (size_t) MAX (area.columns / 2 - 1, 1);
  char *cut[2] = { printable_fit (labels[SIDE_CLIENT], half), printable_fit (labels[SIDE_SERVER], half) };
  draw_host_line (canvas, row, area, styles, cut);
  g_free (cut[SIDE_CLIENT]);
  g_free (cut[SIDE_SERVER]);
}

static char *
host_label (Wording wording, const SmtpSession *session, Side side)
{
  char *name = wording_host_name (wording, session, side);
  char *label = g_strdup_printf ("%s%s%s", side == SIDE_CLIENT ? "Client" : "Server", name[0] != '\0' ? " " : "", name);
  g_free (name);
  return label;
}

static void
draw_hosts (const DialogueView *view, Canvas *canvas, Area area)
{
  static const Style name_styles[2] = { STYLE_HEADING, STYLE_HEADING };
  static const Style place_styles[2] = { STYLE_CLIENT, STYLE_SERVER };
  const SmtpSession *session = view->focus->session;
  const Wording wording = ui_model (view->ui)->wording;
  char *names[2], *places[2], *addresses[2];
  for (int side = 0; side < 2; side++)
    {
      names[side] = host_label (wording, session, (Side) side);
      places[side] = wording_endpoint (session, (Side) side);
      addresses[side] = wording_ip (session, (Side) side);
    }
  if (!draw_host_line (canvas, area.row, area, name_styles, names))
    draw_host_halves (canvas, area.row, area, name_styles, names);
  /* Two whole IPv6 addresses fit 80 columns, without their ports. */
  if (!draw_host_line (canvas, area.row + 1, area, place_styles, places)
      && !draw_host_line (canvas, area.row + 1, area, place_styles, addresses))
    draw_host_halves (canvas, area.row + 1, area, place_styles, addresses);
  for (int side = 0; side < 2; side++)
    {
      g_free (names[side]);
      g_free (places[side]);
      g_free (addresses[side]);
    }
}

static void
append_fill (GString *text, const char *glyph, int columns)
{
  for (int i = 0; i < MIN (columns, FILL_MAX); i++)
    g_string_append (text, glyph);
}

/* The arrow with its text, of exactly `inside` columns. */
static char *
arrow (const char *said, Side side, const char *line, int inside)
{
  enum { LEAD = 3, TAIL = 4 };
  GString *text = g_string_new (NULL);
  char *fitted = printable_fit (said, (size_t) MAX (inside - LEAD - TAIL, 1));
  int fill = inside - LEAD - (int) printable_width (fitted) - 2;
  if (side == SIDE_CLIENT)
    {
      append_fill (text, line, LEAD - 1);
      g_string_append_printf (text, " %s ", fitted);
      append_fill (text, line, fill);
      g_string_append (text, "▶");
    }
  else
    {
      g_string_append (text, "◀");
      append_fill (text, line, fill);
      g_string_append_printf (text, " %s ", fitted);
      append_fill (text, line, LEAD - 1);
    }
  g_free (fitted);
  return g_string_free (text, FALSE);
}

static char *
band (const char *said, const char *glyph, int inside)
{
  GString *text = g_string_new (NULL);
  char *fitted = printable_fit (said, (size_t) MAX (inside - 4, 1));
  int fill = inside - (int) printable_width (fitted) - 2;
  append_fill (text, glyph, fill / 2);
  g_string_append_printf (text, " %s ", fitted);
  append_fill (text, glyph, fill - fill / 2);
  g_free (fitted);
  return g_string_free (text, FALSE);
}

static char *
rung_picture (const DialogueView *view, Rung rung, int inside, Style *style)
{
  const SmtpSession *session = view->focus->session;
  char *said = rung_text (ui_model (view->ui)->wording, session, rung);
  Side side = rung_side (session, rung);
  char *picture;
  switch (rung.kind)
    {
    case RUNG_SPOKEN:
      *style = side == SIDE_CLIENT ? STYLE_CLIENT : STYLE_SERVER;
      picture = arrow (said, side, "─", inside);
      break;
    case RUNG_MAIL:
      *style = STYLE_MAIL;
      picture = arrow (said, SIDE_CLIENT, "═", inside);
      break;
    case RUNG_GAP:
      *style = STYLE_GAP;
      picture = band (said, "░", inside);
      break;
    case RUNG_TLS:
      *style = STYLE_TLS;
      picture = band (said, "═", inside);
      break;
    case RUNG_NOTE:
    default:
      *style = STYLE_DIM;
      picture = band (said, " ", inside);
    }
  g_free (said);
  return picture;
}

static void
draw_rung (const DialogueView *view, Canvas *canvas, int row, Area area, size_t index)
{
  const SmtpSession *session = view->focus->session;
  Rung rung = rung_at (view, index);
  Origin origin = rung_origin (session, rung);
  bool selected = index == view->list.selected;
  int margin = margin_of (area);
  Style style;
  char *picture = rung_picture (view, rung, area.columns - margin - 2, &style);
  Style plain = selected ? STYLE_SELECTED : STYLE_TEXT;
  GString *left = g_string_new (selected ? ">" : " ");
  if (origin.packet == 0)
    g_string_append_printf (left, "%*s", margin - 1, "");
  else
    {
      g_string_append_printf (left, "%*" G_GUINT64_FORMAT, PACKET_COLUMNS, origin.packet);
      char *delay = wording_delay (origin.time, session_start (session));
      if (area.columns >= DELAY_FROM_COLUMNS)
        g_string_append_printf (left, "%*s", DELAY_COLUMNS, delay);
      g_free (delay);
    }
  canvas_put (canvas, row, area.column, margin, plain, left->str);
  canvas_say (canvas, row, area.column + margin, 1, plain, "│");
  canvas_put (canvas, row, area.column + margin + 1, area.columns - margin - 2, selected ? STYLE_SELECTED : style,
              picture);
  canvas_say (canvas, row, area.column + area.columns - 1, 1, plain, "│");
  g_string_free (left, TRUE);
  g_free (picture);
}

/* The line between ladder and octets: which packet, when, who. */
static void
draw_divider (const DialogueView *view, Canvas *canvas, int row, Area area, Rung rung)
{
  const SmtpSession *session = view->focus->session;
  Origin origin = rung_origin (session, rung);
  char when[PRINTABLE_TIME];
  GString *text = g_string_new ("──");
  if (origin.packet != 0)
    {
      printable_time (origin.time, session->traffic.nanoseconds, when);
      g_string_append_printf (text, " packet %" G_GUINT64_FORMAT " · %s", origin.packet, when);
    }
  if (rung.kind == RUNG_SPOKEN || rung.kind == RUNG_MAIL)
    g_string_append (text, rung_side (session, rung) == SIDE_CLIENT ? " · client → server" : " · server → client");
  if (rung.kind == RUNG_SPOKEN)
    {
      char *size = wording_count (smtp_session_event (session, rung.event)->octets.length, "octet", "octets");
      g_string_append_printf (text, " · %s", size);
      g_free (size);
    }
  g_string_append_c (text, ' ');
  append_fill (text, "─", area.columns);
  canvas_put (canvas, row, area.column, area.columns, STYLE_DIM, text->str);
  g_string_free (text, TRUE);
}

static void
draw_pane (const DialogueView *view, Canvas *canvas, Area area, Rung rung)
{
  draw_divider (view, canvas, area.row, area, rung);
  text_pane_clear (view->pane);
  rung_describe (view->pane, ui_model (view->ui)->wording, view->focus->session, rung);
  text_pane_draw (view->pane, canvas, (Area){ area.row + 1, area.column + 1, area.rows - 1, area.columns - 1 });
}

static void
dialogue_draw (gpointer state, Canvas *canvas, Area area)
{
  DialogueView *view = state;
  update (view);
  int lower = area.rows * (view->tall ? 3 : 1) / (view->tall ? 4 : 3);
  int rows = MAX (area.rows - HOST_ROWS - lower, 1);
  list_set_rows (&view->list, (size_t) rows);
  draw_hosts (view, canvas, area);
  for (int row = 0; row < rows && view->list.top + (size_t) row < view->list.count; row++)
    draw_rung (view, canvas, area.row + HOST_ROWS + row, area, view->list.top + (size_t) row);
  if (view->list.selected < view->rungs->len && lower >= 2)
    draw_pane (view, canvas, (Area){ area.row + HOST_ROWS + rows, area.column, lower, area.columns },
               rung_at (view, view->list.selected));
}

static bool
scroll_pane (DialogueView *view, Action action)
{
  if (action == ACTION_PANE_DOWN)
    return text_pane_act (view->pane, ACTION_DOWN);
  return action == ACTION_PANE_UP && text_pane_act (view->pane, ACTION_UP);
}

static bool
dialogue_act (gpointer state, Action action)
{
  DialogueView *view = state;
  update (view);
  if (list_act (&view->list, action))
    {
      note_selection (view);
      return true;
    }
  if (action == ACTION_OPEN && view->list.selected < view->rungs->len)
    {
      if (rung_at (view, view->list.selected).kind == RUNG_MAIL)
        ui_switch (view->ui, "message");
      else
        view->tall = !view->tall;
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
  update (view);
  for (guint i = 0; evidence.packet != 0 && i < view->rungs->len; i++)
    {
      Origin origin = rung_origin (view->focus->session, rung_at (view, i));
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
  update (view);
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
  return rung_matches (ui_model (view->ui)->wording, view->focus->session, rung_at (view, row), needle);
}

static void
dialogue_go (gpointer state, size_t row)
{
  DialogueView *view = state;
  list_select (&view->list, row);
  note_selection (view);
}

static gpointer
dialogue_open (Ui *ui, Focus *focus)
{
  DialogueView *view = g_new0 (DialogueView, 1);
  view->ui = ui;
  view->focus = focus;
  view->pane = text_pane_new ();
  update (view);
  return view;
}

static void
dialogue_free (gpointer state)
{
  DialogueView *view = state;
  g_array_unref (view->rungs);
  text_pane_free (view->pane);
  g_free (view);
}

const View view_dialogue = {
  .id = "dialogue",
  .title = "Dialogue",
  .place = PLACE_SESSION,
  .scopes = SCOPE_MOVE | SCOPE_OPEN | SCOPE_TABS | SCOPE_PANE,
  .open = dialogue_open,
  .free = dialogue_free,
  .enter = dialogue_enter,
  .draw = dialogue_draw,
  .act = dialogue_act,
  .count = dialogue_count,
  .position = dialogue_position,
  .matches = dialogue_matches,
  .go = dialogue_go,
};
