/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Link layers, a row each: a link type row gives the function that passes over
 * the frame's own header; an EtherType row one that passes over what may stand
 * between a frame and IP.
 *
 * IEEE 802.3, 802.2 and 802.1Q, RFC 1042 (SNAP), RFC 1661 and 1662 (PPP),
 * RFC 2516 (PPPoE), RFC 3032 and 4385 (MPLS, pseudowires), and the pages of
 * tcpdump.org on LINKTYPE_ values.
 *
 * At most LINK_HEADERS_MAX headers of a frame are passed over.  Does not undo
 * header compression (PPP's Van Jacobson form), MACsec, or multilink PPP. */
#include "config.h"

#include "link.h"

#include "radio-header.h"

enum { LINK_HEADERS_MAX = 32 };

enum { ETHERNET_LENGTH_MAX = 1500, ETHERTYPE_LEAST = 0x0600, MAC_OCTETS = 6 };

/* A pseudowire's guess wants to know whether two octets may be an EtherType. */
static bool ethertype_is_known (unsigned type);

/* The two octets after two MAC addresses: an EtherType, or the length of an
 * 802.2 packet, behind which there is padding. */
static unsigned
type_or_length (unsigned type, Bytes *bytes)
{
  if (type >= ETHERTYPE_LEAST)
    return type;
  if (type > ETHERNET_LENGTH_MAX)
    return LINK_OTHER;
  bytes_limit (bytes, type);
  return LINK_LLC;
}

static unsigned
peel_ethernet (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 14);
  if (header == NULL)
    return LINK_MALFORMED;
  if (!path->has_macs)
    {
      memcpy (path->destination_mac, header, MAC_OCTETS);
      memcpy (path->source_mac, header + MAC_OCTETS, MAC_OCTETS);
      path->has_macs = true;
    }
  return type_or_length (be16_at (header + 12), bytes);
}

static unsigned
peel_llc (Bytes *bytes, LinkPath *path)
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

static unsigned
peel_vlan (Bytes *bytes, LinkPath *path)
{
  const uint8_t *tag = bytes_take (bytes, 4);
  if (tag == NULL)
    return LINK_MALFORMED;
  const uint16_t vlan = be16_at (tag) & 0x0fff;
  /* 0 carries a priority and names no VLAN. */
  if (vlan != 0 && path->vlans < LINK_VLANS_MAX)
    path->vlan[path->vlans++] = vlan;
  return type_or_length (be16_at (tag + 2), bytes);
}

/* Cisco's VN-Tag. */
static unsigned
peel_vn_tag (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 4);
  return type_or_length (bytes_be16 (bytes), bytes);
}

/* The E-TAG of IEEE 802.1BR. */
static unsigned
peel_e_tag (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 6);
  return type_or_length (bytes_be16 (bytes), bytes);
}

/* IEEE 802.1ah: a whole frame behind the service's tag. */
static unsigned
peel_backbone (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 4);
  return link_path_note_tunnel (path, "pbb") ? ETHERTYPE_BRIDGED : LINK_MALFORMED;
}

static unsigned
peel_any_ip (Bytes *bytes, LinkPath *path)
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
static unsigned
peel_null (Bytes *bytes, LinkPath *path)
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

/* PPP, with or without address and control, and with its protocol in one or
 * two octets (RFC 1661 §6.5, §6.6). */
static unsigned
peel_ppp (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const uint8_t *start = bytes_peek (bytes, 2);
  if (start == NULL)
    {
      bytes_fail (bytes, 2);
      return LINK_MALFORMED;
    }
  if (start[0] == 0xff && start[1] == 0x03)
    bytes_skip (bytes, 2);

  unsigned protocol = bytes_u8 (bytes);
  if ((protocol & 1) == 0)
    protocol = protocol << 8 | bytes_u8 (bytes);
  switch (protocol)
    {
    case 0x0021:
      return ETHERTYPE_IPV4;
    case 0x0057:
      return ETHERTYPE_IPV6;
    case 0x0281:
    case 0x0283:
      return ETHERTYPE_MPLS;
    default:
      return LINK_OTHER;
    }
}

static unsigned
peel_cisco_hdlc (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 2);
  const unsigned type = bytes_be16 (bytes);
  return type >= ETHERTYPE_LEAST ? type : LINK_OTHER;
}

/* LINKTYPE_PPP_HDLC has frames of Cisco too, told by their address. */
static unsigned
peel_ppp_hdlc (Bytes *bytes, LinkPath *path)
{
  const uint8_t *start = bytes_peek (bytes, 1);
  if (start != NULL && (start[0] == 0x0f || start[0] == 0x8f))
    return peel_cisco_hdlc (bytes, path);
  return peel_ppp (bytes, path);
}

static unsigned
peel_ppp_direction (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 1);
  return peel_ppp (bytes, path);
}

static unsigned
peel_pppoe (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 6);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[0] != 0x11)
    return LINK_MALFORMED;
  if (header[1] != 0) /* not session data */
    return LINK_OTHER;
  if (!link_path_note_tunnel (path, "pppoe"))
    return LINK_MALFORMED;
  bytes_limit (bytes, be16_at (header + 4));
  return peel_ppp (bytes, path);
}

static unsigned
peel_fddi (Bytes *bytes, LinkPath *path)
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

