/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Decoder: the way of a packet through link layers, IP headers, fragments
 * and tunnels to the TCP segment that it carries.
 *
 * IP headers are read by ip-header, TCP (RFC 9293) here.  Wrong checksums are
 * counted and marked, for a capture at the sending host sees them before they
 * are made.
 *
 * Nesting ends at LINK_TUNNELS_MAX tunnels.  TCP options are passed over.  Does
 * not look into ICMP errors. */
#include "config.h"

#include "ip.h"

#include "bytes.h"
#include "defrag.h"
#include "ip-header.h"
#include "link.h"
#include "tunnel.h"
#include "wifi-keys.h"
#include "wifi.h"

#include <glib.h>

/* Where the way of a packet came to its end. */
typedef enum WalkEnd {
  WALK_SEGMENT, /* a TCP segment was handed on */
  WALK_FRAGMENT,
  WALK_NOT_IP,
  WALK_NOT_TCP,
  WALK_TRUNCATED,
  WALK_MALFORMED,
  WALK_ENDS,
} WalkEnd;

struct Decoder {
  SegmentHandler handler;
  void *user;
  const Packet *packet; /* the one being decoded */
  LinkPath path;
  bool claims_more; /* some IP header promises more than was on the wire */
  bool checksum_bad;
  DatagramHandler datagram_handler; /* NULL: nobody wants datagrams */
  uint16_t datagram_port;
  StreamPolicy policy;
  DecoderCounters counters;
  Defragmenter *defragmenter;
  WifiLimits wifi_limits;
  void (*frame) (void *user, const Packet *packet, const WifiPath *path); /* or NULL */
  WifiKeys *wifi_keys;
  Wifi *wifi;    /* NULL before the first 802.11 frame */
  WalkEnd msdus; /* the best end of the packets of a frame */
  /* What stood before an 802.11 frame, which each packet in it has before it. */
  bool in_wifi;
  uint8_t outer_vlans;
  uint8_t outer_tunnels;
  bool outer_claims_more;
  const PacketChain *outer_fragments;
  bool keeps_fragments;
  const PacketChain *fragments; /* of the datagram that is walked */
  bool doubtful;                /* hosts drop that datagram */
  bool second_reading;          /* of that datagram */
};

static WalkEnd walk (Decoder *decoder, unsigned type, Bytes *bytes);

static WalkEnd
failure_end (const Bytes *bytes)
{
  return bytes->failure == BYTES_CUT ? WALK_TRUNCATED : WALK_MALFORMED;
}

static WalkEnd
push_segment (Decoder *decoder, const IpHeader *ip, Bytes *bytes)
{
  const size_t length = bytes_length (bytes);
  const bool whole = bytes_captured (bytes) == length;
  const uint8_t *header = bytes_take (bytes, 20);
  if (header == NULL)
    return failure_end (bytes);
  const size_t octets = (header[12] >> 4) * 4u;
  if (octets < 20 || octets > length)
    return WALK_MALFORMED;
  const uint8_t *options = bytes->at;
  const size_t options_here = MIN (octets - 20, bytes_captured (bytes));
  bytes_skip (bytes, octets - 20);
  if (whole && !ip->route_unknown && !ip_segment_checksum_right (ip, header, length))
    decoder->checksum_bad = true;

  const TcpSegment segment = {
    .packet = decoder->packet,
    .fragments = decoder->fragments,
    .path = &decoder->path,
    .ip_version = ip->version,
    .ttl = ip->ttl,
    .flags = header[13],
    .checksum_bad = decoder->checksum_bad || decoder->packet->damaged,
    .doubtful = decoder->doubtful,
    .second_reading = decoder->second_reading,
    .source = ip->source,
    .destination = ip->destination,
    .source_port = be16_at (header),
    .destination_port = be16_at (header + 2),
    .sequence = be32_at (header + 4),
    .acknowledgment = be32_at (header + 8),
    .window = be16_at (header + 14),
    .urgent = be16_at (header + 18),
    .options_length = (uint8_t) options_here,
    .options = options,
    .data = bytes->at,
    .captured = bytes_captured (bytes),
    /* Octets promised that were not on the wire may be a sliced copy's loss, or a lie:
     * as a hole they can still be filled, as a known gap they could not. */
    .length = decoder->claims_more ? bytes_captured (bytes) : bytes_length (bytes),
  };
  decoder->handler (decoder->user, &segment);
  return WALK_SEGMENT;
}

