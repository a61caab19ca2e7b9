/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See deception-packet.h.  It does not read fragments, nor IPv6 extension headers. */
#include "config.h"

#include "deception-packet.h"

#include <string.h>

enum { TCP = 6, IPV6_FRAGMENT = 44 };

static void
put_16 (uint8_t *at, unsigned value)
{
  at[0] = (uint8_t) (value >> 8);
  at[1] = (uint8_t) value;
}

static void
put_32 (uint8_t *at, uint32_t value)
{
  put_16 (at, value >> 16);
  put_16 (at + 2, value & 0xffff);
}

static unsigned
get_16 (const uint8_t *at)
{
  return (unsigned) at[0] << 8 | at[1];
}

static uint32_t
get_32 (const uint8_t *at)
{
  return (uint32_t) get_16 (at) << 16 | get_16 (at + 2);
}

/* RFC 1071, an octet at a time. */
static uint32_t
add (uint32_t sum, const uint8_t *octets, size_t length)
{
  for (size_t i = 0; i < length; i++)
    sum += i % 2 == 0 ? (uint32_t) octets[i] << 8 : octets[i];
  return sum;
}

static unsigned
fold (uint32_t sum)
{
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

static size_t
address_octets (const MadeRoute *route)
{
  return route->ip_version == 4 ? 4 : 16;
}

static unsigned
tcp_checksum (const MadeRoute *route, const uint8_t *header, size_t header_length, const GByteArray *data)
{
  uint32_t sum = add (0, route->source, address_octets (route));
  sum = add (sum, route->destination, address_octets (route));
  sum += TCP + (uint32_t) header_length + data->len;
  sum = add (sum, header, header_length);
  return fold (add (sum, data->data, data->len));
}

/* Header and data; the checksum is that of `summed`. */
static GByteArray *
tcp_octets (const MadeRoute *route, const MadeSegment *segment, const GByteArray *data, const GByteArray *summed)
{
  uint8_t header[20 + MADE_OPTIONS_MAX] = { 0 };
  size_t length = 20 + segment->options_length;
  put_16 (header, route->source_port);
  put_16 (header + 2, route->destination_port);
  put_32 (header + 4, segment->sequence);
  put_32 (header + 8, segment->acknowledgment);
  header[12] = (uint8_t) (length / 4 << 4);
  header[13] = segment->flags;
  put_16 (header + 14, segment->window);
  put_16 (header + 18, segment->urgent);
  memcpy (header + 20, segment->options, segment->options_length);
  put_16 (header + 16, tcp_checksum (route, header, length, summed) ^ (segment->checksum_bad ? 0x5555 : 0));
  GByteArray *octets = g_byte_array_new ();
  g_byte_array_append (octets, header, (guint) length);
  g_byte_array_append (octets, data->data, data->len);
  return octets;
}

static void
ipv4_header (uint8_t *header, const MadeRoute *route, const MadeSegment *segment, size_t payload, unsigned fragment)
{
  memset (header, 0, 20);
  header[0] = 0x45;
  put_16 (header + 2, (unsigned) (20 + payload));
  put_16 (header + 4, segment->identification);
  put_16 (header + 6, fragment);
  header[8] = segment->ttl;
  header[9] = TCP;
  memcpy (header + 12, route->source, 4);
  memcpy (header + 16, route->destination, 4);
  put_16 (header + 10, fold (add (0, header, 20)) ^ (segment->ip_checksum_bad ? 0x5555 : 0));
}

static void
ipv6_header (uint8_t *header, const MadeRoute *route, const MadeSegment *segment, size_t payload, unsigned next)
{
  memset (header, 0, 40);
  header[0] = 0x60;
  put_16 (header + 4, (unsigned) payload);
  header[6] = (uint8_t) next;
  header[7] = segment->ttl;
  memcpy (header + 8, route->source, 16);
  memcpy (header + 24, route->destination, 16);
}

static void
send_whole (const MadeRoute *route, const MadeSegment *segment, const GByteArray *tcp, MadeHandler handler, void *user)
{
  uint8_t header[40];
  size_t length = route->ip_version == 4 ? 20 : 40;
  if (route->ip_version == 4)
    ipv4_header (header, route, segment, tcp->len, 0x4000);
  else
    ipv6_header (header, route, segment, tcp->len, TCP);
  GByteArray *packet = g_byte_array_new ();
  g_byte_array_append (packet, header, (guint) length);
  g_byte_array_append (packet, tcp->data, tcp->len);
  handler (user, packet->data, packet->len);
  g_byte_array_unref (packet);
}

static void
send_piece (const MadeRoute *route, const MadeSegment *segment, const GByteArray *tcp, const MadePiece *piece,
            MadeHandler handler, void *user)
{
  uint8_t header[48];
  size_t length = piece->end - piece->from, header_length = route->ip_version == 4 ? 20 : 48;
  bool more = piece->end < tcp->len;
  g_assert_cmpuint (piece->end, <=, tcp->len);
  g_assert (piece->from % 8 == 0 && (!more || piece->end % 8 == 0));
  if (route->ip_version == 4)
    ipv4_header (header, route, segment, length, (more ? 0x2000 : 0) | piece->from / 8);
  else
    {
      ipv6_header (header, route, segment, 8 + length, IPV6_FRAGMENT);
      uint8_t *fragment = header + 40;
      fragment[0] = TCP;
      fragment[1] = 0;
      put_16 (fragment + 2, piece->from | more);
      put_32 (fragment + 4, segment->identification);
    }
  GByteArray *packet = g_byte_array_new ();
  g_byte_array_append (packet, header, (guint) header_length);
  g_byte_array_append (packet, tcp->data + piece->from, (guint) length);
  handler (user, packet->data, packet->len);
  g_byte_array_unref (packet);
}

void
made_send (const MadeRoute *route, const MadeSegment *segment, MadeHandler handler, void *user)
{
  GByteArray *empty = g_byte_array_new ();
  const GByteArray *data = segment->data != NULL ? segment->data : empty;
  const GByteArray *summed = segment->summed != NULL ? segment->summed : data;
  const GByteArray *other = segment->other != NULL ? segment->other : data;
  g_assert_cmpuint (other->len, ==, data->len);
  GByteArray *tcp = tcp_octets (route, segment, data, summed);
  GByteArray *tcp_other = tcp_octets (route, segment, other, summed);
  for (unsigned i = 0; i < segment->pieces; i++)
    {
      MadeSegment one = *segment;
      if (one.piece[i].dies)
        one.ttl = 1;
      send_piece (route, &one, one.piece[i].other ? tcp_other : tcp, &one.piece[i], handler, user);
    }
  if (segment->pieces == 0)
    send_whole (route, segment, tcp, handler, user);
  g_byte_array_unref (tcp);
  g_byte_array_unref (tcp_other);
  g_byte_array_unref (empty);
}

static void
read_options (const uint8_t *options, size_t length, ReadSegment *segment)
{
  for (size_t at = 0; at < length && options[at] != 0;)
    {
      size_t size = options[at] == 1 ? 1 : at + 1 < length ? options[at + 1] : 0;
      if (size == 0 || at + size > length)
        return;
      if (options[at] == 8 && size == 10)
        {
          segment->has_timestamp = true;
          segment->timestamp = get_32 (options + at + 2);
        }
      at += size;
    }
}

bool
read_segment (const uint8_t *octets, size_t length, ReadSegment *segment)
{
  *segment = (ReadSegment){ 0 };
  size_t header = 40, end = length;
  if (length >= 20 && octets[0] >> 4 == 4 && octets[9] == TCP)
    {
      header = (size_t) (octets[0] & 15) * 4;
      end = MIN (get_16 (octets + 2), length);
      segment->route.ip_version = 4;
      memcpy (segment->route.source, octets + 12, 4);
      memcpy (segment->route.destination, octets + 16, 4);
    }
  else if (length >= 40 && octets[0] >> 4 == 6 && octets[6] == TCP)
    {
      end = MIN (40 + get_16 (octets + 4), length);
      segment->route.ip_version = 6;
      memcpy (segment->route.source, octets + 8, 16);
      memcpy (segment->route.destination, octets + 24, 16);
    }
  else
    return false;
  if (end < header + 20)
    return false;
  const uint8_t *tcp = octets + header;
  size_t tcp_length = (size_t) (tcp[12] >> 4) * 4;
  if (tcp_length < 20 || header + tcp_length > end)
    return false;
  segment->route.source_port = (uint16_t) get_16 (tcp);
  segment->route.destination_port = (uint16_t) get_16 (tcp + 2);
  segment->sequence = get_32 (tcp + 4);
  segment->acknowledgment = get_32 (tcp + 8);
  segment->flags = tcp[13];
  segment->window = (uint16_t) get_16 (tcp + 14);
  read_options (tcp + 20, tcp_length - 20, segment);
  segment->data = tcp + tcp_length;
  segment->length = end - header - tcp_length;
  return true;
}
