/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about a session that have one answer for checks and sinks.
 *
 * Hides: which reply line holds the server's name (RFC 5321 §4.2, §4.1.1.1),
 * how an extension is listed, which ports mean submission (RFC 6409 §3.1,
 * RFC 8314 §3.3).
 *
 * Limits: NAME_OCTETS_MAX, the longest host name that counts as one.
 *
 * Does not: know the public suffix list; domains_related () is a plain look at labels. */
#include "config.h"

#include "session-facts.h"

#include "smtp-extension.h"
#include "tls-facts.h"
#include "tls-suite.h"
#include "translate.h"

enum {
  KEYWORDS_MAX = 1024,
  NAME_OCTETS_MAX = 255, /* RFC 5321 §4.5.3.1.2 */
  PORT_SMTP = 25,
  PORT_SUBMISSIONS = 465,
  PORT_SUBMISSION = 587,
};

unsigned
session_flow_side (const SmtpSession *session, Side side)
{
  return side == SIDE_CLIENT ? session->client_side : 1 - session->client_side;
}

/* What the logins of a session came to, the best of them. */
static AuthResult
best_login (const SmtpSession *session)
{
  AuthResult best = AUTH_REJECTED;
  for (guint i = 0; i < session->auths->len && best != AUTH_ACCEPTED; i++)
    {
      AuthResult result = ((const SmtpAuth *) g_ptr_array_index (session->auths, i))->result;
      best = result != AUTH_REJECTED ? result : best;
    }
  return best;
}

static bool
has_mail (const SmtpSession *session, bool relayed)
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const MailMessage *message = ((const SmtpTransaction *) g_ptr_array_index (session->transactions, i))->message;
      if (message != NULL && (!relayed || (message->received != NULL && message->received->len > 0)))
        return true;
    }
  return false;
}

typedef struct RoleVerdict {
  SessionRole role;
  const char *reason;
} RoleVerdict;

static RoleVerdict
role_by_login (const SmtpSession *session)
{
  switch (best_login (session))
    {
    case AUTH_ACCEPTED:
      return (RoleVerdict){ ROLE_SUBMISSION, "the client logged in" };
    case AUTH_REJECTED:
      return (RoleVerdict){ ROLE_SUBMISSION, "the client tried to log in" };
    default:
      return (RoleVerdict){ ROLE_SUBMISSION, "the client began to log in; the answer was not seen" };
    }
}

/* Whoever was refused at AUTH, or never said it, and has his mail taken on port 25 all the
 * same stands there as any stranger does, whatever his program is: his mail must be judged
 * as a stranger's. */
static RoleVerdict
judge_role (const SmtpSession *session)
{
  if (session->protocol == PROTOCOL_LMTP)
    return (RoleVerdict){ ROLE_UNKNOWN, NULL };
  uint16_t port = session->flow.side[session_flow_side (session, SIDE_SERVER)].port;
  bool auth = session->auths != NULL && session->auths->len > 0;
  bool refused = auth && best_login (session) == AUTH_REJECTED;
  if (auth && !(refused && port == PORT_SMTP && has_mail (session, false)))
    return role_by_login (session);
  if (port == PORT_SUBMISSION)
    return (RoleVerdict){ ROLE_SUBMISSION, "port 587 is there for users' mail" };
  if (port == PORT_SUBMISSIONS)
    return (RoleVerdict){ ROLE_SUBMISSION, "port 465 is there for users' mail" };
  if (has_mail (session, true))
    return (RoleVerdict){ ROLE_RELAY, "the mail says in Received fields that it came over other servers" };
  if (port != PORT_SMTP)
    return (RoleVerdict){ ROLE_UNKNOWN, NULL };
  if (refused)
    return (RoleVerdict){ ROLE_RELAY, "port 25, and no login succeeded" };
  if (session->tls != TLS_NONE && !session->decrypted)
    return (RoleVerdict){ ROLE_RELAY, "port 25; whether somebody logged in inside TLS is not known" };
  return (RoleVerdict){ ROLE_RELAY, "port 25, nobody logged in" };
}

SessionRole
session_role (const SmtpSession *session)
{
  return judge_role (session).role;
}

const char *
session_role_reason (const SmtpSession *session)
{
  return judge_role (session).reason;
}

const char *
session_role_name (SessionRole role)
{
  static const char *const names[] = { NULL, "submission", "relay" };
  return names[role];
}

