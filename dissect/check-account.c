/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account that logged in, beside the senders that its mails name.
 *
 * A server knows who logged in (RFC 4954 §4), and may bind MAIL FROM and From to that
 * account (RFC 6409 §6.1); many bind neither.
 *
 * Does not: know which accounts may send for others (shared mailboxes, aliases, services):
 * nothing on the wire tells. */
#include "config.h"

#include "checks.h"
#include "same-organization.h"
#include "session-facts.h"

typedef enum AccountFit {
  FIT_SAME,   /* the same mailbox, or nothing to compare */
  FIT_USER,   /* another user of the same organization */
  FIT_LOCAL,  /* the account is a bare name, and the mailbox has another */
  FIT_FOREIGN /* of another organization */
} AccountFit;

static Octets
local_part (Octets address)
{
  Octets domain = address_domain (address);
  return domain.length > 0 ? octets_slice (address, 0, address.length - domain.length - 1) : address;
}

/* "alice" of "alice+news" (RFC 5233 §1) and of "EXAMPLE\alice". */
static Octets
plain_user (Octets local)
{
  for (size_t i = local.length; i-- > 0;)
    if (local.at[i] == '\\')
      {
        local = octets_from (local, i + 1);
        break;
      }
  return octets_slice (local, 0, octets_find (local, '+'));
}

/* Bounce addresses hold the user's name among other things: "prvs=1234abcd=alice". */
static bool
names_user (Octets local, Octets user)
{
  if (octets_equal_nocase (plain_user (local), user))
    return true;
  size_t at = octets_find_nocase (local, user);
  return user.length >= 3 && at != SIZE_MAX && octets_find (local, '=') != SIZE_MAX;
}

static AccountFit
fit (Octets account, Octets address)
{
  Octets of_account = address_domain (account), of_address = address_domain (address);
  Octets user = plain_user (local_part (account));
  if (of_address.length == 0 || user.length == 0)
    return FIT_SAME;
  if (of_account.length == 0)
    {
      /* Providers name accounts by the domain, or by the address with another sign for "@". */
      bool named = names_user (local_part (address), user) || octets_find_nocase (account, of_address) != SIZE_MAX;
      return named ? FIT_SAME : FIT_LOCAL;
    }
  if (!same_organization (of_account, of_address))
    return FIT_FOREIGN;
  return names_user (local_part (address), user) ? FIT_SAME : FIT_USER;
}

/* Of the mailboxes of From the one that fits best, for a mail of several authors is theirs. */
static AccountFit
fit_from (Octets account, const MailMessage *message, Octets *from)
{
  AccountFit best = FIT_SAME;
  for (guint i = 0; message != NULL && message->from_specs != NULL && i < message->from_specs->len; i++)
    {
      Octets address = octets_of_string (g_ptr_array_index (message->from_specs, i));
      AccountFit one = fit (account, address);
      if (i == 0 || one < best)
        {
          best = one;
          *from = address;
        }
    }
  return best;
}

/* The last login before this transaction that was accepted; NULL: none. */
static const SmtpAuth *
account_of (const SmtpSession *session, const SmtpTransaction *transaction)
{
  const SmtpAuth *last = NULL;
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      bool before = transaction->mail == NULL || auth->origin.packet <= transaction->mail->origin.packet;
      if (auth->result == AUTH_ACCEPTED && auth->username.length > 0 && before)
        last = auth;
    }
  return last;
}

/* A mailbox that is a task and no person (RFC 2142, and customs): several accounts use it. */
static bool
is_role (Octets address)
{
  static const char *const roles[] = {
    "abuse",     "accounting", "alerts",     "billing",  "contact",   "donotreply", "do-not-reply", "feedback",
    "help",      "helpdesk",   "hostmaster", "hello",    "info",      "jobs",       "list",         "mailer-daemon",
    "marketing", "news",       "newsletter", "no-reply", "noc",       "noreply",    "notification", "notifications",
    "office",    "orders",     "postmaster", "press",    "reception", "root",       "sales",        "security",
    "service",   "shop",       "support",    "team",     "webmaster",
  };
  Octets user = plain_user (local_part (address));
  for (size_t i = 0; i < G_N_ELEMENTS (roles); i++)
    if (octets_equal_nocase (user, octets_of_string (roles[i])))
      return true;
  return false;
}

