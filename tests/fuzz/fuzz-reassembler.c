/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds the reassembler with segments cut from the fuzzer's octets, twelve of
 * header each, and holds what it hands on to its contract. */
#include "config.h"

#include "src/reassembler.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *input, size_t size);

enum { HEADER = 12 };

typedef struct Session {
  uint64_t reached[2];
  bool unwanted;
} Session;

typedef struct Watch {
  unsigned open;
} Watch;

static void *
on_opened (void *user, const ConnectionView *connection)
{
  Watch *watch = user;
  g_assert (connection->path != NULL);
  watch->open++;
  return g_new0 (Session, 1);
}

static StreamVerdict
go_on (Session *session, const ConnectionView *connection, unsigned side, uint64_t offset, uint64_t length)
{
  g_assert (!session->unwanted && length > 0);
  g_assert (session->reached[side] == offset);
  session->reached[side] += length;
  g_assert (connection->side[side].octets + connection->side[side].missing == session->reached[side]);
  session->unwanted = session->reached[side] % 61 == 0;
  static const StreamVerdict worths[] = { STREAM_WANTED, STREAM_KNOWN, STREAM_BUSY };
  return session->unwanted ? STREAM_UNWANTED : worths[session->reached[side] % 3];
}

static StreamVerdict
on_data (void *user, void *session, const ConnectionView *connection, unsigned side, const StreamChunk *chunk)
{
  (void) user;
  for (size_t i = 0; i < chunk->length; i++)
    g_assert (chunk->octets[i] != 0xff);
  return go_on (session, connection, side, chunk->offset, chunk->length);
}

static StreamVerdict
on_gap (void *user, void *session, const ConnectionView *connection, unsigned side, const StreamGap *gap)
{
  (void) user;
  return go_on (session, connection, side, gap->offset, gap->length);
}

static void
on_ambiguity (void *user, void *session, const ConnectionView *connection, unsigned side,
              const StreamAmbiguity *ambiguity)
{
  (void) user;
  (void) connection;
  (void) side;
  g_assert (!((Session *) session)->unwanted);
  g_assert (ambiguity->shown > 0 && ambiguity->shown <= AMBIGUITY_OCTETS && ambiguity->shown <= ambiguity->length);
  g_assert (ambiguity->first[0] != ambiguity->second[0] || ambiguity->reason == AMBIGUITY_URGENT);
  g_assert (ambiguity->reason < AMBIGUITY_REASONS);
}

static void
on_oddity (void *user, void *session, const ConnectionView *connection, unsigned side, const StreamOddity *oddity)
{
  (void) user;
  (void) connection;
  (void) side;
  g_assert (!((Session *) session)->unwanted);
  g_assert (oddity->kind < ODDITY_KINDS && oddity->place.packet > 0);
  g_assert ((oddity->kind == ODDITY_DATA) == (oddity->length > 0));
  g_assert (oddity->shown <= AMBIGUITY_OCTETS && oddity->shown <= oddity->length);
  g_assert (oddity->kind != ODDITY_DATA
            || (oddity->reason >= AMBIGUITY_FRAGMENTS && oddity->reason < AMBIGUITY_REASONS));
  for (size_t i = 0; i < oddity->shown; i++)
    g_assert (oddity->octets[i] != 0xff);
}

static void
on_closed (void *user, void *session, const ConnectionView *connection, ConnectionEnd end)
{
  Watch *watch = user;
  (void) end;
  g_assert (connection->path != NULL);
  watch->open--;
  g_free (session);
}

/* What a segment has besides, by which its receiver may refuse it. */
typedef struct Extras {
  uint8_t ttl;
  bool checksum_bad, doubtful;
  uint16_t urgent, window;
  uint8_t options[40];
  size_t options_length;
} Extras;

