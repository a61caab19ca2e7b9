/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event log as the rungs of a ladder between the two hosts: which events
 * have one, and what it says. */
#ifndef SMTPLENS_LADDER_H
#define SMTPLENS_LADDER_H

#include "text-pane.h"
#include "wording.h"

typedef enum RungKind {
  RUNG_AGAIN,  /* octets that came again, and keep-alives: a thin arrow; in front of what has the same event */
  RUNG_SPOKEN, /* a command, a reply, a line of a SASL exchange: an arrow */
  RUNG_MAIL,   /* mail data: an arrow */
  RUNG_GAP,    /* a hatched band */
  RUNG_DOUBT,  /* copies that differ: a band of its own */
  RUNG_TLS,    /* the mouth of a closed tube */
  RUNG_INSIDE, /* what went through it, as far as it can be told from outside */
  RUNG_TLS_END,
  RUNG_ODD,  /* an anomaly */
  RUNG_NOTE, /* what neither host said */
} RungKind;

typedef struct Rung {
  RungKind kind;
  guint event;   /* index in the log; the log's length: events were left out */
  bool walled;   /* within the tube of TLS */
  bool doubtful; /* of its octets differing copies came */
  guint repeat;  /* of RUNG_AGAIN: the first of session->repeats that it stands for, and how many */
  guint repeats;
} Rung;

/* Whether one stands in front of the other. */
bool rung_is_before (Rung one, Rung other);

/* All rungs of the session so far, as an array of Rung. */
GArray *ladder_rungs (const SmtpSession *session);

Side rung_side (const SmtpSession *session, Rung rung);
/* Where it happened; packet 0 for what has no place. */
Origin rung_origin (const SmtpSession *session, Rung rung);
/* The transaction it belongs to, or NULL. */
const SmtpTransaction *rung_transaction (const SmtpSession *session, Rung rung);
/* One line; g_free. */
char *rung_text (Wording wording, const SmtpSession *session, Rung rung);
/* One line of what was said, as the ladder shows it; g_free. */
char *rung_said (Wording wording, const SmtpSession *session, const SmtpEvent *event, Octets line);
/* Everything about it, for the part below or beside the ladder; what was said as text, or in hex for
 * so many columns. */
typedef struct RungLook {
  bool hex;
  int columns;
} RungLook;
void rung_describe (TextPane *pane, Wording wording, const SmtpSession *session, Rung rung, RungLook look);
/* Whether the needle stands in what was said. */
bool rung_matches (Wording wording, const SmtpSession *session, Rung rung, const char *needle);

#endif
