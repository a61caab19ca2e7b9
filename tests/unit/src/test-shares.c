/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares: whoever holds most gives way, against a list that is searched as a whole. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/shares.h"

typedef struct Item {
  GList link;
  Share *share;
  uint64_t weight;
  unsigned key;
} Item;

static Item *
add (Shares *shares, unsigned key, uint64_t weight)
{
  Item *item = g_new0 (Item, 1);
  item->link.data = item;
  item->weight = weight;
  item->key = key;
  item->share = shares_add (shares, &key, sizeof key, &item->link, weight);
  return item;
}

static void
drop (Shares *shares, Item *item)
{
  shares_remove (shares, item->share, &item->link, item->weight);
  g_free (item);
}

static void
the_heaviest_gives_its_oldest (void **state)
{
  (void) state;
  Shares *shares = shares_new ();
  const unsigned key = 2;
  assert_null (shares_greediest (shares));
  assert_null (shares_find (shares, &key, sizeof key));
  Item *alone = add (shares, 1, 100);
  Item *first = add (shares, 2, 60), *second = add (shares, 2, 80);
  assert_ptr_equal (shares_find (shares, &key, sizeof key), first->share);
  assert_ptr_equal (shares_greediest (shares), first);
  drop (shares, first);
  /* 80 and 100 are about the same: who has been so heavy for longer. */
  assert_ptr_equal (shares_greediest (shares), alone);
  shares_reweigh (shares, second->share, 80, 200);
  second->weight = 200;
  assert_ptr_equal (shares_greediest (shares), second);
  drop (shares, second);
  assert_null (shares_find (shares, &key, sizeof key));
  assert_ptr_equal (shares_greediest (shares), alone);
  drop (shares, alone);
  assert_null (shares_greediest (shares));
  shares_free (shares);
}

/* Where all hold about the same, nobody is greedy. */
static void
many_are_not_greedy (void **state)
{
  (void) state;
  Shares *shares = shares_new ();
  Item *items[2 * GREEDY];
  for (unsigned i = 0; i < G_N_ELEMENTS (items); i++)
    {
      items[i] = add (shares, i, 100);
      assert_true ((shares_greediest (shares) != NULL) == (i < GREEDY - 1));
    }
  Item *more = add (shares, 7, 10000);
  assert_ptr_equal (shares_greediest (shares), items[7]);
  drop (shares, more);
  assert_null (shares_greediest (shares));
  for (unsigned i = 0; i < G_N_ELEMENTS (items); i++)
    drop (shares, items[i]);
  shares_free (shares);
}

enum { KEYS = 12, ITEMS = 60 };

/* The heaviest by all items: no share may be more than twice as heavy as the one that gives way. */
static void
as_a_search_finds_it (void **state)
{
  (void) state;
  g_autoptr (GRand) chance = g_rand_new_with_seed (4);
  Shares *shares = shares_new ();
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  for (unsigned turn = 0; turn < 20000; turn++)
    {
      guint at = items->len > 0 ? (guint) g_rand_int_range (chance, 0, (gint32) items->len) : 0;
      unsigned act = (unsigned) g_rand_int_range (chance, 0, 3);
      if (act == 0 && items->len < ITEMS)
        g_ptr_array_add (items, add (shares, (unsigned) g_rand_int_range (chance, 0, KEYS),
                                     (uint64_t) 1 << g_rand_int_range (chance, 0, 34)));
      else if (act == 1 && items->len > 0)
        {
          Item *item = g_ptr_array_index (items, at);
          uint64_t now = item->weight / 2 + (uint64_t) g_rand_int_range (chance, 0, 5000);
          shares_reweigh (shares, item->share, item->weight, now);
          item->weight = now;
        }
      else if (items->len > 0)
        drop (shares, g_ptr_array_remove_index (items, at));

      uint64_t weights[KEYS] = { 0 }, most = 0;
      const Item *oldest[KEYS] = { NULL };
      for (guint i = 0; i < items->len; i++)
        {
          const Item *item = g_ptr_array_index (items, i);
          weights[item->key] += item->weight;
          most = MAX (most, weights[item->key]);
          oldest[item->key] = oldest[item->key] != NULL ? oldest[item->key] : item;
        }
      const Item *found = shares_greediest (shares);
      assert_true ((found == NULL) == (items->len == 0)); /* of KEYS shares one is always greedy */
      if (found == NULL)
        continue;
      assert_true (weights[found->key] * 2 >= most);
      assert_ptr_equal (found, oldest[found->key]);
    }
  while (items->len > 0)
    drop (shares, g_ptr_array_remove_index (items, 0));
  shares_free (shares);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_heaviest_gives_its_oldest),
    cmocka_unit_test (many_are_not_greedy),
    cmocka_unit_test (as_a_search_finds_it),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
