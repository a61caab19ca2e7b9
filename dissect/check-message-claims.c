/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smaller claims of a mail: its date beside the packets' clock, where answers go, and a null
 * path on a mail that is no report.
 *
 * Each has honest reasons, so none weighs more than low.
 *
 * Does not: judge Message-ID, whose domain is anything in honest mail. */
#include "config.h"

#include "checks.h"
#include "same-organization.h"
#include "sender.h"
#include "session-facts.h"

static void
each_mail (const Check *check, SmtpSession *session,
           void (*judge) (const Check *check, SmtpSession *session, const SmtpTransaction *transaction))
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL && transaction->message_done)
        judge (check, session, transaction);
    }
}

static const HeaderField *
find_field (const MailMessage *message, const char *name)
{
  for (size_t i = 0; i < message->field_count; i++)
    if (!message->fields[i].cut && header_field_is (&message->fields[i], name))
      return &message->fields[i];
  return NULL;
}

static void
cite_field (Finding *finding, const SmtpTransaction *transaction, const HeaderField *field)
{
  if (field != NULL)
    finding_cite_field (finding, transaction, field);
}

static bool
has_any (const MailMessage *message, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (find_field (message, names[i]) != NULL)
      return true;
  return false;
}

/* --- date-implausible -------------------------------------------------------------- */

#define DAY (INT64_C (86400) * 1000000000)
/* So long servers try to deliver a mail (RFC 5321 §4.5.4.1). */
#define QUEUE (5 * DAY)
/* A capture whose clock was never set says nothing of any date. */
#define CLOCK_SET (INT64_C (315532800) * 1000000000) /* 1980 */

/* It has been on its way for so long: the oldest Received field is of about that date. */
static bool
was_underway (const MailMessage *message)
{
  const HeaderField *oldest = NULL;
  for (size_t i = 0; i < message->field_count; i++)
    if (!message->fields[i].cut && header_field_is (&message->fields[i], "Received"))
      oldest = &message->fields[i];
  if (oldest == NULL)
    return false;
  size_t semicolon = SIZE_MAX;
  for (size_t i = 0; i < oldest->value.length; i++)
    semicolon = oldest->value.at[i] == ';' ? i : semicolon;
  int64_t time;
  return semicolon == SIZE_MAX || !header_field_date (octets_from (oldest->value, semicolon + 1), &time)
         || (time - message->date_time < DAY && message->date_time - time < DAY);
}

static void
judge_date (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  static const char *const resent[] = { "Resent-Date", "Resent-From", "List-Id" };
  const MailMessage *message = transaction->message;
  int64_t now = transaction->data_origin.time;
  if (!message->has_date_time || now < CLOCK_SET || message->date_time < 0)
    return;
  int64_t off = message->date_time - now;
  bool future = off > DAY;
  if (!future && (off > -QUEUE || has_any (message, resent, G_N_ELEMENTS (resent)) || was_underway (message)))
    return;
  Finding *finding
      = finding_add (session, check, transaction, "By its Date field the mail was written %s than it was sent here.",
                     check_span (session, off));
  finding->severity = future ? SEVERITY_LOW : SEVERITY_INFO;
  cite_field (finding, transaction, find_field (message, "Date"));
  if (finding->evidence_count == 0)
    finding_cite_octets (finding, SIDE_CLIENT, transaction->data_origin, octets_of_string (message->date));
}

static void
run_date (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_date);
}

const Check check_date_implausible = {
  .id = "date-implausible",
  .severity = SEVERITY_INFO,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Date does not fit the clock"),
  .explanation = N_ ("The sender writes the Date field himself, and it is days away from the clock of these packets. A "
                     "mail may have waited, or a clock be wrong. Those who send in bulk set dates so that "
                     "their mails stand first or are not noticed."),
  .protection = N_ ("Go by the dates of Received fields that one's own servers wrote."),
  .reference = "RFC 5322 §3.6.1",
  .run = run_date,
};

/* --- reply-to-elsewhere -------------------------------------------------------------- */

