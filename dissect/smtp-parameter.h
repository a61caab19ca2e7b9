/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a parameter of MAIL or RCPT says (RFC 5321 §4.1.2 and the extensions' own RFCs),
 * and an attribute of XCLIENT or XFORWARD: its value decoded, and one plain sentence.
 * What is out of form is said, never refused. */
#ifndef SMTPLENS_SMTP_PARAMETER_H
#define SMTPLENS_SMTP_PARAMETER_H

#include "smtp-command.h"
#include "translate.h"

#include <glib.h>

typedef struct ParameterReading {
  const char *reference; /* "RFC 1870"; NULL: a keyword that is not known here */
  GString *decoded;      /* the value where it was in xtext or another code; wire text; empty: nothing to decode */
  GString *meaning;      /* a sentence without its full stop, wire text in it; empty: not known */
  const char *malformed; /* what is wrong with it, in English; NULL: nothing; static */
  Tongue tongue;         /* of the meaning */
} ParameterReading;

/* `verb`: that of the command it stands in. */
ParameterReading *smtp_parameter_read (SmtpVerb verb, const SmtpParameter *parameter, Tongue tongue);
void smtp_parameter_reading_free (ParameterReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParameterReading, smtp_parameter_reading_free)

/* Appends what the xtext says (RFC 3461 §4); false where it is none: then what stands
 * out of form is appended as it is. */
bool smtp_xtext_decode (Octets value, GString *decoded);

#endif
