/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunnels in UDP, a row each.
 *
 * RFC 7348 (VXLAN), draft-ietf-nvo3-vxlan-gpe, RFC 8926 (Geneve), 3GPP TS 29.281 and 09.60
 * (GTP-U), RFC 4380 (Teredo), RFC 7510 (MPLS), RFC 8086 (GRE), draft-ietf-intarea-gue and FOU,
 * RFC 9300 (LISP), draft-massar-v6ops-ayiya.
 *
 * A port is only a hint: a packet that has not the form of its tunnel is none.  And some tunnels
 * have no port that an onlooker could know; they are told by a form that hardly anything else has.
 * Does not decode what is encrypted (DTLS, WireGuard, OpenVPN, ESP in UDP). */
#include "config.h"

#include "packet-form.h"
#include "tunnel-kinds.h"

/* What packet_form_ told, as a peel's answer. */
static unsigned
note_by_form (PacketForm form, Bytes *bytes, LinkPath *path, const char *name, unsigned type)
{
  if (form == FORM_FITS)
    return tunnel_note (path, name, type);
  if (form == FORM_OTHER)
    return LINK_OTHER;
  bytes_fail (bytes, bytes_length (bytes));
  return LINK_MALFORMED;
}

static unsigned
peel_vxlan (Bytes *bytes, LinkPath *path)
{
  enum { VXLAN_HAS_NETWORK = 0x08 };
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL || !(header[0] & VXLAN_HAS_NETWORK))
    return LINK_OTHER;
  return tunnel_note (path, "vxlan", ETHERTYPE_BRIDGED);
}

