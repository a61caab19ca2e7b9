/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DMARC, RFC 9989. */
#include "config.h"

#include "dmarc.h"

DmarcVerdict *
dmarc_check (const DmarcQuestion *question, DnsInquiry *inquiry)
{
  (void) inquiry;
  DmarcVerdict *verdict = g_new0 (DmarcVerdict, 1);
  verdict->result = question->from_domain == NULL ? DMARC_PERMERROR : DMARC_UNKNOWN;
  verdict->domain = g_strdup (question->from_domain);
  verdict->why = g_strdup ("not judged yet");
  return verdict;
}

void
dmarc_verdict_free (DmarcVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_free (verdict->domain);
  g_free (verdict->policy_domain);
  g_free (verdict->organizational);
  g_free (verdict->why);
  g_free (verdict);
}

const char *
dmarc_result_name (DmarcResult result)
{
  static const char *const names[DMARC_RESULTS] = { "none", "pass", "fail", "permerror", "temperror", "unknown" };
  return names[result];
}

const char *
dmarc_policy_name (DmarcPolicy policy)
{
  static const char *const names[] = { NULL, "none", "quarantine", "reject" };
  return names[policy];
}
