/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reassembler's limits: what each does when it is met, and that hostile
 * segments stay within all of them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/stream-pair.h"
#include "tests/support/segment-script.h"

static ReassemblerLimits
standard_limits (void)
{
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  return limits;
}

static void
expect_log (const char *script, const ReassemblerLimits *limits, const char *expected, ReassemblerCounters *counters)
{
  g_autofree char *log = script_run (script, limits, counters);
  assert_string_equal (log, expected);
}

static void
half_open_connections_cost_little (void **state)
{
  (void) state;
  assert_true (sizeof (Connection) + sizeof (Connection *) <= 256);
}

static void
half_open_the_oldest_goes (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.half_open = 2;
  ReassemblerCounters counters;
  /* The first is forgotten: its answer looks like one in mid-stream, yet its SYN+ACK tells all. */
  expect_log ("a S 100 - port=1\na S 100 - port=2\na S 100 - port=3\nb S 500 101 port=3\na . 101 501 \"abc\" port=3\n",
              &limits, "open a\na 0 abc\nclose open\n", &counters);
  assert_int_equal (counters.half_open_evicted, 1);
  assert_int_equal (counters.connections, 3);
}

static void
connections_the_cheapest_goes (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.connections = 4;
  ReassemblerCounters counters;
  /* Two with data, two half-open: a third half-open one costs a half-open one. */
  expect_log ("a S 1 - port=1\nb S 1 2 port=1\na . 2 2 \"one\" port=1\n"
              "a S 1 - port=2\nb S 1 2 port=2\na . 2 2 \"two\" port=2\n"
              "a S 1 - port=3\na S 1 - port=4\na S 1 - port=5\n",
              &limits, "open a\na 0 one\nopen a\na 0 two\nclose open\nclose open\n", &counters);
  assert_int_equal (counters.connections_evicted, 1);
}

static void
connections_unwanted_before_open (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.connections = 4;
  ReassemblerCounters counters;
#define WITH_DATA(port, text) "a S 1 - port=" port "\nb S 1 2 port=" port "\na . 2 2 \"" text "\" port=" port "\n"
  expect_log (WITH_DATA ("1", "one") WITH_DATA ("2", "UNWANTED") WITH_DATA ("3", "three") WITH_DATA ("4", "four")
                  WITH_DATA ("5", "five") WITH_DATA ("6", "six"),
              &limits,
              "open a\na 0 one\nopen a\na 0 UNWANTED\nopen a\na 0 three\nopen a\na 0 four\n"
              "close timeout\nopen a\na 0 five\nclose timeout\nopen a\na 0 six\n"
              "close open\nclose open\nclose open\nclose open\n",
              &counters);
#undef WITH_DATA
  assert_int_equal (counters.connections_evicted, 2);
}

#define DATA(port, text) "a S 1 - port=" port "\nb S 1 2 port=" port "\na . 2 2 \"" text "\" port=" port "\n"

/* A table of four connections is full; which gives way to a fifth. */
typedef struct Sacrifice {
  const char *name;
  const char *script; /* with ports 1 to 4 */
  unsigned port;
} Sacrifice;

#define BUSY(port) DATA (port, "BUSY")

static const Sacrifice sacrifices[] = {
  { "the unknown before the known", DATA ("1", "KNOWN") BUSY ("2") DATA ("3", "?") DATA ("4", "?"), 3 },
  { "the known before the busy", BUSY ("1") BUSY ("2") DATA ("3", "KNOWN") BUSY ("4"), 3 },
  { "of the busy the longest idle",
    BUSY ("1") BUSY ("2") BUSY ("3") BUSY ("4") "a . 6 2 \"BUSY\" port=1\na . 6 2 - port=3\n", 2 },
  { "who was busy and is at rest again", BUSY ("1") BUSY ("2") BUSY ("3") BUSY ("4") "a . 6 2 \"KNOWN\" port=3\n", 3 },
  { "the unwanted before the half open", BUSY ("1") DATA ("2", "UNWANTED") DATA ("3", "?") "a S 1 - port=4\n", 2 },
  { "a handshake that came to nothing before the unwanted",
    "a S 1 - port=4\n@4000 a S 1 - port=9\n" BUSY ("1") DATA ("2", "UNWANTED"), 4 },
  { "the half open before the unknown", DATA ("1", "?") DATA ("2", "?") DATA ("3", "?") "a S 1 - port=4\n", 4 },
  { "who is ending before the unknown",
    DATA ("1", "?") DATA ("2", "?") DATA ("3", "KNOWN") DATA ("4", "?") "a R 7 - port=3\n", 3 },
  { "who was cut while busy after those at rest",
    BUSY ("1") BUSY ("2") DATA ("3", "KNOWN") BUSY ("4") "a R 6 - port=4\n", 3 },
  { "but before the busy", BUSY ("1") BUSY ("2") BUSY ("3") BUSY ("4") "a R 6 - port=4\n", 4 },
};

