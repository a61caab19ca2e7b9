/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses in any text, found without its grammar. */
#ifndef SMTPLENS_LENIENT_ADDRESS_H
#define SMTPLENS_LENIENT_ADDRESS_H

#include "octets.h"

#include <glib.h>

/* The first text that looks like a whole address, its domain with a dot, at or after
 * *place, which is moved behind it; g_free.  NULL: none. */
char *address_in_text (const char *text, size_t *place);

/* Of an unfolded field value, each g_free, NULL where there is none: what stands around the
 * first "@", around the last one, between the last "<" and ">" (a source route left out), and
 * around the first "@" once encoded words are decoded (NULL where there are none). */
char *lenient_first (Octets text);
char *lenient_last (Octets text);
char *lenient_bracket (Octets text);
char *lenient_decoding (Octets text);

/* What may stand in a host name's label, "_" among it. */
bool octet_is_host (uint8_t c);

#endif
