/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known at which time, and what is noted of asking: tables of facts and questions. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/dns-words.h"

enum { FACTS = 16, QUESTIONS = 16 };

/* from == until == 0: a record of a zone file, of which `packet` is the line.  Type 0: a zone. */
typedef struct Fact {
  const char *name;
  unsigned type;
  const char *words;
  int64_t from, until;
  uint64_t packet;
} Fact;

typedef struct Question {
  int64_t time;
  const char *name;
  unsigned type;
  const char *answer;
  const char *missing; /* "NAME TYPE"; NULL: nothing */
  uint64_t packet;     /* 0: does not matter */
} Question;

typedef struct Case {
  const char *what;
  Fact facts[FACTS];
  Question questions[QUESTIONS];
} Case;

static const Case cases[] = {
  { .what = "nothing is known",
    .questions = { { 100, "x.example", DNS_TXT, "UNKNOWN", "x.example TXT", 0 },
                   { 100, "X.example.", DNS_A, "UNKNOWN", "x.example A", 0 },
                   { 100, "x..example", DNS_A, "NO_NAME", NULL, 0 },
                   { 100, ".", DNS_A, "NO_NAME", NULL, 0 },
                   { 100, "", DNS_A, "NO_NAME", NULL, 0 } } },
  { .what = "an answer in its time",
    .facts = { { "X.example", DNS_A, "FOUND 192.0.2.1 192.0.2.2", 1000, 1060, 7 } },
    .questions = { { 1000, "x.example", DNS_A, "FOUND 192.0.2.1 192.0.2.2", NULL, 7 },
                   { 1060, "x.EXAMPLE.", DNS_A, "FOUND 192.0.2.1 192.0.2.2", NULL, 7 },
                   { 400, "x.example", DNS_A, "FOUND 192.0.2.1 192.0.2.2", NULL, 7 },
                   { 399, "x.example", DNS_A, "UNKNOWN", "x.example A", 0 },
                   { 1360, "x.example", DNS_A, "FOUND 192.0.2.1 192.0.2.2", NULL, 7 },
                   { 1361, "x.example", DNS_A, "UNKNOWN", "x.example A", 0 },
                   { 1000, "x.example", DNS_AAAA, "UNKNOWN", "x.example AAAA", 0 },
                   { 1000, "a.x.example", DNS_A, "UNKNOWN", "a.x.example A", 0 } } },
  { .what = "the latest that was valid, else the first after, else the last before",
    .facts = { { "x", DNS_TXT, "FOUND 'one'", 1000, 1100, 1 },
               { "x", DNS_TXT, "FOUND 'two'", 1050, 1150, 2 },
               { "x", DNS_TXT, "FOUND 'three'", 1400, 1410, 3 },
               { "x", DNS_TXT, "FOUND 'four'", 1500, 1510, 4 } },
    .questions = { { 1020, "x", DNS_TXT, "FOUND 'one'", NULL, 1 },
                   { 1080, "x", DNS_TXT, "FOUND 'two'", NULL, 2 },
                   { 1120, "x", DNS_TXT, "FOUND 'two'", NULL, 2 },
                   { 1200, "x", DNS_TXT, "FOUND 'three'", NULL, 3 },
                   { 1450, "x", DNS_TXT, "FOUND 'four'", NULL, 4 },
                   { 1600, "x", DNS_TXT, "FOUND 'four'", NULL, 4 } } },
  { .what = "no such name holds for every type and below",
    .facts = { { "no.example", DNS_TXT, "NO_NAME", 1000, 1060, 3 },
               { "is.no.example", DNS_A, "FOUND 192.0.2.1", 1000, 1060, 4 } },
    .questions = { { 1010, "no.example", DNS_TXT, "NO_NAME", NULL, 3 },
                   { 1010, "no.example", DNS_MX, "NO_NAME", NULL, 3 },
                   { 1010, "a.b.no.example", DNS_MX, "NO_NAME", NULL, 3 },
                   { 1010, "is.no.example", DNS_A, "FOUND 192.0.2.1", NULL, 4 },
                   { 1010, "example", DNS_MX, "UNKNOWN", "example MX", 0 },
                   { 2010, "a.b.no.example", DNS_MX, "UNKNOWN", "a.b.no.example MX", 0 } } },
  { .what = "an empty answer is of its type alone",
    .facts = { { "x", DNS_TXT, "EMPTY", 1000, 1060, 3 } },
    .questions = { { 1010, "x", DNS_TXT, "EMPTY", NULL, 3 },
                   { 1010, "x", DNS_A, "UNKNOWN", "x A", 0 },
                   { 1010, "y.x", DNS_TXT, "UNKNOWN", "y.x TXT", 0 } } },
  { .what = "a failure gives way to any answer",
    .facts = { { "x", DNS_TXT, "FAILED", 1000, 1030, 3 },
               { "y", DNS_TXT, "FAILED", 1000, 1030, 4 },
               { "y", DNS_TXT, "FOUND 'y'", 1005, 1030, 5 },
               { "z", DNS_TXT, "FOUND 'z'", 900, 930, 6 },
               { "z", DNS_TXT, "FAILED", 1000, 1030, 7 },
               { "f", DNS_TXT, "FAILED", 1000, 1030, 7 },
               { "f", DNS_TXT, "file", 0, 0, 1 } },
    .questions = { { 1010, "x", DNS_TXT, "FAILED", NULL, 3 },
                   { 1001, "y", DNS_TXT, "FOUND 'y'", NULL, 5 },
                   { 1001, "z", DNS_TXT, "FOUND 'z'", NULL, 6 },
                   { 1001, "f", DNS_TXT, "FOUND 'file'", NULL, 0 } } },
  { .what = "a chain in one answer",
    .facts = { { "k.x", DNS_TXT, "FOUND 'key' -> k.y", 1000, 1060, 3 },
               { "e.x", DNS_TXT, "EMPTY -> e.y", 1000, 1060, 4 },
               { "n.x", DNS_TXT, "NO_NAME -> n.y", 1000, 1060, 5 } },
    .questions = { { 1010, "k.x", DNS_TXT, "FOUND 'key' -> k.y", NULL, 3 },
                   { 1010, "e.x", DNS_TXT, "EMPTY -> e.y", NULL, 4 },
                   { 1010, "n.x", DNS_TXT, "NO_NAME -> n.y", NULL, 5 },
                   { 1010, "n.x", DNS_A, "UNKNOWN", "n.x A", 0 } } },
  { .what = "a chain over several answers",
    .facts = { { "k.x", DNS_CNAME, "FOUND k.y", 1000, 1060, 3 },
               { "k.y", DNS_CNAME, "FOUND k.z", 1000, 1060, 4 },
               { "k.z", DNS_TXT, "FOUND 'key'", 1000, 1060, 5 },
               { "l.x", DNS_CNAME, "FOUND l.y", 1000, 1060, 6 },
               { "l.y", DNS_CNAME, "FOUND l.x", 1000, 1060, 7 },
               { "n.x", DNS_CNAME, "FOUND n.y", 1000, 1060, 8 },
               { "n.y", DNS_A, "NO_NAME", 1000, 1060, 9 } },
    .questions = { { 1010, "k.x", DNS_TXT, "FOUND 'key' -> k.z", NULL, 5 },
                   { 1010, "k.x", DNS_A, "UNKNOWN -> k.z", "k.z A", 0 },
                   { 1010, "k.x", DNS_CNAME, "FOUND k.y", NULL, 3 },
                   { 1010, "l.x", DNS_TXT, "FAILED", NULL, 0 },
                   { 1010, "n.x", DNS_TXT, "NO_NAME -> n.y", NULL, 9 } } },
  { .what = "eight links, and no ninth",
    .facts = { { "0", DNS_CNAME, "FOUND 1", 1000, 1060, 1 },
               { "1", DNS_CNAME, "FOUND 2", 1000, 1060, 2 },
               { "2", DNS_CNAME, "FOUND 3", 1000, 1060, 3 },
               { "3", DNS_CNAME, "FOUND 4", 1000, 1060, 4 },
               { "4", DNS_CNAME, "FOUND 5", 1000, 1060, 5 },
               { "5", DNS_CNAME, "FOUND 6", 1000, 1060, 6 },
               { "6", DNS_CNAME, "FOUND 7", 1000, 1060, 7 },
               { "7", DNS_CNAME, "FOUND 8", 1000, 1060, 8 },
               { "8", DNS_CNAME, "FOUND 9", 1000, 1060, 9 },
               { "8", DNS_A, "FOUND 192.0.2.8", 1000, 1060, 10 },
               { "9", DNS_A, "FOUND 192.0.2.9", 1000, 1060, 11 } },
    .questions = { { 1010, "0", DNS_A, "FOUND 192.0.2.8 -> 8", NULL, 10 },
                   { 1010, "0", DNS_TXT, "FAILED -> 8", NULL, 0 },
                   { 1010, "1", DNS_TXT, "UNKNOWN -> 9", "9 TXT", 0 } } },
  { .what = "records of files alone",
    .facts = { { "x.example", DNS_MX, "10:a.example", 0, 0, 5 },
               { "X.example.", DNS_MX, "20:b.example", 0, 0, 6 },
               { "x.example", DNS_MX, "10:a.example", 0, 0, 7 },
               { "*.x.example", DNS_TXT, "star", 0, 0, 8 } },
    .questions = { { -5, "x.example", DNS_MX, "FOUND 10:a.example 20:b.example", NULL, 0 },
                   { 1L << 32, "x.example", DNS_MX, "FOUND 10:a.example 20:b.example", NULL, 0 },
                   { 5, "x.example", DNS_A, "UNKNOWN", "x.example A", 0 },
                   { 5, "y.x.example", DNS_TXT, "UNKNOWN", "y.x.example TXT", 0 } } },
  { .what = "what was seen goes before files",
    .facts = { { "x", DNS_TXT, "file", 0, 0, 5 },
               { "x", DNS_TXT, "FOUND 'seen'", 1000, 1060, 3 },
               { "c", DNS_A, "192.0.2.1", 0, 0, 5 },
               { "c", DNS_CNAME, "FOUND d", 1000, 1060, 3 } },
    .questions = { { 1010, "x", DNS_TXT, "FOUND 'seen'", NULL, 3 },
                   { 5000, "x", DNS_TXT, "FOUND 'file'", NULL, 0 },
                   { 1010, "c", DNS_A, "UNKNOWN -> d", "d A", 0 },
                   { 5000, "c", DNS_A, "FOUND 192.0.2.1", NULL, 0 } } },
  { .what = "a complete zone",
    .facts = { { "example", 0, NULL, 0, 0, 1 },
               { "example", DNS_NS, "ns.example", 0, 0, 2 },
               { "a.b.example", DNS_A, "192.0.2.1", 0, 0, 3 },
               { "sub.example", DNS_NS, "ns.sub.example", 0, 0, 4 },
               { "ns.sub.example", DNS_A, "192.0.2.2", 0, 0, 5 },
               { "c.example", DNS_CNAME, "a.b.example", 0, 0, 6 } },
    .questions = { { 5, "example", DNS_TXT, "EMPTY", NULL, 0 },
                   { 5, "example", DNS_NS, "FOUND ns.example", NULL, 0 },
                   { 5, "b.example", DNS_A, "EMPTY", NULL, 0 },
                   { 5, "a.b.example", DNS_A, "FOUND 192.0.2.1", NULL, 0 },
                   { 5, "a.b.example", DNS_MX, "EMPTY", NULL, 0 },
                   { 5, "x.b.example", DNS_A, "NO_NAME", NULL, 0 },
                   { 5, "x.example", DNS_A, "NO_NAME", NULL, 0 },
                   { 5, "y.x.example", DNS_A, "NO_NAME", NULL, 0 },
                   { 5, "x.sub.example", DNS_A, "UNKNOWN", "x.sub.example A", 0 },
                   { 5, "sub.example", DNS_A, "UNKNOWN", "sub.example A", 0 },
                   { 5, "ns.sub.example", DNS_A, "FOUND 192.0.2.2", NULL, 0 },
                   { 5, "c.example", DNS_A, "FOUND 192.0.2.1 -> a.b.example", NULL, 0 },
                   { 5, "c.example", DNS_TXT, "EMPTY -> a.b.example", NULL, 0 },
                   { 5, "x.other", DNS_A, "UNKNOWN", "x.other A", 0 } } },
  /* RFC 4592 §2.2.1 */
  { .what = "wildcards",
    .facts = { { "example", 0, NULL, 0, 0, 1 },
               { "*.example", DNS_TXT, "star", 0, 0, 3 },
               { "*.example", DNS_MX, "10:host1.example", 0, 0, 4 },
               { "sub.*.example", DNS_TXT, "no wildcard", 0, 0, 5 },
               { "host1.example", DNS_A, "192.0.2.1", 0, 0, 6 },
               { "_ssh._tcp.host1.example", DNS_TXT, "srv", 0, 0, 7 },
               { "*.c.example", DNS_CNAME, "host1.example", 0, 0, 8 } },
    .questions = { { 5, "host3.example", DNS_MX, "FOUND 10:host1.example", NULL, 0 },
                   { 5, "host3.example", DNS_A, "EMPTY", NULL, 0 },
                   { 5, "foo.bar.example", DNS_TXT, "FOUND 'star'", NULL, 0 },
                   { 5, "host1.example", DNS_MX, "EMPTY", NULL, 0 },
                   { 5, "sub.*.example", DNS_MX, "EMPTY", NULL, 0 },
                   { 5, "_telnet._tcp.host1.example", DNS_TXT, "NO_NAME", NULL, 0 },
                   { 5, "ghost.*.example", DNS_MX, "NO_NAME", NULL, 0 },
                   { 5, "*.example", DNS_TXT, "FOUND 'star'", NULL, 0 },
                   { 5, "q.c.example", DNS_A, "FOUND 192.0.2.1 -> host1.example", NULL, 0 },
                   { 5, "c.example", DNS_A, "EMPTY", NULL, 0 } } },
  { .what = "the root's zone",
    .facts = { { ".", 0, NULL, 0, 0, 1 }, { "x", DNS_A, "192.0.2.1", 0, 0, 3 } },
    .questions = { { 5, "y", DNS_A, "NO_NAME", NULL, 0 }, { 5, "x", DNS_MX, "EMPTY", NULL, 0 } } },
};

