/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handshakes in all conditions, and what can be read after them.
 *
 * A case is a row of letters: b beacon; 1 to 4 the messages of the handshake; + the
 * next handshake; d a frame under its keys, o one under those of the handshake before;
 * g a frame to everybody; f an invented message 1; m a message 2 with a wrong MIC. */
#include "config.h"

#include "way.h"
#include "tests/support/wifi-air.h"

#include "src/wifi-keys.h"
#include "src/wifi.h"

#define SSID "Cafe"
#define RIGHT "Cafe:correct horse"
#define SNAP "aaaa03 000000 0800 "

static const AirSuite wpa2 = { WIFI_DESCRIPTOR_RSN, 2, 2, WIFI_CIPHER_CCMP_128 };
static const AirSuite wpa2_sha256 = { WIFI_DESCRIPTOR_RSN, 3, 6, WIFI_CIPHER_CCMP_128 };
static const AirSuite wpa2_gcmp = { WIFI_DESCRIPTOR_RSN, 2, 2, WIFI_CIPHER_GCMP_128 };
static const AirSuite wpa2_gcmp_256 = { WIFI_DESCRIPTOR_RSN, 3, 6, WIFI_CIPHER_GCMP_256 };
/* Group frames by CCMP, though the pairwise keys are TKIP's. */
static const AirSuite wpa2_tkip = { WIFI_DESCRIPTOR_RSN, 1, 2, WIFI_CIPHER_TKIP };

static const AirSuite sae = { WIFI_DESCRIPTOR_RSN, 3, 8, WIFI_CIPHER_CCMP_128 };
static const AirSuite enterprise = { WIFI_DESCRIPTOR_RSN, 2, 1, WIFI_CIPHER_CCMP_128 };
static const AirSuite fast_transition = { WIFI_DESCRIPTOR_RSN, 3, 4, WIFI_CIPHER_CCMP_128 };

typedef struct Case {
  const char *name;
  const AirSuite *suite;
  const char *key; /* NULL: none */
  const char *steps;
  unsigned read, unread;
  const char *why; /* a part of it; NULL: nothing is told */
} Case;

