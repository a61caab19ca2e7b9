/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pcap file format: a file header of 24 octets, then records.
 *
 *   magic        times in      record header
 *   a1b2c3d4     microseconds  16 octets
 *   a1b23c4d     nanoseconds   16 octets
 *   a1b2cd34     microseconds  24 octets (an old patched libpcap of Linux)
 *   1c0001ac     nanoseconds   16 octets (lcap of IXIA, by hardware; 1c0001ab by software)
 *
 * each in the byte order of the machine that wrote it.  Versions are not held
 * against a file; in old ones the two lengths of a record stand the other way
 * round.  Of the link type field the low 16 bits are the link type; the highest four say
 * how long the frame check sequence behind each packet is, where bit 26 says that they do.
 * An lcap has four more octets in its file header.
 *
 * Two patched forms hide behind the first magic: with records of 20 octets (Nokia) and of
 * 24 (another libpcap of Linux).  They are told by where the second record stands; a pipe
 * that has not brought it yet is not waited for.  Other forms are not guessed at. */
#include "config.h"

#include "savefile-format.h"

#include "../dissect/translate.h"

enum {
  FILE_HEADER_OCTETS = 24,
  LCAP_HEADER_OCTETS = 28,
  RECORD_HEADER_OCTETS = 16,
  PATCHED_RECORD_HEADER_OCTETS = 24,
  /* What a record may promise where the snapshot length is smaller, as many
   * programs write one that they do not keep. */
  USUAL_PACKET_MAX = 256 * 1024,
};

enum {
  MAGIC_MICROSECONDS = 0xa1b2c3d4,
  MAGIC_NANOSECONDS = 0xa1b23c4d,
  MAGIC_PATCHED = 0xa1b2cd34,
  MAGIC_LCAP_HARDWARE = 0x1c0001ac,
  MAGIC_LCAP_SOFTWARE = 0x1c0001ab,
};

/* Of the link type field: the check sequence's length is told, in units of 16 bits. */
enum { CHECK_TOLD = 1 << 26, CHECK_SHIFT = 28, CHECK_UNIT = 2 };

typedef enum LengthOrder { CAPTURED_FIRST, LENGTH_FIRST, SMALLER_IS_CAPTURED } LengthOrder;

typedef struct PcapState {
  size_t header_octets; /* of a record */
  uint32_t captured_max;
  uint32_t time_factor; /* nanoseconds in a unit of the second time field */
  int link_type;
  uint8_t check_octets;
  LengthOrder order;
  bool settled; /* header_octets is final */
} PcapState;

static uint32_t
magic_of (const uint8_t *at, bool big_endian)
{
  const Savefile order = { .big_endian = big_endian };
  return savefile_u32 (&order, at);
}

static bool
is_lcap (uint32_t magic)
{
  return magic == MAGIC_LCAP_HARDWARE || magic == MAGIC_LCAP_SOFTWARE;
}

static bool
known_magic (uint32_t magic)
{
  return magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS || magic == MAGIC_PATCHED || is_lcap (magic);
}

static bool
pcap_begins (const uint8_t magic[SAVEFILE_MAGIC_OCTETS])
{
  return known_magic (magic_of (magic, false)) || known_magic (magic_of (magic, true));
}

/* Link types whose packets are messages of a bus and not bounded as frames are. */
static bool
carries_long_packets (int link_type)
{
  enum { USB_LINUX = 189, USB_LINUX_MMAPPED = 220, DBUS = 231, USBPCAP = 249, EBHSCR = 279 };
  return link_type == USB_LINUX || link_type == USB_LINUX_MMAPPED || link_type == DBUS || link_type == USBPCAP
         || link_type == EBHSCR;
}

static LengthOrder
length_order (unsigned major, unsigned minor)
{
  if (major == 2 && minor < 3)
    return LENGTH_FIRST;
  if ((major == 2 && minor == 3) || major == 543) /* both are found in these */
    return SMALLER_IS_CAPTURED;
  return CAPTURED_FIRST;
}

