/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords guessed, over all sessions: many for one user or of one client, and one or
 * a few for many users.
 *
 * What a try is: a login that the server refused as wrong, with a user and password
 * that were not tried just before.  A program that goes on with an old password sends
 * the same again and again; that is told, but is no guessing.
 *
 * Hides: which passwords were equal.  They are compared by keyed digests, and none is
 * kept.
 *
 * Limits: see CampaignThresholds; as many users and passwords are told apart as a
 * DigestSet keeps.
 *
 * Does not: see logins inside TLS, unless they were decrypted. */
#include "config.h"

#include "campaign.h"
#include "checks.h"
#include "session-facts.h"
#include "time-difference.h"

enum { SURE_TIMES = 4 };

typedef struct Tries {
  Acts acts;         /* refused, each with another user or password */
  Acts all;          /* refused, repeated ones too */
  DigestSet pairs;   /* of user and password */
  DigestSet users;   /* refused */
  DigestSet secrets; /* refused, of those that crossed readable */
  DigestSet clients;
  DigestSet sessions;
  uint64_t unreadable; /* refused, the password not seen */
  Sight first;
  Sight success;
  uint64_t success_user, success_secret, success_client;
  Telling telling;
} Tries;

static void
tries_clear (gpointer pointer)
{
  Tries *tries = pointer;
  sight_clear (&tries->first);
  sight_clear (&tries->success);
}

static const HistoryKind tries_pair = { "tries-pair", sizeof (Tries), tries_clear };
static const HistoryKind tries_user = { "tries-user", sizeof (Tries), tries_clear };
static const HistoryKind tries_account = { "tries-account", sizeof (Tries), tries_clear };
static const HistoryKind sprays_pair = { "sprays-pair", sizeof (Tries), tries_clear };
static const HistoryKind sprays_secret = { "sprays-secret", sizeof (Tries), tries_clear };

/* --- one login ---------------------------------------------------------------------- */

typedef struct Login {
  const SmtpAuth *auth;
  bool refused, accepted;
  int64_t time;
  uint64_t user, secret, client; /* digests; 0: not seen */
} Login;

/* A word on the password and not on the form, the mechanism or the server's health
 * (RFC 4954 §6). */
static bool
is_refusal (const SmtpAuth *auth)
{
  static const int others[] = { 500, 501, 502, 503, 504, 523, 524, 530, 534, 538 };
  if (auth->result != AUTH_REJECTED || auth->cancelled || auth->bad_base64 || auth->reply == NULL
      || auth->reply->code < 500)
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
    if (auth->reply->code == others[i])
      return false;
  return true;
}

static Login
read_login (const History *history, const SmtpSession *session, const SmtpAuth *auth)
{
  const Flow *flow = &session->flow;
  Octets client = octets_of (flow->side[session_flow_side (session, SIDE_CLIENT)].ip, 16);
  return (Login){
    .auth = auth,
    .refused = is_refusal (auth),
    .accepted = auth->result == AUTH_ACCEPTED,
    .time = auth->origin.time,
    .user = auth->has_username ? history_digest (history, auth->username, true) : 0,
    .secret = auth->has_password ? history_digest (history, auth->password, false) : 0,
    .client = history_digest (history, client, false),
  };
}

/* The command up to its mechanism: what follows may be a secret. */
static Octets
without_response (const SmtpCommand *command)
{
  Octets line = command->line;
  size_t verb = octets_find (line, ' ');
  size_t rest = verb == SIZE_MAX ? SIZE_MAX : octets_find (octets_from (line, verb + 1), ' ');
  return rest == SIZE_MAX ? line : octets_slice (line, 0, verb + 1 + rest);
}

static uint64_t
pair_digest (const History *history, const Login *login)
{
  const uint64_t both[] = { login->user, login->secret };
  return history_digest (history, octets_of (both, sizeof both), false);
}

static void
begin_anew (Tries *tries)
{
  tries_clear (tries);
  *tries = (Tries){ 0 };
}

