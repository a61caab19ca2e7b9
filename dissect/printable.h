/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From wire octets to text that no terminal obeys.  Everything from the wire
 * that reaches a screen goes through here. */
#ifndef SMTPLENS_PRINTABLE_H
#define SMTPLENS_PRINTABLE_H

#include "octets.h"
#include "smtp-event.h"

#include <glib.h>

typedef enum PrintableFlags {
  PRINTABLE_LINE = 0,         /* one line: LF, CR, TAB and every other control become \n, \r, \t, \xNN */
  PRINTABLE_KEEP_LF = 1 << 0, /* LF stays a line end */
} PrintableFlags;

/* Appends: valid UTF-8 stays, but controls (C0, DEL, C1), bidirectional and other
 * invisible format characters become \xNN or \u{NNNN}; an octet that is not
 * UTF-8 becomes \xNN; a backslash stays. */
void printable_append (GString *to, Octets octets, PrintableFlags flags);
char *printable (Octets octets);

/* The same with the secret part as eight asterisks, unless show_secrets. */
void printable_append_masked (GString *to, Octets octets, Octets secret, bool show_secrets);

/* Whether a character is one that shows nothing, or not where it stands: controls,
 * bidirectional and other format characters, noncharacters, variation selectors. */
bool printable_hides (gunichar c);

/* Octets of the first grapheme of valid UTF-8 text (0 at its end), and its columns. */
size_t printable_grapheme (const char *text, size_t *columns);

/* Graphemes at the text's begin that are one visible ASCII character each, at most so many: most text
 * is of such.  The character in front of one that is not ASCII is left out, for that may combine with it. */
size_t printable_plain (const char *text, size_t most);

/* Columns that valid UTF-8 text takes on a terminal (wide 2, combining 0). */
size_t printable_width (const char *text);
/* Shortens to at most `columns`, with "…" where something was cut; never splits a grapheme. */
char *printable_fit (const char *text, size_t columns);
/* Fit, then padded with spaces to exactly `columns`. */
char *printable_pad (const char *text, size_t columns);

/* Octets of valid UTF-8 text that go on one line of so many columns, without the space at which it is
 * broken; not 0 before its end.  Between wide characters a line may end anywhere but in front of a closing
 * mark or behind an opening one. */
size_t printable_break_at (const char *text, size_t columns);

/* RFC 3339 UTC with 6 digits (9 with nanoseconds): "2026-11-23T10:00:00.000000Z". */
enum { PRINTABLE_TIME = 40 };
void printable_time (int64_t time, bool nanoseconds, char text[PRINTABLE_TIME]);

#endif
