/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines out of a stream, in any split: what they are, where they stand, which packets
 * brought their ends, and what the limit leaves of them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/smtp-lexer.h"
#include "tests/support/guard-page.h"

enum { LIMIT = 8 };

typedef struct Case {
  const char *name;
  const char *octets;
  size_t length;     /* 0: up to the NUL */
  const char *lines; /* each as [offset text flags], flags: l bare LF, c cut; then (partial) */
} Case;

static const Case cases[] = {
  { "nothing", "", 0, "" },
  { "a line", "abc\r\n", 0, "[0 abc]" },
  { "two lines", "ab\r\ncd\r\n", 0, "[0 ab][4 cd]" },
  { "empty lines", "\r\n\r\n", 0, "[0 ][2 ]" },
  { "LF alone", "ab\ncd\n", 0, "[0 ab l][3 cd l]" },
  { "an empty line of LF alone", "\n", 0, "[0  l]" },
  { "CR alone is an octet like others", "a\rb\r\n", 0, "[0 a\rb]" },
  { "two CR", "a\r\r\n", 0, "[0 a\r]" },
  { "LF CR", "a\n\rb\n", 0, "[0 a l][2 \rb l]" },
  { "NUL inside", "a\0b\r\n", 5, "[0 a\0b]" },
  { "no end", "abc", 0, "(abc)" },
  { "half an end", "abc\r", 0, "(abc\r)" },
  { "a line and a begin", "ab\r\nc", 0, "[0 ab](c)" },
  { "just as long as the limit", "12345678\r\n", 0, "[0 12345678]" },
  { "just as long, LF alone", "12345678\n", 0, "[0 12345678 l]" },
  { "one too long", "123456789\r\n", 0, "[0 12345678 c]" },
  { "one too long, LF alone", "123456789\n", 0, "[0 12345678 lc]" },
  { "far too long, then a good one", "123456789012345678901234567890\r\nab\r\n", 0, "[0 12345678 c][32 ab]" },
  { "far too long without an end", "123456789012345678901234567890", 0, "(12345678c)" },
};

static void
append_line (GString *log, const SmtpLine *line)
{
  g_string_append_printf (log, "[%d ", (int) line->offset);
  g_string_append_len (log, (const char *) line->octets.at, (gssize) line->octets.length);
  if (line->bare_lf || line->cut)
    g_string_append_printf (log, " %s%s", line->bare_lf ? "l" : "", line->cut ? "c" : "");
  g_string_append_c (log, ']');
}

/* Packet n brings the n-th piece. */
static GString *
lex (const Case *one, size_t length, size_t first, size_t step)
{
  GString *log = g_string_new (NULL);
  SmtpLexer lexer;
  SmtpLine line;
  uint64_t offset = 0, packet = 0;
  smtp_lexer_init (&lexer, LIMIT);
  for (size_t at = 0, piece = first; at < length; at += piece, piece = step)
    {
      piece = MIN (piece, length - at);
      GuardPage guard = guard_page_new (one->octets + at, piece);
      Octets rest = octets_of (guard.octets, piece);
      Origin origin = { .packet = ++packet };
      while (smtp_lexer_line (&lexer, &rest, &offset, origin, &line))
        {
          append_line (log, &line);
          assert_int_equal (line.origin.packet, packet);
          assert_true (line.first.packet <= packet);
        }
      assert_int_equal (rest.length, 0);
      assert_int_equal (offset, at + piece);
      guard_page_clear (&guard);
    }
  if (smtp_lexer_partial (&lexer, &line))
    {
      g_string_append_c (log, '(');
      g_string_append_len (log, (const char *) line.octets.at, (gssize) line.octets.length);
      g_string_append (log, line.cut ? "c)" : ")");
    }
  assert_false (smtp_lexer_partial (&lexer, &line));
  smtp_lexer_clear (&lexer);
  return log;
}

static void
check (const Case *one, size_t first, size_t step)
{
  size_t length = one->length > 0 ? one->length : strlen (one->octets);
  size_t wanted = strlen (one->lines) + (one->length > 0 ? strlen (one->lines + strlen (one->lines) + 1) + 1 : 0);
  GString *log = lex (one, length, first, step);
  if (log->len != wanted || memcmp (log->str, one->lines, wanted) != 0)
    fail_msg ("%s (first %zu, then %zu): wanted %s, got %s", one->name, first, step, one->lines, log->str);
  g_string_free (log, TRUE);
}

static void
test_splits (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check (&cases[i], 1, 1);
      for (size_t first = 1; first < 40; first++)
        check (&cases[i], first, SIZE_MAX);
    }
}

static void
test_places (void **state)
{
  (void) state;
  SmtpLexer lexer;
  SmtpLine line;
  uint64_t offset = 1000;
  smtp_lexer_init (&lexer, LIMIT);
  Octets one = OCTETS ("ab"), two = OCTETS ("c\r\nd");
  assert_false (smtp_lexer_line (&lexer, &one, &offset, (Origin){ .packet = 7 }, &line));
  assert_true (smtp_lexer_line (&lexer, &two, &offset, (Origin){ .packet = 9 }, &line));
  assert_int_equal (line.offset, 1000);
  assert_int_equal (line.first.packet, 7);
  assert_int_equal (line.origin.packet, 9);
  assert_int_equal (offset, 1005);
  assert_false (smtp_lexer_line (&lexer, &two, &offset, (Origin){ .packet = 9 }, &line));
  assert_true (smtp_lexer_partial (&lexer, &line));
  assert_int_equal (line.offset, 1005);
  /* What was given as cut is gone. */
  Octets three = OCTETS ("e\r\n");
  assert_true (smtp_lexer_line (&lexer, &three, &offset, (Origin){ .packet = 11 }, &line));
  assert_true (octets_equal (line.octets, OCTETS ("e")));
  assert_int_equal (line.first.packet, 11);
  smtp_lexer_clear (&lexer);
}

/* A line without end costs no more than the limit, whatever its length. */
static void
test_endless (void **state)
{
  (void) state;
  SmtpLexer lexer;
  SmtpLine line;
  uint64_t offset = 0;
  static uint8_t many[65536];
  memset (many, 'x', sizeof many);
  smtp_lexer_init (&lexer, LIMIT);
  for (int i = 0; i < 1000; i++)
    {
      Octets rest = octets_of (many, sizeof many);
      assert_false (smtp_lexer_line (&lexer, &rest, &offset, (Origin){ 0 }, &line));
    }
  assert_int_equal (lexer.partial->len, LIMIT);
  Octets end = OCTETS ("\r\n");
  assert_true (smtp_lexer_line (&lexer, &end, &offset, (Origin){ 0 }, &line));
  assert_true (line.cut);
  assert_int_equal (line.octets.length, LIMIT);
  smtp_lexer_clear (&lexer);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_splits),
    cmocka_unit_test (test_places),
    cmocka_unit_test (test_endless),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
