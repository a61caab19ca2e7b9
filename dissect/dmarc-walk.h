/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The DNS tree walk (RFC 9989 §4.10): DMARC records of a domain and of those above it. */
#ifndef SMTPLENS_DMARC_WALK_H
#define SMTPLENS_DMARC_WALK_H

#include "dmarc-record.h"

enum { DMARC_WALK_STEPS = 8 };

typedef enum DmarcSight {
  DMARC_UNSEEN, /* nothing was seen that tells */
  DMARC_ABSENT, /* no record, or several, which count for none */
  DMARC_PRESENT,
  DMARC_FAILED, /* the DNS could not tell */
} DmarcSight;

typedef struct DmarcStep {
  const char *domain; /* the end of the walk's domain */
  DmarcSight sight;
  bool named;         /* there is something at or below its name _dmarc, and so the domain exists, too */
  DmarcRecord record; /* where present */
} DmarcStep;

typedef struct DmarcWalk {
  const char *domain; /* normalized; borrowed */
  DmarcStep steps[DMARC_WALK_STEPS];
  size_t count; /* at least one: that of the domain itself */
  bool whole;   /* it went up to its end, and the DNS told every step */
} DmarcWalk;

/* Asks for the record of the domain itself, and no other. */
void dmarc_walk_begin (DmarcWalk *walk, const char *domain, DnsInquiry *inquiry);
/* Asks for those above it, as long as the rules say so; past an answer that was not seen, too. */
void dmarc_walk_up (DmarcWalk *walk, DnsInquiry *inquiry);

/* The organizational domain (§4.10.2), an end of walk->domain.  By the public suffix list, and then
 * `by_list` is set, where the walk is not whole and none of its records draws the line, or where
 * it has no record at all. */
const char *dmarc_walk_organizational (const DmarcWalk *walk, bool *by_list);
/* The same by the list alone; the domain itself where it is a public suffix. */
const char *dmarc_listed_organizational (const char *domain);

/* The step of a domain; NULL: not among those walked. */
const DmarcStep *dmarc_walk_step (const DmarcWalk *walk, const char *domain);
/* The record of the public suffix domain above it (psd=y); NULL: none. */
const DmarcStep *dmarc_walk_public_suffix (const DmarcWalk *walk);

#endif
