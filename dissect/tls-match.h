/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Under which names a session expects its server, to compare with the certificate. */
#ifndef SMTPLENS_TLS_MATCH_H
#define SMTPLENS_TLS_MATCH_H

#include "smtp-session.h"

typedef enum TlsExpectation {
  TLS_EXPECTS_SNI,    /* the name the client asked for */
  TLS_EXPECTS_BANNER, /* the name the server gave itself */
  TLS_EXPECTS_DOMAIN, /* the domain of all recipients, where there is one: some hosts carry their domain's name */
} TlsExpectation;

/* Length 0: none.  Borrowed from the session. */
Octets tls_expected_name (const SmtpSession *session, TlsExpectation expectation);

#endif
