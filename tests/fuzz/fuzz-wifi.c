/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 802.11 frames through the whole Decoder, with keys of two networks and of WEP.  The input is a row of packets, each
 * with a head of five octets: link type's number in a list, captured octets (two), octets that were on the wire beyond
 * them, tenths of a second since the packet before. */
#include "config.h"

#include "src/ip.h"
#include "src/wifi-keys.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static const int link_types[] = { 105, 127, 119, 163, 192 };

/* Master keys, so that no run spends its time on deriving them. */
static const char *const keys[] = {
  "Cafe:0000000000000000000000000000000000000000000000000000000000000000",
  "Other:1111111111111111111111111111111111111111111111111111111111111111",
  "WEP:3031323334",
};

static void
look_at_segment (void *user, const TcpSegment *segment)
{
  uint64_t *sum = user;
  g_assert (segment->captured <= segment->length);
  g_assert (segment->path->wifi.protection < WIFI_PROTECTIONS);
  for (size_t i = 0; i < segment->captured; i++)
    *sum += segment->data[i];
  for (const PacketCopy *copy = segment->fragments != NULL ? segment->fragments->first : NULL; copy != NULL;
       copy = copy->next)
    *sum += copy->packet.captured;
}

static void
look_at_network (void *user, const WifiNetworkView *view)
{
  uint64_t *count = user;
  g_assert (view->ssid_length <= WIFI_SSID_MAX);
  g_assert (view->unread <= view->protected && view->protected <= view->frames);
  g_assert ((view->why != NULL) == (view->unread > 0));
  ++*count;
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  DecoderLimits limits;
  decoder_limits_init (&limits);
  limits.wifi.networks = 4;
  limits.wifi.stations = 2;
  limits.wifi.fragments = 2;
  uint64_t sum = 0, count = 0;
  Decoder *decoder = decoder_new (&limits, look_at_segment, &sum);
  decoder_keep_fragments (decoder);
  for (size_t i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *why = NULL;
      g_assert (wifi_keys_add (decoder_wifi_keys (decoder), keys[i], &why));
    }
  Packet packet = { .time = 0 };

  while (length >= 5)
    {
      packet.link_type = link_types[octets[0] % G_N_ELEMENTS (link_types)];
      packet.captured = MIN ((size_t) (octets[1] << 8 | octets[2]), length - 5);
      packet.length = packet.captured + octets[3];
      packet.time += (int64_t) octets[4] * 100000000;
      packet.number++;
      /* A copy of exactly this size, so that a sanitizer sees the octet past the end. */
      g_autofree uint8_t *copy = g_memdup2 (octets + 5, packet.captured);
      packet.octets = copy;
      decoder_push (decoder, &packet);
      octets += 5 + packet.captured;
      length -= 5 + packet.captured;
    }
  decoder_finish (decoder);
  Wifi *wifi = decoder_wifi (decoder);
  if (wifi != NULL)
    {
      const WifiCounters *counters = wifi_counters (wifi);
      g_assert (counters->unread <= counters->protected && counters->protected <= counters->frames);
      wifi_each_network (wifi, look_at_network, &count);
      g_assert (count <= limits.wifi.networks);
    }
  decoder_free (decoder);
  return 0;
}
