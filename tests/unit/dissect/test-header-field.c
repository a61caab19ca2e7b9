/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header sections split into fields, and the text of fields, odd forms and all. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/header-field.h"
#include "tests/support/guard-page.h"

enum { MOST = 16 };

typedef struct ScanCase {
  const char *name;
  const char *section;
  size_t used;
  const char *fields; /* "[name|value]", malformed with "!" in front */
} ScanCase;

static const ScanCase scan_cases[] = {
  { "nothing", "", 0, "" },
  { "only the empty line", "\r\nbody", 2, "" },
  { "CRLF", "A: 1\r\nB: 2\r\n\r\nbody: x\r\n", 14, "[A| 1][B| 2]" },
  { "LF", "A: 1\nB: 2\n\nbody", 11, "[A| 1][B| 2]" },
  { "CR CR LF", "A: 1\r\r\nB: 2\r\r\n\r\r\nbody", 17, "[A| 1][B| 2]" },
  { "mixed line ends", "A: 1\nB: 2\r\n\nbody", 12, "[A| 1][B| 2]" },
  { "no empty line", "A: 1\r\nB: 2\r\n", 12, "[A| 1][B| 2]" },
  { "cut in a line", "A: 1\r\nB: 2", 10, "[A| 1][B| 2]" },
  { "cut behind CR", "A: 1\r", 5, "[A| 1]" },
  { "empty value", "A:\r\n\r\n", 6, "[A|]" },
  { "folds stay", "A: 1\r\n 2\r\n\t3\r\nB: 4\r\n\r\n", 22, "[A| 1\\r\\n 2\\r\\n\\t3][B| 4]" },
  { "a fold of blanks only", "A: 1\r\n  \r\nB: 2\r\n\r\n", 18, "[A| 1\\r\\n  ][B| 2]" },
  { "first line begins with a space", " From: a\r\nTo: b\r\n\r\n", 19, "![ From| a][To| b]" },
  { "space before the colon", "From : a\r\n\r\n", 12, "[From | a]" },
  { "tab before the colon", "From\t: a\r\n\r\n", 12, "[From\\t| a]" },
  { "fold before the colon", "Subject\r\n : a\r\n\r\n", 17, "[Subject\\r\\n | a]" },
  { "no colon", "nonsense\r\nA: 1\r\n\r\n", 18, "![|nonsense][A| 1]" },
  { "no name", ": x\r\n\r\n", 7, "![| x]" },
  { "space inside the name", "Not a name: x\r\n\r\n", 17, "![Not a name| x]" },
  { "line of a mailbox file", "From a@x Mon Jan  1 12:00:00 2024\r\nA: 1\r\n\r\n", 43,
    "![From a@x Mon Jan  1 12|00:00 2024][A| 1]" },
  { "8-bit name", "S\xfc: x\r\n\r\n", 9, "![S\\374| x]" },
  { "8-bit value", "A: \xfc\r\n\r\n", 8, "[A| \\374]" },
  { "bare CR ends no line", "A: 1\rB: 2\r\n\r\n", 13, "[A| 1\\rB: 2]" },
  { "several colons", "A: b:c\r\n\r\n", 10, "[A| b:c]" },
};

static char *
copy (Octets octets)
{
  return octets.length > 0 ? g_strndup ((const char *) octets.at, octets.length) : g_strdup ("");
}

static char *
describe (const HeaderField *fields, size_t count)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < count; i++)
    {
      g_autofree char *name = copy (fields[i].name);
      g_autofree char *value = copy (fields[i].value);
      g_autofree char *shown_name = g_strescape (name, NULL);
      g_autofree char *shown_value = g_strescape (value, NULL);
      g_string_append_printf (text, "%s[%s|%s]", fields[i].malformed ? "!" : "", shown_name, shown_value);
    }
  return g_string_free (text, FALSE);
}

