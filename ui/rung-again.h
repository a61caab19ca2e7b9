/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rungs of octets that came again (dissect/session-repeats), for ladder.c. */
#ifndef SMTPLENS_RUNG_AGAIN_H
#define SMTPLENS_RUNG_AGAIN_H

#include "ladder.h"
#include "text-pane.h"
#include "wording.h"

#include "../dissect/session-repeats.h"

/* Adds those that stand in front of an event, from `*repeat` on: neighbours of one side and kind make one rung. */
void rungs_add_again (GArray *rungs, const SmtpSession *session, guint event, guint *repeat);
/* One of those that the rung stands for. */
const SessionRepeat *rung_again (const SmtpSession *session, Rung rung, guint index);
Side rung_again_side (const SmtpSession *session, Rung rung);
/* One line; g_free. */
char *rung_again_text (const SmtpSession *session, Rung rung);
/* Each of them, and what it means. */
void rung_again_describe (TextPane *pane, const SmtpSession *session, Rung rung);
/* "3 retransmissions, 2 gaps (2,920 octets)", as far as there are any; "" for none.  g_free. */
char *session_losses_text (const SmtpSession *session);

#endif
