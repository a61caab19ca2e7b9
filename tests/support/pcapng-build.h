/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of pcapng files in the making. */
#ifndef SMTPLENS_TESTS_PCAPNG_BUILD_H
#define SMTPLENS_TESTS_PCAPNG_BUILD_H

#include "tests/support/savefile-case.h"

enum { SECTION_OCTETS = 28, HEADER_OCTETS = 24 };

enum { INTERFACE = 1, OBSOLETE = 2, SIMPLE = 3, NAMES = 4, STATISTICS = 5, ENHANCED = 6, SECRETS = 10, CUSTOM = 0xbad };

enum { END_OF_OPTIONS = 0, IF_NAME = 2, IF_TSRESOL = 9, IF_TSOFFSET = 14 };

static const uint64_t noon = 1700000000000000; /* microseconds */

/* Blocks */

static inline guint
begin_block (Build *build, uint32_t type)
{
  guint start = build->octets->len;
  put_u32 (build, type);
  put_u32 (build, 0); /* set by end_block */
  return start;
}

static inline void
pad (Build *build)
{
  while (build->octets->len % 4 != 0)
    put_octets (build, "", 1);
}

static inline void
end_block (Build *build, guint start)
{
  pad (build);
  uint32_t length = build->octets->len - start + 4;
  put_u32 (build, length);
  memcpy (build->octets->data + start + 4, build->octets->data + build->octets->len - 4, 4);
  border (build);
}

static inline void
put_section_of_version (Build *build, unsigned major, unsigned minor)
{
  guint start = begin_block (build, 0x0a0d0d0a);
  put_u32 (build, 0x1a2b3c4d);
  put_u16 (build, major);
  put_u16 (build, minor);
  put_u32 (build, UINT32_MAX);
  put_u32 (build, UINT32_MAX);
  end_block (build, start);
}

static inline void
put_section (Build *build)
{
  put_section_of_version (build, 1, 0);
}

static inline void
put_option (Build *build, unsigned code, const void *value, size_t length)
{
  put_u16 (build, code);
  put_u16 (build, (unsigned) length);
  put_octets (build, value, length);
  pad (build);
}

static inline guint
begin_interface (Build *build, unsigned link_type, uint32_t snapshot_length)
{
  guint start = begin_block (build, INTERFACE);
  put_u16 (build, link_type);
  put_u16 (build, 0);
  put_u32 (build, snapshot_length);
  return start;
}

static inline void
put_interface (Build *build, unsigned link_type)
{
  end_block (build, begin_interface (build, link_type, 0));
}

static inline void
put_interface_of_resolution (Build *build, uint8_t resolution)
{
  guint start = begin_interface (build, 1, 0);
  put_option (build, IF_NAME, "eth0", 4);
  put_option (build, IF_TSRESOL, &resolution, 1);
  put_option (build, END_OF_OPTIONS, NULL, 0);
  end_block (build, start);
}

static inline void
put_packet_fields (Build *build, uint64_t time, uint32_t captured, uint32_t length)
{
  put_u32 (build, time >> 32);
  put_u32 (build, time & UINT32_MAX);
  put_u32 (build, captured);
  put_u32 (build, length);
}

static inline void
put_enhanced (Build *build, uint32_t interface, uint64_t time, uint32_t captured, uint32_t length)
{
  guint start = begin_block (build, ENHANCED);
  put_u32 (build, interface);
  put_packet_fields (build, time, captured, length);
  put_packet_octets (build, captured);
  end_block (build, start);
}

static inline void
put_obsolete (Build *build, unsigned interface, uint64_t time, uint32_t captured)
{
  guint start = begin_block (build, OBSOLETE);
  put_u16 (build, interface);
  put_u16 (build, 7); /* drops */
  put_packet_fields (build, time, captured, captured);
  put_packet_octets (build, captured);
  end_block (build, start);
}

static inline void
put_simple (Build *build, uint32_t captured, uint32_t length)
{
  guint start = begin_block (build, SIMPLE);
  put_u32 (build, length);
  put_packet_octets (build, captured);
  end_block (build, start);
}

static inline void
put_other (Build *build, uint32_t type, size_t length)
{
  guint start = begin_block (build, type);
  put_packet_octets (build, length);
  end_block (build, start);
}

#endif
