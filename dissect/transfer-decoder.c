/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undoes base64 and quoted-printable (RFC 2045 §6.7, §6.8) in a stream.
 *
 * Hides how base64 is made fast: long stretches of characters by vectors (see wide),
 * what is left of a line by groups of four, and only what stands between them singly.
 * Every attachment on the wire comes through here and is hashed, so the decoder must
 * cost less than SHA-256.
 *
 * Lenient as mail readers are: line ends and strange characters inside base64
 * are skipped, padding may be missing, base64 may go on after padding; "=" that
 * encodes nothing stays as it is.  White space at the end of a quoted-printable
 * line is kept.  Does not know uuencode. */
#include "config.h"

#include "transfer-decoder.h"

#include "wide.h"

#include <glib.h>

enum { SKIP = 64, PAD = 65 };

/* By octet: its six bits, or one of the above. */
static const uint8_t sextet_of[256] = {
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 64, 64, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
  64, 64, 64, 65, 64, 64, 64, 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
  22, 23, 24, 25, 64, 64, 64, 64, 64, 64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44,
  45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
  64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
};

static inline size_t
put_group (uint8_t *to, uint32_t bits)
{
  to[0] = (uint8_t) (bits >> 16);
  to[1] = (uint8_t) (bits >> 8);
  to[2] = (uint8_t) bits;
  return 3;
}

/* The whole octets of a group that got no more than filled characters. */
static size_t
flush_group (TransferDecoder *decoder, uint8_t *to)
{
  size_t made = 0;

  if (decoder->filled >= 2)
    to[made++] = (uint8_t) (decoder->filled == 2 ? decoder->bits >> 4 : decoder->bits >> 10);
  if (decoder->filled == 3)
    to[made++] = (uint8_t) (decoder->bits >> 2);
  decoder->filled = 0;
  decoder->bits = 0;
  return made;
}

static size_t
base64_feed (TransferDecoder *decoder, const uint8_t *at, const uint8_t *end, uint8_t *to)
{
  uint8_t *start = to;

  if (decoder->lost)
    {
      /* Only a line's start tells where a group of four begins. */
      const uint8_t *line_end = at < end ? memchr (at, '\n', (size_t) (end - at)) : NULL;
      if (line_end == NULL)
        return 0;
      decoder->lost = false;
      at = line_end + 1;
    }
  while (at < end)
    {
      if (decoder->filled == 0)
        {
          uint8_t *before = to;
          size_t wide = wide_base64 (octets_of (at, (size_t) (end - at)), to);
          at += wide;
          to += wide / 4 * 3;
          while (end - at >= 4)
            {
              uint8_t a = sextet_of[at[0]], b = sextet_of[at[1]], c = sextet_of[at[2]], d = sextet_of[at[3]];
              if ((a | b | c | d) >= SKIP)
                break;
              to += put_group (to, (uint32_t) a << 18 | (uint32_t) b << 12 | (uint32_t) c << 6 | d);
              at += 4;
            }
          decoder->broken |= decoder->padded && to != before;
          if (at == end)
            break;
          if (at[0] == '\r' && end - at >= 2 && at[1] == '\n')
            {
              at += 2;
              continue;
            }
        }
      uint8_t sextet = sextet_of[*at++];
      if (sextet == PAD)
        {
          decoder->broken |= decoder->filled == 1;
          decoder->padded = true;
          to += flush_group (decoder, to);
        }
      else if (sextet == SKIP)
        decoder->broken |= strchr (" \t\r\n", at[-1]) == NULL || at[-1] == '\0';
      else
        {
          decoder->broken |= decoder->padded;
          decoder->bits = decoder->bits << 6 | sextet;
          if (++decoder->filled == 4)
            {
              to += put_group (to, decoder->bits);
              decoder->filled = 0;
              decoder->bits = 0;
            }
        }
    }
  return (size_t) (to - start);
}

static size_t
release_held (TransferDecoder *decoder, uint8_t *to)
{
  size_t made = decoder->filled;

  memcpy (to, decoder->held, made);
  decoder->filled = 0;
  return made;
}

