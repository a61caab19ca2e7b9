/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who holds how much of something that is bounded.  What is held are items, of whatever
 * kind; those with the same key (a pair of hosts, a station) are one share.  When the
 * bound is met, the oldest item of the heaviest share gives way, if that is greedy: who
 * floods takes room from himself, and not from those who need little.  Where no share is
 * greedy, they are many who flood, and nobody is told from them by how much he holds.
 *
 * All that it does costs the same however many there are.  Shares of about the same
 * weight (within a factor of two) count as equal; among them that one is taken first which
 * has been so heavy for the longest time.
 *
 * It neither knows the bound nor frees items. */
#ifndef SMTPLENS_SHARES_H
#define SMTPLENS_SHARES_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

enum { SHARE_KEY_OCTETS = 40 };

typedef struct Shares Shares;
typedef struct Share Share;

Shares *shares_new (void);
/* No item may be left in it.  NULL is fine. */
void shares_free (Shares *shares);

/* The share of a key of at most SHARE_KEY_OCTETS, or NULL.  It lives as long as it has items. */
Share *shares_find (Shares *shares, const void *key, size_t length);

/* Adds an item, whose link->data is set and which stays where it is, as the newest of its
 * share, with a weight (octets of memory).  Returns the share. */
Share *shares_add (Shares *shares, const void *key, size_t length, GList *link, uint64_t weight);
/* An item of the share became heavier or lighter. */
void shares_reweigh (Shares *shares, Share *share, uint64_t before, uint64_t now);
/* Takes an item out, with all of its weight. */
void shares_remove (Shares *shares, Share *share, GList *link, uint64_t weight);

/* Its oldest item's link; never NULL. */
GList *share_oldest (const Share *share);
/* The data of the oldest item of the heaviest share, if that holds more than one part in
 * GREEDY of all; else NULL. */
enum { GREEDY = 32 };
void *shares_greediest (const Shares *shares);

#endif
