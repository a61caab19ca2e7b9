/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens TLS records with keys that are known: the key schedules of TLS 1.2 (RFC 5246
 * §6.3) and TLS 1.3 (RFC 8446 §7), and the AEAD suites of both.  What a record's tag
 * does not vouch for is never given out. */
#ifndef SMTPLENS_TLS_CRYPTO_H
#define SMTPLENS_TLS_CRYPTO_H

#include "octets.h"
#include "smtp-event.h"
#include "tls-keys.h"

enum { TLS_NONCE_OCTETS = 12 };

typedef enum TlsAead {
  TLS_AES_128_GCM,
  TLS_AES_256_GCM,
  TLS_AES_128_CCM,
  TLS_AES_256_CCM,
  TLS_AES_128_CCM_8,
  TLS_AES_256_CCM_8,
  TLS_CHACHA20_POLY1305,
  TLS_ARIA_128_GCM,
  TLS_ARIA_256_GCM,
  TLS_AEADS
} TlsAead;

/* What a cipher suite's number says of its records. */
typedef struct TlsSuite {
  TlsAead aead;
  bool sha384; /* hash of its key schedule; else SHA-256 */
} TlsSuite;

/* False for a suite that is no AEAD suite of this version, or not known. */
bool tls_suite_find (uint16_t version, uint16_t number, TlsSuite *suite);

/* Protects what one side sends, from one change of keys to the next. */
typedef struct TlsProtection TlsProtection;

/* NULL where libcrypto lacks the suite, or the secret is not of its size. */
TlsProtection *tls_protection_new_1_2 (const TlsSuite *suite, Octets master,
                                       const uint8_t client_random[TLS_RANDOM_OCTETS],
                                       const uint8_t server_random[TLS_RANDOM_OCTETS], Side sender);
TlsProtection *tls_protection_new_1_3 (const TlsSuite *suite, Octets secret);
/* The one behind a KeyUpdate (RFC 8446 §7.2); TLS 1.3 alone. */
TlsProtection *tls_protection_next (const TlsProtection *protection);
/* Clears its keys.  NULL is fine. */
void tls_protection_free (TlsProtection *protection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsProtection, tls_protection_free)

/* Octets of a record's fragment that are no content: nonce and tag. */
size_t tls_suite_overhead (const TlsSuite *suite, bool in_1_3);
size_t tls_protection_overhead (const TlsProtection *protection);

/* Opens the fragment of a record of this number, type and version (as its header says).
 * `content` has room for the fragment.  False where the tag does not fit: then content
 * is cleared. */
bool tls_protection_open (TlsProtection *protection, uint64_t number, uint8_t type, uint16_t version, Octets fragment,
                          uint8_t *content, size_t *length);

#endif
