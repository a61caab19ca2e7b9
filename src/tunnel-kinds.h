/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to tunnel: kinds of tunnels that have a file of their own.  Each function passes
 * over the headers of one, notes it on the path, and gives the EtherType of what is inside;
 * LINK_OTHER where the octets have not its form.  Pure, as link.h. */
#ifndef SMTPLENS_TUNNEL_KINDS_H
#define SMTPLENS_TUNNEL_KINDS_H

#include "link.h"

static inline unsigned
tunnel_note (LinkPath *path, const char *name, unsigned type)
{
  return link_path_note_tunnel (path, name) ? type : LINK_MALFORMED;
}

unsigned tunnel_peel_gre (Bytes *bytes, LinkPath *path);
unsigned tunnel_peel_etherip (Bytes *bytes, LinkPath *path);

/* The header of UDP first. */
unsigned tunnel_peel_udp (Bytes *bytes, LinkPath *path);

/* L2TP behind UDP, version 2 or 3; version 3 behind IP. */
unsigned tunnel_peel_l2tp (Bytes *bytes, LinkPath *path);
unsigned tunnel_peel_l2tp_in_ip (Bytes *bytes, LinkPath *path);

/* What devices send that copy packets to a listener. */
unsigned tunnel_peel_tzsp (Bytes *bytes, LinkPath *path);
unsigned tunnel_peel_aruba_mirror (Bytes *bytes, LinkPath *path);
unsigned tunnel_peel_juniper_mirror (Bytes *bytes, LinkPath *path);
unsigned tunnel_peel_capwap (Bytes *bytes, LinkPath *path);

#endif
