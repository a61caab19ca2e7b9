/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is this connection SMTP, and which side is the client?  Told from the dialogue;
 * a port is only a hint. */
#ifndef SMTPLENS_SMTP_DETECT_H
#define SMTPLENS_SMTP_DETECT_H

#include "flow.h"
#include "octets.h"

typedef enum Detection {
  DETECT_UNDECIDED,
  DETECT_NOT_SMTP,
  DETECT_SMTP,
  DETECT_IMPLICIT_TLS, /* a TLS client on the port of SMTP over TLS (RFC 8314 §3.3) */
} Detection;

/* The first octets of both streams, by side of the flow.  So that the answer does not
 * hang on how they were cut into packets, it is asked for only when a line has ended,
 * at the third octet of a side, and when a head is full. */
typedef struct DetectView {
  const Flow *flow;
  Octets head[2];
  bool full[2]; /* head is all that will be looked at, more came */
  bool midstream;
  bool ended; /* no more comes: decide now */
} DetectView;

/* On DETECT_SMTP and DETECT_IMPLICIT_TLS sets `client_side`. */
Detection smtp_detect (const DetectView *view, unsigned *client_side);

/* Whether a port is one of those that SMTP uses: 24, 25, 465, 587, 2525. */
bool smtp_detect_port (uint16_t port);

/* Cheap look at the first octets of one side alone; false: surely no SMTP. */
bool smtp_detect_plausible (const Flow *flow, unsigned side, bool midstream, Octets first);

#endif
