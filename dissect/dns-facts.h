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

#include "arena.h"
#include "dns-name.h"
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
  bool differs;     /* another answer to the question was valid too, and said something else; this one is the later */
  Origin differing; /* of the packet with that one */
} DnsAnswer;

/* A deep copy with a reference of its own.  Its name and its canonical name are spelled
 * anew; NULL where no DNS name can be that.  `canonical` may be NULL: there is no chain. */
DnsAnswer *dns_answer_new (const DnsAnswer *content);
DnsAnswer *dns_answer_ref (const DnsAnswer *answer);
/* NULL is fine. */
void dns_answer_unref (DnsAnswer *answer);
/* Status, end of the chain and records (in any order) are the same. */
bool dns_answer_equal (const DnsAnswer *a, const DnsAnswer *b);

typedef struct DnsFacts DnsFacts;

typedef struct DnsLimits {
  uint64_t names;  /* answers kept, and records of zone files */
  uint64_t octets; /* of them */
} DnsLimits;
void dns_limits_init (DnsLimits *limits);

typedef struct DnsCounters {
  uint64_t answers;               /* taken, zone files apart */
  uint64_t differing;             /* of them, those that contradict an earlier one that was still valid */
  uint64_t names_hit, octets_hit; /* how often each limit was met */
} DnsCounters;

/* `seed`: random octets, for the hashes. */
DnsFacts *dns_facts_new (const DnsLimits *limits, const uint8_t seed[SIPHASH_KEY_OCTETS]);
/* NULL is fine. */
void dns_facts_free (DnsFacts *facts);
/* Nothing is known at all; so it is of NULL. */
bool dns_facts_empty (const DnsFacts *facts);
const DnsCounters *dns_facts_counters (const DnsFacts *facts);

/* --- adding --------------------------------------------------------------------- */

/* An answer that was seen, with its time of validity.  Takes a reference.  DNS_NO_NAME
 * holds for every type of the name and for all names below it (RFC 8020), but where a
 * chain leads to it: then for the question alone.  DNS_UNKNOWN adds nothing.  Where there
 * is no room the answer that came first goes. */
void dns_facts_add (DnsFacts *facts, const DnsAnswer *answer);
/* A record of a zone file; always valid.  Records of one name and type are one answer.
 * False where there is no room: they give way to nothing, and nothing to them; and where a
 * name, or what a CNAME leads to, can be none. */
bool dns_facts_add_record (DnsFacts *facts, const char *name, DnsType type, const DnsRecord *record, unsigned line);
/* All names at and below `name`, up to a delegation, are those added by dns_facts_add_record:
 * of what is not there it is known that it does not exist.  Wildcards are heeded (RFC 4592). */
bool dns_facts_add_zone (DnsFacts *facts, const char *name, unsigned line);

/* What is known of one question, without following a CNAME: an answer of this type, or one
 * of type CNAME.  NULL: nothing.  `name` in the one spelling.  A new reference.
 *
 * Answers that were seen go before those of zone files.  Among them: the latest that was
 * valid at `time`; else the first that was seen within 10 minutes after it (the server asks
 * while it has the mail, RFC 5321 §4.5.3.2.6); else one that was valid within 5 minutes
 * before it (asked early in the session, RFC 5321 §4.5.3.2.7); else that of our own resolver.
 * Older ones tell nothing. */
DnsAnswer *dns_facts_find (DnsFacts *facts, const char *name, DnsType type, int64_t time);

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
/* No more is asked: moves to the arena.  True in `plain` where it holds no answer; else
 * dns_inquiry_leave is to be called in the end.  NULL is fine. */
DnsInquiry *dns_inquiry_settle (DnsInquiry *inquiry, Arena *arena, bool *plain);
void dns_inquiry_leave (DnsInquiry *inquiry);

/* The answer, never NULL, valid as long as the inquiry.  Follows CNAME (at most
 * 8 links), also over several answers.  What is asked for is noted: as used, or as missing where the
 * status is DNS_UNKNOWN (then the name noted is the one in the chain that was not seen).  Links that came
 * in answers of their own are noted as used, too.  `name` in any case, with or without the final dot; one
 * that no DNS name can be (an empty label, one of more than 63 octets, more than 253 in all), and the
 * root, is DNS_NO_NAME without a note. */
const DnsAnswer *dns_ask (DnsInquiry *inquiry, const char *name, DnsType type);

/* Each once, in the order asked: of const DnsAnswer *, of DnsMissing *; the inquiry's. */
const GPtrArray *dns_inquiry_used (const DnsInquiry *inquiry);
const GPtrArray *dns_inquiry_missing (const DnsInquiry *inquiry);

/* "A", "TXT" …, "?"; static. */
const char *dns_type_name (DnsType type);

/* The name under which the PTR of an address stands (RFC 1035 §3.5, RFC 3596 §2.5); g_free. */
char *dns_reverse_name (unsigned ip_version, const uint8_t *ip);

#endif
