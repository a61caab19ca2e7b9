/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fragments that overlap: which octets count for each policy, what the second reading
 * has, and which datagrams hosts would drop. */
#include "config.h"

#include "way.h"

#include "src/fragment-overlap.h"

enum { RAW_LINK = 101, TEXT = 172, LENGTH = 192, OLD_FROM = 64, OLD_END = 112 };

typedef struct Stretch {
  size_t from;
  size_t end;
  bool last;
} Stretch;

typedef struct Sender {
  Decoded *decoded;
  int ip_version;
  uint8_t datagram[LENGTH]; /* of '.', behind a TCP header */
  uint64_t number;
} Sender;

static Sender
sender_new (int ip_version, OverlapPolicy policy)
{
  Wire *wire = g_new0 (Wire, 1);
  wire->length = TEXT;
  memset (wire_octets (wire), '.', TEXT);
  wire_tcp (wire, ip_version, 0);
  Sender sender = { .decoded = decoded_new (NULL), .ip_version = ip_version };
  memcpy (sender.datagram, wire_octets (wire), LENGTH);
  decoder_set_policy (sender.decoded->decoder, &(StreamPolicy){ .overlap = policy });
  g_free (wire);
  return sender;
}

/* A fragment with its octets as they are, or all of them `fill`; `cut` were not captured. */
static void
send_fragment (Sender *sender, Stretch stretch, char fill, size_t cut)
{
  uint8_t octets[LENGTH];
  const size_t length = stretch.end - stretch.from;
  memcpy (octets, sender->datagram + MIN (stretch.from, LENGTH - length), length);
  if (fill != '\0')
    memset (octets, fill, length);
  Wire *wire = g_new0 (Wire, 1);
  wire_before (wire, octets, length);
  if (sender->ip_version == 4)
    {
      uint8_t *header = wire_ipv4 (wire, 6, false);
      wire_set_be16 (header + 6, stretch.from / 8 | (stretch.last ? 0 : 0x2000));
      wire_ipv4_checksum (header);
    }
  else
    {
      uint8_t header[8] = { 6 };
      wire_set_be16 (header + 2, stretch.from | (stretch.last ? 0 : 1));
      wire_before (wire, header, sizeof header);
      wire_ipv6 (wire, 44, false);
    }
  GuardPage guard = guard_page_new (wire_octets (wire), wire->length - cut);
  const Packet packet = { .octets = guard.octets,
                          .captured = wire->length - cut,
                          .length = wire->length,
                          .number = ++sender->number,
                          .link_type = RAW_LINK };
  decoder_push (sender->decoded->decoder, &packet);
  guard_page_clear (&guard);
  g_free (wire);
}

/* What is still missing of the datagram. */
static void
send_rest (Sender *sender, const bool sent[LENGTH / 8])
{
  for (size_t unit = 0, next; unit < LENGTH / 8; unit = next)
    {
      for (next = unit + 1; next < LENGTH / 8 && sent[next] == sent[unit]; next++)
        ;
      if (!sent[unit])
        send_fragment (sender, (Stretch){ unit * 8, next * 8, next == LENGTH / 8 }, '\0', 0);
    }
}

typedef struct Relation {
  const char *name;
  size_t from; /* of the second; the first is 64 to 112 */
  size_t end;
  const char *winner; /* a letter for each policy: 1 the first, 2 the second; empty: no overlap */
  bool linux_drops;
} Relation;

/* In the order of OverlapPolicy: linux, first, last, bsd, bsd-right, windows, macos, solaris,
 * old-linux. */
static const Relation relations[13] = {
  { "before", 24, 48, "", false },
  { "meets", 24, 64, "", false },
  { "overlaps", 40, 88, "112211212", true },
  { "finished by", 40, 112, "112211222", true },
  { "contains", 40, 136, "112212222", true },
  { "starts", 64, 88, "112121112", false },
  { "equals", 64, 112, "112121112", false },
  { "started by", 64, 136, "112121112", true },
  { "during", 80, 96, "112121111", false },
  { "finishes", 88, 112, "112121111", false },
  { "overlapped by", 88, 136, "112121111", true },
  { "met by", 112, 136, "", false },
  { "after", 120, 144, "", false },
};

