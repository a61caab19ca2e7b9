/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pcapng files say beside their packets: comments, flags, losses, names, and who
 * wrote them.  Each file is read in both byte orders, whole, and at every split. */
#include "config.h"

#include "tests/support/pcapng-build.h"

enum { COMMENT = 1, EPB_FLAGS = 2, EPB_DROPS = 4, ISB_RECEIVED = 4, ISB_DROPPED = 5, ISB_SYSTEM = 7 };

/* --- a file told as text ------------------------------------------------------- */

static void
tell_packet (GString *log, const Packet *packet)
{
  static const char *const directions[] = { "", " in", " out" };
  g_string_append_printf (log, "%u interface %u%s%s", (unsigned) packet->number, packet->interface,
                          directions[packet->direction], packet->damaged ? " damaged" : "");
  if (packet->check_octets > 0)
    g_string_append_printf (log, " check %u", packet->check_octets);
  for (unsigned i = 0; packet->notes != NULL && i < packet->notes->count; i++)
    g_string_append_printf (log, " '%s'", packet->notes->comment[i]);
  g_string_append_c (log, '\n');
}

static void
tell_names (GString *log, Savefile *savefile)
{
  g_autoptr (GArray) names = savefile_take_names (savefile);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      const SavefileName *name = &g_array_index (names, SavefileName, i);
      g_string_append_printf (log, "%u.%u.%u.%u v%u %s\n", name->ip[0], name->ip[1], name->ip[2], name->ip[3],
                              name->ip_version, name->name);
    }
}

static void
tell_thing (GString *log, const NotedThing *thing)
{
  static const char *const words[FILE_NOTES_COUNT]
      = { "hardware", "system", "application", "name", "description", "filter", "server" };
  for (size_t i = 0; i < FILE_NOTES_COUNT; i++)
    if (thing->note[i] != NULL)
      g_string_append_printf (log, " %s=%s", words[i], thing->note[i]);
  for (guint i = 0; thing->comments != NULL && i < thing->comments->len; i++)
    g_string_append_printf (log, " '%s'", (const char *) thing->comments->pdata[i]);
}

static void
tell_notes (GString *log, const FileNotes *notes)
{
  g_string_append (log, "file:");
  tell_thing (log, &notes->said);
  for (guint i = 0; i < notes->interfaces->len; i++)
    {
      const FileInterface *interface = notes->interfaces->pdata[i];
      g_string_append_printf (log, "\nlink %d, %u packets", interface->link_type, (unsigned) interface->packets);
      if (interface->has_received)
        g_string_append_printf (log, ", received %" G_GUINT64_FORMAT, interface->received);
      if (file_interface_lost (interface) > 0)
        g_string_append_printf (log, ", lost %" G_GUINT64_FORMAT, file_interface_lost (interface));
      g_string_append_c (log, ':');
      tell_thing (log, &interface->said);
    }
  g_string_append_c (log, '\n');
}

static SavefileStatus
tell_all (GString *log, Savefile *savefile)
{
  Packet packet;
  SavefileStatus status;
  do
    {
      status = savefile_next (savefile, &packet);
      tell_names (log, savefile);
      if (status == SAVEFILE_PACKET)
        tell_packet (log, &packet);
    }
  while (status == SAVEFILE_PACKET);
  if (status == SAVEFILE_DAMAGED)
    g_string_append_printf (log, "%s\n", savefile_damage (savefile, TONGUE_ENGLISH));
  if (status != SAVEFILE_WAIT)
    tell_notes (log, savefile_notes (savefile));
  return status;
}

static char *
told_of_memory (const GByteArray *octets)
{
  GString *log = g_string_new (NULL);
  GuardPage guard = guard_page_new (octets->data, octets->len);
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (byte_source_new_memory (guard.octets, octets->len), &why);
  assert_non_null (savefile);
  assert_int_not_equal (tell_all (log, savefile), SAVEFILE_WAIT);
  savefile_free (savefile);
  guard_page_clear (&guard);
  return g_string_free (log, FALSE);
}

