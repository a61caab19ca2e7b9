/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths as RFC 5321 §4.1.2 has them, and as people and programs write them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "dissect/smtp-path.h"
#include "tests/support/guard-page.h"

typedef enum Form { WELL, ODD, ABSENT } Form;

typedef struct Case {
  const char *name;
  const char *octets;
  const char *address;
  const char *behind; /* what the path leaves */
  const char *route;
  Form form;
} Case;

static const Case cases[] = {
  { "nothing", "", "", "", "", ABSENT },
  { "an address", "<a@x.example>", "a@x.example", "", "", WELL },
  { "parameters behind", "<a@x.example> SIZE=1", "a@x.example", " SIZE=1", "", WELL },
  { "parameters at once", "<a@x.example>SIZE=1", "a@x.example", "SIZE=1", "", WELL },
  { "the null path", "<>", "", "", "", WELL },
  { "the null path, spaces inside", "< >", "", "", "", ODD },
  { "spaces inside", "< a@x.example >", "a@x.example", "", "", ODD },
  { "a source route", "<@r.example,@s.example:a@x.example>", "a@x.example", "", "@r.example,@s.example:", WELL },
  { "a route over an IPv6 literal", "<@[IPv6:2001:db8::1]:a@x.example>", "a@x.example", "",
    "@[IPv6:2001:db8::1]:", WELL },
  { "a route without an address", "<@r.example:>", "", "", "@r.example:", WELL },
  { "no route: no colon", "<@r.example>", "@r.example", "", "", WELL },
  { "a quoted local part", "<\"a b\"@x.example>", "\"a b\"@x.example", "", "", WELL },
  { "a quoted bracket", "<\"a>b\"@x.example> X", "\"a>b\"@x.example", " X", "", WELL },
  { "a quoted quote", "<\"a\\\"b>\"@x.example>", "\"a\\\"b>\"@x.example", "", "", WELL },
  { "a quote that never closes", "<\"a@x.example> X", "\"a@x.example", " X", "", ODD },
  { "an address literal", "<a@[192.0.2.1]>", "a@[192.0.2.1]", "", "", WELL },
  { "an IPv6 literal", "<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]", "", "", WELL },
  { "Postmaster", "<Postmaster>", "Postmaster", "", "", WELL },
  { "UTF-8", "<\xe3\x81\x82@x.example>", "\xe3\x81\x82@x.example", "", "", WELL },
  { "no brackets", "a@x.example", "a@x.example", "", "", ODD },
  { "no brackets, parameters", "a@x.example SIZE=1", "a@x.example", " SIZE=1", "", ODD },
  { "no brackets, a quoted space", "\"a b\"@x.example X", "\"a b\"@x.example", " X", "", ODD },
  { "no closing bracket", "<a@x.example", "a@x.example", "", "", ODD },
  { "no closing bracket, parameters", "<a@x.example SIZE=1", "a@x.example SIZE=1", "", "", ODD },
  { "two brackets", "<<a@x.example>>", "<a@x.example", ">", "", ODD },
  { "a phrase", "Alice <a@x.example> X", "a@x.example", " X", "", ODD },
  { "a quoted phrase", "\"Alice <not@x.example>\" <a@x.example>", "a@x.example", "", "", ODD },
  { "a quoted phrase without a space", "\"Alice\"<a@x.example>", "a@x.example", "", "", ODD },
  { "a parameter with brackets", "a@x.example AUTH=<>", "a@x.example", " AUTH=<>", "", ODD },
  { "a phrase that is a parameter", "X=1 <a@x.example>", "X=1", " <a@x.example>", "", ODD },
  { "two at signs", "<a@b@x.example>", "a@b@x.example", "", "", ODD },
  { "a control", "<a\x01@x.example>", "a\x01@x.example", "", "", ODD },
  { "a comment", "<a@x.example(c)>", "a@x.example(c)", "", "", ODD },
  { "a literal that never closes", "<a@[192.0.2.1>", "a@[192.0.2.1", "", "", ODD },
  { "one bracket", "<", "", "", "", ODD },
  { "a backslash at the end", "<\"\\", "\"\\", "", "", ODD },
};

static void
test_paths (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *one = &cases[i];
      size_t length = strlen (one->octets);
      GuardPage guard = guard_page_new (one->octets, length);
      Octets octets = octets_of (guard.octets, length);
      SmtpPath path = smtp_path_parse (octets);
      if (!octets_equal (path.address, octets_of_string (one->address))
          || !octets_equal (path.route, octets_of_string (one->route))
          || !octets_equal (octets_from (octets, path.used), octets_of_string (one->behind))
          || path.malformed != (one->form == ODD) || path.present == (one->form == ABSENT))
        fail_msg ("%s: address \"%.*s\", route \"%.*s\", used %zu, %s, %s", one->name, (int) path.address.length,
                  (const char *) path.address.at, (int) path.route.length, (const char *) path.route.at, path.used,
                  path.malformed ? "malformed" : "well formed", path.present ? "present" : "absent");
      guard_page_clear (&guard);
    }
}

/* Whatever the octets are, views lie inside and nothing is used twice. */
static void
test_all_short_inputs (void **state)
{
  (void) state;
  static const char alphabet[] = "<>\"\\@:[] a=,";
  enum { LETTERS = sizeof alphabet - 1, LENGTH = 5 };
  for (unsigned long n = 0; n < 248832 /* 12 to the 5th */; n++)
    {
      char text[LENGTH];
      unsigned long rest = n;
      for (size_t i = 0; i < LENGTH; i++, rest /= LETTERS)
        text[i] = alphabet[rest % LETTERS];
      for (size_t length = 1; length <= LENGTH; length++)
        {
          SmtpPath path = smtp_path_parse (octets_of (text, length));
          assert_true (path.used <= length);
          assert_true (path.address.length + path.route.length <= path.used);
        }
    }
}

static void
test_domain (void **state)
{
  (void) state;
  static const struct {
    const char *address, *domain;
  } rows[] = {
    { "", "" },           { "a", "" },         { "a@x.example", "x.example" },       { "a@b@x.example", "x.example" },
    { "a@", "" },         { "@x", "x" },       { "\"a@b\"@x.example", "x.example" }, { "\"a@b", "" },
    { "a@[::]", "[::]" }, { "\"\\\"@\"", "" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Octets domain = smtp_path_domain (octets_of_string (rows[i].address));
      if (!octets_equal (domain, octets_of_string (rows[i].domain)))
        fail_msg ("%s: %.*s", rows[i].address, (int) domain.length, (const char *) domain.at);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_paths),
    cmocka_unit_test (test_all_short_inputs),
    cmocka_unit_test (test_domain),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
