/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter by filling in a form, for who does not know the language: what it makes is
 * shown as it would be written. */
#ifndef SMTPLENS_FILTER_FORM_H
#define SMTPLENS_FILTER_FORM_H

#include "canvas.h"
#include "keymap.h"
#include "model.h"

enum { FILTER_FORM_QUESTIONS = 11 };

typedef struct FilterForm {
  bool open;
  size_t question;                         /* the selected one */
  GString *answers[FILTER_FORM_QUESTIONS]; /* of those that want text */
  unsigned chosen[FILTER_FORM_QUESTIONS];  /* of those that want a choice; 0: whatever */
  FilterError error;
  char *before; /* the filter when it was opened; NULL: none */
  bool before_off;
} FilterForm;

void filter_form_init (FilterForm *form);
void filter_form_clear (FilterForm *form);
/* Its answers are those of the last time. */
void filter_form_open (FilterForm *form, Model *model);
/* One key; it closes by Enter, and by Esc, which brings back the filter that there was. */
void filter_form_key (FilterForm *form, Model *model, Key key);
/* The filter that the answers make; "" for none; g_free. */
char *filter_form_text (const FilterForm *form);

/* Rows at the top of the screen that it takes of so many. */
int filter_form_rows (int rows);
/* Into these rows of the canvas, and the two at its bottom; the row of the cursor, and its column. */
int filter_form_draw (const FilterForm *form, const Model *model, Canvas *canvas, Area area, int *cursor_column);

#endif
