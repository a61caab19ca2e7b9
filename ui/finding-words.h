/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What views say of a finding. */
#ifndef SMTPLENS_FINDING_WORDS_H
#define SMTPLENS_FINDING_WORDS_H

#include "text-pane.h"
#include "wording.h"

#include "../dissect/check.h"

/* Adds all there is to say of a finding of the session. */
void finding_describe (TextPane *pane, Wording wording, const SmtpSession *session, const Finding *finding);
/* Its sentence, and its notes, alone. */
void finding_tell (TextPane *pane, Wording wording, const Finding *finding, bool notes);
/* What was said there, in one line; g_free. */
char *finding_evidence_text (Wording wording, const SmtpSession *session, const Evidence *evidence);
/* What the check says of every such finding. */
void finding_explain (TextPane *pane, const Check *check);
/* Whether the needle stands in what is said of it. */
bool finding_matches (Wording wording, const Finding *finding, const char *needle);
/* The first evidence that lies in its very session; NULL: none. */
const Evidence *finding_own_evidence (const Finding *finding);

#endif
