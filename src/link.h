/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a frame to the IP header in it: link layers and what stands between
 * them and IP (tags, labels, PPPoE).  Pure: octets in, a place out.
 *
 * What follows a header is told by its EtherType, whatever the header was; it
 * is the one name that all link layers and tunnels share. */
#ifndef SMTPLENS_LINK_H
#define SMTPLENS_LINK_H

#include "bytes.h"
#include "packet.h"

enum {
  ETHERTYPE_IPV4 = 0x0800,
  ETHERTYPE_BRIDGED = 0x6558, /* an Ethernet frame */
  ETHERTYPE_IPV6 = 0x86dd,
  ETHERTYPE_PPP = 0x880b,
  ETHERTYPE_MPLS = 0x8847,
  ETHERTYPE_NSH = 0x894f,
  /* Not on the wire. */
  LINK_ANY_IP = 0x10000, /* the version is in the IP header alone */
  LINK_LLC,              /* IEEE 802.2 */
  LINK_WIFI,             /* an 802.11 frame, which wifi.h reads */
  LINK_OTHER,            /* nothing that carries IP */
  LINK_MALFORMED,        /* it contradicts itself, or is nested too deep */
};

/* Passes over one header and gives the EtherType of what follows.  Octets that
 * are missing are told by the cursor's failure, whatever is returned. */
typedef unsigned (*LinkPeel) (Bytes *bytes, LinkPath *path);

/* One row a LINKTYPE_ number. */
typedef struct LinkType {
  int number;
  const char *name;
  LinkPeel peel;
} LinkType;

/* NULL if it is not decoded. */
const LinkType *link_type_find (int number);

/* Whether an Ethernet frame with this EtherType is one that is known. */
bool link_ethertype_is_known (unsigned type);

/* Passes over headers, the first named by `type`, until an IP header is next, or an 802.11
 * frame: ETHERTYPE_IPV4, ETHERTYPE_IPV6 or LINK_WIFI, else LINK_OTHER or LINK_MALFORMED. */
unsigned link_peel (unsigned type, Bytes *bytes, LinkPath *path);

/* False where the path is full: nested too deep.  `name` is static. */
static inline bool
link_path_note_tunnel (LinkPath *path, const char *name)
{
  path->too_deep = path->tunnels == LINK_TUNNELS_MAX;
  if (path->too_deep)
    return false;
  path->tunnel[path->tunnels++] = name;
  return true;
}

#endif
