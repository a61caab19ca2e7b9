/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zone files and the facts in them; what is wrong, and in which line. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/zone-file.h"
#include "tests/support/dns-words.h"
#include "tests/support/guard-page.h"

enum { QUESTIONS = 8 };

typedef struct Case {
  const char *what;
  const char *text;
  struct {
    const char *name;
    DnsType type;
    const char *answer;
  } questions[QUESTIONS];
} Case;

static const Case good[] = {
  { "single facts",
    "mail.example.org A 192.0.2.1\nmail.example.org. IN AAAA 2001:db8::1\nexample.org MX 10 mail.example.org\n",
    { { "mail.example.org", DNS_A, "FOUND 192.0.2.1" },
      { "mail.example.org", DNS_AAAA, "FOUND 2001:db8::1" },
      { "example.org", DNS_MX, "FOUND 10:mail.example.org" },
      { "example.org", DNS_TXT, "UNKNOWN" },
      { "www.example.org", DNS_A, "UNKNOWN" } } },
  { "a zone with an origin",
    "$ORIGIN example.org.\n$TTL 1h\n@ IN SOA ns hostmaster (\n  2026010101 ; serial\n  7200 1h30m 2w\n  300 )\n"
    "  NS ns\nns A 192.0.2.1\n3600 A 192.0.2.5 ; a name of digits\n\n@ 300 IN TXT \"v=spf1 \" \"-all\"\n  IN 300 MX 10 "
    "@\n"
    "www CNAME @\nfar A 192.0.2.9 ; ends without a line end",
    { { "example.org", DNS_TXT, "FOUND 'v=spf1 -all'" },
      { "example.org", DNS_MX, "FOUND 10:example.org" },
      { "example.org", DNS_SOA, "FOUND ns.example.org" },
      { "example.org", DNS_A, "EMPTY" },
      { "nobody.example.org", DNS_A, "NO_NAME" },
      { "far.example.org", DNS_A, "FOUND 192.0.2.9" },
      { "www.example.org", DNS_TXT, "FOUND 'v=spf1 -all' -> example.org" } } },
  { "a zone without an origin",
    "example.org. SOA ns.example.org hostmaster 1 2 3 4 5\nns A 192.0.2.1\nmail.example.org A 192.0.2.2\nother. A "
    "192.0.2.3\n",
    { { "ns.example.org", DNS_A, "FOUND 192.0.2.1" },
      { "mail.example.org", DNS_A, "FOUND 192.0.2.2" },
      { "other", DNS_A, "FOUND 192.0.2.3" },
      { "x.example.org", DNS_A, "NO_NAME" },
      { "example.org", DNS_SOA, "FOUND ns.example.org" } } },
  { "origins below each other",
    "$ORIGIN org.\n$ORIGIN example\na A 192.0.2.1\n$ORIGIN .\nb A 192.0.2.2\n",
    { { "a.example.org", DNS_A, "FOUND 192.0.2.1" }, { "b", DNS_A, "FOUND 192.0.2.2" } } },
  { "texts",
    "a TXT plain\nb TXT \"with ; ( ) \\\" \\\\ and \\065\"\nc TXT one two \"\" three\nd TXT esc\\ aped\\;\ne TXT "
    "\"\"\n",
    { { "a", DNS_TXT, "FOUND 'plain'" },
      { "b", DNS_TXT, "FOUND 'with ; ( ) \" \\ and A'" },
      { "c", DNS_TXT, "FOUND 'onetwothree'" },
      { "d", DNS_TXT, "FOUND 'esc aped;'" },
      { "e", DNS_TXT, "FOUND ''" } } },
  { "parentheses, line ends of all kinds, and a byte order mark",
    "\xef\xbb\xbf; a comment (\r\na TXT ( \"one\"\r\n  \"two\" ; not three )\r\n)\r\n   \r\n\tA ( 192.0.2.1 )\r\n()\n",
    { { "a", DNS_TXT, "FOUND 'onetwo'" }, { "a", DNS_A, "FOUND 192.0.2.1" } } },
  { "types that are not used, and other classes",
    "a SRV 0 0 1 b\na TYPE65534 \\# 1 00\na CH TXT chaos\na CAA 0 issue \"ca.example\"\na DNSKEY ( 257 3 8\n AwEAAc== "
    ")\n"
    "a A 192.0.2.1\n",
    { { "a", DNS_A, "FOUND 192.0.2.1" }, { "a", DNS_TXT, "UNKNOWN" } } },
  { "names in escapes",
    "a\\.b.example TXT x\nA\\032b TXT y\nend\\. TXT z\n",
    { { "a\\.b.example", DNS_TXT, "FOUND 'x'" },
      { "a\\032b", DNS_TXT, "FOUND 'y'" },
      { "end\\.", DNS_TXT, "FOUND 'z'" } } },
  { "reverse names",
    "$ORIGIN 2.0.192.in-addr.arpa.\n1 PTR mail.example.\n2 60 PTR two.example.\n",
    { { "1.2.0.192.in-addr.arpa", DNS_PTR, "FOUND mail.example" },
      { "2.2.0.192.in-addr.arpa", DNS_PTR, "FOUND two.example" } } },
  { "nothing", "", { { "a", DNS_A, "UNKNOWN" } } },
  { "an axfr, with its SOA twice",
    "x. SOA a. b. 1 2 3 4 5\nw.x. A 192.0.2.1\nx. SOA a. b. 1 2 3 4 5\n",
    { { "x", DNS_SOA, "FOUND a" }, { "w.x", DNS_MX, "EMPTY" } } },
};

