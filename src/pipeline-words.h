/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the words of src/ (connection, place, ambiguity) to those of dissect/ (flow,
 * origin, traffic). */
#ifndef SMTPLENS_PIPELINE_WORDS_H
#define SMTPLENS_PIPELINE_WORDS_H

#include "reassembler.h"

#include "../dissect/smtp-session.h"

Origin pipeline_origin (const StreamPlace *place);
Flow pipeline_flow (const ConnectionView *connection);
SessionTraffic pipeline_traffic (const ConnectionView *connection);
SessionEnd pipeline_session_end (ConnectionEnd end);
/* Both copies of octets that differ, and why one counts: the words that dissect/smtp-copies.h
 * reads back; g_free. */
char *pipeline_ambiguity_text (const StreamAmbiguity *ambiguity);
/* What its receiver did not heed, likewise; octets stand between quotation marks. */
char *pipeline_oddity_text (const StreamOddity *oddity);

#endif
