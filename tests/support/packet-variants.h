/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What networks and captures do to packets, done to a list in place.  Everything is
 * drawn from `random`, so that a seed names a variant.  Whatever acknowledges is kept
 * true: no packet confirms what its sender could not have had.
 *
 * Those from recut to shift leave the dialogue as it was; what leaves packets out is below them. */
#ifndef SMTPLENS_TESTS_PACKET_VARIANTS_H
#define SMTPLENS_TESTS_PACKET_VARIANTS_H

#include "packet-list.h"

/* Cuts data into segments of `size` octets; 0: of 1 to 200, drawn for each. */
void recut (PacketList *list, GRand *random, int size);
/* Joins segments that follow each other; with `across`, also over bare
 * acknowledgments of the other direction, which are left out. */
void join (PacketList *list, GRand *random, int across);

/* The next ones give packets the times of their new places, close together. */
void swap_pairs (PacketList *list, GRand *random, int odd);
/* No packet moves by more than window - 1 places. */
void shuffle (PacketList *list, GRand *random, int window);
/* One direction comes so many places later; negative: that of the server. */
void delay (PacketList *list, GRand *random, int places);

/* A copy of every packet, so many places later. */
void double_packets (PacketList *list, GRand *random, int places);
/* Sends octets again, up to ten packets later, cut elsewhere, with the newest
 * acknowledgment of their sender; of 100 packets so many are followed by that. */
void send_again (PacketList *list, GRand *random, int percent);

/* IPv4 packets with data in fragments. */
enum { FRAGMENTS_IN_ORDER, FRAGMENTS_REVERSED, FRAGMENTS_DOUBLED };
void fragment (PacketList *list, GRand *random, int order);

/* Another link header around the same packets. */
enum { WRAP_VLAN, WRAP_QINQ, WRAP_SLL, WRAP_SLL2, WRAP_RAW, WRAP_NULL };
void wrap (PacketList *list, GRand *random, int link);

/* Renumbers both streams so that 2^32 falls on the permille'th part of them;
 * below 0: on the SYN, above 1000: on the FIN. */
void shift (PacketList *list, GRand *random, int permille);

/* Leaves out packets `first` to `first + count - 1`. */
void leave_out (PacketList *list, guint first, guint count);
/* Keeps the packets of one direction. */
void keep_direction (PacketList *list, unsigned direction);
/* Cuts every packet to so many octets. */
void cut_packets (PacketList *list, size_t octets);

#endif
