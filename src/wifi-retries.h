/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames that a transmitter sent again because it missed the acknowledgment
 * (IEEE 802.11 §10.3.2.14), told by their sequence numbers. */
#ifndef SMTPLENS_WIFI_RETRIES_H
#define SMTPLENS_WIFI_RETRIES_H

#include "wifi-frame.h"

typedef struct WifiRetries WifiRetries;

WifiRetries *wifi_retries_new (void);
void wifi_retries_free (WifiRetries *retries);

/* Whether the frame is a retry of one that was noted; `time` in nanoseconds. */
bool wifi_retries_is_repeat (const WifiRetries *retries, const WifiFrame *frame, int64_t time);
/* A frame that was read well. */
void wifi_retries_note (WifiRetries *retries, const WifiFrame *frame, int64_t time);

#endif
