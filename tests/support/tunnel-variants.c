/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tunnel-variants.h"

#include <glib.h>
#include <string.h>

enum { MACS = 12, IPV4_OCTETS = 20, UDP_OCTETS = 8, PLACES_MOST = 8 };

static const struct {
  uint8_t protocol;    /* of the outer IP header; 0: none, a frame of its own */
  uint16_t port;       /* with UDP */
  const char *headers; /* hexadecimal, behind it */
  bool typed;          /* they end in an EtherType */
} tunnels[TUNNEL_KINDS] = {
  [TUNNEL_VLAN] = { 0, 0, "020000000902 020000000901 8100 0063", true },
  [TUNNEL_GRE] = { 47, 0, "3000 ETHERTYPE 00000001 00000001", false },
  [TUNNEL_ERSPAN] = { 47, 0, "1000 22eb 00000001 200000000000000000000000 020000000902 020000000901", true },
  [TUNNEL_VXLAN] = { 17, 4789, "0800000000002a00 020000000902 020000000901", true },
  [TUNNEL_L2TP] = { 17, 1701, "0002 0007 0009 ff03 PPP", false },
  [TUNNEL_TZSP_WIFI]
  = { 17, 37008, "01000012 01 0801 0000 020000000903 020000000901 020000000902 SEQ aaaa03000000", true },
};

static void
append_be16 (GByteArray *octets, unsigned value)
{
  const uint8_t both[2] = { (uint8_t) (value >> 8), (uint8_t) value };
  g_byte_array_append (octets, both, sizeof both);
}

/* The words of a row; `number` makes each 802.11 frame another one. */
static void
append_headers (GByteArray *octets, const char *headers, uint8_t ip_version, unsigned number)
{
  g_auto (GStrv) words = g_strsplit (headers, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (g_str_equal (*word, "ETHERTYPE"))
      append_be16 (octets, ip_version == 4 ? 0x0800 : 0x86dd);
    else if (g_str_equal (*word, "PPP"))
      append_be16 (octets, ip_version == 4 ? 0x0021 : 0x0057);
    else if (g_str_equal (*word, "SEQ"))
      append_be16 (octets, (number & 0xf) << 12 | (number >> 4 & 0xff));
    else
      for (const char *digit = *word; *digit != '\0'; digit += 2)
        {
          const uint8_t octet = (uint8_t) (g_ascii_xdigit_value (digit[0]) << 4 | g_ascii_xdigit_value (digit[1]));
          g_byte_array_append (octets, &octet, 1);
        }
}

static void
append_ipv4 (GByteArray *octets, uint8_t protocol, size_t length)
{
  uint8_t header[IPV4_OCTETS] = { 0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, protocol, 0, 0, 10, 9, 0, 1, 10, 9, 0, 2 };
  header[2] = (uint8_t) ((length + IPV4_OCTETS) >> 8);
  header[3] = (uint8_t) (length + IPV4_OCTETS);
  uint32_t sum = 0;
  for (size_t at = 0; at < IPV4_OCTETS; at += 2)
    sum += (uint32_t) header[at] << 8 | header[at + 1];
  sum = (sum & 0xffff) + (sum >> 16);
  sum = ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
  header[10] = (uint8_t) (sum >> 8);
  header[11] = (uint8_t) sum;
  g_byte_array_append (octets, header, sizeof header);
}

static void
send_through (ListPacket *packet, int kind, unsigned number)
{
  GByteArray *inside = g_byte_array_new (), *outside = g_byte_array_new ();
  append_headers (inside, tunnels[kind].headers, packet->ip_version, number);
  if (tunnels[kind].typed)
    append_be16 (inside, packet->ip_version == 4 ? 0x0800 : 0x86dd);
  const size_t network = inside->len;
  g_byte_array_append (inside, packet->octets->data + packet->network, (guint) (packet->octets->len - packet->network));
  if (tunnels[kind].protocol != 0)
    {
      const bool udp = tunnels[kind].port != 0;
      append_headers (outside, "02000000aa02 02000000aa01 0800", 4, 0);
      append_ipv4 (outside, tunnels[kind].protocol, inside->len + (udp ? UDP_OCTETS : 0));
      if (udp)
        {
          append_be16 (outside, 40000);
          append_be16 (outside, tunnels[kind].port);
          append_be16 (outside, inside->len + UDP_OCTETS);
          append_be16 (outside, 0);
        }
    }
  g_byte_array_append (outside, inside->data, inside->len);
  const size_t longer = outside->len - inside->len + network - packet->network; /* modulo 2^64 */
  packet->network += longer;
  packet->transport += longer;
  packet->payload += longer;
  packet->length = outside->len;
  packet->link_type = 1;
  g_byte_array_unref (inside);
  g_byte_array_unref (packet->octets);
  packet->octets = outside;
}

void
cross_tunnel (PacketList *list, GRand *random, int kind)
{
  (void) random;
  for (guint i = list->packets->len; i-- > 0;)
    if (packet_at (list, i)->ip_version != 0)
      send_through (packet_at (list, i), kind, i);
    else
      g_ptr_array_remove_index (list->packets, i);
}

/* As a router does. */
static void
take_a_hop (ListPacket *packet)
{
  uint8_t *header = packet->octets->data + packet->network;
  if (packet->ip_version == 6)
    {
      header[7]--;
      return;
    }
  header[8]--;
  const uint32_t sum = ((uint32_t) header[10] << 8 | header[11]) + 0x100u;
  const uint32_t folded = (sum & 0xffff) + (sum >> 16);
  header[10] = (uint8_t) (folded >> 8);
  header[11] = (uint8_t) folded;
}

void
mirror (PacketList *list, GRand *random, int kind)
{
  for (guint i = list->packets->len; i-- > 0;)
    {
      if (packet_at (list, i)->ip_version == 0)
        continue;
      ListPacket *copy = list_packet_copy (packet_at (list, i));
      take_a_hop (copy);
      send_through (copy, kind, i);
      guint place = i + 1 + (guint) g_rand_int_range (random, 0, PLACES_MOST + 1);
      place = MIN (place, list->packets->len);
      g_ptr_array_insert (list->packets, (gint) place, copy);
    }
}
