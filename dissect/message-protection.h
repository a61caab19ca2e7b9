/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a mail is encrypted end to end, really and wholly, and what everyone can
 * read of it all the same. */
#ifndef SMTPLENS_MESSAGE_PROTECTION_H
#define SMTPLENS_MESSAGE_PROTECTION_H

#include "message.h"

/* Fills what the message says of end-to-end protection and each part's sealing;
 * once entities and header fields are there. */
void message_protection_judge (MailMessage *message);

/* Nothing of text and attachments can be read but by who has the key. */
bool message_is_sealed (const MailMessage *message);

/* What encryption end to end leaves readable: to the servers always, and to
 * everyone on the path where there was no TLS. */
typedef enum StillReadable {
  READABLE_ENVELOPE,    /* MAIL FROM, RCPT TO */
  READABLE_PEOPLE,      /* From, To, Cc … */
  READABLE_SUBJECT,     /* the real one */
  READABLE_TIME,        /* Date, and when the packets went */
  READABLE_FIELDS,      /* the other header fields: programs, hosts, threads */
  READABLE_SIZE,        /* of the mail, and of each part */
  READABLE_FILE_NAMES,  /* of encrypted attachments */
  READABLE_CLEAR_PARTS, /* text or attachments that were left out */
  STILL_READABLE
} StillReadable;

/* As bits; 0 where nothing is encrypted. */
unsigned message_still_readable (const MailMessage *message);
/* "envelope", "subject" …; static. */
const char *still_readable_name (StillReadable what);
/* For people: "sender and recipients"; static. */
const char *still_readable_words (StillReadable what);

/* "none", "openpgp", "smime"; static. */
const char *end_to_end_name (EndToEnd kind);
/* "OpenPGP", "S/MIME"; static. */
const char *end_to_end_words (EndToEnd kind);

/* Why message->fake is one, in words; static. */
const char *message_fake_words (const MailMessage *message);

#endif
