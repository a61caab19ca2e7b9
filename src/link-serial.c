/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial lines: PPP and its relatives.
 *
 * RFC 1661 and 1662 (PPP), RFC 1990 (multilink), RFC 3518 (bridging), RFC 2516 (PPPoE), RFC 2427
 * (frame relay), Cisco's HDLC.
 *
 * Of multilink PPP only packets in a single fragment are read.  Does not undo compression,
 * of headers (RFC 1144) or of packets, nor encryption. */
#include "config.h"

#include "link-peel.h"
#include "packet-form.h"

enum { ETHERTYPE_LEAST = 0x0600 };

/* RFC 3518 §4.2: flags, the kind of cable, a number of the network if a flag says so. */
static unsigned
peel_bridged_ppp (Bytes *bytes)
{
  enum { HAS_NETWORK = 0x40, ETHERNET = 1 };
  const uint8_t *header = bytes_take (bytes, 2);
  if (header == NULL)
    return LINK_MALFORMED;
  if ((header[0] & HAS_NETWORK) != 0)
    bytes_skip (bytes, 4);
  return header[1] == ETHERNET ? ETHERTYPE_BRIDGED : LINK_OTHER;
}

/* RFC 1990: a fragment that begins and ends its packet is whole.  The length of its header was
 * agreed on before: four octets, or two. */
static unsigned
peel_multilink (Bytes *bytes)
{
  enum { WHOLE = 0xc0 };
  const uint8_t *start = bytes_peek (bytes, 1);
  if (start == NULL)
    {
      bytes_fail (bytes, 1);
      return LINK_MALFORMED;
    }
  if ((start[0] & WHOLE) != WHOLE)
    return LINK_OTHER;
  for (size_t header = 4; header >= 2; header -= 2)
    {
      Bytes inside = *bytes;
      bytes_skip (&inside, header);
      const PacketForm form = packet_form_ppp (&inside);
      if (form == FORM_CUT)
        {
          bytes_fail (bytes, bytes_length (bytes));
          return LINK_MALFORMED;
        }
      if (form == FORM_FITS)
        {
          *bytes = inside;
          return ETHERTYPE_PPP;
        }
    }
  return LINK_OTHER;
}

/* PPP, with or without address and control, and with its protocol in one or
 * two octets (RFC 1661 §6.5, §6.6). */
unsigned
link_peel_ppp (Bytes *bytes, LinkPath *path)
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
    case 0x0031:
      return peel_bridged_ppp (bytes);
    case 0x003d:
      return peel_multilink (bytes);
    case 0x0281:
    case 0x0283:
      return ETHERTYPE_MPLS;
    default:
      return LINK_OTHER;
    }
}

unsigned
link_peel_cisco_hdlc (Bytes *bytes, LinkPath *path)
{
  (void) path;
  bytes_skip (bytes, 2);
  const unsigned type = bytes_be16 (bytes);
  return type >= ETHERTYPE_LEAST ? type : LINK_OTHER;
}

/* LINKTYPE_PPP_HDLC has frames of Cisco too, told by their address. */
unsigned
link_peel_ppp_hdlc (Bytes *bytes, LinkPath *path)
{
  const uint8_t *start = bytes_peek (bytes, 1);
  if (start != NULL && (start[0] == 0x0f || start[0] == 0x8f))
    return link_peel_cisco_hdlc (bytes, path);
  return link_peel_ppp (bytes, path);
}

unsigned
link_peel_ppp_direction (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 1);
  return link_peel_ppp (bytes, path);
}

unsigned
link_peel_pppoe (Bytes *bytes, LinkPath *path)
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
  return link_peel_ppp (bytes, path);
}

/* pppd writes the direction where the address was. */
unsigned
link_peel_pppd (Bytes *bytes, LinkPath *path)
{
  const uint8_t *start = bytes_peek (bytes, 2);
  if (start != NULL && start[0] <= 1 && start[1] == 0x03)
    bytes_skip (bytes, 2);
  return link_peel_ppp (bytes, path);
}

unsigned
link_peel_cisco_hdlc_direction (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 1);
  return link_peel_cisco_hdlc (bytes, path);
}

/* BSD: the direction, and the header as it was compressed, of which the first octet tells
 * how. */
unsigned
link_peel_slip (Bytes *bytes, LinkPath *path)
{
  enum { COMPRESSED = 0x80, WITH_NUMBER = 0x70 };
  (void) path;
  const uint8_t *header = bytes_take (bytes, 16);
  if (header == NULL)
    return LINK_MALFORMED;
  const unsigned kind = header[1] & 0xf0;
  return (kind & COMPRESSED) != 0 || kind == WITH_NUMBER ? LINK_OTHER : LINK_ANY_IP;
}

/* RFC 2427 and Cisco's own form, which has an EtherType after the address.  The last octet of
 * an address has its lowest bit set. */
unsigned
link_peel_frame_relay (Bytes *bytes, LinkPath *path)
{
  enum { ADDRESS_MAX = 4, LAST = 0x01, UNNUMBERED = 0x03, IPV4 = 0xcc, IPV6 = 0x8e, PPP = 0xcf, SNAP = 0x80 };
  (void) path;
  bytes_skip (bytes, 1);
  for (unsigned octets = 1; octets < ADDRESS_MAX && (bytes_u8 (bytes) & LAST) == 0; octets++)
    ;
  const uint8_t *start = bytes_peek (bytes, 2);
  if (start != NULL && start[0] != UNNUMBERED)
    return link_type_or_length (bytes_be16 (bytes), bytes);

  bytes_skip (bytes, 1);
  uint8_t network = bytes_u8 (bytes);
  if (network == 0) /* one octet of padding */
    network = bytes_u8 (bytes);
  if (network == IPV4)
    return ETHERTYPE_IPV4;
  if (network == IPV6)
    return ETHERTYPE_IPV6;
  if (network == PPP)
    return ETHERTYPE_PPP;
  if (network != SNAP)
    return LINK_OTHER;
  const uint8_t *snap = bytes_take (bytes, 5);
  if (snap == NULL)
    return LINK_MALFORMED;
  if (snap[0] == 0 && snap[1] == 0x80 && snap[2] == 0xc2) /* bridged, with a check sequence or without */
    return be16_at (snap + 3) == 0x0001 || be16_at (snap + 3) == 0x0007 ? ETHERTYPE_BRIDGED : LINK_OTHER;
  return snap[0] == 0 && snap[1] == 0 && snap[2] == 0 ? be16_at (snap + 3) : LINK_OTHER;
}

unsigned
link_peel_frame_relay_direction (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 1);
  return link_peel_frame_relay (bytes, path);
}