static void
add_refused (Tries *tries, const History *history, const SmtpSession *session, const Login *login, int64_t window,
             unsigned needed)
{
  ActPlace place = acts_add (&tries->all, login->time, window, needed);
  if (place == ACT_OLD)
    return;
  if (place == ACT_LATER)
    {
      begin_anew (tries);
      acts_add (&tries->all, login->time, window, needed);
    }
  if (login->secret == 0 || digest_set_add (&tries->pairs, pair_digest (history, login)))
    acts_add (&tries->acts, login->time, window, needed);
  if (login->user != 0)
    digest_set_add (&tries->users, login->user);
  if (login->secret != 0)
    digest_set_add (&tries->secrets, login->secret);
  else
    tries->unreadable++;
  digest_set_add (&tries->clients, login->client);
  digest_set_add (&tries->sessions, session->id);
  if (tries->first.session == 0 || login->time < tries->first.origin.time)
    sight_take (&tries->first, session, SIDE_CLIENT, login->auth->command->origin,
                without_response (login->auth->command));
}

static void
add_accepted (Tries *tries, const SmtpSession *session, const Login *login)
{
  tries->success_user = login->user;
  tries->success_secret = login->secret;
  tries->success_client = login->client;
  sight_take (&tries->success, session, SIDE_CLIENT, login->auth->command->origin,
              without_response (login->auth->command));
}

/* Whoever was refused so often was let in with a name or password that had been tried. */
static bool
broke_in (const Tries *tries, int64_t window)
{
  int64_t last = tries->all.kept > 0 ? tries->all.time[tries->all.kept - 1] : 0;
  bool known = (tries->success_user != 0 && digest_set_has (&tries->users, tries->success_user))
               || (tries->success_secret != 0 && digest_set_has (&tries->secrets, tries->success_secret));
  return tries->success.session != 0 && known && digest_set_has (&tries->clients, tries->success_client)
         && tries->success.origin.time >= tries->first.origin.time
         && time_difference (tries->success.origin.time, last) <= window;
}

/* --- telling ------------------------------------------------------------------------- */

static const SmtpAuth *
last_of (const SmtpSession *session, bool accepted)
{
  for (guint i = session->auths->len; i-- > 0;)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      if (accepted ? auth->result == AUTH_ACCEPTED : is_refusal (auth))
        return auth;
    }
  return NULL;
}

static void
cite_login (Finding *finding, const SmtpAuth *auth)
{
  if (auth == NULL)
    return;
  finding_cite_command (finding, auth->command);
  if (auth->reply != NULL)
    finding_cite_reply (finding, auth->reply);
}

static void
cite_tries (Finding *finding, SmtpSession *session, const Tries *tries, bool success)
{
  const SmtpAuth *refused = last_of (session, false);
  if (tries->first.session != session->id || refused == NULL
      || refused->command->origin.packet != tries->first.origin.packet)
    finding_cite_sight (finding, session, &tries->first);
  cite_login (finding, refused);
  if (!success)
    return;
  if (tries->success.session == session->id)
    cite_login (finding, last_of (session, true));
  else
    finding_cite_sight (finding, session, &tries->success);
}

static const char *
password_words (SmtpSession *session, const Tries *tries)
{
  return tries->secrets.count == 0 ? finding_word (session, N_ ("passwords that did not cross readable"))
                                   : digest_set_words (session, &tries->secrets, COUNTED_PASSWORDS);
}

static void
tell (const Check *check, SmtpSession *session, const Tries *tries, Severity severity, bool success, const char *kind)
{
  char address[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), address);
  const char *users = digest_set_words (session, &tries->users, COUNTED_USERS);
  const char *clients
      = tries->clients.count > 1 ? digest_set_words (session, &tries->clients, COUNTED_CLIENTS) : address;
  const char *sessions = digest_set_words (session, &tries->sessions, COUNTED_SESSIONS);
  Finding *finding = finding_add (
      session, check, NULL,
      success ? N_ ("%s: %" PRIu64 " refused logins of %s, with %s and %s, in %s; then the server let one in.")
              : N_ ("%s: %" PRIu64 " refused logins of %s, with %s and %s, in %s."),
      finding_word (session, kind), tries->all.total, clients, users, password_words (session, tries), sessions);
  finding->severity = severity;
  cite_tries (finding, session, tries, success);
}

/* --- guessing ------------------------------------------------------------------------- */

static HistoryKey
user_key (const History *history, HistoryKey of, const Login *login)
{
  const Octets parts[] = { octets_of (&of, sizeof of), octets_of (&login->user, sizeof login->user) };
  return history_key (history, parts, G_N_ELEMENTS (parts));
}

/* Several users behind one address, each of whom erred once or twice, look the same;
 * but they would not err in the same way. */
