/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets that are kept: copies, in the order in which they came. */
#ifndef SMTPLENS_PACKET_CHAIN_H
#define SMTPLENS_PACKET_CHAIN_H

#include "packet.h"

typedef struct PacketCopy {
  struct PacketCopy *next;
  Packet packet; /* its octets are those below */
  uint8_t octets[];
} PacketCopy;

/* All zero is an empty one. */
typedef struct PacketChain {
  PacketCopy *first, *last;
  uint64_t octets; /* of memory */
} PacketChain;

/* Copies it to the end. */
void packet_chain_add (PacketChain *chain, const Packet *packet);
/* Frees the copies. */
void packet_chain_clear (PacketChain *chain);

#endif
