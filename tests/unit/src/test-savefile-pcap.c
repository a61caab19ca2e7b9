/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pcap files of every kind, sound and damaged. */
#include "config.h"

#include "tests/support/savefile-case.h"

enum { HEADER_OCTETS = 24 };

static void
two_packets (Build *build, uint32_t magic)
{
  put_pcap_header (build, magic, 2, 4, 65535, 1);
  put_pcap_packet (build, 1700000000, 1, 60, 60);
  put_pcap_packet (build, 1700000000, 999999, 54, 1514);
}

static void
microseconds (Build *build)
{
  two_packets (build, PCAP_MICROSECONDS);
}

static void
microseconds_big_endian (Build *build)
{
  build->big_endian = true;
  two_packets (build, PCAP_MICROSECONDS);
}

static void
nanoseconds (Build *build)
{
  two_packets (build, PCAP_NANOSECONDS);
}

static void
nanoseconds_big_endian (Build *build)
{
  build->big_endian = true;
  two_packets (build, PCAP_NANOSECONDS);
}

static void
two_patched_packets (Build *build)
{
  put_pcap_header (build, PCAP_PATCHED, 2, 4, 65535, 1);
  for (uint32_t i = 1; i <= 2; i++)
    {
      put_pcap_record_header (build, i, 0, 20, 20);
      put_u32 (build, 3);      /* interface */
      put_u16 (build, 0x800);  /* protocol */
      put_u16 (build, 0x0400); /* kind of packet, padding */
      put_packet_octets (build, 20);
      border (build);
    }
}

static void
patched (Build *build)
{
  two_patched_packets (build);
}

static void
patched_big_endian (Build *build)
{
  build->big_endian = true;
  two_patched_packets (build);
}

static void
no_packets (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 113);
}

static void
empty_packet (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 1);
  put_pcap_packet (build, 1, 0, 0, 0);
  put_pcap_packet (build, 2, 0, 1, 1);
}

static void
two_length_orders (Build *build)
{
  put_pcap_record_header (build, 1, 0, 100, 30); /* length first */
  put_packet_octets (build, 30);
  put_pcap_record_header (build, 2, 0, 30, 100);
  put_packet_octets (build, 30);
}

static void
version_2_3 (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 3, 65535, 1);
  two_length_orders (build);
}

static void
version_543 (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 543, 0, 65535, 1);
  two_length_orders (build);
}

static void
version_2_2 (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 2, 65535, 1);
  put_pcap_record_header (build, 1, 0, 100, 30);
  put_packet_octets (build, 30);
}

static void
later_version (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 3, 9, 65535, 1);
  put_pcap_packet (build, 1, 0, 30, 100);
}

static void
frame_check_sequence_bits (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 0x54000071);
  put_pcap_packet (build, 1, 0, 4, 4);
}

static void
frame_check_sequence_of_4 (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 0x24000001);
  put_pcap_packet (build, 1, 0, 64, 64);
}

static void
raw_ip (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 12);
  put_pcap_packet (build, 1, 0, 4, 4);
}

static void
raw_ip_of_openbsd (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 14);
  put_pcap_packet (build, 1, 0, 4, 4);
}

static void
latest_time (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 1);
  put_pcap_packet (build, UINT32_MAX, UINT32_MAX, 4, 4);
  put_pcap_packet (build, 1000, 1000000, 4, 4);
}

static void
captured_more_than_there_was (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 1);
  put_pcap_packet (build, 1, 0, 40, 10);
}

static void
longest_usual (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 96, 1);
  put_pcap_packet (build, 1, 0, 262144, 262144);
}

static void
longer_than_usual (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 96, 1);
  put_pcap_packet (build, 1, 0, 60, 60);
  put_pcap_record_header (build, 1, 0, 262145, 262145);
}

static void
as_long_as_the_snapshot_length (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 300000, 1);
  put_pcap_packet (build, 1, 0, 300000, 300000);
}

static void
longer_than_any (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, UINT32_MAX, 1);
  put_pcap_record_header (build, 1, 0, SAVEFILE_PACKET_MAX + 1, SAVEFILE_PACKET_MAX + 1);
}

static void
long_usb_packet (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 220);
  put_pcap_packet (build, 1, 0, 400000, 400000);
}

static void
promise_not_kept (Build *build)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 1);
  put_pcap_packet (build, 1, 0, 60, 60);
  put_pcap_record_header (build, 1, 0, 1460, 1460);
  put_packet_octets (build, 733);
}

static void
empty_file (Build *build)
{
  (void) build;
}

static void
text_file (Build *build)
{
  put_octets (build, "220 mail.example ESMTP\r\n", 24);
}

static void
three_octets (Build *build)
{
  put_octets (build, "\xd4\xc3\xb2", 3);
}

