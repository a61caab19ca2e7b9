/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known answers: those of IEEE 802.11-2020 annex J, RFC 3394, and some of what
 * libcrypto's own tool says. */
#include "config.h"

#include "src/wifi-crypto.h"
#include "src/wifi-transition.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <zlib.h>

enum { OCTETS_MAX = 256 };

/* Hexadecimal digits; blanks do not count. */
static size_t
octets_of_hex (uint8_t *octets, const char *hex)
{
  size_t digits = 0;
  for (; *hex != '\0'; hex++)
    {
      const int digit = g_ascii_xdigit_value (*hex);
      if (digit < 0)
        continue;
      assert_true (digits / 2 < OCTETS_MAX);
      octets[digits / 2] = (uint8_t) (digits % 2 == 0 ? digit << 4 : octets[digits / 2] | digit);
      digits++;
    }
  assert_true (digits % 2 == 0);
  return digits / 2;
}

static void
assert_octets (const uint8_t *octets, size_t length, const char *hex)
{
  uint8_t expected[OCTETS_MAX];
  assert_int_equal (octets_of_hex (expected, hex), length);
  assert_memory_equal (octets, expected, length);
}

/* §J.4.2. */
static void
test_master_keys (void **state)
{
  (void) state;
  static const struct {
    const char *passphrase, *ssid, *pmk;
  } rows[] = {
    { "password", "IEEE", "f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e" },
    { "ThisIsAPassword", "ThisIsASSID", "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ",
      "becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      uint8_t pmk[WIFI_PMK_OCTETS];
      assert_true (wifi_pmk_derive (pmk, rows[i].passphrase, (const uint8_t *) rows[i].ssid, strlen (rows[i].ssid)));
      assert_octets (pmk, sizeof pmk, rows[i].pmk);
    }
}

/* §J.3.2, and §J.7.1: the keys of a session. */
static void
test_prf (void **state)
{
  (void) state;
  static const struct {
    WifiHash hash;
    const char *key, *label, *context, *result;
  } rows[] = {
    { WIFI_SHA1, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "prefix", "4869205468657265",
      "bcd4c650b30b9684951829e0d75f9d54b862175ed9f00606e17d8da35402ffee"
      "75df78c3d31e0f889f012120c0862beb67753e7439ae242edb8373698356cf5a" },
    { WIFI_SHA1, "0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af", "Pairwise key expansion",
      "a0a1a1a3a4a5 b0b1b2b3b4b5"
      "c0c1c2c3c4c5c6c7c8c9d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5"
      "e0e1e2e3e4e5e6e7e8e9f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff000102030405",
      "379f9852d0199236b94e407ce4c00ec8 47c9edc01c2c6e5b4910caddfb3e51a7 b2360c79e9710fdd58bea93deaf06599" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      uint8_t key[OCTETS_MAX], context[OCTETS_MAX], expected[OCTETS_MAX], made[OCTETS_MAX];
      const size_t key_octets = octets_of_hex (key, rows[i].key);
      const size_t context_octets = octets_of_hex (context, rows[i].context);
      const size_t octets = octets_of_hex (expected, rows[i].result);
      assert_true (wifi_prf (made, octets, rows[i].hash, key, key_octets, rows[i].label, context, context_octets));
      assert_memory_equal (made, expected, octets);
    }
}

/* The counter, the label, the context and the length wanted, by another way of making it. */
static void
test_kdf (void **state)
{
  (void) state;
  uint8_t key[32], context[4] = { 1, 2, 3, 4 }, made[48];
  memset (key, 7, sizeof key);
  /* Counter 1 and 2, "label", 01020304, 384: as `openssl dgst -mac hmac` has it. */
  assert_true (wifi_prf (made, sizeof made, WIFI_SHA256, key, sizeof key, "label", context, sizeof context));
  assert_octets (made, sizeof made,
                 "6997176f3cb3db2611611beeb44101ed42a7e9f05dba01fec608bcc396fe7a740969b41c1e4ea5a49541416d9bd2e692");
  assert_true (wifi_prf (made, sizeof made, WIFI_SHA384, key, sizeof key, "label", context, sizeof context));
  assert_octets (made, sizeof made,
                 "abb3f0c774bb7f5f7c14633effefe49bf2bd39dde9d36036209bbac82f46047b4c9cd27dd64daee4346b1388cf5e2a10");
  uint8_t long_context[300] = { 0 };
  assert_false (wifi_prf (made, sizeof made, WIFI_SHA256, key, sizeof key, "label", long_context, sizeof long_context));
}

/* A frame of 40 octets 0 to 39, whose octets 10 to 25 (to 33) count as zeros. */
static void
test_mics (void **state)
{
  (void) state;
  static const struct {
    WifiMic kind;
    size_t octets;
    const char *mic;
  } rows[] = {
    { WIFI_MIC_HMAC_MD5, 16, "f48328deab174e70fdafb24c5df001ee" },
    { WIFI_MIC_HMAC_SHA1, 16, "c96205d055d94987dcc67fe50fafa9e4" },
    { WIFI_MIC_AES_CMAC, 16, "f57cc68cef29e871171eaa2012f51b8f" },
    { WIFI_MIC_HMAC_SHA256, 16, "ec54190024420bc66705fb6abb1151be" },
    { WIFI_MIC_HMAC_SHA384, 24, "b270a486407b887c16e82942cedd20f06c615accee6d27d2" },
  };
  uint8_t frame[40], kck[24], mic[WIFI_MIC_MAX];
  for (unsigned i = 0; i < sizeof frame; i++)
    frame[i] = (uint8_t) i;
  memset (kck, 9, sizeof kck);
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      assert_true (wifi_mic (mic, rows[i].kind, kck, rows[i].octets, frame, sizeof frame, 10));
      assert_octets (mic, rows[i].octets, rows[i].mic);
      assert_false (wifi_mic (mic, rows[i].kind, kck, rows[i].octets, frame, sizeof frame, 30));
    }
}

/* RFC 3394 §4.1. */
static void
test_key_wrap (void **state)
{
  (void) state;
  uint8_t kek[OCTETS_MAX], wrapped[OCTETS_MAX], out[OCTETS_MAX];
  octets_of_hex (kek, "000102030405060708090a0b0c0d0e0f");
  const size_t length = octets_of_hex (wrapped, "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
  assert_true (wifi_key_unwrap (out, kek, 16, wrapped, length));
  assert_octets (out, length - 8, "00112233445566778899aabbccddeeff");
  wrapped[3] ^= 1;
  assert_false (wifi_key_unwrap (out, kek, 16, wrapped, length));
  assert_false (wifi_key_unwrap (out, kek, 16, wrapped, length - 1));
  assert_false (wifi_key_unwrap (out, kek, 16, wrapped, 8));
}

/* Elements of a message 2, and the key that an implementation of its own makes of them.
 * Without one of its elements, or cut, it makes none. */
static void
test_fast_transition (void **state)
{
  (void) state;
  static const uint8_t station[6] = { 0x02, 0xaa, 0xbb, 0xcc, 0xdd, 0x01 };
  uint8_t elements[OCTETS_MAX], key[32], pmk[WIFI_PMK_OCTETS];
  const size_t length = octets_of_hex (
      elements, "30140100000fac040100000fac040100000fac0400003603123401376700000000000000000000000000000000000000000000"
                "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
                "0000000000000000000106020000000001030b6170312e6578616d706c65");
  WifiTransition transition;
  memset (key, 5, sizeof key);
  wifi_transition_read (&transition, bytes_init (elements, length, length));
  assert_true (transition.present);
  assert_true (wifi_transition_derive (pmk, &transition, key, sizeof key, (const uint8_t *) "Cafe", 4, station));
  assert_octets (pmk, sizeof pmk, "fa219a9bbb485c2fa9124ecb137a8c299d7771b160ff7f694fed25f49b9e3173");
  for (size_t cut = 0; cut < length; cut++)
    {
      wifi_transition_read (&transition, bytes_init (elements, cut, cut));
      assert_false (transition.present);
      assert_false (wifi_transition_derive (pmk, &transition, key, sizeof key, (const uint8_t *) "Cafe", 4, station));
    }
}

/* RFC 6229 §2: the first octets of the key stream, and those from 240 on. */
static void
test_rc4 (void **state)
{
  (void) state;
  static const uint8_t key[5] = { 1, 2, 3, 4, 5 };
  uint8_t out[16] = { 0 };
  assert_true (wifi_rc4 (out, key, sizeof key, 0, out, sizeof out));
  assert_octets (out, sizeof out, "b2396305f03dc027ccc3524a0a1118a8");
  memset (out, 0, sizeof out);
  assert_true (wifi_rc4 (out, key, sizeof key, 240, out, sizeof out));
  assert_octets (out, sizeof out, "28cb1132c96ce286421dcaadb8b69eae");
  assert_false (wifi_rc4 (out, key, 0, 0, out, sizeof out));
}

/* §J.1.2. */
static void
test_michael (void **state)
{
  (void) state;
  static const struct {
    const char *key, *text, *mic;
  } rows[] = {
    { "0000000000000000", "", "82925c1ca1d130b8" },     { "82925c1ca1d130b8", "M", "434721ca40639b3f" },
    { "434721ca40639b3f", "Mi", "e8f9becae97e5d29" },   { "e8f9becae97e5d29", "Mic", "90038fc6cf13c1db" },
    { "90038fc6cf13c1db", "Mich", "d55e100510128986" }, { "d55e100510128986", "Michael", "0a942b124ecaa546" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    for (size_t split = 0; split <= strlen (rows[i].text); split++)
      {
        uint8_t key[OCTETS_MAX], mic[WIFI_MICHAEL_OCTETS];
        const uint8_t *text = (const uint8_t *) rows[i].text;
        octets_of_hex (key, rows[i].key);
        wifi_michael (mic, key, text, split, text + split, strlen (rows[i].text) - split);
        assert_octets (mic, sizeof mic, rows[i].mic);
      }
}

/* A whole frame, opened; then each of its octets is changed in turn, which no cipher
 * that proves what it opens may let pass. */
typedef struct FrameCase {
  const char *name;
  WifiCipher cipher;
  const char *key, *header, *body, *plain;
} FrameCase;

static const FrameCase frames[] = {
  /* §J.2. */
  { "wep", WIFI_CIPHER_WEP_40, "3031323334", "0840 0000 000000000001 000000000002 000000000003 0000",
    "fb029e00"
    "f69c5806bd6ce84626bcbefb9474650aad1f7909b0f64d5f58a503a258b7ed22eb0ea64930d3a056a55742fcce141d485f8aa836dea18df4"
    "2c5380805ad0c61a5d6f58f41040b24b7d1a693856ed0d4398e7aee3bf0e2a2ca8f7",
    "aaaa03000000080045000 04e661a00008011be640a0001220affffff00890089003a000080a601100001000000000000204543454a4548"
    "45434643455046454549454646434341434143414341434141410000200001" },
  /* §J.6.4. */
  { "ccmp", WIFI_CIPHER_CCMP_128, "c97c1f67ce371185514a8a19f2bdd52f",
    "0848 c32c 0fd2e128a57c 5030f1844408 abaea5b8fcba 8033",
    "0ce7002 0769703b5 f3d0a2fe9a3dbf2342a643e43246e80c3c04d019 7845ce0b16f97623",
    "f8ba1a55d02f85ae967bb62fb6cda8eb7e78a050" },
};

static void
open_case (const FrameCase *row)
{
  uint8_t key[OCTETS_MAX], octets[2 * OCTETS_MAX], body[OCTETS_MAX], plain[OCTETS_MAX], out[OCTETS_MAX];
  const size_t key_octets = octets_of_hex (key, row->key);
  const size_t header_octets = octets_of_hex (octets, row->header);
  const size_t length = octets_of_hex (body, row->body);
  const size_t plain_octets = octets_of_hex (plain, row->plain);
  Bytes bytes = bytes_init (octets, header_octets, header_octets);
  WifiFrame frame;
  size_t got = 0;
  print_message ("  %s\n", row->name);
  assert_true (wifi_frame_read (&frame, &bytes, false));
  assert_true (wifi_open (out, &got, row->cipher, key, key_octets, &frame, body, length));
  assert_int_equal (got, plain_octets);
  assert_memory_equal (out, plain, got);
  for (size_t i = 0; i < length; i++)
    {
      body[i] ^= 0x10;
      const bool unused
          = (row->cipher == WIFI_CIPHER_WEP_40 && i == 3) || (row->cipher != WIFI_CIPHER_WEP_40 && (i == 2 || i == 3));
      assert_int_equal (wifi_open (out, &got, row->cipher, key, key_octets, &frame, body, length), unused);
      body[i] ^= 0x10;
    }
  for (size_t cut = 0; cut < length; cut++)
    assert_false (wifi_open (out, &got, row->cipher, key, key_octets, &frame, body, cut));
}

static void
test_frames (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (frames); i++)
    open_case (&frames[i]);
}

/* §J.1.1: key mixing.  What is sealed with the seed that the standard gives must open. */
static void
test_tkip (void **state)
{
  (void) state;
  static const struct {
    const char *key, *transmitter, *vector, *seed;
  } rows[] = {
    { "000102030405060708090a0b0c0d0e0f", "102233445566", "0020002000000000", "00200033ea8d2f60ca6d1374234a660b" },
    { "000102030405060708090a0b0c0d0e0f", "102233445566", "0020012000000000", "00200190ffdc314389a9d9d074fd20aa" },
  };
  static const uint8_t text[] = "\252\252\003\000\000\000\010\000 some packet";
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      uint8_t key[OCTETS_MAX], header[24] = { 0x08, 0x41 }, body[8 + sizeof text + 4], seed[OCTETS_MAX], out[64];
      size_t got = 0;
      octets_of_hex (key, rows[i].key);
      octets_of_hex (body, rows[i].vector);
      octets_of_hex (seed, rows[i].seed);
      uint8_t transmitter[OCTETS_MAX];
      octets_of_hex (transmitter, rows[i].transmitter);
      memcpy (header + 10, transmitter, 6);
      memcpy (body + 8, text, sizeof text);
      const uint32_t sum = (uint32_t) crc32_z (0, text, sizeof text);
      for (unsigned n = 0; n < 4; n++)
        body[8 + sizeof text + n] = (uint8_t) (sum >> 8 * n);
      assert_true (wifi_rc4 (body + 8, seed, 16, 0, body + 8, sizeof text + 4));
      Bytes bytes = bytes_init (header, sizeof header, sizeof header);
      WifiFrame frame;
      assert_true (wifi_frame_read (&frame, &bytes, false));
      assert_true (wifi_open (out, &got, WIFI_CIPHER_TKIP, key, 16, &frame, body, sizeof body));
      assert_int_equal (got, sizeof text);
      assert_memory_equal (out, text, got);
      body[20] ^= 1;
      assert_false (wifi_open (out, &got, WIFI_CIPHER_TKIP, key, 16, &frame, body, sizeof body));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_master_keys),
    cmocka_unit_test (test_prf),
    cmocka_unit_test (test_kdf),
    cmocka_unit_test (test_mics),
    cmocka_unit_test (test_key_wrap),
    cmocka_unit_test (test_rc4),
    cmocka_unit_test (test_fast_transition),
    cmocka_unit_test (test_michael),
    cmocka_unit_test (test_frames),
    cmocka_unit_test (test_tkip),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
