/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays that do not change any more, in an arena. */
#ifndef SMTPLENS_SETTLED_ARRAY_H
#define SMTPLENS_SETTLED_ARRAY_H

#include "arena.h"

#include <glib.h>

/* An array, of pointers or of records, that is only read from here on, by its two public members.  What was
 * there is freed, but for what its pointers lead to.  NULL is fine. */
GPtrArray *settle_pointers (Arena *arena, GPtrArray *array);
GArray *settle_records (Arena *arena, GArray *array);

#endif
