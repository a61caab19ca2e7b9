/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wire text as a terminal may see it: what passes, what is spelled out, widths. */
#include "config.h"

#include "dissect/printable.h"

#include "tests/support/guard-page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka wants those four before it. */
#include <cmocka.h>

#define MANY_MARKS "\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"

static const struct {
  const char *name;
  Octets octets;
  const char *expected;
} cases[] = {
  { "plain text", OCTETS ("Hello, world"), "Hello, world" },
  { "nothing", OCTETS (""), "" },
  { "a backslash stays", OCTETS ("a\\x1b"), "a\\x1b" },
  { "escape sequence", OCTETS ("\033[31mred\033[0m"), "\\x1b[31mred\\x1b[0m" },
  { "NUL inside", OCTETS ("a\0b"), "a\\x00b" },
  { "line ends and tab", OCTETS ("a\r\nb\tc"), "a\\r\\nb\\tc" },
  { "DEL", OCTETS ("\x7f"), "\\x7f" },
  { "C1 control",
    OCTETS ("\xc2\x9b"
            "31m"),
    "\\u{9b}31m" },
  { "raw 8-bit control",
    OCTETS ("\x9b"
            "31m"),
    "\\x9b31m" },
  { "Latin-1", OCTETS ("caf\xe9"), "caf\\xe9" },
  { "UTF-8", OCTETS ("café 日本語"), "café 日本語" },
  { "overlong slash", OCTETS ("\xc0\xaf"), "\\xc0\\xaf" },
  { "surrogate", OCTETS ("\xed\xa0\x80"), "\\xed\\xa0\\x80" },
  { "beyond Unicode", OCTETS ("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80" },
  { "cut character at the end", OCTETS ("a\xe6\x97"), "a\\xe6\\x97" },
  { "cut character, then text",
    OCTETS ("\xe6\x97"
            "b"),
    "\\xe6\\x97b" },
  { "right-to-left override",
    OCTETS ("exe.\xe2\x80\xae"
            "fdp"),
    "exe.\\u{202e}fdp" },
  { "isolate", OCTETS ("\xe2\x81\xa6x\xe2\x81\xa9"), "\\u{2066}x\\u{2069}" },
  { "Arabic letter mark", OCTETS ("\xd8\x9c"), "\\u{61c}" },
  { "zero-width space and joiners",
    OCTETS ("a\xe2\x80\x8b"
            "b\xe2\x80\x8c"
            "c\xe2\x80\x8d"
            "d"),
    "a\\u{200b}b\\u{200c}c\\u{200d}d" },
  { "byte order mark",
    OCTETS ("\xef\xbb\xbf"
            "a"),
    "\\u{feff}a" },
  { "line separators of Unicode", OCTETS ("\xe2\x80\xa8\xe2\x80\xa9"), "\\u{2028}\\u{2029}" },
  { "soft hyphen", OCTETS ("pay\xc2\xadpal"), "pay\\u{ad}pal" },
  { "tag characters", OCTETS ("a\xf3\xa0\x81\x81"), "a\\u{e0041}" },
  { "noncharacter", OCTETS ("\xef\xbf\xbf"), "\\u{ffff}" },
  { "Hangul filler",
    OCTETS ("a\xe3\x85\xa4"
            "b"),
    "a\\u{3164}b" },
  { "right-to-left letters stay", OCTETS ("שלום"), "שלום" },
  { "mark on a letter", OCTETS ("e\xcc\x81"), "e\xcc\x81" },
  { "mark on nothing",
    OCTETS ("\xcc\x81"
            "e"),
    "\\u{301}e" },
  { "mark behind a spelled octet", OCTETS ("\x01\xcc\x81"), "\\x01\\u{301}" },
  { "eight marks pass, the ninth does not", OCTETS ("e" MANY_MARKS "\xcc\x81"), "e" MANY_MARKS "\\u{301}" },
  { "emoji family", OCTETS ("\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9"),
    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9" },
  { "joiner behind an emoji, then a letter",
    OCTETS ("\xf0\x9f\x91\xa8\xe2\x80\x8d"
            "a"),
    "\xf0\x9f\x91\xa8\\u{200d}a" },
  { "variation selector on a letter of Japan", OCTETS ("\xe8\x91\x9b\xf3\xa0\x84\x80"),
    "\xe8\x91\x9b\xf3\xa0\x84\x80" },
  { "variation selector on ASCII", OCTETS ("a\xef\xb8\x8f"), "a\\u{fe0f}" },
  { "heart with selector", OCTETS ("\xe2\x9d\xa4\xef\xb8\x8f"), "\xe2\x9d\xa4\xef\xb8\x8f" },
};

static void
spells_out (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage guard = guard_page_new (cases[i].octets.at, cases[i].octets.length);
      char *text = printable (octets_of (guard.octets, guard.length));
      if (strcmp (text, cases[i].expected) != 0)
        fail_msg ("%s: got %s", cases[i].name, text);
      g_free (text);
      guard_page_clear (&guard);
    }
}

/* Whatever the octets: valid UTF-8 that no terminal obeys. */
static void
assert_harmless (const char *text, bool keep_lf)
{
  assert_true (g_utf8_validate (text, -1, NULL));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      bool kept
          = (keep_lf && c == '\n') || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
      if (printable_hides (c) && !kept)
        fail_msg ("U+%04X came through", (unsigned) c);
    }
}

