/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding text in the rows of a view. */
#ifndef SMTPLENS_SEARCH_H
#define SMTPLENS_SEARCH_H

#include "view.h"

/* Whether the needle stands in the text, whatever the case; an empty one never. */
bool search_matches (const char *text, const char *needle);

/* A search under way. */
typedef struct Search {
  const View *view; /* NULL: none is */
  gpointer state;
  size_t origin; /* the row from which the user looks */
  bool again;    /* for the next match, not for the first */
  bool forward;
  size_t row;        /* to be looked at next */
  size_t done, rows; /* looked at, and to be looked at in all */
} Search;

typedef enum SearchStep { SEARCH_MORE, SEARCH_FOUND, SEARCH_MISSED } SearchStep;

/* For the next row that matches, from `start` on (itself included), round the end. */
void search_begin (Search *search, const View *view, gpointer state, size_t start, size_t origin, bool forward);
/* Looks on until a time of g_get_monotonic_time; *row: the one that was found. */
SearchStep search_work (Search *search, const char *needle, gint64 end, size_t *row);
/* The whole search at once, where there are not many rows; SIZE_MAX: none. */
size_t search_row (const View *view, gpointer state, const char *needle, size_t start, bool forward);
unsigned search_percent (const Search *search);

#endif
