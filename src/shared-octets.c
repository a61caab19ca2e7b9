/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of places, in each of which the octets that came last stand for a hash.
 *
 * What comes for the first time leaves its hash alone; what comes a second time, while no others took its
 * place, is copied for all that come later.  So what no two have costs no copy, and the table has always the
 * same size, whatever is sent.  Who loses his place loses nothing: his copy stays with those who have it.
 *
 * Takes nothing back, and does not find octets that differ in case or lie inside of others. */
#include "config.h"

#include "shared-octets.h"

#include "keyed-hash.h"

#include <glib.h>
#include <string.h>

enum { PLACES = 1 << 14, CHUNK = 16 * 1024 };

typedef struct Place {
  uint64_t hash;
  Octets octets; /* at NULL: they came once */
} Place;

struct SharedOctets {
  ArenaStore *store;
  uint8_t *free;
  size_t left;
  HashKey key;
  Place places[PLACES];
};

SharedOctets *
shared_octets_new (ArenaStore *store)
{
  SharedOctets *shared = g_new0 (SharedOctets, 1);
  shared->store = store;
  hash_key_init (&shared->key);
  return shared;
}

void
shared_octets_free (SharedOctets *shared)
{
  g_free (shared);
}

/* NULL: the store is full. */
static const uint8_t *
copy (SharedOctets *shared, Octets octets)
{
  if (octets.length >= shared->left)
    {
      size_t size;
      uint8_t *memory = shared->store->take (shared->store, MAX (CHUNK, octets.length + 1), &size);
      if (memory == NULL)
        return NULL;
      shared->store->shared += size;
      shared->free = memory;
      shared->left = size;
    }
  uint8_t *copied = shared->free;
  memcpy (copied, octets.at, octets.length);
  copied[octets.length] = 0;
  shared->free += octets.length + 1;
  shared->left -= octets.length + 1;
  return copied;
}

const uint8_t *
shared_octets_find (SharedOctets *shared, Octets octets)
{
  const uint64_t hash = keyed_hash (&shared->key, octets.at, octets.length);
  Place *place = &shared->places[hash % PLACES];
  if (place->hash != hash)
    {
      *place = (Place){ hash, OCTETS_NONE };
      return NULL;
    }
  if (place->octets.at == NULL)
    {
      const uint8_t *copied = copy (shared, octets);
      if (copied != NULL)
        place->octets = octets_of (copied, octets.length);
      return copied;
    }
  return octets_equal (place->octets, octets) ? place->octets.at : NULL;
}