static bool
is_in_table (const ConnectionTable *table, unsigned port)
{
  for (ConnectionClass class = 0; class < CLASS_COUNT; class ++)
    for (const Connection *at = table->ages[class].oldest; at != NULL; at = at->newer)
      if (at->port[0] == port)
        return true;
  return false;
}

static void
connections_give_way_by_their_worth (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (sacrifices); i++)
    {
      const Sacrifice *row = &sacrifices[i];
      ReassemblerLimits limits = standard_limits ();
      limits.connections = 4;
      Script script = { .log = g_string_new (NULL) };
      script.reassembler = reassembler_new (&limits, &script_handler, &script);
      g_auto (GStrv) lines = g_strsplit (row->script, "\n", -1);
      for (char **line = lines; *line != NULL; line++)
        if (**line != '\0')
          script_line (&script, *line);
      assert_true (is_in_table (&script.reassembler->table, row->port));
      assert_int_equal (reassembler_counters (script.reassembler)->connections_evicted, 0);
      script_line (&script, "a S 1 - port=5");
      assert_int_equal (reassembler_counters (script.reassembler)->connections_evicted, 1);
      if (is_in_table (&script.reassembler->table, row->port))
        fail_msg ("%s: another one gave way", row->name);
      reassembler_free (script.reassembler);
      g_string_free (script.log, TRUE);
    }
}

/* Waiting octets give way in the same order: the connection that is busy waits on, though it
 * began to wait first. */
static void
total_octets_spare_the_busy (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.total_octets = 1900;
  ReassemblerCounters counters;
  expect_log (BUSY ("1") DATA ("2", "KNOWN")
                  DATA ("3", "??") "a . 9 2 #700 port=1\n"
                                   "a . 9 2 #700 port=2\na . 9 2 #700 port=3\na . 709 2 #700 port=2\n"
                                   "a . 6 2 \"abc\" port=1\n",
              &limits,
              "open a\na 0 BUSY\nopen a\na 0 KNOWN\nopen a\na 0 ??\n"
              "a gap 2+5 limit\na 7 #700\na gap 5+2 limit\na 7 #700\na 707 #700\n"
              "a 4 abc\na 7 #700\nclose open\nclose open\nclose open\n",
              &counters);
  assert_int_equal (counters.total_octets_hit, 2);
}

/* Who opens many connections cannot blind the comparison of those that matter. */
static void
history_of_the_cheapest_is_forgotten (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.total_history = 3 * 700;
  ReassemblerCounters counters;
  expect_log (
      DATA ("1", "a") DATA ("2", "bb") DATA ("3", "ccc") DATA ("4", "BUSY") DATA (
          "5", "dddd") "a . 2 2 \"!\" port=1\na . 2 2 \"!!\" port=2\na . 2 2 \"!!!\" port=3\na . 2 2 \"busy\" port=4\n"
                       "a . 2 2 \"!!!!\" port=5\n",
      &limits,
      "open a\na 0 a\nopen a\na 0 bb\nopen a\na 0 ccc\nopen a\na 0 BUSY\nopen a\na 0 dddd\n"
      "a diff 0 ccc/!!! 9,18\na diff 0 BUSY/busy 12,19\na diff 0 dddd/!!!! 15,20\n"
      "close open\nclose open\nclose open\nclose open\nclose open\n",
      &counters);
  assert_int_equal (counters.history_hit, 2);
}

#define OPENING "a S 100 -\nb S 500 101\na . 101 501\n"

static void
stream_octets_make_a_gap (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.stream_octets = 1000;
  ReassemblerCounters counters;
  expect_log (OPENING "a . 104 501 #500\na . 604 501 #500\n", &limits,
              "open a\na gap 0+3 limit\na 3 #500\na 503 #500\nclose open\n", &counters);
  assert_int_equal (counters.stream_octets_hit, 1);
  assert_int_equal (counters.gaps, 1);
  assert_int_equal (counters.gap_octets, 3);
}

