/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the screen.
 *
 * Each character is placed at a column that we count, never where the library
 * thinks the last one ended, so that columns stay aligned where the C library
 * and Unicode differ over a width.  Where terminals differ, some drawing several
 * characters as one, they get what all of them draw alike.  Does not shorten with an
 * ellipsis: that is printable_fit's. */
#include "config.h"

#include "canvas.h"

#include "curses-wide.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct Canvas {
  WINDOW *window; /* the library's whole screen */
  Theme theme;
  /* Rows of the screen that show rows of a view. */
  int list_row, list_rows;
  size_t list_first, list_count;
};

/* A cell: a base and what combines with it. */
typedef struct Glyph {
  wchar_t text[CCHARW_MAX + 1];
  int length;
  int columns;
} Glyph;

static const struct {
  gunichar character;
  char likeness;
} likenesses[] = {
  { 0x2500, '-' }, { 0x2501, '-' }, { 0x2502, '|' },  { 0x2550, '=' }, { 0x25b6, '>' }, { 0x25c0, '<' },
  { 0x2591, ':' }, { 0x2026, '~' }, { 0x00b7, '-' },  { 0x2014, '-' }, { 0x2192, '>' }, { 0x25bc, 'v' },
  { 0x25b2, '^' }, { 0x00a7, 'S' }, { 0x2019, '\'' }, { 0x2013, '-' }, { 0x201c, '"' }, { 0x201d, '"' },
  { 0x2581, '.' }, { 0x2582, '.' }, { 0x2583, ':' },  { 0x2584, ':' }, { 0x2585, '|' }, { 0x2586, '|' },
  { 0x2587, '#' }, { 0x2588, '#' }, { 0x250a, ':' },  { 0x2551, '#' }, { 0x25bd, 'v' }, { 0x2260, '#' },
  { 0x2554, '+' }, { 0x2557, '+' }, { 0x255a, '+' },  { 0x255d, '+' }, { 0x251c, '|' }, { 0x2514, '`' },
  { 0x2504, '.' }, { 0x21bb, '@' },
};

int
canvas_char_columns (gunichar character)
{
  if (character != 0xad && g_unichar_iszerowidth (character))
    return 0;
  return g_unichar_iswide (character) ? 2 : 1;
}

/* Whether the terminal's charset has it and the C library knows a width for it. */
static bool
can_show (gunichar character, int columns)
{
  char octets[MB_LEN_MAX];
  mbstate_t state = { 0 };
  if (wcrtomb (octets, (wchar_t) character, &state) == (size_t) -1)
    return false;
  int width = wcwidth ((wchar_t) character);
  return columns == 0 ? width == 0 : width >= 1 && width <= columns;
}

static wchar_t
likeness_of (gunichar character)
{
  for (size_t i = 0; i < G_N_ELEMENTS (likenesses); i++)
    if (likenesses[i].character == character)
      return (wchar_t) likenesses[i].likeness;
  return L'?';
}

/* Takes the next glyph off the text; false at its end. */
static bool
next_glyph (const char **text, Glyph *glyph)
{
  glyph->length = 0;
  glyph->columns = 0;
  while (**text != '\0')
    {
      gunichar character = g_utf8_get_char_validated (*text, -1);
      bool valid = character != (gunichar) -1 && character != (gunichar) -2;
      if (!valid || character < 0x20 || (character >= 0x7f && character < 0xa0))
        character = '?';
      int columns = canvas_char_columns (character);
      if (glyph->length > 0 && columns > 0)
        return true;
      *text = valid ? g_utf8_next_char (*text) : *text + 1;
      if (glyph->length == 0)
        {
          glyph->columns = columns > 0 ? columns : 1;
          if (columns == 0)
            glyph->text[glyph->length++] = L' ';
          else
            {
              glyph->text[glyph->length++]
                  = can_show (character, columns) ? (wchar_t) character : likeness_of (character);
              continue;
            }
        }
      if (glyph->length < CCHARW_MAX && can_show (character, 0))
        glyph->text[glyph->length++] = (wchar_t) character;
    }
  return glyph->length > 0;
}

/* Other terminals may lack a character or two, which the cells then have as question marks. */
static bool
shows_all (void)
{
  return strcmp (nl_langinfo (CODESET), "UTF-8") == 0;
}

char *
canvas_spell (const char *text)
{
  if (shows_all ())
    return g_strdup (text);
  GString *spelled = g_string_new (NULL);
  while (*text != '\0')
    {
      gunichar character = g_utf8_get_char_validated (text, -1);
      const bool valid = character != (gunichar) -1 && character != (gunichar) -2;
      const char *next = valid ? g_utf8_next_char (text) : text + 1;
      if (valid && character >= 0x80 && character != 0xfffd && likeness_of (character) == L'?'
          && !can_show (character, canvas_char_columns (character)))
        g_string_append_printf (spelled, "\\u{%x}", (unsigned) character);
      else
        g_string_append_len (spelled, text, next - text);
      text = next;
    }
  return g_string_free (spelled, FALSE);
}

char *
canvas_locale_text (const char *text)
{
  GString *shown = g_string_new (NULL);
  Glyph glyph;
  g_autofree char *spelled = canvas_spell (text);
  const char *rest = spelled;
  while (next_glyph (&rest, &glyph))
    {
      mbstate_t state = { 0 };
      char octets[MB_LEN_MAX];
      for (int i = 0; i < glyph.length; i++)
        {
          size_t length = wcrtomb (octets, glyph.text[i], &state);
          if (length != (size_t) -1)
            g_string_append_len (shown, octets, (gssize) length);
        }
    }
  return g_string_free (shown, FALSE);
}

