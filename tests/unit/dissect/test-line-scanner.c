/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Odd lines of a mail, whole, octet by octet, at every two-way split, and against a page
 * that may not be touched. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/line-scanner.h"
#include "tests/support/guard-page.h"

typedef struct Count {
  LineOddity oddity;
  uint64_t count, first;
} Count;

typedef struct Case {
  const char *name;
  Octets mail;
  Count counts[4]; /* all others are 0 */
  size_t used;
} Case;

#define HEADER "From: a@x.example\r\n\r\n"

static const Case cases[] = {
  { "an ordinary mail", OCTETS (HEADER "text\tand text\r\n\r\n\f more\r\n"), { { 0 } }, 0 },
  { "nothing", OCTETS (""), { { 0 } }, 0 },
  { "LF alone", OCTETS (HEADER "one\ntwo\n\nthree\r\n"), { { LINE_BARE_LF, 3, 24 } }, 1 },
  { "LF at the very begin", OCTETS ("\ntext\r\n"), { { LINE_BARE_LF, 1, 0 } }, 1 },
  { "CR alone", OCTETS (HEADER "one\rtwo\r\r\n"), { { LINE_BARE_CR, 2, 24 } }, 1 },
  { "CR at the very end", OCTETS (HEADER "one\r"), { { LINE_BARE_CR, 1, 24 } }, 1 },
  { "CR in front of a line of eight",
    OCTETS (HEADER "12345678\r\n12345678\r12345678\r\n"),
    { { LINE_BARE_CR, 1, 39 } },
    1 },
  { "NUL in the text", OCTETS (HEADER "one\0two\0\r\n"), { { LINE_NUL, 2, 24 } }, 1 },
  { "NUL and another control in the header",
    OCTETS ("From: a\0b\x01\x7f\x1b@x\r\n\r\n\x01\x7f\r\n"),
    { { LINE_NUL, 1, 7 }, { LINE_CONTROL, 2, 9 } },
    2 },
  { "octets over 127",
    OCTETS ("Subject: \xc3\xbc\xc3\xbc\r\n\r\ngr\xc3\xbc\xc3\x9f\r\n"),
    { { LINE_EIGHT_HEADER, 4, 9 }, { LINE_EIGHT_BODY, 4, 19 } },
    2 },
  { "a control between octets over 127",
    OCTETS ("Subject: \xc3\xbc\xc3\xbc\x02\xc3\xbc\xc3\xbc\xc3\xbc\r\n\r\n"),
    { { LINE_EIGHT_HEADER, 10, 9 }, { LINE_CONTROL, 1, 13 } },
    2 },
};

static void
compare (const Case *one, const LineFacts *facts, const char *split, size_t at)
{
  for (LineOddity oddity = 0; oddity < LINE_ODDITIES; oddity++)
    {
      Count wanted = { oddity, 0, 0 };
      for (size_t i = 0; i < one->used; i++)
        if (one->counts[i].oddity == oddity)
          wanted = one->counts[i];
      bool eight = oddity == LINE_EIGHT_HEADER || oddity == LINE_EIGHT_BODY;
      bool same = eight ? (facts->count[oddity] > 0) == (wanted.count > 0) : facts->count[oddity] == wanted.count;
      if (!same || facts->first[oddity] != wanted.first)
        fail_msg ("%s (%s %zu): oddity %d: %u, first at %u", one->name, split, at, (int) oddity,
                  (unsigned) facts->count[oddity], (unsigned) facts->first[oddity]);
    }
}

static LineFacts
scan (Octets mail, size_t first, size_t step)
{
  LineFacts facts = { 0 };
  LineScanner scanner;
  line_scanner_init (&scanner, &facts);
  for (size_t at = 0; at < mail.length;)
    {
      Octets piece = octets_slice (mail, at, at == 0 ? first : step);
      GuardPage guard = guard_page_new (piece.at, piece.length);
      line_scanner_feed (&scanner, octets_of (guard.octets, piece.length));
      guard_page_clear (&guard);
      at += piece.length;
    }
  line_scanner_finish (&scanner, true);
  return facts;
}

static void
every_split (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LineFacts facts = scan (cases[i].mail, SIZE_MAX, SIZE_MAX);
      compare (&cases[i], &facts, "whole", 0);
      facts = scan (cases[i].mail, 1, 1);
      compare (&cases[i], &facts, "octets", 1);
      for (size_t at = 1; at < cases[i].mail.length; at++)
        {
          facts = scan (cases[i].mail, at, SIZE_MAX);
          compare (&cases[i], &facts, "in two at", at);
        }
    }
}

static void
long_lines (void **state)
{
  (void) state;
  static const struct {
    size_t length;
    const char *end;
    unsigned count;
  } rows[]
      = { { 998, "\r\n", 0 }, { 999, "\r\n", 1 }, { 998, "\n", 0 }, { 999, "\n", 1 }, { 998, "", 0 }, { 999, "", 1 } };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    for (size_t step = 1; step < 2000; step += 333)
      {
        g_autoptr (GString) mail = g_string_new ("short\r\n");
        for (size_t k = 0; k < rows[i].length; k++)
          g_string_append_c (mail, 'x');
        g_string_append (mail, rows[i].end);
        LineFacts facts = scan (octets_of (mail->str, mail->len), step, step);
        assert_int_equal (facts.count[LINE_LONG], rows[i].count);
        assert_int_equal (facts.longest, rows[i].length);
        assert_int_equal (facts.first[LINE_LONG], rows[i].count > 0 ? 7 : 0);
      }
}

/* Behind a gap nothing is said of octets that were not seen. */
static void
gaps (void **state)
{
  (void) state;
  static const struct {
    const char *before, *behind;
    unsigned bare_lf, bare_cr;
  } rows[] = {
    { HEADER "text\r", "\ntext\r\n", 0, 0 },
    { HEADER "text", "\n\n", 1, 0 },
    { HEADER "text\n", "text\r\n", 1, 0 },
    { HEADER "text", "text\n", 1, 0 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LineFacts facts = { 0 };
      LineScanner scanner;
      line_scanner_init (&scanner, &facts);
      line_scanner_feed (&scanner, octets_of_string (rows[i].before));
      line_scanner_gap (&scanner);
      line_scanner_feed (&scanner, octets_of_string (rows[i].behind));
      line_scanner_finish (&scanner, true);
      assert_int_equal (facts.count[LINE_BARE_LF], rows[i].bare_lf);
      assert_int_equal (facts.count[LINE_BARE_CR], rows[i].bare_cr);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_split),
    cmocka_unit_test (long_lines),
    cmocka_unit_test (gaps),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
