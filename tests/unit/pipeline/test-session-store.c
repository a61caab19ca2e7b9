/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory in a file: sizes, zeroes, what is taken back, limits, and disks that are full. */
#include "config.h"

#include "src/session-store.h"

#include <glib.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static ArenaStore *
store_of (uint64_t most)
{
  char *wrong = NULL;
  ArenaStore *store = session_store_new (NULL, most, &wrong);
  if (store == NULL)
    fail_msg ("%s", wrong);
  return store;
}

static bool
is_zero (const uint8_t *memory, size_t size)
{
  for (size_t i = 0; i < size; i++)
    if (memory[i] != 0)
      return false;
  return true;
}

typedef struct SizeCase {
  size_t least, size;
} SizeCase;

static void
test_sizes (void **state)
{
  static const SizeCase cases[]
      = { { 0, 128 },       { 1, 128 },       { 512, 512 },      { 513, 640 },        { 5000, 5120 },
          { 32768, 32768 }, { 32769, 65536 }, { 70000, 131072 }, { 1 << 20, 1 << 20 } };
  ArenaStore *store = store_of (64 << 20);
  uint64_t used = 0;
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      size_t size = 0;
      uint8_t *memory = store->take (store, cases[i].least, &size);
      assert_non_null (memory);
      assert_int_equal (size, cases[i].size);
      assert_int_equal ((uintptr_t) memory % alignof (max_align_t), 0);
      assert_true (is_zero (memory, size));
      memset (memory, 0xa5, size);
      used += size;
      assert_true (store->used == used);
      store->give_back (store, memory, size);
      /* The same memory, zeroed again. */
      assert_ptr_equal (store->take (store, cases[i].least, &size), memory);
      assert_true (is_zero (memory, size));
    }
  session_store_free (store);
}

/* What was taken out of memory comes back as it was. */
static void
test_rest (void **state)
{
  enum { PIECES = 3000, OCTETS = 16384 };
  ArenaStore *store = store_of (256 << 20);
  g_autofree uint8_t **pieces = g_new (uint8_t *, PIECES);
  (void) state;
  for (int i = 0; i < PIECES; i++)
    {
      size_t size;
      pieces[i] = store->take (store, OCTETS, &size);
      assert_non_null (pieces[i]);
      memset (pieces[i], i % 251 + 1, size);
    }
  store->rest (store);
  for (int i = 0; i < PIECES; i++)
    for (int k = 0; k < OCTETS; k += 97)
      assert_int_equal (pieces[i][k], i % 251 + 1);
  session_store_free (store);
}

static void
test_limit (void **state)
{
  const uint64_t most = 3 << 20;
  ArenaStore *store = store_of (most);
  uint64_t given = 0;
  size_t size;
  void *memory = NULL, *last = NULL;
  (void) state;
  while ((memory = store->take (store, 4096, &size)) != NULL)
    {
      memset (memory, 1, size);
      given += size;
      last = memory;
    }
  assert_true (given <= most && given > most / 2);
  assert_true (session_store_size (store) <= most);
  assert_non_null (store->why);
  assert_non_null (strstr (store->why, "kept-octets"));
  /* From there on arenas do without. */
  Arena *arena = arena_new_in (store);
  assert_false (arena_is_stored (arena));
  assert_true (octets_equal (arena_copy (arena, OCTETS ("octets")), OCTETS ("octets")));
  arena_free (arena);
  store->give_back (store, last, 4096);
  session_store_free (store);
}

static void
test_no_directory (void **state)
{
  g_autofree char *wrong = NULL;
  (void) state;
  assert_null (session_store_new ("/nonexistent/directory", 1 << 20, &wrong));
  assert_non_null (wrong);
}

/* A disk on which nothing can be allocated: /dev/full cannot be had as a directory, so a small one is mounted
 * where that is allowed. */
static void
test_full_disk (void **state)
{
  g_autofree char *directory = g_dir_make_tmp ("smtplens-test-XXXXXX", NULL);
  g_autofree char *mount = g_strdup_printf ("mount -t tmpfs -o size=2m none %s 2>/dev/null", directory);
  g_autofree char *unmount = g_strdup_printf ("umount %s", directory);
  (void) state;
  if (geteuid () != 0 || system (mount) != 0)
    {
      print_message ("skipped: nothing can be mounted here\n");
      rmdir (directory);
      return;
    }
  char *wrong = NULL;
  ArenaStore *store = session_store_new (directory, 1 << 30, &wrong);
  uint64_t given = 0;
  size_t size;
  void *memory;
  assert_non_null (store);
  while ((memory = store->take (store, 16384, &size)) != NULL)
    {
      memset (memory, 1, size);
      given += size;
    }
  g_autofree char *why = g_strdup (store->why);
  session_store_free (store);
  int unmounted = system (unmount);
  rmdir (directory);
  assert_int_equal (unmounted, 0);
  assert_true (given > 0 && given <= 2 << 20);
  assert_non_null (why);
  assert_non_null (strstr (why, "full"));
}

