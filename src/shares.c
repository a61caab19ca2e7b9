/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of shares by key, and for each power of two a list of the shares that weigh as much. */
#include "config.h"

#include "shares.h"

#include "keyed-hash.h"

#include <string.h>

enum { LEVELS = 64 };

struct Share {
  uint8_t key[SHARE_KEY_OCTETS];
  guint hash;
  GQueue items; /* the oldest first */
  uint64_t weight;
  unsigned level;
  GList link; /* among those of its level */
};

struct Shares {
  HashKey hash_key;
  GHashTable *by_key; /* a set of Share */
  GQueue levels[LEVELS];
  uint64_t weight; /* of all */
};

static guint
share_hash (gconstpointer share)
{
  return ((const Share *) share)->hash;
}

static gboolean
share_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (((const Share *) a)->key, ((const Share *) b)->key, SHARE_KEY_OCTETS) == 0;
}

Shares *
shares_new (void)
{
  Shares *shares = g_new0 (Shares, 1);
  hash_key_init (&shares->hash_key);
  shares->by_key = g_hash_table_new (share_hash, share_equal);
  return shares;
}

void
shares_free (Shares *shares)
{
  if (shares == NULL)
    return;
  g_assert (g_hash_table_size (shares->by_key) == 0);
  g_hash_table_unref (shares->by_key);
  g_free (shares);
}

static unsigned
level_of (uint64_t weight)
{
  unsigned level = 0;
  for (; weight > 1; weight >>= 1)
    level++;
  return level;
}

static void
set_weight (Shares *shares, Share *share, uint64_t weight)
{
  const unsigned level = level_of (weight);
  shares->weight += weight - share->weight;
  share->weight = weight;
  if (level == share->level)
    return;
  g_queue_unlink (&shares->levels[share->level], &share->link);
  share->level = level;
  g_queue_push_tail_link (&shares->levels[level], &share->link);
}

static void
make_key (const Shares *shares, Share *share, const void *key, size_t length)
{
  g_assert (length <= sizeof share->key);
  memset (share->key, 0, sizeof share->key);
  memcpy (share->key, key, length);
  share->hash = (guint) keyed_hash (&shares->hash_key, share->key, sizeof share->key);
}

Share *
shares_find (Shares *shares, const void *key, size_t length)
{
  Share wanted;
  make_key (shares, &wanted, key, length);
  return g_hash_table_lookup (shares->by_key, &wanted);
}

Share *
shares_add (Shares *shares, const void *key, size_t length, GList *link, uint64_t weight)
{
  Share wanted;
  make_key (shares, &wanted, key, length);
  Share *share = g_hash_table_lookup (shares->by_key, &wanted);
  if (share == NULL)
    {
      share = g_new0 (Share, 1);
      memcpy (share->key, wanted.key, sizeof share->key);
      share->hash = wanted.hash;
      share->link.data = share;
      g_queue_push_tail_link (&shares->levels[0], &share->link);
      g_hash_table_add (shares->by_key, share);
    }
  g_queue_push_tail_link (&share->items, link);
  set_weight (shares, share, share->weight + weight);
  return share;
}

void
shares_reweigh (Shares *shares, Share *share, uint64_t before, uint64_t now)
{
  g_assert (share->weight >= before);
  set_weight (shares, share, share->weight - before + now);
}

void
shares_remove (Shares *shares, Share *share, GList *link, uint64_t weight)
{
  g_queue_unlink (&share->items, link);
  shares_reweigh (shares, share, weight, 0);
  if (share->items.length > 0)
    return;
  g_assert (share->weight == 0);
  g_queue_unlink (&shares->levels[share->level], &share->link);
  g_hash_table_remove (shares->by_key, share);
  g_free (share);
}

GList *
share_oldest (const Share *share)
{
  return share->items.head;
}

void *
shares_greediest (const Shares *shares)
{
  unsigned level = LEVELS;
  while (level > 0 && shares->levels[level - 1].head == NULL)
    level--;
  if (level == 0)
    return NULL;
  const Share *share = shares->levels[level - 1].head->data;
  return share->weight > shares->weight / GREEDY ? share_oldest (share)->data : NULL;
}
