/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row of how many is selected, and which part of them is on the screen. */
#ifndef SMTPLENS_LIST_H
#define SMTPLENS_LIST_H

#include "keymap.h"

typedef struct List {
  size_t count;
  size_t selected; /* below count, or 0 */
  size_t top;      /* first row on the screen */
  size_t rows;     /* on the screen */
} List;

/* More or fewer rows; the selection stays on its row as far as there is one. */
void list_set_count (List *list, size_t count);
/* How many rows fit; scrolls until the selected one is among them. */
void list_set_rows (List *list, size_t rows);
void list_select (List *list, size_t row);
/* Moves the selection; false if the action is no move. */
bool list_act (List *list, Action action);
/* Scrolls as a text does, without a selection: `selected` follows `top`. */
bool list_scroll (List *list, Action action);

#endif