static void
check_relation (const Relation *relation, OverlapPolicy policy, int ip_version, bool differs)
{
  const bool overlaps = *relation->winner != '\0';
  const bool second = overlaps && ip_version == 4 && relation->winner[policy] == '2';
  const bool drops = relation->linux_drops && (ip_version == 6 || policy == OVERLAP_LINUX);
  Sender sender = sender_new (ip_version, policy);
  bool sent[LENGTH / 8] = { false };
  char expected[LENGTH], other[LENGTH];
  memset (expected, '.', LENGTH);
  for (size_t i = OLD_FROM; i < OLD_END; i++)
    sent[i / 8] = true;
  for (size_t i = relation->from; i < relation->end; i++)
    sent[i / 8] = true;
  memset (expected + relation->from, differs ? 'b' : 'a', relation->end - relation->from);
  memset (expected + OLD_FROM, 'a', OLD_END - OLD_FROM);
  memcpy (other, expected, LENGTH);
  for (size_t i = MAX (relation->from, OLD_FROM); i < MIN (relation->end, OLD_END) && differs; i++)
    (second ? expected : other)[i] = 'b';

  send_fragment (&sender, (Stretch){ OLD_FROM, OLD_END, false }, 'a', 0);
  send_fragment (&sender, (Stretch){ relation->from, relation->end, false }, differs ? 'b' : 'a', 0);
  send_rest (&sender, sent);
  const Decoded *decoded = sender.decoded;
  if (decoded->segments != 1 || memcmp (decoded->octets, expected + 20, TEXT) != 0
      || decoded->second_readings != (overlaps && differs))
    fail_msg ("%s, %s, IPv%d: %u segments, %u second\n%.*s expected\n%.*s", relation->name,
              overlap_policy_name (policy), ip_version, decoded->segments, decoded->second_readings, TEXT,
              expected + 20, TEXT, (const char *) decoded->octets);
  assert_int_equal (decoded->last.doubtful, drops);
  assert_int_equal (decoder_counters (decoded->decoder)->fragments_differing, overlaps && differs);
  assert_int_equal (decoder_counters (decoded->decoder)->fragments_joined, 1);
  if (decoded->second_readings == 1)
    {
      assert_int_equal (decoded->second_length, TEXT);
      assert_memory_equal (decoded->second, other + 20, TEXT);
      assert_int_equal (decoded->second_packet, second ? 1 : 2);
    }
  decoded_free (sender.decoded);
}

static void
test_relations (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (relations); i++)
    for (OverlapPolicy policy = 0; policy < OVERLAP_POLICIES; policy++)
      for (unsigned variant = 0; variant < 4; variant++)
        check_relation (&relations[i], policy, (variant & 1) != 0 ? 6 : 4, (variant & 2) != 0);
}

/* In any order the pieces add up, and a model of single units agrees where one copy always wins. */
static void
test_random (void **state)
{
  (void) state;
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  for (unsigned round = 0; round < 20000; round++)
    {
      const OverlapPolicy policy = round % OVERLAP_POLICIES;
      Sender sender = sender_new (4, policy);
      bool sent[LENGTH / 8] = { false };
      char first[LENGTH], last[LENGTH], seen[LENGTH][8] = { 0 };
      memset (first, '.', LENGTH);
      memset (last, '.', LENGTH);
      const unsigned turns = 2 + round % 6;
      for (unsigned turn = 0; turn < turns; turn++)
        {
          const size_t from = 8 * (size_t) g_rand_int_range (random, 3, 18);
          const size_t end = MIN (from + 8 * (size_t) g_rand_int_range (random, 1, 6), LENGTH - 8);
          const char fill = (char) ('a' + turn);
          for (size_t i = from; i < end; i++)
            {
              if (!sent[i / 8])
                first[i] = fill;
              last[i] = fill;
              seen[i][turn] = fill;
            }
          for (size_t i = from; i < end; i += 8)
            sent[i / 8] = true;
          send_fragment (&sender, (Stretch){ from, end, false }, fill, 0);
        }
      send_rest (&sender, sent);
      const Decoded *decoded = sender.decoded;
      assert_int_equal (decoded->segments, 1);
      bool twice = false;
      for (size_t i = 20; i < LENGTH; i++)
        {
          const char got = (char) decoded->octets[i - 20];
          unsigned copies = 0;
          for (unsigned turn = 0; turn < turns; turn++)
            copies += seen[i][turn] != 0;
          twice |= copies > 1;
          assert_true (copies == 0 ? got == '.' : memchr (seen[i], got, sizeof seen[i]) != NULL);
          if (policy == OVERLAP_FIRST || policy == OVERLAP_LINUX)
            assert_int_equal (got, first[i]);
          if (policy == OVERLAP_LAST)
            assert_int_equal (got, last[i]);
          if (decoded->second_readings > 0)
            {
              const char other = (char) decoded->second[i - 20];
              assert_true (copies > 1 ? other != got && memchr (seen[i], other, sizeof seen[i]) != NULL : other == got);
            }
        }
      assert_int_equal (decoded->second_readings, twice);
      decoded_free (sender.decoded);
    }
}

