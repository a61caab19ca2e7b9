/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views of octets: comparing, searching, trimming, each against a guard page. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/octets.h"
#include "tests/support/guard-page.h"

#include <glib.h>

typedef struct NocaseCase {
  const char *name;
  Octets octets, other;
  bool equal, starts;
  size_t found;
} NocaseCase;

static const NocaseCase nocase_cases[] = {
  { "both empty", { NULL, 0 }, { NULL, 0 }, true, true, 0 },
  { "empty needle", { (const uint8_t *) "a", 1 }, { NULL, 0 }, false, true, 0 },
  { "needle too long", { (const uint8_t *) "a", 1 }, { (const uint8_t *) "ab", 2 }, false, false, SIZE_MAX },
  { "same", { (const uint8_t *) "HELO", 4 }, { (const uint8_t *) "helo", 4 }, true, true, 0 },
  { "prefix", { (const uint8_t *) "heLO x", 6 }, { (const uint8_t *) "HELO", 4 }, false, true, 0 },
  { "at the end", { (const uint8_t *) "say HeLo", 8 }, { (const uint8_t *) "hElO", 4 }, false, false, 4 },
  { "cut at the end", { (const uint8_t *) "say hel", 7 }, { (const uint8_t *) "helo", 4 }, false, false, SIZE_MAX },
  { "NUL inside", { (const uint8_t *) "a\0B", 3 }, { (const uint8_t *) "A\0b", 3 }, true, true, 0 },
  { "only ASCII has case", { (const uint8_t *) "\xc4", 1 }, { (const uint8_t *) "\xe4", 1 }, false, false, SIZE_MAX },
  { "brackets are no letters", { (const uint8_t *) "[", 1 }, { (const uint8_t *) "{", 1 }, false, false, SIZE_MAX },
};

static void
test_nocase (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (nocase_cases); i++)
    {
      const NocaseCase *c = &nocase_cases[i];
      GuardPage left = guard_page_new (c->octets.at, c->octets.length);
      GuardPage right = guard_page_new (c->other.at, c->other.length);
      Octets octets = octets_of (left.octets, left.length);
      Octets other = octets_of (right.octets, right.length);
      bool equal = octets_equal_nocase (octets, other);
      bool starts = octets_start_nocase (octets, other);
      size_t found = octets_find_nocase (octets, other);
      if (equal != c->equal || starts != c->starts || found != c->found)
        fail_msg ("%s: %d %d %zu", c->name, equal, starts, found);
      guard_page_clear (&left);
      guard_page_clear (&right);
    }
}

static void
test_views_of_nothing (void **state)
{
  (void) state;
  assert_true (octets_equal_nocase (OCTETS_NONE, OCTETS_NONE));
  assert_true (octets_find (OCTETS_NONE, 'a') == SIZE_MAX);
  assert_true (octets_find_nocase (OCTETS_NONE, OCTETS ("a")) == SIZE_MAX);
  assert_true (octets_trim (OCTETS_NONE).length == 0);
  assert_true (octets_of_string (NULL).length == 0);
  assert_true (octets_equal (OCTETS_NONE, OCTETS ("")));
  assert_false (octets_equal (OCTETS_NONE, OCTETS ("a")));
}

static void
test_find (void **state)
{
  (void) state;
  GuardPage page = guard_page_new ("abcb", 4);
  Octets octets = octets_of (page.octets, page.length);
  assert_true (octets_find (octets, 'a') == 0);
  assert_true (octets_find (octets, 'b') == 1);
  assert_true (octets_find (octets, 'z') == SIZE_MAX);
  assert_true (octets_find (octets_from (octets, 2), 'b') == 1);
  guard_page_clear (&page);
}

static void
test_slice (void **state)
{
  (void) state;
  Octets octets = OCTETS ("abcdef");
  assert_true (octets_equal (octets_slice (octets, 1, 2), OCTETS ("bc")));
  assert_true (octets_equal (octets_slice (octets, 4, SIZE_MAX), OCTETS ("ef")));
  assert_true (octets_slice (octets, 6, 1).length == 0);
  assert_true (octets_slice (octets, SIZE_MAX, SIZE_MAX).length == 0);
  assert_true (octets_equal (octets_from (octets, 5), OCTETS ("f")));
}

static void
test_trim (void **state)
{
  static const struct {
    const char *name, *octets, *trimmed;
  } cases[] = {
    { "nothing to trim", "a b", "a b" }, { "both sides", " \ta b\t ", "a b" },
    { "only blanks", " \t \t", "" },     { "line ends stay", " a\r\n", "a\r\n" },
    { "one octet", "a", "a" },
  };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GuardPage page = guard_page_new (cases[i].octets, strlen (cases[i].octets));
      Octets trimmed = octets_trim (octets_of (page.octets, page.length));
      if (!octets_equal (trimmed, octets_of_string (cases[i].trimmed)))
        fail_msg ("%s: %.*s", cases[i].name, (int) trimmed.length, (const char *) trimmed.at);
      guard_page_clear (&page);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_nocase), cmocka_unit_test (test_views_of_nothing),
    cmocka_unit_test (test_find),   cmocka_unit_test (test_slice),
    cmocka_unit_test (test_trim),
  };
  return cmocka_run_group_tests_name ("octets", tests, NULL, NULL);
}
