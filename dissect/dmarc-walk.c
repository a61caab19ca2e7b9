/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a domain up to its top-level domain, in at most eight questions.
 *
 * A capture seldom holds them all: a verifier that follows RFC 7489 asks two at most,
 * and any keeps answers for later.  So a step may be unseen, and the walk goes on past
 * it; what it then says of the organization is the list's word, not its own.
 *
 * Does not: choose the policy (see dmarc.c). */
#include "config.h"

#include "dmarc-walk.h"

static const char *
domain_above (const char *domain)
{
  const char *dot = strchr (domain, '.');
  return dot != NULL ? dot + 1 : NULL;
}

static size_t
labels_of (const char *domain)
{
  size_t count = 0;
  for (; domain != NULL; domain = domain_above (domain))
    count++;
  return count;
}

/* --- walking ------------------------------------------------------------------------ */

static void
read_answer (DmarcStep *step, const DnsAnswer *answer)
{
  if (answer->status == DNS_UNKNOWN || answer->status == DNS_FAILED)
    {
      step->sight = answer->status == DNS_FAILED ? DMARC_FAILED : DMARC_UNSEEN;
      return;
    }
  step->named = answer->status != DNS_NO_NAME;
  size_t found = 0;
  for (size_t i = 0; i < answer->count && found < 2; i++)
    {
      DmarcRecord record;
      if (!dmarc_record_parse (answer->records[i].data, &record))
        continue;
      step->record = record;
      found++;
    }
  step->sight = found == 1 ? DMARC_PRESENT : DMARC_ABSENT;
}

static void
take_step (DmarcWalk *walk, const char *domain, DnsInquiry *inquiry)
{
  DmarcStep *step = &walk->steps[walk->count++];
  step->domain = domain;
  g_autofree char *name = g_strconcat ("_dmarc.", domain, NULL);
  read_answer (step, dns_ask (inquiry, name, DNS_TXT));
}

/* A record that says psd=y or psd=n ends the walk (§4.10, steps 2 and 6). */
static bool
draws_line (const DmarcStep *step)
{
  return step->sight == DMARC_PRESENT && step->record.psd != DMARC_PSD_UNTOLD;
}

void
dmarc_walk_begin (DmarcWalk *walk, const char *domain, DnsInquiry *inquiry)
{
  walk->domain = domain;
  walk->count = 0;
  walk->whole = false;
  take_step (walk, domain, inquiry);
}

void
dmarc_walk_up (DmarcWalk *walk, DnsInquiry *inquiry)
{
  const char *domain = domain_above (walk->domain);
  while (domain != NULL && labels_of (domain) >= DMARC_WALK_STEPS)
    domain = domain_above (domain);
  walk->count = 1;
  for (; domain != NULL && !draws_line (&walk->steps[walk->count - 1]); domain = domain_above (domain))
    take_step (walk, domain, inquiry);
  walk->whole = true;
  for (size_t i = 0; i < walk->count; i++)
    if (walk->steps[i].sight == DMARC_UNSEEN || walk->steps[i].sight == DMARC_FAILED)
      walk->whole = false;
}

/* --- what it found ------------------------------------------------------------------ */

/* One label more than `end`, which is an end of `domain` and not all of it. */
static const char *
domain_below (const char *domain, const char *end)
{
  const char *below = end - 1;
  while (below > domain && below[-1] != '.')
    below--;
  return below;
}

const char *
dmarc_listed_organizational (const char *domain)
{
  g_autofree char *listed = organizational_domain (domain);
  size_t length = listed != NULL ? strlen (listed) : 0;
  return length == 0 ? domain : domain + strlen (domain) - length;
}

const char *
dmarc_walk_organizational (const DmarcWalk *walk, bool *by_list)
{
  const DmarcStep *highest = NULL;
  for (size_t i = 0; i < walk->count; i++)
    {
      const DmarcStep *step = &walk->steps[i];
      if (step->sight != DMARC_PRESENT)
        continue;
      if (step->record.psd == DMARC_PSD_NO)
        return step->domain;
      if (step->record.psd == DMARC_PSD_YES && i > 0)
        return domain_below (walk->domain, step->domain);
      highest = step;
    }
  if (walk->whole && highest != NULL)
    return highest->domain;
  /* Without any record the rules take the domain itself, and DMARC says nothing of
   * it; whether it is of the sender's organization is a question that still has an answer. */
  *by_list = true;
  return dmarc_listed_organizational (walk->domain);
}

const DmarcStep *
dmarc_walk_step (const DmarcWalk *walk, const char *domain)
{
  for (size_t i = 0; i < walk->count; i++)
    if (strcmp (walk->steps[i].domain, domain) == 0)
      return &walk->steps[i];
  return NULL;
}

const DmarcStep *
dmarc_walk_public_suffix (const DmarcWalk *walk)
{
  for (size_t i = 1; i < walk->count; i++)
    if (walk->steps[i].sight == DMARC_PRESENT && walk->steps[i].record.psd == DMARC_PSD_YES)
      return &walk->steps[i];
  return NULL;
}
