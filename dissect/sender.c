/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the claims of a mail beside the evidence.
 *
 * Whose address counts for SPF: that of the host at the other end of the connection, or
 * the one that a proxy in front of the server speaks for (PROXY protocol, XCLIENT).  Where a user hands in mail
 * (RFC 6409) SPF says nothing, for users may sit anywhere.
 *
 * Does not: judge the form of the fields (see the checks), or ask any DNS itself. */
#include "config.h"

#include "sender.h"

#include "check.h"
#include "finding.h"
#include "inner-hop.h"
#include "phrases.h"
#include "received-field.h"
#include "same-organization.h"
#include "session-facts.h"
#include "smtp-parameter.h"
#include "translate.h"

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
  helo_report_free (report->helo);
  intermediary_clear (&report->intermediary);
  dns_inquiry_free (report->inquiry);
  g_free (report->why);
  g_free (report->local_why);
  g_free (report);
}

/* Received fields of the client whose hosts SPF is asked about. */
enum { RECEIVED_ASKED = 3 };

/* --- evidence ------------------------------------------------------------------- */

/* The domain of the one mailbox of the one From field; NULL: there is none such.  g_free. */
static char *
from_domain (const MailMessage *message)
{
  if (message->from_fields != 1 || message->from_specs->len != 1)
    return NULL;
  Octets domain = address_domain (octets_of_string (g_ptr_array_index (message->from_specs, 0)));
  return domain.length > 0 ? g_strndup ((const char *) domain.at, domain.length) : NULL;
}

/* No From field, or none whole, is in what was captured of the header. */
static bool
is_from_unseen (const MailMessage *message)
{
  if (!message->header_lacks)
    return false;
  for (size_t i = 0; i < message->field_count; i++)
    if (header_field_is (&message->fields[i], "From") && !message->fields[i].cut)
      return false;
  return true;
}

/* The text of an endpoint without its port: "192.0.2.1:25", "[2001:db8::1]:25". */
static Octets
endpoint_address (Octets endpoint)
{
  size_t colon = endpoint.length;
  while (colon > 0 && endpoint.at[colon - 1] != ':')
    colon--;
  Octets address = octets_slice (endpoint, 0, colon > 0 ? colon - 1 : 0);
  bool bracketed = address.length >= 2 && address.at[0] == '[';
  return bracketed ? octets_slice (address, 1, address.length - 2) : address;
}

/* What the last XCLIENT that the server took says of its client; false: nothing, or that it
 * does not know. */
static bool
told_of_client (const SmtpSession *session, const char *attribute, GString *told)
{
  g_string_truncate (told, 0);
  for (guint i = 0; session->requests != NULL && i < session->requests->len; i++)
    {
      const SmtpCommand *command = g_ptr_array_index (session->requests, i);
      Octets value;
      if (command->verb != VERB_XCLIENT || !smtp_reply_positive (command->reply)
          || !smtp_command_parameter (command, attribute, &value))
        continue;
      g_string_truncate (told, 0);
      smtp_xtext_decode (value, told);
    }
  return told->len > 0 && told->str[0] != '[';
}

static void
override_by_xclient (const SmtpSession *session, uint8_t ip[16], uint8_t *version)
{
  g_autoptr (GString) told = g_string_new (NULL);
  if (!told_of_client (session, "ADDR", told))
    return;
  Octets address = octets_of (told->str, told->len);
  if (octets_start_nocase (address, OCTETS ("IPV6:")))
    address = octets_from (address, 5);
  flow_ip_parse (address, ip, version);
}

/* The address that the server takes for its client's. */
static uint8_t
client_address (const SmtpSession *session, uint8_t ip[16])
{
  uint8_t version = session->flow.ip_version;
  memcpy (ip, session->flow.side[session_flow_side (session, SIDE_CLIENT)].ip, 16);
  bool proxied
      = session->proxy != NULL && g_str_has_prefix (session->proxy->protocol, "proxy-") && !session->proxy->local;
  if (proxied)
    flow_ip_parse (endpoint_address (session->proxy->source), ip, &version);
  override_by_xclient (session, ip, &version);
  return version;
}

