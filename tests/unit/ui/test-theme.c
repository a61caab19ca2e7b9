/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/theme.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_names (void **state)
{
  static const char *const wanted[] = { "default", "light", "dark", "monochrome", "color-blind" };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      const char *summary = NULL;
      assert_int_equal (theme_find (wanted[i]), i);
      assert_string_equal (theme_name (i, &summary), wanted[i]);
      assert_string_not_equal (summary, "");
    }
  assert_null (theme_name (G_N_ELEMENTS (wanted), NULL));
  assert_int_equal (theme_find ("colour-blind"), theme_find ("Color-Blind"));
  assert_int_equal (theme_find ("solar"), SIZE_MAX);
}

/* A style that a table forgot would be black on black: 0 is a colour. */
static void
test_every_style_has_a_look (void **state)
{
  (void) state;
  for (size_t row = 0; theme_name (row, NULL) != NULL; row++)
    for (Style style = 0; style < STYLES; style++)
      for (int many = 0; many < 2; many++)
        {
          Look look = theme_look (row, style, many != 0);
          assert_false (look.foreground == 0 && look.background == 0);
          assert_true (look.foreground >= LOOK_OWN && look.foreground < (many ? THEME_COLORS : 8));
          assert_true (look.background >= LOOK_OWN && look.background < (many ? THEME_COLORS : 8));
        }
}

static void
test_severities_differ_without_colour (void **state)
{
  size_t row = theme_find ("monochrome");
  (void) state;
  for (Style style = 0; style < STYLES; style++)
    {
      assert_int_equal (theme_look (row, style, true).foreground, LOOK_OWN);
      assert_int_equal (theme_look (row, style, true).background, LOOK_OWN);
    }
  assert_int_not_equal (theme_look (row, STYLE_CRITICAL, false).flags, theme_look (row, STYLE_HIGH, false).flags);
  assert_int_not_equal (theme_look (row, STYLE_HIGH, false).flags, theme_look (row, STYLE_MEDIUM, false).flags);
  assert_int_not_equal (theme_look (row, STYLE_MEDIUM, false).flags, theme_look (row, STYLE_LOW, false).flags);
}

/* What only the red or only the green in it tells from another. */
static void
test_color_blind_has_no_red_or_green (void **state)
{
  enum { RED = 1, GREEN = 2 };
  size_t row = theme_find ("color-blind");
  (void) state;
  for (Style style = 0; style < STYLES; style++)
    {
      Look few = theme_look (row, style, false), many = theme_look (row, style, true);
      assert_true (few.foreground != RED && few.foreground != GREEN);
      assert_true (few.background != RED && few.background != GREEN);
      assert_true (
          many.foreground == LOOK_OWN
          || (look_color (many.foreground, DEPTH_BASIC) != RED && look_color (many.foreground, DEPTH_BASIC) != GREEN)
          || many.foreground == 208);
      assert_true (many.background == LOOK_OWN || many.background == 208);
    }
}

static void
test_parse (void **state)
{
  static const struct {
    const char *text;
    Look look;
  } good[] = {
    { "red", { 0, 1, LOOK_OWN } },
    { "red bold", { LOOK_BOLD, 1, LOOK_OWN } },
    { "Bold  RED\tunderline", { LOOK_BOLD | LOOK_UNDERLINE, 1, LOOK_OWN } },
    { "black on yellow", { 0, 0, 3 } },
    { "bright-blue on 208 reverse", { LOOK_REVERSE, 12, 208 } },
    { "255", { 0, 255, LOOK_OWN } },
    { "default on default", { 0, LOOK_OWN, LOOK_OWN } },
    { "normal", { 0, LOOK_OWN, LOOK_OWN } },
    { "dim", { LOOK_DIM, LOOK_OWN, LOOK_OWN } },
    { "#ff8700 on #000001", { 0, LOOK_RGB | 0xff8700, LOOK_RGB | 1 } },
  };
  static const char *const bad[]
      = { "",        " ",  "on", "red on", "redd",     "256",     "-1",      "on on",  "red on bold",
          "bright-", "1x", "#",  "#ff870", "#ff87000", "#gg8700", "# f8700", "#-f8700" };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    {
      Look look = { 0 };
      char *wrong = NULL;
      assert_true (look_parse (good[i].text, &look, &wrong));
      assert_null (wrong);
      assert_int_equal (look.flags, good[i].look.flags);
      assert_int_equal (look.foreground, good[i].look.foreground);
      assert_int_equal (look.background, good[i].look.background);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      Look look = { 77, 77, 77 };
      char *wrong = NULL;
      if (look_parse (bad[i], &look, &wrong))
        fail_msg ("'%s' was taken", bad[i]);
      assert_non_null (wrong);
      assert_int_equal (look.flags, 77);
      g_free (wrong);
    }
}

static void
test_nearest (void **state)
{
  enum { ORANGE = LOOK_RGB | 0xff8700, NEARLY_ORANGE = LOOK_RGB | 0xf88505 };
  static const struct {
    int32_t color;
    ColorDepth depth;
    int32_t wanted;
  } cases[] = {
    { 3, DEPTH_BASIC, 3 },
    { 9, DEPTH_BASIC, 1 },
    { 15, DEPTH_BASIC, 7 },
    { 16, DEPTH_BASIC, 0 },
    { 196, DEPTH_BASIC, 1 },
    { 160, DEPTH_BASIC, 1 },
    { 46, DEPTH_BASIC, 2 },
    { 21, DEPTH_BASIC, 4 },
    { 226, DEPTH_BASIC, 3 },
    { 231, DEPTH_BASIC, 7 },
    { 232, DEPTH_BASIC, 0 },
    { 255, DEPTH_BASIC, 7 },
    { 208, DEPTH_BASIC, 1 },
    { 51, DEPTH_BASIC, 6 },
    { 201, DEPTH_BASIC, 5 },
    { LOOK_OWN, DEPTH_BASIC, LOOK_OWN },
    { LOOK_OWN, DEPTH_DIRECT, LOOK_OWN },
    { 208, DEPTH_MANY, 208 },
    { 9, DEPTH_MANY, 9 },
    { ORANGE, DEPTH_BASIC, 1 },
    { ORANGE, DEPTH_MANY, 208 },
    { NEARLY_ORANGE, DEPTH_MANY, 208 },
    { ORANGE, DEPTH_DIRECT, 0xff8700 },
    { LOOK_RGB | 0x808080, DEPTH_MANY, 244 },
    { LOOK_RGB | 0xffffff, DEPTH_MANY, 231 },
    /* The numbers of 256 colours are none of a terminal with direct ones. */
    { 208, DEPTH_DIRECT, 0xff8700 },
    { 244, DEPTH_DIRECT, 0x808080 },
    { 9, DEPTH_DIRECT, 0xff0000 },
    { 16, DEPTH_DIRECT, 0 },
    { 7, DEPTH_DIRECT, 7 },
    { LOOK_RGB | 7, DEPTH_DIRECT, 0 },
    { LOOK_RGB | 8, DEPTH_DIRECT, 8 },
  };
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    if (look_color (cases[i].color, cases[i].depth) != cases[i].wanted)
      fail_msg ("%x at %d became %x", (unsigned) cases[i].color, (int) cases[i].depth,
                (unsigned) look_color (cases[i].color, cases[i].depth));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_names),
    cmocka_unit_test (test_every_style_has_a_look),
    cmocka_unit_test (test_severities_differ_without_colour),
    cmocka_unit_test (test_color_blind_has_no_red_or_green),
    cmocka_unit_test (test_parse),
    cmocka_unit_test (test_nearest),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
