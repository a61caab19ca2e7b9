/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops by vectors, against loops that look at one octet after the other: every octet at every
 * place, at lengths around those of vectors, against a guard page. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/wide.h"
#include "tests/support/guard-page.h"

enum { LENGTH_MOST = 100, SLACK = 8 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
test_plain (void **state)
{
  (void) state;
  for (size_t length = 0; length < LENGTH_MOST; length++)
    {
      uint8_t text[LENGTH_MOST];
      memset (text, 'x', sizeof text);
      GuardPage page = guard_page_new (text, length);
      assert_int_equal (wide_plain (octets_of (page.octets, length), true), length);
      for (size_t at = 0; at < length; at++)
        {
          for (unsigned octet = 0; octet < 256; octet++)
            {
              bool control = octet < 0x20 || octet == 0x7f;
              page.octets[at] = (uint8_t) octet;
              Octets octets = octets_of (page.octets, length);
              assert_int_equal (wide_plain (octets, true), control || octet >= 0x80 ? at : length);
              assert_int_equal (wide_plain (octets, false), control ? at : length);
            }
          page.octets[at] = 'x';
        }
      guard_page_clear (&page);
    }
}

static void
check_base64 (Octets octets, size_t good)
{
  uint8_t room[LENGTH_MOST + SLACK];
  size_t taken = wide_base64 (octets, room);
  assert_true (taken % 4 == 0 && taken <= good);
  if (taken == 0)
    return;
  g_autofree char *text = g_strndup ((const char *) octets.at, taken);
  gsize length;
  g_autofree guchar *wanted = g_base64_decode (text, &length);
  assert_int_equal (length, taken / 4 * 3);
  assert_memory_equal (room, wanted, length);
}

static void
test_base64 (void **state)
{
  (void) state;
  for (size_t length = 0; length < LENGTH_MOST; length++)
    {
      uint8_t text[LENGTH_MOST];
      for (size_t i = 0; i < length; i++)
        text[i] = (uint8_t) alphabet[(i * 7 + length) % 64];
      GuardPage page = guard_page_new (text, length);
      check_base64 (octets_of (page.octets, length), length);
      for (size_t at = 0; at < length; at++)
        {
          for (unsigned octet = 0; octet < 256; octet++)
            {
              page.octets[at] = (uint8_t) octet;
              bool good = octet != 0 && strchr (alphabet, (int) octet) != NULL;
              check_base64 (octets_of (page.octets, length), good ? length : at);
            }
          page.octets[at] = text[at];
        }
      guard_page_clear (&page);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_plain),
    cmocka_unit_test (test_base64),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
