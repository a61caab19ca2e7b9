/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rung of the ladder as a sentence: for who reads line by line. */
#ifndef SMTPLENS_RUNG_SENTENCE_H
#define SMTPLENS_RUNG_SENTENCE_H

#include "ladder.h"
#include "wording.h"

/* "client to server, +0.012000 s, packet 12: EHLO laptop.example"; `time` in words.  g_free. */
char *rung_sentence (Wording wording, const SmtpSession *session, Rung rung, const char *time);

#endif
