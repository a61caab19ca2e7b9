/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where words stand in texts. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/text-match.h"

/* The text with each match in brackets. */
static char *
marked (const char *typed, const char *text, size_t most)
{
  TextNeedle needle;
  GString *result = g_string_new (NULL);
  size_t done = 0;
  text_needle_init (&needle, typed);
  GString *single = text_single_spaced (text);
  GArray *matches = text_needle_find (&needle, single->str, most);
  for (guint i = 0; matches != NULL && i < matches->len; i++)
    {
      TextMatch match = g_array_index (matches, TextMatch, i);
      g_string_append_len (result, single->str + done, (gssize) (match.at - done));
      g_string_append_printf (result, "[%.*s]", (int) match.length, single->str + match.at);
      done = match.at + match.length;
    }
  g_string_append (result, single->str + done);
  if (matches != NULL)
    g_array_unref (matches);
  g_string_free (single, TRUE);
  text_needle_clear (&needle);
  return g_string_free (result, FALSE);
}

static const struct {
  const char *typed, *text, *marked;
} cases[] = {
  { "bank", "The Bank, the BANK.", "The [Bank], the [BANK]." },
  { "bank account", "your bank\n   account", "your [bank account]" },
  { "  bank  ", "banks", "[bank]s" },
  { "", "anything", "anything" },
  { "nothing", "something", "something" },
  { "aa", "aaaaa", "[aa][aa]a" },
  { "straße", "Die STRASSE, die Straße", "Die [STRASSE], die [Straße]" },
  { "ÉCOLE", "l'école", "l'[école]" },
  { "さくら", "夜のさくらと桜", "夜の[さくら]と桜" },
  { "ハンカク", "半角のﾊﾝｶｸ、全角のハンカク", "半角の[ﾊﾝｶｸ]、全角の[ハンカク]" },
  { "ﾊﾞｽ", "バスとハスとﾊﾞｽとﾊｽ", "[バス]とハスと[ﾊﾞｽ]とﾊｽ" },
  { "ハ", "バﾊﾞﾊﾟハﾊ", "バﾊﾞﾊﾟ[ハ][ﾊ]" },
  { "ＡＢＣ社", "abc社、ＡＢｃ社", "[abc社]、[ＡＢｃ社]" },
  { "ς", "ΟΔΟΣ", "ΟΔΟ[Σ]" },
};

static void
test_find (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = marked (cases[i].typed, cases[i].text, 100);
      assert_string_equal (text, cases[i].marked);
    }
  g_autofree char *first = marked ("a", "aaa", 1);
  assert_string_equal (first, "[a]aa");
}

static void
test_context (void **state)
{
  (void) state;
  const char *text = "The quick brown fox jumps over the lazy dog and runs away";
  const TextMatch match = { 16, 3 };
  g_autofree char *some = text_match_context (text, match, 18);
  assert_string_equal (some, "…brown [fox] jumps over the…");
  g_autofree char *all = text_match_context (text, match, 1000);
  assert_string_equal (all, "…brown [fox] jumps over the lazy dog and runs away");
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_find), cmocka_unit_test (test_context) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
