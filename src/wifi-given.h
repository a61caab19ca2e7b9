/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to wifi-keys: a key as the user gave it.  A secret: it goes into no text. */
#ifndef SMTPLENS_WIFI_GIVEN_H
#define SMTPLENS_WIFI_GIVEN_H

#include "wifi-crypto.h"
#include "wifi-networks.h"

typedef struct WifiGiven {
  bool wep;
  bool derived; /* pmk holds the master key */
  uint8_t ssid_length;
  uint8_t ssid[WIFI_SSID_MAX];
  char *passphrase; /* NULL where the master key itself was given */
  uint8_t octets;
  uint8_t key[WIFI_PMK_MAX];
} WifiGiven;

/* One of the forms of --wifi-key (see wifi_keys_add).  NULL, or why it is none (static);
 * `given` is then undefined. */
const char *wifi_given_parse (WifiGiven *given, const char *text);
/* Wipes it; takes a WifiGiven *. */
void wifi_given_clear (void *given);
/* Whether it is for this network, or may be, since that has no name yet. */
bool wifi_given_fits (const WifiGiven *given, const WifiNetwork *network);
/* Makes the master key, once, where a passphrase was given. */
bool wifi_given_derive (WifiGiven *given);

#endif
