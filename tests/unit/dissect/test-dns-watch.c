/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which answers are believed: tables of packets, and what is known behind them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/dns-watch.h"
#include "tests/support/dns-octets.h"
#include "tests/support/dns-words.h"

enum { TURNS = 8 };

/* A question goes from client to server, an answer back. */
typedef struct Turn {
  const char *lines;
  unsigned flags;
  int64_t time;         /* seconds */
  int64_t milliseconds; /* added to it */
  uint16_t id;
  uint16_t client_port; /* 0: 4000 */
  uint16_t server_port; /* 0: 53 */
  uint8_t server;       /* the last octet of its address */
  bool tcp;
  bool turned; /* sent the other way than it says */
} Turn;

typedef struct Case {
  const char *what;
  Turn turns[TURNS];
  const char *knows; /* of x A at second 100 */
  DnsWatchCounters counters;
} Case;

#define ASK "? x A"
#define TELL "? x A\n! x 60 A 192.0.2.1"
#define LIE "? x A\n! x 60 A 192.0.2.66"

static const Case cases[] = {
  { "an answer to a question",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 2, .questions = 1, .believed = 1 } },
  { "in another case", /* 0x20 */
    { { .lines = "? X A", .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 2, .questions = 1, .believed = 1 } },
  { "nobody asked",
    { { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "UNKNOWN",
    { .messages = 1, .unasked = 1 } },
  { "another identifier",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 2 } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "another port",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1, .client_port = 4001 } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "another server",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1, .server = 9 } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "another transport",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1, .tcp = true } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "another question",
    { { .lines = "? y A", .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "another type",
    { { .lines = "? x TXT", .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "another port of the server",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1, .server_port = 5353 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1, .server_port = 5353 } },
    "UNKNOWN",
    { .messages = 2 } },
  { "an answer that the client sent",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1, .turned = true } },
    "UNKNOWN",
    { .messages = 2, .questions = 1 } },
  { "a second answer, which differs",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 3, .questions = 1, .believed = 1, .second = 1 } },
  { "the same answer twice",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 3, .questions = 1, .believed = 1 } },
  { "a question sent again",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 98, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 3, .questions = 2, .believed = 1 } },
  { "too late",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 39, .id = 1 },
      { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "the identifier used again",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 30, .id = 1 },
      { .lines = "? x A\n! x 1 A 192.0.2.7", .flags = DNS_ANSWERS, .time = 30, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 4, .questions = 2, .believed = 2 } },
  { "truncated, then by TCP",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = ASK, .flags = DNS_ANSWERS | DNS_TRUNCATED, .time = 100, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1, .client_port = 4001, .tcp = true },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1, .client_port = 4001, .tcp = true } },
    "FOUND 192.0.2.1",
    { .messages = 4, .questions = 2, .believed = 2 } },
  { "captured before its question, but sent after it",
    { { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 99, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 2, .questions = 1, .believed = 1 } },
  { "captured a moment before its question",
    { { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .milliseconds = -10, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 2, .questions = 1, .believed = 1 } },
  { "forged a moment before its question, and the true one behind it",
    { { .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .milliseconds = -10, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "FOUND 192.0.2.1",
    { .messages = 3, .questions = 1, .believed = 2 } },
  { "sent before its question",
    { { .lines = LIE, .flags = DNS_ANSWERS, .time = 99, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 } },
    "UNKNOWN",
    { .messages = 2, .questions = 1, .unasked = 1 } },
  { "an address of IPv4 and IPv6 alike",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = "? x A\n! y 60 A 192.0.2.1", .flags = DNS_ANSWERS, .time = 100, .id = 1 } },
    "EMPTY",
    { .messages = 2, .questions = 1, .believed = 1 } },
  { "a server that failed, and another",
    { { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 },
      { .lines = ASK, .flags = DNS_ANSWERS | DNS_SERVFAIL, .time = 100, .id = 1 },
      { .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 2, .server = 9 },
      { .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 2, .server = 9 } },
    "FOUND 192.0.2.1",
    { .messages = 4, .questions = 2, .believed = 2 } },
  { "no DNS at all",
    { { .lines = "? x A\n! x 1 99 00\n! x 1 A 192.0.2.1", .flags = 0x8180, .time = 100, .id = 1 } },
    "UNKNOWN",
    { .messages = 1, .unasked = 1 } },
};

static const uint8_t seed[SIPHASH_KEY_OCTETS] = "another test key";

static void
push (DnsWatch *watch, const Turn *turn, uint64_t packet, size_t cut)
{
  GByteArray *octets = dns_octets_new (turn->id, turn->flags, turn->lines);
  uint8_t client[4] = { 192, 0, 2, 100 }, server[4] = { 192, 0, 2, turn->server };
  uint16_t client_port = turn->client_port != 0 ? turn->client_port : 4000;
  uint16_t server_port = turn->server_port != 0 ? turn->server_port : DNS_PORT;
  bool back = ((turn->flags & 0x8000) != 0) != turn->turned;
  DnsPath path = { .ip_version = 4,
                   .source = back ? server : client,
                   .destination = back ? client : server,
                   .source_port = back ? server_port : client_port,
                   .destination_port = back ? client_port : server_port,
                   .tcp = turn->tcp };
  dns_watch_push (watch, &path, octets_of (octets->data, octets->len - cut), cut > 0,
                  (Origin){ .packet = packet, .time = (turn->time * 1000 + turn->milliseconds) * 1000000 });
  g_byte_array_unref (octets);
}

static char *
known (DnsFacts *facts)
{
  DnsInquiry *inquiry = dns_inquiry_new (facts, 100 * G_GINT64_CONSTANT (1000000000));
  char *words = dns_words_of (dns_ask (inquiry, "x", DNS_A));
  dns_inquiry_free (inquiry);
  return words;
}

static void
believes_who_was_asked (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DnsFacts *facts = dns_words_facts_new (0, 0);
      DnsWatch *watch = dns_watch_new (100, facts, seed);
      for (unsigned k = 0; k < TURNS && cases[i].turns[k].lines != NULL; k++)
        push (watch, &cases[i].turns[k], k + 1, 0);
      g_autofree char *words = known (facts);
      const DnsWatchCounters *got = dns_watch_counters (watch), *want = &cases[i].counters;
      if (strcmp (words, cases[i].knows) != 0)
        fail_msg ("%s: %s", cases[i].what, words);
      if (memcmp (got, want, sizeof *got) != 0)
        fail_msg ("%s: %d messages, %d questions, %d believed, %d unasked, %d second", cases[i].what,
                  (int) got->messages, (int) got->questions, (int) got->believed, (int) got->unasked,
                  (int) got->second);
      dns_watch_free (watch);
      dns_facts_free (facts);
    }
}

