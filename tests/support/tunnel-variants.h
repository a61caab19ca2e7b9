/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets of a list on their way through a tunnel, or seen twice: once as they were, and once
 * more elsewhere.  To be done last: what changes packets does not know of outer headers. */
#ifndef SMTPLENS_TESTS_TUNNEL_VARIANTS_H
#define SMTPLENS_TESTS_TUNNEL_VARIANTS_H

#include "packet-list.h"

typedef enum TunnelKind {
  TUNNEL_VLAN, /* no tunnel, but a tag */
  TUNNEL_GRE,
  TUNNEL_ERSPAN,
  TUNNEL_VXLAN,
  TUNNEL_L2TP,
  TUNNEL_TZSP_WIFI, /* an open network's frames, mirrored */
  TUNNEL_KINDS,
} TunnelKind;

/* Every packet of IP goes through the tunnel; others are left out. */
void cross_tunnel (PacketList *list, GRand *random, int kind);

/* Every packet of IP comes as it was, and once more through the tunnel, the copy with a hop less
 * to live; up to eight packets may come between. */
void mirror (PacketList *list, GRand *random, int kind);

#endif
