/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results as RFC 8601 has them, as servers write them, and as nobody should. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/authentication-results.h"

#include "tests/support/guard-page.h"

typedef struct ResultsCase {
  const char *name;
  const char *value;
  const char *says; /* a line for the server, one for each claim */
} ResultsCase;

static const ResultsCase cases[] = {
  /* The forms of RFC 8601, appendix B. */
  { "nothing was checked", " mx.example.org 1; none", "mx.example.org none\n" },
  { "no result at all", " mx.example.org", "mx.example.org\n" },
  { "one method", " mx.example.org;\r\n spf=pass smtp.mailfrom=sender.example\r\n",
    "mx.example.org\nspf=pass smtp.mailfrom=sender.example @sender.example\n" },
  { "several methods",
    " mx.example.org;\r\n auth=pass (cram-md5) smtp.auth=a@sender.example;\r\n spf=pass smtp.mailfrom=b@sender.example",
    "mx.example.org\nauth=pass (cram-md5) smtp.auth=a@sender.example\n"
    "spf=pass smtp.mailfrom=b@sender.example @sender.example\n" },
  { "a reason", " mx.example.org; dkim=pass reason=\"good signature\" header.i=@mail-router.example",
    "mx.example.org\ndkim=pass reason=good signature header.i=@mail-router.example @mail-router.example\n" },
  { "versions, comments everywhere",
    " foo.example.net (foo (bar \\) baz)) 1 (x);(a)\r\n dkim (b) / (c) 1 (d) = (e) fail (Because\\(f) (g)\r\n"
    "  policy (h) . (i) expired (j) = (k) 1362471462 (l)",
    "foo.example.net\ndkim=fail (Because\\(f) policy.expired=1362471462\n" },
  { "another version", " mx.example.org 2; dkim/17=pass header.d=x.example",
    "mx.example.org v2\ndkim/17=pass header.d=x.example @x.example\n" },
  { "quoted strings", " \"mx.example.org\"; x=pass reason=\"a \\\"b\\\"; c\" policy.p=\"\"",
    "mx.example.org\nx=pass reason=a \"b\"; c policy.p=\n" },
  { "a quoted local part", " m.example; spf=pass smtp.mailfrom=\"a; b@c\"@x.example smtp.helo=h.example",
    "m.example\nspf=pass smtp.mailfrom=a; b@c@x.example smtp.helo=h.example @x.example\n" },
  { "any case", " MX.example.org; SPF=Pass SMTP.MailFrom=A@X.example",
    "MX.example.org\nspf=pass smtp.mailfrom=A@X.example @X.example\n" },

  /* As large services write them. */
  { "a base64 value, a comment with a colon",
    " mx.mail.example;\r\n       dkim=pass header.i=@x.example header.s=s1 header.b=Ab/c+d==;\r\n"
    "       spf=pass (mail.example: domain of a@x.example designates 192.0.2.1 as permitted sender) "
    "smtp.mailfrom=a@x.example;\r\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=x.example",
    "mx.mail.example\ndkim=pass header.i=@x.example header.s=s1 header.b=Ab/c+d== @x.example\n"
    "spf=pass (mail.example: domain of a@x.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=a@x.example "
    "@x.example\ndmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=x.example @x.example\n" },
  { "no name of a server, properties without a type",
    " spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=x.example; dkim=none (message not signed)\r\n"
    " header.d=none;dmarc=pass action=none\r\n header.from=x.example;compauth=pass reason=100",
    "-\nspf=pass (sender IP is 192.0.2.1) smtp.mailfrom=x.example @x.example\n"
    "dkim=none (message not signed) header.d=none @none\ndmarc=pass action=none header.from=x.example @x.example\n"
    "compauth=pass reason=100\n" },
  { "an address of IPv6", " m.example; iprev=pass smtp.remote-ip=2001:db8::1; x-tls=pass smtp.version=TLSv1.3",
    "m.example\niprev=pass smtp.remote-ip=2001:db8::1\nx-tls=pass smtp.version=TLSv1.3\n" },
  { "a semicolon at the end", " m.example; spf=none;\r\n ", "m.example\nspf=none\n" },
  { "a semicolon at the front", " ; spf=none", "-\nspf=none\n" },
  { "empty statements", " m.example;; ;spf=none;;", "m.example\nspf=none\n" },

  /* Out of form. */
  { "nothing", "", "-\n" },
  { "only white space", " \r\n\t", "-\n" },
  { "no semicolon", " m.example spf=pass", "m.example garbled\n" },
  { "no result", " m.example; spf; dkim=; dmarc=pass", "m.example garbled\ndmarc=pass\n" },
  { "a property that is none", " m.example; spf=pass and more words; dkim=pass",
    "m.example garbled\nspf=pass\ndkim=pass\n" },
  { "a property without a value", " m.example; spf=pass smtp.mailfrom=; dkim=pass header.=x",
    "m.example garbled\nspf=pass smtp.mailfrom=\ndkim=pass\n" },
  { "none of none", " m.example; none; spf=pass", "m.example none\nspf=pass\n" },
  { "a method called none", " m.example; none=pass", "m.example\nnone=pass\n" },
  { "a comment that never ends", " m.example; dkim=pass header.d=bank.example(.evil.example; spf=fail",
    "m.example open-comment\ndkim=pass header.d=bank.example @bank.example\n" },
  { "a quote that never ends", " m.example; dkim=pass header.d=\"bank.example; spf=fail",
    "m.example open-quote\ndkim=pass header.d=bank.example; spf=fail @bank.example; spf=fail\n" },
  { "an escape at the end", " m.example; spf=pass (\\", "m.example open-comment\nspf=pass (\\)\n" },
  { "an escape at the end of a quote", " m.example; spf=pass a=\"\\", "m.example open-quote\nspf=pass a=\\\n" },
  { "controls", " m.example; spf=pass smtp.helo=a\x1b[2J",
    "m.example control\nspf=pass smtp.helo=a\x1b[2J @a\x1b[2J\n" },
  { "octets that are no UTF-8", " m\xff.example; spf=pass smtp.helo=\xc3",
    "m\xef\xbf\xbd.example\nspf=pass smtp.helo=\xef\xbf\xbd @\xef\xbf\xbd\n" },
  { "a local part and no domain", " m.example; spf=pass smtp.mailfrom=a@ smtp.helo=h.example",
    "m.example\nspf=pass smtp.mailfrom=a@ smtp.helo=h.example @h.example\n" },
};

