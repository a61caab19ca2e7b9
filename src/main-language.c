/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the catalogue: in $TEXTDOMAINDIR, as gettext(1) does; beside the program, where
 * it was built and not installed; else where it is installed.
 *
 * Where the terminal does not take UTF-8 the program speaks English: other languages could not
 * be shown whole. */
#include "config.h"

#include "main-language.h"

#include "../dissect/translate.h"

#include <glib.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

/* The folder of the catalogues beside the program; NULL: there is none.  g_free. */
static char *
beside_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  char *locale = folder != NULL ? g_build_filename (folder, "locale", NULL) : NULL;
  if (locale != NULL && !g_file_test (locale, G_FILE_TEST_IS_DIR))
    g_clear_pointer (&locale, g_free);
  return locale;
}

void
language_begin (void)
{
  const char *given = g_getenv ("TEXTDOMAINDIR");
  setlocale (LC_ALL, "");
  if (strcmp (nl_langinfo (CODESET), "UTF-8") != 0)
    return;
  g_autofree char *beside = given == NULL || given[0] == '\0' ? beside_program () : NULL;
  bindtextdomain (PACKAGE_NAME, given != NULL && given[0] != '\0' ? given : beside != NULL ? beside : LOCALE_DIRECTORY);
  bind_textdomain_codeset (PACKAGE_NAME, "UTF-8");
  textdomain (PACKAGE_NAME);
}
