/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main of a fuzz target where there is no libFuzzer: hands every file of the
 * target's corpus to it once.  The corpus is the arguments (files or directories),
 * or else tests/fuzz/corpus/NAME of the source tree for a program fuzz-NAME.
 * Finds nothing new; keeps what was found from coming back. */
#include "config.h"

#include <glib.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static unsigned
replay_file (const char *path)
{
  g_autofree char *read = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &read, &length, &error))
    g_error ("%s", error->message);
  /* A copy of exactly this size, so that a sanitizer sees the octet past the end. */
  g_autofree uint8_t *octets = g_memdup2 (read, length);
  (void) LLVMFuzzerTestOneInput (octets, length);
  return 1;
}

static unsigned
replay (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  if (directory == NULL)
    return replay_file (path);
  unsigned replayed = 0;
  for (const char *name; (name = g_dir_read_name (directory)) != NULL;)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);
      replayed += replay_file (inside);
    }
  return replayed;
}

static char *
own_corpus (const char *program)
{
  const char *top = g_getenv ("srcdir");
  const char *name = strstr (program, "fuzz-");
  for (const char *later = name; later != NULL; later = strstr (later + 1, "fuzz-"))
    name = later;
  g_assert (name != NULL);
  return g_build_filename (top != NULL ? top : ".", "tests", "fuzz", "corpus", name + strlen ("fuzz-"), NULL);
}

int
main (int argc, char **argv)
{
  unsigned replayed = 0;
  for (int i = 1; i < argc; i++)
    replayed += replay (argv[i]);
  if (argc == 1)
    {
      g_autofree char *corpus = own_corpus (argv[0]);
      replayed = replay (corpus);
    }
  /* The target must also bear nothing at all. */
  (void) LLVMFuzzerTestOneInput ((const uint8_t *) "", 0);
  printf ("%u seeds replayed\n", replayed);
  return replayed == 0;
}
