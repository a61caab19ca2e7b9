/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to wifi: what is remembered of a network. */
#ifndef SMTPLENS_WIFI_NETWORKS_H
#define SMTPLENS_WIFI_NETWORKS_H

#include "wifi-elements.h"
#include "wifi-frame.h"
#include "wifi-table.h"
#include "wifi.h"

enum { WIFI_GROUP_KEYS = 4, WIFI_GROUP_KEY_MAX = 32, WIFI_OTHER_NAMES = 3 };

/* A key of frames to everybody. */
typedef struct WifiGroupKey {
  uint8_t octets; /* 0: none */
  uint8_t key[WIFI_GROUP_KEY_MAX];
} WifiGroupKey;

typedef struct WifiName {
  uint8_t length; /* 0: none */
  uint8_t octets[WIFI_SSID_MAX];
} WifiName;

/* What handshakes of a network came to. */
typedef struct WifiHandshakes {
  uint8_t seen;      /* bit N: some station's message N */
  uint64_t verified; /* whose MIC a key fits */
  uint64_t refused;  /* whose MIC no key fits, though one was given for this network */
  bool wpa3;         /* some station joined by WPA3, or by a login of its own, or by */
  bool enterprise;   /* fast transition: no passphrase gives its keys, or not here */
  bool fast_transition;
} WifiHandshakes;

typedef struct WifiNetwork {
  WifiNode node; /* its key begins with the BSSID */
  WifiName name;
  WifiName others[WIFI_OTHER_NAMES]; /* that were told of it, too, the newest first */
  bool has_ability;
  bool wep; /* a protected frame without an extended IV was seen */
  WifiAbility ability;
  uint64_t frames, protected, unread;
  WifiGroupKey group[WIFI_GROUP_KEYS]; /* the newest first */
  WifiHandshakes handshakes;
} WifiNetwork;

/* It has this name from now on. */
void wifi_network_set_name (WifiNetwork *network, const uint8_t *ssid, size_t length);
/* Whether anybody gave it that name, or nobody gave it any. */
bool wifi_network_may_have_name (const WifiNetwork *network, const uint8_t *ssid, size_t length);
/* What a management frame tells: a beacon, a probe response, an association request.  Whether it
 * was anything new. */
bool wifi_network_learn (WifiNetwork *network, unsigned subtype, Bytes body);
/* A protected data frame; `body` begins with its initialization vector. */
void wifi_network_note_protected (WifiNetwork *network, const Bytes *body);
WifiProtection wifi_network_protection (const WifiNetwork *network);
/* `has_key`: one was given that may be this network's. */
void wifi_network_view (const WifiNetwork *network, bool has_key, WifiNetworkView *view);

#endif
