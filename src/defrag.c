/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams in reassembly: a flat buffer each, with a bit for each unit of
 * eight octets that is there, so that any order of any fragments costs a time
 * proportional to their octets.
 *
 * Hosts differ in what they do with fragments that overlap; IPv6 hosts must
 * drop the datagram (RFC 5722).  A listener cannot know, so the first copy is
 * kept, and it is counted where copies differ.  A fragment that contradicts the
 * end of its datagram is counted likewise and not used.
 *
 * A fragment that the snapshot length cut holds its place; the joined datagram
 * is then captured up to the cut.  A later whole copy does not fill it.  A copy
 * of a fragment that comes after its datagram was joined begins a new datagram,
 * as in a host. */
#include "config.h"

#include "defrag.h"
#include "keyed-hash.h"
#include "shares.h"

#include <glib.h>
#include <stdlib.h>

enum { UNIT = 8, UNITS_MAX = (DATAGRAM_OCTETS_MAX + UNIT - 1) / UNIT, CAPACITY_LEAST = 2048 };

#define LENGTH_UNKNOWN SIZE_MAX

typedef struct FragmentKey {
  uint8_t source[16];
  uint8_t destination[16];
  uint32_t identification;
  uint8_t ip_version;
  uint8_t protocol; /* 0 for IPv6, whose fragments may name different ones */
  uint8_t zero[2];
} FragmentKey;

/* What fragments between the same two hosts have in common. */
enum { SHARED_KEY_OCTETS = offsetof (FragmentKey, identification) };

typedef struct Partial Partial;
struct Partial {
  FragmentKey key;
  guint hash;
  Partial *older;
  Partial *newer;
  GList link; /* in its share: those between the same two hosts */
  Share *share;
  GList sparse; /* data is set while it is in that list */
  int64_t first_time;
  uint8_t *octets;
  size_t capacity;
  size_t length;   /* of the datagram; LENGTH_UNKNOWN until the last fragment came */
  size_t reached;  /* end of the fragment that goes farthest */
  size_t captured; /* lowest octet that was cut; LENGTH_UNKNOWN if none */
  size_t units;    /* that are there */
  uint8_t protocol;
  PacketChain packets;
  uint64_t there[(UNITS_MAX + 63) / 64];
};

struct Defragmenter {
  DecoderLimits limits;
  DecoderCounters *counters;
  HashKey hash_key;
  GHashTable *partials; /* a set of Partial */
  Partial *oldest;
  Partial *newest;
  Shares *shares;
  GQueue sparse;   /* of Partial: hold far more room than octets that came, the oldest first */
  uint64_t octets; /* allocated for all partials */
};

static guint
partial_hash (gconstpointer partial)
{
  return ((const Partial *) partial)->hash;
}

static gboolean
partial_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const Partial *) a)->key, &((const Partial *) b)->key, sizeof (FragmentKey)) == 0;
}

static void
fragment_key_init (FragmentKey *key, const Fragment *fragment)
{
  const size_t address_octets = fragment->ip_version == 4 ? 4 : 16;
  memset (key, 0, sizeof *key);
  memcpy (key->source, fragment->source, address_octets);
  memcpy (key->destination, fragment->destination, address_octets);
  key->identification = fragment->identification;
  key->ip_version = fragment->ip_version;
  if (fragment->ip_version == 4)
    key->protocol = fragment->protocol;
}

/* Octets of memory. */
static uint64_t
weight_of (const Partial *partial)
{
  return sizeof *partial + partial->capacity + partial->packets.octets;
}

/* After a change; `before` was its weight then. */
static void
reweigh (Defragmenter *defragmenter, Partial *partial, uint64_t before)
{
  const uint64_t now = weight_of (partial);
  defragmenter->octets += now - before;
  shares_reweigh (defragmenter->shares, partial->share, before, now);
}

/* A fragment far behind costs as much room as a whole datagram, and who sends nothing else
 * costs others theirs. */
static void
note_sparse (Defragmenter *defragmenter, Partial *partial)
{
  enum { FEW = 4 };
  const bool sparse = partial->capacity > CAPACITY_LEAST * FEW && partial->units * UNIT < partial->capacity / FEW;
  if (sparse == (partial->sparse.data != NULL))
    return;
  partial->sparse.data = sparse ? partial : NULL;
  if (sparse)
    g_queue_push_tail_link (&defragmenter->sparse, &partial->sparse);
  else
    g_queue_unlink (&defragmenter->sparse, &partial->sparse);
}

/* The one to give way: of two hosts that are greedy, else one that wastes room, else the
 * oldest.  NULL if there is none. */
static Partial *
find_cheapest (const Defragmenter *defragmenter)
{
  Partial *partial = shares_greediest (defragmenter->shares);
  if (partial == NULL && defragmenter->sparse.head != NULL)
    partial = defragmenter->sparse.head->data;
  return partial != NULL ? partial : defragmenter->oldest;
}

