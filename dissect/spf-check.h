/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to SPF: one run of check_host () (RFC 7208 §4), and how its mechanisms match. */
#ifndef SMTPLENS_SPF_CHECK_H
#define SMTPLENS_SPF_CHECK_H

#include "flow.h"
#include "phrases.h"
#include "spf-macro.h"
#include "spf-record.h"
#include "spf.h"

/* §4.6.4 */
enum { SPF_LOOKUPS_MAX = 10, SPF_VOID_LOOKUPS_MAX = 2, SPF_MX_MAX = 10, SPF_PTR_MAX = 10 };

typedef enum SpfMatch {
  SPF_MATCH_NO,
  SPF_MATCH_YES,
  SPF_MATCH_TEMPERROR,
  SPF_MATCH_PERMERROR,
  SPF_MATCH_UNKNOWN,
} SpfMatch;

typedef struct SpfCheck {
  DnsInquiry *inquiry;
  SpfMacroValues values; /* its domain: that of the record at hand */
  unsigned ip_version;   /* 4 or 6 */
  const uint8_t *ip;
  char ip_text[FLOW_IP_TEXT];
  const char *judged; /* the domain the whole check is about */
  unsigned lookups;
  unsigned void_lookups;
  char *term, *owner; /* what decided, and whose record holds it; NULL: nothing */
  bool everybody;     /* the term is "all" */
  char *explanation;  /* of a fail; NULL: none */
  const char *cause;  /* of an error, an unknown or a none: a sentence, as phrase */
  Phrases *phrases;
} SpfCheck;

/* Sets the cause; as phrase. */
void spf_check_cause (SpfCheck *check, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Counts a term that looks up; NO, or PERMERROR and the cause. */
SpfMatch spf_check_count (SpfCheck *check);
/* Text from the wire for a sentence: NUL is '?', and long text ends in "…".  g_free. */
char *spf_check_clip (Octets text);

/* What a domain-spec names now; one of length 0 is the domain of the record at hand.  YES: *target is
 * set (g_string_free), maybe to what can be no name; NO: nothing can match it; or UNKNOWN. */
SpfMatch spf_check_target (SpfCheck *check, Octets spec, Octets term, GString **target);
/* What the policy of a domain says of the client; sets term, owner and cause, and the explanation of a fail
 * unless the record is an included one. */
SpfResult spf_check_host (SpfCheck *check, Octets domain, bool included);
/* A name as spf_name_text gives it, or NULL, is a full domain name (§4.3): of several labels, the
 * last of which is no number, for that would be an address. */
bool spf_name_is_full (const char *name);
/* Whether a mechanism matches, but for include. */
SpfMatch spf_check_match (SpfCheck *check, const SpfTerm *term);

#endif
