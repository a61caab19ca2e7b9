/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written to the spool is read again, room comes back, and trouble is
 * told without losing what was taken. */
#include "config.h"

#include "src/mail-spool.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* The octet that stands at each place of the spool. */
static uint8_t
octet_at (uint64_t place)
{
  return (uint8_t) (place * 131 ^ place >> 9);
}

static uint64_t
write_octets (MailSpool *spool, uint64_t place, size_t length)
{
  g_autofree uint8_t *octets = g_malloc (length + 1);
  for (size_t i = 0; i < length; i++)
    octets[i] = octet_at (place + i);
  uint64_t offset = UINT64_MAX;
  assert_true (spool->write (spool, octets_of (octets, length), &offset));
  assert_int_equal (offset, place);
  return place + length;
}

static void
check_octets (MailSpool *spool, uint64_t place, size_t length)
{
  g_autofree uint8_t *octets = g_malloc0 (length + 1);
  assert_true (spool->read (spool, place, octets, length));
  for (size_t i = 0; i < length; i++)
    if (octets[i] != octet_at (place + i))
      fail_msg ("octet %u is wrong", (unsigned) (place + i));
}

/* The spool's descriptor: the one that the first flush makes is the lowest free. */
static int
next_descriptor (void)
{
  int fd = dup (STDIN_FILENO);
  assert_true (fd >= 0);
  close (fd);
  return fd;
}

static uint64_t
blocks_of (int fd)
{
  struct stat status;
  assert_int_equal (fstat (fd, &status), 0);
  assert_true (S_ISREG (status.st_mode));
  assert_int_equal (status.st_nlink, 0); /* no name */
  assert_int_equal (status.st_mode & 0777, 0600);
  return (uint64_t) status.st_blocks * 512;
}

static void
test_round_trip (void **state)
{
  (void) state;
  static const size_t lengths[] = { 0, 1, 5, 1448, 65535, 65536, 65537, 262143, 262144, 262145, 1000000 };
  MailSpool *spool = mail_spool_new ();
  uint64_t end = 0;
  for (size_t round = 0; round < 3; round++)
    for (size_t row = 0; row < G_N_ELEMENTS (lengths); row++)
      {
        uint64_t start = end;
        end = write_octets (spool, start, lengths[row]);
        check_octets (spool, start, lengths[row]); /* from the file, the buffer, or both */
        check_octets (spool, start / 2, (size_t) (end - start / 2));
      }
  check_octets (spool, 0, (size_t) end);
  check_octets (spool, end, 0);
  uint8_t octet;
  assert_false (spool->read (spool, end, &octet, 1));
  assert_false (spool->read (spool, end + 1, &octet, 0));
  assert_false (spool->read (spool, 1, &octet, SIZE_MAX));
  assert_null (mail_spool_failure (spool));
  mail_spool_free (spool);
}

static void
test_no_file_before_it_is_needed (void **state)
{
  (void) state;
  int fd = next_descriptor ();
  MailSpool *spool = mail_spool_new ();
  write_octets (spool, 0, 1000);
  assert_int_equal (fcntl (fd, F_GETFD), -1);
  write_octets (spool, 1000, 300000);
  assert_int_equal (fcntl (fd, F_GETFD), FD_CLOEXEC);
  mail_spool_free (spool);
  assert_int_equal (fcntl (fd, F_GETFD), -1);
}

static bool
holes_can_be_punched (int fd)
{
  return fallocate (fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 1 << 30, 65536) == 0;
}

/* Two mails, written in turn by pieces of a segment: neither leaves a block free
 * by itself, both together do. */