/* RFC 768.  Whether it was one of the port that somebody wants.  Its checksum is not looked
 * at: a wrong one would have to be counted and believed all the same. */
static bool
push_datagram (Decoder *decoder, const IpHeader *ip, const Bytes *bytes)
{
  enum { HEADER = 8 };
  Bytes rest = *bytes;
  const uint8_t *header = bytes_take (&rest, HEADER);
  if (header == NULL)
    return false;
  const uint16_t source = be16_at (header), destination = be16_at (header + 2);
  const size_t length = be16_at (header + 4);
  if (source != decoder->datagram_port && destination != decoder->datagram_port)
    return false;
  if (length >= HEADER) /* 0 reaches to the end, as segmentation offload and jumbograms write it */
    bytes_limit (&rest, length - HEADER);
  const UdpDatagram datagram = {
    .packet = decoder->packet,
    .fragments = decoder->fragments,
    .ip_version = ip->version,
    .source = ip->source,
    .destination = ip->destination,
    .source_port = source,
    .destination_port = destination,
    .data = rest.at,
    .captured = bytes_captured (&rest),
    .length = bytes_length (&rest),
  };
  if (!decoder->second_reading) /* which makes no facts */
    decoder->datagram_handler (decoder->user, &datagram);
  return true;
}

static WalkEnd walk_fragment (Decoder *decoder, const IpHeader *ip, const Bytes *bytes);

/* What follows an IP header; `joined`: it is a datagram made of fragments. */
static WalkEnd
walk_payload (Decoder *decoder, IpHeader *ip, Bytes *bytes, bool joined)
{
  if (!ip->fragmented && !ip_extensions_read (ip, bytes))
    return failure_end (bytes);
  if (ip->fragmented)
    /* Fragments of fragments under one IP header are no host's work; they could nest without end. */
    return joined ? WALK_MALFORMED : walk_fragment (decoder, ip, bytes);
  if (ip->protocol == PROTOCOL_TCP)
    return push_segment (decoder, ip, bytes);
  if (ip->protocol == PROTOCOL_UDP && decoder->datagram_handler != NULL && push_datagram (decoder, ip, bytes))
    return WALK_NOT_TCP;

  const unsigned type = tunnel_peel (ip->protocol, ip->version, bytes, &decoder->path);
  if (type == LINK_OTHER)
    return bytes->failure == BYTES_CUT ? WALK_TRUNCATED : WALK_NOT_TCP;
  return walk (decoder, type, bytes);
}

/* The datagram once more with those octets of its fragments that do not count: a segment
 * that is only compared comes of it, and nothing is counted. */
static void
walk_second_reading (Decoder *decoder, const IpHeader *ip, const Datagram *datagram, const LinkPath *path)
{
  IpHeader whole = *ip;
  Bytes payload = bytes_init (datagram->second, datagram->second_captured, datagram->second_length);
  const Decoder before = *decoder;
  Packet packet = datagram->second_packet;
  packet.link_type = decoder->packet->link_type;
  packet.nanoseconds = decoder->packet->nanoseconds;
  decoder->packet = &packet;
  decoder->path = *path;
  decoder->fragments = NULL;
  decoder->checksum_bad = false;
  decoder->second_reading = true;
  walk_payload (decoder, &whole, &payload, true);
  decoder->packet = before.packet;
  decoder->path = before.path;
  decoder->fragments = before.fragments;
  decoder->checksum_bad = before.checksum_bad;
  decoder->claims_more = before.claims_more;
  decoder->counters = before.counters;
  decoder->second_reading = false;
}

static WalkEnd
walk_fragment (Decoder *decoder, const IpHeader *ip, const Bytes *bytes)
{
  if (decoder->second_reading)
    return WALK_FRAGMENT;
  if (ip->to_the_end) /* padding could not be told from it */
    return WALK_MALFORMED;

  const Fragment fragment = {
    .source = ip->source,
    .destination = ip->destination,
    .ip_version = ip->version,
    .protocol = ip->protocol,
    .more = ip->more_fragments,
    .identification = ip->identification,
    .headers = ip->octets,
    .offset = ip->fragment_offset,
    .payload = *bytes,
    .packet = decoder->packet,
    .keep = decoder->keeps_fragments,
  };
  Datagram datagram;
  if (!defrag_push (decoder->defragmenter, &fragment, &datagram))
    return WALK_FRAGMENT;

  IpHeader whole = *ip;
  whole.fragmented = false;
  whole.protocol = datagram.protocol;
  Bytes payload = bytes_init (datagram.octets, datagram.captured, datagram.length);
  /* Where datagrams in fragments are nested, the inner one's packets are told. */
  const PacketChain *outer = decoder->fragments;
  const bool outer_doubtful = decoder->doubtful;
  const LinkPath path = decoder->path;
  decoder->fragments = &datagram.others;
  decoder->doubtful |= datagram.doubtful;
  const WalkEnd end = walk_payload (decoder, &whole, &payload, true);
  if (datagram.second != NULL)
    {
      whole.protocol = datagram.protocol;
      walk_second_reading (decoder, &whole, &datagram, &path);
    }
  decoder->fragments = outer;
  decoder->doubtful = outer_doubtful;
  datagram_clear (&datagram);
  return end;
}

