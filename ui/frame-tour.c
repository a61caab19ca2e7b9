/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a step of a lesson points at: the view is opened, and what is meant selected.
 *
 * In two parts, since rows of some views exist only once they were drawn.  While the capture is
 * read a step is tried again until what it means is there, unless the reader has gone elsewhere. */
#include "config.h"

#include "frame-top.h"

#include "../dissect/translate.h"

void
frame_begin_tour (Frame *frame, TourPane *tour)
{
  g_assert (frame->tour == NULL);
  frame->tour = tour;
  frame->tour_due = TOUR_TO_PLACE;
  frame->unseen = true;
}

static void
set_filter (Frame *frame, Model *model, const char *filter)
{
  FilterError error = { 0 };
  if (filter == NULL && !frame->tour_filter)
    return;
  if (!model_filter_set (model, filter != NULL ? filter : "", &error))
    frame_say (frame, error.text);
  model_filter_turn (model, false);
  frame->tour_filter = filter != NULL;
  filter_error_clear (&error);
}

/* The view of the step in front, at its session and mail. */
static bool
place (Frame *frame, Ui *ui, const TourStep *step)
{
  Model *model = (Model *) ui_model (ui);
  SessionRow *row = step->session != 0 ? model_row_of (model, step->session) : NULL;
  bool of_session = false;
  if (!tour_has_view (step->view, &of_session) || (of_session && row == NULL))
    return false;
  g_ptr_array_set_size (frame->stack, 1);
  set_filter (frame, model, step->filter);
  if (!of_session)
    {
      frame_switch (frame, ui, step->view);
      return true;
    }
  frame_open_mail (frame, ui, row->session, step->mail);
  top_level (frame)->focus.evidence = (Origin){ .packet = step->packet };
  frame_switch (frame, ui, step->view);
  return !row->open;
}

/* What is meant selected; the view was drawn. */
static bool
point (const Frame *frame, const TourStep *step)
{
  const View *view = top_view (frame);
  const char *needle = step->row != NULL ? step->row : step->finding;
  if (needle == NULL)
    return true;
  size_t row = search_row (view, top_state (frame), needle, 0, true);
  if (row != SIZE_MAX)
    view->go (top_state (frame), row);
  return row != SIZE_MAX;
}

void
frame_place_tour (Frame *frame, Ui *ui)
{
  const TourStep *step = frame->tour != NULL ? tour_pane_step (frame->tour) : NULL;
  if (step == NULL || frame->tour_due != TOUR_TO_PLACE)
    return;
  frame->tour_found = place (frame, ui, step);
  frame->tour_due = TOUR_TO_POINT;
}

bool
frame_point_tour (Frame *frame, Ui *ui)
{
  const TourStep *step = frame->tour != NULL ? tour_pane_step (frame->tour) : NULL;
  if (step == NULL || frame->tour_due != TOUR_TO_POINT)
    return false;
  const Model *model = ui_model (ui);
  bool found = frame->tour_found && point (frame, step), more = model->packets == 0 || model->reading;
  frame->tour_due = found || !more ? TOUR_SHOWN : TOUR_TO_PLACE;
  if (!found && !more)
    frame_say (frame, _ ("What this step speaks of is not in this capture."));
  return true;
}

void
frame_act_on_tour (Frame *frame, bool forward)
{
  bool returns = !forward && tour_pane_has_strayed (frame->tour);
  bool another = !returns && (forward ? tour_pane_forward : tour_pane_backward) (frame->tour);
  if (returns || another)
    {
      frame->tour_due = TOUR_TO_PLACE;
      frame->unseen = true;
      tour_pane_stray (frame->tour, false);
    }
}

void
frame_leave_tour (Frame *frame)
{
  if (frame->tour == NULL)
    return;
  frame->tour_due = TOUR_SHOWN;
  tour_pane_stray (frame->tour, true);
}
