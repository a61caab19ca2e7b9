/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entry a key, with its packets as long as nobody wants them; and one mark for each packet
 * held, by its place, to find the entry of an answer that a verdict names.  Of more octets than
 * the limit the entries go that had nothing for the longest time.
 *
 * Does not know what its packets are. */
#include "config.h"

#include "packet-needs.h"

#include "keyed-hash.h"

typedef struct Entry Entry;

typedef struct Mark {
  NeedPlace place;
  guint hash;
  Entry *entry;
  struct Mark *next; /* of the entry */
} Mark;

struct Entry {
  uint8_t key[NEED_KEY_MAX]; /* zeros behind it */
  guint hash;
  GList age;
  PacketChain held;
  Mark *marks;
  bool wanted; /* for good */
};

struct PacketNeeds {
  HashKey hash_key;
  GHashTable *entries;  /* a set of Entry */
  GHashTable *marks;    /* a set of Mark */
  GHashTable *expected; /* a set of Mark without entries, by time alone; NULL: none */
  GQueue ages;
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
entry_equal (gconstpointer left, gconstpointer right)
{
  return memcmp (((const Entry *) left)->key, ((const Entry *) right)->key, NEED_KEY_MAX) == 0;
}

static guint
mark_hash (gconstpointer mark)
{
  return ((const Mark *) mark)->hash;
}

static gboolean
mark_equal (gconstpointer left, gconstpointer right)
{
  return memcmp (&((const Mark *) left)->place, &((const Mark *) right)->place, sizeof (NeedPlace)) == 0;
}

PacketNeeds *
packet_needs_new (uint64_t limit, void (*write) (void *user, const Packet *packet), void *user)
{
  PacketNeeds *needs = g_new0 (PacketNeeds, 1);
  hash_key_init (&needs->hash_key);
  needs->entries = g_hash_table_new (entry_hash, entry_equal);
  needs->marks = g_hash_table_new (mark_hash, mark_equal);
  needs->limit = limit;
  needs->write = write;
  needs->user = user;
  return needs;
}

/* --- marks --------------------------------------------------------------------- */

static Mark
mark_of (const PacketNeeds *needs, uint32_t file, uint64_t number, int64_t time)
{
  Mark mark;
  memset (&mark, 0, sizeof mark); /* also what lies between the members is compared */
  mark.place.file = file;
  mark.place.number = number;
  mark.place.time = time;
  mark.hash = (guint) keyed_hash (&needs->hash_key, &mark.place, sizeof mark.place);
  return mark;
}

/* Of two entries with parts of one packet the first is found. */
static void
add_mark (PacketNeeds *needs, Entry *entry, const Packet *packet)
{
  Mark wanted = mark_of (needs, packet->file, packet->number, packet->time);
  if (g_hash_table_contains (needs->marks, &wanted))
    return;
  Mark *mark = g_slice_dup (Mark, &wanted);
  mark->entry = entry;
  mark->next = entry->marks;
  entry->marks = mark;
  g_hash_table_add (needs->marks, mark);
  needs->octets += sizeof *mark;
}

static bool
is_expected (const PacketNeeds *needs, const Packet *packet)
{
  if (needs->expected == NULL)
    return false;
  const Mark mark = mark_of (needs, 0, 0, packet->time);
  return g_hash_table_contains (needs->expected, &mark);
}

static void
free_mark (gpointer mark)
{
  g_slice_free (Mark, mark);
}

/* --- entries ------------------------------------------------------------------- */

/* Lets the packets of an entry go; writes them first if asked. */
static void
release (PacketNeeds *needs, Entry *entry, bool write)
{
  for (const PacketCopy *copy = entry->held.first; write && copy != NULL; copy = copy->next)
    needs->write (needs->user, &copy->packet);
  needs->octets -= entry->held.octets;
  packet_chain_clear (&entry->held);
  while (entry->marks != NULL)
    {
      Mark *mark = entry->marks;
      entry->marks = mark->next;
      g_hash_table_remove (needs->marks, mark);
      free_mark (mark);
      needs->octets -= sizeof *mark;
    }
}

static void
forget (PacketNeeds *needs, Entry *entry)
{
  release (needs, entry, false);
  g_hash_table_remove (needs->entries, entry);
  g_queue_unlink (&needs->ages, &entry->age);
  needs->octets -= sizeof *entry;
  g_free (entry);
}

static Entry *
find_or_add (PacketNeeds *needs, const void *key, size_t length)
{
  g_assert (length <= NEED_KEY_MAX);
  Entry wanted = { .held = { 0 } };
  memcpy (wanted.key, key, length);
  wanted.hash = (guint) keyed_hash (&needs->hash_key, wanted.key, NEED_KEY_MAX);
  Entry *entry = g_hash_table_lookup (needs->entries, &wanted);
  if (entry != NULL)
    {
      g_queue_unlink (&needs->ages, &entry->age);
      g_queue_push_tail_link (&needs->ages, &entry->age);
      return entry;
    }
  entry = g_memdup2 (&wanted, sizeof wanted);
  entry->age.data = entry;
  g_queue_push_tail_link (&needs->ages, &entry->age);
  g_hash_table_add (needs->entries, entry);
  needs->octets += sizeof *entry;
  return entry;
}

static void
heed_limit (PacketNeeds *needs)
{
  while (needs->octets > needs->limit && needs->ages.head != NULL)
    {
      Entry *oldest = needs->ages.head->data;
      needs->hit += oldest->held.first != NULL;
      forget (needs, oldest);
    }
}

static void
hold (PacketNeeds *needs, Entry *entry, const Packet *packet)
{
  const uint64_t before = entry->held.octets;
  packet_chain_add (&entry->held, packet);
  needs->octets += entry->held.octets - before;
  add_mark (needs, entry, packet);
}

/* --- to be used ---------------------------------------------------------------- */

void
packet_needs_keep (PacketNeeds *needs, const void *key, size_t length, const Packet *packet, const PacketChain *others)
{
  Entry *entry = find_or_add (needs, key, length);
  bool write = entry->wanted || is_expected (needs, packet);
  for (const PacketCopy *copy = others != NULL ? others->first : NULL; copy != NULL; copy = copy->next)
    {
      hold (needs, entry, &copy->packet);
      write = write || is_expected (needs, &copy->packet);
    }
  hold (needs, entry, packet);
  if (write)
    release (needs, entry, true);
  heed_limit (needs);
}

void
packet_needs_want_key (PacketNeeds *needs, const void *key, size_t length)
{
  Entry *entry = find_or_add (needs, key, length);
  entry->wanted = true;
  release (needs, entry, true);
  heed_limit (needs);
}

void
packet_needs_want (PacketNeeds *needs, const NeedPlace *place)
{
  const Mark wanted = mark_of (needs, place->file, place->number, place->time);
  const Mark *mark = g_hash_table_lookup (needs->marks, &wanted);
  if (mark != NULL)
    release (needs, mark->entry, true);
}

void
packet_needs_expect (PacketNeeds *needs, int64_t time)
{
  if (needs->expected == NULL)
    needs->expected = g_hash_table_new_full (mark_hash, mark_equal, free_mark, NULL);
  const Mark mark = mark_of (needs, 0, 0, time);
  if (!g_hash_table_contains (needs->expected, &mark))
    g_hash_table_add (needs->expected, g_slice_dup (Mark, &mark));
}

uint64_t
packet_needs_hit (const PacketNeeds *needs)
{
  return needs->hit;
}

void
packet_needs_free (PacketNeeds *needs)
{
  if (needs == NULL)
    return;
  while (needs->ages.head != NULL)
    forget (needs, needs->ages.head->data);
  g_hash_table_unref (needs->entries);
  g_hash_table_unref (needs->marks);
  g_clear_pointer (&needs->expected, g_hash_table_unref);
  g_free (needs);
}
