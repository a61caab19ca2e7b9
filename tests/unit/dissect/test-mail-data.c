/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail data: whatever the limits, what is kept is the start of the mail, and
 * what was taken is given back. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/mail-data.h"

/* A spool in an array; `full_after` octets it fails. */
typedef struct ArraySpool {
  MailSpool spool;
  GByteArray *octets;
  uint64_t full_after;
  uint64_t released;
  bool unreadable;
} ArraySpool;

static bool
array_write (MailSpool *spool, Octets octets, uint64_t *offset)
{
  ArraySpool *array = (ArraySpool *) spool;
  if (array->octets->len + octets.length > array->full_after)
    return false;
  *offset = array->octets->len;
  g_byte_array_append (array->octets, octets.at, (guint) octets.length);
  return true;
}

static bool
array_read (MailSpool *spool, uint64_t offset, uint8_t *to, size_t length)
{
  ArraySpool *array = (ArraySpool *) spool;
  if (array->unreadable || offset > array->octets->len || length > array->octets->len - offset)
    return false;
  memcpy (to, array->octets->data + offset, length);
  return true;
}

static void
array_release (MailSpool *spool, uint64_t offset, uint64_t length)
{
  ArraySpool *array = (ArraySpool *) spool;
  assert_true (offset + length <= array->octets->len);
  array->released += length;
}

static void
array_spool_init (ArraySpool *array, uint64_t full_after)
{
  *array = (ArraySpool){ .spool = { array_write, array_read, array_release }, .full_after = full_after };
  array->octets = g_byte_array_new ();
}