static void
harmless_whatever_comes (void **state)
{
  (void) state;
  uint8_t octets[4];
  for (unsigned first = 0; first < 256; first++)
    for (unsigned second = 0; second < 256; second++)
      for (unsigned third = 0x80; third < 0x84; third++)
        {
          octets[0] = (uint8_t) first;
          octets[1] = (uint8_t) second;
          octets[2] = (uint8_t) third;
          octets[3] = 0xae;
          for (size_t length = 1; length <= sizeof octets; length++)
            {
              char *text = printable (octets_of (octets, length));
              assert_harmless (text, false);
              g_free (text);
            }
        }
}

static void
keeps_line_ends (void **state)
{
  (void) state;
  GString *text = g_string_new ("> ");
  printable_append (text,
                    OCTETS ("a\r\nb\n\xcc\x81"
                            "c"),
                    PRINTABLE_KEEP_LF);
  assert_string_equal (text->str, "> a\\r\nb\n\\u{301}c");
  assert_harmless (text->str, true);
  g_string_free (text, TRUE);
}

static void
masks_secrets (void **state)
{
  (void) state;
  Octets line = OCTETS ("AUTH PLAIN AGEAYg==");
  const struct {
    Octets secret;
    bool show;
    const char *expected;
  } rows[] = {
    { octets_from (line, 11), false, "AUTH PLAIN ********" },
    { octets_from (line, 11), true, "AUTH PLAIN AGEAYg==" },
    { octets_slice (line, 5, 5), false, "AUTH ******** AGEAYg==" },
    { OCTETS_NONE, false, "AUTH PLAIN AGEAYg==" },
    { OCTETS ("elsewhere"), false, "********" },
    { octets_of (line.at + 15, 20), false, "********" }, /* reaches behind the end */
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GString *text = g_string_new (NULL);
      printable_append_masked (text, line, rows[i].secret, rows[i].show);
      assert_string_equal (text->str, rows[i].expected);
      g_string_free (text, TRUE);
    }
}

static void
measures_columns (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    size_t width;
  } rows[] = {
    { "", 0 },
    { "abc", 3 },
    { "日本語", 6 },
    { "ｶﾅ", 2 },
    { "ＡＢ", 4 },
    { "e\xcc\x81", 1 },
    { "한국", 4 },
    { "…", 1 },
    { "👨\xe2\x80\x8d👩", 4 },
    { "🇯🇵", 2 },
    { "葛\xf3\xa0\x84\x80", 2 },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_int_equal (printable_width (rows[i].text), rows[i].width);
}

