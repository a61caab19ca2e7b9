/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunnels by IP protocol number, a row each.
 *
 * RFC 2003 and 2473 (IP in IP), RFC 4213 (6in4; 6rd and ISATAP look the same), RFC 4023 (MPLS
 * in IP), RFC 3378 (EtherIP), RFC 8986 (Ethernet at the end of SRv6).
 *
 * Does not decode what is encrypted or compressed (ESP, IPComp), and does not bring a
 * tunnel's packets in order. */
#include "config.h"

#include "tunnel.h"

#include "tunnel-kinds.h"

unsigned
tunnel_peel_etherip (Bytes *bytes, LinkPath *path)
{
  const uint16_t header = bytes_be16 (bytes);
  if (bytes->failure != BYTES_FINE || header != 0x3000)
    return LINK_MALFORMED;
  return tunnel_note (path, "etherip", ETHERTYPE_BRIDGED);
}

unsigned
tunnel_peel (uint8_t protocol, unsigned ip_version, Bytes *bytes, LinkPath *path)
{
  enum { IPV4 = 4, UDP = 17, IPV6 = 41, GRE = 47, IPIP = 94, ETHERIP = 97, L2TP = 115, MPLS = 137, ETHERNET = 143 };
  switch (protocol)
    {
    case UDP:
      return tunnel_peel_udp (bytes, path);
    case GRE:
      return tunnel_peel_gre (bytes, path);
    case IPV4:
    case IPIP: /* of KA9Q */
      return tunnel_note (path, ip_version == 4 ? "ipip" : "4in6", ETHERTYPE_IPV4);
    case IPV6:
      return tunnel_note (path, ip_version == 4 ? "6in4" : "6in6", ETHERTYPE_IPV6);
    case MPLS:
      return ETHERTYPE_MPLS;
    case ETHERIP:
      return tunnel_peel_etherip (bytes, path);
    case L2TP:
      return tunnel_peel_l2tp_in_ip (bytes, path);
    case ETHERNET:
      return tunnel_note (path, "srv6", ETHERTYPE_BRIDGED);
    default:
      return LINK_OTHER;
    }
}
