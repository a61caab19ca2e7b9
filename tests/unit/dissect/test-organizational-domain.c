/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, their one form, and whom they belong to by the public suffix list. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/dmarc.h"

#define LABEL_63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"

typedef struct NameCase {
  const char *name;
  const char *normalized;     /* NULL: not a domain name */
  const char *organizational; /* NULL: likewise */
} NameCase;

static const NameCase cases[] = {
  { "example.com", "example.com", "example.com" },
  { "mail.Example.COM", "mail.example.com", "example.com" },
  { "a.b.c.example.com.", "a.b.c.example.com", "example.com" },
  { "com", "com", "" },
  { "example.co.uk", "example.co.uk", "example.co.uk" },
  { "mail.example.co.uk", "mail.example.co.uk", "example.co.uk" },
  { "co.uk", "co.uk", "" },
  /* Top-level domains that the list does not know: its last rule, "*". */
  { "a.b.example", "a.b.example", "b.example" },
  { "b.example", "b.example", "b.example" },
  { "example", "example", "" },
  { "localhost", "localhost", "" },
  { "host.lan", "host.lan", "host.lan" },
  /* A rule with an exception, and one of the private part. */
  { "a.b.ck", "a.b.ck", "a.b.ck" },
  { "x.www.ck", "x.www.ck", "www.ck" },
  { "pages.someone.github.io", "pages.someone.github.io", "someone.github.io" },
  /* IDN: the same domain in either form, and a suffix that is one itself. */
  { "b\xc3\xbc"
    "cher.example",
    "xn--bcher-kva.example", "xn--bcher-kva.example" },
  { "mail.B\xc3\x9c"
    "CHER.example",
    "mail.xn--bcher-kva.example", "xn--bcher-kva.example" },
  { "mail.xn--bcher-kva.example", "mail.xn--bcher-kva.example", "xn--bcher-kva.example" },
  { "mail.xn--55qx5d.cn", "mail.xn--55qx5d.cn", "mail.xn--55qx5d.cn" },
  { "_dmarc.example.com", "_dmarc.example.com", "example.com" },
  { LABEL_63 ".example", LABEL_63 ".example", LABEL_63 ".example" },
  { LABEL_63 "x.example", NULL, NULL },
  { LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63, NULL, NULL },
  { "", NULL, NULL },
  { NULL, NULL, NULL },
  { ".", NULL, NULL },
  { ".example.com", NULL, NULL },
  { "a..example.com", NULL, NULL },
  { "example.com..", NULL, NULL },
  { "[192.0.2.1]", NULL, NULL },
  { "exa mple.com", NULL, NULL },
  { "example.com\r\n", NULL, NULL },
  { "a\xff.example", NULL, NULL },
  { "192.0.2.1", NULL, NULL },
  { "17", NULL, NULL },
  { "17.example", "17.example", "17.example" },
  { "example.x17", "example.x17", "example.x17" },
};

static void
expect (const char *what, const char *name, char *got, const char *wanted)
{
  if (g_strcmp0 (got, wanted) != 0)
    fail_msg ("%s of %s: got %s, wanted %s", what, name != NULL ? name : "NULL", got != NULL ? got : "NULL",
              wanted != NULL ? wanted : "NULL");
  g_free (got);
}

static void
test_names (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      expect ("the one form", cases[i].name, domain_normalized (cases[i].name), cases[i].normalized);
      expect ("the organization", cases[i].name, organizational_domain (cases[i].name), cases[i].organizational);
    }
}

/* Of any length, and of as many labels as fit. */
static void
test_long (void **state)
{
  (void) state;
  g_autofree char *labels = g_strnfill (200000, 'a');
  for (size_t i = 1; i < 200000; i += 2)
    labels[i] = '.';
  labels[199999] = '\0';
  assert_null (domain_normalized (labels));
  labels[253] = '\0';
  expect ("the organization", labels, organizational_domain (labels), "a.a");
  labels[253] = '.';
  labels[255] = '\0';
  assert_null (organizational_domain (labels));
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_names), cmocka_unit_test (test_long) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
