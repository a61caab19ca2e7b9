/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pcapng file format (draft-ietf-opsawg-pcapng): blocks, each with its
 * length before and behind its body, in sections of one byte order each.
 *
 * Section headers, interface descriptions, the three kinds of packet blocks
 * (enhanced, simple, and the obsolete one) and secrets of TLS are read; other
 * blocks are passed over.  Of the options if_tsresol and if_tsoffset are read; an option that
 * reaches past its block ends the options, not the file.  Limits:
 * SAVEFILE_PACKET_MAX, INTERFACES_MAX.
 *
 * A simple packet block has no time: its packet gets that of the packet before.
 * Names, statistics, comments and secrets of other protocols are not read. */
#include "config.h"

#include "savefile-format.h"

enum {
  BLOCK_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
  BLOCK_INTERFACE = 1,
  BLOCK_OBSOLETE_PACKET = 2,
  BLOCK_SIMPLE_PACKET = 3,
  BLOCK_ENHANCED_PACKET = 6,
  BLOCK_SECRETS = 10,
  /* No packets, but Wireshark gives them numbers as if they were. */
  BLOCK_JOURNAL = 9,
  BLOCK_SYSDIG_EVENT = 0x204,
  BLOCK_SYSDIG_EVENT_2 = 0x216,
  BLOCK_SYSDIG_EVENT_2_LARGE = 0x221,
  BLOCK_CUSTOM = 0xbad,
  BLOCK_CUSTOM_KEPT = 0x40000bad,
};

enum {
  BLOCK_HEADER_OCTETS = 8,
  BLOCK_TRAILER_OCTETS = 4,
  BLOCK_MIN = BLOCK_HEADER_OCTETS + BLOCK_TRAILER_OCTETS,
  SECTION_FIXED_OCTETS = 24, /* type, length, byte order, version, section length */
  INTERFACE_FIXED_OCTETS = 8,
  PACKET_FIXED_OCTETS = 20,
  SIMPLE_FIXED_OCTETS = 4,
  SECRETS_FIXED_OCTETS = 8,
  SECRETS_TLS = 0x544c534b, /* a key log */
  BYTE_ORDER_MAGIC = 0x1a2b3c4d,
  OPTION_END = 0,
  OPTION_TIME_RESOLUTION = 9,
  OPTION_TIME_OFFSET = 14,
  INTERFACES_MAX = 65536,                        /* of one section */
  BLOCK_MAX = SAVEFILE_PACKET_MAX + 1024 * 1024, /* of a block that is read; options need some */
};
G_STATIC_ASSERT ((int) BLOCK_MAX <= (int) BYTE_SOURCE_PEEK_MAX);

typedef struct Interface {
  int link_type;
  uint32_t snapshot_length; /* 0: none */
  unsigned exponent;        /* a second has 10^exponent or 2^exponent units */
  bool binary;
  uint64_t units; /* of a second; 0: more than 64 bits can say */
  int64_t offset; /* seconds */
} Interface;

typedef struct PcapngState {
  GArray *interfaces;   /* of this section */
  uint64_t block_start; /* of the block that is passed over */
  uint64_t trailer;     /* its length as said before its body; 0: none is passed over */
  int64_t last_time;
} PcapngState;

/* A block that is all there. */
typedef struct Block {
  uint32_t type;
  uint64_t start;
  const uint8_t *body;
  size_t length; /* of the body */
} Block;

static uint64_t
savefile_u64 (const Savefile *savefile, const uint8_t *at)
{
  uint64_t first = savefile_u32 (savefile, at);
  uint64_t second = savefile_u32 (savefile, at + 4);
  return savefile->big_endian ? first << 32 | second : second << 32 | first;
}

/* Some writers do not count the padding of the body. */
static uint64_t
padded (uint64_t length)
{
  return (length + 3) & ~(uint64_t) 3;
}

static bool
pcapng_begins (const uint8_t magic[SAVEFILE_MAGIC_OCTETS])
{
  static const uint8_t section[] = { 0x0a, 0x0d, 0x0d, 0x0a };
  return memcmp (magic, section, sizeof section) == 0;
}

/* Passes over a block; its trailer is looked at once it is there. */
static void
pass_over (Savefile *savefile, uint64_t start, uint32_t length)
{
  PcapngState *state = savefile->state;
  state->block_start = start;
  state->trailer = length;
  byte_source_skip (savefile->source, padded (length) - BLOCK_TRAILER_OCTETS);
}

