/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IEEE 802.11-2020 §12.7.1.6 (keys), §9.4.2.46 and §9.4.2.47 (elements), §13.8.4 and §13.8.5
 * (the MIC of a reassociation).
 *
 * On the way to the next access point there is no four-way handshake: the request and the
 * response of the reassociation each repeat both nonces and bear a MIC, so that either is
 * enough.
 *
 * Does not read reassociations that ask for resources (RIC), which the MIC covers, too; nor
 * the suites with SHA-384. */
#include "config.h"

#include "wifi-transition.h"

#include <openssl/crypto.h>

enum {
  ELEMENT_RSN = 48,
  ELEMENT_MOBILITY_DOMAIN = 54,
  ELEMENT_FAST_TRANSITION = 55,
  ELEMENT_RSN_EXTENSION = 244,
  SUB_SECOND_HOLDER = 1,
  SUB_GROUP_KEY = 2,
  SUB_FIRST_HOLDER = 3,
};

/* Of the element of fast transition, its header counted. */
enum { FAST_MIC = 4, FAST_MIC_OCTETS = 16, FAST_NETWORK_NONCE = 20, FAST_STATION_NONCE = 52, FAST_SUBELEMENTS = 84 };

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

/* --- on the way ---------------------------------------------------------------- */

static void
read_group_key (WifiRoaming *roaming)
{
  const size_t length = roaming->fast[1] + 2u;
  Bytes bytes = bytes_init (roaming->fast + FAST_SUBELEMENTS, length - FAST_SUBELEMENTS, length - FAST_SUBELEMENTS);
  while (bytes_captured (&bytes) >= 2)
    {
      const uint8_t *head = bytes_take (&bytes, 2);
      const uint8_t *body = bytes_take (&bytes, head[1]);
      if (body == NULL)
        return;
      if (head[0] == SUB_GROUP_KEY && roaming->group == NULL)
        {
          roaming->group = body;
          roaming->group_octets = head[1];
        }
    }
}

bool
wifi_roaming_read (WifiRoaming *roaming, Bytes elements)
{
  memset (roaming, 0, sizeof *roaming);
  wifi_transition_read (&roaming->transition, elements);
  wifi_ability_read (&roaming->choice, elements);
  while (bytes_captured (&elements) >= 2)
    {
      const uint8_t *head = bytes_take (&elements, 2);
      if (bytes_take (&elements, head[1]) == NULL)
        break;
      const uint8_t **place = head[0] == ELEMENT_RSN               ? &roaming->rsn
                              : head[0] == ELEMENT_MOBILITY_DOMAIN ? &roaming->domain
                              : head[0] == ELEMENT_FAST_TRANSITION ? &roaming->fast
                              : head[0] == ELEMENT_RSN_EXTENSION   ? &roaming->extension
                                                                   : NULL;
      if (place != NULL && *place == NULL)
        *place = head;
    }
  if (!roaming->transition.present || roaming->rsn == NULL || roaming->fast[1] + 2u < FAST_SUBELEMENTS)
    return false;
  roaming->network_nonce = roaming->fast + FAST_NETWORK_NONCE;
  roaming->station_nonce = roaming->fast + FAST_STATION_NONCE;
  read_group_key (roaming);
  return true;
}

bool
wifi_roaming_fits (const WifiRoaming *roaming, const uint8_t *kck, size_t kck_octets, const uint8_t bssid[6],
                   const uint8_t station[6], bool response)
{
  enum { ELEMENT_MAX = 2 + 255, REQUEST = 5, RESPONSE = 6 };
  uint8_t covered[2 * WIFI_MAC_OCTETS + 1 + 4 * ELEMENT_MAX], mic[WIFI_MIC_MAX], *at = covered;
  const uint8_t *const elements[] = { roaming->rsn, roaming->domain, roaming->fast, roaming->extension };
  size_t mic_at = 0;
  memcpy (at, station, WIFI_MAC_OCTETS);
  memcpy (at + WIFI_MAC_OCTETS, bssid, WIFI_MAC_OCTETS);
  at += 2 * WIFI_MAC_OCTETS;
  *at++ = response ? RESPONSE : REQUEST;
  for (unsigned i = 0; i < sizeof elements / sizeof elements[0]; i++)
    {
      if (elements[i] == NULL)
        continue;
      if (elements[i] == roaming->fast)
        mic_at = (size_t) (at - covered) + FAST_MIC;
      memcpy (at, elements[i], elements[i][1] + 2u);
      at += elements[i][1] + 2u;
    }
  return wifi_mic (mic, WIFI_MIC_AES_CMAC, kck, kck_octets, covered, (size_t) (at - covered), mic_at)
         && CRYPTO_memcmp (mic, roaming->fast + FAST_MIC, FAST_MIC_OCTETS) == 0;
}