/* The same header, which may name what is inside. */
static unsigned
peel_vxlan_extended (Bytes *bytes, LinkPath *path)
{
  enum { VXLAN_HAS_PROTOCOL = 0x04, VXLAN_IPV4 = 1, VXLAN_IPV6, VXLAN_ETHERNET, VXLAN_NSH, VXLAN_MPLS };
  const uint8_t *header = bytes_peek (bytes, 8);
  if (header == NULL || !(header[0] & VXLAN_HAS_PROTOCOL))
    return peel_vxlan (bytes, path);
  bytes_skip (bytes, 8);
  switch (header[3])
    {
    case VXLAN_IPV4:
      return tunnel_note (path, "vxlan", ETHERTYPE_IPV4);
    case VXLAN_IPV6:
      return tunnel_note (path, "vxlan", ETHERTYPE_IPV6);
    case VXLAN_ETHERNET:
      return tunnel_note (path, "vxlan", ETHERTYPE_BRIDGED);
    case VXLAN_NSH:
      return tunnel_note (path, "vxlan", ETHERTYPE_NSH);
    case VXLAN_MPLS:
      return tunnel_note (path, "vxlan", ETHERTYPE_MPLS);
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
  return tunnel_note (path, "geneve", be16_at (header + 2));
}

/* A user's packet: IP, or a frame where the session is one of Ethernet, or PPP. */
static unsigned
peel_user_packet (Bytes *bytes, LinkPath *path)
{
  unsigned type = LINK_ANY_IP;
  const uint8_t *start = bytes_peek (bytes, 2);
  if (start == NULL)
    bytes_fail (bytes, 2);
  else if (start[0] >> 4 != 4 && start[0] >> 4 != 6)
    type = start[0] == 0xff && start[1] == 0x03 ? ETHERTYPE_PPP : ETHERTYPE_BRIDGED;
  return tunnel_note (path, "gtp-u", type);
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
  return peel_user_packet (bytes, path);
}

/* Version 0, of the first networks. */
static unsigned
peel_gtp_0 (Bytes *bytes, LinkPath *path)
{
  enum { GTP_USER_DATA = 255, GTP_0_OCTETS = 20 };
  const uint8_t *header = bytes_take (bytes, GTP_0_OCTETS);
  if (header == NULL || header[0] >> 4 != 1 || header[1] != GTP_USER_DATA)
    return LINK_OTHER;
  bytes_limit (bytes, be16_at (header + 2));
  return peel_user_packet (bytes, path);
}

/* RFC 4380 §5.1.1: up to two indications stand before the packet. */
static unsigned
peel_teredo (Bytes *bytes, LinkPath *path)
{
  enum { AUTHENTICATION = 1, ORIGIN = 0, NONCE_AND_CONFIRMATION = 9, ADDRESS_AND_PORT = 6 };
  const uint8_t *start = bytes_peek (bytes, 4);
  if (start != NULL && be16_at (start) == AUTHENTICATION)
    {
      bytes_skip (bytes, 4u + start[2] + start[3] + NONCE_AND_CONFIRMATION);
      start = bytes_peek (bytes, 4);
    }
  if (start != NULL && be16_at (start) == ORIGIN)
    {
      bytes_skip (bytes, 2 + ADDRESS_AND_PORT);
      start = bytes_peek (bytes, 4);
    }
  if (start == NULL)
    bytes_fail (bytes, 4);
  if (bytes->failure != BYTES_FINE)
    return bytes->failure == BYTES_CUT ? LINK_MALFORMED : LINK_OTHER;
  if (start[0] >> 4 != 6)
    return LINK_OTHER;
  return note_by_form (packet_form_ip_exact (bytes), bytes, path, "teredo", ETHERTYPE_IPV6);
}

/* RFC 7510.  The form: a stack of labels that ends, and at whose end something can stand. */
static unsigned
peel_mpls_in_udp (Bytes *bytes, LinkPath *path)
{
  enum { LABELS_MAX = 16 };
  (void) path;
  Bytes labels = *bytes;
  for (unsigned depth = 0; depth < LABELS_MAX; depth++)
    {
      const uint8_t *label = bytes_take (&labels, 4);
      if (label == NULL)
        break;
      if ((label[2] & 1) != 0)
        return label[3] != 0 ? ETHERTYPE_MPLS : LINK_OTHER;
    }
  if (labels.failure != BYTES_CUT)
    return LINK_OTHER;
  bytes_fail (bytes, bytes_length (bytes));
  return LINK_MALFORMED;
}

/* RFC 8086: no routing, no version but 0. */
static unsigned
peel_gre_in_udp (Bytes *bytes, LinkPath *path)
{
  const uint8_t *start = bytes_peek (bytes, 4);
  if (start != NULL && (be16_at (start) & 0x4fff) != 0)
    return LINK_OTHER;
  return tunnel_peel_gre (bytes, path);
}

/* Version 0 names an IP protocol; version 1 is an IP packet, whose first bits are that version. */
static unsigned
peel_gue (Bytes *bytes, LinkPath *path)
{
  enum { GUE_CONTROL = 0x20, GUE_WORDS = 0x1f, IPV4 = 4, IPV6 = 41, GRE = 47, ETHERIP = 97, MPLS = 137 };
  const uint8_t *start = bytes_peek (bytes, 4);
  if (start == NULL)
    {
      bytes_fail (bytes, 4);
      return LINK_MALFORMED;
    }
  if (start[0] >> 6 == 1)
    return note_by_form (packet_form_ip (bytes), bytes, path, "gue", LINK_ANY_IP);
  if (start[0] >> 6 != 0 || (start[0] & GUE_CONTROL) != 0)
    return LINK_OTHER;
  bytes_skip (bytes, 4 + (start[0] & GUE_WORDS) * 4u);
  if (bytes->failure != BYTES_FINE)
    return bytes->failure == BYTES_CUT ? LINK_MALFORMED : LINK_OTHER;
  switch (start[1])
    {
    case IPV4:
      return tunnel_note (path, "gue", ETHERTYPE_IPV4);
    case IPV6:
      return tunnel_note (path, "gue", ETHERTYPE_IPV6);
    case MPLS:
      return tunnel_note (path, "gue", ETHERTYPE_MPLS);
    case GRE:
      return link_path_note_tunnel (path, "gue") ? tunnel_peel_gre (bytes, path) : LINK_MALFORMED;
    case ETHERIP:
      return link_path_note_tunnel (path, "gue") ? tunnel_peel_etherip (bytes, path) : LINK_MALFORMED;
    default:
      return LINK_OTHER;
    }
}

/* RFC 9300 §5.  Its two bits for keys announce ciphertext (RFC 8061). */
static unsigned
peel_lisp (Bytes *bytes, LinkPath *path)
{
  enum { LISP_KEYS = 0x03 };
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL)
    return LINK_MALFORMED;
  if ((header[0] & LISP_KEYS) != 0)
    return LINK_OTHER;
  return note_by_form (packet_form_ip (bytes), bytes, path, "lisp", LINK_ANY_IP);
}

