/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one spelling of DNS names, and what no name can be. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/dns-facts.h"

#define L10 "abcdefghij"
#define L63 L10 L10 L10 L10 L10 L10 "abc"

static const struct {
  const char *given;
  const char *spelled; /* NULL: no name can be that */
} names[] = {
  { "", "" },
  { ".", "" },
  { "example.org", "example.org" },
  { "example.org.", "example.org" },
  { "EXAMPLE.Org", "example.org" },
  { "_DMARC.x", "_dmarc.x" },
  { "*.x", "*.x" },
  { "a b.x", "a\\032b.x" },
  { "a\\032b.x", "a\\032b.x" },
  { "a\\.b.x", "a\\046b.x" },
  { "a\\046B.x", "a\\046b.x" },
  { "a\\\\b", "a\\092b" },
  { "a\\", "a\\092" },
  { "\\065.x", "a.x" },
  { "\\999", "999" },
  { "\\1", "1" },
  { "\303\244.x", "\\195\\164.x" },
  { "\\000.x", "\\000.x" },
  { ".x", NULL },
  { "x..", NULL },
  { "x..y", NULL },
  { "..", NULL },
  { L63 ".x", L63 ".x" },
  { L63 "d.x", NULL },
  { L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "a", L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "a" },
  { L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 L10 "ab", NULL },
  { L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 ".abcdefghij",
    L63 "." L63 "." L63 "." L10 L10 L10 L10 L10 ".abcdefghij" },
};

static void
spells (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char text[DNS_NAME_TEXT], again[DNS_NAME_TEXT];
      bool possible = dns_name_spell (names[i].given, text);
      if (possible != (names[i].spelled != NULL))
        fail_msg ("'%s' is%s a name", names[i].given, possible ? "" : " not");
      if (!possible)
        continue;
      assert_string_equal (text, names[i].spelled);
      assert_true (dns_name_spell (text, again));
      assert_string_equal (text, again);
    }
}

static void
spells_the_longest (void **state)
{
  (void) state;
  GString *name = g_string_new (NULL);
  for (unsigned octets = 0; octets < 250; octets++)
    g_string_append (name, octets % 64 == 63 ? "." : "\\200");
  char text[DNS_NAME_TEXT];
  assert_true (dns_name_spell (name->str, text));
  assert_string_equal (text, name->str);
  g_string_free (name, TRUE);
}

static void
climbs (void **state)
{
  (void) state;
  const char *name = dns_name_parent ("a.b");
  assert_string_equal (name, "b");
  name = dns_name_parent (name);
  assert_string_equal (name, "");
  assert_null (dns_name_parent (name));
  assert_true (dns_name_under ("a.b", "b"));
  assert_true (dns_name_under ("b", "b"));
  assert_true (dns_name_under ("b", ""));
  assert_true (dns_name_under ("", ""));
  assert_false (dns_name_under ("ab", "b"));
  assert_false (dns_name_under ("b", "a.b"));
  assert_false (dns_name_under ("c", "b"));
}

static void
turns_addresses (void **state)
{
  (void) state;
  g_autofree char *four = dns_reverse_name (4, (const uint8_t[]){ 192, 0, 2, 1 });
  assert_string_equal (four, "1.2.0.192.in-addr.arpa");
  g_autofree char *six
      = dns_reverse_name (6, (const uint8_t[]){ 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xaf });
  assert_string_equal (six, "f.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (spells),
    cmocka_unit_test (spells_the_longest),
    cmocka_unit_test (climbs),
    cmocka_unit_test (turns_addresses),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
