/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who the sender says he is, in its different places: HELO, MAIL FROM, From.
 *
 * SMTP checks none of these names (RFC 5321 §7.1), and honest mail has reasons
 * for each difference: lists, forwarders, services that send for others. So a
 * difference alone stays a note for the learner, and only what honest mail does
 * not do weighs more.
 *
 * Limits: NAMES_MAX different HELO names of one session are judged.
 *
 * Does not: ask DNS, verify signatures, or know the public suffix list. */
#include "config.h"

#include "checks.h"
#include "same-organization.h"
#include "sender.h"
#include "session-facts.h"

enum { NAMES_MAX = 4, FIELDS_CITED = 4 };

static Octets
field_without_end (const HeaderField *field)
{
  Octets raw = field->raw;
  while (raw.length > 0 && (raw.at[raw.length - 1] == '\r' || raw.at[raw.length - 1] == '\n'))
    raw.length--;
  return raw;
}

/* The From fields, as they crossed; the packet is that in which the mail data begins. */
static void
cite_from_fields (Finding *finding, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  unsigned cited = 0;
  for (size_t i = 0; i < message->field_count && cited < FIELDS_CITED; i++)
    if (header_field_is (&message->fields[i], "From"))
      {
        finding_cite_octets (finding, SIDE_CLIENT, transaction->data_origin, field_without_end (&message->fields[i]));
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
  if (from.length > 0)
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
  .title = "Envelope and From field name different senders",
  .explanation = "A mail names its sender twice: on the envelope (MAIL FROM, where errors go back to) and in the From "
                 "field, the only one that a reader sees. SMTP compares them with nothing and lets anyone write "
                 "anything. Mailing lists, forwarders and services that send for others differ honestly; a forger "
                 "differs because he must.",
  .protection = "SPF says which hosts may use a domain on the envelope, DKIM signs for a domain, and DMARC demands "
                "that one of the two agrees with the From field.",
  .reference = "RFC 5321 §7.1, RFC 7489 §3.1",
  .run = run_sender,
};

/* --- helo-mismatch ------------------------------------------------------------- */

typedef struct HeloVerdict {
  const char *reason; /* NULL: nothing to say */
  Severity severity;
} HeloVerdict;

/* "[192.0.2.1]", "[IPv6:2001:db8::1]" (RFC 5321 §4.1.3), or an address without brackets. */
static bool
parse_literal (Octets name, uint8_t ip[16], uint8_t *ip_version)
{
  if (name.length >= 2 && name.at[0] == '[' && name.at[name.length - 1] == ']')
    {
      name = octets_slice (name, 1, name.length - 2);
      if (octets_start_nocase (name, OCTETS ("IPv6:")))
        name = octets_from (name, 5);
    }
  return flow_ip_parse (name, ip, ip_version);
}

static bool
is_address_of (const Flow *flow, unsigned side, const uint8_t ip[16], uint8_t ip_version)
{
  return flow->ip_version == ip_version && memcmp (flow->side[side].ip, ip, ip_version == 6 ? 16 : 4) == 0;
}

static HeloVerdict
judge_literal (const SmtpSession *session, const uint8_t ip[16], uint8_t ip_version)
{
  const Flow *flow = &session->flow;
  if (is_address_of (flow, session_flow_side (session, SIDE_CLIENT), ip, ip_version))
    return (HeloVerdict){ NULL, SEVERITY_INFO };
  if (is_address_of (flow, session_flow_side (session, SIDE_SERVER), ip, ip_version))
    return (HeloVerdict){ "which is the server's own address", SEVERITY_LOW };
  if (flow_ip_is_private (ip, ip_version) || flow_ip_is_loopback (ip, ip_version))
    return (HeloVerdict){ "an address of some inner network, as is usual behind address translation", SEVERITY_INFO };
  return (HeloVerdict){ "which is not its address", SEVERITY_LOW };
}

static HeloVerdict
judge_helo (const SmtpSession *session, Octets name)
{
  const Flow *flow = &session->flow;
  unsigned client = session_flow_side (session, SIDE_CLIENT);
  unsigned server = session_flow_side (session, SIDE_SERVER);
  uint8_t ip[16];
  uint8_t ip_version;
  if (name.length == 0)
    return (HeloVerdict){ "no name", SEVERITY_LOW };
  if (parse_literal (name, ip, &ip_version))
    return judge_literal (session, ip, ip_version);
  if (name.at[0] == '[')
    return (HeloVerdict){ "which is no address", SEVERITY_LOW };

  /* Between two programs of one host such names are as good as any. */
  bool loopback = flow_ip_is_loopback (flow->side[client].ip, flow->ip_version);
  bool same_host = loopback || is_address_of (flow, server, flow->side[client].ip, flow->ip_version);
  if (same_host)
    return (HeloVerdict){ NULL, SEVERITY_INFO };
  if (octets_equal_nocase (name, OCTETS ("localhost")) || octets_start_nocase (name, OCTETS ("localhost.")))
    return (HeloVerdict){ "a name that every host has for itself", SEVERITY_LOW };
  if (octets_equal_nocase (name, session_server_name (session)))
    return (HeloVerdict){ "which is the name of the server it talks to", SEVERITY_LOW };
  /* Programs of users know no better name than their computer's; servers should. */
  if (octets_find (name, '.') == SIZE_MAX)
    return (HeloVerdict){ "which is no full domain name",
                          session_role (session) == ROLE_SUBMISSION ? SEVERITY_INFO : SEVERITY_LOW };
  return (HeloVerdict){ NULL, SEVERITY_INFO };
}

static Octets
helo_name (const SmtpHelo *helo)
{
  Octets argument = helo->command->argument;
  size_t end = 0;
  while (end < argument.length && argument.at[end] != ' ' && argument.at[end] != '\t')
    end++;
  return octets_slice (argument, 0, end);
}

static void
run_helo (const Check *check, SmtpSession *session)
{
  Octets judged[NAMES_MAX];
  size_t names = 0;
  for (guint i = 0; session->helos != NULL && i < session->helos->len && names < NAMES_MAX; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      Octets name = helo_name (helo);
      size_t known = 0;
      while (known < names && !octets_equal_nocase (judged[known], name))
        known++;
      if (known < names)
        continue;
      judged[names++] = name;
      HeloVerdict verdict = judge_helo (session, name);
      if (verdict.reason == NULL)
        continue;
      char address[FLOW_IP_TEXT];
      flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), address);
      Finding *finding = name.length > 0
                             ? finding_add (session, check, NULL, "The client at %s calls itself \"%s\", %s.", address,
                                            check_quote (session, name), verdict.reason)
                             : finding_add (session, check, NULL, "The client at %s gives no name with %s.", address,
                                            smtp_verb_name (helo->command->verb));
      finding->severity = verdict.severity;
      finding_cite_command (finding, helo->command);
      if (session->greeting != NULL && verdict.severity > SEVERITY_INFO)
        finding_cite_reply (finding, session->greeting);
    }
}

