/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of one session: chunks that grow from small to large, freed at once.
 *
 * The first chunk is small, for most sessions of a scan or a flood say little;
 * later ones double, so that a long session does not pay per line.  A request
 * larger than a chunk gets one of its own.
 *
 * Structs are given from the begin of a chunk, octets, which need no alignment, from its end.
 *
 * Of a store chunks are smaller: what the last one does not need stays in the store for as long
 * as the session is kept.
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
/* Others are as large as a part of what there is, at least so large: what is left over in the end is lost. */
#define STORED_LEAST 512u
#define STORED_PART 32u
/* Of what is shared in a store: fewer octets cost less than to look for them, more are hardly the same. */
#define SHARED_LEAST 4u
#define SHARED_MOST 1024u

/* What structs are made of. */
typedef union Unit {
  void *pointer;
  uint64_t number;
  double fraction;
} Unit;

typedef struct Chunk Chunk;
struct Chunk {
  Chunk *next;
  size_t stored; /* octets of the store, this struct with them; 0: it is none of the store */
  alignas (Unit) uint8_t space[];
};

/* Octets of a chunk that were not given yet. */
typedef struct Room {
  uint8_t *free; /* aligned */
  size_t left;
} Room;

struct Arena {
  Chunk *chunks; /* all of them, to be freed; the last one holds this struct */
  ArenaStore *store;
  bool all_stored;
  Room rooms[2]; /* that are being filled: the one with less left first */
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
  const size_t own = rounded_up (sizeof (Arena), alignof (Unit));
  size_t size = store != NULL ? STORED_FIRST - sizeof (Chunk) : own + CHUNK_FIRST;
  Chunk *chunk = chunk_new (store, &size);
  Arena *arena = (Arena *) (gpointer) chunk->space;
  arena->chunks = chunk;
  arena->store = store;
  arena->all_stored = chunk->stored > 0;
  arena->held = sizeof (Chunk) + size;
  arena->rooms[1] = (Room){ chunk->space + own, size - own };
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

/* A chunk for so many octets and, mostly, more. */
static Room
fresh_room (Arena *arena, size_t size)
{
  size_t octets = size;
  if (arena->store != NULL)
    octets = MAX (CLAMP (arena->held / STORED_PART, STORED_LEAST, CHUNK_MOST) - sizeof (Chunk), size);
  else if (size <= arena->next_chunk / 2)
    {
      octets = arena->next_chunk;
      arena->next_chunk = MIN (arena->next_chunk * 2, CHUNK_MOST);
    } /* else it is most of a chunk, and gets one of its own */
  uint8_t *at = add_chunk (arena, &octets);
  return (Room){ at, octets };
}

static uint8_t *
use_room (Room *room, size_t size, bool at_end)
{
  uint8_t *at = at_end ? room->free + room->left - size : room->free;
  room->free += at_end ? 0 : size;
  room->left -= size;
  return at;
}

/* Of the room with less left, if it suffices there: then little is left over in the end. */
static uint8_t *
give_at (Arena *arena, size_t size, bool at_end)
{
  Room *rooms = arena->rooms, fresh;
  uint8_t *at;
  if (size <= rooms[0].left)
    return use_room (&rooms[0], size, at_end);
  if (size <= rooms[1].left)
    at = use_room (&rooms[1], size, at_end);
  else
    {
      fresh = fresh_room (arena, size);
      at = use_room (&fresh, size, at_end);
      if (fresh.left > rooms[0].left)
        rooms[0] = fresh;
    }
  if (rooms[0].left > rooms[1].left)
    {
      fresh = rooms[0];
      rooms[0] = rooms[1];
      rooms[1] = fresh;
    }
  return at;
}

static void *
give (Arena *arena, size_t size)
{
  const size_t unit = sizeof (Unit);

  g_assert (size <= SIZE_MAX - unit - sizeof (Chunk));
  size_t rounded = rounded_up (size, unit);
  return give_at (arena, MAX (rounded, unit), false); /* two empty requests are still two addresses */
}

/* Octets with room for a NUL, which is there; shared, if the store has the same already. */
static const uint8_t *
give_octets (Arena *arena, const void *octets, size_t length)
{
  ArenaStore *store = arena->store;
  if (store != NULL && store->share != NULL && length >= SHARED_LEAST && length <= SHARED_MOST)
    {
      const uint8_t *shared = store->share (store, octets_of (octets, length));
      if (shared != NULL)
        return shared;
    }
  g_assert (length <= SIZE_MAX - sizeof (Unit) - sizeof (Chunk));
  uint8_t *copy = give_at (arena, length + 1, true);
  if (length > 0)
    memcpy (copy, octets, length);
  copy[length] = 0;
  return copy;
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
  if (size > 0 && octets != NULL)
    memcpy (copy, octets, size);
  return copy;
}

void
arena_settle_string (Arena *arena, char **string)
{
  char *owned = *string;
  if (owned == NULL)
    return;
  *string = (char *) give_octets (arena, owned, strlen (owned));
  g_free (owned);
}

Octets
arena_copy (Arena *arena, Octets octets)
{
  arena->given += octets.length;
  return octets_of (give_octets (arena, octets.at, octets.length), octets.length);
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
