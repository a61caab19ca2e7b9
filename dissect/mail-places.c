/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of offsets and packets that thins itself out: where it is full, every second
 * place is dropped, and from then on only every second one noted.
 *
 * Limits: PLACES_MOST; up to so many packets of one mail all are known exactly. */
#include "config.h"

#include "mail-places.h"

#include "settled-array.h"

#include <glib.h>

enum { PLACES_MOST = 1024 };

typedef struct Place {
  uint64_t offset;
  Origin origin;
} Place;

struct MailPlaces {
  GArray *of; /* of Place, by offset */
  unsigned stride, skipped;
};

void
mail_places_note (MailPlaces **places, uint64_t offset, Origin origin)
{
  MailPlaces *all = *places;
  if (all == NULL)
    {
      all = *places = g_new0 (MailPlaces, 1);
      all->of = g_array_new (FALSE, FALSE, sizeof (Place));
      all->stride = 1;
    }
  guint count = all->of->len;
  if (count > 0 && g_array_index (all->of, Place, count - 1).offset >= offset)
    return;
  if (++all->skipped < all->stride)
    return;
  all->skipped = 0;
  if (count == PLACES_MOST)
    {
      for (guint i = 1; i < count / 2; i++)
        g_array_index (all->of, Place, i) = g_array_index (all->of, Place, 2 * i);
      g_array_set_size (all->of, count / 2);
      all->stride *= 2;
    }
  Place place = { offset, origin };
  g_array_append_val (all->of, place);
}

void
mail_places_free (MailPlaces *places)
{
  if (places == NULL)
    return;
  g_array_unref (places->of);
  g_free (places);
}

MailPlaces *
mail_places_settle (MailPlaces *places, Arena *arena)
{
  if (places == NULL)
    return NULL;
  MailPlaces *settled = arena_settle (arena, places, sizeof *places);
  settled->of = settle_records (arena, places->of);
  g_free (places);
  return settled;
}

Origin
mail_places_find (const MailPlaces *places, uint64_t offset, Origin first)
{
  guint low = 0, high = places != NULL ? places->of->len : 0;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (g_array_index (places->of, Place, middle).offset <= offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? g_array_index (places->of, Place, low - 1).origin : first;
}
