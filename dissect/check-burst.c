/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail in bulk from one client: many mails in a minute, or a mail to very many.
 *
 * Between servers that is every day's work: a mailing list sends one mail to thousands,
 * a provider's host hands on a hundred mails a minute.  What sets spam apart is that it
 * pretends: one address that greets by ever other names, one text under senders of many
 * domains.  Without that only a user who logged in is told of, whose account may be in
 * other hands, and one mail to many domains at once.
 *
 * Limits: DigestSet of names, senders and texts; TEXT_OCTETS of a text are compared.
 *
 * Does not: judge texts, or tell a wanted newsletter from an unwanted one. */
#include "config.h"

#include "campaign.h"
#include "checks.h"
#include "session-facts.h"

enum {
  SLOTS = 6, /* of a window */
  TEXT_OCTETS = 2048,
  TEXTS_FROM = 3, /* texts are compared once there are so many mails: a third of the threshold */
};

typedef struct Burst {
  struct {
    int64_t number; /* of the part of time */
    unsigned mails;
  } slot[SLOTS];
  unsigned most;     /* mails in one window, at most */
  DigestSet names;   /* of HELO, without their first label */
  DigestSet hosts;   /* … whole: so many hosts are not behind one address */
  uint64_t text;     /* digest of one text, looked for again */
  unsigned repeated; /* mails with it */
  DigestSet senders; /* domains of their senders */
  unsigned login_mails;
  Sight first;
  Telling telling;
} Burst;

static void
burst_clear (gpointer pointer)
{
  sight_clear (&((Burst *) pointer)->first);
}

static const HistoryKind burst_kind = { "burst", sizeof (Burst), burst_clear };

/* --- one mail ---------------------------------------------------------------------------- */

static void
count_mail (Burst *burst, int64_t time)
{
  int64_t number = time / (campaign.burst_window / SLOTS);
  unsigned at = (unsigned) ((uint64_t) number % SLOTS);
  if (number < burst->slot[at].number)
    return;
  if (number > burst->slot[at].number)
    burst->slot[at].mails = 0;
  burst->slot[at].number = number;
  burst->slot[at].mails++;
  unsigned mails = 0;
  for (unsigned i = 0; i < SLOTS; i++)
    if (burst->slot[i].number > number - SLOTS && burst->slot[i].number <= number)
      mails += burst->slot[i].mails;
  burst->most = MAX (burst->most, mails);
}

static uint64_t
text_digest (const History *history, const MailMessage *message)
{
  uint8_t octets[TEXT_OCTETS];
  size_t length = mail_data_copy (message->data, message->header.length, octets, sizeof octets);
  return length > 0 ? history_digest (history, octets_of (octets, length), false) : 0;
}

/* "mail.example.org" and "mx2.example.org" are one: hosts behind one address. */
static Octets
without_host (Octets name)
{
  size_t dot = octets_find (name, '.');
  Octets rest = dot == SIZE_MAX ? OCTETS_NONE : octets_from (name, dot + 1);
  return octets_find (rest, '.') != SIZE_MAX ? rest : name;
}

static void
compare_text (Burst *burst, const History *history, const SmtpTransaction *transaction)
{
  uint64_t text = text_digest (history, transaction->message);
  Octets sender = transaction->mail != NULL ? address_domain (transaction->mail->path) : OCTETS_NONE;
  if (text == 0)
    return;
  if (burst->text != text && burst->repeated <= 1)
    {
      burst->text = text;
      burst->repeated = 0;
      burst->senders.count = 0;
    }
  if (burst->text != text)
    return;
  burst->repeated++;
  if (sender.length > 0)
    digest_set_add (&burst->senders, history_digest (history, sender, true));
}

static bool
logged_in (const SmtpSession *session)
{
  for (guint i = 0; i < session->auths->len; i++)
    if (((const SmtpAuth *) g_ptr_array_index (session->auths, i))->result == AUTH_ACCEPTED)
      return true;
  return false;
}

static void
take_mail (Burst *burst, const History *history, const SmtpSession *session, const SmtpTransaction *transaction)
{
  Octets name = without_host (session_client_name (session));
  bool login = logged_in (session);
  count_mail (burst, transaction->data_end.time);
  if (!login && name.length > 0)
    {
      digest_set_add (&burst->names, history_digest (history, name, true));
      digest_set_add (&burst->hosts, history_digest (history, session_client_name (session), true));
    }
  burst->login_mails += login;
  if (burst->most >= campaign.burst_messages / TEXTS_FROM)
    compare_text (burst, history, transaction);
  if (burst->first.session == 0 && transaction->mail != NULL)
    sight_take (&burst->first, session, SIDE_CLIENT, transaction->mail->origin, transaction->mail->line);
}

/* --- many mails -------------------------------------------------------------------------- */

