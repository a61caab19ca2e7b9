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

/* --- table-marks.c --- */

/* Columns at the left edge for the signs of marks: 0 while nothing is marked. */
int table_marks_columns (const TableView *view);
void table_marks_draw (const TableView *view, Canvas *canvas, int at, Area area, size_t index);
/* False: the action is none of marks, or the rows of this list have none. */
bool table_marks_act (TableView *view, Action action);

#endif