Canvas *
canvas_new (const ThemeChoice *choice, bool color)
{
  Canvas *canvas = g_new0 (Canvas, 1);
  canvas->window = stdscr;
  theme_init (&canvas->theme, choice, color);
  return canvas;
}

void
canvas_free (Canvas *canvas)
{
  g_free (canvas);
}

int
canvas_rows (const Canvas *canvas)
{
  return getmaxy (canvas->window);
}

int
canvas_columns (const Canvas *canvas)
{
  return getmaxx (canvas->window);
}

void
canvas_begin (Canvas *canvas)
{
  werase (canvas->window);
  canvas->list_rows = 0;
}

void
canvas_show (Canvas *canvas, int cursor_row, int cursor_column)
{
  curs_set (cursor_row >= 0 ? 1 : 0);
  if (cursor_row >= 0)
    wmove (canvas->window, cursor_row, MIN (cursor_column, canvas_columns (canvas) - 1));
  wnoutrefresh (canvas->window);
  doupdate ();
}

/* What joins emoji, or asks for another form of one: some terminals then take fewer columns, or more,
 * than the characters have each for itself, and all behind them would stand elsewhere. */
static bool
changes_width (wchar_t character)
{
  return character == 0x200d || character == 0xfe0e || character == 0xfe0f;
}

/* A tone of skin, which some terminals draw as part of the emoji before it. */
static bool
is_skin_tone (const Glyph *glyph)
{
  return glyph->text[0] >= 0x1f3fb && glyph->text[0] <= 0x1f3ff;
}

static void
put_glyph (Canvas *canvas, int row, int column, Style style, const Glyph *glyph)
{
  cchar_t cell;
  wchar_t text[CCHARW_MAX + 1];
  int length = 0;
  for (int i = 0; i < glyph->length; i++)
    if (!changes_width (glyph->text[i]))
      text[length++] = glyph->text[i];
  text[length] = L'\0';
  if (setcchar (&cell, text, canvas->theme.attributes[style], canvas->theme.pairs[style], NULL) == OK)
    mvwadd_wch (canvas->window, row, column, &cell);
}

int
canvas_say (Canvas *canvas, int row, int column, int columns, Style style, const char *text)
{
  const Glyph space = { L" ", 1, 1 };
  Glyph glyph;
  bool behind_wide = false;
  int end = MIN (column + columns, canvas_columns (canvas));
  if (row < 0 || row >= canvas_rows (canvas) || column < 0)
    return column;
  while (column < end && next_glyph (&text, &glyph))
    {
      if (glyph.columns > end - column)
        break;
      /* Where the C library holds a wide glyph for narrow, its second column is blank. */
      if (glyph.columns == 2)
        put_glyph (canvas, row, column + 1, style, &space);
      put_glyph (canvas, row, column, style, is_skin_tone (&glyph) && behind_wide ? &space : &glyph);
      behind_wide = glyph.columns == 2;
      column += glyph.columns;
    }
  return column;
}

void
canvas_put (Canvas *canvas, int row, int column, int columns, Style style, const char *text)
{
  const Glyph space = { L" ", 1, 1 };
  int end = MIN (column + columns, canvas_columns (canvas));
  int at = canvas_say (canvas, row, column, columns, style, text);
  if (row < 0 || row >= canvas_rows (canvas))
    return;
  for (; at < end; at++)
    put_glyph (canvas, row, at, style, &space);
}

void
canvas_rule (Canvas *canvas, int row, Area area)
{
  GString *line = g_string_new (NULL);
  for (int i = 0; i < area.columns; i++)
    g_string_append (line, "─");
  canvas_put (canvas, row, area.column, area.columns, STYLE_DIM, line->str);
  g_string_free (line, TRUE);
}

void
canvas_list (Canvas *canvas, int row, int rows, size_t first, size_t count)
{
  canvas->list_row = row;
  canvas->list_rows = rows;
  canvas->list_first = first;
  canvas->list_count = count;
}

size_t
canvas_list_row (const Canvas *canvas, int row)
{
  if (row < canvas->list_row || row - canvas->list_row >= canvas->list_rows)
    return SIZE_MAX;
  size_t place = canvas->list_first + (size_t) (row - canvas->list_row);
  return place < canvas->list_count ? place : SIZE_MAX;
}

int
canvas_screen_row (const Canvas *canvas, size_t list_row)
{
  for (int row = canvas->list_row; row - canvas->list_row < canvas->list_rows; row++)
    if (canvas_list_row (canvas, row) == list_row)
      return row;
  return -1;
}

char *
canvas_row_text (const Canvas *canvas, int row)
{
  GString *text = g_string_new (NULL);
  size_t content = 0;
  for (int column = 0; row >= 0 && row < canvas_rows (canvas) && column < canvas_columns (canvas);)
    {
      cchar_t cell;
      wchar_t characters[CCHARW_MAX + 1] = { 0 };
      attr_t attributes;
      short pair;
      if (mvwin_wch (canvas->window, row, column, &cell) != OK
          || getcchar (&cell, characters, &attributes, &pair, NULL) != OK || characters[0] == L'\0')
        break;
      for (int i = 0; i < CCHARW_MAX && characters[i] != L'\0'; i++)
        g_string_append_unichar (text, (gunichar) characters[i]);
      if (characters[0] != L' ' || characters[1] != L'\0')
        content = text->len;
      column += MAX (wcwidth (characters[0]), 1);
    }
  g_string_truncate (text, content);
  return g_string_free (text, FALSE);
}
