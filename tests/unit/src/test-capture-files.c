/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures from files, directories and standard input: order, filters, damage. */
#include "config.h"

#include "src/capture.h"

#include "tests/support/packed.h"
#include "tests/support/savefile-case.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* A directory of the test's own, and a log of what was told and handed on. */
typedef struct Desk {
  char *folder;
  GString *log;
} Desk;

static int
set_up (void **state)
{
  Desk *desk = g_new0 (Desk, 1);
  desk->folder = g_dir_make_tmp ("smtplens-test-XXXXXX", NULL);
  desk->log = g_string_new (NULL);
  *state = desk;
  return desk->folder != NULL ? 0 : -1;
}

static void
remove_folder (const char *path)
{
  GDir *folder = g_dir_open (path, 0, NULL);
  const char *entry;
  while (folder != NULL && (entry = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, entry, NULL);
      if (g_file_test (inside, G_FILE_TEST_IS_DIR) && !g_file_test (inside, G_FILE_TEST_IS_SYMLINK))
        remove_folder (inside);
      else
        g_unlink (inside);
    }
  g_dir_close (folder);
  g_rmdir (path);
}

static int
tear_down (void **state)
{
  Desk *desk = *state;
  remove_folder (desk->folder);
  g_free (desk->folder);
  g_string_free (desk->log, TRUE);
  g_free (desk);
  return 0;
}

static char *
path_of (const Desk *desk, const char *name)
{
  return g_build_filename (desk->folder, name, NULL);
}

static void
write_octets (const Desk *desk, const char *name, const GByteArray *octets)
{
  g_autofree char *path = path_of (desk, name);
  assert_true (g_file_set_contents (path, (const char *) octets->data, octets->len, NULL));
}

/* `packets` packets of 60 octets from `second` on, one each second. */
static GByteArray *
make_capture (uint32_t second, uint32_t packets, uint32_t link_type)
{
  Build build = build_new ();
  put_pcap_header (&build, PCAP_MICROSECONDS, 2, 4, 65535, link_type);
  for (uint32_t i = 0; i < packets; i++)
    put_pcap_packet (&build, second + i, 0, 60, 60);
  GByteArray *octets = g_byte_array_ref (build.octets);
  build_clear (&build);
  return octets;
}

static void
write_capture (const Desk *desk, const char *name, uint32_t second, uint32_t packets)
{
  g_autoptr (GByteArray) octets = make_capture (second, packets, 1);
  write_octets (desk, name, octets);
}

static void
log_line (void *user, const char *line)
{
  Desk *desk = user;
  g_string_append_printf (desk->log, "warned: %s\n", line);
}

static void
log_one (void *user, const Packet *packet)
{
  Desk *desk = user;
  check_packet (packet);
  g_string_append_printf (desk->log, "file %u packet %u second %d\n", packet->file, (unsigned) packet->number,
                          (int) (packet->time / 1000000000));
}

static void
log_error (Desk *desk, GError *error)
{
  static const char *const codes[] = { "filter", "no input", "damaged", "permission", "device", "output" };
  assert_true (error->domain == CAPTURE_ERROR);
  g_string_append_printf (desk->log, "%s: %s\n", codes[error->code], error->message);
  g_error_free (error);
}

/* Opens what the names in the test's directory ("-" aside) stand for. */
static Capture *
open_names (Desk *desk, const char *filter, const char *const *names)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (; *names != NULL; names++)
    g_ptr_array_add (paths, strcmp (*names, "-") == 0 ? g_strdup ("-") : path_of (desk, *names));
  g_ptr_array_add (paths, NULL);
  GError *error = NULL;
  Capture *capture = capture_open_files ((char *const *) paths->pdata, filter, log_line, desk, &error);
  assert_true ((capture == NULL) == (error != NULL));
  if (error != NULL)
    log_error (desk, error);
  return capture;
}

static CaptureStatus
read_some (Desk *desk, Capture *capture, unsigned most)
{
  GError *error = NULL;
  CaptureStatus status = capture_read (capture, most, log_one, desk, &error);
  if (error != NULL)
    log_error (desk, error);
  return status;
}

