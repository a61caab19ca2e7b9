/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays text out in columns: labels on the left, wrapped text on the right.
 * All text given to it went through printable () already; nothing here escapes. */
#ifndef SMTPLENS_PAGE_H
#define SMTPLENS_PAGE_H

#include <glib.h>
#include <stdbool.h>

/* Colour repeats what the words say, it never says something of its own. */
typedef enum Ink { INK_PLAIN, INK_STRONG, INK_FAINT, INK_GOOD, INK_WARN, INK_BAD, INKS } Ink;

typedef struct Page {
  GString *text;
  unsigned columns;
  unsigned hang; /* columns that the wrapped rest of a line stands further in; 0 at first */
  bool color;
} Page;

/* `columns` is brought into what can be read: 40 to 120. */
void page_init (Page *page, unsigned columns, bool color);
void page_clear (Page *page);

/* "━━ left ━━━━━━ right ━━" over the whole width. */
void page_rule (Page *page, const char *left, const char *right);
void page_blank (Page *page);
/* `label` at column `indent`, `text` from column `body` on, wrapped there; a label
 * that does not fit gets a line of its own.  LF in text begins a new line. */
void page_entry (Page *page, unsigned indent, unsigned body, Ink ink, const char *label, const char *text);
/* The same, the text formatted by printf. */
void page_entryf (Page *page, unsigned indent, unsigned body, Ink ink, const char *label, const char *format, ...)
    __attribute__ ((format (printf, 6, 7)));
/* One line, cut at the width rather than wrapped. */
void page_line (Page *page, unsigned indent, Ink ink, const char *text);
/* Two columns of texts and an arrow between them:
 *   upper left                      upper right
 *   lower left  ──── label ──────▶  lower right */
void page_arrow (Page *page, const char *const left[2], const char *label, bool solid, const char *const right[2]);

#endif
