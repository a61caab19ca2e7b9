/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to link: the LinkPeel functions of its two tables, by the file that has them. */
#ifndef SMTPLENS_LINK_PEEL_H
#define SMTPLENS_LINK_PEEL_H

#include "link.h"

/* The two octets after two MAC addresses: an EtherType, or the length of an
 * 802.2 packet, behind which there is padding. */
unsigned link_type_or_length (unsigned type, Bytes *bytes);

/* link-tag.c: between a frame's own header and IP. */
unsigned link_peel_ethernet (Bytes *bytes, LinkPath *path);
unsigned link_peel_llc (Bytes *bytes, LinkPath *path);
unsigned link_peel_vlan (Bytes *bytes, LinkPath *path);
unsigned link_peel_vn_tag (Bytes *bytes, LinkPath *path);
unsigned link_peel_e_tag (Bytes *bytes, LinkPath *path);
unsigned link_peel_backbone (Bytes *bytes, LinkPath *path);
unsigned link_peel_hsr (Bytes *bytes, LinkPath *path);
unsigned link_peel_cisco_metadata (Bytes *bytes, LinkPath *path);
unsigned link_peel_macsec (Bytes *bytes, LinkPath *path);
unsigned link_peel_trill (Bytes *bytes, LinkPath *path);
unsigned link_peel_fabricpath (Bytes *bytes, LinkPath *path);
unsigned link_peel_batman (Bytes *bytes, LinkPath *path);
unsigned link_peel_nsh (Bytes *bytes, LinkPath *path);
unsigned link_peel_mpls (Bytes *bytes, LinkPath *path);

/* link-serial.c: PPP and its relatives. */
unsigned link_peel_ppp (Bytes *bytes, LinkPath *path);
unsigned link_peel_ppp_hdlc (Bytes *bytes, LinkPath *path);
unsigned link_peel_ppp_direction (Bytes *bytes, LinkPath *path);
unsigned link_peel_pppd (Bytes *bytes, LinkPath *path);
unsigned link_peel_pppoe (Bytes *bytes, LinkPath *path);
unsigned link_peel_cisco_hdlc (Bytes *bytes, LinkPath *path);
unsigned link_peel_cisco_hdlc_direction (Bytes *bytes, LinkPath *path);
unsigned link_peel_frame_relay (Bytes *bytes, LinkPath *path);
unsigned link_peel_frame_relay_direction (Bytes *bytes, LinkPath *path);
unsigned link_peel_slip (Bytes *bytes, LinkPath *path);

/* link-host.c: what the capturing host makes up, and raw IP. */
unsigned link_peel_any_ip (Bytes *bytes, LinkPath *path);
unsigned link_peel_null (Bytes *bytes, LinkPath *path);
unsigned link_peel_cooked (Bytes *bytes, LinkPath *path);
unsigned link_peel_cooked_2 (Bytes *bytes, LinkPath *path);
unsigned link_peel_nflog (Bytes *bytes, LinkPath *path);
unsigned link_peel_enc (Bytes *bytes, LinkPath *path);
unsigned link_peel_pflog (Bytes *bytes, LinkPath *path);
unsigned link_peel_ipnet (Bytes *bytes, LinkPath *path);
unsigned link_peel_pktap (Bytes *bytes, LinkPath *path);

/* link-media.c: other cables than Ethernet, and what capturing devices put before frames. */
unsigned link_peel_fddi (Bytes *bytes, LinkPath *path);
unsigned link_peel_token_ring (Bytes *bytes, LinkPath *path);
unsigned link_peel_fibre_channel (Bytes *bytes, LinkPath *path);
unsigned link_peel_infiniband (Bytes *bytes, LinkPath *path);
unsigned link_peel_atm (Bytes *bytes, LinkPath *path);
unsigned link_peel_atm_clip (Bytes *bytes, LinkPath *path);
unsigned link_peel_sun_atm (Bytes *bytes, LinkPath *path);
unsigned link_peel_docsis (Bytes *bytes, LinkPath *path);
unsigned link_peel_net_analyzer (Bytes *bytes, LinkPath *path);
unsigned link_peel_net_analyzer_preamble (Bytes *bytes, LinkPath *path);
unsigned link_peel_preamble (Bytes *bytes, LinkPath *path);
unsigned link_peel_switch_before (Bytes *bytes, LinkPath *path);
unsigned link_peel_switch_4 (Bytes *bytes, LinkPath *path);
unsigned link_peel_switch_8 (Bytes *bytes, LinkPath *path);
unsigned link_peel_erf (Bytes *bytes, LinkPath *path);
unsigned link_peel_juniper_ethernet (Bytes *bytes, LinkPath *path);
unsigned link_peel_juniper_ppp (Bytes *bytes, LinkPath *path);
unsigned link_peel_juniper_frame_relay (Bytes *bytes, LinkPath *path);
unsigned link_peel_juniper_hdlc (Bytes *bytes, LinkPath *path);
unsigned link_peel_juniper_typed (Bytes *bytes, LinkPath *path);
unsigned link_peel_juniper_service (Bytes *bytes, LinkPath *path);

#endif
