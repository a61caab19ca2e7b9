/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fragments in every order, with every lie that is known of them. */
#include "config.h"

#include "way.h"

enum { RAW_LINK = 101 };
#define SECOND INT64_C (1000000000)

/* A datagram to be cut into pieces: a TCP segment with its header. */
typedef struct Whole {
  Wire wire;
  int ip_version;
  size_t text; /* octets of the segment's data */
  uint64_t number;
} Whole;

static Whole *
whole_new (int ip_version, size_t text)
{
  Whole *whole = g_new0 (Whole, 1);
  whole->ip_version = ip_version;
  whole->text = text;
  whole->wire.length = text;
  for (size_t i = 0; i < text; i++)
    wire_octets (&whole->wire)[i] = (uint8_t) (i * 7 + i / 251);
  wire_tcp (&whole->wire, ip_version, 0);
  return whole;
}

typedef struct Piece {
  size_t offset;
  size_t length;
  bool last;
} Piece;

/* How a piece is not as it should be; all 0: it is. */
typedef struct Odds {
  uint32_t identification;
  uint8_t source;   /* its last octet; 0: as usual */
  uint8_t protocol; /* 0: TCP */
  uint8_t change;   /* added to each octet */
  size_t cut;       /* octets not captured */
  int64_t time;
  size_t wrong_offset; /* told instead of the offset */
} Odds;

/* Pushes one fragment, from a guard page. */
static void
push_piece (Decoded *decoded, Whole *whole, Piece piece, Odds odds)
{
  Wire *wire = g_new0 (Wire, 1);
  const size_t offset = odds.wrong_offset > 0 ? odds.wrong_offset : piece.offset;
  const uint8_t protocol = odds.protocol > 0 ? odds.protocol : 6;

  wire_before (wire, wire_octets (&whole->wire) + piece.offset, piece.length);
  for (size_t i = 0; i < piece.length; i++)
    wire_octets (wire)[i] = (uint8_t) (wire_octets (wire)[i] + odds.change);
  if (whole->ip_version == 4)
    {
      uint8_t *header = wire_ipv4 (wire, protocol, false);
      wire_set_be16 (header + 4, odds.identification);
      wire_set_be16 (header + 6, offset / 8 | (piece.last ? 0 : 0x2000));
      if (odds.source > 0)
        header[15] = odds.source;
      wire_ipv4_checksum (header);
    }
  else
    {
      uint8_t header[8] = { protocol };
      wire_set_be16 (header + 2, offset | (piece.last ? 0 : 1));
      wire_set_be32 (header + 4, odds.identification);
      wire_before (wire, header, sizeof header);
      wire_ipv6 (wire, 44, false);
    }

  GuardPage guard = guard_page_new (wire_octets (wire), wire->length - odds.cut);
  const Packet packet = { .octets = guard.octets,
                          .captured = wire->length - odds.cut,
                          .length = wire->length,
                          .number = ++whole->number,
                          .time = odds.time,
                          .link_type = RAW_LINK };
  decoder_push (decoded->decoder, &packet);
  guard_page_clear (&guard);
  g_free (wire);
}

static const Odds none = { 0 };

static void
assert_joined (const Decoded *decoded, Whole *whole, unsigned times)
{
  assert_int_equal (decoded->segments, times);
  assert_int_equal (decoded->last.ip_version, whole->ip_version);
  assert_int_equal (decoded->last.ttl, 61);
  assert_int_equal (decoded->last.source_port, 40000);
  assert_int_equal (decoded->last.destination_port, 2525);
  assert_int_equal (decoded->last.sequence, 0x01020304);
  assert_int_equal (decoded->last.length, whole->text);
  assert_int_equal (decoded->last.captured, whole->text);
  assert_false (decoded->last.checksum_bad);
  assert_memory_equal (decoded->octets, wire_octets (&whole->wire) + 20, whole->text);
  assert_string_equal (decoded->source, whole->ip_version == 4 ? WIRE_SOURCE_4 : WIRE_SOURCE_6);
}

