/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets of the wire as lines of a text pane: as text, or in hex with their offsets
 * and as ASCII beside.  What is a secret shows as asterisks in each. */
#ifndef SMTPLENS_OCTETS_DUMP_H
#define SMTPLENS_OCTETS_DUMP_H

#include "text-pane.h"
#include "wording.h"

/* Of mail data so much is shown. */
enum { DUMP_OCTETS = 64 * 1024, DUMP_OCTETS_MAX = 256 * 1024 };

/* What is dumped; `hidden`, one for each octet and not 0 where it is a secret's, may be NULL. */
typedef struct OctetsDump {
  Octets octets;
  const uint8_t *hidden;
  int hang; /* of what is wrapped, as text */
} OctetsDump;

/* Rows of 4, 8, 16 or 32 octets, as many as fit `columns`.  The first one has this offset. */
void octets_dump_hex (TextPane *pane, OctetsDump dump, uint64_t offset, int columns);
/* A paragraph for each line; the line ends are left out. */
void octets_dump_text (TextPane *pane, OctetsDump dump);

/* What an event of the log said, as it is kept: without line ends. */
void
octets_dump_event (TextPane *pane, Wording wording, const SmtpSession *session, const SmtpEvent *event, int columns);
/* The first `most` octets kept of a mail, and how many more there are. */
void octets_dump_mail (TextPane *pane, Wording wording, const SmtpSession *session, const MailMessage *message,
                       size_t most, bool hex, int columns);

#endif
