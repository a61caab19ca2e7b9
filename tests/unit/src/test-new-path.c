/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for new files: which are free, and how names that are there complete one. */
#include "config.h"

#include "src/new-path.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct PathCase {
  const char *name;
  const char
      *there; /* names of files, a space between; one that ends in "/" is a directory, in "@" a link to nothing */
  const char *path, *expected; /* in their directory */
} PathCase;

static const PathCase free_cases[] = {
  { "a free one", "", "a.mbox", "a.mbox" },
  { "a taken one", "a.mbox", "a.mbox", "a-2.mbox" },
  { "a number counts on", "a-1.mbox", "a-1.mbox", "a-2.mbox" },
  { "over those that are there", "a-1.mbox a-2.mbox a-3.mbox", "a-1.mbox", "a-4.mbox" },
  { "a date is no number", "a-20240102-1.mbox", "a-20240102-1.mbox", "a-20240102-2.mbox" },
  { "without an ending", "a", "a", "a-2" },
  { "a name that begins with a dot", ".a", ".a", ".a-2" },
  { "a name of digits", "7", "7", "7-2" },
  { "a directory", "a-1/", "a-1/", "a-2" },
  { "a link to nothing is something", "a.txt@", "a.txt", "a-2.txt" },
  { "dots in the directory", "b.c/ b.c/a", "b.c/a", "b.c/a-2" },
};

static const PathCase complete_cases[] = {
  { "nothing", "x", "a", "a" },
  { "one", "abc x", "a", "abc" },
  { "one directory", "abc/ x", "a", "abc/" },
  { "as far as they agree", "abcd abce x", "a", "abc" },
  { "in a directory", "b/ b/abc", "b/a", "b/abc" },
  { "hidden ones only if asked", ".a b", "", "b" },
  { "and then", ".abc b", ".a", ".abc" },
  { "whole characters", "\xe3\x81\x82 \xe3\x81\x84", "", "" },
  { "no such directory", "x", "y/z", "y/z" },
};

static void
make (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  size_t last = strlen (path) - 1;
  if (path[last] == '@')
    {
      path[last] = '\0';
      assert_int_equal (symlink ("/nonexistent/nothing", path), 0);
    }
  else if (path[last] == '/')
    assert_int_equal (g_mkdir (path, 0700), 0);
  else
    assert_true (g_file_set_contents (path, "", 0, NULL));
}

/* The directory with what is there, removed by remove_there. */
static char *
make_there (const PathCase *this, char ***names)
{
  char *directory = g_dir_make_tmp ("smtplens-test-XXXXXX", NULL);
  assert_non_null (directory);
  *names = g_strsplit (this->there, " ", -1);
  for (char **name = *names; *name != NULL; name++)
    if ((*name)[0] != '\0')
      make (directory, *name);
  return directory;
}

static void
remove_there (char *directory, char **names)
{
  for (guint i = g_strv_length (names); i-- > 0;)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);
      size_t last = strlen (path) - 1;
      if (path[last] == '@')
        path[last] = '\0';
      g_remove (path);
    }
  g_rmdir (directory);
  g_strfreev (names);
  g_free (directory);
}

static void
check (const PathCase *this, char *(*function) (const char *path))
{
  char **names;
  char *directory = make_there (this, &names);
  g_autofree char *path = g_strconcat (directory, "/", this->path, NULL);
  g_autofree char *expected = g_strconcat (directory, "/", this->expected, NULL);
  g_autofree char *got = function (path);
  remove_there (directory, names);
  assert_string_equal (got, expected);
}

static void
test_a_free_path (void **state)
{
  check (*state, new_path_free);
}

static void
test_completion (void **state)
{
  check (*state, new_path_complete);
}

static void
test_home (void **state)
{
  (void) state;
  static const struct {
    const char *path, *behind;
  } rows[] = { { "~", "" }, { "~/", "/" }, { "~/a/b", "/a/b" } };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *expanded = new_path_expand (rows[i].path);
      g_autofree char *expected = g_strconcat (g_get_home_dir (), rows[i].behind, NULL);
      assert_string_equal (expanded, expected);
    }
  g_autofree char *other = new_path_expand ("~somebody/x");
  assert_string_equal (other, "~somebody/x");
  /* What is proposed stays as it was typed. */
  g_autofree char *kept = new_path_free ("~/no-such-file-as-this-one");
  assert_string_equal (kept, "~/no-such-file-as-this-one");
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (free_cases) + G_N_ELEMENTS (complete_cases) + 1];
  size_t count = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (free_cases); i++)
    tests[count++] = (struct CMUnitTest){ .name = free_cases[i].name,
                                          .test_func = test_a_free_path,
                                          .initial_state = (void *) &free_cases[i] };
  for (size_t i = 0; i < G_N_ELEMENTS (complete_cases); i++)
    tests[count++] = (struct CMUnitTest){ .name = complete_cases[i].name,
                                          .test_func = test_completion,
                                          .initial_state = (void *) &complete_cases[i] };
  tests[count++] = (struct CMUnitTest) cmocka_unit_test (test_home);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
