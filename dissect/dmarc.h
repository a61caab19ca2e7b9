/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DMARC (RFC 9989): does SPF or DKIM prove the domain of the From field, and what does
 * its owner ask for where neither does? */
#ifndef SMTPLENS_DMARC_H
#define SMTPLENS_DMARC_H

#include "dkim.h"
#include "spf.h"

typedef enum DmarcResult {
  DMARC_NONE, /* no policy record, which is known */
  DMARC_PASS,
  DMARC_FAIL,
  DMARC_PERMERROR, /* no one From domain to ask for, or the record is out of form */
  DMARC_TEMPERROR,
  DMARC_UNKNOWN,
  DMARC_RESULTS
} DmarcResult;

typedef enum DmarcPolicy {
  DMARC_POLICY_UNKNOWN,
  DMARC_POLICY_NONE,
  DMARC_POLICY_QUARANTINE,
  DMARC_POLICY_REJECT
} DmarcPolicy;

/* Whether an authenticated domain is that of the From field, or of the same organization. */
typedef enum DmarcAlignment {
  ALIGNED_UNKNOWN, /* a record that tells was not seen */
  ALIGNED_NOT,
  ALIGNED_RELAXED,
  ALIGNED_STRICT,
} DmarcAlignment;

typedef struct DmarcQuestion {
  const char *from_domain; /* of the one mailbox of the one From field; NULL: there is none such */
  const SpfVerdict *spf;   /* of MAIL FROM (of HELO for a null path); NULL: not judged */
  const GPtrArray *dkim;   /* of DkimVerdict *; NULL: none */
  bool from_unseen;        /* no from_domain, for the header was not captured whole */
} DmarcQuestion;

typedef struct DmarcVerdict {
  DmarcResult result;
  char *domain;               /* of From; lower case, A-labels */
  char *policy_domain;        /* whose record decided; NULL: none seen */
  char *organizational;       /* organizational domain of From; NULL: unknown */
  bool by_public_suffix_list; /* … which libpsl told, for the tree walk's answers were not seen, not all of
                                 them, or it was not needed; or it found no record */
  DmarcPolicy policy;         /* that applies to this domain: p, sp or np, and where testing what §4.7 makes of it */
  DmarcPolicy published;      /* the same as it stands in the record */
  const char *policy_tag;     /* "p", "sp", "np"; static, NULL: none */
  bool testing;               /* t=y */
  DmarcAlignment spf;         /* of the SPF domain, whatever SPF's result */
  DmarcAlignment dkim;        /* the best of signatures that pass; where none passes ALIGNED_NOT, or
                                 ALIGNED_UNKNOWN where one may that would be aligned */
  bool spf_passes;            /* aligned as the record asks (relaxed where none), and pass */
  bool dkim_passes;
  char *proof;                   /* a sentence about what proves the domain in From, policy or not; NULL: nothing */
  char *why;                     /* one sentence for a newcomer; may hold text from the wire */
  char *local_proof, *local_why; /* in the user's language; NULL: no other */
} DmarcVerdict;

/* Never NULL. */
DmarcVerdict *dmarc_check (const DmarcQuestion *question, DnsInquiry *inquiry);
/* NULL is fine. */
void dmarc_verdict_free (DmarcVerdict *verdict);

/* A domain name in the one form in which two can be compared: lower case, A-labels (IDNA), without the final dot.
 * g_free; NULL for what is none, such as an address, an empty label, or octets that are no UTF-8. */
char *domain_normalized (const char *domain);

/* The organizational domain by the public suffix list, normalized; length 0 for a public suffix, which any
 * single label is that the list does not know.  g_free; NULL: not a domain name. */
char *organizational_domain (const char *domain);

/* "pass" …, "reject" …; static.  NULL for DMARC_POLICY_UNKNOWN. */
const char *dmarc_result_name (DmarcResult result);
const char *dmarc_policy_name (DmarcPolicy policy);

#endif