static DnsFacts *
facts_of (const Case *test)
{
  DnsFacts *facts = dns_words_facts_new (0, 0);
  for (const Fact *fact = test->facts; fact < test->facts + FACTS && fact->name != NULL; fact++)
    if (fact->type == 0)
      assert_true (dns_facts_add_zone (facts, fact->name, (unsigned) fact->packet));
    else if (fact->from == 0 && fact->until == 0)
      dns_words_add_record (facts, fact->name, (DnsType) fact->type, fact->words, (unsigned) fact->packet);
    else
      dns_words_add (facts, fact->name, (DnsType) fact->type, fact->words, fact->from, fact->until, fact->packet);
  return facts;
}

static void
ask (const Case *test, DnsFacts *facts, const Question *question)
{
  DnsInquiry *inquiry = dns_inquiry_new (facts, question->time * 1000000000);
  const DnsAnswer *answer = dns_ask (inquiry, question->name, (DnsType) question->type);
  g_autofree char *words = dns_words_of (answer);
  if (strcmp (words, question->answer) != 0)
    fail_msg ("%s: %s %s at %d: %s", test->what, question->name, dns_type_name ((DnsType) question->type),
              (int) question->time, words);
  if (question->packet > 0)
    assert_int_equal (answer->origin.packet, question->packet);
  assert_ptr_equal (dns_ask (inquiry, question->name, (DnsType) question->type), answer);
  const GPtrArray *missing = dns_inquiry_missing (inquiry);
  assert_int_equal (missing->len, question->missing != NULL ? 1 : 0);
  for (guint i = 0; i < missing->len; i++)
    {
      const DnsMissing *row = g_ptr_array_index (missing, i);
      g_autofree char *text = g_strdup_printf ("%s %s", row->name, dns_type_name (row->type));
      assert_string_equal (text, question->missing);
    }
  const GPtrArray *used = dns_inquiry_used (inquiry);
  bool known = answer->status != DNS_UNKNOWN && answer->name[0] != '\0';
  assert_int_equal (used->len > 0 && g_ptr_array_index (used, used->len - 1) == answer, known);
  dns_inquiry_free (inquiry);
}

