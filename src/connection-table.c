/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of connections (see connection-table.h).  Connections come from
 * slabs, so that two million SYNs cost no two million allocations; slots are
 * chained and double when there are two connections for each.  Nothing is ever
 * walked in the order of the slots, which the random key decides.
 *
 * Addresses alone make a flow: VLAN tags and tunnels are not compared, since one
 * packet is often captured both with and without them. */
#include "config.h"

#include "connection-table.h"

#include <string.h>

enum { SLAB_CONNECTIONS = 256, SLOTS_FIRST = 1024, CONNECTIONS_PER_SLOT = 2 };

static size_t
address_length (const TcpSegment *segment)
{
  return segment->ip_version == 4 ? 4 : 16;
}

/* The same for both directions: the lower end point first. */
static uint32_t
hash_segment (const ConnectionTable *table, const TcpSegment *segment)
{
  uint8_t key[2 * 16 + 2 * sizeof (uint16_t)];
  size_t length = address_length (segment);
  int order = memcmp (segment->source, segment->destination, length);
  bool source_first = order < 0 || (order == 0 && segment->source_port <= segment->destination_port);
  memcpy (key, source_first ? segment->source : segment->destination, length);
  memcpy (key + length, source_first ? segment->destination : segment->source, length);
  uint16_t ports[2] = { source_first ? segment->source_port : segment->destination_port,
                        source_first ? segment->destination_port : segment->source_port };
  memcpy (key + 2 * length, ports, sizeof ports);
  return (uint32_t) keyed_hash (&table->key, key, 2 * length + sizeof ports);
}

static bool
sent_by (const Connection *connection, const TcpSegment *segment, unsigned side)
{
  size_t length = address_length (segment);
  return connection->port[side] == segment->source_port && connection->port[!side] == segment->destination_port
         && memcmp (connection->ip[side], segment->source, length) == 0
         && memcmp (connection->ip[!side], segment->destination, length) == 0;
}

Connection *
connection_table_find (const ConnectionTable *table, const TcpSegment *segment, uint32_t *hash, unsigned *side)
{
  *hash = hash_segment (table, segment);
  Connection *connection = table->slots[*hash & (table->slot_count - 1)];
  for (; connection != NULL; connection = connection->next)
    {
      if (connection->hash != *hash || connection->ip_version != segment->ip_version)
        continue;
      for (unsigned candidate = 0; candidate < 2; candidate++)
        if (sent_by (connection, segment, candidate))
          {
            *side = candidate;
            return connection;
          }
    }
  return NULL;
}

unsigned
connection_side_of (const Connection *connection, const TcpSegment *segment)
{
  return sent_by (connection, segment, 0) ? 0 : 1;
}

void
connection_table_init (ConnectionTable *table)
{
  memset (table, 0, sizeof *table);
  hash_key_init (&table->key);
  table->slot_count = SLOTS_FIRST;
  table->slots = g_new0 (Connection *, table->slot_count);
  table->slabs = g_ptr_array_new_with_free_func (g_free);
}

void
connection_table_clear (ConnectionTable *table)
{
  g_free (table->slots);
  g_ptr_array_unref (table->slabs);
  memset (table, 0, sizeof *table);
}

static Connection *
take_unused (ConnectionTable *table)
{
  if (table->unused == NULL)
    {
      Connection *slab = g_new (Connection, SLAB_CONNECTIONS);
      g_ptr_array_add (table->slabs, slab);
      for (size_t i = SLAB_CONNECTIONS; i-- > 0;)
        {
          slab[i].next = table->unused;
          table->unused = &slab[i];
        }
    }
  Connection *connection = table->unused;
  table->unused = connection->next;
  memset (connection, 0, sizeof *connection);
  return connection;
}

/* The names are static, so their addresses tell them apart. */
static uint8_t
tunnel_index (ConnectionTable *table, const char *name)
{
  for (uint8_t i = 0; i < table->tunnel_name_count; i++)
    if (table->tunnel_names[i] == name)
      return i;
  if (table->tunnel_name_count == G_N_ELEMENTS (table->tunnel_names))
    return 0;
  table->tunnel_names[table->tunnel_name_count] = name;
  return table->tunnel_name_count++;
}

