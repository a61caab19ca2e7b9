/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences filled in by another order than the English one's, and catalogues that are
 * wrong: those give nothing, and read nothing that is not theirs. */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/local-format.h"
#include "tests/support/guard-page.h"

/* Words of ours are known by their address. */
static const char *const client = "the client";

static const char *
word (const char *argument, const void *words)
{
  return argument == words ? "クライアント" : NULL;
}

static char *
local (const char *format, const char *translated, ...)
{
  va_list arguments;
  va_start (arguments, translated);
  char *text = local_format (format, translated, word, client, arguments);
  va_end (arguments);
  return text;
}

static void
expect (const char *name, char *text, const char *expected)
{
  if (g_strcmp0 (text, expected) != 0)
    fail_msg ("%s: \"%s\" and not \"%s\"", name, text != NULL ? text : "nothing",
              expected != NULL ? expected : "nothing");
  g_free (text);
}

static void
orders (void **state)
{
  (void) state;
  expect ("no argument", local ("plain", "そのまま"), "そのまま");
  expect ("percent signs", local ("100%%", "100%% です"), "100% です");
  expect ("in order", local ("%s and %u", "%s と %u", "a", 5u), "a と 5");
  expect ("another order", local ("%s and %u", "%2$u と %1$s", "a", 5u), "5 と a");
  expect ("one twice", local ("%s", "%1$s、%1$s", "a"), "a、a");
  expect ("untranslated", local ("%s is", "%s is", client), "クライアント is");
  expect ("kinds",
          local ("%d %c %x %lu %zu %" PRIu64 " %04x %lld", "%8$lld %7$04x %6$" PRIu64 " %5$zu %4$lu %3$x %2$c %1$d", -1,
                 'c', 255u, 6ul, (size_t) 7, UINT64_C (18446744073709551615), 10u, -8ll),
          "-8 000a 18446744073709551615 7 6 ff c -1");
  expect ("two bytes", local ("%hhu %hu", "%2$hu %1$hhu", 1, 2), "2 1");
}

static void
wire_octets (void **state)
{
  (void) state;
  static const char octets[] = { '%', 'n', '%', 's', '\xff', 't', 'h', 'e' };
  GuardPage guard = guard_page_new (octets, sizeof octets);
  const char *at = (const char *) guard.octets;
  expect ("a part of memory", local ("%u of %.*s.", "%2$.*3$s", 1u, (int) sizeof octets, at), NULL);
  expect ("octets with a length", local ("%.*s of %u.", "%3$u の %2$.*1$s。", (int) sizeof octets, at, 1u),
          "1 の %n%s\xffthe。");
  expect ("octets in order", local ("%.*s of %u.", "%.*s／%u", (int) sizeof octets, at, 1u), "%n%s\xffthe／1");
  guard_page_clear (&guard);
  const char alike[] = "the client"; /* at another address */
  expect ("what looks like a word of ours", local ("%s", "%s です", alike), "the client です");
  expect ("a word of ours", local ("%s", "%s です", client), "クライアント です");
  expect ("octets are no word", local ("%.*s", "%.*s です", 10, client), "the client です");
  expect ("nor what is padded", local ("%12s", "%12s です", client), "  the client です");
  expect ("an argument is no format", local ("%s", "%s", "%s%n%1$s"), "%s%n%1$s");
}

static void
wrong_catalogues (void **state)
{
  (void) state;
  static const struct {
    const char *name, *translated;
  } rows[] = {
    { "one too many", "%s %u %s" },
    { "one too few", "%s" },
    { "another type", "%s %s" },
    { "another length", "%s %lu" },
    { "another order alone", "%u %s" },
    { "a number too high", "%3$s %2$u %1$s" },
    { "number 0", "%0$s %2$u" },
    { "a huge number", "%99999999999$s %2$u" },
    { "numbers on one", "%1$s %u" },
    { "n", "%s %u%n" },
    { "n with a number", "%1$s %2$n" },
    { "floating point", "%s %f" },
    { "width by star", "%*s %u" },
    { "precision by star", "%.*s %u" },
    { "a precision", "%.3s %u" },
    { "a width", "%99s %u" },
    { "the end behind a percent", "%s %u %" },
    { "the end behind a number", "%1$s %2$" },
    { "the end behind a length", "%s %l" },
    { "no type", "%s %u % " },
    { "many flags", "%s %----------------------u" },
    { "a long width", "%s %0000000000000000000000001u" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GuardPage guard = guard_page_new (rows[i].translated, strlen (rows[i].translated) + 1);
      expect (rows[i].name, local ("%s and %u", (const char *) guard.octets, "a", 5u), NULL);
      guard_page_clear (&guard);
    }
}

/* What the compiler would take, and this does not: the English text has to do. */
static void
unknown_formats (void **state)
{
  (void) state;
  expect ("width by star", local ("%*s", "%*s", 5, "a"), NULL);
  expect ("floating point", local ("%f", "%f", 1.0), NULL);
  expect ("numbers in the English one", local ("%1$s", "%1$s", "a"), NULL);
  expect ("a star of a number", local ("%.*d", "%.*d", 5, 5), NULL);
  expect ("more than is kept",
          local ("%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d", "%d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17),
          NULL);
  expect ("as many as are kept",
          local ("%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d%d", "%d %d%d%d%d%d%d%d%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
                 11, 12, 13, 14, 15, 16),
          "1 2345678910111213141516");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (orders),
    cmocka_unit_test (wire_octets),
    cmocka_unit_test (wrong_catalogues),
    cmocka_unit_test (unknown_formats),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
