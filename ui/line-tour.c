/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step is opened by frame-tour, as on a screen.  What is said of a view that was said already is
 * only the row that is meant: whoever listens has the rest. */
#include "config.h"

#include "line-tour.h"

#include "frame-top.h"

#include "../dissect/translate.h"

bool
line_tour_goes_on (const LineFace *face)
{
  return face->frame->tour != NULL && tour_pane_step (face->frame->tour) != NULL;
}

/* The text from this paragraph on. */
static void
say_paragraphs (LineFace *face, guint from)
{
  g_autofree char *text = tour_pane_text (face->frame->tour);
  g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);
  for (guint i = from; i < g_strv_length (paragraphs); i++)
    line_say (&face->say, paragraphs[i]);
}

/* The row, or line, that the step means. */
static void
say_meant (LineFace *face)
{
  size_t row = line_front_position (face);
  if (row >= line_front_count (face))
    return;
  line_say (&face->say, _ ("Look at this:"));
  line_front_say_row (face, row);
  if (!line_front_is_text (face))
    line_say_details (&face->say, "  ");
}

/* Goes to the line of a text that has what is meant; false: none has. */
static bool
find_line (LineFace *face, const char *needle)
{
  for (guint line = 0; line < face->lines->len; line++)
    if (search_matches (g_ptr_array_index (face->lines, line), needle))
      {
        face->line = line;
        return true;
      }
  return false;
}

/* Makes current what the step means; false: it means nothing in particular, or it is not there. */
static bool
point (LineFace *face, const TourStep *step)
{
  Frame *frame = face->frame;
  const char *needle = step->row != NULL ? step->row : step->finding;
  if (!line_front_is_text (face))
    {
      frame_point_tour (frame, face->ui);
      return needle != NULL || step->packet != 0;
    }
  frame->tour_due = TOUR_SHOWN;
  if (needle == NULL || find_line (face, needle))
    return needle != NULL;
  frame_perform (frame, face->ui, ACTION_HEADER); /* all fields may have it */
  line_front_take_lines (face);
  return find_line (face, needle);
}

/* The view, where it is another one than that of the step before. */
static void
say_view (LineFace *face, const TourStep *step)
{
  const TourStep *before = face->told;
  bool known = before != NULL && !line_front_note (face) && g_strcmp0 (before->filter, step->filter) == 0
               && before->mail == step->mail;
  line_front_note (face);
  line_front_take_lines (face);
  bool meant = point (face, step);
  if (!known)
    line_say_title (&face->say);
  if (meant)
    say_meant (face);
  face->row = line_front_position (face);
  if (known || (meant && line_front_count (face) == 1))
    return;
  if (meant)
    line_say (&face->say, _ ("All of it:"));
  if (!line_front_is_text (face) && line_front_count (face) == 0)
    line_say_empty (&face->say);
  else if (line_front_is_text (face))
    line_front_say_rows (face, 0, SIZE_MAX);
  else
    line_front_say_page (face, 0);
}

static void
say_step (LineFace *face)
{
  Frame *frame = face->frame;
  const TourStep *step = tour_pane_step (frame->tour);
  line_say (&face->say, "");
  if (step != NULL)
    {
      g_autofree char *place = tour_pane_place (frame->tour);
      line_say (&face->say, place);
    }
  /* Where nobody can look around, that is not offered. */
  say_paragraphs (face, step == NULL && face->all ? 1 : 0);
  if (step == NULL)
    return;
  frame_place_tour (frame, face->ui);
  line_front_be_filtered (face);
  line_say (&face->say, "");
  say_view (face, step);
  line_front_say_notice (face);
  face->told = step;
}

void
line_tour_open (LineFace *face)
{
  g_autofree char *title = g_strdup_printf (_ ("Lesson: %s"), tour_pane_title (face->frame->tour));
  line_say (&face->say, title);
  if (!face->echo)
    line_say (&face->say, _ ("Enter goes on to the next step; \"help\" names the other commands."));
  say_step (face);
}

void
line_tour_turn (LineFace *face, bool forward)
{
  const TourStep *before = tour_pane_step (face->frame->tour);
  frame_act_on_tour (face->frame, forward);
  if (tour_pane_step (face->frame->tour) != before)
    say_step (face);
  else if (before == NULL)
    say_paragraphs (face, 0);
  else
    {
      /* The first step has none before it: its place is what is wanted. */
      face->frame->tour_due = TOUR_TO_PLACE;
      face->told = NULL;
      say_step (face);
    }
}

void
line_tour_say_all (LineFace *face)
{
  face->all = true;
  line_tour_open (face);
  while (line_tour_goes_on (face) && !line_face_is_broken (face))
    line_tour_turn (face, true);
}
