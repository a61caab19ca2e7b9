/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which packet brought which octets of a mail, for evidence. */
#ifndef SMTPLENS_MAIL_PLACES_H
#define SMTPLENS_MAIL_PLACES_H

#include "arena.h"
#include "smtp-event.h"

typedef struct MailPlaces MailPlaces;

/* The octets from `offset` of the mail data on came with `origin`.  Makes *places if NULL. */
void mail_places_note (MailPlaces **places, uint64_t offset, Origin origin);
/* NULL is fine. */
void mail_places_free (MailPlaces *places);
/* No more is noted: moves to the arena.  NULL is fine. */
MailPlaces *mail_places_settle (MailPlaces *places, Arena *arena);
/* What brought the octet at `offset`, or, in a mail of very many packets, a little
 * before it; `first`: of the mail's first octet, which is not noted.  NULL is fine. */
Origin mail_places_find (const MailPlaces *places, uint64_t offset, Origin first);

#endif