static void
short_header (Build *build)
{
  no_packets (build);
  g_byte_array_set_size (build->octets, 23);
}

/* Records with octets more in front of their packets, behind the usual magic. */
static void
put_hidden_form (Build *build, unsigned more, unsigned packets)
{
  put_pcap_header (build, PCAP_MICROSECONDS, 2, 4, 65535, 1);
  for (uint32_t i = 1; i <= packets; i++)
    {
      put_pcap_record_header (build, 1700000000 + i, 0, 20 + i, 20 + i);
      put_octets (build, "\xff\xff\xff\xff\xff\xff\xff\xff", more);
      put_packet_octets (build, 20 + i);
      border (build);
    }
}

static void
nokia (Build *build)
{
  put_hidden_form (build, 4, 3);
}

static void
nokia_big_endian (Build *build)
{
  build->big_endian = true;
  put_hidden_form (build, 4, 3);
}

static void
hidden_patched (Build *build)
{
  put_hidden_form (build, 8, 2);
}

/* Damage behind the first packet is no other form. */
static void
second_record_damaged (Build *build)
{
  put_hidden_form (build, 0, 1);
  put_pcap_record_header (build, 1700000001, 1000000, 20, 20);
  put_packet_octets (build, 20);
}

static void
put_lcap (Build *build, uint32_t magic)
{
  put_pcap_header (build, magic, 2, 4, 65535, 1);
  put_u32 (build, 1000); /* octets of the file */
  put_pcap_packet (build, 1700000000, 999999999, 20, 60);
}

static void
lcap_by_hardware (Build *build)
{
  put_lcap (build, 0x1c0001ac);
}

static void
lcap_by_software (Build *build)
{
  build->big_endian = true;
  put_lcap (build, 0x1c0001ab);
}

/* Forms of which a pipe may bring too little at first. */
static const SavefileCase whole_files[] = {
  { "Nokia", nokia,
    "1 1700000001000000000 21/21 link 1\n2 1700000002000000000 22/22 link 1\n"
    "3 1700000003000000000 23/23 link 1\nend\n" },
  { "Nokia, big-endian", nokia_big_endian,
    "1 1700000001000000000 21/21 link 1\n2 1700000002000000000 22/22 link 1\n"
    "3 1700000003000000000 23/23 link 1\nend\n" },
  { "patched form behind the usual magic", hidden_patched,
    "1 1700000001000000000 21/21 link 1\n2 1700000002000000000 22/22 link 1\nend\n" },
};

static const SavefileCase lcap[] = {
  { "lcap by hardware", lcap_by_hardware, "1 1700000000999999999 20/60 link 1 ns\nend\n" },
  { "lcap by software, big-endian", lcap_by_software, "1 1700000000999999999 20/60 link 1 ns\nend\n" },
};

