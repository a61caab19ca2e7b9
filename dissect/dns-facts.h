/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the DNS (RFC 1034), and from where: answers seen in the capture, a
 * zone file of the user's, answers to questions of our own.  And the inquiry, through
 * which whoever judges a sender asks it, so that a judgment can name what it rests on
 * and what it lacks.
 *
 * Names are text without the final dot, ASCII letters in lower case, octets that are
 * no printable ASCII, "." and "\" inside a label as \DDD (RFC 1035 §5.1). */
#ifndef SMTPLENS_DNS_FACTS_H
#define SMTPLENS_DNS_FACTS_H

#include "octets.h"
#include "siphash.h"
#include "smtp-event.h"

#include <glib.h>

typedef enum DnsType {
  DNS_A = 1,
  DNS_NS = 2,
  DNS_CNAME = 5,
  DNS_SOA = 6,
  DNS_PTR = 12,
  DNS_MX = 15,
  DNS_TXT = 16,
  DNS_AAAA = 28,
} DnsType;

typedef enum DnsStatus {
  DNS_UNKNOWN, /* nothing was seen that tells */
  DNS_FOUND,
  DNS_EMPTY,   /* the name exists, and has none of this type (RFC 2308 §2.2) */
  DNS_NO_NAME, /* NXDOMAIN */
  DNS_FAILED,  /* the server could not tell (SERVFAIL, a timeout), or the CNAME chain is a loop */
} DnsStatus;

typedef enum DnsSource { DNS_FROM_CAPTURE, DNS_FROM_FILE, DNS_FROM_RESOLVER } DnsSource;

typedef struct DnsRecord {
  uint16_t preference; /* MX */
  Octets data;         /* A, AAAA: 4 or 16 octets; TXT: its strings, joined without anything
                          between; PTR, MX, NS, CNAME: a name, NUL behind it */
} DnsRecord;

/* The answer to one question; never changes. */
typedef struct DnsAnswer {
  const char *name; /* as asked */
  DnsType type;
  DnsStatus status;
  const DnsRecord *records; /* of DNS_FOUND, at the end of the CNAME chain; order as in the answer */
  size_t count;
  const char *canonical; /* the end of the CNAME chain; the same as name where there is none */
  DnsSource source;
  Origin origin;      /* of the packet with the answer; packet 0: none */
  unsigned line;      /* of the zone file; 0: none */
  uint8_t server[16]; /* who answered; ip_version 0: nobody */
  unsigned ip_version;
  int64_t from, until; /* nanoseconds: valid from the packet on for the shortest TTL; INT64_MIN, INT64_MAX: always */
} DnsAnswer;

DnsAnswer *dns_answer_ref (const DnsAnswer *answer);
void dns_answer_unref (DnsAnswer *answer);

typedef struct DnsFacts DnsFacts;

typedef struct DnsLimits {
  uint64_t names;  /* answers kept */
  uint64_t octets; /* of them */
} DnsLimits;
void dns_limits_init (DnsLimits *limits);

/* `seed`: random octets, for the hashes. */
DnsFacts *dns_facts_new (const DnsLimits *limits, const uint8_t seed[SIPHASH_KEY_OCTETS]);
/* NULL is fine. */
void dns_facts_free (DnsFacts *facts);
/* Nothing is known at all. */
bool dns_facts_empty (const DnsFacts *facts);

/* --- asking --------------------------------------------------------------------- */

/* What one judgment asked. */
typedef struct DnsInquiry DnsInquiry;

typedef struct DnsMissing {
  char *name;
  DnsType type;
} DnsMissing;

/* `facts` may be NULL: nothing is known.  `time`: nanoseconds, of the mail that is judged. */
DnsInquiry *dns_inquiry_new (DnsFacts *facts, int64_t time);
void dns_inquiry_free (DnsInquiry *inquiry);

/* The answer, never NULL, valid as long as the inquiry.  Follows CNAME (at most
 * 8 links), also over several answers.  What is asked for is noted: as used, or as missing where the
 * status is DNS_UNKNOWN (then the name noted is the one in the chain that was not seen). `name` in any case, with or
 * without the final dot; one that no DNS name can be (an empty label, one of more than 63 octets, more
 * than 253 in all) is DNS_NO_NAME without a note. */
const DnsAnswer *dns_ask (DnsInquiry *inquiry, const char *name, DnsType type);

/* Each once, in the order asked: of const DnsAnswer *, of DnsMissing *; the inquiry's. */
const GPtrArray *dns_inquiry_used (const DnsInquiry *inquiry);
const GPtrArray *dns_inquiry_missing (const DnsInquiry *inquiry);

/* "A", "TXT" …; "TYPE65" for others in a static buffer of its own row, or "?". */
const char *dns_type_name (DnsType type);

/* The name under which the PTR of an address stands (RFC 1035 §3.5, RFC 3596 §2.5); g_free. */
char *dns_reverse_name (unsigned ip_version, const uint8_t *ip);

#endif
