/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A MailSpool on an unlinked temporary file under TMPDIR: made on the first
 * write, mode 0600, ranges released give their blocks back. */
#ifndef SMTPLENS_MAIL_SPOOL_H
#define SMTPLENS_MAIL_SPOOL_H

#include "../dissect/mail-data.h"

MailSpool *mail_spool_new (void);
/* NULL is fine. */
void mail_spool_free (MailSpool *spool);
/* The first failure in one line, NULL if none. */
const char *mail_spool_failure (const MailSpool *spool);

#endif
