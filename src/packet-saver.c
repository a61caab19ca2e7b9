/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entry a connection: its packets while they wait, and what was decided, since
 * the last packets of a connection come after its session is gone.  Memory is bounded by
 * the limit alone.  Over it the oldest entries go that were decided, which costs no more
 * than stragglers, until they are few; then the oldest of two greedy hosts (see shares.h);
 * then the oldest.
 * A SYN begins a connection anew.  Of a datagram in fragments all packets are saved, when
 * the last of them has come. */
#include "config.h"

#include "packet-saver.h"

#include <glib.h>

#include "flow-key.h"
#include "keyed-hash.h"
#include "packet-chain.h"
#include "shares.h"

typedef struct Entry {
  FlowKey key;
  guint hash;
  GList age;    /* in one of the lists of ages */
  GList link;   /* in its share */
  Share *share; /* NULL: decided */
  PacketChain held;
  SaveVerdict verdict;
} Entry;

/* What flows between the same two hosts have in common. */
enum { HOSTS_OCTETS = offsetof (FlowKey, low_port) };

/* One part in as many of the room is for connections that are decided. */
enum { DECIDED_SHARE = 4 };

struct PacketSaver {
  HashKey hash_key;
  GHashTable *entries; /* a set of Entry */
  GQueue ages[2];      /* by whether it is decided */
  Shares *shares;      /* of those that are not */
  uint64_t octets, limit, hit;
  void (*write) (void *user, const Packet *packet);
  void *user;
};

static guint
entry_hash (gconstpointer entry)
{
  return ((const Entry *) entry)->hash;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const Entry *) a)->key, &((const Entry *) b)->key, sizeof (FlowKey)) == 0;
}

PacketSaver *
packet_saver_new (uint64_t limit, void (*write) (void *user, const Packet *packet), void *user)
{
  PacketSaver *saver = g_new0 (PacketSaver, 1);
  hash_key_init (&saver->hash_key);
  saver->entries = g_hash_table_new (entry_hash, entry_equal);
  saver->shares = shares_new ();
  saver->limit = limit;
  saver->write = write;
  saver->user = user;
  return saver;
}

/* Lets the packets of an entry go; writes them first if asked. */
static void
release (PacketSaver *saver, Entry *entry, bool write)
{
  for (const PacketCopy *copy = entry->held.first; write && copy != NULL; copy = copy->next)
    saver->write (saver->user, &copy->packet);
  saver->octets -= entry->held.octets;
  if (entry->share != NULL)
    shares_reweigh (saver->shares, entry->share, entry->held.octets, 0);
  packet_chain_clear (&entry->held);
}

static void
set_decided (PacketSaver *saver, Entry *entry, bool decided)
{
  if (decided == (entry->share == NULL))
    return;
  g_queue_unlink (&saver->ages[!decided], &entry->age);
  g_queue_push_tail_link (&saver->ages[decided], &entry->age);
  if (decided)
    shares_remove (saver->shares, entry->share, &entry->link, sizeof *entry + entry->held.octets);
  entry->share = decided ? NULL
                         : shares_add (saver->shares, &entry->key, HOSTS_OCTETS, &entry->link,
                                       sizeof *entry + entry->held.octets);
}

static void
forget (PacketSaver *saver, Entry *entry)
{
  release (saver, entry, false);
  set_decided (saver, entry, true);
  g_hash_table_remove (saver->entries, entry);
  g_queue_unlink (&saver->ages[true], &entry->age);
  saver->octets -= sizeof *entry;
  g_free (entry);
}

static Entry *
find (PacketSaver *saver, const FlowKey *key)
{
  const Entry wanted = { .key = *key, .hash = (guint) keyed_hash (&saver->hash_key, key, sizeof *key) };
  return g_hash_table_lookup (saver->entries, &wanted);
}

static Entry *
find_or_add (PacketSaver *saver, const FlowKey *key)
{
  Entry *entry = find (saver, key);
  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->key = *key;
  entry->hash = (guint) keyed_hash (&saver->hash_key, key, sizeof *key);
  entry->age.data = entry->link.data = entry;
  g_hash_table_add (saver->entries, entry);
  g_queue_push_tail_link (&saver->ages[true], &entry->age);
  set_decided (saver, entry, false);
  saver->octets += sizeof *entry;
  return entry;
}

/* What gives way next. */
static Entry *
find_cheapest (const PacketSaver *saver)
{
  const GList *decided = saver->ages[true].head, *held = saver->ages[false].head;
  if (held == NULL || (decided != NULL && saver->ages[true].length * sizeof (Entry) > saver->limit / DECIDED_SHARE))
    return decided->data;
  Entry *greediest = shares_greediest (saver->shares);
  return greediest != NULL ? greediest : held->data;
}

static void
heed_limit (PacketSaver *saver)
{
  while (saver->octets > saver->limit && g_hash_table_size (saver->entries) > 0)
    {
      Entry *entry = find_cheapest (saver);
      saver->hit += entry->held.first != NULL;
      forget (saver, entry);
    }
}

/* A packet of the connection, whose verdict is known. */
static void
take (PacketSaver *saver, Entry *entry, const Packet *packet)
{
  if (entry->verdict == SAVE_WRITE)
    saver->write (saver->user, packet);
  if (entry->verdict != SAVE_HOLD)
    return;
  const uint64_t before = entry->held.octets;
  packet_chain_add (&entry->held, packet);
  saver->octets += entry->held.octets - before;
  shares_reweigh (saver->shares, entry->share, before, entry->held.octets);
}

void
packet_saver_add (PacketSaver *saver, const TcpSegment *segment, SaveVerdict verdict)
{
  FlowKey key = flow_key_of (segment->ip_version, segment->source, segment->source_port, segment->destination,
                             segment->destination_port);
  Entry *entry = find_or_add (saver, &key);
  bool opens = (segment->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
  if (verdict != SAVE_HOLD || opens)
    entry->verdict = verdict;
  if (entry->verdict != SAVE_HOLD)
    release (saver, entry, entry->verdict == SAVE_WRITE);
  set_decided (saver, entry, entry->verdict != SAVE_HOLD);
  for (const PacketCopy *copy = segment->fragments != NULL ? segment->fragments->first : NULL; copy != NULL;
       copy = copy->next)
    take (saver, entry, &copy->packet);
  take (saver, entry, segment->packet);
  heed_limit (saver);
}

/* The verdict stays: what comes now may be of the next connection. */
void
packet_saver_end (PacketSaver *saver, const ConnectionView *connection)
{
  const ConnectionSide *one = &connection->side[0], *other = &connection->side[1];
  const FlowKey key = flow_key_of (connection->ip_version, one->ip, one->port, other->ip, other->port);
  Entry *entry = find (saver, &key);
  if (entry != NULL)
    release (saver, entry, true);
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
  for (unsigned decided = 0; decided < 2; decided++)
    while (saver->ages[decided].head != NULL)
      forget (saver, saver->ages[decided].head->data);
  g_hash_table_unref (saver->entries);
  shares_free (saver->shares);
  g_free (saver);
}
