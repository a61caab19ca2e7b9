/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watches others ask the DNS, and believes what the one they asked says.
 *
 * An answer counts where its question was seen before it (or a moment after it, for captures
 * do not keep the order of packets exactly): of the same addresses, ports,
 * transport, identifier, name (in either case: RFC 4343, and servers that give back the
 * case as it was asked need not be told apart from those that do not), type and class.  What nobody was
 * seen to ask may be forged; it is counted, and not believed. */
#ifndef SMTPLENS_DNS_WATCH_H
#define SMTPLENS_DNS_WATCH_H

#include "dns-facts.h"

typedef struct DnsWatch DnsWatch;

typedef struct DnsWatchCounters {
  uint64_t messages; /* questions and answers, those below included */
  uint64_t questions;
  uint64_t believed; /* answers to a question that was seen, whatever they say */
  uint64_t unasked;  /* answers whose question was not seen */
  uint64_t second;   /* answers that differ from the first one to the same question: one of them may be forged */
  uint64_t malformed;
  uint64_t cut;           /* by the capture, before the end of what counts */
  uint64_t questions_hit; /* questions forgotten because there were too many */
} DnsWatchCounters;

/* Who sent it to whom; addresses have 4 or 16 octets. */
typedef struct DnsPath {
  unsigned ip_version;
  const uint8_t *source, *destination;
  uint16_t source_port, destination_port;
  bool tcp;
} DnsPath;

enum { DNS_PORT = 53 };

/* Questions kept open: at most `questions` of them.  What is believed goes to `facts`,
 * which outlive the watch.  `seed`: random octets, for the hashes. */
DnsWatch *dns_watch_new (uint64_t questions, DnsFacts *facts, const uint8_t seed[SIPHASH_KEY_OCTETS]);
/* NULL is fine. */
void dns_watch_free (DnsWatch *watch);

/* One message.  `cut`: the capture has not all of it.  False where it is malformed. */
bool dns_watch_push (DnsWatch *watch, const DnsPath *path, Octets message, bool cut, Origin origin);

const DnsWatchCounters *dns_watch_counters (const DnsWatch *watch);

#endif