static SavefileStatus
check_lengths (Savefile *savefile, uint64_t start, uint32_t before, uint32_t behind)
{
  if (before == behind)
    return SAVEFILE_PACKET;
  return savefile_fail (savefile, start, "the block has %u octets by the length before it, %u by the one behind it",
                        before, behind);
}

static SavefileStatus
finish_pass (Savefile *savefile)
{
  PcapngState *state = savefile->state;
  const uint8_t *trailer;
  if (byte_source_peek (savefile->source, BLOCK_TRAILER_OCTETS, &trailer) < BLOCK_TRAILER_OCTETS)
    return savefile_short (savefile, state->block_start, "block", padded (state->trailer));
  SavefileStatus status
      = check_lengths (savefile, state->block_start, (uint32_t) state->trailer, savefile_u32 (savefile, trailer));
  state->trailer = 0;
  byte_source_skip (savefile->source, BLOCK_TRAILER_OCTETS);
  return status;
}

/* A section header says its byte order behind its length. */
static SavefileStatus
read_section (Savefile *savefile)
{
  PcapngState *state = savefile->state;
  uint64_t start = byte_source_offset (savefile->source);
  const uint8_t *header;
  if (byte_source_peek (savefile->source, SECTION_FIXED_OCTETS, &header) < SECTION_FIXED_OCTETS)
    return savefile_short (savefile, start, "section header", SECTION_FIXED_OCTETS + BLOCK_TRAILER_OCTETS);

  bool before = savefile->big_endian;
  savefile->big_endian = header[8] == 0x1a;
  if (savefile_u32 (savefile, header + 8) != BYTE_ORDER_MAGIC)
    {
      savefile->big_endian = before;
      return savefile_fail (savefile, start, "the section header has no byte order");
    }
  uint32_t length = savefile_u32 (savefile, header + 4);
  if (length < SECTION_FIXED_OCTETS + BLOCK_TRAILER_OCTETS)
    return savefile_fail (savefile, start, "a section header of %u octets cannot be", length);
  unsigned major = savefile_u16 (savefile, header + 12);
  if (major != 1)
    return savefile_fail (savefile, start, "the section is of pcapng version %u, which is not known", major);
  g_array_set_size (state->interfaces, 0);
  pass_over (savefile, start, length);
  return SAVEFILE_PACKET;
}

static bool
pcapng_open (Savefile *savefile)
{
  PcapngState *state = g_new0 (PcapngState, 1);
  state->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  savefile->state = state;
  return read_section (savefile) == SAVEFILE_PACKET;
}

/* Interfaces */

static uint64_t
power (unsigned base, unsigned exponent)
{
  uint64_t result = 1;
  while (exponent-- > 0)
    if (__builtin_mul_overflow (result, (uint64_t) base, &result))
      return 0;
  return result;
}

static void
set_resolution (Interface *interface, uint8_t resolution)
{
  interface->binary = (resolution & 0x80) != 0;
  interface->exponent = resolution & 0x7f;
  interface->units = power (interface->binary ? 2 : 10, interface->exponent);
}

static void
read_options (const Savefile *savefile, Interface *interface, const uint8_t *at, size_t left)
{
  while (left >= 4)
    {
      unsigned code = savefile_u16 (savefile, at);
      size_t length = savefile_u16 (savefile, at + 2);
      at += 4;
      left -= 4;
      if (code == OPTION_END || length > left)
        return;
      if (code == OPTION_TIME_RESOLUTION && length >= 1)
        set_resolution (interface, at[0]);
      else if (code == OPTION_TIME_OFFSET && length >= 8)
        interface->offset = (int64_t) savefile_u64 (savefile, at);
      size_t step = MIN (padded (length), left);
      at += step;
      left -= step;
    }
}

static SavefileStatus
add_interface (Savefile *savefile, const Block *block)
{
  PcapngState *state = savefile->state;
  if (block->length < INTERFACE_FIXED_OCTETS)
    return savefile_fail (savefile, block->start, "the interface description is too short");
  if (state->interfaces->len >= INTERFACES_MAX)
    {
      savefile_blemish (savefile, block->start, "more than %d interfaces are described", INTERFACES_MAX);
      return SAVEFILE_PACKET;
    }
  Interface interface = {
    .link_type = savefile_link_type (savefile_u16 (savefile, block->body)),
    .snapshot_length = savefile_u32 (savefile, block->body + 4),
  };
  set_resolution (&interface, 6);
  read_options (savefile, &interface, block->body + INTERFACE_FIXED_OCTETS, block->length - INTERFACE_FIXED_OCTETS);
  g_array_append_val (state->interfaces, interface);
  return SAVEFILE_PACKET;
}

