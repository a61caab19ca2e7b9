/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pcapng file format (draft-ietf-opsawg-pcapng): blocks, each with its
 * length before and behind its body, in sections of one byte order each.
 *
 * Section headers, interface descriptions (pcapng-interface), the three kinds of packet
 * blocks (enhanced, simple, and the obsolete one), secrets of TLS, statistics and names
 * (pcapng-notes) are read; other blocks are passed over.  Limits: SAVEFILE_PACKET_MAX,
 * INTERFACES_MAX, those of file-notes.h and packet-notes.h.
 *
 * A simple packet block has no time: its packet gets that of the packet before.
 * Sections are not skipped by their length, which is often not told, and wrong where a
 * file was cut.  Secrets of other protocols and custom blocks are not read. */
#include "config.h"

#include "pcapng.h"

#include "../dissect/translate.h"

enum {
  BLOCK_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
  BLOCK_INTERFACE = 1,
  BLOCK_OBSOLETE_PACKET = 2,
  BLOCK_SIMPLE_PACKET = 3,
  BLOCK_NAMES = 4,
  BLOCK_STATISTICS = 5,
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
  SECTION_FIXED_OCTETS = 24,      /* type, length, byte order, version, section length */
  SECTION_READ_MAX = 1024 * 1024, /* of a section header; a longer one is passed over */
  PACKET_FIXED_OCTETS = 20,
  STATISTICS_FIXED_OCTETS = 12,
  SIMPLE_FIXED_OCTETS = 4,
  SECRETS_FIXED_OCTETS = 8,
  SECRETS_TLS = 0x544c534b, /* a key log */
  BYTE_ORDER_MAGIC = 0x1a2b3c4d,
  DROPS_UNKNOWN = 0xffff,
  INTERFACES_MAX = 65536,                        /* of one section */
  BLOCK_MAX = SAVEFILE_PACKET_MAX + 1024 * 1024, /* of a block that is read; options need some */
};
G_STATIC_ASSERT ((int) BLOCK_MAX <= (int) BYTE_SOURCE_PEEK_MAX);

typedef struct PcapngState {
  GArray *interfaces;   /* of this section */
  uint64_t block_start; /* of the block that is passed over */
  uint64_t trailer;     /* its length as said before its body; 0: none is passed over */
  int64_t last_time;
} PcapngState;

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
  byte_source_skip (savefile->source, pcapng_padded (length) - BLOCK_TRAILER_OCTETS);
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
    return savefile_short (savefile, state->block_start, N_ ("block"), pcapng_padded (state->trailer));
  SavefileStatus status
      = check_lengths (savefile, state->block_start, (uint32_t) state->trailer, savefile_u32 (savefile, trailer));
  state->trailer = 0;
  byte_source_skip (savefile->source, BLOCK_TRAILER_OCTETS);
  return status;
}

/* A section header says its byte order behind its length, which is set here. */
static SavefileStatus
look_at_section (Savefile *savefile, uint32_t *octets)
{
  uint64_t start = byte_source_offset (savefile->source);
  const uint8_t *header;
  if (byte_source_peek (savefile->source, SECTION_FIXED_OCTETS, &header) < SECTION_FIXED_OCTETS)
    return savefile_short (savefile, start, N_ ("section header"), SECTION_FIXED_OCTETS + BLOCK_TRAILER_OCTETS);

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
  *octets = length;
  return SAVEFILE_PACKET;
}

static SavefileStatus
read_section (Savefile *savefile)
{
  PcapngState *state = savefile->state;
  uint64_t start = byte_source_offset (savefile->source);
  uint32_t length;
  SavefileStatus status = look_at_section (savefile, &length);
  if (status != SAVEFILE_PACKET)
    return status;
  if (length > SECTION_READ_MAX)
    {
      g_array_set_size (state->interfaces, 0);
      pass_over (savefile, start, length);
      return SAVEFILE_PACKET;
    }
  const uint8_t *at;
  size_t whole = (size_t) pcapng_padded (length);
  if (byte_source_peek (savefile->source, whole, &at) < whole)
    return savefile_short (savefile, start, N_ ("block"), whole);
  status = check_lengths (savefile, start, length, savefile_u32 (savefile, at + whole - BLOCK_TRAILER_OCTETS));
  if (status != SAVEFILE_PACKET)
    return status;
  g_array_set_size (state->interfaces, 0);
  pcapng_section_notes (savefile, at + SECTION_FIXED_OCTETS, whole - SECTION_FIXED_OCTETS - BLOCK_TRAILER_OCTETS);
  byte_source_skip (savefile->source, whole);
  return SAVEFILE_PACKET;
}

static bool
pcapng_open (Savefile *savefile)
{
  PcapngState *state = g_new0 (PcapngState, 1);
  state->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  savefile->state = state;
  savefile->notes = file_notes_new ();
  uint32_t length;
  return look_at_section (savefile, &length) == SAVEFILE_PACKET;
}

