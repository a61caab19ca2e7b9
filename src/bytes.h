/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cursor over the octets of a packet.  It never reads past its end; it fails
 * once and stays failed, so that a header is read in one go and looked at once.
 *
 * A packet has two ends: the octets that are here (captured), and the octets
 * that were on the wire (length).  A read between the two fails as cut: the
 * snapshot length did it.  A read past both fails as short: the sender did it. */
#ifndef SMTPLENS_BYTES_H
#define SMTPLENS_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef enum BytesFailure { BYTES_FINE, BYTES_CUT, BYTES_SHORT } BytesFailure;

/* Borrowed.  captured <= length; both are 0 once failed. */
typedef struct Bytes {
  const uint8_t *at;
  size_t captured;
  size_t length;
  BytesFailure failure;
} Bytes;

static inline uint16_t
be16_at (const uint8_t *octets)
{
  return (uint16_t) (octets[0] << 8 | octets[1]);
}

static inline uint32_t
be32_at (const uint8_t *octets)
{
  return (uint32_t) octets[0] << 24 | (uint32_t) octets[1] << 16 | (uint32_t) octets[2] << 8 | octets[3];
}

static inline uint16_t
le16_at (const uint8_t *octets)
{
  return (uint16_t) (octets[1] << 8 | octets[0]);
}

static inline uint32_t
le32_at (const uint8_t *octets)
{
  return (uint32_t) octets[3] << 24 | (uint32_t) octets[2] << 16 | (uint32_t) octets[1] << 8 | octets[0];
}

/* `captured` beyond `length` is taken as `length`. */
static inline Bytes
bytes_init (const uint8_t *octets, size_t captured, size_t length)
{
  return (Bytes){ .at = octets, .captured = captured < length ? captured : length, .length = length };
}

/* Fails by what is missing for `count` octets. */
static inline void
bytes_fail (Bytes *bytes, size_t count)
{
  if (bytes->failure == BYTES_FINE)
    bytes->failure = count <= bytes->length ? BYTES_CUT : BYTES_SHORT;
  bytes->captured = 0;
  bytes->length = 0;
}

/* The next octets, passed over; NULL if they are not all here. */
static inline const uint8_t *
bytes_take (Bytes *bytes, size_t count)
{
  if (count > bytes->captured)
    {
      bytes_fail (bytes, count);
      return NULL;
    }
  const uint8_t *taken = bytes->at;
  bytes->at += count;
  bytes->captured -= count;
  bytes->length -= count;
  return taken;
}

/* The next octets, not passed over; NULL if they are not all here.  Never fails the cursor. */
static inline const uint8_t *
bytes_peek (const Bytes *bytes, size_t count)
{
  return count <= bytes->captured ? bytes->at : NULL;
}

/* Passes over octets that need not be here, only on the wire. */
static inline void
bytes_skip (Bytes *bytes, size_t count)
{
  if (count > bytes->length)
    {
      bytes_fail (bytes, count);
      return;
    }
  const size_t here = count < bytes->captured ? count : bytes->captured;
  if (here > 0) /* a NULL of no octets must not be moved */
    bytes->at += here;
  bytes->captured -= here;
  bytes->length -= count;
}

/* The end comes after `length` more octets: what is behind is padding. */
static inline void
bytes_limit (Bytes *bytes, size_t length)
{
  if (length < bytes->length)
    bytes->length = length;
  if (bytes->captured > bytes->length)
    bytes->captured = bytes->length;
}

/* The getters give 0 when they fail. */
static inline uint8_t
bytes_u8 (Bytes *bytes)
{
  const uint8_t *octets = bytes_take (bytes, 1);
  return octets != NULL ? octets[0] : 0;
}

static inline uint16_t
bytes_be16 (Bytes *bytes)
{
  const uint8_t *octets = bytes_take (bytes, 2);
  return octets != NULL ? be16_at (octets) : 0;
}

static inline uint32_t
bytes_be32 (Bytes *bytes)
{
  const uint8_t *octets = bytes_take (bytes, 4);
  return octets != NULL ? be32_at (octets) : 0;
}

static inline uint16_t
bytes_le16 (Bytes *bytes)
{
  const uint8_t *octets = bytes_take (bytes, 2);
  return octets != NULL ? le16_at (octets) : 0;
}

static inline uint32_t
bytes_le32 (Bytes *bytes)
{
  const uint8_t *octets = bytes_take (bytes, 4);
  return octets != NULL ? le32_at (octets) : 0;
}

#endif
