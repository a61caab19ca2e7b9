/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Authentication-Results of a mail beside our own verdicts. */
#ifndef SMTPLENS_AUTHENTICATION_COMPARISON_H
#define SMTPLENS_AUTHENTICATION_COMPARISON_H

#include "authentication-results.h"
#include "sender.h"

typedef enum ClaimAgreement {
  CLAIM_UNKNOWN, /* there is nothing to compare it with: another method, another domain, another hop, or we do
                    not know ourselves */
  CLAIM_AGREES,
  CLAIM_DIFFERS, /* no proof of a lie: a list that adds its footer breaks a signature that was good before */
} ClaimAgreement;

/* Whose word a field is, as it says itself. */
typedef enum ClaimedBy {
  BY_NOBODY,           /* it names no server */
  BY_ANOTHER,          /* a server that has nothing to do with the one that takes the mail here */
  BY_RECEIVING_DOMAIN, /* another name of the same organization as the receiving server */
  BY_RECEIVING_SERVER, /* the very name with which that server greets */
} ClaimedBy;

typedef struct ComparedClaim {
  const AuthenticationResults *results; /* the field */
  const AuthenticationClaim *claim;
  ClaimedBy by;
  bool this_hop;    /* it names the address of this client, or the server that takes the mail here: it speaks of
                       the same hop as our own SPF and DMARC */
  const char *ours; /* our result of the same method and domain; static; NULL: there is none */
  ClaimAgreement agreement;
} ComparedClaim;

typedef struct AuthenticationComparison {
  GPtrArray *results; /* of AuthenticationResults *, topmost first */
  GArray *claims;     /* of ComparedClaim, of all fields in order */
} AuthenticationComparison;

/* NULL where the mail bears no such field.  After sender_judge; borrows of both. */
AuthenticationComparison *authentication_compare (const SmtpSession *session, const SmtpTransaction *transaction);
/* NULL is fine. */
void authentication_comparison_free (AuthenticationComparison *comparison);

ClaimedBy authentication_claimed_by (const SmtpSession *session, const AuthenticationResults *results);

/* "agrees", "differs"; NULL for CLAIM_UNKNOWN.  Static. */
const char *claim_agreement_name (ClaimAgreement agreement);

#endif
