/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From 802.11 frames to MSDUs.
 *
 * IEEE 802.11-2020 §9.2.4.7 (mesh control), §9.3.2 (data frames, A-MSDUs),
 * §10.3.2.14 (repeats), §10.4 and §10.5 (fragments); RFC 1042 (802.2 behind it).
 *
 * An A-MSDU that begins as an 802.2 header does is an ordinary MSDU whose flag was
 * changed on the air (CVE-2020-24588), and is dropped as today's receivers do it.
 *
 * Does not read MSDUs of directional multi-gigabit stations, which have shorter
 * subframe headers, nor frames whose EtherType stands without an 802.2 header. */
#include "config.h"

#include "wifi.h"

#include "wifi-check.h"
#include "wifi-crypto.h"
#include "wifi-fragments.h"
#include "wifi-held.h"
#include "wifi-keys.h"
#include "wifi-networks.h"
#include "wifi-retries.h"

#include <glib.h>

enum { SUBFRAMES_MAX = 1024 };

/* Capture headers of several kinds may meet in one run, each with its own habits. */
enum { CHECKS = 4 };

struct Wifi {
  WifiHandler handler;
  void *user;
  bool keeps_packets;
  WifiKeys *keys;
  WifiTable *networks;
  WifiRetries *retries;
  WifiFragments *fragments;
  WifiHeld *held;
  struct {
    uint32_t file;
    int link_type;
    WifiCheck check;
  } checks[CHECKS]; /* by file and link type, the newest first */
  WifiCounters counters;
  /* The frame at hand. */
  const Packet *packet;
  WifiPlace place; /* in the packet */
  unsigned radio;
  const WifiFrame *frame;
  WifiNetwork *network;
  WifiPath path;
  bool releasing; /* frames that were held: what does not open now is not held again */
  bool new_keys;  /* it made keys: frames of its station that are held may open */
};

Wifi *
wifi_new (const WifiLimits *limits, WifiKeys *keys, bool keeps_packets, WifiHandler handler, void *user)
{
  Wifi *wifi = g_new0 (Wifi, 1);
  wifi->handler = handler;
  wifi->user = user;
  wifi->keys = keys;
  wifi->keeps_packets = keeps_packets;
  wifi->networks = wifi_table_new (sizeof (WifiNetwork), limits->networks, NULL);
  wifi->retries = wifi_retries_new ();
  wifi->fragments = wifi_fragments_new (limits->fragments);
  wifi->held = wifi_held_new (limits->held_octets);
  return wifi;
}

void
wifi_free (Wifi *wifi)
{
  if (wifi == NULL)
    return;
  wifi_table_free (wifi->networks);
  wifi_retries_free (wifi->retries);
  wifi_fragments_free (wifi->fragments);
  wifi_held_free (wifi->held);
  g_free (wifi);
}

static WifiCheck *
check_of (Wifi *wifi, const Packet *packet)
{
  unsigned at = 0;
  while (at < CHECKS - 1 && (wifi->checks[at].file != packet->file || wifi->checks[at].link_type != packet->link_type))
    at++;
  if (wifi->checks[at].file != packet->file || wifi->checks[at].link_type != packet->link_type)
    {
      memmove (&wifi->checks[1], &wifi->checks[0], at * sizeof wifi->checks[0]);
      memset (&wifi->checks[0], 0, sizeof wifi->checks[0]);
      wifi->checks[0].file = packet->file;
      wifi->checks[0].link_type = packet->link_type;
      at = 0;
    }
  return &wifi->checks[at].check;
}

/* --- management ---------------------------------------------------------------- */

/* What a frame told, without which others would not be read as they were. */
static void
tell (Wifi *wifi, const uint8_t *bssid, const uint8_t *station)
{
  wifi->path = (WifiPath){ .present = true, .protection = WIFI_OPEN };
  memcpy (wifi->path.bssid, bssid, sizeof wifi->path.bssid);
  if (station != NULL)
    memcpy (wifi->path.station, station, sizeof wifi->path.station);
  wifi->handler (wifi->user, &(WifiMsdu){ .told = true, .packet = wifi->packet, .path = &wifi->path });
}

