/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains of forwarders sealed here, whole and broken, and the published suite of ARC where it is found. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "dissect/dkim.h"
#include "tests/support/dkim-signer.h"
#include "tests/support/key-zone.h"
#include "tests/support/yaml-suite.h"

#define NOW 1600000000
#define SECOND G_GINT64_CONSTANT (1000000000)

static SignerKey *key;
static char *record;

static char *
describe (const MailMessage *message, DnsInquiry *zone)
{
  ArcVerdict *verdict = arc_verify (message, NOW * SECOND, zone);
  GString *text = g_string_new (NULL);
  g_string_printf (text, "%s %u of %u: %s", arc_result_name (verdict->result), verdict->oldest_pass, verdict->sets->len,
                   verdict->why);
  arc_verdict_free (verdict);
  return g_string_free (text, FALSE);
}

static MailMessage *
read_mail (MailStorage *storage, MessageLimits *limits, Octets mail, MessageState state)
{
  *storage = (MailStorage){ .mail_memory = 65536, .total_memory = 1 << 20 };
  message_limits_init (limits);
  MailMessage *message = mail_message_new (limits, storage);
  mail_message_append (message, mail);
  mail_message_finish (message, state);
  return message;
}

static char *
judge (Octets mail, DnsInquiry *zone, MessageState state)
{
  MailStorage storage;
  MessageLimits limits;
  MailMessage *message = read_mail (&storage, &limits, mail, state);
  char *text = describe (message, zone);
  mail_message_free (message);
  return text;
}

/* --- chains made here -------------------------------------------------------------------- */

static void
replace (GString *text, const char *from, const char *to)
{
  char *at = strstr (text->str, from);
  if (at == NULL)
    fail_msg ("no %s", from);
  gssize offset = at - text->str;
  g_string_erase (text, offset, (gssize) strlen (from));
  g_string_insert (text, offset, to);
}

/* The first line of a field with this name and this number, with its folds; g_free. */
static char *
find_field (const GString *mail, const char *name, unsigned instance)
{
  g_autofree char *begin = g_strdup_printf ("%s: i=%u;", name, instance);
  const char *at = strstr (mail->str, begin);
  g_assert (at != NULL);
  const char *end = at;
  do
    end = strstr (end, "\r\n") + 2;
  while (*end == ' ' || *end == '\t');
  return g_strndup (at, (gsize) (end - at));
}

/* What one forwarder adds (RFC 8617 §5.1). */
static void
seal (GString **mail, unsigned instance, const char *cv)
{
  g_autofree char *results
      = g_strdup_printf ("ARC-Authentication-Results: i=%u; l%u.example;\r\n\tspf=pass\r\n", instance, instance);
  g_autofree char *tags = g_strdup_printf ("i=%u; a=rsa-sha256; d=l%u.example; s=k; c=relaxed/relaxed; h=from:subject",
                                           instance, instance);
  SignPlan plan = { .field = "ARC-Message-Signature",
                    .tags = tags,
                    .names = "from:subject",
                    .relaxed_header = true,
                    .relaxed_body = true,
                    .length = -1 };
  GString *signed_mail = signer_apply (key, &plan, *mail);
  g_string_prepend (signed_mail, results);
  GString *octets = g_string_new (NULL);
  for (unsigned i = 1; i <= instance; i++)
    {
      static const char *const names[] = { "ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal" };
      for (size_t n = 0; n < G_N_ELEMENTS (names) - (i == instance); n++)
        {
          g_autofree char *field = find_field (signed_mail, names[n], i);
          GString *canonical = signer_field (field, true);
          g_string_append (octets, canonical->str);
          g_string_free (canonical, TRUE);
        }
    }
  g_autofree char *own = g_strdup_printf ("i=%u; a=rsa-sha256; cv=%s; d=l%u.example; s=k; t=%u; b=", instance, cv,
                                          instance, 100 + instance);
  g_string_append_printf (octets, "arc-seal:%s", own);
  g_autofree char *signature = signer_sign (key, false, octets);
  g_string_free (octets, TRUE);
  g_autofree char *field = g_strdup_printf ("ARC-Seal: %s%s\r\n", own, signature);
  g_string_prepend (signed_mail, field);
  g_string_free (*mail, TRUE);
  *mail = signed_mail;
}

typedef struct Case {
  const char *name;
  unsigned links;
  const char *from, *to; /* replaced when all is sealed; from NULL: nothing */
  bool footer;           /* the second forwarder changes the mail before it seals */
  const char *hidden;    /* whose key was not seen */
  const char *verdict;   /* part of it */
} Case;

