/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who the sender says he is, in two places: MAIL FROM and From.  (HELO: check-helo.)
 *
 * SMTP checks none of these names (RFC 5321 §7.1), and honest mail has reasons
 * for each difference: lists, forwarders, services that send for others. So a
 * difference alone stays a note for the learner, and only what honest mail does
 * not do weighs more.
 *
 * Does not: ask DNS, or verify signatures. */
#include "config.h"

#include "checks.h"
#include "same-organization.h"
#include "sender.h"
#include "session-facts.h"

enum { FIELDS_CITED = 4 };

/* The From fields, as they crossed. */
static void
cite_from_fields (Finding *finding, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  unsigned cited = 0;
  for (size_t i = 0; i < message->field_count && cited < FIELDS_CITED; i++)
    if (header_field_is (&message->fields[i], "From"))
      {
        finding_cite_field (finding, transaction, &message->fields[i]);
        cited++;
      }
}

/* --- sender-mismatch ----------------------------------------------------------- */

/* A domain of the From field that is not related to `domain`; length 0 where
 * one is, or where there is nothing to compare. */
static Octets
foreign_from (const MailMessage *message, Octets domain)
{
  Octets foreign = OCTETS_NONE;
  for (guint i = 0; message->from_specs != NULL && i < message->from_specs->len; i++)
    {
      Octets from = address_domain (octets_of_string (g_ptr_array_index (message->from_specs, i)));
      if (from.length == 0)
        continue;
      if (domains_related (from, domain))
        return OCTETS_NONE;
      if (foreign.length == 0)
        foreign = from;
    }
  return foreign;
}

/* The envelope names a host below the From domain, which proves nothing of that domain,
 * and neither the client's name nor any evidence is of it: so bounces of honest services
 * look, and so does a name that was made up to be nobody's. */
static bool
hides_below (const SmtpSession *session, const SmtpTransaction *transaction, Octets envelope)
{
  const GPtrArray *specs = transaction->message->from_specs;
  Octets helo = session_client_name (session);
  if (specs == NULL || specs->len != 1 || octets_find (helo, '.') == SIZE_MAX || !octets_are_host_name (helo)
      || helo.at[0] == '[')
    return false;
  Octets from = address_domain (octets_of_string (g_ptr_array_index (specs, 0)));
  return envelope.length > from.length && domains_related (envelope, from) && !same_organization (helo, from)
         && (transaction->sender == NULL || !sender_is_proven (transaction->sender));
}

/* Whether the DNS is known to have no such name.  Names of inner networks, which the DNS
 * outside never has, do not count. */
static bool
does_not_exist (const SmtpTransaction *transaction, Octets domain)
{
  static const char *const inner[] = { ".local", ".localdomain", ".localhost", ".lan", ".internal", ".home.arpa" };
  g_autofree char *raw = g_strndup ((const char *) domain.at, domain.length);
  g_autofree char *name = transaction->sender != NULL ? domain_normalized (raw) : NULL;
  if (name == NULL || strchr (name, '.') == NULL)
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (inner); i++)
    if (g_str_has_suffix (name, inner[i]))
      return false;
  const GPtrArray *used = dns_inquiry_used (transaction->sender->inquiry);
  for (guint i = 0; i < used->len; i++)
    {
      const DnsAnswer *answer = g_ptr_array_index (used, i);
      if (answer->status == DNS_NO_NAME && g_ascii_strcasecmp (answer->name, name) == 0)
        return true;
    }
  return false;
}

/* The From field's one domain is this very one. */
static bool
is_from_domain (const MailMessage *message, Octets domain)
{
  return message->from_specs != NULL && message->from_specs->len == 1
         && octets_equal_nocase (address_domain (octets_of_string (g_ptr_array_index (message->from_specs, 0))),
                                 domain);
}

