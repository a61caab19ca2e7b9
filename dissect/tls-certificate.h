/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An X.509 certificate as it crossed the wire (RFC 5280).
 *
 * Says what stands in it, and verifies nothing: there is no trust store here, no
 * revocation, no clock. */
#ifndef SMTPLENS_TLS_CERTIFICATE_H
#define SMTPLENS_TLS_CERTIFICATE_H

#include "arena.h"

typedef struct TlsCertificate TlsCertificate;

#endif