static const Case cases[] = {
  { "no chain", 0, NULL, NULL, false, NULL, "none 0 of 0: (null)" },
  { "one forwarder", 1, NULL, NULL, false, NULL, "pass 0 of 1: l1.example sealed this mail" },
  { "three forwarders", 3, NULL, NULL, false, NULL, "pass 0 of 3: the chain of 3 forwarders (ARC) is whole" },
  { "the second changed the mail", 3, NULL, NULL, true, NULL, "pass 2 of 3: " },
  { "fifty forwarders", 50, NULL, NULL, false, NULL, "pass 0 of 50: " },
  { "text changed behind the last", 2, "text", "Text", false, NULL,
    "fail 0 of 2: the chain of forwarders (ARC) is broken: the text was changed after l2.example" },
  { "header changed behind the last", 2, "Subject: a", "Subject: b", false, NULL,
    "header fields were changed after l2.example" },
  { "an old seal changed", 2, "t=101", "t=102", false, NULL, "the seal of number 1 (l1.example) does not fit" },
  { "old results changed", 3, "i=1; l1.example;\r\n\tspf=pass", "i=1; l1.example;\r\n\tspf=fail", false, NULL,
    "the seal of number 1" },
  { "results folded anew", 2, "l1.example;\r\n\tspf=pass", "l1.example; spf=pass", false, NULL, "pass 0 of 2" },
  { "number without a seal", 2, "ARC-Seal: i=1", "X: i=1", false, NULL, "number 1 of 2 has no ARC-Seal field" },
  { "number without a message signature", 2, "ARC-Message-Signature: i=1", "X: i=1", false, NULL,
    "number 1 of 2 has no ARC-Message-Signature field" },
  { "number without results", 2, "ARC-Authentication-Results: i=2", "X: i=1", false, NULL,
    "number 2 of 2 has no ARC-Authentication-Results field" },
  { "a number twice", 2, "ARC-Authentication-Results: i=2", "ARC-Authentication-Results: i=1", false, NULL,
    "number 1 has two ARC-Authentication-Results fields" },
  { "no number", 1, "ARC-Seal: i=1;", "ARC-Seal:", false, NULL, "an ARC-Seal field has no number" },
  { "number 51", 1, "ARC-Message-Signature: i=1;", "ARC-Message-Signature: i=51;", false, NULL,
    "an ARC-Message-Signature field has no number" },
  { "results whose number is not in front", 1, "ARC-Authentication-Results: i=1; l1.example;",
    "ARC-Authentication-Results: l1.example; i=1;", false, NULL, "an ARC-Authentication-Results field has no number" },
  { "cv=pass at the begin", 1, "cv=none", "cv=pass", false, NULL, "number 1 says cv=pass where none belongs" },
  { "cv=none later", 2, "cv=pass", "cv=none", false, NULL, "number 2 says cv=none where pass belongs" },
  { "cv=fail", 2, "cv=pass", "cv=fail", false, NULL,
    "l2.example, the last that sealed this mail, found it broken already (cv=fail)" },
  { "a seal that says what it signs", 1, "cv=none", "h=from; cv=none", false, NULL, "says what it signs" },
  { "key of the last unseen", 2, NULL, NULL, false, "l2.example",
    "unknown 0 of 2: the key k._domainkey.l2.example was not seen" },
  { "key of the first unseen", 2, NULL, NULL, false, "l1.example",
    "unknown 0 of 2: the key k._domainkey.l1.example was not seen" },
  { "key unseen, and broken all the same", 2, "t=102", "t=103", false, "l1.example",
    "fail 0 of 2: the chain of forwarders (ARC) is broken: the seal of number 2" },
  { "key unseen, and the text changed", 2, "text", "Text", false, "l2.example", "fail 0 of 2" },
};

static void
chains (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GString *mail = g_string_new ("From: a@b.example\r\nSubject: a\r\n\r\ntext\r\n");
      DnsInquiry zone = { .count = 0 };
      for (unsigned n = 1; n <= cases[i].links; n++)
        {
          g_autofree char *domain = g_strdup_printf ("l%u.example", n);
          g_autofree char *name = g_strdup_printf ("k._domainkey.%s", domain);
          if (g_strcmp0 (domain, cases[i].hidden) != 0)
            key_zone_add (&zone, name, DNS_FOUND, octets_of_string (record));
          if (n == 2 && cases[i].footer)
            g_string_append (mail, "-- \r\nlist\r\n");
          seal (&mail, n, n == 1 ? "none" : "pass");
        }
      if (cases[i].from != NULL)
        replace (mail, cases[i].from, cases[i].to);
      g_autofree char *verdict = judge (octets_of (mail->str, mail->len), &zone, MESSAGE_COMPLETE);
      if (strstr (verdict, cases[i].verdict) == NULL)
        fail_msg ("%s: %s", cases[i].name, verdict);
      key_zone_clear (&zone);
      g_string_free (mail, TRUE);
    }
}