static void
total_octets_cost_the_longest_waiting (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.total_octets = 2 * (sizeof (StreamPair) + 1000);
  ReassemblerCounters counters;
  expect_log ("a S 1 - port=1\nb S 1 2 port=1\na S 1 - port=2\nb S 1 2 port=2\na S 1 - port=3\nb S 1 2 port=3\n"
              "a . 9 2 #700 port=1\na . 9 2 #700 port=2\na . 9 2 #700 port=3\n"
              "a . 2 2 \"abcdefg\" port=2\n",
              &limits,
              "open a\na gap 0+7 limit\na 7 #700\nopen a\na 0 abcdefg\na 7 #700\n"
              "close open\nclose open\nopen a\na gap 0+7 end\na 7 #700\nclose open\n",
              &counters);
  assert_int_equal (counters.total_octets_hit, 1);
}

static void
history_is_bounded (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.history_octets = 8;
  ReassemblerCounters counters;
  expect_log (OPENING "a . 101 501 \"abcdefghijkl\"\na . 101 501 \"ABCDefgh\"\na . 109 501 \"ijKL\"\n", &limits,
              "open a\na 0 abcdefghijkl\na diff 10 kl/KL 4,6\nclose open\n", &counters);
  limits.total_history = 0;
  expect_log (OPENING "a . 101 501 \"abc\"\na . 101 501 \"ABC\"\n", &limits, "open a\na 0 abc\nclose open\n",
              &counters);
  assert_int_equal (counters.history_hit, 1);
  limits.history_octets = 0;
  expect_log (OPENING "a . 101 501 \"abc\"\na . 101 501 \"ABC\"\n", &limits, "open a\na 0 abc\nclose open\n",
              &counters);
  assert_int_equal (counters.history_hit, 0);
}

static void
idle_connections_end (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  limits.idle_seconds = 10;
  ReassemblerCounters counters;
  expect_log (OPENING "a . 101 501 \"abc\"\n@9000 a . 104 501 \"def\"\n@20000 a . 107 501 \"ghi\"\n", &limits,
              "open a\na 0 abc\na 3 def\nclose timeout\nopen a mid\na 0 ghi\nclose open\n", &counters);
  assert_int_equal (counters.idle_closed, 1);
}

static void
things_are_counted (void **state)
{
  (void) state;
  ReassemblerLimits limits = standard_limits ();
  ReassemblerCounters counters;
  g_autofree char *log = script_run (OPENING "a . 101 501 \"abc\" bad\na . 101 501 \"abc\"\na . 107 501 \"ghi\"\n"
                                             "a . 104 501 \"def\"\na . 101 501 \"xyz\"\nb R 90000 -\na F 110 501\n"
                                             "a . 110 501 \"late\"\nflush\n",
                                     &limits, &counters);
  assert_true (g_str_has_suffix (log, "close fin\n"));
  assert_int_equal (counters.segments, 11);
  assert_int_equal (counters.checksum_bad, 1);
  assert_int_equal (counters.retransmissions, 2);
  assert_int_equal (counters.out_of_order, 1);
  assert_int_equal (counters.ambiguities, 1);
  assert_int_equal (counters.resets_ignored, 1);
  assert_int_equal (counters.octets_ignored, 4);
}

/* --- hostile --- */

static void
check_bounds (const Reassembler *reassembler, const ReassemblerLimits *limits)
{
  assert_true (reassembler->table.count <= limits->connections);
  assert_true (reassembler->table.ages[CLASS_HALF_OPEN].count <= limits->half_open + 1);
  assert_true (reassembler->queued <= limits->total_octets);
  assert_true (reassembler->history <= limits->total_history);
}

