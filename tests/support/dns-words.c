/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to DNS facts and back. */
#include "config.h"

#include "tests/support/dns-words.h"

#include <arpa/inet.h>
#include <stdlib.h>

static const char *const status_words[] = { "UNKNOWN", "FOUND", "EMPTY", "NO_NAME", "FAILED" };

DnsFacts *
dns_words_facts_new (uint64_t names, uint64_t octets)
{
  static const uint8_t seed[SIPHASH_KEY_OCTETS] = "a key for a test";
  DnsLimits limits;
  dns_limits_init (&limits);
  if (names > 0)
    limits.names = names;
  if (octets > 0)
    limits.octets = octets;
  return dns_facts_new (&limits, seed);
}

/* The record of one word, which must outlive it; `ip` has 16 octets of room. */
static DnsRecord
record_of (DnsType type, const char *word, uint8_t *ip)
{
  DnsRecord record = { 0 };
  if (type == DNS_A || type == DNS_AAAA)
    {
      if (inet_pton (type == DNS_A ? AF_INET : AF_INET6, word, ip) != 1)
        abort ();
      record.data = octets_of (ip, type == DNS_A ? 4 : 16);
      return record;
    }
  const char *colon = type == DNS_MX ? strchr (word, ':') : NULL;
  if (colon != NULL)
    {
      record.preference = (uint16_t) atoi (word);
      word = colon + 1;
    }
  record.data = octets_of_string (word);
  return record;
}

void
dns_words_add_record (DnsFacts *facts, const char *name, DnsType type, const char *word, unsigned line)
{
  uint8_t ip[16];
  DnsRecord record = record_of (type, word, ip);
  if (!dns_facts_add_record (facts, name, type, &record, line))
    abort ();
}

void
dns_words_add (DnsFacts *facts, const char *name, DnsType type, const char *words, int64_t from, int64_t until,
               uint64_t packet)
{
  g_autofree char *chain = g_strdup (words);
  char *target = strstr (chain, " -> ");
  if (target != NULL)
    *target = '\0';
  g_auto (GStrv) word = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_shell_parse_argv (chain, NULL, &word, &error))
    abort ();
  DnsRecord records[16];
  uint8_t ip[16][16];
  DnsAnswer answer
      = { .name = name, .type = type, .canonical = target != NULL ? target + 4 : NULL, .records = records };
  for (size_t i = 0; i < G_N_ELEMENTS (status_words); i++)
    if (strcmp (word[0], status_words[i]) == 0)
      answer.status = (DnsStatus) i;
  for (char **at = word + 1; *at != NULL; at++, answer.count++)
    records[answer.count] = record_of (type, *at, ip[answer.count]);
  answer.origin.packet = packet;
  answer.from = from * 1000000000;
  answer.until = until * 1000000000;
  DnsAnswer *copy = dns_answer_new (&answer);
  dns_facts_add (facts, copy);
  dns_answer_unref (copy);
}

static void
append_record (GString *text, DnsType type, const DnsRecord *record)
{
  char ip[INET6_ADDRSTRLEN];
  if (type == DNS_A || type == DNS_AAAA)
    g_string_append_printf (text, " %s",
                            inet_ntop (type == DNS_A ? AF_INET : AF_INET6, record->data.at, ip, sizeof ip));
  else if (type == DNS_MX)
    g_string_append_printf (text, " %u:%.*s", record->preference, (int) record->data.length,
                            (const char *) record->data.at);
  else if (type == DNS_TXT)
    g_string_append_printf (text, " '%.*s'", (int) record->data.length, (const char *) record->data.at);
  else
    g_string_append_printf (text, " %.*s", (int) record->data.length, (const char *) record->data.at);
}

char *
dns_words_of (const DnsAnswer *answer)
{
  GString *text = g_string_new (status_words[answer->status]);
  for (size_t i = 0; i < answer->count; i++)
    append_record (text, answer->type, &answer->records[i]);
  if (strcmp (answer->canonical, answer->name) != 0)
    g_string_append_printf (text, " -> %s", answer->canonical);
  return g_string_free (text, FALSE);
}

static DnsType
type_of (const char *word)
{
  static const DnsType types[] = { DNS_A, DNS_NS, DNS_CNAME, DNS_SOA, DNS_PTR, DNS_MX, DNS_TXT, DNS_AAAA };
  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (dns_type_name (types[i]), word) == 0)
      return types[i];
  abort ();
}

DnsFacts *
dns_words_zone_new (const char *lines)
{
  DnsFacts *facts = dns_words_facts_new (0, 0);
  g_auto (GStrv) each = g_strsplit (lines, "\n", -1);
  bool complete = strcmp (each[0], "?") != 0;
  if (complete && !dns_facts_add_zone (facts, ".", 1))
    abort ();
  for (unsigned i = complete ? 0 : 1; each[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (each[i], " ", 3);
      if (g_strv_length (words) == 3)
        dns_words_add_record (facts, words[0], type_of (words[1]), words[2], i + 1);
    }
  return facts;
}