static void
test_orders (void **state)
{
  (void) state;
  /* The first is tiny: the TCP header goes on in the next. */
  static const Piece pieces[4] = { { 0, 8, false }, { 8, 24, false }, { 32, 800, false }, { 832, 201, true } };
  for (int version = 4; version <= 6; version += 2)
    for (unsigned order = 0; order < 256; order++)
      {
        const unsigned index[4] = { order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6 };
        if ((1u << index[0] | 1u << index[1] | 1u << index[2] | 1u << index[3]) != 15)
          continue;
        Decoded *decoded = decoded_new (NULL);
        Whole *whole = whole_new (version, 1013);
        for (unsigned i = 0; i < 4; i++)
          {
            assert_int_equal (decoded->segments, 0);
            push_piece (decoded, whole, pieces[index[i]], none);
          }
        assert_joined (decoded, whole, 1);
        assert_int_equal (decoded->packet, 4);
        const DecoderCounters expected = { .fragments = 4, .fragments_joined = 1 };
        decoder_finish (decoded->decoder);
        assert_memory_equal (decoder_counters (decoded->decoder), &expected, sizeof expected);
        g_free (whole);
        decoded_free (decoded);
      }
}

/* Random cuts, orders and repetitions, the largest datagrams among them. */
static void
test_random_cuts (void **state)
{
  (void) state;
  GRand *chance = g_rand_new_with_seed (20);
  for (unsigned round = 0; round < 300; round++)
    {
      const int version = round % 2 == 0 ? 4 : 6;
      const size_t text
          = round % 10 == 0 ? 65535 - 20 - (version == 4 ? 20 : 0) : (size_t) g_rand_int_range (chance, 1, 5000);
      Decoded *decoded = decoded_new (NULL);
      Whole *whole = whole_new (version, text);
      const size_t length = text + 20;
      const size_t units = (length + 7) / 8;

      GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
      for (size_t unit = 0; unit < units;)
        {
          const size_t most = round % 3 == 0 ? 4 : 180;
          size_t count = (size_t) g_rand_int_range (chance, 1, (gint32) most + 1);
          count = MIN (count, units - unit);
          Piece piece = { unit * 8, count * 8, unit + count == units };
          if (piece.last)
            piece.length = length - piece.offset;
          g_array_append_val (pieces, piece);
          unit += count;
        }
      /* A fragment that is alone is none. */
      if (pieces->len == 1)
        {
          Piece first = { 0, 8, false }, second = { 8, length - 8, true };
          g_array_set_size (pieces, 0);
          g_array_append_val (pieces, first);
          g_array_append_val (pieces, second);
        }
      for (guint i = pieces->len; i > 1; i--)
        {
          const guint other = (guint) g_rand_int_range (chance, 0, (gint32) i);
          const Piece kept = g_array_index (pieces, Piece, i - 1);
          g_array_index (pieces, Piece, i - 1) = g_array_index (pieces, Piece, other);
          g_array_index (pieces, Piece, other) = kept;
        }
      for (guint i = 0; i < pieces->len; i++)
        {
          assert_int_equal (decoded->segments, 0);
          /* Some come twice, and some as part of a longer one. */
          if (i + 1 < pieces->len && g_rand_int_range (chance, 0, 4) == 0)
            push_piece (decoded, whole, g_array_index (pieces, Piece, i), none);
          push_piece (decoded, whole, g_array_index (pieces, Piece, i), none);
        }
      assert_joined (decoded, whole, 1);
      assert_int_equal (decoder_counters (decoded->decoder)->fragments_joined, 1);
      assert_int_equal (decoder_counters (decoded->decoder)->fragments_differing, 0);
      g_array_unref (pieces);
      g_free (whole);
      decoded_free (decoded);
    }
  g_rand_free (chance);
}

