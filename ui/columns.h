/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a list: which of them fit a screen, how wide each is, and their
 * headings.  Knows nothing of what stands in them. */
#ifndef SMTPLENS_COLUMNS_H
#define SMTPLENS_COLUMNS_H

#include "canvas.h"

#include "../dissect/translate.h"

typedef struct Column {
  const char *heading;
  int least;  /* columns of the screen it needs to be of use */
  int weight; /* share of what is left over; 0: none */
  int keep;   /* the lowest goes first where it gets narrow */
  int from;   /* shown on screens that have so many columns */
  bool right; /* numbers: against the right edge */
} Column;

enum { COLUMNS_MAX = 40, COLUMNS_MARK = 1 };

/* Widths for a screen of `available` columns, 0 for what is left out.  `wishes`: what a
 * column would like to have before the rest is shared, or NULL; 0: nothing. */
void columns_lay_out (const Column *columns, int count, const int *wishes, int available, int *widths);

void columns_draw_headings (const Column *columns, int count, const int *widths, Canvas *canvas, Area area);
/* A heading in the user's language: of a table NC_ ("column", "…") where other places say the same words
 * with more room. */
const char *column_heading (const char *heading);
/* Another heading for the first column. */
void
columns_draw_first_heading (const Column *columns, const int *widths, const char *heading, Canvas *canvas, Area area);

/* Marks the heading of one column. */
void columns_mark_heading (const int *widths, int marked, Canvas *canvas, Area area);
/* Says behind the heading of a column that rows are sorted by it. */
void
columns_sort_heading (const Column *columns, const int *widths, int sorted, bool descending, Canvas *canvas, Area area);
/* The column at a place of the screen; -1: none. */
int columns_at (const int *widths, int count, Area area, int place);
/* The next column that is shown on the right of one, or on its left; itself where there is none, the first for -1. */
int columns_next (const int *widths, int count, int from, bool right);

/* "Client 192.0.2.1, Server 192.0.2.2": the cells that say something, "—" does not, each behind its heading and
 * whole; `first`: another heading for the first column, or NULL.  g_free. */
char *columns_say (const Column *columns, int count, const char *first, const char *const *cells);

/* One row at screen row `at`: `cells` and `styles` have `count` entries; a selected row
 * is marked, and drawn in one style.  Cells are printable UTF-8. */
void columns_draw_row (const Column *columns, int count, const int *widths, Canvas *canvas, int at, Area area,
                       const char *const *cells, const Style *styles, bool selected);

#endif
