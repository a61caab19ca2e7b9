/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/keymap.h"
#include "ui/view.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The standard keys. */
static Action
action_of (Key key, unsigned scopes)
{
  Keymap keymap;
  keymap_init (&keymap);
  return keymap_action (&keymap, key, scopes);
}

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

/* Each key that means something now does what its row says; those of a replay come first. */
static void
assert_keys (unsigned now)
{
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    {
      const KeyBinding *binding = keymap_row (row);
      for (size_t i = 0; (binding->scope & now) != 0 && i < KEYS_OF_A_BINDING && binding->keys[i] != 0; i++)
        {
          Action first = action_of (binding->keys[i], now & SCOPE_PLAYING);
          assert_int_equal (action_of (binding->keys[i], now), first != ACTION_NONE ? first : binding->action);
        }
    }
}

static void
test_no_key_twice (void **state)
{
  (void) state;
  for (size_t i = 0; views[i] != NULL; i++)
    {
      assert_keys (views[i]->scopes | SCOPE_SEARCH | SCOPE_PROGRAM);
      assert_keys (views[i]->scopes | SCOPE_SEARCH | SCOPE_PROGRAM | SCOPE_PLAYING);
    }
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
  assert_int_equal (action_of ('j', SCOPE_MOVE), ACTION_DOWN);
  assert_int_equal (action_of ('j', SCOPE_PROGRAM), ACTION_NONE);
  assert_int_equal (action_of (0, ~0u), ACTION_NONE);
  assert_int_equal (action_of (0x3042, ~0u), ACTION_NONE);
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

/* What is shown can be written in a configuration file. */
static void
test_names_are_read_back (void **state)
{
  (void) state;
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    for (size_t i = 0; i < KEYS_OF_A_BINDING && keymap_row (row)->keys[i] != 0; i++)
      {
        char name[KEY_NAME];
        Key keys[KEYS_MOST];
        bool found = false;
        keymap_name (keymap_row (row)->keys[i], name);
        size_t count = keymap_parse (name, keys);
        for (size_t k = 0; k < count; k++)
          found |= keys[k] == keymap_row (row)->keys[i];
        assert_true (found);
      }
}

static void
test_parse (void **state)
{
  static const struct {
    const char *name;
    size_t count;
    Key key;
  } cases[] = {
    { "enter", 3, '\r' },
    { "ENTER", 3, '\r' },
    { "o", 1, 'o' },
    { "O", 1, 'O' },
    { "^l", 1, 12 },
    { "Ctrl-L", 1, 12 },
    { "ctrl-l", 1, 12 },
    { "^", 1, '^' },
    { "-", 1, '-' },
    { "Comma", 1, ',' },
    { "\xe3\x81\x82", 1, 0x3042 },
    { "space", 1, ' ' },
    { "", 0, 0 },
    { "jj", 0, 0 },
    { "^", 1, '^' },
    { "^1", 0, 0 },
    { "Ctrl-", 0, 0 },
    { "F0", 0, 0 },
    { "F25", 0, 0 },
    { "F1x", 0, 0 },
    { "\x01", 0, 0 },
    { "\xff", 0, 0 },
    { "F", 1, 'F' },
    { "Hyper", 0, 0 },
    { " ", 0, 0 },
  };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Key keys[KEYS_MOST] = { 0 };
      assert_int_equal (keymap_parse (cases[i].name, keys), cases[i].count);
      if (cases[i].count > 0)
        assert_int_equal (keys[0], cases[i].key);
    }
  Key keys[KEYS_MOST];
  char name[KEY_NAME];
  assert_int_equal (keymap_parse ("f12", keys), 1);
  keymap_name (keys[0], name);
  assert_string_equal (name, "F12");
}

static void
test_names_of_actions (void **state)
{
  (void) state;
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    {
      assert_non_null (keymap_row (row)->name);
      for (size_t other = 0; other < row; other++)
        assert_string_not_equal (keymap_row (row)->name, keymap_row (other)->name);
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
    cmocka_unit_test (test_names_are_read_back),
    cmocka_unit_test (test_parse),
    cmocka_unit_test (test_names_of_actions),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