typedef struct Lie {
  const char *name;
  int versions; /* 4, 6, or 10 for both */
  struct {
    Piece piece;
    Odds odds;
  } pushed[5];
  unsigned joined;
  DecoderCounters counted; /* after decoder_finish */
} Lie;

enum { TEXT = 100, LENGTH = 120 }; /* of the segment in the cases below */

#define FIRST                                                                                                          \
  {                                                                                                                    \
    { 0, 64, false },                                                                                                  \
    {                                                                                                                  \
      0                                                                                                                \
    }                                                                                                                  \
  }
#define LAST                                                                                                           \
  {                                                                                                                    \
    { 64, 56, true },                                                                                                  \
    {                                                                                                                  \
      0                                                                                                                \
    }                                                                                                                  \
  }

static const Lie lies[] = {
  { "nothing is wrong", 10, { FIRST, LAST }, 1, { .fragments = 2, .fragments_joined = 1 } },
  { "each came twice", 10, { FIRST, FIRST, LAST }, 1, { .fragments = 3, .fragments_joined = 1 } },
  { "overlap of equal octets",
    10,
    { FIRST, { { 32, 88, true }, { 0 } } },
    1,
    { .fragments = 2, .fragments_joined = 1 } },
  { "overlap of other octets",
    10,
    { FIRST, { { 32, 32, false }, { .change = 1 } }, LAST },
    1,
    { .fragments = 3, .fragments_joined = 1, .fragments_differing = 1 } },
  { "a whole other copy",
    10,
    { FIRST, { { 0, 64, false }, { .change = 9 } }, LAST },
    1,
    { .fragments = 3, .fragments_joined = 1, .fragments_differing = 1 } },
  { "teardrop: one inside of another",
    10,
    { FIRST, { { 24, 8, true }, { .change = 3 } }, LAST },
    1,
    { .fragments = 3, .fragments_joined = 1, .fragments_differing = 1 } },
  { "last fragment shorter than the first last one",
    10,
    { { { 64, 56, true }, { 0 } }, { { 64, 40, true }, { 0 } }, FIRST },
    1,
    { .fragments = 3, .fragments_joined = 1, .fragments_differing = 1 } },
  { "last fragment longer than the first last one",
    10,
    { LAST, { { 40, 80, true }, { .wrong_offset = 56 } }, FIRST },
    1,
    { .fragments = 3, .fragments_joined = 1, .fragments_differing = 1 } },
  { "fragment across the end",
    10,
    { LAST, { { 32, 64, false }, { .wrong_offset = 88 } }, FIRST },
    1,
    { .fragments = 3, .fragments_joined = 1, .fragments_differing = 1 } },
  { "fragment behind the end",
    10,
    { LAST, { { 0, 64, false }, { .wrong_offset = 128 } }, FIRST },
    1,
    { .fragments = 3, .fragments_joined = 1, .fragments_differing = 1 } },
  { "ping of death",
    10,
    { FIRST, { { 0, 64, true }, { .wrong_offset = 65528 } }, LAST },
    1,
    { .fragments = 3, .fragments_joined = 1, .malformed = 1 } },
  { "one octet more than a datagram can have with its header",
    4,
    { FIRST, { { 0, 28, true }, { .wrong_offset = 65488 } }, LAST },
    1,
    { .fragments = 3, .fragments_joined = 1, .malformed = 1 } },
  { "the last is missing", 10, { FIRST, { { 64, 48, false }, { 0 } } }, 0, { .fragments = 2, .fragments_dropped = 1 } },
  { "the first is missing", 10, { LAST }, 0, { .fragments = 1, .fragments_dropped = 1 } },
  { "another identification",
    10,
    { FIRST, { { 64, 56, true }, { .identification = 1 } } },
    0,
    { .fragments = 2, .fragments_dropped = 2 } },
  { "another protocol",
    4,
    { FIRST, { { 64, 56, true }, { .protocol = 17 } } },
    0,
    { .fragments = 2, .fragments_dropped = 2 } },
  { "another protocol, which only the first fragment tells",
    6,
    { { { 64, 56, true }, { .protocol = 17 } }, FIRST },
    1,
    { .fragments = 2, .fragments_joined = 1 } },
  { "odd length before the last, rest is ignored",
    4,
    { { { 0, 67, false }, { 0 } }, LAST },
    1,
    { .fragments = 2, .fragments_joined = 1 } },
  { "odd length before the last",
    6,
    { { { 0, 67, false }, { 0 } }, FIRST, LAST },
    1,
    { .fragments = 3, .fragments_joined = 1, .malformed = 1 } },
  { "a fragment of nothing",
    10,
    { { { 64, 0, true }, { 0 } }, FIRST, LAST },
    1,
    { .fragments = 3, .fragments_joined = 1, .malformed = 1 } },
  { "time ran out",
    10,
    { FIRST, { { 64, 56, true }, { .time = 31 * SECOND } } },
    0,
    { .fragments = 2, .fragments_dropped = 2, .fragment_seconds_hit = 1 } },
  { "time nearly ran out",
    10,
    { FIRST, { { 64, 56, true }, { .time = 29 * SECOND } } },
    1,
    { .fragments = 2, .fragments_joined = 1 } },
  { "time ran backwards",
    10,
    { { { 0, 64, false }, { .time = 60 * SECOND } }, LAST },
    1,
    { .fragments = 2, .fragments_joined = 1 } },
  { "time is as far away as can be",
    10,
    { { { 0, 64, false }, { .time = INT64_MIN } }, { { 64, 56, true }, { .time = INT64_MAX } } },
    0,
    { .fragments = 2, .fragments_dropped = 2, .fragment_seconds_hit = 1 } },
};

