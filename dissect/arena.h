/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of one session: given out in pieces, freed all at once. */
#ifndef SMTPLENS_ARENA_H
#define SMTPLENS_ARENA_H

#include "octets.h"

typedef struct Arena Arena;

Arena *arena_new (void);
/* NULL is fine. */
void arena_free (Arena *arena);
/* Zeroed, aligned for any type, valid until arena_free.  Never NULL. */
void *arena_alloc (Arena *arena, size_t size);
#define arena_new0(arena, Type) ((Type *) arena_alloc ((arena), sizeof (Type)))
/* A copy, with a NUL behind it that the length does not count. */
Octets arena_copy (Arena *arena, Octets octets);
/* Octets given out so far. */
size_t arena_size (const Arena *arena);
/* Octets of memory that this takes: chunks whole, as far as they are not given yet, too. */
size_t arena_memory (const Arena *arena);

#endif
