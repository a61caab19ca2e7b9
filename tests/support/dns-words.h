/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS facts as words, for tables: "FOUND 192.0.2.1 192.0.2.2", "FOUND 10:mail.example",
 * "FOUND 'v=spf1 -all'", "EMPTY", "NO_NAME", "FAILED", "UNKNOWN". */
#ifndef SMTPLENS_TESTS_DNS_WORDS_H
#define SMTPLENS_TESTS_DNS_WORDS_H

#include "dissect/dns-facts.h"

DnsFacts *dns_words_facts_new (uint64_t names, uint64_t octets);
/* Adds what `words` say as an answer that was captured in `packet`; times are seconds. */
void dns_words_add (DnsFacts *facts, const char *name, DnsType type, const char *words, int64_t from, int64_t until,
                    uint64_t packet);
/* The same as records of a zone file, of which `words` hold the first and only ones. */
void dns_words_add_record (DnsFacts *facts, const char *name, DnsType type, const char *word, unsigned line);
/* Facts of lines "NAME TYPE VALUE", as of a zone file: what they do not hold does not exist, or is not
 * known where the first line is "?". */
DnsFacts *dns_words_zone_new (const char *lines);
/* What an answer says, with " -> NAME" behind it where there is a chain. */
char *dns_words_of (const DnsAnswer *answer);

#endif
