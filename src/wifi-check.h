/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame check sequence at the end of an 802.11 frame (IEEE 802.11 §9.2.4.8): is
 * there one, and is it right? */
#ifndef SMTPLENS_WIFI_CHECK_H
#define SMTPLENS_WIFI_CHECK_H

#include "bytes.h"

/* How the frames of one capture were so far. */
typedef struct WifiCheck {
  unsigned right; /* counted up to a limit */
  unsigned none;  /* no right one, where nothing told that there is one */
} WifiCheck;

/* Takes it off.  `radio`: RADIO_ of the frame, which begins at the cursor.  False
 * where the frame was damaged on the air. */
bool wifi_check (WifiCheck *check, unsigned radio, Bytes *frame);

#endif
