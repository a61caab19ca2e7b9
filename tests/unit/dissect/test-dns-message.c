/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS messages and what they say to their question. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/dns-octets.h"
#include "tests/support/dns-words.h"
#include "tests/support/guard-page.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static const struct {
  const char *what;
  unsigned flags;
  const char *lines;
  const char *says; /* "NOTHING"; with " for N" behind it, seconds of validity; "NAME TYPE: " in front where it is no
                       answer to the question itself */
} answers[] = {
  { "an address", DNS_ANSWERS, "? X.example A\n! X.example 60 A 192.0.2.1", "FOUND 192.0.2.1 for 60" },
  { "several, the shortest TTL", DNS_ANSWERS, "? x A\n! x 60 A 192.0.2.1\n! x 30 A 192.0.2.2\n! x 90 A 192.0.2.3",
    "FOUND 192.0.2.1 192.0.2.2 192.0.2.3 for 30" },
  { "IPv6", DNS_AUTHORITATIVE, "? x AAAA\n! x 60 AAAA 2001:db8::1", "FOUND 2001:db8::1 for 60" },
  { "strings", DNS_ANSWERS, "? x TXT\n! x 60 TXT 'v=spf1 ' '' '-all'\n! x 60 TXT two",
    "FOUND 'v=spf1 -all' 'two' for 60" },
  { "MX", DNS_ANSWERS, "? x MX\n! x 60 MX 10 Mail.x\n! x 60 MX 0 .", "FOUND 10:mail.x 0: for 60" },
  { "PTR", DNS_ANSWERS, "? 1.2.0.192.in-addr.arpa PTR\n! 1.2.0.192.in-addr.arpa 60 PTR mail.x", "FOUND mail.x for 60" },
  { "NS, SOA", DNS_ANSWERS, "? x NS\n! x 60 NS ns.x", "FOUND ns.x for 60" },
  { "SOA", DNS_ANSWERS, "? x SOA\n! x 60 SOA ns.x 300", "FOUND ns.x for 60" },
  { "a name in another case", DNS_ANSWERS, "? x.EXAMPLE A\n! X.example 60 A 192.0.2.1", "FOUND 192.0.2.1 for 60" },
  { "a chain", DNS_ANSWERS, "? a TXT\n! a 60 CNAME b\n! b 20 CNAME c\n! c 60 TXT x", "FOUND 'x' -> c for 20" },
  { "a chain out of order", DNS_ANSWERS, "? a TXT\n! c 60 TXT x\n! b 20 CNAME c\n! a 60 CNAME b",
    "FOUND 'x' -> c for 20" },
  { "records that nobody asked for", DNS_ANSWERS, "? a A\n! b 60 A 192.0.2.9\n! a 60 A 192.0.2.1\n+ c 60 A 192.0.2.8",
    "FOUND 192.0.2.1 for 60" },
  { "only records that nobody asked for", DNS_ANSWERS, "? a A\n! b 60 A 192.0.2.9\n~ . 60 SOA ns 30", "EMPTY for 30" },
  { "a loop", DNS_ANSWERS, "? a A\n! a 60 CNAME b\n! b 60 CNAME a", "FAILED -> b for 30" },
  { "a chain of eight", DNS_ANSWERS,
    "? 0 A\n! 0 9 CNAME 1\n! 1 9 CNAME 2\n! 2 9 CNAME 3\n! 3 9 CNAME 4\n! 4 9 CNAME 5\n! 5 9 CNAME 6\n! 6 9 CNAME 7\n"
    "! 7 9 CNAME 8\n! 8 9 A 192.0.2.1",
    "FOUND 192.0.2.1 -> 8 for 9" },
  { "a chain of nine", DNS_ANSWERS,
    "? 0 A\n! 0 9 CNAME 1\n! 1 9 CNAME 2\n! 2 9 CNAME 3\n! 3 9 CNAME 4\n! 4 9 CNAME 5\n! 5 9 CNAME 6\n! 6 9 CNAME 7\n"
    "! 7 9 CNAME 8\n! 8 9 CNAME 9\n! 9 9 A 192.0.2.1",
    "FAILED -> 9 for 30" },
  { "a chain without an end", DNS_ANSWERS, "? a A\n! a 60 CNAME b\n! b 20 CNAME c", "a CNAME: FOUND b for 20" },
  { "a chain to what is empty", DNS_ANSWERS, "? a A\n! a 60 CNAME b\n~ . 100 SOA ns 90", "EMPTY -> b for 60" },
  { "a chain to no name", DNS_ANSWERS | DNS_NXDOMAIN, "? a A\n! a 60 CNAME b.x\n~ x 40 SOA ns 90",
    "NO_NAME -> b.x for 40" },
  { "a CNAME that was asked for", DNS_ANSWERS, "? a CNAME\n! a 60 CNAME b", "FOUND b for 60" },
  { "no name", DNS_ANSWERS | DNS_NXDOMAIN, "? a.x A\n~ x 100 SOA ns 90", "NO_NAME for 90" },
  { "no name, for less than the minimum", DNS_ANSWERS | DNS_NXDOMAIN, "? a.x A\n~ x 50 SOA ns 90", "NO_NAME for 50" },
  { "no name, without a SOA", DNS_ANSWERS | DNS_NXDOMAIN, "? a.x A", "NO_NAME for 0" },
  { "no name, of a type that is not kept", DNS_ANSWERS | DNS_NXDOMAIN, "? a.x HTTPS\n~ x 50 SOA ns 90",
    "NO_NAME for 50" },
  { "no name at the end of a chain of such a type", DNS_ANSWERS | DNS_NXDOMAIN,
    "? a.x HTTPS\n! a.x 60 CNAME b.x\n~ x 50 SOA ns 90", "NO_NAME -> b.x for 50" },
  { "a SOA of another zone", DNS_ANSWERS | DNS_NXDOMAIN, "? a.x A\n~ y 100 SOA ns 90", "NO_NAME for 0" },
  { "empty", DNS_ANSWERS, "? a.x A\n~ x 100 SOA ns 90", "EMPTY for 90" },
  { "empty, with a SOA and NS", DNS_AUTHORITATIVE, "? a.x A\n~ x 100 NS ns\n~ x 100 SOA ns 90", "EMPTY for 90" },
  { "empty, without a word more", DNS_ANSWERS, "? a.x A", "EMPTY for 0" },
  { "a referral", 0x8000, "? a.x A\n~ x 100 NS ns.x\n+ ns.x 100 A 192.0.2.1", "NOTHING" },
  { "a server that knows nothing", 0x8000, "? a.x A", "NOTHING" },
  { "a server that failed", DNS_ANSWERS | DNS_SERVFAIL, "? a A", "FAILED for 30" },
  { "a server that refuses", 0x8000 | DNS_REFUSED, "? a A", "FAILED for 30" },
  { "a server that does not understand", 0x8001, "? a A", "NOTHING" },
  { "truncated", DNS_ANSWERS | DNS_TRUNCATED, "? a TXT\n! a 60 TXT one", "NOTHING" },
  { "another type", DNS_ANSWERS, "? a SRV\n! a 60 33 0000000000190161", "NOTHING" },
  { "any type", DNS_ANSWERS, "? a ANY\n! a 60 A 192.0.2.1", "NOTHING" },
  { "any type, no name", DNS_ANSWERS | DNS_NXDOMAIN, "? a ANY\n~ . 60 SOA ns 60", "NOTHING" },
  { "a question", DNS_ASKS, "? a A", "NOTHING" },
  { "an update", 0xa800, "? a SOA", "NOTHING" },
  { "no question", DNS_ANSWERS, "! a 60 A 192.0.2.1", "NOTHING" },
  { "a TTL with its first bit set", DNS_ANSWERS, "? a A\n! a 0x80000001 A 192.0.2.1", "FOUND 192.0.2.1 for 0" },
  { "a TTL of years", DNS_ANSWERS, "? a A\n! a 0x7fffffff A 192.0.2.1", "FOUND 192.0.2.1 for 604800" },
  { "EDNS", DNS_ANSWERS, "? a A\n! a 60 A 192.0.2.1\n+ . 0 41 00", "FOUND 192.0.2.1 for 60" },
  { "EDNS with a code of its own", DNS_ANSWERS, "? a A\n+ . 0x01000000 41 ''", "NOTHING" },
  { "the root's name", DNS_ANSWERS, "? . NS\n! . 60 NS a.root", "FOUND a.root for 60" },
};

