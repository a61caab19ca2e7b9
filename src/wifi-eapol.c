/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IEEE 802.11-2020 §12.7.2 (frames), §12.7.6 and §12.7.7 (the exchanges); IEEE 802.1X
 * §11.3 (what stands before).
 *
 * The MIC has 16 octets, or 24 with the suites of 192 bits: the length of the key data
 * tells, which has to end with the frame. */
#include "config.h"

#include "wifi-eapol.h"

enum {
  EAPOL_KEY = 3,
  HEADER = 4, /* of EAPOL; the places below count it */
  INFORMATION = 5,
  NONCE = 17,
  VECTOR = 49,
  MIC = 81,
  NONCE_OCTETS = 32,
};

enum {
  KEY_VERSION = 0x0007,
  KEY_PAIRWISE = 0x0008,
  KEY_ACK = 0x0080,
  KEY_MIC = 0x0100,
  KEY_REQUEST = 0x0800,
  KEY_ENCRYPTED = 0x1000,
};

static WifiKeyMessage
message_of (unsigned information, bool has_nonce, size_t data_octets)
{
  const bool ack = (information & KEY_ACK) != 0, mic = (information & KEY_MIC) != 0;
  if ((information & KEY_REQUEST) != 0)
    return WIFI_KEY_OTHER;
  if ((information & KEY_PAIRWISE) == 0)
    return ack && mic ? WIFI_KEY_GROUP_1 : WIFI_KEY_OTHER;
  if (ack)
    return mic ? WIFI_KEY_MESSAGE_3 : WIFI_KEY_MESSAGE_1;
  if (!mic)
    return WIFI_KEY_OTHER;
  /* Some stations repeat their nonce in the fourth, which has no key data. */
  return has_nonce && data_octets > 0 ? WIFI_KEY_MESSAGE_2 : WIFI_KEY_MESSAGE_4;
}

static bool
any_octet (const uint8_t *octets, size_t length)
{
  uint8_t all = 0;
  for (size_t i = 0; i < length; i++)
    all |= octets[i];
  return all != 0;
}

bool
wifi_eapol_read (WifiEapol *eapol, Bytes bytes)
{
  const uint8_t *head = bytes_peek (&bytes, HEADER);
  if (head == NULL || head[1] != EAPOL_KEY)
    return false;
  const size_t length = HEADER + (size_t) be16_at (head + 2);
  const uint8_t *frame = bytes_peek (&bytes, length);
  if (frame == NULL || length < MIC + 16 + 2)
    return false;

  size_t mic_octets = 16;
  size_t data_at = MIC + mic_octets + 2;
  if (data_at + be16_at (frame + data_at - 2) != length && length >= MIC + 24 + 2)
    {
      mic_octets = 24;
      data_at = MIC + mic_octets + 2;
    }
  const size_t data_octets = be16_at (frame + data_at - 2);
  if (data_octets > length - data_at)
    return false;

  const unsigned information = be16_at (frame + INFORMATION);
  const bool has_nonce = any_octet (frame + NONCE, NONCE_OCTETS);
  *eapol = (WifiEapol){
    .message = message_of (information, has_nonce, data_octets),
    .descriptor = frame[HEADER],
    .version = information & KEY_VERSION,
    .data_encrypted = (information & KEY_ENCRYPTED) != 0,
    .group_id = information >> 4 & 3,
    .has_nonce = has_nonce,
    .frame = frame,
    .length = length,
    .nonce = frame + NONCE,
    .vector = frame + VECTOR,
    .mic_at = MIC,
    .mic_octets = mic_octets,
    .data = frame + data_at,
    .data_octets = data_octets,
  };
  return eapol->descriptor == WIFI_DESCRIPTOR_RSN || eapol->descriptor == WIFI_DESCRIPTOR_WPA;
}