static const struct {
  const char *text;
  unsigned line;
  const char *wrong; /* a part of it */
} bad[] = {
  { "a A 192.0.2.1\na A 192.0.2\n", 2, "'192.0.2' is no address of IPv4" },
  { "a A 2001:db8::1\n", 1, "is no address of IPv4" },
  { "a AAAA 192.0.2.1\n", 1, "is no address of IPv6" },
  { "a A\n", 1, "A needs 1 word behind it, not 0" },
  { "a MX mail\n", 1, "MX needs 2 words behind it, not 1" },
  { "a MX ten mail\n", 1, "'ten' is no preference" },
  { "a MX 65536 mail\n", 1, "'65536' is no preference" },
  { "a TXT\n", 1, "TXT needs a text" },
  { "a TXT \"open\nb A 192.0.2.1\n", 1, "quotation mark" },
  { "a TXT \"open", 1, "quotation mark" },
  { "a TXT \"open\\", 1, "quotation mark" },
  { "\n\na TXT ( one\n two\n", 3, "'(' is not closed" },
  { "a TXT one )\n", 1, "')' without" },
  { "@ A 192.0.2.1\n", 1, "no $ORIGIN" },
  { "  A 192.0.2.1\n", 1, "no name before it" },
  { "$INCLUDE other\n", 1, "$INCLUDE is not followed" },
  { "$GENERATE 1-2 a A 192.0.2.$\n", 1, "'$GENERATE' is not understood" },
  { "$ORIGIN\n", 1, "needs one word" },
  { "$TTL soon\n", 1, "'soon' is no TTL" },
  { "a..b A 192.0.2.1\n", 1, "'a..b' can be no name" },
  { "a CNAME ..\n", 1, "can be no name" },
  { "a\n", 1, "no type of record" },
  { "a 300 IN\n", 1, "no type of record" },
  { "a 300 IN 300 A 192.0.2.1\n", 1, "'300' stands where a type" },
  { "a SOA b c 1 2 3 4\n", 1, "SOA needs 7 words behind it, not 6" },
  { "a SOA b c 1 2 3 4 x\n", 1, "'x' is no number" },
  { "a SOA b c (\n 1\n x 3 4 5 )\n", 3, "'x' is no number" },
};

static bool
read_text (const void *text, size_t length, DnsFacts *facts, ZoneFileReport *report)
{
  GuardPage guard = guard_page_new (text, length);
  bool read = zone_file_read (octets_of (guard.octets, length), facts, report);
  guard_page_clear (&guard);
  assert_int_equal (read, report->wrong == NULL);
  assert_int_equal (report->line > 0, report->wrong != NULL);
  return read;
}