static void
tells_what_is_known (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DnsFacts *facts = facts_of (&cases[i]);
      for (const Question *question = cases[i].questions;
           question < cases[i].questions + QUESTIONS && question->name != NULL; question++)
        ask (&cases[i], facts, question);
      dns_facts_free (facts);
    }
}

static void
asks_nobody (void **state)
{
  (void) state;
  DnsInquiry *inquiry = dns_inquiry_new (NULL, 0);
  assert_int_equal (dns_inquiry_missing (inquiry)->len, 0);
  assert_int_equal (dns_inquiry_used (inquiry)->len, 0);
  assert_int_equal (dns_ask (inquiry, "x", DNS_A)->status, DNS_UNKNOWN);
  assert_int_equal (dns_ask (inquiry, "X.", DNS_A)->status, DNS_UNKNOWN);
  assert_int_equal (dns_inquiry_missing (inquiry)->len, 1);
  assert_true (dns_facts_empty (NULL));
  dns_inquiry_free (inquiry);
  dns_inquiry_free (NULL);
}

static void
notes_links (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  dns_words_add (facts, "k.x", DNS_CNAME, "FOUND k.y", 1000, 1060, 3);
  dns_words_add (facts, "k.y", DNS_TXT, "FOUND 'key'", 1010, 1050, 5);
  DnsInquiry *inquiry = dns_inquiry_new (facts, 1020 * G_GINT64_CONSTANT (1000000000));
  const DnsAnswer *answer = dns_ask (inquiry, "k.x", DNS_TXT);
  assert_int_equal (answer->from, 1010 * G_GINT64_CONSTANT (1000000000));
  assert_int_equal (answer->until, 1050 * G_GINT64_CONSTANT (1000000000));
  const GPtrArray *used = dns_inquiry_used (inquiry);
  assert_int_equal (used->len, 2);
  const DnsAnswer *link = g_ptr_array_index (used, 0);
  assert_int_equal (link->origin.packet, 3);
  assert_int_equal (link->type, DNS_CNAME);
  dns_facts_free (facts); /* what was given stays */
  assert_string_equal ((const char *) answer->records[0].data.at, "key");
  dns_inquiry_free (inquiry);
}