/* A datagram whose header does not say where it ends ends with its frame, but before the
 * check sequence of that. */
static void
leave_check_sequence (const Packet *packet, Bytes *bytes)
{
  const size_t length = bytes_length (bytes);
  if (packet->check_octets != 0 && length >= packet->check_octets
      && (uintptr_t) bytes->at + length == (uintptr_t) packet->octets + packet->length)
    bytes_limit (bytes, length - packet->check_octets);
}

static WalkEnd walk_wifi (Decoder *decoder, Bytes *bytes);

/* From a header of this EtherType on.  Each call but the first has noted a
 * tunnel, so calls nest at most LINK_TUNNELS_MAX deep. */
static WalkEnd
walk (Decoder *decoder, unsigned type, Bytes *bytes)
{
  IpHeader ip;

  type = link_peel (type, bytes, &decoder->path);
  if (bytes->failure != BYTES_FINE)
    return failure_end (bytes);
  if (type == LINK_OTHER)
    return WALK_NOT_IP;
  if (type == LINK_WIFI)
    return walk_wifi (decoder, bytes);
  if (type == LINK_MALFORMED || !ip_header_read (&ip, type == ETHERTYPE_IPV4 ? 4 : 6, bytes))
    return failure_end (bytes);
  decoder->claims_more |= ip.claims_more;
  decoder->checksum_bad |= ip.checksum_bad;
  if (ip.to_the_end)
    leave_check_sequence (decoder->packet, bytes);
  return walk_payload (decoder, &ip, bytes, false);
}

/* A packet out of an 802.11 frame. */
static void
take_msdu (void *user, const WifiMsdu *msdu)
{
  Decoder *decoder = user;
  LinkPath *path = &decoder->path;
  if (msdu->told)
    {
      if (decoder->frame != NULL)
        decoder->frame (decoder->user, msdu->packet, msdu->path);
      return;
    }
  Bytes bytes = msdu->octets;
  const Packet *at_hand = decoder->packet;
  decoder->packet = msdu->packet;
  path->vlans = decoder->outer_vlans;
  path->tunnels = decoder->outer_tunnels;
  path->has_macs = true;
  memcpy (path->destination_mac, msdu->destination, sizeof path->destination_mac);
  memcpy (path->source_mac, msdu->source, sizeof path->source_mac);
  path->wifi = *msdu->path;
  decoder->fragments = msdu->others != NULL ? msdu->others : decoder->outer_fragments;
  /* What is told of one packet must not stick to the next one of the frame. */
  const bool claimed_more = decoder->claims_more, was_bad = decoder->checksum_bad;
  decoder->claims_more = decoder->outer_claims_more;
  decoder->checksum_bad = false;
  const WalkEnd end = walk (decoder, LINK_LLC, &bytes);
  decoder->claims_more |= claimed_more;
  decoder->checksum_bad |= was_bad;
  decoder->fragments = decoder->outer_fragments;
  decoder->packet = at_hand;
  if (end < decoder->msdus)
    decoder->msdus = end;
}

static WalkEnd
push_frame (Decoder *decoder, Bytes *bytes)
{
  switch (wifi_push (decoder->wifi, decoder->packet, decoder->path.radio, bytes))
    {
    case WIFI_END_HELD:
      return WALK_FRAGMENT;
    case WIFI_END_CUT:
      return decoder->msdus != WALK_ENDS ? decoder->msdus : WALK_TRUNCATED;
    case WIFI_END_MALFORMED:
      return decoder->msdus != WALK_ENDS ? decoder->msdus : WALK_MALFORMED;
    default:
      return decoder->msdus != WALK_ENDS ? decoder->msdus : WALK_NOT_IP;
    }
}

