/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charsets by label, by a wrong label and by guess. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/charset.h"
#include "tests/support/guard-page.h"

typedef struct CharsetCase {
  const char *name, *label, *octets, *text;
} CharsetCase;

static const CharsetCase cases[] = {
  { "ASCII without label", NULL, "abc", "abc" },
  { "ASCII under any label", "x-nonsense", "abc", "abc" },
  { "UTF-8", "utf-8", "\xe5\xb1\xb1", "山" },
  { "UTF-8 in capitals", "UTF-8", "\xe5\xb1\xb1", "山" },
  { "UTF-8 without label", NULL, "\xe5\xb1\xb1", "山" },
  { "UTF-8 cut at its end", "utf-8", "\xe5\xb1\xb1\xe5\xb1", "山\xEF\xBF\xBD\xEF\xBF\xBD" },
  { "UTF-8 called ASCII", "us-ascii", "\xc3\xa9", "é" },
  { "UTF-8 called Latin 1", "iso-8859-1", "\xc3\xa9", "é" },
  { "UTF-8 called Shift_JIS", "shift_jis", "\xe2\x82\xac 5", "竄ｬ 5" }, /* both are possible: the label counts */
  { "Latin 1", "iso-8859-1", "caf\xe9", "café" },
  { "Latin 1 with the octets of Windows", "iso-8859-1", "\x93q\x94", "“q”" },
  { "Windows-1252 without a character there", "windows-1252", "\x81z", "\xEF\xBF\xBDz" },
  { "Latin 1 called UTF-8", "utf-8", "caf\xe9", "café" },
  { "Latin 1 under an unknown label", "x-nonsense", "caf\xe9", "café" },
  { "Latin 2", "iso-8859-2", "\xb1", "ą" },
  { "Cyrillic", "windows-1251", "\xcf\xf0\xe8", "При" },
  { "Cyrillic KOI8", "KOI8-R", "\xf0\xd2\xc9", "При" },
  { "Chinese", "gb2312", "\xd6\xd0\xce\xc4", "中文" },
  { "Chinese of the larger set", "gb2312", "\xe9\x46", "镕" },
  { "Chinese, Big5", "big5", "\xa4\xa4\xa4\xe5", "中文" },
  { "Korean", "euc-kr", "\xc7\xd1\xb1\xdb", "한글" },
  { "Korean by another name", "ks_c_5601-1987", "\xc7\xd1", "한" },
  { "JIS", "iso-2022-jp", "\x1b$B;3\x1b(B", "山" },
  { "JIS of 1978", "ISO-2022-JP", "\x1b$@;3\x1b(J", "山" },
  { "JIS, the vendor's row", "iso-2022-jp", "\x1b$B-!\x1b(B", "①" },
  { "JIS, the vendor's kanji", "iso-2022-jp", "\x1b$B|b\x1b(B", "髙" },
  { "JIS, half-width kana", "iso-2022-jp", "\x1b(I1\x1b(B", "ｱ" },
  { "JIS cut in a character", "iso-2022-jp", "\x1b$B;3;", "山;" },
  { "JIS without an end in its line", "iso-2022-jp", "\x1b$B;3\nabc", "山\nabc" },
  { "JIS X 0212", "iso-2022-jp-1", "\x1b$(D0!\x1b$B;3\x1b(B", "丂山" },
  { "JIS X 0212 and half-width kana", "iso-2022-jp-1", "\x1b$(D0!\x1b(I1\x1b(B", "丂ｱ" },
  { "JIS X 0213", "iso-2022-jp-2004", "\x1b$(QOT\x1b$B$k\x1b$(Q~e\x1b(B", "𠮟る鷗" },
  { "JIS X 0213 of 2000, its second plane", "iso-2022-jp-3", "\x1b$(P!!\x1b(B.", "𠂉." },
  { "JIS X 0213 without an end in its line", "iso-2022-jp-3", "\x1b$(Q-!\nabc", "①\nabc" },
  { "JIS X 0213 in Shift_JIS", "Shift_JISX0213", "\x98s\x82\xe9\xef\xe3", "𠮟る鷗" },
  { "JIS X 0213 in EUC", "EUC-JIS-2004", "\xcf\xd4\xa4\xeb\xfe\xe5", "𠮟る鷗" },
  { "an escape sequence of no set", "iso-2022-jp", "\x1b$(Zab", "\x1b$(Zab" },
  { "an escape sequence cut", "iso-2022-jp", "\x1b$(", "\x1b$(" },
  { "JIS without label", NULL, "\x1b$B;3\x1b(B", "山" },
  { "JIS called ASCII", "us-ascii", "\x1b$B;3\x1b(B", "山" },
  { "UTF-8 called JIS", "iso-2022-jp", "\xe5\xb1\xb1", "山" },
  { "Shift_JIS", "shift_jis", "\x8eR", "山" },
  { "Shift_JIS with a backslash in a character", "Shift_JIS", "\x95\x5c", "表" },
  { "Shift_JIS, the vendor's row", "x-sjis", "\x87\x40", "①" },
  { "Shift_JIS by guess", NULL, "\x83\x65\x83\x58\x83\x67\x82\xc5\x82\xb7", "テストです" },
  { "EUC-JP", "euc-jp", "\xbb\xb3", "山" },
  { "EUC-JP by a vendor's name", "cp51932", "\xad\xa1", "①" },
  { "EUC-JP by guess", NULL, "\xa5\xc6\xa5\xb9\xa5\xc8\xa4\xc7\xa4\xb9", "テストです" },
  { "Latin 1 is not guessed to be Japanese", NULL, "\xc4pfel f\xfcr \xdcmit", "Äpfel für Ümit" },
  { "quotes of Windows are not guessed to be Japanese", NULL, "\x93quoted\x94 text", "“quoted” text" },
  { "UTF-7", "utf-7", "+XHE-", "山" },
  { "escapes that are nobody's", NULL, "a\x1b[31mb", "a\x1b[31mb" },
  { "a name that is a path", "../../etc/passwd", "a\xe9", "aé" },
};

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CharsetCase *c = &cases[i];
      GuardPage page = guard_page_new (c->octets, strlen (c->octets));
      g_autoptr (GString) text = g_string_new ("> ");
      charset_append (text, octets_of (page.octets, page.length), c->label);
      if (strcmp (text->str + 2, c->text) != 0)
        fail_msg ("%s: \"%s\", not \"%s\"", c->name, text->str + 2, c->text);
      guard_page_clear (&page);
    }
}

