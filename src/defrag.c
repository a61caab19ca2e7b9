/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams in reassembly: a flat buffer each, and the places of what is there.
 *
 * Hosts differ in what they do with fragments that overlap (fragment-overlap.c).
 * The policy's reading goes on; where octets differ, a second buffer has those
 * that did not count.  A datagram that hosts drop is not lost to a listener: it
 * goes on in the reading of the first copies, as doubtful.  A fragment that
 * contradicts the end of its datagram is not used, but for the second reading.
 *
 * Of more than two copies the second reading has the last that does not count.
 *
 * A fragment that the snapshot length cut holds its place; the joined datagram
 * is then captured up to the cut.  A later whole copy does not fill it.  A copy
 * of a fragment that comes after its datagram was joined begins a new datagram,
 * as in a host. */
#include "config.h"

#include "defrag.h"
#include "fragment-overlap.h"
#include "keyed-hash.h"
#include "shares.h"

#include <glib.h>
#include <stdlib.h>

enum { UNIT = 8, CAPACITY_LEAST = 2048 };

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

/* The packet with the first octets that do not count. */
typedef struct FragmentOrigin {
  uint64_t packet;
  int64_t time;
  uint32_t file;
} FragmentOrigin;

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
  uint8_t protocol;
  bool doubtful;
  uint8_t *second;        /* the other reading, as large as octets; NULL: there is none */
  size_t second_length;   /* 0: the same */
  size_t second_captured; /* lowest octet of it that was cut */
  size_t other_end;       /* where the last fragment begins that makes it another */
  FragmentOrigin second_from;
  PacketChain packets;
  FragmentPieces pieces;
};