static void
what_a_set_says (void **state)
{
  (void) state;
  GString *mail = g_string_new ("From: a@b.example\r\nSubject: a\r\n\r\ntext\r\n");
  MailStorage storage;
  MessageLimits limits;
  DnsInquiry zone = { .count = 0 };
  seal (&mail, 1, "none");
  seal (&mail, 2, "pass");
  MailMessage *message = read_mail (&storage, &limits, octets_of (mail->str, mail->len), MESSAGE_COMPLETE);
  ArcVerdict *verdict = arc_verify (message, NOW * SECOND, &zone);
  assert_int_equal (verdict->sets->len, 2);
  const ArcSet *set = g_ptr_array_index (verdict->sets, 0);
  assert_int_equal (set->instance, 1);
  assert_string_equal (set->domain, "l1.example");
  assert_string_equal (set->selector, "k");
  assert_string_equal (set->chain_validation, "none");
  assert_string_equal (set->results, "l1.example; spf=pass");
  arc_verdict_free (verdict);
  mail_message_free (message);
  key_zone_clear (&zone);
  g_string_free (mail, TRUE);
}

static void
losses_are_no_failures (void **state)
{
  (void) state;
  GString *mail = g_string_new ("From: a@b.example\r\nSubject: a\r\n\r\ntext\r\nand more\r\n");
  DnsInquiry zone = { .count = 0 };
  key_zone_add (&zone, "k._domainkey.l1.example", DNS_FOUND, octets_of_string (record));
  seal (&mail, 1, "none");
  const char *const cuts[] = { "more", "text", "Subject:", "\r\nFrom", "ARC-Message" };
  for (size_t i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      size_t at = (size_t) (strstr (mail->str, cuts[i]) - mail->str);
      g_autofree char *verdict = judge (octets_of (mail->str, at), &zone, MESSAGE_TRUNCATED);
      if (strcmp (verdict, "unknown 0 of 1: not checkable: the mail was not captured whole") != 0)
        fail_msg ("%s: %s", cuts[i], verdict);
    }
  key_zone_clear (&zone);
  g_string_free (mail, TRUE);
}

/* --- the published suite ------------------------------------------------------------------- */

static GString *
with_crlf (const char *text)
{
  GString *mail = g_string_new (text);
  g_string_replace (mail, "\r\n", "\n", 0);
  g_string_replace (mail, "\n", "\r\n", 0);
  return mail;
}

static void
run_case (const char *name, const SuiteNode *test, DnsInquiry *zone)
{
  GString *mail = with_crlf (suite_node_text (test, "message"));
  const char *given = suite_node_text (test, "cv");
  /* "" stands for a chain that an earlier link called broken: nothing is to be added to it. */
  g_autofree char *wanted
      = g_ascii_strdown (given != NULL && *g_strstrip ((char *) given) != '\0' ? given : "fail", -1);
  g_autofree char *verdict = judge (octets_of (mail->str, mail->len), zone, MESSAGE_COMPLETE);
  if (!g_str_has_prefix (verdict, wanted) || verdict[strlen (wanted)] != ' ')
    fail_msg ("%s: %s where %s is wanted", name, verdict, wanted);
  g_string_free (mail, TRUE);
}

static void
published_suite (void **state)
{
  (void) state;
  YamlSuite *suite = yaml_suite_read ("arc/arc-draft-validation-tests.yml");
  unsigned run = 0;
  if (suite == NULL)
    skip ();
  for (size_t i = 0; i < suite->count; i++)
    {
      const SuiteNode *tests = suite_node_get (suite->documents[i], "tests");
      const SuiteNode *records = suite_node_get (suite->documents[i], "txt-records");
      DnsInquiry zone = { .count = 0 };
      /* What is not in its zone does not exist. */
      for (size_t k = 0; records != NULL && k < records->count; k++)
        key_zone_add (&zone, records->keys[k]->text, DNS_FOUND, octets_of_string (records->items[k]->text));
      zone.complete = true;
      for (size_t k = 0; tests != NULL && k < tests->count; k++, run++)
        run_case (tests->keys[k]->text, tests->items[k], &zone);
      key_zone_clear (&zone);
    }
  yaml_suite_free (suite);
  printf ("%u cases of the published suite\n", run);
  assert_true (run >= 171); /* a few names stand there twice */
}

static int
make_keys (void **state)
{
  (void) state;
  key = signer_key_new (1024);
  g_autofree char *base64 = signer_key_base64 (key, false);
  record = g_strdup_printf ("v=DKIM1; p=%s", base64);
  return 0;
}

static int
drop_keys (void **state)
{
  (void) state;
  signer_key_free (key);
  g_free (record);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (chains),
    cmocka_unit_test (what_a_set_says),
    cmocka_unit_test (losses_are_no_failures),
    cmocka_unit_test (published_suite),
  };
  return cmocka_run_group_tests (tests, make_keys, drop_keys);
}
