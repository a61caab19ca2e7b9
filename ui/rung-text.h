/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rung of the ladder in one line. */
#ifndef SMTPLENS_RUNG_TEXT_H
#define SMTPLENS_RUNG_TEXT_H

#include "ladder.h"
#include "wording.h"

/* g_free. */
char *rung_text (Wording wording, const SmtpSession *session, Rung rung);
/* One line of what was said, as the ladder shows it; g_free. */
char *rung_said (Wording wording, const SmtpSession *session, const SmtpEvent *event, Octets line);
/* Whether the needle stands in what was said. */
bool rung_matches (Wording wording, const SmtpSession *session, Rung rung, const char *needle);

#endif
