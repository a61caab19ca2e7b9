/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short list of MSDUs, each known by receiver, transmitter, TID and sequence number.
 *
 * Fragments come in order, so one that is not the next means that a fragment was not
 * captured: the MSDU is given up.  All or none of them are protected: mixing them is
 * an attack (CVE-2020-26147), and so is a rest that comes late (CVE-2020-24586).
 *
 * Does not join fragments that are captured out of order. */
#include "config.h"

#include "wifi-fragments.h"

#include <glib.h>

enum { MSDU_OCTETS_MAX = 65535 };
/* Receivers give up after 512 units of 1024 µs; clocks of captures are coarser. */
#define AGE_MAX G_GINT64_CONSTANT (2000000000)

typedef struct Partial {
  bool used;
  bool protected;
  uint8_t tid;
  uint8_t next;
  uint16_t sequence;
  uint8_t addresses[12];
  int64_t time;
  GByteArray *octets;
  size_t beyond; /* octets of a fragment that the capture cut, and all behind it */
  PacketChain packets;
} Partial;

struct WifiFragments {
  Partial *partials;
  size_t count;
  WifiFragmentCounters counters;
};

WifiFragments *
wifi_fragments_new (uint64_t most)
{
  WifiFragments *fragments = g_new0 (WifiFragments, 1);
  fragments->count = (size_t) CLAMP (most, 1, 65536);
  fragments->partials = g_new0 (Partial, fragments->count);
  return fragments;
}

static void
partial_drop (Partial *partial)
{
  packet_chain_clear (&partial->packets);
  partial->used = false;
}

void
wifi_fragments_free (WifiFragments *fragments)
{
  if (fragments == NULL)
    return;
  for (size_t i = 0; i < fragments->count; i++)
    {
      packet_chain_clear (&fragments->partials[i].packets);
      if (fragments->partials[i].octets != NULL)
        g_byte_array_unref (fragments->partials[i].octets);
    }
  g_free (fragments->partials);
  g_free (fragments);
}

static void
make_addresses (uint8_t addresses[12], const WifiFrame *frame)
{
  memcpy (addresses, frame->receiver, 6);
  memcpy (addresses + 6, frame->transmitter, 6);
}

static Partial *
find (WifiFragments *fragments, const WifiFrame *frame, int64_t time)
{
  uint8_t addresses[12];
  make_addresses (addresses, frame);
  for (size_t i = 0; i < fragments->count; i++)
    {
      Partial *partial = &fragments->partials[i];
      if (!partial->used || partial->sequence != frame->sequence || partial->tid != frame->tid
          || memcmp (partial->addresses, addresses, sizeof addresses) != 0)
        continue;
      if (time - partial->time <= AGE_MAX && partial->time - time <= AGE_MAX)
        return partial;
      partial_drop (partial);
      fragments->counters.lost++;
    }
  return NULL;
}

/* A free place, else that of the oldest. */
static Partial *
begin (WifiFragments *fragments, const WifiFrame *frame)
{
  Partial *chosen = NULL;
  for (size_t i = 0; i < fragments->count && (chosen == NULL || chosen->used); i++)
    if (chosen == NULL || !fragments->partials[i].used || fragments->partials[i].time < chosen->time)
      chosen = &fragments->partials[i];
  if (chosen->used)
    {
      partial_drop (chosen);
      fragments->counters.hit++;
    }
  if (chosen->octets == NULL)
    chosen->octets = g_byte_array_new ();
  g_byte_array_set_size (chosen->octets, 0);
  chosen->used = true;
  chosen->protected = frame->protected;
  chosen->tid = frame->tid;
  chosen->sequence = frame->sequence;
  chosen->next = 0;
  chosen->beyond = 0;
  make_addresses (chosen->addresses, frame);
  return chosen;
}

WifiJoin
wifi_fragments_expect (WifiFragments *fragments, const WifiFrame *frame, int64_t time)
{
  Partial *partial = find (fragments, frame, time);
  if (partial != NULL && frame->fragment < partial->next && frame->retry)
    return WIFI_JOIN_REPEAT;
  if (frame->fragment == 0
      || (partial != NULL && frame->fragment == partial->next && frame->protected == partial->protected))
    return WIFI_JOIN_HELD;
  if (partial != NULL && frame->fragment > partial->next)
    partial_drop (partial);
  fragments->counters.lost++;
  return WIFI_JOIN_LOST;
}

static bool
append (Partial *partial, const Bytes *body)
{
  if (partial->octets->len + partial->beyond + bytes_length (body) > MSDU_OCTETS_MAX)
    return false;
  if (partial->beyond > 0)
    partial->beyond += bytes_length (body);
  else
    {
      g_byte_array_append (partial->octets, body->at, (guint) bytes_captured (body));
      partial->beyond = body->beyond;
    }
  return true;
}

WifiJoin
wifi_fragments_push (WifiFragments *fragments, const WifiFrame *frame, const Bytes *body, int64_t time,
                     const Packet *packet, Bytes *msdu, const PacketChain **others)
{
  Partial *partial = find (fragments, frame, time);
  if (frame->fragment == 0)
    {
      if (partial != NULL)
        {
          partial_drop (partial);
          fragments->counters.lost++;
        }
      packet_chain_clear (&(partial = begin (fragments, frame))->packets);
    }
  if (partial == NULL || partial->next != frame->fragment || !append (partial, body))
    {
      if (partial != NULL)
        partial_drop (partial);
      fragments->counters.lost++;
      return WIFI_JOIN_LOST;
    }
  partial->next++;
  partial->time = time;
  if (frame->more_fragments)
    {
      if (packet != NULL)
        packet_chain_add (&partial->packets, packet);
      return WIFI_JOIN_HELD;
    }
  /* The place counts as free from now on; what is in it stays until it is used again. */
  partial->used = false;
  fragments->counters.joined++;
  *msdu = bytes_init (partial->octets->data, partial->octets->len, partial->octets->len + partial->beyond);
  *others = &partial->packets;
  return WIFI_JOIN_WHOLE;
}

const WifiFragmentCounters *
wifi_fragments_counters (const WifiFragments *fragments)
{
  return &fragments->counters;
}
