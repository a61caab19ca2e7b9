/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libmagic says of attachments, and what it is not asked. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/type-guesser.h"

static const struct {
  const char *name;
  const char *head;
  size_t length;    /* 0: up to the NUL */
  const char *type; /* NULL: not told */
} cases[] = {
  { "PDF", "%PDF-1.4\n", 0, "application/pdf" },
  { "PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, "image/png" },
  { "GIF", "GIF89a\1\0\1\0", 10, "image/gif" },
  { "ELF",
    "\x7f"
    "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0\1\0\0\0",
    24, "application/x-executable" },
  { "script", "#!/bin/sh\necho hello\n", 0, "text/x-shellscript" },
  { "page", "<html><body>hello</body></html>\n", 0, "text/html" },
  { "text", "hello there, this is a text\n", 0, "text/plain" },
  { "a jump, as programs of DOS begin", "\xe9\x10\x20\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, NULL },
};

static void
guesses (void **state)
{
  (void) state;
  TypeGuesser *guesser = type_guesser_new ();
  for (unsigned turn = 0; turn < 2; turn++) /* the second time from memory */
    for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        size_t length = cases[i].length > 0 ? cases[i].length : strlen (cases[i].head);
        g_autofree char *type = guesser->guess (guesser, octets_of (cases[i].head, length));
        if (g_strcmp0 (type, cases[i].type) != 0)
          fail_msg ("%s: %s", cases[i].name, type);
      }
  type_guesser_free (guesser);
}

static void
is_not_asked_about_noise (void **state)
{
  (void) state;
  TypeGuesser *guesser = type_guesser_new ();
  uint8_t head[4096];
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (unsigned round = 0; round < 2000; round++)
    {
      for (size_t i = 0; i < sizeof head; i++)
        head[i] = (uint8_t) g_rand_int_range (random, 0, 256);
      g_autofree char *type = guesser->guess (guesser, octets_of (head, sizeof head));
      assert_null (type);
    }
  type_guesser_free (guesser);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (guesses),
    cmocka_unit_test (is_not_asked_about_noise),
  };
  return cmocka_run_group_tests_name ("type-guesser", tests, NULL, NULL);
}
