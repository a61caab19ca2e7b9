/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast transition (IEEE 802.11 §12.7.1.6): master keys of the access point that a
 * station joins first, out of the one that all of a mobility domain share. */
#ifndef SMTPLENS_WIFI_TRANSITION_H
#define SMTPLENS_WIFI_TRANSITION_H

#include "wifi-crypto.h"

enum { WIFI_R0KH_MAX = 48 };

/* What message 2 tells of the domain. */
typedef struct WifiTransition {
  bool present; /* all of it was there */
  bool has_domain, has_second_holder;
  uint8_t domain[2];
  uint8_t first_holder_octets;
  uint8_t first_holder[WIFI_R0KH_MAX];
  uint8_t second_holder[WIFI_MAC_OCTETS];
} WifiTransition;

/* Of the elements in the key data of message 2. */
void wifi_transition_read (WifiTransition *transition, Bytes elements);
/* The master key of the second level, from which session keys are made. */
bool wifi_transition_derive (uint8_t pmk[WIFI_PMK_OCTETS], const WifiTransition *transition, const uint8_t *key,
                             size_t key_octets, const uint8_t *ssid, size_t ssid_length, const uint8_t station[6]);

#endif