static void
forget_partial (Defragmenter *defragmenter, Partial *partial)
{
  g_hash_table_remove (defragmenter->partials, partial);
  if (partial->older != NULL)
    partial->older->newer = partial->newer;
  else
    defragmenter->oldest = partial->newer;
  if (partial->newer != NULL)
    partial->newer->older = partial->older;
  else
    defragmenter->newest = partial->older;
  if (partial->sparse.data != NULL)
    g_queue_unlink (&defragmenter->sparse, &partial->sparse);
  defragmenter->octets -= weight_of (partial);
  shares_remove (defragmenter->shares, partial->share, &partial->link, weight_of (partial));
  packet_chain_clear (&partial->packets);
  g_free (partial->octets);
  g_free (partial);
}

static void
drop_partial (Defragmenter *defragmenter, Partial *partial)
{
  defragmenter->counters->fragments_dropped++;
  forget_partial (defragmenter, partial);
}

/* Clocks of captures jump; only a later time makes old. */
static bool
is_too_old (const Defragmenter *defragmenter, const Partial *partial, int64_t now)
{
  if (now <= partial->first_time)
    return false;
  return ((uint64_t) now - (uint64_t) partial->first_time) / 1000000000 >= defragmenter->limits.fragment_seconds;
}

static Partial *
add_partial (Defragmenter *defragmenter, const Partial *wanted, int64_t now)
{
  if (g_hash_table_size (defragmenter->partials) >= defragmenter->limits.fragments)
    {
      defragmenter->counters->fragments_hit++;
      Partial *cheapest = find_cheapest (defragmenter);
      if (cheapest == NULL)
        {
          defragmenter->counters->fragments_dropped++;
          return NULL;
        }
      drop_partial (defragmenter, cheapest);
    }

  Partial *partial = g_new0 (Partial, 1);
  partial->key = wanted->key;
  partial->hash = wanted->hash;
  partial->first_time = now;
  partial->length = LENGTH_UNKNOWN;
  partial->captured = LENGTH_UNKNOWN;
  partial->older = defragmenter->newest;
  if (defragmenter->newest != NULL)
    defragmenter->newest->newer = partial;
  else
    defragmenter->oldest = partial;
  defragmenter->newest = partial;
  defragmenter->octets += weight_of (partial);
  partial->link.data = partial;
  partial->share
      = shares_add (defragmenter->shares, &partial->key, SHARED_KEY_OCTETS, &partial->link, weight_of (partial));
  g_hash_table_add (defragmenter->partials, partial);
  return partial;
}

/* Others, or this one, give way to the limit.  False: it is gone. */
static bool
heed_limit (Defragmenter *defragmenter, const Partial *partial)
{
  bool stays = true;
  while (stays && defragmenter->octets > defragmenter->limits.fragment_octets)
    {
      Partial *cheapest = find_cheapest (defragmenter);
      defragmenter->counters->fragment_octets_hit++;
      stays = cheapest != partial;
      drop_partial (defragmenter, cheapest);
    }
  return stays;
}

/* Room for `end` octets.  False: it is gone. */
static bool
reserve (Defragmenter *defragmenter, Partial *partial, size_t end)
{
  size_t capacity = partial->capacity > 0 ? partial->capacity : CAPACITY_LEAST;
  while (capacity < end)
    capacity *= 2;
  if (capacity != partial->capacity)
    {
      const uint64_t before = weight_of (partial);
      partial->octets = g_realloc (partial->octets, capacity);
      partial->capacity = capacity;
      reweigh (defragmenter, partial, before);
    }

  return heed_limit (defragmenter, partial);
}

static bool
unit_is_there (const Partial *partial, size_t unit)
{
  return (partial->there[unit / 64] >> unit % 64 & 1) != 0;
}

/* Copies the units that are new and compares the others; true if any differs.
 * Octets from `here` on are not here. */
static bool
fill (Partial *partial, size_t offset, const uint8_t *octets, size_t here, size_t length)
{
  bool differs = false;

  for (size_t at = 0; at < length; at += UNIT)
    {
      const size_t place = offset + at;
      const size_t unit = place / UNIT;
      const size_t wanted = length - at < UNIT ? length - at : UNIT;
      const size_t present = at >= here ? 0 : here - at < wanted ? here - at : wanted;
      if (!unit_is_there (partial, unit))
        {
          if (present > 0)
            memcpy (partial->octets + place, octets + at, present);
          partial->there[unit / 64] |= UINT64_C (1) << unit % 64;
          partial->units++;
          if (present < wanted && place + present < partial->captured)
            partial->captured = place + present;
        }
      else if (present > 0 && place + present <= partial->captured
               && memcmp (partial->octets + place, octets + at, present) != 0)
        differs = true;
    }
  return differs;
}

