/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the message view: the envelope of a mail. */
#ifndef SMTPLENS_MESSAGE_ENVELOPE_H
#define SMTPLENS_MESSAGE_ENVELOPE_H

#include "text-pane.h"
#include "wording.h"

/* Reverse-path, forward-paths with what became of them, parameters with their meaning, and the name under
 * which the server queued the mail. */
void message_envelope_add (TextPane *pane, Wording wording, const SmtpTransaction *transaction);

#endif
