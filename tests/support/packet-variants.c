/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See packet-variants.h. */
#include "config.h"

#include "packet-variants.h"

#include "tests/unit/src/wire.h"

enum {
  RANDOM_SIZE_MOST = 200,
  JOINED_MOST = 60000,
  AGAIN_REACH = 10,   /* packets back */
  AGAIN_OVERLAP = 40, /* octets into each neighbour */
  PLACE_NANOSECONDS = 100 * 1000,
  IP_HEADER = 20,
  MORE_FRAGMENTS = 0x2000,
};

static GPtrArray *
new_packets (void)
{
  return g_ptr_array_new_with_free_func (list_packet_free);
}

static void
replace (PacketList *list, GPtrArray *packets)
{
  g_ptr_array_unref (list->packets);
  list->packets = packets;
}

static guint
pick (GRand *random, guint most)
{
  return (guint) g_rand_int_range (random, 0, (gint32) most + 1);
}

/* --- other segments ------------------------------------------------------------- */

void
recut (PacketList *list, GRand *random, int size)
{
  GPtrArray *packets = new_packets ();
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      size_t length = packet_data_length (packet), step;
      if (length == 0)
        g_ptr_array_add (packets, list_packet_copy (packet));
      for (size_t at = 0; at < length; at += step)
        {
          size_t wanted = size > 0 ? (size_t) size : 1 + pick (random, RANDOM_SIZE_MOST - 1);
          step = MIN (length - at, wanted);
          ListPacket *piece
              = packet_with_data (packet, packet_sequence (packet) + (uint32_t) at, packet_data (packet) + at, step);
          if (at + step < length)
            {
              packet_set_flags (piece, packet_flags (packet) & (uint8_t) ~(TCP_FIN | TCP_PSH));
              packet_seal (piece);
            }
          g_ptr_array_add (packets, piece);
        }
    }
  replace (list, packets);
}

static bool
is_bare_acknowledgment (const ListPacket *packet)
{
  return packet->tcp && packet_data_length (packet) == 0
         && (packet_flags (packet) & (TCP_SYN | TCP_FIN | TCP_RST)) == 0;
}

static bool
can_join (const ListPacket *packet, const ListPacket *next)
{
  size_t length = packet_data_length (packet);
  return length > 0 && packet_data_length (next) > 0 && packet->connection == next->connection
         && packet->direction == next->direction
         && packet_sequence (packet) + (uint32_t) length == packet_sequence (next)
         && length + packet_data_length (next) <= JOINED_MOST;
}

void
join (PacketList *list, GRand *random, int across)
{
  (void) random;
  GPtrArray *packets = new_packets ();
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      if (across && is_bare_acknowledgment (packet))
        continue;
      ListPacket *last = packets->len > 0 ? g_ptr_array_index (packets, packets->len - 1) : NULL;
      if (last == NULL || !can_join (last, packet))
        {
          g_ptr_array_add (packets, list_packet_copy (packet));
          continue;
        }
      g_autoptr (GByteArray) both = g_byte_array_new ();
      g_byte_array_append (both, packet_data (last), (guint) packet_data_length (last));
      g_byte_array_append (both, packet_data (packet), (guint) packet_data_length (packet));
      ListPacket *joined = packet_with_data (packet, packet_sequence (last), both->data, both->len);
      list_packet_free (last);
      packets->pdata[packets->len - 1] = joined;
    }
  replace (list, packets);
}

/* --- another order --------------------------------------------------------------- */

static void
give_times (PacketList *list)
{
  for (guint i = 1; i < list->packets->len; i++)
    packet_at (list, i)->time = packet_at (list, 0)->time + (int64_t) i * PLACE_NANOSECONDS;
}

typedef struct Keyed {
  double key;
  guint index;
} Keyed;

static gint
by_key (gconstpointer a, gconstpointer b)
{
  const Keyed *one = a, *two = b;
  if (one->key != two->key)
    return one->key < two->key ? -1 : 1;
  return one->index < two->index ? -1 : 1;
}

/* Sorts by keys, packets with equal keys as they stood. */
static void
sort (PacketList *list, Keyed *keys)
{
  guint count = list->packets->len;
  GPtrArray *packets = new_packets ();
  qsort (keys, count, sizeof *keys, by_key);
  for (guint i = 0; i < count; i++)
    g_ptr_array_add (packets, list_packet_copy (packet_at (list, keys[i].index)));
  replace (list, packets);
  give_times (list);
}

void
swap_pairs (PacketList *list, GRand *random, int odd)
{
  (void) random;
  for (guint i = (guint) odd; i + 1 < list->packets->len; i += 2)
    {
      gpointer first = list->packets->pdata[i];
      list->packets->pdata[i] = list->packets->pdata[i + 1];
      list->packets->pdata[i + 1] = first;
    }
  give_times (list);
}

