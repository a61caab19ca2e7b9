/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says the view in front: whole, what is new in it, or all first views one after the other.
 *
 * Of a view that is a text the lines are kept, so that they can be gone through, and so that what
 * changed can be told from what was said.  Obeys no command: see line-face.c. */
#include "config.h"

#include "line-front.h"

#include "frame-top.h"
#include "line-tour.h"
#include "view-search-all.h"

#include "../dissect/translate.h"

#include <string.h>

Model *
line_front_model (const LineFace *face)
{
  return (Model *) face->say.model;
}

/* All that the filters have to be asked; a command waits for it. */
void
line_front_be_filtered (const LineFace *face)
{
  while (model_filter_work (line_front_model (face)))
    ;
}

bool
line_front_is_text (const LineFace *face)
{
  return top_view (face->frame)->say == NULL;
}

size_t
line_front_count (const LineFace *face)
{
  if (line_front_is_text (face))
    return face->lines != NULL ? face->lines->len : 0;
  return top_view (face->frame)->count (top_state (face->frame));
}

size_t
line_front_position (const LineFace *face)
{
  return line_front_is_text (face) ? face->line : top_view (face->frame)->position (top_state (face->frame));
}

void
line_front_go (LineFace *face, size_t row)
{
  if (line_front_is_text (face))
    face->line = row;
  else
    top_view (face->frame)->go (top_state (face->frame), row);
}

/* Takes note of what is in front; true: it is not what was said last. */
bool
line_front_note (LineFace *face)
{
  const Level *level = top_level (face->frame);
  bool same
      = face->levels == face->frame->stack->len && face->view == level->view && face->session == level->focus.session;
  face->levels = face->frame->stack->len;
  face->view = level->view;
  face->session = level->focus.session;
  return !same;
}

void
line_front_say_row (LineFace *face, size_t row)
{
  if (line_front_is_text (face))
    line_say (&face->say, row < face->lines->len ? g_ptr_array_index (face->lines, row) : "");
  else
    line_say_row (&face->say, row);
}

/* Rows from one on, as many as a page has, or all. */
void
line_front_say_rows (LineFace *face, size_t from, size_t rows)
{
  size_t count = line_front_count (face);
  for (size_t i = 0; i < rows && from + i < count && !line_face_is_broken (face); i++)
    line_front_say_row (face, from + i);
}

void
line_front_take_lines (LineFace *face)
{
  g_clear_pointer (&face->lines, g_ptr_array_unref);
  if (line_front_is_text (face))
    face->lines = line_say_text_lines (top_view (face->frame), top_state (face->frame));
  face->line = 0;
}

/* A page of a list; what belongs to one session is said whole. */
void
line_front_say_page (LineFace *face, size_t from)
{
  bool whole = top_level (face->frame)->focus.session != NULL;
  line_front_say_rows (face, from, whole ? SIZE_MAX : LINE_PAGE);
  if (!whole && line_front_count (face) - from > LINE_PAGE)
    line_say_more_rows (&face->say);
}

void
line_front_say (LineFace *face)
{
  line_front_note (face);
  line_front_take_lines (face);
  line_say_title (&face->say);
  if (line_front_is_text (face))
    line_front_say_rows (face, 0, SIZE_MAX);
  else if (line_front_count (face) == 0)
    line_say_empty (&face->say);
  else
    line_front_say_page (face, line_front_position (face));
  face->row = line_front_position (face);
}

void
line_front_say_notice (LineFace *face)
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
  if (line_front_is_text (face))
    {
      g_autoptr (GPtrArray) before = g_steal_pointer (&face->lines);
      size_t line = face->line;
      line_front_take_lines (face);
      if (!same_lines (before, face->lines))
        {
          line_front_say_rows (face, 0, SIZE_MAX);
          return true;
        }
      face->line = line;
      return false;
    }
  if (line_front_position (face) == face->row)
    return false;
  face->row = line_front_position (face);
  if (face->row < line_front_count (face))
    line_front_say_row (face, face->row);
  return true;
}

/* Hits as they come, and at the end how many there are. */
void
line_front_say_hits (LineFace *face)
{
  if (top_view (face->frame) != &view_search_all)
    return;
  /* It begins anew where filters changed. */
  top_view (face->frame)->act (top_state (face->frame), ACTION_NONE);
  size_t count = line_front_count (face);
  bool more = line_face_is_busy (face);
  face->hits = MIN (face->hits, count);
  face->searching = face->searching || more;
  for (; face->hits < count; face->hits++)
    line_front_say_row (face, face->hits);
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
            line_front_say_row (face, line);
            return true;
          }
      frame_perform (face->frame, face->ui, ACTION_HEADER);
      line_front_take_lines (face);
    }
  return false;
}

static void
find_sought (LineFace *face)
{
  g_autofree char *sought = g_steal_pointer (&face->frame->sought);
  if (sought != NULL && line_front_is_text (face) && !go_to_line (face, sought))
    go_to_line (face, face->frame->prompt.needle->str);
}

/* False: there was nothing new. */
bool
line_front_say_new (LineFace *face)
{
  guint levels = face->levels;
  bool noticed = face->frame->notice != NULL;
  line_front_be_filtered (face);
  line_front_say_notice (face);
  if (!line_front_note (face))
    return say_changes (face) || noticed;
  /* Back in a list: where one was in it. */
  if (face->levels < levels && !line_front_is_text (face))
    {
      line_front_take_lines (face);
      line_say_title (&face->say);
      face->row = line_front_position (face);
      if (face->row < line_front_count (face))
        line_front_say_row (face, face->row);
      return true;
    }
  line_front_say (face);
  find_sought (face);
  return true;
}

void
line_face_open (LineFace *face)
{
  line_front_be_filtered (face);
  line_say_beginning (&face->say);
  if (face->frame->tour != NULL)
    line_tour_open (face);
  else
    line_front_say (face);
  line_front_say_notice (face);
}

void
line_face_show (LineFace *face)
{
  /* What is merely longer now, as a text about a capture that is read, is said when asked for. */
  if (face->levels == 0 || (line_front_is_text (face) && face->frame->notice == NULL))
    return;
  line_front_say_new (face);
  line_front_say_hits (face);
  fflush (face->say.output);
}

/* --- all of it, without commands ----------------------------------------------------------------- */

void
line_face_tell_session (LineFace *face, const SmtpSession *session)
{
  const Model *model = face->say.model;
  const Level *first = g_ptr_array_index (face->frame->stack, 0);
  line_front_be_filtered (face);
  SessionRow *row = model_row_of (line_front_model (face), session->id);
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
  line_front_be_filtered (face);
  line_say_beginning (&face->say);
  if (face->frame->tour != NULL)
    line_tour_say_all (face);
  for (size_t i = 0; face->frame->tour == NULL && views[i] != NULL && !line_face_is_broken (face); i++)
    {
      if (views[i]->place != PLACE_ROOT || (sessions_told && views[i] == &view_sessions))
        continue;
      frame_switch (face->frame, face->ui, views[i]->id);
      line_say (&face->say, "");
      line_front_note (face);
      line_front_take_lines (face);
      line_say_title (&face->say);
      if (line_front_is_text (face))
        line_front_say_rows (face, 0, SIZE_MAX);
      else if (line_front_count (face) == 0)
        line_say_empty (&face->say);
      else if (top_view (face->frame) == &view_all_findings)
        say_whole_groups (face);
      else
        say_whole_list (face);
    }
  line_front_say_notice (face);
  fflush (face->say.output);
}
