/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/keymap.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void
test_every_action_has_a_row (void **state)
{
  (void) state;
  for (int action = ACTION_NONE + 1; action < ACTIONS; action++)
    {
      size_t row = 0;
      while (keymap_row (row) != NULL && keymap_row (row)->action != (Action) action)
        row++;
      if (keymap_row (row) == NULL)
        fail_msg ("action %d has no row", action);
    }
}

static void
test_no_key_twice (void **state)
{
  (void) state;
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    for (size_t i = 0; i < KEYS_OF_A_BINDING && keymap_row (row)->keys[i] != 0; i++)
      assert_int_equal (keymap_action (keymap_row (row)->keys[i], ~0u), keymap_row (row)->action);
}

static void
test_reached_without_function_keys (void **state)
{
  (void) state;
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    {
      bool plain = false;
      for (size_t i = 0; i < KEYS_OF_A_BINDING && keymap_row (row)->keys[i] != 0; i++)
        plain |= (keymap_row (row)->keys[i] & KEY_FUNCTION) == 0;
      if (!plain)
        fail_msg ("'%s' needs a function key", keymap_row (row)->help);
    }
}

static void
test_scopes (void **state)
{
  (void) state;
  assert_int_equal (keymap_action ('j', SCOPE_MOVE), ACTION_DOWN);
  assert_int_equal (keymap_action ('j', SCOPE_PROGRAM), ACTION_NONE);
  assert_int_equal (keymap_action (0, ~0u), ACTION_NONE);
  assert_int_equal (keymap_action (0x3042, ~0u), ACTION_NONE);
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    assert_string_not_equal (keymap_scope_title (keymap_row (row)->scope), "");
}

static void
test_names (void **state)
{
  static const struct {
    Key key;
    const char *name;
  } cases[] = { { 'j', "j" }, { '\t', "Tab" }, { 27, "Esc" }, { 3, "^C" }, { ' ', "Space" } };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char name[KEY_NAME];
      keymap_name (cases[i].key, name);
      assert_string_equal (name, cases[i].name);
    }
  /* A function key without a name would show as a number in the help. */
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    for (size_t i = 0; i < KEYS_OF_A_BINDING && keymap_row (row)->keys[i] != 0; i++)
      {
        char name[KEY_NAME];
        keymap_name (keymap_row (row)->keys[i], name);
        assert_false (g_str_has_prefix (name, "0x"));
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_action_has_a_row),
    cmocka_unit_test (test_no_key_twice),
    cmocka_unit_test (test_reached_without_function_keys),
    cmocka_unit_test (test_scopes),
    cmocka_unit_test (test_names),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
