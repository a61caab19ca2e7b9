/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether octets have the form of a packet or a frame, for headers that do not say what
 * follows them, and for ports that only hint at a tunnel.  Pure, as link.h. */
#ifndef SMTPLENS_PACKET_FORM_H
#define SMTPLENS_PACKET_FORM_H

#include "bytes.h"

typedef enum PacketForm {
  FORM_OTHER,
  FORM_FITS,
  FORM_CUT, /* the capture ends before it could be told */
} PacketForm;

/* An IP header next, of a packet that ends where the octets end or before; an IPv4 header with its
 * right checksum. */
PacketForm packet_form_ip (const Bytes *bytes);

/* The same, of a packet that fills the octets. */
PacketForm packet_form_ip_exact (const Bytes *bytes);

/* An Ethernet frame next, with such a packet in it. */
PacketForm packet_form_frame (const Bytes *bytes);

/* PPP next, with or without address and control, with such a packet. */
PacketForm packet_form_ppp (const Bytes *bytes);

#endif
