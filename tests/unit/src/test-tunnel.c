/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every tunnel, alone and one in another. */
#include "config.h"

#include "way.h"

static const Way ways[] = {
  { "ipv4 in ipv4", 1, "eth:0800 out4:4 " WAY_4, "", "ipip", true },
  { "ipv6 in ipv4", 1, "eth:0800 out4:41 " WAY_6, "", "6in4", true },
  { "ipv4 in ipv6", 1, "eth:86dd out6:4 " WAY_4, "", "4in6", true },
  { "ipv6 in ipv6", 1, "eth:86dd out6:41 " WAY_6, "", "6in6", true },
  { "mpls in ipv4", 1, "eth:0800 out4:137 00010140 " WAY_4, "", "mpls", true },
  { "ethernet in ip", 1, "eth:0800 out4:97 3000 eth2:0800 " WAY_4, "", "etherip", true },

  { "gre", 1, "eth:0800 out4:47 0000 0800 " WAY_4, "", "gre", true },
  { "gre over ipv6", 1, "eth:86dd out6:47 0000 86dd " WAY_6, "", "gre", true },
  { "gre with checksum", 1, "eth:0800 out4:47 8000 0800 11110000 " WAY_4, "", "gre", true },
  { "gre with key", 1, "eth:0800 out4:47 2000 0800 00000007 " WAY_4, "", "gre", true },
  { "gre with sequence number", 1, "eth:0800 out4:47 1000 0800 00000009 " WAY_4, "", "gre", true },
  { "gre with all of them", 1, "eth:0800 out4:47 b000 86dd 11110000 00000007 00000009 " WAY_6, "", "gre", true },
  { "gre with a frame", 1, "eth:0800 out4:47 0000 6558 eth2:8100 000a0800 " WAY_4, "10", "gre", true },
  { "gre with mpls", 1, "eth:0800 out4:47 0000 8847 00010140 " WAY_4, "", "gre mpls", true },
  { "gre of pptp", 1, "eth:0800 out4:47 3081 880b 00420001 00000001 00000002 ff03 0021 " WAY_4, "", "gre", true },
  { "gre of pptp without acknowledgment", 1, "eth:0800 out4:47 3001 880b 00420001 00000001 21 " WAY_4, "", "gre",
    true },
  { "eoip", 1, "eth:0800 out4:47 2001 6400 00360019 eth2:0800 " WAY_4, "", "eoip", true },
  { "erspan I", 1, "eth:0800 out4:47 0000 88be eth2:0800 " WAY_4, "", "erspan", true },
  { "erspan II", 1, "eth:0800 out4:47 1000 88be 00000001 1000000000000000 eth2:0800 " WAY_4, "", "erspan", true },
  { "erspan III", 1, "eth:0800 out4:47 1000 22eb 00000001 200000000000000000000000 eth2:0800 " WAY_4, "", "erspan",
    true },
  { "erspan III with its platform's part", 1,
    "eth:0800 out4:47 1000 22eb 00000001 200000000000000000000001 1111111122222222 eth2:0800 " WAY_4, "", "erspan",
    true },
  { "erspan III with ip", 1, "eth:0800 out4:47 1000 22eb 00000001 200000000000000000000800 " WAY_6, "", "erspan",
    true },

  { "vxlan", 1, "eth:0800 out4:17 udp:4789 0800000000002a00 eth2:0800 " WAY_4, "", "vxlan", true },
  { "vxlan over ipv6, tagged", 1, "eth:8100 000586dd out6:17 udp:4789 0800000000002a00 eth2:8100 00060800 " WAY_4,
    "5 6", "vxlan", true },
  { "vxlan of linux", 1, "eth:0800 out4:17 udp:8472 0800000000002a00 eth2:86dd " WAY_6, "", "vxlan", true },
  { "vxlan-gpe with a frame", 1, "eth:0800 out4:17 udp:4790 0c00000300002a00 eth2:0800 " WAY_4, "", "vxlan", true },
  { "vxlan-gpe with ipv4", 1, "eth:0800 out4:17 udp:4790 0c00000100002a00 " WAY_4, "", "vxlan", true },
  { "vxlan-gpe with ipv6", 1, "eth:0800 out4:17 udp:4790 0c00000200002a00 " WAY_6, "", "vxlan", true },
  { "geneve", 1, "eth:0800 out4:17 udp:6081 0000655800002a00 eth2:0800 " WAY_4, "", "geneve", true },
  { "geneve with options", 1, "eth:0800 out4:17 udp:6081 0200 0800 00002a00 0102800111223344 " WAY_4, "", "geneve",
    true },
  { "gtp-u", 1, "eth:0800 out4:17 udp:2152 30ff 003f 00000001 " WAY_4, "", "gtp-u", true },
  { "gtp-u with sequence number", 1, "eth:0800 out4:17 udp:2152 32ff 0043 00000001 00010000 " WAY_4, "", "gtp-u",
    true },
  { "gtp-u with three extensions", 1,
    "eth:0800 out4:17 udp:2152 34ff 0063 00000001 00000085 01100040 01010085 01111100 " WAY_6, "", "gtp-u", true },

  { "seven in one another", 1,
    "eth:0800 out4:4 out4:47 00000800 out4:17 udp:6081 0000080000002a00 out4:41 out6:4 out4:47 00008847 "
    "00010140 " WAY_4,
    "", "ipip gre geneve 6in4 4in6 gre mpls", true },
};

