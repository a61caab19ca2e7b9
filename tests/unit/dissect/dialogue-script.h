/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plays a dialogue to a session and writes its event log as text, so that a test
 * is a script beside the log that it must give. */
#ifndef SMTPLENS_DIALOGUE_SCRIPT_H
#define SMTPLENS_DIALOGUE_SCRIPT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
  void (*limit) (SessionLimits *limits); /* lowers some; NULL: as they are by default */
} Play;

typedef enum Split {
  SPLIT_NONE,
  SPLIT_OCTETS, /* octet by octet */
  SPLIT_AT,     /* each turn in two, at `at` */
} Split;

/* The session, ended, with the caller's reference; NULL where it was not SMTP.
 * The log ends with one line a transaction and its mail data. */
SmtpSession *play_dialogue (const Play *play, Split split, size_t at, GString *log);

/* The same, of a connection that may hold several sessions; of SmtpSession *, in their
 * order.  The log of each further one begins with "--- continued" or "--- turned". */
GPtrArray *play_connection (const Play *play, Split split, size_t at, GString *log);

/* A dialogue and the log that it must give. */
typedef struct DialogueCase {
  const char *name;
  Turn turns[40];
  const char *log; /* NULL: it is no SMTP */
  bool midstream, server_opens;
  uint16_t client_port, server_port;
  void (*limit) (SessionLimits *limits);
} DialogueCase;

/* Plays each case whole, octet by octet and with every turn cut in two at each place;
 * a test's exit status. */
int dialogue_cases_main (const DialogueCase *cases, size_t count);

/* Turns that many cases share, and what the log says of them. */
#define BEGIN                                                                                                          \
  { 'S', "220 mail.example ESMTP\r\n", 0 }, { 'C', "HELO c.example\r\n", 0 },                                          \
  {                                                                                                                    \
    'S', "250 mail.example\r\n", 0                                                                                     \
  }
#define BEGIN_LOG "greeting 220\ncommand HELO c.example\nreply 250 to HELO\n"
#define ENVELOPE                                                                                                       \
  { 'C', "MAIL FROM:<a@x.example>\r\n", 0 }, { 'S', "250 2.1.0 Ok\r\n", 0 }, { 'C', "RCPT TO:<b@y.example>\r\n", 0 },  \
  {                                                                                                                    \
    'S', "250 2.1.5 Ok\r\n", 0                                                                                         \
  }
#define ENVELOPE_LOG                                                                                                   \
  "command MAIL FROM:<a@x.example>\nreply 250 to MAIL\ncommand RCPT TO:<b@y.example>\nreply 250 to RCPT\n"
#define DATA_TURNS                                                                                                     \
  { 'C', "DATA\r\n", 0 },                                                                                              \
  {                                                                                                                    \
    'S', "354 go on\r\n", 0                                                                                            \
  }
#define DATA_LOG "command DATA\nreply 354 to DATA\ndata-begin 1\n"
#define QUIT_TURNS                                                                                                     \
  { 'C', "QUIT\r\n", 0 },                                                                                              \
  {                                                                                                                    \
    'S', "221 bye\r\n", 0                                                                                              \
  }
#define QUIT_LOG "command QUIT\nreply 221 to QUIT\nend\n"
#define FROM_TO "#1 from=a@x.example to=b@y.example(250) "
#define END                                                                                                            \
  {                                                                                                                    \
    0, NULL, 0                                                                                                         \
  }

#endif
