/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logins that keep the password itself, in the clear: whoever read challenge and
 * response can try passwords at home until one fits.
 *
 * Limits: LOGINS_MAX findings in one session, one for each user and mechanism.
 *
 * Does not: try any. */
#include "config.h"

#include "checks.h"
#include "sasl.h"
#include "session-facts.h"

enum { LOGINS_MAX = 16 };

/* All attempts of one user by one mechanism in one session. */
typedef struct Logins {
  const SmtpAuth *telling; /* an accepted one, else the last */
  unsigned count;
} Logins;

static bool
is_guessable (SaslSecret secret)
{
  return secret == SASL_SECRET_CHALLENGE_RESPONSE || secret == SASL_SECRET_PROOF;
}

static bool
are_alike (const SmtpAuth *a, const SmtpAuth *b)
{
  return octets_equal_nocase (a->mechanism, b->mechanism) && octets_equal (a->username, b->username);
}

static size_t
collect_logins (const SmtpSession *session, Logins logins[LOGINS_MAX])
{
  size_t kinds = 0;
  for (guint i = 0; session->auths != NULL && i < session->auths->len; i++)
    {
      const SmtpAuth *auth = g_ptr_array_index (session->auths, i);
      if (!is_guessable (session_exposed_secret (auth)))
        continue;
      size_t kind = 0;
      while (kind < kinds && !are_alike (logins[kind].telling, auth))
        kind++;
      if (kind == LOGINS_MAX)
        continue;
      if (kind == kinds)
        logins[kinds++] = (Logins){ auth, 0 };
      logins[kind].count++;
      if (logins[kind].telling->result != AUTH_ACCEPTED)
        logins[kind].telling = auth;
    }
  return kinds;
}

/* The answers of NTLM before version 2 fall to a search of all keys, which gives what
 * stands in for the password (MS-NLMP §5.1). */
static bool
is_broken (const SmtpAuth *auth)
{
  Octets variant = sasl_value_or_none (auth, SASL_VARIANT);
  return octets_start_nocase (variant, OCTETS ("NTLMv1")) || octets_equal (variant, OCTETS ("LM"));
}

static const char *
difficulty (const SmtpAuth *auth, SaslSecret secret)
{
  if (secret == SASL_SECRET_PROOF)
    return N_ ("guesses can be checked offline, each at some cost");
  return is_broken (auth) ? N_ ("this form is broken whatever the password is")
                          : N_ ("guesses can be checked offline, fast");
}

static void
run_weak_auth (const Check *check, SmtpSession *session)
{
  static const char *const results[] = {
    [AUTH_UNKNOWN] = N_ ("its answer was not seen"),
    [AUTH_ACCEPTED] = N_ ("the server accepted it"),
    [AUTH_REJECTED] = N_ ("the server rejected it"),
  };
  Logins logins[LOGINS_MAX];
  size_t kinds = collect_logins (session, logins);
  for (size_t i = 0; i < kinds; i++)
    {
      const SmtpAuth *auth = logins[i].telling;
      SaslSecret secret = session_exposed_secret (auth);
      const char *often = logins[i].count > 1 ? finding_phrase (session, " in %u attempts", logins[i].count) : "";
      const char *who
          = auth->username.length > 0 ? check_quote (session, auth->username) : finding_word (session, N_ ("a user"));
      Finding *finding = finding_add (
          session, check, NULL, "AUTH %s showed an answer made from the password of %s%s; %s; %s.",
          check_quote (session, auth->mechanism), who, often, finding_word (session, results[auth->result]),
          finding_word (session, difficulty (auth, secret)));
      if (secret == SASL_SECRET_PROOF)
        finding->severity = SEVERITY_LOW;
      check_cite_login (finding, session, auth, true);
    }
}

const Check check_weak_auth = {
  .id = "weak-auth",
  .subject = SUBJECT_EXPOSURE,
  .severity = SEVERITY_MEDIUM,
  .title = N_ ("Password open to guessing offline"),
  .explanation
  = N_ ("The client logged in without encryption by a mechanism that does not send the password, but an answer "
        "that is made from it. Whoever read the exchange can make the same answer from one guess after the "
        "other, at any speed and unseen by the server, until one fits: a weak password will be found. NTLM before "
        "version 2 is broken for strong ones too; SCRAM makes each guess costly."),
  .protection
  = N_ ("TLS before AUTH (port 465, or STARTTLS demanded by the client); inside it, even PLAIN is safer than "
        "these. Where that cannot be, SCRAM with many iterations, and long random passwords."),
  .reference = "RFC 4954 §9, RFC 8314 §3, RFC 6331",
  .run = run_weak_auth,
};