/* The part of a second, in nanoseconds, rounded down. */
static int64_t
fraction_of_second (const Interface *interface, uint64_t rest)
{
  static const uint64_t second = 1000000000;
  if (!interface->binary)
    return (int64_t) (interface->exponent <= 9 ? rest * (second / interface->units)
                                               : rest / (interface->units / second));
  if (interface->exponent < 32)
    return (int64_t) (rest * second >> interface->exponent);
  /* The product may have 93 bits: its upper and lower part one after the other. */
  uint64_t product = (rest >> 32) * second + ((rest & 0xffffffff) * second >> 32);
  return (int64_t) (product >> (interface->exponent - 32));
}

static int64_t
time_of (const Interface *interface, uint64_t count)
{
  if (interface->units == 0) /* not a second can have passed */
    return savefile_time (interface->offset, 0);
  uint64_t whole = MIN (count / interface->units, (uint64_t) INT64_MAX);
  int64_t seconds;
  if (__builtin_add_overflow ((int64_t) whole, interface->offset, &seconds))
    seconds = INT64_MAX; /* a negative offset cannot overflow */
  return savefile_time (seconds, fraction_of_second (interface, count % interface->units));
}

/* Packets */

/* These return false where the block holds no packet that can be handed on; its
 * length is sound, so that reading goes on behind it. */

static const Interface *
find_interface (Savefile *savefile, const Block *block, uint32_t id)
{
  const PcapngState *state = savefile->state;
  if (id < state->interfaces->len)
    return &g_array_index (state->interfaces, Interface, id);
  savefile_blemish (savefile, block->start, "the packet is of interface %u, but %u are described", id,
                    state->interfaces->len);
  return NULL;
}

static bool
read_packet (Savefile *savefile, const Block *block, Packet *packet)
{
  PcapngState *state = savefile->state;
  if (block->length < PACKET_FIXED_OCTETS)
    {
      savefile_blemish (savefile, block->start, "the packet block is too short");
      return false;
    }
  const uint8_t *body = block->body;
  /* The obsolete block has a count of drops in the other half. */
  uint32_t id = block->type == BLOCK_ENHANCED_PACKET ? savefile_u32 (savefile, body) : savefile_u16 (savefile, body);
  uint64_t count = (uint64_t) savefile_u32 (savefile, body + 4) << 32 | savefile_u32 (savefile, body + 8);
  uint32_t captured = savefile_u32 (savefile, body + 12);
  uint32_t length = savefile_u32 (savefile, body + 16);
  const Interface *interface = find_interface (savefile, block, id);
  if (interface == NULL)
    return false;
  size_t room = MIN (block->length - PACKET_FIXED_OCTETS, SAVEFILE_PACKET_MAX);
  if (captured > room)
    {
      savefile_blemish (savefile, block->start, "the packet block promises %u octets and may have %" G_GSIZE_FORMAT,
                        captured, room);
      return false;
    }

  packet->octets = body + PACKET_FIXED_OCTETS;
  packet->captured = captured;
  packet->length = MAX (captured, length);
  packet->time = state->last_time = time_of (interface, count);
  packet->link_type = interface->link_type;
  packet->nanoseconds = interface->units > 1000000 || interface->units == 0;
  return true;
}

static bool
read_simple_packet (Savefile *savefile, const Block *block, Packet *packet)
{
  const PcapngState *state = savefile->state;
  if (block->length < SIMPLE_FIXED_OCTETS)
    {
      savefile_blemish (savefile, block->start, "the packet block is too short");
      return false;
    }
  const Interface *interface = find_interface (savefile, block, 0);
  if (interface == NULL)
    return false;
  uint32_t length = savefile_u32 (savefile, block->body);
  size_t captured = MIN (length, block->length - SIMPLE_FIXED_OCTETS);
  if (interface->snapshot_length != 0)
    captured = MIN (captured, interface->snapshot_length);

  packet->octets = block->body + SIMPLE_FIXED_OCTETS;
  packet->captured = MIN (captured, SAVEFILE_PACKET_MAX);
  packet->length = length;
  packet->time = state->last_time;
  packet->link_type = interface->link_type;
  packet->nanoseconds = false;
  return true;
}

/* Secrets */

static void
read_secrets (Savefile *savefile, const Block *block)
{
  if (block->length < SECRETS_FIXED_OCTETS)
    {
      savefile_blemish (savefile, block->start, "the block of secrets is too short");
      return;
    }
  if (savefile_u32 (savefile, block->body) != SECRETS_TLS)
    return;
  uint32_t length = savefile_u32 (savefile, block->body + 4);
  if (length > block->length - SECRETS_FIXED_OCTETS)
    savefile_blemish (savefile, block->start, "the block of secrets promises %u octets and has %" G_GSIZE_FORMAT,
                      length, block->length - SECRETS_FIXED_OCTETS);
  else
    savefile_add_secrets (savefile, block->start, block->body + SECRETS_FIXED_OCTETS, length);
}

