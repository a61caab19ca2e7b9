/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets through the whole Decoder.  The input is a row of packets, each with
 * a head of five octets: link type's number in a list, captured octets (two),
 * octets that were on the wire beyond them, seconds since the packet before. */
#include "config.h"

#include "src/ip.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

/* Only to be added to: the seeds name them by place. */
static const int link_types[] = {
  1,   0,   101, 113, 276, 9,   10,  12,  14,  50,  51,  104, 107, 108, 204, 219, 228, 229, 239, /* the first ones */
  6,   8,   100, 106, 109, 117, 122, 123, 136, 143, 149, 164, 166, 167, 168, 178, 179, 180, 181,
  197, 205, 206, 226, 240, 241, 242, 258, 259, 274, 281, 282, 283, 284, 105, 119, 127, 163, 192,
};

typedef struct Seen {
  const Decoder *decoder;
  const Packet *packet;
  uint64_t sum;
  unsigned segments; /* of the packet */
} Seen;

/* Where no octets were put together anew, those of a segment are the packet's own. */
static bool
is_inside (const Packet *packet, const uint8_t *octets, size_t length)
{
  return octets >= packet->octets && octets + length <= packet->octets + packet->captured;
}

static void
look_at_segment (void *user, const TcpSegment *segment)
{
  Seen *seen = user;
  const LinkPath *path = segment->path;
  const size_t address = segment->ip_version == 4 ? 4 : 16;
  g_assert (segment->ip_version == 4 || segment->ip_version == 6);
  g_assert (segment->captured <= segment->length);
  g_assert (segment->options_length <= 40);
  g_assert (path->vlans <= LINK_VLANS_MAX && path->tunnels <= LINK_TUNNELS_MAX);
  for (unsigned i = 0; i < path->vlans; i++)
    g_assert (path->vlan[i] > 0 && path->vlan[i] < 4096);
  for (unsigned i = 0; i < path->tunnels; i++)
    g_assert (path->tunnel[i] != NULL && strlen (path->tunnel[i]) < 16);
  if (segment->packet == seen->packet && decoder_counters (seen->decoder)->fragments == 0 && !path->wifi.present)
    {
      g_assert (is_inside (seen->packet, segment->data, segment->captured));
      g_assert (is_inside (seen->packet, segment->source, address));
      g_assert (is_inside (seen->packet, segment->destination, address));
      /* What is promised beyond the octets on the wire is no known gap. */
      g_assert (segment->length <= seen->packet->length);
      g_assert (seen->segments == 0);
    }
  seen->segments++;
  for (size_t i = 0; i < segment->captured; i++)
    seen->sum += segment->data[i];
  for (size_t i = 0; i < segment->options_length; i++)
    seen->sum += segment->options[i];
  for (size_t i = 0; i < address; i++)
    seen->sum += segment->source[i] + segment->destination[i];
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  DecoderLimits limits;
  decoder_limits_init (&limits);
  limits.fragments = 8;
  limits.fragment_octets = 200000;
  Seen seen = { .sum = 0 };
  Decoder *decoder = decoder_new (&limits, look_at_segment, &seen);
  Packet packet = { .time = 0 };
  seen.decoder = decoder;

  while (length >= 5)
    {
      packet.link_type = link_types[octets[0] % G_N_ELEMENTS (link_types)];
      packet.captured = MIN ((size_t) (octets[1] << 8 | octets[2]), length - 5);
      packet.length = packet.captured + octets[3];
      packet.time += (int64_t) octets[4] * 1000000000;
      packet.number++;
      /* A copy of exactly this size, so that a sanitizer sees the octet past the end. */
      g_autofree uint8_t *copy = g_memdup2 (octets + 5, packet.captured);
      packet.octets = copy;
      seen.packet = &packet;
      seen.segments = 0;
      decoder_push (decoder, &packet);
      octets += 5 + packet.captured;
      length -= 5 + packet.captured;
    }
  decoder_finish (decoder);
  const DecoderCounters *counters = decoder_counters (decoder);
  g_assert (counters->unknown_link == 0);
  g_assert (counters->fragments >= counters->fragments_joined);
  /* A packet has one end, but those of an 802.11 frame may be cut as well. */
  g_assert (counters->not_ip + counters->not_tcp + counters->malformed <= packet.number);
  g_assert (counters->truncated <= packet.number);
  decoder_free (decoder);
  return 0;
}
