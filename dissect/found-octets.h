/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The octets of a file that was found inside a leaf, once more; private to mails. */
#ifndef SMTPLENS_FOUND_OCTETS_H
#define SMTPLENS_FOUND_OCTETS_H

#include "message.h"

/* As mail_message_part_each, for a part of kind PART_FOUND. */
bool found_octets_each (const MailMessage *message, const MailPart *part, bool (*each) (gpointer user, Octets piece),
                        gpointer user);

#endif
