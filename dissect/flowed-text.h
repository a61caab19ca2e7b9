/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of format=flowed (RFC 3676) as the sender saw it; private to mails. */
#ifndef SMTPLENS_FLOWED_TEXT_H
#define SMTPLENS_FLOWED_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* Joins the lines that belong together, in place; lines end with LF.  `delsp`: the
 * space in front of a soft line break is none of the text. */
void flowed_text_join (GString *text, bool delsp);

#endif
