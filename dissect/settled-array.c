/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays that stand in an arena: nothing but what the macros of GLib read of them. */
#include "config.h"

#include "settled-array.h"

#include <string.h>

/* What is empty is the same for all. */
static GPtrArray *
no_pointers (void)
{
  static const GPtrArray none = { NULL, 0 };
  return (GPtrArray *) &none;
}

static GArray *
no_records (void)
{
  static const GArray none = { NULL, 0 };
  return (GArray *) &none;
}

/* An array, and right behind it what is in it. */
typedef struct Settled {
  union {
    GPtrArray pointers;
    GArray records;
  };
  uint64_t space[];
} Settled;

static Settled *
settle (Arena *arena, gconstpointer octets, size_t size)
{
  Settled *settled = arena_settle (arena, NULL, sizeof *settled + size);
  memcpy (settled->space, octets, size);
  return settled;
}

GPtrArray *
settle_pointers (Arena *arena, GPtrArray *array)
{
  if (array == NULL)
    return NULL;
  GPtrArray *all = no_pointers ();
  if (array->len > 0)
    {
      Settled *settled = settle (arena, array->pdata, array->len * sizeof *array->pdata);
      settled->pointers = (GPtrArray){ (gpointer *) settled->space, array->len };
      all = &settled->pointers;
    }
  g_ptr_array_set_free_func (array, NULL);
  g_ptr_array_unref (array);
  return all;
}

GArray *
settle_records (Arena *arena, GArray *array)
{
  if (array == NULL)
    return NULL;
  GArray *all = no_records ();
  if (array->len > 0)
    {
      Settled *settled = settle (arena, array->data, (size_t) array->len * g_array_get_element_size (array));
      settled->records = (GArray){ (char *) settled->space, array->len };
      all = &settled->records;
    }
  g_array_unref (array);
  return all;
}
