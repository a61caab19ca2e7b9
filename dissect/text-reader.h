/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole text of one part of a finished mail, piece by piece: constant memory for a text of any
 * size, and no piece takes long. */
#ifndef SMTPLENS_TEXT_READER_H
#define SMTPLENS_TEXT_READER_H

#include "message.h"

typedef struct TextReader TextReader;

/* NULL where the part is no text, or none of its octets were kept.  Both are borrowed until it is
 * freed.  text_reader_free (NULL is fine). */
TextReader *text_reader_new (const MailMessage *message, const MailPart *part);
void text_reader_free (TextReader *reader);

/* Appends what comes next: whole lines where they are not too long, as UTF-8, line ends as LF.
 * False: nothing was left. */
bool text_reader_next (TextReader *reader, GString *text);
/* At its end: not all could be read, since octets were not kept or HTML is longer than is reduced. */
bool text_reader_is_cut (const TextReader *reader);

#endif
