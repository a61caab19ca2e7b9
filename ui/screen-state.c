/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "screen-state.h"

static size_t
table_place_of (const TableType *type)
{
  size_t place = 0;
  while (tables[place] != NULL && tables[place] != type)
    place++;
  g_assert (tables[place] != NULL && place < TABLES_MOST);
  return place;
}

void
screen_state_init (ScreenState *state)
{
  for (size_t i = 0; tables[i] != NULL; i++)
    list_layout_init (&state->lists[table_place_of (tables[i])], tables[i]);
}

ListLayout *
screen_state_list (ScreenState *state, const TableType *type)
{
  return &state->lists[table_place_of (type)];
}