struct Defragmenter {
  DecoderLimits limits;
  DecoderCounters *counters;
  OverlapPolicy policy;
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
  const uint64_t buffers = partial->second != NULL ? 2 : 1;
  return sizeof *partial + buffers * partial->capacity + fragment_pieces_cost (&partial->pieces)
         + partial->packets.octets;
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
  const bool sparse = partial->capacity > CAPACITY_LEAST * FEW && partial->pieces.octets < partial->capacity / FEW;
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
  fragment_pieces_clear (&partial->pieces);
  g_free (partial->octets);
  g_free (partial->second);
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
  partial->captured = partial->second_captured = LENGTH_UNKNOWN;
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

/* Room for `end` octets. */
static void
reserve (Partial *partial, size_t end)
{
  size_t capacity = partial->capacity > 0 ? partial->capacity : CAPACITY_LEAST;
  while (capacity < end)
    capacity *= 2;
  if (capacity == partial->capacity)
    return;
  partial->octets = g_realloc (partial->octets, capacity);
  if (partial->second != NULL)
    partial->second = g_realloc (partial->second, capacity);
  partial->capacity = capacity;
}

/* A fragment on its way into a datagram. */
typedef struct Placing {
  Partial *partial;
  const uint8_t *octets;
  size_t offset;
  size_t here;   /* octets that are */
  size_t length; /* that were on the wire */
  FragmentOrigin from;
  bool differs;
} Placing;

/* Octets of the second reading differ from here on: keeps what comes first of it in mind. */
static uint8_t *
second_reading (Partial *partial, const FragmentOrigin *from)
{
  if (partial->second == NULL)
    {
      partial->second = g_memdup2 (partial->octets, partial->capacity);
      partial->second_from = *from;
    }
  return partial->second;
}

/* A stretch where fragments overlap, as far as both are here. */
static void
compare_stretch (Placing *placing, size_t from, size_t end, const FragmentPiece *old, bool fresh_counts)
{
  Partial *partial = placing->partial;
  end = MIN (end, placing->offset + placing->here);
  if (from >= end)
    return;
  const uint8_t *fresh = placing->octets + (from - placing->offset);
  uint8_t *there = partial->octets + from;
  size_t length = end - from, known = partial->captured > from ? MIN (partial->captured - from, length) : 0;
  if (memcmp (there, fresh, known) != 0)
    {
      placing->differs = true;
      const FragmentOrigin origin = { old->packet, old->time, old->file };
      uint8_t *second = second_reading (partial, fresh_counts ? &origin : &placing->from) + from;
      there = partial->octets + from;
      for (size_t i = 0; i < known; i++)
        if (there[i] != fresh[i])
          second[i] = fresh_counts ? there[i] : fresh[i];
    }
  if (fresh_counts && length > 0)
    memcpy (there, fresh, length);
}

static void
place_stretch (void *user, size_t from, size_t end, const FragmentPiece *old, bool fresh_counts)
{
  Placing *placing = user;
  Partial *partial = placing->partial;
  if (old != NULL)
    {
      compare_stretch (placing, from, end, old, fresh_counts);
      return;
    }
  const size_t here = placing->offset + placing->here;
  const size_t until = MIN (end, here);
  if (from < until)
    {
      memcpy (partial->octets + from, placing->octets + (from - placing->offset), until - from);
      if (partial->second != NULL)
        memcpy (partial->second + from, placing->octets + (from - placing->offset), until - from);
    }
  if (here < end)
    partial->captured = MIN (partial->captured, MAX (here, from));
}

static bool
takes_none (const Fragment *fragment)
{
  return fragment->ip_version == 6; /* RFC 5722 */
}

/* A last fragment that would end the datagram elsewhere: so it would read with that one. */
static void
place_other_end (Partial *partial, const Placing *placing)
{
  const size_t end = placing->offset + placing->length;
  reserve (partial, end);
  uint8_t *second = second_reading (partial, &placing->from);
  if (placing->here > 0) /* else its octets may be nowhere */
    memcpy (second + placing->offset, placing->octets, placing->here);
  partial->second_length = end;
  partial->other_end = placing->offset;
  partial->second_captured = placing->here < placing->length ? placing->offset + placing->here : LENGTH_UNKNOWN;
}

/* What a fragment says of the datagram's end: false where it cannot be used.  Hosts drop
 * a datagram of which they hear two ends. */
static bool
fits_end (const Defragmenter *defragmenter, const Fragment *fragment, Placing *placing)
{
  Partial *partial = placing->partial;
  const size_t end = placing->offset + placing->length;
  if (!fragment->more ? (partial->length == LENGTH_UNKNOWN ? end >= partial->reached : end == partial->length)
                      : end <= partial->length)
    return true;
  if (fragment_policy_drops (defragmenter->policy, takes_none (fragment)))
    partial->doubtful = true;
  placing->differs = true;
  if (!fragment->more)
    place_other_end (partial, placing);
  else if (placing->offset < partial->length)
    {
      placing->length = partial->length - placing->offset;
      placing->here = MIN (placing->here, placing->length);
      return true;
    }
  return false;
}

/* Puts a fragment where it belongs.  False where the datagram gave way to a limit. */
static bool
place_fragment (Defragmenter *defragmenter, Partial *partial, const Fragment *fragment, size_t length)
{
  const Packet *packet = fragment->packet;
  Placing placing = {
    .partial = partial,
    .octets = fragment->payload.at,
    .offset = fragment->offset,
    .here = MIN (bytes_captured (&fragment->payload), length),
    .length = length,
    .from = { packet->number, packet->time, packet->file },
  };
  const uint64_t before = weight_of (partial);
  if (fits_end (defragmenter, fragment, &placing))
    {
      const size_t end = placing.offset + placing.length;
      reserve (partial, end);
      if (!fragment->more)
        partial->length = end;
      partial->reached = MAX (partial->reached, end);
      if (fragment->offset == 0 && partial->protocol == 0)
        partial->protocol = fragment->protocol;
      const FragmentPiece piece = { .packet = packet->number,
                                    .time = packet->time,
                                    .file = packet->file,
                                    .from = (uint16_t) placing.offset,
                                    .end = (uint16_t) end };
      if (!fragment_pieces_add (&partial->pieces, defragmenter->policy, takes_none (fragment), &piece, place_stretch,
                                &placing))
        partial->doubtful = true;
    }
  reweigh (defragmenter, partial, before);
  defragmenter->counters->fragments_differing += placing.differs;
  const bool stays = heed_limit (defragmenter, partial);
  if (stays)
    note_sparse (defragmenter, partial);
  return stays;
}

/* May be the end of the datagram, which gives way to the limit. */
static void
keep_packet (Defragmenter *defragmenter, Partial *partial, const Packet *packet)
{
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

/* Hands the second reading over, if it reads otherwise and is whole as far as it goes. */
static void
take_second (Partial *partial, Datagram *datagram)
{
  size_t length = partial->second_length != 0 ? partial->second_length : partial->length;
  size_t captured = MIN (MIN (partial->captured, partial->second_captured), length);
  size_t common = MIN (captured, partial->length);
  /* Between the end and a last fragment that lies beyond there is nothing. */
  bool whole = length <= partial->length || partial->other_end <= partial->length;
  if (partial->second == NULL || !whole
      || (length <= partial->length && memcmp (partial->second, partial->octets, common) == 0))
    return;
  datagram->second = g_steal_pointer (&partial->second);
  datagram->second_captured = captured;
  datagram->second_length = length;
  datagram->second_packet = (Packet){
    .number = partial->second_from.packet,
    .time = partial->second_from.time,
    .file = partial->second_from.file,
  };
}

bool
defrag_push (Defragmenter *defragmenter, const Fragment *fragment, Datagram *datagram)
{
  DecoderCounters *counters = defragmenter->counters;
  Partial wanted;

  counters->fragments++;
  while (defragmenter->oldest != NULL && is_too_old (defragmenter, defragmenter->oldest, fragment->packet->time))
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
    partial = add_partial (defragmenter, &wanted, fragment->packet->time);
  if (partial == NULL || !place_fragment (defragmenter, partial, fragment, length))
    return false;
  if (partial->length == LENGTH_UNKNOWN || partial->pieces.octets < partial->length)
    {
      if (fragment->keep)
        keep_packet (defragmenter, partial, fragment->packet);
      return false;
    }

  counters->fragments_joined++;
  const uint64_t before = weight_of (partial);
  *datagram = (Datagram){
    .length = partial->length,
    .captured = MIN (partial->captured, partial->length),
    .protocol = partial->protocol,
    .others = partial->packets,
    .doubtful = partial->doubtful,
  };
  take_second (partial, datagram);
  datagram->octets = g_steal_pointer (&partial->octets);
  partial->packets = (PacketChain){ 0 };
  g_clear_pointer (&partial->second, g_free);
  fragment_pieces_clear (&partial->pieces);
  partial->capacity = 0;
  reweigh (defragmenter, partial, before);
  forget_partial (defragmenter, partial);
  return true;
}

void
datagram_clear (Datagram *datagram)
{
  g_free (datagram->octets);
  g_free (datagram->second);
  datagram->octets = datagram->second = NULL;
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
defrag_set_policy (Defragmenter *defragmenter, OverlapPolicy policy)
{
  defragmenter->policy = policy;
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
