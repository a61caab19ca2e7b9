/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a signature field says: DKIM-Signature (RFC 6376 §3.5), ARC-Message-Signature and ARC-Seal (RFC 8617 §4.1). */
#ifndef SMTPLENS_DKIM_SIGNATURE_H
#define SMTPLENS_DKIM_SIGNATURE_H

#include "dkim-tags.h"
#include "header-field.h"

/* Fields of one mail that are looked at; further ones are passed over. */
enum { DKIM_SIGNATURES_MOST = 16, ARC_SETS_MOST = 50 };

typedef enum DkimKind { DKIM_KIND_SIGNATURE, DKIM_KIND_ARC_MESSAGE, DKIM_KIND_ARC_SEAL } DkimKind;
typedef enum DkimCanon { DKIM_SIMPLE, DKIM_RELAXED } DkimCanon;
typedef enum DkimHash { DKIM_SHA1, DKIM_SHA256 } DkimHash;
typedef enum DkimKeyType { DKIM_RSA, DKIM_ED25519 } DkimKeyType;

typedef struct DkimSignature {
  DkimKind kind;
  /* Why it cannot count, as the rest of a sentence that begins "it …"; NULL: nothing is wrong with its form. */
  const char *problem;
  char *domain, *selector; /* d=, s=; UTF-8; NULL where absent or out of form */
  char *identity;          /* i= of a DKIM-Signature */
  char *algorithm, *canonicalization;
  char *fields;           /* h= without white space */
  char *chain_validation; /* cv= of an ARC-Seal */
  unsigned instance;      /* i= of ARC; 0: absent or out of form */
  int64_t signed_time, expires;
  bool has_length;
  uint64_t length;
  bool body_known; /* the next four and length say how the body is hashed */
  DkimCanon body_canon;
  DkimHash hash;
  GBytes *body_hash;    /* bh=; NULL where absent or no base64 */
  bool algorithm_known; /* key_type and hash are set */
  DkimKeyType key_type;
  DkimCanon header_canon;
  GBytes *octets;          /* b= */
  Octets hole;             /* the octets of b= in the field, which it does not sign */
  char *key_name;          /* where its key stands in the DNS; NULL where d= or s= cannot be used */
  bool identity_is_domain; /* the domain of i= is d=, not one inside it */
} DkimSignature;

/* Of a field with this name; views into it, so it must outlive the signature. */
void dkim_signature_read (DkimSignature *signature, DkimKind kind, const HeaderField *field);
void dkim_signature_clear (DkimSignature *signature);

const char *dkim_kind_field (DkimKind kind);

/* A domain name for the DNS: U-labels as A-labels (RFC 8616), lower case; NULL where it is none.  g_free. */
char *dkim_domain_ascii (Octets name);

#endif