static const SavefileCase cases[] = {
  { "a second record out of form", second_record_damaged,
    "1 1700000001000000000 21/21 link 1\n2 1700000002000000000 20/20 link 1\nend\n" },
  { "microseconds", microseconds, "1 1700000000000001000 60/60 link 1\n2 1700000000999999000 54/1514 link 1\nend\n" },
  { "microseconds, big-endian", microseconds_big_endian,
    "1 1700000000000001000 60/60 link 1\n2 1700000000999999000 54/1514 link 1\nend\n" },
  { "nanoseconds", nanoseconds,
    "1 1700000000000000001 60/60 link 1 ns\n2 1700000000000999999 54/1514 link 1 ns\nend\n" },
  { "nanoseconds, big-endian", nanoseconds_big_endian,
    "1 1700000000000000001 60/60 link 1 ns\n2 1700000000000999999 54/1514 link 1 ns\nend\n" },
  { "patched form", patched, "1 1000000000 20/20 link 1\n2 2000000000 20/20 link 1\nend\n" },
  { "patched form, big-endian", patched_big_endian, "1 1000000000 20/20 link 1\n2 2000000000 20/20 link 1\nend\n" },
  { "no packets", no_packets, "end\n" },
  { "an empty packet", empty_packet, "1 1000000000 0/0 link 1\n2 2000000000 1/1 link 1\nend\n" },
  { "version 2.2: length first", version_2_2, "1 1000000000 30/100 link 1\nend\n" },
  { "version 2.3: either first", version_2_3, "1 1000000000 30/100 link 1\n2 2000000000 30/100 link 1\nend\n" },
  { "version 543: either first", version_543, "1 1000000000 30/100 link 1\n2 2000000000 30/100 link 1\nend\n" },
  { "a later version", later_version, "1 1000000000 30/100 link 1\nend\n" },
  { "bits above the link type", frame_check_sequence_bits, "1 1000000000 4/4 link 113\nend\n" },
  { "a frame check sequence", frame_check_sequence_of_4, "1 1000000000 64/64 link 1 check 4\nend\n" },
  { "raw IP as 12", raw_ip, "1 1000000000 4/4 link 101\nend\n" },
  { "raw IP as 14", raw_ip_of_openbsd, "1 1000000000 4/4 link 101\nend\n" },
  { "times at the end of their range", latest_time,
    "1 4294971589967295000 4/4 link 1\n2 1001000000000 4/4 link 1\nend\n" },
  { "more captured than there was", captured_more_than_there_was, "1 1000000000 40/40 link 1\nend\n" },
  { "the longest usual packet", longest_usual, "1 1000000000 262144/262144 link 1\nend\n" },
  { "longer than usual", longer_than_usual,
    "1 1000000000 60/60 link 1\n"
    "damaged at octet 100: the record header promises 262145 octets, more than the 262144 a packet may have\n" },
  { "as long as the snapshot length", as_long_as_the_snapshot_length, "1 1000000000 300000/300000 link 1\nend\n" },
  { "longer than any", longer_than_any,
    "damaged at octet 24: the record header promises 16777217 octets, more than the 16777216 a packet may have\n" },
  { "a long USB packet", long_usb_packet, "1 1000000000 400000/400000 link 220\nend\n" },
  { "a promise that is not kept", promise_not_kept,
    "1 1000000000 60/60 link 1\n"
    "cut short at octet 849: the packet record at octet 100 has 1476 octets, 749 are there\n" },
  { "an empty file", empty_file, "no: not a capture file: it is empty\n" },
  { "a text", text_file, "no: not a capture file\n" },
  { "three octets", three_octets, "no: not a capture file\n" },
  { "a short file header", short_header,
    "no: cut short at octet 23: the file header at octet 0 has 24 octets, 23 are there\n" },
};

static void
test_cases (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (cases); row++)
    check_savefile_case (&cases[row], HEADER_OCTETS);
}

static void
test_other_headers (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (lcap); row++)
    check_savefile_case (&lcap[row], 28);
  for (size_t row = 0; row < G_N_ELEMENTS (whole_files); row++)
    {
      Build build = build_new ();
      whole_files[row].build (&build);
      g_autofree char *log = log_of_memory (build.octets->data, build.octets->len);
      assert_string_equal (log, whole_files[row].expected);
      build_clear (&build);
    }
}

static void
test_every_cut (void **state)
{
  (void) state;
  static const char *const names[] = { "microseconds", "nanoseconds, big-endian", "patched form", "an empty packet" };
  size_t found = 0;
  for (size_t row = 0; row < G_N_ELEMENTS (cases); row++)
    for (size_t name = 0; name < G_N_ELEMENTS (names); name++)
      if (strcmp (cases[row].name, names[name]) == 0)
        {
          check_every_cut (&cases[row], HEADER_OCTETS);
          found++;
        }
  assert_int_equal (found, G_N_ELEMENTS (names));
}

/* More than the window of a byte source holds, so that records lie across its end. */
static void
test_many_packets (void **state)
{
  (void) state;
  enum { PACKETS = 3000 };
  Build build = build_new ();
  put_pcap_header (&build, PCAP_MICROSECONDS, 2, 4, 65535, 1);
  for (uint32_t i = 0; i < PACKETS; i++)
    put_pcap_packet (&build, i, 0, i * 31 % 1515, 1514);

  g_autofree char *name = NULL;
  int fd = g_file_open_tmp ("smtplens-test-XXXXXX", &name, NULL);
  assert_true (fd >= 0);
  unlink (name);
  assert_int_equal (write (fd, build.octets->data, build.octets->len), (ssize_t) build.octets->len);
  lseek (fd, 0, SEEK_SET);
  char *why = NULL;
  Savefile *savefile = savefile_new (byte_source_new_fd (fd), &why);
  assert_non_null (savefile);
  for (uint32_t i = 0; i < PACKETS; i++)
    {
      Packet packet;
      assert_int_equal (savefile_next (savefile, &packet), SAVEFILE_PACKET);
      assert_int_equal (packet.number, i + 1);
      assert_int_equal (packet.time, (int64_t) i * 1000000000);
      assert_int_equal (packet.captured, i * 31 % 1515);
      check_packet (&packet);
    }
  Packet packet;
  assert_int_equal (savefile_next (savefile, &packet), SAVEFILE_END);
  assert_null (savefile_damage (savefile, TONGUE_ENGLISH));
  savefile_free (savefile);
  build_clear (&build);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_other_headers),
    cmocka_unit_test (test_every_cut),
    cmocka_unit_test (test_many_packets),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
