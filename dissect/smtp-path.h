/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The path of MAIL, RCPT and kin (RFC 5321 §4.1.2), as people and programs write
 * it: with or without angle brackets, with a source route, with a quoted local
 * part that may hold ">" and spaces, with an address literal, in UTF-8. */
#ifndef SMTPLENS_SMTP_PATH_H
#define SMTPLENS_SMTP_PATH_H

#include "octets.h"

typedef struct SmtpPath {
  Octets address; /* without brackets and source route; length 0: the null path */
  Octets route;   /* "@a.example,@b.example:"; length 0: none */
  size_t used;    /* octets of the input that the path takes */
  bool present;
  bool malformed; /* no brackets, or unbalanced, or odd octets inside */
} SmtpPath;

/* Reads a path from the front of `octets`, which starts behind the colon and the spaces. */
SmtpPath smtp_path_parse (Octets octets);

/* What stands behind the last "@" that is outside quotes; length 0: none. */
Octets smtp_path_domain (Octets address);

#endif