/* The mail says itself who sends it for whom (RFC 5322 §3.6.2). */
static bool
names_sender (const MailMessage *message, Octets account)
{
  for (size_t i = 0; message != NULL && i < message->field_count; i++)
    {
      if (!header_field_is (&message->fields[i], "Sender"))
        continue;
      g_autoptr (GPtrArray) specs = header_field_addr_specs (message->fields[i].value);
      return specs->len == 1 && fit (account, octets_of_string (g_ptr_array_index (specs, 0))) == FIT_SAME;
    }
  return false;
}

static void
weigh (SmtpSession *session, Finding *finding, const SmtpTransaction *transaction, const SmtpAuth *auth,
       AccountFit worst, Octets address)
{
  if (worst == FIT_FOREIGN)
    return;
  if (worst == FIT_LOCAL)
    finding->severity = SEVERITY_LOW;
  if (is_role (address))
    finding_note (session, finding, "This is the mailbox of a task, which several people may use.");
  else if (names_sender (transaction->message, auth->username))
    finding_note (session, finding, "The Sender field names the account: it says openly that it writes for another.");
  else
    return;
  finding->severity = SEVERITY_INFO;
}

static void
tell (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const SmtpAuth *auth,
      AccountFit worst, const char *where, Octets address)
{
  static const char *const words[]
      = { [FIT_USER] = N_ (", another user of the same organization"),
          [FIT_LOCAL] = N_ ("; the account is a bare name, which may belong to that mailbox all the same"),
          [FIT_FOREIGN] = N_ (", of another domain") };
  Finding *finding = finding_add (session, check, transaction, "The account %s logged in, and %s is %s%s.",
                                  check_quote (session, auth->username), finding_word (session, where),
                                  check_quote (session, address), finding_word (session, words[worst]));
  weigh (session, finding, transaction, auth, worst, address);
  check_cite_login (finding, session, auth, false);
  if (transaction->mail != NULL)
    finding_cite_command (finding, transaction->mail);
  for (size_t i = 0; transaction->message != NULL && i < transaction->message->field_count; i++)
    if (header_field_is (&transaction->message->fields[i], "From"))
      {
        finding_cite_field (finding, transaction, &transaction->message->fields[i]);
        break;
      }
}

static void
judge (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  const SmtpAuth *auth = account_of (session, transaction);
  if (auth == NULL)
    return;
  Octets from = OCTETS_NONE;
  AccountFit in_from = fit_from (auth->username, transaction->message, &from);
  Octets path = transaction->mail != NULL && transaction->mail->has_path ? transaction->mail->path : OCTETS_NONE;
  AccountFit in_path = fit (auth->username, path);
  /* Errors may go to another mailbox of the house, where From names the account. */
  if (from.length > 0 && in_from == FIT_SAME && in_path != FIT_FOREIGN)
    return;
  if (in_from != FIT_SAME && in_from >= in_path)
    tell (check, session, transaction, auth, in_from, N_ ("the From field"), from);
  else if (in_path != FIT_SAME)
    tell (check, session, transaction, auth, in_path, "MAIL FROM", path);
}

static void
run (const Check *check, SmtpSession *session)
{
  if (session->auths == NULL || session->auths->len == 0)
    return;
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    judge (check, session, g_ptr_array_index (session->transactions, i));
}

const Check check_auth_user_mismatch = {
  .id = "auth-user-mismatch",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Mail sent under another name than the account's"),
  .explanation
  = N_ ("Somebody logged in as one user and handed in a mail that names another sender. The server knew who "
        "it was and let it pass. Shared mailboxes, aliases, assistants and services that send for others "
        "do so honestly, and nothing on the wire tells them apart; but a stolen or rented account is used "
        "in just this way to write in the name of others."),
  .protection = N_ ("A submission server that lets each account use only its own addresses, in MAIL FROM and in From "
                    "(RFC 6409 §6.1), and records exceptions."),
  .reference = "RFC 6409 §6.1, RFC 4954 §4",
  .run = run,
};
