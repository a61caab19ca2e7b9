/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins the fragments of an MSDU (IEEE 802.11 §10.4, §10.5), which come one after
 * another, each acknowledged before the next is sent. */
#ifndef SMTPLENS_WIFI_FRAGMENTS_H
#define SMTPLENS_WIFI_FRAGMENTS_H

#include "packet-chain.h"
#include "wifi-frame.h"

typedef struct WifiFragments WifiFragments;

typedef enum WifiJoin {
  WIFI_JOIN_HELD,   /* more of it is to come */
  WIFI_JOIN_REPEAT, /* it was there already */
  WIFI_JOIN_LOST,   /* those before it are not here, or are not of one kind with it */
  WIFI_JOIN_WHOLE,
} WifiJoin;

typedef struct WifiFragmentCounters {
  uint64_t joined, lost, hit;
} WifiFragmentCounters;

/* At most this many MSDUs at once; the oldest gives way. */
WifiFragments *wifi_fragments_new (uint64_t most);
void wifi_fragments_free (WifiFragments *fragments);

/* Which of an MSDU comes now, before it is decrypted: anything but WIFI_JOIN_HELD
 * says that it will not be taken. */
WifiJoin wifi_fragments_expect (WifiFragments *fragments, const WifiFrame *frame, int64_t time);
/* `body` is decrypted, without headers.  `packet` is kept with it where it is not
 * NULL.  With WIFI_JOIN_WHOLE, `msdu` and `others` are lent until the next call. */
WifiJoin wifi_fragments_push (WifiFragments *fragments, const WifiFrame *frame, const Bytes *body, int64_t time,
                              const Packet *packet, Bytes *msdu, const PacketChain **others);
const WifiFragmentCounters *wifi_fragments_counters (const WifiFragments *fragments);

#endif