/* Blocks */

static bool
is_read (uint32_t type)
{
  return type == BLOCK_INTERFACE || type == BLOCK_SECRETS || type == BLOCK_OBSOLETE_PACKET
         || type == BLOCK_SIMPLE_PACKET || type == BLOCK_ENHANCED_PACKET;
}

static bool
has_number (uint32_t type)
{
  return (is_read (type) && type != BLOCK_INTERFACE && type != BLOCK_SECRETS) || type == BLOCK_JOURNAL
         || type == BLOCK_SYSDIG_EVENT || type == BLOCK_SYSDIG_EVENT_2 || type == BLOCK_SYSDIG_EVENT_2_LARGE
         || type == BLOCK_CUSTOM || type == BLOCK_CUSTOM_KEPT;
}

/* SAVEFILE_PACKET means here and below that it went well; *is_packet says
 * whether it gave one. */
static SavefileStatus
read_block (Savefile *savefile, uint32_t type, uint32_t length, Packet *packet, bool *is_packet)
{
  uint64_t start = byte_source_offset (savefile->source);
  if (length > BLOCK_MAX)
    return savefile_fail (savefile, start, "the block promises %u octets, more than the %d it may have", length,
                          BLOCK_MAX);
  size_t whole = (size_t) padded (length);
  const uint8_t *at;
  if (byte_source_peek (savefile->source, whole, &at) < whole)
    return savefile_short (savefile, start, "block", whole);
  SavefileStatus status
      = check_lengths (savefile, start, length, savefile_u32 (savefile, at + whole - BLOCK_TRAILER_OCTETS));
  if (status != SAVEFILE_PACKET)
    return status;

  const Block block = { type, start, at + BLOCK_HEADER_OCTETS, whole - BLOCK_MIN };
  if (type == BLOCK_INTERFACE)
    status = add_interface (savefile, &block);
  else if (type == BLOCK_SECRETS)
    read_secrets (savefile, &block);
  else if (type == BLOCK_SIMPLE_PACKET)
    *is_packet = read_simple_packet (savefile, &block, packet);
  else
    *is_packet = read_packet (savefile, &block, packet);
  byte_source_skip (savefile->source, whole);
  return status;
}

static SavefileStatus
next_block (Savefile *savefile, Packet *packet, bool *is_packet)
{
  uint64_t start = byte_source_offset (savefile->source);
  const uint8_t *header;
  if (byte_source_peek (savefile->source, BLOCK_HEADER_OCTETS, &header) < BLOCK_HEADER_OCTETS)
    return savefile_short (savefile, start, "block header", BLOCK_HEADER_OCTETS);
  uint32_t type = savefile_u32 (savefile, header);
  uint32_t length = savefile_u32 (savefile, header + 4);
  if (type == BLOCK_SECTION)
    return read_section (savefile);
  if (length < BLOCK_MIN)
    return savefile_fail (savefile, start, "a block of %u octets cannot be", length);
  SavefileStatus status = SAVEFILE_PACKET;
  /* Secrets without end are not worth the file. */
  if (is_read (type) && !(type == BLOCK_SECRETS && length > BLOCK_MAX))
    status = read_block (savefile, type, length, packet, is_packet);
  else
    pass_over (savefile, start, length);
  if (status == SAVEFILE_PACKET && has_number (type))
    savefile->number++;
  return status;
}

static SavefileStatus
pcapng_next (Savefile *savefile, Packet *packet)
{
  const PcapngState *state = savefile->state;
  bool is_packet = false;
  while (!is_packet)
    {
      SavefileStatus status = state->trailer != 0 ? finish_pass (savefile) : SAVEFILE_PACKET;
      if (status == SAVEFILE_PACKET)
        status = next_block (savefile, packet, &is_packet);
      if (status != SAVEFILE_PACKET)
        return status;
    }
  packet->number = savefile->number;
  return SAVEFILE_PACKET;
}

static void
pcapng_close (Savefile *savefile)
{
  PcapngState *state = savefile->state;
  if (state == NULL)
    return;
  g_array_free (state->interfaces, TRUE);
  g_free (state);
}

const SavefileFormat savefile_pcapng = { pcapng_begins, pcapng_open, pcapng_next, pcapng_close };
