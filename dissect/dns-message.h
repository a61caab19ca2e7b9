/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A DNS message (RFC 1035 §4.1) taken apart: pure.  Names come out in the one spelling. */
#ifndef SMTPLENS_DNS_MESSAGE_H
#define SMTPLENS_DNS_MESSAGE_H

#include "dns-facts.h"

typedef enum DnsReading {
  DNS_READ_WHOLE,
  DNS_READ_CUT,       /* the octets end early; that is the capture's doing where it cut them */
  DNS_READ_MALFORMED, /* contradicts itself, or is no DNS */
} DnsReading;

/* Header and question. */
typedef struct DnsMessage {
  uint16_t id;
  bool response;
  bool truncated;     /* TC: the server says that there is more (by TCP) */
  bool authoritative; /* AA */
  bool recursive;     /* RA: the server asks others, so its word is the last */
  unsigned opcode;    /* 0: a question */
  unsigned code;      /* of the response; without the upper bits of EDNS */
  unsigned questions, answers, authorities, additionals;
  char name[DNS_NAME_TEXT]; /* of the question, where there is one alone */
  unsigned type, class;
  size_t behind; /* where the answers begin */
} DnsMessage;

enum { DNS_QUERY = 0, DNS_INTERNET = 1 };

/* `message` is whole for DNS_READ_WHOLE alone, which means that header and question were read. */
DnsReading dns_message_read (Octets octets, DnsMessage *message);

/* What a response says to its question: an answer made of `like` (source, origin, server,
 * from) with its name, type, status, records and time of validity from the message; NULL
 * where it tells nothing: truncated, a referral, a type that is not kept, another class.
 *
 * Of the answer section just the question's chain is taken (CNAME, at most 8 links; a
 * longer one or a loop is DNS_FAILED), of the authority section the SOA that says how long
 * a denial holds (RFC 2308).  A chain whose end did not come is its first link alone, an
 * answer of type CNAME.  SERVFAIL and REFUSED are DNS_FAILED.  `reading` says whether all
 * of the message could be read: nothing is taken of one that is malformed, or cut before
 * the end of its authority section. */
DnsAnswer *dns_message_answer (Octets octets, const DnsMessage *message, const DnsAnswer *like, DnsReading *reading);

enum { DNS_QUESTION_UDP_OCTETS = 1232 }; /* of an answer by UDP, as the question says */

/* A question on the wire (RFC 1035 §4.1.1, with EDNS so that answers may be long), to ask
 * it ourselves; `name` in the one spelling. */
GByteArray *dns_message_question (uint16_t id, const char *name, DnsType type);

#endif
