/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an anomaly says in words of ours, in the user's language.
 *
 * The log keeps such words in English, for text and JSON; what they quote from the wire stays
 * as it is. */
#ifndef SMTPLENS_SMTP_TELLING_H
#define SMTPLENS_SMTP_TELLING_H

#include "smtp-event.h"

/* The words of this event for a screen; NULL: its octets are of the wire, or its words are the
 * same in the user's language.  g_free. */
char *smtp_telling_local (const SmtpEvent *event);

#endif