/* A link to what can be no name is no link of a zone file; one that comes as an answer fails. */
static void
follows_no_impossible_link (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  static const char label[] = "a123456789b123456789c123456789d123456789e123456789f123456789abcdef";
  DnsRecord record = { .data = octets_of_string (label) };
  assert_false (dns_facts_add_record (facts, "x", DNS_CNAME, &record, 1));
  record.data = OCTETS ("a..b");
  assert_false (dns_facts_add_record (facts, "x", DNS_CNAME, &record, 1));
  assert_true (dns_facts_empty (facts));
  record.data = OCTETS ("Y.Example.");
  assert_true (dns_facts_add_record (facts, "x", DNS_CNAME, &record, 1));
  dns_words_add_record (facts, "y.example", DNS_A, "192.0.2.1", 2);

  record.data = octets_of_string (label);
  DnsAnswer odd
      = { .name = "z", .type = DNS_CNAME, .status = DNS_FOUND, .records = &record, .count = 1, .until = INT64_MAX };
  DnsAnswer *answer = dns_answer_new (&odd);
  dns_facts_add (facts, answer);
  dns_answer_unref (answer);

  DnsInquiry *inquiry = dns_inquiry_new (facts, 1);
  assert_int_equal (dns_ask (inquiry, "x", DNS_A)->status, DNS_FOUND);
  assert_int_equal (dns_ask (inquiry, "z", DNS_A)->status, DNS_FAILED);
  assert_string_equal (dns_ask (inquiry, "z", DNS_A)->name, "z");
  dns_inquiry_free (inquiry);
  dns_facts_free (facts);
}