bool
octets_are_host_name (Octets octets)
{
  if (octets.length == 0 || octets.length > NAME_OCTETS_MAX)
    return false;
  for (size_t i = 0; i < octets.length; i++)
    {
      uint8_t octet = octets.at[i];
      bool part = g_ascii_isalnum (octet) || octet >= 0x80 || strchr (".-_:[]", octet) != NULL;
      if (octet == 0 || !part)
        return false;
    }
  return true;
}

static Octets
first_word (Octets text)
{
  size_t end = 0;
  while (end < text.length && text.at[end] > ' ')
    end++;
  return octets_slice (text, 0, end);
}

/* A reply's first word where it can be the server's name: it has a dot, is a
 * literal, or the protocol's name follows, for a greeting may as well be "220 Welcome". */
static Octets
name_in_reply (const SmtpReply *reply)
{
  if (reply == NULL)
    return OCTETS_NONE;
  Octets word = first_word (reply->text);
  Octets next = first_word (octets_trim (octets_from (reply->text, word.length)));
  bool dotted = octets_find (word, '.') != SIZE_MAX || octets_find (word, ':') != SIZE_MAX;
  bool followed = octets_equal_nocase (next, OCTETS ("ESMTP")) || octets_equal_nocase (next, OCTETS ("SMTP"));
  return (dotted || followed) && octets_are_host_name (word) ? word : OCTETS_NONE;
}

Octets
session_server_name (const SmtpSession *session)
{
  Octets name = name_in_reply (session->greeting);
  for (guint i = 0; name.length == 0 && session->helos != NULL && i < session->helos->len; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      if (smtp_reply_positive (helo->command->reply))
        name = name_in_reply (helo->command->reply);
    }
  return name;
}

Octets
session_client_name (const SmtpSession *session)
{
  if (session->helos == NULL || session->helos->len == 0)
    return OCTETS_NONE;
  const SmtpHelo *helo = g_ptr_array_index (session->helos, session->helos->len - 1);
  return helo->command->argument;
}

bool
smtp_reply_offers (const SmtpReply *reply, const char *keyword)
{
  Octets wanted = octets_of_string (keyword);
  Octets rest = reply->text;
  for (bool first = true; rest.length > 0; first = false)
    {
      size_t end = octets_find (rest, '\n');
      Octets line = octets_slice (rest, 0, end);
      rest = end == SIZE_MAX ? OCTETS_NONE : octets_from (rest, end + 1);
      if (!first && octets_equal_nocase (first_word (octets_trim (line)), wanted))
        return true;
    }
  return false;
}

const SmtpReply *
smtp_helo_extended_reply (const SmtpHelo *helo)
{
  const SmtpCommand *command = helo->command;
  bool extended = command->verb == VERB_EHLO || command->verb == VERB_LHLO;
  return extended && smtp_reply_positive (command->reply) ? command->reply : NULL;
}

Outcome
recipient_outcome (const SmtpSession *session, const SmtpTransaction *transaction, const SmtpRecipient *recipient)
{
  const SmtpReply *reply = recipient->command->reply;
  if (reply != NULL && reply->code >= 400)
    return OUTCOME_REJECTED;
  if (recipient->final != NULL)
    return smtp_reply_positive (recipient->final) ? OUTCOME_ACCEPTED : OUTCOME_REJECTED;
  /* In LMTP nothing follows from another recipient's answer. */
  return session->protocol == PROTOCOL_LMTP && transaction->message != NULL ? OUTCOME_UNFINISHED : transaction->outcome;
}

bool
session_tls_hides (const SmtpSession *session)
{
  const TlsFacts *facts = session->tls_facts;
  bool agreed = facts != NULL && facts->has_suite;
  return session->tls != TLS_NONE && !(agreed && (tls_suite_weaknesses (facts->suite) & TLS_SUITE_NO_ENCRYPTION) != 0);
}

bool
session_turns (const SmtpSession *session)
{
  if (session->requests->len == 0)
    return false;
  const SmtpCommand *last = g_ptr_array_index (session->requests, session->requests->len - 1);
  return (last->verb == VERB_TURN || last->verb == VERB_ATRN) && session->continued_by != 0
         && (last->reply == NULL || last->reply->code == 250);
}

/* Exchange 2000 and 2003 had room for so many octets of a chunk (CVE-2005-0560). */
static bool
overflows (const SmtpCommand *command)
{
  enum { ROOM = 520 };
  size_t chunk = octets_find_nocase (command->argument, OCTETS ("CHUNK="));
  return !octets_start_nocase (command->argument, OCTETS ("FIRST")) && chunk != SIZE_MAX
         && command->argument.length - chunk - strlen ("CHUNK=") > ROOM;
}