static void
test_scan (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (scan_cases); i++)
    {
      const ScanCase *c = &scan_cases[i];
      GuardPage page = guard_page_new (c->section, strlen (c->section));
      Octets section = octets_of (page.octets, page.length);
      HeaderField fields[MOST];
      size_t used = 99;
      size_t count = header_fields_scan (section, fields, MOST, &used);
      g_autofree char *text = describe (fields, count);
      if (strcmp (text, c->fields) != 0 || used != c->used)
        fail_msg ("%s: %s, used %zu", c->name, text, used);
      assert_int_equal (header_fields_scan (section, NULL, MOST, NULL), count);
      /* Raw octets and offsets cover the section without a hole. */
      uint64_t offset = 0;
      for (size_t k = 0; k < count; k++)
        {
          assert_true (fields[k].offset == offset);
          assert_ptr_equal (fields[k].raw.at, section.at + offset);
          offset += fields[k].raw.length;
        }
      assert_true (offset <= used);
      guard_page_clear (&page);
    }
}

/* A prefix of a section gives the same fields, the last one perhaps shorter. */
static void
test_every_prefix (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (scan_cases); i++)
    for (size_t length = 0; length <= strlen (scan_cases[i].section); length++)
      {
        GuardPage page = guard_page_new (scan_cases[i].section, length);
        HeaderField fields[MOST];
        size_t used;
        header_fields_scan (octets_of (page.octets, length), fields, MOST, &used);
        assert_true (used <= length);
        guard_page_clear (&page);
      }
}

static void
test_scan_limits (void **state)
{
  HeaderField fields[2];
  size_t used;

  (void) state;
  assert_int_equal (header_fields_scan (OCTETS ("A: 1\nB: 2\nC: 3\n\nbody"), fields, 2, &used), 2);
  assert_int_equal (used, 16);
  GuardPage page = guard_page_new ("A: 1\r\n\0: x\r\n\r\n", 14);
  assert_int_equal (header_fields_scan (octets_of (page.octets, page.length), fields, 2, &used), 2);
  assert_true (fields[1].malformed);
  assert_int_equal (used, 14);
  guard_page_clear (&page);
}

static void
test_is (void **state)
{
  static const struct {
    const char *field, *name;
    bool is;
  } cases[] = {
    { "From: a\r\n", "From", true },          { "fRoM: a\r\n", "From", true },      { "From : a\r\n", "From", true },
    { " From: a\r\n", "From", true },         { "From\r\n : a\r\n", "From", true }, { "From-x: a\r\n", "From", false },
    { "X-From: a\r\n", "From", false },       { "From a: b\r\n", "From", false },   { "From\r\n", "From", false },
    { "Fro\xcd\x8fm: a\r\n", "From", false },
  };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HeaderField field;
      assert_int_equal (header_fields_scan (octets_of_string (cases[i].field), &field, 1, NULL), 1);
      if (header_field_is (&field, cases[i].name) != cases[i].is)
        fail_msg ("%s", cases[i].field);
    }
}

typedef struct TextCase {
  const char *name, *value, *text;
} TextCase;

