/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 802.11 frames to segments: a case is a row of frames, and what comes out of them. */
#include "config.h"

#include "way.h"

#include "src/wifi.h"

#include <zlib.h>

/* Addresses: an access point, a station, a host behind the access point. */
#define AP "020000000001 "
#define STA "02aabbccdd01 "
#define HOST "02aabbccdd02 "
#define AP_2 "020000000002 "
#define SNAP "aaaa03 000000 0800 "
#define SEGMENT SNAP WAY_4

enum { FRAMES_MAX = 12 };

typedef struct Frame {
  const char *octets; /* for wire_build, in it maybe a TAB for a blank of the text */
  double after;       /* seconds since the one before */
  enum { AS_IS, FCS, BAD_FCS } check;
} Frame;

typedef struct Case {
  const char *name;
  int link_type;
  Frame frames[FRAMES_MAX];
  unsigned segments;
  unsigned repeats, damaged, unread, joined, lost, malformed;
  const char *bssid, *station; /* of the last segment, hex; NULL: not looked at */
} Case;

#define RADIOTAP_FCS "0000 0900 02000000 10 "
#define RADIOTAP_BAD "0000 0900 02000000 50 "
#define RADIOTAP_NONE "0000 0900 02000000 00 "

static const Case cases[] = {
  { "to the DS",
    105,
    { { .octets = "0801 0000 " AP STA HOST "1000 " SEGMENT } },
    .segments = 1,
    .bssid = AP,
    .station = STA },
  { "from the DS",
    105,
    { { .octets = "0802 0000 " HOST AP STA "1000 " SEGMENT } },
    .segments = 1,
    .bssid = AP,
    .station = HOST },
  { "between stations",
    105,
    { { .octets = "0800 0000 " HOST STA AP "1000 " SEGMENT } },
    .segments = 1,
    .bssid = AP,
    .station = STA },
  { "four addresses",
    105,
    { { .octets = "0803 0000 " AP AP_2 HOST "1000 " STA SEGMENT } },
    .segments = 1,
    .bssid = AP,
    .station = AP_2 },
  { "four addresses, from the network to a station",
    105,
    { { .octets = "8000 0000 ffffffffffff " AP AP "1000 0000000000000000 6400 0100 0004 43616665 " },
      { .octets = "0803 0000 " AP_2 AP HOST "1000 " STA SEGMENT } },
    .segments = 1,
    .bssid = AP,
    .station = AP_2 },
  { "qos", 105, { { .octets = "8801 0000 " AP STA HOST "1000 0500 " SEGMENT } }, .segments = 1 },
  { "qos, four addresses",
    105,
    { { .octets = "8803 0000 " AP AP_2 HOST "1000 " STA "0000 " SEGMENT } },
    .segments = 1 },
  { "qos, ht control", 105, { { .octets = "8881 0000 " AP STA HOST "1000 0000 03000000 " SEGMENT } }, .segments = 1 },
  { "strict order without qos", 105, { { .octets = "0881 0000 " AP STA HOST "1000 " SEGMENT } }, .segments = 1 },
  { "data with an acknowledgment", 105, { { .octets = "1801 0000 " AP STA HOST "1000 " SEGMENT } }, .segments = 1 },
  { "mesh control, four addresses",
    105,
    { { .octets = "8803 0000 " AP AP_2 HOST "1000 " STA "0001 001f 2d000000 " SEGMENT } },
    .segments = 1 },
  { "mesh control, six addresses",
    105,
    { { .octets = "8803 0000 " AP AP_2 HOST "1000 " STA "0001 021f 2d000000 " HOST STA SEGMENT } },
    .segments = 1 },
  { "null data",
    105,
    { { .octets = "4801 0000 " AP STA AP "1000 " }, { .octets = "c801 0000 " AP STA AP "1000 0000 " } },
    .segments = 0 },
  { "acknowledgment, beacon without elements",
    105,
    { { .octets = "d400 0000 " STA },
      { .octets = "8000 0000 ffffffffffff " AP AP "1000 0000000000000000 6400 0100 " } },
    .segments = 0 },
  { "another version", 105, { { .octets = "0901 0000 " AP STA HOST "1000 " SEGMENT } }, .malformed = 1 },

  { "protected", 105, { { .octets = "0841 0000 " AP STA HOST "1000 00000000 " SEGMENT } }, .unread = 1 },
  { "protected, text that looks like a packet",
    105,
    { { .octets = "8841 0000 " AP STA HOST "1000 0000 " SEGMENT } },
    .unread = 1 },

  { "a repeat",
    105,
    { { .octets = "0801 0000 " AP STA HOST "1000 " SEGMENT }, { .octets = "0809 0000 " AP STA HOST "1000 " SEGMENT } },
    .segments = 1,
    .repeats = 1 },
  { "the same number, no repeat",
    105,
    { { .octets = "0801 0000 " AP STA HOST "1000 " SEGMENT }, { .octets = "0801 0000 " AP STA HOST "1000 " SEGMENT } },
    .segments = 2 },
  { "a repeat whose first copy was lost",
    105,
    { { .octets = "0809 0000 " AP STA HOST "1000 " SEGMENT } },
    .segments = 1 },
  { "a repeat behind two others",
    105,
    { { .octets = "8801 0000 " AP STA HOST "1000 0000 " SEGMENT },
      { .octets = "8801 0000 " AP STA HOST "2000 0000 " SEGMENT },
      { .octets = "8801 0000 " AP STA HOST "3000 0000 " SEGMENT },
      { .octets = "8809 0000 " AP STA HOST "1000 0000 " SEGMENT } },
    .segments = 3,
    .repeats = 1 },
  { "one that was lost comes behind two others",
    105,
    { { .octets = "8801 0000 " AP STA HOST "1000 0000 " SEGMENT },
      { .octets = "8801 0000 " AP STA HOST "3000 0000 " SEGMENT },
      { .octets = "8809 0000 " AP STA HOST "2000 0000 " SEGMENT } },
    .segments = 3 },
  { "the number wraps",
    105,
    { { .octets = "0801 0000 " AP STA HOST "e0ff " SEGMENT },
      { .octets = "0801 0000 " AP STA HOST "f0ff " SEGMENT },
      { .octets = "0801 0000 " AP STA HOST "0000 " SEGMENT },
      { .octets = "0809 0000 " AP STA HOST "f0ff " SEGMENT },
      { .octets = "0809 0000 " AP STA HOST "1000 " SEGMENT } },
    .segments = 4,
    .repeats = 1 },
  { "the same number much later",
    105,
    { { .octets = "0801 0000 " AP STA HOST "1000 " SEGMENT },
      { .octets = "0809 0000 " AP STA HOST "1000 " SEGMENT, .after = 30 } },
    .segments = 2 },
  { "each tid counts for itself",
    105,
    { { .octets = "8801 0000 " AP STA HOST "1000 0000 " SEGMENT },
      { .octets = "8809 0000 " AP STA HOST "1000 0100 " SEGMENT },
      { .octets = "0809 0000 " AP STA HOST "1000 " SEGMENT },
      { .octets = "8809 0000 " AP_2 STA HOST "1000 0000 " SEGMENT } },
    .segments = 4 },

  { "three fragments",
    105,
    { { .octets = "0805 0000 " AP STA HOST "1000 aaaa03" },
      { .octets = "0805 0000 " AP STA HOST "1100 000000" },
      { .octets = "0801 0000 " AP STA HOST "1200 0800 " WAY_4 } },
    .segments = 1,
    .joined = 1,
    .bssid = AP,
    .station = STA },
  { "a fragment twice",
    105,
    { { .octets = "0805 0000 " AP STA HOST "1000 aaaa03" },
      { .octets = "080d 0000 " AP STA HOST "1000 aaaa03" },
      { .octets = "0801 0000 " AP STA HOST "1100 000000 0800 " WAY_4 } },
    .segments = 1,
    .repeats = 1,
    .joined = 1 },
  { "a fragment is missing",
    105,
    { { .octets = "0805 0000 " AP STA HOST "1000 aaaa03" }, { .octets = "0801 0000 " AP STA HOST "1200 0800 " WAY_4 } },
    .lost = 1 },
  { "the first fragment is missing", 105, { { .octets = "0801 0000 " AP STA HOST "1100 0800 " WAY_4 } }, .lost = 1 },
  { "fragments of two packets in turn",
    105,
    { { .octets = "8805 0000 " AP STA HOST "1000 0000 aaaa03" },
      { .octets = "8805 0000 " AP STA HOST "1000 0100 aaaa03" },
      { .octets = "8801 0000 " AP STA HOST "1100 0000 000000 0800 " WAY_4 },
      { .octets = "8801 0000 " AP STA HOST "1100 0100 000000 0800 " WAY_4 } },
    .segments = 2,
    .joined = 2 },
  { "a fragment too late",
    105,
    { { .octets = "0805 0000 " AP STA HOST "1000 aaaa03" },
      { .octets = "0801 0000 " AP STA HOST "1100 000000 0800 " WAY_4, .after = 3 } },
    .lost = 2 },

  { "an a-msdu", 105, { { .octets = "8801 0000 " AP STA HOST "1000 8000 " HOST STA "0047 " SEGMENT } }, .segments = 1 },
  { "an a-msdu with an empty one first",
    105,
    { { .octets = "8801 0000 " AP STA HOST "1000 8000 " HOST STA "0005 aaaa030000 00 " HOST STA "0047 " SEGMENT } },
    .segments = 1 },
  { "an a-msdu that is none", 105, { { .octets = "8801 0000 " AP STA HOST "1000 8000 " SEGMENT } }, .malformed = 1 },
  { "an a-msdu longer than its frame",
    105,
    { { .octets = "8801 0000 " AP STA HOST "1000 8000 " HOST STA "0147 " SEGMENT } },
    .malformed = 1 },

  { "fcs told",
    127,
    { { .octets = RADIOTAP_FCS "0801 0000 " AP STA HOST "1000 " SEGMENT, .check = FCS } },
    .segments = 1 },
  { "fcs told and bad, never a good one",
    127,
    { { .octets = RADIOTAP_FCS "0801 0000 " AP STA HOST "1000 " SEGMENT, .check = BAD_FCS } },
    .segments = 1 },
  { "fcs told and bad, after a good one",
    127,
    { { .octets = RADIOTAP_FCS "0801 0000 " AP STA HOST "1000 " SEGMENT, .check = FCS },
      { .octets = RADIOTAP_FCS "0801 0000 " AP STA HOST "2000 " SEGMENT, .check = BAD_FCS } },
    .segments = 1,
    .damaged = 1 },
  { "the receiver tells that it is bad",
    127,
    { { .octets = RADIOTAP_BAD "0801 0000 " AP STA HOST "1000 " SEGMENT, .check = FCS } },
    .damaged = 1 },
  { "no fcs told", 127, { { .octets = RADIOTAP_NONE "0801 0000 " AP STA HOST "1000 " SEGMENT } }, .segments = 1 },
  { "nothing told, fcs there",
    105,
    { { .octets = "0801 0000 " AP STA HOST "1000 " SEGMENT, .check = FCS } },
    .segments = 1 },
  { "nothing told, ten with an fcs, then a bad one",
    105,
    { { .octets = "0801 0000 " AP STA HOST "1000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "2000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "3000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "4000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "5000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "6000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "7000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "8000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "9000 " SEGMENT, .check = FCS },
      { .octets = "0801 0000 " AP STA HOST "a000 " SEGMENT, .check = BAD_FCS } },
    .segments = 9,
    .damaged = 1 },
};

