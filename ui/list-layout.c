/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of lists by their names and places. */
#include "config.h"

#include "list-layout.h"

void
list_layout_init (ListLayout *layout, const TableType *type)
{
  *layout = (ListLayout){ .sorted = -1 };
  for (int i = 0; i < type->count; i++)
    if (type->columns[i].standard)
      layout->columns[layout->count++] = i;
}

bool
list_layout_has_standard_columns (const ListLayout *layout, const TableType *type)
{
  ListLayout standard;
  list_layout_init (&standard, type);
  for (int i = 0; i < layout->count; i++)
    if (i >= standard.count || layout->columns[i] != standard.columns[i])
      return false;
  return layout->count == standard.count;
}

void
list_layout_sort (const ListLayout *layout, const TableType *type, Model *model)
{
  if (type->kind < ROW_KINDS)
    model_sort (model, type->kind, layout->sorted >= 0 ? type->columns[layout->sorted].cell : -1, layout->descending);
}

void
list_layout_turn (ListLayout *layout, int column)
{
  if (layout->sorted != column)
    {
      layout->sorted = column;
      layout->descending = false;
    }
  else if (!layout->descending)
    layout->descending = true;
  else
    layout->sorted = -1;
}

int
list_layout_find (const ListLayout *layout, int column)
{
  for (int i = 0; i < layout->count; i++)
    if (layout->columns[i] == column)
      return i;
  return -1;
}

int
table_column_find (const TableType *type, const char *id)
{
  for (int i = 0; i < type->count; i++)
    if (g_ascii_strcasecmp (type->columns[i].id, id) == 0)
      return i;
  return -1;
}

const TableType *
table_find (const char *id)
{
  for (size_t i = 0; tables[i] != NULL; i++)
    if (g_ascii_strcasecmp (tables[i]->id, id) == 0)
      return tables[i];
  return NULL;
}
