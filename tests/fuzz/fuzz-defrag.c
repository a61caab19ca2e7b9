/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fragments alone, cut from the fuzzer's octets, ten of header each, under limits so
 * small that they are met all the time.  Holds the result to what fragments can make:
 * a joined datagram has the length that one of its last fragments told, each of its octets
 * is that of a fragment at this place, all counters add up, and nothing is left behind. */
#include "config.h"

#include "src/defrag.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *input, size_t size);

enum { HEADER = 10, KEYS = 16, STRETCH = 2048, FRAGMENTS = 200 };

/* What was sent of one datagram: which octets any fragment had at each place, and which
 * lengths the last ones told. */
typedef struct Sent {
  uint8_t any[STRETCH][32]; /* a bit for each octet */
  bool length[STRETCH];
} Sent;

typedef struct Run {
  Defragmenter *defragmenter;
  DecoderCounters counters;
  DecoderLimits limits;
  Sent *sent[KEYS];
  int64_t time;
  uint64_t joined;
} Run;

static void
note (Sent *sent, const Fragment *fragment, size_t captured, size_t length)
{
  for (size_t i = 0; i < captured && fragment->offset + i < STRETCH; i++)
    sent->any[fragment->offset + i][fragment->payload.at[i] / 8] |= (uint8_t) (1u << fragment->payload.at[i] % 8);
  if (!fragment->more && fragment->offset + length < STRETCH)
    sent->length[fragment->offset + length] = true;
}

static void
check_reading (const Sent *sent, const uint8_t *octets, size_t captured, size_t length)
{
  g_assert (captured <= length && length <= DATAGRAM_OCTETS_MAX);
  if (length < STRETCH)
    g_assert (sent->length[length]);
  for (size_t i = 0; i < captured && i < STRETCH; i++)
    g_assert ((sent->any[i][octets[i] / 8] >> octets[i] % 8 & 1) != 0);
}

static void
check (const Sent *sent, const Datagram *datagram)
{
  check_reading (sent, datagram->octets, datagram->captured, datagram->length);
  if (datagram->second != NULL)
    check_reading (sent, datagram->second, datagram->second_captured, datagram->second_length);
}

static size_t
push_one (Run *run, const uint8_t *input, size_t size)
{
  static const uint8_t sources[2][16] = { "one host", "another" };
  const unsigned key = input[0] % KEYS;
  const size_t length = MIN (input[4], size - HEADER);
  const size_t captured = input[5] >= 0xe0 ? MIN (length, (size_t) (input[5] & 0x1f)) : length;
  Packet packet = { .octets = input + HEADER, .captured = captured, .length = length };
  run->time += input[6] >= 0xf0 ? INT64_C (1000000000) * ((input[6] & 0xf) - 4) : 1000;
  packet.time = run->time;
  g_autofree uint8_t *octets = g_memdup2 (input + HEADER, captured);
  const Fragment fragment = {
    .source = sources[key & 1],
    .destination = sources[!(key & 1)],
    .ip_version = (key & 2) != 0 ? 6 : 4,
    .protocol = 6,
    .more = (input[1] & 1) != 0,
    .identification = key >> 2,
    .headers = input[7],
    .offset = ((size_t) (input[2] & (input[1] & 2 ? 0x1f : 0x03)) << 8 | input[3]) * 8,
    .payload = bytes_init (octets, captured, length),
    .packet = &packet,
    .keep = (input[1] & 4) != 0,
  };
  if (run->sent[key] == NULL)
    run->sent[key] = g_new0 (Sent, 1);
  note (run->sent[key], &fragment, captured, length);
  Datagram datagram;
  if (defrag_push (run->defragmenter, &fragment, &datagram))
    {
      run->joined++;
      check (run->sent[key], &datagram);
      datagram_clear (&datagram);
    }
  g_assert (defrag_octets (run->defragmenter) <= run->limits.fragment_octets);
  return HEADER + length;
}

int
LLVMFuzzerTestOneInput (const uint8_t *input, size_t size)
{
  Run run = { .limits = { .fragments = 3, .fragment_octets = 24 * 1024, .fragment_seconds = 5 } };
  if (size > 0 && (input[0] & 1) != 0)
    run.limits = (DecoderLimits){ .fragments = 100, .fragment_octets = 1024 * 1024, .fragment_seconds = 30 };
  run.defragmenter = defrag_new (&run.limits, &run.counters);
  if (size > 0)
    defrag_set_policy (run.defragmenter, (input[0] >> 1) % OVERLAP_POLICIES);
  uint64_t pushed = 0;
  for (size_t at = 1; at + HEADER <= size && pushed < FRAGMENTS; pushed++)
    at += push_one (&run, input + at, size - at);
  defrag_finish (run.defragmenter);
  g_assert (defrag_octets (run.defragmenter) == 0);
  const DecoderCounters *counters = &run.counters;
  g_assert (counters->fragments == pushed && counters->fragments_joined == run.joined);
  g_assert (counters->fragments_joined + counters->fragments_dropped + counters->malformed <= pushed);
  g_assert (counters->fragments_dropped
            >= counters->fragments_hit + counters->fragment_octets_hit + counters->fragment_seconds_hit);
  defrag_free (run.defragmenter);
  for (unsigned key = 0; key < KEYS; key++)
    g_free (run.sent[key]);
  return 0;
}
