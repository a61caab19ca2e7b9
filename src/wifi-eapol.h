/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EAPOL-Key frames (IEEE 802.11 §12.7.2) taken apart, pure. */
#ifndef SMTPLENS_WIFI_EAPOL_H
#define SMTPLENS_WIFI_EAPOL_H

#include "bytes.h"

/* What a frame is in its exchange. */
typedef enum WifiKeyMessage {
  WIFI_KEY_MESSAGE_1, /* the network's nonce */
  WIFI_KEY_MESSAGE_2, /* the station's nonce, with a MIC */
  WIFI_KEY_MESSAGE_3, /* the network's nonce again, with a MIC and the group's key */
  WIFI_KEY_MESSAGE_4, /* with a MIC, mostly without a nonce */
  WIFI_KEY_GROUP_1,   /* a new group key */
  WIFI_KEY_OTHER,
} WifiKeyMessage;

typedef struct WifiEapol {
  WifiKeyMessage message;
  uint8_t descriptor;  /* WIFI_DESCRIPTOR_ */
  uint8_t version;     /* of the key descriptor: how MIC and key data are made */
  bool data_encrypted; /* the key data */
  uint8_t group_id;    /* of WPA's group key */
  bool has_nonce;
  const uint8_t *frame; /* all of it, from EAPOL's version on */
  size_t length;
  const uint8_t *nonce;  /* 32 octets */
  const uint8_t *vector; /* 16 octets, for RC4 */
  size_t mic_at;         /* in the frame */
  size_t mic_octets;     /* 16 or 24 */
  const uint8_t *data;
  size_t data_octets;
} WifiEapol;

enum { WIFI_DESCRIPTOR_RSN = 2, WIFI_DESCRIPTOR_WPA = 254 };

/* The cursor stands at EAPOL's version.  False where it is no EAPOL-Key frame of these
 * descriptors, or not all here. */
bool wifi_eapol_read (WifiEapol *eapol, Bytes bytes);

#endif
