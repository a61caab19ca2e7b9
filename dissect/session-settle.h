/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that ended, was judged, and is kept: all of it moves into its arena, where it can leave
 * memory with the arena's store.  Whoever reads it sees no difference. */
#ifndef SMTPLENS_SESSION_SETTLE_H
#define SMTPLENS_SESSION_SETTLE_H

#include <stdbool.h>

typedef struct SmtpSession SmtpSession;

/* Nobody but those who read ->len and ->pdata may hold pointers to its transactions' mails and senders: they
 * move.  True where nothing of it is outside of its arena's store any more, so that it may be left there
 * without smtp_session_unref. */
bool smtp_session_settle (SmtpSession *session);

/* The last reference is gone; inner door of smtp-session.c. */
void session_free_settled (SmtpSession *session);

#endif