/* Octets that tell their place. */
static GByteArray *
pattern (size_t length)
{
  GByteArray *octets = g_byte_array_sized_new ((guint) length);
  for (size_t i = 0; i < length; i++)
    {
      uint8_t octet = (uint8_t) (i * 31 + i / 256);
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}

static void
append_in_steps (MailData *mail, const GByteArray *octets, size_t step)
{
  for (size_t i = 0; i < octets->len; i += step)
    mail_data_append (mail, octets_of (octets->data + i, MIN (step, octets->len - i)));
}

static void
check_start (const MailData *mail, const GByteArray *octets)
{
  uint64_t kept = mail_data_kept (mail);
  g_autofree uint8_t *copy = g_malloc (octets->len + 1);

  assert_true (mail_data_copy (mail, 0, copy, octets->len + 1) == kept);
  assert_memory_equal (copy, octets->data, kept);
  for (uint64_t offset = 0; offset <= kept + 1; offset += 777)
    {
      size_t wanted = 1000;
      size_t there = offset < kept ? MIN (wanted, kept - offset) : 0;
      assert_true (mail_data_copy (mail, offset, copy, wanted) == there);
      assert_memory_equal (copy, octets->data + offset, there);
    }
}

typedef struct StorageCase {
  const char *name;
  bool keep, spool;
  uint64_t mail_memory, total_memory, full_after;
  uint64_t kept, spilled, dropped; /* of 200000 octets */
} StorageCase;

static const StorageCase cases[] = {
  { "all in memory", true, true, 1 << 20, 1 << 20, 0, 200000, 0, 0 },
  { "then the spool", true, true, 10000, 1 << 20, UINT64_MAX, 200000, 190000, 0 },
  { "all in the spool", true, true, 0, 1 << 20, UINT64_MAX, 200000, 200000, 0 },
  { "others hold the memory", true, true, 1 << 20, 3000, UINT64_MAX, 200000, 197000, 0 },
  { "no spool", true, false, 10000, 1 << 20, 0, 10000, 0, 190000 },
  { "spool full at once", true, true, 10000, 1 << 20, 0, 10000, 0, 190000 },
  { "nobody asks for the rest", false, true, 10000, 1 << 20, UINT64_MAX, 10000, 0, 0 },
  { "nobody asks, no spool", false, false, 10000, 1 << 20, 0, 10000, 0, 0 },
  { "nobody asks, others hold the memory", false, true, 10000, 3000, UINT64_MAX, 10000, 7000, 0 },
  { "nobody asks, no memory, no spool", false, false, 10000, 3000, 0, 3000, 0, 197000 },
};

static void
test_storage (void **state)
{
  static const size_t steps[] = { 1, 77, 1460, 16384, 200000 };
  g_autoptr (GByteArray) octets = pattern (200000);

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (size_t k = 0; k < G_N_ELEMENTS (steps); k++)
      {
        const StorageCase *c = &cases[i];
        ArraySpool spool;
        array_spool_init (&spool, c->full_after);
        MailStorage storage = { .spool = c->spool ? &spool.spool : NULL,
                                .keep = c->keep,
                                .mail_memory = c->mail_memory,
                                .total_memory = c->total_memory };
        MailData *mail = mail_data_new (&storage);
        append_in_steps (mail, octets, steps[k]);
        if (mail_data_kept (mail) != c->kept || storage.spilled != c->spilled || storage.dropped != c->dropped)
          fail_msg ("%s by %zu: kept %" G_GUINT64_FORMAT " spilled %" G_GUINT64_FORMAT " dropped %" G_GUINT64_FORMAT,
                    c->name, steps[k], mail_data_kept (mail), storage.spilled, storage.dropped);
        assert_true (mail_data_size (mail) == octets->len);
        assert_true (storage.memory_used <= MIN (c->mail_memory, c->total_memory));
        check_start (mail, octets);
        mail_data_unref (mail);
        assert_true (storage.memory_used == 0);
        assert_true (spool.released == c->spilled);
        g_byte_array_unref (spool.octets);
      }
}

/* Once the spool failed nothing later is kept, even if there were room again. */
static void
test_no_hole_after_a_failure (void **state)
{
  ArraySpool spool;
  array_spool_init (&spool, 5000);
  MailStorage storage = { .spool = &spool.spool, .keep = true };
  MailData *mail = mail_data_new (&storage);
  g_autoptr (GByteArray) octets = pattern (12000);

  (void) state;
  append_in_steps (mail, octets, 3000);
  spool.full_after = UINT64_MAX;
  mail_data_append (mail, OCTETS ("late"));
  assert_true (mail_data_kept (mail) == 3000);
  assert_true (storage.dropped == 9004);
  check_start (mail, octets);
  mail_data_unref (mail);
  g_byte_array_unref (spool.octets);
}

/* Mails that take turns in one spool. */
static void
test_interleaved (void **state)
{
  ArraySpool spool;
  array_spool_init (&spool, UINT64_MAX);
  MailStorage storage = { .spool = &spool.spool, .keep = true, .mail_memory = 100, .total_memory = 1000 };
  MailData *one = mail_data_new (&storage), *two = mail_data_new (&storage);
  g_autoptr (GByteArray) octets = pattern (5000);

  (void) state;
  for (size_t i = 0; i < octets->len; i += 500)
    {
      mail_data_append (one, octets_of (octets->data + i, 500));
      mail_data_append (two, octets_of (octets->data + i, 250));
      mail_data_append (two, octets_of (octets->data + i + 250, 250));
    }
  check_start (one, octets);
  check_start (two, octets);
  mail_data_unref (one);
  mail_data_unref (two);
  assert_true (storage.memory_used == 0);
  assert_true (spool.released == storage.spilled);
  g_byte_array_unref (spool.octets);
}

static bool
count_to_two (gpointer user, Octets piece)
{
  (void) piece;
  return ++*(unsigned *) user < 2;
}

static bool
count_all (gpointer user, Octets piece)
{
  *(uint64_t *) user += piece.length;
  return true;
}

static void
test_each (void **state)
{
  ArraySpool spool;
  array_spool_init (&spool, UINT64_MAX);
  MailStorage storage = { .spool = &spool.spool, .keep = true, .mail_memory = 1000, .total_memory = 1 << 20 };
  MailData *mail = mail_data_new (&storage);
  g_autoptr (GByteArray) octets = pattern (300000);
  unsigned calls = 0;
  uint64_t length = 0;

  (void) state;
  append_in_steps (mail, octets, 4096);
  assert_true (mail_data_each (mail, 0, UINT64_MAX, count_to_two, &calls));
  assert_int_equal (calls, 2);
  assert_true (mail_data_each (mail, 999, UINT64_MAX, count_all, &length));
  assert_true (length == 300000 - 999);
  assert_true (mail_data_each (mail, UINT64_MAX, UINT64_MAX, count_all, &length));
  assert_true (mail_data_each (mail, 5, 0, count_all, &length));
  assert_true (length == 300000 - 999);
  spool.unreadable = true;
  assert_false (mail_data_each (mail, 0, 2000, count_all, &length));
  assert_true (mail_data_each (mail, 0, 1000, count_all, &length));
  assert_ptr_equal (mail_data_ref (mail), mail);
  mail_data_unref (mail);
  assert_true (mail_data_kept (mail) == 300000);
  mail_data_unref (mail);
  mail_data_unref (NULL);
  g_byte_array_unref (spool.octets);
}

static void
test_empty (void **state)
{
  MailStorage storage = { .keep = true, .mail_memory = 100, .total_memory = 100 };
  MailData *mail = mail_data_new (&storage);
  uint8_t octet;

  (void) state;
  mail_data_append (mail, OCTETS_NONE);
  assert_true (mail_data_size (mail) == 0);
  assert_true (mail_data_copy (mail, 0, &octet, 1) == 0);
  assert_true (storage.memory_used == 0);
  mail_data_unref (mail);
}

/* All mails together have no more of the spool than its total; what one gives back, another may take. */
static void
test_total_of_the_spool (void **state)
{
  (void) state;
  static const uint8_t octets[1000] = { 0 };
  ArraySpool spool;
  array_spool_init (&spool, UINT64_MAX);
  MailStorage storage = { .spool = &spool.spool, .keep = true, .total_spool = 2500 };
  MailData *mails[3];
  for (size_t i = 0; i < G_N_ELEMENTS (mails); i++)
    {
      mails[i] = mail_data_new (&storage);
      mail_data_append (mails[i], octets_of (octets, sizeof octets));
      mail_data_append (mails[i], octets_of (octets, 200));
    }
  assert_int_equal (mail_data_kept (mails[0]), 1200);
  assert_int_equal (mail_data_kept (mails[1]), 1200);
  assert_int_equal (mail_data_kept (mails[2]), 0);
  assert_int_equal (mail_data_size (mails[2]), 1200);
  assert_int_equal (storage.spool_used, 2400);
  assert_int_equal (storage.spool_hit, 1);
  mail_data_unref (mails[0]);
  assert_int_equal (storage.spool_used, 1200);
  mails[0] = mail_data_new (&storage);
  mail_data_append (mails[0], octets_of (octets, sizeof octets));
  assert_int_equal (mail_data_kept (mails[0]), 1000);
  for (size_t i = 0; i < G_N_ELEMENTS (mails); i++)
    mail_data_unref (mails[i]);
  assert_int_equal (storage.spool_used, 0);
  g_byte_array_unref (spool.octets);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_total_of_the_spool),
    cmocka_unit_test (test_storage),
    cmocka_unit_test (test_no_hole_after_a_failure),
    cmocka_unit_test (test_interleaved),
    cmocka_unit_test (test_each),
    cmocka_unit_test (test_empty),
  };
  return cmocka_run_group_tests_name ("mail-data", tests, NULL, NULL);
}
