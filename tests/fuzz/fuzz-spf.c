/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a question of SPF and the DNS that it is judged by.  The first octet holds flags and 16
 * octets follow, the client's address; then lines: the HELO name, the reverse-path, and records, each a letter for
 * its type, a name, a space and its data.
 *
 * The verdict keeps to the limits and says why.  With the zone known to be complete the result is the
 * same as with its records alone, unless that one is unknown: what was not seen is not guessed. */
#include "config.h"

#include "dissect/dns-name.h"
#include "dissect/spf.h"

#include <stdlib.h>

enum { IPV6 = 1, OF_HELO = 2, ADDRESS_OCTETS = 16, RECORDS_MAX = 40 };

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static Octets
take_line (Octets *rest)
{
  size_t end = MIN (octets_find (*rest, '\n'), rest->length);
  Octets line = octets_slice (*rest, 0, end);
  *rest = octets_from (*rest, end + 1);
  return line;
}

static DnsType
type_of (uint8_t letter)
{
  switch (letter)
    {
    case 'A':
      return DNS_A;
    case '6':
      return DNS_AAAA;
    case 'M':
      return DNS_MX;
    case 'P':
      return DNS_PTR;
    case 'C':
      return DNS_CNAME;
    default:
      return DNS_TXT;
    }
}

static void
add_line (DnsFacts *facts, Octets line)
{
  DnsType type = type_of (line.at[0]);
  line = octets_from (line, 1);
  size_t space = octets_find (line, ' ');
  if (space == SIZE_MAX)
    return;
  g_autofree char *name = g_strndup ((const char *) line.at, space);
  Octets data = octets_from (line, space + 1);
  char spelled[DNS_NAME_TEXT];
  g_autofree char *copy = g_malloc0 (data.length + ADDRESS_OCTETS + 1); /* padded, and NUL behind it */
  if (data.length > 0)
    memcpy (copy, data.at, data.length);
  DnsRecord record = { .data = octets_of (copy, data.length) };
  if (type == DNS_A || type == DNS_AAAA)
    record.data.length = type == DNS_A ? 4 : ADDRESS_OCTETS;
  else if (type != DNS_TXT)
    {
      if (!dns_name_spell (copy, spelled))
        return;
      record.data = octets_of_string (spelled);
      record.preference = (uint8_t) spelled[0];
    }
  dns_facts_add_record (facts, name, type, &record, 1);
}

static SpfResult
judge (const SpfQuestion *question, Octets zone, bool complete)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = { 1 };
  DnsLimits limits;
  dns_limits_init (&limits);
  DnsFacts *facts = dns_facts_new (&limits, seed);
  for (unsigned i = 0; i < RECORDS_MAX && zone.length > 0; i++)
    {
      Octets line = take_line (&zone);
      if (line.length > 0)
        add_line (facts, line);
    }
  if (complete)
    dns_facts_add_zone (facts, ".", 1);
  DnsInquiry *inquiry = dns_inquiry_new (facts, 0);
  SpfVerdict *verdict = spf_check (question, inquiry);
  SpfResult result = verdict->result;
  check (result < SPF_RESULTS && spf_result_name (result) != NULL);
  check (verdict->why != NULL && verdict->why[0] != '\0' && strlen (verdict->why) < 8192);
  check (verdict->lookups <= 11 && verdict->void_lookups <= 3);
  check (result == SPF_FAIL || verdict->explanation == NULL);
  check (result != SPF_UNKNOWN || (!complete && dns_inquiry_missing (inquiry)->len > 0));
  check (result != SPF_PASS || verdict->mechanism != NULL);
  check (verdict->mechanism_owner == NULL || verdict->mechanism != NULL);
  spf_verdict_free (verdict);
  dns_inquiry_free (inquiry);
  dns_facts_free (facts);
  return result;
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  if (length < 1 + ADDRESS_OCTETS)
    return 0;
  SpfQuestion question = {
    .ip_version = (octets[0] & IPV6) != 0 ? 6 : 4,
    .ip = octets + 1,
    .identity = (octets[0] & OF_HELO) != 0 ? SPF_OF_HELO : SPF_OF_MAIL_FROM,
    .time = 1700000000000000000,
  };
  Octets rest = octets_of (octets + 1 + ADDRESS_OCTETS, length - 1 - ADDRESS_OCTETS);
  question.helo = take_line (&rest);
  question.mail_from = take_line (&rest);
  SpfResult seen = judge (&question, rest, false), known = judge (&question, rest, true);
  check (seen == SPF_UNKNOWN || seen == known);
  return 0;
}
