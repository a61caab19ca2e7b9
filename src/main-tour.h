/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lessons: which there are, and the one that --tour asks for. */
#ifndef SMTPLENS_MAIN_TOUR_H
#define SMTPLENS_MAIN_TOUR_H

#include <stdbool.h>

#include "options.h"

#include "../ui/tour.h"

typedef struct Lesson {
  Tour *tour;              /* the caller's to take; NULL: none was asked for */
  char *next, *next_title; /* the lesson behind it in its directory; NULL: none */
} Lesson;

typedef enum LessonFound {
  LESSON_FOUND,  /* the options now read its capture as it asks for */
  LESSON_LISTED, /* what there is was printed, as it was asked for */
  LESSON_WRONG,  /* told: usage */
} LessonFound;

/* Finds what options->tour names and takes its options over. */
LessonFound lesson_open (Lesson *lesson, Options *options, void (*tell) (void *user, const char *line), void *user);
void lesson_clear (Lesson *lesson);

#endif
