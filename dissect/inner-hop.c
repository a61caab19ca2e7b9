/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells hops inside an organization by names: the server's own, and one of the client's
 * that the DNS confirms.  A stranger can say any name, and cannot make it lead to his
 * address.  That alone would also let a customer of a provider pass, who forges mail to
 * that provider's server; so the mail has to be the organization's own, or bear the
 * Received field of a host of it on top.
 *
 * Without any DNS about the client a sender's own server shows whom it knows by what it
 * takes from him: mail of the organization for the world outside, which it would refuse
 * a stranger.  A stranger who forges mail of a provider to a customer whose domain that
 * provider hosts looks alike if he takes a name of the provider for his own; SPF then is
 * silent about him, and so no proof for him either.
 *
 * Does not: ask for records that nobody asked for, or look at other sessions. */
#include "config.h"

#include "inner-hop.h"

#include "same-organization.h"
#include "session-facts.h"
#include "smtp-path.h"
#include "translate.h"

#include <string.h>

enum {
  NAME_OCTETS = 255,
  REVERSE_NAMES = 4, /* of an address, that are followed */
};

/* The addresses of the name, as far as they are known, hold this one. */
static bool
leads_to (const char *name, unsigned ip_version, const uint8_t *ip, DnsInquiry *inquiry)
{
  size_t length = ip_version == 6 ? 16 : 4;
  const DnsAnswer *answer = dns_ask (inquiry, name, ip_version == 6 ? DNS_AAAA : DNS_A);
  for (size_t i = 0; answer->status == DNS_FOUND && i < answer->count; i++)
    if (answer->records[i].data.length == length && memcmp (answer->records[i].data.at, ip, length) == 0)
      return true;
  return false;
}

static bool
is_confirmed (Octets name, Octets server, unsigned ip_version, const uint8_t *ip, DnsInquiry *inquiry)
{
  if (name.length == 0 || name.length > NAME_OCTETS || octets_find (name, 0) != SIZE_MAX
      || !same_organization (name, server))
    return false;
  g_autofree char *text = g_strndup ((const char *) name.at, name.length);
  return leads_to (text, ip_version, ip, inquiry);
}

/* The client's name in HELO, or one that its address has, is of the server's organization. */
static bool
is_neighbour (const SmtpSession *session, Octets server, unsigned ip_version, const uint8_t *ip, DnsInquiry *inquiry)
{
  if (is_confirmed (session_client_name (session), server, ip_version, ip, inquiry))
    return true;
  g_autofree char *reverse = dns_reverse_name (ip_version, ip);
  const DnsAnswer *answer = dns_ask (inquiry, reverse, DNS_PTR);
  for (size_t i = 0; answer->status == DNS_FOUND && i < answer->count && i < REVERSE_NAMES; i++)
    if (is_confirmed (answer->records[i].data, server, ip_version, ip, inquiry))
      return true;
  return false;
}

static bool
is_own_mail (const SmtpTransaction *transaction, Octets server)
{
  Octets domain = address_domain (transaction->mail->path);
  return domain.length > 0 && same_organization (domain, server);
}

static bool
came_in_already (const SmtpTransaction *transaction, Octets server)
{
  const GPtrArray *received = transaction->message->received;
  const ReceivedField *top = received != NULL && received->len > 0 ? g_ptr_array_index (received, 0) : NULL;
  return top != NULL && top->by != NULL && same_organization (octets_of_string (top->by), server);
}

/* The server took the mail, and none of those it goes to is of its organization. */
static bool
goes_outside (const SmtpTransaction *transaction, Octets server)
{
  guint outside = 0;
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpCommand *command = ((const SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command;
      if (!smtp_reply_positive (command->reply))
        continue;
      Octets domain = address_domain (command->path);
      if (domain.length == 0 || same_organization (domain, server))
        return false;
      outside++;
    }
  return outside > 0 && transaction->outcome == OUTCOME_ACCEPTED;
}

/* It gives itself a name of the server's organization, and no address is known for that name. */
static bool
takes_name_of (const SmtpSession *session, Octets server, unsigned ip_version, DnsInquiry *inquiry)
{
  Octets name = session_client_name (session);
  if (name.length == 0 || !octets_are_host_name (name) || !same_organization (name, server))
    return false;
  g_autofree char *text = g_strndup ((const char *) name.at, name.length);
  return dns_ask (inquiry, text, ip_version == 6 ? DNS_AAAA : DNS_A)->status == DNS_UNKNOWN;
}

/* From an address that nobody outside can have (RFC 1918, RFC 4193, loopback): mail that had come
 * in, or the organization's own from a host that takes a name of it, other than the server's. */
static bool
is_behind_border (const SmtpSession *session, Octets server, unsigned ip_version, const uint8_t *ip, bool own,
                  DnsInquiry *inquiry)
{
  bool loopback = flow_ip_is_loopback (ip, (uint8_t) ip_version);
  if (!loopback && !flow_ip_is_private (ip, (uint8_t) ip_version))
    return false;
  return !own || loopback
         || (takes_name_of (session, server, ip_version, inquiry)
             && !octets_equal_nocase (session_client_name (session), server));
}

const char *
inner_hop_reason (const SmtpSession *session, const SmtpTransaction *transaction, unsigned ip_version,
                  const uint8_t *ip, DnsFacts *facts, DnsInquiry *inquiry)
{
  Octets server = session_server_name (session);
  if (dns_facts_empty (facts) || server.length == 0 || octets_find (server, '.') == SIZE_MAX)
    return NULL;
  bool own = is_own_mail (transaction, server);
  if (!own && !came_in_already (transaction, server))
    return NULL;
  DnsInquiry *trial = dns_inquiry_new (facts, transaction->mail->origin.time);
  bool inner = is_neighbour (session, server, ip_version, ip, trial);
  bool relayed
      = own && !inner && goes_outside (transaction, server)
        && (flow_ip_is_private (ip, (uint8_t) ip_version) || takes_name_of (session, server, ip_version, trial));
  bool inside = !inner && !relayed && is_behind_border (session, server, ip_version, ip, own, trial);
  dns_inquiry_free (trial);
  if (inside)
    return N_ ("not judged: the mail comes from a host inside, whose address nobody outside can have");
  if (relayed)
    return N_ ("not judged: a server of the sender's organization sends this mail out for a host that it knows");
  if (!inner)
    return NULL;
  is_neighbour (session, server, ip_version, ip, inquiry);
  return own ? "not judged: the mail goes from host to host of its sender's own organization"
             : "not judged: the mail had come in already, and goes from host to host of one organization";
}
