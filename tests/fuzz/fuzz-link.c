/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets through the whole Decoder.  The input is a row of packets, each with
 * a head of five octets: link type's number in a list, captured octets (two),
 * octets that were on the wire beyond them, seconds since the packet before. */
#include "config.h"

#include "src/ip.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static const int link_types[] = { 1, 0, 101, 113, 276, 9, 10, 12, 14, 50, 51, 104, 107, 108, 204, 219, 228, 229, 239 };

static void
look_at_segment (void *user, const TcpSegment *segment)
{
  uint64_t *sum = user;
  g_assert (segment->captured <= segment->length);
  g_assert (segment->path->vlans <= LINK_VLANS_MAX && segment->path->tunnels <= LINK_TUNNELS_MAX);
  for (size_t i = 0; i < segment->captured; i++)
    *sum += segment->data[i];
  for (size_t i = 0; i < (segment->ip_version == 4 ? 4u : 16u); i++)
    *sum += segment->source[i] + segment->destination[i];
  for (unsigned i = 0; i < segment->path->tunnels; i++)
    *sum += strlen (segment->path->tunnel[i]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  const DecoderLimits limits = { .fragments = 8, .fragment_octets = 200000, .fragment_seconds = 30 };
  uint64_t sum = 0;
  Decoder *decoder = decoder_new (&limits, look_at_segment, &sum);
  Packet packet = { .time = 0 };

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
      decoder_push (decoder, &packet);
      octets += 5 + packet.captured;
      length -= 5 + packet.captured;
    }
  decoder_finish (decoder);
  const DecoderCounters *counters = decoder_counters (decoder);
  g_assert (counters->unknown_link == 0);
  g_assert (counters->fragments >= counters->fragments_joined);
  decoder_free (decoder);
  return 0;
}
