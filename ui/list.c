/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic of selecting and scrolling; draws nothing. */
#include "config.h"

#include "list.h"

#include <glib.h>

void
list_set_count (List *list, size_t count)
{
  list->count = count;
  if (list->selected >= count)
    list->selected = count > 0 ? count - 1 : 0;
  list_set_rows (list, list->rows);
}

void
list_set_rows (List *list, size_t rows)
{
  list->rows = MAX (rows, 1);
  if (list->selected < list->top)
    list->top = list->selected;
  if (list->selected >= list->top + list->rows)
    list->top = list->selected - list->rows + 1;
  /* No empty rows below the last while there are rows above the first. */
  if (list->top + list->rows > list->count)
    list->top = list->count > list->rows ? list->count - list->rows : 0;
}

void
list_select (List *list, size_t row)
{
  list->selected = list->count == 0 ? 0 : MIN (row, list->count - 1);
  list_set_rows (list, list->rows);
}

static size_t
back (size_t from, size_t by)
{
  return from > by ? from - by : 0;
}

bool
list_act (List *list, Action action)
{
  size_t page = MAX (list->rows, 2) - 1;
  switch (action)
    {
    case ACTION_UP:
      list_select (list, back (list->selected, 1));
      return true;
    case ACTION_DOWN:
      list_select (list, list->selected + 1);
      return true;
    case ACTION_PAGE_UP:
      list_select (list, back (list->selected, page));
      return true;
    case ACTION_PAGE_DOWN:
      list_select (list, list->selected + page);
      return true;
    case ACTION_FIRST:
      list_select (list, 0);
      return true;
    case ACTION_LAST:
      list_select (list, list->count);
      return true;
    default:
      return false;
    }
}

bool
list_scroll (List *list, Action action)
{
  size_t page = MAX (list->rows, 2) - 1;
  size_t last = back (list->count, list->rows);
  switch (action)
    {
    case ACTION_UP:
      list->top = back (list->top, 1);
      break;
    case ACTION_DOWN:
      list->top = MIN (list->top + 1, last);
      break;
    case ACTION_PAGE_UP:
      list->top = back (list->top, page);
      break;
    case ACTION_PAGE_DOWN:
      list->top = MIN (list->top + page, last);
      break;
    case ACTION_FIRST:
      list->top = 0;
      break;
    case ACTION_LAST:
      list->top = last;
      break;
    default:
      return false;
    }
  list->selected = list->top;
  return true;
}
