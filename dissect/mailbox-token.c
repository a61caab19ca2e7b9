/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts the unfolded value of an address field into tokens (RFC 5322 §3.2, RFC 2047 §2).
 *
 * Hides what ends where: escapes, nested comments, encoded words with specials inside,
 * as sloppy programs write them.
 *
 * Does not: know which token may follow which. */
#include "config.h"

#include "mailbox-token.h"

bool
octet_is_blank (uint8_t c)
{
  return c == ' ' || c == '\t';
}

bool
octet_is_control (uint8_t c)
{
  return (c < 0x20 && c != '\t') || c == 0x7f;
}

/* RFC 5322 §3.2.3, RFC 6532 §3.2. */
static bool
is_atext (uint8_t c)
{
  return g_ascii_isalnum (c) || c >= 0x80 || (c != 0 && strchr ("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Length of a run that begins with `open` and ends with `close`, escapes and, for
 * comments, nesting known; 0: it does not end. */
static size_t
enclosed_length (Octets text, uint8_t open, uint8_t close, bool nests)
{
  size_t depth = 1;
  for (size_t i = 1; i < text.length; i++)
    {
      uint8_t c = text.at[i];
      if (c == '\\' && i + 1 < text.length)
        i++;
      else if (c == close && --depth == 0)
        return i + 1;
      else if (nests && c == open)
        depth++;
    }
  return 0;
}

/* "=?charset?b?text?=", also with specials inside, as sloppy programs write it; 0: none. */
static size_t
encoded_length (Octets text)
{
  enum { WORD_MOST = 512 };
  unsigned marks = 0;
  if (text.length < 8 || text.at[0] != '=' || text.at[1] != '?')
    return 0;
  for (size_t i = 2; i < text.length && i < WORD_MOST; i++)
    {
      uint8_t c = text.at[i];
      if (octet_is_blank (c) || octet_is_control (c))
        return 0;
      if (c != '?')
        continue;
      if (marks >= 2 && i + 1 < text.length && text.at[i + 1] == '=')
        return i + 2;
      if (++marks == 1
          && (i + 2 >= text.length || octets_find (OCTETS ("bBqQ"), text.at[i + 1]) == SIZE_MAX
              || text.at[i + 2] != '?'))
        return 0;
    }
  return 0;
}

size_t
octets_run (Octets text, bool (*belongs) (uint8_t))
{
  size_t i = 0;
  while (i < text.length && belongs (text.at[i]))
    i++;
  return i;
}

static Token
next_token (Octets rest)
{
  uint8_t c = rest.at[0];
  Token token = { TOKEN_SPECIAL, OCTETS_NONE };
  size_t length = 0;
  if (octet_is_blank (c))
    {
      token.type = TOKEN_BLANK;
      length = octets_run (rest, octet_is_blank);
    }
  else if ((length = encoded_length (rest)) > 0)
    token.type = TOKEN_ENCODED;
  else if (is_atext (c))
    {
      token.type = TOKEN_ATOM;
      length = octets_run (rest, is_atext);
    }
  else if (c == '"' || c == '(' || c == '[')
    {
      token.type = c == '"' ? TOKEN_QUOTED : c == '(' ? TOKEN_COMMENT : TOKEN_LITERAL;
      length = enclosed_length (rest, c, c == '"' ? '"' : c == '(' ? ')' : ']', c == '(');
      if (length == 0)
        token.type = TOKEN_SPECIAL;
    }
  token.text = octets_slice (rest, 0, MAX (length, 1));
  return token;
}

/* Stops behind a quote or parenthesis that does not end: what is behind it has no
 * reading, and looking for its end again and again would cost a square. */
GArray *
mailbox_tokens (Octets text)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  for (size_t at = 0; at < text.length;)
    {
      Token token = next_token (octets_from (text, at));
      g_array_append_val (tokens, token);
      at += token.text.length;
      if (token.type == TOKEN_SPECIAL && strchr ("\"([", token.text.at[0]) != NULL && token.text.at[0] != 0)
        break;
    }
  return tokens;
}
