/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What packets can be made to say, as rows: each is one SMTP connection in which one
 * host, the deceiver, sends packets made by hand, and another, honest one answers.
 * What the honest host's application reads was measured on Linux (see
 * tests/run-linux-judge.sh, which asks the kernel it runs on each time).
 *
 * A script is steps with ";" between them.  Places are octets of the deceiver's stream, counted
 * from *here*, which moves over each step that the honest host has read.
 *
 *   . 'octets'        sends them in an ordinary segment, and waits for all that is answered
 *   +N 'octets' ...   sends a segment N octets behind here; -N, before it
 *   = N               waits until the honest host has acknowledged N octets behind here, no more
 *   reads 'octets'    its application has read these and no others, and acknowledged them;
 *                     skip=N: the stream moved N octets farther than was read
 *   takes N           it has acknowledged N octets, whatever it read
 *   holds             nothing happens
 *   pause MS          waits
 *   dies 'octets'     the connection broke for the honest host, which has read these before
 *
 * Octets are written with ~ for CR LF and the escapes \r \n \xHH; 'x'*N repeats them.  Behind them:
 *   flags=LETTERS     F S R P A U instead of PA (A where there are no octets); -: none
 *   ttl=N  window=N  pause=MS
 *   sum=bad | sum='octets'   a wrong checksum; the one that these octets would have
 *   ipsum=bad         a wrong checksum of the IP header
 *   ack=N             acknowledges N octets more than came
 *   urgent=N          the urgent pointer, with its flag
 *   time=N | time=none       a timestamp N more than the clock has; none at all
 *   md5               a signature option (RFC 2385), which nobody agreed on
 *   other='octets'    what the fragments marked with * carry (same length)
 *   cut=LIST          IP fragments in the order of the list: A-B,A-B*,A-B!,...: octets A to B of
 *                     the IP payload (the TCP header comes first: 20 octets, 32 with
 *                     timestamps); one marked with ! dies on its way
 */
#ifndef SMTPLENS_TESTS_DECEPTIONS_H
#define SMTPLENS_TESTS_DECEPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Deception {
  const char *name;
  const char *script;
  /* The copy that is not read, some octets of it at least: some ambiguity shows it as the
   * one that does not count.  NULL: no two readings, none may be told. */
  const char *other;
  bool odd; /* the packet, not a copy of octets, is told instead: an oddity */
  /* Why smtplens does not read this row as Linux does; NULL: it does. */
  const char *open;
  bool server; /* the deceiver is the server: here begins behind its greeting */
  bool ipv6;
  bool timestamps;    /* both hosts use them (RFC 7323) */
  uint32_t initial;   /* sequence number of the deceiver's SYN; 0: any */
  unsigned buffer;    /* SO_RCVBUF of the honest host; 0: the standard */
  uint32_t clock;     /* timestamp on the deceiver's SYN; 0: any */
  const char *on_syn; /* octets on the deceiver's SYN, or SYN+ACK */
  const char *varies; /* where systems called Linux are known to differ, how */
} Deception;

extern const Deception deceptions[];
extern const size_t deception_count;

#endif