/* What all mails of a session have in common. */
typedef struct Judging {
  const SmtpSession *session;
  DnsFacts *facts;
  SessionRole role;
  uint8_t ip_version, ip[16]; /* of the client */
} Judging;

static SpfVerdict *
judge_spf (const Judging *judging, const SmtpTransaction *transaction, SpfIdentity identity, DnsInquiry *inquiry)
{
  SpfQuestion question = {
    .ip_version = judging->ip_version,
    .ip = judging->ip,
    .helo = session_client_name (judging->session),
    .mail_from = transaction->mail->path,
    .identity = identity,
    .time = transaction->mail->origin.time,
  };
  return spf_check (&question, inquiry);
}

/* The client wrote it, as far as its name tells. */
static bool
is_of_client (const SmtpSession *session, const ReceivedField *received)
{
  Octets name = session_client_name (session);
  return received->by != NULL && received->ip_version != 0 && name.length > 0
         && same_organization (octets_of_string (received->by), name);
}

/* A forwarder that leaves the envelope as it was tells from whom it has the mail; anybody
 * could write that, so it proves nothing, but a fail then contradicts nothing either. */
static bool
came_from_allowed (const SmtpSession *session, const SmtpTransaction *transaction, DnsFacts *facts)
{
  const GPtrArray *fields = transaction->message->received;
  for (guint i = 0; fields != NULL && i < fields->len && i < RECEIVED_ASKED; i++)
    {
      const ReceivedField *received = g_ptr_array_index (fields, i);
      if (!is_of_client (session, received))
        break;
      SpfQuestion question = {
        .ip_version = received->ip_version,
        .ip = received->ip,
        .helo = octets_of_string (received_field_client (received)),
        .mail_from = transaction->mail->path,
        .time = transaction->mail->origin.time,
      };
      DnsInquiry *trial = dns_inquiry_new (facts, question.time);
      SpfVerdict *before = spf_check (&question, trial);
      dns_inquiry_free (trial);
      bool allowed = before->result == SPF_PASS;
      spf_verdict_free (before);
      if (allowed)
        return true;
    }
  return false;
}

static HeloReport *
judge_helo (const Judging *judging, int64_t time)
{
  Octets name = session_client_name (judging->session);
  size_t end = 0;
  while (end < name.length && name.at[end] != ' ' && name.at[end] != '\t')
    end++;
  return helo_check (octets_slice (name, 0, end), judging->ip_version, judging->ip, judging->facts, time);
}

static bool
is_from_list (const MailMessage *message)
{
  static const char *const fields[] = { "List-Id", "List-Post" };
  for (size_t i = 0; i < message->field_count; i++)
    for (size_t k = 0; k < G_N_ELEMENTS (fields); k++)
      if (header_field_is (&message->fields[i], fields[k]))
        return true;
  return false;
}

/* Why SPF says nothing here; NULL: it does.  Static. */
static const char *
spf_obstacle (const Judging *judging, const SmtpCommand *mail)
{
  if (judging->session->protocol == PROTOCOL_LMTP)
    return N_ ("not judged: a server brings this mail to its own mailboxes");
  if (judging->role == ROLE_SUBMISSION)
    return N_ ("not judged: it speaks of servers, and a user hands in this mail");
  if (mail == NULL || !mail->has_path || mail->truncated)
    return N_ ("not judged: MAIL FROM was not captured");
  return NULL;
}

