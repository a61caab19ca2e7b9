/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paragraphs of text, wrapped to the width of the screen and scrolled. */
#ifndef SMTPLENS_TEXT_PANE_H
#define SMTPLENS_TEXT_PANE_H

#include "canvas.h"
#include "list.h"

typedef struct TextPane TextPane;

TextPane *text_pane_new (void);
void text_pane_free (TextPane *pane);
/* Forgets the paragraphs; where it is scrolled to stays. */
void text_pane_clear (TextPane *pane);
/* Scrolls to the top. */
void text_pane_rewind (TextPane *pane);

/* Adds printable UTF-8 text, LF between its lines.  Lines after the first of a
 * wrapped line start `hang` columns further in. */
void text_pane_add (TextPane *pane, Style style, int hang, const char *text);
/* The same, as printf. */
void text_pane_addf (TextPane *pane, Style style, int hang, const char *format, ...)
    __attribute__ ((format (printf, 4, 5)));

/* A label in a column of its own, with a space behind it, and the text behind that. */
void text_pane_add_labelled (TextPane *pane, Style style, int columns, const char *label, const char *text);
/* The same, as printf. */
void text_pane_add_labelledf (TextPane *pane, Style style, int columns, const char *label, const char *format, ...)
    __attribute__ ((format (printf, 5, 6)));

/* A line that is only readable whole, such as a row of a table: where the pane has fewer
 * than `needed` columns, `narrow` stands there in its place, and is wrapped with a hang of 4. */
void text_pane_add_row (TextPane *pane, Style style, int hang, int needed, const char *text, const char *narrow);

/* For who reads line by line: nothing is drawn with characters in it, and of a row of a table the
 * narrow form counts.  Before its text is made. */
void text_pane_be_plain (TextPane *pane);
bool text_pane_is_plain (const TextPane *pane);
/* The paragraphs as they were added, without trailing spaces; how many there are, and one of them, g_free. */
size_t text_pane_paragraphs (const TextPane *pane);
char *text_pane_paragraph (const TextPane *pane, size_t index);

/* Octets of printable text that go on one line of so many columns, without the space at which it is
 * broken; not 0 before its end. */
size_t text_pane_break_at (const char *text, size_t columns);

/* From the next drawing on a paragraph is in sight, by its place among those that were added. */
void text_pane_show (TextPane *pane, size_t paragraph);

/* Says at the right edge how much is above and below. */
void text_pane_draw (TextPane *pane, Canvas *canvas, Area area);
/* Scrolls; false if the action is none of scrolling. */
bool text_pane_act (TextPane *pane, Action action);

/* For search: lines as last drawn, or as wrapped for so many columns; how many there are. */
size_t text_pane_wrap (TextPane *pane, int columns);
/* What such a line says; g_free. */
char *text_pane_line (const TextPane *pane, size_t line);
size_t text_pane_count (const TextPane *pane);
size_t text_pane_position (const TextPane *pane);
bool text_pane_matches (const TextPane *pane, size_t line, const char *needle);
/* Shows the line, and marks it until the next scroll. */
void text_pane_go (TextPane *pane, size_t line);

#endif