static void
learn (Wifi *wifi, const WifiFrame *frame, const Bytes *bytes)
{
  switch (frame->subtype)
    {
    case WIFI_BEACON:
    case WIFI_PROBE_RESPONSE:
    case WIFI_ASSOCIATION_REQUEST:
    case WIFI_REASSOCIATION_REQUEST:
      if (!frame->protected && (frame->bssid[0] & 1) == 0
          && wifi_network_learn (wifi_table_get (wifi->networks, frame->bssid, NULL), frame->subtype, *bytes))
        tell (wifi, frame->bssid, NULL);
      break;
    default:
      break;
    }
}

/* A station on its way to the next access point: either frame may make its keys. */
static void
take_reassociation (Wifi *wifi, WifiFrame *frame, Bytes bytes)
{
  const bool response = frame->subtype == WIFI_REASSOCIATION_RESPONSE;
  if ((!response && frame->subtype != WIFI_REASSOCIATION_REQUEST) || frame->protected || (frame->bssid[0] & 1) != 0
      || !wifi_keys_any (wifi->keys))
    return;
  bytes_skip (&bytes, response ? 2 + 2 + 2 : 2 + 2 + WIFI_MAC_OCTETS);
  frame->station = response ? frame->receiver : frame->transmitter;
  WifiNetwork *network = wifi_table_get (wifi->networks, frame->bssid, NULL);
  const uint64_t verified = network->handshakes.verified;
  wifi_keys_take_roaming (wifi->keys, network, frame->station, response, bytes);
  wifi->new_keys = network->handshakes.verified != verified;
  if (wifi->new_keys)
    tell (wifi, frame->bssid, frame->station);
}

/* --- MSDUs --------------------------------------------------------------------- */

static bool
begins_with_llc (const Bytes *bytes)
{
  const uint8_t *start = bytes_peek (bytes, 3);
  return start != NULL && start[0] == 0xaa && start[1] == 0xaa && start[2] == 0x03;
}

/* A mesh control field has 6 octets and up to two or three addresses.  Stations that
 * were built before the standard announce it by nothing, so it is looked for where no
 * 802.2 header is. */
static void
skip_mesh_control (Bytes *bytes)
{
  enum { ADDRESS_EXTENSION = 0x03 };
  const uint8_t *flags = bytes_peek (bytes, 1);
  if (flags == NULL || (flags[0] & ~ADDRESS_EXTENSION) != 0)
    return;
  Bytes behind = *bytes;
  bytes_skip (&behind, 6 + flags[0] * (size_t) WIFI_MAC_OCTETS);
  if (begins_with_llc (&behind))
    *bytes = behind;
}

/* The handshakes that make keys are no packets for anybody else. */
static bool
is_eapol (Bytes *octets)
{
  static const uint8_t header[8] = { 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x88, 0x8e };
  const uint8_t *start = bytes_peek (octets, sizeof header);
  if (start == NULL || memcmp (start, header, sizeof header) != 0)
    return false;
  bytes_skip (octets, sizeof header);
  return true;
}

static void
hand_on (Wifi *wifi, Bytes octets, const uint8_t *destination, const uint8_t *source, const PacketChain *others)
{
  if (!begins_with_llc (&octets))
    skip_mesh_control (&octets);
  if (is_eapol (&octets))
    {
      const uint64_t verified = wifi->network->handshakes.verified;
      wifi_keys_take_eapol (wifi->keys, wifi->network, wifi->frame, octets);
      wifi->new_keys = wifi->network->handshakes.verified != verified;
      if (wifi_keys_any (wifi->keys))
        wifi->handler (wifi->user, &(WifiMsdu){ .told = true, .packet = wifi->packet, .path = &wifi->path });
      return;
    }
  const WifiMsdu msdu = {
    .octets = octets,
    .packet = wifi->packet,
    .destination = destination,
    .source = source,
    .path = &wifi->path,
    .others = others,
  };
  wifi->handler (wifi->user, &msdu);
}

