/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fragments of one datagram as a host keeps them: which of two that overlap counts.
 * Places only; the octets are the caller's. */
#ifndef SMTPLENS_FRAGMENT_OVERLAP_H
#define SMTPLENS_FRAGMENT_OVERLAP_H

#include "stream-policy.h"

/* A stretch that counts, [from, end) in octets of the datagram, and where it came from. */
typedef struct FragmentPiece {
  uint64_t packet;
  int64_t time;
  uint32_t file;
  uint16_t from;
  uint16_t end;
  bool appended; /* it came next behind the one in front of it, which was the last then */
} FragmentPiece;

/* Sorted, without overlap.  All zero is an empty one. */
typedef struct FragmentPieces {
  FragmentPiece *at;
  uint32_t count;
  uint32_t capacity;
  uint32_t octets; /* in all pieces */
} FragmentPieces;

/* One stretch of a fragment that is being added: `old` is NULL where nothing was. */
typedef void (*FragmentMeeting) (void *user, size_t from, size_t end, const FragmentPiece *old, bool fresh_counts);

/* Adds a fragment, and tells of each of its stretches, in ascending order.  False if a host
 * that takes no overlaps would now drop the datagram: the first copies count then.
 * `takes_none`: it is one of those whatever the policy, as with IPv6 (RFC 5722). */
bool fragment_pieces_add (FragmentPieces *pieces, OverlapPolicy policy, bool takes_none, const FragmentPiece *fresh,
                          FragmentMeeting meeting, void *user);

/* Octets of memory it owns. */
size_t fragment_pieces_cost (const FragmentPieces *pieces);
void fragment_pieces_clear (FragmentPieces *pieces);

/* Whether hosts with that policy drop datagrams whose fragments overlap. */
bool fragment_policy_drops (OverlapPolicy policy, bool takes_none);

#endif
