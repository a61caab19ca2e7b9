/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that hand on mail of strangers to strangers, and those who look for them.
 *
 * What can be known from outside: which domains a server is responsible for cannot.  So
 * a recipient elsewhere is taken for one only where something says it: the server itself
 * ("relaying denied"), the form of the address, which asks this host to hand on to
 * another ("user%elsewhere@here"), the same target asked for in such a form, or a
 * provider's domain that surely is no other's (gmail.com), at a server that is not his.
 *
 * A server that takes mail for such a recipient may still know its client by his
 * address.  So clients inside (private addresses, loopback, the server's own network),
 * those who logged in, and those whose names are related to the server's are not judged
 * by that ground, and neither is a host that hands its own mail to a smarthost.
 *
 * Limits: DigestSet of networks, domains.
 *
 * Does not: look into DNS. */
#include "config.h"

#include "campaign.h"
#include "checks.h"
#include "session-facts.h"

/* How an address asks for another host behind this one. */
typedef enum Form {
  FORM_NONE,
  FORM_ROUTE,   /* <@here:user@elsewhere> (RFC 5321 §3.6.1) */
  FORM_PERCENT, /* <user%elsewhere@here> */
  FORM_QUOTED,  /* <"user@elsewhere"@here> */
  FORM_DOUBLE,  /* <user@elsewhere@here> */
  FORM_BANG,    /* <elsewhere!user> */
  FORMS
} Form;

enum { TRIED_OFTEN = 3 };

/* Of a client with a server. */
typedef struct Probes {
  DigestSet tried;    /* forms */
  DigestSet accepted; /* forms with 250 to RCPT, and the target without any form as well */
  DigestSet targets;
  DigestSet denied; /* domains for which the server says that it does not relay */
  uint64_t mails;   /* accepted for a recipient in such a form */
  Telling telling, taken;
} Probes;

/* Of a server. */
typedef struct Relaying {
  DigestSet networks; /* of strangers whose mail to strangers it took */
  Sight first;
  Telling telling;
} Relaying;

static void
relaying_clear (gpointer pointer)
{
  sight_clear (&((Relaying *) pointer)->first);
}

static const HistoryKind probes_kind = { "relay-probes", sizeof (Probes), NULL };
static const HistoryKind relaying_kind = { "relaying", sizeof (Relaying), relaying_clear };

/* --- addresses ------------------------------------------------------------------------ */

static Octets
local_part (Octets address)
{
  Octets domain = address_domain (address);
  return domain.length > 0 || (address.length > 0 && address.at[address.length - 1] == '@')
             ? octets_slice (address, 0, address.length - domain.length - 1)
             : address;
}

static Octets
behind_last (Octets text, uint8_t sign)
{
  for (size_t i = text.length; i-- > 0;)
    if (text.at[i] == sign)
      return octets_from (text, i + 1);
  return OCTETS_NONE;
}

static bool
is_domain (Octets text)
{
  return octets_are_host_name (text) && octets_find (text, '.') != SIZE_MAX;
}

/* `target`: the host elsewhere. */
static Form
form_of (const SmtpCommand *command, Octets *target)
{
  Octets path = command->path, local = local_part (path);
  Form form = FORM_NONE;
  *target = OCTETS_NONE;
  if (command->route.length > 0)
    {
      form = FORM_ROUTE;
      *target = address_domain (path);
    }
  else if (local.length > 2 && local.at[0] == '"' && octets_find (local, '@') != SIZE_MAX)
    {
      form = FORM_QUOTED;
      *target = behind_last (octets_slice (local, 0, local.length - 1), '@');
    }
  else if (octets_find (local, '@') != SIZE_MAX)
    {
      form = FORM_DOUBLE;
      *target = behind_last (local, '@');
    }
  else if (octets_find (local, '%') != SIZE_MAX)
    {
      form = FORM_PERCENT;
      *target = behind_last (local, '%');
    }
  else if (octets_find (local, '!') != SIZE_MAX)
    {
      form = FORM_BANG;
      *target = octets_slice (local, 0, octets_find (local, '!'));
    }
  return is_domain (*target) ? form : FORM_NONE;
}

static bool
says_relay (const SmtpReply *reply)
{
  return reply != NULL && reply->code >= 400 && octets_find_nocase (reply->text, OCTETS ("relay")) != SIZE_MAX;
}

static bool
logged_in (const SmtpSession *session)
{
  for (guint i = 0; i < session->auths->len; i++)
    if (((const SmtpAuth *) g_ptr_array_index (session->auths, i))->result == AUTH_ACCEPTED)
      return true;
  return false;
}

/* --- probes ----------------------------------------------------------------------------- */

typedef struct Probe {
  const SmtpCommand *command; /* the worst of this session: accepted rather than refused */
  const SmtpTransaction *transaction;
} Probe;

static void
keep_probe (Probe *probe, const SmtpCommand *command, const SmtpTransaction *transaction)
{
  bool better = probe->command == NULL
                || (smtp_reply_positive (command->reply) && !smtp_reply_positive (probe->command->reply));
  if (better)
    *probe = (Probe){ command, transaction };
}

/* Bounces go to whatever address a list made up. */
static bool
is_bounce (const SmtpTransaction *transaction, Form form)
{
  bool null = transaction->mail != NULL && transaction->mail->has_path && transaction->mail->path.length == 0;
  return null && (form == FORM_PERCENT || form == FORM_BANG);
}

static bool
foreign_sender (const SmtpSession *session, const SmtpTransaction *transaction)
{
  Octets sender = transaction->mail != NULL ? address_domain (transaction->mail->path) : OCTETS_NONE;
  return !domains_related (sender, session_server_name (session))
         && octets_find_nocase (session_server_name (session), sender) == SIZE_MAX;
}

static void
take_recipient (Probes **probes, History *history, const SmtpSession *session, const SmtpTransaction *transaction,
                const SmtpCommand *command, Probe *probe)
{
  Octets target;
  Form form = form_of (command, &target);
  bool asks
      = form != FORM_NONE && !is_bounce (transaction, form) && !domains_related (target, session_server_name (session));
  bool denied = says_relay (command->reply) && foreign_sender (session, transaction);
  if (!asks && !denied && *probes == NULL)
    return;
  if (*probes == NULL)
    *probes = history_remember (history, &probes_kind, history_key_pair (history, session));
  Octets domain = asks ? target : address_domain (command->path);
  uint64_t digest = history_digest (history, domain, true);
  /* A plain address counts where its domain was asked for in another form. */
  bool plain = !asks && form == FORM_NONE && digest_set_has (&(*probes)->targets, digest);
  if (denied)
    digest_set_add (&(*probes)->denied, digest);
  if (asks)
    {
      digest_set_add (&(*probes)->tried, form);
      digest_set_add (&(*probes)->targets, digest);
    }
  if ((asks || plain) && smtp_reply_positive (command->reply))
    {
      digest_set_add (&(*probes)->accepted, form);
      (*probes)->mails += transaction->outcome == OUTCOME_ACCEPTED;
    }
  if (asks || denied || (plain && smtp_reply_positive (command->reply)))
    keep_probe (probe, command, transaction);
}

static Severity
weigh_probes (const Probes *probes)
{
  if (probes->mails > 0 || probes->accepted.count > 1)
    return SEVERITY_HIGH;
  if (probes->accepted.count > 0 || probes->tried.count >= TRIED_OFTEN)
    return SEVERITY_MEDIUM;
  return probes->tried.count > 0 || probes->denied.count >= TRIED_OFTEN ? SEVERITY_LOW : SEVERITY_INFO;
}

static void
tell_probes (const Check *check, SmtpSession *session, const Probes *probes, const Probe *probe)
{
  const char *forms = digest_set_words (session, &probes->tried, COUNTED_FORMS);
  const char *domains = digest_set_words (session, &probes->denied, COUNTED_DOMAINS);
  Finding *finding;
  if (probes->mails > 0)
    finding = finding_add (session, check, probe->transaction,
                           "The server took a mail that asks it to hand on to another host (%s of address).", forms);
  else if (probes->accepted.count > 0)
    finding = finding_add (session, check, probe->transaction,
                           probes->accepted.count == 1
                               ? N_ ("The client asked in %s of address to hand on to another host, and the server "
                                     "accepted one, maybe as a name of its own.")
                               : N_ ("The client asked in %s of address to hand on to another host, and the server "
                                     "accepted several."),
                           forms);
  else if (probes->tried.count > 0)
    finding = finding_add (session, check, probe->transaction,
                           "The client asked in %s of address to hand on to another host; the server refused.", forms);
  else
    finding = finding_add (session, check, probe->transaction,
                           "The client asked to hand on mail to %s; the server says that it does not relay.", domains);
  finding->severity = weigh_probes (probes);
  if (probe->transaction->mail != NULL)
    finding_cite_command (finding, probe->transaction->mail);
  finding_cite_command (finding, probe->command);
  if (probe->command->reply != NULL)
    finding_cite_reply (finding, probe->command->reply);
  if (probe->transaction->reply != NULL && probe->transaction->reply != probe->command->reply)
    finding_cite_reply (finding, probe->transaction->reply);
}

static void
compare_probes (const Check *check, SmtpSession *session, History *history)
{
  Probe probe = { NULL, NULL };
  if (session->transactions->len == 0)
    return;
  Probes *probes = NULL;
  if (history_holds (history, &probes_kind))
    probes = history_recall (history, &probes_kind, history_key_pair (history, session));
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      for (guint k = 0; k < transaction->recipients->len; k++)
        {
          const SmtpRecipient *recipient = g_ptr_array_index (transaction->recipients, k);
          take_recipient (&probes, history, session, transaction, recipient->command, &probe);
        }
    }
  if (probes == NULL || probe.command == NULL)
    return;
  uint64_t acts = (uint64_t) probes->tried.count + probes->denied.count;
  /* That a mail was taken is told by itself. */
  bool due = telling_due (&probes->telling, acts, weigh_probes (probes));
  if (probes->mails > 0)
    due = telling_due (&probes->taken, probes->mails, SEVERITY_HIGH);
  if (due)
    tell_probes (check, session, probes, &probe);
}

