/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands do.
 *
 * The views are those of the screens: they are acted on through the frame, and what is new after
 * each command line-front says.  Does not do what needs a screen: forms, the clipboard, marks of columns. */
#include "config.h"

#include "line-face.h"

#include "frame-top.h"
#include "line-command.h"
#include "line-front.h"
#include "line-tour.h"
#include "view-search-all.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

LineFace *
line_face_new (Ui *ui, Frame *frame, FILE *output, bool echo)
{
  LineFace *face = g_new0 (LineFace, 1);
  face->ui = ui;
  face->frame = frame;
  face->say = (LineSay){ .frame = frame, .model = ui_model (ui), .output = output };
  face->echo = echo;
  return face;
}

void
line_face_free (LineFace *face)
{
  if (face == NULL)
    return;
  g_clear_pointer (&face->lines, g_ptr_array_unref);
  g_free (face);
}

bool
line_face_is_busy (const LineFace *face)
{
  return (top_mode (face->frame) & SCOPE_SEARCHING) != 0;
}

bool
line_face_is_broken (const LineFace *face)
{
  return ferror (face->say.output) != 0;
}

/* --- moving --------------------------------------------------------------------------- */

static void
say_details (LineFace *face)
{
  if (line_front_is_text (face))
    line_front_say_rows (face, 0, SIZE_MAX);
  else if (!line_say_details (&face->say, ""))
    line_say (&face->say, _ ("There is no more to say about this row."));
}

/* True where the action is a move, which was made. */
static bool
move (LineFace *face, Action action)
{
  size_t count = line_front_count (face), at = line_front_position (face), last = count > 0 ? count - 1 : 0, to;
  bool page = action == ACTION_PAGE_DOWN || action == ACTION_PAGE_UP;
  switch (action)
    {
    case ACTION_DOWN:
    case ACTION_PAGE_DOWN:
      to = MIN (at + (page ? LINE_PAGE : 1), last);
      break;
    case ACTION_UP:
    case ACTION_PAGE_UP:
      to = at - MIN (page ? LINE_PAGE : 1, at);
      break;
    case ACTION_FIRST:
      to = 0;
      break;
    case ACTION_LAST:
      to = last;
      break;
    default:
      return false;
    }
  if (count == 0)
    {
      line_say_empty (&face->say);
      return true;
    }
  if (to == at && action != ACTION_FIRST && action != ACTION_LAST)
    line_say (&face->say, at == last ? _ ("This is the last row.") : _ ("This is the first row."));
  /* By its own key, for a replay goes on from there; one row more is no jump. */
  if (!line_front_is_text (face) && !page)
    frame_perform (face->frame, face->ui, action);
  else
    line_front_go (face, to);
  face->row = line_front_position (face);
  if (page && !line_front_is_text (face))
    line_front_say_page (face, face->row);
  else
    line_front_say_rows (face, face->row, page ? LINE_PAGE : 1);
  return true;
}

static void
go_to_rows (LineFace *face, const LineCommand *command)
{
  size_t count = line_front_count (face);
  if (command->from == 0 || command->from > count || command->to < command->from)
    {
      g_autofree char *words = g_strdup_printf (_ ("There is no such row: there are %zu."), count);
      line_say (&face->say, words);
      return;
    }
  size_t to = MIN (command->to, count);
  line_front_go (face, to - 1);
  face->row = line_front_position (face);
  line_front_say_rows (face, command->from - 1, to - command->from + 1);
}

/* --- searching ------------------------------------------------------------------------ */

static void
search_text (LineFace *face, bool forward)
{
  size_t count = line_front_count (face), at = face->line;
  const char *needle = face->frame->prompt.needle->str;
  for (size_t i = 0; i < count; i++)
    {
      at = forward ? (at + 1) % count : (at + count - 1) % count;
      if (!search_matches (g_ptr_array_index (face->lines, at), needle))
        continue;
      face->line = at;
      line_front_say_row (face, at);
      return;
    }
  line_say (&face->say, _ ("No match."));
}

static void
search (LineFace *face, bool forward)
{
  if (line_front_is_text (face) && face->frame->prompt.needle->len > 0)
    {
      search_text (face, forward);
      return;
    }
  frame_perform (face->frame, face->ui, forward ? ACTION_SEARCH_NEXT : ACTION_SEARCH_PREVIOUS);
  bool missed = face->frame->notice != NULL && line_front_position (face) == face->row;
  line_front_say_notice (face);
  face->row = line_front_position (face);
  if (!missed && line_front_count (face) > 0)
    line_front_say_row (face, face->row);
}

