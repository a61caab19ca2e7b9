/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An SPF record taken apart (RFC 7208 §4.5, §4.6.1, §5, §6).  Pure. */
#ifndef SMTPLENS_SPF_RECORD_H
#define SMTPLENS_SPF_RECORD_H

#include "octets.h"

#include <glib.h>

typedef enum SpfMechanism {
  SPF_ALL,
  SPF_INCLUDE,
  SPF_A,
  SPF_MX,
  SPF_PTR,
  SPF_IP4,
  SPF_IP6,
  SPF_EXISTS,
  SPF_MECHANISMS
} SpfMechanism;

typedef struct SpfTerm {
  SpfMechanism mechanism;
  char qualifier; /* '+' '-' '~' '?' */
  Octets text;    /* as it stands */
  Octets domain;  /* its domain-spec; length 0: none, the domain whose record this is */
  uint8_t ip[16]; /* of ip4, ip6 */
  unsigned bits4; /* how much of an address has to be equal: of IPv4; ip4, a, mx */
  unsigned bits6; /* of IPv6; ip6, a, mx */
} SpfTerm;

/* Views into the text of the record. */
typedef struct SpfRecord {
  SpfTerm *terms; /* mechanisms, in their order */
  size_t count;
  Octets redirect;      /* its domain-spec; length 0: none */
  Octets redirect_term; /* as it stands */
  Octets explanation;   /* the domain-spec of exp=; length 0: none */
  const char *fault;    /* what is wrong with the syntax, a static clause; NULL: nothing.  There are
                           no terms where there is a fault */
  Octets fault_term;    /* where */
} SpfRecord;

/* Whether a TXT record is one of SPF: "v=spf1", and a space or the end (§4.5). */
bool spf_record_is (Octets text);
/* Reads the whole record, for a fault anywhere is one of all (§4.6).  `text` must be SPF's and outlive it. */
SpfRecord *spf_record_new (Octets text);
/* NULL is fine. */
void spf_record_free (SpfRecord *record);

#endif