static void
test_lies (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (lies); row++)
    for (int version = 4; version <= 6; version += 2)
      {
        const Lie *lie = &lies[row];
        if (lie->versions != 10 && lie->versions != version)
          continue;
        print_message ("  %s, ipv%d\n", lie->name, version);
        Decoded *decoded = decoded_new (NULL);
        Whole *whole = whole_new (version, TEXT);
        for (size_t i = 0; i < G_N_ELEMENTS (lie->pushed); i++)
          if (lie->pushed[i].piece.length > 0 || lie->pushed[i].piece.offset > 0)
            push_piece (decoded, whole, lie->pushed[i].piece, lie->pushed[i].odds);
        decoder_finish (decoded->decoder);
        if (lie->joined > 0)
          assert_joined (decoded, whole, lie->joined);
        assert_int_equal (decoded->segments, lie->joined);
        assert_memory_equal (decoder_counters (decoded->decoder), &lie->counted, sizeof lie->counted);
        g_free (whole);
        decoded_free (decoded);
      }
}

/* The snapshot length cut fragments: the datagram is captured up to the first cut. */
static void
test_cut_fragments (void **state)
{
  (void) state;
  for (int version = 4; version <= 6; version += 2)
    for (unsigned order = 0; order < 2; order++)
      for (size_t cut_first = 0; cut_first <= 64; cut_first++)
        for (size_t cut_last = 0; cut_last <= 56; cut_last += 7)
          {
            Decoded *decoded = decoded_new (NULL);
            Whole *whole = whole_new (version, TEXT);
            const Piece first = { 0, 64, false }, last = { 64, 56, true };
            if (order == 0)
              push_piece (decoded, whole, first, (Odds){ .cut = cut_first });
            push_piece (decoded, whole, last, (Odds){ .cut = cut_last });
            if (order == 1)
              push_piece (decoded, whole, first, (Odds){ .cut = cut_first });

            const size_t captured = cut_first > 0 ? 64 - cut_first : LENGTH - cut_last;
            const DecoderCounters *counters = decoder_counters (decoded->decoder);
            assert_int_equal (counters->fragments_joined, 1);
            assert_int_equal (decoded->segments, captured >= 20);
            assert_int_equal (counters->truncated, captured < 20);
            assert_int_equal (counters->checksum_bad, 0);
            if (captured >= 20)
              {
                assert_int_equal (decoded->last.length, TEXT);
                assert_int_equal (decoded->last.captured, captured - 20);
                assert_memory_equal (decoded->octets, wire_octets (&whole->wire) + 20, captured - 20);
              }
            g_free (whole);
            decoded_free (decoded);
          }
}

