/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunnels, a row each: by IP protocol number, or by UDP port.
 *
 * RFC 2003 and 2473 (IP in IP), RFC 4213 (6in4), RFC 2784 and 2890 (GRE),
 * RFC 2637 (GRE of PPTP), RFC 4023 (MPLS in IP), RFC 3378 (EtherIP), RFC 7348
 * (VXLAN), RFC 8926 (Geneve), 3GPP TS 29.281 (GTP-U), draft-foschiano-erspan.
 *
 * A UDP port is only a hint: a packet that has not the form of its tunnel is
 * none.  Does not decode what is encrypted or compressed, GRE's source routes,
 * L2TP and Teredo, and does not bring a tunnel's packets in order. */
#include "config.h"

#include "tunnel.h"

static unsigned
note (LinkPath *path, const char *name, unsigned type)
{
  return link_path_note_tunnel (path, name) ? type : LINK_MALFORMED;
}

static unsigned
peel_ipv4 (Bytes *bytes, LinkPath *path, unsigned ip_version)
{
  (void) bytes;
  return note (path, ip_version == 4 ? "ipip" : "4in6", ETHERTYPE_IPV4);
}

static unsigned
peel_ipv6 (Bytes *bytes, LinkPath *path, unsigned ip_version)
{
  (void) bytes;
  return note (path, ip_version == 4 ? "6in4" : "6in6", ETHERTYPE_IPV6);
}

static unsigned
peel_mpls_in_ip (Bytes *bytes, LinkPath *path, unsigned ip_version)
{
  (void) bytes;
  (void) path;
  (void) ip_version;
  return ETHERTYPE_MPLS;
}

static unsigned
peel_etherip (Bytes *bytes, LinkPath *path, unsigned ip_version)
{
  (void) ip_version;
  const uint16_t header = bytes_be16 (bytes);
  if (bytes->failure != BYTES_FINE || header != 0x3000)
    return LINK_MALFORMED;
  return note (path, "etherip", ETHERTYPE_BRIDGED);
}

enum {
  GRE_CHECKSUM = 0x8000,
  GRE_ROUTING = 0x4000,
  GRE_KEY = 0x2000,
  GRE_SEQUENCE = 0x1000,
  GRE_ACKNOWLEDGMENT = 0x0080, /* version 1 only */
  GRE_VERSION = 0x0007,
  GRE_ERSPAN_2 = 0x88be, /* and type I, which has no sequence number and no header */
  GRE_ERSPAN_3 = 0x22eb,
  GRE_MIKROTIK = 0x6400, /* Ethernet over IP; only with version 1 */
};

/* Type III ends with flags: the last bit promises 8 more octets, and five in
 * the octet before them tell the kind of frame. */
static unsigned
peel_erspan_3 (Bytes *bytes)
{
  const uint8_t *header = bytes_take (bytes, 12);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[11] & 1)
    bytes_skip (bytes, 8);
  const unsigned frame_type = header[10] >> 2 & 0x1f;
  return frame_type == 0 ? ETHERTYPE_BRIDGED : frame_type == 2 ? LINK_ANY_IP : LINK_OTHER;
}

static unsigned
peel_gre (Bytes *bytes, LinkPath *path, unsigned ip_version)
{
  (void) ip_version;
  const unsigned flags = bytes_be16 (bytes);
  const unsigned type = bytes_be16 (bytes);
  const unsigned version = flags & GRE_VERSION;
  if (bytes->failure != BYTES_FINE)
    return LINK_MALFORMED;
  if (version > 1 || (flags & GRE_ROUTING) || (version == 1) != (type == ETHERTYPE_PPP || type == GRE_MIKROTIK))
    return LINK_OTHER;

  const size_t words = ((flags & GRE_CHECKSUM) != 0) + ((flags & GRE_KEY) != 0) + ((flags & GRE_SEQUENCE) != 0)
                       + (version == 1 && (flags & GRE_ACKNOWLEDGMENT) != 0);
  bytes_skip (bytes, words * 4);

  switch (type)
    {
    case GRE_ERSPAN_2:
      if (flags & GRE_SEQUENCE)
        bytes_skip (bytes, 8);
      return note (path, "erspan", ETHERTYPE_BRIDGED);
    case GRE_ERSPAN_3:
      return note (path, "erspan", peel_erspan_3 (bytes));
    case GRE_MIKROTIK:
      return note (path, "eoip", ETHERTYPE_BRIDGED);
    default:
      return note (path, "gre", type);
    }
}

