/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns a list has, in which order they stand, and by which it is sorted: what the
 * user chose, apart from any screen. */
#ifndef SMTPLENS_LIST_LAYOUT_H
#define SMTPLENS_LIST_LAYOUT_H

#include "table-view.h"

struct ListLayout {
  int columns[COLUMNS_MAX]; /* places in the columns of its TableType, each at most once */
  int count;
  int sorted; /* the same of the column by which it is sorted; -1: the order of capture */
  bool descending;
};

/* As the list is before the user chose anything. */
void list_layout_init (ListLayout *layout, const TableType *type);
bool list_layout_has_standard_columns (const ListLayout *layout, const TableType *type);
/* Has the model sort the list as the layout says. */
void list_layout_sort (const ListLayout *layout, const TableType *type, Model *model);
/* Sorts by a column: downwards where it was sorted by it before, and after that not at all. */
void list_layout_turn (ListLayout *layout, int column);
/* The place of a column in the layout; -1: it is not shown. */
int list_layout_find (const ListLayout *layout, int column);

/* The column of that id; -1: there is none. */
int table_column_find (const TableType *type, const char *id);
/* The list of that id; NULL: there is none. */
const TableType *table_find (const char *id);

#endif