/* Puts a fragment where it belongs.  False where the datagram gave way to a limit. */
static bool
place_fragment (Defragmenter *defragmenter, Partial *partial, const Fragment *fragment, size_t length)
{
  size_t end = fragment->offset + length;
  bool differs = false;

  if (!fragment->more)
    {
      if (partial->length == LENGTH_UNKNOWN ? end < partial->reached : end != partial->length)
        {
          defragmenter->counters->fragments_differing++;
          return true;
        }
      partial->length = end;
    }
  else if (end > partial->length)
    {
      differs = true;
      end = partial->length;
      if (fragment->offset >= end)
        {
          defragmenter->counters->fragments_differing++;
          return true;
        }
      length = end - fragment->offset;
    }

  if (!reserve (defragmenter, partial, end))
    return false;
  if (end > partial->reached)
    partial->reached = end;
  if (fragment->offset == 0 && partial->protocol == 0)
    partial->protocol = fragment->protocol;
  if (fill (partial, fragment->offset, fragment->payload.at, bytes_captured (&fragment->payload), length))
    differs = true;
  note_sparse (defragmenter, partial);
  defragmenter->counters->fragments_differing += differs;
  return true;
}

/* May be the end of the datagram, which gives way to the limit. */
static void
keep_packet (Defragmenter *defragmenter, Partial *partial, const Packet *packet)
{
  if (packet == NULL)
    return;
  const uint64_t before = weight_of (partial);
  packet_chain_add (&partial->packets, packet);
  reweigh (defragmenter, partial, before);
  (void) heed_limit (defragmenter, partial);
}

/* The length that counts, 0 for a fragment that no host takes. */
static size_t
usable_length (const Fragment *fragment)
{
  size_t length = bytes_length (&fragment->payload);
  if (fragment->headers + fragment->offset + length > DATAGRAM_OCTETS_MAX)
    return 0;
  if (fragment->more && length % UNIT != 0)
    length = fragment->ip_version == 4 ? length - length % UNIT : 0;
  return length;
}

bool
defrag_push (Defragmenter *defragmenter, const Fragment *fragment, Datagram *datagram)
{
  DecoderCounters *counters = defragmenter->counters;
  Partial wanted;

  counters->fragments++;
  while (defragmenter->oldest != NULL && is_too_old (defragmenter, defragmenter->oldest, fragment->time))
    {
      counters->fragment_seconds_hit++;
      drop_partial (defragmenter, defragmenter->oldest);
    }

  const size_t length = usable_length (fragment);
  if (length == 0)
    {
      counters->malformed++;
      return false;
    }
  fragment_key_init (&wanted.key, fragment);
  wanted.hash = (guint) keyed_hash (&defragmenter->hash_key, &wanted.key, sizeof wanted.key);
  Partial *partial = g_hash_table_lookup (defragmenter->partials, &wanted);
  if (partial == NULL)
    partial = add_partial (defragmenter, &wanted, fragment->time);
  if (partial == NULL || !place_fragment (defragmenter, partial, fragment, length))
    return false;
  if (partial->length == LENGTH_UNKNOWN || partial->units < (partial->length + UNIT - 1) / UNIT)
    {
      keep_packet (defragmenter, partial, fragment->packet);
      return false;
    }

  counters->fragments_joined++;
  const uint64_t before = weight_of (partial);
  datagram->octets = g_steal_pointer (&partial->octets);
  datagram->length = partial->length;
  datagram->captured = MIN (partial->captured, partial->length);
  datagram->protocol = partial->protocol;
  datagram->others = partial->packets;
  partial->packets = (PacketChain){ 0 };
  partial->capacity = 0;
  reweigh (defragmenter, partial, before);
  forget_partial (defragmenter, partial);
  return true;
}

void
datagram_clear (Datagram *datagram)
{
  g_free (datagram->octets);
  datagram->octets = NULL;
  packet_chain_clear (&datagram->others);
}

Defragmenter *
defrag_new (const DecoderLimits *limits, DecoderCounters *counters)
{
  Defragmenter *defragmenter = g_new0 (Defragmenter, 1);
  defragmenter->limits = *limits;
  defragmenter->counters = counters;
  hash_key_init (&defragmenter->hash_key);
  defragmenter->partials = g_hash_table_new (partial_hash, partial_equal);
  defragmenter->shares = shares_new ();
  return defragmenter;
}

uint64_t
defrag_octets (const Defragmenter *defragmenter)
{
  return defragmenter->octets;
}

void
defrag_finish (Defragmenter *defragmenter)
{
  while (defragmenter->oldest != NULL)
    drop_partial (defragmenter, defragmenter->oldest);
}

void
defrag_free (Defragmenter *defragmenter)
{
  if (defragmenter == NULL)
    return;
  defrag_finish (defragmenter);
  g_hash_table_unref (defragmenter->partials);
  shares_free (defragmenter->shares);
  g_free (defragmenter);
}
