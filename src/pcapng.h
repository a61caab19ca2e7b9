/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the pcapng reader share: a block that is all there, its options,
 * an interface.  Numbers are in the byte order of the section (savefile->big_endian). */
#ifndef SMTPLENS_PCAPNG_H
#define SMTPLENS_PCAPNG_H

#include "savefile-format.h"

enum { INTERFACE_FIXED_OCTETS = 8 };

typedef struct Block {
  uint32_t type;
  uint64_t start;
  const uint8_t *body;
  size_t length; /* of the body */
} Block;

/* Interfaces */

typedef struct Interface {
  int link_type;
  uint32_t snapshot_length; /* 0: none */
  unsigned exponent;        /* a second has 10^exponent or 2^exponent units */
  bool binary;
  uint8_t check_octets; /* of a frame check sequence behind each frame */
  uint32_t number;      /* in the file, from 1; 0: too many are described */
  uint64_t units;       /* of a second; 0: more than 64 bits can say */
  int64_t offset;       /* seconds */
  FileInterface *noted; /* NULL: too many are described */
} Interface;

/* From the body of its description, which has INTERFACE_FIXED_OCTETS at least. */
Interface pcapng_interface (Savefile *savefile, const Block *block);
/* Nanoseconds since the epoch of a time stamp with this count of units. */
int64_t pcapng_time (const Interface *interface, uint64_t count);

/* Options */

/* Code and octets of one option. */
typedef struct PcapngOption {
  unsigned code;
  const uint8_t *octets;
  size_t length;
} PcapngOption;

/* Takes the next option off a block's rest; false at their end.  One that reaches past
 * the block ends them. */
bool pcapng_option (const Savefile *savefile, const uint8_t **at, size_t *left, PcapngOption *option);

/* What blocks say beside packets: kept in savefile->notes and savefile->names. */
void pcapng_section_notes (Savefile *savefile, const uint8_t *options, size_t length);
void pcapng_interface_note (Savefile *savefile, FileInterface *noted, const PcapngOption *option);
/* Of a packet block.  `kind` of options: those of enhanced packets, or of the obsolete ones. */
void pcapng_packet_options (Savefile *savefile, const uint8_t *options, size_t length, bool enhanced,
                            const Interface *interface, Packet *packet);
/* The block of an interface that is described, without its number. */
void pcapng_statistics (Savefile *savefile, const uint8_t *options, size_t length, FileInterface *noted);
void pcapng_names (Savefile *savefile, const Block *block);

static inline uint64_t
savefile_u64 (const Savefile *savefile, const uint8_t *at)
{
  uint64_t first = savefile_u32 (savefile, at);
  uint64_t second = savefile_u32 (savefile, at + 4);
  return savefile->big_endian ? first << 32 | second : second << 32 | first;
}

/* Some writers do not count the padding of the body. */
static inline uint64_t
pcapng_padded (uint64_t length)
{
  return (length + 3) & ~(uint64_t) 3;
}

#endif
