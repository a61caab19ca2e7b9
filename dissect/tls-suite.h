/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cipher suites by IANA's names, and what is weak about them. */
#ifndef SMTPLENS_TLS_SUITE_H
#define SMTPLENS_TLS_SUITE_H

#include <stdbool.h>
#include <stdint.h>

typedef enum TlsSuiteWeakness {
  TLS_SUITE_NO_ENCRYPTION = 1 << 0,     /* NULL */
  TLS_SUITE_NO_AUTHENTICATION = 1 << 1, /* anonymous: no certificate, so anyone may be the server */
  TLS_SUITE_EXPORT = 1 << 2,            /* keys of 40 or 56 bits */
  TLS_SUITE_RC4 = 1 << 3,
  TLS_SUITE_DES = 1 << 4, /* DES, RC2, and what else has keys of 56 bits or fewer */
  TLS_SUITE_3DES = 1 << 5,
  TLS_SUITE_IDEA = 1 << 6,
  TLS_SUITE_CBC = 1 << 7,                /* a block cipher in CBC mode with MAC-then-encrypt */
  TLS_SUITE_NO_FORWARD_SECRECY = 1 << 8, /* who gets the server's key later can read what was recorded */
} TlsSuiteWeakness;

/* "TLS_AES_128_GCM_SHA256"; NULL for one that has no name here.  Static. */
const char *tls_suite_name (uint16_t suite);
/* A set of TlsSuiteWeakness; 0 for one that has no name here. */
unsigned tls_suite_weaknesses (uint16_t suite);
/* Not a suite, but said among them (TLS_FALLBACK_SCSV, GREASE …). */
bool tls_suite_is_signal (uint16_t suite);

typedef enum TlsKeyExchange {
  TLS_EXCHANGE_OTHER,
  TLS_EXCHANGE_RSA,   /* the client encrypts to the server's key: no ServerKeyExchange */
  TLS_EXCHANGE_DHE,   /* ServerKeyExchange has a finite-field group */
  TLS_EXCHANGE_ECDHE, /* … the name of a curve */
} TlsKeyExchange;
TlsKeyExchange tls_suite_exchange (uint16_t suite);

#endif
