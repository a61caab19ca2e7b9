/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand between a frame's own header and IP: 802.2, tags, labels.
 *
 * IEEE 802.3, 802.2, 802.1Q, 802.1ad, 802.1ah, 802.1BR and 802.1AE, RFC 1042 (SNAP), RFC 3032 and
 * 4385 (MPLS, pseudowires), RFC 6325 (TRILL), RFC 8300 (NSH), IEC 62439-3 (HSR), batman-adv.
 *
 * Does not decode what MACsec encrypts; does not join what batman-adv cut. */
#include "config.h"

#include "link-peel.h"

enum { ETHERNET_LENGTH_MAX = 1500, ETHERTYPE_LEAST = 0x0600, MAC_OCTETS = 6 };

/* The two octets after two MAC addresses: an EtherType, or the length of an
 * 802.2 packet, behind which there is padding. */
unsigned
link_type_or_length (unsigned type, Bytes *bytes)
{
  if (type >= ETHERTYPE_LEAST)
    return type;
  if (type > ETHERNET_LENGTH_MAX)
    return LINK_OTHER;
  bytes_limit (bytes, type);
  return LINK_LLC;
}

unsigned
link_peel_ethernet (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 14);
  if (header == NULL)
    return LINK_MALFORMED;
  /* Of a frame in a tunnel, its own: the hosts' addresses are told by the innermost. */
  memcpy (path->destination_mac, header, MAC_OCTETS);
  memcpy (path->source_mac, header + MAC_OCTETS, MAC_OCTETS);
  path->has_macs = true;
  return link_type_or_length (be16_at (header + 12), bytes);
}

unsigned
link_peel_llc (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const uint8_t *header = bytes_take (bytes, 3);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[2] != 0x03) /* unnumbered */
    return LINK_OTHER;
  if (header[0] == 0x06 && header[1] == 0x06)
    return ETHERTYPE_IPV4;
  if (header[0] != 0xaa || header[1] != 0xaa)
    return LINK_OTHER;

  const uint8_t *snap = bytes_take (bytes, 5);
  if (snap == NULL)
    return LINK_MALFORMED;
  /* RFC 1042, and the bridge tunnel form of IEEE 802.1H. */
  const bool carries_ethertype = snap[0] == 0 && snap[1] == 0 && (snap[2] == 0 || snap[2] == 0xf8);
  const unsigned type = be16_at (snap + 3);
  return carries_ethertype && type >= ETHERTYPE_LEAST ? type : LINK_OTHER;
}

unsigned
link_peel_vlan (Bytes *bytes, LinkPath *path)
{
  const uint8_t *tag = bytes_take (bytes, 4);
  if (tag == NULL)
    return LINK_MALFORMED;
  const uint16_t vlan = be16_at (tag) & 0x0fff;
  /* 0 carries a priority and names no VLAN. */
  if (vlan != 0 && path->vlans < LINK_VLANS_MAX)
    path->vlan[path->vlans++] = vlan;
  return link_type_or_length (be16_at (tag + 2), bytes);
}

/* Cisco's VN-Tag. */
unsigned
link_peel_vn_tag (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 4);
  return link_type_or_length (bytes_be16 (bytes), bytes);
}

/* The E-TAG of IEEE 802.1BR. */
unsigned
link_peel_e_tag (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 6);
  return link_type_or_length (bytes_be16 (bytes), bytes);
}

/* IEEE 802.1ah: a whole frame behind the service's tag. */
unsigned
link_peel_backbone (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 4);
  return link_path_note_tunnel (path, "pbb") ? ETHERTYPE_BRIDGED : LINK_MALFORMED;
}

/* IEC 62439-3: the path and the size, and a sequence number.  Each frame comes twice. */
unsigned
link_peel_hsr (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 4);
  return link_type_or_length (bytes_be16 (bytes), bytes);
}

/* Cisco's security group tags: version, how many options, those of four octets each. */
unsigned
link_peel_cisco_metadata (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const uint8_t *header = bytes_take (bytes, 2);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[0] != 1)
    return LINK_OTHER;
  bytes_skip (bytes, header[1] * (size_t) 4);
  return link_type_or_length (bytes_be16 (bytes), bytes);
}

/* IEEE 802.1AE §9: one bit says that the octets are encrypted, one that they are changed; with
 * neither they only carry a check value behind them. */
unsigned
link_peel_macsec (Bytes *bytes, LinkPath *path)
{
  enum { MACSEC_VERSION = 0x80, HAS_CHANNEL = 0x20, ENCRYPTED = 0x08, CHANGED = 0x04, SHORT_MAX = 48 };
  (void) path;
  const uint8_t *header = bytes_take (bytes, 6);
  if (header == NULL)
    return LINK_MALFORMED;
  if ((header[0] & (MACSEC_VERSION | ENCRYPTED | CHANGED)) != 0)
    return LINK_OTHER;
  if ((header[0] & HAS_CHANNEL) != 0)
    bytes_skip (bytes, 8);
  const unsigned length = header[1] & 0x3f; /* 0: not a short one */
  if (length != 0 && length < SHORT_MAX)
    bytes_limit (bytes, length);
  return link_type_or_length (bytes_be16 (bytes), bytes);
}

