/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands do, and which part of the view in front is new after each.
 *
 * The views are those of the screens: they are acted on through the frame, and say rows and texts
 * instead of drawing.  Of a view that is a text the lines are kept, so that they can be gone through.
 * Does not do what needs a screen: forms, the clipboard, marks of columns. */
#include "config.h"

#include "line-face.h"

#include "canvas.h"
#include "frame-top.h"
#include "line-command.h"
#include "line-say.h"
#include "view-search-all.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

struct LineFace {
  Ui *ui;
  Frame *frame;
  LineSay say;
  bool echo;
  /* What was said last. */
  guint levels;
  size_t view;
  const SmtpSession *session;
  size_t row;
  /* Of a view that is a text: its lines, and which of them is the current one. */
  GPtrArray *lines;
  size_t line;
  size_t hits; /* of a search in all mails, that were said */
  bool searching;
};

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

static Model *
model_of (const LineFace *face)
{
  return (Model *) face->say.model;
}

/* All that the filters have to be asked; a command waits for it. */
static void
be_filtered (const LineFace *face)
{
  while (model_filter_work (model_of (face)))
    ;
}

static bool
is_text (const LineFace *face)
{
  return top_view (face->frame)->say == NULL;
}

static size_t
count_of (const LineFace *face)
{
  if (is_text (face))
    return face->lines != NULL ? face->lines->len : 0;
  return top_view (face->frame)->count (top_state (face->frame));
}

static size_t
position_of (const LineFace *face)
{
  return is_text (face) ? face->line : top_view (face->frame)->position (top_state (face->frame));
}

static void
go_to (LineFace *face, size_t row)
{
  if (is_text (face))
    face->line = row;
  else
    top_view (face->frame)->go (top_state (face->frame), row);
}

/* Takes note of what is in front; true: it is not what was said last. */
static bool
note_front (LineFace *face)
{
  const Level *level = top_level (face->frame);
  bool same
      = face->levels == face->frame->stack->len && face->view == level->view && face->session == level->focus.session;
  face->levels = face->frame->stack->len;
  face->view = level->view;
  face->session = level->focus.session;
  return !same;
}

static void
say_row (LineFace *face, size_t row)
{
  if (is_text (face))
    line_say (&face->say, row < face->lines->len ? g_ptr_array_index (face->lines, row) : "");
  else
    line_say_row (&face->say, row);
}

/* Rows from one on, as many as a page has, or all. */
static void
say_rows (LineFace *face, size_t from, size_t rows)
{
  size_t count = count_of (face);
  for (size_t i = 0; i < rows && from + i < count && !line_face_is_broken (face); i++)
    say_row (face, from + i);
}

static void
take_lines (LineFace *face)
{
  g_clear_pointer (&face->lines, g_ptr_array_unref);
  if (is_text (face))
    face->lines = line_say_text_lines (top_view (face->frame), top_state (face->frame));
  face->line = 0;
}

/* A page of a list; what belongs to one session is said whole. */
static void
say_page (LineFace *face, size_t from)
{
  bool whole = top_level (face->frame)->focus.session != NULL;
  say_rows (face, from, whole ? SIZE_MAX : LINE_PAGE);
  if (!whole && count_of (face) - from > LINE_PAGE)
    line_say_more_rows (&face->say);
}

static void
say_front (LineFace *face)
{
  note_front (face);
  take_lines (face);
  line_say_title (&face->say);
  if (is_text (face))
    say_rows (face, 0, SIZE_MAX);
  else if (count_of (face) == 0)
    line_say_empty (&face->say);
  else
    say_page (face, position_of (face));
  face->row = position_of (face);
}

static void
say_notice (LineFace *face)
{
  g_autofree char *notice = g_steal_pointer (&face->frame->notice);
  if (notice != NULL)
    line_say (&face->say, notice);
}

static bool
same_lines (const GPtrArray *a, const GPtrArray *b)
{
  bool same = a != NULL && b != NULL && a->len == b->len;
  for (guint i = 0; same && i < a->len; i++)
    same = g_str_equal (g_ptr_array_index ((GPtrArray *) a, i), g_ptr_array_index ((GPtrArray *) b, i));
  return same;
}

/* Of the view that was in front before, too: what became different.  False: nothing did. */
static bool
say_changes (LineFace *face)
{
  if (is_text (face))
    {
      g_autoptr (GPtrArray) before = g_steal_pointer (&face->lines);
      size_t line = face->line;
      take_lines (face);
      if (!same_lines (before, face->lines))
        {
          say_rows (face, 0, SIZE_MAX);
          return true;
        }
      face->line = line;
      return false;
    }
  if (position_of (face) == face->row)
    return false;
  face->row = position_of (face);
  if (face->row < count_of (face))
    say_row (face, face->row);
  return true;
}

