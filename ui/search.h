/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding text in the rows of a view. */
#ifndef SMTPLENS_SEARCH_H
#define SMTPLENS_SEARCH_H

#include "view.h"

/* Whether the needle stands in the text, whatever the case; an empty one never. */
bool search_matches (const char *text, const char *needle);
/* The next row that matches, from `start` on (itself included), round the end;
 * SIZE_MAX: none. */
size_t search_row (const View *view, gpointer state, const char *needle, size_t start, bool forward);

#endif
