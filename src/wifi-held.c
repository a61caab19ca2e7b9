/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list by age, and a share for each station, so that releasing costs no more than what it
 * releases. */
#include "config.h"

#include "wifi-held.h"

#include "packet-notes.h"
#include "shares.h"

#include <glib.h>
#include <string.h>

typedef struct StationKey {
  uint8_t bssid[6], station[6];
} StationKey;

typedef struct HeldFrame {
  GList age;
  GList link; /* in its share */
  Share *share;
  Packet packet; /* its octets are those below */
  WifiPlace place;
  unsigned radio;
  uint8_t octets[];
} HeldFrame;

struct WifiHeld {
  GQueue frames; /* of HeldFrame *, the oldest first */
  Shares *shares;
  uint64_t octets, most;
  uint64_t hit;
};

WifiHeld *
wifi_held_new (uint64_t octets)
{
  WifiHeld *held = g_new0 (WifiHeld, 1);
  g_queue_init (&held->frames);
  held->shares = shares_new ();
  held->most = octets;
  return held;
}

static void
free_frame (gpointer pointer)
{
  HeldFrame *frame = pointer;
  packet_notes_unref (frame->packet.notes);
  g_free (frame);
}

/* Of memory. */
static uint64_t
cost_of (const HeldFrame *frame)
{
  return sizeof *frame + frame->packet.captured + packet_notes_cost (frame->packet.notes);
}

/* Takes a frame out; the caller frees it. */
static void
take_out (WifiHeld *held, HeldFrame *frame)
{
  const uint64_t cost = cost_of (frame);
  g_queue_unlink (&held->frames, &frame->age);
  shares_remove (held->shares, frame->share, &frame->link, cost);
  held->octets -= cost;
}

void
wifi_held_free (WifiHeld *held)
{
  if (held == NULL)
    return;
  while (held->frames.head != NULL)
    {
      HeldFrame *frame = held->frames.head->data;
      take_out (held, frame);
      free_frame (frame);
    }
  shares_free (held->shares);
  g_free (held);
}

static StationKey
key_of (const uint8_t bssid[6], const uint8_t station[6])
{
  StationKey key;
  memcpy (key.bssid, bssid, sizeof key.bssid);
  memcpy (key.station, station, sizeof key.station);
  return key;
}

/* The oldest frame of a greedy station, or the oldest of all. */
static void
give_way (WifiHeld *held)
{
  HeldFrame *frame = shares_greediest (held->shares);
  if (frame == NULL)
    frame = held->frames.head->data;
  take_out (held, frame);
  held->hit++;
  free_frame (frame);
}

void
wifi_held_add (WifiHeld *held, const Packet *packet, WifiPlace place, unsigned radio, const uint8_t bssid[6],
               const uint8_t station[6])
{
  HeldFrame *frame = g_malloc0 (sizeof *frame + packet->captured);
  frame->packet = *packet;
  frame->packet.octets = frame->octets;
  frame->packet.notes = packet_notes_ref (packet->notes);
  frame->place = place;
  frame->radio = radio;
  memcpy (frame->octets, packet->octets, packet->captured);
  const StationKey key = key_of (bssid, station);
  frame->age.data = frame->link.data = frame;
  frame->share = shares_add (held->shares, &key, sizeof key, &frame->link, cost_of (frame));
  g_queue_push_tail_link (&held->frames, &frame->age);
  held->octets += cost_of (frame);
  while (held->octets > held->most)
    give_way (held);
}

void
wifi_held_release (WifiHeld *held, const uint8_t bssid[6], const uint8_t station[6], WifiHeldHandler handler,
                   void *user)
{
  const StationKey key = key_of (bssid, station);
  g_autoptr (GPtrArray) released = g_ptr_array_new_with_free_func (free_frame);
  Share *share = shares_find (held->shares, &key, sizeof key);
  for (const GList *link = share != NULL ? share_oldest (share) : NULL; link != NULL; link = link->next)
    g_ptr_array_add (released, link->data);
  for (guint i = 0; i < released->len; i++)
    take_out (held, g_ptr_array_index (released, i));
  /* Only now: the handler may add frames. */
  for (guint i = 0; i < released->len; i++)
    {
      HeldFrame *frame = g_ptr_array_index (released, i);
      handler (user, &frame->packet, frame->place, frame->radio);
    }
}

uint64_t
wifi_held_hit (const WifiHeld *held)
{
  return held->hit;
}
