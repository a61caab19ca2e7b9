/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast transition (IEEE 802.11 §12.7.1.6): master keys of an access point out of the one
 * that all of a mobility domain share, and the frames by which a station goes from one to
 * the next (§13.5). */
#ifndef SMTPLENS_WIFI_TRANSITION_H
#define SMTPLENS_WIFI_TRANSITION_H

#include "wifi-crypto.h"
#include "wifi-elements.h"

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

/* A reassociation request or response of a station on its way.  Borrowed. */
typedef struct WifiRoaming {
  WifiTransition transition;
  WifiAbility choice;
  const uint8_t *network_nonce, *station_nonce;
  const uint8_t *group; /* subelement with the group's key, wrapped; NULL: none */
  uint8_t group_octets;
  /* Elements, with their headers; the extension may be NULL. */
  const uint8_t *rsn, *domain, *fast, *extension;
} WifiRoaming;

/* Of the elements behind the fixed fields; false where something is missing. */
bool wifi_roaming_read (WifiRoaming *roaming, Bytes elements);
/* Whether the MIC of the frame fits; `response`: it is from the network. */
bool wifi_roaming_fits (const WifiRoaming *roaming, const uint8_t *kck, size_t kck_octets, const uint8_t bssid[6],
                        const uint8_t station[6], bool response);

#endif