/* Hits as they come, and at the end how many there are. */
static void
say_hits (LineFace *face)
{
  if (top_view (face->frame) != &view_search_all)
    return;
  /* It begins anew where filters changed. */
  top_view (face->frame)->act (top_state (face->frame), ACTION_NONE);
  size_t count = count_of (face);
  bool more = line_face_is_busy (face);
  face->hits = MIN (face->hits, count);
  face->searching = face->searching || more;
  for (; face->hits < count; face->hits++)
    say_row (face, face->hits);
  if (face->searching && !more)
    line_say_title (&face->say);
  face->searching = more;
}

/* The first line with this text; all header fields may have it.  False: none has. */
static bool
go_to_line (LineFace *face, const char *text)
{
  for (int again = 0; again < 2; again++)
    {
      for (guint line = 0; line < face->lines->len; line++)
        if (search_matches (g_ptr_array_index (face->lines, line), text))
          {
            face->line = line;
            say_row (face, line);
            return true;
          }
      frame_perform (face->frame, face->ui, ACTION_HEADER);
      take_lines (face);
    }
  return false;
}

static void
find_sought (LineFace *face)
{
  g_autofree char *sought = g_steal_pointer (&face->frame->sought);
  if (sought != NULL && is_text (face) && !go_to_line (face, sought))
    go_to_line (face, face->frame->prompt.needle->str);
}

/* False: there was nothing new. */
static bool
say_new (LineFace *face)
{
  guint levels = face->levels;
  bool noticed = face->frame->notice != NULL;
  be_filtered (face);
  say_notice (face);
  if (!note_front (face))
    return say_changes (face) || noticed;
  /* Back in a list: where one was in it. */
  if (face->levels < levels && !is_text (face))
    {
      take_lines (face);
      line_say_title (&face->say);
      face->row = position_of (face);
      if (face->row < count_of (face))
        say_row (face, face->row);
      return true;
    }
  say_front (face);
  find_sought (face);
  return true;
}

void
line_face_open (LineFace *face)
{
  be_filtered (face);
  line_say_beginning (&face->say);
  say_front (face);
  say_notice (face);
}

void
line_face_show (LineFace *face)
{
  /* What is merely longer now, as a text about a capture that is read, is said when asked for. */
  if (face->levels == 0 || (is_text (face) && face->frame->notice == NULL))
    return;
  say_new (face);
  say_hits (face);
  fflush (face->say.output);
}

/* --- moving --------------------------------------------------------------------------- */

static void
say_details (LineFace *face)
{
  if (is_text (face))
    say_rows (face, 0, SIZE_MAX);
  else if (!line_say_details (&face->say, ""))
    line_say (&face->say, _ ("There is no more to say about this row."));
}

/* True where the action is a move, which was made. */
static bool
move (LineFace *face, Action action)
{
  size_t count = count_of (face), at = position_of (face), last = count > 0 ? count - 1 : 0, to;
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
  if (!is_text (face) && !page)
    frame_perform (face->frame, face->ui, action);
  else
    go_to (face, to);
  face->row = position_of (face);
  if (page && !is_text (face))
    say_page (face, face->row);
  else
    say_rows (face, face->row, page ? LINE_PAGE : 1);
  return true;
}

static void
go_to_rows (LineFace *face, const LineCommand *command)
{
  size_t count = count_of (face);
  if (command->from == 0 || command->from > count || command->to < command->from)
    {
      g_autofree char *words = g_strdup_printf (_ ("There is no such row: there are %zu."), count);
      line_say (&face->say, words);
      return;
    }
  size_t to = MIN (command->to, count);
  go_to (face, to - 1);
  face->row = position_of (face);
  say_rows (face, command->from - 1, to - command->from + 1);
}

/* --- searching ------------------------------------------------------------------------ */

static void
search_text (LineFace *face, bool forward)
{
  size_t count = count_of (face), at = face->line;
  const char *needle = face->frame->prompt.needle->str;
  for (size_t i = 0; i < count; i++)
    {
      at = forward ? (at + 1) % count : (at + count - 1) % count;
      if (!search_matches (g_ptr_array_index (face->lines, at), needle))
        continue;
      face->line = at;
      say_row (face, at);
      return;
    }
  line_say (&face->say, _ ("No match."));
}

static void
search (LineFace *face, bool forward)
{
  if (is_text (face) && face->frame->prompt.needle->len > 0)
    {
      search_text (face, forward);
      return;
    }
  frame_perform (face->frame, face->ui, forward ? ACTION_SEARCH_NEXT : ACTION_SEARCH_PREVIOUS);
  bool missed = face->frame->notice != NULL && position_of (face) == face->row;
  say_notice (face);
  face->row = position_of (face);
  if (!missed && count_of (face) > 0)
    say_row (face, face->row);
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
  say_notice (face);
  note_front (face);
  take_lines (face);
  face->hits = face->row = 0;
  face->searching = true;
  say_hits (face);
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
  say_notice (face);
  say_hits (face);
}

/* --- filters, views --------------------------------------------------------------------- */

