/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What some connections carry in front of SMTP: a proxy's greeting.  Either the
 * client asks a proxy to be connected on (SOCKS, HTTP CONNECT), or a proxy tells
 * the server whom it speaks for (PROXY protocol).  Behind it SMTP goes on as ever. */
#ifndef SMTPLENS_PREAMBLE_H
#define SMTPLENS_PREAMBLE_H

#include "arena.h"
#include "octets.h"

typedef enum PreambleVerdict {
  PREAMBLE_NONE,    /* the connection begins otherwise */
  PREAMBLE_PARTIAL, /* so far as seen it may be one; more has to come */
  PREAMBLE_WHOLE,
} PreambleVerdict;

typedef struct Preamble {
  const char *protocol; /* "socks4", "socks5", "http-connect", "proxy-v1", "proxy-v2"; static */
  size_t length[2];     /* its octets in the stream of side 0, which opened the connection, and of side 1 */
  Octets source;        /* "ADDRESS:PORT" whom the proxy speaks for, "[ADDRESS]:PORT" for IPv6; empty: not told */
  Octets destination;   /* where the client wants to go, in the same form; empty: not told */
  /* Of the PROXY protocol alone: */
  bool local;         /* the proxy speaks for itself, such as to see whether the server is up */
  Octets authority;   /* the host name that the client asked for; empty: not told */
  Octets tls_version; /* of the client's TLS to the proxy; empty: not told */
  Octets tls_name;    /* the name in the client's certificate; empty: not told */
} Preamble;

/* Reads the first octets of both streams of a connection whose beginning was
 * seen.  On PREAMBLE_WHOLE fills `preamble`, its texts in the arena. */
PreambleVerdict preamble_read (const Octets head[2], Arena *arena, Preamble *preamble);

/* Cheap look at the first octets of who opened the connection alone; false: surely none. */
bool preamble_plausible (Octets first);

#endif