static const Case cases[] = {
  { "all messages", &wpa2, RIGHT, "b1234dd", 2, 0, NULL },
  { "messages 1 and 2", &wpa2, RIGHT, "b12d", 1, 0, NULL },
  { "messages 2 and 3", &wpa2, RIGHT, "b23d", 1, 0, NULL },
  { "message 1 alone", &wpa2, RIGHT, "b1dd", 0, 2, "message 2 of the four-way handshake was not captured" },
  { "messages 1, 3 and 4", &wpa2, RIGHT, "b134d", 0, 1, "message 2 of the four-way handshake was not captured" },
  { "message 2 alone", &wpa2, RIGHT, "b2d", 0, 1, "messages 1 and 3 of the four-way handshake were not captured" },
  { "no message", &wpa2, RIGHT, "bd", 0, 1, "no station was seen joining it" },
  { "a wrong passphrase", &wpa2, "Cafe:wrong horse", "b1234d", 0, 1, "the passphrase that was given does not fit" },
  { "another network's passphrase", &wpa2, "Other:correct horse", "b1234d", 0, 1, "no key was given for it" },
  { "no key", &wpa2, NULL, "b1234d", 0, 1, "no key was given for it" },
  { "no beacon", &wpa2, RIGHT, "1234d", 1, 0, NULL },
  { "the beacon last", &wpa2, RIGHT, "12d34b", 1, 0, NULL },
  { "a repeated message 1", &wpa2, RIGHT, "b11234d", 1, 0, NULL },
  { "invented messages 1", &wpa2, RIGHT, "b1fff2fff34d", 1, 0, NULL },
  { "invented messages 1, more than are kept", &wpa2, RIGHT, "b1ffffffff23d", 1, 0, NULL },
  { "a message 2 with a wrong mic", &wpa2, RIGHT, "b1m2d", 1, 0, NULL },
  { "data before the handshake", &wpa2, RIGHT, "bddd1234d", 4, 0, NULL },
  { "data between its messages", &wpa2, RIGHT, "b1d2d34d", 3, 0, NULL },
  { "the handshake last", &wpa2, RIGHT, "bddd23", 3, 0, NULL },
  { "the handshake last, joined again", &wpa2, RIGHT, "b1234d+dd1234d", 4, 0, NULL },
  { "data under an older key before two handshakes", &wpa2, RIGHT, "b+oo1234d+1234d", 2, 2,
    "no handshake was captured that made" },
  { "data under an older key before the handshake", &wpa2, RIGHT, "b+o1234d", 1, 1,
    "no handshake was captured that made" },
  { "data before a handshake that proves the passphrase wrong", &wpa2, "Cafe:wrong horse", "bdd1234d", 0, 3,
    "does not fit" },
  { "joined again", &wpa2, RIGHT, "b1234d+1234d", 2, 0, NULL },
  { "a new key, frames under the old one between", &wpa2, RIGHT, "b1234d+12oo34od", 5, 0, NULL },
  { "the second handshake was not captured", &wpa2, RIGHT, "b1234d+d", 1, 1, "no handshake was captured that made" },
  { "to everybody", &wpa2, RIGHT, "b1234g", 1, 0, NULL },
  { "to everybody, no message 3", &wpa2, RIGHT, "b12g", 0, 1, "no handshake was captured that made" },
  { "sha-256", &wpa2_sha256, RIGHT, "b1234dg", 2, 0, NULL },
  { "gcmp", &wpa2_gcmp, RIGHT, "b1234dg", 2, 0, NULL },
  { "gcmp of 256 bits", &wpa2_gcmp_256, RIGHT, "b1234dg", 2, 0, NULL },
  { "tkip's handshake", &wpa2_tkip, RIGHT, "b1234g", 1, 0, NULL },
  { "wpa3, in a network that no beacon tells", &sae, RIGHT, "1234d", 0, 1, "its stations joined by WPA3" },
  { "wpa3", &sae, RIGHT, "b1234d", 0, 1, "WPA3 makes a key for each station" },
  { "a login of its own", &enterprise, RIGHT, "1234d", 0, 1, "joined by a login of their own" },
  { "fast transition", &fast_transition, RIGHT, "b1234d", 0, 1, "joined by fast transition" },
  { "a beacon with another name before", &wpa2, RIGHT, "Bb1234d", 1, 0, NULL },
  { "a beacon with another name behind", &wpa2, RIGHT, "bB1234dd", 2, 0, NULL },
  { "beacons with other names on the way", &wpa2, RIGHT, "b1BbBbB2d", 1, 0, NULL },
  { "an escaped name", &wpa2, "%43a%66e:correct horse", "b12d", 1, 0, NULL },
};

static GByteArray *
step (Air *air, char letter, const uint8_t *packet, size_t length)
{
  Air other;
  GByteArray *frame;
  switch (letter)
    {
    case 'b':
      return air_beacon (air, SSID);
    case 'B':
      return air_beacon (air, "Other");
    case '1':
    case '2':
    case '3':
    case '4':
      return air_message (air, (unsigned) (letter - '0'));
    case 'f':
      other = *air;
      memset (other.nonces[0], 0x40 + air->sequence++ % 64, 32);
      return air_message (&other, 1);
    case 'm':
      frame = air_message (air, 2);
      frame->data[24 + 8 + 81] ^= 1;
      return frame;
    case 'd':
      return air_data (air, 0, packet, length);
    case 'o':
      return air_data (air, 1, packet, length);
    case 'g':
      return air_group_frame (air, packet, length);
    default:
      fail ();
      return NULL;
    }
}

static void
push (Decoded *decoded, const GByteArray *frame)
{
  GuardPage guard = guard_page_new (frame->data, frame->len);
  decoded_push (decoded, 105, guard.octets, frame->len, frame->len);
  guard_page_clear (&guard);
}

static Wire *
build_packet (void)
{
  static const Way way = { .packet = SNAP WAY_4 };
  Wire *wire = g_new0 (Wire, 1);
  way_build (wire, &way);
  return wire;
}