/* §9.3.2.2.2: destination, source and length before each, padded to 4 octets. */
static WifiEnd
take_apart (Wifi *wifi, Bytes *body, const PacketChain *others)
{
  enum { SUBFRAME_HEADER = 14 };
  if (begins_with_llc (body))
    return WIFI_END_MALFORMED;
  for (unsigned count = 0; bytes_captured (body) >= SUBFRAME_HEADER && count < SUBFRAMES_MAX; count++)
    {
      const uint8_t *header = bytes_take (body, SUBFRAME_HEADER);
      const size_t length = be16_at (header + 12);
      if (length > bytes_length (body))
        return WIFI_END_MALFORMED;
      Bytes msdu = *body;
      bytes_limit (&msdu, length);
      if (length > 0)
        hand_on (wifi, msdu, header, header + WIFI_MAC_OCTETS, others);
      bytes_skip (body, MIN (length + (4 - (SUBFRAME_HEADER + length) % 4) % 4, bytes_length (body)));
    }
  return bytes_length (body) > bytes_captured (body) ? WIFI_END_CUT : WIFI_END_HANDED;
}

/* TKIP: takes the MIC off the MSDU; false where it does not fit. */
static bool
check_michael (Wifi *wifi, const WifiFrame *frame, const uint8_t *key, Bytes *msdu)
{
  uint8_t mic[WIFI_MICHAEL_OCTETS], header[WIFI_MICHAEL_HEADER];
  const size_t length = bytes_captured (msdu);
  if (msdu->beyond > 0 || length < sizeof mic)
    return false;
  wifi_michael_header (header, frame->destination, frame->source, frame->tid != WIFI_NO_TID ? frame->tid : 0);
  wifi_michael (mic, key, header, sizeof header, msdu->at, length - sizeof mic);
  const bool fits = memcmp (mic, msdu->at + length - sizeof mic, sizeof mic) == 0;
  bytes_limit (msdu, length - sizeof mic);
  wifi->counters.bad_michael += !fits;
  return fits;
}

static WifiEnd
hand_msdu (Wifi *wifi, const WifiFrame *frame, const uint8_t *michael, Bytes *body, const PacketChain *others)
{
  if (michael != NULL && !check_michael (wifi, frame, michael, body))
    return WIFI_END_NO_DATA;
  if (frame->amsdu)
    return take_apart (wifi, body, others);
  hand_on (wifi, *body, frame->destination, frame->source, others);
  return WIFI_END_HANDED;
}

/* --- data frames --------------------------------------------------------------- */

static WifiEnd
take_fragment (Wifi *wifi, const WifiFrame *frame, const uint8_t *michael, const Bytes *body, const Packet *packet)
{
  Bytes msdu;
  const PacketChain *others = NULL;
  const WifiJoin join = wifi_fragments_push (wifi->fragments, frame, body, packet->time,
                                             wifi->keeps_packets ? packet : NULL, &msdu, &others);
  return join == WIFI_JOIN_WHOLE ? hand_msdu (wifi, frame, michael, &msdu, others) : WIFI_END_HELD;
}

static bool
is_fragment (const WifiFrame *frame)
{
  return frame->more_fragments || frame->fragment > 0;
}

/* Whether it was read before, or can belong to nothing. */
static bool
is_superfluous (Wifi *wifi, const WifiFrame *frame, int64_t time)
{
  if (!is_fragment (frame))
    {
      if (!wifi_retries_is_repeat (wifi->retries, frame, time))
        return false;
      wifi->counters.repeats++;
      return true;
    }
  const WifiJoin join = wifi_fragments_expect (wifi->fragments, frame, time);
  wifi->counters.repeats += join == WIFI_JOIN_REPEAT;
  return join != WIFI_JOIN_HELD;
}

