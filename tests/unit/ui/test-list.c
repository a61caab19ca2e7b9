/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/list.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct Move {
  const char *name;
  List before;
  Action action;
  size_t selected, top;
} Move;

static const Move moves[] = {
  { "down", { 10, 0, 0, 4 }, ACTION_DOWN, 1, 0 },
  { "down scrolls", { 10, 3, 0, 4 }, ACTION_DOWN, 4, 1 },
  { "down at the end", { 10, 9, 6, 4 }, ACTION_DOWN, 9, 6 },
  { "up scrolls", { 10, 6, 6, 4 }, ACTION_UP, 5, 5 },
  { "up at the start", { 10, 0, 0, 4 }, ACTION_UP, 0, 0 },
  { "a page down", { 10, 0, 0, 4 }, ACTION_PAGE_DOWN, 3, 0 },
  { "a page down at the end", { 10, 8, 6, 4 }, ACTION_PAGE_DOWN, 9, 6 },
  { "a page up", { 10, 9, 6, 4 }, ACTION_PAGE_UP, 6, 6 },
  { "first", { 10, 9, 6, 4 }, ACTION_FIRST, 0, 0 },
  { "last", { 10, 0, 0, 4 }, ACTION_LAST, 9, 6 },
  { "last of few", { 2, 0, 0, 4 }, ACTION_LAST, 1, 0 },
  { "down in none", { 0, 0, 0, 4 }, ACTION_DOWN, 0, 0 },
  { "last of none", { 0, 0, 0, 4 }, ACTION_LAST, 0, 0 },
  { "a page of one row", { 10, 0, 0, 1 }, ACTION_PAGE_DOWN, 1, 1 },
};

static void
test_moves (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      List list = moves[i].before;
      assert_true (list_act (&list, moves[i].action));
      if (list.selected != moves[i].selected || list.top != moves[i].top)
        fail_msg ("%s: row %zu, top %zu", moves[i].name, list.selected, list.top);
    }
}

static void
test_no_move (void **state)
{
  List list = { 10, 3, 0, 4 };
  (void) state;
  assert_false (list_act (&list, ACTION_OPEN));
  assert_int_equal (list.selected, 3);
}

static void
test_growing_keeps_the_row (void **state)
{
  List list = { 10, 9, 6, 4 };
  (void) state;
  list_set_count (&list, 1000);
  assert_int_equal (list.selected, 9);
  assert_int_equal (list.top, 6);
}

static void
test_shrinking (void **state)
{
  List list = { 10, 9, 6, 4 };
  (void) state;
  list_set_count (&list, 3);
  assert_int_equal (list.selected, 2);
  assert_int_equal (list.top, 0);
  list_set_count (&list, 0);
  assert_int_equal (list.selected, 0);
}

static void
test_other_heights (void **state)
{
  List list = { 10, 9, 6, 4 };
  (void) state;
  list_set_rows (&list, 8);
  assert_int_equal (list.top, 2);
  list_set_rows (&list, 0);
  assert_int_equal (list.top, 9);
  list_set_rows (&list, 100);
  assert_int_equal (list.top, 0);
}

static void
test_scrolling (void **state)
{
  List list = { 10, 0, 0, 4 };
  (void) state;
  assert_true (list_scroll (&list, ACTION_LAST));
  assert_int_equal (list.top, 6);
  assert_true (list_scroll (&list, ACTION_DOWN));
  assert_int_equal (list.top, 6);
  assert_true (list_scroll (&list, ACTION_PAGE_UP));
  assert_int_equal (list.top, 3);
  assert_true (list_scroll (&list, ACTION_FIRST));
  assert_int_equal (list.top, 0);
  assert_false (list_scroll (&list, ACTION_OPEN));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_moves),
    cmocka_unit_test (test_no_move),
    cmocka_unit_test (test_growing_keeps_the_row),
    cmocka_unit_test (test_shrinking),
    cmocka_unit_test (test_other_heights),
    cmocka_unit_test (test_scrolling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
