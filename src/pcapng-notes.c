/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pcapng files say beside their packets: options of all blocks but those of the
 * clock, statistics, names of hosts.
 *
 * Nothing here is damage: what does not fit its block ends the options or the names, and
 * reading goes on behind it.  Custom options, hashes, queue numbers and verdicts of
 * packets are passed over. */
#include "config.h"

#include "pcapng.h"

enum {
  OPTION_END = 0,
  OPTION_COMMENT = 1,
  SECTION_HARDWARE = 2,
  SECTION_SYSTEM = 3,
  SECTION_APPLICATION = 4,
  INTERFACE_NAME = 2,
  INTERFACE_DESCRIPTION = 3,
  INTERFACE_FILTER = 11,
  INTERFACE_SYSTEM = 12,
  INTERFACE_HARDWARE = 15,
  PACKET_FLAGS = 2,
  PACKET_DROPS = 4,
  STATISTICS_RECEIVED = 4,
  STATISTICS_INTERFACE_DROPPED = 5,
  STATISTICS_SYSTEM_DROPPED = 7,
  NAME_SERVER = 2,
  RECORD_END = 0,
  RECORD_IPV4 = 1,
  RECORD_IPV6 = 2,
};

/* Of the flags of a packet. */
enum {
  FLAGS_DIRECTION = 0x3, /* 0 unknown, 1 inbound, 2 outbound */
  FLAGS_CHECK_SHIFT = 5, /* four bits: octets of the frame check sequence, 0: not told */
  FLAGS_CHECK_MASK = 0xf,
};
/* Wrong check sequence, frame of a wrong length or alignment, symbol error …; not a wrong
 * gap before the frame (bit 27), which leaves its octets alone. */
#define FLAGS_DAMAGED UINT32_C (0xf7000000)

bool
pcapng_option (const Savefile *savefile, const uint8_t **at, size_t *left, PcapngOption *option)
{
  if (*left < 4)
    return false;
  *option = (PcapngOption){ savefile_u16 (savefile, *at), *at + 4, savefile_u16 (savefile, *at + 2) };
  if (option->code == OPTION_END || option->length > *left - 4)
    return false;
  size_t step = MIN ((size_t) pcapng_padded (4 + option->length), *left);
  *at += step;
  *left -= step;
  return true;
}

/* What options with a string of their own stand for; FILE_NOTES_COUNT: nothing. */
static FileNote
section_note (unsigned code)
{
  switch (code)
    {
    case SECTION_HARDWARE:
      return NOTE_HARDWARE;
    case SECTION_SYSTEM:
      return NOTE_SYSTEM;
    case SECTION_APPLICATION:
      return NOTE_APPLICATION;
    default:
      return FILE_NOTES_COUNT;
    }
}

static FileNote
interface_note (unsigned code)
{
  switch (code)
    {
    case INTERFACE_NAME:
      return NOTE_NAME;
    case INTERFACE_DESCRIPTION:
      return NOTE_DESCRIPTION;
    case INTERFACE_FILTER:
      return NOTE_FILTER;
    case INTERFACE_SYSTEM:
      return NOTE_SYSTEM;
    case INTERFACE_HARDWARE:
      return NOTE_HARDWARE;
    default:
      return FILE_NOTES_COUNT;
    }
}

static void
take_note (FileNotes *notes, NotedThing *thing, FileNote note, const PcapngOption *option)
{
  const uint8_t *octets = option->octets;
  size_t length = option->length;
  /* A filter begins with its kind; only 0 is one that can be read. */
  if (note == NOTE_FILTER)
    {
      if (length < 1 || octets[0] != 0)
        return;
      octets++;
      length--;
    }
  if (option->code == OPTION_COMMENT)
    file_notes_comment (notes, thing, octets, length);
  else if (note < FILE_NOTES_COUNT)
    file_notes_set (notes, thing, note, octets, length);
}

void
pcapng_section_notes (Savefile *savefile, const uint8_t *options, size_t length)
{
  PcapngOption option;
  while (pcapng_option (savefile, &options, &length, &option))
    take_note (savefile->notes, &savefile->notes->said, section_note (option.code), &option);
}

void
pcapng_interface_note (Savefile *savefile, FileInterface *noted, const PcapngOption *option)
{
  take_note (savefile->notes, &noted->said, interface_note (option->code), option);
}

