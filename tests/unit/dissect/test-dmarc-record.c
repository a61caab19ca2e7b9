/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DMARC records as they are written, well and badly. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/dmarc-record.h"

#include "tests/support/guard-page.h"

typedef struct RecordCase {
  const char *text;
  const char *says; /* NULL: no DMARC record */
} RecordCase;

static const RecordCase cases[] = {
  { "v=DMARC1; p=none", "p=none" },
  { "v=DMARC1;p=quarantine;", "p=quarantine" },
  { "v=DMARC1; p=reject; sp=none; np=reject; adkim=s; aspf=s; t=y; psd=n; rua=mailto:d@example.com",
    "p=reject sp=none np=reject adkim=s aspf=s t=y psd=n rua" },
  { "v=DMARC1; p=reject; adkim=r; aspf=r; t=n; psd=u", "p=reject" },
  { "v=DMARC1; p=reject; psd=y", "p=reject psd=y" },
  /* What RFC 9989 took away, what nobody defined, what is for reports only. */
  { "v=DMARC1; p=reject; pct=20; rf=afrf; ri=86400; x=y; fo=1:d; ruf=mailto:f@example.com; ptx", "p=reject" },
  { "v=DMARC1; p=reject; ; ;; =; =x; p", "p=reject" },
  { "v\t=  DMARC1 ;\tp =\treject\t; T = Y", "p=reject t=y" },
  /* The literals of its grammar know no case (RFC 5234 §2.3), but for the version. */
  { "V=DMARC1; P=REJECT; SP=Quarantine; ADKIM=S", "p=reject sp=quarantine adkim=s" },
  { "v=dmarc1; p=reject", NULL },
  { "v=DMARC10; p=reject", NULL },
  { "v=DMARC1 p=reject", NULL },
  { "v=DMARC2; p=reject", NULL },
  { " v=DMARC1; p=reject", NULL },
  { "p=reject; v=DMARC1", NULL },
  { "v=spf1 -all", NULL },
  { "v=", NULL },
  { "v", NULL },
  { "", NULL },
  { ";v=DMARC1; p=reject", NULL },
  { "google-site-verification=abc", NULL },
  /* Of a tag that stands twice the first counts. */
  { "v=DMARC1; p=none; p=reject", "p=none" },
  /* No policy, or none that is one. */
  { "v=DMARC1", "malformed" },
  { "v=DMARC1;", "malformed" },
  { "v=DMARC1; rua=mailto:d@example.com", "malformed rua, so p=none" },
  { "v=DMARC1; p=deny", "malformed" },
  { "v=DMARC1; p=", "malformed" },
  { "v=DMARC1; p=deny; rua=mailto:d@example.com", "malformed rua, so p=none" },
  { "v=DMARC1; p=reject; sp=deny", "p=reject malformed" },
  { "v=DMARC1; p=reject; sp=deny; np=reject; rua=mailto:d@example.com", "p=reject np=reject malformed rua, so p=none" },
  { "v=DMARC1; p=reject; np=; rua=mailto:d@example.com", "p=reject malformed rua, so p=none" },
  /* Other values out of form: their defaults. */
  { "v=DMARC1; p=reject; adkim=strict; aspf=x; t=1; psd=maybe", "p=reject" },
  /* What is a URI. */
  { "v=DMARC1; p=none; rua=d@example.com", "p=none" },
  { "v=DMARC1; p=none; rua=mailto:", "p=none" },
  { "v=DMARC1; p=none; rua=:d@example.com", "p=none" },
  { "v=DMARC1; p=none; rua=1mailto:d@example.com", "p=none" },
  { "v=DMARC1; p=none; rua=mail to:d@example.com", "p=none" },
  { "v=DMARC1; p=none; rua=mailto:a b", "p=none" },
  { "v=DMARC1; p=none; rua=, x ,mailto:d@example.com!10m", "p=none rua" },
  { "v=DMARC1; p=none; rua=https://example.com/dmarc", "p=none rua" },
  { "v=DMARC1; p=none; rua=,,,", "p=none" },
};

static void
append_tag (GString *text, const char *tag)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, tag);
}

static void
append_policy (GString *text, const char *tag, DmarcPolicy policy)
{
  if (policy == DMARC_POLICY_UNKNOWN)
    return;
  g_autofree char *both = g_strconcat (tag, "=", dmarc_policy_name (policy), NULL);
  append_tag (text, both);
}

/* NULL: no record. */
static char *
describe (Octets text)
{
  DmarcRecord record = { .testing = true };
  if (!dmarc_record_parse (text, &record))
    {
      assert_true (record.testing);
      return NULL;
    }
  GString *says = g_string_new (NULL);
  append_policy (says, "p", record.p);
  append_policy (says, "sp", record.sp);
  append_policy (says, "np", record.np);
  if (record.strict_dkim)
    append_tag (says, "adkim=s");
  if (record.strict_spf)
    append_tag (says, "aspf=s");
  if (record.testing)
    append_tag (says, "t=y");
  if (record.psd != DMARC_PSD_UNTOLD)
    append_tag (says, record.psd == DMARC_PSD_YES ? "psd=y" : "psd=n");
  bool malformed = record.malformed;
  if (malformed)
    append_tag (says, "malformed");
  if (record.reports)
    append_tag (says, "rua");
  assert_int_equal (dmarc_record_usable (&record), !malformed || record.reports);
  if (malformed && record.reports)
    {
      assert_int_equal (record.sp, DMARC_POLICY_UNKNOWN);
      assert_int_equal (record.np, DMARC_POLICY_UNKNOWN);
      g_string_append_printf (says, ", so p=%s", dmarc_policy_name (record.p));
    }
  return g_string_free (says, FALSE);
}

static void
test_records (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage guard = guard_page_new (cases[i].text, strlen (cases[i].text));
      g_autofree char *says = describe (octets_of (guard.octets, guard.length));
      if (g_strcmp0 (says, cases[i].says) != 0)
        fail_msg ("%s: got %s", cases[i].text, says != NULL ? says : "no record");
      guard_page_clear (&guard);
    }
}

/* Any octets behind the version, NUL among them, are passed over. */
static void
test_octets (void **state)
{
  (void) state;
  for (unsigned octet = 0; octet < 256; octet++)
    {
      char text[] = "v=DMARC1; x\0=\xff\0; p=reject; rua=\0mailto:a; z";
      text[sizeof text - 2] = (char) octet;
      g_autofree char *says = describe (octets_of (text, sizeof text - 1));
      assert_string_equal (says, "p=reject");
    }
}

static void
test_testing (void **state)
{
  (void) state;
  assert_int_equal (dmarc_policy_tested (DMARC_POLICY_REJECT), DMARC_POLICY_QUARANTINE);
  assert_int_equal (dmarc_policy_tested (DMARC_POLICY_QUARANTINE), DMARC_POLICY_NONE);
  assert_int_equal (dmarc_policy_tested (DMARC_POLICY_NONE), DMARC_POLICY_NONE);
  assert_int_equal (dmarc_policy_tested (DMARC_POLICY_UNKNOWN), DMARC_POLICY_UNKNOWN);
}

int
main (void)
{
  const struct CMUnitTest tests[]
      = { cmocka_unit_test (test_records), cmocka_unit_test (test_octets), cmocka_unit_test (test_testing) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
