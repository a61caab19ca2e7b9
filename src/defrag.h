/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins the fragments of IPv4 (RFC 791 §3.2) and IPv6 (RFC 8200 §4.5)
 * datagrams, in whatever order they come.
 *
 * The first copy of an octet wins.  Each datagram needs at most
 * DATAGRAM_OCTETS_MAX octets; how many are kept at once is limited.  Those give
 * way first whose two hosts are greedy (see shares.h), then those that hold more room than
 * octets, then the oldest. */
#ifndef SMTPLENS_DEFRAG_H
#define SMTPLENS_DEFRAG_H

#include "bytes.h"
#include "ip.h"
#include "packet-chain.h"
#include "stream-policy.h"

enum { DATAGRAM_OCTETS_MAX = 65535 };

typedef struct Defragmenter Defragmenter;

/* One fragment; everything is borrowed. */
typedef struct Fragment {
  const uint8_t *source; /* 4 or 16 octets, by ip_version */
  const uint8_t *destination;
  uint8_t ip_version;
  uint8_t protocol; /* of what is inside; IPv6: as this fragment says */
  bool more;        /* it is not the last one */
  uint32_t identification;
  size_t headers; /* octets of IP headers, which count against the largest datagram */
  size_t offset;  /* octets, a multiple of 8 */
  Bytes payload;
  const Packet *packet;
  bool keep; /* the packet, until the datagram is whole */
} Fragment;

/* A joined datagram, without its IP header; the caller's. */
typedef struct Datagram {
  uint8_t *octets;
  size_t captured; /* up to the first octet that the snapshot length cut */
  size_t length;
  uint8_t protocol;
  PacketChain others; /* packets with its fragments, but for the one that made it whole */
  bool doubtful;      /* a host with that policy drops it, for its fragments overlap */
  /* The other reading of its octets; NULL: there is none. */
  uint8_t *second;
  size_t second_captured;
  size_t second_length;
  Packet second_packet; /* the one with the first octets that do not count; without octets */
} Datagram;

/* Counts into `counters`, which outlives it. */
Defragmenter *defrag_new (const DecoderLimits *limits, DecoderCounters *counters);
void defrag_free (Defragmenter *defragmenter);

/* Before the first fragment; the standard is that of all zeros. */
void defrag_set_policy (Defragmenter *defragmenter, OverlapPolicy policy);

/* True once a datagram is whole; it is then the caller's to clear. */
bool defrag_push (Defragmenter *defragmenter, const Fragment *fragment, Datagram *datagram);
void datagram_clear (Datagram *datagram);

/* Octets of memory of what is incomplete. */
uint64_t defrag_octets (const Defragmenter *defragmenter);

/* Drops all that is incomplete, and counts it. */
void defrag_finish (Defragmenter *defragmenter);

#endif
