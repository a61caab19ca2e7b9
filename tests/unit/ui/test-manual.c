/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page has every row of the key table, in its words. */
#include "config.h"

#include "ui/keymap.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static char *
replaced (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) pieces = g_strsplit (text, from, -1);
  return g_strjoinv (to, pieces);
}

/* As the page has to write it. */
static char *
escaped (const char *text)
{
  g_autofree char *hyphens = replaced (text, "-", "\\-");
  return replaced (hyphens, "^", "\\(ha");
}

static void
test_every_key_is_in_the_manual (void **state)
{
  (void) state;
  Keymap keymap;
  keymap_init (&keymap);
  const char *srcdir = g_getenv ("srcdir");
  g_autofree char *path = g_build_filename (srcdir != NULL ? srcdir : ".", "docs", "smtplens.1", NULL);
  g_autofree char *page = NULL;
  assert_true (g_file_get_contents (path, &page, NULL, NULL));
  for (size_t row = 0; keymap_row (row) != NULL; row++)
    {
      g_autofree char *names_given = keymap_names (&keymap, row);
      g_autofree char *names = escaped (names_given);
      g_autofree char *help = escaped (keymap_row (row)->help);
      g_autofree char *entry = g_strdup_printf ("\n.TP\n.B %s\n%s\n", names, help);
      if (strstr (page, entry) == NULL)
        fail_msg ("docs/smtplens.1 lacks:%s", entry);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_key_is_in_the_manual),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
