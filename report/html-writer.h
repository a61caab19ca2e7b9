/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for an HTML page.  Elements are the callers' literals; whatever else goes through one of
 * these functions, which make of octets from the wire text that no browser obeys. */
#ifndef SMTPLENS_HTML_WRITER_H
#define SMTPLENS_HTML_WRITER_H

#include "../dissect/octets.h"

#include <glib.h>

/* Octets as text, escaped; controls and invisible characters are shown as \xNN and so on. */
void html_octets (GString *to, Octets octets);
/* The same, cut where it is long. */
void html_value (GString *to, Octets octets);
/* The same as what somebody said: "<code>…</code>", or that it was an empty line. */
void html_code (GString *to, Octets octets);
/* The same, where there is room: with a new line behind each end of line that it has. */
void html_code_lines (GString *to, Octets octets);
/* Words of ours, escaped; NULL is none. */
void html_words (GString *to, const char *words);
/* "<dt>label</dt><dd>value</dd>"; a label of "": more of the one before. */
void html_row (GString *to, const char *label, Octets value);
void html_row_words (GString *to, const char *label, const char *words);
void html_row_number (GString *to, const char *label, uint64_t number);
/* "1,234". */
void html_number (GString *to, uint64_t number);

#endif
