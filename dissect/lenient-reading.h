/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a lenient server makes of the octets behind a look-alike of the end of mail
 * data: commands, and the mails that they bring. */
#ifndef SMTPLENS_LENIENT_READING_H
#define SMTPLENS_LENIENT_READING_H

#include "arena.h"

#include <stdbool.h>

enum { LENIENT_MAILS = 8, LENIENT_RECIPIENTS = 8, LENIENT_LINE = 512 };

typedef struct LenientMail {
  Octets mail_from;
  bool has_mail_from;
  Octets recipient[LENIENT_RECIPIENTS];
  unsigned recipients; /* also those that are not kept */
  Octets subject;      /* as it came; length 0: none */
  uint64_t size;       /* transparency dots removed */
  bool has_data;
  bool complete; /* its end was seen */
} LenientMail;

typedef enum LenientMode {
  LENIENT_NOTHING, /* no look-alike yet, or the reading is over */
  LENIENT_COMMANDS,
  LENIENT_HEADER,
  LENIENT_BODY,
} LenientMode;

typedef struct LenientReading {
  LenientMode mode;
  LenientMail *mail[LENIENT_MAILS];
  unsigned mails; /* also those that are not kept */
  unsigned lines; /* of commands, since the last look-alike */
  bool commands;  /* lines that only a client would say stand behind a look-alike */
  bool subject_follows;
  Octets first_command; /* the first of them, a part */
  size_t length;        /* of line */
  uint8_t line[LENIENT_LINE];
} LenientReading;

/* Whether `line`, its line end removed, is a command that nobody says in a mail's text. */
bool lenient_line_is_command (Octets line, bool first);

/* A look-alike stands here: ends the mail that is read, and commands follow. */
void lenient_reading_end_of_data (LenientReading *reading);
void lenient_reading_octets (LenientReading *reading, Arena *arena, Octets octets);
/* No more follows; `complete`: the end of data by the book was seen. */
void lenient_reading_finish (LenientReading *reading, bool complete);

#endif
