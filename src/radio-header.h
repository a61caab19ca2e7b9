/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What capturing software puts before an 802.11 frame: radiotap, PPI, AVS,
 * Prism, or nothing.  Pure, as link.h: each is the LinkPeel of a row there.
 *
 * Passes over the header, notes on the path what it tells of the frame's form
 * (LinkPath.radio), and gives LINK_WIFI; PPI may hold any other link layer. */
#ifndef SMTPLENS_RADIO_HEADER_H
#define SMTPLENS_RADIO_HEADER_H

#include "link.h"

unsigned radio_peel_bare (Bytes *bytes, LinkPath *path);
unsigned radio_peel_prism (Bytes *bytes, LinkPath *path);
unsigned radio_peel_radiotap (Bytes *bytes, LinkPath *path);
unsigned radio_peel_avs (Bytes *bytes, LinkPath *path);
unsigned radio_peel_ppi (Bytes *bytes, LinkPath *path);

#endif
