/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of what TLS says in numbers, as IANA has them.  All static; NULL for a number
 * without a name here, unless said otherwise. */
#ifndef SMTPLENS_TLS_NAMES_H
#define SMTPLENS_TLS_NAMES_H

#include <stdint.h>

/* "SSLv3", "TLSv1.2" …; a draft of TLS 1.3 is "TLSv1.3". */
const char *tls_version_name (uint16_t version);
/* "x25519", "secp256r1" … */
const char *tls_group_name (uint16_t group);
/* "rsa_pss_rsae_sha256" … */
const char *tls_signature_name (uint16_t scheme);
/* "handshake_failure" … */
const char *tls_alert_name (uint8_t description);
/* What an alert means, for a newcomer: "no version or cipher that both speak". */
const char *tls_alert_meaning (uint8_t description);
/* "server_name" … */
const char *tls_extension_name (uint16_t type);

#endif