static char *
told_of_split (const GByteArray *octets, guint split)
{
  GString *log = g_string_new (NULL);
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  assert_int_equal (write (ends[1], octets->data, split), (ssize_t) split);
  ByteSource *source = byte_source_new_fd (ends[0]);
  byte_source_never_wait (source);
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (source, &why);
  assert_non_null (savefile);
  assert_int_equal (tell_all (log, savefile), SAVEFILE_WAIT);
  assert_int_equal (write (ends[1], octets->data + split, octets->len - split), (ssize_t) (octets->len - split));
  close (ends[1]);
  assert_int_not_equal (tell_all (log, savefile), SAVEFILE_WAIT);
  savefile_free (savefile);
  return g_string_free (log, FALSE);
}

/* --- files --------------------------------------------------------------------- */

static void
put_text (Build *build, unsigned code, const char *text)
{
  put_option (build, code, text, strlen (text));
}

static void
put_number_option (Build *build, unsigned code, uint64_t number)
{
  put_u16 (build, code);
  put_u16 (build, 8);
  put_u32 (build, build->big_endian ? number >> 32 : number & UINT32_MAX);
  put_u32 (build, build->big_endian ? number & UINT32_MAX : number >> 32);
}

static guint
begin_section (Build *build)
{
  guint start = begin_block (build, 0x0a0d0d0a);
  put_u32 (build, 0x1a2b3c4d);
  put_u16 (build, 1);
  put_u16 (build, 0);
  put_u32 (build, UINT32_MAX);
  put_u32 (build, UINT32_MAX);
  return start;
}

static guint
begin_enhanced (Build *build, uint32_t interface)
{
  guint start = begin_block (build, ENHANCED);
  put_u32 (build, interface);
  put_packet_fields (build, noon, 5, 5);
  put_packet_octets (build, 5);
  pad (build);
  return start;
}

static void
put_flagged (Build *build, uint32_t flags)
{
  guint start = begin_enhanced (build, 0);
  put_u16 (build, EPB_FLAGS);
  put_u16 (build, 4);
  put_u32 (build, flags);
  end_block (build, start);
}

static guint
begin_statistics (Build *build, uint32_t interface)
{
  guint start = begin_block (build, STATISTICS);
  put_u32 (build, interface);
  put_u32 (build, 0);
  put_u32 (build, 0);
  return start;
}

static void
who_wrote_it (Build *build)
{
  guint start = begin_section (build);
  put_text (build, 2, "amd64");
  put_text (build, 3, "Linux 6");
  put_text (build, 4, "dumpcap");
  put_text (build, 4, "another"); /* the first word counts */
  put_text (build, COMMENT, "case 17");
  put_text (build, COMMENT, "copy of the original");
  put_text (build, 0x8bac, "custom");
  put_option (build, END_OF_OPTIONS, NULL, 0);
  put_text (build, 2, "behind the end");
  end_block (build, start);
  start = begin_interface (build, 1, 0);
  put_text (build, IF_NAME, "eth0");
  put_text (build, 3, "uplink");
  put_option (build, 11, "\0port 25", 8);
  put_option (build, 11, "\1\0\0\0", 4); /* compiled: cannot be read */
  put_text (build, 12, "Linux");
  put_option (build, 15, "card\0pad", 8); /* some writers count a NUL */
  put_text (build, COMMENT, "mirror port");
  end_block (build, start);
}

static void
comments_of_packets (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  guint start = begin_enhanced (build, 0);
  put_text (build, COMMENT, "first");
  put_text (build, COMMENT, "");
  put_text (build, COMMENT, "second");
  put_option (build, END_OF_OPTIONS, NULL, 0);
  end_block (build, start);
  end_block (build, begin_enhanced (build, 0)); /* not of this one */
  start = begin_block (build, OBSOLETE);
  put_u16 (build, 0);
  put_u16 (build, 0);
  put_packet_fields (build, noon, 4, 4);
  put_packet_octets (build, 4);
  put_text (build, COMMENT, "old");
  end_block (build, start);
  start = begin_enhanced (build, 0);
  put_text (build, COMMENT, "whole");
  put_u16 (build, COMMENT);
  put_u16 (build, 100); /* past its block */
  end_block (build, start);
}

