/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One answer of the DNS: a block of memory with all that belongs to it, counted
 * references, never changed. */
#include "config.h"

#include "dns-facts.h"

#include "dns-store.h"

typedef struct Block {
  guint references;
  uint32_t size;
  DnsAnswer answer;
} Block;

static Block *
block_of (const DnsAnswer *answer)
{
  return (Block *) (void *) ((char *) answer - offsetof (Block, answer));
}

size_t
dns_answer_size (const DnsAnswer *answer)
{
  return block_of (answer)->size;
}

static char *
place (char **free_place, const void *octets, size_t length)
{
  char *at = *free_place;
  if (length > 0)
    memcpy (at, octets, length);
  at[length] = '\0';
  *free_place += length + 1;
  return at;
}

DnsAnswer *
dns_answer_new (const DnsAnswer *content)
{
  char name[DNS_NAME_TEXT], canonical[DNS_NAME_TEXT];
  if (!dns_name_spell (content->name, name)
      || !dns_name_spell (content->canonical != NULL ? content->canonical : content->name, canonical))
    return NULL;
  bool chain = strcmp (name, canonical) != 0;
  size_t records = content->count * sizeof (DnsRecord);
  size_t size = sizeof (Block) + records + strlen (name) + 1 + (chain ? strlen (canonical) + 1 : 0);
  for (size_t i = 0; i < content->count; i++)
    size += content->records[i].data.length + 1;
  if (size > UINT32_MAX)
    return NULL;
  Block *block = g_malloc (size);
  *block = (Block){ .references = 1, .size = (uint32_t) size, .answer = *content };
  DnsRecord *copies = (DnsRecord *) (block + 1);
  char *free_place = (char *) (copies + content->count);
  for (size_t i = 0; i < content->count; i++)
    {
      Octets data = content->records[i].data;
      copies[i].preference = content->records[i].preference;
      copies[i].data = octets_of (place (&free_place, data.at, data.length), data.length);
    }
  block->answer.records = copies;
  block->answer.name = place (&free_place, name, strlen (name));
  block->answer.canonical = chain ? place (&free_place, canonical, strlen (canonical)) : block->answer.name;
  return &block->answer;
}

DnsAnswer *
dns_answer_ref (const DnsAnswer *answer)
{
  Block *block = block_of (answer);
  block->references++;
  return &block->answer;
}

void
dns_answer_unref (DnsAnswer *answer)
{
  if (answer != NULL && --block_of (answer)->references == 0)
    g_free (block_of (answer));
}

static bool
record_equal (const DnsRecord *a, const DnsRecord *b)
{
  return a->preference == b->preference && octets_equal (a->data, b->data);
}

static bool
holds (const DnsAnswer *answer, const DnsRecord *record)
{
  for (size_t i = 0; i < answer->count; i++)
    if (record_equal (&answer->records[i], record))
      return true;
  return false;
}

bool
dns_answer_equal (const DnsAnswer *a, const DnsAnswer *b)
{
  if (a->status != b->status || a->count != b->count || strcmp (a->canonical, b->canonical) != 0)
    return false;
  for (size_t i = 0; i < a->count; i++) /* servers turn the order of records */
    if (!record_equal (&a->records[i], &b->records[i]) && (!holds (b, &a->records[i]) || !holds (a, &b->records[i])))
      return false;
  return true;
}

const char *
dns_type_name (DnsType type)
{
  static const struct {
    unsigned number;
    const char *name;
  } rows[] = {
    { DNS_A, "A" },   { DNS_NS, "NS" },   { DNS_CNAME, "CNAME" }, { DNS_SOA, "SOA" }, { DNS_PTR, "PTR" },
    { DNS_MX, "MX" }, { DNS_TXT, "TXT" }, { DNS_AAAA, "AAAA" },   { 33, "SRV" },      { 39, "DNAME" },
    { 43, "DS" },     { 46, "RRSIG" },    { 48, "DNSKEY" },       { 52, "TLSA" },     { 65, "HTTPS" },
    { 99, "SPF" },    { 255, "ANY" },     { 257, "CAA" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].number == (unsigned) type)
      return rows[i].name;
  return "?";
}

char *
dns_reverse_name (unsigned ip_version, const uint8_t *ip)
{
  if (ip_version == 4)
    return g_strdup_printf ("%u.%u.%u.%u.in-addr.arpa", ip[3], ip[2], ip[1], ip[0]);
  GString *name = g_string_sized_new (80);
  for (unsigned i = 16; i-- > 0;)
    g_string_append_printf (name, "%x.%x.", ip[i] & 15, ip[i] >> 4);
  g_string_append (name, "ip6.arpa");
  return g_string_free (name, FALSE);
}
