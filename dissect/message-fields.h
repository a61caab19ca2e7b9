/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header fields of a mail that is over: split and decoded; private to the message. */
#ifndef SMTPLENS_MESSAGE_FIELDS_H
#define SMTPLENS_MESSAGE_FIELDS_H

#include "message.h"

/* Splits message's header into fields, whole ones told from those that a gap cut. */
void message_fields_split (MailMessage *message, const MessageLimits *limits);

/* Fills what the message says of subject, people, date and path. */
void message_fields_decode (MailMessage *message, const MessageLimits *limits);

#endif
