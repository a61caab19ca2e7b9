/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail as text, everything in it that does not depend on how it was cut, so
 * that a table can say what is expected and two ways can be compared. */
#ifndef SMTPLENS_TESTS_MESSAGE_DESCRIPTION_H
#define SMTPLENS_TESTS_MESSAGE_DESCRIPTION_H

#include "dissect/message.h"

/* One line a fact:
 *   header LENGTH; one "LABEL: …" for each decoded field; "missing OFFSET+LENGTH";
 *   "PATH TYPE charset encoding OFFSET+ENCODED=SIZE [attachment] [filename] [hash]". */
char *message_describe (const MailMessage *message);

#endif
