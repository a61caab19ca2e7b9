/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pcapng files of every kind, sound and damaged. */
#include "config.h"

#include "tests/support/pcapng-build.h"

/* Files */

static void
three_packets (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 60, 60);
  put_enhanced (build, 0, noon + 1, 61, 1514);
  put_enhanced (build, 0, noon + 2, 0, 0);
}

static void
three_packets_big_endian (Build *build)
{
  build->big_endian = true;
  three_packets (build);
}

static void
section_of_each_byte_order (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_interface (build, 113);
  put_enhanced (build, 1, noon, 20, 20);
  build->big_endian = true;
  put_section (build);
  put_interface (build, 12); /* the interfaces begin anew */
  put_enhanced (build, 0, noon + 1, 20, 20);
  build->big_endian = false;
  put_section (build);
  put_interface (build, 276);
  put_enhanced (build, 0, noon + 2, 20, 20);
}

static void
interfaces_of_several_link_types (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_interface_of_resolution (build, 9);
  put_enhanced (build, 1, noon * 1000 + 7, 20, 20);
  put_enhanced (build, 0, noon, 20, 20);
  put_interface (build, 101); /* between packets */
  put_enhanced (build, 2, noon, 20, 20);
}

static void
obsolete_packets (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_obsolete (build, 0, noon, 33);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
simple_packets (Build *build)
{
  put_section (build);
  end_block (build, begin_interface (build, 1, 20));
  put_simple (build, 20, 60); /* cut by the snapshot length */
  put_enhanced (build, 0, noon, 60, 60);
  put_simple (build, 16, 16);
}

static void
simple_packet_without_snapshot_length (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_simple (build, 61, 61); /* its padding is not data */
}

static void
other_blocks (Build *build)
{
  put_section (build);
  put_other (build, 0x7777, 0);
  put_interface (build, 1);
  put_other (build, NAMES, 4);
  put_enhanced (build, 0, noon, 20, 20);
  put_other (build, STATISTICS, 12);
  put_other (build, 0x7777, 41);
  put_enhanced (build, 0, noon + 1, 20, 20);
  put_other (build, 0x7777, 40);
}

static void
long_other_block (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_other (build, 0x7777, 20000000); /* longer than what is read may be */
  put_enhanced (build, 0, noon, 20, 20);
}

static void
blocks_with_numbers (Build *build)
{
  static const uint32_t types[] = { CUSTOM, 0x40000000 | CUSTOM, 9, 0x204, 0x216, 0x221 };
  put_section (build);
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 20, 20);
  for (size_t row = 0; row < G_N_ELEMENTS (types); row++)
    put_other (build, types[row], 60);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
options_behind_packets (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  guint start = begin_block (build, ENHANCED);
  put_u32 (build, 0);
  put_packet_fields (build, noon, 5, 5);
  put_packet_octets (build, 5);
  pad (build);
  put_option (build, 1, "a comment", 9);
  put_option (build, END_OF_OPTIONS, NULL, 0);
  end_block (build, start);
}

static void
unpadded_length (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_u32 (build, 0x7777);
  put_u32 (build, 15);
  put_octets (build, "abc", 4);
  put_u32 (build, 15);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
minor_version (Build *build)
{
  put_section_of_version (build, 1, 2);
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 20, 20);
}

/* Times */

static void
one_packet_of_resolution (Build *build, uint8_t resolution, uint64_t time)
{
  put_section (build);
  put_interface_of_resolution (build, resolution);
  put_enhanced (build, 0, time, 4, 4);
}

#define TIME_CASE(name, resolution, time)                                                                              \
  static void name (Build *build)                                                                                      \
  {                                                                                                                    \
    one_packet_of_resolution (build, resolution, time);                                                                \
  }

TIME_CASE (resolution_seconds, 0, 1700000000)
TIME_CASE (resolution_milliseconds, 3, 1700000000123)
TIME_CASE (resolution_picoseconds, 12, 1700000123456789012)
TIME_CASE (resolution_smallest_decimal, 19, UINT64_MAX)
TIME_CASE (resolution_beyond_64_bits, 20, UINT64_MAX)
TIME_CASE (resolution_binary_20, 0x80 | 20, (uint64_t) 1700000000 << 20 | 12345)
TIME_CASE (resolution_binary_33, 0x80 | 33, (uint64_t) 1700000000 << 33 | 12345678)
TIME_CASE (resolution_binary_63, 0x80 | 63, (uint64_t) 3 << 62)
TIME_CASE (resolution_binary_beyond, 0x80 | 64, UINT64_MAX)
TIME_CASE (latest_microsecond, 6, UINT64_MAX)
TIME_CASE (latest_second, 0, UINT64_MAX)

#undef TIME_CASE

static void
put_packet_of_offset (Build *build, int64_t offset, uint64_t time)
{
  guint start = begin_interface (build, 1, 0);
  put_u16 (build, IF_TSOFFSET);
  put_u16 (build, 8);
  uint32_t upper = (uint32_t) ((uint64_t) offset >> 32);
  uint32_t lower = (uint32_t) offset;
  put_u32 (build, build->big_endian ? upper : lower);
  put_u32 (build, build->big_endian ? lower : upper);
  end_block (build, start); /* options need no end */
  put_enhanced (build, 0, time, 4, 4);
}

static void
offset_of_time (Build *build)
{
  put_section (build);
  put_packet_of_offset (build, 3600, noon);
}

static void
offset_of_time_big_endian (Build *build)
{
  build->big_endian = true;
  offset_of_time (build);
}

static void
before_1970 (Build *build)
{
  put_section (build);
  put_packet_of_offset (build, -1700000005, noon + 1);
}

static void
earliest_offset (Build *build)
{
  put_section (build);
  put_packet_of_offset (build, INT64_MIN, 0);
}

static void
latest_offset (Build *build)
{
  put_section (build);
  put_packet_of_offset (build, INT64_MAX, noon);
}

/* Damage */

static void
option_past_its_block (Build *build)
{
  put_section (build);
  guint start = begin_interface (build, 1, 0);
  put_u16 (build, IF_TSRESOL);
  put_u16 (build, 200);
  put_u32 (build, 9);
  end_block (build, start);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
interface_not_described (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 20, 20);
  put_enhanced (build, 1, noon, 20, 20);
  put_enhanced (build, UINT32_MAX, noon, 20, 20);
  put_enhanced (build, 0, noon, 20, 20); /* the blocks are sound: reading goes on */
}

static void
no_interface (Build *build)
{
  put_section (build);
  put_simple (build, 20, 20);
}

static void
packet_longer_than_its_block (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  guint start = begin_block (build, ENHANCED);
  put_u32 (build, 0);
  put_packet_fields (build, noon, 21, 21);
  put_packet_octets (build, 20);
  end_block (build, start);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
packet_block_without_its_fields (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_other (build, ENHANCED, 16);
  put_other (build, SIMPLE, 0);
  put_enhanced (build, 0, noon, 20, 20);
}

static void
two_kinds_of_damage (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_enhanced (build, 1, noon, 20, 20);
  put_enhanced (build, 0, noon, 20, 20);
  put_u32 (build, ENHANCED);
  put_u32 (build, 8);
}

static void
lengths_that_differ (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_enhanced (build, 0, noon, 20, 20);
  put_enhanced (build, 0, noon, 20, 20);
  g_byte_array_set_size (build->octets, build->octets->len - 4);
  put_u32 (build, 56);
}

static void
lengths_that_differ_of_another_block (Build *build)
{
  put_section (build);
  put_other (build, 0x7777, 20);
  g_byte_array_set_size (build->octets, build->octets->len - 4);
  put_u32 (build, 36);
}

static void
promise_not_kept (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_u32 (build, ENHANCED);
  put_u32 (build, 1000);
  put_packet_octets (build, 100);
}

static void
block_longer_than_any (Build *build)
{
  put_section (build);
  put_u32 (build, ENHANCED);
  put_u32 (build, UINT32_MAX);
}

static void
other_block_longer_than_any (Build *build)
{
  put_section (build);
  put_u32 (build, 0x7777);
  put_u32 (build, UINT32_MAX);
}

static void
short_interface (Build *build)
{
  put_section (build);
  put_other (build, INTERFACE, 4);
}

static void
unknown_version (Build *build)
{
  put_section (build);
  put_section_of_version (build, 2, 0);
}

static void
unknown_version_at_once (Build *build)
{
  put_section_of_version (build, 2, 0);
}

static void
no_byte_order (Build *build)
{
  put_u32 (build, 0x0a0d0d0a);
  for (size_t i = 0; i < 6; i++)
    put_u32 (build, 28);
}

static void
short_section (Build *build)
{
  put_section (build);
  put_u32 (build, 0x0a0d0d0a);
  put_u32 (build, 24);
  put_u32 (build, 0x1a2b3c4d);
  put_u32 (build, 1);
  put_u32 (build, 1);
  put_u32 (build, 24);
}

static const SavefileCase sound[] = {
  { "three packets", three_packets,
    "1 1700000000000000000 60/60 link 1\n2 1700000000000001000 61/1514 link 1\n"
    "3 1700000000000002000 0/0 link 1\nend\n" },
  { "big-endian", three_packets_big_endian,
    "1 1700000000000000000 60/60 link 1\n2 1700000000000001000 61/1514 link 1\n"
    "3 1700000000000002000 0/0 link 1\nend\n" },
  { "a section of each byte order", section_of_each_byte_order,
    "1 1700000000000000000 20/20 link 113\n2 1700000000000001000 20/20 link 101\n"
    "3 1700000000000002000 20/20 link 276\nend\n" },
  { "interfaces of several link types", interfaces_of_several_link_types,
    "1 1700000000000000007 20/20 link 1 ns\n2 1700000000000000000 20/20 link 1\n"
    "3 1700000000000000000 20/20 link 101\nend\n" },
  { "obsolete packets", obsolete_packets,
    "1 1700000000000000000 33/33 link 1\n2 1700000000000000000 20/20 link 1\nend\n" },
  { "simple packets have the time of the one before", simple_packets,
    "1 0 20/60 link 1\n2 1700000000000000000 60/60 link 1\n3 1700000000000000000 16/16 link 1\nend\n" },
  { "other blocks", other_blocks, "1 1700000000000000000 20/20 link 1\n2 1700000000000001000 20/20 link 1\nend\n" },
  { "blocks that Wireshark gives numbers", blocks_with_numbers,
    "1 1700000000000000000 20/20 link 1\n8 1700000000000000000 20/20 link 1\nend\n" },
  { "options behind packets", options_behind_packets, "1 1700000000000000000 5/5 link 1\nend\n" },
};

static const SavefileCase others[] = {
  { "a simple packet without snapshot length", simple_packet_without_snapshot_length, "1 0 61/61 link 1\nend\n" },
  { "a long other block", long_other_block, "1 1700000000000000000 20/20 link 1\nend\n" },
  { "a length without the padding", unpadded_length, "1 1700000000000000000 20/20 link 1\nend\n" },
  { "minor version 2", minor_version, "1 1700000000000000000 20/20 link 1\nend\n" },

  { "seconds", resolution_seconds, "1 1700000000000000000 4/4 link 1\nend\n" },
  { "milliseconds", resolution_milliseconds, "1 1700000000123000000 4/4 link 1\nend\n" },
  { "picoseconds", resolution_picoseconds, "1 1700000123456789 4/4 link 1 ns\nend\n" },
  { "10^-19 seconds", resolution_smallest_decimal, "1 1844674407 4/4 link 1 ns\nend\n" },
  { "10^-20 seconds", resolution_beyond_64_bits, "1 0 4/4 link 1 ns\nend\n" },
  { "2^-20 seconds", resolution_binary_20, "1 1700000000011773109 4/4 link 1 ns\nend\n" },
  { "2^-33 seconds", resolution_binary_33, "1 1700000000001437226 4/4 link 1 ns\nend\n" },
  { "2^-63 seconds", resolution_binary_63, "1 1500000000 4/4 link 1 ns\nend\n" },
  { "2^-64 seconds", resolution_binary_beyond, "1 0 4/4 link 1 ns\nend\n" },
  { "the latest microsecond", latest_microsecond, "1 9223372036854775807 4/4 link 1\nend\n" },
  { "the latest second", latest_second, "1 9223372036854775807 4/4 link 1\nend\n" },
  { "an offset", offset_of_time, "1 1700003600000000000 4/4 link 1\nend\n" },
  { "an offset, big-endian", offset_of_time_big_endian, "1 1700003600000000000 4/4 link 1\nend\n" },
  { "before 1970", before_1970, "1 -4999999000 4/4 link 1\nend\n" },
  { "the earliest offset", earliest_offset, "1 -9223372036854775808 4/4 link 1\nend\n" },
  { "the latest offset", latest_offset, "1 9223372036854775807 4/4 link 1\nend\n" },

  { "an option past its block", option_past_its_block, "1 1700000000000000000 20/20 link 1\nend\n" },
  { "an interface that is not described", interface_not_described,
    "1 1700000000000000000 20/20 link 1\n4 1700000000000000000 20/20 link 1\n"
    "damaged at octet 100: the packet is of interface 1, but 1 are described\n" },
  { "no interface", no_interface, "damaged at octet 28: the packet is of interface 0, but 0 are described\n" },
  { "a packet longer than its block", packet_longer_than_its_block,
    "2 1700000000000000000 20/20 link 1\n"
    "damaged at octet 48: the packet block promises 21 octets and may have 20\n" },
  { "a packet block without its fields", packet_block_without_its_fields,
    "3 1700000000000000000 20/20 link 1\ndamaged at octet 48: the packet block is too short\n" },
  { "two kinds of damage", two_kinds_of_damage,
    "2 1700000000000000000 20/20 link 1\n"
    "damaged at octet 48: the packet is of interface 1, but 1 are described; "
    "damaged at octet 152: a block of 8 octets cannot be\n" },
  { "lengths that differ", lengths_that_differ,
    "1 1700000000000000000 20/20 link 1\n"
    "damaged at octet 100: the block has 52 octets by the length before it, 56 by the one behind it\n" },
  { "lengths that differ of another block", lengths_that_differ_of_another_block,
    "damaged at octet 28: the block has 32 octets by the length before it, 36 by the one behind it\n" },
  { "a promise that is not kept", promise_not_kept,
    "cut short at octet 156: the block at octet 48 has 1000 octets, 108 are there\n" },
  { "a block longer than any", block_longer_than_any,
    "damaged at octet 28: the block promises 4294967295 octets, more than the 17825792 it may have\n" },
  { "another block longer than any", other_block_longer_than_any,
    "cut short at octet 36: the block at octet 28 has 4294967296 octets, 8 are there\n" },
  { "a short interface description", short_interface, "damaged at octet 28: the interface description is too short\n" },
  { "a section of an unknown version", unknown_version,
    "damaged at octet 28: the section is of pcapng version 2, which is not known\n" },
  { "an unknown version", unknown_version_at_once,
    "no: damaged at octet 0: the section is of pcapng version 2, which is not known\n" },
  { "no byte order", no_byte_order, "no: damaged at octet 0: the section header has no byte order\n" },
  { "a short section header", short_section, "damaged at octet 28: a section header of 24 octets cannot be\n" },
};

static void
test_sound_files (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (sound); row++)
    check_savefile_case (&sound[row], HEADER_OCTETS);
}

static void
test_other_files (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (others); row++)
    check_savefile_case (&others[row], HEADER_OCTETS);
}

static void
test_every_cut (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (sound); row++)
    check_every_cut (&sound[row], HEADER_OCTETS);
}

static void
test_too_many_interfaces (void **state)
{
  (void) state;
  Build build = build_new ();
  put_section (&build);
  for (size_t i = 0; i < 65536; i++)
    put_interface (&build, 1);
  put_enhanced (&build, 65535, noon, 4, 4);
  put_interface (&build, 1);
  put_enhanced (&build, 0, noon, 4, 4);
  g_autofree char *log = log_of_memory (build.octets->data, build.octets->len);
  assert_string_equal (log, "1 1700000000000000000 4/4 link 1\n2 1700000000000000000 4/4 link 1\n"
                            "damaged at octet 1310784: more than 65536 interfaces are described\n");
  build_clear (&build);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_sound_files),
    cmocka_unit_test (test_other_files),
    cmocka_unit_test (test_every_cut),
    cmocka_unit_test (test_too_many_interfaces),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
