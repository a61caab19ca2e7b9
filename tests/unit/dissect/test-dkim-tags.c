/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of tags, base64 and numbers, against a page that may not be touched. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/dkim-tags.h"
#include "tests/support/guard-page.h"

static const struct {
  const char *name;
  Octets list;
  const char *read;    /* name=value| of each */
  const char *problem; /* part of it; NULL: none */
} lists[] = {
  { "two tags", OCTETS ("a=b;c=d"), "a=b|c=d|", NULL },
  { "semicolon at the end", OCTETS ("a=b; c=d ;"), "a=b|c=d|", NULL },
  { "semicolon and fold at the end", OCTETS ("a=b;\r\n "), "a=b|", NULL },
  { "white space around all", OCTETS (" \t a \r\n = \r\n\t b c \r\n ; d=\t"), "a=b c|d=|", NULL },
  { "equals in a value", OCTETS ("b=QQ==;p=a=b"), "b=QQ==|p=a=b|", NULL },
  { "case of names", OCTETS ("V=1;v=2"), "V=1|v=2|", NULL },
  { "names with digits and underscores", OCTETS ("a1_b=c"), "a1_b=c|", NULL },
  { "UTF-8 in a value",
    OCTETS ("d=b\xc3\xbc"
            "cher.example"),
    "d=b\xc3\xbc"
    "cher.example|",
    NULL },
  { "nothing", OCTETS (""), "", "is empty" },
  { "white space alone", OCTETS (" \r\n\t"), "", "is empty" },
  { "semicolon alone", OCTETS (";"), "", "semicolon" },
  { "two semicolons", OCTETS ("a=b;;c=d"), "a=b|", "semicolon" },
  { "two semicolons at the end", OCTETS ("a=b;;"), "a=b|", "semicolon" },
  { "no equals", OCTETS ("a=b; c ;d=e"), "a=b|", "no tag=value" },
  { "no name", OCTETS ("a=b;=c"), "a=b|", "out of form" },
  { "name begins with a digit", OCTETS ("1a=b"), "", "out of form" },
  { "name begins with an underscore", OCTETS ("_a=b"), "", "out of form" },
  { "space inside a name", OCTETS ("a b=c"), "", "out of form" },
  { "hyphen in a name", OCTETS ("a-b=c"), "", "out of form" },
  { "a tag twice", OCTETS ("a=b;c=d;a=b"), "a=b|c=d|", "twice" },
  { "NUL in a value", OCTETS ("d=a.example\0.b.example"), "", "octets" },
  { "NUL in a name", OCTETS ("a\0=b"), "", "out of form" },
  { "control in a value", OCTETS ("a=b\x01"), "", "octets" },
  { "DEL in a value", OCTETS ("a=b\x7f"), "", "octets" },
  { "octets that are no UTF-8", OCTETS ("a=b\xff"), "", "octets" },
};

static void
lists_are_read (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      GuardPage guard = guard_page_new (lists[i].list.at, lists[i].list.length);
      DkimTags tags;
      GString *read = g_string_new (NULL);
      dkim_tags_read (&tags, octets_of (guard.octets, guard.length));
      for (size_t k = 0; k < tags.count; k++)
        g_string_append_printf (read, "%.*s=%.*s|", (int) tags.tags[k].name.length, tags.tags[k].name.at,
                                (int) tags.tags[k].value.length, tags.tags[k].value.at);
      if (strcmp (read->str, lists[i].read) != 0 || (tags.problem == NULL) != (lists[i].problem == NULL)
          || (tags.problem != NULL && strstr (tags.problem, lists[i].problem) == NULL))
        fail_msg ("%s: %s, it %s", lists[i].name, read->str, tags.problem);
      g_string_free (read, TRUE);
      guard_page_clear (&guard);
    }
}

static void
too_many_tags_are_a_problem (void **state)
{
  (void) state;
  GString *list = g_string_new (NULL);
  DkimTags tags;
  for (unsigned i = 0; i < DKIM_TAGS_MOST; i++)
    g_string_append_printf (list, "t%u=x;", i);
  dkim_tags_read (&tags, octets_of (list->str, list->len));
  assert_null (tags.problem);
  assert_int_equal (tags.count, DKIM_TAGS_MOST);
  g_string_append (list, "more=x");
  dkim_tags_read (&tags, octets_of (list->str, list->len));
  assert_non_null (tags.problem);
  assert_int_equal (tags.count, DKIM_TAGS_MOST);
  g_string_free (list, TRUE);
}