static void
knows_from_where (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  DnsWatch *watch = dns_watch_new (100, facts, seed);
  push (watch, &(Turn){ .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1, .server = 7 }, 1, 0);
  push (watch, &(Turn){ .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1, .server = 7 }, 2, 0);
  DnsAnswer *answer = dns_facts_find (facts, "x", DNS_A, 100 * G_GINT64_CONSTANT (1000000000));
  assert_non_null (answer);
  assert_int_equal (answer->origin.packet, 2);
  assert_int_equal (answer->source, DNS_FROM_CAPTURE);
  assert_int_equal (answer->ip_version, 4);
  assert_int_equal (answer->server[3], 7);
  dns_answer_unref (answer);
  dns_watch_free (watch);
  dns_facts_free (facts);
}

static void
tells_cut_from_malformed (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  DnsWatch *watch = dns_watch_new (100, facts, seed);
  static const uint8_t junk[20] = { 0, 1, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 0xff };
  push (watch, &(Turn){ .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 }, 1, 0);
  push (watch, &(Turn){ .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 }, 2, 2);
  push (watch, &(Turn){ .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 }, 3, 30);
  assert_int_equal (dns_watch_counters (watch)->cut, 2);
  assert_int_equal (dns_watch_counters (watch)->malformed, 0);
  DnsPath path = { .ip_version = 4, .source = junk, .destination = junk, .source_port = DNS_PORT };
  dns_watch_push (watch, &path, octets_of (junk, sizeof junk), false, (Origin){ .packet = 4 });
  dns_watch_push (watch, &path, octets_of (junk, 3), false, (Origin){ .packet = 5 });
  assert_int_equal (dns_watch_counters (watch)->malformed, 2);
  assert_true (dns_facts_empty (facts));
  dns_watch_free (watch);
  dns_facts_free (facts);
}

/* Questions that have their answer give way to those that wait. */
static void
who_waits_is_spared (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  DnsWatch *watch = dns_watch_new (3, facts, seed);
  push (watch, &(Turn){ .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = 1 }, 1, 0);
  for (uint16_t id = 2; id <= 20; id++)
    {
      push (watch, &(Turn){ .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = id }, id, 0);
      push (watch, &(Turn){ .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = id }, id, 0);
    }
  assert_int_equal (dns_watch_counters (watch)->questions_hit, 0);
  assert_int_equal (dns_watch_counters (watch)->believed, 19);
  push (watch, &(Turn){ .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 1 }, 30, 0);
  assert_int_equal (dns_watch_counters (watch)->believed, 20);
  dns_watch_free (watch);
  dns_facts_free (facts);
}

static void
keeps_its_limit (void **state)
{
  (void) state;
  DnsFacts *facts = dns_words_facts_new (0, 0);
  DnsWatch *watch = dns_watch_new (2, facts, seed);
  for (uint16_t id = 1; id <= 3; id++)
    push (watch, &(Turn){ .lines = ASK, .flags = DNS_ASKS, .time = 100, .id = id }, id, 0);
  assert_int_equal (dns_watch_counters (watch)->questions_hit, 1);
  push (watch, &(Turn){ .lines = LIE, .flags = DNS_ANSWERS, .time = 100, .id = 1 }, 4, 0);
  assert_int_equal (dns_watch_counters (watch)->unasked, 1);
  push (watch, &(Turn){ .lines = TELL, .flags = DNS_ANSWERS, .time = 100, .id = 3 }, 5, 0);
  assert_int_equal (dns_watch_counters (watch)->believed, 1);
  push (watch, &(Turn){ .lines = ASK, .flags = DNS_ASKS, .time = 300, .id = 9 }, 6,
        0); /* drives out what is over: no loss */
  assert_int_equal (dns_watch_counters (watch)->questions_hit, 1);
  dns_watch_free (watch);
  dns_facts_free (facts);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (believes_who_was_asked),   cmocka_unit_test (knows_from_where),
    cmocka_unit_test (tells_cut_from_malformed), cmocka_unit_test (keeps_its_limit),
    cmocka_unit_test (who_waits_is_spared),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
