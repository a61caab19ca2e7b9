/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a mail says that it is from, beside what speaks for it and against it. */
#ifndef SMTPLENS_MESSAGE_CLAIMS_H
#define SMTPLENS_MESSAGE_CLAIMS_H

#include "text-pane.h"
#include "wording.h"

/* Adds the table; nothing for a transaction without a final mail. */
void
message_claims_add (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpTransaction *transaction);

#endif
