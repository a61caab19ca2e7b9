/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server offers in its answer to EHLO or LHLO (RFC 5321 §4.1.1.1), and what the
 * known ones among these keywords mean. */
#ifndef SMTPLENS_SMTP_EXTENSION_H
#define SMTPLENS_SMTP_EXTENSION_H

#include "smtp-reply.h"

#include <glib.h>

typedef struct SmtpExtension {
  const char *keyword;
  const char *meaning; /* a few words */
  const char *reference;
} SmtpExtension;

/* NULL: not known.  In any case of letters. */
const SmtpExtension *smtp_extension_find (Octets keyword);

typedef struct OfferedExtension {
  Octets line;       /* as it came, trimmed */
  Octets keyword;    /* in front of the first space or "=", as old servers write AUTH=LOGIN */
  Octets parameters; /* behind it; length 0: none */
} OfferedExtension;

/* Walks through the keywords of a reply; the server's name, line one, is passed over. */
typedef struct ExtensionWalk {
  Octets rest;
} ExtensionWalk;
void smtp_extension_walk_init (ExtensionWalk *walk, const SmtpReply *reply);
/* False at the end. */
bool smtp_extension_walk_next (ExtensionWalk *walk, OfferedExtension *offered);

/* Whether it is offered at all; `*offered` is set then. */
bool smtp_extension_offered (const SmtpReply *reply, const char *keyword, OfferedExtension *offered);

/* What the limits that a server names mean (RFC 9422), a sentence without its full stop;
 * NULL: not known.  `value` is what stands behind "=".  g_free. */
char *smtp_limit_meaning (Octets name, Octets value);

#endif