static void
append_claim (GString *says, const AuthenticationClaim *claim)
{
  g_string_append (says, claim->method);
  if (claim->version != 1)
    g_string_append_printf (says, "/%u", claim->version);
  g_string_append_printf (says, "=%s", claim->result);
  if (claim->comment != NULL)
    g_string_append_printf (says, " (%s)", claim->comment);
  if (claim->reason != NULL)
    g_string_append_printf (says, " reason=%s", claim->reason);
  for (guint i = 0; i < claim->properties->len; i++)
    {
      const AuthenticationProperty *property = g_ptr_array_index (claim->properties, i);
      g_string_append_printf (says, " %s%s%s=%s", property->type != NULL ? property->type : "",
                              property->type != NULL ? "." : "", property->property, property->value);
    }
  if (authentication_claim_domain (claim) != NULL)
    g_string_append_printf (says, " @%s", authentication_claim_domain (claim));
  g_string_append_c (says, '\n');
}

static char *
describe (const AuthenticationResults *results)
{
  static const char *const flaws[] = { "open-comment", "open-quote", "control", "garbled", "cut" };
  GString *says = g_string_new (results->server != NULL ? results->server : "-");
  if (results->version != 1)
    g_string_append_printf (says, " v%u", results->version);
  if (results->none)
    g_string_append (says, " none");
  for (size_t i = 0; i < G_N_ELEMENTS (flaws); i++)
    if ((results->flaws & 1U << i) != 0)
      g_string_append_printf (says, " %s", flaws[i]);
  g_string_append_c (says, '\n');
  for (guint i = 0; i < results->claims->len; i++)
    append_claim (says, g_ptr_array_index (results->claims, i));
  return g_string_free (says, FALSE);
}

static char *
read_value (const char *value, size_t length)
{
  GuardPage guard = guard_page_new (value, length);
  AuthenticationResults *results = authentication_results_parse (octets_of (guard.octets, length));
  char *says = describe (results);
  authentication_results_free (results);
  guard_page_clear (&guard);
  return says;
}

