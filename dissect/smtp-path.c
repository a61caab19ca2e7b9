/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where a path ends, and what in it is the address.  It does not judge
 * whether the address could exist. */
#include "config.h"

#include "smtp-path.h"

/* Whether `c` may stand in an address outside quotes: no space, no control, no
 * bracket (RFC 5321 §4.1.2, octets over 0x7f by RFC 6531). */
static bool
plain (uint8_t c)
{
  return c > 0x20 && c != 0x7f && c != '<' && c != '>' && c != '(' && c != ')' && c != ',' && c != ';' && c != '\\';
}

/* Length of the run that is the path's inside: up to `>` outside quotes, or,
 * where there are no brackets, up to a space.  `closed` tells the former. */
static size_t
inside_length (Octets octets, bool bracketed, bool *closed)
{
  bool quoted = false;
  size_t i;
  *closed = false;
  for (i = 0; i < octets.length; i++)
    {
      uint8_t c = octets.at[i];
      if (quoted && c == '\\' && i + 1 < octets.length)
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && bracketed && c == '>')
        {
          *closed = true;
          return i;
        }
      else if (!quoted && !bracketed && (c == ' ' || c == '\t'))
        return i;
    }
  /* The quote never closed: read it again as if it were an octet like others. */
  if (quoted)
    for (i = 0; i < octets.length; i++)
      {
        uint8_t c = octets.at[i];
        if (bracketed && c == '>')
          {
            *closed = true;
            return i;
          }
        if (!bracketed && (c == ' ' || c == '\t'))
          return i;
      }
  return octets.length;
}

/* "@one,@two:" in front (RFC 5321 §4.1.2, A-d-l); 0 where there is none. */
static size_t
route_length (Octets inside)
{
  if (inside.length == 0 || inside.at[0] != '@')
    return 0;
  bool literal = false; /* an IPv6 literal has colons of its own */
  for (size_t i = 0; i < inside.length; i++)
    if (inside.at[i] == '[')
      literal = true;
    else if (inside.at[i] == ']')
      literal = false;
    else if (inside.at[i] == ':' && !literal)
      return i + 1;
  return 0;
}

static bool
odd (Octets address)
{
  bool quoted = false, literal = false;
  size_t at_signs = 0;
  for (size_t i = 0; i < address.length; i++)
    {
      uint8_t c = address.at[i];
      if (c < 0x20 || c == 0x7f)
        return true;
      if (quoted)
        {
          if (c == '\\' && i + 1 < address.length)
            i++;
          else if (c == '"')
            quoted = false;
          continue;
        }
      if (c == '"')
        quoted = true;
      else if (c == '@')
        at_signs++;
      else if (c == '[')
        literal = true;
      else if (c == ']')
        literal = false;
      else if (!literal && !plain (c))
        return true;
    }
  return quoted || literal || at_signs > 1;
}

/* "Alice <a@x.example>" or "\"Alice A.\" <a@x.example>": a mailbox with its phrase, as
 * people type it and many servers take it.  Position of the bracket; 0 where there
 * is none: a parameter comes first, or it does not close. */
static size_t
phrase_length (Octets octets)
{
  bool quoted = false;
  for (size_t i = 0; i < octets.length; i++)
    {
      uint8_t c = octets.at[i];
      bool word_begins = i > 0 && (octets.at[i - 1] == ' ' || octets.at[i - 1] == '\t' || octets.at[i - 1] == '"');
      if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '@' || c == '='))
        return 0;
      else if (!quoted && c == '<')
        return word_begins && octets_find (octets_from (octets, i), '>') != SIZE_MAX ? i : 0;
    }
  return 0;
}

SmtpPath
smtp_path_parse (Octets octets)
{
  SmtpPath path = { 0 };
  if (octets.length == 0)
    return path;
  size_t phrase = phrase_length (octets);
  if (phrase > 0)
    {
      path = smtp_path_parse (octets_from (octets, phrase));
      path.used += phrase;
      path.malformed = true;
      return path;
    }
  bool bracketed = octets.at[0] == '<', closed;
  Octets rest = octets_from (octets, bracketed ? 1 : 0);
  size_t length = inside_length (rest, bracketed, &closed);
  Octets inside = octets_slice (rest, 0, length);
  path.used = length + (bracketed ? 1 : 0) + (closed ? 1 : 0);
  path.present = bracketed || length > 0;
  size_t route = route_length (inside);
  path.route = octets_slice (inside, 0, route);
  path.address = octets_from (inside, route);
  Octets trimmed = octets_trim (path.address);
  path.malformed = !bracketed || !closed || trimmed.length != path.address.length || odd (trimmed);
  path.address = trimmed;
  return path;
}

Octets
smtp_path_domain (Octets address)
{
  bool quoted = false;
  size_t at = SIZE_MAX;
  for (size_t i = 0; i < address.length; i++)
    {
      uint8_t c = address.at[i];
      if (quoted && c == '\\' && i + 1 < address.length)
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (c == '@' && !quoted)
        at = i;
    }
  return at == SIZE_MAX ? OCTETS_NONE : octets_from (address, at + 1);
}