/* Reads and describes it. */
static char *
says (Octets octets, DnsReading *reading)
{
  DnsMessage message;
  DnsAnswer like = { .from = 1000 * SECOND, .origin = { .packet = 5 }, .ip_version = 4 };
  *reading = dns_message_read (octets, &message);
  if (*reading != DNS_READ_WHOLE)
    return g_strdup ("NOTHING");
  DnsAnswer *answer = dns_message_answer (octets, &message, &like, reading);
  if (answer == NULL)
    return g_strdup ("NOTHING");
  assert_int_equal (answer->origin.packet, 5);
  assert_int_equal (answer->from, 1000 * SECOND);
  g_autofree char *words = dns_words_of (answer);
  g_autofree char *question = strcmp (answer->name, message.name) != 0 || (unsigned) answer->type != message.type
                                  ? g_strdup_printf ("%s %s: ", answer->name, dns_type_name (answer->type))
                                  : g_strdup ("");
  char *text = g_strdup_printf ("%s%s for %d", question, words, (int) ((answer->until - answer->from) / SECOND));
  dns_answer_unref (answer);
  return text;
}

static void
says_what_is_asked (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GByteArray *octets = dns_octets_new (77, answers[i].flags, answers[i].lines);
      GuardPage guard = guard_page_new (octets->data, octets->len);
      DnsReading reading;
      g_autofree char *text = says (octets_of (guard.octets, octets->len), &reading);
      if (strcmp (text, answers[i].says) != 0 || reading != DNS_READ_WHOLE)
        fail_msg ("%s: %s (%d)", answers[i].what, text, reading);
      guard_page_clear (&guard);
      g_byte_array_unref (octets);
    }
}

