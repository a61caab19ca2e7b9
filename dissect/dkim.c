/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DKIM, RFC 6376. */
#include "config.h"

#include "dkim.h"

static void
dkim_verdict_free (gpointer row)
{
  DkimVerdict *verdict = row;
  g_free (verdict->domain);
  g_free (verdict->selector);
  g_free (verdict->identity);
  g_free (verdict->algorithm);
  g_free (verdict->canonicalization);
  g_free (verdict->signed_fields);
  g_free (verdict->why);
  g_free (verdict);
}

GPtrArray *
dkim_verify (const MailMessage *message, int64_t time, DnsInquiry *inquiry)
{
  (void) message;
  (void) time;
  (void) inquiry;
  return g_ptr_array_new_with_free_func (dkim_verdict_free);
}

const char *
dkim_result_name (DkimResult result)
{
  static const char *const names[DKIM_RESULTS] = { "pass", "fail", "permerror", "temperror", "unknown" };
  return names[result];
}