/* A copy of what was cut is no other copy. */
static void
test_copy_of_cut (void **state)
{
  (void) state;
  Decoded *decoded = decoded_new (NULL);
  Whole *whole = whole_new (4, TEXT);
  const Piece first = { 0, 64, false }, last = { 64, 56, true };
  /* Octets that no freed buffer of another test holds. */
  memset (wire_octets (&whole->wire) + 20, 0x99, TEXT);
  push_piece (decoded, whole, first, (Odds){ .cut = 10 });
  push_piece (decoded, whole, first, none);
  push_piece (decoded, whole, last, none);
  assert_int_equal (decoded->segments, 1);
  assert_int_equal (decoded->last.captured, 54 - 20);
  assert_int_equal (decoder_counters (decoded->decoder)->fragments_differing, 0);
  g_free (whole);
  decoded_free (decoded);
}

static void
test_limit_of_datagrams (void **state)
{
  (void) state;
  const DecoderLimits limits = { .fragments = 10, .fragment_octets = 1024 * 1024, .fragment_seconds = 30 };
  const Piece first = { 0, 64, false }, last = { 64, 56, true };
  Decoded *decoded = decoded_new (&limits);
  Whole *whole = whole_new (4, TEXT);
  for (uint32_t i = 0; i < 15; i++)
    push_piece (decoded, whole, first, (Odds){ .identification = i });
  const DecoderCounters *counters = decoder_counters (decoded->decoder);
  assert_int_equal (counters->fragments_hit, 5);
  assert_int_equal (counters->fragments_dropped, 5);
  /* The oldest five gave way, and no other. */
  for (uint32_t i = 5; i < 15; i++)
    push_piece (decoded, whole, last, (Odds){ .identification = i });
  assert_joined (decoded, whole, 10);
  assert_int_equal (counters->fragments_dropped, 5);
  push_piece (decoded, whole, last, (Odds){ .identification = 4 });
  assert_int_equal (decoded->segments, 10);
  g_free (whole);
  decoded_free (decoded);
}

static void
test_limit_of_octets (void **state)
{
  (void) state;
  const DecoderLimits limits = { .fragments = 1000, .fragment_octets = 256 * 1024, .fragment_seconds = 30 };
  Decoded *decoded = decoded_new (&limits);
  Whole *whole = whole_new (6, TEXT);
  /* Each asks for the largest buffer with a few octets. */
  for (uint32_t i = 0; i < 100; i++)
    push_piece (decoded, whole, (Piece){ 0, 64, false }, (Odds){ .identification = i, .wrong_offset = 65000 });
  const DecoderCounters *counters = decoder_counters (decoded->decoder);
  assert_true (counters->fragment_octets_hit >= 96 && counters->fragment_octets_hit < 100);
  assert_int_equal (counters->fragments_dropped, counters->fragment_octets_hit);
  push_piece (decoded, whole, (Piece){ 0, 64, false }, (Odds){ .identification = 1000 });
  push_piece (decoded, whole, (Piece){ 64, 56, true }, (Odds){ .identification = 1000 });
  assert_joined (decoded, whole, 1);
  g_free (whole);
  decoded_free (decoded);
}

/* Whoever sends many fragments that come to nothing, by number or by size, from one
 * address or from several: the few of others are joined. */
