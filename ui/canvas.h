/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where views draw: rows and columns of text with a style.  Hides the terminal
 * library and the locale; views hand in text that went through printable. */
#ifndef SMTPLENS_CANVAS_H
#define SMTPLENS_CANVAS_H

#include "theme.h"

#include <glib.h>
#include <stddef.h>

typedef struct Area {
  int row, column, rows, columns;
} Area;

typedef struct Canvas Canvas;

/* On the current screen of the terminal library. */
Canvas *canvas_new (const ThemeChoice *choice, bool color);
void canvas_free (Canvas *canvas);

int canvas_rows (const Canvas *canvas);
int canvas_columns (const Canvas *canvas);

/* Begins a frame with an empty screen; canvas_show brings it to the terminal. */
void canvas_begin (Canvas *canvas);
/* `cursor_row` < 0: no cursor. */
void canvas_show (Canvas *canvas, int cursor_row, int cursor_column);

/* UTF-8 text from this place on, cut or padded with spaces to exactly `columns`.
 * Controls that still are in it show as "?"; what the locale cannot show, as a
 * likeness in ASCII. */
void canvas_put (Canvas *canvas, int row, int column, int columns, Style style, const char *text);

/* The same without padding; returns the column behind the text. */
int canvas_say (Canvas *canvas, int row, int column, int columns, Style style, const char *text);

/* A line from edge to edge of the area. */
void canvas_rule (Canvas *canvas, int row, Area area);

/* Says that these rows of the screen show a view's rows from `first` on, of `count`; for
 * the mouse, and to copy one.  Until the next frame. */
void canvas_list (Canvas *canvas, int row, int rows, size_t first, size_t count);
/* The view's row that a row of the screen shows; SIZE_MAX: none. */
size_t canvas_list_row (const Canvas *canvas, int row);
/* The other way round; -1: none. */
int canvas_screen_row (const Canvas *canvas, size_t list_row);

/* What stands in a row of the screen, without trailing spaces; g_free. */
char *canvas_row_text (const Canvas *canvas, int row);

/* The text with each character that the terminal's charset lacks by its number, as \u{65e5}: where there
 * is room for it that says more than a question mark.  Lines and arrows keep their likeness.  g_free. */
char *canvas_spell (const char *text);

/* The same in the charset of the locale.  g_free. */
char *canvas_locale_text (const char *text);

/* Columns of one character: 0 combining, 2 wide, else 1. */
int canvas_char_columns (gunichar character);

#endif
