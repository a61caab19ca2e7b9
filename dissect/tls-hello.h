/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ClientHello and ServerHello taken apart (RFC 8446 §4.1, RFC 5246 §7.4.1, RFC 6101
 * §5.6.1, and the hello of SSL 2.0 of RFC 5246 appendix E.2): pure. */
#ifndef SMTPLENS_TLS_HELLO_H
#define SMTPLENS_TLS_HELLO_H

#include "tls-facts.h"

/* The body of the message; what is kept is copied into the arena.  A hello out of form
 * is `malformed`, and holds what stands before that place.  NULL where not even the
 * version and random are there. */
TlsClientHello *tls_client_hello_parse (Arena *arena, Octets body);
/* The fragment of a record of SSL 2.0, its type octet first. */
TlsClientHello *tls_client_hello_parse_ssl2 (Arena *arena, Octets fragment);
TlsServerHello *tls_server_hello_parse (Arena *arena, Octets body);
TlsServerHello *tls_server_hello_parse_ssl2 (Arena *arena, Octets fragment, Octets *certificate);

/* The random that makes a ServerHello a HelloRetryRequest (RFC 8446 §4.1.3). */
bool tls_server_hello_is_retry (const TlsServerHello *hello);

#endif