/* The packet as octets, with a check sequence where the case wants one. */
static GByteArray *
build (const Frame *frame, size_t header)
{
  Wire *wire = g_new0 (Wire, 1);
  wire_build (wire, frame->octets);
  GByteArray *octets = g_byte_array_new ();
  g_byte_array_append (octets, wire_octets (wire), (guint) wire->length);
  if (frame->check != AS_IS)
    {
      uint32_t sum = (uint32_t) crc32_z (0, octets->data + header, octets->len - header);
      if (frame->check == BAD_FCS)
        sum ^= 0x00100000;
      const uint8_t fcs[4] = { (uint8_t) sum, (uint8_t) (sum >> 8), (uint8_t) (sum >> 16), (uint8_t) (sum >> 24) };
      g_byte_array_append (octets, fcs, sizeof fcs);
    }
  g_free (wire);
  return octets;
}

static void
push (Decoded *decoded, const Case *row, const Frame *frame, int64_t *time)
{
  GByteArray *octets = build (frame, row->link_type == 127 ? 9 : 0);
  GuardPage guard = guard_page_new (octets->data, octets->len);
  *time += (int64_t) (frame->after * 1e9);
  const Packet packet = { .octets = guard.octets,
                          .captured = octets->len,
                          .length = octets->len,
                          .number = 7,
                          .time = *time,
                          .link_type = row->link_type };
  decoder_push (decoded->decoder, &packet);
  guard_page_clear (&guard);
  g_byte_array_unref (octets);
}

