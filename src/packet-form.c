/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One octet of an address may look like the version of an IP header; a length and a checksum
 * that fit besides hardly ever.  So more is asked here than a header's reader asks: what is
 * refused is only not taken for a tunnel.  Does not look behind the IP header. */
#include "config.h"

#include "packet-form.h"

#include "checksum.h"
#include "link.h"

enum { IPV4_OCTETS = 20, IPV6_OCTETS = 40 };

static PacketForm
missing (const Bytes *bytes, size_t octets)
{
  return octets <= bytes_length (bytes) ? FORM_CUT : FORM_OTHER;
}

/* `packet`: how long the packet says it is. */
static PacketForm
read_form (const Bytes *bytes, size_t *packet)
{
  const uint8_t *header = bytes_peek (bytes, 1);
  if (header == NULL)
    return missing (bytes, 1);
  const bool six = header[0] >> 4 == 6;
  if (!six && header[0] >> 4 != 4)
    return FORM_OTHER;
  const size_t octets = six ? IPV6_OCTETS : (header[0] & 0x0fu) * 4u;
  if (octets < IPV4_OCTETS)
    return FORM_OTHER;
  header = bytes_peek (bytes, octets);
  if (header == NULL)
    return missing (bytes, octets);
  *packet = six ? be16_at (header + 4) + IPV6_OCTETS : be16_at (header + 2);
  if (*packet < octets || *packet > bytes_length (bytes))
    return FORM_OTHER;
  return six || checksum_fold (checksum_add_short (0, header, octets)) == 0xffff ? FORM_FITS : FORM_OTHER;
}

PacketForm
packet_form_ip (const Bytes *bytes)
{
  size_t packet = 0;
  return read_form (bytes, &packet);
}

PacketForm
packet_form_ip_exact (const Bytes *bytes)
{
  size_t packet = 0;
  const PacketForm form = read_form (bytes, &packet);
  return form == FORM_FITS && packet != bytes_length (bytes) ? FORM_OTHER : form;
}

PacketForm
packet_form_frame (const Bytes *bytes)
{
  LinkPath path = { .vlans = 0 };
  Bytes inside = *bytes;
  const unsigned type = link_peel (ETHERTYPE_BRIDGED, &inside, &path);
  if (inside.failure == BYTES_CUT)
    return FORM_CUT;
  return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 ? packet_form_ip (&inside) : FORM_OTHER;
}

PacketForm
packet_form_ppp (const Bytes *bytes)
{
  enum { PPP_IPV4 = 0x21, PPP_IPV6 = 0x57 };
  Bytes inside = *bytes;
  const uint8_t *start = bytes_peek (&inside, 2);
  if (start != NULL && start[0] == 0xff && start[1] == 0x03)
    bytes_skip (&inside, 2);
  start = bytes_peek (&inside, 2);
  if (start == NULL)
    return missing (bytes, 4);
  const bool two = start[0] == 0;
  if (start[two] != PPP_IPV4 && start[two] != PPP_IPV6)
    return FORM_OTHER;
  bytes_skip (&inside, two ? 2 : 1);
  return packet_form_ip (&inside);
}