static bool
is_known_network (const Wifi *wifi, const uint8_t *address)
{
  const WifiNetwork *network = wifi_table_find (wifi->networks, address, NULL);
  return network != NULL && (network->has_ability || network->handshakes.seen != 0);
}

/* Four addresses do not tell which end is the access point: the one that behaved so. */
static void
orient (const Wifi *wifi, WifiFrame *frame)
{
  if (frame->to_ds && frame->from_ds && is_known_network (wifi, frame->transmitter)
      && !is_known_network (wifi, frame->receiver))
    {
      frame->bssid = frame->transmitter;
      frame->station = frame->receiver;
    }
}

static WifiNetwork *
network_of (Wifi *wifi, const WifiFrame *frame)
{
  WifiNetwork *network = wifi_table_get (wifi->networks, frame->bssid, NULL);
  wifi_table_keep (wifi->networks, network);
  network->frames++;
  return network;
}

/* Keeps a frame that may open later: one between two stations, whole, of a network for
 * which a key was given. */
static void
hold (Wifi *wifi, const WifiFrame *frame, const Bytes *body)
{
  if (!wifi->releasing && wifi->place.known && body->beyond == 0 && (frame->receiver[0] & 1) == 0
      && wifi_keys_fit (wifi->keys, wifi->network))
    wifi_held_add (wifi->held, wifi->packet, wifi->place, wifi->radio, frame->bssid, frame->station);
}

/* A protected frame: it is opened, or counted. */
static bool
open_frame (Wifi *wifi, const WifiFrame *frame, const Bytes *body, WifiOpened *opened)
{
  wifi_network_note_protected (wifi->network, body);
  wifi->counters.protected ++;
  if (wifi_keys_any (wifi->keys) && wifi_keys_open (wifi->keys, wifi->network, frame, body, opened))
    {
      wifi->path.protection = (uint8_t) opened->protection;
      wifi->path.own_key = opened->own_key;
      return true;
    }
  wifi->counters.unread++;
  wifi->network->unread++;
  hold (wifi, frame, body);
  return false;
}

static WifiEnd
take_data (Wifi *wifi, WifiFrame *frame, const Packet *packet, Bytes *body)
{
  if (!frame->carries_data)
    return WIFI_END_NO_DATA;
  orient (wifi, frame);
  WifiNetwork *network = network_of (wifi, frame);
  /* Which fragments go before it cannot be told of a frame that has to wait for its keys. */
  const bool waits = frame->protected && !wifi_keys_know (wifi->keys, network, frame);
  if (!waits && is_superfluous (wifi, frame, packet->time))
    return WIFI_END_NO_DATA;
  wifi->path = (WifiPath){ .present = true, .protection = WIFI_OPEN };
  memcpy (wifi->path.bssid, frame->bssid, sizeof wifi->path.bssid);
  memcpy (wifi->path.station, frame->station, sizeof wifi->path.station);
  wifi->frame = frame;
  wifi->network = network;
  WifiOpened opened = { .body = *body };
  if (frame->protected && !open_frame (wifi, frame, body, &opened))
    return body->beyond > 0 ? WIFI_END_CUT : WIFI_END_NO_DATA;
  if (is_fragment (frame))
    return take_fragment (wifi, frame, opened.michael, &opened.body, packet);
  wifi_retries_note (wifi->retries, frame, packet->time);
  return hand_msdu (wifi, frame, opened.michael, &opened.body, NULL);
}

/* A frame whose keys came after it; it was counted when it came first. */
static void
push_held (void *user, const Packet *packet, WifiPlace place, unsigned radio)
{
  Wifi *wifi = user;
  Bytes bytes = bytes_init (packet->octets + place.at, place.octets, place.octets);
  WifiFrame frame;
  wifi->packet = packet;
  wifi->place = place;
  if (!wifi_check (check_of (wifi, packet), radio, &bytes) || !wifi_frame_read (&frame, &bytes, radio))
    return;
  orient (wifi, &frame);
  WifiNetwork *network = wifi_table_get (wifi->networks, frame.bssid, NULL);
  if (network->unread == 0) /* it was forgotten meanwhile */
    return;
  network->frames--;
  network->protected --;
  network->unread--;
  wifi->counters.protected --;
  wifi->counters.unread--;
  take_data (wifi, &frame, packet, &bytes);
}

