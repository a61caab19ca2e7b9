/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was readable to everyone on the path: credentials, text, envelope.
 *
 * Limits: USERS_MAX findings of credentials in one session (a guessing client
 * tries thousands), RECIPIENTS_CITED forward-paths as evidence.
 *
 * Does not: look for secrets inside the text, or judge challenge-response
 * mechanisms (check-login.c), which do not show the password itself. */
#include "config.h"

#include "checks.h"
#include "exposure.h"
#include "message-protection.h"
#include "session-facts.h"

enum { USERS_MAX = 16, RECIPIENTS_CITED = 3, FIRST_LINE_OCTETS = 200 };

/* All attempts of one user in one session. */
typedef struct Attempts {
  Octets username;
  const SmtpAuth *telling; /* an accepted one, else the last */
  unsigned count;
} Attempts;

static size_t
collect_attempts (const SmtpSession *session, Attempts attempts[USERS_MAX])
{
  size_t users = 0;
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      SaslSecret secret = session_exposed_secret (auth);
      if ((secret != SASL_SECRET_PASSWORD && secret != SASL_SECRET_TOKEN) || auth->password.length == 0)
        continue;
      size_t user = 0;
      while (user < users && !octets_equal (attempts[user].username, auth->username))
        user++;
      if (user == USERS_MAX)
        continue;
      if (user == users)
        attempts[users++] = (Attempts){ auth->username, auth, 0 };
      attempts[user].count++;
      if (attempts[user].telling->result != AUTH_ACCEPTED)
        attempts[user].telling = auth;
    }
  return users;
}

/* A line of the exchange: also one that came after the server refused AUTH, for
 * the secret crossed all the same. */
static bool
is_exchange_line (const SmtpEvent *event)
{
  if (event->side != SIDE_CLIENT)
    return false;
  if (event->type == EVENT_AUTH_LINE)
    return true;
  return event->type == EVENT_COMMAND && event->command->verb == VERB_UNKNOWN && event->secret.length > 0;
}

static bool
is_challenge (const SmtpEvent *event, const SmtpAuth *auth)
{
  return event->type == EVENT_REPLY && event->reply->code == 334 && event->reply->command == auth->command;
}

void
check_cite_login (Finding *finding, const SmtpSession *session, const SmtpAuth *auth, bool challenges)
{
  guint i = 0;
  for (; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_COMMAND && event->command == auth->command)
        break;
    }
  if (i < session->events->len)
    finding_cite_event (finding, &g_array_index (session->events, SmtpEvent, i));
  else
    finding_cite_command (finding, auth->command);
  for (i++; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      bool line = is_exchange_line (event);
      if (event->type == EVENT_COMMAND && !line)
        break;
      if (challenges && is_challenge (event, auth))
        line = true;
      if (line && finding->evidence_count + 1 < FINDING_EVIDENCE_MAX)
        finding_cite_event (finding, event);
    }
  if (auth->reply != NULL)
    finding_cite_reply (finding, auth->reply);
}

static void
run_credentials (const Check *check, SmtpSession *session)
{
  static const char *const results[] = {
    [AUTH_UNKNOWN] = N_ ("the server's answer was not seen"),
    [AUTH_ACCEPTED] = N_ ("the server accepted it"),
    [AUTH_REJECTED] = N_ ("the server rejected it"),
  };
  Attempts attempts[USERS_MAX];
  size_t users = collect_attempts (session, attempts);
  for (size_t i = 0; i < users; i++)
    {
      const SmtpAuth *auth = attempts[i].telling;
      const char *mechanism = check_quote (session, auth->mechanism);
      const char *often = attempts[i].count > 1 ? finding_phrase (session, " in %u attempts", attempts[i].count) : "";
      const char *result = finding_word (session, results[auth->result]);
      Finding *finding;
      if (auth->has_username && auth->username.length > 0)
        finding = finding_add (session, check, NULL, "AUTH %s showed the secret of user %s%s; %s.", mechanism,
                               check_quote (session, auth->username), often, result);
      else
        finding = finding_add (session, check, NULL, "AUTH %s showed a secret%s; %s.", mechanism, often, result);
      check_cite_login (finding, session, auth, false);
    }
}

const Check check_cleartext_credentials = {
  .id = "cleartext-credentials",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Password sent in clear text"),
  .explanation
  = N_ ("The client logged in on a connection without encryption. PLAIN and LOGIN only dress the password "
        "in base64, which anyone can undress; a token can be used as it is. Whoever could see these packets "
        "can now log in as this user, here and wherever else the same password is used."),
  .protection
  = N_ ("Submission over TLS from the first octet (port 465), or a client that refuses to log in before "
        "STARTTLS has succeeded; a server that does not offer AUTH before TLS. A password that crossed like "
        "this has to be changed."),
  .reference = "RFC 8314 §3, RFC 4954 §4",
  .run = run_credentials,
};

/* The first line of the mail data that is not empty, as far as it was kept. */
static Octets
first_line (SmtpSession *session, const MailMessage *message)
{
  uint8_t start[FIRST_LINE_OCTETS];
  Octets rest = octets_of (start, mail_data_copy (message->data, 0, start, sizeof start));
  while (rest.length > 0 && (rest.at[0] == '\r' || rest.at[0] == '\n'))
    rest = octets_from (rest, 1);
  size_t end = 0;
  while (end < rest.length && rest.at[end] != '\r' && rest.at[end] != '\n')
    end++;
  return arena_copy (session->arena, octets_slice (rest, 0, end));
}

