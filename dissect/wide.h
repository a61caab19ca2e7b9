/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two loops through which every octet of every mail goes, by vectors as wide as the machine has
 * them; private to the readers of mails and lines. */
#ifndef SMTPLENS_WIDE_H
#define SMTPLENS_WIDE_H

#include "octets.h"

/* How many octets from the start on are no controls (CTL of RFC 5234) and, with `eight`,
 * not over 127. */
size_t wide_plain (Octets octets, bool eight);

/* Decodes base64 from the start on, as far as whole vectors have nothing but characters of the
 * alphabet; returns how many characters, a multiple of four.  Writes to `to` three octets for each four
 * characters, and up to eight more that do not count. */
size_t wide_base64 (Octets octets, uint8_t *to);

#endif
