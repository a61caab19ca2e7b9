/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A station on its way to the next access point by fast transition (802.11r): the
 * reassociation request of a real one (wpa_supplicant 2.10, FT-PSK), as it was, changed in
 * each octet that its MIC covers, and cut at each length. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/wifi-keys.h"
#include "tests/support/guard-page.h"
#include "tests/unit/src/decoded.h"

enum { IEEE802_11 = 105, ELEMENTS = 24 + 10, REQUEST_MAX = 512 };

static const char request_hex[]
    = "20003a0100005e0053a100005e0053a300005e0053a160013104050000005e0053a0000b43616665204d6f6d696a6901"
      "0802040b160c12182432043048606c30260100000fac040100000fac040100000fac0400000100bc8fa27b52fc072cae"
      "64dc5e59c005ee3603a1b200376b000300e3137d8997b1672685ac33669f26b943758a74ab7f5668de14fb24d4080592"
      "04fbe5faae615d07b73b4e3dca7220979057303a0d8650145fcafec7372de4ae28ef5f3386f84e07776094a6d8e62846"
      "010600005e0053a1030f61702e636166652e6578616d706c657f0b04004a02014040400001203b155151525354737475"
      "767778797a7b7c7d7e7f808182";

static const char right[] = "Cafe Momiji:aki-no-koyo";

static size_t
read_request (uint8_t octets[REQUEST_MAX])
{
  const size_t length = strlen (request_hex) / 2;
  assert_true (length < REQUEST_MAX);
  for (size_t i = 0; i < length; i++)
    octets[i]
        = (uint8_t) (g_ascii_xdigit_value (request_hex[2 * i]) << 4 | g_ascii_xdigit_value (request_hex[2 * i + 1]));
  return length;
}

/* Frames that told of the keys of a station. */
static void
count_frame (void *user, const Packet *packet, const WifiPath *path)
{
  static const uint8_t none[6];
  unsigned *count = user;
  (void) packet;
  *count += memcmp (path->station, none, sizeof none) != 0;
}

/* Whether the frame makes keys with that one given. */
static bool
makes_keys (const uint8_t *octets, size_t length, const char *key)
{
  DecoderLimits limits;
  unsigned count = 0;
  const char *why = NULL;
  decoder_limits_init (&limits);
  Decoder *decoder = decoder_new (&limits, NULL, &count);
  if (key != NULL)
    assert_true (wifi_keys_add (decoder_wifi_keys (decoder), key, &why));
  decoder_on_frame (decoder, count_frame);
  GuardPage guard = guard_page_new (octets, length);
  const Packet packet
      = { .octets = guard.octets, .captured = length, .length = length, .number = 1, .link_type = IEEE802_11 };
  decoder_push (decoder, &packet);
  guard_page_clear (&guard);
  decoder_free (decoder);
  return count == 1;
}

static void
test_keys (void **state)
{
  uint8_t frame[REQUEST_MAX];
  const size_t length = read_request (frame);
  (void) state;
  assert_true (makes_keys (frame, length, right));
  assert_false (makes_keys (frame, length, "Cafe Momiji:aki-no-kaze"));
  assert_false (makes_keys (frame, length, "Cafe:aki-no-koyo"));
  assert_false (makes_keys (frame, length, NULL));
}

static void
test_changed (void **state)
{
  uint8_t frame[REQUEST_MAX];
  const size_t length = read_request (frame);
  size_t last = 0;
  unsigned covered = 0;
  (void) state;
  for (size_t at = ELEMENTS; at + 2 <= length; at += 2 + (size_t) frame[at + 1])
    {
      const bool by_mic = frame[at] == 48 || frame[at] == 54 || frame[at] == 55 || frame[at] == 244;
      for (size_t octet = at + 2; by_mic && octet < at + 2 + frame[at + 1]; octet++)
        {
          frame[octet] ^= 0x10;
          assert_false (makes_keys (frame, length, right));
          frame[octet] ^= 0x10;
          covered++;
        }
      if (by_mic)
        last = at + 2 + frame[at + 1];
    }
  assert_true (covered > 100);
  for (size_t cut = 1; cut < last; cut++)
    assert_false (makes_keys (frame, cut, right));
  /* Both addresses are covered, too; the supported rates are not. */
  frame[10] ^= 0x02;
  assert_false (makes_keys (frame, length, right));
  frame[10] ^= 0x02;
  frame[ELEMENTS + 2 + frame[ELEMENTS + 1] + 2] ^= 0x10;
  assert_true (makes_keys (frame, length, right));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_keys),
    cmocka_unit_test (test_changed),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
