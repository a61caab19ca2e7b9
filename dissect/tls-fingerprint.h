/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for the way a program says hello: JA3 and JA3S (MD5 of the lists in the order
 * sent), JA4 (readable begin, sorted lists hashed).  The same program says the same
 * hello whatever its address; a fingerprint proves nothing, for a hello can be copied. */
#ifndef SMTPLENS_TLS_FINGERPRINT_H
#define SMTPLENS_TLS_FINGERPRINT_H

#include "tls-facts.h"

/* Sets ja3, ja3_hash and ja4; leaves them empty for a hello that is not wholly known,
 * and for one of SSL 2.0. */
void tls_fingerprint_client (Arena *arena, TlsClientHello *hello);
void tls_fingerprint_server (Arena *arena, TlsServerHello *hello);

#endif