typedef struct Flood {
  const char *name;
  DecoderLimits limits;
  uint8_t sources; /* each of as many */
  size_t at;       /* offset of what is sent */
  unsigned count;
} Flood;

static const Flood floods[] = {
  { "many from one", { .fragments = 10, .fragment_octets = 1024 * 1024, .fragment_seconds = 30 }, 1, 64, 1000 },
  { "many from three", { .fragments = 20, .fragment_octets = 1024 * 1024, .fragment_seconds = 30 }, 3, 64, 1000 },
  { "large ones from one",
    { .fragments = 1000, .fragment_octets = 256 * 1024, .fragment_seconds = 30 },
    1,
    65000,
    1000 },
  { "large ones from all",
    { .fragments = 1000, .fragment_octets = 256 * 1024, .fragment_seconds = 30 },
    150,
    65000,
    1000 },
  { "large ones from all, none of whom is greedy",
    { .fragments = 1000, .fragment_octets = 5 * 1024 * 1024, .fragment_seconds = 30 },
    150,
    65000,
    1000 },
};

static void
test_floods (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (floods); row++)
    {
      const Flood *flood = &floods[row];
      print_message ("  %s\n", flood->name);
      Decoded *decoded = decoded_new (&flood->limits);
      Whole *whole = whole_new (4, TEXT);
      push_piece (decoded, whole, (Piece){ 0, 64, false }, (Odds){ .identification = 1 });
      push_piece (decoded, whole, (Piece){ 0, 64, false }, (Odds){ .identification = 2 });
      for (uint32_t i = 0; i < flood->count; i++)
        push_piece (
            decoded, whole, (Piece){ 0, 64, false },
            (Odds){ .identification = i, .wrong_offset = flood->at, .source = (uint8_t) (100 + i % flood->sources) });
      push_piece (decoded, whole, (Piece){ 64, 56, true }, (Odds){ .identification = 2 });
      push_piece (decoded, whole, (Piece){ 64, 56, true }, (Odds){ .identification = 1 });
      assert_joined (decoded, whole, 2);
      const DecoderCounters *counters = decoder_counters (decoded->decoder);
      assert_true (counters->fragments_hit + counters->fragment_octets_hit > flood->count / 2);
      assert_int_equal (counters->fragments_dropped, counters->fragments_hit + counters->fragment_octets_hit);
      g_free (whole);
      decoded_free (decoded);
    }
}

static void
test_limits_of_nothing (void **state)
{
  (void) state;
  const DecoderLimits limits[] = {
    { .fragments = 0, .fragment_octets = 1024 * 1024, .fragment_seconds = 30 },
    { .fragments = 10, .fragment_octets = 0, .fragment_seconds = 30 },
    { .fragments = 10, .fragment_octets = 1024 * 1024, .fragment_seconds = 0 },
  };
  for (size_t row = 0; row < G_N_ELEMENTS (limits); row++)
    {
      Decoded *decoded = decoded_new (&limits[row]);
      Whole *whole = whole_new (4, TEXT);
      push_piece (decoded, whole, (Piece){ 0, 64, false }, none);
      push_piece (decoded, whole, (Piece){ 64, 56, true }, (Odds){ .time = 1 });
      decoder_finish (decoded->decoder);
      assert_int_equal (decoded->segments, 0);
      assert_int_equal (decoder_counters (decoded->decoder)->fragments_dropped, 2);
      g_free (whole);
      decoded_free (decoded);
    }
}

/* An atomic fragment does not touch others of the same identification (RFC 6946). */
static void
test_atomic_fragment (void **state)
{
  (void) state;
  Decoded *decoded = decoded_new (NULL);
  Whole *whole = whole_new (6, TEXT);
  push_piece (decoded, whole, (Piece){ 0, 64, false }, none);
  push_piece (decoded, whole, (Piece){ 0, LENGTH, true }, none);
  assert_joined (decoded, whole, 1);
  push_piece (decoded, whole, (Piece){ 64, 56, true }, none);
  assert_joined (decoded, whole, 2);
  assert_int_equal (decoder_counters (decoded->decoder)->fragments, 2);
  g_free (whole);
  decoded_free (decoded);
}