const Check check_helo_mismatch = {
  .id = "helo-mismatch",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_CONDUCT,
  .title = "Client's name cannot be right",
  .explanation = "With HELO or EHLO a client says its name, and nothing makes it tell the truth. This name cannot be "
                 "the client's: it is another host's, or no name that the world knows. Programs of users do so out "
                 "of ignorance; a mail server that does so is badly set up, or wants to pass for somebody else.",
  .protection = "Servers can compare the name with the client's address and DNS, and note the result in Received, but "
                "must not refuse mail for this alone. No reader should trust a HELO name.",
  .reference = "RFC 5321 §4.1.1.1, RFC 5321 §4.1.4",
  .run = run_helo,
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
      finding = finding_add (session, check, transaction, "The header has %" G_GSIZE_FORMAT " From fields%s.",
                             message->from_fields, agree ? " of the same content" : " that say different things");
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
  .title = "More than one author in the From field",
  .explanation = "A mail has exactly one From field, and if that names several authors, a Sender field says which of "
                 "them sent it. Where there is more than one, programs disagree: the filter checks one address, the "
                 "reader is shown another. That is a known way to slip a forged sender past the checks.",
  .protection = "Servers that refuse mail with more than one From field; mail programs that show all of them. DMARC "
                "can only be relied on where there is exactly one author domain.",
  .reference = "RFC 5322 §3.6, RFC 5322 §3.6.2",
  .run = run_from,
};
