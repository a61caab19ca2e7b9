/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer of -w wrote is read again as it was. */
#include "config.h"

#include "src/capture.h"

#include "tests/support/savefile-case.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <sys/stat.h>

static uint8_t octets[300000];

static char *
temporary_name (void)
{
  char *name = NULL;
  int fd = g_file_open_tmp ("smtplens-test-XXXXXX", &name, NULL);
  assert_true (fd >= 0);
  close (fd);
  g_unlink (name);
  return name;
}

/* A packet whose octets check_packet knows again. */
static Packet
packet_of (size_t captured, size_t length, int64_t time)
{
  for (size_t i = 0; i < captured; i++)
    octets[i] = (uint8_t) (i * 7 + captured);
  return (Packet){ .octets = octets, .captured = captured, .length = length, .time = time, .link_type = 1 };
}

static void
add (CaptureWriter *writer, Packet packet)
{
  GError *error = NULL;
  assert_true (capture_writer_add (writer, &packet, &error));
  assert_null (error);
}

static char *
log_of_file (const char *name)
{
  char *read = NULL;
  gsize length;
  assert_true (g_file_get_contents (name, &read, &length, NULL));
  char *log = log_of_memory ((const uint8_t *) read, length);
  g_free (read);
  return log;
}

static void
test_round_trip (void **state)
{
  (void) state;
  g_autofree char *name = temporary_name ();
  CaptureWriter *writer = capture_writer_new (name, NULL);
  assert_non_null (writer);
  add (writer, packet_of (60, 1514, 1700000000123456789));
  add (writer, packet_of (0, 0, 0));
  add (writer, packet_of (262144, 262144, 1));
  add (writer, packet_of (100, 100, -1));
  add (writer, packet_of (100, 100, INT64_MAX));
  capture_writer_free (writer);
  g_autofree char *log = log_of_file (name);
  assert_string_equal (log, "1 1700000000123456789 60/1514 link 1 ns\n2 0 0/0 link 1 ns\n"
                            "3 1 262144/262144 link 1 ns\n4 0 100/100 link 1 ns\n"
                            "5 4294967295999999999 100/100 link 1 ns\nend\n");
  g_unlink (name);
}

static void
test_longer_than_the_buffer (void **state)
{
  (void) state;
  g_autofree char *name = temporary_name ();
  CaptureWriter *writer = capture_writer_new (name, NULL);
  GString *expected = g_string_new (NULL);
  for (unsigned i = 1; i <= 500; i++)
    {
      add (writer, packet_of (i * 5, i * 5, i));
      g_string_append_printf (expected, "%u %u %u/%u link 1 ns\n", i, i, i * 5, i * 5);
    }
  g_string_append (expected, "end\n");
  capture_writer_free (writer);
  g_autofree char *log = log_of_file (name);
  assert_string_equal (log, expected->str);
  g_string_free (expected, TRUE);
  g_unlink (name);
}

static void
test_flush_shows_all_so_far (void **state)
{
  (void) state;
  g_autofree char *name = temporary_name ();
  CaptureWriter *writer = capture_writer_new (name, NULL);
  assert_true (g_file_test (name, G_FILE_TEST_EXISTS)); /* at once */
  for (int64_t i = 1; i <= 2; i++)
    {
      add (writer, packet_of (20, 20, i));
      assert_true (capture_writer_flush (writer, NULL));
      g_autofree char *log = log_of_file (name);
      assert_string_equal (log,
                           i == 1 ? "1 1 20/20 link 1 ns\nend\n" : "1 1 20/20 link 1 ns\n2 2 20/20 link 1 ns\nend\n");
    }
  capture_writer_free (writer);
  g_unlink (name);
}

static void
test_only_the_owner_reads (void **state)
{
  (void) state;
  mode_t before = umask (0);
  g_autofree char *name = temporary_name ();
  capture_writer_free (capture_writer_new (name, NULL));
  umask (before);
  struct stat status;
  assert_int_equal (stat (name, &status), 0);
  assert_int_equal (status.st_mode & 0777, 0600);
  g_autofree char *log = log_of_file (name); /* without packets, and yet a capture */
  assert_string_equal (log, "end\n");
  g_unlink (name);
}

static void
test_other_link_types_are_left_out (void **state)
{
  (void) state;
  g_autofree char *name = temporary_name ();
  CaptureWriter *writer = capture_writer_new (name, NULL);
  Packet cooked = packet_of (20, 20, 1);
  cooked.link_type = 113;
  add (writer, cooked);
  add (writer, packet_of (20, 20, 2));
  add (writer, cooked);
  assert_int_equal (capture_writer_left_out (writer), 1);
  capture_writer_free (writer);
  g_autofree char *log = log_of_file (name);
  assert_string_equal (log, "1 1 20/20 link 113 ns\n2 1 20/20 link 113 ns\nend\n");
  g_unlink (name);
}

/* --- pcapng -------------------------------------------------------------------- */

static const char *
interface_name (void *user, uint32_t file, uint32_t interface)
{
  (void) user;
  (void) file;
  return interface == 1 ? "eth0" : interface == 2 ? "wlan0" : NULL;
}

static char *
pcapng_name (void)
{
  g_autofree char *name = temporary_name ();
  return g_strconcat (name, ".pcapng", NULL);
}