/* Pushes a packet of raw IP in `count` fragments of its own. */
static void
push_in_fragments (Decoded *decoded, const uint8_t *packet, size_t length, size_t piece, uint16_t identification)
{
  const size_t payload = length - 20;
  for (size_t at = 0; at < payload; at += piece)
    {
      uint8_t fragment[2048];
      const size_t octets = MIN (piece, payload - at);
      memcpy (fragment, packet, 20);
      memcpy (fragment + 20, packet + 20 + at, octets);
      wire_set_be16 (fragment + 2, 20 + octets);
      wire_set_be16 (fragment + 4, identification);
      wire_set_be16 (fragment + 6, at / 8 | (at + octets < payload ? 0x2000 : 0));
      wire_ipv4_checksum (fragment);
      decoded_push (decoded, RAW_LINK, fragment, 20 + octets, 20 + octets);
    }
}

/* A tunnel's packets in fragments, which hold fragments of what is inside. */
static void
test_fragments_in_tunnel (void **state)
{
  (void) state;
  Decoded *decoded = decoded_new (NULL);
  Whole *whole = whole_new (6, TEXT);
  static const Piece pieces[2] = { { 64, 56, true }, { 0, 64, false } };
  for (unsigned i = 0; i < 2; i++)
    {
      Wire *wire = g_new0 (Wire, 1);
      uint8_t header[8] = { 6 };
      wire_set_be16 (header + 2, pieces[i].offset | (pieces[i].last ? 0 : 1));
      wire_before (wire, wire_octets (&whole->wire) + pieces[i].offset, pieces[i].length);
      wire_before (wire, header, sizeof header);
      wire_ipv6 (wire, 44, false);
      wire_hex_before (wire, "0000 86dd");
      wire_ipv4 (wire, 47, true);
      push_in_fragments (decoded, wire_octets (wire), wire->length, 24, (uint16_t) i);
      g_free (wire);
    }
  assert_joined (decoded, whole, 1);
  g_autofree char *tunnels = decoded_tunnels (&decoded->path);
  assert_string_equal (tunnels, "gre");
  assert_int_equal (decoder_counters (decoded->decoder)->fragments_joined, 3);
  g_free (whole);
  decoded_free (decoded);
}

/* A joined datagram that begins with a fragment header again ends there. */
static void
test_fragment_of_fragment (void **state)
{
  (void) state;
  Decoded *decoded = decoded_new (NULL);
  Whole *whole = whole_new (6, TEXT);
  const Piece pieces[2] = { { 0, 64, false }, { 64, 56, true } };
  for (unsigned i = 0; i < 2; i++)
    push_piece (decoded, whole, pieces[i], (Odds){ .protocol = 44 });
  assert_int_equal (decoded->segments, 0);
  assert_int_equal (decoder_counters (decoded->decoder)->fragments_joined, 1);
  assert_int_equal (decoder_counters (decoded->decoder)->malformed, 1);
  g_free (whole);
  decoded_free (decoded);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_orders),
    cmocka_unit_test (test_random_cuts),
    cmocka_unit_test (test_lies),
    cmocka_unit_test (test_cut_fragments),
    cmocka_unit_test (test_copy_of_cut),
    cmocka_unit_test (test_limit_of_datagrams),
    cmocka_unit_test (test_limit_of_octets),
    cmocka_unit_test (test_floods),
    cmocka_unit_test (test_limits_of_nothing),
    cmocka_unit_test (test_atomic_fragment),
    cmocka_unit_test (test_fragments_in_tunnel),
    cmocka_unit_test (test_fragment_of_fragment),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
