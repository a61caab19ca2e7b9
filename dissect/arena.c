/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of one session: chunks that grow from small to large, freed at once.
 *
 * The first chunk is small, for most sessions of a scan or a flood say little;
 * later ones double, so that a long session does not pay per line.  A request
 * larger than a chunk gets one of its own.
 *
 * Sets no limit of its own: whoever takes octets from the wire bounds them
 * first and reads arena_size.  Not for threads. */
#include "config.h"

#include "arena.h"

#include <glib.h>
#include <stdalign.h>

#define CHUNK_FIRST 512u
#define CHUNK_MOST 16384u

typedef struct Chunk Chunk;
struct Chunk {
  Chunk *next;
  alignas (max_align_t) uint8_t space[];
};

struct Arena {
  Chunk *chunks; /* all of them, to be freed */
  uint8_t *free; /* in the chunk that is being filled */
  size_t left;
  size_t next_chunk;
  size_t given;
  size_t held; /* of memory, chunks whole */
};

static uint8_t *
chunk_new (Arena *arena, size_t size)
{
  /* g_malloc0 ends the program where the sum could not be had; the sum itself
   * must not wrap before. */
  g_assert (size <= SIZE_MAX - sizeof (Chunk));
  Chunk *chunk = g_malloc0 (sizeof (Chunk) + size);
  chunk->next = arena->chunks;
  arena->chunks = chunk;
  arena->held += sizeof (Chunk) + size;
  return chunk->space;
}

Arena *
arena_new (void)
{
  Arena *arena = g_new0 (Arena, 1);
  arena->next_chunk = CHUNK_FIRST;
  return arena;
}

void
arena_free (Arena *arena)
{
  if (arena == NULL)
    return;
  while (arena->chunks != NULL)
    {
      Chunk *chunk = arena->chunks;
      arena->chunks = chunk->next;
      g_free (chunk);
    }
  g_free (arena);
}

void *
arena_alloc (Arena *arena, size_t size)
{
  const size_t unit = alignof (max_align_t);

  g_assert (size <= SIZE_MAX - unit - sizeof (Chunk));
  size_t rounded = (size + unit - 1) / unit * unit;
  arena->given += size;
  if (rounded == 0)
    rounded = unit; /* two empty requests are still two addresses */
  if (rounded > arena->left)
    {
      /* A request that would waste most of a fresh chunk is given its own and
       * leaves the chunk in use as it is. */
      if (rounded > arena->next_chunk / 2)
        return chunk_new (arena, rounded);
      arena->free = chunk_new (arena, arena->next_chunk);
      arena->left = arena->next_chunk;
      arena->next_chunk = MIN (arena->next_chunk * 2, CHUNK_MOST);
    }
  void *at = arena->free;
  arena->free += rounded;
  arena->left -= rounded;
  return at;
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
  return sizeof *arena + arena->held;
}
