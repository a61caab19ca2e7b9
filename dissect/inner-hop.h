/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hops inside one organization.  SPF speaks of the hosts that bring a domain's mail to
 * others (RFC 7208 §2.5): where a mail goes from host to host of its sender's house, or has
 * come in already and goes on inside, its client is on no list, and is no forger. */
#ifndef SMTPLENS_INNER_HOP_H
#define SMTPLENS_INNER_HOP_H

#include "dns-facts.h"
#include "smtp-session.h"

/* Why the mail of this transaction did not cross the border of an organization here; NULL:
 * it did, or nothing tells.  Static.  `ip`: of the client.  Both hosts must bear names of one organization,
 * and the client's must lead to its address, or be one of a private network.  Answers that prove it are noted in
 * `inquiry`, missing ones are not: who cannot prove it is judged. */
const char *inner_hop_reason (const SmtpSession *session, const SmtpTransaction *transaction, unsigned ip_version,
                              const uint8_t *ip, DnsFacts *facts, DnsInquiry *inquiry);

#endif
