/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks live DNS, for --resolve: by c-ares, in the main loop of GLib, never waiting.  What
 * comes back is read by dns-message and becomes facts. */
#ifndef SMTPLENS_RESOLVER_H
#define SMTPLENS_RESOLVER_H

#include "../dissect/dns-facts.h"

typedef struct Resolver Resolver;

typedef struct ResolverLimits {
  uint64_t questions; /* in all of a run */
  uint64_t open;      /* at once; others wait for their turn */
  uint64_t seconds;   /* for an answer, in all its attempts: then it is DNS_FAILED */
} ResolverLimits;
void resolver_limits_init (ResolverLimits *limits);

/* `server`: "ADDRESS", "ADDRESS:PORT", "[ADDRESS]:PORT"; NULL: those of the system.  `facts`
 * outlive it.  `answered` is called from the loop, once for all answers that came together.
 * NULL with one line in `wrong` (g_free). */
Resolver *resolver_new (const char *server, const ResolverLimits *limits, DnsFacts *facts,
                        const uint8_t seed[SIPHASH_KEY_OCTETS], void (*answered) (void *user), void *user,
                        char **wrong);
/* NULL is fine. */
void resolver_free (Resolver *resolver);

/* Asks, if that was not asked before: whether its answer is awaited.  `name` in the one
 * spelling.  Names of one label ("localhost") are nobody's business outside, and not asked. */
bool resolver_ask (Resolver *resolver, const char *name, DnsType type);

/* How many were asked or waited to be, and how often a question was left because of the limit,
 * or because nobody ever answers. */
uint64_t resolver_asked (const Resolver *resolver);
uint64_t resolver_hit (const Resolver *resolver);

#endif
