/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a finding was made, or a verdict about a sender given: all that it rests on, as one
 * text, and the places in it from which one can look further. */
#ifndef SMTPLENS_WHY_WORDS_H
#define SMTPLENS_WHY_WORDS_H

#include "text-pane.h"
#include "wording.h"

#include "../dissect/check.h"

/* Something that was seen, and where. */
typedef struct WhySource {
  char *words;            /* one line, printable */
  Origin origin;          /* packet 0: it lies nowhere in a dialogue */
  uint64_t session;       /* id of another session, in which that is; 0: the same */
  const Finding *finding; /* a finding that is a reason in turn; NULL: none */
  size_t paragraph;       /* of the text, where it is told at length */
} WhySource;

typedef struct WhyText {
  TextPane *pane;
  GPtrArray *sources; /* of WhySource * */
  Wording wording;
  const SmtpSession *session;
  int columns; /* of the pane, for the octets in hex */
} WhyText;

void why_source_free (gpointer source);
/* Takes the words. */
WhySource *why_text_add_source (WhyText *why, char *words, Origin origin);

/* The octets as text, and in hex with offsets; secrets masked, nothing where all is redacted. */
void why_text_add_octets (WhyText *why, Side side, Octets octets, Octets secret, uint64_t offset);
/* "packet 12 · 2026-11-23T10:00:00.000000Z · client"; g_free. */
char *why_text_place (const WhyText *why, Origin origin, Side side);
void why_text_add_heading (WhyText *why, const char *text);

void why_of_finding (WhyText *why, const Finding *finding);
/* In why-sender.c.  The transaction was judged. */
void why_of_sender (WhyText *why, const SmtpTransaction *transaction);

/* How bad that is, a sentence; static. */
const char *severity_meaning (Severity severity);

#endif
