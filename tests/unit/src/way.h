/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases of ways: one and the same TCP segment under many headers, checked in
 * every field, then cut at every octet by the snapshot length and by the wire. */
#ifndef SMTPLENS_TESTS_WAY_H
#define SMTPLENS_TESTS_WAY_H

#include "../../support/guard-page.h"
#include "decoded.h"
#include "wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define WAY_TEXT "MAIL FROM:<a@x.example>"
#define WAY_4 "ip4:6 tcp4 text:MAIL\tFROM:<a@x.example>"
#define WAY_6 "ip6:6 tcp6 text:MAIL\tFROM:<a@x.example>"

typedef struct Way {
  const char *name;
  int link_type;
  const char *packet; /* for wire_build; ends in WAY_4 or WAY_6 */
  const char *vlans;
  const char *tunnels;
  bool macs;
} Way;

/* Addresses, destination first, that begin like an IP header. */
#define WAY_ODD_MACS "4faabbccddee6eaabbccddee"

/* The blank of the text would end a word. */
static inline void
way_build (Wire *wire, const Way *way)
{
  wire_build (wire, way->packet);
  uint8_t *octets = wire_octets (wire);
  const bool six = strstr (way->packet, "tcp6") != NULL;
  uint8_t *text = octets + wire->length - strlen (WAY_TEXT);
  assert_int_equal (text[4], '\t');
  text[4] = ' ';

  uint8_t addresses[32];
  inet_pton (six ? AF_INET6 : AF_INET, six ? WIRE_SOURCE_6 : WIRE_SOURCE_4, addresses);
  inet_pton (six ? AF_INET6 : AF_INET, six ? WIRE_DESTINATION_6 : WIRE_DESTINATION_4, addresses + (six ? 16 : 4));
  wire_tcp_checksum (text - 20, 20 + strlen (WAY_TEXT), addresses, six ? 16 : 4);
}

/* Those of the innermost frame. */
static inline void
way_macs (const Way *way, uint8_t macs[12])
{
  const char *hex = "02aabbccdd0202aabbccdd01";
  if (strstr (way->packet, "eth2:") != NULL)
    hex = "020000000202020000000201";
  else if (strstr (way->packet, WAY_ODD_MACS) != NULL)
    hex = WAY_ODD_MACS;
  Wire *wire = g_new0 (Wire, 1);
  wire_hex_before (wire, hex);
  assert_int_equal (wire->length, 12);
  memcpy (macs, wire_octets (wire), 12);
  g_free (wire);
}

static inline void
way_check_whole (const Way *way, Wire *wire)
{
  const bool six = strstr (way->packet, "tcp6") != NULL;
  Decoded *decoded = decoded_new (NULL);
  const TcpSegment *last = &decoded->last;

  GuardPage guard = guard_page_new (wire_octets (wire), wire->length);
  decoded_push (decoded, way->link_type, guard.octets, wire->length, wire->length);
  guard_page_clear (&guard);
  assert_int_equal (decoded->segments, 1);
  assert_int_equal (decoded->packet, 7);
  assert_int_equal (last->ip_version, six ? 6 : 4);
  assert_int_equal (last->ttl, 61);
  assert_int_equal (last->flags, TCP_PSH | TCP_ACK);
  assert_false (last->checksum_bad);
  assert_string_equal (decoded->source, six ? WIRE_SOURCE_6 : WIRE_SOURCE_4);
  assert_string_equal (decoded->destination, six ? WIRE_DESTINATION_6 : WIRE_DESTINATION_4);
  assert_int_equal (last->source_port, 40000);
  assert_int_equal (last->destination_port, 2525);
  assert_int_equal (last->sequence, 0x01020304);
  assert_int_equal (last->acknowledgment, 0xf1f2f3f4);
  assert_int_equal (last->window, 8192);
  assert_int_equal (last->length, strlen (WAY_TEXT));
  assert_int_equal (last->captured, strlen (WAY_TEXT));
  assert_memory_equal (decoded->octets, WAY_TEXT, strlen (WAY_TEXT));

  g_autofree char *vlans = decoded_vlans (&decoded->path);
  g_autofree char *tunnels = decoded_tunnels (&decoded->path);
  assert_string_equal (vlans, way->vlans);
  assert_string_equal (tunnels, way->tunnels);
  assert_int_equal (decoded->path.has_macs, way->macs);
  if (way->macs)
    {
      uint8_t macs[12];
      way_macs (way, macs);
      assert_memory_equal (decoded->path.destination_mac, macs, 6);
      assert_memory_equal (decoded->path.source_mac, macs + 6, 6);
    }
  const DecoderCounters none = { 0 };
  assert_memory_equal (decoder_counters (decoded->decoder), &none, sizeof none);
  decoded_free (decoded);
}

/* The snapshot length cut the packet: once the TCP header is there the segment
 * is, with its full length; before it is counted as truncated and nothing else. */
static inline void
way_check_cut (const Way *way, Wire *wire)
{
  const size_t text = wire->length - strlen (WAY_TEXT);
  for (size_t captured = 0; captured < wire->length; captured++)
    {
      Decoded *decoded = decoded_new (NULL);
      GuardPage guard = guard_page_new (wire_octets (wire), captured);
      decoded_push (decoded, way->link_type, guard.octets, captured, wire->length);
      guard_page_clear (&guard);
      if (captured >= text)
        {
          const DecoderCounters none = { 0 };
          assert_int_equal (decoded->segments, 1);
          assert_int_equal (decoded->last.length, strlen (WAY_TEXT));
          assert_int_equal (decoded->last.captured, captured - text);
          assert_false (decoded->last.checksum_bad);
          assert_memory_equal (decoded->octets, WAY_TEXT, captured - text);
          assert_memory_equal (decoder_counters (decoded->decoder), &none, sizeof none);
        }
      else
        {
          const DecoderCounters truncated = { .truncated = 1 };
          assert_int_equal (decoded->segments, 0);
          assert_memory_equal (decoder_counters (decoded->decoder), &truncated, sizeof truncated);
        }
      decoded_free (decoded);
    }
}

/* There never was more of it on the wire: the packet contradicts itself. */
static inline void
way_check_short (const Way *way, Wire *wire)
{
  for (size_t length = 0; length < wire->length; length++)
    {
      Decoded *decoded = decoded_new (NULL);
      GuardPage guard = guard_page_new (wire_octets (wire), length);
      decoded_push (decoded, way->link_type, guard.octets, length, length);
      guard_page_clear (&guard);
      const DecoderCounters *counters = decoder_counters (decoded->decoder);
      assert_int_equal (counters->unknown_link, 0);
      assert_int_equal (counters->checksum_bad, 0);
      /* What is promised and was not on the wire is no known gap. */
      if (decoded->segments == 1 && counters->truncated > 0)
        assert_int_equal (decoded->last.length, decoded->last.captured);
      else if (decoded->segments == 1)
        assert_int_equal (decoded->last.length, strlen (WAY_TEXT));
      assert_true (counters->malformed + counters->not_ip + counters->not_tcp + counters->truncated > 0);
      decoded_free (decoded);
    }
}

static inline void
way_check_all (const Way *ways, size_t count)
{
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < count; row++)
    {
      print_message ("  %s\n", ways[row].name);
      way_build (wire, &ways[row]);
      way_check_whole (&ways[row], wire);
      way_check_cut (&ways[row], wire);
      way_check_short (&ways[row], wire);
    }
  g_free (wire);
}

#endif