/* --- mail of strangers to strangers --------------------------------------------------------- */

/* Domains of mailboxes that only their provider's hosts receive for, and part of the
 * names that those hosts have. */
static const struct {
  const char *domain, *hosts;
} providers[] = {
  { "gmail.com", "google" },     { "googlemail.com", "google" },
  { "yahoo.com", "yahoo" },      { "yahoo.co.jp", "yahoo" },
  { "aol.com", "yahoo" },        { "hotmail.com", "outlook" },
  { "outlook.com", "outlook" },  { "live.com", "outlook" },
  { "msn.com", "outlook" },      { "icloud.com", "icloud" },
  { "me.com", "icloud" },        { "gmx.de", "gmx" },
  { "gmx.net", "gmx" },          { "web.de", "web.de" },
  { "mail.ru", "mail.ru" },      { "yandex.ru", "yandex" },
  { "qq.com", "qq.com" },        { "163.com", "netease" },
  { "proton.me", "protonmail" }, { "protonmail.com", "protonmail" },
};

static bool
is_provider_elsewhere (Octets domain, Octets server)
{
  for (size_t i = 0; i < G_N_ELEMENTS (providers); i++)
    if (octets_equal_nocase (domain, octets_of_string (providers[i].domain)))
      return octets_find_nocase (server, octets_of_string (providers[i].hosts)) == SIZE_MAX
             && !domains_related (server, domain) && octets_find (server, '.') != SIZE_MAX;
  return false;
}

