/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What says that a connection ends: FIN, RST, a SYN in its place.  Anybody on the path can
 * forge them, so each is believed only as far as the hosts go by it.  Inner door of the
 * reassembler's room. */
#ifndef SMTPLENS_CONNECTION_END_H
#define SMTPLENS_CONNECTION_END_H

#include "stream-pair.h"

/* A FIN of this side; `doubt` as of segment_doubt_judge. */
void connection_take_fin (Connection *connection, unsigned side, const TcpSegment *segment, AmbiguityReason doubt);

/* The FIN of this side was forged, or sent too early: this was acknowledged, and is behind it. */
void connection_deny_fin (Reassembler *reassembler, Connection *connection, unsigned side, uint32_t acknowledgment);

/* A doubtful FIN of this side counts if its receiver took it. */
void connection_prove_fin (Connection *connection, unsigned side, uint32_t acknowledgment);

/* An RST of this side; the connection may be gone after. */
void connection_take_reset (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment);

/* From now on the connection waits only for what the capture shuffled. */
void connection_begin_ending (Reassembler *reassembler, Connection *connection);

/* Whether this segment of a live connection contradicts an RST or SYN of the same sender. */
void connection_doubt_end (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment);

#endif
