/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Secrets of a session wherever a server repeats them: in an error text whole, cut, or
 * in capitals. */
#ifndef SMTPLENS_SECRETS_H
#define SMTPLENS_SECRETS_H

#include "smtp-session.h"

typedef struct Secrets Secrets;

/* NULL where the session has none.  Borrows from the session. */
Secrets *secrets_new (const SmtpSession *session);
/* NULL is fine. */
void secrets_free (Secrets *secrets);
/* How many octets of a secret stand at this place of the text; 0: none begins here. */
size_t secrets_at (const Secrets *secrets, Octets text, size_t at);
/* Appends the text to `to`, its secrets as eight asterisks; whether there were any. */
bool secrets_append_masked (const Secrets *secrets, Octets text, GString *to);

#endif
