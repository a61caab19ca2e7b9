/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The IP header tells how long a packet is: padding behind it is not data, and
 * what it promises beyond the captured octets was cut.  A length of 0 reaches
 * to the end, as segmentation offload writes it.  Does not look behind the headers. */
#include "config.h"

#include "ip-header.h"

#include "checksum.h"

#include <arpa/inet.h>

enum {
  PROTOCOL_HOP_BY_HOP = 0,
  PROTOCOL_ROUTING = 43,
  PROTOCOL_FRAGMENT = 44,
  PROTOCOL_AUTHENTICATION = 51,
  PROTOCOL_DESTINATION = 60,
  PROTOCOL_MOBILITY = 135,
  PROTOCOL_HOST_IDENTITY = 139,
  PROTOCOL_SHIM6 = 140,
};

/* The header's word on how much follows it.  Devices that copy packets to a
 * listener may cut them on the wire, so that more is promised than came. */
static bool
set_length (Bytes *bytes, size_t length)
{
  const bool claims_more = length > bytes_length (bytes);
  bytes_set_length (bytes, length);
  return claims_more;
}

/* RFC 791 §3.1. */
static bool
read_ipv4 (IpHeader *ip, Bytes *bytes)
{
  enum { MORE_FRAGMENTS = 0x2000, FRAGMENT_OFFSET = 0x1fff };
  const uint8_t *header = bytes_take (bytes, 20);
  if (header == NULL)
    return false;
  const size_t octets = (header[0] & 0x0fu) * 4u;
  const size_t total = be16_at (header + 2);
  const unsigned fragment = be16_at (header + 6);

  if (header[0] >> 4 != 4 || octets < 20 || (total != 0 && total < octets))
    return false;
  if (octets > 20 && bytes_take (bytes, octets - 20) == NULL)
    return false;
  const bool claims_more = total != 0 && set_length (bytes, total - octets);

  *ip = (IpHeader){
    .source = header + 12,
    .destination = header + 16,
    .version = 4,
    .ttl = header[8],
    .protocol = header[9],
    .to_the_end = total == 0,
    .claims_more = claims_more,
    .checksum_bad = checksum_fold (checksum_add_short (0, header, octets)) != 0xffff,
    .fragmented = (fragment & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0,
    .more_fragments = (fragment & MORE_FRAGMENTS) != 0,
    .identification = be16_at (header + 4),
    .fragment_offset = (fragment & FRAGMENT_OFFSET) * (size_t) 8,
    .octets = octets,
  };
  return true;
}

/* RFC 8200 §3. */
static bool
read_ipv6 (IpHeader *ip, Bytes *bytes)
{
  const uint8_t *header = bytes_take (bytes, 40);
  if (header == NULL || header[0] >> 4 != 6)
    return false;
  const size_t length = be16_at (header + 4);
  const bool claims_more = length != 0 && set_length (bytes, length);

  *ip = (IpHeader){
    .source = header + 8,
    .destination = header + 24,
    .version = 6,
    .ttl = header[7],
    .protocol = header[6],
    .to_the_end = length == 0,
    .claims_more = claims_more,
  };
  return true;
}

/* The jumbo payload option among those of a hop-by-hop header: the length that
 * a payload length of 0 stands for, counted from the end of the IPv6 header. */
static void
apply_jumbo_length (const uint8_t *header, size_t octets, Bytes *bytes)
{
  enum { OPTION_PAD_1 = 0, OPTION_JUMBO = 0xc2 };

  for (size_t at = 2; at + 2 <= octets;)
    {
      if (header[at] == OPTION_PAD_1)
        {
          at++;
          continue;
        }
      const size_t length = header[at + 1];
      if (header[at] == OPTION_JUMBO && length == 4 && at + 6 <= octets)
        {
          const size_t jumbo = be32_at (header + at + 2);
          if (jumbo >= octets)
            bytes_limit (bytes, jumbo - octets);
          return;
        }
      at += 2 + length;
    }
}

/* A packet under way on a source route: its destination is the route's end. */
static void
follow_route (const uint8_t *header, size_t octets, IpHeader *ip)
{
  enum { ROUTE_SOURCE = 0, ROUTE_MOBILE = 2, ROUTE_SEGMENTS = 4, ROUTE_ADDRESSES = 8 };
  const uint8_t type = header[2], segments_left = header[3];

  if (segments_left == 0)
    return;
  if (octets < ROUTE_ADDRESSES + 16)
    ip->route_unknown = true;
  else if (type == ROUTE_SOURCE)
    ip->destination = header + ROUTE_ADDRESSES + (octets - ROUTE_ADDRESSES) / 16 * 16 - 16;
  else if (type == ROUTE_MOBILE || type == ROUTE_SEGMENTS)
    ip->destination = header + ROUTE_ADDRESSES;
  else
    ip->route_unknown = true;
}

/* RFC 8200 §4.5.  An atomic fragment (RFC 6946) is whole and joins no other. */
static bool
read_fragment_header (IpHeader *ip, Bytes *bytes)
{
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL)
    return false;
  const unsigned fragment = be16_at (header + 2);
  ip->protocol = header[0];
  ip->fragmented = (fragment & 0xfff9) != 0;
  ip->more_fragments = (fragment & 1) != 0;
  ip->fragment_offset = fragment & 0xfff8;
  ip->identification = be32_at (header + 4);
  return true;
}