static void
reads (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    {
      DnsFacts *facts = dns_words_facts_new (0, 0);
      ZoneFileReport report;
      if (!read_text (good[i].text, strlen (good[i].text), facts, &report))
        fail_msg ("%s: line %u: %s", good[i].what, report.line, report.wrong);
      assert_int_equal (report.strange_line, 0);
      for (size_t k = 0; k < QUESTIONS && good[i].questions[k].name != NULL; k++)
        {
          DnsInquiry *inquiry = dns_inquiry_new (facts, 0);
          g_autofree char *words
              = dns_words_of (dns_ask (inquiry, good[i].questions[k].name, good[i].questions[k].type));
          if (strcmp (words, good[i].questions[k].answer) != 0)
            fail_msg ("%s: %s %s: %s", good[i].what, good[i].questions[k].name,
                      dns_type_name (good[i].questions[k].type), words);
          dns_inquiry_free (inquiry);
        }
      dns_facts_free (facts);
    }
}

static void
tells_what_is_wrong (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      DnsFacts *facts = dns_words_facts_new (0, 0);
      ZoneFileReport report;
      if (read_text (bad[i].text, strlen (bad[i].text), facts, &report))
        fail_msg ("'%s' was taken", bad[i].text);
      if (report.line != bad[i].line || strstr (report.wrong, bad[i].wrong) == NULL)
        fail_msg ("'%s': line %u: %s", bad[i].text, report.line, report.wrong);
      g_free (report.wrong);
      dns_facts_free (facts);
    }
}

static void
tells_octets_that_are_no_text (void **state)
{
  (void) state;
  static const char *const texts[] = { "a TXT x\0y\n", "a TXT \"\0\"\n ", "\0 TXT x  \n", "a\\\0 TXT x \n" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      DnsFacts *facts = dns_words_facts_new (0, 0);
      ZoneFileReport report;
      assert_false (read_text (texts[i], 10, facts, &report));
      assert_non_null (strstr (report.wrong, "NUL"));
      g_free (report.wrong);
      dns_facts_free (facts);
    }
}

static void
tells_types_that_are_none (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  ZoneFileReport report;
  static const char text[] = "a SRV 1 2 3 b\na TXXT x\na TXY z\na A 192.0.2.1\n";
  assert_true (read_text (text, strlen (text), facts, &report));
  assert_int_equal (report.strange_line, 2);
  assert_string_equal (report.strange, "TXXT");
  assert_int_equal (report.records, 1);
  dns_facts_free (facts);
}

/* What is read of a file that ends anywhere is read of it whole, too. */
static void
ends_anywhere (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    for (size_t length = 0; length < strlen (good[i].text); length++)
      {
        DnsFacts *facts = dns_words_facts_new (0, 0);
        ZoneFileReport report;
        read_text (good[i].text, length, facts, &report);
        g_free (report.wrong);
        dns_facts_free (facts);
      }
}

static void
tells_its_limits (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (2, 0);
  ZoneFileReport report;
  static const char text[] = "a A 192.0.2.1\nb A 192.0.2.1\nc A 192.0.2.1\n";
  assert_false (read_text (text, strlen (text), facts, &report));
  assert_int_equal (report.line, 3);
  assert_non_null (strstr (report.wrong, "dns-facts"));
  g_free (report.wrong);
  dns_facts_free (facts);

  g_autoptr (GString) many = g_string_new ("a TXT");
  for (unsigned i = 0; i < 5000; i++)
    g_string_append (many, " x");
  facts = dns_words_facts_new (0, 0);
  assert_false (read_text (many->str, many->len, facts, &report));
  assert_non_null (strstr (report.wrong, "more than 4096 words"));
  g_free (report.wrong);
  g_string_assign (many, "a TXT ");
  for (unsigned i = 0; i < 65536; i++)
    g_string_append_c (many, 'x');
  assert_false (read_text (many->str, many->len, facts, &report));
  assert_non_null (strstr (report.wrong, "at most 65535 octets"));
  g_free (report.wrong);
  dns_facts_free (facts);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (reads),
    cmocka_unit_test (tells_what_is_wrong),
    cmocka_unit_test (tells_octets_that_are_no_text),
    cmocka_unit_test (tells_types_that_are_none),
    cmocka_unit_test (ends_anywhere),
    cmocka_unit_test (tells_its_limits),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
