/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view that is, or has, a list of rows with cells: sessions, mails, logins, hosts.  What stands in the
 * rows is a TableType; selecting, marking a column, filtering by a cell, and searching
 * are the same for all. */
#ifndef SMTPLENS_TABLE_VIEW_H
#define SMTPLENS_TABLE_VIEW_H

#include "columns.h"
#include "view.h"

/* A column that a list can have. */
typedef struct TableColumn {
  const char *id;      /* in files: lower case, without spaces */
  int cell;            /* that stands in it; TABLE_TIME is the time, whose heading names the clock */
  bool standard;       /* the list has it where the user did not choose */
  const char *meaning; /* for who chooses: a few words */
  Column column;
} TableColumn;

enum { TABLE_TIME = 0 };

typedef struct TableType {
  const char *id;             /* in files */
  const char *title;          /* for who chooses its columns */
  const TableColumn *columns; /* in the order in which they stand at first */
  int count;
  RowKind kind;  /* ROW_KINDS: its view has rows of its own, and looks at columns alone */
  bool timeless; /* it has no column of times */
  int cells;     /* that each row keeps, shown or not: search looks at all */
  char *const *(*words) (const Model *model, gpointer row);
  /* Any other cell; g_free.  Asked for only while it is shown. */
  char *(*more) (const Model *model, gpointer row, int cell);
  Style (*style) (const Model *model, gpointer row, int cell, const char *text);
  /* Of the row, or the one with its worst finding; borrowed.  NULL: a row of many sessions has no findings. */
  const SmtpSession *(*session) (const Model *model, gpointer row);
  /* Why what the row says is said; NULL: why the worst finding of its session was made. */
  void (*why) (Ui *ui, gpointer row);
  void (*open) (Ui *ui, gpointer row);
  /* Marks or unmarks the row, and whether it is; NULL: rows of this list have no marks. */
  void (*mark) (Model *model, gpointer row, bool marked);
  bool (*is_marked) (gpointer row);
  MarkKind marks; /* where they have */
  /* A filter that takes the session by what stands in the cell; g_free.  NULL: none can. */
  char *(*filter) (const Model *model, gpointer row, int cell);
  /* Whether what stands below the row, or is not shown, has what is searched for; NULL: cells are all. */
  bool (*has) (const Model *model, gpointer row, const char *needle);
  /* How wide the column of a cell would like to be; NULL: no wish. */
  int (*wish) (const Model *model, int available, int cell);
  void (*draw_empty) (const Ui *ui, Canvas *canvas, Area area);
} TableType;

/* All lists of this kind; ends with NULL.  In tables.c. */
extern const TableType *const tables[];
extern const TableType table_sessions;
extern const TableType table_messages;
extern const TableType table_logins;
extern const TableType table_hosts;
extern const TableType table_paths;
extern const TableType table_findings;

/* The state of a view, for its `open`; the other functions are those of View. */
gpointer table_view_new (Ui *ui, const TableType *type);
void table_view_free (gpointer state);
void table_view_draw (gpointer state, Canvas *canvas, Area area);
bool table_view_act (gpointer state, Action action);
size_t table_view_count (gpointer state);
size_t table_view_position (gpointer state);
bool table_view_match (gpointer state, size_t row, const char *needle);
void table_view_go (gpointer state, size_t row);
bool table_view_click (gpointer state, int row, int column);
/* The cells of the selected row, whole, with tabs between them. */
char *table_view_copy (gpointer state);
char *table_view_say (gpointer state, size_t row);

/* Tells how a list is sorted, or filtered by a cell: for who has not marked a column yet. */
void table_say_sort (Ui *ui);
void table_say_filter (Ui *ui);

/* The row that is selected; NULL: there is none. */
gpointer table_view_selected (gpointer state);
/* Draws the list in the upper part of the area, in no more than so many rows of its own, and a rule below it;
 * what is left, without rows where the list is empty and says so. */
Area table_view_draw_above (gpointer state, Canvas *canvas, Area area, int rows);

#endif