static unsigned
count_attachments (const MailMessage *message)
{
  unsigned count = 0;
  for (guint i = 0; message->parts != NULL && i < message->parts->len; i++)
    count += ((const MailPart *) g_ptr_array_index (message->parts, i))->attachment;
  return count;
}

static void
judge_message (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const Exposure *exposure)
{
  const MailMessage *message = transaction->message;
  if (!exposure_on_path (exposure, ITEM_TEXT) && !exposure_on_path (exposure, ITEM_ATTACHMENTS))
    return;
  char client[FLOW_IP_TEXT], server[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), client);
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_SERVER), server);
  unsigned attachments = count_attachments (message);
  const char *files = attachments == 0   ? ""
                      : attachments == 1 ? finding_word (session, N_ (" with an attachment"))
                                         : finding_phrase (session, " with %u attachments", attachments);
  Finding *finding = finding_add (session, check, transaction,
                                  "Everyone between %s and %s could read this mail of %" PRIu64 " octets%s.", client,
                                  server, message->size, files);
  Octets line = first_line (session, message);
  if (line.length > 0)
    finding_cite_octets (finding, SIDE_CLIENT, transaction->data_origin, line);
  if (transaction->reply != NULL)
    finding_cite_reply (finding, transaction->reply);
}

/* Runs `judge` on each transaction with its exposure. */
static void
each_exposure (const Check *check, SmtpSession *session,
               void (*judge) (const Check *, SmtpSession *, const SmtpTransaction *, const Exposure *))
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      Exposure exposure = exposure_of (session, transaction);
      judge (check, session, transaction, &exposure);
    }
}

static void
run_message (const Check *check, SmtpSession *session)
{
  each_exposure (check, session, judge_message);
}

const Check check_cleartext_message = {
  .id = "cleartext-message",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Mail readable on the way"),
  .explanation
  = N_ ("The text of this mail crossed the network without encryption. Everyone who can see the packets, on "
        "the same wireless network, at a provider or at any router between the two hosts, reads it as the "
        "recipient does, and could change it unnoticed."),
  .protection = N_ ("TLS between the two hosts (STARTTLS, or TLS from the first octet for submission), demanded by "
                    "MTA-STS or DANE so that nobody can talk them out of it. Against the servers themselves only "
                    "end-to-end encryption helps (OpenPGP, S/MIME)."),
  .reference = "RFC 3207 §1, RFC 5321 §7.1",
  .run = run_message,
};

/* What of the mail besides its envelope stayed readable, in words. */
static const char *
describe_envelope (SmtpSession *session, const SmtpTransaction *transaction, const Exposure *exposure)
{
  guint recipients = transaction->recipients->len;
  const char *who = finding_phrase (session,
                                    recipients == 1 ? N_ ("The sender and %u recipient of this mail were readable")
                                                    : N_ ("The sender and %u recipients of this mail were readable"),
                                    recipients);
  const MailMessage *message = transaction->message;
  if (exposure_on_path (exposure, ITEM_HEADER) && message->end_to_end != END_TO_END_NONE)
    return finding_phrase (session,
                           message->protected_subject
                               ? N_ ("%s, and so were its header fields: %s encrypts the text alone.")
                               : N_ ("%s, and so were its header fields with the subject: %s encrypts the text alone."),
                           who, end_to_end_words (message->end_to_end));
  return finding_phrase (session,
                         exposure_on_path (exposure, ITEM_HEADER) ? N_ ("%s, and so were its header fields.")
                                                                  : N_ ("%s, though no mail was handed over."),
                         who);
}

static void
judge_envelope (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const Exposure *exposure)
{
  if (!exposure_on_path (exposure, ITEM_ENVELOPE))
    return;
  Finding *finding
      = finding_add (session, check, transaction, "%s", describe_envelope (session, transaction, exposure));
  if (transaction->mail != NULL)
    finding_cite_command (finding, transaction->mail);
  for (guint i = 0; i < transaction->recipients->len && i < RECIPIENTS_CITED; i++)
    {
      const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, i);
      finding_cite_command (finding, recipient->command);
    }
}

static void
run_envelope (const Check *check, SmtpSession *session)
{
  each_exposure (check, session, judge_envelope);
}

const Check check_cleartext_envelope = {
  .id = "cleartext-envelope",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_EXPOSURE,
  .title = N_ ("Sender and recipients readable on the way"),
  .explanation = N_ ("The envelope, that is the addresses in MAIL FROM and RCPT TO, crossed the network without "
                     "encryption. Even where the text is encrypted, who writes to whom, when and how much tells a lot. "
                     "The servers must read the envelope to deliver; others on the path need not."),
  .protection = N_ ("TLS between the two hosts. End-to-end encryption does not hide the envelope, nor as a rule the "
                    "header fields with the subject."),
  .reference = "RFC 3207 §1, RFC 5321 §2.3.1",
  .run = run_envelope,
};
