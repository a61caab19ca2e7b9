/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Link layers of other cables than Ethernet, and headers that capturing devices put before
 * frames.
 *
 * The pages of tcpdump.org on LINKTYPE_ values. */
#include "config.h"

#include "link-peel.h"

enum { MAC_OCTETS = 6 };

unsigned
link_peel_fddi (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 13);
  if (header == NULL)
    return LINK_MALFORMED;
  if ((header[0] & 0xc0) != 0x40 || (header[0] & 0x30) != 0x10) /* no LLC frame */
    return LINK_OTHER;
  memcpy (path->destination_mac, header + 1, MAC_OCTETS);
  memcpy (path->source_mac, header + 7, MAC_OCTETS);
  path->has_macs = true;
  return LINK_LLC;
}

/* IEEE 802.5: a source route stands behind the addresses where the sender's has its highest bit
 * set. */
unsigned
link_peel_token_ring (Bytes *bytes, LinkPath *path)
{
  enum { HAS_ROUTE = 0x80, ROUTE_LENGTH = 0x1f };
  const uint8_t *header = bytes_take (bytes, 14);
  if (header == NULL)
    return LINK_MALFORMED;
  if ((header[1] & 0xc0) != 0x40) /* no LLC frame */
    return LINK_OTHER;
  memcpy (path->destination_mac, header + 2, MAC_OCTETS);
  memcpy (path->source_mac, header + 8, MAC_OCTETS);
  path->source_mac[0] &= (uint8_t) ~HAS_ROUTE;
  path->has_macs = true;
  if ((header[8] & HAS_ROUTE) != 0)
    {
      const uint8_t *route = bytes_peek (bytes, 1);
      bytes_skip (bytes, route != NULL && (route[0] & ROUTE_LENGTH) >= 2 ? route[0] & ROUTE_LENGTH : 2);
    }
  return LINK_LLC;
}

/* RFC 4338: two addresses of eight octets. */
unsigned
link_peel_fibre_channel (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 16);
  return LINK_LLC;
}

/* RFC 4391 §6, behind two addresses of twenty octets. */
unsigned
link_peel_infiniband (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 40);
  const unsigned type = bytes_be16 (bytes);
  bytes_skip (bytes, 2);
  return type;
}

/* --- ATM ----------------------------------------------------------------------- */

/* RFC 2684: 802.2, where a frame may be bridged and PPP may be carried. */
unsigned
link_peel_atm (Bytes *bytes, LinkPath *path)
{
  static const uint8_t bridged[] = { 0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, 0x00 }, iso[] = { 0xfe, 0xfe, 0x03 };
  enum { NETWORK_IPV4 = 0xcc, NETWORK_IPV6 = 0x8e, NETWORK_PPP = 0xcf };
  const uint8_t *start = bytes_peek (bytes, 10);
  if (start == NULL)
    {
      bytes_fail (bytes, 10);
      return LINK_MALFORMED;
    }
  if (memcmp (start, bridged, sizeof bridged) == 0 && (start[7] == 1 || start[7] == 7))
    {
      bytes_skip (bytes, 10);
      return ETHERTYPE_BRIDGED;
    }
  if (memcmp (start, iso, sizeof iso) != 0)
    return link_peel_llc (bytes, path);
  bytes_skip (bytes, 4);
  switch (start[3])
    {
    case NETWORK_IPV4:
      return ETHERTYPE_IPV4;
    case NETWORK_IPV6:
      return ETHERTYPE_IPV6;
    case NETWORK_PPP:
      return ETHERTYPE_PPP;
    default:
      return LINK_OTHER;
    }
}

/* Linux: with 802.2 or without. */
unsigned
link_peel_atm_clip (Bytes *bytes, LinkPath *path)
{
  const uint8_t *start = bytes_peek (bytes, 1);
  return start != NULL && start[0] == 0xaa ? link_peel_llc (bytes, path) : LINK_ANY_IP;
}

