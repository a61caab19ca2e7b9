/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local parts out of form, cut, or made part of a DNS name are hidden by --redact as well as
 * plain ones; what the verdict about the sender needs, the domain, stays. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/print-session.h"

#define LONG "hiddenhiddenhiddenhiddenhiddenhiddenhiddenhiddenhiddenhiddenhiddenhiddenhiddenhidden"
#define GREET "S 220 mail.example.org ESMTP\nC EHLO a.example\nS 250 mail.example.org\n"
#define MAIL(path, from)                                                                                               \
  "C MAIL FROM:<" path ">\nS 250 ok\nC RCPT TO:<x@example.org>\nS 250 ok\nC DATA\nS 354 go\nC From: " from             \
  "\nC \nC x\nC .\nS 250 ok\n"
#define QUIT "C QUIT\nS 221 bye\n"

static void
assert_hides (const char *script, const char *shown)
{
  static const char *const formats[] = { "text", "json" };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      char *text = print_script (formats[i], script, (SinkOptions){ .redact = true });
      if (strstr (text, "hidden@") != NULL || strstr (text, "hiddenh") != NULL || strstr (text, "hidden\\") != NULL
          || strstr (text, "hidden.") != NULL || strstr (text, "hidden ") != NULL || strstr (text, "hidden<") != NULL)
        fail_msg ("%s tells a local part: %s", formats[i], text);
      if (strstr (text, shown) == NULL)
        fail_msg ("%s does not tell %s: %s", formats[i], shown, text);
      free (text);
    }
}

static void
hides_odd_local_parts (void **state)
{
  (void) state;
  static const char *const scripts[] = {
    GREET MAIL ("hidden\\@x@a.example", "hidden\\@x@a.example") QUIT,
    GREET MAIL ("hidden<b@a.example", "hidden<b@a.example") QUIT,
    GREET MAIL ("hidden\x01y@a.example", "\"hidden\\\" y\"@a.example") QUIT,
    GREET MAIL ("x@a.example", "\"hidden@other.example\" <x@a.example>") QUIT,
    GREET MAIL (LONG LONG LONG "@a.example", "\"" LONG LONG LONG "@other.example\" <" LONG LONG "@a.example>") QUIT,
  };
  for (size_t i = 0; i < G_N_ELEMENTS (scripts); i++)
    assert_hides (scripts[i], "a.example");
}

/* A macro of SPF makes a local part labels of a name. */
static void
hides_local_parts_in_names (void **state)
{
  (void) state;
  g_autoptr (GString) script = g_string_new ("Z ?\nZ a.example TXT v=spf1 exists:%{l}.%{d} -all\n" GREET);
  g_string_append (script, MAIL ("\"hidden quoted\"@a.example", "x@a.example"));
  for (unsigned i = 0; i < 100; i++)
    g_string_append (script, MAIL ("x@a.example", "x@a.example"));
  g_string_append (script, MAIL ("hidden@a.example", "x@a.example"));
  g_string_append (script, MAIL ("\"hidden again\"@a.example", "x@a.example"));
  g_string_append (script, QUIT);
  assert_hides (script->str, "….a.example");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (hides_odd_local_parts),
    cmocka_unit_test (hides_local_parts_in_names),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