static unsigned
peel_ayiya (Bytes *bytes, LinkPath *path)
{
  enum { AYIYA_FORWARD = 1 };
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL)
    return LINK_MALFORMED;
  if ((header[2] & 0x0f) != AYIYA_FORWARD || header[0] >> 4 > 7)
    return LINK_OTHER;
  bytes_skip (bytes, ((size_t) 1 << (header[0] >> 4)) + (header[1] >> 4) * (size_t) 4);
  if (bytes->failure != BYTES_FINE)
    return bytes->failure == BYTES_CUT ? LINK_MALFORMED : LINK_OTHER;
  return note_by_form (packet_form_ip (bytes), bytes, path, "ayiya", LINK_ANY_IP);
}

static const struct {
  uint16_t port;
  bool either; /* answers come from it; else it is that of the receiver alone */
  unsigned (*peel) (Bytes *bytes, LinkPath *path);
} rows[] = {
  { 4789, false, peel_vxlan },
  { 8472, false, peel_vxlan },  /* Linux, before 4789 was assigned */
  { 10800, false, peel_vxlan }, /* Azure's gateway load balancer */
  { 10801, false, peel_vxlan }, /* likewise */
  { 4790, false, peel_vxlan_extended },
  { 6081, false, peel_geneve },
  { 2152, true, peel_gtp_user },
  { 3386, true, peel_gtp_0 },
  { 1701, true, tunnel_peel_l2tp },
  { 3544, true, peel_teredo },
  { 6635, false, peel_mpls_in_udp },
  { 4754, false, peel_gre_in_udp },
  { 6080, true, peel_gue },
  { 4341, false, peel_lisp },
  { 5072, true, peel_ayiya },
  { 37008, false, tunnel_peel_tzsp },
  { 5555, false, tunnel_peel_aruba_mirror },
  { 30030, false, tunnel_peel_juniper_mirror },
  { 5247, true, tunnel_peel_capwap },
};

/* Clients of Teredo use any port among themselves.  RFC 4380 §2.6: one of both addresses has the
 * prefix 2001:0::/32. */
static unsigned
peel_teredo_by_form (Bytes *bytes, LinkPath *path)
{
  enum { SOURCE = 8, DESTINATION = 24, TEREDO_PREFIX = 0x20010000 };
  const uint8_t tunnels = path->tunnels;
  const unsigned type = peel_teredo (bytes, path);
  const uint8_t *header = bytes_peek (bytes, 40);
  if (type == ETHERTYPE_IPV6 && header != NULL
      && (be32_at (header + SOURCE) == TEREDO_PREFIX || be32_at (header + DESTINATION) == TEREDO_PREFIX))
    return type;
  path->tunnels = tunnels;
  return LINK_OTHER;
}

/* No port is known, or the packet has not the form of its tunnel. */
static unsigned
peel_by_form (Bytes *bytes, LinkPath *path)
{
  enum { IPV4_WITHOUT_OPTIONS = 0x45 };
  const uint8_t *start = bytes_peek (bytes, 20);
  if (start == NULL)
    return LINK_OTHER;
  Bytes inside = *bytes;
  unsigned type = LINK_OTHER;
  if (start[0] == IPV4_WITHOUT_OPTIONS) /* FOU */
    {
      if (packet_form_ip_exact (&inside) == FORM_FITS)
        type = tunnel_note (path, "fou", ETHERTYPE_IPV4);
    }
  else if (start[0] >> 4 == 6 || (start[0] == 0 && start[1] <= 1))
    type = peel_teredo_by_form (&inside, path);
  if (type != LINK_OTHER)
    *bytes = inside;
  return type;
}

unsigned
tunnel_peel_udp (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL)
    return LINK_MALFORMED;
  const uint16_t from = be16_at (header), to = be16_at (header + 2);
  const uint16_t length = be16_at (header + 4);
  if (length >= 8) /* else offload or a jumbogram: to the end */
    bytes_limit (bytes, length - 8u);
  for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
    if (rows[row].port == to || (rows[row].either && rows[row].port == from))
      {
        Bytes inside = *bytes;
        const uint8_t tunnels = path->tunnels;
        const unsigned type = rows[row].peel (&inside, path);
        /* Too short for the headers of its tunnel: it is none. */
        const bool too_short = inside.failure == BYTES_SHORT && path->tunnels == tunnels;
        if ((type != LINK_OTHER || inside.failure == BYTES_CUT) && !too_short)
          {
            *bytes = inside;
            return type;
          }
        path->tunnels = tunnels;
        break;
      }
  return peel_by_form (bytes, path);
}
