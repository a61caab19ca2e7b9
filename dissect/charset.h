/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From octets in a charset that a mail names, wrongly names or does not name,
 * to valid UTF-8; private to mails. */
#ifndef SMTPLENS_CHARSET_H
#define SMTPLENS_CHARSET_H

#include "octets.h"

#include <glib.h>

/* Appends valid UTF-8 whatever comes; an octet without meaning, and NUL, becomes
 * U+FFFD.  `label` in any case; where it is NULL, unknown or plainly wrong the
 * octets decide. */
void charset_append (GString *to, Octets octets, const char *label);

/* The same for octets that claim to be UTF-8 and nothing else. */
void charset_append_utf8 (GString *to, Octets octets);

/* Whether the label names a charset that is known here. */
bool charset_is_known (const char *label);

/* Whether all octets are ASCII and none begins an escape sequence or is NUL. */
bool charset_is_plain (Octets octets);

#endif
