/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same packets, captured on the air: each becomes a frame of 802.11, or several.
 * Comes last of all changes, for what a packet holds is not known to the list then. */
#ifndef SMTPLENS_TESTS_AIR_VARIANTS_H
#define SMTPLENS_TESTS_AIR_VARIANTS_H

#include "packet-list.h"

typedef enum AirForm {
  AIR_OPEN,
  AIR_OPEN_FRAGMENTS, /* each packet in two or three frames */
  AIR_OPEN_RETRIES,   /* some frames twice */
  AIR_OPEN_PAIRS,     /* two packets of one direction in an A-MSDU */
  AIR_WPA2,
  AIR_WPA2_GCMP,
  AIR_WPA2_REKEY, /* with a new handshake every twenty packets, and frames under the old key behind it */
  AIR_WPA2_FRAGMENTS,
  AIR_WPA2_LATE, /* the same, and the handshake is captured in the midst of the packets */
} AirForm;

/* The master key of the networks that are not open, as --wifi-key has it. */
#define AIR_KEY "Cafe:0000000000000000000000000000000000000000000000000000000000000000"

void cross_air (PacketList *list, GRand *random, int form);

#endif
