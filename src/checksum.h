/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Internet checksum (RFC 1071), fast enough to be made of every segment:
 * about 25 ms a GiB.  Sums are made in the host's byte order, whichever it is
 * (RFC 1071 §2 (B)), and so can only be compared with 0xffff or each other. */
#ifndef SMTPLENS_CHECKSUM_H
#define SMTPLENS_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Two lanes of 64 bits, each fed with words of 32: no carry is lost below 2^32 words. */
typedef uint64_t ChecksumLanes __attribute__ ((vector_size (16)));

/* Adds octets to a sum that is not folded yet; `sum` < 2^48, length < 2^32.
 * An odd length is as if a 0 followed, and must come last. */
static inline uint64_t
checksum_add_short (uint64_t sum, const uint8_t *octets, size_t length)
{
  for (; length >= 4; length -= 4, octets += 4)
    {
      uint32_t word;
      memcpy (&word, octets, sizeof word);
      sum += word;
    }
  if (length > 0)
    {
      uint8_t rest[4] = { 0 };
      uint32_t word;
      for (size_t i = 0; i < length; i++)
        rest[i] = octets[i];
      memcpy (&word, rest, sizeof word);
      sum += word;
    }
  return sum;
}

/* The same, for more than a header. */
static inline uint64_t
checksum_add (uint64_t sum, const uint8_t *octets, size_t length)
{
  const ChecksumLanes half = { 0xffffffff, 0xffffffff };
  ChecksumLanes lane[4] = { { 0 } };

  for (; length >= 32; length -= 32, octets += 32)
    {
      ChecksumLanes words[2];
      memcpy (words, octets, sizeof words);
      lane[0] += words[0] & half;
      lane[1] += words[0] >> 32;
      lane[2] += words[1] & half;
      lane[3] += words[1] >> 32;
    }
  lane[0] += lane[1] + lane[2] + lane[3];
  return checksum_add_short (sum + lane[0][0] + lane[0][1], octets, length);
}

/* In 16 bits; 0xffff for octets that hold their right checksum. */
static inline uint16_t
checksum_fold (uint64_t sum)
{
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t) sum;
}

#endif
