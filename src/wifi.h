/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 802.11 frames to the MSDUs in them, and what was learned of the networks on the
 * way: a frame goes in, each packet that it carries comes out, as if from a cable.
 *
 * Frames of one MSDU are joined, those of an A-MSDU taken apart, repeats left out.
 * Protected frames are counted and never handed on as they are. */
#ifndef SMTPLENS_WIFI_H
#define SMTPLENS_WIFI_H

#include "bytes.h"
#include "packet-chain.h"
#include "packet.h"
#include "wifi-elements.h"

typedef struct Wifi Wifi;
struct WifiKeys;

typedef struct WifiLimits {
  uint64_t networks;    /* remembered at once */
  uint64_t stations;    /* whose keys are followed at once */
  uint64_t fragments;   /* MSDUs in reassembly at once */
  uint64_t held_octets; /* of frames that wait for the keys of their station */
} WifiLimits;

typedef struct WifiCounters {
  uint64_t frames;
  uint64_t damaged;   /* with a wrong check sequence: not read */
  uint64_t repeats;   /* sent again, and read before */
  uint64_t malformed; /* headers that contradict themselves */
  uint64_t protected; /* data frames */
  uint64_t unread;    /* of them, those that no key opened */
  uint64_t fragments_joined;
  uint64_t fragments_lost; /* MSDUs, or fragments, of which others are missing */
  uint64_t bad_michael;    /* MSDUs of TKIP whose MIC is wrong: not read */
  uint64_t networks_hit;   /* how often a limit was met */
  uint64_t stations_hit;
  uint64_t fragments_hit;
  uint64_t held_hit;
} WifiCounters;

/* A packet out of a frame: an 802.2 header comes first.  Borrowed. */
typedef struct WifiMsdu {
  bool told; /* it told of a network, or, where keys were given, of the keys of a station, and has
                nothing else to say */
  Bytes octets;
  const Packet *packet; /* an earlier one, where its keys came after it */
  const uint8_t *destination;
  const uint8_t *source;
  const WifiPath *path;
  const PacketChain *others; /* packets with its other fragments, or NULL */
} WifiMsdu;

typedef void (*WifiHandler) (void *user, const WifiMsdu *msdu);

typedef enum WifiEnd {
  WIFI_END_HANDED,  /* what the packets are, the handler saw */
  WIFI_END_NO_DATA, /* nothing for it: management, null frames, protected ones, repeats */
  WIFI_END_HELD,    /* a fragment */
  WIFI_END_CUT,     /* by the capture */
  WIFI_END_MALFORMED,
} WifiEnd;

/* What is known of one network. */
typedef struct WifiNetworkView {
  uint8_t bssid[6];
  uint8_t ssid[WIFI_SSID_MAX];
  uint8_t ssid_length; /* 0: not known */
  bool has_ability;    /* a beacon or the like was seen */
  WifiProtection protection;
  uint64_t frames;    /* of data, null frames left out */
  uint64_t protected; /* of them */
  uint64_t unread;    /* of the protected ones */
  const char *why;    /* they could not be read; static, NULL where all were */
} WifiNetworkView;

/* `keeps_packets`: MSDUs come with the packets of their other fragments.  `keys` are
 * borrowed, and may be added to at any time. */
Wifi *wifi_new (const WifiLimits *limits, struct WifiKeys *keys, bool keeps_packets, WifiHandler handler, void *user);
void wifi_free (Wifi *wifi);

/* `radio`: RADIO_, what the capture's header told; the cursor stands behind that. */
WifiEnd wifi_push (Wifi *wifi, const Packet *packet, unsigned radio, Bytes *bytes);

const WifiCounters *wifi_counters (Wifi *wifi);
/* False where it is not remembered. */
bool wifi_network (const Wifi *wifi, const uint8_t bssid[6], WifiNetworkView *view);
void wifi_each_network (const Wifi *wifi, void (*visit) (void *user, const WifiNetworkView *view), void *user);

#endif
