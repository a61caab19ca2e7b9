/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame on the screen: title with tabs, the view in front, filters, status, hints. */
#include "config.h"

#include "frame-top.h"
#include "status.h"

#include <inttypes.h>

#include "../dissect/printable.h"
#include "../dissect/translate.h"

/* Of all tabs of this place; where there is no room for them, only the open one is drawn. */
static int
tabs_columns (const Frame *frame)
{
  int columns = 0;
  for (size_t i = 0; views[i] != NULL; i++)
    if (views[i]->place == top_view (frame)->place)
      columns += (int) printable_width (_ (views[i]->title)) + 2;
  return columns;
}

static void
draw_title (Frame *frame, Canvas *canvas)
{
  int columns = canvas_columns (canvas);
  const Level *level = top_level (frame);
  canvas_put (canvas, 0, 0, columns, STYLE_TITLE, " smtplens");
  int column = 11;
  if (level->focus.session != NULL)
    {
      char *id = g_strdup_printf (_ ("Session %" PRIu64 " "), level->focus.session->id);
      column = canvas_say (canvas, 0, column, columns - column, STYLE_TITLE, id);
      g_free (id);
    }
  bool room = column + tabs_columns (frame) <= columns;
  for (size_t i = 0; views[i] != NULL; i++)
    {
      bool on = i == level->view;
      frame->tabs[i] = (Tab){ 0, 0 };
      if (views[i]->place != top_view (frame)->place || (!on && (!room || views[i]->place == PLACE_OVER)))
        continue;
      char *tab = g_strdup_printf (on ? "[%s]" : " %s ", _ (views[i]->title));
      frame->tabs[i].from = column;
      column = canvas_say (canvas, 0, column, columns - column, on ? STYLE_TITLE_ON : STYLE_TITLE, tab);
      frame->tabs[i].to = column;
      g_free (tab);
    }
  size_t count = top_view (frame)->count (top_state (frame));
  if (count == 0 || top_view (frame)->place == PLACE_OVER)
    return;
  char *place = g_strdup_printf ("%zu/%zu ", top_view (frame)->position (top_state (frame)) + 1, count);
  int start = columns - (int) printable_width (place);
  if (start > column)
    canvas_say (canvas, 0, start, columns - start, STYLE_TITLE, place);
  g_free (place);
}

/* The bottom line: prompt, notice or hints.  Column of the cursor, -1: none. */
static int
draw_bottom (const Frame *frame, Canvas *canvas)
{
  int row = canvas_rows (canvas) - 1;
  int columns = canvas_columns (canvas);
  if (frame->prompt.open)
    {
      int room = columns - 12;
      const char *needle = frame->prompt.needle->str;
      /* Its end, without measuring all of a long one again and again. */
      size_t most = (size_t) columns * 8;
      if (frame->prompt.needle->len > most)
        needle = g_utf8_find_next_char (needle + frame->prompt.needle->len - most, NULL);
      while ((int) printable_width (needle) > room)
        needle = g_utf8_next_char (needle);
      int cursor = canvas_say (canvas, row, 0, 1, STYLE_HEADING, "/");
      cursor = canvas_say (canvas, row, cursor, columns - 1, STYLE_TEXT, needle);
      if (frame->notice != NULL)
        canvas_say (canvas, row, cursor + 2, columns, STYLE_NOTICE, frame->notice);
      return cursor;
    }
  if (frame->all.open)
    return ask_line_draw (&frame->all, _ ("Search in all mails: "), canvas, row);
  unsigned mode = top_mode (frame), hinted = mode != 0 ? mode | SCOPE_PROGRAM : top_view (frame)->scopes | ALWAYS;
  g_autofree char *saving = frame->notice == NULL ? frame_save_text (frame) : NULL;
  const char *notice = frame->notice != NULL ? frame->notice : saving;
  char *text = notice != NULL ? printable_fit (notice, (size_t) columns - 1)
                              : status_hints (frame->keys, hinted, frame->stack->len == 1, columns - 1);
  canvas_say (canvas, row, 0, columns, notice != NULL ? STYLE_NOTICE : STYLE_HINT, text);
  g_free (text);
  return -1;
}

static void
draw_too_small (Canvas *canvas)
{
  canvas_say (canvas, 0, 0, canvas_columns (canvas), STYLE_HEADING, _ ("too small"));
  canvas_say (canvas, 1, 0, canvas_columns (canvas), STYLE_TEXT, _ ("40x10 is needed"));
}