static unsigned
peel_vxlan (Bytes *bytes, LinkPath *path)
{
  enum { VXLAN_HAS_NETWORK = 0x08 };
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL || !(header[0] & VXLAN_HAS_NETWORK))
    return LINK_OTHER;
  return note (path, "vxlan", ETHERTYPE_BRIDGED);
}

/* draft-ietf-nvo3-vxlan-gpe: the same header, which may name what is inside. */
static unsigned
peel_vxlan_extended (Bytes *bytes, LinkPath *path)
{
  enum { VXLAN_HAS_PROTOCOL = 0x04, VXLAN_IPV4 = 1, VXLAN_IPV6, VXLAN_ETHERNET };
  const uint8_t *header = bytes_peek (bytes, 8);
  const unsigned type = peel_vxlan (bytes, path);
  if (type != ETHERTYPE_BRIDGED || !(header[0] & VXLAN_HAS_PROTOCOL))
    return type;
  switch (header[3])
    {
    case VXLAN_IPV4:
      return ETHERTYPE_IPV4;
    case VXLAN_IPV6:
      return ETHERTYPE_IPV6;
    case VXLAN_ETHERNET:
      return type;
    default:
      return LINK_OTHER;
    }
}

static unsigned
peel_geneve (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL || header[0] >> 6 != 0)
    return LINK_OTHER;
  bytes_skip (bytes, (header[0] & 0x3fu) * 4);
  return note (path, "geneve", be16_at (header + 2));
}

static unsigned
peel_gtp_user (Bytes *bytes, LinkPath *path)
{
  enum { GTP_USER_DATA = 255, GTP_HAS_EXTENSION = 0x04, GTP_HAS_OPTIONS = 0x07 };
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL || header[0] >> 5 != 1 || !(header[0] & 0x10) || header[1] != GTP_USER_DATA)
    return LINK_OTHER;
  /* The length counts what follows the first eight octets. */
  bytes_limit (bytes, be16_at (header + 2));

  if (header[0] & GTP_HAS_OPTIONS)
    {
      const uint8_t *options = bytes_take (bytes, 4);
      uint8_t next = options != NULL && (header[0] & GTP_HAS_EXTENSION) ? options[3] : 0;
      while (next != 0)
        {
          const size_t length = bytes_u8 (bytes) * (size_t) 4;
          if (length == 0)
            return LINK_MALFORMED;
          bytes_skip (bytes, length - 2);
          next = bytes_u8 (bytes);
        }
    }
  return note (path, "gtp-u", LINK_ANY_IP);
}

static const struct {
  uint16_t port; /* that of the receiver */
  unsigned (*peel) (Bytes *bytes, LinkPath *path);
} udp_tunnels[] = {
  { 4789, peel_vxlan },          { 8472, peel_vxlan }, /* Linux, before 4789 was assigned */
  { 4790, peel_vxlan_extended }, { 6081, peel_geneve }, { 2152, peel_gtp_user },
};

static unsigned
peel_udp (Bytes *bytes, LinkPath *path, unsigned ip_version)
{
  (void) ip_version;
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL)
    return LINK_MALFORMED;
  const uint16_t port = be16_at (header + 2);
  for (size_t row = 0; row < sizeof udp_tunnels / sizeof udp_tunnels[0]; row++)
    if (udp_tunnels[row].port == port)
      {
        const uint16_t length = be16_at (header + 4);
        if (length >= 8) /* else offload or a jumbogram: to the end */
          bytes_limit (bytes, length - 8u);
        return udp_tunnels[row].peel (bytes, path);
      }
  return LINK_OTHER;
}

static const struct {
  uint8_t protocol;
  unsigned (*peel) (Bytes *bytes, LinkPath *path, unsigned ip_version);
} ip_tunnels[] = {
  { 17, peel_udp },  { 47, peel_gre },         { 4, peel_ipv4 },
  { 41, peel_ipv6 }, { 137, peel_mpls_in_ip }, { 97, peel_etherip },
};

unsigned
tunnel_peel (uint8_t protocol, unsigned ip_version, Bytes *bytes, LinkPath *path)
{
  for (size_t row = 0; row < sizeof ip_tunnels / sizeof ip_tunnels[0]; row++)
    if (ip_tunnels[row].protocol == protocol)
      return ip_tunnels[row].peel (bytes, path, ip_version);
  return LINK_OTHER;
}