/* Octets that the capture cut are no other octets. */
static void
test_cut (void **state)
{
  (void) state;
  Sender sender = sender_new (4, OVERLAP_LAST);
  send_fragment (&sender, (Stretch){ 64, 128, false }, 'a', 24);
  send_fragment (&sender, (Stretch){ 96, 128, false }, 'b', 0);
  send_fragment (&sender, (Stretch){ 0, 64, false }, '\0', 0);
  send_fragment (&sender, (Stretch){ 128, LENGTH, true }, '\0', 0);
  assert_int_equal (sender.decoded->segments, 1);
  assert_int_equal (sender.decoded->last.captured, 104 - 20);
  assert_int_equal (sender.decoded->second_readings, 1);
  assert_memory_equal (sender.decoded->octets + 96 - 20, "bbbbbbbb", 8);
  assert_memory_equal (sender.decoded->second + 96 - 20, "aaaaaaaa", 8);
  decoded_free (sender.decoded);
}

/* Two last fragments, each with its own end. */
static void
test_two_ends (void **state)
{
  (void) state;
  for (int version = 4; version <= 6; version += 2)
    {
      Sender sender = sender_new (version, OVERLAP_FIRST);
      send_fragment (&sender, (Stretch){ 0, 64, false }, '\0', 0);
      send_fragment (&sender, (Stretch){ 128, LENGTH, true }, '\0', 0);
      send_fragment (&sender, (Stretch){ 64, 100, true }, 'x', 0);
      send_fragment (&sender, (Stretch){ 64, 128, false }, 'a', 0);
      assert_int_equal (sender.decoded->segments, 1);
      assert_int_equal (sender.decoded->last.length, TEXT);
      assert_int_equal (sender.decoded->last.doubtful, version == 6);
      assert_int_equal (sender.decoded->octets[64 - 20], 'a');
      decoded_free (sender.decoded);

      sender = sender_new (version, OVERLAP_LINUX);
      send_fragment (&sender, (Stretch){ 64, LENGTH, true }, 'a', 0);
      send_fragment (&sender, (Stretch){ 64, 100, true }, 'x', 0);
      send_fragment (&sender, (Stretch){ 0, 64, false }, '\0', 0);
      assert_int_equal (sender.decoded->segments, 1);
      assert_true (sender.decoded->last.doubtful);
      assert_int_equal (sender.decoded->second_readings, 1);
      assert_int_equal (sender.decoded->second_length, 80);
      assert_int_equal (sender.decoded->second_packet, 2);
      assert_memory_equal (sender.decoded->second + 64 - 20, "xxxx", 4);
      decoded_free (sender.decoded);
    }
}

/* Linux ignores what lies inside fragments that came one behind the other, and drops the
 * datagram where it lies across two that did not. */
static void
test_linux_runs (void **state)
{
  (void) state;
  for (unsigned reverse = 0; reverse < 2; reverse++)
    {
      Sender sender = sender_new (4, OVERLAP_LINUX);
      const Stretch pieces[2] = { { 64, 96, false }, { 96, 128, false } };
      send_fragment (&sender, pieces[reverse], 'a', 0);
      send_fragment (&sender, pieces[!reverse], 'a', 0);
      send_fragment (&sender, (Stretch){ 72, 120, false }, 'b', 0);
      send_fragment (&sender, (Stretch){ 0, 64, false }, '\0', 0);
      send_fragment (&sender, (Stretch){ 128, LENGTH, true }, '\0', 0);
      assert_int_equal (sender.decoded->segments, 1);
      assert_int_equal (sender.decoded->last.doubtful, reverse);
      assert_int_equal (sender.decoded->second_readings, 1);
      decoded_free (sender.decoded);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_relations), cmocka_unit_test (test_random),     cmocka_unit_test (test_cut),
    cmocka_unit_test (test_two_ends),  cmocka_unit_test (test_linux_runs),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
