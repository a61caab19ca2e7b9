/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chained slots, a power of two that doubles with the entries, and two lists by age. */
#include "config.h"

#include "wifi-table.h"

#include "keyed-hash.h"

#include <glib.h>
#include <string.h>

enum { SLOTS_FIRST = 64 };

typedef struct Ages {
  WifiNode *oldest, *newest;
} Ages;

struct WifiTable {
  HashKey key;
  WifiNode **slots;
  size_t slot_count;
  size_t count;
  size_t entry_octets;
  uint64_t most;
  uint64_t hit;
  void (*clear) (void *entry);
  Ages ages[2]; /* by worthy */
};

WifiTable *
wifi_table_new (size_t entry_octets, uint64_t most, void (*clear) (void *entry))
{
  WifiTable *table = g_new0 (WifiTable, 1);
  hash_key_init (&table->key);
  table->slot_count = SLOTS_FIRST;
  table->slots = g_new0 (WifiNode *, table->slot_count);
  table->entry_octets = entry_octets;
  table->most = MAX (most, 1);
  table->clear = clear;
  return table;
}

static void
free_entry (WifiTable *table, WifiNode *node)
{
  if (table->clear != NULL)
    table->clear (node);
  g_free (node);
}

void
wifi_table_free (WifiTable *table)
{
  if (table == NULL)
    return;
  for (size_t i = 0; i < table->slot_count; i++)
    for (WifiNode *node = table->slots[i], *next; node != NULL; node = next)
      {
        next = node->next;
        free_entry (table, node);
      }
  g_free (table->slots);
  g_free (table);
}

static void
make_key (uint8_t key[WIFI_KEY_OCTETS], const uint8_t first[6], const uint8_t second[6])
{
  memset (key, 0, WIFI_KEY_OCTETS);
  memcpy (key, first, 6);
  if (second != NULL)
    memcpy (key + 6, second, 6);
}

static WifiNode **
slot_of (const WifiTable *table, const uint8_t key[WIFI_KEY_OCTETS])
{
  return &table->slots[keyed_hash (&table->key, key, WIFI_KEY_OCTETS) & (table->slot_count - 1)];
}

static WifiNode *
find (const WifiTable *table, const uint8_t key[WIFI_KEY_OCTETS])
{
  WifiNode *node = *slot_of (table, key);
  while (node != NULL && memcmp (node->key, key, WIFI_KEY_OCTETS) != 0)
    node = node->next;
  return node;
}

void *
wifi_table_find (const WifiTable *table, const uint8_t first[6], const uint8_t second[6])
{
  uint8_t key[WIFI_KEY_OCTETS];
  make_key (key, first, second);
  return find (table, key);
}

static void
unlink_age (WifiTable *table, WifiNode *node)
{
  Ages *ages = &table->ages[node->worthy];
  *(node->older != NULL ? &node->older->newer : &ages->oldest) = node->newer;
  *(node->newer != NULL ? &node->newer->older : &ages->newest) = node->older;
}

static void
link_newest (WifiTable *table, WifiNode *node)
{
  Ages *ages = &table->ages[node->worthy];
  node->older = ages->newest;
  node->newer = NULL;
  *(ages->newest != NULL ? &ages->newest->newer : &ages->oldest) = node;
  ages->newest = node;
}

static void
give_way (WifiTable *table)
{
  WifiNode *node = table->ages[false].oldest != NULL ? table->ages[false].oldest : table->ages[true].oldest;
  WifiNode **link = slot_of (table, node->key);
  while (*link != node)
    link = &(*link)->next;
  *link = node->next;
  unlink_age (table, node);
  free_entry (table, node);
  table->count--;
  table->hit++;
}

static void
grow (WifiTable *table)
{
  WifiNode **old = table->slots;
  const size_t old_count = table->slot_count;
  table->slot_count = 2 * old_count;
  table->slots = g_new0 (WifiNode *, table->slot_count);
  for (size_t i = 0; i < old_count; i++)
    for (WifiNode *node = old[i], *next; node != NULL; node = next)
      {
        next = node->next;
        WifiNode **slot = slot_of (table, node->key);
        node->next = *slot;
        *slot = node;
      }
  g_free (old);
}

void *
wifi_table_get (WifiTable *table, const uint8_t first[6], const uint8_t second[6])
{
  uint8_t key[WIFI_KEY_OCTETS];
  make_key (key, first, second);
  WifiNode *node = find (table, key);
  if (node != NULL)
    {
      unlink_age (table, node);
      link_newest (table, node);
      return node;
    }
  if (table->count >= table->most)
    give_way (table);
  if (table->count >= table->slot_count)
    grow (table);
  node = g_malloc0 (table->entry_octets);
  memcpy (node->key, key, sizeof key);
  WifiNode **slot = slot_of (table, key);
  node->next = *slot;
  *slot = node;
  link_newest (table, node);
  table->count++;
  return node;
}

void
wifi_table_keep (WifiTable *table, void *entry)
{
  WifiNode *node = entry;
  if (node->worthy)
    return;
  unlink_age (table, node);
  node->worthy = true;
  link_newest (table, node);
}

uint64_t
wifi_table_hit (const WifiTable *table)
{
  return table->hit;
}

void
wifi_table_each (const WifiTable *table, void (*visit) (void *user, void *entry), void *user)
{
  for (unsigned worthy = 0; worthy < 2; worthy++)
    for (WifiNode *node = table->ages[worthy].oldest; node != NULL; node = node->newer)
      visit (user, node);
}