/* Interfaces */

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
  Interface interface = pcapng_interface (savefile, block);
  g_array_append_val (state->interfaces, interface);
  return SAVEFILE_PACKET;
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

static void
set_interface (Packet *packet, const Interface *interface)
{
  packet->link_type = interface->link_type;
  packet->interface = interface->number;
  packet->check_octets = interface->check_octets;
  if (interface->noted != NULL)
    interface->noted->packets++;
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
      savefile_blemish (savefile, block->start, "the packet block promises %u octets and may have %zu", captured, room);
      return false;
    }

  packet->octets = body + PACKET_FIXED_OCTETS;
  packet->captured = captured;
  packet->length = MAX (captured, length);
  packet->time = state->last_time = pcapng_time (interface, count);
  packet->nanoseconds = interface->units > 1000000 || interface->units == 0;
  set_interface (packet, interface);
  unsigned drops = block->type == BLOCK_OBSOLETE_PACKET ? savefile_u16 (savefile, body + 2) : 0;
  if (drops != 0 && drops != DROPS_UNKNOWN && interface->noted != NULL)
    interface->noted->packet_dropped += drops;
  size_t behind = PACKET_FIXED_OCTETS + (size_t) pcapng_padded (captured);
  if (behind < block->length)
    pcapng_packet_options (savefile, body + behind, block->length - behind, block->type == BLOCK_ENHANCED_PACKET,
                           interface, packet);
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
  packet->nanoseconds = false;
  set_interface (packet, interface);
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
    savefile_blemish (savefile, block->start, "the block of secrets promises %u octets and has %zu", length,
                      block->length - SECRETS_FIXED_OCTETS);
  else
    savefile_add_secrets (savefile, block->start, block->body + SECRETS_FIXED_OCTETS, length);
}

/* Of an interface that is not described: not worth a word. */
static void
read_statistics (Savefile *savefile, const Block *block)
{
  const PcapngState *state = savefile->state;
  if (block->length < STATISTICS_FIXED_OCTETS)
    return;
  uint32_t id = savefile_u32 (savefile, block->body);
  if (id >= state->interfaces->len)
    return;
  const Interface *interface = &g_array_index (state->interfaces, Interface, id);
  if (interface->noted != NULL)
    pcapng_statistics (savefile, block->body + STATISTICS_FIXED_OCTETS, block->length - STATISTICS_FIXED_OCTETS,
                       interface->noted);
}

/* Blocks */

static bool
is_packet_block (uint32_t type)
{
  return type == BLOCK_OBSOLETE_PACKET || type == BLOCK_SIMPLE_PACKET || type == BLOCK_ENHANCED_PACKET;
}

/* What stands beside packets: where it has no end, it is not worth the file. */
static bool
is_aside (uint32_t type)
{
  return type == BLOCK_SECRETS || type == BLOCK_NAMES || type == BLOCK_STATISTICS;
}

static bool
is_read (uint32_t type, uint32_t length)
{
  return is_packet_block (type) || type == BLOCK_INTERFACE || (is_aside (type) && length <= BLOCK_MAX);
}

static bool
has_number (uint32_t type)
{
  return is_packet_block (type) || type == BLOCK_JOURNAL || type == BLOCK_SYSDIG_EVENT || type == BLOCK_SYSDIG_EVENT_2
         || type == BLOCK_SYSDIG_EVENT_2_LARGE || type == BLOCK_CUSTOM || type == BLOCK_CUSTOM_KEPT;
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
  size_t whole = (size_t) pcapng_padded (length);
  const uint8_t *at;
  if (byte_source_peek (savefile->source, whole, &at) < whole)
    return savefile_short (savefile, start, N_ ("block"), whole);
  SavefileStatus status
      = check_lengths (savefile, start, length, savefile_u32 (savefile, at + whole - BLOCK_TRAILER_OCTETS));
  if (status != SAVEFILE_PACKET)
    return status;

  const Block block = { type, start, at + BLOCK_HEADER_OCTETS, whole - BLOCK_MIN };
  if (type == BLOCK_INTERFACE)
    status = add_interface (savefile, &block);
  else if (type == BLOCK_SECRETS)
    read_secrets (savefile, &block);
  else if (type == BLOCK_NAMES)
    pcapng_names (savefile, &block);
  else if (type == BLOCK_STATISTICS)
    read_statistics (savefile, &block);
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
    return savefile_short (savefile, start, N_ ("block header"), BLOCK_HEADER_OCTETS);
  uint32_t type = savefile_u32 (savefile, header);
  uint32_t length = savefile_u32 (savefile, header + 4);
  if (type == BLOCK_SECTION)
    return read_section (savefile);
  if (length < BLOCK_MIN)
    return savefile_fail (savefile, start, "a block of %u octets cannot be", length);
  SavefileStatus status = SAVEFILE_PACKET;
  if (is_read (type, length))
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