/* An 802.11 frame, from the air or out of a tunnel; but none in another one. */
static WalkEnd
walk_wifi (Decoder *decoder, Bytes *bytes)
{
  if (decoder->in_wifi)
    return WALK_MALFORMED;
  if (decoder->wifi == NULL)
    decoder->wifi = wifi_new (&decoder->wifi_limits, decoder->wifi_keys, decoder->keeps_fragments, take_msdu, decoder);
  decoder->msdus = WALK_ENDS;
  decoder->outer_vlans = decoder->path.vlans;
  decoder->outer_tunnels = decoder->path.tunnels;
  decoder->outer_claims_more = decoder->claims_more;
  decoder->outer_fragments = decoder->fragments;
  decoder->in_wifi = true;
  const WalkEnd end = push_frame (decoder, bytes);
  decoder->in_wifi = false;
  return end;
}

void
decoder_push (Decoder *decoder, const Packet *packet)
{
  DecoderCounters *counters = &decoder->counters;
  const LinkType *link_type = link_type_find (packet->link_type);
  if (link_type == NULL)
    {
      if (counters->unknown_link++ == 0)
        counters->unknown_link_type = packet->link_type;
      return;
    }

  decoder->packet = packet;
  decoder->path.has_macs = false;
  decoder->path.vlans = 0;
  decoder->path.tunnels = 0;
  decoder->path.too_deep = false;
  decoder->path.radio = 0;
  decoder->path.wifi.present = false;
  decoder->claims_more = false;
  decoder->checksum_bad = false;

  Bytes bytes = bytes_init (packet->octets, packet->captured, MAX (packet->captured, packet->length));
  const unsigned type = link_type->peel (&bytes, &decoder->path);
  const WalkEnd end = walk (decoder, type, &bytes);

  counters->damaged += packet->damaged;
  counters->checksum_bad += decoder->checksum_bad;
  counters->not_ip += end == WALK_NOT_IP;
  counters->not_tcp += end == WALK_NOT_TCP;
  counters->truncated += end == WALK_TRUNCATED || decoder->claims_more;
  counters->malformed += end == WALK_MALFORMED && !decoder->path.too_deep;
  counters->too_deep += end == WALK_MALFORMED && decoder->path.too_deep;
}

const DecoderCounters *
decoder_counters (const Decoder *decoder)
{
  return &decoder->counters;
}

void
decoder_on_frame (Decoder *decoder, void (*handler) (void *user, const Packet *packet, const WifiPath *path))
{
  decoder->frame = handler;
}

WifiKeys *
decoder_wifi_keys (Decoder *decoder)
{
  return decoder->wifi_keys;
}

Wifi *
decoder_wifi (Decoder *decoder)
{
  return decoder->wifi;
}

bool
decoder_knows_link_type (int link_type)
{
  return link_type_find (link_type) != NULL;
}

void
decoder_limits_init (DecoderLimits *limits)
{
  *limits = (DecoderLimits){
    .fragments = 4096,
    .fragment_octets = 16 * 1024 * 1024,
    .fragment_seconds = 30,
    .wifi = { .networks = 4096, .stations = 4096, .fragments = 64, .held_octets = 4 * 1024 * 1024 },
  };
}

Decoder *
decoder_new (const DecoderLimits *limits, SegmentHandler handler, void *user)
{
  Decoder *decoder = g_new0 (Decoder, 1);
  decoder->handler = handler;
  decoder->user = user;
  decoder->wifi_limits = limits->wifi;
  decoder->wifi_keys = wifi_keys_new (limits->wifi.stations);
  decoder->defragmenter = defrag_new (limits, &decoder->counters);
  return decoder;
}

void
decoder_set_policy (Decoder *decoder, const StreamPolicy *policy)
{
  decoder->policy = *policy;
  defrag_set_policy (decoder->defragmenter, policy->overlap);
}

void
decoder_keep_fragments (Decoder *decoder)
{
  decoder->keeps_fragments = true;
}

void
decoder_take_port (Decoder *decoder, uint16_t port, DatagramHandler handler)
{
  decoder->datagram_handler = handler;
  decoder->datagram_port = port;
}

void
decoder_finish (Decoder *decoder)
{
  defrag_finish (decoder->defragmenter);
}

void
decoder_free (Decoder *decoder)
{
  if (decoder == NULL)
    return;
  defrag_free (decoder->defragmenter);
  wifi_free (decoder->wifi);
  wifi_keys_free (decoder->wifi_keys);
  g_free (decoder);
}
