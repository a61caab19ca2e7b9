/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IEEE 802.11-2020 §9.2.4 (fields), §9.3.2 (data frames), §9.3.3 (management).
 *
 * Does not read the frames of 802.11ah with short headers (version 1), nor those
 * of the extension type (60 GHz beacons): neither carries what is wanted here. */
#include "config.h"

#include "wifi-frame.h"

#include "packet.h"

enum {
  CONTROL_TO_DS = 0x01, /* the second octet of Frame Control */
  CONTROL_FROM_DS = 0x02,
  CONTROL_MORE_FRAGMENTS = 0x04,
  CONTROL_RETRY = 0x08,
  CONTROL_PROTECTED = 0x40,
  CONTROL_HTC = 0x80,
};

enum { SUBTYPE_NULL = 0x4, SUBTYPE_QOS = 0x8 };

enum { ADDRESS_1 = 4, ADDRESS_2 = 10, ADDRESS_3 = 16, SEQUENCE = 22, ADDRESS_4 = 24 };

/* Table 9-30: which address is whose. */
static void
read_addresses (WifiFrame *frame)
{
  const uint8_t *header = frame->header;
  frame->receiver = header + ADDRESS_1;
  frame->transmitter = header + ADDRESS_2;
  if (frame->to_ds && frame->from_ds)
    {
      frame->destination = header + ADDRESS_3;
      frame->source = header + ADDRESS_4;
      frame->bssid = frame->receiver;
      frame->station = frame->transmitter;
    }
  else if (frame->to_ds)
    {
      frame->bssid = frame->receiver;
      frame->source = frame->station = frame->transmitter;
      frame->destination = header + ADDRESS_3;
    }
  else if (frame->from_ds)
    {
      frame->destination = frame->station = frame->receiver;
      frame->bssid = frame->transmitter;
      frame->source = header + ADDRESS_3;
    }
  else
    {
      frame->destination = frame->receiver;
      frame->source = frame->station = frame->transmitter;
      frame->bssid = header + ADDRESS_3;
    }
}

static void
read_qos (WifiFrame *frame, const uint8_t *qos)
{
  enum { QOS_TID = 0x0f, QOS_AMSDU = 0x80 };
  frame->tid = qos[0] & QOS_TID;
  frame->amsdu = (qos[0] & QOS_AMSDU) != 0;
}

bool
wifi_frame_read (WifiFrame *frame, Bytes *bytes, unsigned radio)
{
  const uint8_t *start = bytes_peek (bytes, 2);
  if (start == NULL)
    {
      bytes_fail (bytes, 2);
      return false;
    }
  const bool swapped = (radio & RADIO_SWAPPED) != 0;
  const uint8_t control[2] = { start[swapped], start[!swapped] };
  *frame = (WifiFrame){
    .header = bytes->at,
    .type = control[0] >> 2 & 3,
    .subtype = control[0] >> 4,
    .tid = WIFI_NO_TID,
    .to_ds = (control[1] & CONTROL_TO_DS) != 0,
    .from_ds = (control[1] & CONTROL_FROM_DS) != 0,
    .more_fragments = (control[1] & CONTROL_MORE_FRAGMENTS) != 0,
    .retry = (control[1] & CONTROL_RETRY) != 0,
    .protected = (control[1] & CONTROL_PROTECTED) != 0,
  };
  if ((control[0] & 3) != 0)
    return false;
  if (frame->type == WIFI_CONTROL || frame->type == WIFI_EXTENSION)
    return true;

  const bool data = frame->type == WIFI_DATA;
  const bool four = data && frame->to_ds && frame->from_ds;
  const bool qos = data && (frame->subtype & SUBTYPE_QOS) != 0;
  /* Without QoS control the bit asks for strict order, and announces nothing. */
  const bool ht_control = (control[1] & CONTROL_HTC) != 0 && (qos || !data);
  const size_t qos_at = four ? ADDRESS_4 + WIFI_MAC_OCTETS : ADDRESS_4;
  frame->header_octets = qos_at + (qos ? 2 : 0) + (ht_control ? 4 : 0);
  if (bytes_take (bytes, frame->header_octets) == NULL)
    return false;
  if ((radio & RADIO_PADDED) != 0)
    bytes_skip (bytes, (4 - frame->header_octets % 4) % 4);

  read_addresses (frame);
  if (qos)
    read_qos (frame, frame->header + qos_at);
  const unsigned sequence = le16_at (frame->header + SEQUENCE);
  frame->sequence = (uint16_t) (sequence >> 4);
  frame->fragment = sequence & 0xf;
  frame->carries_data = data && (frame->subtype & SUBTYPE_NULL) == 0;
  return bytes->failure == BYTES_FINE;
}
