/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event log as the rungs of a ladder between the two hosts: which events
 * have one, and what it says. */
#ifndef SMTPLENS_LADDER_H
#define SMTPLENS_LADDER_H

#include "text-pane.h"
#include "wording.h"

typedef enum RungKind {
  RUNG_SPOKEN, /* a command, a reply, a line of a SASL exchange: an arrow */
  RUNG_MAIL,   /* mail data: an arrow */
  RUNG_GAP,    /* a hatched band */
  RUNG_TLS,    /* a closed band */
  RUNG_NOTE,   /* what neither host said */
} RungKind;

typedef struct Rung {
  RungKind kind;
  guint event; /* index in the log; the log's length: events were left out */
} Rung;

/* All rungs of the session so far, as an array of Rung. */
GArray *ladder_rungs (const SmtpSession *session);

Side rung_side (const SmtpSession *session, Rung rung);
/* Where it happened; packet 0 for what has no place. */
Origin rung_origin (const SmtpSession *session, Rung rung);
/* The transaction it belongs to, or NULL. */
const SmtpTransaction *rung_transaction (const SmtpSession *session, Rung rung);
/* One line; g_free. */
char *rung_text (Wording wording, const SmtpSession *session, Rung rung);
/* Everything about it, for the lower part of the screen and for search. */
void rung_describe (TextPane *pane, Wording wording, const SmtpSession *session, Rung rung);
/* Whether the needle stands in what was said. */
bool rung_matches (Wording wording, const SmtpSession *session, Rung rung, const char *needle);

#endif
