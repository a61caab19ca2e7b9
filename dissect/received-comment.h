/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to received-field: what comments of a Received field say, by what is in them, and words
 * that mean the same there as outside.  Of each thing the first that is told counts. */
#ifndef SMTPLENS_RECEIVED_COMMENT_H
#define SMTPLENS_RECEIVED_COMMENT_H

#include "received-field.h"

static inline bool
received_is_blank (uint8_t octet)
{
  return octet == ' ' || octet == '\t';
}

static inline bool
received_equals (Octets word, const char *other)
{
  return octets_equal_nocase (word, octets_of_string (other));
}

static inline bool
received_starts (Octets text, const char *prefix)
{
  return octets_start_nocase (text, octets_of_string (prefix));
}

/* Copies the text where nothing is told yet, and there is any. */
void received_set (char **to, Octets text);
/* The next word: up to a blank, or one of `ends`; both are passed over. */
Octets received_next_word (Octets *rest, const char *ends);

/* "192.0.2.1", "IPv6:2001:db8::1", "fe80::1%12"; false: it is none. */
bool received_set_address (Octets text, uint8_t ip[16], uint8_t *version);
/* The inside of "[address]", or the word itself. */
Octets received_without_brackets (Octets word);
/* The client's name in the DNS: "name", "user@name", "IDENT:user@name", "<unknown>". */
void received_set_reverse (ReceivedField *received, Octets word);

/* A comment behind "from", and one behind "by". */
void received_read_client (ReceivedField *received, Octets comment);
void received_read_server (ReceivedField *received, Octets comment);
/* What any comment says of TLS. */
void received_read_tls (ReceivedField *received, Octets comment);
/* What the name of a protocol says of TLS and login: RFC 3848, RFC 6531 §4.3, and the spellings of Exim and
 * others. */
void received_read_protocol (ReceivedField *received, Octets word);

#endif
