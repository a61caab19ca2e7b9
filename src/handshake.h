/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How connections begin (RFC 9293 §3.5), and when a SYN among the packets of
 * a connection begins another one between the same two ports.  Inner door of
 * the reassembler's room. */
#ifndef SMTPLENS_HANDSHAKE_H
#define SMTPLENS_HANDSHAKE_H

#include "stream-pair.h"

/* A connection for a segment that belongs to none yet; NULL where it does not
 * deserve one (RST, a bare FIN). */
Connection *handshake_admit (Reassembler *reassembler, const TcpSegment *segment, uint32_t hash, unsigned *side);

/* Takes a SYN or SYN+ACK that meets a connection.  Returns the connection that the
 * segment belongs to, with its side, or NULL if it is to be ignored. */
Connection *
handshake_meet (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side);

/* A segment without SYN may prove the successor of a connection, which then
 * takes over; or be too far from a closed one to be its straggler.  Returns the
 * connection it belongs to, or NULL. */
Connection *
handshake_follow (Reassembler *reassembler, Connection *connection, const TcpSegment *segment, unsigned *side);

/* reassembler.c: ends a connection towards the handler; it lingers in the table. */
void reassembler_end (Reassembler *reassembler, Connection *connection, ConnectionEnd end);

/* reassembler.c: takes a connection out of table and memory, without a word. */
void reassembler_drop (Reassembler *reassembler, Connection *connection);

/* reassembler.c: makes room for one more connection, at the cost of others than `spared`. */
void reassembler_make_room (Reassembler *reassembler, const Connection *spared, int64_t now);

#endif
