/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions for tests of what stands right of the dissector: dialogues written as
 * lines, fed through smtp_session_feed, told to a sink.  No packets, no files. */
#ifndef SMTPLENS_MODEL_SESSIONS_H
#define SMTPLENS_MODEL_SESSIONS_H

#include "dissect/sink.h"

/* One thing said, each in a packet of its own, a quarter of a second after the last. */
typedef struct Said {
  char who;         /* 'C', 'S': a line, CRLF is added; 'c', 's': octets as they are;
                       'x', 'y': octets of client, server that were never captured;
                       'w': so many seconds pass;
                       'r', 't': the last octets of client, server came again; without any: a keep-alive;
                       'd', 'e': of the last octets of client, server came a copy that differs */
  const char *text; /* or, for 'x' and 'y', NULL; of 'd' and 'e' what tells of both copies */
  unsigned octets;  /* of 'x', 'y', 'd', 'e', 'r', 't', seconds of 'w'; of 'c', 's' where the text holds NUL */
} Said;

typedef struct ModelDialogue {
  const char *name;
  const char *client; /* addresses as text, both of one version */
  const char *server;
  uint16_t client_port, server_port;
  const Said *said; /* ends with who 0 */
  /* Ids of the model's own checks, for findings; NULL ends them. */
  const char *findings[4];
  const char *trace; /* whose records follow, with their keys: see tls-trace.h; NULL: none */
  const char *zone;  /* lines "NAME TYPE VALUE" of the DNS by which its senders are judged; NULL: they are not */
} ModelDialogue;

extern const ModelDialogue model_dialogues[]; /* ends with name NULL */
const ModelDialogue *model_dialogue (const char *name);

typedef struct ModelRun ModelRun;

/* Tells all that happens to the sink; it is neither opened nor closed here. */
ModelRun *model_run_new (const SinkType *type, gpointer sink);
/* After the sink gave back its sessions. */
void model_run_free (ModelRun *run);

/* From now on what is found is what the program's checks find, not what the model says. */
void model_run_by_checks (ModelRun *run);

/* A whole session, from the first packet to FIN. */
void model_run_dialogue (ModelRun *run, const ModelDialogue *dialogue);
/* The first `lines` of it; the session stays open until the next call, or model_run_end. */
void model_run_begin (ModelRun *run, const ModelDialogue *dialogue, size_t lines);
void model_run_go_on (ModelRun *run, size_t lines);
void model_run_end (ModelRun *run);

#endif