static void
test_values (void **state)
{
  (void) state;
  bool all = true;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *says = read_value (cases[i].value, strlen (cases[i].value));
      if (strcmp (says, cases[i].says) != 0)
        print_error ("%s: got\n%s", cases[i].name, says);
      all &= strcmp (says, cases[i].says) == 0;
    }
  assert_true (all);
}

/* Cut at any place, it ends there: no octet behind it is read, and what was read is text. */
static void
test_cut (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (size_t length = 0; length < strlen (cases[i].value); length++)
      {
        g_autofree char *says = read_value (cases[i].value, length);
        assert_true (g_utf8_validate (says, -1, NULL));
      }
}

static void
test_nul (void **state)
{
  (void) state;
  static const char value[] = " m.example; spf=pass smtp.mailfrom=a\0b.example";
  g_autofree char *says = read_value (value, sizeof value - 1);
  assert_string_equal (says, "m.example control\nspf=pass smtp.mailfrom=a\xef\xbf\xbd"
                             "b.example @a\xef\xbf\xbd"
                             "b.example\n");
}

/* Limits, and nesting as deep as the field is long. */
static void
test_bounds (void **state)
{
  (void) state;
  GString *value = g_string_new ("m.example");
  for (int i = 0; i < 1000; i++)
    g_string_append (value, "; spf=pass");
  AuthenticationResults *results = authentication_results_parse (octets_of_string (value->str));
  assert_int_equal (results->claims->len, 64);
  assert_true (results->flaws & AUTHENTICATION_CUT);
  authentication_results_free (results);
  g_string_assign (value, "m.example; spf=pass");
  for (int i = 0; i < 1000; i++)
    g_string_append (value, " a.b=c");
  results = authentication_results_parse (octets_of_string (value->str));
  AuthenticationClaim *claim = g_ptr_array_index (results->claims, 0);
  assert_int_equal (claim->properties->len, 32);
  assert_true (results->flaws & AUTHENTICATION_CUT);
  authentication_results_free (results);
  g_autofree char *open = g_strnfill (500000, '('), *close = g_strnfill (500000, ')');
  g_string_printf (value, "m.example %s%s; spf=pass", open, close);
  results = authentication_results_parse (octets_of_string (value->str));
  assert_int_equal (results->claims->len, 1);
  assert_int_equal (results->flaws, 0);
  authentication_results_free (results);
  g_string_printf (value, "m.example; x=y a=%s", open);
  memset (value->str + strlen ("m.example; x=y a="), 'v', 500000);
  results = authentication_results_parse (octets_of_string (value->str));
  claim = g_ptr_array_index (results->claims, 0);
  assert_int_equal (strlen (authentication_claim_value (claim, NULL, "a")), 1024);
  authentication_results_free (results);
  g_string_free (value, TRUE);
}

static void
test_message (void **state)
{
  (void) state;
  static const char mail[]
      = "Received: by a\r\nAuthentication-Results: one.example; none\r\n"
        "X-Authentication-Results: no.example; none\r\nAUTHENTICATION-results : two.example; none\r\n\r\n";
  MessageLimits limits;
  message_limits_init (&limits);
  MailStorage storage = { .mail_memory = 65536, .total_memory = 65536 };
  MailMessage *message = mail_message_new (&limits, &storage);
  assert_null (authentication_results_of_message (message));
  mail_message_append (message, octets_of_string (mail));
  mail_message_finish (message, MESSAGE_COMPLETE);
  g_autoptr (GPtrArray) all = authentication_results_of_message (message);
  assert_int_equal (all->len, 2);
  const AuthenticationResults *first = g_ptr_array_index (all, 0), *second = g_ptr_array_index (all, 1);
  assert_string_equal (first->server, "one.example");
  assert_int_equal (first->place, 1);
  assert_ptr_equal (first->field, &message->fields[1]);
  assert_string_equal (second->server, "two.example");
  assert_int_equal (second->place, 3);
  mail_message_free (message);
}

int
main (void)
{
  const struct CMUnitTest tests[]
      = { cmocka_unit_test (test_values), cmocka_unit_test (test_cut), cmocka_unit_test (test_nul),
          cmocka_unit_test (test_bounds), cmocka_unit_test (test_message) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
