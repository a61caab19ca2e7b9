/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of filters: transactions, messages, and how sure their senders are.
 *
 * What a message says is looked at once it is final: until then it may still be read by
 * another thread. */
#include "config.h"

#include "filter-facts.h"

#include "check.h"
#include "exposure.h"
#include "message-protection.h"
#include "sender.h"
#include "smtp-queue-id.h"

typedef bool (*ShowTransaction) (const SmtpTransaction *transaction, FilterProbe *probe);
typedef bool (*ShowMessage) (const MailMessage *message, FilterProbe *probe);
typedef bool (*ShowPart) (const MailPart *part, FilterProbe *probe);
typedef bool (*ShowReport) (const SenderReport *report, FilterProbe *probe);

/* Each calls until a value met the test. */
static bool
each_transaction (const SmtpSession *session, FilterProbe *probe, ShowTransaction show)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    if (show (g_ptr_array_index (session->transactions, i), probe))
      return true;
  return false;
}

static bool
each_message (const SmtpSession *session, FilterProbe *probe, ShowMessage show)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL && transaction->message_done && show (transaction->message, probe))
        return true;
    }
  return false;
}

static bool
show_parts (const MailMessage *message, FilterProbe *probe, bool attachments, ShowPart show)
{
  for (guint i = 0; message->parts != NULL && i < message->parts->len; i++)
    {
      const MailPart *part = g_ptr_array_index (message->parts, i);
      if ((part->attachment || !attachments) && show (part, probe))
        return true;
    }
  return false;
}

static bool
show_strings (const GPtrArray *strings, FilterProbe *probe)
{
  for (guint i = 0; strings != NULL && i < strings->len; i++)
    if (filter_probe_string (probe, g_ptr_array_index (strings, i)))
      return true;
  return false;
}

static bool
show_hash (const uint8_t hash[32], FilterProbe *probe)
{
  static const char digits[] = "0123456789abcdef";
  char text[64];
  for (int i = 0; i < 32; i++)
    {
      text[2 * i] = digits[hash[i] >> 4];
      text[2 * i + 1] = digits[hash[i] & 15];
    }
  return filter_probe_text (probe, octets_of (text, sizeof text));
}

