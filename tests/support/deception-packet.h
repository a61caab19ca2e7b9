/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP packets made by hand, right or wrong, whole or in fragments; and read again.
 * Shares nothing with the decoder that it tests. */
#ifndef SMTPLENS_TESTS_DECEPTION_PACKET_H
#define SMTPLENS_TESTS_DECEPTION_PACKET_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum { MADE_OPTIONS_MAX = 40, MADE_PIECES_MAX = 32 };

/* Two hosts; in the network's order. */
typedef struct MadeRoute {
  uint8_t ip_version;
  uint8_t source[16];
  uint8_t destination[16];
  uint16_t source_port;
  uint16_t destination_port;
} MadeRoute;

/* Octets [from, end) of the IP payload; `other`: of the one with the other data; `dies`: on
 * its way, having a time to live of 1. */
typedef struct MadePiece {
  unsigned from;
  unsigned end;
  bool other;
  bool dies;
} MadePiece;

typedef struct MadeSegment {
  uint32_t sequence;
  uint32_t acknowledgment;
  uint16_t window;
  uint16_t urgent;
  uint8_t flags;
  uint8_t ttl;
  bool checksum_bad;
  bool ip_checksum_bad;
  uint16_t identification;
  uint8_t options[MADE_OPTIONS_MAX];
  unsigned options_length;  /* a multiple of 4 */
  const GByteArray *data;   /* may be NULL */
  const GByteArray *other;  /* the same length; NULL: none */
  const GByteArray *summed; /* the data whose checksum it has; NULL: its own */
  MadePiece piece[MADE_PIECES_MAX];
  unsigned pieces; /* 0: not in fragments */
} MadeSegment;

typedef void (*MadeHandler) (void *user, const uint8_t *octets, size_t length);

/* Calls the handler for each packet, from the IP header on. */
void made_send (const MadeRoute *route, const MadeSegment *segment, MadeHandler handler, void *user);

/* What an ordinary packet of TCP says; its data is borrowed. */
typedef struct ReadSegment {
  MadeRoute route;
  uint32_t sequence;
  uint32_t acknowledgment;
  uint16_t window;
  uint8_t flags;
  bool has_timestamp;
  uint32_t timestamp;
  const uint8_t *data;
  size_t length;
} ReadSegment;

/* False for all else, ICMP for one. */
bool read_segment (const uint8_t *octets, size_t length, ReadSegment *segment);

#endif
