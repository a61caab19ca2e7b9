/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARC, RFC 8617. */
#include "config.h"

#include "dkim.h"

ArcVerdict *
arc_verify (const MailMessage *message, int64_t time, DnsInquiry *inquiry)
{
  (void) message;
  (void) time;
  (void) inquiry;
  ArcVerdict *verdict = g_new0 (ArcVerdict, 1);
  verdict->sets = g_ptr_array_new ();
  return verdict;
}

void
arc_verdict_free (ArcVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_ptr_array_unref (verdict->sets);
  g_free (verdict->why);
  g_free (verdict);
}

const char *
arc_result_name (ArcResult result)
{
  static const char *const names[ARC_RESULTS] = { "none", "pass", "fail", "unknown" };
  return names[result];
}