static const TextCase text_cases[] = {
  { "plain", " test", "test" },
  { "empty", "", "" },
  { "blanks", " \t ", "" },
  { "folds", " one\r\n two\r\n\tthree", "one two three" },
  { "folds by LF and by CR CR LF", " one\n two\r\r\n three", "one two three" },
  { "a CR inside stays", " a\rb", "a\rb" },
  { "raw UTF-8", " \xe5\xb1\xb1", "山" },
  { "raw JIS", " \x1b$B;3\x1b(B!", "山!" },
  { "raw Shift_JIS", "\x83\x65\x83\x58\x83\x67", "テスト" },
  { "raw Latin 1", " caf\xe9", "café" },
  { "Q", "=?iso-8859-1?Q?caf=E9_cr=e8me?=", "café crème" },
  { "B", "=?utf-8?B?5bGx?=", "山" },
  { "lower case", "=?UTF-8?b?5bGx?= =?utf-8?q?=E5=B1=B1?=", "山山" },
  { "in the middle of text", "a =?utf-8?B?5bGx?= b", "a 山 b" },
  { "no blank around", "a=?utf-8?B?5bGx?=b", "a山b" },
  { "blanks between words go", "=?utf-8?Q?a?= \r\n =?iso-8859-1?Q?b?=", "ab" },
  { "words without a blank between", "=?utf-8?Q?a?==?utf-8?Q?b?=", "ab" },
  { "UTF-8 cut between words", "=?utf-8?B?5bE=?= =?utf-8?B?sQ==?=", "山" },
  { "UTF-8 cut between encodings", "=?utf-8?B?5bE=?= =?UTF-8?Q?=B1?=", "山" },
  { "JIS", "=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本" },
  { "JIS cut inside a character", "=?ISO-2022-JP?B?GyRCRnxL?=\r\n =?ISO-2022-JP?B?XBsoQg==?=", "日本" },
  { "JIS, each word with its own escapes", "=?ISO-2022-JP?B?GyRCRnwbKEI=?= =?ISO-2022-JP?B?GyRCS1wbKEI=?=", "日本" },
  { "Shift_JIS", "=?Shift_JIS?B?k/qWew==?=", "日本" },
  { "EUC-JP", "=?EUC-JP?Q?=C6=FC=CB=DC?=", "日本" },
  { "Windows-1251", "=?windows-1251?Q?=CF=F0=E8?=", "При" },
  { "Windows-1250", "=?windows-1250?Q?=B9?=", "ą" },
  { "Chinese", "=?gb2312?B?1tDOxA==?=", "中文" },
  { "label says UTF-8, octets are Latin 1", "=?utf-8?Q?caf=E9?=", "café" },
  { "label says Latin 1, octets are UTF-8", "=?iso-8859-1?Q?=C3=A9?=", "é" },
  { "unknown label", "=?x-nonsense?Q?caf=E9?=", "café" },
  { "language", "=?utf-8*en?Q?a?=", "a" },
  { "blanks inside the word", "=?utf-8?Q?a b?=", "a b" },
  { "empty word",
    "x=?utf-8?Q?"
    "?=y",
    "xy" },
  { "equals first", "=?utf-8?Q?=3D?=", "=" },
  { "Q with a broken octet", "=?utf-8?Q?a=Zb=?=", "a=Zb=" },
  { "base64 without padding", "=?utf-8?B?5bGx5g?=", "山\xEF\xBF\xBD" },
  { "no end", "=?utf-8?Q?abc", "=?utf-8?Q?abc" },
  { "no encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?=" },
  { "no charset",
    "=?"
    "?Q?abc?=",
    "=?"
    "?Q?abc?=" },
  { "only marks", "=?=?=?", "=?=?=?" },
  { "controls come through", "=?utf-8?Q?a=00=1B[31m=0Ab?=", "a\xEF\xBF\xBD\x1b[31m\nb" },
  { "inside quotes", "\"=?utf-8?B?5bGx?=\"", "\"山\"" },
};

static void
test_text (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      const TextCase *c = &text_cases[i];
      GuardPage page = guard_page_new (c->value, strlen (c->value));
      g_autofree char *text = header_field_text (octets_of (page.octets, page.length));
      if (strcmp (text, c->text) != 0)
        fail_msg ("%s: \"%s\"", c->name, text);
      guard_page_clear (&page);
    }
}

/* Inputs that would cost a square or an exponent of their length. */
static void
test_hostile_text (void **state)
{
  static const char *const units[] = { "=?", "=?a?b?", "=?utf-8?Q?", "=?utf-8?Q?=?=", "\x1b$B", "\xe5", "\r\n ", "=" };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) value = g_string_new (NULL);
      while (value->len < 1 << 20)
        g_string_append (value, units[i]);
      g_autofree char *text = header_field_text (octets_of (value->str, value->len));
      assert_true (g_utf8_validate (text, -1, NULL));
      assert_true (strlen (text) <= 3 * 65536);
    }
}

static void
test_hostile_section (void **state)
{
  static const char *const units[] = { "\r", " ", ":", "A:\r\n", "\r\n ", "a\n" };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) section = g_string_new (NULL);
      while (section->len < 1 << 20)
        g_string_append (section, units[i]);
      HeaderField fields[MOST];
      size_t used;
      assert_true (header_fields_scan (octets_of (section->str, section->len), fields, MOST, &used) <= MOST);
      assert_true (used <= section->len);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_scan),
    cmocka_unit_test (test_every_prefix),
    cmocka_unit_test (test_scan_limits),
    cmocka_unit_test (test_is),
    cmocka_unit_test (test_text),
    cmocka_unit_test (test_hostile_text),
    cmocka_unit_test (test_hostile_section),
  };
  return cmocka_run_group_tests_name ("header-field", tests, NULL, NULL);
}
