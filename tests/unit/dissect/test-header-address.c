/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailboxes of address fields: the regular form, the others, and hostile ones. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/header-field.h"
#include "tests/support/guard-page.h"

typedef struct AddressCase {
  const char *name, *value;
  const char *shown; /* joined by " | " */
  const char *specs;
} AddressCase;

static const AddressCase cases[] = {
  { "empty", "", "", "" },
  { "bare", " a@x.example", "a@x.example", "a@x.example" },
  { "in brackets", "<a@x.example>", "a@x.example", "a@x.example" },
  { "with a name", "Alice <a@x.example>", "Alice <a@x.example>", "a@x.example" },
  { "with a name of words", "Alice  B. Smith <a@x.example>", "Alice B. Smith <a@x.example>", "a@x.example" },
  { "quoted name", "\"Smith, Alice\" <a@x>", "Smith, Alice <a@x>", "a@x" },
  { "quoted pair", "\"A \\\"B\\\" \\\\\" <a@x>", "A \"B\" \\ <a@x>", "a@x" },
  { "list", "a@x, B <b@y>,<c@z>", "a@x | B <b@y> | c@z", "a@x | b@y | c@z" },
  { "list with folds", "a@x,\r\n b@y,\r\n\tc@z", "a@x | b@y | c@z", "a@x | b@y | c@z" },
  { "empty places in a list", ",, a@x,, b@y ,", "a@x | b@y", "a@x | b@y" },
  { "encoded name", "=?utf-8?B?5bGx?= <a@x>", "山 <a@x>", "a@x" },
  { "encoded name in quotes", "\"=?utf-8?B?5bGx?=\" <a@x>", "山 <a@x>", "a@x" },
  { "encoded name in two words", "=?ISO-2022-JP?B?GyRCRnxL?= =?ISO-2022-JP?B?XBsoQg==?= <a@x>", "日本 <a@x>", "a@x" },
  { "encoded comma", "=?utf-8?Q?Smith=2C_A?= <a@x>, b@y", "Smith, A <a@x> | b@y", "a@x | b@y" },
  { "raw UTF-8", "\xe5\xb1\xb1 <a@x>", "山 <a@x>", "a@x" },
  { "raw JIS with specials in it", "\x1b$B\"(\"<\x1b(B <a@x>", "※⊆ <a@x>", "a@x" },
  { "raw Latin 1", "Andr\xe9 <a@x>", "André <a@x>", "a@x" },
  { "UTF-8 address", "\xe5\xb1\xb1@x.example", "山@x.example", "山@x.example" },
  { "an address as the name", "boss@bank.example <a@evil.example>", "boss@bank.example <a@evil.example>",
    "a@evil.example" },
  { "a quoted address as the name", "\"boss@bank.example\" <a@evil.example>", "boss@bank.example <a@evil.example>",
    "a@evil.example" },
  { "no domain", "root", "root", "root" },
  { "words without an address", "Alice Smith", "Alice Smith", "" },
  { "address literal", "a@[192.0.2.1], b@[IPv6:2001:db8::1]", "a@[192.0.2.1] | b@[IPv6:2001:db8::1]",
    "a@[192.0.2.1] | b@[IPv6:2001:db8::1]" },
  { "comment behind", "a@x (Alice)", "Alice <a@x>", "a@x" },
  { "comment behind brackets", "Alice <a@x> (work), b@y", "Alice <a@x> | b@y", "a@x | b@y" },
  { "group", "team: a@x, B <b@y>;, c@z", "a@x | B <b@y> | c@z", "a@x | b@y | c@z" },
  { "empty group", "undisclosed-recipients:;", "", "" },
  { "source route", "<@r1,@r2:a@x>", "a@x", "a@x" },
  { "bracket not closed", "Alice <a@x", "Alice <a@x>", "a@x" },
  { "encoded name for GMime", "=?utf-8?B?5bGx?= <a@x> (c), =?utf-8?Q?b?= <b@y>", "山 <a@x> | b <b@y>", "a@x | b@y" },
  { "null", "<>", "", "" },
};

static char *
join (GPtrArray *strings)
{
  g_ptr_array_add (strings, NULL);
  char *joined = g_strjoinv (" | ", (char **) strings->pdata);
  g_ptr_array_remove_index (strings, strings->len - 1);
  return joined;
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AddressCase *c = &cases[i];
      GuardPage page = guard_page_new (c->value, strlen (c->value));
      g_autoptr (GPtrArray) shown = header_field_addresses (octets_of (page.octets, page.length));
      g_autoptr (GPtrArray) specs = header_field_addr_specs (octets_of (page.octets, page.length));
      g_autofree char *shown_text = join (shown);
      g_autofree char *specs_text = join (specs);
      if (strcmp (shown_text, c->shown) != 0 || strcmp (specs_text, c->specs) != 0)
        fail_msg ("%s: \"%s\", \"%s\"", c->name, shown_text, specs_text);
      guard_page_clear (&page);
    }
}

static GPtrArray *
addresses_of (const char *start, const char *unit, size_t count)
{
  g_autoptr (GString) value = g_string_new (start);
  for (size_t i = 0; i < count; i++)
    g_string_append (value, unit);
  return header_field_addresses (octets_of (value->str, value->len));
}

/* Fields that made other readers crash or think for minutes. */
static void
test_hostile (void **state)
{
  static const struct {
    const char *start, *unit;
    guint most;
  } fields[] = {
    { "", "a@b.example, ", 1000 },
    { "(", "a@b.example, ", 1000 },
    { "", "g:", 1000 },
    { "", "g:a@b,", 1000 },
    { "", "(", 1000 },
    { "", "<", 1000 },
    { "", "\"", 1000 },
    { "", "<@a,", 1000 },
    { "", "a@b (c), ", 1000 },
    { "", "\\", 1000 },
    { "", "[", 1000 },
    { "", "@", 1000 },
    { "a@", ":", 1000 },
    { "", ";", 1000 },
    { "x <", "=?utf-8?Q?a?= ", 1000 },
    { "", "a.b.c.", 1000 },
    { "", "()", 1000 },
    { "", "\"a\" ", 1000 },
    { "", "g: h: i: a@b;;; ", 1000 },
  };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GPtrArray) found = addresses_of (fields[i].start, fields[i].unit, 100000);
      assert_true (found->len <= fields[i].most);
      for (guint k = 0; k < found->len; k++)
        assert_true (g_utf8_validate (found->pdata[k], -1, NULL));
    }
}

static void
test_many_recipients (void **state)
{
  (void) state;
  g_autoptr (GPtrArray) few = addresses_of ("", "someone@somewhere.example, ", 900);
  assert_int_equal (few->len, 900);
  g_autoptr (GPtrArray) many = addresses_of ("", "someone@somewhere.example, ", 30000);
  assert_int_equal (many->len, 1000);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_hostile),
    cmocka_unit_test (test_many_recipients),
  };
  return cmocka_run_group_tests_name ("header-address", tests, NULL, NULL);
}
