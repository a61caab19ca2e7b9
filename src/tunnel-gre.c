/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GRE and what is built on it.
 *
 * RFC 2784 and 2890 (GRE), RFC 1701 (routing), RFC 2637 (GRE of PPTP), RFC 7637 (NVGRE, which
 * is GRE with a key and a frame), draft-foschiano-erspan, WCCP version 2.
 *
 * Does not obey source routes, which only say where a packet goes before it is unpacked; does
 * not bring sequences in order, and keeps nothing that PPTP encrypts or compresses. */
#include "config.h"

#include "tunnel-kinds.h"

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
  GRE_WCCP = 0x883e,
  GRE_ARUBA_FIRST = 0x8200, /* access points of Aruba: 802.11 frames, a type each of their tunnels */
  GRE_ARUBA_LAST = 0x83f0,
  GRE_ARUBA_OTHER = 0x9000,
};

/* RFC 1701: entries of a source route, the last one empty. */
static void
skip_routing (Bytes *bytes)
{
  while (bytes->failure == BYTES_FINE)
    {
      const uint8_t *entry = bytes_take (bytes, 4);
      if (entry == NULL || (be16_at (entry) == 0 && entry[3] == 0))
        return;
      bytes_skip (bytes, entry[3]);
    }
}

/* Type I has no header, type II one whose version is 1. */
static unsigned
peel_erspan_2 (unsigned flags, Bytes *bytes)
{
  if ((flags & GRE_SEQUENCE) == 0)
    return ETHERTYPE_BRIDGED;
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL)
    return LINK_MALFORMED;
  return header[0] >> 4 == 1 ? ETHERTYPE_BRIDGED : LINK_OTHER;
}

/* Type III ends with flags: the last bit promises 8 more octets, and five in
 * the octet before them tell the kind of frame. */
static unsigned
peel_erspan_3 (Bytes *bytes)
{
  enum { FRAME_ETHERNET = 0, FRAME_IP = 2 };
  const uint8_t *header = bytes_take (bytes, 12);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[0] >> 4 != 2)
    return LINK_OTHER;
  if (header[11] & 1)
    bytes_skip (bytes, 8);
  const unsigned frame_type = header[10] >> 2 & 0x1f;
  return frame_type == FRAME_ETHERNET ? ETHERTYPE_BRIDGED : frame_type == FRAME_IP ? LINK_ANY_IP : LINK_OTHER;
}

/* A redirect header of four octets stands before the packet in version 2, and not in version
 * 1, which has the same type.  Its first octet is less than that of an IP header. */
static unsigned
peel_wccp (Bytes *bytes)
{
  const uint8_t *first = bytes_peek (bytes, 1);
  if (first != NULL && first[0] >> 4 != 4 && first[0] >> 4 != 6)
    bytes_skip (bytes, 4);
  return LINK_ANY_IP;
}

static bool
is_of_aruba (unsigned type)
{
  return (type >= GRE_ARUBA_FIRST && type <= GRE_ARUBA_LAST && (type & 0xf) == 0) || type == GRE_ARUBA_OTHER;
}

unsigned
tunnel_peel_gre (Bytes *bytes, LinkPath *path)
{
  const unsigned flags = bytes_be16 (bytes);
  const unsigned type = bytes_be16 (bytes);
  const unsigned version = flags & GRE_VERSION;
  if (bytes->failure != BYTES_FINE)
    return LINK_MALFORMED;
  if (version > 1 || (version == 1 && type != ETHERTYPE_PPP && type != GRE_MIKROTIK)
      || (version == 0 && type == GRE_MIKROTIK))
    return LINK_OTHER;

  const size_t words = ((flags & (GRE_CHECKSUM | GRE_ROUTING)) != 0) + ((flags & GRE_KEY) != 0)
                       + ((flags & GRE_SEQUENCE) != 0) + (version == 1 && (flags & GRE_ACKNOWLEDGMENT) != 0);
  bytes_skip (bytes, words * 4);
  if ((flags & GRE_ROUTING) != 0)
    skip_routing (bytes);

  switch (type)
    {
    case GRE_ERSPAN_2:
      return tunnel_note (path, "erspan", peel_erspan_2 (flags, bytes));
    case GRE_ERSPAN_3:
      return tunnel_note (path, "erspan", peel_erspan_3 (bytes));
    case GRE_MIKROTIK:
      return tunnel_note (path, "eoip", ETHERTYPE_BRIDGED);
    case GRE_WCCP:
      return tunnel_note (path, "wccp", peel_wccp (bytes));
    default:
      if (!is_of_aruba (type))
        return tunnel_note (path, "gre", type);
      path->radio = RADIO_NO_FCS;
      return tunnel_note (path, "gre", LINK_WIFI);
    }
}
