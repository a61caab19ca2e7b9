/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one spelling of a DNS name: text without the final dot, ASCII letters in lower
 * case, octets that are no printable ASCII, "." and "\" inside a label as \DDD (RFC 1035
 * §5.1, RFC 4343).  So two names are the same where their texts are, and the first dot
 * ends the first label.  The root is "". */
#ifndef SMTPLENS_DNS_NAME_H
#define SMTPLENS_DNS_NAME_H

#include "octets.h"

enum {
  DNS_LABEL_OCTETS = 63, /* RFC 1035 §2.3.4 */
  DNS_NAME_OCTETS = 255, /* on the wire: lengths, labels and the root's 0 */
  DNS_NAME_TEXT = 1024,  /* room for any name in this spelling, and a NUL */
};

/* A name that is being spelled, label by label.  Once it broke a rule it stays bad. */
typedef struct DnsNameWriter {
  char *text; /* DNS_NAME_TEXT of room, always ended by NUL */
  size_t used;
  size_t label;  /* octets of the label that is open */
  size_t octets; /* on the wire, without the root's */
  bool bad;
} DnsNameWriter;

void dns_name_begin (DnsNameWriter *writer, char text[DNS_NAME_TEXT]);
void dns_name_octet (DnsNameWriter *writer, uint8_t octet);
/* An empty label is bad. */
void dns_name_end_label (DnsNameWriter *writer);

/* Spells text of any source: either case, with or without the final dot, \DDD and \X
 * understood.  False where no DNS name can be that: an empty label, one of more than 63
 * octets, more than 253 in all; "" and "." are the root. */
bool dns_name_spell (const char *name, char text[DNS_NAME_TEXT]);

/* The name without its first label, inside `name`; "" above the last; NULL above "". */
const char *dns_name_parent (const char *name);
/* Whether it is `ancestor` or below it; both in the one spelling. */
bool dns_name_under (const char *name, const char *ancestor);

#endif
