/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line in which a filter is written: each key puts the filter to work as far as it is
 * one, and tells below the line what is wrong with it while the last good one stays. */
#ifndef SMTPLENS_FILTER_PROMPT_H
#define SMTPLENS_FILTER_PROMPT_H

#include "edit-line.h"
#include "model.h"

#include "../dissect/filter-completion.h"

/* Rows at the bottom that it takes. */
enum { FILTER_PROMPT_ROWS = 3 };

typedef struct FilterPrompt {
  bool open;
  EditLine line;
  FilterError error;
  char *before; /* the filter when it was opened; NULL: none */
  bool before_off;
  bool insists; /* Enter was pressed: what is unfinished is wrong */
  EditHistory history;
  /* Going round the candidates by Tab. */
  bool round;
  FilterCompletion completion;
  guint chosen;
} FilterPrompt;

void filter_prompt_init (FilterPrompt *prompt);
void filter_prompt_clear (FilterPrompt *prompt);
void filter_prompt_open (FilterPrompt *prompt, Model *model);
/* One key; it closes by Enter, and by Esc, which brings back what there was. */
void filter_prompt_key (FilterPrompt *prompt, Model *model, Key key);
/* Text at the cursor, in one go. */
void filter_prompt_paste (FilterPrompt *prompt, Model *model, const char *text);
/* Its rows at the bottom of the canvas; the column of the cursor in the middle one. */
int filter_prompt_draw (const FilterPrompt *prompt, const Model *model, Canvas *canvas);
/* The filters in force, in one row. */
void filter_bar_draw (const Model *model, Canvas *canvas, int row);
/* Remembers a filter that was made elsewhere. */
void filter_prompt_remember (FilterPrompt *prompt, const char *text);

#endif