static void
read_to_the_end (Desk *desk, Capture *capture, unsigned most)
{
  while (read_some (desk, capture, most) != CAPTURE_END)
    continue;
  assert_int_equal (read_some (desk, capture, most), CAPTURE_END);
}

/* The log with the directory's name taken out. */
static void
assert_log (Desk *desk, const char *expected)
{
  g_string_replace (desk->log, desk->folder, "DIR", 0);
  assert_string_equal (desk->log->str, expected);
  g_string_truncate (desk->log, 0);
}

#define NAMES(...)                                                                                                     \
  (const char *const[])                                                                                                \
  {                                                                                                                    \
    __VA_ARGS__, NULL                                                                                                  \
  }

static void
test_one_file (void **state)
{
  Desk *desk = *state;
  write_capture (desk, "a.pcap", 100, 3);
  for (unsigned most = 1; most < 5; most++)
    {
      Capture *capture = open_names (desk, NULL, NAMES ("a.pcap"));
      assert_int_equal (capture_fd (capture), -1);
      read_to_the_end (desk, capture, most);
      assert_log (desk, "file 0 packet 1 second 100\nfile 0 packet 2 second 101\nfile 0 packet 3 second 102\n");
      const CaptureCounters *counters = capture_counters (capture);
      assert_int_equal (counters->packets, 3);
      assert_int_equal (counters->octets, 180);
      assert_int_equal (counters->filtered, 0);
      assert_int_equal (counters->file_octets, 24 + 3 * 76);
      assert_int_equal (counters->file_octets_all, 24 + 3 * 76);
      assert_int_equal (capture_file_count (capture), 1);
      assert_int_equal (capture_file_packets (capture, 0), 3);
      assert_null (capture_file_damage (capture, 0, TONGUE_ENGLISH));
      g_autofree char *path = path_of (desk, "a.pcap");
      assert_string_equal (capture_file_name (capture, 0), path);
      capture_free (capture);
    }
}

