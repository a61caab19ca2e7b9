/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key records for tests of signatures: stands in for the store of DNS facts, so that a test may say of each name
 * what the DNS does with it, also what no capture holds.  For one file of a program. */
#ifndef SMTPLENS_TESTS_KEY_ZONE_H
#define SMTPLENS_TESTS_KEY_ZONE_H

#include "dissect/dns-facts.h"

typedef struct KeyRecord {
  char *name;
  DnsStatus status;
  Octets data;
} KeyRecord;

struct DnsInquiry {
  KeyRecord records[64];
  size_t count;
  size_t asked;  /* questions */
  bool complete; /* what is not in it does not exist; else nothing is known of it */
  GPtrArray *answers;
};

/* One more record of a name; `text` is borrowed. */
static inline void
key_zone_add (DnsInquiry *zone, const char *name, DnsStatus status, Octets text)
{
  g_assert (zone->count < G_N_ELEMENTS (zone->records));
  zone->records[zone->count++] = (KeyRecord){ g_strdup (name), status, text };
}

static inline void
key_zone_clear (DnsInquiry *zone)
{
  for (size_t i = 0; i < zone->count; i++)
    g_free (zone->records[i].name);
  for (guint i = 0; zone->answers != NULL && i < zone->answers->len; i++)
    {
      DnsAnswer *answer = g_ptr_array_index (zone->answers, i);
      g_free ((void *) answer->records);
      g_free ((void *) answer->name);
      g_free (answer);
    }
  if (zone->answers != NULL)
    g_ptr_array_unref (zone->answers);
  *zone = (DnsInquiry){ .count = 0 };
}

const DnsAnswer *
dns_ask (DnsInquiry *zone, const char *name, DnsType type)
{
  DnsAnswer *answer = g_new0 (DnsAnswer, 1);
  DnsRecord *records = g_new0 (DnsRecord, G_N_ELEMENTS (zone->records));
  zone->asked++;
  answer->name = answer->canonical = g_strdup (name);
  answer->type = type;
  answer->status = zone->complete ? DNS_NO_NAME : DNS_UNKNOWN;
  answer->records = records;
  for (size_t i = 0; i < zone->count && type == DNS_TXT; i++)
    if (g_ascii_strcasecmp (zone->records[i].name, name) == 0)
      {
        answer->status = zone->records[i].status;
        if (answer->status == DNS_FOUND)
          records[answer->count++].data = zone->records[i].data;
      }
  if (zone->answers == NULL)
    zone->answers = g_ptr_array_new ();
  g_ptr_array_add (zone->answers, answer);
  return answer;
}

#endif
