/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain search, without regard to case.  Knows no patterns. */
#include "config.h"

#include "search.h"

#include <string.h>

bool
search_matches (const char *text, const char *needle)
{
  if (needle[0] == '\0')
    return false;
  if (g_str_is_ascii (needle))
    return strcasestr (text, needle) != NULL;
  char *folded_text = g_utf8_casefold (text, -1);
  char *folded_needle = g_utf8_casefold (needle, -1);
  bool found = strstr (folded_text, folded_needle) != NULL;
  g_free (folded_text);
  g_free (folded_needle);
  return found;
}

size_t
search_row (const View *view, gpointer state, const char *needle, size_t start, bool forward)
{
  size_t count = view->count (state);
  if (count == 0)
    return SIZE_MAX;
  size_t row = start % count;
  for (size_t seen = 0; seen < count; seen++)
    {
      if (view->matches (state, row, needle))
        return row;
      row = forward ? (row + 1) % count : (row + count - 1) % count;
    }
  return SIZE_MAX;
}