/* SunATM: what kind of traffic it is, and its channel. */
unsigned
link_peel_sun_atm (Bytes *bytes, LinkPath *path)
{
  enum { KIND = 0x0f, KIND_LANE = 1, KIND_LLC = 2, LANE_HEADER = 2 };
  const uint8_t *header = bytes_take (bytes, 4);
  if (header == NULL)
    return LINK_MALFORMED;
  switch (header[0] & KIND)
    {
    case KIND_LLC:
      return link_peel_atm (bytes, path);
    case KIND_LANE:
      bytes_skip (bytes, LANE_HEADER);
      return ETHERTYPE_BRIDGED;
    default:
      return LINK_OTHER;
    }
}

/* --- before frames of Ethernet --------------------------------------------------- */

/* A frame behind a header that may be extended; an extension tells whether it is encrypted. */
unsigned
link_peel_docsis (Bytes *bytes, LinkPath *path)
{
  enum { KIND = 0xc0, EXTENDED = 0x01, PRIVACY_UP = 3, PRIVACY_DOWN = 4, PRIVACY_UP_2 = 7, ENCRYPTED = 0x80 };
  (void) path;
  const uint8_t *header = bytes_take (bytes, 4);
  if (header == NULL)
    return LINK_MALFORMED;
  if ((header[0] & KIND) != 0) /* no packet */
    return LINK_OTHER;
  const size_t octets = (header[0] & EXTENDED) != 0 ? header[1] : 0;
  const uint8_t *extension = bytes_take (bytes, octets);
  if (extension == NULL)
    return LINK_MALFORMED;
  for (size_t at = 0; at + 3 <= octets; at += 1 + (extension[at] & 0x0fu))
    {
      const unsigned type = extension[at] >> 4;
      if ((type == PRIVACY_UP || type == PRIVACY_DOWN || type == PRIVACY_UP_2) && (extension[at + 2] & ENCRYPTED) != 0)
        return LINK_OTHER;
    }
  bytes_skip (bytes, 2); /* its check sequence */
  return ETHERTYPE_BRIDGED;
}

unsigned
link_peel_net_analyzer (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 4);
  return ETHERTYPE_BRIDGED;
}

unsigned
link_peel_net_analyzer_preamble (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 4 + 8);
  return ETHERTYPE_BRIDGED;
}

/* The preamble alone, or what takes its place in passive optical networks. */
unsigned
link_peel_preamble (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 8);
  return ETHERTYPE_BRIDGED;
}

/* Tags between a switch and its host: before the frame. */
unsigned
link_peel_switch_before (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 4);
  return ETHERTYPE_BRIDGED;
}

/* Behind the addresses. */
static unsigned
peel_switch_tag (Bytes *bytes, LinkPath *path, size_t octets)
{
  const uint8_t *header = bytes_take (bytes, 2 * MAC_OCTETS);
  if (header == NULL)
    return LINK_MALFORMED;
  memcpy (path->destination_mac, header, MAC_OCTETS);
  memcpy (path->source_mac, header + MAC_OCTETS, MAC_OCTETS);
  path->has_macs = true;
  bytes_skip (bytes, octets);
  return link_type_or_length (bytes_be16 (bytes), bytes);
}

unsigned
link_peel_switch_4 (Bytes *bytes, LinkPath *path)
{
  return peel_switch_tag (bytes, path, 4);
}

unsigned
link_peel_switch_8 (Bytes *bytes, LinkPath *path)
{
  return peel_switch_tag (bytes, path, 8);
}

/* Endace's records: a header, more of eight octets each as long as their first bits say so, and
 * before a frame of Ethernet two octets. */
