/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two copies of one mail: header fields one by one, and where the
 * bodies part.  Pure. */
#ifndef SMTPLENS_MAIL_DIFF_H
#define SMTPLENS_MAIL_DIFF_H

#include "message.h"

typedef enum FieldFate {
  FIELD_SAME,
  FIELD_MOVED, /* the same value, among others */
  FIELD_CHANGED,
  FIELD_ADDED,
  FIELD_REMOVED,
  FIELD_FATES
} FieldFate;

typedef struct FieldDiff {
  FieldFate fate;
  const HeaderField *before, *after; /* of the messages, borrowed; NULL where it was added or removed */
} FieldDiff;

/* The lines of one body that the other has not, or has otherwise: all from the first to the last. */
typedef struct BodySpan {
  uint64_t offset, length; /* in the mail data */
} BodySpan;

typedef enum BodyFate { BODY_FATE_UNKNOWN, BODY_FATE_SAME, BODY_FATE_CHANGED } BodyFate;

typedef struct MailDiff {
  GArray *fields;             /* of FieldDiff, as they stand in the later mail; removed ones where they stood */
  size_t counts[FIELD_FATES]; /* of them */
  size_t left_out;            /* fields of either that were not looked at */
  bool header_lacks;          /* a header was not captured whole: added and removed may be neither */
  BodyFate body;
  uint64_t body_octets[2];
  uint64_t line;    /* number of the first line that differs, from 1 */
  BodySpan span[2]; /* of changed bodies: before, after */
} MailDiff;

/* Never NULL.  Both messages must be settled and outlive it. */
MailDiff *mail_diff_new (const MailMessage *before, const MailMessage *after);
/* NULL is fine. */
void mail_diff_free (MailDiff *diff);

/* The value of a field in one line: unfolded, blanks at both ends taken away; may hold any
 * other octet.  g_string_free. */
GString *mail_diff_value (const HeaderField *field);

#endif
