/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rungs of a ladder findings cite. */
#ifndef SMTPLENS_LADDER_CITES_H
#define SMTPLENS_LADDER_CITES_H

#include "ladder.h"

#include "../dissect/check.h"

typedef struct LadderCites LadderCites;

/* Of the findings that the session has now. */
LadderCites *ladder_cites_new (const SmtpSession *session);
/* NULL is fine. */
void ladder_cites_free (LadderCites *cites);
/* Whether they are still those of the session. */
bool ladder_cites_are_of (const LadderCites *cites, const SmtpSession *session);

/* The worst finding that cites the rung, and how many do; NULL: none. */
const Finding *ladder_cites_find (const LadderCites *cites, const SmtpSession *session, Rung rung, guint *count);

#endif