static void
search_all (LineFace *face, const char *text)
{
  if (text[0] == '\0')
    {
      line_say (&face->say, _ ("Search for what?  Write it behind: search-all TEXT."));
      return;
    }
  frame_search_all (face->frame, face->ui, text);
  line_front_say_notice (face);
  line_front_note (face);
  line_front_take_lines (face);
  face->hits = face->row = 0;
  face->searching = true;
  line_front_say_hits (face);
}

static void
stop (LineFace *face)
{
  unsigned mode = top_mode (face->frame);
  if ((mode & SCOPE_SEARCHING) != 0)
    frame_perform (face->frame, face->ui, ACTION_SEARCH_STOP);
  else if ((mode & SCOPE_PLAYING) != 0)
    frame_perform (face->frame, face->ui, ACTION_REPLAY_END);
  else
    line_say (&face->say, _ ("Nothing goes on that could be stopped."));
  line_front_say_notice (face);
  line_front_say_hits (face);
}

/* --- filters, views --------------------------------------------------------------------- */

static void
filter (LineFace *face, const char *text)
{
  Model *model = line_front_model (face);
  FilterError error = { 0 };
  bool off = g_str_equal (text, "off"), on = g_str_equal (text, "on");
  if (text[0] == '\0')
    {
      if (!line_say_filters (&face->say))
        line_say (&face->say, _ ("There is no filter: \"filter exposed\" makes one."));
      return;
    }
  if (off || on)
    model_filter_turn (model, off);
  else if (!model_filter_set (model, g_str_equal (text, "none") ? "" : text, &error))
    {
      g_autofree char *words = g_strdup_printf (_ ("Column %zu of the filter: %s"), error.column + 1, error.text);
      line_say (&face->say, words);
      filter_error_clear (&error);
      return;
    }
  else
    model_filter_turn (model, false);
  line_front_be_filtered (face);
  line_front_say (face);
}

static bool
view_is_called (const View *view, const char *name)
{
  const char *const names[] = { view->title, _ (view->title), view->id };
  g_autofree char *wanted = g_utf8_casefold (name, -1);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *one = g_utf8_casefold (names[i], -1);
      if (g_str_has_prefix (one, wanted))
        return true;
    }
  return false;
}

/* The view of that name: of the session that is open, else of the first ones. */
static const View *
find_view (const LineFace *face, const char *name)
{
  bool session = top_level (face->frame)->focus.session != NULL;
  for (size_t i = 0; session && views[i] != NULL; i++)
    if (views[i]->place == PLACE_SESSION && view_is_called (views[i], name))
      return views[i];
  for (size_t i = 0; views[i] != NULL; i++)
    if (views[i]->place == PLACE_ROOT && view_is_called (views[i], name))
      return views[i];
  return NULL;
}

static void
go_to_view (LineFace *face, const char *name)
{
  const View *view = name[0] != '\0' ? find_view (face, name) : NULL;
  if (view == NULL)
    {
      line_say_views (&face->say);
      return;
    }
  while (face->frame->stack->len > 1 && top_view (face->frame)->place != view->place)
    frame_perform (face->frame, face->ui, ACTION_BACK);
  frame_switch (face->frame, face->ui, view->id);
  g_clear_pointer (&face->frame->notice, g_free);
  line_front_say (face);
}

/* --- commands ---------------------------------------------------------------------------- */

/* What only a screen can do. */
static bool
needs_screen (Action action)
{
  static const Action actions[]
      = { ACTION_FILTER_FORM, ACTION_SAVE,         ACTION_COPY,        ACTION_REDRAW,         ACTION_SUSPEND,
          ACTION_FILTER_CELL, ACTION_COLUMN_RIGHT, ACTION_COLUMN_LEFT, ACTION_FILTER_CELL_NOT };
  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++)
    if (actions[i] == action)
      return true;
  return false;
}

/* Opens what is selected; where that leads nowhere, says all about it, or the rows that came. */
static void
open_selected (LineFace *face)
{
  size_t count = line_front_count (face), at = line_front_position (face);
  if (line_front_is_text (face) || count == 0)
    {
      line_say (&face->say, _ ("There is nothing to open here."));
      return;
    }
  frame_perform (face->frame, face->ui, ACTION_OPEN);
  if (line_front_say_new (face))
    return;
  size_t now = line_front_count (face);
  if (now > count)
    line_front_say_rows (face, at, now - count + 1);
  else if (now == count)
    say_details (face);
  else
    line_front_say_row (face, at);
}

