/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets on their way to -w: held, bounded, until their connection is known to be
 * SMTP, so that the file has the handshake too; let go when it is none. */
#ifndef SMTPLENS_PACKET_SAVER_H
#define SMTPLENS_PACKET_SAVER_H

#include "packet.h"
#include "reassembler.h"

typedef struct PacketSaver PacketSaver;

typedef enum SaveVerdict {
  SAVE_HOLD,  /* not known yet */
  SAVE_WRITE, /* SMTP: this packet and those held */
  SAVE_DROP,  /* no SMTP: from now on none of this connection */
} SaveVerdict;

/* `write` gets the packets, in the order of each connection. */
PacketSaver *packet_saver_new (uint64_t limit, void (*write) (void *user, const Packet *packet), void *user);
void packet_saver_add (PacketSaver *saver, const TcpSegment *segment, SaveVerdict verdict);
/* The connection ended and was SMTP: writes what is held of it, for it may have been
 * recognised by what waited for lost packets until then. */
void packet_saver_end (PacketSaver *saver, const ConnectionView *connection);
/* How often held packets were let go because of the limit. */
uint64_t packet_saver_hit (const PacketSaver *saver);
/* NULL is fine. */
void packet_saver_free (PacketSaver *saver);

#endif