static void
test_ways (void **state)
{
  (void) state;
  way_check_all (ways, G_N_ELEMENTS (ways));
}

typedef struct Refusal {
  const char *name;
  const char *packet;
  DecoderCounters counted;
} Refusal;

static const Refusal refusals[] = {
  { "udp to another port", "eth:0800 out4:17 udp:53 0102", { .not_tcp = 1 } },
  { "udp shorter than its header", "eth:0800 out4:17 0102", { .malformed = 1 } },
  { "vxlan without a network", "eth:0800 out4:17 udp:4789 0000000000002a00 eth2:0800 " WAY_4, { .not_tcp = 1 } },
  { "vxlan, too short", "eth:0800 out4:17 udp:4789 0800", { .not_tcp = 1 } },
  { "vxlan with arp", "eth:0800 out4:17 udp:4789 0800000000002a00 eth2:0806 00010800", { .not_ip = 1 } },
  { "vxlan-gpe with a service header", "eth:0800 out4:17 udp:4790 0c00000400002a00 0102", { .not_tcp = 1 } },
  { "geneve of another version", "eth:0800 out4:17 udp:6081 4000080000002a00 " WAY_4, { .not_tcp = 1 } },
  { "geneve, options past the end", "eth:0800 out4:17 udp:6081 3f00080000002a00 0102", { .malformed = 1 } },
  { "gtp-u, echo", "eth:0800 out4:17 udp:2152 3201 0004 00000000 00010000", { .not_tcp = 1 } },
  { "gtp-u, another version", "eth:0800 out4:17 udp:2152 50ff 0043 00000001 " WAY_4, { .not_tcp = 1 } },
  { "gtp-u, extension of no length",
    "eth:0800 out4:17 udp:2152 34ff 0008 00000001 00000085 00000000",
    { .malformed = 1 } },
  { "gtp-u, extension past the end", "eth:0800 out4:17 udp:2152 34ff 0005 00000001 00000085 09", { .malformed = 1 } },
  { "gre, source route", "eth:0800 out4:47 4000 0800 00000000 " WAY_4, { .not_tcp = 1 } },
  { "gre, version 2", "eth:0800 out4:47 0002 0800 " WAY_4, { .not_tcp = 1 } },
  { "gre, keepalive", "eth:0800 out4:47 0000 0000", { .not_ip = 1 } },
  { "gre, shorter than its flags say", "eth:0800 out4:47 b000 0800 00000000", { .malformed = 1 } },
  { "etherip, another version", "eth:0800 out4:97 4000 eth2:0800 " WAY_4, { .malformed = 1 } },
  { "esp", "eth:0800 out4:50 0000000100000001", { .not_tcp = 1 } },
};

