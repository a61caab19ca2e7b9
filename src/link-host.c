/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Link layers that the operating system of the capturing host makes up, and raw IP.
 *
 * The pages of tcpdump.org on LINKTYPE_ values. */
#include "config.h"

#include "link-peel.h"
#include "radio-header.h"

enum { ETHERTYPE_LEAST = 0x0600 };

unsigned
link_peel_any_ip (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const uint8_t *first = bytes_peek (bytes, 1);
  if (first == NULL)
    {
      bytes_fail (bytes, 1);
      return LINK_MALFORMED;
    }
  switch (first[0] >> 4)
    {
    case 4:
      return ETHERTYPE_IPV4;
    case 6:
      return ETHERTYPE_IPV6;
    default:
      return LINK_OTHER;
    }
}

/* BSD loopback: the address family in the byte order of the capturing host.
 * Every system has a number of its own for IPv6. */
unsigned
link_peel_null (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const uint8_t *header = bytes_take (bytes, 4);
  if (header == NULL)
    return LINK_MALFORMED;
  const uint32_t big = be32_at (header), little = le32_at (header);
  switch (big < little ? big : little)
    {
    case 2:
      return ETHERTYPE_IPV4;
    case 10: /* Linux */
    case 23: /* Windows */
    case 24: /* NetBSD, OpenBSD */
    case 28: /* FreeBSD */
    case 30: /* Darwin */
      return ETHERTYPE_IPV6;
    default:
      return LINK_OTHER;
    }
}

/* The protocol field of Linux cooked captures. */
static unsigned
cooked_protocol (unsigned protocol)
{
  if (protocol == 0x0004)
    return LINK_LLC;
  return protocol >= ETHERTYPE_LEAST ? protocol : LINK_OTHER;
}

/* Of two kinds of devices the protocol field says nothing. */
static unsigned
cooked_payload (unsigned device, unsigned protocol, Bytes *bytes, LinkPath *path)
{
  enum { DEVICE_FRAME_RELAY = 770, DEVICE_RADIOTAP = 803 };
  if (device == DEVICE_RADIOTAP)
    return radio_peel_radiotap (bytes, path);
  if (device == DEVICE_FRAME_RELAY)
    return link_peel_frame_relay (bytes, path);
  return cooked_protocol (protocol);
}

/* Cooked frames tell the sender's address alone, so the path has no MACs. */
unsigned
link_peel_cooked (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 16);
  return header != NULL ? cooked_payload (be16_at (header + 2), be16_at (header + 14), bytes, path) : LINK_MALFORMED;
}

unsigned
link_peel_cooked_2 (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 20);
  return header != NULL ? cooked_payload (be16_at (header + 8), be16_at (header), bytes, path) : LINK_MALFORMED;
}

enum { NFLOG_HEADER = 4, NFLOG_PAYLOAD = 9 };

/* The way to the payload among the attributes of a packet of Linux's netfilter
 * log; its numbers are in the byte order of the host that captured. */
static bool
find_nflog_payload (Bytes *bytes, bool little)
{
  while (bytes_length (bytes) > 0)
    {
      const uint8_t *head = bytes_take (bytes, 4);
      if (head == NULL)
        return false;
      const size_t length = little ? le16_at (head) : be16_at (head);
      const unsigned type = (little ? le16_at (head + 2) : be16_at (head + 2)) & 0x7fff;
      if (length < 4)
        return false;
      if (type == NFLOG_PAYLOAD)
        {
          bytes_limit (bytes, length - 4);
          return true;
        }
      bytes_skip (bytes, ((length + 3) & ~(size_t) 3) - 4);
    }
  return false;
}

unsigned
link_peel_nflog (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, NFLOG_HEADER);
  Bytes little = *bytes, big = *bytes;
  if (find_nflog_payload (&little, true))
    *bytes = little;
  else if (find_nflog_payload (&big, false))
    *bytes = big;
  else
    {
      /* The order whose attributes reach the end of what was captured is the right one. */
      *bytes = big.failure == BYTES_CUT ? big : little;
      return LINK_MALFORMED;
    }
  return link_peel_any_ip (bytes, path);
}

/* OpenBSD's enc device: packets behind IPsec, as they are once it was taken off. */
unsigned
link_peel_enc (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 12);
  return link_peel_any_ip (bytes, path);
}

/* What the packet filter pf logs: the header's length is its first octet, and is rounded up. */
unsigned
link_peel_pflog (Bytes *bytes, LinkPath *path)
{
  enum { LEAST = 24 };
  const uint8_t *start = bytes_peek (bytes, 1);
  if (start == NULL)
    {
      bytes_fail (bytes, 1);
      return LINK_MALFORMED;
    }
  if (start[0] < LEAST)
    return LINK_MALFORMED;
  bytes_skip (bytes, (start[0] + (size_t) 3) & ~(size_t) 3);
  return link_peel_any_ip (bytes, path);
}

/* Solaris, between its zones. */
unsigned
link_peel_ipnet (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 24);
  return link_peel_any_ip (bytes, path);
}

/* Darwin's: its own length, and the link type of what follows, in the byte order of the host. */
unsigned
link_peel_pktap (Bytes *bytes, LinkPath *path)
{
  enum { LEAST = 108, MOST = 1024, PKTAP = 258, PKTAP_USER = 149, PPI = 192, LINK_TYPES = 0x10000 };
  const uint8_t *header = bytes_take (bytes, LEAST);
  if (header == NULL)
    return LINK_MALFORMED;
  const bool little = le32_at (header) < be32_at (header);
  const uint32_t length = little ? le32_at (header) : be32_at (header);
  const uint32_t inside = little ? le32_at (header + 8) : be32_at (header + 8);
  /* PPI may have any link type inside, too: one in the other would have no end. */
  if (length < LEAST || length > MOST || inside >= LINK_TYPES || inside == PKTAP || inside == PKTAP_USER
      || inside == PPI)
    return LINK_OTHER;
  bytes_skip (bytes, length - LEAST);
  const LinkType *type = link_type_find ((int) inside);
  return type != NULL ? type->peel (bytes, path) : LINK_OTHER;
}
