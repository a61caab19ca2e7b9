/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the capture that a session comes from: what its file says beside the
 * packets, and over which networks they came. */
#ifndef SMTPLENS_CAPTURE_WORDS_H
#define SMTPLENS_CAPTURE_WORDS_H

#include "text-pane.h"
#include "wording.h"

#include "../dissect/sink.h"

/* Adds a part with a heading, or nothing where nothing is known. */
void capture_words_add (TextPane *pane, Wording wording, const SmtpSession *session);

/* What a file says of itself, a line each: of char *, printable, g_ptr_array_unref. */
GPtrArray *capture_words_of_file (Wording wording, const SummaryFile *file);

#endif
