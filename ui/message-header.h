/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the message view: the header of a mail, in brief or whole. */
#ifndef SMTPLENS_MESSAGE_HEADER_H
#define SMTPLENS_MESSAGE_HEADER_H

#include "text-pane.h"
#include "wording.h"

/* Columns of the names, in the header and in the envelope. */
enum { MESSAGE_LABEL_COLUMNS = 12 };

/* What a reader of the mail would see. */
void message_header_add (TextPane *pane, Wording wording, const MailMessage *message);
/* Every field in its order, decoded; only their names where redacted. */
void message_header_add_all (TextPane *pane, Wording wording, const MailMessage *message);

#endif
