/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP headers and those that extend them: IPv4 (RFC 791), IPv6 (RFC 8200), jumbograms (RFC
 * 2675), AH (RFC 4302), routing headers (RFC 5095, 6275, 8754).  Pure, as link.h.
 *
 * Does not follow IPv4 source routes or home addresses of Mobile IPv6. */
#ifndef SMTPLENS_IP_HEADER_H
#define SMTPLENS_IP_HEADER_H

#include "bytes.h"

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

/* What is known of an IP header and those that extend it. */
typedef struct IpHeader {
  const uint8_t *source;
  const uint8_t *destination; /* the last one on a source route */
  uint8_t version;
  uint8_t ttl;
  uint8_t protocol; /* of what follows */
  bool to_the_end;  /* its length says 0 */
  bool claims_more; /* its length says more than was on the wire */
  bool checksum_bad;
  bool fragmented;
  bool more_fragments;
  bool route_unknown; /* of a kind whose end is not known, so no checksum can be made */
  uint32_t identification;
  size_t fragment_offset;
  size_t octets; /* of headers so far that a length of the whole datagram counts */
} IpHeader;

/* The header next in `bytes`, whose end is then that of its packet.  `version` is 4 or 6.
 * False where it is missing or contradicts itself. */
bool ip_header_read (IpHeader *ip, unsigned version, Bytes *bytes);

/* Passes over what stands between the IP header and its payload, at most up to
 * a fragment's contents. */
bool ip_extensions_read (IpHeader *ip, Bytes *bytes);

/* Whether the checksum of a TCP segment that is wholly here is right (RFC 9293 §3.1). */
bool ip_segment_checksum_right (const IpHeader *ip, const uint8_t *segment, size_t length);

#endif