static void
judge_reply (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  static const char *const bulk[] = { "List-Id", "List-Post", "List-Unsubscribe", "Precedence", "Feedback-ID" };
  const MailMessage *message = transaction->message;
  const HeaderField *field = find_field (message, "Reply-To");
  const HeaderField *shown = find_field (message, "From");
  bool rewritten = shown != NULL && octets_find_nocase (shown->value, OCTETS (" via ")) != SIZE_MAX;
  if (field == NULL || rewritten || message->from_specs == NULL || message->from_specs->len == 0
      || has_any (message, bulk, G_N_ELEMENTS (bulk)))
    return;
  GPtrArray *specs = header_field_addr_specs (octets_slice (field->value, 0, 4096));
  Octets from = address_domain (octets_of_string (g_ptr_array_index (message->from_specs, 0)));
  Octets elsewhere = OCTETS_NONE;
  for (guint i = 0; i < specs->len; i++)
    {
      Octets address = octets_of_string (g_ptr_array_index (specs, i));
      Octets domain = address_domain (address);
      if (domain.length == 0 || same_organization (domain, from))
        {
          elsewhere = OCTETS_NONE;
          break;
        }
      elsewhere = elsewhere.length == 0 ? address : elsewhere;
    }
  if (elsewhere.length > 0 && from.length > 0)
    {
      Finding *finding = finding_add (session, check, transaction, "Answers go to %s, and the mail is from %s.",
                                      check_quote (session, elsewhere), check_quote (session, from));
      cite_field (finding, transaction, field);
      cite_field (finding, transaction, find_field (message, "From"));
    }
  g_ptr_array_unref (specs);
}

static void
run_reply (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_reply);
}

const Check check_reply_to_elsewhere = {
  .id = "reply-to-elsewhere",
  .severity = SEVERITY_INFO,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Answers go to another organization"),
  .explanation
  = N_ ("Reply-To says where answers go, and that is of another organization than the From field. Forms on "
        "web pages, ticket systems and people with two addresses write so. So does who forges a From field "
        "and wants the answer himself."),
  .protection = N_ ("Look at the address before answering what asks for money or secrets."),
  .reference = "RFC 5322 §3.6.2",
  .run = run_reply,
};

/* --- null-sender-misused --------------------------------------------------------------- */

static bool
value_has (const MailMessage *message, const char *name, const char *const *words, size_t count)
{
  const HeaderField *field = find_field (message, name);
  for (size_t i = 0; field != NULL && i < count; i++)
    if (octets_find_nocase (field->value, octets_of_string (words[i])) != SIZE_MAX)
      return true;
  return false;
}

/* A report, an answer of a program, or something that says it is (RFC 3464, 3798, 3834). */
static bool
is_report (const MailMessage *message)
{
  static const char *const fields[] = { "Auto-Submitted",
                                        "X-Failed-Recipients",
                                        "X-Autoreply",
                                        "X-Autorespond",
                                        "X-Auto-Response-Suppress",
                                        "X-MS-Exchange-Generated-Message-Source",
                                        "Precedence",
                                        "In-Reply-To",
                                        "References",
                                        "X-Loop" };
  static const char *const types[]
      = { "multipart/report", "delivery-status", "disposition-notification", "text/calendar", "message/partial" };
  static const char *const senders[]
      = { "mailer-daemon", "postmaster", "mailer", "mail delivery", "noreply", "no-reply",
          "do-not-reply",  "donotreply", "daemon", "root@",         "<>" };
  static const char *const subjects[]
      = { "undeliver", "deliver", "failure", "returned mail", "bounce",   "out of office",
          "automatic", "auto",    "read:",   "receipt",       "vacation", "status" };
  return has_any (message, fields, G_N_ELEMENTS (fields))
         || value_has (message, "Content-Type", types, G_N_ELEMENTS (types))
         || value_has (message, "From", senders, G_N_ELEMENTS (senders))
         || value_has (message, "Subject", subjects, G_N_ELEMENTS (subjects));
}

static void
judge_null (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const SmtpCommand *mail = transaction->mail;
  const MailMessage *message = transaction->message;
  const HeaderField *from = find_field (message, "From");
  bool null = mail != NULL && mail->has_path && mail->path.length == 0 && !mail->truncated && !mail->bad_path;
  if (!null || from == NULL || message->header_cut || message->state != MESSAGE_COMPLETE
      || message->from_specs->len == 0 || is_report (message))
    return;
  Finding *finding = finding_add (session, check, transaction,
                                  "The envelope has the null path of reports, and the mail is from %s and does not "
                                  "look like one.",
                                  check_quote (session, octets_of_string (g_ptr_array_index (message->from_specs, 0))));
  finding_cite_command (finding, mail);
  cite_field (finding, transaction, from);
  cite_field (finding, transaction, find_field (message, "Subject"));
}

static void
run_null (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_null);
}

const Check check_null_sender_misused = {
  .id = "null-sender-misused",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Null path on an ordinary mail"),
  .explanation
  = N_ ("MAIL FROM:<> is for reports and answers of programs, so that no report is made about a report. This "
        "mail is neither, as far as can be seen. With a null path there is no domain for SPF to ask about but "
        "that of HELO, and no errors come back: both suit who forges senders."),
  .protection = N_ ("DMARC, which then asks for the HELO name or a signature of the From domain; servers that take the "
                    "null path for one recipient at a time."),
  .reference = "RFC 5321 §4.5.5, RFC 7208 §2.4",
  .run = run_null,
};