static void
test_order_by_first_packet (void **state)
{
  Desk *desk = *state;
  write_capture (desk, "later", 200, 1);
  write_capture (desk, "none", 0, 0);
  write_capture (desk, "same", 100, 1);
  write_capture (desk, "earlier", 50, 2);
  write_capture (desk, "same-too", 100, 1);
  Capture *capture = open_names (desk, NULL, NAMES ("later", "none", "same-too", "earlier", "same"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "file 0 packet 1 second 50\nfile 0 packet 2 second 51\nfile 1 packet 1 second 100\n"
                    "file 2 packet 1 second 100\nfile 3 packet 1 second 200\n");
  static const char *const order[] = { "earlier", "same-too", "same", "later", "none" };
  assert_int_equal (capture_file_count (capture), G_N_ELEMENTS (order));
  for (guint row = 0; row < G_N_ELEMENTS (order); row++)
    assert_true (g_str_has_suffix (capture_file_name (capture, row), order[row]));
  capture_free (capture);
}

static void
test_directory (void **state)
{
  Desk *desk = *state;
  g_autofree char *deeper = path_of (desk, "in/deeper");
  g_autofree char *pipe_name = path_of (desk, "in/pipe");
  assert_int_equal (g_mkdir_with_parents (deeper, 0700), 0);
  assert_int_equal (mkfifo (pipe_name, 0600), 0); /* must not be waited for */
  write_capture (desk, "in/b", 10, 1);
  write_capture (desk, "in/a", 10, 1);
  write_capture (desk, "in/c", 5, 1);
  write_capture (desk, "in/deeper/d", 1, 1);
  g_autoptr (GByteArray) text = g_byte_array_append (g_byte_array_new (), (const uint8_t *) "notes", 5);
  write_octets (desk, "in/notes.txt", text);

  Capture *capture = open_names (desk, NULL, NAMES ("in"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "warned: DIR/in: 1 file that is no capture was passed over\nfile 0 packet 1 second 5\n"
                    "file 1 packet 1 second 10\nfile 2 packet 1 second 10\n");
  assert_true (g_str_has_suffix (capture_file_name (capture, 0), "in/c"));
  assert_true (g_str_has_suffix (capture_file_name (capture, 1), "in/a"));
  assert_true (g_str_has_suffix (capture_file_name (capture, 2), "in/b"));
  capture_free (capture);
}

static void
test_inputs_that_are_none (void **state)
{
  Desk *desk = *state;
  g_autofree char *empty_folder = path_of (desk, "empty");
  assert_int_equal (g_mkdir (empty_folder, 0700), 0);
  g_autoptr (GByteArray) nothing = g_byte_array_new ();
  write_octets (desk, "nothing", nothing);
  g_byte_array_append (nothing, (const uint8_t *) "some text", 9);
  write_octets (desk, "text", nothing);
  write_capture (desk, "good", 1, 1);

  Capture *capture = open_names (desk, NULL, NAMES ("nothing", "text", "absent", "empty"));
  assert_null (capture);
  static const char warned[] = "warned: DIR/nothing: not a capture file: it is empty\n"
                               "warned: DIR/text: not a capture file\n"
                               "warned: DIR/absent: No such file or directory\n"
                               "warned: DIR/empty: no capture file is in this directory\n";
  g_autofree char *refused = g_strconcat (warned, "no input: no input could be read\n", NULL);
  assert_log (desk, refused);

  capture = open_names (desk, NULL, NAMES ("nothing", "text", "absent", "empty", "good"));
  read_to_the_end (desk, capture, 512);
  g_autofree char *one_left = g_strconcat (warned, "file 0 packet 1 second 1\n", NULL);
  assert_log (desk, one_left);
  assert_int_equal (capture_counters (capture)->unread, 4);
  capture_free (capture);
}

static void
test_damage_is_told_once_and_the_next_file_read (void **state)
{
  Desk *desk = *state;
  g_autoptr (GByteArray) octets = make_capture (100, 3, 1);
  g_byte_array_set_size (octets, octets->len - 10);
  write_octets (desk, "cut", octets);
  write_capture (desk, "whole", 200, 1);
  g_byte_array_set_size (octets, 30); /* cut before its first packet */
  write_octets (desk, "stub", octets);

  Capture *capture = open_names (desk, NULL, NAMES ("stub", "whole", "cut"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk,
              "file 0 packet 1 second 100\nfile 0 packet 2 second 101\n"
              "damaged: DIR/cut: cut short at octet 242: the packet record at octet 176 has 76 octets, 66 are there\n"
              "file 1 packet 1 second 200\n"
              "damaged: DIR/stub: cut short at octet 30: the record header at octet 24 has 16 octets, 6 are there\n");
  assert_non_null (strstr (capture_file_damage (capture, 0, TONGUE_ENGLISH), "/cut: cut short at octet 242"));
  assert_null (capture_file_damage (capture, 1, TONGUE_ENGLISH));
  assert_non_null (capture_file_damage (capture, 2, TONGUE_ENGLISH));
  capture_free (capture);
}

static void
test_file_that_goes_away (void **state)
{
  Desk *desk = *state;
  write_capture (desk, "a", 1, 1);
  write_capture (desk, "b", 2, 1);
  write_capture (desk, "c", 3, 1);
  Capture *capture = open_names (desk, NULL, NAMES ("a", "b", "c"));
  g_autofree char *path = path_of (desk, "b");
  assert_int_equal (g_unlink (path), 0);
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "file 0 packet 1 second 1\ndamaged: DIR/b: No such file or directory\nfile 2 packet 1 second 3\n");
  capture_free (capture);
}

static void
test_packed_files (void **state)
{
  Desk *desk = *state;
  g_autoptr (GByteArray) octets = make_capture (100, 2, 1);
  g_autoptr (GByteArray) gzip = pack_gzip (octets->data, octets->len);
  g_autoptr (GByteArray) zstd = pack_zstd (octets->data, octets->len);
  g_autoptr (GByteArray) xz = pack_xz (octets->data, octets->len);
  write_octets (desk, "gzip", gzip); /* no suffix: the octets tell */
  write_octets (desk, "zstd", zstd);
  write_octets (desk, "xz", xz);
  Capture *capture = open_names (desk, NULL, NAMES ("gzip", "zstd", "xz"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "file 0 packet 1 second 100\nfile 0 packet 2 second 101\nfile 1 packet 1 second 100\n"
                    "file 1 packet 2 second 101\nfile 2 packet 1 second 100\nfile 2 packet 2 second 101\n");
  const CaptureCounters *counters = capture_counters (capture);
  assert_int_equal (counters->file_octets, gzip->len + zstd->len + xz->len);
  assert_int_equal (counters->file_octets_all, counters->file_octets);
  capture_free (capture);

  gzip->data[gzip->len - 5] ^= 1; /* the checksum */
  write_octets (desk, "gzip", gzip);
  capture = open_names (desk, NULL, NAMES ("gzip"));
  read_to_the_end (desk, capture, 512);
  g_autofree char *expected
      = g_strdup_printf ("file 0 packet 1 second 100\nfile 0 packet 2 second 101\ndamaged: DIR/gzip: the gzip data are "
                         "corrupt at octet %u, octet 176 when unpacked (incorrect data check)\n",
                         gzip->len - 4);
  assert_log (desk, expected);
  capture_free (capture);
}

static void
test_many_files_need_few_descriptors (void **state)
{
  Desk *desk = *state;
  g_autofree char *inside = path_of (desk, "many");
  assert_int_equal (g_mkdir (inside, 0700), 0);
  for (uint32_t i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("many/%03u", i);
      write_capture (desk, name, 1000 - i, 1);
    }
  struct rlimit before;
  getrlimit (RLIMIT_NOFILE, &before);
  int free_descriptor = dup (STDIN_FILENO);
  assert_true (free_descriptor >= 0);
  close (free_descriptor);
  struct rlimit few = { (rlim_t) free_descriptor + 4, before.rlim_max };
  setrlimit (RLIMIT_NOFILE, &few);
  Capture *capture = open_names (desk, NULL, NAMES ("many"));
  assert_non_null (capture);
  read_to_the_end (desk, capture, 7);
  setrlimit (RLIMIT_NOFILE, &before);
  assert_int_equal (capture_counters (capture)->packets, 100);
  assert_true (g_str_has_suffix (capture_file_name (capture, 0), "099"));
  capture_free (capture);
}

/* Standard input */

static int
put_on_standard_input (int fd)
{
  int before = dup (STDIN_FILENO);
  assert_int_equal (dup2 (fd, STDIN_FILENO), STDIN_FILENO);
  close (fd);
  return before;
}

static void
give_back_standard_input (int before)
{
  assert_int_equal (dup2 (before, STDIN_FILENO), STDIN_FILENO);
  close (before);
}

static void
write_to (int fd, const uint8_t *octets, size_t length)
{
  assert_int_equal (write (fd, octets, length), (ssize_t) length);
}

static void
test_pipe_alone (void **state)
{
  Desk *desk = *state;
  g_autoptr (GByteArray) octets = make_capture (100, 2, 1);
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  int before = put_on_standard_input (ends[0]);
  write_to (ends[1], octets->data, 24);
  Capture *capture = open_names (desk, NULL, NAMES ("-")); /* the file header is enough */
  assert_non_null (capture);
  assert_true (capture_fd (capture) >= 0);
  assert_int_equal (read_some (desk, capture, 512), CAPTURE_AGAIN);

  struct pollfd ready = { .fd = capture_fd (capture), .events = POLLIN };
  assert_int_equal (poll (&ready, 1, 0), 0);
  write_to (ends[1], octets->data + 24, 76 + 3); /* a packet, and a little of the next */
  assert_int_equal (poll (&ready, 1, 0), 1);
  assert_int_equal (read_some (desk, capture, 512), CAPTURE_AGAIN);
  assert_log (desk, "file 0 packet 1 second 100\n");
  write_to (ends[1], octets->data + 24 + 76 + 3, 76 - 3);
  close (ends[1]);
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "file 0 packet 2 second 101\n");
  assert_int_equal (capture_fd (capture), -1);
  assert_int_equal (capture_counters (capture)->file_octets, octets->len);
  assert_int_equal (capture_counters (capture)->file_octets_all, 0); /* not known */
  assert_string_equal (capture_file_name (capture, 0), "-");
  capture_free (capture);
  give_back_standard_input (before);
}

static void
test_pipe_among_files (void **state)
{
  Desk *desk = *state;
  write_capture (desk, "earlier", 50, 1);
  write_capture (desk, "later", 200, 1);
  g_autoptr (GByteArray) octets = make_capture (100, 2, 1);
  g_autoptr (GByteArray) packed = pack_gzip (octets->data, octets->len);
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  int before = put_on_standard_input (ends[0]);
  write_to (ends[1], packed->data, packed->len);
  close (ends[1]);
  Capture *capture = open_names (desk, NULL, NAMES ("later", "-", "earlier"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "file 0 packet 1 second 50\nfile 1 packet 1 second 100\nfile 1 packet 2 second 101\n"
                    "file 2 packet 1 second 200\n");
  capture_free (capture);
  give_back_standard_input (before);
}

static void
test_file_on_standard_input (void **state)
{
  Desk *desk = *state;
  write_capture (desk, "a", 100, 2);
  write_capture (desk, "b", 50, 1);
  g_autofree char *path = path_of (desk, "a");
  int before = put_on_standard_input (open (path, O_RDONLY));
  Capture *capture = open_names (desk, NULL, NAMES ("-", "b"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "file 0 packet 1 second 50\nfile 1 packet 1 second 100\nfile 1 packet 2 second 101\n");
  capture_free (capture);
  give_back_standard_input (before);
}

static void
test_damage_on_standard_input (void **state)
{
  Desk *desk = *state;
  g_autoptr (GByteArray) octets = make_capture (100, 1, 1);
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  int before = put_on_standard_input (ends[0]);
  write_to (ends[1], octets->data, octets->len - 1);
  close (ends[1]);
  Capture *capture = open_names (desk, NULL, NAMES ("-"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "damaged: standard input: cut short at octet 99: the packet record at octet 24 has 76 octets, 75 "
                    "are there\n");
  capture_free (capture);

  assert_int_equal (pipe (ends), 0);
  dup2 (ends[0], STDIN_FILENO);
  close (ends[0]);
  write_to (ends[1], (const uint8_t *) "no capture", 10);
  close (ends[1]);
  assert_null (open_names (desk, NULL, NAMES ("-")));
  assert_log (desk, "warned: standard input: not a capture file\nno input: no input could be read\n");
  give_back_standard_input (before);
}

/* Filters */

static void
write_frames (const Desk *desk, const char *name)
{
  /* Ethernet, IPv4, TCP to ports 25 and 80 in turn. */
  static const uint8_t frame[54] = { [12] = 8, [14] = 0x45, [17] = 40, [23] = 6, [37] = 25, [46] = 0x50 };
  Build build = build_new ();
  put_pcap_header (&build, PCAP_MICROSECONDS, 2, 4, 65535, 1);
  for (uint32_t i = 0; i < 4; i++)
    {
      put_pcap_record_header (&build, i, 0, sizeof frame, sizeof frame);
      put_octets (&build, frame, sizeof frame);
      if (i % 2 != 0)
        build.octets->data[build.octets->len - sizeof frame + 37] = 80;
    }
  write_octets (desk, name, build.octets);
  build_clear (&build);
}

static void
log_number (void *user, const Packet *packet)
{
  Desk *desk = user;
  g_string_append_printf (desk->log, "%u ", (unsigned) packet->number);
}

static void
test_filter_leaves_numbers_as_they_are (void **state)
{
  Desk *desk = *state;
  write_frames (desk, "frames");
  Capture *capture = open_names (desk, "tcp dst port 80", NAMES ("frames"));
  GError *error = NULL;
  while (capture_read (capture, 1, log_number, desk, &error) == CAPTURE_MORE)
    assert_null (error);
  assert_log (desk, "2 4 ");
  assert_int_equal (capture_counters (capture)->packets, 2);
  assert_int_equal (capture_counters (capture)->filtered, 2);
  assert_int_equal (capture_file_packets (capture, 0), 4);
  capture_free (capture);
}

typedef struct FilterCase {
  const char *name;
  const char *expression;
  uint32_t link_type;
  const char *error; /* what it says must contain this; NULL: none */
} FilterCase;

static void
test_wrong_filters (void **state)
{
  static const FilterCase rows[] = {
    { "no expression", "tcp prt 25", 1, "syntax error" },
    { "unknown name", "port nosuchport", 1, "nosuchport" },
    { "of another link type", "wlan addr1 00:11:22:33:44:55", 1, "does not fit" },
    { "of this link type", "wlan addr1 00:11:22:33:44:55", 105, NULL },
    { "raw IP", "tcp port 25", 101, NULL },
    { "a link type that no filter knows", "ether host 00:11:22:33:44:55", 200, "does not fit" },
    { "empty", "", 1, NULL },
  };
  Desk *desk = *state;
  for (size_t row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      g_autoptr (GByteArray) octets = make_capture (100, 1, rows[row].link_type);
      write_octets (desk, "file", octets);
      Capture *capture = open_names (desk, rows[row].expression, NAMES ("file"));
      if ((capture == NULL) != (rows[row].error != NULL)
          || (rows[row].error != NULL && strstr (desk->log->str, rows[row].error) == NULL))
        fail_msg ("%s: %s", rows[row].name, desk->log->str);
      assert_true (capture != NULL || g_str_has_prefix (desk->log->str, "filter: "));
      g_string_truncate (desk->log, 0);
      capture_free (capture);
    }
}

/* What fits one of several files is not wrong; of the others nothing passes. */
static void
test_filter_over_several_link_types (void **state)
{
  Desk *desk = *state;
  g_autoptr (GByteArray) ethernet = make_capture (100, 2, 1);
  g_autoptr (GByteArray) wifi = make_capture (200, 1, 105);
  write_octets (desk, "ethernet", ethernet);
  write_octets (desk, "wifi", wifi);
  Capture *capture = open_names (desk, "not wlan addr1 00:11:22:33:44:55", NAMES ("ethernet", "wifi"));
  read_to_the_end (desk, capture, 512);
  assert_log (desk, "file 1 packet 1 second 200\n");
  assert_int_equal (capture_counters (capture)->filtered, 2);
  capture_free (capture);
}

static void
test_filter_that_does_not_fit_a_pipe (void **state)
{
  Desk *desk = *state;
  g_autoptr (GByteArray) octets = make_capture (100, 2, 1);
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  int before = put_on_standard_input (ends[0]);
  write_to (ends[1], octets->data, octets->len);
  close (ends[1]);
  Capture *capture = open_names (desk, "wlan addr1 00:11:22:33:44:55", NAMES ("-"));
  assert_non_null (capture);
  assert_int_equal (read_some (desk, capture, 512), CAPTURE_END);
  assert_true (g_str_has_prefix (desk->log->str, "filter: the filter does not fit this capture: "));
  capture_free (capture);
  give_back_standard_input (before);
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (test_one_file),
    TEST (test_order_by_first_packet),
    TEST (test_directory),
    TEST (test_inputs_that_are_none),
    TEST (test_damage_is_told_once_and_the_next_file_read),
    TEST (test_file_that_goes_away),
    TEST (test_packed_files),
    TEST (test_many_files_need_few_descriptors),
    TEST (test_pipe_alone),
    TEST (test_pipe_among_files),
    TEST (test_file_on_standard_input),
    TEST (test_damage_on_standard_input),
    TEST (test_filter_leaves_numbers_as_they_are),
    TEST (test_wrong_filters),
    TEST (test_filter_over_several_link_types),
    TEST (test_filter_that_does_not_fit_a_pipe),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