static void
fits_and_pads (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    size_t columns;
    const char *fitted;
    const char *padded;
  } rows[] = {
    { "abc", 3, "abc", "abc" },
    { "abc", 5, "abc", "abc  " },
    { "abcd", 3, "ab…", "ab…" },
    { "abcd", 1, "…", "…" },
    { "abcd", 0, "", "" },
    { "", 2, "", "  " },
    { "日本語", 6, "日本語", "日本語" },
    { "日本語", 5, "日本…", "日本…" },
    { "日本語", 4, "日…", "日… " },
    { "日本語", 2, "…", "… " },
    { "e\xcc\x81xy", 2, "e\xcc\x81…", "e\xcc\x81…" },
    { "👨\xe2\x80\x8d👩x", 4, "…", "…   " },
    { "🇯🇵🇯🇵", 3, "🇯🇵…", "🇯🇵…" },
    /* A family is one grapheme, and so are a thumb with its colour and a flag of tags' first part. */
    { "a👨\xe2\x80\x8d👩\xe2\x80\x8d👧\xe2\x80\x8d👦z", 9, "a…", "a…       " },
    { "a👨\xe2\x80\x8d👩\xe2\x80\x8d👧\xe2\x80\x8d👦z", 10, "a👨\xe2\x80\x8d👩\xe2\x80\x8d👧\xe2\x80\x8d👦z",
      "a👨\xe2\x80\x8d👩\xe2\x80\x8d👧\xe2\x80\x8d👦z" },
    { "👍🏽👍🏽", 7, "👍🏽…", "👍🏽…  " },
    { "❤\xef\xb8\x8f❤\xef\xb8\x8f❤", 2, "❤\xef\xb8\x8f…", "❤\xef\xb8\x8f…" },
    /* Devanagari: a vowel's sign belongs to its letter, and so does a letter behind a virama. */
    { "कािकक", 4, "काि…", "काि…" },
    { "क्षक्ष", 3, "क्ष…", "क्ष…" },
    { "क्षक", 2, "…", "… " },
    { "नमस्ते", 4, "नमस्ते", "नमस्ते" },
    { "नमस्ते", 3, "नम…", "नम…" },
    /* Hangul in parts: leading consonant, vowel and trailing consonant are one syllable. */
    { "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xe1\x84\x80\xe1\x85\xb3\xe1\x86\xaf", 3,
      "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab…", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab…" },
    /* Thai and Arabic with marks. */
    { "กำกี้ก", 3, "กำ…", "กำ…" },
    { "مُحَمَّد", 3, "مُحَ…", "مُحَ…" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char *fitted = printable_fit (rows[i].text, rows[i].columns);
      char *padded = printable_pad (rows[i].text, rows[i].columns);
      assert_string_equal (fitted, rows[i].fitted);
      assert_string_equal (padded, rows[i].padded);
      assert_int_equal (printable_width (padded), rows[i].columns);
      g_free (padded);
      g_free (fitted);
    }
}

static void
breaks_lines (void **state)
{
  (void) state;
  static const struct {
    const char *text;
    size_t columns;
    const char *line;
  } rows[] = {
    { "", 5, "" },
    { "one two", 7, "one two" },
    { "one two", 6, "one" },
    { "one two", 3, "one" },
    /* A word that begins far to the left is cut: a short line would waste more. */
    { "a bcdefghijkl", 9, "a bcdefgh" },
    { "abcdef", 3, "abc" },
    { "x", 0, "x" },
    /* Japanese breaks anywhere, but in front of no closing mark and behind no opening one. */
    { "日本語", 4, "日本" },
    { "日本語", 5, "日本" },
    { "日本、語", 4, "日" },
    { "日本。", 5, "日" },
    { "日（本）", 4, "日" },
    { "日（本）", 6, "日" },
    { "キャッシュ", 2, "キ" },
    { "データ", 2, "デ" },
    { "日 smtplens", 6, "日" },
    { "日本smtp", 6, "日本" },
    { "smtp 日本", 8, "smtp 日" },
    { "日本", 1, "日" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strndup (rows[i].text, printable_break_at (rows[i].text, rows[i].columns));
      assert_string_equal (line, rows[i].line);
    }
}

static void
writes_times (void **state)
{
  (void) state;
  static const struct {
    int64_t time;
    bool nanoseconds;
    const char *text;
  } rows[] = {
    { 0, false, "1970-01-01T00:00:00.000000Z" },
    { 1, true, "1970-01-01T00:00:00.000000001Z" },
    { 999, false, "1970-01-01T00:00:00.000000Z" },
    { -1, true, "1969-12-31T23:59:59.999999999Z" },
    { INT64_C (951782400) * 1000000000, false, "2000-02-29T00:00:00.000000Z" },
    { INT64_C (1795428000) * 1000000000 + 123456789, false, "2026-11-23T10:00:00.123456Z" },
    { INT64_C (4107542399) * 1000000000, false, "2100-02-28T23:59:59.000000Z" },
    { INT64_C (4107542400) * 1000000000, false, "2100-03-01T00:00:00.000000Z" },
    { INT64_MAX, true, "2262-04-11T23:47:16.854775807Z" },
    { INT64_MIN, true, "1677-09-21T00:12:43.145224192Z" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char text[PRINTABLE_TIME];
      printable_time (rows[i].time, rows[i].nanoseconds, text);
      assert_string_equal (text, rows[i].text);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (spells_out),       cmocka_unit_test (harmless_whatever_comes),
    cmocka_unit_test (keeps_line_ends),  cmocka_unit_test (masks_secrets),
    cmocka_unit_test (measures_columns), cmocka_unit_test (fits_and_pads),
    cmocka_unit_test (breaks_lines),     cmocka_unit_test (writes_times),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
