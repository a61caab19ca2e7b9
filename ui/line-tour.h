/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lesson in the face of lines: each step's text, and what it points at, said as the views say it.
 * Takes no commands: see line-face.c. */
#ifndef SMTPLENS_LINE_TOUR_H
#define SMTPLENS_LINE_TOUR_H

#include "line-front.h"

/* Whether there is a lesson, and it is not over. */
bool line_tour_goes_on (const LineFace *face);
/* Its title, and the step in front. */
void line_tour_open (LineFace *face);
/* One step on, or back, or back to the place of the step where somebody looked elsewhere. */
void line_tour_turn (LineFace *face, bool forward);
/* All steps from that in front on. */
void line_tour_say_all (LineFace *face);

#endif
