/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dumps of octets: their rows, what is hidden in them, and any octets at all. */
#include "config.h"

#include "ui/octets-dump.h"

#include "dissect/printable.h"
#include "tests/support/guard-page.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { WIDE = 4000 };

static void
assert_line (TextPane *pane, size_t line, const char *expected)
{
  g_autofree char *text = text_pane_line (pane, line);
  assert_string_equal (text, expected);
}

static void
test_rows (void **state)
{
  static const struct {
    int columns;
    const char *first;
  } cases[] = {
    { 10, "0000  4d 41 49 4c  MAIL" },
    { 38, "0000  4d 41 49 4c  MAIL" },
    { 39, "0000  4d 41 49 4c 20 46 52 4f  MAIL FRO" },
    { 70, "0000  4d 41 49 4c 20 46 52 4f  MAIL FRO" },
    { 71, "0000  4d 41 49 4c 20 46 52 4f 4d 3a 3c 3e 0d 0a 00 ff  MAIL FROM:<>...." },
    { 135, "0000  4d 41 49 4c 20 46 52 4f 4d 3a 3c 3e 0d 0a 00 ff 78                                               "
           "MAIL FROM:<>....x" },
  };
  const Octets octets = octets_of ("MAIL FROM:<>\r\n\0\xffx", 17);
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TextPane *pane = text_pane_new ();
      octets_dump_hex (pane, (OctetsDump){ octets, NULL, 0 }, 0, cases[i].columns);
      text_pane_wrap (pane, WIDE);
      assert_line (pane, 0, cases[i].first);
      text_pane_free (pane);
    }
}

static void
test_offsets (void **state)
{
  const Octets octets = OCTETS ("abcdefghi");
  TextPane *pane = text_pane_new ();
  (void) state;
  octets_dump_hex (pane, (OctetsDump){ octets, NULL, 0 }, 0xfffe, 10);
  octets_dump_hex (pane, (OctetsDump){ octets, NULL, 0 }, 0x123456789a, 10);
  assert_int_equal (text_pane_wrap (pane, WIDE), 6);
  assert_line (pane, 0, "0000fffe  61 62 63 64  abcd");
  assert_line (pane, 1, "00010002  65 66 67 68  efgh");
  assert_line (pane, 2, "00010006  69           i");
  assert_line (pane, 3, "000000123456789a  61 62 63 64  abcd");
  text_pane_free (pane);
}

static void
test_hidden (void **state)
{
  const Octets octets = OCTETS ("AUTH PLAIN abc\r\nab\tc\n\nend");
  uint8_t hidden[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0 };
  TextPane *pane = text_pane_new ();
  (void) state;
  assert_int_equal (sizeof hidden, octets.length);
  octets_dump_text (pane, (OctetsDump){ octets, hidden, 0 });
  assert_int_equal (text_pane_wrap (pane, WIDE), 4);
  assert_line (pane, 0, "AUTH PLAIN ********");
  assert_line (pane, 1, "********b\\tc");
  assert_line (pane, 2, "");
  assert_line (pane, 3, "end");
  text_pane_clear (pane);
  octets_dump_hex (pane, (OctetsDump){ octets, hidden, 0 }, 0, 71);
  text_pane_wrap (pane, WIDE);
  assert_line (pane, 0, "0000  41 55 54 48 20 50 4c 41 49 4e 20 ** ** ** 0d 0a  AUTH PLAIN ***..");
  text_pane_free (pane);
}

/* Any octets, ending where no memory is: printable, and no row of hex wider than it may be. */
static void
test_anything (void **state)
{
  GRand *rand = g_rand_new_with_seed (11);
  (void) state;
  for (int round = 0; round < 300; round++)
    {
      uint8_t octets[200];
      size_t length = (size_t) g_rand_int_range (rand, 0, sizeof octets);
      for (size_t i = 0; i < length; i++)
        octets[i] = (uint8_t) (round % 2 == 0 ? g_rand_int_range (rand, 0, 256) : "\r\n a\xe3\x81\x82"[i % 7]);
      GuardPage guard = guard_page_new (octets, length);
      GuardPage hidden = guard_page_new (octets, length);
      const OctetsDump dump = { octets_of (guard.octets, length), round % 3 == 0 ? hidden.octets : NULL, 0 };
      int columns = g_rand_int_range (rand, 27, 200);
      TextPane *pane = text_pane_new ();
      octets_dump_hex (pane, dump, 0, columns);
      size_t rows = text_pane_wrap (pane, WIDE);
      octets_dump_text (pane, dump);
      size_t lines = text_pane_wrap (pane, WIDE);
      assert_true ((rows > 0) == (length > 0));
      for (size_t line = 0; line < lines; line++)
        {
          g_autofree char *text = text_pane_line (pane, line);
          assert_true (line >= rows || printable_width (text) <= (size_t) columns);
          for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
            assert_false (printable_hides (g_utf8_get_char (at)));
        }
      text_pane_free (pane);
      guard_page_clear (&guard);
      guard_page_clear (&hidden);
    }
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_rows),
    cmocka_unit_test (test_offsets),
    cmocka_unit_test (test_hidden),
    cmocka_unit_test (test_anything),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
