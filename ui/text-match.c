/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain words, no patterns.  Cases, and widths of kana, are folded where the needle is more than
 * ASCII; a text that writes the same character in another way (NFC, NFD) is another text. */
#include "config.h"

#include "text-match.h"

#include "../dissect/kana-width.h"

#include <string.h>

/* Characters in front of a match: few, for it must be seen where there is little room. */
enum { LEAD = 12 };

static bool
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

GString *
text_single_spaced (const char *text)
{
  GString *single = g_string_new (NULL);
  for (bool before = false; *text != '\0'; text++)
    {
      bool space = is_space (*text);
      if (!space || !before)
        g_string_append_c (single, space ? ' ' : *text);
      before = space;
    }
  return single;
}

void
text_needle_init (TextNeedle *needle, const char *typed)
{
  needle->text = g_strstrip (g_string_free (text_single_spaced (typed), FALSE));
  g_autofree char *wide = kana_usual_text (needle->text);
  needle->folded = g_utf8_casefold (wide, -1);
  needle->ascii = g_str_is_ascii (needle->text);
}

void
text_needle_clear (TextNeedle *needle)
{
  g_clear_pointer (&needle->text, g_free);
  g_clear_pointer (&needle->folded, g_free);
}

static void
add (GArray **matches, size_t at, size_t length)
{
  const TextMatch match = { at, length };
  if (*matches == NULL)
    *matches = g_array_new (FALSE, FALSE, sizeof match);
  g_array_append_val (*matches, match);
}

static GArray *
find_ascii (const TextNeedle *needle, const char *text, size_t most)
{
  GArray *matches = NULL;
  size_t length = strlen (needle->text);
  for (const char *at = text; (at = strcasestr (at, needle->text)) != NULL; at += length)
    {
      add (&matches, (size_t) (at - text), length);
      if (matches->len == most)
        break;
    }
  return matches;
}

/* Folded character by character, with the place in the text of each octet. */
static GString *
fold_with_places (const char *text, GArray *places)
{
  GString *folded = g_string_new (NULL);
  const char *behind;
  for (const char *at = text; *at != '\0'; at = behind)
    {
      size_t place = (size_t) (at - text);
      char usual[6];
      const gint length = g_unichar_to_utf8 (kana_usual_char (at, &behind), usual);
      if (length == 1)
        g_string_append_c (folded, g_ascii_tolower (usual[0]));
      else
        {
          g_autofree char *character = g_utf8_casefold (usual, length);
          g_string_append (folded, character);
        }
      while (places->len < folded->len)
        g_array_append_val (places, place);
    }
  return folded;
}

/* The place behind a character. */
static size_t
behind (const char *text, size_t at)
{
  const char *end;
  kana_usual_char (text + at, &end);
  return (size_t) (end - text);
}

GArray *
text_needle_find (const TextNeedle *needle, const char *text, size_t most)
{
  GArray *matches = NULL;
  if (needle->text[0] == '\0' || most == 0)
    return NULL;
  if (needle->ascii)
    return find_ascii (needle, text, most);
  g_autofree char *wide = kana_usual_text (text);
  g_autofree char *quickly = g_utf8_casefold (wide, -1);
  if (strstr (quickly, needle->folded) == NULL)
    return NULL;
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (size_t));
  g_autoptr (GString) folded = fold_with_places (text, places);
  size_t length = strlen (needle->folded);
  for (const char *at = folded->str; (at = strstr (at, needle->folded)) != NULL; at += length)
    {
      size_t first = (size_t) (at - folded->str);
      size_t begin = g_array_index (places, size_t, first), last = g_array_index (places, size_t, first + length - 1);
      add (&matches, begin, behind (text, last) - begin);
      if (matches->len == most)
        break;
    }
  return matches;
}

/* From so many characters before a place to so many behind another; both move. */
static void
widen (const char *text, const char **begin, const char **end, size_t before, size_t after)
{
  for (size_t i = 0; i<before && * begin> text; i++)
    *begin = g_utf8_prev_char (*begin);
  for (size_t i = 0; i < after && **end != '\0'; i++)
    *end = g_utf8_next_char (*end);
}

char *
text_match_around (const char *text, TextMatch match, size_t characters)
{
  const char *begin = text + match.at, *end = begin + match.length;
  widen (text, &begin, &end, characters, characters);
  return g_strstrip (g_strndup (begin, (gsize) (end - begin)));
}

char *
text_match_context (const char *text, TextMatch match, size_t characters)
{
  const char *begin = text + match.at, *end = begin + match.length;
  size_t matched = (size_t) g_utf8_strlen (begin, (gssize) match.length);
  size_t around = characters > matched ? characters - matched : 0;
  widen (text, &begin, &end, MIN (around, LEAD), around);
  /* Half a word in front says nothing. */
  const char *space = begin > text ? memchr (begin, ' ', (size_t) (text + match.at - begin)) : NULL;
  if (space != NULL && space + 1 < text + match.at)
    begin = space + 1;
  return g_strdup_printf ("%s%.*s[%.*s]%.*s%s", begin > text ? "…" : "", (int) (text + match.at - begin), begin,
                          (int) match.length, text + match.at, (int) (end - text - (gssize) (match.at + match.length)),
                          text + match.at + match.length, *end != '\0' ? "…" : "");
}
