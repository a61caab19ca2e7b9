/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The suite of the openspf project for RFC 7208, where it lies beside the source tree: each
 * of its cases is a test of its name. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dissect/spf.h"
#include "tests/support/dns-zone.h"
#include "tests/support/yaml-suite.h"

#include <stdio.h>

enum { SUITE_CASES = 203 };

typedef struct SuiteCase {
  const SuiteNode *test;
  DnsFacts *facts;
} SuiteCase;

static const struct {
  const char *name;
  DnsType type;
} types[] = {
  { "A", DNS_A },   { "AAAA", DNS_AAAA }, { "CNAME", DNS_CNAME },
  { "MX", DNS_MX }, { "PTR", DNS_PTR },   { "TXT", DNS_TXT },
};

/* "\xEF" in the suite means an octet, and is U+00EF in YAML. */
static void
append_octets (GString *to, const SuiteNode *scalar)
{
  const char *end = scalar->text + scalar->length;
  for (const char *at = scalar->text; at < end; at = *at != '\0' ? g_utf8_next_char (at) : at + 1)
    g_string_append_c (to, (char) (*at != '\0' ? g_utf8_get_char (at) : 0));
}

/* Strings of one TXT record. */
static void
add_text (DnsFacts *facts, const char *name, const SuiteNode *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (value->kind == SUITE_SCALAR)
    append_octets (text, value);
  for (size_t i = 0; i < value->count; i++)
    append_octets (text, value->items[i]);
  dns_zone_add_octets (facts, name, DNS_TXT, 0, octets_of (text->str, text->len));
}

static void
add_row (DnsFacts *facts, const char *name, DnsType type, const SuiteNode *value)
{
  if (type == DNS_TXT)
    add_text (facts, name, value);
  else if (value->kind == SUITE_LIST)
    dns_zone_add_octets (facts, name, type, (uint16_t) atoi (value->items[0]->text),
                         octets_of_string (value->items[1]->text));
  else
    dns_zone_add (facts, name, type, value->text);
}

/* Rows of one type.  Those of the type SPF are TXT where there are none of that (the suite is older than
 * RFC 7208); a row NONE only says that there are none. */
static void
add_rows (DnsFacts *facts, const char *name, const SuiteNode *rows, const char *label, DnsType type)
{
  bool named = false;
  for (size_t i = 0; i < rows->count; i++)
    {
      const SuiteNode *value = suite_node_get (rows->items[i], label);
      if (value == NULL)
        continue;
      named = true;
      if (!suite_node_holds (value, "NONE"))
        add_row (facts, name, type, value);
    }
  if (type == DNS_TXT && !named && strcmp (label, "SPF") != 0)
    add_rows (facts, name, rows, "SPF", type);
}

static DnsFacts *
facts_of (const SuiteNode *zone)
{
  DnsFacts *facts = dns_zone_new (true);
  for (size_t i = 0; i < zone->count; i++)
    {
      const char *name = zone->keys[i]->text;
      const SuiteNode *rows = zone->items[i];
      for (size_t type = 0; type < G_N_ELEMENTS (types); type++)
        add_rows (facts, name, rows, types[type].name, types[type].type);
      if (suite_node_holds (rows, "TIMEOUT"))
        dns_zone_fail (facts, name);
    }
  return facts;
}

static void
check_case (void **state)
{
  const SuiteCase *c = *state;
  uint8_t ip[16], version;
  assert_true (flow_ip_parse (octets_of_string (suite_node_text (c->test, "host")), ip, &version));
  SpfQuestion question = {
    .ip_version = version,
    .ip = ip,
    .helo = octets_of_string (suite_node_text (c->test, "helo")),
    .mail_from = octets_of_string (suite_node_text (c->test, "mailfrom")),
  };
  DnsInquiry *inquiry = dns_inquiry_new (c->facts, 0);
  SpfVerdict *verdict = spf_check (&question, inquiry);
  if (!suite_node_holds (suite_node_get (c->test, "result"), spf_result_name (verdict->result)))
    fail_msg ("%s: %s", spf_result_name (verdict->result), verdict->why);
  const char *explanation = suite_node_text (c->test, "explanation");
  if (explanation != NULL && strcmp (explanation, "DEFAULT") == 0)
    assert_null (verdict->explanation);
  else if (explanation != NULL)
    {
      assert_non_null (verdict->explanation);
      assert_string_equal (verdict->explanation, explanation);
    }
  assert_non_null (verdict->why);
  assert_int_equal (dns_inquiry_missing (inquiry)->len, 0);
  spf_verdict_free (verdict);
  dns_inquiry_free (inquiry);
}

int
main (void)
{
  YamlSuite *suite = yaml_suite_read ("rfc7208-tests.yml");
  if (suite == NULL)
    return YAML_SUITE_SKIPPED;
  GArray *cases = g_array_new (FALSE, TRUE, sizeof (SuiteCase));
  GArray *tests = g_array_new (FALSE, TRUE, sizeof (struct CMUnitTest));
  for (size_t i = 0; i < suite->count; i++)
    {
      const SuiteNode *named = suite_node_get (suite->documents[i], "tests");
      DnsFacts *facts = facts_of (suite_node_get (suite->documents[i], "zonedata"));
      for (size_t j = 0; j < named->count; j++)
        {
          SuiteCase c = { .test = named->items[j], .facts = facts };
          struct CMUnitTest test = { .name = named->keys[j]->text, .test_func = check_case };
          g_array_append_val (cases, c);
          g_array_append_val (tests, test);
        }
    }
  if (cases->len != SUITE_CASES)
    printf ("the suite has %u cases, not the %d it was published with\n", cases->len, SUITE_CASES);
  for (unsigned i = 0; i < cases->len; i++)
    g_array_index (tests, struct CMUnitTest, i).initial_state = &g_array_index (cases, SuiteCase, i);
  int failed = _cmocka_run_group_tests ("rfc7208-tests", (const struct CMUnitTest *) (const void *) tests->data,
                                        tests->len, NULL, NULL);
  failed += cases->len < SUITE_CASES;
  for (unsigned i = 0; i < cases->len; i++)
    if (i == 0 || g_array_index (cases, SuiteCase, i).facts != g_array_index (cases, SuiteCase, i - 1).facts)
      dns_facts_free (g_array_index (cases, SuiteCase, i).facts);
  g_array_free (tests, TRUE);
  g_array_free (cases, TRUE);
  yaml_suite_free (suite);
  return failed;
}
