/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the message view: who could read what of a mail. */
#ifndef SMTPLENS_MESSAGE_EXPOSURE_H
#define SMTPLENS_MESSAGE_EXPOSURE_H

#include "text-pane.h"
#include "wording.h"

/* A table: a row for each thing that a mail has, a column for each kind of reader. */
void
message_exposure_add (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpTransaction *transaction);

#endif
