/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The telling of two differing copies of the same octets (ANOMALY_STREAM_AMBIGUITY), taken
 * apart: the event's words are
 *     first copy "…" in packet 4, second copy "…" in packet 5; the first counts: because …
 * with every octet that is not printable, and quotation marks and backslashes, as \xHH.
 * What stands behind "first copy …" may be absent. */
#ifndef SMTPLENS_SMTP_COPIES_H
#define SMTPLENS_SMTP_COPIES_H

#include "smtp-event.h"

#include <glib.h>

typedef struct SmtpCopies {
  GByteArray *first; /* from the first octet that differs on, maybe cut */
  GByteArray *second;
  uint64_t first_packet; /* 0: not told */
  bool second_counts;    /* the session was built from it */
  Octets why;            /* of the telling; length 0: not told */
} SmtpCopies;

/* False, and nothing to clear, if these are not such words. */
bool smtp_copies_read (Octets telling, SmtpCopies *copies);
void smtp_copies_clear (SmtpCopies *copies);

/* The copy that the session was not built from. */
static inline const GByteArray *
smtp_copies_other (const SmtpCopies *copies)
{
  return copies->second_counts ? copies->first : copies->second;
}

static inline const GByteArray *
smtp_copies_counted (const SmtpCopies *copies)
{
  return copies->second_counts ? copies->second : copies->first;
}

/* Puts the octets of a copy that stands at `offset` of the stream into text that begins at `start`. */
void smtp_copies_overlay (GByteArray *text, uint64_t start, const GByteArray *copy, uint64_t offset);

#endif
