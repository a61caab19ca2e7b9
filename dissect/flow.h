/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who talks with whom, and over which path: what a session knows of the layers
 * below it.  Side 0 opened the connection, as far as that was seen; which of the
 * two is the SMTP client, the dialogue tells (SmtpSession.client_side). */
#ifndef SMTPLENS_FLOW_H
#define SMTPLENS_FLOW_H

#include "octets.h"

#include <glib.h>

typedef struct Endpoint {
  uint8_t ip[16]; /* 4 or 16 octets used, by Flow.ip_version */
  uint16_t port;
  bool has_mac;
  uint8_t mac[6];
} Endpoint;

enum { FLOW_VLANS_MAX = 4, FLOW_TUNNELS_MAX = 8 };

/* How the air was crossed: FLOW_OPEN is readable for everyone in range. */
typedef enum FlowProtection { FLOW_OPEN, FLOW_WEP, FLOW_WPA, FLOW_WPA2, FLOW_WPA3, FLOW_PROTECTIONS } FlowProtection;

enum { FLOW_SSID_MAX = 32 };

/* The wireless part of the path. */
typedef struct FlowWifi {
  bool present;
  uint8_t ssid_length; /* 0: not known */
  FlowProtection protection;
  bool own_key; /* the station has a key that no passphrase gives to others */
  uint8_t bssid[6];
  uint8_t station[6]; /* the wireless end */
  uint8_t ssid[FLOW_SSID_MAX];
} FlowWifi;

typedef struct Flow {
  uint8_t ip_version; /* 4 or 6 */
  uint8_t vlans;
  uint8_t tunnels;
  uint16_t vlan[FLOW_VLANS_MAX];
  const char *tunnel[FLOW_TUNNELS_MAX]; /* static names */
  FlowWifi wifi;
  Endpoint side[2];
} Flow;

enum { FLOW_IP_TEXT = 46, FLOW_MAC_TEXT = 18, FLOW_COMMUNITY_TEXT = 40 };

/* "192.0.2.1" or "2001:db8::1" (RFC 5952) into text. */
void flow_ip_text (const Flow *flow, unsigned side, char text[FLOW_IP_TEXT]);
/* The same of an address by itself. */
void flow_ip_octets_text (const uint8_t ip[16], unsigned ip_version, char text[FLOW_IP_TEXT]);
/* An address as an address literal holds it ("192.0.2.1", "2001:db8::1", in any
 * spelling of RFC 4291 §2.2); false, and nothing written, where it is none. */
bool flow_ip_parse (Octets text, uint8_t ip[16], uint8_t *ip_version);
/* 127.0.0.0/8 and ::1. */
bool flow_ip_is_loopback (const uint8_t ip[16], uint8_t ip_version);
/* Addresses that mean something only inside one network: RFC 1918, RFC 3927,
 * RFC 6598, RFC 4193 and link-local ones of IPv6. */
bool flow_ip_is_private (const uint8_t ip[16], uint8_t ip_version);
/* "02:00:5e:10:00:01" into text; "" where the address is not known. */
void flow_mac_text (const Flow *flow, unsigned side, char text[FLOW_MAC_TEXT]);
/* Any MAC address. */
void flow_mac_octets_text (const uint8_t mac[6], char text[FLOW_MAC_TEXT]);
/* "open", "wep", "wpa", "wpa2" or "wpa3"; static. */
const char *flow_protection_name (FlowProtection protection);
/* Community ID v1, seed 0: "1:" and base64 of a SHA-1 over the ordered tuple. */
void flow_community_id (const Flow *flow, char text[FLOW_COMMUNITY_TEXT]);

#endif
