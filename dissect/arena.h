/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of one session: given out in pieces, freed all at once. */
#ifndef SMTPLENS_ARENA_H
#define SMTPLENS_ARENA_H

#include "octets.h"

typedef struct Arena Arena;

/* Where arenas have their memory from; src/ implements it with a file, a test with an array. */
typedef struct ArenaStore ArenaStore;
struct ArenaStore {
  /* Zeroed memory of at least so many octets, aligned for any type that sessions are made of, and how many there are;
   * NULL where there is no room for them. */
  void *(*take) (ArenaStore *store, size_t least, size_t *size);
  /* Takes back what it gave. */
  void (*give_back) (ArenaStore *store, void *memory, size_t size);
  /* Octets that many sessions have, such as "250 2.1.5 Ok": these with a NUL behind them, in one copy for all,
   * which stays as long as the store; NULL where it has none.  May be NULL: it shares nothing. */
  const uint8_t *(*share) (ArenaStore *store, Octets octets);
  /* What was given is not going to be used for a while; it may be used at any time. */
  void (*rest) (ArenaStore *store);
  uint64_t used;   /* octets given and not taken back */
  uint64_t shared; /* of these, those for what is shared, which stay */
  const char *why; /* nothing more is given: a limit or the disk; static, NULL while there is room */
};

Arena *arena_new (void);
/* Of a store, which must outlive it; NULL: as arena_new.  Where the store has no room, memory is
 * taken as if there was none. */
Arena *arena_new_in (ArenaStore *store);
/* NULL: none. */
ArenaStore *arena_store (const Arena *arena);
/* Whether all of its memory is in its store, so that it may be left there. */
bool arena_is_stored (const Arena *arena);
/* NULL is fine. */
void arena_free (Arena *arena);
/* Zeroed, aligned for pointers and numbers of 64 bits, valid until arena_free.  Never NULL. */
void *arena_alloc (Arena *arena, size_t size);
#define arena_new0(arena, Type) ((Type *) arena_alloc ((arena), sizeof (Type)))
/* Of octets that are in memory already elsewhere: arena_size does not count them.  NULL: zeroed instead. */
void *arena_settle (Arena *arena, const void *octets, size_t size);
/* The same of a string with its NUL; frees the string.  NULL: nothing.  The same octets may be shared. */
void arena_settle_string (Arena *arena, char **string);
/* A copy, with a NUL behind it that the length does not count, aligned for nothing but octets.  It may be
 * shared with others, of other sessions, too: never to be written to. */
Octets arena_copy (Arena *arena, Octets octets);
/* Octets given out so far. */
size_t arena_size (const Arena *arena);
/* Octets of memory that this takes: chunks whole, as far as they are not given yet, too. */
size_t arena_memory (const Arena *arena);

#endif
