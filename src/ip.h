/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a packet to TCP segments, and to UDP datagrams of one port: link layer, IPv4 (RFC 791), IPv6 (RFC 8200),
 * fragments.  link.c peels off the frame, ip.c the IP headers, defrag.c joins
 * fragments; this is their common door. */
#ifndef SMTPLENS_IP_H
#define SMTPLENS_IP_H

#include "packet.h"
#include "stream-policy.h"
#include "wifi.h"

typedef struct Decoder Decoder;

typedef struct DecoderLimits {
  uint64_t fragments;        /* datagrams in reassembly at once */
  uint64_t fragment_octets;  /* octets of fragments kept in all */
  uint64_t fragment_seconds; /* an incomplete datagram older than this is dropped */
  WifiLimits wifi;
} DecoderLimits;

typedef struct DecoderCounters {
  uint64_t unknown_link;     /* packets of a link type that is not decoded */
  int64_t unknown_link_type; /* of the first of them */
  uint64_t not_ip;
  uint64_t not_tcp;
  uint64_t truncated;    /* headers cut by the capture; also packets that are shorter than their IP header says */
  uint64_t malformed;    /* headers that contradict themselves */
  uint64_t too_deep;     /* packets nested in more than LINK_TUNNELS_MAX tunnels */
  uint64_t damaged;      /* packets that their receiver says did not come whole (Packet.damaged) */
  uint64_t checksum_bad; /* IPv4 header or TCP; counted, never fatal */
  uint64_t fragments;
  uint64_t fragments_joined;    /* datagrams made whole */
  uint64_t fragments_dropped;   /* datagrams that never became whole, or were refused */
  uint64_t fragments_differing; /* overlaps with differing octets (RFC 5722, RFC 8200 §4.5) */
  /* how often each limit was met */
  uint64_t fragments_hit;
  uint64_t fragment_octets_hit;
  uint64_t fragment_seconds_hit;
} DecoderCounters;

/* Called for each TCP segment, before decoder_push returns. */
typedef void (*SegmentHandler) (void *user, const TcpSegment *segment);

/* The same for UDP. */
typedef void (*DatagramHandler) (void *user, const UdpDatagram *datagram);

void decoder_limits_init (DecoderLimits *limits);
Decoder *decoder_new (const DecoderLimits *limits, SegmentHandler handler, void *user);
void decoder_free (Decoder *decoder);

/* How to read what disagrees; before the first packet. */
void decoder_set_policy (Decoder *decoder, const StreamPolicy *policy);

/* From now on segments come with all packets of their datagram. */
void decoder_keep_fragments (Decoder *decoder);

/* From now on datagrams from or to this UDP port go to `handler`, with the same `user`. */
void decoder_take_port (Decoder *decoder, uint16_t port, DatagramHandler handler);

/* Called for frames that told of a wireless network what was not known, whose path has no
 * station; and, where keys were given, for those without which the protected frames of a station
 * cannot be opened. */
void decoder_on_frame (Decoder *decoder, void (*handler) (void *user, const Packet *packet, const WifiPath *path));

/* Decodes one packet.  Bad packets are counted, never an error. */
void decoder_push (Decoder *decoder, const Packet *packet);

/* No more packets: drops the datagrams that are still incomplete, and counts them. */
void decoder_finish (Decoder *decoder);

const DecoderCounters *decoder_counters (const Decoder *decoder);

/* Keys of wireless networks; to be filled before and while packets come. */
struct WifiKeys *decoder_wifi_keys (Decoder *decoder);

/* What was learned of wireless networks; NULL while no 802.11 frame was decoded. */
Wifi *decoder_wifi (Decoder *decoder);

/* Whether packets of this LINKTYPE_ number can be decoded at all. */
bool decoder_knows_link_type (int link_type);

#endif
