/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses looked for: by VRFY and EXPN (RFC 5321 §3.5, §7.3), and by asking for many
 * recipients without sending them a mail, over all sessions of a client with a server.
 *
 * A mailing list has dead addresses too, but sends a mail to the others.
 *
 * Limits: see CampaignThresholds; names are told apart as far as a DigestSet keeps them.
 *
 * Does not: count refusals that are not about the address (relaying, policy, a full
 * mailbox, greylisting). */
#include "config.h"

#include "campaign.h"
#include "checks.h"
#include "session-facts.h"

enum { MANY_TIMES = 2, NEARLY_ALL = 10 };

typedef struct Asked {
  Acts refused;      /* recipients unknown to the server, each another */
  DigestSet unknown; /* their addresses */
  DigestSet known;   /* addresses that the server took */
  uint64_t mails;    /* accepted */
  DigestSet sessions;
  Sight first;
  Telling telling;
} Asked;

typedef struct Verified {
  DigestSet names;
  uint64_t confirmed; /* 250, 251 */
  uint64_t vague;     /* 252, which says nothing, unless other names are refused as unknown */
  uint64_t unknown;
  uint64_t expanded;
  Sight first;
  Telling telling;
} Verified;

static void
asked_clear (gpointer pointer)
{
  sight_clear (&((Asked *) pointer)->first);
}

static void
verified_clear (gpointer pointer)
{
  sight_clear (&((Verified *) pointer)->first);
}

static const HistoryKind asked_kind = { "recipients-asked", sizeof (Asked), asked_clear };
static const HistoryKind verified_kind = { "names-verified", sizeof (Verified), verified_clear };

/* The server does not know this address: by its enhanced status (RFC 3463 §3.2), or
 * else by its code and words. */
static bool
is_unknown (const SmtpReply *reply)
{
  static const char *const otherwise[]
      = { "relay", "denied", "polic", "block", "spam", "listed", "auth", "spf", "full" };
  if (reply == NULL || reply->code < 500)
    return false;
  if (reply->status.length > 0)
    return octets_start_nocase (reply->status, OCTETS ("5.1."));
  if (reply->code != 550 && reply->code != 551 && reply->code != 553 && reply->code != 511)
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (otherwise); i++)
    if (octets_find_nocase (reply->text, octets_of_string (otherwise[i])) != SIZE_MAX)
      return false;
  return true;
}

/* --- VRFY and EXPN ------------------------------------------------------------------- */

static const SmtpCommand *
next_verification (const SmtpSession *session, guint *at)
{
  while (*at < session->events->len)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, (*at)++);
      const SmtpCommand *command = event->type == EVENT_COMMAND ? event->command : NULL;
      if (command != NULL && (command->verb == VERB_VRFY || command->verb == VERB_EXPN) && command->argument.length > 0
          && command->reply != NULL)
        return command;
    }
  return NULL;
}

static bool
confirms (const SmtpCommand *command)
{
  return command->reply->code == 250 || command->reply->code == 251;
}

static uint64_t
names_found (const Verified *verified)
{
  return verified->confirmed + (verified->unknown > 0 ? verified->vague : 0);
}

static Severity
weigh_verified (const Verified *verified)
{
  uint64_t found = names_found (verified);
  if (found > 0 && verified->names.count >= campaign.harvested)
    return SEVERITY_HIGH;
  if (verified->expanded > 0 || verified->names.count >= campaign.harvested
      || (found > 0 && verified->names.count >= campaign.verified))
    return SEVERITY_MEDIUM;
  return found > 0 || verified->names.count >= campaign.verified ? SEVERITY_LOW : SEVERITY_INFO;
}

static void
tell_verified (const Check *check, SmtpSession *session, const Verified *verified)
{
  const char *lists = verified->expanded == 0   ? ""
                      : verified->expanded == 1 ? N_ (", and of the members of a list")
                                                : N_ (", and of the members of several lists");
  const char *names = digest_set_words (session, &verified->names, COUNTED_NAMES);
  Finding *finding
      = finding_add (session, check, NULL,
                     "The client asked by VRFY or EXPN for %s; the answers told of %" PRIu64 " that they exist%s.",
                     names, names_found (verified), finding_word (session, lists));
  finding->severity = weigh_verified (verified);
  if (verified->first.session != session->id)
    finding_cite_sight (finding, session, &verified->first);
  guint at = 0;
  for (const SmtpCommand *command; (command = next_verification (session, &at)) != NULL;)
    {
      finding_cite_command (finding, command);
      finding_cite_reply (finding, command->reply);
    }
}

static void
compare_verified (const Check *check, SmtpSession *session, History *history)
{
  guint at = 0;
  Verified *verified = NULL;
  for (const SmtpCommand *command; (command = next_verification (session, &at)) != NULL;)
    {
      if (verified == NULL)
        verified = history_remember (history, &verified_kind, history_key_pair (history, session));
      bool another = digest_set_add (&verified->names, history_digest (history, command->argument, true));
      verified->confirmed += another && confirms (command);
      verified->vague += another && command->reply->code == 252;
      verified->unknown += another && is_unknown (command->reply);
      verified->expanded += another && confirms (command) && command->verb == VERB_EXPN;
      if (verified->first.session == 0)
        sight_take (&verified->first, session, SIDE_CLIENT, command->origin, command->line);
    }
  if (verified != NULL && telling_due (&verified->telling, verified->names.count, weigh_verified (verified)))
    tell_verified (check, session, verified);
}

