/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of one session: chunks that grow from small to large, freed at once.
 *
 * The first chunk is small, for most sessions of a scan or a flood say little;
 * later ones double, so that a long session does not pay per line.  A request
 * larger than a chunk gets one of its own.
 *
 * Of a store chunks grow with what there is: what the last one does not need stays in
 * the store for as long as the session is kept.
 *
 * Sets no limit of its own: whoever takes octets from the wire bounds them
 * first and reads arena_size.  Not for threads. */
#include "config.h"

#include "arena.h"

#include <glib.h>
#include <stdalign.h>

#define CHUNK_FIRST 1024u
#define CHUNK_MOST 16384u

#define STORED_FIRST 2048u
#define STORED_UNIT 512u

typedef struct Chunk Chunk;
struct Chunk {
  Chunk *next;
  size_t stored; /* octets of the store, this struct with them; 0: it is none of the store */
  alignas (max_align_t) uint8_t space[];
};

struct Arena {
  Chunk *chunks; /* all of them, to be freed; the last one holds this struct */
  ArenaStore *store;
  bool all_stored;
  uint8_t *free; /* in the chunk that is being filled */
  size_t left;
  size_t next_chunk;
  size_t given;
  size_t held; /* of memory, chunks whole */
};

/* A chunk for so many octets, or more: *size. */
static Chunk *
chunk_new (ArenaStore *store, size_t *size)
{
  /* g_malloc0 ends the program where the sum could not be had; the sum itself
   * must not wrap before. */
  g_assert (*size <= SIZE_MAX - sizeof (Chunk));
  size_t stored = 0;
  Chunk *chunk = store != NULL ? store->take (store, sizeof (Chunk) + *size, &stored) : NULL;
  if (chunk == NULL)
    chunk = g_malloc0 (sizeof (Chunk) + *size);
  else
    *size = stored - sizeof (Chunk);
  chunk->stored = stored;
  return chunk;
}

static void
chunk_free (ArenaStore *store, Chunk *chunk)
{
  if (chunk->stored > 0)
    store->give_back (store, chunk, chunk->stored);
  else
    g_free (chunk);
}

static uint8_t *
add_chunk (Arena *arena, size_t *size)
{
  Chunk *chunk = chunk_new (arena->store, size);
  chunk->next = arena->chunks;
  arena->chunks = chunk;
  arena->all_stored = arena->all_stored && chunk->stored > 0;
  arena->held += sizeof (Chunk) + *size;
  return chunk->space;
}

static size_t
rounded_up (size_t size, size_t unit)
{
  return (size + unit - 1) / unit * unit;
}

Arena *
arena_new_in (ArenaStore *store)
{
  const size_t own = rounded_up (sizeof (Arena), alignof (max_align_t));
  size_t size = store != NULL ? STORED_FIRST - sizeof (Chunk) : own + CHUNK_FIRST;
  Chunk *chunk = chunk_new (store, &size);
  Arena *arena = (Arena *) (gpointer) chunk->space;
  arena->chunks = chunk;
  arena->store = store;
  arena->all_stored = chunk->stored > 0;
  arena->held = sizeof (Chunk) + size;
  arena->free = chunk->space + own;
  arena->left = (size - own) / alignof (max_align_t) * alignof (max_align_t);
  arena->next_chunk = CHUNK_FIRST;
  return arena;
}

Arena *
arena_new (void)
{
  return arena_new_in (NULL);
}

void
arena_free (Arena *arena)
{
  if (arena == NULL)
    return;
  ArenaStore *store = arena->store;
  for (Chunk *chunk = arena->chunks, *next; chunk != NULL; chunk = next)
    {
      next = chunk->next;
      chunk_free (store, chunk);
    }
}

ArenaStore *
arena_store (const Arena *arena)
{
  return arena->store;
}

bool
arena_is_stored (const Arena *arena)
{
  return arena->all_stored;
}

/* From a fresh chunk of the store, which is then filled if there is more left in it than in the one in use. */
static void *
give_stored (Arena *arena, size_t size)
{
  const size_t unit = alignof (max_align_t);
  size_t wanted = CLAMP (rounded_up (arena->held / 4, STORED_UNIT), 2 * STORED_UNIT, CHUNK_MOST) - sizeof (Chunk);
  size_t room = MAX (wanted, size);
  uint8_t *at = add_chunk (arena, &room);
  size_t left = (room - size) / unit * unit;
  if (left > arena->left)
    {
      arena->free = at + size;
      arena->left = left;
    }
  return at;
}

static void *
give (Arena *arena, size_t size)
{
  const size_t unit = alignof (max_align_t);

  g_assert (size <= SIZE_MAX - unit - sizeof (Chunk));
  size_t rounded = rounded_up (size, unit);
  if (rounded == 0)
    rounded = unit; /* two empty requests are still two addresses */
  if (rounded > arena->left)
    {
      if (arena->store != NULL)
        return give_stored (arena, rounded);
      /* A request that would waste most of a fresh chunk is given its own and
       * leaves the chunk in use as it is. */
      if (rounded > arena->next_chunk / 2)
        return add_chunk (arena, &rounded);
      size_t room = arena->next_chunk;
      arena->next_chunk = MIN (arena->next_chunk * 2, CHUNK_MOST);
      arena->free = add_chunk (arena, &room);
      arena->left = room / unit * unit;
    }
  void *at = arena->free;
  arena->free += rounded;
  arena->left -= rounded;
  return at;
}

void *
arena_alloc (Arena *arena, size_t size)
{
  arena->given += size;
  return give (arena, size);
}

void *
arena_settle (Arena *arena, const void *octets, size_t size)
{
  void *copy = give (arena, size);
  if (size > 0)
    memcpy (copy, octets, size);
  return copy;
}

void
arena_settle_string (Arena *arena, char **string)
{
  char *owned = *string;
  if (owned == NULL)
    return;
  *string = arena_settle (arena, owned, strlen (owned) + 1);
  g_free (owned);
}

Octets
arena_copy (Arena *arena, Octets octets)
{
  uint8_t *copy = arena_alloc (arena, octets.length + 1);

  if (octets.length > 0)
    memcpy (copy, octets.at, octets.length);
  arena->given--; /* the NUL is ours */
  return octets_of (copy, octets.length);
}

size_t
arena_size (const Arena *arena)
{
  return arena->given;
}

size_t
arena_memory (const Arena *arena)
{
  return arena->held;
}