typedef struct Pair {
  const char *first, *second;
  int64_t second_at;
  bool differs;
} Pair;

static void
tells_contradictions (void **state)
{
  (void) state;
  static const Pair pairs[] = {
    { "FOUND 'a'", "FOUND 'a'", 1010, false },
    { "FOUND 'a'", "FOUND 'b'", 1010, true },
    { "FOUND 'a'", "FOUND 'b'", 2000, false },
    { "FOUND 'a' 'b'", "FOUND 'b' 'a'", 1010, false },
    { "FOUND 'a' 'a'", "FOUND 'b' 'a'", 1010, true },
    { "FOUND 'a' 'b'", "FOUND 'a'", 1010, true },
    { "FOUND 'a'", "FAILED", 1010, false },
    { "FAILED", "FOUND 'a'", 1010, false },
    { "FOUND 'a'", "NO_NAME", 1010, true },
    { "NO_NAME", "FOUND 'a'", 1010, true },
    { "EMPTY", "NO_NAME", 1010, true },
    { "FOUND 'a'", "FOUND 'a' -> y", 1010, true },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const Pair *pair = &pairs[i];
      DnsFacts *facts = dns_words_facts_new (0, 0);
      dns_words_add (facts, "x", DNS_TXT, pair->first, 1000, 1060, 1);
      dns_words_add (facts, "x", DNS_TXT, pair->second, pair->second_at, pair->second_at + 60, 2);
      DnsInquiry *inquiry = dns_inquiry_new (facts, pair->second_at * 1000000000);
      const DnsAnswer *answer = dns_ask (inquiry, "x", DNS_TXT);
      if (answer->differs != pair->differs)
        fail_msg ("'%s', then '%s' %s", pair->first, pair->second, answer->differs ? "differ" : "do not differ");
      assert_int_equal (answer->differing.packet, pair->differs ? 1 : 0);
      assert_int_equal (dns_facts_counters (facts)->differing, pair->differs);
      dns_inquiry_free (inquiry);
      dns_facts_free (facts);
    }
}

