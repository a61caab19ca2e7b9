/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event log as the rungs of a ladder between the two hosts: which events
 * have one, of which kind. */
#ifndef SMTPLENS_LADDER_H
#define SMTPLENS_LADDER_H

#include "../dissect/smtp-session.h"

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

/* Its event; NULL for octets that came again, and for events that were left out. */
const SmtpEvent *rung_event (const SmtpSession *session, Rung rung);
Side rung_side (const SmtpSession *session, Rung rung);
/* Where it happened; packet 0 for what has no place. */
Origin rung_origin (const SmtpSession *session, Rung rung);
/* The transaction it belongs to, or NULL. */
const SmtpTransaction *rung_transaction (const SmtpSession *session, Rung rung);

#endif