static void
filter (LineFace *face, const char *text)
{
  Model *model = model_of (face);
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
  be_filtered (face);
  say_front (face);
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
  say_front (face);
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
  size_t count = count_of (face), at = position_of (face);
  if (is_text (face) || count == 0)
    {
      line_say (&face->say, _ ("There is nothing to open here."));
      return;
    }
  frame_perform (face->frame, face->ui, ACTION_OPEN);
  if (say_new (face))
    return;
  size_t now = count_of (face);
  if (now > count)
    say_rows (face, at, now - count + 1);
  else if (now == count)
    say_details (face);
  else
    say_row (face, at);
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
      else if (!say_new (face) && count_of (face) > 0 && !is_text (face))
        say_row (face, position_of (face));
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
      move (face, ACTION_DOWN);
      return true;
    case LINE_ACTION:
      return act (face, command->action);
    case LINE_ROWS:
      go_to_rows (face, command);
      return true;
    case LINE_OPEN:
      if (command->from > count_of (face))
        go_to_rows (face, command);
      else
        {
          if (command->from > 0)
            go_to (face, command->from - 1);
          face->row = position_of (face);
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
      take_lines (face);
      say_rows (face, 0, SIZE_MAX);
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
  be_filtered (face);
  if (face->echo)
    {
      g_autofree char *shown = printable (octets_of_string (valid));
      g_autofree char *place = line_say_place (&face->say, position_of (face), count_of (face));
      g_autofree char *whole = g_strdup_printf ("%s> %s", place, shown);
      line_say (&face->say, g_strchomp (whole));
    }
  else
    face->say.prompted = false;
  line_command_read (&command, valid, face->frame->keys,
                     top_view (face->frame)->scopes | top_mode (face->frame) | ALWAYS);
  bool more = obey (face, &command);
  say_hits (face);
  line_command_clear (&command);
  fflush (face->say.output);
  return more;
}

void
line_face_prompt (LineFace *face)
{
  if (face->echo || face->levels == 0)
    return;
  g_autofree char *place = line_say_place (&face->say, position_of (face), count_of (face));
  line_say_prompt (&face->say, place);
}

/* --- without commands ------------------------------------------------------------------------ */

void
line_face_tell_session (LineFace *face, const SmtpSession *session)
{
  const Model *model = face->say.model;
  const Level *first = g_ptr_array_index (face->frame->stack, 0);
  be_filtered (face);
  SessionRow *row = model_row_of (model_of (face), session->id);
  if (row == NULL || !model_is_shown (model, row) || first->states[0] == NULL)
    return;
  g_autofree char *text = views[0]->say (first->states[0], model_place (model, ROWS_SESSIONS, row));
  g_autofree char *number = wording_number (session->id);
  g_autofree char *line = g_strdup_printf (_ ("Session %s ended: %s"), number, text);
  line_say (&face->say, line);
  fflush (face->say.output);
}

/* Each row, and what there is to say about it. */
static void
say_whole_list (LineFace *face)
{
  const View *view = top_view (face->frame);
  gpointer state = top_state (face->frame);
  for (size_t row = 0; row < view->count (state) && !line_face_is_broken (face); row++)
    {
      line_say_row (&face->say, row);
      if (view->text == NULL)
        continue;
      view->go (state, row);
      line_say_details (&face->say, "  ");
    }
}

/* The same of groups of findings: each unfolds into its sessions, of which the rows say enough. */
static void
say_whole_groups (LineFace *face)
{
  const View *view = top_view (face->frame);
  gpointer state = top_state (face->frame);
  size_t groups = view->count (state);
  g_autofree size_t *sessions = g_new0 (size_t, groups);
  for (size_t group = groups; group-- > 0;)
    {
      size_t before = view->count (state);
      view->go (state, group);
      view->act (state, ACTION_OPEN);
      sessions[group] = view->count (state) - before;
    }
  for (size_t group = 0, row = 0; group < groups && !line_face_is_broken (face); group++)
    {
      line_say_row (&face->say, row);
      view->go (state, row++);
      line_say_details (&face->say, "  ");
      for (size_t i = 0; i < sessions[group]; i++)
        line_say_row (&face->say, row++);
    }
}

void
line_face_say_all (LineFace *face, bool sessions_told)
{
  be_filtered (face);
  line_say_beginning (&face->say);
  for (size_t i = 0; views[i] != NULL && !line_face_is_broken (face); i++)
    {
      if (views[i]->place != PLACE_ROOT || (sessions_told && views[i] == &view_sessions))
        continue;
      frame_switch (face->frame, face->ui, views[i]->id);
      line_say (&face->say, "");
      note_front (face);
      take_lines (face);
      line_say_title (&face->say);
      if (is_text (face))
        say_rows (face, 0, SIZE_MAX);
      else if (count_of (face) == 0)
        line_say_empty (&face->say);
      else if (top_view (face->frame) == &view_all_findings)
        say_whole_groups (face);
      else
        say_whole_list (face);
    }
  say_notice (face);
  fflush (face->say.output);
}
