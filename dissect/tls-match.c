/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that a server's certificate may be expected to carry.  Between mail servers
 * none of them is binding (RFC 7672 §2.2 is about DANE, RFC 8461 §4.1 about MTA-STS):
 * the checks say so. */
#include "config.h"

#include "tls-match.h"

#include "session-facts.h"

static Octets
recipients_domain (const SmtpSession *session)
{
  Octets domain = OCTETS_NONE;
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      for (guint j = 0; j < transaction->recipients->len; j++)
        {
          const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, j);
          Octets this = address_domain (recipient->command->path);
          if (this.length == 0 || (domain.length > 0 && !octets_equal_nocase (domain, this)))
            return OCTETS_NONE;
          domain = this;
        }
    }
  return domain;
}

Octets
tls_expected_name (const SmtpSession *session, TlsExpectation expectation)
{
  const TlsFacts *facts = session->tls_facts;
  switch (expectation)
    {
    case TLS_EXPECTS_SNI:
      return facts != NULL && facts->client_hello != NULL ? facts->client_hello->server_name : OCTETS_NONE;
    case TLS_EXPECTS_BANNER:
      return session_server_name (session);
    case TLS_EXPECTS_DOMAIN:
    default:
      return recipients_domain (session);
    }
}