/* What stands behind "=" to the octet: b= is emptied with its white space. */
static void
whole_value_is_told (void **state)
{
  (void) state;
  DkimTags tags;
  dkim_tags_read (&tags, OCTETS ("a=x; b = QQ==\r\n\t ;c=d"));
  assert_true (octets_equal (dkim_tags_find (&tags, "b")->whole, OCTETS (" QQ==\r\n\t ")));
  assert_true (octets_equal (dkim_tags_find (&tags, "b")->value, OCTETS ("QQ==")));
  assert_null (dkim_tags_find (&tags, "B"));
}

static const struct {
  Octets text;
  const char *hex; /* NULL: no base64 */
} base64s[] = {
  { OCTETS ("QUJD"), "414243" }, { OCTETS (" Q\r\n\tUJ D "), "414243" },
  { OCTETS ("QQ=="), "41" },     { OCTETS ("QUI="), "4142" },
  { OCTETS ("QQ"), "41" },       { OCTETS ("QUI"), "4142" },
  { OCTETS ("+/+/"), "fbffbf" }, { OCTETS ("Q Q = ="), "41" },
  { OCTETS (""), NULL },         { OCTETS ("===="), NULL },
  { OCTETS ("Q"), NULL },        { OCTETS ("QUJDQ"), NULL },
  { OCTETS ("QQ==QQ=="), NULL }, { OCTETS ("QQ==="), NULL },
  { OCTETS ("QUJD="), NULL },    { OCTETS ("not_base_64"), NULL },
  { OCTETS ("QQ-_"), NULL },     { OCTETS ("QU\0D"), NULL },
};

static void
base64_is_read (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (base64s); i++)
    {
      GBytes *octets = dkim_base64 (base64s[i].text);
      GString *hex = g_string_new (NULL);
      gsize size = 0;
      const uint8_t *at = octets != NULL ? g_bytes_get_data (octets, &size) : NULL;
      for (gsize k = 0; k < size; k++)
        g_string_append_printf (hex, "%02x", at[k]);
      if (g_strcmp0 (octets != NULL ? hex->str : NULL, base64s[i].hex) != 0)
        fail_msg ("%s: %s", base64s[i].text.at, hex->str);
      g_string_free (hex, TRUE);
      if (octets != NULL)
        g_bytes_unref (octets);
    }
}

static void
lists_of_words_are_read (void **state)
{
  (void) state;
  assert_true (dkim_list_has (OCTETS ("dns/txt"), "dns/txt"));
  assert_true (dkim_list_has (OCTETS ("x : y\r\n :s"), "y"));
  assert_false (dkim_list_has (OCTETS ("xy:z"), "x"));
  assert_false (dkim_list_has (OCTETS (""), "x"));
  Octets rest = OCTETS ("a::b:"), entry;
  unsigned entries = 0;
  while (dkim_list_next (&rest, &entry))
    entries++;
  assert_int_equal (entries, 4);
}

static void
numbers_are_read (void **state)
{
  (void) state;
  uint64_t number = 7;
  assert_false (dkim_number (OCTETS (""), 9, &number));
  assert_false (dkim_number (OCTETS ("-1"), 9, &number));
  assert_false (dkim_number (OCTETS ("1 2"), 9, &number));
  assert_false (dkim_number (OCTETS ("1234"), 3, &number));
  assert_int_equal (number, 7);
  assert_true (dkim_number (OCTETS ("0012"), 9, &number));
  assert_int_equal (number, 12);
  assert_true (dkim_number (OCTETS ("18446744073709551615"), 76, &number));
  assert_true (number == UINT64_MAX);
  assert_true (dkim_number (OCTETS ("99999999999999999999999999"), 76, &number));
  assert_true (number == UINT64_MAX);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (lists_are_read),          cmocka_unit_test (too_many_tags_are_a_problem),
    cmocka_unit_test (whole_value_is_told),     cmocka_unit_test (base64_is_read),
    cmocka_unit_test (lists_of_words_are_read), cmocka_unit_test (numbers_are_read),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