static void
assert_mac (const uint8_t mac[6], const char *hex)
{
  char text[16];
  g_snprintf (text, sizeof text, "%02x%02x%02x%02x%02x%02x ", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  assert_string_equal (text, hex);
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *row = &cases[i];
      Decoded *decoded = decoded_new (NULL);
      int64_t time = 1000000000;
      print_message ("  %s\n", row->name);
      for (unsigned at = 0; at < FRAMES_MAX && row->frames[at].octets != NULL; at++)
        push (decoded, row, &row->frames[at], &time);
      const WifiCounters *counters = wifi_counters (decoder_wifi (decoded->decoder));
      assert_int_equal (decoded->segments, row->segments);
      assert_int_equal (counters->repeats, row->repeats);
      assert_int_equal (counters->damaged, row->damaged);
      assert_int_equal (counters->unread, row->unread);
      assert_int_equal (counters->fragments_joined, row->joined);
      assert_int_equal (counters->fragments_lost, row->lost);
      assert_int_equal (decoder_counters (decoded->decoder)->malformed, row->malformed);
      if (row->segments > 0)
        {
          assert_true (decoded->path.wifi.present);
          assert_int_equal (decoded->path.wifi.protection, WIFI_OPEN);
        }
      if (row->bssid != NULL)
        assert_mac (decoded->path.wifi.bssid, row->bssid);
      if (row->station != NULL)
        assert_mac (decoded->path.wifi.station, row->station);
      decoded_free (decoded);
    }
}