static bool
may_be_errors (const Tries *tries)
{
  return tries->users.count > 1 && tries->pairs.count < 2 * tries->users.count
         && tries->secrets.count * 2 > tries->users.count;
}

/* Responses to a challenge differ though the password may be the same; so many of
 * them, no program sends. */
static bool
surely_differ (const Tries *tries, unsigned needed)
{
  return tries->pairs.count >= needed || tries->unreadable >= needed * SURE_TIMES;
}

static const char *
guess_kind (const Tries *tries, unsigned needed)
{
  if (!tries->acts.dense && tries->secrets.count == 1)
    return N_ ("The same password is sent again and again, as a program with an old one does");
  if (!tries->acts.dense)
    return N_ ("A few passwords are sent again and again, as programs with old ones do");
  if (tries->users.count > 2 && tries->secrets.count == 1)
    return N_ ("One password is tried with several users");
  if (!surely_differ (tries, needed))
    return N_ ("Logins fail again and again, maybe always with the same password");
  return N_ ("Passwords are being guessed");
}

static bool
judge_guesses (const Check *check, SmtpSession *session, Tries *tries, unsigned needed)
{
  if (!tries->all.dense)
    return false;
  Severity severity = SEVERITY_HIGH;
  bool success = broke_in (tries, campaign.window);
  if (!tries->acts.dense)
    severity = SEVERITY_LOW;
  else if (!surely_differ (tries, needed))
    severity = success ? SEVERITY_HIGH : SEVERITY_MEDIUM;
  else if (success)
    severity = SEVERITY_CRITICAL;
  else if (may_be_errors (tries))
    severity = SEVERITY_MEDIUM;
  if (severity != SEVERITY_CRITICAL && last_of (session, false) == NULL)
    return false;
  if (!telling_due (&tries->telling, tries->all.total, severity))
    return false;
  tell (check, session, tries, severity, success && tries->acts.dense, guess_kind (tries, needed));
  return true;
}

/* NULL where nothing is remembered and nothing was refused. */
static Tries *
record (const SmtpSession *session, History *history, const Login *login, const HistoryKind *kind, HistoryKey key,
        int64_t window, unsigned needed)
{
  Tries *tries = login->refused ? history_remember (history, kind, key) : history_recall (history, kind, key);
  if (tries != NULL && login->refused)
    add_refused (tries, history, session, login, window, needed);
  else if (tries != NULL)
    add_accepted (tries, session, login);
  return tries;
}

/* One user of this client at any server, and one account of this server from anywhere. */
static bool
guess_user (const Check *check, SmtpSession *session, History *history, const Login *login, bool told)
{
  HistoryKey at_client = user_key (history, history_key_client (history, session), login);
  HistoryKey at_server = user_key (history, history_key_server (history, session), login);
  Tries *user = record (session, history, login, &tries_user, at_client, campaign.window, campaign.guesses);
  Tries *account
      = record (session, history, login, &tries_account, at_server, campaign.window, campaign.account_guesses);
  if (!told && user != NULL)
    told = judge_guesses (check, session, user, campaign.guesses);
  if (!told && account != NULL && account->clients.count >= campaign.account_clients)
    told = judge_guesses (check, session, account, campaign.account_guesses);
  return told;
}

static void
compare_guesses (const Check *check, SmtpSession *session, History *history)
{
  if (session->auths->len == 0)
    return;
  HistoryKey pair = history_key_pair (history, session);
  Tries *tries = NULL;
  for (guint i = 0; i < session->auths->len; i++)
    {
      Login login = read_login (history, session, g_ptr_array_index (session->auths, i));
      if (login.refused || login.accepted)
        tries = record (session, history, &login, &tries_pair, pair, campaign.window, campaign.guesses);
    }
  /* Where there are many users, it is spraying. */
  if (tries != NULL && tries->users.count < campaign.sprayed_users)
    judge_guesses (check, session, tries, campaign.guesses);
  /* What the pair's record shows is not told of its users once more. */
  bool told = tries != NULL && tries->all.dense;
  for (guint i = 0; i < session->auths->len; i++)
    {
      Login login = read_login (history, session, g_ptr_array_index (session->auths, i));
      if ((login.refused || login.accepted) && login.user != 0)
        told = guess_user (check, session, history, &login, told);
    }
}

