/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Domains that look like others (UTS 39): by themselves, where letters of several scripts
 * make one label, and beside another domain. */
#ifndef SMTPLENS_LOOKALIKE_H
#define SMTPLENS_LOOKALIKE_H

#include "octets.h"

#include <glib.h>

/* What is deceptive in a domain by itself. */
typedef enum LookTrick {
  TRICK_NONE,
  TRICK_MIXED,    /* one label mixes scripts that do not belong together */
  TRICK_WHOLE,    /* a label of Cyrillic or Greek letters all of which look Latin, under a Latin top level */
  TRICK_LATIN,    /* Latin letters of no living language that look like plain ones */
  TRICK_PUNYCODE, /* begins "xn--" and cannot be decoded */
  LOOK_TRICKS
} LookTrick;

typedef struct DomainLook {
  char *organization; /* normalized (A-labels, lower case): how it is told apart */
  char *shown;        /* its first label as Unicode, lower case */
  char *fold;         /* one for all that may look alike: a key to find them by, no proof */
  LookTrick trick;    /* of the whole name */
  char *tricky;       /* the label as Unicode, and in `seems` what it looks like; NULL: no trick */
  char *seems;
} DomainLook;

/* NULL where it is no domain name with two labels at least. */
DomainLook *domain_look_new (Octets domain);
/* NULL is fine. */
void domain_look_free (DomainLook *look);

typedef enum LookLikeness {
  LOOKS_DIFFERENT,
  LOOKS_TRICKED,   /* the first is written with what passes for the second's letters */
  LOOKS_IMITATED,  /* the other way round */
  LOOKS_HYPHENATED /* the same but for hyphens: neither is the odd one */
} LookLikeness;

/* Of two that have the same fold.  Different where both are one organization, or have the
 * same first label under different suffixes. */
LookLikeness domain_looks_compare (const DomainLook *one, const DomainLook *other);

/* A clause: "mixes letters of several scripts in one label"; static. */
const char *look_trick_words (LookTrick trick);

#endif