static void
draw_dialog (const Frame *frame, Canvas *canvas, int *cursor_row, int *cursor_column)
{
  int rows = canvas_rows (canvas), columns = canvas_columns (canvas);
  const char *pieces[DIALOG_HINTS] = { NULL };
  *cursor_row = frame->dialog->draw (frame->dialog_state, canvas, (Area){ 1, 0, rows - 2, columns }, cursor_column);
  frame->dialog->hints (frame->dialog_state, pieces);
  g_autofree char *hints = status_line (pieces, columns - 1);
  canvas_put (canvas, rows - 1, 0, columns, frame->notice != NULL ? STYLE_NOTICE : STYLE_HINT,
              frame->notice != NULL ? frame->notice : hints);
}

/* What a lesson leaves of the view's room; there it is drawn, unless something is being written there. */
static Area
draw_tour (const Frame *frame, Canvas *canvas, Area area)
{
  enum { VIEW_LEAST = 3 };
  if (frame->tour == NULL)
    return area;
  TourRoom room = tour_pane_room (frame->tour, canvas_rows (canvas), canvas_columns (canvas));
  if (room.columns > 0)
    {
      area.columns -= room.columns;
      tour_pane_draw (frame->tour, canvas, (Area){ area.row, area.column + area.columns, area.rows, room.columns },
                      true);
      return area;
    }
  if (frame->form.open || frame->filter.open || area.rows - room.rows < VIEW_LEAST)
    return area;
  area.rows -= room.rows;
  tour_pane_draw (frame->tour, canvas, (Area){ area.row + area.rows, area.column, room.rows, area.columns }, false);
  return area;
}

static void
draw_all (Frame *frame, Ui *ui, Canvas *canvas, int *cursor_row, int *cursor_column)
{
  int rows = canvas_rows (canvas);
  int columns = canvas_columns (canvas);
  *cursor_row = -1;
  *cursor_column = 0;
  frame->unseen = false;
  canvas_begin (canvas);
  if (rows < FRAME_ROWS_MIN || columns < FRAME_COLUMNS_MIN)
    {
      draw_too_small (canvas);
      return;
    }
  bool bar = (top_view (frame)->scopes & SCOPE_FILTER) != 0 && model_has_filters (ui_model (ui)) && !frame->form.open
             && !frame->save.open;
  if (frame->dialog != NULL)
    {
      draw_title (frame, canvas);
      draw_dialog (frame, canvas, cursor_row, cursor_column);
      return;
    }
  int top = frame->form.open   ? 1 + filter_form_rows (rows)
            : frame->save.open ? 1 + SAVE_DIALOG_ROWS
            : bar              ? 2
                               : 1,
      bottom = frame->filter.open ? FILTER_PROMPT_ROWS : 2;
  frame->body = top;
  /* A form may leave no room. */
  if (rows - top - bottom > 1)
    {
      const Area area = draw_tour (frame, canvas, (Area){ top, 0, rows - top - bottom, columns });
      top_view (frame)->draw (top_state (frame), canvas, area);
    }
  if (frame_find_sought (frame))
    {
      draw_all (frame, ui, canvas, cursor_row, cursor_column);
      return;
    }
  draw_title (frame, canvas);
  if (bar)
    filter_bar_draw (ui_model (ui), canvas, 1);
  if (frame->form.open)
    {
      const Area area = { 1, 0, filter_form_rows (rows), columns };
      *cursor_row = filter_form_draw (&frame->form, ui_model (ui), canvas, area, cursor_column);
      return;
    }
  if (frame->save.open)
    {
      const Area area = { 1, 0, SAVE_DIALOG_ROWS, columns };
      *cursor_row = save_dialog_draw (&frame->save, ui_model (ui), canvas, area, cursor_column);
      return;
    }
  if (frame->filter.open)
    {
      *cursor_column = filter_prompt_draw (&frame->filter, ui_model (ui), canvas);
      *cursor_row = rows - 2;
      return;
    }
  char *status = status_text (ui_model (ui), columns);
  canvas_put (canvas, rows - 2, 0, columns, STYLE_STATUS, status);
  g_free (status);
  *cursor_column = draw_bottom (frame, canvas);
  *cursor_row = *cursor_column >= 0 ? rows - 1 : -1;
}

void
frame_draw (Frame *frame, Ui *ui, Canvas *canvas, int *cursor_row, int *cursor_column)
{
  frame_place_tour (frame, ui);
  draw_all (frame, ui, canvas, cursor_row, cursor_column);
  if (frame_point_tour (frame, ui))
    draw_all (frame, ui, canvas, cursor_row, cursor_column);
}