static DnsStatus
status_of (DnsFacts *facts, const char *name, int64_t time)
{
  DnsAnswer *answer = dns_facts_find (facts, name, DNS_A, time * 1000000000);
  DnsStatus status = answer != NULL ? answer->status : DNS_UNKNOWN;
  dns_answer_unref (answer);
  return status;
}

static void
keeps_its_limits (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (3, 0);
  dns_words_add_record (facts, "file", DNS_A, "192.0.2.1", 1);
  dns_words_add (facts, "a", DNS_A, "FOUND 192.0.2.1", 1000, 1060, 1);
  dns_words_add (facts, "b", DNS_A, "NO_NAME", 1000, 1060, 2);
  assert_int_equal (dns_facts_counters (facts)->names_hit, 0);
  dns_words_add (facts, "c", DNS_A, "FOUND 192.0.2.1", 1000, 1060, 3);
  assert_int_equal (status_of (facts, "a", 1000), DNS_UNKNOWN);
  assert_int_equal (status_of (facts, "b", 1000), DNS_NO_NAME);
  assert_int_equal (status_of (facts, "c", 1000), DNS_FOUND);
  assert_int_equal (status_of (facts, "file", 1000), DNS_FOUND);
  assert_int_equal (dns_facts_counters (facts)->names_hit, 1);
  DnsRecord record = { .data = OCTETS ("\1\2\3\4") };
  assert_false (dns_facts_add_record (facts, "other", DNS_A, &record, 2));
  assert_false (dns_facts_add_zone (facts, "other", 2));
  assert_int_equal (dns_facts_counters (facts)->names_hit, 3);
  dns_facts_free (facts);

  facts = dns_words_facts_new (0, 1000);
  for (unsigned i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u", i);
      dns_words_add (facts, name, DNS_A, "FOUND 192.0.2.1", 1000, 1060, i + 1);
    }
  assert_true (dns_facts_counters (facts)->octets_hit > 50);
  assert_int_equal (status_of (facts, "n0", 1000), DNS_UNKNOWN);
  assert_int_equal (status_of (facts, "n99", 1000), DNS_FOUND);
  dns_facts_free (facts);

  /* names that exist because others stand below them are octets too */
  facts = dns_words_facts_new (0, 1500);
  assert_true (dns_facts_add_record (facts, "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t", DNS_A, &record, 1));
  assert_false (dns_facts_add_record (facts, "z", DNS_A, &record, 2));
  dns_facts_free (facts);

  facts = dns_words_facts_new (0, 1);
  dns_words_add (facts, "a", DNS_A, "FOUND 192.0.2.1", 1000, 1060, 1);
  assert_true (dns_facts_empty (facts));
  dns_facts_free (facts);
}