static void
release (Wifi *wifi, const WifiFrame *frame)
{
  uint8_t bssid[6], station[6];
  memcpy (bssid, frame->bssid, sizeof bssid);
  memcpy (station, frame->station, sizeof station);
  wifi->releasing = true;
  wifi_held_release (wifi->held, bssid, station, push_held, wifi);
  wifi->releasing = false;
}

/* A frame out of a tunnel whose packets came in fragments lies elsewhere. */
static WifiPlace
place_of (const Packet *packet, const Bytes *bytes)
{
  const uintptr_t start = (uintptr_t) packet->octets, at = (uintptr_t) bytes->at, end = (uintptr_t) bytes->end;
  if (at < start || end > start + packet->captured)
    return (WifiPlace){ .known = false };
  return (WifiPlace){ .known = true, .at = at - start, .octets = end - at };
}

WifiEnd
wifi_push (Wifi *wifi, const Packet *packet, unsigned radio, Bytes *bytes)
{
  wifi->counters.frames++;
  wifi->packet = packet;
  wifi->place = place_of (packet, bytes);
  wifi->radio = radio;
  wifi->new_keys = false;
  if (!wifi_check (check_of (wifi, packet), radio, bytes))
    {
      wifi->counters.damaged++;
      return WIFI_END_NO_DATA;
    }
  WifiFrame frame;
  WifiEnd end;
  if (!wifi_frame_read (&frame, bytes, radio))
    {
      wifi->counters.malformed += bytes->failure != BYTES_CUT;
      return bytes->failure == BYTES_CUT ? WIFI_END_CUT : WIFI_END_MALFORMED;
    }
  switch (frame.type)
    {
    case WIFI_MANAGEMENT:
      learn (wifi, &frame, bytes);
      take_reassociation (wifi, &frame, *bytes);
      if (wifi->new_keys)
        release (wifi, &frame);
      return WIFI_END_NO_DATA;
    case WIFI_DATA:
      end = take_data (wifi, &frame, packet, bytes);
      if (wifi->new_keys)
        release (wifi, &frame);
      return end;
    default:
      return WIFI_END_NO_DATA;
    }
}

/* --- what was learned ---------------------------------------------------------- */

const WifiCounters *
wifi_counters (Wifi *wifi)
{
  const WifiFragmentCounters *fragments = wifi_fragments_counters (wifi->fragments);
  wifi->counters.fragments_joined = fragments->joined;
  wifi->counters.fragments_lost = fragments->lost;
  wifi->counters.fragments_hit = fragments->hit;
  wifi->counters.networks_hit = wifi_table_hit (wifi->networks);
  wifi->counters.stations_hit = wifi_keys_hit (wifi->keys);
  wifi->counters.held_hit = wifi_held_hit (wifi->held);
  return &wifi->counters;
}

bool
wifi_network (const Wifi *wifi, const uint8_t bssid[6], WifiNetworkView *view)
{
  const WifiNetwork *network = wifi_table_find (wifi->networks, bssid, NULL);
  if (network == NULL)
    return false;
  wifi_network_view (network, wifi_keys_fit (wifi->keys, network), view);
  return true;
}

typedef struct Visit {
  const Wifi *wifi;
  void (*visit) (void *user, const WifiNetworkView *view);
  void *user;
} Visit;

static void
visit_network (void *user, void *entry)
{
  const Visit *visit = user;
  WifiNetworkView view;
  wifi_network_view (entry, wifi_keys_fit (visit->wifi->keys, entry), &view);
  visit->visit (visit->user, &view);
}

void
wifi_each_network (const Wifi *wifi, void (*visit) (void *user, const WifiNetworkView *view), void *user)
{
  Visit both = { wifi, visit, user };
  wifi_table_each (wifi->networks, visit_network, &both);
}
