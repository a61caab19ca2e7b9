/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the claims of a mail beside the evidence.
 *
 * Does not: judge the form of the fields (see the checks), or ask any DNS itself. */
#include "config.h"

#include "sender.h"

#include "session-facts.h"

void
sender_report_free (SenderReport *report)
{
  if (report == NULL)
    return;
  spf_verdict_free (report->spf);
  spf_verdict_free (report->spf_helo);
  g_ptr_array_unref (report->dkim);
  arc_verdict_free (report->arc);
  dmarc_verdict_free (report->dmarc);
  dns_inquiry_free (report->inquiry);
  g_free (report->why);
  g_free (report);
}

/* The domain of the one mailbox of the one From field; NULL: there is none such.  g_free. */
static char *
from_domain (const MailMessage *message)
{
  if (message->from_fields != 1 || message->from_specs->len != 1)
    return NULL;
  Octets domain = address_domain (octets_of_string (g_ptr_array_index (message->from_specs, 0)));
  return domain.length > 0 ? g_strndup ((const char *) domain.at, domain.length) : NULL;
}

static SpfVerdict *
judge_spf (const SmtpSession *session, const SmtpTransaction *transaction, SpfIdentity identity, DnsInquiry *inquiry)
{
  const Endpoint *client = &session->flow.side[session_flow_side (session, SIDE_CLIENT)];
  SpfQuestion question = {
    .ip_version = session->flow.ip_version,
    .ip = client->ip,
    .helo = session_client_name (session),
    .mail_from = transaction->mail != NULL ? transaction->mail->path : OCTETS_NONE,
    .identity = identity,
    .time = transaction->data_origin.time,
  };
  return spf_check (&question, inquiry);
}

static void
judge (SmtpSession *session, SmtpTransaction *transaction, DnsFacts *facts)
{
  sender_report_free (transaction->sender);
  SenderReport *report = transaction->sender = g_new0 (SenderReport, 1);
  const MailMessage *message = transaction->message;
  int64_t time = transaction->data_origin.time;
  g_autofree char *domain = from_domain (message);
  report->inquiry = dns_inquiry_new (facts, time);
  if (session_role (session) != ROLE_SUBMISSION && transaction->mail != NULL && transaction->mail->has_path)
    report->spf = judge_spf (session, transaction, SPF_OF_MAIL_FROM, report->inquiry);
  report->dkim = dkim_verify (message, time, report->inquiry);
  report->arc = arc_verify (message, time, report->inquiry);
  report->dmarc = dmarc_check (&(DmarcQuestion){ .from_domain = domain, .spf = report->spf, .dkim = report->dkim },
                               report->inquiry);
  report->verdict = report->dmarc->result == DMARC_PASS ? SENDER_VERIFIED : SENDER_UNVERIFIED;
  report->why = g_strdup (report->dmarc->why);
}

void
sender_judge (SmtpSession *session, DnsFacts *facts)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL && transaction->message_done)
        judge (session, transaction, facts);
    }
}

bool
sender_misses_records (const SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->sender != NULL && dns_inquiry_missing (transaction->sender->inquiry)->len > 0)
        return true;
    }
  return false;
}

const char *
sender_verdict_name (SenderVerdict verdict)
{
  static const char *const names[] = { "verified", "unverified", "contradicted" };
  return names[verdict];
}
