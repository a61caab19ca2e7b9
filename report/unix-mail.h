/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail data as mailboxes of Unix want it: lines end in LF, and in an mbox no line of a
 * mail may look like the beginning of the next one ("mboxrd": a ">" in front of
 * ">*From "). */
#ifndef SMTPLENS_UNIX_MAIL_H
#define SMTPLENS_UNIX_MAIL_H

#include "../dissect/octets.h"

#include <glib.h>

typedef struct UnixMail {
  bool quotes;      /* as mboxrd */
  bool cr;          /* a CR came last, and is not yet given on */
  bool line_start;  /* or behind it only ">" and letters of "From " */
  uint64_t marks;   /* such ">", not yet given on */
  unsigned matched; /* such letters */
} UnixMail;

void unix_mail_init (UnixMail *mail, bool quotes);
/* Appends what the octets become, in any split. */
void unix_mail_feed (UnixMail *mail, Octets octets, GString *to);
/* No more follows: a last line without its end gets one. */
void unix_mail_finish (UnixMail *mail, GString *to);
/* "From SENDER DATE\n", the date in UTC as asctime writes it; an empty reverse-path is
 * MAILER-DAEMON.  `time` in nanoseconds since the epoch. */
void unix_mail_from_line (Octets reverse_path, int64_t time, GString *to);

#endif