/* --- what management frames tell ------------------------------------------------- */

typedef struct Network {
  const char *name;
  const char *frame;
  const char *ssid; /* NULL: not known */
  size_t ssid_length;
  WifiProtection protection;
} Network;

#define BEACON "8000 0000 ffffffffffff " AP AP "1000 0000000000000000 6400 "
#define RSN(akm) "30 14 0100 000fac04 0100 000fac04 0100 000fac" akm " 0000 "
#define WPA "dd 16 0050f201 0100 0050f202 0100 0050f202 0100 0050f202 "

static const Network networks[] = {
  { "open", BEACON "0100 0004 43616665 ", "Cafe", 4, WIFI_OPEN },
  { "wep", BEACON "1100 0004 43616665 ", "Cafe", 4, WIFI_WEP },
  { "wpa", BEACON "1100 0004 43616665 " WPA, "Cafe", 4, WIFI_WPA },
  { "wpa2", BEACON "1100 0004 43616665 " RSN ("02"), "Cafe", 4, WIFI_WPA2 },
  { "wpa and wpa2", BEACON "1100 0004 43616665 " WPA RSN ("02"), "Cafe", 4, WIFI_WPA2 },
  { "enterprise", BEACON "1100 0004 43616665 " RSN ("01"), "Cafe", 4, WIFI_WPA2 },
  { "wpa3", BEACON "1100 0004 43616665 " RSN ("08"), "Cafe", 4, WIFI_WPA3 },
  { "wpa2 and wpa3", BEACON "1100 0004 43616665 30 18 0100 000fac04 0100 000fac04 0200 000fac02 000fac08 c000 ", "Cafe",
    4, WIFI_WPA2 },
  { "owe", BEACON "1100 0004 43616665 " RSN ("12"), "Cafe", 4, WIFI_WPA3 },
  { "hidden", BEACON "0100 0000 ", NULL, 0, WIFI_OPEN },
  { "hidden by zeros", BEACON "0100 0004 00000000 ", NULL, 0, WIFI_OPEN },
  { "not ascii", BEACON "0100 0006 e4b8ade69687 ", "\344\270\255\346\226\207", 6, WIFI_OPEN },
  { "octets", BEACON "0100 0003 ff001b ", "\377\000\033", 3, WIFI_OPEN },
  { "longer than can be",
    BEACON "0100 0021 "
           "414141414141414141414141414141414141414141414141414141414141414141 ",
    NULL, 0, WIFI_OPEN },
  { "an element longer than the frame", BEACON "0100 0009 43616665 ", NULL, 0, WIFI_OPEN },
  { "probe response", "5000 0000 " STA AP AP "1000 0000000000000000 6400 0100 0004 43616665 ", "Cafe", 4, WIFI_OPEN },
  { "association request", "0000 0000 " AP STA AP "1000 0100 0a00 0004 43616665 ", "Cafe", 4, WIFI_OPEN },
  { "reassociation request", "2000 0000 " AP STA AP "1000 0100 0a00 " AP_2 "0004 43616665 ", "Cafe", 4, WIFI_OPEN },
  { "beacon with ht control", "8080 0000 ffffffffffff " AP AP "1000 00000000 0000000000000000 6400 0100 0004 43616665 ",
    "Cafe", 4, WIFI_OPEN },
};

