/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets for tests, built from the inside to the outside: each call puts a
 * header before what is there, with lengths and checksums that fit it. */
#ifndef SMTPLENS_TESTS_WIRE_H
#define SMTPLENS_TESTS_WIRE_H

#include "src/packet.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { WIRE_ROOM = 70000 };

/* The octets are those at the end of the room. */
typedef struct Wire {
  size_t length;
  uint8_t room[WIRE_ROOM];
} Wire;

static inline uint8_t *
wire_octets (Wire *wire)
{
  return wire->room + WIRE_ROOM - wire->length;
}

static inline uint8_t *
wire_before (Wire *wire, const void *octets, size_t length)
{
  g_assert_cmpuint (wire->length + length, <=, WIRE_ROOM);
  wire->length += length;
  if (length > 0)
    memcpy (wire_octets (wire), octets, length);
  return wire_octets (wire);
}

/* Hexadecimal digits; blanks do not count. */
static inline void
wire_hex_before (Wire *wire, const char *hex)
{
  uint8_t octets[512];
  size_t digits = 0;
  for (; *hex != '\0'; hex++)
    if (!isspace ((unsigned char) *hex))
      {
        const int digit = g_ascii_xdigit_value (*hex);
        g_assert_true (digit >= 0 && digits / 2 < sizeof octets);
        octets[digits / 2] = (uint8_t) (digits % 2 == 0 ? digit << 4 : octets[digits / 2] | digit);
        digits++;
      }
  g_assert_true (digits % 2 == 0);
  wire_before (wire, octets, digits / 2);
}

static inline void
wire_set_be16 (uint8_t *at, size_t value)
{
  at[0] = (uint8_t) (value >> 8);
  at[1] = (uint8_t) value;
}

static inline void
wire_set_be32 (uint8_t *at, uint32_t value)
{
  wire_set_be16 (at, value >> 16);
  wire_set_be16 (at + 2, value & 0xffff);
}

/* Made the slow way, word by word, so that it shares nothing with what it tests. */
static inline uint32_t
wire_sum (uint32_t sum, const uint8_t *octets, size_t length)
{
  for (size_t i = 0; i < length; i++)
    {
      sum += i % 2 == 0 ? (uint32_t) octets[i] << 8 : octets[i];
      sum = (sum & 0xffff) + (sum >> 16);
    }
  return sum;
}

/* The addresses of the innermost packet, and of those around it. */
#define WIRE_SOURCE_4 "192.0.2.1"
#define WIRE_DESTINATION_4 "198.51.100.2"
#define WIRE_SOURCE_6 "2001:db8::1"
#define WIRE_DESTINATION_6 "2001:db8:ffff::2"
#define WIRE_OUTER_SOURCE_4 "10.1.1.1"
#define WIRE_OUTER_DESTINATION_4 "10.2.2.2"
#define WIRE_OUTER_SOURCE_6 "fd00::1"
#define WIRE_OUTER_DESTINATION_6 "fd00::2"

static inline void
wire_tcp_checksum (uint8_t *segment, size_t length, const uint8_t *addresses, size_t address_octets)
{
  const uint8_t pseudo[4] = { 0, 6, (uint8_t) (length >> 8), (uint8_t) length };
  wire_set_be16 (segment + 16, 0);
  uint32_t sum = wire_sum ((uint32_t) (length >> 16), pseudo, sizeof pseudo);
  sum = wire_sum (sum, addresses, address_octets * 2);
  sum = wire_sum (sum, segment, length);
  wire_set_be16 (segment + 16, ~sum & 0xffff);
}

/* A TCP header with `options` octets of no-operation before what is there. */
static inline void
wire_tcp (Wire *wire, int ip_version, unsigned options)
{
  uint8_t header[60] = { 0 }, addresses[32];
  wire_set_be16 (header, 40000);
  wire_set_be16 (header + 2, 2525);
  wire_set_be32 (header + 4, 0x01020304);
  wire_set_be32 (header + 8, 0xf1f2f3f4);
  header[12] = (uint8_t) ((20 + options) / 4 << 4);
  header[13] = TCP_PSH | TCP_ACK;
  wire_set_be16 (header + 14, 8192);
  memset (header + 20, 1, options);
  uint8_t *segment = wire_before (wire, header, 20 + options);

  const size_t address_octets = ip_version == 4 ? 4 : 16;
  const int family = ip_version == 4 ? AF_INET : AF_INET6;
  inet_pton (family, ip_version == 4 ? WIRE_SOURCE_4 : WIRE_SOURCE_6, addresses);
  inet_pton (family, ip_version == 4 ? WIRE_DESTINATION_4 : WIRE_DESTINATION_6, addresses + address_octets);
  wire_tcp_checksum (segment, wire->length, addresses, address_octets);
}

