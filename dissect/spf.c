/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPF, RFC 7208. */
#include "config.h"

#include "spf.h"

SpfVerdict *
spf_check (const SpfQuestion *question, DnsInquiry *inquiry)
{
  (void) question;
  (void) inquiry;
  SpfVerdict *verdict = g_new0 (SpfVerdict, 1);
  verdict->result = SPF_UNKNOWN;
  verdict->why = g_strdup ("not judged yet");
  return verdict;
}

void
spf_verdict_free (SpfVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_free (verdict->domain);
  g_free (verdict->mechanism);
  g_free (verdict->mechanism_owner);
  g_free (verdict->explanation);
  g_free (verdict->why);
  g_free (verdict);
}

const char *
spf_result_name (SpfResult result)
{
  static const char *const names[SPF_RESULTS]
      = { "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror", "unknown" };
  return names[result];
}
