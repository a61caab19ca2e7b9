/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a list of rows, for the table-*.c files alone. */
#ifndef SMTPLENS_TABLE_STATE_H
#define SMTPLENS_TABLE_STATE_H

#include "list-layout.h"
#include "list.h"
#include "table-view.h"

typedef struct TableView {
  Ui *ui;
  const Model *model;
  const TableType *type;
  List list;
  gpointer row;                /* selected; NULL: the first */
  gpointer last_marked;        /* from which a range goes; NULL: none */
  ListLayout *layout;          /* borrowed */
  int column;                  /* marked, of those of the layout; -1: none */
  Column columns[COLUMNS_MAX]; /* those of the layout, as last drawn */
  int widths[COLUMNS_MAX];
  Area area; /* of headings and rows, without the signs of marks, as last drawn */
  /* Lists that grow: table-follow.c. */
  bool follows;      /* the selection stays on the newest row */
  GPtrArray *frozen; /* the rows as they were; NULL: the list goes on */
  bool counts;       /* what follows was set */
  size_t known;      /* rows of the list then */
  size_t arrived;    /* since its end was seen */
  guint version;     /* of the filters */
} TableView;

/* --- table-view.c --- */

/* The row at a place of the list; NULL past the last. */
gpointer table_row (const TableView *view, size_t index);
/* Where the row is in the list; SIZE_MAX: filters hide it. */
size_t table_place (const TableView *view, gpointer row);
void table_select (TableView *view, size_t index);
/* The column that stands at a place of the layout. */
static inline const TableColumn *
table_column (const TableView *view, int place)
{
  return &view->type->columns[view->layout->columns[place]];
}
/* What stands in a cell; `words` are those that the row keeps.  g_free what `*own` then is. */
const char *table_cell (const TableView *view, gpointer row, char *const *words, int cell, char **own);

/* --- table-sort.c --- */

/* False: the action has nothing to do with the order, nor with findings. */
bool table_sort_act (TableView *view, Action action);

/* --- table-follow.c --- */

/* Takes note of rows that came, and goes to the newest if it is followed. */
void table_follow_update (TableView *view);
/* The selection was moved: away from the newest row it is followed no more. */
void table_follow_moved (TableView *view);
void table_thaw (TableView *view);
/* What came while nobody looked, at the bottom right of the list. */
void table_follow_draw (TableView *view, Canvas *canvas, Area area);
/* False: the action is none of these. */
bool table_follow_act (TableView *view, Action action);

/* --- table-marks.c --- */

/* Columns at the left edge for the signs of marks: 0 while nothing is marked. */
int table_marks_columns (const TableView *view);
void table_marks_draw (const TableView *view, Canvas *canvas, int at, Area area, size_t index);
/* False: the action is none of marks, or the rows of this list have none. */
bool table_marks_act (TableView *view, Action action);

#endif
