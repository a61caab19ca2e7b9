/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section header, interface description and enhanced packet block, with the options that
 * smtplens knows of a packet: its comments, its direction, and how it came.
 *
 * Of a packet that came damaged the kind of the damage is not known any more: it is
 * written as a wrong check sequence.  Names and secrets are not written. */
#include "config.h"

#include "pcapng-writer.h"

#include "packet-notes.h"

#include <string.h>

enum {
  BLOCK_SECTION = 0x0a0d0d0a,
  BLOCK_INTERFACE = 1,
  BLOCK_ENHANCED_PACKET = 6,
  BYTE_ORDER_MAGIC = 0x1a2b3c4d,
  PACKET_HEAD_OCTETS = 28,
  OPTION_COMMENT = 1,
  OPTION_FLAGS = 2, /* of packets */
  OPTION_NAME = 2,  /* of interfaces */
  OPTION_APPLICATION = 4,
  OPTION_TIME_RESOLUTION = 9,
  NANOSECONDS = 9,
  FLAGS_CHECK_SHIFT = 5,
  FLAGS_WRONG_CHECK = 1 << 24,
  NAME_MAX_OCTETS = 4096,
};

static void
put_u32 (GByteArray *to, uint32_t number)
{
  const uint8_t octets[4]
      = { (uint8_t) number, (uint8_t) (number >> 8), (uint8_t) (number >> 16), (uint8_t) (number >> 24) };
  g_byte_array_append (to, octets, sizeof octets);
}

static void
put_u16 (GByteArray *to, unsigned number)
{
  const uint8_t octets[2] = { (uint8_t) number, (uint8_t) (number >> 8) };
  g_byte_array_append (to, octets, sizeof octets);
}

static size_t
padding_of (size_t length)
{
  return (4 - length % 4) % 4;
}

static void
put_padding (GByteArray *to, size_t length)
{
  static const uint8_t zeros[4] = { 0 };
  g_byte_array_append (to, zeros, (guint) padding_of (length));
}

static void
put_option (GByteArray *to, unsigned code, const void *octets, size_t length)
{
  put_u16 (to, code);
  put_u16 (to, (unsigned) length);
  g_byte_array_append (to, octets, (guint) length);
  put_padding (to, length);
}

static void
put_text (GByteArray *to, unsigned code, const char *text)
{
  if (text != NULL)
    put_option (to, code, text, MIN (strlen (text), NAME_MAX_OCTETS));
}

/* The length is set by end_block. */
static guint
begin_block (GByteArray *to, uint32_t type)
{
  guint start = to->len;
  put_u32 (to, type);
  put_u32 (to, 0);
  return start;
}

static void
end_block (GByteArray *to, guint start)
{
  put_u32 (to, to->len - start + 4);
  memcpy (to->data + start + 4, to->data + to->len - 4, 4);
}

void
pcapng_put_section (GByteArray *to, const char *application)
{
  guint start = begin_block (to, BLOCK_SECTION);
  put_u32 (to, BYTE_ORDER_MAGIC);
  put_u16 (to, 1);
  put_u16 (to, 0);
  put_u32 (to, UINT32_MAX); /* the section's length: not known yet */
  put_u32 (to, UINT32_MAX);
  put_text (to, OPTION_APPLICATION, application);
  put_option (to, 0, "", 0);
  end_block (to, start);
}

void
pcapng_put_interface (GByteArray *to, int link_type, uint32_t snapshot_length, const char *name)
{
  static const uint8_t resolution = NANOSECONDS;
  guint start = begin_block (to, BLOCK_INTERFACE);
  put_u16 (to, (unsigned) link_type & 0xffff);
  put_u16 (to, 0);
  put_u32 (to, snapshot_length);
  put_text (to, OPTION_NAME, name);
  put_option (to, OPTION_TIME_RESOLUTION, &resolution, 1);
  put_option (to, 0, "", 0);
  end_block (to, start);
}

/* 0: nothing is known. */
static uint32_t
flags_of (const Packet *packet)
{
  return packet->direction | (uint32_t) packet->check_octets << FLAGS_CHECK_SHIFT
         | (packet->damaged ? FLAGS_WRONG_CHECK : 0);
}

static size_t
options_length (const Packet *packet)
{
  size_t length = flags_of (packet) != 0 ? 8 : 0;
  for (unsigned i = 0; packet->notes != NULL && i < packet->notes->count; i++)
    {
      size_t comment = strlen (packet->notes->comment[i]);
      length += 4 + comment + padding_of (comment);
    }
  return length > 0 ? length + 4 : 0;
}

static uint32_t
block_length (const Packet *packet)
{
  return (uint32_t) (PACKET_HEAD_OCTETS + packet->captured + padding_of (packet->captured) + options_length (packet)
                     + 4);
}

void
pcapng_put_packet_head (GByteArray *to, const Packet *packet, uint32_t interface)
{
  uint64_t time = packet->time > 0 ? (uint64_t) packet->time : 0;
  put_u32 (to, BLOCK_ENHANCED_PACKET);
  put_u32 (to, block_length (packet));
  put_u32 (to, interface);
  put_u32 (to, (uint32_t) (time >> 32));
  put_u32 (to, (uint32_t) time);
  put_u32 (to, (uint32_t) packet->captured);
  put_u32 (to, (uint32_t) MIN (packet->length, UINT32_MAX));
}

void
pcapng_put_packet_tail (GByteArray *to, const Packet *packet)
{
  put_padding (to, packet->captured);
  for (unsigned i = 0; packet->notes != NULL && i < packet->notes->count; i++)
    put_option (to, OPTION_COMMENT, packet->notes->comment[i], strlen (packet->notes->comment[i]));
  uint32_t flags = flags_of (packet);
  if (flags != 0)
    {
      put_u16 (to, OPTION_FLAGS);
      put_u16 (to, 4);
      put_u32 (to, flags);
    }
  if (options_length (packet) > 0)
    put_option (to, 0, "", 0);
  put_u32 (to, block_length (packet));
}
