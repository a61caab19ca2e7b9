/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture headers tell whether a check sequence is there, or do not tell it, or
 * promise one that the driver filled with anything.  So what they tell is believed,
 * a wrong sequence only once a right one was seen; and where they are silent, the
 * first frames show what the capture is like.
 *
 * A damaged frame must not be read: its octets would stand in a mail. */
#include "config.h"

#include "wifi-check.h"

#include "packet.h"

#include <zlib.h>

enum { FCS_OCTETS = 4, COUNT_MAX = 1000, SURE = 8 };

static bool
is_right (const Bytes *frame)
{
  const size_t length = bytes_captured (frame) - FCS_OCTETS;
  return crc32_z (0, frame->at, length) == le32_at (frame->at + length);
}

static void
take_off (Bytes *frame)
{
  const size_t length = bytes_length (frame);
  bytes_limit (frame, length > FCS_OCTETS ? length - FCS_OCTETS : 0);
}

bool
wifi_check (WifiCheck *check, unsigned radio, Bytes *frame)
{
  const bool whole = frame->beyond == 0;
  const bool usual = check->right >= SURE && check->right / 8 > check->none;
  if ((radio & RADIO_DAMAGED) != 0)
    return false;
  if ((radio & RADIO_NO_FCS) != 0 || bytes_length (frame) <= FCS_OCTETS)
    return true;
  if (!whole)
    {
      if ((radio & RADIO_FCS) != 0 || usual)
        take_off (frame);
      return true;
    }
  if (is_right (frame))
    {
      check->right += check->right < COUNT_MAX;
      take_off (frame);
      return true;
    }
  if ((radio & RADIO_FCS) != 0)
    {
      take_off (frame);
      return check->right == 0;
    }
  check->none += check->none < COUNT_MAX;
  return !usual;
}
