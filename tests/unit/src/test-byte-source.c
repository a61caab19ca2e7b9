/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A byte source gives the same octets whatever they lie in (memory, file, pipe),
 * however they are packed, and whatever steps they are read in. */
#include "config.h"

#include "src/byte-source.h"

#include "tests/support/guard-page.h"
#include "tests/support/packed.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

typedef struct Form {
  const char *name;
  Pack pack;
} Form;

static const Form forms[] = {
  { "plain", pack_not_at_all },
  { "gzip", pack_gzip },
  { "zstd", pack_zstd },
  { "xz", pack_xz },
};
enum { PLAIN, GZIP, ZSTD, XZ };

/* Octets that pack to about half, the same in each run. */
static GByteArray *
make_octets (size_t length)
{
  GByteArray *octets = g_byte_array_sized_new ((guint) length);
  uint32_t state = 12345;
  for (size_t i = 0; i < length; i++)
    {
      state = state * 1664525 + 1013904223;
      uint8_t octet = (uint8_t) (state >> 28);
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}

static void
append (GByteArray *to, GByteArray *octets)
{
  g_byte_array_append (to, octets->data, octets->len);
  g_byte_array_unref (octets);
}

static int
open_file_of (const GByteArray *octets)
{
  g_autofree char *name = NULL;
  int fd = g_file_open_tmp ("smtplens-test-XXXXXX", &name, NULL);
  assert_true (fd >= 0);
  g_unlink (name);
  assert_int_equal (write (fd, octets->data, octets->len), (ssize_t) octets->len);
  assert_int_equal (lseek (fd, 0, SEEK_SET), 0);
  return fd;
}

/* Reads to the end in steps of `step` and gives what came. */
static GByteArray *
read_all (ByteSource *source, size_t step)
{
  GByteArray *read = g_byte_array_new ();
  for (;;)
    {
      const uint8_t *at;
      size_t have = byte_source_peek (source, step, &at);
      if (have == 0)
        break;
      size_t take = MIN (have, step);
      byte_source_skip (source, take);
      g_byte_array_append (read, at, (guint) take); /* skipped, and still in place */
      assert_int_equal (byte_source_offset (source), read->len);
    }
  assert_int_equal (byte_source_offset (source), byte_source_total (source));
  return read;
}

static void
assert_same (const GByteArray *left, const GByteArray *right)
{
  assert_int_equal (left->len, right->len);
  if (left->len > 0)
    assert_memory_equal (left->data, right->data, left->len);
}

static void
check_source (ByteSource *source, size_t step, const GByteArray *expected, size_t packed_length)
{
  g_autoptr (GByteArray) read = read_all (source, step);
  assert_same (read, expected);
  assert_null (byte_source_failure (source, TONGUE_ENGLISH));
  assert_int_equal (byte_source_taken (source), packed_length);
  byte_source_free (source);
}

static void
test_every_form_length_and_step (void **state)
{
  (void) state;
  static const size_t lengths[] = { 0, 1, 5, 6, 7, 16384, 16385, 262144, 700001 };
  static const size_t steps[] = { 1, 17, 4096, 70000, 500000 };
  for (size_t form = 0; form < G_N_ELEMENTS (forms); form++)
    for (size_t length = 0; length < G_N_ELEMENTS (lengths); length++)
      for (size_t step = 0; step < G_N_ELEMENTS (steps); step++)
        {
          if (steps[step] == 1 && lengths[length] > 20000)
            continue; /* nothing new, and long */
          g_autoptr (GByteArray) octets = make_octets (lengths[length]);
          g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
          check_source (byte_source_new_memory (packed->data, packed->len), steps[step], octets, packed->len);
          check_source (byte_source_new_fd (open_file_of (packed)), steps[step], octets, packed->len);
        }
}

static void
test_several_members (void **state)
{
  (void) state;
  for (size_t form = GZIP; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) octets = make_octets (300000);
      g_autoptr (GByteArray) packed = g_byte_array_new ();
      append (packed, forms[form].pack (octets->data, 100000));
      append (packed, forms[form].pack (octets->data, 0));
      append (packed, forms[form].pack (octets->data + 100000, 1));
      append (packed, forms[form].pack (octets->data + 100001, 199999));
      check_source (byte_source_new_fd (open_file_of (packed)), 4096, octets, packed->len);
    }
}

