/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every packet of the first host comes from the station, all others from the access
 * point.  Does not lose, damage or mix up frames. */
#include "config.h"

#include "air-variants.h"
#include "wifi-air.h"

enum { IEEE802_11 = 105, REKEY_PACKETS = 20, LATE_PACKETS = 3, LATE_HANDSHAKE = 12 };

typedef struct Crossing {
  Air air;
  AirForm form;
  GRand *random;
  GPtrArray *frames;  /* of ListPacket * */
  uint8_t station[6]; /* of the packets: the host that spoke first */
} Crossing;

static bool
is_protected (const Crossing *crossing)
{
  return crossing->form >= AIR_WPA2;
}

/* The octets are taken. */
static void
put_frame (Crossing *crossing, GByteArray *octets, int64_t time)
{
  ListPacket *frame = g_new0 (ListPacket, 1);
  frame->octets = octets;
  frame->length = octets->len;
  frame->time = time;
  frame->link_type = IEEE802_11;
  g_ptr_array_add (crossing->frames, frame);
}

static void
put_handshake (Crossing *crossing, int64_t time)
{
  for (unsigned message = 1; message <= 4; message++)
    put_frame (crossing, air_message (&crossing->air, message), time);
}

/* A frame with a part of an MSDU; the sequence number is that of `sequence`. */
static void
put_part (Crossing *crossing, const ListPacket *packet, const uint8_t *body, size_t length, unsigned fragment,
          bool more, bool amsdu, unsigned age)
{
  Air *air = &crossing->air;
  const uint8_t *octets = packet->octets->data;
  const bool from_ap = memcmp (octets + 6, crossing->station, 6) != 0;
  GByteArray *frame = air_header (air, from_ap, is_protected (crossing), crossing->air.station);
  memcpy (frame->data + 16, from_ap ? octets + 6 : octets, 6);
  frame->data[1] |= more ? 0x04 : 0;
  frame->data[22] |= (uint8_t) fragment;
  if (more)
    air->sequence = (air->sequence + 0xfff) & 0xfff;
  if (amsdu)
    {
      const uint8_t qos[2] = { 0x80, 0 };
      frame->data[0] |= 0x80;
      air_append (frame, qos, sizeof qos);
    }
  if (is_protected (crossing))
    air_seal (air, frame, air->ptk[age] + 32, air->suite.cipher, body, length);
  else
    air_append (frame, body, length);
  put_frame (crossing, frame, packet->time);
  if (crossing->form == AIR_OPEN_RETRIES && g_rand_int_range (crossing->random, 0, 3) == 0)
    {
      GByteArray *again = air_append (g_byte_array_new (), frame->data, frame->len);
      again->data[1] |= 0x08;
      put_frame (crossing, again, packet->time);
    }
}

/* What a frame holds of an Ethernet packet: an 802.2 header in place of the MACs. */
static GByteArray *
msdu_of (const ListPacket *packet)
{
  static const uint8_t llc[6] = { 0xaa, 0xaa, 3, 0, 0, 0 };
  GByteArray *msdu = air_append (g_byte_array_new (), llc, sizeof llc);
  return air_append (msdu, packet->octets->data + 12, packet->octets->len - 12);
}

static void
cross (Crossing *crossing, const ListPacket *packet, unsigned age)
{
  g_autoptr (GByteArray) msdu = msdu_of (packet);
  const bool parts = crossing->form == AIR_OPEN_FRAGMENTS || crossing->form >= AIR_WPA2_FRAGMENTS;
  const size_t size = parts ? msdu->len / 2 : msdu->len;
  unsigned fragment = 0;
  for (size_t at = 0; at < msdu->len; at += size, fragment++)
    put_part (crossing, packet, msdu->data + at, MIN (size, msdu->len - at), fragment, at + size < msdu->len, false,
              age);
}

/* Both in one frame, each behind its own addresses. */
static void
cross_pair (Crossing *crossing, const ListPacket *first, const ListPacket *second)
{
  const ListPacket *const packets[] = { first, second };
  g_autoptr (GByteArray) body = g_byte_array_new ();
  for (unsigned i = 0; i < 2; i++)
    {
      static const uint8_t zeros[4] = { 0 };
      g_autoptr (GByteArray) msdu = msdu_of (packets[i]);
      const uint8_t length[2] = { (uint8_t) (msdu->len >> 8), (uint8_t) msdu->len };
      air_append (body, zeros, (4 - body->len % 4) % 4);
      air_append (body, packets[i]->octets->data, 12);
      air_append (body, length, 2);
      air_append (body, msdu->data, msdu->len);
    }
  put_part (crossing, first, body->data, body->len, 0, false, true, 0);
}

static bool
same_source (const ListPacket *one, const ListPacket *other)
{
  return memcmp (one->octets->data + 6, other->octets->data + 6, 6) == 0;
}

static void
cross_all (Crossing *crossing, const PacketList *list)
{
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      const bool rekeys = crossing->form == AIR_WPA2_REKEY;
      if (rekeys && i > 0 && i % REKEY_PACKETS == 0)
        {
          air_join (&crossing->air);
          put_handshake (crossing, packet->time);
        }
      if (crossing->form == AIR_WPA2_LATE && i == MIN (LATE_HANDSHAKE, list->packets->len - 1))
        put_handshake (crossing, packet->time);
      const bool pairs = crossing->form == AIR_OPEN_PAIRS && i + 1 < list->packets->len;
      if (pairs && same_source (packet, packet_at (list, i + 1)))
        cross_pair (crossing, packet, packet_at (list, ++i));
      else
        cross (crossing, packet, rekeys && i >= REKEY_PACKETS && i % REKEY_PACKETS < LATE_PACKETS);
    }
}

void
cross_air (PacketList *list, GRand *random, int form)
{
  const AirSuite suite
      = { WIFI_DESCRIPTOR_RSN, 2, 2, form == AIR_WPA2_GCMP ? WIFI_CIPHER_GCMP_128 : WIFI_CIPHER_CCMP_128 };
  Crossing crossing = { .form = (AirForm) form, .random = random };
  if (list->packets->len == 0)
    return;
  air_init (&crossing.air, suite, "Cafe", "unused passphrase");
  memset (crossing.air.pmk, 0, sizeof crossing.air.pmk);
  air_derive (&crossing.air);
  crossing.frames = g_ptr_array_new_with_free_func (list_packet_free);
  memcpy (crossing.station, packet_at (list, 0)->octets->data + 6, 6);
  memcpy (crossing.air.station, crossing.station, 6);
  air_derive (&crossing.air);
  if (is_protected (&crossing) && form != AIR_WPA2_LATE)
    put_handshake (&crossing, packet_at (list, 0)->time);
  cross_all (&crossing, list);
  g_ptr_array_unref (list->packets);
  list->packets = crossing.frames;
}
