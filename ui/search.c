/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain search, without regard to case and width.  Knows no patterns. */
#include "config.h"

#include "search.h"

#include "../dissect/kana-width.h"

#include <string.h>

bool
search_matches (const char *text, const char *needle)
{
  if (needle[0] == '\0')
    return false;
  if (g_str_is_ascii (needle))
    return strcasestr (text, needle) != NULL;
  g_autofree char *wide_text = kana_usual_text (text), *wide_needle = kana_usual_text (needle);
  char *folded_text = g_utf8_casefold (wide_text, -1);
  char *folded_needle = g_utf8_casefold (wide_needle, -1);
  bool found = strstr (folded_text, folded_needle) != NULL;
  g_free (folded_text);
  g_free (folded_needle);
  return found;
}

void
search_begin (Search *search, const View *view, gpointer state, size_t start, size_t origin, bool forward)
{
  size_t count = view->count (state);
  *search = (Search){ .view = view, .state = state, .origin = origin, .forward = forward, .rows = count };
  search->row = count > 0 ? start % count : 0;
}

SearchStep
search_work (Search *search, const char *needle, gint64 end, size_t *row)
{
  enum { ROWS_A_LOOK = 32 };
  const View *view = search->view;
  /* Rows may have come, or gone by a filter. */
  size_t count = view->count (search->state);
  for (unsigned looked = 1; search->done < search->rows && count > 0; search->done++, looked++)
    {
      if (looked % ROWS_A_LOOK == 0 && g_get_monotonic_time () >= end)
        return SEARCH_MORE;
      size_t at = search->row = MIN (search->row, count - 1);
      search->row = search->forward ? (at + 1) % count : (at + count - 1) % count;
      if (view->matches (search->state, at, needle))
        {
          *row = at;
          return SEARCH_FOUND;
        }
    }
  return SEARCH_MISSED;
}

size_t
search_row (const View *view, gpointer state, const char *needle, size_t start, bool forward)
{
  Search search;
  size_t row;
  search_begin (&search, view, state, start, start, forward);
  return search_work (&search, needle, G_MAXINT64, &row) == SEARCH_FOUND ? row : SIZE_MAX;
}

unsigned
search_percent (const Search *search)
{
  return search->rows > 0 ? (unsigned) (search->done * 100 / search->rows) : 100;
}
