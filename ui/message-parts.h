/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to the message view: what a mail is made of. */
#ifndef SMTPLENS_MESSAGE_PARTS_H
#define SMTPLENS_MESSAGE_PARTS_H

#include "text-pane.h"
#include "wording.h"

/* Paragraphs about protection end to end, parts, attachments and oddities; none
 * for a plain mail of one text. */
void message_parts_add (TextPane *pane, Wording wording, const MailMessage *message);

#endif