/* Packets */

static void
take_flags (uint32_t flags, const Interface *interface, Packet *packet)
{
  unsigned check = flags >> FLAGS_CHECK_SHIFT & FLAGS_CHECK_MASK;
  packet->check_octets = check != 0 ? savefile_check_octets (check) : interface->check_octets;
  packet->damaged = (flags & FLAGS_DAMAGED) != 0;
  packet->direction = (flags & FLAGS_DIRECTION) == 2   ? PACKET_OUTBOUND
                      : (flags & FLAGS_DIRECTION) == 1 ? PACKET_INBOUND
                                                       : PACKET_DIRECTION_UNKNOWN;
}

static void
add_up (uint64_t *sum, uint64_t more)
{
  *sum = more > UINT64_MAX - *sum ? UINT64_MAX : *sum + more;
}

void
pcapng_packet_options (Savefile *savefile, const uint8_t *options, size_t length, bool enhanced,
                       const Interface *interface, Packet *packet)
{
  PcapngOption option;
  while (pcapng_option (savefile, &options, &length, &option))
    if (option.code == OPTION_COMMENT)
      {
        if (savefile->packet_notes == NULL)
          savefile->packet_notes = packet_notes_new ();
        packet_notes_add (savefile->packet_notes, option.octets, option.length);
      }
    else if (option.code == PACKET_FLAGS && option.length >= 4)
      take_flags (savefile_u32 (savefile, option.octets), interface, packet);
    else if (enhanced && option.code == PACKET_DROPS && option.length >= 8 && interface->noted != NULL)
      add_up (&interface->noted->packet_dropped, savefile_u64 (savefile, option.octets));
  packet->notes = savefile->packet_notes;
}

/* Statistics: counts since the capture began, so that a later block replaces an earlier one. */

static void
take_count (const Savefile *savefile, const PcapngOption *option, bool *has, uint64_t *count)
{
  if (option->length < 8)
    return;
  *has = true;
  *count = savefile_u64 (savefile, option->octets);
}

void
pcapng_statistics (Savefile *savefile, const uint8_t *options, size_t length, FileInterface *noted)
{
  PcapngOption option;
  while (pcapng_option (savefile, &options, &length, &option))
    switch (option.code)
      {
      case OPTION_COMMENT:
        file_notes_comment (savefile->notes, &noted->said, option.octets, option.length);
        break;
      case STATISTICS_RECEIVED:
        take_count (savefile, &option, &noted->has_received, &noted->received);
        break;
      case STATISTICS_INTERFACE_DROPPED:
        take_count (savefile, &option, &noted->has_interface_dropped, &noted->interface_dropped);
        break;
      case STATISTICS_SYSTEM_DROPPED:
        take_count (savefile, &option, &noted->has_system_dropped, &noted->system_dropped);
        break;
      default:
        break;
      }
}

/* Names */

/* An address and names that end in NUL each. */
static void
take_record (Savefile *savefile, unsigned ip_version, const uint8_t *record, size_t length)
{
  size_t octets = ip_version == 4 ? 4 : 16;
  if (length < octets)
    return;
  const uint8_t *at = record + octets;
  size_t left = length - octets;
  while (left > 0)
    {
      size_t name = strnlen ((const char *) at, left);
      savefile_add_name (savefile, ip_version, record, (const char *) at, name);
      name += name < left;
      at += name;
      left -= name;
    }
}

void
pcapng_names (Savefile *savefile, const Block *block)
{
  const uint8_t *at = block->body;
  size_t left = block->length;
  bool ended = false;
  while (left >= 4 && !ended)
    {
      unsigned type = savefile_u16 (savefile, at);
      size_t length = savefile_u16 (savefile, at + 2);
      if (length > left - 4)
        return;
      if (type == RECORD_IPV4 || type == RECORD_IPV6)
        take_record (savefile, type == RECORD_IPV4 ? 4 : 6, at + 4, length);
      ended = type == RECORD_END;
      size_t step = MIN ((size_t) pcapng_padded (4 + length), left);
      at += step;
      left -= step;
    }
  PcapngOption option;
  while (ended && pcapng_option (savefile, &at, &left, &option))
    take_note (savefile->notes, &savefile->notes->said,
               option.code == NAME_SERVER ? NOTE_NAME_SERVER : FILE_NOTES_COUNT, &option);
}