static void
test_room_comes_back (void **state)
{
  (void) state;
  enum { PIECE = 1448, PIECES = 4000 };
  int fd = next_descriptor ();
  MailSpool *spool = mail_spool_new ();
  uint64_t end = 0;
  for (size_t i = 0; i < PIECES; i++)
    end = write_octets (spool, end, PIECE);
  uint64_t last = write_octets (spool, end, 300000); /* another that stays */
  if (!holes_can_be_punched (fd))
    skip ();
  uint64_t before = blocks_of (fd);
  assert_true (before >= end - 262144);

  for (size_t i = 0; i < PIECES; i += 2)
    spool->release (spool, i * PIECE, PIECE);
  for (size_t i = 1; i < PIECES; i += 2)
    check_octets (spool, i * PIECE, PIECE);
  for (size_t i = 1; i < PIECES; i += 2)
    spool->release (spool, i * PIECE, PIECE);
  assert_true (blocks_of (fd) <= before - end + 2 * 65536);
  check_octets (spool, end, (size_t) (last - end));
  mail_spool_free (spool);
}

/* Released while it stood in the buffer: given back once it is in the file. */
static void
test_release_before_the_flush (void **state)
{
  (void) state;
  int fd = next_descriptor ();
  MailSpool *spool = mail_spool_new ();
  uint64_t keep = write_octets (spool, 0, 10);
  uint64_t end = write_octets (spool, keep, 262144 - 10);
  spool->release (spool, keep, end - keep);
  uint64_t last = write_octets (spool, end, 100000); /* the buffer is flushed */
  if (!holes_can_be_punched (fd))
    skip ();
  assert_true (blocks_of (fd) <= 65536);
  check_octets (spool, 0, 10);
  check_octets (spool, end, (size_t) (last - end));
  mail_spool_free (spool);
}

static void
test_file_begins_anew_when_nothing_is_needed (void **state)
{
  (void) state;
  int fd = next_descriptor ();
  MailSpool *spool = mail_spool_new ();
  for (size_t round = 0; round < 3; round++)
    {
      uint64_t end = write_octets (spool, 0, 1000000); /* at the start again */
      check_octets (spool, 0, (size_t) end);
      spool->release (spool, 0, 400000);
      check_octets (spool, 400000, 600000);
      spool->release (spool, 400000, 600000);
      assert_int_equal (blocks_of (fd), 0);
    }
  mail_spool_free (spool);
}

static void
test_full_disk_loses_nothing_that_was_taken (void **state)
{
  (void) state;
  struct rlimit before;
  getrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, SIG_IGN);
  MailSpool *spool = mail_spool_new ();
  struct rlimit small = { 300000, before.rlim_max };
  setrlimit (RLIMIT_FSIZE, &small);
  uint64_t taken = write_octets (spool, 0, 500000); /* the rest stands in the buffer */
  uint8_t octets[100000] = { 0 };
  uint64_t offset = 7;
  bool wrote = spool->write (spool, octets_of (octets, sizeof octets), &offset);
  setrlimit (RLIMIT_FSIZE, &before);
  assert_false (wrote);
  assert_int_equal (offset, 7);
  assert_non_null (strstr (mail_spool_failure (spool), "cannot be written: "));
  assert_false (spool->write (spool, octets_of (octets, 1), &offset)); /* told once, and final */
  check_octets (spool, 0, (size_t) taken);
  spool->release (spool, 0, taken);
  mail_spool_free (spool);
}

static void
test_file_that_cannot_be_made (void **state)
{
  (void) state;
  struct rlimit before;
  getrlimit (RLIMIT_NOFILE, &before);
  MailSpool *spool = mail_spool_new ();
  struct rlimit none = { 0, before.rlim_max };
  setrlimit (RLIMIT_NOFILE, &none);
  g_autofree uint8_t *octets = g_malloc0 (300000);
  uint64_t offset;
  bool wrote = spool->write (spool, octets_of (octets, 300000), &offset);
  setrlimit (RLIMIT_NOFILE, &before);
  assert_false (wrote);
  assert_non_null (strstr (mail_spool_failure (spool), "cannot be made: "));
  mail_spool_free (spool);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_round_trip),
    cmocka_unit_test (test_no_file_before_it_is_needed),
    cmocka_unit_test (test_room_comes_back),
    cmocka_unit_test (test_release_before_the_flush),
    cmocka_unit_test (test_file_begins_anew_when_nothing_is_needed),
    cmocka_unit_test (test_full_disk_loses_nothing_that_was_taken),
    cmocka_unit_test (test_file_that_cannot_be_made),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