/* OF_MESSAGE (name) { … }: what is shown of one of them, and filter_each_NAME, which shows them all. */
#define OF_TRANSACTION(name)                                                                                           \
  static bool show_##name (const SmtpTransaction *transaction, FilterProbe *probe);                                    \
  bool filter_each_##name (const SmtpSession *session, FilterProbe *probe)                                             \
  {                                                                                                                    \
    return each_transaction (session, probe, show_##name);                                                             \
  }                                                                                                                    \
  static bool show_##name (const SmtpTransaction *transaction, FilterProbe *probe)

#define OF_MESSAGE(name)                                                                                               \
  static bool show_##name (const MailMessage *message, FilterProbe *probe);                                            \
  bool filter_each_##name (const SmtpSession *session, FilterProbe *probe)                                             \
  {                                                                                                                    \
    return each_message (session, probe, show_##name);                                                                 \
  }                                                                                                                    \
  static bool show_##name (const MailMessage *message, FilterProbe *probe)

/* --- transactions -------------------------------------------------------------- */

bool
filter_each_transactions (const SmtpSession *session, FilterProbe *probe)
{
  return filter_probe_number (probe, session->transactions != NULL ? session->transactions->len : 0);
}

bool
filter_each_messages (const SmtpSession *session, FilterProbe *probe)
{
  uint64_t count = 0;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    count += ((const SmtpTransaction *) g_ptr_array_index (session->transactions, i))->message != NULL;
  return filter_probe_number (probe, count);
}

static bool
show_path (const SmtpCommand *command, FilterProbe *probe)
{
  return command != NULL && command->has_path && !command->truncated && filter_probe_text (probe, command->path);
}

OF_TRANSACTION (mail_from)
{
  return show_path (transaction->mail, probe);
}

OF_TRANSACTION (rcpt_to)
{
  for (guint i = 0; transaction->recipients != NULL && i < transaction->recipients->len; i++)
    if (show_path (((const SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command, probe))
      return true;
  return false;
}

OF_TRANSACTION (recipients)
{
  return filter_probe_number (probe, transaction->recipients != NULL ? transaction->recipients->len : 0);
}

OF_TRANSACTION (outcome)
{
  return filter_probe_string (probe, outcome_name (transaction->outcome));
}

OF_TRANSACTION (reply)
{
  return transaction->reply != NULL && filter_probe_text (probe, transaction->reply->lines);
}

OF_TRANSACTION (status)
{
  return transaction->reply != NULL && transaction->reply->status.length > 0
         && filter_probe_text (probe, transaction->reply->status);
}

OF_TRANSACTION (queue_id)
{
  if (transaction->outcome != OUTCOME_ACCEPTED || transaction->reply == NULL)
    return false;
  QueueId queued = smtp_queue_id (transaction->reply);
  return queued.id.length > 0 && filter_probe_text (probe, queued.id);
}

OF_TRANSACTION (transfer)
{
  return transaction->transfer != TRANSFER_NONE && filter_probe_string (probe, transfer_name (transaction->transfer));
}

/* --- messages ------------------------------------------------------------------ */

OF_MESSAGE (size)
{
  return filter_probe_number (probe, message->size);
}

OF_MESSAGE (sha256)
{
  return show_hash (message->sha256, probe);
}

OF_MESSAGE (state)
{
  return filter_probe_string (probe, message_state_name (message->state));
}

OF_MESSAGE (message_id)
{
  return filter_probe_string (probe, message->message_id);
}

OF_MESSAGE (subject)
{
  return filter_probe_string (probe, message->subject);
}

OF_MESSAGE (from)
{
  return show_strings (message->from, probe);
}

OF_MESSAGE (to)
{
  return show_strings (message->to, probe);
}

OF_MESSAGE (cc)
{
  return show_strings (message->cc, probe);
}

OF_MESSAGE (reply_to)
{
  return show_strings (message->reply_to, probe);
}

OF_MESSAGE (sender_field)
{
  return filter_probe_string (probe, message->sender_field);
}

OF_MESSAGE (date)
{
  return message->has_date_time && filter_probe_time (probe, message->date_time);
}

static bool
show_type (const MailPart *part, FilterProbe *probe)
{
  return filter_probe_string (probe, part->type);
}

/* What it says that it is, and what it is. */
static bool
show_either_type (const MailPart *part, FilterProbe *probe)
{
  return filter_probe_string (probe, part->type) || filter_probe_string (probe, part->detected_type);
}

static bool
show_part_name (const MailPart *part, FilterProbe *probe)
{
  return filter_probe_string (probe, part->filename);
}

static bool
show_part_size (const MailPart *part, FilterProbe *probe)
{
  return filter_probe_number (probe, part->size);
}

static bool
show_part_hash (const MailPart *part, FilterProbe *probe)
{
  return part->has_sha256 && show_hash (part->sha256, probe);
}

OF_MESSAGE (part_type)
{
  return show_parts (message, probe, false, show_type);
}

OF_MESSAGE (attachment_type)
{
  return show_parts (message, probe, true, show_either_type);
}

OF_MESSAGE (filename)
{
  return show_parts (message, probe, true, show_part_name);
}

OF_MESSAGE (attachment_size)
{
  return show_parts (message, probe, true, show_part_size);
}

OF_MESSAGE (attachment_sha256)
{
  return show_parts (message, probe, true, show_part_hash);
}

OF_MESSAGE (attachments)
{
  uint64_t count = 0;
  for (guint i = 0; message->parts != NULL && i < message->parts->len; i++)
    count += ((const MailPart *) g_ptr_array_index (message->parts, i))->attachment;
  return filter_probe_number (probe, count);
}

OF_MESSAGE (end_to_end)
{
  return filter_probe_string (probe, end_to_end_name (message->end_to_end));
}

OF_MESSAGE (signature)
{
  return message->signature != END_TO_END_NONE && filter_probe_string (probe, end_to_end_name (message->signature));
}

OF_MESSAGE (received_from)
{
  for (guint i = 0; message->received != NULL && i < message->received->len; i++)
    if (filter_probe_string (probe, ((const ReceivedField *) g_ptr_array_index (message->received, i))->from))
      return true;
  return false;
}

OF_MESSAGE (received_by)
{
  for (guint i = 0; message->received != NULL && i < message->received->len; i++)
    if (filter_probe_string (probe, ((const ReceivedField *) g_ptr_array_index (message->received, i))->by))
      return true;
  return false;
}

OF_MESSAGE (received_address)
{
  for (guint i = 0; message->received != NULL && i < message->received->len; i++)
    {
      const ReceivedField *received = g_ptr_array_index (message->received, i);
      if (received->ip_version != 0 && filter_probe_address (probe, received->ip, received->ip_version))
        return true;
    }
  return false;
}

bool
filter_is_end_to_end (const SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL && transaction->message_done
          && transaction->message->end_to_end != END_TO_END_NONE)
        return true;
    }
  return false;
}

/* --- senders ------------------------------------------------------------------- */

OF_TRANSACTION (spf)
{
  const SenderReport *report = transaction->sender;
  return report != NULL && report->spf != NULL && filter_probe_string (probe, spf_result_name (report->spf->result));
}

OF_TRANSACTION (spf_domain)
{
  const SenderReport *report = transaction->sender;
  return report != NULL && report->spf != NULL && filter_probe_string (probe, report->spf->domain);
}

OF_TRANSACTION (dkim)
{
  const GPtrArray *verdicts = transaction->sender != NULL ? transaction->sender->dkim : NULL;
  for (guint i = 0; verdicts != NULL && i < verdicts->len; i++)
    if (filter_probe_string (probe, dkim_result_name (((const DkimVerdict *) g_ptr_array_index (verdicts, i))->result)))
      return true;
  return false;
}

OF_TRANSACTION (dkim_domain)
{
  const GPtrArray *verdicts = transaction->sender != NULL ? transaction->sender->dkim : NULL;
  for (guint i = 0; verdicts != NULL && i < verdicts->len; i++)
    if (filter_probe_string (probe, ((const DkimVerdict *) g_ptr_array_index (verdicts, i))->domain))
      return true;
  return false;
}

OF_TRANSACTION (arc)
{
  const SenderReport *report = transaction->sender;
  return report != NULL && report->arc != NULL && report->arc->result != ARC_NONE
         && filter_probe_string (probe, arc_result_name (report->arc->result));
}

OF_TRANSACTION (dmarc)
{
  const SenderReport *report = transaction->sender;
  return report != NULL && report->dmarc != NULL
         && filter_probe_string (probe, dmarc_result_name (report->dmarc->result));
}

OF_TRANSACTION (dmarc_policy)
{
  const SenderReport *report = transaction->sender;
  return report != NULL && report->dmarc != NULL
         && filter_probe_string (probe, dmarc_policy_name (report->dmarc->policy));
}

OF_TRANSACTION (verdict)
{
  return transaction->sender != NULL && filter_probe_string (probe, sender_verdict_name (transaction->sender->verdict));
}

/* --- what others could read, and who is no sender ------------------------------ */

bool
filter_each_exposed (const SmtpSession *session, FilterProbe *probe)
{
  static const char *const names[EXPOSED_ITEMS] = {
    [ITEM_PASSWORD] = "credentials",    [ITEM_ENVELOPE] = "envelope", [ITEM_HEADER] = "headers", [ITEM_TEXT] = "text",
    [ITEM_ATTACHMENTS] = "attachments",
  };
  if (exposure_credentials (session) && filter_probe_string (probe, names[ITEM_PASSWORD]))
    return true;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const Exposure exposure = exposure_of (session, g_ptr_array_index (session->transactions, i));
      for (ExposedItem item = ITEM_ENVELOPE; item < EXPOSED_ITEMS; item++)
        if (exposure_on_path (&exposure, item) && filter_probe_string (probe, names[item]))
          return true;
    }
  return false;
}

bool
filter_each_forged (const SmtpSession *session, FilterProbe *probe)
{
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (finding->check->subject == SUBJECT_SENDER && filter_probe_string (probe, severity_name (finding->severity)))
        return true;
    }
  return false;
}

bool
filter_is_forged (const SmtpSession *session)
{
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (finding->check->subject == SUBJECT_SENDER && finding->severity >= SEVERITY_MEDIUM)
        return true;
    }
  return false;
}
