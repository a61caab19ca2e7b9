/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of packets that a device sends to a listener: TZSP (Mikrotik, Aruba and others), remote
 * monitoring by access points of Aruba, the mirrors of Juniper's routers; and CAPWAP (RFC 5415,
 * 5416), by which access points hand frames to their controller.
 *
 * What is inside may be an 802.11 frame.  Does not join the fragments of CAPWAP, and reads
 * nothing that DTLS protects. */
#include "config.h"

#include "packet-form.h"
#include "radio-header.h"
#include "tunnel-kinds.h"

/* --- TZSP ---------------------------------------------------------------------- */

enum {
  TZSP_VERSION = 1,
  TZSP_RECEIVED = 0,
  TZSP_SENT = 1,
  TZSP_PADDING = 0,
  TZSP_END = 1,
  TZSP_TAGS_MAX = 64,
};

/* Tags, each with a length but padding and the end.  False where there is no end. */
static bool
skip_tags (Bytes *bytes)
{
  for (unsigned tags = 0; tags < TZSP_TAGS_MAX; tags++)
    {
      const uint8_t tag = bytes_u8 (bytes);
      if (bytes->failure != BYTES_FINE)
        return false;
      if (tag == TZSP_END)
        return true;
      if (tag != TZSP_PADDING)
        {
          const size_t length = bytes_u8 (bytes);
          bytes_skip (bytes, length);
        }
    }
  return false;
}

unsigned
tunnel_peel_tzsp (Bytes *bytes, LinkPath *path)
{
  enum { CARRIES_ETHERNET = 1, CARRIES_IP = 7, CARRIES_WIFI = 18, CARRIES_PRISM = 119, CARRIES_AVS = 127 };
  const uint8_t *header = bytes_take (bytes, 4);
  if (header == NULL)
    return LINK_MALFORMED;
  if (header[0] != TZSP_VERSION || header[1] > TZSP_SENT)
    return LINK_OTHER;
  if (!skip_tags (bytes))
    return bytes->failure == BYTES_CUT ? LINK_MALFORMED : LINK_OTHER;
  unsigned type;
  path->radio = 0;
  switch (be16_at (header + 2))
    {
    case CARRIES_ETHERNET:
      type = ETHERTYPE_BRIDGED;
      break;
    case CARRIES_IP:
      type = LINK_ANY_IP;
      break;
    case CARRIES_WIFI:
      type = LINK_WIFI;
      break;
    case CARRIES_PRISM:
      type = radio_peel_prism (bytes, path);
      break;
    case CARRIES_AVS:
      type = radio_peel_avs (bytes, path);
      break;
    default:
      return LINK_OTHER;
    }
  return tunnel_note (path, "tzsp", type);
}

/* --- Aruba --------------------------------------------------------------------- */

/* A record's header of a capture file, in network byte order, and then a frame, with a header of
 * radiotap or PPI or without; nothing says with which.  Both begin with two zeros, or a zero and a
 * flag, which as a frame would be an association request with no flags at all. */
unsigned
tunnel_peel_aruba_mirror (Bytes *bytes, LinkPath *path)
{
  enum { HEADER = 16, MICROSECONDS = 1000000, LONGEST = 0x10000, PPI_HEADER = 8, PPI_WIFI = 105 };
  const uint8_t *header = bytes_take (bytes, HEADER);
  if (header == NULL)
    return LINK_MALFORMED;
  const uint32_t captured = be32_at (header + 8), length = be32_at (header + 12);
  if (be32_at (header + 4) >= MICROSECONDS || captured != bytes_length (bytes) || length < captured || length > LONGEST)
    return LINK_OTHER;
  const uint8_t *start = bytes_peek (bytes, PPI_HEADER);
  if (start == NULL)
    {
      bytes_fail (bytes, PPI_HEADER);
      return LINK_MALFORMED;
    }
  path->radio = 0;
  unsigned type = LINK_WIFI;
  if (start[0] == 0 && le16_at (start + 2) >= PPI_HEADER && le16_at (start + 2) < captured)
    type = le32_at (start + 4) == PPI_WIFI ? radio_peel_ppi (bytes, path) : radio_peel_radiotap (bytes, path);
  return tunnel_note (path, "aruba-erm", type);
}

/* --- Juniper ------------------------------------------------------------------- */

/* Numbers of the intercept and of the session, then the packet. */
unsigned
tunnel_peel_juniper_mirror (Bytes *bytes, LinkPath *path)
{
  bytes_skip (bytes, 8);
  if (bytes->failure != BYTES_FINE)
    return bytes->failure == BYTES_CUT ? LINK_MALFORMED : LINK_OTHER;
  switch (packet_form_ip (bytes))
    {
    case FORM_FITS:
      return tunnel_note (path, "jmirror", LINK_ANY_IP);
    case FORM_CUT:
      bytes_fail (bytes, bytes_length (bytes));
      return LINK_MALFORMED;
    default:
      return LINK_OTHER;
    }
}

/* --- CAPWAP -------------------------------------------------------------------- */

enum {
  CAPWAP_NATIVE = 0x100, /* a frame of the air, not of a cable */
  CAPWAP_FRAGMENT = 0x080,
  CAPWAP_KEEPALIVE = 0x008,
  CAPWAP_WIFI = 1, /* wireless binding */
};

/* Some controllers and access points write the two octets of frame control in the wrong order.
 * The version in them, which is always 0, tells. */
static bool
is_swapped (const Bytes *bytes)
{
  const uint8_t *control = bytes_peek (bytes, 2);
  return control != NULL && (control[0] & 3) != 0 && (control[1] & 3) == 0;
}

/* RFC 5415 §4.3. */
unsigned
tunnel_peel_capwap (Bytes *bytes, LinkPath *path)
{
  const uint8_t *header = bytes_take (bytes, 8);
  if (header == NULL)
    return LINK_MALFORMED;
  const uint32_t word = be32_at (header) & 0xffffff;
  const size_t octets = (word >> 19) * 4;
  /* Another version, or DTLS; a part of a frame; no frame. */
  if (header[0] != 0 || octets < 8 || (word & (CAPWAP_FRAGMENT | CAPWAP_KEEPALIVE)) != 0)
    return LINK_OTHER;
  bytes_skip (bytes, octets - 8);
  if (bytes->failure != BYTES_FINE)
    return bytes->failure == BYTES_CUT ? LINK_MALFORMED : LINK_OTHER;
  if ((word & CAPWAP_NATIVE) == 0)
    return tunnel_note (path, "capwap", ETHERTYPE_BRIDGED);
  if ((word >> 9 & 0x1f) != CAPWAP_WIFI)
    return LINK_OTHER;
  path->radio = RADIO_NO_FCS | (is_swapped (bytes) ? RADIO_SWAPPED : 0);
  return tunnel_note (path, "capwap", LINK_WIFI);
}
