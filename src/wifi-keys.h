/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that the user gave (--wifi-key), the handshakes that make session keys of them,
 * and frames opened with those.
 *
 * Neither passphrase nor key is ever told: no error text holds one. */
#ifndef SMTPLENS_WIFI_KEYS_H
#define SMTPLENS_WIFI_KEYS_H

#include "wifi-networks.h"

typedef struct WifiKeys WifiKeys;

/* What a protected frame was opened to; borrowed until the next call. */
typedef struct WifiOpened {
  Bytes body;
  WifiProtection protection;
  bool own_key;           /* of the station: others who know a passphrase cannot make it */
  const uint8_t *michael; /* the key of the MIC behind the whole MSDU; NULL: none follows */
} WifiOpened;

/* Sessions of at most this many stations are followed at once. */
WifiKeys *wifi_keys_new (uint64_t stations);
void wifi_keys_free (WifiKeys *keys);

/* "SSID:PASSPHRASE", "SSID:" and 64 hexadecimal digits, or "WEP:" and 10, 26, 32 or 58
 * of them; in an SSID %HH stands for an octet.  False with why not (static). */
bool wifi_keys_add (WifiKeys *keys, const char *text, const char **why);
bool wifi_keys_any (const WifiKeys *keys);

/* An EAPOL frame of a network; the cursor stands at its version. */
void wifi_keys_take_eapol (WifiKeys *keys, WifiNetwork *network, const WifiFrame *frame, Bytes bytes);
/* A reassociation request, or response, of a station that goes from one access point of a
 * network to this one (802.11r); the cursor stands at its elements. */
void
wifi_keys_take_roaming (WifiKeys *keys, WifiNetwork *network, const uint8_t station[6], bool response, Bytes elements);
/* Whether a handshake of its station made keys. */
bool wifi_keys_know (const WifiKeys *keys, const WifiNetwork *network, const WifiFrame *frame);
/* The body of a protected frame; false where no key opens it. */
bool
wifi_keys_open (WifiKeys *keys, WifiNetwork *network, const WifiFrame *frame, const Bytes *body, WifiOpened *opened);
/* Whether some key was given for the network's name, or might be. */
bool wifi_keys_fit (const WifiKeys *keys, const WifiNetwork *network);
uint64_t wifi_keys_hit (const WifiKeys *keys);

#endif
