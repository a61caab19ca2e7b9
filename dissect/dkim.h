/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DKIM signatures (RFC 6376, 8301, 8463) of a mail, and its ARC chain (RFC 8617). */
#ifndef SMTPLENS_DKIM_H
#define SMTPLENS_DKIM_H

#include "dns-facts.h"
#include "message.h"

typedef enum DkimResult {
  DKIM_PASS,
  DKIM_FAIL,
  DKIM_PERMERROR, /* signature or key out of form, revoked, too weak, expired … */
  DKIM_TEMPERROR,
  DKIM_UNKNOWN, /* the key was not seen, or the mail was not captured whole */
  DKIM_RESULTS
} DkimResult;

/* What of the mail the signature still fits; each may be known without the others. */
typedef enum DkimFit { DKIM_FIT_UNKNOWN, DKIM_FITS, DKIM_FITS_NOT } DkimFit;

typedef struct DkimVerdict {
  DkimResult result;
  char *domain, *selector; /* d=, s=; UTF-8 as printable text; NULL where absent */
  char *identity;          /* i=, where it stands */
  char *algorithm;         /* a= */
  char *canonicalization;  /* c=, the default where absent */
  char *signed_fields;     /* h=, without white space */
  DkimFit body;            /* bh= against the body: needs no key */
  DkimFit
      header; /* b= against the signed header fields, bh= among them: needs the key.  If it
                 fits and the body does not, the signer did sign these fields, and the body was changed on the way */
  bool from_signed;
  bool from_oversigned;         /* h= names From once more than there are From fields */
  bool has_length;              /* l= */
  uint64_t unsigned_octets;     /* of the canonical body, behind l= */
  bool testing;                 /* t=y of the key */
  bool strict_identity;         /* t=s of the key */
  unsigned key_bits;            /* 0: no key was seen */
  int64_t signed_time, expires; /* t=, x= in seconds; -1 where absent */
  const HeaderField *field;     /* of the message; borrowed */
  char *why;                    /* one sentence for a newcomer; may hold text from the wire */
  char *local_why;              /* the same in the user's language; NULL: no other */
} DkimVerdict;

/* One for each DKIM-Signature field, topmost first (bounded: further ones are passed over):
 * of DkimVerdict *, owned by the array; empty where there is none.  `time`: of the mail, for x=. */
GPtrArray *dkim_verify (const MailMessage *message, int64_t time, DnsInquiry *inquiry);

typedef enum ArcResult { ARC_NONE, ARC_PASS, ARC_FAIL, ARC_UNKNOWN, ARC_RESULTS } ArcResult;

typedef struct ArcSet {
  unsigned instance;
  char *domain, *selector; /* of the ARC-Seal */
  char *chain_validation;  /* cv= */
  char *results;           /* of the ARC-Authentication-Results, behind i=; UTF-8, unfolded */
} ArcSet;

typedef struct ArcVerdict {
  ArcResult result;
  GPtrArray *sets;      /* of ArcSet *, by instance */
  unsigned oldest_pass; /* §5.2: the lowest instance whose message signature still fits; 0: all, or none */
  char *why;            /* NULL for ARC_NONE */
  char *local_why;      /* the same in the user's language; NULL: no other */
} ArcVerdict;

ArcVerdict *arc_verify (const MailMessage *message, int64_t time, DnsInquiry *inquiry);
void arc_verdict_free (ArcVerdict *verdict);

/* "pass" …; static. */
const char *dkim_result_name (DkimResult result);
const char *arc_result_name (ArcResult result);

#endif