static void
keep_path (ConnectionTable *table, Connection *connection, const LinkPath *path)
{
  unsigned first = (connection->flags & CONNECTION_FIRST_SIDE) != 0;
  if (path->has_macs)
    {
      connection->flags |= CONNECTION_PATH_MACS;
      memcpy (connection->half[first].mac, path->source_mac, sizeof path->source_mac);
      memcpy (connection->half[!first].mac, path->destination_mac, sizeof path->destination_mac);
    }
  if (path->wifi.present)
    {
      connection->wifi = (1u + path->wifi.protection) & 0x0fu;
      memcpy (connection->bssid, path->wifi.bssid, sizeof connection->bssid);
      memcpy (connection->station, path->wifi.station, sizeof connection->station);
    }
  connection->vlans = (unsigned) MIN (path->vlans, LINK_VLANS_MAX) & 0xfu;
  memcpy (connection->vlan, path->vlan, sizeof connection->vlan);
  connection->tunnels = (unsigned) MIN (path->tunnels, LINK_TUNNELS_MAX) & 0xfu;
  for (unsigned i = 0; i < connection->tunnels; i++)
    connection->tunnel[i] = tunnel_index (table, path->tunnel[i]);
}

Connection *
connection_new (ConnectionTable *table, const TcpSegment *segment, uint32_t hash, unsigned sender)
{
  Connection *connection = take_unused (table);
  size_t length = address_length (segment);
  connection->hash = hash;
  connection->ip_version = segment->ip_version & 0x0fu;
  memcpy (connection->ip[sender], segment->source, length);
  memcpy (connection->ip[!sender], segment->destination, length);
  connection->port[sender] = segment->source_port;
  connection->port[!sender] = segment->destination_port;
  if (sender == 1)
    connection->flags |= CONNECTION_FIRST_SIDE;
  if (segment->path != NULL)
    keep_path (table, connection, segment->path);
  const Packet *packet = segment->packet;
  if (packet->nanoseconds)
    connection->flags |= CONNECTION_NANOSECONDS;
  connection->first_packet = packet->number;
  connection->first_time = packet->time;
  connection->first_file = packet->file;
  connection->class = CLASS_COUNT;
  table->count++;
  connection_table_age (table, connection, CLASS_HALF_OPEN);
  return connection;
}

static void
grow (ConnectionTable *table)
{
  size_t slot_count = 2 * table->slot_count;
  Connection **slots = g_new0 (Connection *, slot_count);
  for (size_t i = 0; i < table->slot_count; i++)
    for (Connection *connection = table->slots[i], *next; connection != NULL; connection = next)
      {
        next = connection->next;
        Connection **slot = &slots[connection->hash & (slot_count - 1)];
        connection->next = *slot;
        *slot = connection;
      }
  g_free (table->slots);
  table->slots = slots;
  table->slot_count = slot_count;
}

void
connection_table_insert (ConnectionTable *table, Connection *connection)
{
  if (table->count > CONNECTIONS_PER_SLOT * table->slot_count)
    grow (table);
  Connection **slot = &table->slots[connection->hash & (table->slot_count - 1)];
  connection->next = *slot;
  *slot = connection;
}

void
connection_table_remove (ConnectionTable *table, Connection *connection)
{
  if ((connection->flags & CONNECTION_IS_SUCCESSOR) != 0)
    {
      connection->next->successor = NULL;
      connection->flags &= (uint8_t) ~CONNECTION_IS_SUCCESSOR;
      return;
    }
  Connection **link = &table->slots[connection->hash & (table->slot_count - 1)];
  while (*link != connection)
    link = &(*link)->next;
  *link = connection->next;
  Connection *successor = connection->successor;
  if (successor != NULL)
    {
      connection->successor = NULL;
      successor->flags &= (uint8_t) ~CONNECTION_IS_SUCCESSOR;
      connection_table_insert (table, successor);
    }
}

static void
leave_ages (ConnectionTable *table, Connection *connection)
{
  if (connection->class == CLASS_COUNT)
    return;
  ConnectionAges *ages = &table->ages[connection->class];
  *(connection->older != NULL ? &connection->older->newer : &ages->oldest) = connection->newer;
  *(connection->newer != NULL ? &connection->newer->older : &ages->newest) = connection->older;
  ages->count--;
}

void
connection_free (ConnectionTable *table, Connection *connection)
{
  leave_ages (table, connection);
  table->count--;
  connection->next = table->unused;
  table->unused = connection;
}