/* What log_of_file does not tell: interfaces and comments. */
static char *
notes_of_file (const char *name)
{
  g_autofree char *read = NULL, *why = NULL;
  gsize length;
  assert_true (g_file_get_contents (name, &read, &length, NULL));
  Savefile *savefile = savefile_new (byte_source_new_memory ((const uint8_t *) read, length), &why);
  GString *log = g_string_new (NULL);
  Packet packet;
  while (savefile_next (savefile, &packet) == SAVEFILE_PACKET)
    {
      const char *interface = file_notes_interface_name (savefile_notes (savefile), packet.interface);
      g_string_append_printf (log, "%u of %s%s%s", packet.interface, interface != NULL ? interface : "?",
                              packet.direction == PACKET_OUTBOUND ? " out" : "", packet.damaged ? " damaged" : "");
      for (unsigned i = 0; packet.notes != NULL && i < packet.notes->count; i++)
        g_string_append_printf (log, " '%s'", packet.notes->comment[i]);
      g_string_append_c (log, '\n');
    }
  savefile_free (savefile);
  return g_string_free (log, FALSE);
}

static void
test_pcapng_keeps_all (void **state)
{
  (void) state;
  g_autofree char *name = pcapng_name ();
  CaptureWriter *writer = capture_writer_new (name, NULL);
  capture_writer_name_interfaces (writer, interface_name, NULL);
  PacketNotes *notes = packet_notes_new ();
  packet_notes_add (notes, (const uint8_t *) "first", 5);
  packet_notes_add (notes, (const uint8_t *) "seven77", 7);
  Packet packet = packet_of (61, 1514, 1700000000123456789);
  packet.interface = 1;
  packet.notes = notes;
  add (writer, packet);
  packet = packet_of (20, 20, 1);
  packet.link_type = 276;
  packet.interface = 2;
  packet.direction = PACKET_OUTBOUND;
  packet.damaged = true;
  packet.check_octets = 4;
  add (writer, packet);
  packet = packet_of (0, 0, -1); /* of no interface */
  add (writer, packet);
  packet = packet_of (262144, 262144, INT64_MAX);
  packet.interface = 1;
  packet.file = 3; /* another file, which calls its interface the same */
  add (writer, packet);
  assert_int_equal (capture_writer_left_out (writer), 0);
  capture_writer_free (writer);
  packet_notes_unref (notes);
  g_autofree char *log = log_of_file (name);
  assert_string_equal (log, "1 1700000000123456789 61/1514 link 1 ns\n2 1 20/20 link 276 ns check 4\n"
                            "3 0 0/0 link 1 ns\n4 9223372036854775807 262144/262144 link 1 ns\nend\n");
  g_autofree char *said = notes_of_file (name);
  assert_string_equal (said, "1 of eth0 'first' 'seven77'\n2 of wlan0 out damaged\n3 of ?\n1 of eth0\n");
  g_unlink (name);
}

static void
test_pcapng_without_packets (void **state)
{
  (void) state;
  g_autofree char *name = pcapng_name ();
  capture_writer_free (capture_writer_new (name, NULL));
  g_autofree char *log = log_of_file (name);
  assert_string_equal (log, "end\n");
  g_unlink (name);
}

static void
test_name_that_cannot_be (void **state)
{
  (void) state;
  GError *error = NULL;
  assert_null (capture_writer_new ("/nonexistent/file", &error));
  assert_true (g_error_matches (error, CAPTURE_ERROR, CAPTURE_ERROR_OUTPUT));
  assert_string_equal (error->message, "/nonexistent/file: cannot be written: No such file or directory");
  g_error_free (error);
}

static void
test_full_disk_is_told_once (void **state)
{
  (void) state;
  if (access ("/dev/full", W_OK) != 0)
    skip ();
  CaptureWriter *writer = capture_writer_new ("/dev/full", NULL);
  assert_non_null (writer);
  add (writer, packet_of (20, 20, 1)); /* into the buffer */
  GError *error = NULL;
  assert_false (capture_writer_flush (writer, &error));
  assert_true (g_error_matches (error, CAPTURE_ERROR, CAPTURE_ERROR_OUTPUT));
  assert_string_equal (error->message, "/dev/full: cannot be written: No space left on device");
  g_clear_error (&error);
  add (writer, packet_of (20, 20, 2));
  assert_true (capture_writer_flush (writer, &error));
  assert_null (error);
  capture_writer_free (writer);
}

static void
test_standard_output (void **state)
{
  (void) state;
  g_autofree char *name = temporary_name ();
  int file = open (name, O_WRONLY | O_CREAT, 0600);
  int before = dup (STDOUT_FILENO);
  fflush (stdout);
  dup2 (file, STDOUT_FILENO);
  close (file);
  CaptureWriter *writer = capture_writer_new ("-", NULL);
  Packet packet = packet_of (20, 20, 1);
  bool added = writer != NULL && capture_writer_add (writer, &packet, NULL);
  capture_writer_free (writer);
  dup2 (before, STDOUT_FILENO); /* still open: the writer had its own */
  close (before);
  assert_true (added);
  g_autofree char *log = log_of_file (name);
  assert_string_equal (log, "1 1 20/20 link 1 ns\nend\n");
  g_unlink (name);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_round_trip),
    cmocka_unit_test (test_longer_than_the_buffer),
    cmocka_unit_test (test_flush_shows_all_so_far),
    cmocka_unit_test (test_only_the_owner_reads),
    cmocka_unit_test (test_other_link_types_are_left_out),
    cmocka_unit_test (test_pcapng_keeps_all),
    cmocka_unit_test (test_pcapng_without_packets),
    cmocka_unit_test (test_name_that_cannot_be),
    cmocka_unit_test (test_full_disk_is_told_once),
    cmocka_unit_test (test_standard_output),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