static Extras
extras_of (const uint8_t *input)
{
  static const uint8_t ttls[8] = { 64, 64, 64, 64, 63, 66, 8, 0 };
  static const uint8_t kinds[8] = { 8, 8, 8, 19, 29, 3, 254, 2 };
  Extras extras = { .ttl = ttls[input[0] & 7],
                    .checksum_bad = (input[0] & 0x18) == 0x18,
                    .doubtful = (input[0] & 0xe0) == 0xe0,
                    .urgent = input[1] & 0x1f,
                    .window = (uint16_t) (input[1] >> 5 << 8) };
  const uint8_t kind = kinds[input[2] & 7];
  if ((input[2] & 8) == 0)
    return extras;
  extras.options[0] = extras.options[1] = 1;
  extras.options[2] = kind;
  extras.options[3] = kind == 8 ? 10 : kind == 3 ? 3 : input[3] & 0x0f;
  extras.options[4] = kind == 3 ? input[3] & 0x1f : 0;
  extras.options[7] = input[3];
  extras.options_length = (input[2] & 0x10) != 0 ? 4 + (size_t) (input[2] >> 5) : 12;
  return extras;
}

/* Header: flags, ports and side, sequence and acknowledgment as small steps
 * around a few bases, length, and what the snapshot length left of it; then the extras. */
static size_t
push_one (Reassembler *reassembler, const uint8_t *input, size_t size, uint64_t number, int64_t *time)
{
  static const uint32_t bases[4] = { 1000, UINT32_MAX - 40, 0x01001000, 0x80000000 };
  static const uint8_t addresses[2][16] = { "one host", "another" };
  unsigned side = input[1] & 1;
  uint16_t port = (uint16_t) (1 + (input[1] >> 1 & 3));
  *time += input[1] >= 0xf8 ? INT64_C (3000000000) * (input[1] & 7) - INT64_C (6000000000) : 1000;
  size_t length = MIN (input[6], size - HEADER);
  size_t captured = input[7] >= 0xe0 ? MIN (length, (size_t) (input[7] & 0x1f)) : length;
  Packet packet = { .number = number, .time = *time, .file = (input[1] & 0x7e) == 0x7e };
  g_autofree uint8_t *octets = g_memdup2 (input + HEADER, captured);
  for (size_t i = 0; i < captured; i++)
    octets[i] &= 0x7f;
  TcpSegment segment = {
    .packet = &packet,
    .ip_version = (input[1] & 8) != 0 ? 6 : 4,
    .flags = input[0],
    .second_reading = (input[0] & 0xc0) == 0xc0,
    .source = addresses[side],
    .destination = addresses[!side],
    .source_port = side == 0 ? port : 25,
    .destination_port = side == 0 ? 25 : port,
    .sequence = bases[input[2] >> 6] + (input[2] & 0x3f) + (uint32_t) (input[3] & 0x0f),
    .acknowledgment = bases[input[4] >> 6] + (input[4] & 0x3f) + (uint32_t) (input[5] & 0x0f),
    .data = octets,
    .captured = captured,
    .length = length,
  };
  const Extras extras = extras_of (input + 8);
  g_autofree uint8_t *options = g_memdup2 (extras.options, extras.options_length);
  segment.ttl = extras.ttl;
  segment.checksum_bad = extras.checksum_bad;
  segment.doubtful = extras.doubtful;
  segment.urgent = extras.urgent;
  segment.window = extras.window;
  segment.options = options;
  segment.options_length = (uint8_t) extras.options_length;
  reassembler_push (reassembler, &segment);
  return HEADER + length;
}

int
LLVMFuzzerTestOneInput (const uint8_t *input, size_t size)
{
  static const StreamHandler handler = { .opened = on_opened,
                                         .data = on_data,
                                         .gap = on_gap,
                                         .ambiguity = on_ambiguity,
                                         .oddity = on_oddity,
                                         .closed = on_closed };
  Watch watch = { 0 };
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  if (size > 0 && (input[0] & 1) != 0)
    {
      limits.connections = 4;
      limits.half_open = 2;
      limits.stream_octets = 600;
      limits.total_octets = 2500;
      limits.history_octets = 40;
      limits.total_history = 700;
    }
  Reassembler *reassembler = reassembler_new (&limits, &handler, &watch);
  StreamPolicy policy = {
    .overlap = size > 0 ? (input[0] >> 1) % OVERLAP_POLICIES : 0,
    .checksums = size > 0 ? (input[0] >> 5) % CHECKSUM_POLICIES : 0,
  };
  reassembler_set_policy (reassembler, &policy);
  int64_t time = 0;
  size_t at = 1;
  for (uint64_t number = 1; at + HEADER <= size; number++)
    at += push_one (reassembler, input + at, size - at, number, &time);
  reassembler_free (reassembler);
  g_assert (watch.open == 0);
  return 0;
}
