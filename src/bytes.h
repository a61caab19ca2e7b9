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

/* Borrowed.  Only the first member moves when a header is read. */
typedef struct Bytes {
  const uint8_t *at;
  const uint8_t *end; /* of what is here */
  size_t beyond;      /* octets on the wire that are not here */
  BytesFailure failure;
} Bytes;

static inline size_t
bytes_captured (const Bytes *bytes)
{
  return (size_t) (bytes->end - bytes->at);
}

/* Both are 0 once failed. */
static inline size_t
bytes_length (const Bytes *bytes)
{
  return bytes_captured (bytes) + bytes->beyond;
}

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
  if (captured > length)
    captured = length;
  return (Bytes){ .at = octets, .end = captured > 0 ? octets + captured : octets, .beyond = length - captured };
}

/* Fails by what is missing for `count` octets. */
static inline void
bytes_fail (Bytes *bytes, size_t count)
{
  if (bytes->failure == BYTES_FINE)
    bytes->failure = count <= bytes_length (bytes) ? BYTES_CUT : BYTES_SHORT;
  bytes->end = bytes->at;
  bytes->beyond = 0;
}

/* The next octets, passed over; NULL if they are not all here. */
static inline const uint8_t *
bytes_take (Bytes *bytes, size_t count)
{
  if (count > bytes_captured (bytes))
    {
      bytes_fail (bytes, count);
      return NULL;
    }
  const uint8_t *taken = bytes->at;
  bytes->at += count;
  return taken;
}

/* The next octets, not passed over; NULL if they are not all here.  Never fails the cursor. */
static inline const uint8_t *
bytes_peek (const Bytes *bytes, size_t count)
{
  return count <= bytes_captured (bytes) ? bytes->at : NULL;
}

/* Passes over octets that need not be here, only on the wire. */
static inline void
bytes_skip (Bytes *bytes, size_t count)
{
  const size_t here = bytes_captured (bytes);
  if (count <= here)
    bytes->at += count;
  else if (count - here <= bytes->beyond)
    {
      bytes->at = bytes->end;
      bytes->beyond -= count - here;
    }
  else
    bytes_fail (bytes, count);
}

/* The end comes after `length` octets.  Earlier than it was: what is behind is
 * padding.  Later: the octets between are taken to be on the wire, and not here. */
static inline void
bytes_set_length (Bytes *bytes, size_t length)
{
  const size_t here = bytes_captured (bytes);
  if (length < here)
    {
      bytes->end = bytes->at + length;
      bytes->beyond = 0;
    }
  else
    bytes->beyond = length - here;
}

/* The end comes after at most `length` octets. */
static inline void
bytes_limit (Bytes *bytes, size_t length)
{
  if (length < bytes_length (bytes))
    bytes_set_length (bytes, length);
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
