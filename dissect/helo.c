/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks a HELO name up, forwards and backwards (RFC 5321 §4.1.4).
 *
 * Names that do not lead to their host are common and prove nothing: farms of servers,
 * translation of addresses, forgotten records, names that never were in the DNS.  So it
 * counts as contradicted only where both directions lead somewhere, and each elsewhere.
 *
 * Limits: REVERSE_MAX names of an address are looked at.
 *
 * Does not: judge address literals, or weigh what it finds (check-helo). */
#include "config.h"

#include "helo.h"

#include "same-organization.h"
#include "session-facts.h"

enum { REVERSE_MAX = 10, NAME_OCTETS = 255 };

static bool
holds_address (const DnsAnswer *answer, const uint8_t *ip, size_t length)
{
  for (size_t i = 0; i < answer->count; i++)
    if (octets_equal (answer->records[i].data, octets_of (ip, length)))
      return true;
  return false;
}

/* Whether each name of the address is of others than the HELO name. */
static bool
names_others (const DnsAnswer *reverse, Octets name, char **first)
{
  for (size_t i = 0; i < MIN (reverse->count, REVERSE_MAX); i++)
    {
      Octets one = reverse->records[i].data;
      if (same_organization (one, name))
        return false;
      if (*first == NULL && one.length > 0)
        *first = g_strndup ((const char *) one.at, one.length);
    }
  return *first != NULL;
}

HeloReport *
helo_check (Octets name, unsigned ip_version, const uint8_t *ip, DnsFacts *facts, int64_t time)
{
  HeloReport *report = g_new0 (HeloReport, 1);
  DnsInquiry *inquiry = report->inquiry = dns_inquiry_new (facts, time);
  g_autofree char *raw = g_strndup (name.length > 0 ? (const char *) name.at : "", MIN (name.length, NAME_OCTETS));
  report->name = g_utf8_make_valid (raw, -1);
  if (!octets_are_host_name (name) || octets_find (name, '.') == SIZE_MAX || octets_find (name, '[') != SIZE_MAX
      || octets_find (name, ':') != SIZE_MAX)
    return report;
  const DnsAnswer *forward = dns_ask (inquiry, report->name, ip_version == 6 ? DNS_AAAA : DNS_A);
  if (forward->status == DNS_FOUND && holds_address (forward, ip, ip_version == 6 ? 16 : 4))
    {
      report->standing = HELO_CONFIRMED;
      return report;
    }
  if (forward->status != DNS_FOUND)
    return report;
  g_autofree char *address = dns_reverse_name (ip_version, ip);
  const DnsAnswer *reverse = dns_ask (inquiry, address, DNS_PTR);
  if (reverse->status == DNS_FOUND && names_others (reverse, name, &report->reverse))
    report->standing = HELO_CONTRADICTED;
  return report;
}

void
helo_report_free (HeloReport *report)
{
  if (report == NULL)
    return;
  dns_inquiry_free (report->inquiry);
  g_free (report->name);
  g_free (report->reverse);
  g_free (report);
}