static void
judge (const Judging *judging, SmtpTransaction *transaction)
{
  const SmtpSession *session = judging->session;
  DnsFacts *facts = judging->facts;
  const MailMessage *message = transaction->message;
  const SmtpCommand *mail = transaction->mail;
  int64_t time = transaction->data_end.time;
  g_autofree char *domain = from_domain (message);
  sender_report_free (transaction->sender);
  SenderReport *report = transaction->sender = g_new0 (SenderReport, 1);
  report->inquiry = dns_inquiry_new (facts, time);
  report->from_list = is_from_list (message);
  report->spf_not_judged = spf_obstacle (judging, mail);
  if (report->spf_not_judged == NULL)
    report->spf_not_judged
        = inner_hop_reason (session, transaction, judging->ip_version, judging->ip, facts, report->inquiry);
  bool spf = report->spf_not_judged == NULL;
  if (spf)
    report->spf = judge_spf (judging, transaction, SPF_OF_MAIL_FROM, report->inquiry);
  if (spf && report->spf->result == SPF_FAIL && report->spf->identity == SPF_OF_MAIL_FROM)
    report->allowed_before = came_from_allowed (session, transaction, facts);
  if (spf && !dns_facts_empty (facts))
    report->helo = judge_helo (judging, time);
  report->dkim = dkim_verify (message, time, report->inquiry);
  report->arc = arc_verify (message, time, report->inquiry);
  DmarcQuestion question
      = { .from_domain = domain, .from_unseen = is_from_unseen (message), .spf = report->spf, .dkim = report->dkim };
  report->dmarc = dmarc_check (&question, report->inquiry);
  report->used = dns_inquiry_used (report->inquiry)->len;
  report->missing = dns_inquiry_missing (report->inquiry)->len;
  if (spf && mail->path.length > 0 && !dns_facts_empty (facts))
    report->spf_helo = judge_spf (judging, transaction, SPF_OF_HELO, report->inquiry);
  if (mail != NULL)
    intermediary_find (&report->intermediary, message, mail->path, domain, report->spf, report->dkim);
}

void
sender_judge (SmtpSession *session, DnsFacts *facts)
{
  Judging judging = { .session = session, .facts = facts, .role = session_role (session) };
  judging.ip_version = client_address (session, judging.ip);
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message != NULL && transaction->message_done)
        judge (&judging, transaction);
    }
}

bool
sender_misses_records (const SmtpSession *session)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const SenderReport *report = transaction->sender;
      bool missing = report != NULL && dns_inquiry_missing (report->inquiry)->len > 0;
      bool of_helo = report != NULL && report->helo != NULL && dns_inquiry_missing (report->helo->inquiry)->len > 0;
      if (missing || of_helo)
        return true;
    }
  return false;
}

static void
each_used (const DnsInquiry *inquiry, void (*visit) (void *user, const DnsAnswer *answer), void *user)
{
  const GPtrArray *used = dns_inquiry_used (inquiry);
  for (guint i = 0; i < used->len; i++)
    visit (user, g_ptr_array_index (used, i));
}

void
sender_each_answer (const SmtpSession *session, void (*visit) (void *user, const DnsAnswer *answer), void *user)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const SenderReport *report = transaction->sender;
      if (report == NULL)
        continue;
      each_used (report->inquiry, visit, user);
      if (report->helo != NULL)
        each_used (report->helo->inquiry, visit, user);
    }
}

/* --- what follows --------------------------------------------------------------- */

bool
sender_is_proven (const SenderReport *report)
{
  const DmarcVerdict *dmarc = report->dmarc;
  return dmarc->dkim_passes || (dmarc->spf_passes && !spf_lets_everybody (report->spf));
}

const DkimVerdict *
sender_signed_header (const SenderReport *report)
{
  for (guint i = 0; report->dmarc->domain != NULL && i < report->dkim->len; i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (report->dkim, i);
      if (signature->header == DKIM_FITS && signature->from_signed
          && domains_related (octets_of_string (signature->domain), octets_of_string (report->dmarc->domain)))
        return signature;
    }
  return NULL;
}

/* Of each mail that one contradicts its number and the worst finding against its sender. */
static GHashTable *
contradictions (const SmtpSession *session)
{
  GHashTable *worst = g_hash_table_new (NULL, NULL);
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      Finding *finding = g_ptr_array_index (session->findings, i);
      gpointer number = GUINT_TO_POINTER (finding->transaction);
      if (finding->check->subject == SUBJECT_SENDER && finding->severity >= SEVERITY_HIGH
          && !g_hash_table_contains (worst, number))
        g_hash_table_insert (worst, number, finding);
    }
  return worst;
}