static void
test_padding_and_skippable_frames (void **state)
{
  (void) state;
  static const uint8_t zeroes[512] = { 0 };
  static const uint8_t skippable[] = { 0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4 };
  g_autoptr (GByteArray) octets = make_octets (1000);

  g_autoptr (GByteArray) gzip = pack_gzip (octets->data, octets->len);
  g_byte_array_append (gzip, zeroes, sizeof zeroes);
  check_source (byte_source_new_memory (gzip->data, gzip->len), 100, octets, gzip->len);

  g_autoptr (GByteArray) xz = pack_xz (octets->data, octets->len);
  g_byte_array_append (xz, zeroes, sizeof zeroes);
  check_source (byte_source_new_memory (xz->data, xz->len), 100, octets, xz->len);

  g_autoptr (GByteArray) zstd = g_byte_array_new ();
  g_byte_array_append (zstd, skippable, sizeof skippable);
  append (zstd, pack_zstd (octets->data, octets->len));
  g_byte_array_append (zstd, skippable, sizeof skippable);
  check_source (byte_source_new_memory (zstd->data, zstd->len), 100, octets, zstd->len);
}

/* What was unpacked before the damage comes first, and is right. */
static void
assert_fails (const GByteArray *packed, const GByteArray *octets, size_t at_least, const char *words)
{
  ByteSource *source = byte_source_new_memory (packed->data, packed->len);
  g_autoptr (GByteArray) read = read_all (source, 1000);
  assert_in_range (read->len, at_least, octets->len);
  if (read->len > 0)
    assert_memory_equal (read->data, octets->data, read->len);
  assert_non_null (byte_source_failure (source, TONGUE_ENGLISH));
  if (strstr (byte_source_failure (source, TONGUE_ENGLISH), words) == NULL)
    fail_msg ("\"%s\" lacks \"%s\"", byte_source_failure (source, TONGUE_ENGLISH), words);
  byte_source_free (source);
}

static void
test_packed_data_cut_short (void **state)
{
  (void) state;
  g_autoptr (GByteArray) octets = make_octets (400000);
  for (size_t form = GZIP; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
      size_t whole = packed->len;
      static const unsigned percents[] = { 99, 90, 50, 10 };
      for (size_t row = 0; row < G_N_ELEMENTS (percents); row++)
        {
          g_byte_array_set_size (packed, (guint) (whole * percents[row] / 100));
          g_autofree char *words
              = g_strdup_printf ("the %s data are cut short at octet %u,", forms[form].name, packed->len);
          /* Each of them unpacks block by block; two blocks may be in the making. */
          size_t unpacked = octets->len * percents[row] / 100;
          assert_fails (packed, octets, unpacked > 2 * 131072 ? unpacked - 2 * 131072 : 0, words);
        }
      g_byte_array_set_size (packed, 7); /* magic and little more */
      assert_fails (packed, octets, 0, "cut short at octet 7");
    }
}

static void
test_cut_at_every_octet (void **state)
{
  (void) state;
  g_autoptr (GByteArray) octets = make_octets (300);
  for (size_t form = GZIP; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
      for (guint length = 6; length < packed->len; length++)
        {
          GuardPage guard = guard_page_new (packed->data, length);
          ByteSource *source = byte_source_new_memory (guard.octets, guard.length);
          g_autoptr (GByteArray) read = read_all (source, 100);
          assert_in_range (read->len, 0, octets->len);
          assert_non_null (byte_source_failure (source, TONGUE_ENGLISH));
          byte_source_free (source);
          guard_page_clear (&guard);
        }
    }
}

