/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays that stand in an arena: nothing but what the macros of GLib read of them. */
#include "config.h"

#include "settled-array.h"

GPtrArray *
settle_pointers (Arena *arena, GPtrArray *array)
{
  if (array == NULL)
    return NULL;
  GPtrArray settled = { NULL, array->len };
  settled.pdata = arena_settle (arena, array->pdata, array->len * sizeof *array->pdata);
  g_ptr_array_set_free_func (array, NULL);
  g_ptr_array_unref (array);
  return arena_settle (arena, &settled, sizeof settled);
}

GArray *
settle_records (Arena *arena, GArray *array)
{
  if (array == NULL)
    return NULL;
  GArray settled = { NULL, array->len };
  settled.data = arena_settle (arena, array->data, (size_t) array->len * g_array_get_element_size (array));
  g_array_unref (array);
  return arena_settle (arena, &settled, sizeof settled);
}
