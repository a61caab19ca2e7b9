/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an IP packet to the packet or frame that it carries.  Pure, as link.h. */
#ifndef SMTPLENS_TUNNEL_H
#define SMTPLENS_TUNNEL_H

#include "link.h"

/* Passes over the headers of a tunnel whose first one has this IP protocol
 * number, and notes it on the path.  Gives the EtherType of what is inside;
 * LINK_OTHER where it is no tunnel that is known. */
unsigned tunnel_peel (uint8_t protocol, unsigned ip_version, Bytes *bytes, LinkPath *path);

#endif