static void
test_corrupt (void **state)
{
  (void) state;
  g_autoptr (GByteArray) octets = make_octets (1000000);
  for (size_t form = GZIP; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
      size_t check = packed->len - (form == XZ ? 12 + 12 + 4 : 2);
      packed->data[check] ^= 0xff; /* of the checksum; in xz an index and a footer follow it */
      assert_fails (packed, octets, octets->len - 131072, "data are corrupt at octet ");
    }
  /* A zstd block that cannot be, behind blocks that can (RFC 8878 §3.1.1.2: type
   * 3 is reserved): nothing before it may be lost. */
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_byte_array_append (frame, (const uint8_t[]){ 0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58 }, 6);
  for (size_t block = 0; block < 2; block++)
    {
      uint32_t header = 2000 << 3; /* raw, not the last */
      g_byte_array_append (frame, (const uint8_t[]){ (uint8_t) header, (uint8_t) (header >> 8), 0 }, 3);
      g_byte_array_append (frame, octets->data + 2000 * block, 2000);
    }
  g_byte_array_append (frame, (const uint8_t[]){ 3 << 1, 0, 0 }, 3);
  g_byte_array_set_size (octets, 4000);
  assert_fails (frame, octets, 4000, "the zstd data are corrupt at octet ");
}

static void
test_other_octets_behind (void **state)
{
  (void) state;
  static const uint8_t other[] = "octets that are not packed at all";
  g_autoptr (GByteArray) octets = make_octets (5000);
  for (size_t form = GZIP; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
      g_byte_array_append (packed, other, sizeof other);
      assert_fails (packed, octets, octets->len, "corrupt");
    }
}

/* A frame whose window would take 2 GiB (RFC 8878 §3.1.1.1.2). */
static void
test_too_much_memory_is_refused (void **state)
{
  (void) state;
  static const uint8_t frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00, (31 - 10) << 3, 0x09, 0x00, 0x00, 'a' };
  g_autoptr (GByteArray) none = g_byte_array_new ();
  g_autoptr (GByteArray) packed = g_byte_array_append (g_byte_array_new (), frame, sizeof frame);
  assert_fails (packed, none, 0, "memory");
}

static void
test_skip (void **state)
{
  (void) state;
  g_autoptr (GByteArray) octets = make_octets (700000);
  for (size_t form = 0; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
      ByteSource *source = byte_source_new_fd (open_file_of (packed));
      const uint8_t *at;
      byte_source_skip (source, 10);
      assert_true (byte_source_peek (source, 1, &at) >= 1);
      assert_int_equal (at[0], octets->data[10]);
      byte_source_skip (source, 600000); /* more than is at hand */
      assert_int_equal (byte_source_offset (source), 600010);
      byte_source_skip (source, 1);
      assert_true (byte_source_peek (source, 4, &at) >= 4);
      assert_memory_equal (at, octets->data + 600011, 4);
      byte_source_skip (source, UINT64_MAX - 5);
      byte_source_skip (source, UINT64_MAX - 5); /* does not wrap */
      assert_int_equal (byte_source_peek (source, 1, &at), 0);
      assert_int_equal (byte_source_total (source), octets->len);
      assert_true (byte_source_offset (source) > byte_source_total (source));
      assert_null (byte_source_failure (source, TONGUE_ENGLISH));
      byte_source_free (source);
    }
}

static void
test_long_peek (void **state)
{
  (void) state;
  g_autoptr (GByteArray) octets = make_octets (5000000);
  for (size_t form = 0; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
      ByteSource *source = byte_source_new_fd (open_file_of (packed));
      const uint8_t *at;
      byte_source_skip (source, 100);
      assert_true (byte_source_peek (source, 4000000, &at) >= 4000000);
      assert_memory_equal (at, octets->data + 100, 4000000);
      assert_int_equal (byte_source_peek (source, BYTE_SOURCE_PEEK_MAX, &at), octets->len - 100);
      assert_memory_equal (at, octets->data + 100, octets->len - 100);
      byte_source_free (source);
    }
}

