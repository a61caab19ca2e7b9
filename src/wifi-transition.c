/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IEEE 802.11-2020 §12.7.1.6 (keys), §9.4.2.46 and §9.4.2.47 (elements).
 *
 * Does not: follow a station from one access point to the next, where no four-way
 * handshake proves the keys; the suites with SHA-384. */
#include "config.h"

#include "wifi-transition.h"

#include <openssl/crypto.h>

enum { ELEMENT_MOBILITY_DOMAIN = 54, ELEMENT_FAST_TRANSITION = 55, SUB_SECOND_HOLDER = 1, SUB_FIRST_HOLDER = 3 };

/* Behind MIC control, MIC and two nonces. */
static void
read_subelements (WifiTransition *transition, Bytes bytes)
{
  bytes_skip (&bytes, 2 + 16 + 2 * (size_t) WIFI_NONCE_OCTETS);
  while (bytes_captured (&bytes) >= 2)
    {
      const uint8_t *head = bytes_take (&bytes, 2);
      const uint8_t *body = bytes_take (&bytes, head[1]);
      if (body == NULL)
        return;
      if (head[0] == SUB_SECOND_HOLDER && head[1] == WIFI_MAC_OCTETS)
        {
          memcpy (transition->second_holder, body, WIFI_MAC_OCTETS);
          transition->has_second_holder = true;
        }
      else if (head[0] == SUB_FIRST_HOLDER && head[1] > 0 && head[1] <= WIFI_R0KH_MAX)
        {
          transition->first_holder_octets = head[1];
          memcpy (transition->first_holder, body, head[1]);
        }
    }
}

void
wifi_transition_read (WifiTransition *transition, Bytes bytes)
{
  memset (transition, 0, sizeof *transition);
  while (bytes_captured (&bytes) >= 2)
    {
      const uint8_t *head = bytes_take (&bytes, 2);
      const uint8_t *body = bytes_take (&bytes, head[1]);
      if (body == NULL)
        break;
      if (head[0] == ELEMENT_MOBILITY_DOMAIN && head[1] >= 2)
        {
          memcpy (transition->domain, body, 2);
          transition->has_domain = true;
        }
      else if (head[0] == ELEMENT_FAST_TRANSITION)
        read_subelements (transition, bytes_init (body, head[1], head[1]));
    }
  transition->present = transition->has_domain && transition->has_second_holder && transition->first_holder_octets > 0;
}

bool
wifi_transition_derive (uint8_t pmk[WIFI_PMK_OCTETS], const WifiTransition *transition, const uint8_t *key,
                        size_t key_octets, const uint8_t *ssid, size_t ssid_length, const uint8_t station[6])
{
  uint8_t context[1 + 32 + 2 + 1 + WIFI_R0KH_MAX + WIFI_MAC_OCTETS], *at = context;
  uint8_t first[48]; /* the key, and a salt for its name */
  if (!transition->present || ssid_length > 32)
    return false;
  *at++ = (uint8_t) ssid_length;
  memcpy (at, ssid, ssid_length);
  at += ssid_length;
  memcpy (at, transition->domain, 2);
  at += 2;
  *at++ = transition->first_holder_octets;
  memcpy (at, transition->first_holder, transition->first_holder_octets);
  at += transition->first_holder_octets;
  memcpy (at, station, WIFI_MAC_OCTETS);
  at += WIFI_MAC_OCTETS;
  bool derived
      = wifi_prf (first, sizeof first, WIFI_SHA256, key, key_octets, "FT-R0", context, (size_t) (at - context));
  memcpy (context, transition->second_holder, WIFI_MAC_OCTETS);
  memcpy (context + WIFI_MAC_OCTETS, station, WIFI_MAC_OCTETS);
  derived
      = derived
        && wifi_prf (pmk, WIFI_PMK_OCTETS, WIFI_SHA256, first, WIFI_PMK_OCTETS, "FT-R1", context, 2 * WIFI_MAC_OCTETS);
  OPENSSL_cleanse (first, sizeof first);
  return derived;
}
