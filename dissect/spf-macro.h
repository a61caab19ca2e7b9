/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Macros of SPF (RFC 7208 §7): their syntax, and what they stand for.  Pure. */
#ifndef SMTPLENS_SPF_MACRO_H
#define SMTPLENS_SPF_MACRO_H

#include "octets.h"

#include <glib.h>

enum {
  SPF_VALUE_MAX = 1024,       /* octets of a value that a macro stands for; of a longer one the first */
  SPF_NAME_MAX = 253,         /* §7.3: longer names lose labels on the left */
  SPF_EXPLANATION_MAX = 2048, /* octets of an explanation; the rest is left out */
};

/* Where a string with macros stands; it decides what may be in it. */
typedef enum SpfMacroPlace {
  SPF_MACRO_DOMAIN,      /* domain-spec: no spaces, a toplabel or a macro at its end, not the letters c, r, t */
  SPF_MACRO_MODIFIER,    /* value of a modifier that nobody knows: no spaces */
  SPF_MACRO_EXPLANATION, /* the text that exp= leads to */
} SpfMacroPlace;

typedef struct SpfMacroValues {
  Octets local;          /* %{l}, and with o %{s} */
  Octets sender_domain;  /* %{o} */
  Octets domain;         /* %{d} */
  Octets helo;           /* %{h} */
  unsigned ip_version;   /* 4 or 6 */
  const uint8_t *ip;     /* %{i}, %{c}, %{v} */
  const char *validated; /* %{p}; NULL: "unknown" */
  const char *receiver;  /* %{r}; NULL: "unknown" */
  int64_t seconds;       /* %{t} */
} SpfMacroValues;

/* NULL: the syntax is right.  Otherwise a static clause for a sentence: "a % begins no macro". */
const char *spf_macro_fault (Octets spec, SpfMacroPlace place);
/* Whether a macro of one of the lower-case letters stands in it. */
bool spf_macro_holds (Octets spec, const char *letters);
/* What a domain-spec stands for: octets with dots between labels, without a final dot and
 * at most SPF_NAME_MAX of them; maybe no name at all (spf_name_text tells).  Of a spec without a fault.
 * g_string_free. */
GString *spf_macro_domain (Octets spec, const SpfMacroValues *values);
/* The text of an explanation without a fault; NUL in a value is '?'.  g_free. */
char *spf_macro_text (Octets spec, const SpfMacroValues *values);

/* Labels and dots as the DNS is asked for them (dns-facts.h), without a final dot; NULL where
 * they can be no name: none, an empty label, one of more than 63 octets, too many in all.  g_free. */
char *spf_name_text (Octets name);

#endif