/* RFC 6325 §3: a frame behind options. */
unsigned
link_peel_trill (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 6);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[0] >> 6 != 0)
    return LINK_OTHER;
  const size_t option_words = be16_at (header) >> 6 & 0x1f;
  bytes_skip (bytes, option_words * 4);
  return link_path_note_tunnel (path, "trill") ? ETHERTYPE_BRIDGED : LINK_MALFORMED;
}

/* Cisco's: a tree and a hop count, then the frame. */
unsigned
link_peel_fabricpath (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 2);
  return link_path_note_tunnel (path, "fabricpath") ? ETHERTYPE_BRIDGED : LINK_MALFORMED;
}

/* A mesh of Linux: frames to one host, or to all. */
unsigned
link_peel_batman (Bytes *bytes, LinkPath *path)
{
  enum { BATMAN_VERSION = 15, TO_ALL = 0x01, TO_ONE = 0x40, TO_ONE_FROM = 0x42 };
  const uint8_t *header = bytes_take (bytes, 2);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[1] != BATMAN_VERSION)
    return LINK_OTHER;
  switch (header[0])
    {
    case TO_ALL:
      bytes_skip (bytes, 12);
      break;
    case TO_ONE:
      bytes_skip (bytes, 8);
      break;
    case TO_ONE_FROM:
      bytes_skip (bytes, 16);
      break;
    default:
      return LINK_OTHER;
    }
  return link_path_note_tunnel (path, "batman") ? ETHERTYPE_BRIDGED : LINK_MALFORMED;
}

/* RFC 8300 §2.2: a header of a length of its own that names what follows. */
unsigned
link_peel_nsh (Bytes *bytes, LinkPath *path)
{
  enum { NSH_IPV4 = 1, NSH_IPV6, NSH_ETHERNET, NSH_NSH, NSH_MPLS };
  const uint8_t *header = bytes_take (bytes, 4);
  if (header == NULL)
    return LINK_MALFORMED;
  const size_t octets = (header[1] & 0x3fu) * 4u;
  if (header[0] >> 6 != 0)
    return LINK_OTHER;
  if (octets < 8)
    return LINK_MALFORMED;
  bytes_skip (bytes, octets - 4);
  if (!link_path_note_tunnel (path, "nsh"))
    return LINK_MALFORMED;
  switch (header[3])
    {
    case NSH_IPV4:
      return ETHERTYPE_IPV4;
    case NSH_IPV6:
      return ETHERTYPE_IPV6;
    case NSH_ETHERNET:
      return ETHERTYPE_BRIDGED;
    case NSH_NSH:
      return ETHERTYPE_NSH;
    case NSH_MPLS:
      return ETHERTYPE_MPLS;
    default:
      return LINK_OTHER;
    }
}

enum { MPLS_IPV4_NULL = 0, MPLS_IPV6_NULL = 2, MPLS_DEPTH_MAX = 64 };

/* Nothing in a label says what follows the last one.  IP tells itself by its
 * version; a control word begins with a nibble of 0 (RFC 4385 §3); else it can
 * be an Ethernet frame.  Addresses of a frame without a control word can begin
 * with these nibbles too, so the EtherType behind them decides. */
static unsigned
guess_after_labels (Bytes *bytes)
{
  const uint8_t *first = bytes_peek (bytes, 1);
  if (first == NULL)
    {
      bytes_fail (bytes, 1);
      return LINK_MALFORMED;
    }
  const unsigned nibble = first[0] >> 4;
  const uint8_t *frame = bytes_peek (bytes, 14);
  const bool is_frame = frame != NULL && link_ethertype_is_known (be16_at (frame + 12));

  if (nibble == 4 || nibble == 6)
    {
      const bool fits
          = nibble == 6 || ((first[0] & 0x0f) >= 5 && frame != NULL && be16_at (frame + 2) <= bytes_length (bytes));
      return fits || !is_frame ? LINK_ANY_IP : ETHERTYPE_BRIDGED;
    }
  if (nibble == 1)
    return is_frame ? ETHERTYPE_BRIDGED : LINK_OTHER;
  if (nibble == 0 && !is_frame)
    bytes_skip (bytes, 4);
  return ETHERTYPE_BRIDGED;
}

unsigned
link_peel_mpls (Bytes *bytes, LinkPath *path)
{
  if (!link_path_note_tunnel (path, "mpls"))
    return LINK_MALFORMED;
  for (unsigned depth = 0; depth < MPLS_DEPTH_MAX; depth++)
    {
      const uint8_t *entry = bytes_take (bytes, 4);
      if (entry == NULL)
        return LINK_MALFORMED;
      if ((entry[2] & 1) == 0) /* not the bottom of the stack */
        continue;
      const uint32_t label = be32_at (entry) >> 12;
      return label == MPLS_IPV4_NULL || label == MPLS_IPV6_NULL ? LINK_ANY_IP : guess_after_labels (bytes);
    }
  return LINK_MALFORMED;
}