static bool
pcap_open (Savefile *savefile)
{
  const uint8_t *header;
  size_t have = byte_source_peek (savefile->source, FILE_HEADER_OCTETS, &header);
  if (have < FILE_HEADER_OCTETS)
    {
      savefile_short (savefile, 0, N_ ("file header"), FILE_HEADER_OCTETS);
      return false;
    }
  savefile->big_endian = known_magic (magic_of (header, true));
  uint32_t magic = savefile_u32 (savefile, header);
  uint32_t snapshot_length = savefile_u32 (savefile, header + 16);
  uint32_t network = savefile_u32 (savefile, header + 20);

  size_t whole = is_lcap (magic) ? LCAP_HEADER_OCTETS : FILE_HEADER_OCTETS;
  if (byte_source_peek (savefile->source, whole, &header) < whole)
    {
      savefile_short (savefile, 0, N_ ("file header"), whole);
      return false;
    }

  PcapState *state = g_new0 (PcapState, 1);
  state->header_octets = magic == MAGIC_PATCHED ? PATCHED_RECORD_HEADER_OCTETS : RECORD_HEADER_OCTETS;
  state->time_factor = magic == MAGIC_NANOSECONDS || is_lcap (magic) ? 1 : 1000;
  state->order = length_order (savefile_u16 (savefile, header + 4), savefile_u16 (savefile, header + 6));
  state->link_type = savefile_link_type (network & 0xffff);
  if ((network & CHECK_TOLD) != 0)
    state->check_octets = savefile_check_octets ((network >> CHECK_SHIFT) * CHECK_UNIT);
  state->settled = magic != MAGIC_MICROSECONDS;
  state->captured_max = carries_long_packets (state->link_type)
                            ? SAVEFILE_PACKET_MAX
                            : CLAMP (snapshot_length, USUAL_PACKET_MAX, SAVEFILE_PACKET_MAX);
  savefile->state = state;
  byte_source_skip (savefile->source, whole);
  return true;
}

static inline void
order_lengths (const PcapState *state, uint32_t *captured, uint32_t *length)
{
  if (state->order == LENGTH_FIRST || (state->order == SMALLER_IS_CAPTURED && *captured > *length))
    {
      uint32_t first = *captured;
      *captured = *length;
      *length = first;
    }
}

/* Whether a record header can stand here that follows one of this second. */
static bool
is_record (const Savefile *savefile, const uint8_t *at, uint32_t second)
{
  enum { A_DAY = 86400 };
  const PcapState *state = savefile->state;
  uint32_t seconds = savefile_u32 (savefile, at), captured = savefile_u32 (savefile, at + 8);
  uint32_t apart = seconds > second ? seconds - second : second - seconds;
  return apart < A_DAY && savefile_u32 (savefile, at + 4) < 1000000 && captured <= state->captured_max
         && captured <= savefile_u32 (savefile, at + 12);
}

/* Before the first record: how many octets there are between its known fields and its
 * packet.  Without a second record that decides, none. */
static void
settle_header (Savefile *savefile, PcapState *state)
{
  static const size_t more[] = { 0, PATCHED_RECORD_HEADER_OCTETS - RECORD_HEADER_OCTETS, 4 };
  const uint8_t *record;
  state->settled = true;
  if (byte_source_peek (savefile->source, RECORD_HEADER_OCTETS, &record) < RECORD_HEADER_OCTETS
      || !is_record (savefile, record, savefile_u32 (savefile, record)))
    return;
  size_t captured = savefile_u32 (savefile, record + 8);
  for (size_t row = 0; row < G_N_ELEMENTS (more); row++)
    {
      size_t second = RECORD_HEADER_OCTETS + more[row] + captured;
      if (byte_source_peek (savefile->source, second + RECORD_HEADER_OCTETS, &record) < second + RECORD_HEADER_OCTETS)
        continue;
      if (!is_record (savefile, record + second, savefile_u32 (savefile, record)))
        continue;
      state->header_octets = RECORD_HEADER_OCTETS + more[row];
      return;
    }
}

static SavefileStatus
pcap_next (Savefile *savefile, Packet *packet)
{
  PcapState *state = savefile->state;
  if (!state->settled)
    settle_header (savefile, state);
  const uint8_t *record;
  size_t have = byte_source_peek (savefile->source, state->header_octets, &record);
  if (have < state->header_octets)
    return savefile_short (savefile, byte_source_offset (savefile->source), N_ ("record header"), state->header_octets);

  uint32_t captured = savefile_u32 (savefile, record + 8);
  uint32_t length = savefile_u32 (savefile, record + 12);
  order_lengths (state, &captured, &length);
  if (captured > state->captured_max)
    return savefile_fail (savefile, byte_source_offset (savefile->source),
                          "the record header promises %u octets, more than the %u a packet may have", captured,
                          state->captured_max);
  size_t whole = state->header_octets + captured;
  if (have < whole)
    {
      have = byte_source_peek (savefile->source, whole, &record);
      if (have < whole)
        return savefile_short (savefile, byte_source_offset (savefile->source), N_ ("packet record"), whole);
    }

  uint32_t seconds = savefile_u32 (savefile, record);
  uint32_t fraction = savefile_u32 (savefile, record + 4);
  packet->octets = record + state->header_octets;
  packet->captured = captured;
  packet->length = MAX (captured, length);
  packet->number = ++savefile->number;
  packet->time = (int64_t) seconds * 1000000000 + (int64_t) fraction * state->time_factor; /* cannot wrap: 2^62.1 */
  packet->link_type = state->link_type;
  packet->check_octets = state->check_octets;
  packet->nanoseconds = state->time_factor == 1;
  byte_source_skip (savefile->source, whole);
  return SAVEFILE_PACKET;
}

static void
pcap_close (Savefile *savefile)
{
  g_free (savefile->state);
}

const SavefileFormat savefile_pcap = { pcap_begins, pcap_open, pcap_next, pcap_close };