const Check check_password_guessing = {
  .id = "password-guessing",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Passwords are being guessed"),
  .explanation
  = N_ ("Again and again the server refused a login, each time with another password: five times or more within "
        "ten minutes by one client, or ten times for one account by several. That is how somebody looks for a "
        "password. If a login then succeeds, the password is known to him. A campaign is told once, and again "
        "when it has ten times as many tries, or when it succeeds."),
  .protection
  = N_ ("Long passwords that stand in no list, or certificates; a server that slows down and locks out whoever "
        "fails often, and offers no AUTH before TLS. After a success: change that password, and look what was "
        "sent with it."),
  .reference = "RFC 4954 §9, RFC 4949 §4",
  .compare = compare_guesses,
};

/* --- spraying ------------------------------------------------------------------------- */

static const char *
spray_kind (const Tries *tries)
{
  if (tries->secrets.count == 0)
    return N_ ("Many users are tried");
  if (tries->secrets.count == 1)
    return N_ ("One password is tried with many users");
  if (tries->secrets.count * 3 <= tries->users.count)
    return N_ ("A few passwords are tried with many users");
  if (tries->pairs.count * 3 <= tries->users.count * 4)
    return N_ ("Many users are tried, each with another password, as a list of stolen ones would have it");
  return N_ ("Many users are tried with several passwords");
}

/* `known`: another record told it already, so that it is only noted. */
static bool
judge_spray (const Check *check, SmtpSession *session, Tries *tries, bool known)
{
  if (!tries->acts.dense || tries->users.count < campaign.sprayed_users)
    return false;
  Severity severity = broke_in (tries, campaign.spray_window) ? SEVERITY_CRITICAL : SEVERITY_HIGH;
  if (severity != SEVERITY_CRITICAL && last_of (session, false) == NULL)
    return false;
  if (!telling_due (&tries->telling, tries->all.total, severity) || known)
    return false;
  tell (check, session, tries, severity, severity == SEVERITY_CRITICAL, spray_kind (tries));
  return true;
}

static HistoryKey
secret_key (const History *history, const SmtpSession *session, const Login *login)
{
  HistoryKey server = history_key_server (history, session);
  const Octets parts[] = { octets_of (&server, sizeof server), octets_of (&login->secret, sizeof login->secret) };
  return history_key (history, parts, G_N_ELEMENTS (parts));
}

static void
compare_sprays (const Check *check, SmtpSession *session, History *history)
{
  if (session->auths->len == 0)
    return;
  HistoryKey pair = history_key_pair (history, session);
  Tries *tries = NULL;
  for (guint i = 0; i < session->auths->len; i++)
    {
      Login login = read_login (history, session, g_ptr_array_index (session->auths, i));
      if (login.refused || login.accepted)
        tries = record (session, history, &login, &sprays_pair, pair, campaign.spray_window, campaign.sprayed_users);
    }
  for (guint i = 0; i < session->auths->len; i++)
    {
      Login login = read_login (history, session, g_ptr_array_index (session->auths, i));
      if ((login.refused || login.accepted) && login.secret != 0)
        record (session, history, &login, &sprays_secret, secret_key (history, session, &login), campaign.spray_window,
                campaign.sprayed_users);
    }
  /* One password at one server, from wherever: it tells more than all of a client. */
  bool told = tries != NULL && tries->telling.told != 0;
  for (guint i = 0; i < session->auths->len; i++)
    {
      Login login = read_login (history, session, g_ptr_array_index (session->auths, i));
      Tries *one
          = login.secret != 0 ? history_recall (history, &sprays_secret, secret_key (history, session, &login)) : NULL;
      told = (one != NULL && judge_spray (check, session, one, told)) || told;
    }
  if (tries != NULL)
    judge_spray (check, session, tries, told && tries->telling.told == 0);
}

const Check check_password_spraying = {
  .id = "password-spraying",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("Many users tried with few passwords"),
  .explanation
  = N_ ("Logins as ten or more users were refused within an hour, by one client or with one and the same "
        "password. Whoever tries a common password with every user stays below the number of errors that locks "
        "an account; whoever tries pairs of name and password has a list from a theft elsewhere. A campaign is "
        "told once, and again when it has ten times as many tries, or when it succeeds."),
  .protection
  = N_ ("No common passwords, and none that is used elsewhere; a server that counts errors by client as well as "
        "by user. After a success: change that password, and look what was sent with it."),
  .reference = "RFC 4954 §9, RFC 4949 §4",
  .compare = compare_sprays,
};
