/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widths of kana and letters, against Unicode's own compatibility forms as GLib has them. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib.h>

#include "dissect/kana-width.h"

enum { FIRST = 0xff01, LAST = 0xff9d };

static void
expect (const char *text, const char *expected)
{
  g_autofree char *usual = kana_usual_text (text);
  assert_string_equal (usual, expected);
}

/* Each character of the block alone, and in front of either mark. */
static void
test_block (void **state)
{
  static const gunichar marks[] = { 0, 0xff9e, 0xff9f };
  (void) state;
  for (gunichar c = FIRST; c <= LAST; c++)
    for (size_t i = 0; i < G_N_ELEMENTS (marks); i++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_string_append_unichar (text, c);
        g_autofree char *alone = g_utf8_normalize (text->str, -1, G_NORMALIZE_NFKC);
        if (marks[i] != 0)
          g_string_append_unichar (text, marks[i]);
        g_autofree char *both = g_utf8_normalize (text->str, -1, G_NORMALIZE_NFKC);
        if (c == 0xff5f || c == 0xff60)
          continue; /* brackets, which stay */
        if (g_utf8_strlen (both, -1) == 1)
          expect (text->str, both);
        else
          {
            /* Marks that combine with nothing stand for themselves. */
            g_autofree char *apart = g_strconcat (alone, marks[i] == 0xff9e ? "゛" : "゜", NULL);
            expect (text->str, apart);
          }
      }
}

static void
test_others (void **state)
{
  (void) state;
  expect ("", "");
  expect ("plain ü 日本 カナ", "plain ü 日本 カナ");
  expect ("①㈱￥\xef\xbf\xbd\xef\xbb\xbf", "①㈱￥\xef\xbf\xbd\xef\xbb\xbf");
  expect ("ﾃﾞｰﾀ、Ａ１", "データ、A1");
  expect ("ﾞ", "゛");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_block),
    cmocka_unit_test (test_others),
  };
  return cmocka_run_group_tests_name ("kana-width", tests, NULL, NULL);
}
