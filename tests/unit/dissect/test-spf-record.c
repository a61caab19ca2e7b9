/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of SPF records, RFC 7208 §12. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dissect/spf-record.h"
#include "tests/support/guard-page.h"

static const char *const good[] = {
  "all",
  "-all",
  "~ALL",
  "?all",
  "+all",
  "a",
  "a/24",
  "a//64",
  "a/24//64",
  "a/0",
  "a//0",
  "a/32//128",
  "a:example.com",
  "a:example.com.",
  "a:example.com/24//64",
  "a:%{d}",
  "a:%{d}/24",
  "a:x%{d2r-/}/24//64",
  "a:a.1-2",
  "a:a.b1",
  "a:a.xn--zckzah",
  "a:foo:bar/baz.example.com",
  "a:%%",
  "a:a%_b%-c.example.com",
  "mx",
  "mx/24",
  "mx:example.com/24",
  "ptr",
  "ptr:example.com",
  "include:example.com",
  "include:%{ir}.%{v}._spf.%{D2}",
  "exists:%{l1r+-}.example.com",
  "ip4:192.0.2.1",
  "ip4:0.0.0.0/0",
  "ip4:255.255.255.255/32",
  "ip6:::1",
  "ip6:2001:db8::/32",
  "ip6:::ffff:192.0.2.1/128",
  "ip6:2001:DB8::1/0",
  "redirect=example.com",
  "redirect=%{d}",
  "exp=why.example.com",
  "EXP=why.example.com",
  "moo=",
  "moo=%{c}",
  "m-o_o.1=a:b/c=d",
  "a:_spf.example.com",
  "a:.com",
  "a:a.1a",
  "x=%{d999999999999999999999}",
};

static const char *const bad[] = {
  "all.",
  "all:a.com",
  "all/8",
  "al",
  "a:",
  "a:museum",
  "a:museum.",
  "a:a.123",
  "a:111.222.33.44",
  "a:example.com:8080",
  "a:a.-com",
  "a:a.com-",
  "a/33",
  "a//129",
  "a/024",
  "a/",
  "a//",
  "a///64",
  "a/24/64",
  "a//64/24",
  "a/24//",
  "a:a.com/33",
  "a:a.com/24/64",
  "a:%{d}.",
  "a:%{d}com",
  "mx:",
  "mx/99",
  "ptr:",
  "ptr/24",
  "ptr:a.com/24",
  "include",
  "include:",
  "include:a.com/24",
  "exists",
  "exists:",
  "exists:a.com/24",
  "ip4",
  "ip4:",
  "ip4:192.0.2",
  "ip4:192.0.2.1.1",
  "ip4:192.0.2.01",
  "ip4:192.0.2.256",
  "ip4:192.0.2.1/33",
  "ip4:192.0.2.1/032",
  "ip4:192.0.2.1/",
  "ip4:192.0.2.1//32",
  "ip4:192.0.2.1:25",
  "ip4:2001:db8::1",
  "ip4:%{i}",
  "ip6",
  "ip6:",
  "ip6::1",
  "ip6:192.0.2.1",
  "ip6:2001:db8::1/129",
  "ip6:2001:db8::1//64",
  "ip6::CAFE::BABE",
  "ip6:1:2:3:4:5:6:7",
  "redirect",
  "redirect=",
  "redirect:a.com",
  "redirect=-all",
  "redirect=museum",
  "-redirect=a.com",
  "exp=",
  "exp=-all",
  "exp=%{c}.a.com",
  "exp:a.com",
  "1up=foo",
  "=foo",
  "-moo=foo",
  "moo=%abc",
  "moo=%{z}",
  "moo=%",
  "moo=%{",
  "moo=%{d",
  "moo=%{}",
  "moo=%{d0}",
  "moo=%{d00}",
  "moo=%{dr2}",
  "moo=%{drr}",
  "moo=%{d!}",
  "moo=%(d)",
  "a:%{c}",
  "a:%{r}.com",
  "a:%{t}",
  "a:%{C}.com",
  "--all",
  "+-all",
  "all,",
  "a:a.com\x01.com",
  "a:\xc3\xa9.com",
  "\xff",
  "a\tall",
  "moo=\x7f",
  "ip4:192.0.2.1\r\n",
  "-",
  "+",
  ":",
  "/",
  "a:a.com\n-all",
};

