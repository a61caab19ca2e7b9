/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets that are of no connection to be saved, and without which those that are cannot be
 * read as before: what a verdict rests on, what opens a frame.  They are held, bounded, under
 * a key, until somebody wants them, and let go if nobody does. */
#ifndef SMTPLENS_PACKET_NEEDS_H
#define SMTPLENS_PACKET_NEEDS_H

#include "packet-chain.h"
#include "packet.h"

#include <glib.h>

typedef struct PacketNeeds PacketNeeds;

enum { NEED_KEY_MAX = 48 };

/* Where a packet stands in the input.  Where only the time is known, the others are 0. */
typedef struct NeedPlace {
  uint64_t number;
  int64_t time;
  uint32_t file;
} NeedPlace;

/* `write` gets the packets, those of one key in the order in which they came, each once. */
PacketNeeds *packet_needs_new (uint64_t limit, void (*write) (void *user, const Packet *packet), void *user);
/* NULL is fine. */
void packet_needs_free (PacketNeeds *needs);

/* Holds a copy of the packet, and of `others`, the rest of its datagram (or NULL), behind those of
 * this key; writes it where it is expected, or its key wanted for good. */
void
packet_needs_keep (PacketNeeds *needs, const void *key, size_t length, const Packet *packet, const PacketChain *others);
/* Writes what is held under a key, and from now on what comes for it. */
void packet_needs_want_key (PacketNeeds *needs, const void *key, size_t length);
/* Writes what is held under the key of the packet that stands there, so far. */
void packet_needs_want (PacketNeeds *needs, const NeedPlace *place);
/* The same for a packet that will come at this time; before the first packet. */
void packet_needs_expect (PacketNeeds *needs, int64_t time);
/* How often held packets were let go because of the limit. */
uint64_t packet_needs_hit (const PacketNeeds *needs);

#endif