static void
push_noise (Reassembler *reassembler, GRand *random, uint64_t number, int64_t *time)
{
  static const uint8_t addresses[2][4] = { { 192, 0, 2, 1 }, { 192, 0, 2, 2 } };
  static const uint8_t flags[] = { TCP_ACK,           TCP_ACK, TCP_ACK,           TCP_ACK, TCP_SYN, TCP_SYN | TCP_ACK,
                                   TCP_FIN | TCP_ACK, TCP_RST, TCP_RST | TCP_ACK, 0,       0xff };
  static const uint32_t bases[] = { 0, 0xffffff00, 0x7fffff00, 1000, 0x01000000 };
  unsigned side = g_rand_boolean (random);
  uint16_t port = (uint16_t) (1 + g_rand_int_range (random, 0, 12));
  *time += g_rand_int_range (random, 0, 400) == 0 ? (int64_t) g_rand_int (random) * 100 - INT64_C (200000000000)
                                                  : 1000000;
  Packet packet = { .number = number, .time = *time };
  size_t length = g_rand_boolean (random) ? (size_t) g_rand_int_range (random, 0, 200) : 0;
  g_autofree uint8_t *octets = g_malloc (length + 1);
  for (size_t i = 0; i < length; i++)
    octets[i] = (uint8_t) g_rand_int_range (random, 'a', 'd');
  size_t captured
      = g_rand_int_range (random, 0, 10) == 0 ? (size_t) g_rand_int_range (random, 0, (gint32) length + 1) : length;
  TcpSegment segment = {
    .packet = &packet,
    .window = UINT16_MAX,
    .ip_version = 4,
    .flags = flags[g_rand_int_range (random, 0, G_N_ELEMENTS (flags))],
    .source = addresses[side],
    .destination = addresses[!side],
    .source_port = side == 0 ? port : SCRIPT_PORT_B,
    .destination_port = side == 0 ? SCRIPT_PORT_B : port,
    .sequence = bases[g_rand_int_range (random, 0, 100) < 96 ? port % 5 : g_rand_int_range (random, 0, 5)]
                + (uint32_t) g_rand_int_range (random, 0, 600),
    .acknowledgment = bases[g_rand_int_range (random, 0, 100) < 96 ? port % 5 : g_rand_int_range (random, 0, 5)]
                      + (uint32_t) g_rand_int_range (random, 0, 600),
    .data = octets,
    .captured = captured,
    .length = length,
  };
  reassembler_push (reassembler, &segment);
}

static void
noise_stays_within_the_limits (void **state)
{
  (void) state;
  for (guint32 seed = 1; seed <= 12; seed++)
    {
      ReassemblerLimits limits = standard_limits ();
      limits.connections = 8;
      limits.half_open = 3;
      limits.stream_octets = 3000;
      limits.total_octets = 9000;
      limits.history_octets = 600;
      limits.total_history = 4000;
      Script script = { .log = g_string_new (NULL) };
      script.reassembler = reassembler_new (&limits, &script_handler, &script);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      int64_t time = 0;
      for (uint64_t number = 1; number <= 20000; number++)
        {
          push_noise (script.reassembler, random, number, &time);
          check_bounds (script.reassembler, &limits);
          g_string_truncate (script.log, 0);
        }
      reassembler_free (script.reassembler);
      assert_int_equal (script.open, 0);
      g_string_free (script.log, TRUE);
    }
}

/* The same input gives the same calls, whatever the random key of the table. */
static void
noise_is_told_the_same_twice (void **state)
{
  (void) state;
  g_autofree char *first = NULL;
  for (unsigned turn = 0; turn < 3; turn++)
    {
      ReassemblerLimits limits = standard_limits ();
      limits.connections = 8;
      Script script = { .log = g_string_new (NULL) };
      script.reassembler = reassembler_new (&limits, &script_handler, &script);
      g_autoptr (GRand) random = g_rand_new_with_seed (99);
      int64_t time = 0;
      for (uint64_t number = 1; number <= 5000; number++)
        push_noise (script.reassembler, random, number, &time);
      reassembler_free (script.reassembler);
      g_autofree char *log = g_string_free (script.log, FALSE);
      assert_true (strlen (log) > 1000);
      if (first == NULL)
        first = g_steal_pointer (&log);
      else
        assert_string_equal (first, log);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (half_open_connections_cost_little),
    cmocka_unit_test (half_open_the_oldest_goes),
    cmocka_unit_test (connections_the_cheapest_goes),
    cmocka_unit_test (connections_unwanted_before_open),
    cmocka_unit_test (connections_give_way_by_their_worth),
    cmocka_unit_test (total_octets_spare_the_busy),
    cmocka_unit_test (history_of_the_cheapest_is_forgotten),
    cmocka_unit_test (stream_octets_make_a_gap),
    cmocka_unit_test (total_octets_cost_the_longest_waiting),
    cmocka_unit_test (history_is_bounded),
    cmocka_unit_test (idle_connections_end),
    cmocka_unit_test (things_are_counted),
    cmocka_unit_test (noise_stays_within_the_limits),
    cmocka_unit_test (noise_is_told_the_same_twice),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