/* An extension header of the common form. */
static bool
read_extension (IpHeader *ip, Bytes *bytes)
{
  const uint8_t *start = bytes_peek (bytes, 2);
  if (start == NULL)
    {
      bytes_fail (bytes, 2);
      return false;
    }
  const uint8_t protocol = ip->protocol;
  const size_t octets = protocol == PROTOCOL_AUTHENTICATION ? (start[1] + 2u) * 4u : (start[1] + 1u) * 8u;
  const uint8_t *header = bytes_take (bytes, octets);
  if (header == NULL)
    return false;

  if (protocol == PROTOCOL_HOP_BY_HOP && ip->to_the_end)
    apply_jumbo_length (header, octets, bytes);
  if (protocol == PROTOCOL_ROUTING)
    follow_route (header, octets, ip);
  ip->protocol = header[0];
  ip->octets += octets;
  return true;
}

bool
ip_header_read (IpHeader *ip, unsigned version, Bytes *bytes)
{
  return version == 4 ? read_ipv4 (ip, bytes) : read_ipv6 (ip, bytes);
}

bool
ip_extensions_read (IpHeader *ip, Bytes *bytes)
{
  for (;;)
    switch (ip->protocol)
      {
      case PROTOCOL_HOP_BY_HOP:
      case PROTOCOL_ROUTING:
      case PROTOCOL_DESTINATION:
      case PROTOCOL_MOBILITY:
      case PROTOCOL_HOST_IDENTITY:
      case PROTOCOL_SHIM6:
        if (ip->version != 6)
          return true;
        /* fall through */
      case PROTOCOL_AUTHENTICATION:
        if (!read_extension (ip, bytes))
          return false;
        break;
      case PROTOCOL_FRAGMENT:
        if (ip->version != 6)
          return true;
        if (!read_fragment_header (ip, bytes))
          return false;
        if (ip->fragmented)
          return true;
        break;
      default:
        return true;
      }
}

bool
ip_segment_checksum_right (const IpHeader *ip, const uint8_t *segment, size_t length)
{
  const size_t address_octets = ip->version == 4 ? 4 : 16;
  uint64_t sum = (uint64_t) htonl (PROTOCOL_TCP) + htonl ((uint32_t) length);
  sum = checksum_add_short (sum, ip->source, address_octets);
  sum = checksum_add_short (sum, ip->destination, address_octets);
  return checksum_fold (checksum_add (sum, segment, length)) == 0xffff;
}