const char *
smtp_request_meaning (const SmtpCommand *command)
{
  switch (command->verb)
    {
    case VERB_VRFY:
      return "asks whether this mailbox is there";
    case VERB_EXPN:
      return "asks who is on this list";
    case VERB_ETRN:
      return "asks the server to send the mail that waits for this host, by a connection of its own";
    case VERB_ATRN:
      return "asks to turn the roles: a customer fetches its mail on this connection";
    case VERB_TURN:
      return "asks to turn the roles: the server shall send its mail to whoever asked";
    case VERB_XEXCH50:
      return command->bad_chunk ? "Exchange: properties beside the mail, of a size that cannot be"
                                : "Exchange: properties beside the mail, in binary form";
    case VERB_X_LINK2STATE:
      return overflows (command)
                 ? "Exchange: states of its links; so long a chunk was an attack on Exchange 2003 (CVE-2005-0560)"
                 : "Exchange: states of its links";
    default:
      return NULL;
    }
}

static gint
compare_keywords (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
session_offered_keywords (const SmtpSession *session, bool tls)
{
  GPtrArray *keywords = NULL;
  for (guint i = 0; i < session->helos->len; i++)
    {
      const SmtpHelo *helo = g_ptr_array_index (session->helos, i);
      const SmtpReply *reply = smtp_helo_extended_reply (helo);
      if (reply == NULL || helo->tls != tls)
        continue;
      if (keywords == NULL)
        keywords = g_ptr_array_new_with_free_func (g_free);
      ExtensionWalk walk;
      OfferedExtension offered;
      smtp_extension_walk_init (&walk, reply);
      while (smtp_extension_walk_next (&walk, &offered) && keywords->len < KEYWORDS_MAX)
        g_ptr_array_add (keywords, g_ascii_strup ((const char *) offered.keyword.at, (gssize) offered.keyword.length));
    }
  if (keywords == NULL)
    return NULL;
  g_ptr_array_sort (keywords, compare_keywords);
  for (guint i = keywords->len; i > 1; i--)
    if (strcmp (g_ptr_array_index (keywords, i - 1), g_ptr_array_index (keywords, i - 2)) == 0)
      g_ptr_array_remove_index (keywords, i - 1);
  return keywords;
}

const SmtpCommand *
session_first_clear_command (const SmtpSession *session, uint64_t offset)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type != EVENT_COMMAND || event->command == NULL)
        continue;
      const SmtpCommand *command = event->command;
      bool telling = command->verb == VERB_MAIL || (command->verb == VERB_AUTH && command->argument.length > 0);
      if (telling && !command->tls && command->offset >= offset)
        return command;
    }
  return NULL;
}

SaslSecret
session_exposed_secret (const SmtpAuth *auth)
{
  return auth->tls ? SASL_SECRET_NONE : smtp_auth_secret (auth);
}

const char *
exposed_secret_words (SaslSecret secret)
{
  static const char *const words[] = {
    [SASL_SECRET_UNKNOWN] = NULL,
    [SASL_SECRET_NONE] = N_ ("In the clear: nothing that helps to log in."),
    [SASL_SECRET_PASSWORD] = N_ ("In the clear: the password itself."),
    [SASL_SECRET_TOKEN] = N_ ("In the clear: a token that anyone can use at once."),
    [SASL_SECRET_CHALLENGE_RESPONSE] = N_ ("In the clear: an answer made from the password; a weak one can be guessed "
                                           "from it offline."),
    [SASL_SECRET_PROOF] = N_ ("In the clear: a salted proof; a weak password can be guessed from it offline, slowly."),
  };
  return words[secret];
}

Origin
transaction_place (const SmtpTransaction *transaction, uint64_t offset)
{
  return mail_places_find (transaction->places, offset, transaction->data_origin);
}

Octets
address_domain (Octets address)
{
  for (size_t i = address.length; i-- > 0;)
    if (address.at[i] == '@')
      return octets_from (address, i + 1);
  return OCTETS_NONE;
}

static Octets
without_final_dot (Octets domain)
{
  if (domain.length > 0 && domain.at[domain.length - 1] == '.')
    domain.length--;
  return domain;
}

bool
domains_related (Octets a, Octets b)
{
  a = without_final_dot (a);
  b = without_final_dot (b);
  Octets upper = a.length <= b.length ? a : b;
  Octets lower = a.length <= b.length ? b : a;
  if (upper.length == 0)
    return false;
  if (!octets_equal_nocase (octets_from (lower, lower.length - upper.length), upper))
    return false;
  if (lower.length == upper.length)
    return true;
  return lower.at[lower.length - upper.length - 1] == '.' && octets_find (upper, '.') != SIZE_MAX;
}