static void
judge_sender (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const SmtpCommand *mail = transaction->mail;
  if (mail == NULL || !mail->has_path || transaction->message == NULL)
    return;
  Octets envelope = address_domain (mail->path);
  if (envelope.length == 0)
    return;
  Octets from = foreign_from (transaction->message, envelope);
  Finding *finding;
  if (!is_from_domain (transaction->message, envelope) && does_not_exist (transaction, envelope))
    {
      finding = finding_add (session, check, transaction,
                             "The envelope is from %s, a name that the DNS does not have, and not from the domain of "
                             "the From field.",
                             check_quote (session, envelope));
      finding->severity = SEVERITY_MEDIUM;
    }
  else if (from.length > 0)
    finding = finding_add (session, check, transaction, "The envelope is from %s, the From field says %s.",
                           check_quote (session, envelope), check_quote (session, from));
  else if (hides_below (session, transaction, envelope))
    finding = finding_add (session, check, transaction,
                           "The envelope is from %s, a name below the domain of the From field, and the client calls "
                           "itself %s, of another.",
                           check_quote (session, envelope), check_quote (session, session_client_name (session)));
  else
    return;
  finding_cite_command (finding, mail);
  cite_from_fields (finding, transaction);
}

static void
run_sender (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    judge_sender (check, session, g_ptr_array_index (session->transactions, i));
}

const Check check_sender_mismatch = {
  .id = "sender-mismatch",
  .severity = SEVERITY_INFO,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Envelope and From field name different senders"),
  .explanation
  = N_ ("A mail names its sender twice: on the envelope (MAIL FROM, where errors go back to) and in the From "
        "field, the only one that a reader sees. SMTP compares them with nothing and lets anyone write "
        "anything. Mailing lists, forwarders and services that send for others differ honestly; a forger "
        "differs because he must."),
  .protection = N_ ("SPF says which hosts may use a domain on the envelope, DKIM signs for a domain, and DMARC demands "
                    "that one of the two agrees with the From field."),
  .reference = "RFC 5321 §7.1, RFC 7489 §3.1",
  .run = run_sender,
};

/* --- multiple-from ------------------------------------------------------------- */

/* Whether all From fields hold the same octets: clumsy, but nobody is deceived. */
static bool
from_fields_agree (const MailMessage *message)
{
  const HeaderField *first = NULL;
  for (size_t i = 0; i < message->field_count; i++)
    {
      if (!header_field_is (&message->fields[i], "From"))
        continue;
      if (first == NULL)
        first = &message->fields[i];
      else if (!octets_equal (octets_trim (first->value), octets_trim (message->fields[i].value)))
        return false;
    }
  return true;
}

static void
judge_from (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  if (message == NULL)
    return;
  guint mailboxes = message->from_specs != NULL ? message->from_specs->len : 0;
  Finding *finding = NULL;
  if (message->from_fields > 1)
    {
      bool agree = from_fields_agree (message);
      finding = finding_add (session, check, transaction,
                             agree ? N_ ("The header has %zu From fields of the same content.")
                                   : N_ ("The header has %zu From fields that say different things."),
                             message->from_fields);
      finding->severity = agree ? SEVERITY_MEDIUM : SEVERITY_HIGH;
    }
  else if (mailboxes > 1 && message->sender_field == NULL)
    {
      finding
          = finding_add (session, check, transaction,
                         "The From field names %u mailboxes, and no Sender field tells which of them sent.", mailboxes);
      finding->severity = SEVERITY_MEDIUM;
    }
  if (finding != NULL)
    cite_from_fields (finding, transaction);
}

static void
run_from (const Check *check, SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    judge_from (check, session, g_ptr_array_index (session->transactions, i));
}

const Check check_multiple_from = {
  .id = "multiple-from",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_SENDER,
  .title = N_ ("More than one author in the From field"),
  .explanation
  = N_ ("A mail has exactly one From field, and if that names several authors, a Sender field says which of "
        "them sent it. Where there is more than one, programs disagree: the filter checks one address, the "
        "reader is shown another. That is a known way to slip a forged sender past the checks."),
  .protection
  = N_ ("Servers that refuse mail with more than one From field; mail programs that show all of them. DMARC "
        "can only be relied on where there is exactly one author domain."),
  .reference = "RFC 5322 §3.6, RFC 5322 §3.6.2",
  .run = run_from,
};
