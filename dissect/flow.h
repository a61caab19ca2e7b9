/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who talks with whom, and over which path: what a session knows of the layers
 * below it.  Side 0 opened the connection, as far as that was seen; which of the
 * two is the SMTP client, the dialogue tells (SmtpSession.client_side). */
#ifndef SMTPLENS_FLOW_H
#define SMTPLENS_FLOW_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Endpoint {
  uint8_t ip[16]; /* 4 or 16 octets used, by Flow.ip_version */
  uint16_t port;
  bool has_mac;
  uint8_t mac[6];
} Endpoint;

enum { FLOW_VLANS_MAX = 4, FLOW_TUNNELS_MAX = 8 };

typedef struct Flow {
  uint8_t ip_version; /* 4 or 6 */
  uint8_t vlans;
  uint8_t tunnels;
  uint16_t vlan[FLOW_VLANS_MAX];
  const char *tunnel[FLOW_TUNNELS_MAX]; /* static names */
  Endpoint side[2];
} Flow;

enum { FLOW_IP_TEXT = 46, FLOW_MAC_TEXT = 18, FLOW_COMMUNITY_TEXT = 40 };

/* "192.0.2.1" or "2001:db8::1" (RFC 5952) into text. */
void flow_ip_text (const Flow *flow, unsigned side, char text[FLOW_IP_TEXT]);
/* "02:00:5e:10:00:01" into text; "" where the address is not known. */
void flow_mac_text (const Flow *flow, unsigned side, char text[FLOW_MAC_TEXT]);
/* Community ID v1, seed 0: "1:" and base64 of a SHA-1 over the ordered tuple. */
void flow_community_id (const Flow *flow, char text[FLOW_COMMUNITY_TEXT]);

#endif
