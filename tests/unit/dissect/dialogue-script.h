/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a dialogue to a session and writes its event log as text, so that a test
 * is a script beside the log that it must give. */
#ifndef SMTPLENS_DIALOGUE_SCRIPT_H
#define SMTPLENS_DIALOGUE_SCRIPT_H

#include "dissect/smtp-session.h"

/* One turn: 'C' or 'S' and octets; 'c' or 's' and the length of a gap in that stream. */
typedef struct Turn {
  char who;
  const char *octets;
  size_t length; /* of octets, or of the gap; 0: up to the NUL */
} Turn;

typedef struct Play {
  const Turn *turns; /* ends with who 0 */
  bool midstream;
  uint16_t client_port, server_port; /* 0: 50000 and 25 */
  bool server_opens;                 /* side 0 of the flow is the server */
  SessionEnd end;
} Play;

typedef enum Split {
  SPLIT_NONE,
  SPLIT_OCTETS, /* octet by octet */
  SPLIT_AT,     /* each turn in two, at `at` */
} Split;

/* The session, ended, with the caller's reference; NULL where it was not SMTP.
 * The log ends with one line a transaction and its mail data. */
SmtpSession *play_dialogue (const Play *play, Split split, size_t at, GString *log);

#endif
