/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor over octets that fails once and stays failed: whoever reads a structure
 * asks `failed` at its end, and nowhere in between.  Numbers are in network order.
 * Reads of a failed reader give 0 and empty views. */
#ifndef SMTPLENS_OCTET_READER_H
#define SMTPLENS_OCTET_READER_H

#include "octets.h"

typedef struct OctetReader {
  Octets rest;
  bool failed;
} OctetReader;

static inline OctetReader
octet_reader (Octets octets)
{
  return (OctetReader){ .rest = octets };
}

static inline Octets
octet_reader_take (OctetReader *reader, size_t length)
{
  if (reader->failed || length > reader->rest.length)
    {
      reader->failed = true;
      reader->rest = OCTETS_NONE;
      return OCTETS_NONE;
    }
  Octets taken = octets_of (reader->rest.at, length);
  if (length > 0)
    reader->rest = octets_of (reader->rest.at + length, reader->rest.length - length);
  return taken;
}

/* A number of 1 to 4 octets. */
static inline uint32_t
octet_reader_number (OctetReader *reader, size_t octets)
{
  Octets taken = octet_reader_take (reader, octets);
  uint32_t number = 0;
  for (size_t i = 0; i < taken.length; i++)
    number = number << 8 | taken.at[i];
  return number;
}

/* Octets behind a length of 1 to 3 octets: a vector of TLS (RFC 8446 §3.4). */
static inline Octets
octet_reader_vector (OctetReader *reader, size_t length_octets)
{
  return octet_reader_take (reader, octet_reader_number (reader, length_octets));
}

static inline bool
octet_reader_more (const OctetReader *reader)
{
  return !reader->failed && reader->rest.length > 0;
}

#endif
