/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims of Authentication-Results beside our own verdicts: which can be compared, and how they fare. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/authentication-comparison.h"

#include "tests/support/conversation.h"

/* A signature that is out of form, of example.com by the selector s1. */
#define SIGNED "DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=eA==; b=eA==\r\n"
#define FAILS "Z example.com TXT v=spf1 ip4:198.51.100.1 -all\nZ _dmarc.example.com TXT v=DMARC1; p=reject\n"
#define PASSES "Z example.com TXT v=spf1 ip4:192.0.2.10 -all\nZ _dmarc.example.com TXT v=DMARC1; p=reject\n"
#define NOTHING_SEEN "Z ?\n"

typedef struct ComparisonCase {
  const char *name;
  const char *facts;
  const char *fields; /* each line with CR LF */
  const char
      *says; /* of each claim: method=result, whose word, "here" for this hop, ours, how they fare; NULL: no field */
} ComparisonCase;

static const ComparisonCase cases[] = {
  { "no field", FAILS, "", NULL },
  { "a field without claims", FAILS, "Authentication-Results: mx.shop.example; none\r\n", "" },
  { "SPF of this hop, by the server's name", FAILS,
    "Authentication-Results: mail.example.org; spf=pass smtp.mailfrom=a@example.com\r\n",
    "spf=pass server here fail differs\n" },
  { "SPF of this hop, by the client's address", FAILS,
    "Authentication-Results: mx.shop.example; spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=EXAMPLE.com\r\n",
    "spf=pass another here fail differs\n" },
  { "SPF of this hop, that fails for both", FAILS,
    "Authentication-Results: mx.shop.example; spf=softfail smtp.mailfrom=example.com smtp.remote-ip=192.0.2.10\r\n",
    "spf=softfail another here fail agrees\n" },
  { "SPF of this hop, that passes for both", PASSES,
    "Authentication-Results: spf=pass smtp.mailfrom=example.com smtp.remote-ip=192.0.2.10\r\n",
    "spf=pass nobody here pass agrees\n" },
  { "SPF of another hop", FAILS,
    "Authentication-Results: mx.example.org; spf=pass (designates 198.51.100.1) smtp.mailfrom=example.com\r\n",
    "spf=pass domain fail ?\n" },
  { "an address that only begins or ends like the client's", FAILS,
    "Authentication-Results: mx.shop.example; spf=pass (192.0.2.101, 1192.0.2.10, 192.0.2.10.1) "
    "smtp.mailfrom=example.com\r\n",
    "spf=pass another fail ?\n" },
  { "the client's address at the end of a sentence", FAILS,
    "Authentication-Results: mx.shop.example; spf=pass (it was 192.0.2.10.) smtp.mailfrom=example.com\r\n",
    "spf=pass another here fail differs\n" },
  { "SPF of another domain", FAILS, "Authentication-Results: mail.example.org; spf=pass smtp.mailfrom=shop.example\r\n",
    "spf=pass server here - ?\n" },
  { "SPF that we do not know", NOTHING_SEEN,
    "Authentication-Results: mail.example.org; spf=pass smtp.mailfrom=example.com\r\n",
    "spf=pass server here unknown ?\n" },
  { "SPF that went wrong there", FAILS,
    "Authentication-Results: mail.example.org; spf=temperror smtp.mailfrom=example.com\r\n",
    "spf=temperror server here fail ?\n" },
  { "SPF that found no record there", FAILS,
    "Authentication-Results: mail.example.org; spf=none smtp.mailfrom=example.com\r\n",
    "spf=none server here fail ?\n" },
  { "DMARC of this hop", FAILS, "Authentication-Results: mail.example.org; dmarc=pass header.from=example.com\r\n",
    "dmarc=pass server here fail differs\n" },
  { "DMARC of another hop", FAILS, "Authentication-Results: mx.shop.example; dmarc=pass header.from=example.com\r\n",
    "dmarc=pass another fail ?\n" },
  { "DKIM of any hop", FAILS, SIGNED "Authentication-Results: mx.shop.example; dkim=pass header.d=example.com\r\n",
    "dkim=pass another permerror differs\n" },
  { "DKIM by its selector", FAILS,
    SIGNED "Authentication-Results: mx.shop.example; dkim=fail header.d=example.com header.s=s1;\r\n"
           " dkim=pass header.d=example.com header.s=s2\r\n",
    "dkim=fail another permerror agrees\ndkim=pass another - ?\n" },
  { "DKIM of a mail without signature", FAILS,
    "Authentication-Results: mx.shop.example; dkim=none; dkim=pass header.i=@example.com\r\n",
    "dkim=none another none agrees\ndkim=pass another none differs\n" },
  { "what we do not judge", FAILS, "Authentication-Results: mail.example.org; auth=pass smtp.auth=a; x-y=fail\r\n",
    "auth=pass server here - ?\nx-y=fail server here - ?\n" },
  { "several fields", FAILS,
    "Authentication-Results: mail.example.org; auth=pass\r\nX: y\r\nAuthentication-Results: mx.example.org; "
    "auth=fail\r\n",
    "auth=pass server here - ?\nauth=fail domain - ?\n" },
};

/* NULL: there is no field. */
static char *
describe (const AuthenticationComparison *comparison)
{
  static const char *const words[] = { "nobody", "another", "domain", "server" };
  if (comparison == NULL)
    return NULL;
  GString *says = g_string_new (NULL);
  for (guint i = 0; i < comparison->claims->len; i++)
    {
      const ComparedClaim *one = &g_array_index (comparison->claims, ComparedClaim, i);
      const char *agreement = claim_agreement_name (one->agreement);
      g_string_append_printf (says, "%s=%s %s%s %s %s\n", one->claim->method, one->claim->result, words[one->by],
                              one->this_hop ? " here" : "", one->ours != NULL ? one->ours : "-",
                              agreement != NULL ? agreement : "?");
    }
  return g_string_free (says, FALSE);
}

static bool
run_case (const ComparisonCase *one)
{
  g_autofree char *script = g_strconcat (
      one->facts,
      "S 220 mail.example.org ESMTP\nC EHLO client.example.com\nS 250 mail.example.org\n"
      "C MAIL FROM:<a@example.com>\nS 250 Ok\nC RCPT TO:<b@example.org>\nS 250 Ok\nC DATA\nS 354 go on\nC ",
      one->fields, "From: a@example.com\r\n\r\ntest mail\nC .\nS 250 Ok\nC QUIT\nS 221 Bye\n", NULL);
  Conversation conversation;
  conversation_init (&conversation);
  conversation_play (&conversation, script);
  const SmtpTransaction *transaction = g_ptr_array_index (conversation.session->transactions, 0);
  AuthenticationComparison *comparison = authentication_compare (conversation.session, transaction);
  g_autofree char *says = describe (comparison);
  bool fits = g_strcmp0 (says, one->says) == 0;
  if (!fits)
    print_error ("%s: got\n%s\n", one->name, says != NULL ? says : "no field");
  authentication_comparison_free (comparison);
  conversation_clear (&conversation);
  return fits;
}

static void
test_cases (void **state)
{
  (void) state;
  bool all = true;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    all &= run_case (&cases[i]);
  assert_true (all);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_cases) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