static void
keeps_few_versions (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  for (unsigned i = 0; i < 100; i++)
    {
      g_autofree char *words = g_strdup_printf ("FOUND 192.0.2.%u", i);
      dns_words_add (facts, "a", DNS_A, words, 10000 * (int64_t) i + 10000, 10000 * (int64_t) i + 10001, i + 1);
    }
  assert_int_equal (status_of (facts, "a", 10000), DNS_UNKNOWN);
  assert_int_equal (status_of (facts, "a", 85 * 10000), DNS_FOUND);
  assert_int_equal (status_of (facts, "a", 100 * 10000), DNS_FOUND);
  dns_facts_free (facts);
}

/* A flood of answers pushes out none that a judgment asked for, and what was asked for once
 * keeps no room for ever. */
static void
a_flood_spares_what_was_asked_for (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (10, 0);
  dns_words_add (facts, "needed", DNS_A, "FOUND 192.0.2.1", 1000, 9060, 1);
  dns_words_add (facts, "not", DNS_A, "FOUND 192.0.2.1", 1000, 9060, 1);
  assert_int_equal (status_of (facts, "needed", 1000), DNS_FOUND);
  for (unsigned i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("flood%u", i);
      dns_words_add (facts, name, DNS_A, "FOUND 192.0.2.2", 1000, 9060, 2);
    }
  assert_int_equal (status_of (facts, "needed", 1000), DNS_FOUND);
  assert_int_equal (status_of (facts, "not", 1000), DNS_UNKNOWN);
  assert_int_equal (dns_facts_counters (facts)->names_hit, 92);
  /* Half of the room is for five: one more, and the first is as any other. */
  for (unsigned i = 95; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("flood%u", i);
      assert_int_equal (status_of (facts, name, 1000), DNS_FOUND);
    }
  for (unsigned i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("more%u", i);
      dns_words_add (facts, name, DNS_A, "FOUND 192.0.2.2", 1000, 9060, 2);
    }
  assert_int_equal (status_of (facts, "needed", 1000), DNS_UNKNOWN);
  assert_int_equal (status_of (facts, "flood95", 1000), DNS_FOUND);
  dns_facts_free (facts);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tells_what_is_known), cmocka_unit_test (asks_nobody),
    cmocka_unit_test (notes_links),         cmocka_unit_test (tells_contradictions),
    cmocka_unit_test (keeps_its_limits),    cmocka_unit_test (a_flood_spares_what_was_asked_for),
    cmocka_unit_test (keeps_few_versions),  cmocka_unit_test (follows_no_impossible_link),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
