/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAC header of an 802.11 frame taken apart (IEEE 802.11 §9.2), pure: octets
 * in, borrowed places out. */
#ifndef SMTPLENS_WIFI_FRAME_H
#define SMTPLENS_WIFI_FRAME_H

#include "bytes.h"

enum { WIFI_MAC_OCTETS = 6, WIFI_HEADER_MAX = 36 };

typedef enum WifiFrameType { WIFI_MANAGEMENT, WIFI_CONTROL, WIFI_DATA, WIFI_EXTENSION } WifiFrameType;

enum {
  WIFI_ASSOCIATION_REQUEST = 0,
  WIFI_REASSOCIATION_REQUEST = 2,
  WIFI_REASSOCIATION_RESPONSE = 3,
  WIFI_PROBE_RESPONSE = 5,
  WIFI_BEACON = 8,
};

enum { WIFI_NO_TID = 16 }; /* a frame without QoS control: its sequence numbers are counted apart */

typedef struct WifiFrame {
  uint8_t type; /* WifiFrameType */
  uint8_t subtype;
  uint8_t tid; /* 0 to 15, or WIFI_NO_TID */
  bool to_ds, from_ds;
  bool more_fragments, retry, protected;
  bool carries_data; /* a data frame that is no null frame */
  bool amsdu;        /* its body holds several MSDUs */
  uint16_t sequence; /* 0 to 4095 */
  uint8_t fragment;  /* 0 to 15 */
  const uint8_t *header;
  size_t header_octets;       /* without padding */
  const uint8_t *receiver;    /* this and the following: 6 octets each */
  const uint8_t *transmitter; /* NULL in control frames */
  const uint8_t *destination;
  const uint8_t *source;
  const uint8_t *bssid;   /* of a data frame with four addresses: the receiver to the DS */
  const uint8_t *station; /* the wireless end */
} WifiFrame;

/* Passes over the header; of `radio` two flags count, RADIO_PADDED and RADIO_SWAPPED.
 * False where the cursor failed, or the version is not 0: `frame` is then undefined.
 * Of control frames only the type is read. */
bool wifi_frame_read (WifiFrame *frame, Bytes *bytes, unsigned radio);

#endif
