/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a lesson beside the view, or below it where the screen is narrow: which
 * step it is, and the keys.  Knows where a reader is in the text and in the lesson; does not know
 * the views: what a step points at is shown by frame-tour. */
#ifndef SMTPLENS_TOUR_PANE_H
#define SMTPLENS_TOUR_PANE_H

#include "canvas.h"
#include "keymap.h"
#include "tour.h"

typedef struct TourPane TourPane;

/* Takes the tour; `keys` is borrowed.  The lesson that comes after it, as the program would
 * be told to show it, and its title; NULL: none is known. */
TourPane *tour_pane_new (Tour *tour, const char *next, const char *next_title, const Keymap *keys);
/* NULL is fine. */
void tour_pane_free (TourPane *pane);

/* The part of an area of this size that is the pane's; the rest is the view's. */
typedef struct TourRoom {
  int columns; /* at the right; 0: it stands below */
  int rows;    /* at the bottom, where it stands below */
} TourRoom;
TourRoom tour_pane_room (TourPane *pane, int rows, int columns);
void tour_pane_draw (TourPane *pane, Canvas *canvas, Area area, bool beside);

/* The step; NULL behind the last, where the lesson is over. */
const TourStep *tour_pane_step (const TourPane *pane);
/* Scrolls, where there is more text that way; else goes one step.  True: that is another one. */
bool tour_pane_forward (TourPane *pane);
bool tour_pane_backward (TourPane *pane);
/* The reader looks around: the pane says how to come back. */
void tour_pane_stray (TourPane *pane, bool strayed);
bool tour_pane_has_strayed (const TourPane *pane);
/* Its title, borrowed; which step that in front is, "Step 2 of 7" (g_free). */
const char *tour_pane_title (const TourPane *pane);
char *tour_pane_place (const TourPane *pane);
/* The text of the step in front; behind the last, what to do next.  g_free. */
char *tour_pane_text (const TourPane *pane);
/* The text of a step with the names of keys in it.  g_free. */
char *tour_step_text (const TourStep *step, const Keymap *keys);

#endif
