/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers that capturing software puts before 802.11 frames.
 *
 * The pages of radiotap.org and tcpdump.org (LINKTYPE_IEEE802_11_RADIOTAP, _AVS,
 * _PRISM), and CACE Technologies' "PPI Packet Header Format".
 *
 * Of radiotap one field is read, the flags; it stands behind the timestamp alone,
 * so that fields and namespaces which nobody knows yet need not be understood.
 * Does not read signal, rate, channel or antennas. */
#include "config.h"

#include "radio-header.h"

unsigned
radio_peel_bare (Bytes *bytes, LinkPath *path)
{
  (void) bytes;
  (void) path;
  return LINK_WIFI;
}

/* Its length counts from the start of the header, of which `taken` octets are passed. */
static unsigned
skip_to_frame (Bytes *bytes, size_t length, size_t taken)
{
  if (length < taken)
    return LINK_MALFORMED;
  bytes_skip (bytes, length - taken);
  return bytes->failure == BYTES_FINE ? LINK_WIFI : LINK_MALFORMED;
}

/* --- radiotap ------------------------------------------------------------------ */

enum {
  RADIOTAP_TSFT = 1u << 0,
  RADIOTAP_FLAGS = 1u << 1,
  RADIOTAP_MORE_WORDS = 1u << 31,
  RADIOTAP_WORDS_MAX = 64,
  FLAG_FCS = 0x10,
  FLAG_PADDED = 0x20,
  FLAG_BAD_FCS = 0x40,
};

/* The flags field, if it is there; `header` is the whole of it. */
static void
read_radiotap_flags (const uint8_t *header, size_t length, LinkPath *path)
{
  const uint32_t present = le32_at (header + 4);
  size_t at = 4;
  uint32_t word;
  do
    {
      if (at + 4 > length || at > 4 * RADIOTAP_WORDS_MAX)
        return;
      word = le32_at (header + at);
      at += 4;
    }
  while ((word & RADIOTAP_MORE_WORDS) != 0);

  if ((present & RADIOTAP_FLAGS) == 0)
    return;
  if ((present & RADIOTAP_TSFT) != 0)
    at = ((at + 7) & ~(size_t) 7) + 8;
  if (at >= length)
    return;
  const uint8_t flags = header[at];
  path->radio |= (flags & FLAG_FCS) != 0 ? RADIO_FCS : RADIO_NO_FCS;
  path->radio |= (flags & FLAG_PADDED) != 0 ? RADIO_PADDED : 0;
  path->radio |= (flags & FLAG_BAD_FCS) != 0 ? RADIO_DAMAGED : 0;
}

unsigned
radio_peel_radiotap (Bytes *bytes, LinkPath *path)
{
  const uint8_t *start = bytes_take (bytes, 8);
  if (start == NULL)
    return LINK_MALFORMED;
  const size_t length = le16_at (start + 2);
  if (start[0] != 0 || length < 8)
    return LINK_MALFORMED;
  if (bytes_take (bytes, length - 8) == NULL)
    return LINK_MALFORMED;
  read_radiotap_flags (start, length, path);
  return LINK_WIFI;
}

/* --- AVS and Prism ------------------------------------------------------------- */

enum { AVS_MAGIC = 0x80211000, AVS_VERSIONS = 0xfffff000 };

unsigned
radio_peel_avs (Bytes *bytes, LinkPath *path)
{
  (void) path;
  const uint8_t *start = bytes_take (bytes, 8);
  if (start == NULL || (be32_at (start) & AVS_VERSIONS) != AVS_MAGIC)
    return LINK_MALFORMED;
  return skip_to_frame (bytes, be32_at (start + 4), 8);
}

/* A message code, the header's length and a device's name, in the byte order of the
 * host.  Some drivers write an AVS header under this link type. */
unsigned
radio_peel_prism (Bytes *bytes, LinkPath *path)
{
  enum { PRISM_OCTETS = 144, CODE = 0x44, CODE_OLD = 0x41, LEAST = 24, MOST = 1024 };
  const uint8_t *start = bytes_peek (bytes, 8);
  if (start == NULL)
    {
      bytes_fail (bytes, 8);
      return LINK_MALFORMED;
    }
  if ((be32_at (start) & AVS_VERSIONS) == AVS_MAGIC)
    return radio_peel_avs (bytes, path);
  const bool little = le32_at (start) < be32_at (start);
  const uint32_t code = little ? le32_at (start) : be32_at (start);
  const uint32_t told = little ? le32_at (start + 4) : be32_at (start + 4);
  if (code != CODE && code != CODE_OLD)
    return LINK_MALFORMED;
  return skip_to_frame (bytes, told >= LEAST && told <= MOST ? told : PRISM_OCTETS, 0);
}

/* --- PPI ----------------------------------------------------------------------- */

enum { LINKTYPE_IEEE802_11 = 105, LINKTYPE_PPI = 192 };

/* The flags of the field "802.11-Common". */
static void
read_ppi_fields (Bytes fields, bool aligned, LinkPath *path)
{
  enum { FIELD_COMMON = 2, HAS_FCS = 0x1, BAD_FCS = 0x4 };
  while (bytes_captured (&fields) >= 4)
    {
      const unsigned type = bytes_le16 (&fields);
      const size_t length = bytes_le16 (&fields);
      const uint8_t *field = bytes_take (&fields, length);
      if (field == NULL)
        return;
      if (type == FIELD_COMMON && length >= 10)
        {
          const unsigned flags = le16_at (field + 8);
          path->radio |= (flags & HAS_FCS) != 0 ? RADIO_FCS : RADIO_NO_FCS;
          path->radio |= (flags & BAD_FCS) != 0 ? RADIO_DAMAGED : 0;
          return;
        }
      if (aligned)
        bytes_skip (&fields, (4 - length % 4) % 4);
    }
}

unsigned
radio_peel_ppi (Bytes *bytes, LinkPath *path)
{
  enum { ALIGNED = 0x1 };
  const uint8_t *start = bytes_take (bytes, 8);
  if (start == NULL)
    return LINK_MALFORMED;
  const size_t length = le16_at (start + 2);
  const uint32_t inside = le32_at (start + 4);
  if (start[0] != 0 || length < 8)
    return LINK_MALFORMED;
  const uint8_t *fields = bytes_take (bytes, length - 8);
  if (fields == NULL)
    return LINK_MALFORMED;
  if (inside == LINKTYPE_IEEE802_11)
    {
      read_ppi_fields (bytes_init (fields, length - 8, length - 8), (start[1] & ALIGNED) != 0, path);
      return LINK_WIFI;
    }
  const LinkType *type = inside <= INT32_MAX && inside != LINKTYPE_PPI ? link_type_find ((int) inside) : NULL;
  return type != NULL ? type->peel (bytes, path) : LINK_OTHER;
}
