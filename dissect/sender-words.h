/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure the sender is, in lines of words, for every face that a person reads. */
#ifndef SMTPLENS_SENDER_WORDS_H
#define SMTPLENS_SENDER_WORDS_H

#include "sender.h"
#include "translate.h"

typedef enum SenderTone { TONE_PLAIN, TONE_GOOD, TONE_BAD } SenderTone;

typedef struct SenderLine {
  const char *label; /* "SPF"; static; "" where the line goes on with the one above */
  SenderTone tone;
  char *text; /* may hold text from the wire, UTF-8 or not: not yet escaped */
} SenderLine;

/* The verdict first, then what it rests on: of SenderLine *, g_ptr_array_unref.  NULL where
 * the transaction was not judged. */
GPtrArray *sender_words (const SmtpSession *session, const SmtpTransaction *transaction, Tongue tongue);

/* "packet 5" …: where an answer of the DNS was seen; g_free. */
char *sender_answer_place (const DnsAnswer *answer, Tongue tongue);

#endif