static void
test_refusals (void **state)
{
  (void) state;
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (refusals); row++)
    {
      print_message ("  %s\n", refusals[row].name);
      Decoded *decoded = decoded_new (NULL);
      wire_build (wire, refusals[row].packet);
      GuardPage guard = guard_page_new (wire_octets (wire), wire->length);
      decoded_push (decoded, 1, guard.octets, wire->length, wire->length);
      guard_page_clear (&guard);
      assert_int_equal (decoded->segments, 0);
      assert_memory_equal (decoder_counters (decoded->decoder), &refusals[row].counted, sizeof (DecoderCounters));
      decoded_free (decoded);
    }
  g_free (wire);
}

/* Each level of nesting, up to the limit and past it. */
static void
test_nesting (void **state)
{
  (void) state;
  static const char *const levels[] = { "out4:4 ", "out4:47 00000800 ", "out4:17 udp:6081 0000080000002a00 " };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t kind = 0; kind < G_N_ELEMENTS (levels); kind++)
    for (unsigned depth = 0; depth < 400; depth = depth < 12 ? depth + 1 : depth * 5)
      {
        GString *packet = g_string_new ("eth:0800 ");
        for (unsigned i = 0; i < depth; i++)
          g_string_append (packet, levels[kind]);
        g_string_append (packet, WAY_4);
        wire_build (wire, packet->str);
        Decoded *decoded = decoded_new (NULL);
        decoded_push (decoded, 1, wire_octets (wire), wire->length, wire->length);
        const bool fits = depth <= LINK_TUNNELS_MAX;
        assert_int_equal (decoded->segments, fits);
        assert_int_equal (decoder_counters (decoded->decoder)->too_deep, !fits);
        assert_int_equal (decoder_counters (decoded->decoder)->malformed, 0);
        if (fits)
          assert_int_equal (decoded->path.tunnels, depth);
        decoded_free (decoded);
        g_string_free (packet, TRUE);
      }
  g_free (wire);
}

typedef struct Bound {
  const char *name;
  const char *packet;
  unsigned inner; /* where the inner IP header begins */
} Bound;

/* The inner packet says that it reaches to the end; an outer length ends it. */
static const Bound bounds[] = {
  { "802.3", "02aabbccdd02 02aabbccdd01 0034 aaaa03 000000 0800 ip4:6 tcp4 text:QUITPPP", 22 },
  { "pppoe", "eth:8864 11000001 002e 0021 ip4:6 tcp4 text:QUITPPP", 22 },
  { "udp", "eth:0800 out4:17 303912b5004a0000 0800000000002a00 eth2:0800 ip4:6 tcp4 text:QUITPPP", 64 },
  { "gtp-u", "eth:0800 out4:17 udp:2152 30ff 002c 00000001 ip4:6 tcp4 text:QUITPPP", 50 },
};

static void
test_bounds (void **state)
{
  (void) state;
  Wire *wire = g_new0 (Wire, 1);
  for (size_t row = 0; row < G_N_ELEMENTS (bounds); row++)
    {
      print_message ("  %s\n", bounds[row].name);
      Decoded *decoded = decoded_new (NULL);
      wire_build (wire, bounds[row].packet);
      uint8_t *inner = wire_octets (wire) + bounds[row].inner;
      assert_int_equal (inner[0], 0x45);
      wire_set_be16 (inner + 2, 0);
      decoded_push (decoded, 1, wire_octets (wire), wire->length, wire->length);
      assert_int_equal (decoded->segments, 1);
      assert_int_equal (decoded->last.length, 4);
      assert_int_equal (decoded->last.captured, 4);
      assert_memory_equal (decoded->octets, "QUIT", 4);
      decoded_free (decoded);
    }
  g_free (wire);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_ways),
    cmocka_unit_test (test_refusals),
    cmocka_unit_test (test_nesting),
    cmocka_unit_test (test_bounds),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
