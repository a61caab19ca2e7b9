/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both directions of a connection, or of a question and its answer, under one key, for tables
 * of packets that are to be saved.  Does not hash: that is keyed-hash. */
#ifndef SMTPLENS_FLOW_KEY_H
#define SMTPLENS_FLOW_KEY_H

#include <stdint.h>
#include <string.h>

typedef struct FlowKey {
  uint8_t low_ip[16], high_ip[16];
  uint16_t low_port, high_port;
  uint32_t ip_version; /* an address of one version has the octets of one of the other */
} FlowKey;

static inline FlowKey
flow_key_of (uint8_t ip_version, const uint8_t *one, uint16_t one_port, const uint8_t *other, uint16_t other_port)
{
  FlowKey key;
  memset (&key, 0, sizeof key);
  key.ip_version = ip_version;
  const size_t length = ip_version == 6 ? 16 : 4;
  const int order = memcmp (one, other, length);
  const int one_low = order < 0 || (order == 0 && one_port <= other_port);
  memcpy (key.low_ip, one_low ? one : other, length);
  memcpy (key.high_ip, one_low ? other : one, length);
  key.low_port = one_low ? one_port : other_port;
  key.high_port = one_low ? other_port : one_port;
  return key;
}

#endif