static void
test_networks (void **state)
{
  (void) state;
  static const uint8_t bssid[6] = { 2, 0, 0, 0, 0, 1 };
  Wire *wire = g_new0 (Wire, 1);
  for (size_t i = 0; i < G_N_ELEMENTS (networks); i++)
    {
      Decoded *decoded = decoded_new (NULL);
      print_message ("  %s\n", networks[i].name);
      wire_build (wire, networks[i].frame);
      /* Each beginning of the frame may be all that is there. */
      for (size_t length = 0; length <= wire->length; length++)
        {
          GuardPage guard = guard_page_new (wire_octets (wire), length);
          decoded_push (decoded, 105, guard.octets, length, wire->length);
          guard_page_clear (&guard);
        }
      WifiNetworkView view;
      assert_true (wifi_network (decoder_wifi (decoded->decoder), bssid, &view));
      assert_int_equal (view.ssid_length, networks[i].ssid_length);
      if (networks[i].ssid != NULL)
        assert_memory_equal (view.ssid, networks[i].ssid, view.ssid_length);
      assert_null (view.why);
      decoded_free (decoded);

      decoded = decoded_new (NULL);
      decoded_push (decoded, 105, wire_octets (wire), wire->length, wire->length);
      assert_true (wifi_network (decoder_wifi (decoded->decoder), bssid, &view));
      assert_int_equal (view.protection, networks[i].protection);
      decoded_free (decoded);
    }
  g_free (wire);
}

/* Invented networks push out each other, not the one that is used. */
static void
test_flood_of_networks (void **state)
{
  (void) state;
  DecoderLimits limits;
  decoder_limits_init (&limits);
  limits.wifi.networks = 50;
  Decoded *decoded = decoded_new (&limits);
  Wire *wire = g_new0 (Wire, 1);
  static const uint8_t used[6] = { 2, 0, 0, 0, 0, 1 };
  WifiNetworkView view;

  wire_build (wire, BEACON "0100 0004 43616665 ");
  decoded_push (decoded, 105, wire_octets (wire), wire->length, wire->length);
  wire_build (wire, "0801 0000 " AP STA HOST "1000 " SEGMENT);
  decoded_push (decoded, 105, wire_octets (wire), wire->length, wire->length);
  wire_build (wire, "8000 0000 ffffffffffff " AP_2 AP_2 "1000 0000000000000000 6400 0100 0004 66616b65 ");
  for (unsigned i = 0; i < 10000; i++)
    {
      wire_octets (wire)[14] = wire_octets (wire)[20] = (uint8_t) (i >> 8);
      wire_octets (wire)[15] = wire_octets (wire)[21] = (uint8_t) i;
      wire_octets (wire)[10] = wire_octets (wire)[16] = 6;
      decoded_push (decoded, 105, wire_octets (wire), wire->length, wire->length);
    }
  assert_true (wifi_network (decoder_wifi (decoded->decoder), used, &view));
  assert_int_equal (view.ssid_length, 4);
  assert_int_equal (view.frames, 1);
  assert_true (wifi_counters (decoder_wifi (decoded->decoder))->networks_hit >= 9950);
  g_free (wire);
  decoded_free (decoded);
}

/* The place of a network in the order of the table is not that of its name. */
static void
test_a_cable_has_no_network (void **state)
{
  (void) state;
  Decoded *decoded = decoded_new (NULL);
  Wire *wire = g_new0 (Wire, 1);
  wire_build (wire, "0801 0000 " AP STA HOST "1000 " SEGMENT);
  decoded_push (decoded, 105, wire_octets (wire), wire->length, wire->length);
  assert_true (decoded->path.wifi.present);
  wire_build (wire, "eth:0800 " WAY_4);
  decoded_push (decoded, 1, wire_octets (wire), wire->length, wire->length);
  assert_int_equal (decoded->segments, 2);
  assert_false (decoded->path.wifi.present);
  g_free (wire);
  decoded_free (decoded);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_networks),
    cmocka_unit_test (test_flood_of_networks),
    cmocka_unit_test (test_a_cable_has_no_network),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
