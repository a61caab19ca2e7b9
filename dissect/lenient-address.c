/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds addresses as programs do that look for an "@" or a bracket, and know no grammar.
 * They see octets; all are linear in them.
 *
 * Does not: find what a person would take for an address (names without "@"). */
#include "config.h"

#include "lenient-address.h"

#include "header-text.h"

bool
octet_is_host (uint8_t c)
{
  return g_ascii_isalnum (c) || c >= 0x80 || c == '-' || c == '_';
}

static bool
in_lenient_local (uint8_t c)
{
  return c > ' ' && c != 0x7f && strchr ("<>(),;:\"\\[]", c) == NULL;
}

/* The text around an "@": back to a separator, or unless `over_at` to another "@", and
 * on while it may be a host name.  NULL where a side is missing. */
static char *
around (Octets text, size_t at, bool over_at)
{
  size_t from = at, to = at + 1;
  while (to < text.length && (octet_is_host (text.at[to]) || text.at[to] == '.'))
    to++;
  while (to > at + 1 && text.at[to - 1] == '.')
    to--;
  if (to == at + 1) /* before looking back, or many "@" in a row would cost a square */
    return NULL;
  while (from > 0 && in_lenient_local (text.at[from - 1]) && (over_at || text.at[from - 1] != '@'))
    from--;
  if (from == at)
    return NULL;
  char *found = g_strndup ((const char *) text.at + from, to - from);
  char *valid = g_utf8_make_valid (found, -1);
  g_free (found);
  return valid;
}

char *
lenient_first (Octets text)
{
  for (size_t i = 0; i < text.length; i++)
    if (text.at[i] == '@')
      {
        char *found = around (text, i, false);
        if (found != NULL)
          return found;
      }
  return NULL;
}

char *
lenient_last (Octets text)
{
  for (size_t i = text.length; i-- > 0;)
    if (text.at[i] == '@')
      {
        char *found = around (text, i, true);
        if (found != NULL)
          return found;
      }
  return NULL;
}

char *
lenient_bracket (Octets text)
{
  size_t open = text.length;
  while (open > 0 && text.at[open - 1] != '<')
    open--;
  if (open == 0)
    return NULL;
  Octets inside = octets_from (text, open);
  inside = octets_trim (octets_slice (inside, 0, octets_find (inside, '>')));
  size_t colon = inside.length > 0 && inside.at[0] == '@' ? octets_find (inside, ':') : SIZE_MAX;
  if (colon != SIZE_MAX)
    inside = octets_trim (octets_from (inside, colon + 1));
  while (inside.length > 0 && inside.at[inside.length - 1] == '.')
    inside.length--;
  if (inside.length == 0)
    return NULL;
  char *found = g_strndup ((const char *) inside.at, inside.length);
  char *valid = g_utf8_make_valid (found, -1);
  g_free (found);
  return valid;
}

char *
address_in_text (const char *text, size_t *place)
{
  Octets octets = octets_of_string (text);
  for (size_t i = *place; i < octets.length; i++)
    {
      if (text[i] != '@')
        continue;
      char *found = around (octets, i, false);
      const char *dot = found != NULL ? strrchr (found, '.') : NULL;
      const char *domain = found != NULL ? strrchr (found, '@') + 1 : NULL;
      *place = i + 1;
      /* "2 @ 3.50" and "me@v1.2" are none. */
      if (dot != NULL && dot > domain && (uint8_t) dot[1] > '9' && dot[2] != '\0')
        return found;
      g_free (found);
    }
  *place = octets.length;
  return NULL;
}

char *
lenient_decoding (Octets text)
{
  if (octets_find_nocase (text, OCTETS ("=?")) == SIZE_MAX)
    return NULL;
  GString *flat = header_text_unfold (text);
  GString *decoded = header_text_decode (flat->str, flat->len);
  char *found = lenient_first (octets_of (decoded->str, decoded->len));
  g_string_free (flat, TRUE);
  g_string_free (decoded, TRUE);
  return found;
}