void
shuffle (PacketList *list, GRand *random, int window)
{
  g_autofree Keyed *keys = g_new (Keyed, list->packets->len);
  for (guint i = 0; i < list->packets->len; i++)
    keys[i] = (Keyed){ i + g_rand_double_range (random, 0, window), i };
  sort (list, keys);
}

void
delay (PacketList *list, GRand *random, int places)
{
  (void) random;
  unsigned late = places < 0 ? FROM_SERVER : FROM_CLIENT;
  g_autofree Keyed *keys = g_new (Keyed, list->packets->len);
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      keys[i] = (Keyed){ i + (packet->tcp && packet->direction == late ? abs (places) + 0.5 : 0), i };
    }
  sort (list, keys);
}

/* --- copies ----------------------------------------------------------------------- */

void
double_packets (PacketList *list, GRand *random, int places)
{
  (void) random;
  guint count = list->packets->len;
  for (guint i = 0; i < count; i++)
    g_ptr_array_add (list->packets, list_packet_copy (packet_at (list, i)));
  g_autofree Keyed *keys = g_new (Keyed, 2 * count);
  for (guint i = 0; i < 2 * count; i++)
    keys[i] = (Keyed){ i < count ? i : i - count + places + 0.5, i };
  sort (list, keys);
}

/* The octets of one earlier packet, and some of its neighbours', again. */
static ListPacket *
made_again (const PacketList *list, const ListPacket *packet, const ListPacket *newest, uint32_t sent, GRand *random)
{
  const ListConnection *connection = packet_connection (list, packet);
  const GByteArray *stream = connection->stream[packet->direction];
  uint32_t start = packet_offset (list, packet), end = start + (uint32_t) packet_data_length (packet);
  start -= pick (random, MIN (AGAIN_OVERLAP, start));
  end += pick (random, MIN (AGAIN_OVERLAP, sent - end));
  ListPacket *again
      = packet_with_data (packet, connection->initial[packet->direction] + start, stream->data + start, end - start);
  packet_set_flags (again, TCP_ACK | TCP_PSH);
  packet_set_acknowledgment (again, packet_acknowledgment (newest));
  packet_seal (again);
  return again;
}

static void
add_again (const PacketList *list, GPtrArray *packets, guint last, GRand *random)
{
  const ListPacket *packet = packet_at (list, last - pick (random, MIN (last, AGAIN_REACH))), *newest = packet;
  if (packet_data_length (packet) == 0)
    return;
  uint32_t sent = 0;
  for (guint i = 0; i <= last; i++)
    {
      const ListPacket *one = packet_at (list, i);
      if (!one->tcp || one->connection != packet->connection || one->direction != packet->direction
          || (packet_flags (one) & TCP_SYN) != 0)
        continue;
      newest = one;
      sent = packet_offset (list, one) + (uint32_t) packet_data_length (one);
    }
  /* A FIN takes a number, but is no octet. */
  sent = MIN (sent, packet_connection (list, packet)->stream[packet->direction]->len);
  g_ptr_array_add (packets, made_again (list, packet, newest, sent, random));
}

void
send_again (PacketList *list, GRand *random, int percent)
{
  GPtrArray *packets = new_packets ();
  for (guint i = 0; i < list->packets->len; i++)
    {
      g_ptr_array_add (packets, list_packet_copy (packet_at (list, i)));
      if (pick (random, 99) < (guint) percent)
        add_again (list, packets, i, random);
    }
  replace (list, packets);
  give_times (list);
}

/* --- below TCP --------------------------------------------------------------------- */

static void
add_fragments (GPtrArray *fragments, const ListPacket *packet, uint16_t identification, GRand *random)
{
  const uint8_t *octets = packet->octets->data + packet->transport;
  size_t length = packet->octets->len - packet->transport;
  size_t size = 8 * (1 + pick (random, 15));
  if (size * 30 < length)
    size = 8 * (length / 240 + 1);
  for (size_t at = 0; at < length; at += size)
    {
      size_t part = MIN (size, length - at);
      ListPacket *one = list_packet_copy (packet);
      one->tcp = false;
      g_byte_array_set_size (one->octets, (guint) packet->transport);
      g_byte_array_append (one->octets, octets + at, (guint) part);
      one->length = one->octets->len;
      uint8_t *network = one->octets->data + packet->network;
      wire_set_be16 (network + 2, IP_HEADER + part);
      wire_set_be16 (network + 4, identification);
      wire_set_be16 (network + 6, at / 8 + (at + part < length ? MORE_FRAGMENTS : 0));
      wire_ipv4_checksum (network);
      g_ptr_array_add (fragments, one);
    }
}

