/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bounded table whose keys are two MAC addresses.  When it is full the oldest
 * entry gives way, and those that were marked as worth keeping only where there are
 * no others: who floods the air with invented networks cannot push out real ones. */
#ifndef SMTPLENS_WIFI_TABLE_H
#define SMTPLENS_WIFI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIFI_KEY_OCTETS = 12 };

/* The first member of every entry. */
typedef struct WifiNode {
  struct WifiNode *next; /* in its slot */
  struct WifiNode *older, *newer;
  uint8_t key[WIFI_KEY_OCTETS];
  bool worthy;
} WifiNode;

typedef struct WifiTable WifiTable;

/* Entries of this size, at most this many; `clear` frees what one holds, or is NULL. */
WifiTable *wifi_table_new (size_t entry_octets, uint64_t most, void (*clear) (void *entry));
void wifi_table_free (WifiTable *table);

/* `second` may be NULL.  NULL where there is none. */
void *wifi_table_find (const WifiTable *table, const uint8_t first[6], const uint8_t second[6]);
/* The same; where there is none, a new one, all zero behind its node.  Either way it
 * is then the newest. */
void *wifi_table_get (WifiTable *table, const uint8_t first[6], const uint8_t second[6]);
/* From now on worth keeping. */
void wifi_table_keep (WifiTable *table, void *entry);
/* How often an entry had to give way. */
uint64_t wifi_table_hit (const WifiTable *table);
/* In the order of their ages. */
void wifi_table_each (const WifiTable *table, void (*visit) (void *user, void *entry), void *user);

#endif
