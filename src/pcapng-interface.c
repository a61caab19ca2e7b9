/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interface descriptions of pcapng files, and the clocks of interfaces: units of a
 * power of ten or two in a second, counted from an offset.
 *
 * Of a frame check sequence only the length is kept: what it says of 802.11 frames is
 * left to those who read them. */
#include "config.h"

#include "pcapng.h"

enum { OPTION_TIME_RESOLUTION = 9, OPTION_CHECK_LENGTH = 13, OPTION_TIME_OFFSET = 14 };

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

Interface
pcapng_interface (Savefile *savefile, const Block *block)
{
  Interface interface = {
    .link_type = savefile_link_type (savefile_u16 (savefile, block->body)),
    .snapshot_length = savefile_u32 (savefile, block->body + 4),
  };
  set_resolution (&interface, 6);
  interface.noted = file_notes_interface (savefile->notes, interface.link_type);
  interface.number = interface.noted != NULL ? savefile->notes->interfaces->len : 0;

  const uint8_t *at = block->body + INTERFACE_FIXED_OCTETS;
  size_t left = block->length - INTERFACE_FIXED_OCTETS;
  PcapngOption option;
  while (pcapng_option (savefile, &at, &left, &option))
    {
      if (option.code == OPTION_TIME_RESOLUTION && option.length >= 1)
        set_resolution (&interface, option.octets[0]);
      else if (option.code == OPTION_TIME_OFFSET && option.length >= 8)
        interface.offset = (int64_t) savefile_u64 (savefile, option.octets);
      else if (option.code == OPTION_CHECK_LENGTH && option.length >= 1)
        interface.check_octets = savefile_check_octets (option.octets[0]);
      else if (interface.noted != NULL)
        pcapng_interface_note (savefile, interface.noted, &option);
    }
  return interface;
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

int64_t
pcapng_time (const Interface *interface, uint64_t count)
{
  if (interface->units == 0) /* not a second can have passed */
    return savefile_time (interface->offset, 0);
  uint64_t whole = MIN (count / interface->units, (uint64_t) INT64_MAX);
  int64_t seconds;
  if (__builtin_add_overflow ((int64_t) whole, interface->offset, &seconds))
    seconds = INT64_MAX; /* a negative offset cannot overflow */
  return savefile_time (seconds, fraction_of_second (interface, count % interface->units));
}