void
fragment (PacketList *list, GRand *random, int order)
{
  GPtrArray *packets = new_packets ();
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      g_autoptr (GPtrArray) fragments = new_packets ();
      if (packet->ip_version == 4 && packet_data_length (packet) > 0)
        add_fragments (fragments, packet, (uint16_t) (i + 1), random);
      else
        g_ptr_array_add (fragments, list_packet_copy (packet));
      for (guint k = 0; k < fragments->len; k++)
        {
          guint from = order == FRAGMENTS_REVERSED ? fragments->len - 1 - k : k;
          g_ptr_array_add (packets, list_packet_copy (packet_at (&(PacketList){ .packets = fragments }, from)));
          if (order == FRAGMENTS_DOUBLED)
            g_ptr_array_add (packets, list_packet_copy (packet_at (&(PacketList){ .packets = fragments }, from)));
        }
    }
  replace (list, packets);
}

/* One row a link type: what stands before the EtherType of the IP packet. */
static const struct {
  int link_type;
  uint8_t macs;       /* octets kept of the addresses */
  const char *header; /* hexadecimal */
  bool ethertype;     /* the EtherType follows; behind it `trailer` */
  const char *trailer;
} links[] = {
  [WRAP_VLAN] = { 1, 12, "8100 0064", true, "" },
  [WRAP_QINQ] = { 1, 12, "88a8 0064 8100 0065", true, "" },
  [WRAP_SLL] = { 113, 0, "0000 0001 0006 020000000001 0000", true, "" },
  [WRAP_SLL2] = { 276, 0, "", true, "0000 00000002 0001 00 06 020000000001 0000" },
  [WRAP_RAW] = { 101, 0, "", false, "" },
  [WRAP_NULL] = { 0, 0, "", false, NULL },
};

static void
append_hex (GByteArray *octets, const char *hex)
{
  Wire wire = { 0 };
  wire_hex_before (&wire, hex);
  g_byte_array_append (octets, wire_octets (&wire), (guint) wire.length);
}

static void
wrap_packet (ListPacket *packet, int link)
{
  GByteArray *wrapped = g_byte_array_new ();
  const uint8_t *octets = packet->octets->data;
  g_byte_array_append (wrapped, octets, links[link].macs);
  append_hex (wrapped, links[link].header);
  /* A tag that the sample has is kept. */
  size_t type = links[link].macs > 0 ? 12 : packet->network - 2;
  if (links[link].ethertype)
    g_byte_array_append (wrapped, octets + type, (guint) (packet->network - type));
  uint32_t family = packet->ip_version == 4 ? 2 : 10; /* Linux's, in the host's order */
  if (links[link].trailer == NULL)
    g_byte_array_append (wrapped, (const guint8 *) &family, sizeof family);
  else
    append_hex (wrapped, links[link].trailer);
  g_byte_array_append (wrapped, octets + packet->network, (guint) (packet->octets->len - packet->network));
  size_t longer = wrapped->len - packet->octets->len; /* modulo 2^64 where it is shorter */
  packet->network += longer;
  packet->transport += longer;
  packet->payload += longer;
  packet->length += longer;
  packet->link_type = links[link].link_type;
  g_byte_array_unref (packet->octets);
  packet->octets = wrapped;
}

void
wrap (PacketList *list, GRand *random, int link)
{
  (void) random;
  for (guint i = list->packets->len; i-- > 0;)
    if (packet_at (list, i)->ip_version != 0)
      wrap_packet (packet_at (list, i), link);
    else
      g_ptr_array_remove_index (list->packets, i);
}

void
shift (PacketList *list, GRand *random, int permille)
{
  (void) random;
  for (guint i = 0; i < list->packets->len; i++)
    {
      ListPacket *packet = packet_at (list, i);
      if (!packet->tcp)
        continue;
      const ListConnection *connection = packet_connection (list, packet);
      uint32_t added[2];
      for (unsigned side = 0; side < 2; side++)
        {
          uint32_t length = connection->stream[side]->len;
          uint32_t offset = permille < 0      ? UINT32_MAX
                            : permille > 1000 ? length + 1
                                              : (uint32_t) ((uint64_t) length * (unsigned) permille / 1000);
          added[side] = 0 - (connection->initial[side] + offset);
        }
      packet_set_sequence (packet, packet_sequence (packet) + added[packet->direction]);
      if ((packet_flags (packet) & TCP_ACK) != 0)
        packet_set_acknowledgment (packet, packet_acknowledgment (packet) + added[!packet->direction]);
      packet_seal (packet);
    }
}

/* --- loss --------------------------------------------------------------------------- */

void
leave_out (PacketList *list, guint first, guint count)
{
  g_ptr_array_remove_range (list->packets, first, count);
}

void
keep_direction (PacketList *list, unsigned direction)
{
  for (guint i = list->packets->len; i-- > 0;)
    if (!packet_at (list, i)->tcp || packet_at (list, i)->direction != direction)
      g_ptr_array_remove_index (list->packets, i);
}

void
cut_packets (PacketList *list, size_t octets)
{
  for (guint i = 0; i < list->packets->len; i++)
    if (packet_at (list, i)->octets->len > octets)
      g_byte_array_set_size (packet_at (list, i)->octets, (guint) octets);
}
