/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of a pcapng file in the making, little-endian, times in nanoseconds.  Pure: what
 * becomes of the octets is the caller's matter. */
#ifndef SMTPLENS_PCAPNG_WRITER_H
#define SMTPLENS_PCAPNG_WRITER_H

#include "packet.h"

#include <glib.h>

/* Each appends a whole block.  `name` may be NULL. */
void pcapng_put_section (GByteArray *to, const char *application);
void pcapng_put_interface (GByteArray *to, int link_type, uint32_t snapshot_length, const char *name);

/* What stands before the octets of a packet, and behind them (padding, comments, flags).
 * A time before 1970 becomes 1970. */
void pcapng_put_packet_head (GByteArray *to, const Packet *packet, uint32_t interface);
void pcapng_put_packet_tail (GByteArray *to, const Packet *packet);

#endif