static bool
same_network (const Flow *flow)
{
  return memcmp (flow->side[0].ip, flow->side[1].ip, flow->ip_version == 4 ? 2 : 6) == 0;
}

/* A stranger to the server, as far as addresses and names tell. */
static bool
is_stranger (const SmtpSession *session)
{
  const Flow *flow = &session->flow;
  const uint8_t *client = flow->side[session_flow_side (session, SIDE_CLIENT)].ip;
  return !flow_ip_is_private (client, flow->ip_version) && !flow_ip_is_loopback (client, flow->ip_version)
         && !same_network (flow) && !logged_in (session)
         && !domains_related (session_client_name (session), session_server_name (session));
}

/* The first recipient with a provider's mailbox that the server took. */
static const SmtpCommand *
taken_elsewhere (const SmtpSession *session, const SmtpTransaction **transaction)
{
  Octets server = session_server_name (session), client = session_client_name (session);
  for (guint i = 0; i < session->transactions->len; i++)
    {
      *transaction = g_ptr_array_index (session->transactions, i);
      const SmtpCommand *mail = (*transaction)->mail;
      Octets sender = mail != NULL ? address_domain (mail->path) : OCTETS_NONE;
      if (sender.length == 0 || domains_related (sender, client) || domains_related (sender, server)
          || (*transaction)->outcome != OUTCOME_ACCEPTED)
        continue;
      for (guint k = 0; k < (*transaction)->recipients->len; k++)
        {
          const SmtpCommand *command = ((SmtpRecipient *) g_ptr_array_index ((*transaction)->recipients, k))->command;
          if (smtp_reply_positive (command->reply) && is_provider_elsewhere (address_domain (command->path), server))
            return command;
        }
    }
  return NULL;
}

