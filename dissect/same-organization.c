/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares organizational domains.
 *
 * Does not: look at the DNS; DMARC's tree walk may know better (dmarc). */
#include "config.h"

#include "same-organization.h"

#include "dmarc.h"
#include "session-facts.h"

enum { NAME_OCTETS = 512 };

char *
organization_of (Octets domain)
{
  if (domain.length == 0 || domain.length > NAME_OCTETS || octets_find (domain, 0) != SIZE_MAX)
    return NULL;
  g_autofree char *name = g_strndup ((const char *) domain.at, domain.length);
  char *organization = organizational_domain (name);
  if (organization != NULL && *organization != '\0')
    return organization;
  g_free (organization);
  return domain_normalized (name);
}

bool
same_organization (Octets a, Octets b)
{
  if (domains_related (a, b))
    return true;
  g_autofree char *one = organization_of (a);
  g_autofree char *other = organization_of (b);
  return one != NULL && other != NULL && strcmp (one, other) == 0;
}