static void
more_comments_than_are_kept (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  guint start = begin_enhanced (build, 0);
  for (unsigned i = 0; i < PACKET_COMMENTS_MAX + 2; i++)
    {
      char text[2] = { (char) ('a' + i), '\0' };
      put_text (build, COMMENT, text);
    }
  end_block (build, start);
}

static void
flags_of_packets (Build *build)
{
  put_section (build);
  guint start = begin_interface (build, 1, 0);
  put_option (build, 13, "\4", 1);
  end_block (build, start);
  put_flagged (build, 0);
  put_flagged (build, 1);
  put_flagged (build, 2 | 2 << 5);
  put_flagged (build, 1 | 15 << 5); /* no such check sequence */
  put_flagged (build, UINT32_C (1) << 24);
  put_flagged (build, UINT32_C (1) << 27); /* the gap before it was wrong */
  put_flagged (build, UINT32_C (1) << 31);
  put_simple (build, 4, 4);
}

static void
losses (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  put_interface (build, 101);
  put_interface (build, 1);
  put_obsolete (build, 0, noon, 4); /* 7 lost */
  guint start = begin_statistics (build, 0);
  put_number_option (build, ISB_RECEIVED, 10);
  put_number_option (build, ISB_DROPPED, 1);
  put_number_option (build, ISB_SYSTEM, 2);
  end_block (build, start);
  start = begin_statistics (build, 1);
  put_number_option (build, ISB_RECEIVED, 10);
  put_number_option (build, ISB_DROPPED, 1);
  put_number_option (build, ISB_SYSTEM, 2);
  put_text (build, COMMENT, "busy");
  end_block (build, start);
  start = begin_statistics (build, 1); /* replaces what was counted before */
  put_number_option (build, ISB_RECEIVED, 20);
  put_number_option (build, ISB_DROPPED, 5);
  end_block (build, start);
  start = begin_enhanced (build, 2);
  put_number_option (build, EPB_DROPS, UINT64_MAX - 1);
  end_block (build, start);
  start = begin_enhanced (build, 2);
  put_number_option (build, EPB_DROPS, UINT64_MAX - 1);
  end_block (build, start);
  end_block (build, begin_statistics (build, 9)); /* not described */
  put_other (build, STATISTICS, 4);
}

static void
names_of_hosts (Build *build)
{
  static const uint8_t v4[] = "\300\0\2\1a.example\0alias\0\0last",
                       v6[] = "\040\001\015\270\0\0\0\0\0\0\0\0\0\0\0\1six";
  put_section (build);
  guint start = begin_block (build, NAMES);
  put_option (build, 1, v4, sizeof v4 - 1); /* the last name has no NUL */
  put_option (build, 77, "unknown", 7);
  put_option (build, 1, "\300\0\2", 3);
  put_option (build, 2, v6, sizeof v6);
  put_option (build, 0, NULL, 0);
  put_text (build, COMMENT, "from the hosts file");
  put_text (build, 2, "ns.example");
  put_option (build, END_OF_OPTIONS, NULL, 0);
  end_block (build, start);
  start = begin_block (build, NAMES);
  put_option (build, 1, "\300\0\2\2b\0", 6);
  put_u16 (build, 1);
  put_u16 (build, 100); /* past its block */
  end_block (build, start);
  put_other (build, NAMES, 0);
}

/* Interfaces are counted on through the sections. */
static void
interfaces_of_sections (Build *build)
{
  put_section (build);
  put_interface (build, 1);
  end_block (build, begin_enhanced (build, 0));
  put_section (build);
  put_interface (build, 101);
  put_interface (build, 113);
  end_block (build, begin_enhanced (build, 0));
  end_block (build, begin_enhanced (build, 1));
}