static void
compare_relaying (const Check *check, SmtpSession *session, History *history)
{
  const SmtpTransaction *transaction;
  if (session->transactions->len == 0 || !is_stranger (session))
    return;
  const SmtpCommand *taken = taken_elsewhere (session, &transaction);
  if (taken == NULL)
    return;
  const Flow *flow = &session->flow;
  Octets network = octets_of (flow->side[session_flow_side (session, SIDE_CLIENT)].ip, flow->ip_version == 4 ? 2 : 6);
  Relaying *relaying = history_remember (history, &relaying_kind, history_key_server (history, session));
  digest_set_add (&relaying->networks, history_digest (history, network, false));
  if (relaying->first.session == 0)
    sight_take (&relaying->first, session, SIDE_CLIENT, taken->origin, taken->line);
  bool several = relaying->networks.count > 1;
  Severity severity = several ? SEVERITY_HIGH : SEVERITY_MEDIUM;
  if (!telling_due (&relaying->telling, relaying->networks.count, severity))
    return;
  Finding *finding
      = finding_add (session, check, transaction,
                     several ? N_ ("The server took a mail to %s, which is not its own, from a client that did not log "
                                   "in; so it did for clients of other networks.")
                             : N_ ("The server took a mail to %s, which is not its own, from a client that did not log "
                                   "in, unless it knows this client."),
                     check_quote (session, address_domain (taken->path)));
  finding->severity = severity;
  finding_cite_command (finding, transaction->mail);
  finding_cite_command (finding, taken);
  finding_cite_reply (finding, taken->reply);
  if (relaying->first.session != session->id)
    finding_cite_sight (finding, session, &relaying->first);
}

static void
compare (const Check *check, SmtpSession *session, History *history)
{
  if (logged_in (session))
    return;
  compare_probes (check, session, history);
  compare_relaying (check, session, history);
}

const Check check_open_relay = {
  .id = "open-relay",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Mail handed on for strangers, or asked to be"),
  .explanation
  = N_ ("An open relay takes mail from anybody to anybody: spam goes out under its name. Who looks for one asks "
        "servers to hand on a mail to another host, also by old forms of addresses such as user%elsewhere@here. "
        "Refused, that is a nuisance; accepted, the server may be one. From outside nobody sees for which "
        "domains a server is responsible, so that this speaks only where something tells it. A client is told "
        "once for a server, and again when it gets worse."),
  .protection = N_ ("A server that hands on mail only for its own domains, for clients that logged in and for its own "
                    "network, and that refuses source routes, \"%\" and \"!\" in addresses."),
  .reference = "RFC 2505 §2.1, RFC 5321 §3.6.1",
  .compare = compare,
};