/* RFC 2427 and Cisco's own form, which has an EtherType after the address. */
static unsigned
peel_frame_relay (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 2);
  const uint8_t *start = bytes_peek (bytes, 2);
  if (start != NULL && start[0] != 0x03)
    return type_or_length (bytes_be16 (bytes), bytes);

  bytes_skip (bytes, 1);
  uint8_t network = bytes_u8 (bytes);
  if (network == 0) /* one octet of padding */
    network = bytes_u8 (bytes);
  if (network == 0xcc)
    return ETHERTYPE_IPV4;
  if (network == 0x8e)
    return ETHERTYPE_IPV6;
  if (network != 0x80)
    return LINK_OTHER;
  const uint8_t *snap = bytes_take (bytes, 5);
  if (snap == NULL)
    return LINK_MALFORMED;
  return snap[0] == 0 && snap[1] == 0 && snap[2] == 0 ? be16_at (snap + 3) : LINK_OTHER;
}

/* The protocol field of Linux cooked captures. */
static unsigned
cooked_protocol (unsigned protocol)
{
  if (protocol == 0x0004)
    return LINK_LLC;
  return protocol >= ETHERTYPE_LEAST ? protocol : LINK_OTHER;
}

/* Cooked frames tell the sender's address alone, so the path has no MACs. */
static unsigned
peel_cooked (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 14);
  return cooked_protocol (bytes_be16 (bytes));
}

static unsigned
peel_cooked_2 (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const unsigned protocol = bytes_be16 (bytes);
  bytes_skip (bytes, 18);
  return cooked_protocol (protocol);
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

static unsigned
peel_nflog (Bytes *bytes, LinkPath *path)
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
  return peel_any_ip (bytes, path);
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
  const bool is_frame = frame != NULL && ethertype_is_known (be16_at (frame + 12));

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

static unsigned
peel_mpls (Bytes *bytes, LinkPath *path)
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

static const struct {
  unsigned type;
  LinkPeel peel;
} ethertypes[] = {
  { 0x8100, peel_vlan },         /* IEEE 802.1Q */
  { 0x88a8, peel_vlan },         /* IEEE 802.1ad */
  { 0x9100, peel_vlan },         /* before 802.1ad */
  { 0x9200, peel_vlan },         /* likewise */
  { LINK_LLC, peel_llc },        /* IEEE 802.2 */
  { LINK_ANY_IP, peel_any_ip },  /* IP of either version */
  { 0x8864, peel_pppoe },        /* PPPoE session */
  { ETHERTYPE_MPLS, peel_mpls }, /* MPLS */
  { 0x8848, peel_mpls },         /* MPLS with upstream labels */
  { ETHERTYPE_BRIDGED, peel_ethernet },
  { ETHERTYPE_PPP, peel_ppp },
  { 0x88e7, peel_backbone },
  { 0x8926, peel_vn_tag },
  { 0x893f, peel_e_tag },
};

static const LinkType link_types[] = {
  { 1, "EN10MB", peel_ethernet },
  { 0, "NULL", peel_null },
  { 101, "RAW", peel_any_ip },
  { 113, "LINUX_SLL", peel_cooked },
  { 276, "LINUX_SLL2", peel_cooked_2 },
  { 9, "PPP", peel_ppp },
  { 10, "FDDI", peel_fddi },
  { 12, "RAW", peel_any_ip }, /* DLT_RAW where it was written as it is */
  { 14, "RAW", peel_any_ip },
  { 50, "PPP_HDLC", peel_ppp_hdlc },
  { 51, "PPP_ETHER", peel_pppoe },
  { 104, "C_HDLC", peel_cisco_hdlc },
  { 107, "FRELAY", peel_frame_relay },
  { 108, "LOOP", peel_null },
  { 105, "IEEE802_11", radio_peel_bare },
  { 119, "IEEE802_11_PRISM", radio_peel_prism },
  { 127, "IEEE802_11_RADIOTAP", radio_peel_radiotap },
  { 163, "IEEE802_11_AVS", radio_peel_avs },
  { 192, "PPI", radio_peel_ppi },
  { 204, "PPP_WITH_DIR", peel_ppp_direction },
  { 219, "MPLS", peel_mpls },
  { 228, "IPV4", peel_any_ip },
  { 229, "IPV6", peel_any_ip },
  { 239, "NFLOG", peel_nflog },
};

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static LinkPeel
ethertype_peel (unsigned type)
{
  for (size_t row = 0; row < COUNT (ethertypes); row++)
    if (ethertypes[row].type == type)
      return ethertypes[row].peel;
  return NULL;
}

static bool
ethertype_is_known (unsigned type)
{
  enum { ETHERTYPE_ARP = 0x0806 };
  return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 || type == ETHERTYPE_ARP || ethertype_peel (type) != NULL;
}

const LinkType *
link_type_find (int number)
{
  for (size_t row = 0; row < COUNT (link_types); row++)
    if (link_types[row].number == number)
      return &link_types[row];
  return NULL;
}

unsigned
link_peel (unsigned type, Bytes *bytes, LinkPath *path)
{
  for (unsigned headers = 0; headers < LINK_HEADERS_MAX; headers++)
    {
      if (bytes->failure != BYTES_FINE)
        return LINK_MALFORMED;
      if (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 || type == LINK_MALFORMED)
        return type;
      const LinkPeel peel = ethertype_peel (type);
      if (peel == NULL)
        return LINK_OTHER;
      type = peel (bytes, path);
    }
  return LINK_MALFORMED;
}
