/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Macros of SPF: RFC 7208 §7.4's examples, and what else §7 says. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dissect/spf-macro.h"
#include "tests/support/guard-page.h"

static const uint8_t ip4[4] = { 192, 0, 2, 3 };
static const uint8_t ip6[16] = { 0x20, 0x01, 0x0d, 0xb8, [14] = 0xcb, [15] = 0x01 };

static SpfMacroValues
values_of (unsigned ip_version)
{
  return (SpfMacroValues){
    .local = OCTETS ("strong-bad"),
    .sender_domain = OCTETS ("email.example.com"),
    .domain = OCTETS ("email.example.com"),
    .helo = OCTETS ("mx.example.org"),
    .ip_version = ip_version,
    .ip = ip_version == 6 ? ip6 : ip4,
    .seconds = 1700000000,
  };
}

typedef struct Expansion {
  const char *spec, *expected;
} Expansion;

static const Expansion of_ip4[] = {
  { "%{s}", "strong-bad@email.example.com" },
  { "%{o}", "email.example.com" },
  { "%{d}", "email.example.com" },
  { "%{d4}", "email.example.com" },
  { "%{d3}", "email.example.com" },
  { "%{d2}", "example.com" },
  { "%{d1}", "com" },
  { "%{dr}", "com.example.email" },
  { "%{d2r}", "example.email" },
  { "%{d2R}", "example.email" },
  { "%{l}", "strong-bad" },
  { "%{l-}", "strong.bad" },
  { "%{lr}", "strong-bad" },
  { "%{lr-}", "bad.strong" },
  { "%{l1r-}", "strong" },
  { "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com" },
  { "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com" },
  { "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
  { "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com" },
  { "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net" },
  { "%{h}.", "mx.example.org" },
  { "%{p}", "unknown" },
  { "a%%b%_c%-d", "a%b c%20d" },
  { "%{S}", "strong-bad%40email.example.com" },
  { "%{d99999999999999999999}", "email.example.com" },
};

static const Expansion of_ip6[] = {
  { "%{ir}.%{v}._spf.%{d2}", "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com" },
  { "%{i}", "2.0.0.1.0.D.B.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.C.B.0.1" },
};

static void
check_domain (const char *spec, unsigned ip_version, const char *expected)
{
  SpfMacroValues values = values_of (ip_version);
  GuardPage guard = guard_page_new (spec, strlen (spec));
  GString *name = spf_macro_domain (octets_of (guard.octets, guard.length), &values);
  if (strcmp (name->str, expected) != 0)
    fail_msg ("%s is %s, not %s", spec, name->str, expected);
  g_string_free (name, TRUE);
  guard_page_clear (&guard);
}

static void
test_examples (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (of_ip4); i++)
    check_domain (of_ip4[i].spec, 4, of_ip4[i].expected);
  for (size_t i = 0; i < G_N_ELEMENTS (of_ip6); i++)
    check_domain (of_ip6[i].spec, 6, of_ip6[i].expected);
}

static void
test_text (void **state)
{
  (void) state;
  SpfMacroValues values = values_of (6);
  values.receiver = "mx.test";
  values.validated = "h.test";
  values.local = OCTETS ("a\0b c~._-\xc3\xbc");
  char *text = spf_macro_text (OCTETS ("%{c} %{t} %{r} %{p} %{l} %{L}."), &values);
  assert_string_equal (text, "2001:db8::cb01 1700000000 mx.test h.test a?b c~._-\xc3\xbc a%00b%20c~._-%C3%BC.");
  g_free (text);
  values = values_of (4);
  g_autoptr (GString) long_one = g_string_new (NULL);
  while (long_one->len < 60000)
    g_string_append (long_one, "%{S}");
  text = spf_macro_text (octets_of (long_one->str, long_one->len), &values);
  assert_int_equal (strlen (text), SPF_EXPLANATION_MAX);
  g_free (text);
}

