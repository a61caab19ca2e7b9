/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Challenge and response of a login as the line that hashcat and John the Ripper read. */
#ifndef SMTPLENS_HASH_FORM_H
#define SMTPLENS_HASH_FORM_H

#include "../dissect/smtp-auth.h"

#include <glib.h>

typedef enum HashLine {
  HASH_LINE_MADE,
  HASH_LINE_NOTHING,    /* nothing that could be guessed from it */
  HASH_LINE_INCOMPLETE, /* a part was not captured, or is not of its form */
  HASH_LINE_UNFIT,      /* a name in it would be taken for something else by the reader */
  HASH_LINE_NO_FORM,    /* neither tool reads such exchanges */
  HASH_LINES
} HashLine;

/* Appends the line, without its end, only where it is made. */
HashLine hash_form_line (const SmtpAuth *auth, GString *line);

#endif