/* What comes behind "=": octets that are taken return true. */
static bool
held_takes (TransferDecoder *decoder, uint8_t octet, uint8_t **to)
{
  uint8_t last = decoder->held[decoder->filled - 1];
  bool only = decoder->filled == 1;

  if (decoder->filled == 2 && g_ascii_isxdigit (last))
    {
      if (!g_ascii_isxdigit (octet))
        {
          decoder->broken = true;
          return false;
        }
      *(*to)++ = (uint8_t) (g_ascii_xdigit_value ((char) last) << 4 | g_ascii_xdigit_value ((char) octet));
      decoder->filled = 0;
      return true;
    }
  if (octet == '\n')
    {
      decoder->filled = 0; /* a soft line break */
      return true;
    }
  bool more = octet == '\r' || (last != '\r' && (octet == ' ' || octet == '\t')) || (only && g_ascii_isxdigit (octet));
  if (!more || decoder->filled == sizeof decoder->held)
    {
      decoder->broken = true;
      return false;
    }
  decoder->held[decoder->filled++] = octet;
  return true;
}

static size_t
quoted_feed (TransferDecoder *decoder, const uint8_t *at, const uint8_t *end, uint8_t *to)
{
  uint8_t *start = to;

  while (at < end)
    {
      if (decoder->filled > 0)
        {
          if (held_takes (decoder, *at, &to))
            at++;
          else
            to += release_held (decoder, to);
          continue;
        }
      const uint8_t *equals = memchr (at, '=', (size_t) (end - at));
      size_t plain = (size_t) ((equals != NULL ? equals : end) - at);
      memcpy (to, at, plain);
      to += plain;
      at += plain;
      if (equals != NULL)
        {
          decoder->held[decoder->filled++] = '=';
          at++;
        }
    }
  return (size_t) (to - start);
}

TransferEncoding
transfer_encoding_of (const char *name)
{
  if (name != NULL && strcmp (name, "base64") == 0)
    return TRANSFER_BASE64;
  if (name != NULL && strcmp (name, "quoted-printable") == 0)
    return TRANSFER_QUOTED_PRINTABLE;
  return TRANSFER_IDENTITY;
}

bool
transfer_encoding_is_known (const char *name)
{
  static const char *const names[] = { "7bit", "8bit", "binary", "base64", "quoted-printable" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return true;
  return false;
}

void
transfer_decoder_init (TransferDecoder *decoder, TransferEncoding encoding)
{
  decoder->encoding = encoding;
  decoder->bits = 0;
  decoder->filled = 0;
  decoder->lost = decoder->padded = decoder->broken = false;
}

size_t
transfer_decoder_room (size_t length)
{
  /* What was held before may come out too; a vector writes a little past its end. */
  return length + sizeof ((TransferDecoder *) NULL)->held + 8;
}

size_t
transfer_decoder_feed (TransferDecoder *decoder, Octets octets, uint8_t *to)
{
  if (octets.length == 0)
    return 0;
  switch (decoder->encoding)
    {
    case TRANSFER_BASE64:
      return base64_feed (decoder, octets.at, octets.at + octets.length, to);
    case TRANSFER_QUOTED_PRINTABLE:
      return quoted_feed (decoder, octets.at, octets.at + octets.length, to);
    case TRANSFER_IDENTITY:
      break;
    }
  memcpy (to, octets.at, octets.length);
  return octets.length;
}

size_t
transfer_decoder_gap (TransferDecoder *decoder, uint8_t *to)
{
  bool broken = decoder->broken;
  size_t made = transfer_decoder_finish (decoder, to);
  decoder->broken = broken; /* what is missing is not the sender's fault */
  decoder->padded = false;
  decoder->lost = decoder->encoding == TRANSFER_BASE64;
  return made;
}

size_t
transfer_decoder_finish (TransferDecoder *decoder, uint8_t *to)
{
  switch (decoder->encoding)
    {
    case TRANSFER_BASE64:
      decoder->broken |= decoder->filled == 1;
      return flush_group (decoder, to);
    case TRANSFER_QUOTED_PRINTABLE:
      /* A soft break whose line end was not part of the body says nothing. */
      if (decoder->filled > 1 && g_ascii_isxdigit (decoder->held[1]))
        {
          decoder->broken = true;
          return release_held (decoder, to);
        }
      decoder->filled = 0;
      break;
    case TRANSFER_IDENTITY:
      break;
    }
  return 0;
}