static bool
has_fault (const char *term)
{
  g_autofree char *text = g_strconcat ("v=spf1 ip4:192.0.2.9 ", term, " ?all", NULL);
  GuardPage guard = guard_page_new (text, strlen (text));
  SpfRecord *record = spf_record_new (octets_of (guard.octets, guard.length));
  bool fault = record->fault != NULL;
  if (fault)
    {
      assert_int_equal (record->count, 0);
      assert_true (octets_equal (record->fault_term, octets_of_string (term)));
    }
  spf_record_free (record);
  guard_page_clear (&guard);
  return fault;
}

static void
test_terms (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    if (has_fault (good[i]))
      fail_msg ("\"%s\" is refused", good[i]);
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    if (!has_fault (bad[i]))
      fail_msg ("\"%s\" is accepted", bad[i]);
}

static void
test_parts (void **state)
{
  (void) state;
  SpfRecord *record = spf_record_new (OCTETS ("v=spf1 -a:x.test/24//64 ~ip4:192.0.2.0/25 ip6:2001:db8::/32 "
                                              "redirect=r.test mx//48 exp=e.test  ?include:%{d2} "));
  assert_null (record->fault);
  assert_int_equal (record->count, 5);
  const SpfTerm *term = record->terms;
  assert_int_equal (term[0].mechanism, SPF_A);
  assert_int_equal (term[0].qualifier, '-');
  assert_int_equal (term[0].bits4, 24);
  assert_int_equal (term[0].bits6, 64);
  assert_true (octets_equal (term[0].domain, OCTETS ("x.test")));
  assert_true (octets_equal (term[0].text, OCTETS ("-a:x.test/24//64")));
  assert_int_equal (term[1].mechanism, SPF_IP4);
  assert_int_equal (term[1].qualifier, '~');
  assert_int_equal (term[1].bits4, 25);
  assert_memory_equal (term[1].ip, "\xc0\x00\x02\x00", 4);
  assert_int_equal (term[2].mechanism, SPF_IP6);
  assert_int_equal (term[2].qualifier, '+');
  assert_int_equal (term[2].bits6, 32);
  assert_memory_equal (term[2].ip, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0", 16);
  assert_int_equal (term[3].mechanism, SPF_MX);
  assert_int_equal (term[3].domain.length, 0);
  assert_int_equal (term[3].bits4, 32);
  assert_int_equal (term[3].bits6, 48);
  assert_int_equal (term[4].mechanism, SPF_INCLUDE);
  assert_int_equal (term[4].qualifier, '?');
  assert_true (octets_equal (record->redirect, OCTETS ("r.test")));
  assert_true (octets_equal (record->redirect_term, OCTETS ("redirect=r.test")));
  assert_true (octets_equal (record->explanation, OCTETS ("e.test")));
  spf_record_free (record);
  spf_record_free (NULL);
}

static void
test_once (void **state)
{
  (void) state;
  SpfRecord *record = spf_record_new (OCTETS ("v=spf1 redirect=a.test Redirect=a.test"));
  assert_string_equal (record->fault, "it may stand but once");
  spf_record_free (record);
  record = spf_record_new (OCTETS ("v=spf1 exp=a.test exp=b.test"));
  assert_string_equal (record->fault, "it may stand but once");
  spf_record_free (record);
  record = spf_record_new (OCTETS ("v=spf1 moo=1 moo=2"));
  assert_null (record->fault);
  spf_record_free (record);
}

static void
test_version (void **state)
{
  (void) state;
  assert_true (spf_record_is (OCTETS ("v=spf1")));
  assert_true (spf_record_is (OCTETS ("V=SPF1 x")));
  assert_false (spf_record_is (OCTETS ("v=spf10")));
  assert_false (spf_record_is (OCTETS ("v=spf1\tx")));
  assert_false (spf_record_is (OCTETS ("v=spf1\0")));
  assert_false (spf_record_is (OCTETS ("v=spf")));
  assert_false (spf_record_is (OCTETS (" v=spf1")));
  assert_false (spf_record_is (OCTETS_NONE));
}

/* NUL is no end. */
static void
test_nul (void **state)
{
  (void) state;
  SpfRecord *record = spf_record_new (OCTETS ("v=spf1 a:foo.example.com\0 -all"));
  assert_non_null (record->fault);
  spf_record_free (record);
  record = spf_record_new (OCTETS ("v=spf1 \0 -all"));
  assert_non_null (record->fault);
  spf_record_free (record);
  record = spf_record_new (OCTETS ("v=spf1 x=%{d\0}"));
  assert_non_null (record->fault);
  spf_record_free (record);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_terms),   cmocka_unit_test (test_parts), cmocka_unit_test (test_once),
    cmocka_unit_test (test_version), cmocka_unit_test (test_nul),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
