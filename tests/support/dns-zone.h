/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS facts for tests, from words: "example.com", DNS_MX, "10 mail.example.com". */
#ifndef SMTPLENS_TESTS_DNS_ZONE_H
#define SMTPLENS_TESTS_DNS_ZONE_H

#include "dissect/dns-facts.h"
#include "dissect/flow.h"

#include <stdlib.h>

/* `complete`: what is not added does not exist; otherwise nobody knows. */
static inline DnsFacts *
dns_zone_new (bool complete)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = { 1 };
  DnsLimits limits;
  dns_limits_init (&limits);
  DnsFacts *facts = dns_facts_new (&limits, seed);
  if (complete && !dns_facts_add_zone (facts, ".", 1))
    abort ();
  return facts;
}

static inline void
dns_zone_add_octets (DnsFacts *facts, const char *name, DnsType type, uint16_t preference, Octets data)
{
  /* NUL behind a name. */
  uint8_t *copy = g_malloc0 (data.length + 1);
  if (data.length > 0)
    memcpy (copy, data.at, data.length);
  DnsRecord record = { .preference = preference, .data = octets_of (copy, data.length) };
  if (!dns_facts_add_record (facts, name, type, &record, 1))
    abort ();
  g_free (copy);
}

static inline void
dns_zone_add (DnsFacts *facts, const char *name, DnsType type, const char *value)
{
  uint8_t ip[16], version;
  char *end;
  unsigned long preference;
  switch (type)
    {
    case DNS_A:
    case DNS_AAAA:
      if (!flow_ip_parse (octets_of_string (value), ip, &version) || version != (type == DNS_A ? 4 : 6))
        abort ();
      dns_zone_add_octets (facts, name, type, 0, octets_of (ip, type == DNS_A ? 4 : 16));
      break;
    case DNS_MX:
      preference = strtoul (value, &end, 10);
      dns_zone_add_octets (facts, name, type, (uint16_t) preference, octets_of_string (*end == ' ' ? end + 1 : end));
      break;
    default:
      dns_zone_add_octets (facts, name, type, 0, octets_of_string (value));
    }
}

/* No answer can be had for what was not added of this name: it leads to itself. */
static inline void
dns_zone_fail (DnsFacts *facts, const char *name)
{
  dns_zone_add (facts, name, DNS_CNAME, name);
}

#endif