static void
run_case (const Case *row, const Wire *packet)
{
  Decoded *decoded = decoded_new (NULL);
  Air air;
  const char *why = NULL;
  const uint8_t *octets = packet->room + WIRE_ROOM - packet->length;
  print_message ("  %s\n", row->name);
  if (row->key != NULL)
    assert_true (wifi_keys_add (decoder_wifi_keys (decoded->decoder), row->key, &why));
  air_init (&air, *row->suite, SSID, "correct horse");
  for (const char *letter = row->steps; *letter != '\0'; letter++)
    {
      if (*letter == '+')
        {
          air_join (&air);
          continue;
        }
      g_autoptr (GByteArray) frame = step (&air, *letter, octets, packet->length);
      push (decoded, frame);
    }
  WifiNetworkView view;
  assert_true (wifi_network (decoder_wifi (decoded->decoder), air.bssid, &view));
  assert_int_equal (decoded->segments, row->read);
  assert_int_equal (view.unread, row->unread);
  assert_int_equal (wifi_counters (decoder_wifi (decoded->decoder))->unread, row->unread);
  assert_int_equal (view.why != NULL, row->why != NULL);
  if (row->why != NULL)
    assert_non_null (strstr (view.why, row->why));
  if (row->read > 0)
    {
      assert_int_equal (decoded->path.wifi.protection, WIFI_WPA2);
      assert_memory_equal (decoded->octets, WAY_TEXT, strlen (WAY_TEXT));
      assert_int_equal (view.ssid_length, strlen (SSID));
      assert_memory_equal (view.ssid, SSID, strlen (SSID));
    }
  decoded_free (decoded);
}

static void
test_cases (void **state)
{
  (void) state;
  Wire *packet = build_packet ();
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i], packet);
  g_free (packet);
}

/* What frames told: of the network, and of the keys of a station. */
typedef struct Told {
  unsigned network, station;
} Told;

static void
count_frame (void *user, const Packet *packet, const WifiPath *path)
{
  static const uint8_t none[6];
  Told *told = user;
  assert_int_equal (packet->number, 7);
  if (memcmp (path->station, none, sizeof none) == 0)
    told->network++;
  else
    told->station++;
}

/* Whoever saves packets gets what names the network, once, and the handshakes, if keys were given. */
static void
test_handshakes_are_told (void **state)
{
  (void) state;
  for (unsigned given = 0; given < 2; given++)
    {
      Told told = { 0 };
      DecoderLimits limits;
      decoder_limits_init (&limits);
      Decoder *decoder = decoder_new (&limits, NULL, &told);
      Air air;
      const char *why = NULL;
      if (given > 0)
        assert_true (wifi_keys_add (decoder_wifi_keys (decoder), RIGHT, &why));
      decoder_on_frame (decoder, count_frame);
      air_init (&air, wpa2, SSID, "correct horse");
      for (const char *letter = "bb1234"; *letter != '\0'; letter++)
        {
          g_autoptr (GByteArray) frame = step (&air, *letter, NULL, 0);
          const Packet packet
              = { .octets = frame->data, .captured = frame->len, .length = frame->len, .number = 7, .link_type = 105 };
          decoder_push (decoder, &packet);
        }
      assert_int_equal (told.network, 1);
      assert_int_equal (told.station, given * 4);
      decoder_free (decoder);
    }
}

/* No frame is read whose octets were changed, or that was cut; nor are its keys lost by
 * it: the frame behind it is read. */
static void
test_changed_frames (void **state)
{
  (void) state;
  static const AirSuite *const suites[] = { &wpa2, &wpa2_gcmp };
  Wire *packet = build_packet ();
  for (size_t i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      Decoded *decoded = decoded_new (NULL);
      Air air;
      const char *why = NULL;
      assert_true (wifi_keys_add (decoder_wifi_keys (decoded->decoder), RIGHT, &why));
      air_init (&air, *suites[i], SSID, "correct horse");
      for (const char *letter = "b1234"; *letter != '\0'; letter++)
        {
          g_autoptr (GByteArray) frame = step (&air, *letter, NULL, 0);
          push (decoded, frame);
        }
      g_autoptr (GByteArray) frame = step (&air, 'd', wire_octets (packet), packet->length);
      for (guint at = 24 + 8; at < frame->len; at++)
        {
          frame->data[at] ^= 0x20;
          push (decoded, frame);
          frame->data[at] ^= 0x20;
        }
      const guint whole = frame->len;
      for (frame->len = 24; frame->len < whole; frame->len++)
        push (decoded, frame);
      assert_int_equal (decoded->segments, 0);
      push (decoded, frame);
      assert_int_equal (decoded->segments, 1);
      decoded_free (decoded);
    }
  g_free (packet);
}

