/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing and searching views of octets.
 *
 * Case means ASCII case whatever the locale (RFC 5321 §2.4): the C library's
 * tolower would make "ſ" or a Turkish "ı" equal to a verb.  Needles come from
 * our own source and are short, so the plain search is linear in practice.
 *
 * Does not know charsets; see header-field.c for those. */
#include "config.h"

#include "octets.h"

#include <glib.h>

static inline uint8_t
lower (uint8_t octet)
{
  return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
}

static bool
same_nocase (const uint8_t *a, const uint8_t *b, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (lower (a[i]) != lower (b[i]))
      return false;
  return true;
}

bool
octets_equal_nocase (Octets a, Octets b)
{
  return a.length == b.length && same_nocase (a.at, b.at, a.length);
}

bool
octets_start_nocase (Octets octets, Octets prefix)
{
  return octets.length >= prefix.length && same_nocase (octets.at, prefix.at, prefix.length);
}

size_t
octets_find (Octets octets, uint8_t needle)
{
  if (octets.length == 0)
    return SIZE_MAX;
  const uint8_t *found = memchr (octets.at, needle, octets.length);
  return found != NULL ? (size_t) (found - octets.at) : SIZE_MAX;
}

size_t
octets_find_nocase (Octets octets, Octets needle)
{
  if (needle.length > octets.length)
    return SIZE_MAX;
  size_t last = octets.length - needle.length;
  for (size_t i = 0; i <= last; i++)
    if (same_nocase (octets.at != NULL ? octets.at + i : NULL, needle.at, needle.length))
      return i;
  return SIZE_MAX;
}

static bool
is_blank (uint8_t octet)
{
  return octet == ' ' || octet == '\t';
}

Octets
octets_trim (Octets octets)
{
  while (octets.length > 0 && is_blank (octets.at[0]))
    {
      octets.at++;
      octets.length--;
    }
  while (octets.length > 0 && is_blank (octets.at[octets.length - 1]))
    octets.length--;
  return octets;
}

Octets
octets_trim_line (Octets octets)
{
  while (octets.length > 0 && (is_blank (octets.at[0]) || octets.at[0] == '\r' || octets.at[0] == '\n'))
    octets = octets_from (octets, 1);
  while (octets.length > 0
         && (is_blank (octets.at[octets.length - 1]) || octets.at[octets.length - 1] == '\r'
             || octets.at[octets.length - 1] == '\n'))
    octets.length--;
  return octets;
}
