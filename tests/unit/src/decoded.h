/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Decoder whose last segment is kept for a test, octets and all. */
#ifndef SMTPLENS_TESTS_DECODED_H
#define SMTPLENS_TESTS_DECODED_H

#include "src/ip.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>

typedef struct Decoded {
  Decoder *decoder;
  unsigned segments;
  TcpSegment last;
  LinkPath path;
  uint64_t packet;
  char source[INET6_ADDRSTRLEN];
  char destination[INET6_ADDRSTRLEN];
  uint8_t octets[70000];
  unsigned second_readings;
  uint64_t second_packet; /* these of the last of them */
  size_t second_length;
  uint8_t second[70000];
} Decoded;

static inline void
decoded_segment (void *user, const TcpSegment *segment)
{
  Decoded *decoded = user;
  const int family = segment->ip_version == 4 ? AF_INET : AF_INET6;
  if (segment->second_reading)
    {
      decoded->second_readings++;
      decoded->second_packet = segment->packet->number;
      decoded->second_length = segment->length;
      g_assert_cmpuint (segment->captured, <=, sizeof decoded->second);
      if (segment->captured > 0)
        memcpy (decoded->second, segment->data, segment->captured);
      return;
    }
  decoded->segments++;
  decoded->last = *segment;
  decoded->path = *segment->path;
  decoded->packet = segment->packet->number;
  inet_ntop (family, segment->source, decoded->source, sizeof decoded->source);
  inet_ntop (family, segment->destination, decoded->destination, sizeof decoded->destination);
  g_assert_cmpuint (segment->captured, <=, segment->length);
  g_assert_cmpuint (segment->captured, <=, sizeof decoded->octets);
  if (segment->captured > 0)
    memcpy (decoded->octets, segment->data, segment->captured);
}

static inline Decoded *
decoded_new (const DecoderLimits *limits)
{
  DecoderLimits standard;
  decoder_limits_init (&standard);
  Decoded *decoded = g_new0 (Decoded, 1);
  decoded->decoder = decoder_new (limits != NULL ? limits : &standard, decoded_segment, decoded);
  return decoded;
}

static inline void
decoded_free (Decoded *decoded)
{
  decoder_free (decoded->decoder);
  g_free (decoded);
}

static inline void
decoded_push (Decoded *decoded, int link_type, const uint8_t *octets, size_t captured, size_t length)
{
  const Packet packet
      = { .octets = octets, .captured = captured, .length = length, .number = 7, .link_type = link_type };
  decoder_push (decoded->decoder, &packet);
}

/* "10 20" and "gre mpls"; to be freed. */
static inline char *
decoded_vlans (const LinkPath *path)
{
  GString *text = g_string_new (NULL);
  for (unsigned i = 0; i < path->vlans; i++)
    g_string_append_printf (text, i > 0 ? " %u" : "%u", path->vlan[i]);
  return g_string_free (text, FALSE);
}

static inline char *
decoded_tunnels (const LinkPath *path)
{
  GString *text = g_string_new (NULL);
  for (unsigned i = 0; i < path->tunnels; i++)
    g_string_append_printf (text, i > 0 ? " %s" : "%s", path->tunnel[i]);
  return g_string_free (text, FALSE);
}

#endif
