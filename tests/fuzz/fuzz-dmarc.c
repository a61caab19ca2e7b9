/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a DMARC record, and as a domain.  What is a record begins with its
 * version; what can be used names a policy; a name in its one form stays as it is, and its
 * organization is an end of it. */
#include "config.h"

#include "dissect/dmarc-record.h"

#include <glib.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static void
check_record (Octets text)
{
  DmarcRecord record;
  if (!dmarc_record_parse (text, &record))
    return;
  check (text.length >= 8 && (text.at[0] == 'v' || text.at[0] == 'V'));
  check (record.malformed || record.p != DMARC_POLICY_UNKNOWN);
  if (dmarc_record_usable (&record))
    check (dmarc_policy_name (record.p) != NULL);
  else
    check (record.malformed && !record.reports);
}

static void
check_domain (Octets text)
{
  g_autofree char *domain = g_strndup ((const char *) text.at, text.length);
  g_autofree char *name = domain_normalized (domain), *organizational = organizational_domain (domain);
  check ((name == NULL) == (organizational == NULL));
  if (name == NULL)
    return;
  g_autofree char *again = domain_normalized (name);
  check (g_strcmp0 (name, again) == 0 && strlen (name) <= 253 && g_str_has_suffix (name, organizational));
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  check_record (octets_of (octets, length));
  check_domain (octets_of (octets, length));
  return 0;
}
