/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One block a packet.  How many may be kept is the matter of whoever keeps them. */
#include "config.h"

#include "packet-chain.h"

#include "packet-notes.h"

#include <glib.h>
#include <string.h>

void
packet_chain_add (PacketChain *chain, const Packet *packet)
{
  PacketCopy *copy = g_malloc (sizeof *copy + packet->captured);
  copy->next = NULL;
  copy->packet = *packet;
  copy->packet.octets = copy->octets;
  copy->packet.notes = packet_notes_ref (packet->notes);
  if (packet->captured > 0)
    memcpy (copy->octets, packet->octets, packet->captured);
  if (chain->last != NULL)
    chain->last->next = copy;
  else
    chain->first = copy;
  chain->last = copy;
  chain->octets += sizeof *copy + packet->captured + packet_notes_cost (packet->notes);
}

void
packet_chain_clear (PacketChain *chain)
{
  for (PacketCopy *copy = chain->first, *next; copy != NULL; copy = next)
    {
      next = copy->next;
      packet_notes_unref (copy->packet.notes);
      g_free (copy);
    }
  *chain = (PacketChain){ 0 };
}