/* Arenas of a store: nothing overlaps, all is zeroed, and goes back. */
static void
test_arenas (void **state)
{
  static const size_t sizes[] = { 1, 17, 0, 255, 600, 3, 20000, 16, 9000, 1, 512, 511, 513, 100000, 2 };
  enum { ROUNDS = 20 };
  ArenaStore *store = store_of (256 << 20);
  uint8_t *pieces[ROUNDS * G_N_ELEMENTS (sizes)];
  (void) state;
  for (int again = 0; again < 3; again++)
    {
      Arena *arena = arena_new_in (store);
      for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++)
        {
          size_t size = sizes[i % G_N_ELEMENTS (sizes)];
          pieces[i] = arena_alloc (arena, size);
          assert_int_equal ((uintptr_t) pieces[i] % alignof (uint64_t), 0);
          assert_true (is_zero (pieces[i], size));
          memset (pieces[i], (int) (i % 251), size);
        }
      for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++)
        for (size_t k = 0; k < sizes[i % G_N_ELEMENTS (sizes)]; k++)
          assert_int_equal (pieces[i][k], i % 251);
      assert_true (arena_is_stored (arena));
      assert_true (arena_memory (arena) == store->used);
      arena_free (arena);
      assert_true (store->used == 0);
    }
  session_store_free (store);
}

/* What comes again is there once for all arenas; what is too short, too long or came once is not. */
static void
test_shared (void **state)
{
  static const char text[] = "250 2.1.5 Ok";
  ArenaStore *store = store_of (64 << 20);
  Arena *first = arena_new_in (store), *second = arena_new_in (store), *third = arena_new_in (store);
  (void) state;
  Octets own = arena_copy (first, octets_of_string (text)), shared = arena_copy (second, octets_of_string (text));
  char *string = g_strdup (text);
  arena_settle_string (third, &string);
  assert_ptr_not_equal (own.at, shared.at);
  assert_ptr_equal (string, shared.at);
  assert_string_equal (string, text);
  assert_string_equal ((const char *) own.at, text);
  assert_ptr_not_equal (arena_copy (third, OCTETS ("250 2.1.5 Okay")).at, shared.at);
  assert_true (arena_size (second) == strlen (text));
  for (int i = 0; i < 3; i++)
    assert_ptr_not_equal (arena_copy (first, OCTETS ("ok")).at, arena_copy (second, OCTETS ("ok")).at);
  g_autofree uint8_t *large = g_malloc (1 << 20);
  memset (large, 'x', 1 << 20);
  for (int i = 0; i < 3; i++)
    assert_ptr_not_equal (arena_copy (first, octets_of (large, 1 << 20)).at,
                          arena_copy (second, octets_of (large, 1 << 20)).at);
  /* It outlives those who had it. */
  arena_free (first);
  arena_free (second);
  assert_ptr_equal (arena_copy (third, octets_of_string (text)).at, shared.at);
  arena_free (third);
  session_store_free (store);
}

/* Many different ones displace each other, and each stays what it is; what is shared has its limit, too. */
static void
test_shared_many (void **state)
{
  enum { DIFFERENT = 100000 };
  const uint64_t most = 2 << 20;
  ArenaStore *store = store_of (most);
  Arena *arena = arena_new_in (store);
  (void) state;
  for (int i = 0; i < 2 * DIFFERENT; i++)
    {
      char text[32];
      size_t length = (size_t) snprintf (text, sizeof text, "250 queued as %d", i / 2);
      Octets kept = arena_copy (arena, octets_of (text, length));
      assert_true (octets_equal (kept, octets_of (text, length)));
      assert_int_equal (kept.at[length], 0);
    }
  assert_true (store->used <= most);
  assert_non_null (store->why);
  arena_free (arena);
  session_store_free (store);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_sizes),        cmocka_unit_test (test_rest),        cmocka_unit_test (test_limit),
    cmocka_unit_test (test_no_directory), cmocka_unit_test (test_full_disk),   cmocka_unit_test (test_arenas),
    cmocka_unit_test (test_shared),       cmocka_unit_test (test_shared_many),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
