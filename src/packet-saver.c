/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entry a connection: its packets while they wait, and what was decided, since
 * the last packets of a connection come after its session is gone.  Over the limit
 * the oldest entries go, so memory is bounded by the limit alone.  A SYN begins a
 * connection anew.  Of a datagram in fragments all packets are saved, when the last of
 * them has come. */
#include "config.h"

#include "packet-saver.h"

#include <glib.h>

#include "keyed-hash.h"
#include "packet-chain.h"

typedef struct FlowKey {
  uint8_t low_ip[16], high_ip[16];
  uint16_t low_port, high_port;
  uint32_t ip_version; /* an address of one version has the octets of one of the other */
} FlowKey;

typedef struct Entry {
  struct Entry *chain; /* in the bucket */
  GList link;          /* in the list of ages */
  FlowKey key;
  PacketChain held;
  SaveVerdict verdict;
} Entry;

enum { BUCKETS = 4096 };

struct PacketSaver {
  HashKey hash_key;
  Entry *buckets[BUCKETS];
  GQueue ages;
  uint64_t octets, limit, hit;
  void (*write) (void *user, const Packet *packet);
  void *user;
};

PacketSaver *
packet_saver_new (uint64_t limit, void (*write) (void *user, const Packet *packet), void *user)
{
  PacketSaver *saver = g_new0 (PacketSaver, 1);
  hash_key_init (&saver->hash_key);
  g_queue_init (&saver->ages);
  saver->limit = limit;
  saver->write = write;
  saver->user = user;
  return saver;
}

static FlowKey
key_of (const TcpSegment *segment)
{
  FlowKey key;
  memset (&key, 0, sizeof key);
  key.ip_version = segment->ip_version;
  size_t length = segment->ip_version == 6 ? 16 : 4;
  int order = memcmp (segment->source, segment->destination, length);
  bool source_low = order < 0 || (order == 0 && segment->source_port <= segment->destination_port);
  memcpy (key.low_ip, source_low ? segment->source : segment->destination, length);
  memcpy (key.high_ip, source_low ? segment->destination : segment->source, length);
  key.low_port = source_low ? segment->source_port : segment->destination_port;
  key.high_port = source_low ? segment->destination_port : segment->source_port;
  return key;
}

static Entry **
bucket_of (PacketSaver *saver, const FlowKey *key)
{
  return &saver->buckets[keyed_hash (&saver->hash_key, key, sizeof *key) % BUCKETS];
}

/* Lets the packets of an entry go; writes them first if asked. */
static void
release (PacketSaver *saver, Entry *entry, bool write)
{
  for (const PacketCopy *copy = entry->held.first; write && copy != NULL; copy = copy->next)
    saver->write (saver->user, &copy->packet);
  saver->octets -= entry->held.octets;
  packet_chain_clear (&entry->held);
}

static void
forget (PacketSaver *saver, Entry *entry)
{
  release (saver, entry, false);
  Entry **at = bucket_of (saver, &entry->key);
  while (*at != entry)
    at = &(*at)->chain;
  *at = entry->chain;
  g_queue_unlink (&saver->ages, &entry->link);
  saver->octets -= sizeof *entry;
  g_free (entry);
}

static Entry *
find_or_add (PacketSaver *saver, const FlowKey *key)
{
  Entry **bucket = bucket_of (saver, key);
  for (Entry *entry = *bucket; entry != NULL; entry = entry->chain)
    if (memcmp (&entry->key, key, sizeof *key) == 0)
      return entry;
  Entry *entry = g_new0 (Entry, 1);
  entry->key = *key;
  entry->link.data = entry;
  entry->chain = *bucket;
  *bucket = entry;
  g_queue_push_tail_link (&saver->ages, &entry->link);
  saver->octets += sizeof *entry;
  return entry;
}

/* A packet of the connection, whose verdict is known. */
static void
take (PacketSaver *saver, Entry *entry, const Packet *packet)
{
  if (entry->verdict == SAVE_WRITE)
    saver->write (saver->user, packet);
  if (entry->verdict != SAVE_HOLD)
    return;
  saver->octets -= entry->held.octets;
  packet_chain_add (&entry->held, packet);
  saver->octets += entry->held.octets;
}

void
packet_saver_add (PacketSaver *saver, const TcpSegment *segment, SaveVerdict verdict)
{
  FlowKey key = key_of (segment);
  Entry *entry = find_or_add (saver, &key);
  bool opens = (segment->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
  if (verdict != SAVE_HOLD || opens)
    entry->verdict = verdict;
  if (entry->verdict != SAVE_HOLD)
    release (saver, entry, entry->verdict == SAVE_WRITE);
  for (const PacketCopy *copy = segment->fragments != NULL ? segment->fragments->first : NULL; copy != NULL;
       copy = copy->next)
    take (saver, entry, &copy->packet);
  take (saver, entry, segment->packet);
  while (saver->octets > saver->limit && saver->ages.head != NULL)
    {
      const Entry *oldest = saver->ages.head->data;
      saver->hit += oldest->held.first != NULL;
      forget (saver, saver->ages.head->data);
    }
}

uint64_t
packet_saver_hit (const PacketSaver *saver)
{
  return saver->hit;
}

void
packet_saver_free (PacketSaver *saver)
{
  if (saver == NULL)
    return;
  while (saver->ages.head != NULL)
    forget (saver, saver->ages.head->data);
  g_free (saver);
}