/* --- recipients ----------------------------------------------------------------------- */

/* The last RCPT that was refused so; NULL: none. */
static const SmtpCommand *
last_unknown (const SmtpSession *session)
{
  for (guint i = session->transactions->len; i-- > 0;)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      for (guint k = transaction->recipients->len; k-- > 0;)
        {
          const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, k);
          if (is_unknown (recipient->command->reply))
            return recipient->command;
        }
    }
  return NULL;
}

static void
begin_asked (Asked *asked)
{
  asked_clear (asked);
  *asked = (Asked){ 0 };
}

static void
add_unknown (Asked *asked, const History *history, const SmtpSession *session, const SmtpCommand *command)
{
  uint64_t address = history_digest (history, command->path, true);
  if (digest_set_has (&asked->unknown, address))
    return;
  ActPlace place = acts_add (&asked->refused, command->origin.time, campaign.window, campaign.harvested);
  if (place == ACT_OLD)
    return;
  if (place == ACT_LATER)
    {
      begin_asked (asked);
      acts_add (&asked->refused, command->origin.time, campaign.window, campaign.harvested);
    }
  digest_set_add (&asked->unknown, address);
  digest_set_add (&asked->sessions, session->id);
  if (asked->first.session == 0 || command->origin.time < asked->first.origin.time)
    sight_take (&asked->first, session, SIDE_CLIENT, command->origin, command->line);
}

static void
add_transaction (Asked *asked, const History *history, const SmtpSession *session, const SmtpTransaction *transaction)
{
  asked->mails += transaction->outcome == OUTCOME_ACCEPTED;
  for (guint i = 0; i < transaction->recipients->len; i++)
    {
      const SmtpCommand *command = ((SmtpRecipient *) g_ptr_array_index (transaction->recipients, i))->command;
      if (is_unknown (command->reply))
        add_unknown (asked, history, session, command);
      else if (smtp_reply_positive (command->reply))
        digest_set_add (&asked->known, history_digest (history, command->path, true));
    }
}

static bool
is_harvest (const Asked *asked)
{
  uint64_t unknown = asked->unknown.count, all = unknown + asked->known.count;
  if (!asked->refused.dense || unknown * 2 < all)
    return false;
  return asked->mails == 0
         || (unknown >= campaign.harvested * MANY_TIMES && unknown * NEARLY_ALL >= all * (NEARLY_ALL - 1));
}

static void
tell_asked (const Check *check, SmtpSession *session, const Asked *asked, const SmtpCommand *last)
{
  char address[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), address);
  const char *sessions = digest_set_words (session, &asked->sessions, COUNTED_SESSIONS);
  Finding *finding = finding_add (session, check, NULL,
                                  "%s asked for %u recipients that the server does not know, and %u that it does, in "
                                  "%s, with %" PRIu64 " mails.",
                                  address, asked->unknown.count, asked->known.count, sessions, asked->mails);
  finding->severity = asked->known.count > 0 ? SEVERITY_HIGH : SEVERITY_MEDIUM;
  finding_cite_sight (finding, session, &asked->first);
  if (last->origin.packet != asked->first.origin.packet || asked->first.session != session->id)
    finding_cite_command (finding, last);
  finding_cite_reply (finding, last->reply);
}

static void
compare_asked (const Check *check, SmtpSession *session, History *history)
{
  const SmtpCommand *last = session->transactions->len > 0 ? last_unknown (session) : NULL;
  Asked *asked = NULL;
  if (last != NULL)
    asked = history_remember (history, &asked_kind, history_key_pair (history, session));
  else if (session->transactions->len > 0 && history_holds (history, &asked_kind))
    asked = history_recall (history, &asked_kind, history_key_pair (history, session));
  if (asked == NULL)
    return;
  for (guint i = 0; i < session->transactions->len; i++)
    add_transaction (asked, history, session, g_ptr_array_index (session->transactions, i));
  if (last == NULL || !is_harvest (asked))
    return;
  if (telling_due (&asked->telling, asked->refused.total, asked->known.count > 0 ? SEVERITY_HIGH : SEVERITY_MEDIUM))
    tell_asked (check, session, asked, last);
}

static void
compare (const Check *check, SmtpSession *session, History *history)
{
  compare_verified (check, session, history);
  compare_asked (check, session, history);
}

const Check check_address_harvest = {
  .id = "address-harvest",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Looking for addresses"),
  .explanation
  = N_ ("The client asks the server which addresses exist: by VRFY and EXPN, which are made for that, or by "
        "naming many recipients, most of them unknown to the server, without sending a mail. Whoever sells "
        "addresses, or wants to know whom to write to, does so. A campaign is told once, and again when it has "
        "ten times as many names, or when it finds some."),
  .protection
  = N_ ("A server that answers 252 to every VRFY and refuses EXPN, that slows down or drops a client after some "
        "unknown recipients, and whose addresses cannot be guessed."),
  .reference = "RFC 5321 §7.3, RFC 2505 §2.11",
  .compare = compare,
};
