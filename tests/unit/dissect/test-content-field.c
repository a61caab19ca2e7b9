/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content-Type and Content-Disposition, above all the names of files. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/content-field.h"
#include "tests/support/guard-page.h"

#include <glib.h>

typedef struct ContentCase {
  const char *name, *field, *value, *parameter, *text; /* text NULL: no such parameter */
} ContentCase;

static const ContentCase cases[] = {
  { "empty", "", "", "charset", NULL },
  { "no parameter", " text/plain", "text/plain", "charset", NULL },
  { "one", " text/plain; charset=utf-8", "text/plain", "charset", "utf-8" },
  { "case", "Text/PLAIN; CharSet=UTF-8", "text/plain", "charset", "UTF-8" },
  { "quoted", "multipart/mixed; boundary=\"a b;c\"", "multipart/mixed", "boundary", "a b;c" },
  { "quoted pair", "a/b; name=\"x\\\"y\\\\z\"", "a/b", "name", "x\"y\\z" },
  { "a path with backslashes", "a/b; name=\"C:\\temp\\new.txt\"", "a/b", "name", "C:\\temp\\new.txt" },
  { "second", "a/b; x=1; y=2", "a/b", "y", "2" },
  { "folded", "a/b;\r\n\tx=1;\r\n y=2", "a/b", "y", "2" },
  { "blanks around", "a / b ; x = 1 ; y = \"2\" ;", "a/b", "y", "2" },
  { "comments", "text/plain (c) ; charset=us-ascii (Plain text)", "text/plain", "charset", "us-ascii" },
  { "the first of a name counts", "a/b; x=1; x=2", "a/b", "x", "1" },
  { "nonsense between", "a/b; nonsense; ;=3; x=1", "a/b", "x", "1" },
  { "no end of quotes", "a/b; x=\"abc", "a/b", "x", "abc" },
  { "empty value of a parameter", "a/b; x=\"\"; y=", "a/b", "x", "" },
  { "no quotes around blanks", "attachment; filename=my report (1).pdf; x=1", "attachment", "filename",
    "my report (1).pdf" },
  { "semicolon before the value only", "; x=1", "", "x", "1" },
  { "extended", "attachment; filename*=utf-8'ja'%E5%B1%B1.txt", "attachment", "filename", "山.txt" },
  { "extended in JIS", "attachment; filename*=iso-2022-jp''%1B%24B%3B3%1B%28B.txt", "attachment", "filename",
    "山.txt" },
  { "extended without a charset", "attachment; filename*=''%E5%B1%B1", "attachment", "filename", "山" },
  { "extended without apostrophes", "attachment; filename*=%E5%B1%B1", "attachment", "filename", "山" },
  { "extended in quotes", "attachment; filename*=\"utf-8''%E5%B1%B1\"", "attachment", "filename", "山" },
  { "extended wins over plain", "attachment; filename=\"_.txt\"; filename*=utf-8''%E5%B1%B1.txt", "attachment",
    "filename", "山.txt" },
  { "continued", "a/b; name*0=\"ab\"; name*1=\"cd\"; name*2=e", "a/b", "name", "abcde" },
  { "continued out of order", "a/b; name*1=\"cd\"; name*0=\"ab\"", "a/b", "name", "abcd" },
  { "continued with a hole", "a/b; name*0=ab; name*2=ef", "a/b", "name", "ab" },
  { "continued and extended", "a/b; name*0*=utf-8''%E5; name*1*=%B1%B1; name*2=.txt", "a/b", "name", "山.txt" },
  { "continued without its beginning", "a/b; name*1=cd", "a/b", "name", NULL },
  { "broken percent", "a/b; name*=utf-8''%E5%B1%B1%4%zz%", "a/b", "name", "山%4%zz%" },
  { "encoded words, wrong but common", "a/b; name=\"=?utf-8?B?5bGx?=.txt\"", "a/b", "name", "山.txt" },
  { "encoded words without quotes", "a/b; name==?utf-8?B?5bGx?=", "a/b", "name", "山" },
  { "encoded words on two lines", "a/b; name=\"=?ISO-2022-JP?B?GyRCRnxL?=\r\n =?ISO-2022-JP?B?XBsoQg==?=\"", "a/b",
    "name", "日本" },
  { "encoded words continued", "a/b; name*0=\"=?utf-8?B?5b\"; name*1=\"Gx?=\"", "a/b", "name", "山" },
  { "raw UTF-8", "a/b; name=\"\xe5\xb1\xb1\"", "a/b", "name", "山" },
  { "raw JIS with a quote in a character", "a/b; name=\"\x1b$B$\"\x1b(B\"", "a/b", "name", "あ" },
  { "raw Shift_JIS with a backslash in a character", "a/b; name=\"\x83\x65\x83\x58\x95\x5c\"", "a/b", "name",
    "テス表" },
  { "raw Latin 1", "a/b; name=\"caf\xe9\"", "a/b", "name", "café" },
  { "a name that is no continuation", "a/b; x12=1", "a/b", "x12", "1" },
};

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ContentCase *c = &cases[i];
      GuardPage page = guard_page_new (c->field, strlen (c->field));
      ContentField *field = content_field_new (octets_of (page.octets, page.length));
      const char *text = content_field_parameter (field, c->parameter);
      if (strcmp (content_field_value (field), c->value) != 0 || g_strcmp0 (text, c->text) != 0)
        fail_msg ("%s: \"%s\", \"%s\"", c->name, content_field_value (field), text);
      /* The same the second time. */
      assert_ptr_equal (content_field_parameter (field, c->parameter), text);
      content_field_free (field);
      guard_page_clear (&page);
    }
  content_field_free (NULL);
}

static void
test_hostile (void **state)
{
  static const char *const units[] = { ";", "(", "=", "\"", ";name*", ";name*0*=%", ";name*1=a", "; x=y", "'", "\\" };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) value = g_string_new ("a/b; name*0*=utf-8''a");
      while (value->len < 1 << 20)
        g_string_append (value, units[i]);
      ContentField *field = content_field_new (octets_of (value->str, value->len));
      const char *text = content_field_parameter (field, "name");
      assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
      content_field_free (field);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_hostile),
  };
  return cmocka_run_group_tests_name ("content-field", tests, NULL, NULL);
}