/* A message that ends early says nothing, or (its additional records apart) what it says whole. */
static void
ends_anywhere (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GByteArray *octets = dns_octets_new (77, answers[i].flags, answers[i].lines);
      for (size_t length = 0; length < octets->len; length++)
        {
          GuardPage guard = guard_page_new (octets->data, length);
          DnsReading reading;
          g_autofree char *text = says (octets_of (guard.octets, length), &reading);
          if (strcmp (text, "NOTHING") != 0 && strcmp (text, answers[i].says) != 0 && strncmp (text, "FAILED", 6) != 0
              && strcmp (text, "EMPTY for 0") != 0)
            fail_msg ("%s, %zu octets: %s", answers[i].what, length, text);
          if (reading == DNS_READ_MALFORMED)
            fail_msg ("%s, %zu octets: malformed", answers[i].what, length);
          guard_page_clear (&guard);
        }
      g_byte_array_unref (octets);
    }
}

/* The header: id 1, an answer; one question; one answer. */
#define HEAD                                                                                                           \
  "00018180"                                                                                                           \
  "0001000100000000"
#define ASKS_A                                                                                                         \
  "016100"                                                                                                             \
  "00010001"

static const struct {
  const char *what;
  const char *hex;
  DnsReading reading;
} octets_rows[] = {
  { "a jump to itself",
    HEAD "c00c"
         "00010001",
    DNS_READ_MALFORMED },
  { "a jump forward",
    HEAD "c010"
         "00010001",
    DNS_READ_MALFORMED },
  { "a jump into the header, which is the root", HEAD ASKS_A "c00200010001000000010004c0000201", DNS_READ_MALFORMED },
  { "two names that jump to each other",
    HEAD "0161c00e"
         "00010001",
    DNS_READ_MALFORMED },
  { "a label of an unknown kind",
    HEAD "4161"
         "00010001",
    DNS_READ_MALFORMED },
  { "two questions", "000181800002000000000000" ASKS_A ASKS_A, DNS_READ_MALFORMED },
  { "an address of five octets", HEAD ASKS_A "c00c00010001000000010005c000020100", DNS_READ_MALFORMED },
  { "an address of none", HEAD ASKS_A "c00c00010001000000010000", DNS_READ_MALFORMED },
  { "a string that is longer than its record",
    HEAD "016100"
         "00100001"
         "c00c001000010000000100020561",
    DNS_READ_MALFORMED },
  { "a name that is shorter than its record",
    HEAD "016100"
         "00050001"
         "c00c0005000100000001000401620000",
    DNS_READ_MALFORMED },
  { "a name that is longer than its record",
    HEAD "016100"
         "00050001"
         "c00c00050001000000010002016200",
    DNS_READ_MALFORMED },
  { "MX of one octet",
    HEAD "016100"
         "000f0001"
         "c00c000f000100000001000100",
    DNS_READ_MALFORMED },
  { "more answers than there are", HEAD ASKS_A, DNS_READ_CUT },
  { "a record that ends early", HEAD ASKS_A "c00c00010001000000010004c000", DNS_READ_CUT },
  { "no octets", "", DNS_READ_CUT },
};

