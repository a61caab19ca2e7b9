/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name under which a server queued a mail, out of its final reply: what an
 * administrator looks for in that server's log.  Each program writes it in its own way,
 * and so the form may tell the program too. */
#ifndef SMTPLENS_SMTP_QUEUE_ID_H
#define SMTPLENS_SMTP_QUEUE_ID_H

#include "smtp-reply.h"

typedef struct QueueId {
  Octets id;            /* view into the reply; length 0: none */
  const char *software; /* "Postfix" …; NULL: the form does not tell; static */
} QueueId;

/* Of a positive answer to mail data; NULL is fine. */
QueueId smtp_queue_id (const SmtpReply *reply);

#endif