/* False: to end. */
static bool
act (LineFace *face, Action action)
{
  if (action == ACTION_QUIT)
    return false;
  if (action == ACTION_HELP)
    line_say_help (&face->say);
  else if (action == ACTION_OPEN)
    open_selected (face);
  else if (action == ACTION_PANE_DOWN || action == ACTION_PANE_UP)
    say_details (face);
  else if (action == ACTION_SEARCH_NEXT || action == ACTION_SEARCH_PREVIOUS)
    search (face, action == ACTION_SEARCH_NEXT);
  else if (action == ACTION_FILTER)
    filter (face, "");
  else if (action == ACTION_SEARCH_ALL)
    search_all (face, "");
  else if (action == ACTION_SEARCH)
    line_say (&face->say, _ ("Search for what?  Write it behind: search TEXT."));
  else if (action == ACTION_TOUR_NEXT || action == ACTION_TOUR_BACK)
    line_tour_turn (face, action == ACTION_TOUR_NEXT);
  else if (needs_screen (action))
    line_say (&face->say, _ ("This needs a screen: --ui=screen."));
  else if (!move (face, action))
    {
      if (frame_perform (face->frame, face->ui, action) == WISH_QUIT)
        return false;
      if (frame_is_asking (face->frame))
        {
          frame_stop_asking (face->frame, face->ui);
          line_say (&face->say, _ ("This needs a screen: --ui=screen."));
        }
      else if (!line_front_say_new (face) && line_front_count (face) > 0 && !line_front_is_text (face))
        line_front_say_row (face, line_front_position (face));
    }
  return true;
}

static void
say_keys (LineFace *face)
{
  g_autoptr (GPtrArray) lines = NULL;
  gpointer state = view_help.open (face->ui, NULL);
  lines = line_say_text_lines (&view_help, state);
  for (guint i = 0; i < lines->len; i++)
    line_say (&face->say, g_ptr_array_index (lines, i));
  view_help.free (state);
}

static bool
obey (LineFace *face, const LineCommand *command)
{
  switch (command->verb)
    {
    case LINE_NEXT:
      if (line_tour_goes_on (face))
        line_tour_turn (face, true);
      else
        move (face, ACTION_DOWN);
      return true;
    case LINE_ACTION:
      return act (face, command->action);
    case LINE_ROWS:
      go_to_rows (face, command);
      return true;
    case LINE_OPEN:
      if (command->from > line_front_count (face))
        go_to_rows (face, command);
      else
        {
          if (command->from > 0)
            line_front_go (face, command->from - 1);
          face->row = line_front_position (face);
          open_selected (face);
        }
      return true;
    case LINE_SEARCH:
      if (command->text[0] == '\0')
        return act (face, ACTION_SEARCH);
      frame_set_needle (face->frame, command->text);
      search (face, true);
      return true;
    case LINE_SEARCH_ALL:
      search_all (face, command->text);
      return true;
    case LINE_STOP:
      stop (face);
      return true;
    case LINE_FILTER:
      filter (face, command->text);
      return true;
    case LINE_VIEW:
      go_to_view (face, command->text);
      return true;
    case LINE_LIST:
      line_say_title (&face->say);
      line_front_take_lines (face);
      line_front_say_rows (face, 0, SIZE_MAX);
      return true;
    case LINE_DETAILS:
      say_details (face);
      return true;
    case LINE_STATUS:
      line_say_status (&face->say);
      return true;
    case LINE_HELP:
      if (command->text[0] != '\0')
        say_keys (face);
      else
        line_say_help (&face->say);
      return true;
    case LINE_UNKNOWN:
    default:
      line_say (&face->say, _ ("What is that?  \"help\" names the commands."));
      return true;
    }
}

bool
line_face_obey (LineFace *face, const char *line)
{
  LineCommand command = { 0 };
  g_autofree char *valid = g_utf8_make_valid (line, -1);
  line_front_be_filtered (face);
  if (face->echo)
    {
      g_autofree char *shown = printable (octets_of_string (valid));
      g_autofree char *place = line_say_place (&face->say, line_front_position (face), line_front_count (face));
      g_autofree char *whole = g_strdup_printf ("%s> %s", place, shown);
      line_say (&face->say, g_strchomp (whole));
    }
  else
    face->say.prompted = false;
  line_command_read (&command, valid, face->frame->keys, top_scopes (face->frame));
  bool more = obey (face, &command);
  line_front_say_hits (face);
  line_command_clear (&command);
  fflush (face->say.output);
  return more;
}

void
line_face_prompt (LineFace *face)
{
  if (face->echo || face->levels == 0)
    return;
  g_autofree char *place = line_say_place (&face->say, line_front_position (face), line_front_count (face));
  line_say_prompt (&face->say, place);
}
