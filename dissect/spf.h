/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sender Policy Framework (RFC 7208): may this host send mail of this domain? */
#ifndef SMTPLENS_SPF_H
#define SMTPLENS_SPF_H

#include "dns-facts.h"

typedef enum SpfResult {
  SPF_NONE,
  SPF_NEUTRAL,
  SPF_PASS,
  SPF_FAIL,
  SPF_SOFTFAIL,
  SPF_TEMPERROR,
  SPF_PERMERROR,
  SPF_UNKNOWN, /* a record that decides was not seen: the inquiry names it */
  SPF_RESULTS
} SpfResult;

typedef enum SpfIdentity { SPF_OF_MAIL_FROM, SPF_OF_HELO } SpfIdentity;

typedef struct SpfQuestion {
  unsigned ip_version;  /* 4 or 6; IPv4 inside IPv6 is taken for IPv4 */
  const uint8_t *ip;    /* of the SMTP client */
  Octets helo;          /* as it crossed */
  Octets mail_from;     /* the reverse-path without brackets; length 0: the null path, so that
                           postmaster@helo is judged (§2.4) */
  SpfIdentity identity; /* OF_HELO: judge the HELO name itself (§2.3) */
  const char *receiver; /* for %{r}; NULL: "unknown" */
  int64_t time;         /* for %{t}; nanoseconds */
} SpfQuestion;

typedef struct SpfVerdict {
  SpfResult result;
  SpfIdentity identity;  /* which name was judged in the end */
  char *domain;          /* whose policy; UTF-8, NULL where there is none to ask for */
  char *mechanism;       /* the term that decided, as it stands in its record; NULL: none */
  char *mechanism_owner; /* the domain whose record holds it, where that is not `domain` */
  char *explanation;     /* of a fail, from exp= (§6.2); NULL: none.  Text of the domain's owner */
  char *why;             /* one sentence for a newcomer; may hold text from the wire */
  char *local_why;       /* the same in the user's language; NULL: no other */
  unsigned lookups;      /* that counted against the limit of §4.6.4 */
  unsigned void_lookups;
} SpfVerdict;

/* Never NULL. */
SpfVerdict *spf_check (const SpfQuestion *question, DnsInquiry *inquiry);
/* NULL is fine. */
void spf_verdict_free (SpfVerdict *verdict);

/* A pass that proves nothing, for the term that decided lets every host of the world send, or a
 * 256th part of it ("all", "ip4:0.0.0.0/0"). */
bool spf_lets_everybody (const SpfVerdict *verdict);

/* "pass" …, "unknown"; static. */
const char *spf_result_name (SpfResult result);

#endif