/* Octet by octet through a pipe: a peek says that it waits, and never does. */
static void
test_never_wait (void **state)
{
  (void) state;
  g_autoptr (GByteArray) octets = make_octets (500);
  for (size_t form = 0; form < G_N_ELEMENTS (forms); form++)
    {
      g_autoptr (GByteArray) packed = forms[form].pack (octets->data, octets->len);
      int ends[2];
      assert_int_equal (pipe (ends), 0);
      ByteSource *source = byte_source_new_fd (ends[0]);
      byte_source_never_wait (source);
      assert_int_equal (byte_source_fd (source), ends[0]);
      const uint8_t *at;
      size_t have = byte_source_peek (source, 500, &at);
      assert_int_equal (have, 0);
      for (guint i = 0; i < packed->len; i++)
        {
          assert_true (have < 500 || form != PLAIN);
          assert_true (have == 500 || byte_source_waiting (source));
          assert_int_equal (write (ends[1], packed->data + i, 1), 1);
          have = byte_source_peek (source, 500, &at);
        }
      close (ends[1]);
      assert_int_equal (byte_source_peek (source, 501, &at), 500);
      assert_false (byte_source_waiting (source));
      assert_memory_equal (at, octets->data, 500);
      assert_null (byte_source_failure (source, TONGUE_ENGLISH));
      byte_source_free (source);
    }
}

/* A skip that reaches beyond what a pipe has given so far goes on with it. */
static void
test_skip_through_a_pipe (void **state)
{
  (void) state;
  g_autoptr (GByteArray) octets = make_octets (300);
  int ends[2];
  assert_int_equal (pipe (ends), 0);
  ByteSource *source = byte_source_new_fd (ends[0]);
  byte_source_never_wait (source);
  byte_source_skip (source, 250);
  const uint8_t *at;
  for (guint i = 0; i < 300; i++)
    {
      assert_int_equal (byte_source_peek (source, 50, &at), i > 250 ? i - 250 : 0);
      assert_int_equal (write (ends[1], octets->data + i, 1), 1);
    }
  close (ends[1]);
  assert_int_equal (byte_source_peek (source, 100, &at), 50);
  assert_memory_equal (at, octets->data + 250, 50);
  byte_source_free (source);
}

static void
test_non_blocking_descriptor_is_waited_for (void **state)
{
  (void) state;
  int ends[2];
  assert_int_equal (pipe2 (ends, O_NONBLOCK), 0);
  assert_int_equal (write (ends[1], "1234", 4), 4);
  pid_t child = fork ();
  assert_true (child >= 0);
  if (child == 0)
    {
      usleep (20000);
      _exit (write (ends[1], "5678", 4) == 4 ? 0 : 1);
    }
  close (ends[1]);
  ByteSource *source = byte_source_new_fd (ends[0]);
  const uint8_t *at;
  assert_int_equal (byte_source_peek (source, 8, &at), 8);
  assert_memory_equal (at, "12345678", 8);
  byte_source_free (source);
}

static void
test_what_cannot_be_read_is_a_failure (void **state)
{
  (void) state;
  int fd = open ("/", O_RDONLY | O_DIRECTORY);
  assert_true (fd >= 0);
  ByteSource *source = byte_source_new_fd (fd);
  const uint8_t *at;
  assert_int_equal (byte_source_peek (source, 1, &at), 0);
  assert_non_null (strstr (byte_source_failure (source, TONGUE_ENGLISH), "cannot be read at octet 0: "));
  byte_source_free (source);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_form_length_and_step),
    cmocka_unit_test (test_several_members),
    cmocka_unit_test (test_padding_and_skippable_frames),
    cmocka_unit_test (test_packed_data_cut_short),
    cmocka_unit_test (test_cut_at_every_octet),
    cmocka_unit_test (test_corrupt),
    cmocka_unit_test (test_other_octets_behind),
    cmocka_unit_test (test_too_much_memory_is_refused),
    cmocka_unit_test (test_skip),
    cmocka_unit_test (test_long_peek),
    cmocka_unit_test (test_never_wait),
    cmocka_unit_test (test_skip_through_a_pipe),
    cmocka_unit_test (test_non_blocking_descriptor_is_waited_for),
    cmocka_unit_test (test_what_cannot_be_read_is_a_failure),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
