/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protected frames whose keys may still be found: a capture may have the handshake of a
 * station behind the first frames under its keys. */
#ifndef SMTPLENS_WIFI_HELD_H
#define SMTPLENS_WIFI_HELD_H

#include "packet.h"

typedef struct WifiHeld WifiHeld;

/* Where in its packet a frame is; not known: elsewhere. */
typedef struct WifiPlace {
  bool known;
  size_t at;
  size_t octets;
} WifiPlace;

/* A frame that is taken out again: the packet, where in it the frame is, and RADIO_. */
typedef void (*WifiHeldHandler) (void *user, const Packet *packet, WifiPlace place, unsigned radio);

/* At most so many octets; the oldest give way. */
WifiHeld *wifi_held_new (uint64_t octets);
void wifi_held_free (WifiHeld *held);

/* Copies it; the place must be known. */
void wifi_held_add (WifiHeld *held, const Packet *packet, WifiPlace place, unsigned radio, const uint8_t bssid[6],
                    const uint8_t station[6]);
/* Takes out all of one station, in the order in which they came. */
void wifi_held_release (WifiHeld *held, const uint8_t bssid[6], const uint8_t station[6], WifiHeldHandler handler,
                        void *user);
/* How many gave way. */
uint64_t wifi_held_hit (const WifiHeld *held);

#endif
