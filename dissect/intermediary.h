/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who handed a mail on, where its envelope and header say that somebody did: a mailing
 * list, or a forwarder that rewrites the envelope (SRS).  Such mail names an author whom
 * neither SPF nor, once the mail was changed, DKIM can prove; that is no contradiction. */
#ifndef SMTPLENS_INTERMEDIARY_H
#define SMTPLENS_INTERMEDIARY_H

#include "dkim.h"
#include "message.h"
#include "spf.h"

typedef struct Intermediary {
  const char *kind; /* "mailing list", "forwarder"; static; NULL: nobody says that he handed it on */
  char *domain;     /* of the envelope; text from the wire */
  bool proven;      /* SPF or a signature proves that domain */
} Intermediary;

/* `path`: the reverse-path; `from`: the domain in From, NULL: none; `spf` may be NULL. */
void intermediary_find (Intermediary *intermediary, const MailMessage *message, Octets path, const char *from,
                        const SpfVerdict *spf, const GPtrArray *dkim);
void intermediary_clear (Intermediary *intermediary);

#endif
