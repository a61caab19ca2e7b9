/* SPDX-License-Identifier: GPL-3.0-or-later */
/* L2TP: version 2 (RFC 2661) carries PPP; version 3 (RFC 3931) anything, and what it is was
 * agreed on when the session was set up, as was the length of a cookie and of a sublayer.  An
 * onlooker tries them all, and believes what has the form of a frame with an IP packet in it.
 *
 * Control messages are no tunnel.  Does not bring sequences in order. */
#include "config.h"

#include "packet-form.h"
#include "tunnel-kinds.h"

enum {
  L2TP_CONTROL = 0x8000,
  L2TP_LENGTH = 0x4000,
  L2TP_SEQUENCE = 0x0800,
  L2TP_OFFSET = 0x0200,
  L2TP_RESERVED = 0x34f0,
  L2TP_VERSION = 0x000f,
};

/* RFC 1661 §2: the last octet of a protocol's number is odd, the first of two is even. */
static bool
has_protocol (const Bytes *bytes)
{
  Bytes inside = *bytes;
  const uint8_t *start = bytes_peek (&inside, 2);
  if (start != NULL && start[0] == 0xff && start[1] == 0x03)
    {
      bytes_skip (&inside, 2);
      start = bytes_peek (&inside, 2);
    }
  if (start == NULL)
    return inside.beyond > 0;
  return (start[0] & 1) != 0 || (start[1] & 1) != 0;
}

/* RFC 2661 §3.1. */
static unsigned
peel_version_2 (unsigned flags, Bytes *bytes, LinkPath *path)
{
  if ((flags & L2TP_RESERVED) != 0)
    return LINK_OTHER;
  if ((flags & L2TP_LENGTH) != 0)
    {
      const size_t length = bytes_be16 (bytes);
      if (bytes->failure != BYTES_FINE)
        return LINK_MALFORMED;
      if (length < 4 || length - 4 > bytes_length (bytes))
        return LINK_OTHER;
      bytes_limit (bytes, length - 4);
    }
  const unsigned tunnel = bytes_be16 (bytes), session = bytes_be16 (bytes);
  if ((flags & L2TP_SEQUENCE) != 0)
    bytes_skip (bytes, 4);
  if ((flags & L2TP_OFFSET) != 0)
    {
      const size_t offset = bytes_be16 (bytes);
      bytes_skip (bytes, offset);
    }
  if (bytes->failure != BYTES_FINE)
    return LINK_MALFORMED;
  if (tunnel == 0 || session == 0 || !has_protocol (bytes))
    return LINK_OTHER;
  return tunnel_note (path, "l2tp", ETHERTYPE_PPP);
}

/* Behind the session's number.  No cookie and no sublayer are likeliest, so they come first. */
static unsigned
peel_version_3 (Bytes *bytes, LinkPath *path)
{
  static const struct {
    PacketForm (*form) (const Bytes *bytes);
    unsigned type;
  } kinds[] = {
    { packet_form_frame, ETHERTYPE_BRIDGED },
    { packet_form_ip, LINK_ANY_IP },
    { packet_form_ppp, ETHERTYPE_PPP },
  };
  enum { BEFORE_MAX = 12 }; /* a cookie of 8 octets, a sublayer of 4 */
  bool cut = false;

  for (size_t before = 0; before <= BEFORE_MAX; before += 4)
    {
      Bytes inside = *bytes;
      bytes_skip (&inside, before);
      if (inside.failure != BYTES_FINE)
        break;
      for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
        {
          const PacketForm form = kinds[kind].form (&inside);
          cut = cut || form == FORM_CUT;
          if (form != FORM_FITS)
            continue;
          *bytes = inside;
          return tunnel_note (path, "l2tpv3", kinds[kind].type);
        }
    }
  if (!cut)
    return LINK_OTHER;
  bytes_fail (bytes, bytes_length (bytes));
  return LINK_MALFORMED;
}

unsigned
tunnel_peel_l2tp (Bytes *bytes, LinkPath *path)
{
  const unsigned flags = bytes_be16 (bytes);
  if (bytes->failure != BYTES_FINE)
    return LINK_MALFORMED;
  if ((flags & L2TP_CONTROL) != 0)
    return LINK_OTHER;
  if ((flags & L2TP_VERSION) == 2)
    return peel_version_2 (flags, bytes, path);
  if (flags != 3) /* version 3, all else reserved */
    return LINK_OTHER;
  const unsigned reserved = bytes_be16 (bytes);
  const uint32_t session = bytes_be32 (bytes);
  if (bytes->failure != BYTES_FINE)
    return LINK_MALFORMED;
  return reserved == 0 && session != 0 ? peel_version_3 (bytes, path) : LINK_OTHER;
}

/* RFC 3931 §4.1.1: session 0 is for control messages. */
unsigned
tunnel_peel_l2tp_in_ip (Bytes *bytes, LinkPath *path)
{
  const uint32_t session = bytes_be32 (bytes);
  if (bytes->failure != BYTES_FINE)
    return LINK_MALFORMED;
  return session != 0 ? peel_version_3 (bytes, path) : LINK_OTHER;
}
