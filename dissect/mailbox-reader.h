/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the value of a From field (RFC 5322 §3.4) as several readers do: by the book, and
 * as programs do that look for an address and stop there. */
#ifndef SMTPLENS_MAILBOX_READER_H
#define SMTPLENS_MAILBOX_READER_H

#include "lenient-address.h"

#include <glib.h>

/* Why the book's reader refuses the value. */
typedef enum MailboxFault {
  FAULT_NONE,
  FAULT_EMPTY,          /* nothing that could be a mailbox */
  FAULT_NO_ADDRESS,     /* words without an address: a comma where none belongs, a name alone */
  FAULT_UNBALANCED,     /* a quote, bracket or parenthesis without its partner */
  FAULT_QUOTED_PAIR,    /* a backslash outside quotes */
  FAULT_TWO_AT,         /* "a@b@c" */
  FAULT_TEXT_BEHIND,    /* behind ">" */
  FAULT_ADDRESS_BEFORE, /* an address in front of "<" that is not quoted */
  FAULT_MISSING_COMMA,  /* two addresses, nothing between them */
  FAULT_CONTROL,        /* NUL or another control */
  FAULT_OTHER,
  MAILBOX_FAULTS
} MailboxFault;

/* What the book allows, and programs read differently. */
typedef enum MailboxTrait {
  TRAIT_ROUTE = 1 << 0,          /* "<@a,@b:c@d>" */
  TRAIT_GROUP = 1 << 1,          /* "name: a@b;" */
  TRAIT_COMMENT_INSIDE = 1 << 2, /* a comment between the parts of an address */
  TRAIT_SPACE_INSIDE = 1 << 3,   /* white space there */
  TRAIT_QUOTED_AT = 1 << 4,      /* the quoted part in front of "@" holds an "@", a comma or a bracket */
  TRAIT_META_DOMAIN = 1 << 5,    /* the domain holds what no host name has */
  TRAIT_EMPTY_ELEMENT = 1 << 6,  /* commas with nothing between */
  TRAIT_QUOTED_PART = 1 << 7,    /* the part in front of "@" is quoted in part only */
} MailboxTrait;

/* Text that no strict reader takes for an address, but that may hold one. */
typedef enum HiddenPlace { HIDDEN_COMMENT, HIDDEN_QUOTED, HIDDEN_ENCODED } HiddenPlace;

typedef struct HiddenText {
  HiddenPlace place;
  char *text;    /* decoded to UTF-8, NUL and controls included as far as they decode to a string */
  bool newlines; /* a CR or LF came out of an encoded word */
} HiddenText;

enum { MAILBOX_OCTETS_MAX = 16384, HIDDEN_TEXTS_MAX = 64, MAILBOXES_READ_MAX = 256 };

typedef struct MailboxReading {
  MailboxFault fault;
  unsigned traits;   /* of MailboxTrait; complete where fault is FAULT_NONE */
  GPtrArray *specs;  /* of char *: addresses read by the book so far, comments and white space inside left out */
  GPtrArray *names;  /* of char *: the display name of each, decoded, "" where there is none; as long as specs */
  GPtrArray *hidden; /* of HiddenText * */
  bool cut;          /* longer than MAILBOX_OCTETS_MAX: the rest was not read */
  bool bare_newline; /* CR or LF that are no fold */
  bool nul;
  bool control; /* any, NUL included */
  /* Other readers; NULL where they find none. */
  char *first;    /* what stands around the first "@" */
  char *last;     /* … around the last one */
  char *bracket;  /* between the last "<" and ">" */
  char *decoding; /* around the first "@" once encoded words are decoded; NULL where there are none */
} MailboxReading;

/* Never NULL.  `value`: behind the colon, raw, folds and all. */
MailboxReading *mailbox_reading_new (Octets value);
/* NULL is fine. */
void mailbox_reading_free (MailboxReading *reading);

/* The address by the book, or else the first that a lenient reader finds; NULL: none.  Borrowed. */
const char *mailbox_reading_best (const MailboxReading *reading);

#endif