/* Why nothing is sure: the best that can be said. */
static const char *
unverified_words (SmtpSession *session, SessionRole role, const SmtpTransaction *transaction)
{
  const SenderReport *report = transaction->sender;
  const char *domain = report->dmarc->domain;
  const DkimVerdict *signature = sender_signed_header (report);
  if (domain == NULL && is_from_unseen (transaction->message))
    return finding_word (session, N_ ("The From field of this mail was not captured: whom it names is not known."));
  if (transaction->message->from_fields == 0)
    return finding_word (session, N_ ("The mail has no From field: it does not say who wrote it."));
  if (domain == NULL)
    return finding_word (session,
                         N_ ("No single address can be read from the From field, so there is no domain to prove."));
  if (report->dmarc->spf_passes)
    return finding_phrase (session,
                           "The SPF record of %s lets every host of the world send its mail, and so proves nothing.",
                           report->spf->domain);
  if (signature != NULL && signature->body == DKIM_FITS_NOT)
    return finding_phrase (session,
                           "%s did sign the header of this mail, but the text was changed afterwards, as mailing "
                           "lists do that add a footer, and as anyone on the way could.",
                           signature->domain);
  if (report->arc->result == ARC_PASS && report->arc->sets->len > 0)
    {
      const ArcSet *last = g_ptr_array_index (report->arc->sets, report->arc->sets->len - 1);
      return finding_phrase (session,
                             "Nothing proves any more that %s sent this mail; what %s found before it changed and "
                             "sealed the mail (ARC) is worth as much as one trusts that host.",
                             domain, last->domain);
    }
  const Intermediary *intermediary = &report->intermediary;
  if (intermediary->kind != NULL && report->dmarc->result == DMARC_FAIL)
    return finding_phrase (session,
                           intermediary->proven
                               ? N_ ("The mail came through a %s at %s, which SPF or DKIM proves; behind such, nothing "
                                     "here can tell whether %s wrote it.")
                               : N_ ("The mail says that it came through a %s at %s; nothing proves that, nor that %s "
                                     "wrote it."),
                           finding_word (session, intermediary->kind), intermediary->domain, domain);
  if (report->allowed_before)
    return finding_phrase (session,
                           "This host may not send for %s, but says that it forwards the mail for one that may; "
                           "nothing proves that.",
                           report->spf->domain);
  if (role == ROLE_SUBMISSION)
    return finding_phrase (
        session, "A user hands in this mail: whether the server lets him write as %s cannot be seen.", domain);
  if (report->dmarc->result == DMARC_UNKNOWN)
    return finding_phrase (session, "Nothing seen here proves that %s sent this mail, and nothing contradicts it.",
                           domain);
  return finding_phrase (session, "Nothing proves that %s sent this mail: anyone could have written that name.",
                         domain);
}

static void
conclude (SmtpSession *session, SessionRole role, SmtpTransaction *transaction, const Finding *against)
{
  SenderReport *report = transaction->sender;
  g_free (report->why);
  g_free (report->local_why);
  report->local_why = NULL;
  if (against != NULL)
    {
      report->verdict = SENDER_CONTRADICTED;
      report->why = g_strndup ((const char *) against->detail.at, against->detail.length);
      if (against->local_detail.at != against->detail.at)
        report->local_why = g_strndup ((const char *) against->local_detail.at, against->local_detail.length);
      return;
    }
  bool proven = sender_is_proven (report);
  report->verdict = proven ? SENDER_VERIFIED : SENDER_UNVERIFIED;
  const char *why = proven ? finding_phrase (session, "%s.",
                                             finding_pair (session, report->dmarc->proof, report->dmarc->local_proof))
                           : unverified_words (session, role, transaction);
  phrase_copy (session->phrases, why, &report->why, &report->local_why);
}

void
sender_conclude (SmtpSession *session)
{
  SessionRole role = session_role (session);
  g_autoptr (GHashTable) against = contradictions (session);
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->sender != NULL)
        conclude (session, role, transaction, g_hash_table_lookup (against, GUINT_TO_POINTER (transaction->number)));
    }
}

const char *
sender_verdict_name (SenderVerdict verdict)
{
  static const char *const names[] = { N_ ("verified"), N_ ("unverified"), N_ ("contradicted") };
  return names[verdict];
}