static inline void
wire_ipv4_checksum (uint8_t *header)
{
  const size_t octets = (header[0] & 0x0fu) * 4u;
  wire_set_be16 (header + 10, 0);
  wire_set_be16 (header + 10, ~wire_sum (0, header, octets) & 0xffff);
}

static inline uint8_t *
wire_ipv4 (Wire *wire, uint8_t protocol, bool outer)
{
  uint8_t header[20] = { 0x45, 0, 0, 0, 0x12, 0x34, 0x40, 0, 61, protocol };
  wire_set_be16 (header + 2, wire->length + sizeof header);
  inet_pton (AF_INET, outer ? WIRE_OUTER_SOURCE_4 : WIRE_SOURCE_4, header + 12);
  inet_pton (AF_INET, outer ? WIRE_OUTER_DESTINATION_4 : WIRE_DESTINATION_4, header + 16);
  wire_ipv4_checksum (header);
  return wire_before (wire, header, sizeof header);
}

static inline uint8_t *
wire_ipv6 (Wire *wire, uint8_t protocol, bool outer)
{
  uint8_t header[40] = { 0x60, 0, 0, 0, 0, 0, protocol, 61 };
  wire_set_be16 (header + 4, wire->length);
  inet_pton (AF_INET6, outer ? WIRE_OUTER_SOURCE_6 : WIRE_SOURCE_6, header + 8);
  inet_pton (AF_INET6, outer ? WIRE_OUTER_DESTINATION_6 : WIRE_DESTINATION_6, header + 24);
  return wire_before (wire, header, sizeof header);
}

/* One word of a packet's description, which reads from the outside to the inside:
 *   text:OCTETS  tcp4 tcp6 tcp4+OPTIONS  ip4:PROTOCOL ip6:PROTOCOL
 *   out4:PROTOCOL out6:PROTOCOL (outer addresses)  udp:PORT
 *   eth:TYPE (hexadecimal)  eth2:TYPE (other addresses)  802.3  pppoe
 *   or hexadecimal digits as they are. */
static inline void
wire_word_before (Wire *wire, const char *word)
{
  const char *colon = strchr (word, ':');
  const char *value = colon != NULL ? colon + 1 : "";
  const unsigned long number = strtoul (value, NULL, 10);

  if (g_str_has_prefix (word, "text:"))
    wire_before (wire, value, strlen (value));
  else if (g_str_has_prefix (word, "tcp"))
    wire_tcp (wire, word[3] == '4' ? 4 : 6, word[4] == '+' ? (unsigned) atoi (word + 5) : 0);
  else if (g_str_has_prefix (word, "ip4:") || g_str_has_prefix (word, "out4:"))
    wire_ipv4 (wire, (uint8_t) number, word[0] == 'o');
  else if (g_str_has_prefix (word, "ip6:") || g_str_has_prefix (word, "out6:"))
    wire_ipv6 (wire, (uint8_t) number, word[0] == 'o');
  else if (g_str_has_prefix (word, "udp:"))
    {
      uint8_t header[8] = { 0x30, 0x39 };
      wire_set_be16 (header + 2, number);
      wire_set_be16 (header + 4, wire->length + sizeof header);
      wire_before (wire, header, sizeof header);
    }
  else if (g_str_has_prefix (word, "eth:") || g_str_has_prefix (word, "eth2:"))
    {
      wire_hex_before (wire, value);
      wire_hex_before (wire, word[3] == '2' ? "02 00 00 00 02 02  02 00 00 00 02 01"
                                            : "02 aa bb cc dd 02  02 aa bb cc dd 01");
    }
  else if (g_str_equal (word, "802.3"))
    {
      uint8_t length[2];
      wire_set_be16 (length, wire->length);
      wire_before (wire, length, sizeof length);
      wire_hex_before (wire, "02 aa bb cc dd 02  02 aa bb cc dd 01");
    }
  else if (g_str_equal (word, "pppoe"))
    {
      uint8_t header[6] = { 0x11, 0, 0x00, 0x2a };
      wire_set_be16 (header + 4, wire->length);
      wire_before (wire, header, sizeof header);
    }
  else
    wire_hex_before (wire, word);
}

static inline void
wire_build (Wire *wire, const char *description)
{
  g_auto (GStrv) words = g_strsplit (description, " ", -1);
  wire->length = 0;
  for (guint count = g_strv_length (words); count-- > 0;)
    if (words[count][0] != '\0')
      wire_word_before (wire, words[count]);
}

/* Octets behind what is there. */
static inline void
wire_behind (Wire *wire, const void *octets, size_t length)
{
  uint8_t *start = wire_octets (wire);
  g_assert_cmpuint (wire->length + length, <=, WIRE_ROOM);
  memmove (start - length, start, wire->length);
  wire->length += length;
  memcpy (wire->room + WIRE_ROOM - length, octets, length);
}

#endif
