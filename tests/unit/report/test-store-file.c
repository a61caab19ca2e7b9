/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of an export: whole or absent, never over another, never elsewhere. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/store-file.h"

typedef struct Place {
  char *path;
  int fd;
} Place;

static int
set_up (void **state)
{
  Place *place = g_new0 (Place, 1);
  place->path = g_dir_make_tmp ("store-file-XXXXXX", NULL);
  place->fd = store_directory_open (place->path, NULL);
  *state = place;
  return place->path != NULL && place->fd >= 0 ? 0 : -1;
}

static int
tear_down (void **state)
{
  Place *place = *state;
  DIR *directory = opendir (place->path);
  for (struct dirent *entry; directory != NULL && (entry = readdir (directory)) != NULL;)
    if (entry->d_name[0] != '.' || g_str_has_suffix (entry->d_name, ".part"))
      unlinkat (place->fd, entry->d_name, 0);
  closedir (directory);
  close (place->fd);
  int left = g_rmdir (place->path);
  g_free (place->path);
  g_free (place);
  return left;
}

static size_t
count_files (const Place *place)
{
  size_t count = 0;
  DIR *directory = opendir (place->path);
  for (struct dirent *entry; (entry = readdir (directory)) != NULL;)
    count += strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0;
  closedir (directory);
  return count;
}

static char *
contents (const Place *place, const char *name)
{
  g_autofree char *path = g_build_filename (place->path, name, NULL);
  char *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static char *
store (const Place *place, const char *stem, const char *text)
{
  StoreFile *file = store_file_new (place->fd, NULL);
  assert_non_null (file);
  assert_true (store_file_write (file, octets_of_string (text), NULL));
  return store_file_finish (file, place->fd, stem, ".eml", NULL);
}

static void
test_never_over_another (void **state)
{
  const Place *place = *state;
  g_autofree char *target = g_build_filename (place->path, "target", NULL);
  g_autofree char *trap = g_build_filename (place->path, "a-3.eml", NULL);
  assert_true (g_file_set_contents (target, "kept", -1, NULL));
  assert_int_equal (symlink ("target", trap), 0);
  static const char *const names[] = { "a.eml", "a-2.eml", "a-4.eml" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = store (place, "a", names[i]);
      g_autofree char *text = contents (place, names[i]);
      assert_string_equal (name, names[i]);
      assert_string_equal (text, names[i]);
    }
  g_autofree char *kept = contents (place, "target");
  assert_string_equal (kept, "kept");
  g_autofree char *next = store_file_free_name (place->fd, "a", ".eml");
  assert_string_equal (next, "a-5.eml");
}

static void
test_for_the_owner_alone (void **state)
{
  const Place *place = *state;
  mode_t mask = umask (0);
  g_autofree char *name = store (place, "a", "x");
  umask (mask);
  struct stat status;
  assert_int_equal (fstatat (place->fd, name, &status, 0), 0);
  assert_int_equal (status.st_mode & 07777, 0600);
}

static void
test_whole_or_absent (void **state)
{
  const Place *place = *state;
  StoreFile *file = store_file_new (place->fd, NULL);
  assert_true (store_file_write (file, OCTETS ("half"), NULL));
  assert_int_equal (count_files (place), 1);
  store_file_discard (file);
  assert_int_equal (count_files (place), 0);

  GError *error = NULL;
  assert_int_equal (store_directory_open ("/dev/null/x", &error), -1);
  assert_non_null (error);
  g_clear_error (&error);
  file = store_file_new (place->fd, NULL);
  assert_true (store_file_write (file, OCTETS ("x"), NULL));
  g_autofree char *none = store_file_finish (file, place->fd, "no/such/place", ".eml", &error);
  assert_null (none);
  assert_non_null (error);
  g_clear_error (&error);
  assert_int_equal (count_files (place), 0);
}

static void
test_cut (void **state)
{
  const Place *place = *state;
  g_autofree char *large = g_strnfill (200 * 1000, 'y');
  StoreFile *file = store_file_new (place->fd, NULL);
  assert_true (store_file_write (file, OCTETS ("kept"), NULL));
  assert_true (store_file_flush (file, NULL));
  assert_true (store_file_write (file, octets_of_string (large), NULL));
  assert_int_equal (store_file_size (file), 4 + 200 * 1000);
  assert_true (store_file_cut (file, 4, NULL));
  assert_int_equal (store_file_size (file), 4);
  assert_true (store_file_write (file, OCTETS (" too"), NULL));
  g_autofree char *name = store_file_finish (file, place->fd, "a", "", NULL);
  g_autofree char *text = contents (place, name);
  assert_string_equal (text, "kept too");
}

static void
test_safe_name (void **state)
{
  (void) state;
  static const struct {
    const char *name, *safe;
  } cases[] = {
    { "bill.pdf", "bill.pdf" },
    { "../../etc/passwd", "etc_passwd" },
    { "/etc/passwd", "etc_passwd" },
    { "..", "" },
    { "", "" },
    { ".bashrc", "bashrc" },
    { "a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j" },
    { "\x1b[2J\x07.txt", "2J_.txt" },
    { "invoice\xe2\x80\xae"
      "fdp.exe",
      "invoice_fdp.exe" }, /* right-to-left override */
    { "zero\xe2\x80\x8bwidth", "zero_width" },
    { "two\nlines", "two_lines" },
    { "ends with dots...", "ends_with_dots" },
    { "ends with space ", "ends_with_space" },
    { "\xe6\x8c\x81\xe3\x81\xa1\xe7\x89\xa9.txt", "\xe6\x8c\x81\xe3\x81\xa1\xe7\x89\xa9.txt" },
    { "\xff\xfe", "" },
    { "-rf", "-rf" }, /* never stands first in a file's name */
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = store_file_safe_name (cases[i].name);
      if (strcmp (safe, cases[i].safe) != 0)
        fail_msg ("\"%s\" became \"%s\"", cases[i].name, safe);
    }
}

static void
test_safe_name_is_short (void **state)
{
  (void) state;
  for (size_t length = 1; length < 300; length++)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      for (size_t i = 0; i < length; i++)
        g_string_append (name, "\xe6\x8c\x81");
      g_string_append (name, ".docx");
      g_autofree char *safe = store_file_safe_name (name->str);
      assert_true (strlen (safe) <= STORE_NAME_OCTETS);
      assert_true (g_utf8_validate (safe, -1, NULL));
      assert_true (g_str_has_suffix (safe, ".docx"));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (test_never_over_another, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_for_the_owner_alone, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_whole_or_absent, set_up, tear_down),
    cmocka_unit_test_setup_teardown (test_cut, set_up, tear_down),
    cmocka_unit_test (test_safe_name),
    cmocka_unit_test (test_safe_name_is_short),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
