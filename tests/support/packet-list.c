/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See packet-list.h.  The samples are whole and in order, which is asserted. */
#include "config.h"

#include "packet-list.h"

#include "src/capture.h"
#include "tests/unit/src/wire.h"

enum { ETHERNET = 1, TAG = 0x8100, IPV4 = 0x0800, IPV6 = 0x86dd, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

static unsigned
be16 (const uint8_t *at)
{
  return (unsigned) at[0] << 8 | at[1];
}

static uint32_t
be32 (const uint8_t *at)
{
  return (uint32_t) be16 (at) << 16 | be16 (at + 2);
}

uint32_t
packet_sequence (const ListPacket *packet)
{
  return be32 (packet->octets->data + packet->transport + 4);
}

uint32_t
packet_acknowledgment (const ListPacket *packet)
{
  return be32 (packet->octets->data + packet->transport + 8);
}

uint8_t
packet_flags (const ListPacket *packet)
{
  return packet->octets->data[packet->transport + 13];
}

void
packet_set_sequence (ListPacket *packet, uint32_t sequence)
{
  wire_set_be32 (packet->octets->data + packet->transport + 4, sequence);
}

void
packet_set_acknowledgment (ListPacket *packet, uint32_t acknowledgment)
{
  wire_set_be32 (packet->octets->data + packet->transport + 8, acknowledgment);
}

void
packet_set_flags (ListPacket *packet, uint8_t flags)
{
  packet->octets->data[packet->transport + 13] = flags;
}

uint32_t
packet_offset (const PacketList *list, const ListPacket *packet)
{
  uint32_t first = packet_sequence (packet) + ((packet_flags (packet) & TCP_SYN) != 0);
  return first - packet_connection (list, packet)->initial[packet->direction];
}

static const uint8_t *
addresses (const ListPacket *packet)
{
  return packet->octets->data + packet->network + (packet->ip_version == 4 ? 12 : 8);
}

static size_t
address_length (const ListPacket *packet)
{
  return packet->ip_version == 4 ? 4 : 16;
}

void
packet_seal (ListPacket *packet)
{
  uint8_t *network = packet->octets->data + packet->network;
  packet->length = packet->octets->len;
  if (packet->ip_version == 4)
    {
      wire_set_be16 (network + 2, packet->octets->len - packet->network);
      wire_ipv4_checksum (network);
    }
  else
    wire_set_be16 (network + 4, packet->octets->len - packet->network - 40);
  wire_tcp_checksum (packet->octets->data + packet->transport, packet->octets->len - packet->transport,
                     addresses (packet), address_length (packet));
}

ListPacket *
list_packet_copy (const ListPacket *packet)
{
  ListPacket *copy = g_new (ListPacket, 1);
  *copy = *packet;
  copy->octets = g_byte_array_new ();
  g_byte_array_append (copy->octets, packet->octets->data, packet->octets->len);
  return copy;
}

void
list_packet_free (gpointer packet)
{
  g_byte_array_unref (((ListPacket *) packet)->octets);
  g_free (packet);
}

ListPacket *
packet_with_data (const ListPacket *model, uint32_t sequence, const uint8_t *octets, size_t length)
{
  ListPacket *packet = list_packet_copy (model);
  g_byte_array_set_size (packet->octets, (guint) packet->payload);
  g_byte_array_append (packet->octets, octets, (guint) length);
  packet_set_sequence (packet, sequence);
  packet_seal (packet);
  return packet;
}

char *
connection_key (uint8_t ip_version, const uint8_t *ip, uint16_t port, const uint8_t *other_ip, uint16_t other_port)
{
  char text[INET6_ADDRSTRLEN], other[INET6_ADDRSTRLEN];
  const int family = ip_version == 4 ? AF_INET : AF_INET6;
  inet_ntop (family, ip, text, sizeof text);
  inet_ntop (family, other_ip, other, sizeof other);
  g_autofree char *one = g_strdup_printf ("%s %u", text, port);
  g_autofree char *two = g_strdup_printf ("%s %u", other, other_port);
  return strcmp (one, two) < 0 ? g_strdup_printf ("%s, %s", one, two) : g_strdup_printf ("%s, %s", two, one);
}

static char *
packet_key (const ListPacket *packet)
{
  const uint8_t *ip = addresses (packet), *tcp = packet->octets->data + packet->transport;
  return connection_key (packet->ip_version, ip, (uint16_t) be16 (tcp), ip + address_length (packet),
                         (uint16_t) be16 (tcp + 2));
}

static void
connection_free (gpointer pointer)
{
  ListConnection *connection = pointer;
  g_free (connection->key);
  g_byte_array_unref (connection->stream[0]);
  g_byte_array_unref (connection->stream[1]);
  g_free (connection);
}

/* Finds the headers, and takes off what the link put behind the IP packet. */
static void
decode (ListPacket *packet)
{
  const uint8_t *octets = packet->octets->data;
  g_assert_cmpint (packet->link_type, ==, ETHERNET);
  g_assert_cmpuint (packet->octets->len, ==, packet->length);
  size_t type = 12;
  if (be16 (octets + type) == TAG)
    type += 4;
  packet->network = type + 2;
  const uint8_t *network = octets + packet->network;
  size_t end;
  if (be16 (octets + type) == IPV4 && network[0] == 0x45 && network[9] == PROTOCOL_UDP)
    packet->ip_version = 4;
  if (be16 (octets + type) == IPV6 && network[6] == PROTOCOL_UDP)
    packet->ip_version = 6;
  if (be16 (octets + type) == IPV4 && network[0] == 0x45 && network[9] == PROTOCOL_TCP)
    {
      packet->ip_version = 4;
      packet->transport = packet->network + 20;
      end = packet->network + be16 (network + 2);
    }
  else if (be16 (octets + type) == IPV6 && network[6] == PROTOCOL_TCP)
    {
      packet->ip_version = 6;
      packet->transport = packet->network + 40;
      end = packet->transport + be16 (network + 4);
    }
  else
    return;
  packet->tcp = true;
  packet->payload = packet->transport + (octets[packet->transport + 12] >> 4) * 4u;
  g_assert_cmpuint (packet->payload, <=, end);
  g_byte_array_set_size (packet->octets, (guint) end);
  packet->length = end;
}

/* Gives the packet its connection, and its octets to the stream there. */
static void
file_packet (PacketList *list, ListPacket *packet)
{
  char *key = packet_key (packet);
  ListConnection *connection = NULL;
  for (guint i = 0; i < list->connections->len; i++)
    {
      ListConnection *one = g_ptr_array_index (list->connections, i);
      if (strcmp (one->key, key) == 0)
        {
          connection = one;
          packet->connection = i;
        }
    }
  uint8_t flags = packet_flags (packet);
  bool syn = (flags & TCP_SYN) != 0;
  if (connection == NULL)
    {
      g_assert_true (syn && (flags & TCP_ACK) == 0);
      connection = g_new0 (ListConnection, 1);
      connection->key = g_steal_pointer (&key);
      connection->stream[0] = g_byte_array_new ();
      connection->stream[1] = g_byte_array_new ();
      packet->connection = list->connections->len;
      g_ptr_array_add (list->connections, connection);
    }
  g_free (key);
  /* The client has the SYN without ACK; its port is not the lower one by any law, but is in the samples. */
  const uint8_t *tcp = packet->octets->data + packet->transport;
  packet->direction = be16 (tcp) > be16 (tcp + 2) ? FROM_CLIENT : FROM_SERVER;
  g_assert_true (!syn || ((flags & TCP_ACK) == 0) == (packet->direction == FROM_CLIENT));
  if (syn)
    connection->initial[packet->direction] = packet_sequence (packet) + 1;
  GByteArray *stream = connection->stream[packet->direction];
  g_assert_cmpuint (packet_offset (list, packet), <=, stream->len + 1); /* a FIN takes a number */
  if (packet_data_length (packet) > 0)
    {
      g_assert_cmpuint (packet_offset (list, packet), ==, stream->len);
      g_byte_array_append (stream, packet_data (packet), (guint) packet_data_length (packet));
    }
}

static void
take_packet (void *user, const Packet *packet)
{
  PacketList *list = user;
  ListPacket *one = g_new0 (ListPacket, 1);
  one->octets = g_byte_array_new ();
  g_byte_array_append (one->octets, packet->octets, (guint) packet->captured);
  one->length = packet->length;
  one->time = packet->time;
  one->link_type = packet->link_type;
  decode (one);
  if (one->tcp)
    file_packet (list, one);
  g_ptr_array_add (list->packets, one);
}

static void
warn (void *user, const char *line)
{
  (void) user;
  g_error ("%s", line);
}

static char *
read_key_log (const char *path)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (strrchr (path, '.')));
  g_autofree char *name = g_strconcat (stem, ".keys", NULL);
  char *text = NULL;
  return g_file_get_contents (name, &text, NULL, NULL) ? text : NULL;
}