static void
tell_mails (const Check *check, SmtpSession *session, const Burst *burst, Severity severity)
{
  char address[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), address);
  const char *names = digest_set_words (session, &burst->hosts, COUNTED_NAMES);
  const char *senders = digest_set_words (session, &burst->senders, COUNTED_DOMAINS);
  const SmtpTransaction *last = g_ptr_array_index (session->transactions, session->transactions->len - 1);
  Finding *finding;
  if (severity == SEVERITY_HIGH && burst->senders.count >= campaign.burst_names)
    finding = finding_add (session, check, NULL,
                           "%s sent %u mails in a minute, %u of one text under senders of %s; it greeted by %s.",
                           address, burst->most, burst->repeated, senders, names);
  else if (severity == SEVERITY_HIGH)
    finding = finding_add (session, check, NULL, "%s sent %u mails in a minute and greeted by %s.", address,
                           burst->most, names);
  else
    finding = finding_add (session, check, NULL, "%s sent %u mails in a minute, after a login.", address, burst->most);
  finding->severity = severity;
  if (burst->first.session != session->id)
    finding_cite_sight (finding, session, &burst->first);
  if (session->helos != NULL && session->helos->len > 0)
    finding_cite_command (finding, ((const SmtpHelo *) g_ptr_array_index (session->helos, 0))->command);
  if (last->mail != NULL)
    finding_cite_command (finding, last->mail);
}

static bool
is_mail (const SmtpTransaction *transaction)
{
  return transaction->message != NULL && transaction->data_end.time != 0;
}

static void
compare_mails (const Check *check, SmtpSession *session, History *history)
{
  Burst *burst = NULL;
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (!is_mail (transaction))
        continue;
      if (burst == NULL)
        burst = history_remember (history, &burst_kind, history_key_client (history, session));
      take_mail (burst, history, session, transaction);
    }
  if (burst == NULL || burst->most < campaign.burst_messages)
    return;
  bool pretends = burst->names.count >= campaign.burst_names || burst->hosts.count > DIGESTS_KEPT
                  || burst->senders.count >= campaign.burst_names;
  bool login = burst->login_mails * 2 > burst->most;
  if (!pretends && !login)
    return;
  Severity severity = pretends ? SEVERITY_HIGH : SEVERITY_MEDIUM;
  if (telling_due (&burst->telling, burst->most, severity))
    tell_mails (check, session, burst, severity);
}

/* --- many recipients ---------------------------------------------------------------------- */

/* The mail says that it is one of a list (RFC 2919, RFC 2369, RFC 3834 §3.1.8). */
static bool
is_of_list (const MailMessage *message)
{
  static const char *const names[] = { "List-Id", "List-Unsubscribe", "List-Post" };
  for (size_t i = 0; i < message->field_count; i++)
    for (size_t k = 0; k < G_N_ELEMENTS (names); k++)
      if (octets_equal_nocase (octets_trim (message->fields[i].name), octets_of_string (names[k])))
        return true;
  return false;
}

static void
look_at_recipients (const Check *check, SmtpSession *session, const SmtpTransaction *transaction,
                    const History *history)
{
  DigestSet domains = { 0 };
  unsigned accepted = 0;
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpCommand *command = ((SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command;
      accepted += smtp_reply_positive (command->reply);
      digest_set_add (&domains, history_digest (history, address_domain (command->path), true));
    }
  bool scattered = domains.count >= campaign.burst_domains || logged_in (session);
  if (accepted < campaign.burst_recipients)
    return;
  const char *text = digest_set_words (session, &domains, COUNTED_DOMAINS);
  Finding *finding
      = finding_add (session, check, transaction, "One mail went to %u recipients in %s at once.", accepted, text);
  if (!scattered)
    finding->severity = SEVERITY_INFO;
  if (transaction->mail != NULL)
    finding_cite_command (finding, transaction->mail);
  const SmtpRecipient *first = g_ptr_array_index (transaction->recipients, 0);
  const SmtpRecipient *last = g_ptr_array_index (transaction->recipients, transaction->recipients->len - 1);
  finding_cite_command (finding, first->command);
  finding_cite_command (finding, last->command);
}

static void
compare (const Check *check, SmtpSession *session, History *history)
{
  compare_mails (check, session, history);
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      bool many = transaction->recipients->len >= campaign.burst_recipients;
      if (many && transaction->message != NULL && !is_of_list (transaction->message))
        look_at_recipients (check, session, transaction, history);
    }
}

const Check check_relay_spam_burst = {
  .id = "relay-spam-burst",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Mail in bulk, as spam is sent"),
  .explanation
  = N_ ("One client sent sixty mails or more in a minute, or one mail to a hundred recipients. Servers do so every "
        "day; here something speaks against that: the client greets by changing names, sends one text under "
        "senders of many domains, or is a user who logged in, or whose one mail goes to many domains at once. "
        "A burst is told once, and again at ten times as many mails."),
  .protection
  = N_ ("A server that limits how many mails and recipients a client or user may have in an hour; for an account "
        "that does so unasked, another password."),
  .reference = "RFC 5321 §7.8, RFC 2505 §2.8",
  .compare = compare,
};
