/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Domains that look like others, and honest ones that do not. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/lookalike.h"

#include "tests/support/guard-page.h"

static void
knows_tricks (void **state)
{
  (void) state;
  static const struct {
    const char *domain;
    LookTrick trick;
    const char *seems; /* NULL: any */
  } rows[] = {
    /* p, then Cyrillic а */
    { "p\xd0\xb0ypal.com", TRICK_MIXED, "paypal" },
    { "xn--pypal-4ve.com", TRICK_MIXED, "paypal" },
    { "ex\xd0\xb0mple.com", TRICK_MIXED, "example" },
    { "facebo\xd0\xbek.com", TRICK_MIXED, "facebook" },
    { "www.b\xd0\xb0nk.example.com", TRICK_MIXED, "bank" },
    { "g\xce\xbf\xce\xbfgle.com", TRICK_MIXED, "google" },
    /* аррӏе, all Cyrillic */
    { "\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.com", TRICK_WHOLE, NULL },
    { "xn--80ak6aa92e.com", TRICK_WHOLE, NULL },
    { "\xd1\x81\xd1\x81.com", TRICK_WHOLE, "cc" },
    /* script g */
    { "goo\xc9\xa1le.com", TRICK_LATIN, "google" },
    { "xn--a.example", TRICK_PUNYCODE, NULL },

    { "example.com", TRICK_NONE, NULL },
    { "paypa1.com", TRICK_NONE, NULL },
    { "b\xc3\xbc"
      "cher.example",
      TRICK_NONE, NULL },
    { "xn--bcher-kva.example", TRICK_NONE, NULL },
    { "xn--strae-oqa.de", TRICK_NONE, NULL },
    { "xn--ls8h.la", TRICK_NONE, NULL },
    { "stra\xc3\x9f"
      "e.de",
      TRICK_NONE, NULL },
    { "\xc3\xa6"
      "ble.dk",
      TRICK_NONE, NULL },
    { "alt\xc4\xb1n.com.tr", TRICK_NONE, NULL },
    { "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e.jp", TRICK_NONE, NULL },
    { "xn--wgv71a119e.jp", TRICK_NONE, NULL },
    { "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88tokyo.jp", TRICK_NONE, NULL },
    { "\xed\x95\x9c\xea\xb5\xad.kr", TRICK_NONE, NULL },
    { "\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0.\xd1\x80\xd1\x84", TRICK_NONE, NULL },
    { "\xd1\x81\xd1\x81.\xd1\x80\xd1\x84", TRICK_NONE, NULL },
    { "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.com", TRICK_NONE, NULL },
    { "\xce\xb5\xce\xbb\xce\xbb\xce\xac\xce\xb4\xce\xb1.gr", TRICK_NONE, NULL },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GuardPage page = guard_page_new (rows[i].domain, strlen (rows[i].domain));
      DomainLook *look = domain_look_new (octets_of (page.octets, page.length));
      assert_non_null (look);
      if (look->trick != rows[i].trick)
        fail_msg ("%s: %s", rows[i].domain, look_trick_words (look->trick));
      if (rows[i].seems != NULL && (look->seems == NULL || strcmp (look->seems, rows[i].seems) != 0))
        fail_msg ("%s seems %s", rows[i].domain, look->seems);
      domain_look_free (look);
      guard_page_clear (&page);
    }
}

static void
compares_two (void **state)
{
  (void) state;
  static const struct {
    const char *one, *other;
    LookLikeness likeness;
  } rows[] = {
    { "paypa1.com", "paypal.com", LOOKS_TRICKED },
    { "mail.paypa1.com", "www.paypal.com", LOOKS_TRICKED },
    { "paypal.com", "paypa1.com", LOOKS_IMITATED },
    { "paypa1.net", "paypal.com", LOOKS_TRICKED },
    { "micros0ft.com", "microsoft.com", LOOKS_TRICKED },
    { "rnicrosoft.com", "microsoft.com", LOOKS_TRICKED },
    { "microsoft.com", "rnicrosoft.com", LOOKS_IMITATED },
    { "vvestbank.example", "westbank.example", LOOKS_TRICKED },
    { "cloclot.example", "dodot.example", LOOKS_TRICKED },
    { "g00gle.com", "google.com", LOOKS_TRICKED },
    { "examp1e.com", "example.com", LOOKS_TRICKED },
    { "ch1cago-bank.example", "chicago-bank.example", LOOKS_TRICKED },
    { "b4nk.example", "bank.example", LOOKS_TRICKED },
    { "5unshine.example", "sunshine.example", LOOKS_TRICKED },
    { "p\xd0\xb0ypal.com", "paypal.com", LOOKS_TRICKED },
    { "paypal.com", "xn--pypal-4ve.com", LOOKS_IMITATED },
    { "goo\xc9\xa1le.com", "google.com", LOOKS_TRICKED },
    { "example-bank.example", "examplebank.example", LOOKS_HYPHENATED },

    { "bank1.example", "bank2.example", LOOKS_DIFFERENT },
    { "mailhost1.example", "mailhost2.example", LOOKS_DIFFERENT },
    { "paypal.com", "paypal.net", LOOKS_DIFFERENT },
    { "mx.example.com", "smtp.example.com", LOOKS_DIFFERENT },
    { "example.com", "example.com", LOOKS_DIFFERENT },
    { "lab1.example", "labl.example", LOOKS_DIFFERENT },
    { "a-b.example", "ab.example", LOOKS_DIFFERENT },
    { "mall.example", "mail.example", LOOKS_DIFFERENT },
    { "b\xc3\xbc"
      "cher.example",
      "bucher.example", LOOKS_DIFFERENT },
    { "b\xc3\xbc"
      "cher.example",
      "buecher.example", LOOKS_DIFFERENT },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DomainLook *one = domain_look_new (octets_of_string (rows[i].one));
      DomainLook *other = domain_look_new (octets_of_string (rows[i].other));
      assert_true (one != NULL && other != NULL);
      LookLikeness likeness = domain_looks_compare (one, other);
      if (likeness != rows[i].likeness)
        fail_msg ("%s and %s: %d", rows[i].one, rows[i].other, likeness);
      if (likeness != LOOKS_DIFFERENT && strcmp (one->fold, other->fold) != 0)
        fail_msg ("%s and %s are not found by one key: %s, %s", rows[i].one, rows[i].other, one->fold, other->fold);
      domain_look_free (one);
      domain_look_free (other);
    }
}

static void
refuses_what_is_no_domain (void **state)
{
  (void) state;
  char *endless = g_strnfill (300, 'a');
  memcpy (endless + 290, ".example", 8);
  const Octets rows[] = { OCTETS_NONE,        OCTETS ("localhost"),   OCTETS ("."),    OCTETS ("a\0b.example"),
                          OCTETS ("\xff.ex"), OCTETS ("[192.0.2.1]"), OCTETS ("a..b"), octets_of_string (endless) };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DomainLook *look = domain_look_new (rows[i]);
      if (look != NULL && i != 5)
        fail_msg ("row %u: %s", (unsigned) i, look->organization);
      domain_look_free (look);
    }
  g_free (endless);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (knows_tricks),
    cmocka_unit_test (compares_two),
    cmocka_unit_test (refuses_what_is_no_domain),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
