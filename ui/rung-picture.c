/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines, arrows and bands.
 *
 * Each kind differs by its glyphs, not by its colour alone, and canvas has a likeness in
 * ASCII for each of them. */
#include "config.h"

#include "rung-picture.h"

#include "../dissect/printable.h"

enum { FILL_MAX = 512, LEAD = 3, TAIL = 4 };

void
picture_fill (GString *text, const char *glyph, int columns)
{
  for (int i = 0; i < MIN (columns, FILL_MAX); i++)
    g_string_append (text, glyph);
}

static void
arrow (GString *text, const char *words, Side side, const char *line, int inside)
{
  g_autofree char *fitted = printable_fit (words, (size_t) MAX (inside - LEAD - TAIL, 1));
  int fill = inside - LEAD - (int) printable_width (fitted) - 2;
  if (side == SIDE_CLIENT)
    {
      picture_fill (text, line, LEAD - 1);
      g_string_append_printf (text, " %s ", fitted);
      picture_fill (text, line, fill);
      g_string_append (text, "▶");
      return;
    }
  g_string_append (text, "◀");
  picture_fill (text, line, fill);
  g_string_append_printf (text, " %s ", fitted);
  picture_fill (text, line, LEAD - 1);
}

static void
band (GString *text, const char *words, const char *glyph, int inside)
{
  g_autofree char *fitted = printable_fit (words, (size_t) MAX (inside - 4, 1));
  int fill = inside - (int) printable_width (fitted) - 2;
  picture_fill (text, glyph, fill / 2);
  g_string_append_printf (text, " %s ", fitted);
  picture_fill (text, glyph, fill - fill / 2);
}

/* What stands at both ends of a rung; NULL: nothing. */
static void
ends_of (Rung rung, const char **left, const char **right)
{
  *left = *right = rung.walled ? "║" : NULL;
  if (rung.kind == RUNG_TLS)
    *left = "╔", *right = "╗";
  else if (rung.kind == RUNG_INSIDE)
    *left = *right = "║";
  else if (rung.kind == RUNG_TLS_END)
    *left = "╚", *right = "╝";
}

char *
rung_picture (Rung rung, Side side, const char *words, int inside)
{
  static const char *const bands[] = {
    [RUNG_GAP] = "░",     [RUNG_DOUBT] = "≠", [RUNG_TLS] = "═",  [RUNG_INSIDE] = " ",
    [RUNG_TLS_END] = "═", [RUNG_ODD] = " ",   [RUNG_NOTE] = " ",
  };
  const char *left, *right;
  GString *text = g_string_new (NULL);
  ends_of (rung, &left, &right);
  if (left != NULL)
    {
      g_string_append (text, left);
      inside -= 2;
    }
  if (rung.kind == RUNG_AGAIN)
    arrow (text, words, side, "┄", inside);
  else if (rung.kind == RUNG_SPOKEN)
    arrow (text, words, side, "─", inside);
  else if (rung.kind == RUNG_MAIL)
    arrow (text, words, SIDE_CLIENT, "═", inside);
  else
    band (text, words, bands[rung.kind], inside);
  if (right != NULL)
    g_string_append (text, right);
  return g_string_free (text, FALSE);
}

Style
rung_style (Rung rung, Side side)
{
  switch (rung.kind)
    {
    case RUNG_SPOKEN:
      return side == SIDE_CLIENT ? STYLE_CLIENT : STYLE_SERVER;
    case RUNG_AGAIN:
      return STYLE_DIM;
    case RUNG_MAIL:
      return STYLE_MAIL;
    case RUNG_GAP:
      return STYLE_GAP;
    case RUNG_DOUBT:
      return STYLE_HIGH;
    case RUNG_TLS:
    case RUNG_INSIDE:
    case RUNG_TLS_END:
      return STYLE_TLS;
    case RUNG_ODD:
      return STYLE_MEDIUM;
    case RUNG_NOTE:
    default:
      return STYLE_DIM;
    }
}
