/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to wifi: what is remembered of a network. */
#ifndef SMTPLENS_WIFI_NETWORKS_H
#define SMTPLENS_WIFI_NETWORKS_H

#include "wifi-elements.h"
#include "wifi-frame.h"
#include "wifi-table.h"
#include "wifi.h"

typedef struct WifiNetwork {
  WifiNode node; /* its key begins with the BSSID */
  uint8_t ssid_length;
  uint8_t ssid[WIFI_SSID_MAX];
  bool has_ability;
  bool wep; /* a protected frame without an extended IV was seen */
  WifiAbility ability;
  uint64_t frames, protected, unread;
} WifiNetwork;

/* What a management frame tells: a beacon, a probe response, an association request. */
void wifi_network_learn (WifiNetwork *network, unsigned subtype, Bytes body);
/* A protected data frame; `body` begins with its initialization vector. */
void wifi_network_note_protected (WifiNetwork *network, const Bytes *body);
WifiProtection wifi_network_protection (const WifiNetwork *network);
void wifi_network_view (const WifiNetwork *network, WifiNetworkView *view);

#endif