/* Whatever the octets and the label, valid UTF-8 without NUL comes out. */
static void
test_always_valid (void **state)
{
  static const char *const labels[]
      = { NULL,           "utf-8",         "iso-2022-jp", "shift_jis",   "euc-jp", "gb2312",   "big5",
          "utf-7",        "utf-16",        "euc-kr",      "iso-2022-kr", "koi8-r", "us-ascii", "iso-2022-jp-2004",
          "euc-jis-2004", "shift_jis-2004" };
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  (void) state;
  for (unsigned round = 0; round < 3000; round++)
    {
      uint8_t octets[40];
      size_t length = (size_t) g_rand_int_range (random, 0, sizeof octets);
      for (size_t i = 0; i < length; i++)
        octets[i] = g_rand_boolean (random) ? (uint8_t) g_rand_int (random)
                                            : (uint8_t) "\x1b$B(\0;QD"[g_rand_int_range (random, 0, 8)];
      const char *label = labels[round % G_N_ELEMENTS (labels)];
      g_autoptr (GString) text = g_string_new (NULL);
      charset_append (text, octets_of (octets, length), label);
      charset_append_utf8 (text, octets_of (octets, length));
      if (!g_utf8_validate_len (text->str, text->len, NULL))
        fail_msg ("%s: round %u", label, round);
    }
}

static void
test_plain (void **state)
{
  (void) state;
  assert_true (charset_is_plain (OCTETS_NONE));
  assert_true (charset_is_plain (OCTETS ("abc\r\n\t")));
  assert_false (charset_is_plain (OCTETS ("abc\x1b")));
  assert_false (charset_is_plain (OCTETS ("a\0b")));
  assert_false (charset_is_plain (OCTETS ("a\x80")));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_always_valid),
    cmocka_unit_test (test_plain),
  };
  return cmocka_run_group_tests_name ("charset", tests, NULL, NULL);
}
