/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes DNS messages out of lines, for tests:
 *
 *     ? NAME TYPE                 the question
 *     ! NAME TTL TYPE DATA…       an answer; "~": of the authority section, "+": an additional one
 *
 * DATA is an address; a name; "10 mail.example" (MX); "server 300" (SOA: server and minimum);
 * strings (TXT; "''" is an empty one); "HEX" octets for any other type, which is a number.
 * Names that stood in the message before are jumps there. */
#ifndef SMTPLENS_TESTS_DNS_OCTETS_H
#define SMTPLENS_TESTS_DNS_OCTETS_H

#include "dissect/dns-message.h"

enum {
  DNS_ASKS = 0x0100,
  DNS_ANSWERS = 0x8180,       /* of a server that asks others */
  DNS_AUTHORITATIVE = 0x8400, /* of one that does not */
  DNS_TRUNCATED = 0x0200,
  DNS_SERVFAIL = 2,
  DNS_NXDOMAIN = 3,
  DNS_REFUSED = 5,
};

GByteArray *dns_octets_new (uint16_t id, unsigned flags, const char *lines);

#endif