/* §7.3: labels go on the left until 253 octets are left. */
static void
test_truncation (void **state)
{
  (void) state;
  SpfMacroValues values = values_of (4);
  g_autoptr (GString) spec = g_string_new (NULL);
  while (spec->len < 60000)
    g_string_append (spec, "%{d}.");
  g_string_append (spec, "x.test");
  GString *name = spf_macro_domain (octets_of (spec->str, spec->len), &values);
  /* 13 times 18 octets, and 6: one more label would be "com" and a dot. */
  assert_int_equal (name->len, 13 * 18 + 6 + 12);
  assert_true (g_str_has_prefix (name->str, "example.com.email.example.com."));
  assert_true (g_str_has_suffix (name->str, ".email.example.com.x.test"));
  g_string_free (name, TRUE);
  g_string_truncate (spec, 0);
  for (unsigned i = 0; i < 400; i++)
    g_string_append_c (spec, 'a');
  name = spf_macro_domain (octets_of (spec->str, spec->len), &values);
  assert_null (spf_name_text (octets_of (name->str, name->len)));
  g_string_free (name, TRUE);
}

static void
test_faults (void **state)
{
  (void) state;
  static const struct {
    const char *spec;
    bool domain, modifier, explanation;
  } cases[] = {
    { "example.com", true, true, true },
    { "", false, true, true },
    { "a b.com", false, false, true },
    { "%{c}.com", false, true, true },
    { "%{R}.com", false, true, true },
    { "%{x}.com", false, false, false },
    { "com", false, true, true },
    { "50% off.com", false, false, false },
    { "a.\xc3\xa9.com", false, false, false },
    { "a\tb.com", false, false, false },
    { "%{d}", true, true, true },
    { "%_", true, true, true },
    { "a.com%", false, false, false },
    { "%{d", false, false, false },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage guard = guard_page_new (cases[i].spec, strlen (cases[i].spec));
      Octets spec = octets_of (guard.octets, guard.length);
      if ((spf_macro_fault (spec, SPF_MACRO_DOMAIN) == NULL) != cases[i].domain
          || (spf_macro_fault (spec, SPF_MACRO_MODIFIER) == NULL) != cases[i].modifier
          || (spf_macro_fault (spec, SPF_MACRO_EXPLANATION) == NULL) != cases[i].explanation)
        fail_msg ("\"%s\" is judged otherwise", cases[i].spec);
      guard_page_clear (&guard);
    }
}

static void
test_holds (void **state)
{
  (void) state;
  assert_true (spf_macro_holds (OCTETS ("a%{P2r}.b"), "p"));
  assert_true (spf_macro_holds (OCTETS ("a%{d}%{l}"), "sl"));
  assert_false (spf_macro_holds (OCTETS ("p%%{p}%_p"), "p"));
  assert_false (spf_macro_holds (OCTETS_NONE, "p"));
}

static void
test_names (void **state)
{
  (void) state;
  static const struct {
    const char *name, *expected;
  } cases[] = {
    { "Example.COM", "example.com" },
    { "example.com.", "example.com" },
    { "example.com..", NULL },
    { "", NULL },
    { ".", NULL },
    { ".com", NULL },
    { "a..b", NULL },
    { "a b.c", "a\\032b.c" },
    { "a\\b", "a\\092b" },
    { "\xc3.x", "\\195.x" },
    { "foo:bar/baz.com", "foo:bar/baz.com" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = spf_name_text (octets_of_string (cases[i].name));
      if (g_strcmp0 (text, cases[i].expected) != 0)
        fail_msg ("\"%s\" is \"%s\"", cases[i].name, text != NULL ? text : "none");
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_examples), cmocka_unit_test (test_text),  cmocka_unit_test (test_truncation),
    cmocka_unit_test (test_faults),   cmocka_unit_test (test_holds), cmocka_unit_test (test_names),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