static GByteArray *
octets_of_hex (const char *hex)
{
  GByteArray *octets = g_byte_array_new ();
  for (; *hex != '\0'; hex += 2)
    {
      uint8_t octet = (uint8_t) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}

static void
refuses_what_is_out_of_form (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (octets_rows); i++)
    {
      GByteArray *octets = octets_of_hex (octets_rows[i].hex);
      GuardPage guard = guard_page_new (octets->data, octets->len);
      DnsReading reading;
      g_autofree char *text = says (octets_of (guard.octets, octets->len), &reading);
      if (reading != octets_rows[i].reading || strcmp (text, "NOTHING") != 0)
        fail_msg ("%s: %s, reading %d", octets_rows[i].what, text, reading);
      guard_page_clear (&guard);
      g_byte_array_unref (octets);
    }
}

static void
reads_the_header (void **state)
{
  (void) state;
  GByteArray *octets = dns_octets_new (0x1234, DNS_AUTHORITATIVE | DNS_TRUNCATED | DNS_NXDOMAIN, "? A.B.c AAAA");
  DnsMessage message;
  assert_int_equal (dns_message_read (octets_of (octets->data, octets->len), &message), DNS_READ_WHOLE);
  assert_int_equal (message.id, 0x1234);
  assert_true (message.response && message.authoritative && message.truncated && !message.recursive);
  assert_int_equal (message.code, DNS_NXDOMAIN);
  assert_int_equal (message.type, DNS_AAAA);
  assert_string_equal (message.name, "a.b.c");
  g_byte_array_unref (octets);
}

static void
asks (void **state)
{
  (void) state;
  static const char *const names[] = { "", "x", "_dmarc.example.org", "a\\046b.\\000\\255.x" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GByteArray *octets = dns_message_question (99, names[i], DNS_TXT);
      DnsMessage message;
      assert_int_equal (dns_message_read (octets_of (octets->data, octets->len), &message), DNS_READ_WHOLE);
      assert_false (message.response);
      assert_int_equal (message.id, 99);
      assert_string_equal (message.name, names[i]);
      assert_int_equal (message.type, DNS_TXT);
      assert_int_equal (message.additionals, 1);
      assert_int_equal (octets->len, message.behind + 11);
      g_byte_array_unref (octets);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (says_what_is_asked),
    cmocka_unit_test (ends_anywhere),
    cmocka_unit_test (refuses_what_is_out_of_form),
    cmocka_unit_test (reads_the_header),
    cmocka_unit_test (asks),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