static const SavefileCase cases[] = {
  { "who wrote it", who_wrote_it,
    "file: hardware=amd64 system=Linux 6 application=dumpcap 'case 17' 'copy of the original'\n"
    "link 1, 0 packets: hardware=card system=Linux name=eth0 description=uplink filter=port 25 'mirror port'\n" },
  { "comments of packets", comments_of_packets,
    "1 interface 1 'first' 'second'\n2 interface 1\n3 interface 1 'old'\n4 interface 1 'whole'\n"
    "file:\nlink 1, 4 packets:\n" },
  { "more comments than are kept", more_comments_than_are_kept,
    "1 interface 1 'a' 'b' 'c' 'd' 'e' 'f' 'g' 'h' 'i' 'j' 'k' 'l' 'm' 'n' 'o' 'p'\nfile:\nlink 1, 1 packets:\n" },
  { "flags of packets", flags_of_packets,
    "1 interface 1 check 4\n2 interface 1 in check 4\n3 interface 1 out check 2\n4 interface 1 in\n"
    "5 interface 1 damaged check 4\n6 interface 1 check 4\n7 interface 1 damaged check 4\n8 interface 1 check 4\n"
    "file:\nlink 1, 8 packets:\n" },
  { "losses", losses,
    "1 interface 1\n2 interface 3\n3 interface 3\nfile:\n"
    "link 1, 1 packets, received 10, lost 7:\nlink 101, 0 packets, received 20, lost 7: 'busy'\n"
    "link 1, 2 packets, lost 18446744073709551615:\n" },
  { "names of hosts", names_of_hosts,
    "192.0.2.1 v4 a.example\n192.0.2.1 v4 alias\n192.0.2.1 v4 last\n32.1.13.184 v6 six\n192.0.2.2 v4 b\n"
    "file: server=ns.example 'from the hosts file'\n" },
  { "interfaces of sections", interfaces_of_sections,
    "1 interface 1\n2 interface 2\n3 interface 3\nfile:\nlink 1, 1 packets:\nlink 101, 1 packets:\n"
    "link 113, 1 packets:\n" },
};

static void
check_case (const SavefileCase *row, bool big_endian)
{
  Build build = build_new ();
  build.big_endian = big_endian;
  row->build (&build);
  g_autofree char *whole = told_of_memory (build.octets);
  if (strcmp (whole, row->expected) != 0)
    fail_msg ("%s%s: expected\n%sgot\n%s", row->name, big_endian ? ", big-endian" : "", row->expected, whole);
  for (guint split = HEADER_OCTETS; split < build.octets->len; split++)
    {
      g_autofree char *told = told_of_split (build.octets, split);
      if (strcmp (told, row->expected) != 0)
        fail_msg ("%s, split at %u: expected\n%sgot\n%s", row->name, split, row->expected, told);
    }
  build_clear (&build);
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t row = 0; row < G_N_ELEMENTS (cases); row++)
    {
      check_case (&cases[row], false);
      check_case (&cases[row], true);
    }
}

/* Strings without end keep to the bounds, and are counted. */
static void
test_bounds (void **state)
{
  (void) state;
  Build build = build_new ();
  g_autofree char *long_text = g_strnfill (60000, 'x');
  put_section (&build);
  for (unsigned i = 0; i < FILE_INTERFACES_MAX + 10; i++)
    {
      guint start = begin_interface (&build, 1, 0);
      put_text (&build, IF_NAME, i < 100 ? long_text : "y");
      end_block (&build, start);
    }
  guint start = begin_enhanced (&build, FILE_INTERFACES_MAX + 5);
  put_text (&build, COMMENT, long_text);
  end_block (&build, start);
  g_autofree char *why = NULL;
  Savefile *savefile = savefile_new (byte_source_new_memory (build.octets->data, build.octets->len), &why);
  Packet packet;
  assert_int_equal (savefile_next (savefile, &packet), SAVEFILE_PACKET);
  assert_int_equal (packet.interface, 0);
  assert_int_equal (strlen (packet.notes->comment[0]), PACKET_COMMENT_OCTETS);
  assert_int_equal (savefile_next (savefile, &packet), SAVEFILE_END);
  const FileNotes *notes = savefile_notes (savefile);
  assert_int_equal (notes->interfaces->len, FILE_INTERFACES_MAX);
  assert_true (notes->octets <= FILE_NOTES_OCTETS);
  assert_true (notes->left_out >= 100);
  assert_int_equal (strlen (file_notes_interface_name (notes, 1)), FILE_NOTE_OCTETS);
  assert_null (file_notes_interface_name (notes, 0));
  assert_null (file_notes_interface_name (notes, FILE_INTERFACES_MAX + 1));
  savefile_free (savefile);
  build_clear (&build);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_bounds),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