PacketList *
packet_list_read (const char *path)
{
  PacketList *list = g_new (PacketList, 1);
  list->packets = g_ptr_array_new_with_free_func (list_packet_free);
  list->connections = g_ptr_array_new_with_free_func (connection_free);
  char *paths[] = { (char *) path, NULL };
  GError *error = NULL;
  Capture *capture = capture_open_files (paths, NULL, warn, NULL, &error);
  g_assert_no_error (error);
  while (capture_read (capture, 64, take_packet, list, &error) != CAPTURE_END)
    g_assert_no_error (error);
  g_assert_no_error (error);
  capture_free (capture);
  list->key_log = read_key_log (path);
  return list;
}

static gpointer
copy_packet (gconstpointer packet, gpointer user)
{
  (void) user;
  return list_packet_copy (packet);
}

PacketList *
packet_list_copy (const PacketList *list)
{
  PacketList *copy = g_new (PacketList, 1);
  copy->packets = g_ptr_array_copy (list->packets, copy_packet, NULL);
  g_ptr_array_set_free_func (copy->packets, list_packet_free);
  copy->connections = g_ptr_array_ref (list->connections);
  copy->key_log = g_strdup (list->key_log);
  return copy;
}

void
packet_list_free (PacketList *list)
{
  g_ptr_array_unref (list->packets);
  g_ptr_array_unref (list->connections);
  g_free (list->key_log);
  g_free (list);
}

char *
sample_path (const char *name)
{
  const char *top = g_getenv ("srcdir");
  return g_build_filename (top != NULL ? top : ".", "samples", name, NULL);
}

bool
sample_is_of_wifi (const char *name)
{
  return strstr (name, "-wifi-") != NULL;
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

char **
sample_names (void)
{
  GPtrArray *names = g_ptr_array_new ();
  g_autofree char *folder = sample_path ("");
  GDir *samples = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (samples);
  for (const char *name; (name = g_dir_read_name (samples)) != NULL;)
    if (g_str_has_suffix (name, ".pcap") && !sample_is_of_wifi (name))
      g_ptr_array_add (names, g_strdup (name));
  g_dir_close (samples);
  g_assert_cmpuint (names->len, >=, 8);
  g_ptr_array_sort (names, by_name);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}
