/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One list by age.  Releasing walks all of it, and happens once for each handshake. */
#include "config.h"

#include "wifi-held.h"

#include <glib.h>
#include <string.h>

#include "packet-notes.h"

typedef struct HeldFrame {
  Packet packet; /* its octets are those below */
  size_t frame_at;
  unsigned radio;
  uint8_t bssid[6], station[6];
  uint8_t octets[];
} HeldFrame;

struct WifiHeld {
  GQueue frames; /* of HeldFrame *, the oldest first */
  uint64_t octets, most;
  uint64_t hit;
};

WifiHeld *
wifi_held_new (uint64_t octets)
{
  WifiHeld *held = g_new0 (WifiHeld, 1);
  g_queue_init (&held->frames);
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

void
wifi_held_free (WifiHeld *held)
{
  if (held == NULL)
    return;
  g_queue_clear_full (&held->frames, free_frame);
  g_free (held);
}

/* Of memory. */
static uint64_t
cost_of (const Packet *packet)
{
  return sizeof (HeldFrame) + sizeof (GList) + packet->captured + packet_notes_cost (packet->notes);
}

void
wifi_held_add (WifiHeld *held, const Packet *packet, size_t frame_at, unsigned radio, const uint8_t bssid[6],
               const uint8_t station[6])
{
  HeldFrame *frame = g_malloc (sizeof *frame + packet->captured);
  frame->packet = *packet;
  frame->packet.octets = frame->octets;
  frame->packet.notes = packet_notes_ref (packet->notes);
  frame->frame_at = frame_at;
  frame->radio = radio;
  memcpy (frame->bssid, bssid, sizeof frame->bssid);
  memcpy (frame->station, station, sizeof frame->station);
  memcpy (frame->octets, packet->octets, packet->captured);
  g_queue_push_tail (&held->frames, frame);
  held->octets += cost_of (packet);
  while (held->octets > held->most)
    {
      HeldFrame *oldest = g_queue_pop_head (&held->frames);
      held->octets -= cost_of (&oldest->packet);
      held->hit++;
      free_frame (oldest);
    }
}

void
wifi_held_release (WifiHeld *held, const uint8_t bssid[6], const uint8_t station[6], WifiHeldHandler handler,
                   void *user)
{
  GQueue released = G_QUEUE_INIT;
  for (GList *link = held->frames.head, *next; link != NULL; link = next)
    {
      HeldFrame *frame = link->data;
      next = link->next;
      if (memcmp (frame->bssid, bssid, sizeof frame->bssid) != 0
          || memcmp (frame->station, station, sizeof frame->station) != 0)
        continue;
      g_queue_unlink (&held->frames, link);
      g_queue_push_tail_link (&released, link);
      held->octets -= cost_of (&frame->packet);
    }
  /* Only now: the handler may add frames. */
  HeldFrame *frame;
  while ((frame = g_queue_pop_head (&released)) != NULL)
    {
      handler (user, &frame->packet, frame->frame_at, frame->radio);
      free_frame (frame);
    }
}

uint64_t
wifi_held_hit (const WifiHeld *held)
{
  return held->hit;
}
