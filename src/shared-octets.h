/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets that many sessions have, once for all of them: "250 2.1.5 Ok", the answer of a server to
 * EHLO, the words of a finding. */
#ifndef SMTPLENS_SHARED_OCTETS_H
#define SMTPLENS_SHARED_OCTETS_H

#include "../dissect/arena.h"

typedef struct SharedOctets SharedOctets;

/* Copies stand in memory of the store, which must outlive them. */
SharedOctets *shared_octets_new (ArenaStore *store);
/* NULL is fine; the copies stay. */
void shared_octets_free (SharedOctets *shared);
/* These octets, with a NUL behind them.  NULL: they are not known to be those of many. */
const uint8_t *shared_octets_find (SharedOctets *shared, Octets octets);

#endif
