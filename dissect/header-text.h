/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of header field values: unfolded, in UTF-8, encoded words decoded;
 * private to header fields. */
#ifndef SMTPLENS_HEADER_TEXT_H
#define SMTPLENS_HEADER_TEXT_H

#include "octets.h"

#include <glib.h>

/* Octets of one field that are looked at; what is longer is cut. */
enum { HEADER_TEXT_MOST = 65536 };

/* The value on one line, trimmed, as valid UTF-8; encoded words stay encoded. */
GString *header_text_unfold (Octets value);

/* Decodes the encoded words of RFC 2047 wherever they stand.  Valid UTF-8 in,
 * valid UTF-8 out. */
GString *header_text_decode (const char *text, size_t length);

#endif