/* A handshake cut or changed anywhere makes no key, and no trouble. */
static void
test_changed_handshakes (void **state)
{
  (void) state;
  Wire *packet = build_packet ();
  Air air;
  air_init (&air, wpa2, SSID, "correct horse");
  g_autoptr (GByteArray) first = air_message (&air, 1);
  g_autoptr (GByteArray) second = air_message (&air, 2);
  const guint whole = second->len;
  for (guint at = 24 + 8; at < whole; at++)
    {
      Decoded *decoded = decoded_new (NULL);
      const char *why = NULL;
      assert_true (wifi_keys_add (decoder_wifi_keys (decoded->decoder),
                                  "Cafe:0000000000000000000000000000000000000000000000000000000000000000", &why));
      push (decoded, first);
      second->len = at;
      push (decoded, second);
      second->len = whole;
      second->data[at] ^= 0x04;
      push (decoded, second);
      second->data[at] ^= 0x04;
      g_autoptr (GByteArray) frame = step (&air, 'd', wire_octets (packet), packet->length);
      push (decoded, frame);
      assert_int_equal (decoded->segments, 0);
      decoded_free (decoded);
    }
  g_free (packet);
}

static void
test_what_is_a_key (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    bool good;
  } rows[] = {
    { "Cafe:12345678", true },
    { "Cafe:1234567", false },
    { "Cafe:a:b:c:d:e", true },
    { "Cafe:123456789012345678901234567890123456789012345678901234567890123", true },
    { "Cafe:zz34567890123456789012345678901234567890123456789012345678901234", false },
    { "Cafe:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true },
    { "Cafe:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", false },
    { "Cafe", false },
    { ":12345678", false },
    { "", false },
    { "WEP:0123456789", true },
    { "WEP:0123456789abcdef0123456789", true },
    { "WEP:0123", false },
    { "WEP:a passphrase", true }, /* of a network with this name */
    { "12345678901234567890123456789012:12345678", true },
    { "123456789012345678901234567890123:12345678", false },
    { "%00%ff%3a:12345678", true },
    { "100%:12345678", true },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WifiKeys *keys = wifi_keys_new (10);
      const char *why = NULL;
      print_message ("  %s\n", rows[i].text);
      assert_int_equal (wifi_keys_add (keys, rows[i].text, &why), rows[i].good);
      assert_int_equal (why == NULL, rows[i].good);
      assert_int_equal (wifi_keys_any (keys), rows[i].good);
      wifi_keys_free (keys);
    }
}

/* Ten thousand stations that never were do not push out the one that is. */
static void
test_flood_of_stations (void **state)
{
  (void) state;
  DecoderLimits limits;
  decoder_limits_init (&limits);
  limits.wifi.stations = 20;
  Decoded *decoded = decoded_new (&limits);
  Wire *packet = build_packet ();
  Air air, other;
  const char *why = NULL;
  assert_true (wifi_keys_add (decoder_wifi_keys (decoded->decoder), RIGHT, &why));
  air_init (&air, wpa2, SSID, "correct horse");
  for (const char *letter = "b1234"; *letter != '\0'; letter++)
    {
      g_autoptr (GByteArray) frame = step (&air, *letter, NULL, 0);
      push (decoded, frame);
    }
  other = air;
  for (unsigned i = 0; i < 10000; i++)
    {
      other.station[4] = (uint8_t) (i >> 8);
      other.station[5] = (uint8_t) i;
      other.station[0] = 6;
      g_autoptr (GByteArray) frame = air_message (&other, 1);
      push (decoded, frame);
    }
  g_autoptr (GByteArray) frame = step (&air, 'd', wire_octets (packet), packet->length);
  push (decoded, frame);
  assert_int_equal (decoded->segments, 1);
  assert_true (wifi_counters (decoder_wifi (decoded->decoder))->stations_hit >= 9980);
  g_free (packet);
  decoded_free (decoded);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),          cmocka_unit_test (test_handshakes_are_told),
    cmocka_unit_test (test_changed_frames), cmocka_unit_test (test_changed_handshakes),
    cmocka_unit_test (test_what_is_a_key),  cmocka_unit_test (test_flood_of_stations),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