unsigned
link_peel_erf (Bytes *bytes, LinkPath *path)
{
  enum { HEADER = 16, TYPE_AT = 8, WIRE_LENGTH_AT = 14, MORE = 0x80, EXTENSIONS_MAX = 32 };
  enum { HDLC = 1, ETHERNET = 2, ETHERNET_COLOR = 11, ETHERNET_DSM = 16, ETHERNET_HASH = 20, IPV4 = 22, IPV6 = 23 };
  const uint8_t *header = bytes_take (bytes, HEADER);
  if (header == NULL)
    return LINK_MALFORMED;
  bool more = (header[TYPE_AT] & MORE) != 0;
  for (unsigned extensions = 0; more && extensions < EXTENSIONS_MAX; extensions++)
    {
      const uint8_t *extension = bytes_take (bytes, 8);
      if (extension == NULL)
        return LINK_MALFORMED;
      more = (extension[0] & MORE) != 0;
    }
  const size_t wire = be16_at (header + WIRE_LENGTH_AT);
  switch (header[TYPE_AT] & 0x7f)
    {
    case ETHERNET:
    case ETHERNET_COLOR:
    case ETHERNET_DSM:
    case ETHERNET_HASH:
      bytes_skip (bytes, 2);
      bytes_limit (bytes, wire);
      return ETHERTYPE_BRIDGED;
    case HDLC:
      bytes_limit (bytes, wire);
      return link_peel_ppp_hdlc (bytes, path);
    case IPV4:
      return ETHERTYPE_IPV4;
    case IPV6:
      return ETHERTYPE_IPV6;
    default:
      return LINK_OTHER;
    }
}

/* --- Juniper -------------------------------------------------------------------- */

/* "MGC", flags, and more about the device if a flag says so.  LINK_ANY_IP where the frame's
 * header was taken off, else `type`. */
static unsigned
skip_juniper (Bytes *bytes, unsigned type)
{
  enum { MAGIC = 0x4d4743, NO_FRAME = 0x02, EXTENDED = 0x80, FAMILY = 4 };
  const uint8_t *header = bytes_take (bytes, 4);
  if (header == NULL)
    return LINK_MALFORMED;
  if (be32_at (header) >> 8 != MAGIC)
    return LINK_MALFORMED;
  if ((header[3] & EXTENDED) != 0)
    {
      const size_t length = bytes_be16 (bytes);
      bytes_skip (bytes, length);
    }
  if ((header[3] & NO_FRAME) == 0)
    return bytes->failure == BYTES_FINE ? type : LINK_MALFORMED;
  bytes_skip (bytes, FAMILY);
  return LINK_ANY_IP;
}

unsigned
link_peel_juniper_ethernet (Bytes *bytes, LinkPath *path)
{
  (void) path;
  return skip_juniper (bytes, ETHERTYPE_BRIDGED);
}

unsigned
link_peel_juniper_ppp (Bytes *bytes, LinkPath *path)
{
  (void) path;
  return skip_juniper (bytes, ETHERTYPE_PPP);
}

unsigned
link_peel_juniper_frame_relay (Bytes *bytes, LinkPath *path)
{
  const unsigned type = skip_juniper (bytes, LINK_OTHER);
  return type == LINK_OTHER ? link_peel_frame_relay (bytes, path) : type;
}

unsigned
link_peel_juniper_hdlc (Bytes *bytes, LinkPath *path)
{
  const unsigned type = skip_juniper (bytes, LINK_OTHER);
  return type == LINK_OTHER ? link_peel_cisco_hdlc (bytes, path) : type;
}

/* PPPoE over ATM: an EtherType first. */
unsigned
link_peel_juniper_typed (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const unsigned type = skip_juniper (bytes, LINK_OTHER);
  return type == LINK_OTHER ? bytes_be16 (bytes) : type;
}

/* Services and monitoring cards: eight octets about the service, then the packet. */
unsigned
link_peel_juniper_service (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const unsigned type = skip_juniper (bytes, LINK_OTHER);
  if (type != LINK_OTHER)
    return type;
  bytes_skip (bytes, 8);
  return LINK_ANY_IP;
}
