/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in order, in any slices, while keys change and rows come. */
#include "config.h"

#include "ui/row-order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

typedef struct Keys {
  GPtrArray *words; /* of char * */
} Keys;

static void
key_of (gpointer user, guint row, GByteArray *key)
{
  const char *word = g_ptr_array_index (((const Keys *) user)->words, row);
  g_byte_array_append (key, (const uint8_t *) word, (guint) strlen (word));
}

/* Words of any length, among them many that begin alike, and many that are the same. */
static char *
any_word (GRand *rand)
{
  static const char *const begins[]
      = { "", "a", "the same sixteen octets and more: ", "b\xc3\xa9", "the same sixteen" };
  const char *begin = begins[g_rand_int_range (rand, 0, G_N_ELEMENTS (begins))];
  return g_strdup_printf ("%s%d", begin, g_rand_int_range (rand, 0, 40));
}

typedef struct Wanted {
  const char *word;
  guint row;
} Wanted;

static int
compare (gconstpointer a, gconstpointer b, gpointer descending)
{
  const Wanted *one = a, *other = b;
  int order = strcmp (one->word, other->word);
  if (order != 0)
    return descending != NULL ? -order : order;
  return one->row < other->row ? -1 : 1;
}

static void
assert_in_order (RowOrder *order, const Keys *keys, bool descending)
{
  guint count = keys->words->len;
  while (row_order_work (order, count, G_MAXINT64))
    ;
  Wanted *wanted = g_new (Wanted, count + 1);
  for (guint i = 0; i < count; i++)
    wanted[i] = (Wanted){ g_ptr_array_index (keys->words, i), i };
  g_qsort_with_data (wanted, (gint) count, sizeof *wanted, compare, descending ? wanted : NULL);
  assert_int_equal (row_order_count (order), count);
  for (guint i = 0; i < count; i++)
    assert_int_equal (row_order_at (order, i), wanted[i].row);
  for (guint i = 1; i < count; i++)
    assert_true (row_order_compare (order, wanted[i - 1].row, wanted[i].row) < 0);
  g_free (wanted);
}

static void
run (guint first, int changes, bool descending, bool whole, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  Keys keys = { g_ptr_array_new_with_free_func (g_free) };
  for (guint i = 0; i < first; i++)
    g_ptr_array_add (keys.words, any_word (rand));
  RowOrder *order = row_order_new (key_of, &keys, descending);
  unsigned percent = 0;
  if (whole)
    assert_in_order (order, &keys, descending);
  for (int change = 0; change < changes; change++)
    {
      guint row = keys.words->len > 0 ? (guint) g_rand_int_range (rand, 0, (gint) keys.words->len) : 0;
      if (row < keys.words->len && g_rand_boolean (rand))
        {
          g_free (keys.words->pdata[row]);
          keys.words->pdata[row] = any_word (rand);
          row_order_touch (order, row);
        }
      else
        g_ptr_array_add (keys.words, any_word (rand));
      if (change % 3 == 0)
        row_order_work (order, keys.words->len, 0); /* the shortest slice there is */
      assert_true (row_order_percent (order) >= percent);
      percent = row_order_percent (order);
      if (change % 100 == 99)
        assert_in_order (order, &keys, descending);
    }
  assert_in_order (order, &keys, descending);
  assert_true (row_order_is_made (order));
  assert_int_equal (row_order_percent (order), 100);
  row_order_free (order);
  g_ptr_array_unref (keys.words);
  g_rand_free (rand);
}

static void
test_orders (void **state)
{
  static const guint firsts[] = { 0, 1, 2, 1023, 1024, 1025, 4096, 5000 };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (firsts); i++)
    for (int way = 0; way < 4; way++)
      run (firsts[i], firsts[i] > 2000 ? 300 : 1000, way % 2 != 0, way / 2 != 0, (guint32) (i * 4 + (guint) way));
}

/* Many rows in slices of no length: each takes a bounded number of steps. */
static void
test_slices (void **state)
{
  enum { ROWS = 20000 };
  GRand *rand = g_rand_new_with_seed (7);
  Keys keys = { g_ptr_array_new_with_free_func (g_free) };
  (void) state;
  for (guint i = 0; i < ROWS; i++)
    g_ptr_array_add (keys.words, any_word (rand));
  RowOrder *order = row_order_new (key_of, &keys, false);
  unsigned slices = 1;
  while (row_order_work (order, ROWS, 0))
    {
      slices++;
      assert_true (row_order_percent (order) <= 100);
      assert_int_equal (row_order_count (order), 0);
    }
  assert_true (slices > ROWS / 64);
  assert_in_order (order, &keys, false);
  row_order_free (order);
  g_ptr_array_unref (keys.words);
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_orders),
    cmocka_unit_test (test_slices),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
