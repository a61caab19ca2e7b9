/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets seen, not owned: a pointer and a length.  What the wire says may hold
 * NUL, controls and any charset, so nothing here ends in NUL by right. */
#ifndef SMTPLENS_OCTETS_H
#define SMTPLENS_OCTETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Octets {
  const uint8_t *at; /* may be NULL where length is 0 */
  size_t length;
} Octets;

#define OCTETS_NONE ((Octets){ NULL, 0 })
/* A view of a string literal. */
#define OCTETS(literal) ((Octets){ (const uint8_t *) ("" literal), sizeof (literal) - 1 })

static inline Octets
octets_of (const void *at, size_t length)
{
  return (Octets){ at, length };
}

static inline Octets
octets_of_string (const char *string)
{
  return (Octets){ (const uint8_t *) string, string != NULL ? strlen (string) : 0 };
}

static inline bool
octets_equal (Octets a, Octets b)
{
  return a.length == b.length && (a.length == 0 || memcmp (a.at, b.at, a.length) == 0);
}

/* From `start`, at most `length` octets; an empty view where start is past the end. */
static inline Octets
octets_slice (Octets octets, size_t start, size_t length)
{
  if (start >= octets.length)
    return OCTETS_NONE;
  if (length > octets.length - start)
    length = octets.length - start;
  return (Octets){ octets.at + start, length };
}

static inline Octets
octets_from (Octets octets, size_t start)
{
  return octets_slice (octets, start, SIZE_MAX);
}

/* ASCII case only: what the mail RFCs mean by case-insensitive. */
bool octets_equal_nocase (Octets a, Octets b);
bool octets_start_nocase (Octets octets, Octets prefix);
/* Position of the first `needle`, or SIZE_MAX. */
size_t octets_find (Octets octets, uint8_t needle);
size_t octets_find_nocase (Octets octets, Octets needle);
/* Without leading and trailing SP and HTAB. */
Octets octets_trim (Octets octets);
/* The same, and line ends. */
Octets octets_trim_line (Octets octets);

#endif
