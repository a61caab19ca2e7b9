/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The elements of management frames that tell a network's name and what protects
 * it (IEEE 802.11 §9.4.2), pure. */
#ifndef SMTPLENS_WIFI_ELEMENTS_H
#define SMTPLENS_WIFI_ELEMENTS_H

#include "bytes.h"
#include "packet.h"

enum { WIFI_SSID_MAX = 32 };

/* What a network offers, or what a station asks for.  Suites are sets: bit N stands
 * for the suite 00-0F-AC:N. */
typedef struct WifiAbility {
  bool privacy; /* the capability bit: frames are protected by something */
  bool wpa;     /* the element of WPA */
  bool rsn;     /* the element of WPA2 and later */
  uint32_t akms;
  uint32_t pairwise;
} WifiAbility;

typedef struct WifiElements {
  bool has_ssid; /* and it is not hidden */
  uint8_t ssid_length;
  uint8_t ssid[WIFI_SSID_MAX];
  WifiAbility ability;
} WifiElements;

/* Of a beacon, a probe response or an association request, by `subtype`; the cursor
 * stands behind the MAC header.  What is cut or broken ends the list: false only if
 * the fixed fields are not all here. */
bool wifi_elements_read (WifiElements *elements, unsigned subtype, Bytes bytes);
/* The key data of EAPOL-Key message 2 begins with the element of the station's choice. */
void wifi_ability_read (WifiAbility *ability, Bytes elements);

/* The weakest protection that a station may get; where several are offered, a
 * station's own choice tells more. */
WifiProtection wifi_ability_protection (const WifiAbility *ability);
/* All that it offers needs keys that no passphrase gives: SAE, OWE, or a login by 802.1X. */
bool wifi_ability_is_wpa3 (const WifiAbility *ability);
bool wifi_ability_is_enterprise (const WifiAbility *ability);
bool wifi_ability_is_fast_transition (const WifiAbility *ability);

/* "open", "wep" …; static. */
const char *wifi_protection_name (WifiProtection protection);

#endif
