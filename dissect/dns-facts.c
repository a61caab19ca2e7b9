/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of DNS facts and the inquiry. */
#include "config.h"

#include "dns-facts.h"

struct DnsInquiry {
  GPtrArray *used;
  GPtrArray *missing;
  GPtrArray *answers;
};

static void
missing_free (gpointer row)
{
  DnsMissing *missing = row;
  g_free (missing->name);
  g_free (missing);
}

DnsInquiry *
dns_inquiry_new (DnsFacts *facts, int64_t time)
{
  (void) facts;
  (void) time;
  DnsInquiry *inquiry = g_new0 (DnsInquiry, 1);
  inquiry->used = g_ptr_array_new ();
  inquiry->missing = g_ptr_array_new_with_free_func (missing_free);
  inquiry->answers = g_ptr_array_new_with_free_func (g_free);
  return inquiry;
}

void
dns_inquiry_free (DnsInquiry *inquiry)
{
  if (inquiry == NULL)
    return;
  g_ptr_array_unref (inquiry->used);
  g_ptr_array_unref (inquiry->missing);
  g_ptr_array_unref (inquiry->answers);
  g_free (inquiry);
}

const DnsAnswer *
dns_ask (DnsInquiry *inquiry, const char *name, DnsType type)
{
  DnsMissing *missing = g_new0 (DnsMissing, 1);
  missing->name = g_strdup (name);
  missing->type = type;
  g_ptr_array_add (inquiry->missing, missing);
  DnsAnswer *answer = g_new0 (DnsAnswer, 1);
  answer->name = answer->canonical = missing->name;
  answer->type = type;
  g_ptr_array_add (inquiry->answers, answer);
  return answer;
}

const GPtrArray *
dns_inquiry_used (const DnsInquiry *inquiry)
{
  return inquiry->used;
}

const GPtrArray *
dns_inquiry_missing (const DnsInquiry *inquiry)
{
  return inquiry->missing;
}

const char *
dns_type_name (DnsType type)
{
  return type == DNS_TXT ? "TXT" : "?";
}

bool
dns_facts_empty (const DnsFacts *facts)
{
  return facts == NULL;
}