void
connection_table_age (ConnectionTable *table, Connection *connection, ConnectionClass worth)
{
  ConnectionAges *ages = &table->ages[worth];
  if (connection->class == worth && ages->newest == connection)
    return;
  leave_ages (table, connection);
  connection->class = (uint8_t) worth;
  connection->newer = NULL;
  connection->older = ages->newest;
  *(ages->newest != NULL ? &ages->newest->newer : &ages->oldest) = connection;
  ages->newest = connection;
  ages->count++;
}

void
connection_swap (Connection *connection)
{
  ConnectionHalf half = connection->half[0];
  connection->half[0] = connection->half[1];
  connection->half[1] = half;
  uint8_t ip[16];
  memcpy (ip, connection->ip[0], sizeof ip);
  memcpy (connection->ip[0], connection->ip[1], sizeof ip);
  memcpy (connection->ip[1], ip, sizeof ip);
  uint16_t port = connection->port[0];
  connection->port[0] = connection->port[1];
  connection->port[1] = port;
  uint8_t ttl = connection->ttl[0];
  connection->ttl[0] = connection->ttl[1];
  connection->ttl[1] = ttl;
  connection->flags ^= CONNECTION_FIRST_SIDE;
}

static void
view_macs (const Connection *connection, ConnectionView *view)
{
  unsigned first = (connection->flags & CONNECTION_FIRST_SIDE) != 0;
  if ((connection->flags & CONNECTION_PATH_MACS) != 0)
    {
      memcpy (view->side[first].mac, connection->half[first].mac, sizeof view->side[0].mac);
      view->side[first].has_mac = true;
      /* A group address (broadcast, multicast) is nobody's. */
      if ((connection->half[!first].mac[0] & 1) == 0)
        {
          memcpy (view->side[!first].mac, connection->half[!first].mac, sizeof view->side[0].mac);
          view->side[!first].has_mac = true;
        }
    }
  if ((connection->flags & CONNECTION_OTHER_MAC) != 0)
    {
      memcpy (view->side[!first].mac, connection->other_mac, sizeof view->side[0].mac);
      view->side[!first].has_mac = true;
    }
}

static void
view_path (const ConnectionTable *table, const Connection *connection, LinkPath *path)
{
  unsigned first = (connection->flags & CONNECTION_FIRST_SIDE) != 0;
  path->has_macs = (connection->flags & CONNECTION_PATH_MACS) != 0;
  memcpy (path->source_mac, connection->half[first].mac, sizeof path->source_mac);
  memcpy (path->destination_mac, connection->half[!first].mac, sizeof path->destination_mac);
  if (connection->wifi != 0)
    {
      path->wifi = (WifiPath){ .present = true, .protection = connection->wifi - 1 };
      memcpy (path->wifi.bssid, connection->bssid, sizeof connection->bssid);
      memcpy (path->wifi.station, connection->station, sizeof connection->station);
    }
  path->vlans = connection->vlans;
  memcpy (path->vlan, connection->vlan, sizeof path->vlan);
  path->tunnels = connection->tunnels;
  for (unsigned i = 0; i < connection->tunnels; i++)
    path->tunnel[i] = table->tunnel_names[connection->tunnel[i]];
}

void
connection_view (const ConnectionTable *table, const Connection *connection, ConnectionView *view, LinkPath *path)
{
  memset (view, 0, sizeof *view);
  memset (path, 0, sizeof *path);
  for (unsigned side = 0; side < 2; side++)
    {
      const ConnectionHalf *half = &connection->half[side];
      memcpy (view->side[side].ip, connection->ip[side], sizeof view->side[side].ip);
      view->side[side].port = connection->port[side];
      view->side[side].seen = (half->flags & HALF_SEEN) != 0;
      view->side[side].octets = half->octets;
      view->side[side].missing = half->missing;
    }
  view_macs (connection, view);
  view_path (table, connection, path);
  view->path = path;
  view->ip_version = connection->ip_version;
  view->midstream = (connection->flags & CONNECTION_MIDSTREAM) != 0;
  view->nanoseconds = (connection->flags & CONNECTION_NANOSECONDS) != 0;
  view->packets = connection->packets;
  view->first = (StreamPlace){ connection->first_packet, connection->first_time, connection->first_file };
  view->last = (StreamPlace){ connection->last_packet, connection->last_time, connection->last_file };
}
