/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results that the server they name cannot have written.
 *
 * A server adds the field when it takes a mail (RFC 8601 §4), and ought to take away those that
 * come in under its own name (§5).  So a mail that is only now handed to a server cannot bear that
 * server's word, unless it was there before: then a Received field of it, or of its organization,
 * tells so.  Whoever puts one in hopes that the server leaves it, and that filters and readers
 * behind it believe it.
 *
 * Ordinary, and silent: fields of relays and forwarders on the way, of the client's own
 * organization (the server where the user handed the mail in), of a server that the mail
 * comes back to, and those that name no server; programs on the server's own host.
 *
 * Limits: HOPS_MAX Received fields are looked at, FINDINGS_MAX fields of a mail are told.
 *
 * Does not: compare results of an earlier hop with what is seen on this one. */
#include "config.h"

#include "authentication-comparison.h"
#include "checks.h"
#include "session-facts.h"

enum { HOPS_MAX = 100, FINDINGS_MAX = 4, RECEIVED_CITED = 3 };

/* A server that says in a Received field that it took the mail. */
typedef struct Hop {
  size_t place;       /* of the field among those of the message */
  char *server;       /* normalized; NULL where "by" holds no domain name */
  char *organization; /* "" for a name inside a network */
} Hop;

typedef struct Trail {
  Hop hops[HOPS_MAX];
  size_t count;
} Trail;

/* One mail before the check. */
typedef struct Suspect {
  SmtpSession *session;
  const SmtpTransaction *transaction;
  const AuthenticationComparison *comparison;
  char *server, *organization; /* of the server that takes the mail; NULL: it gave no name */
  Trail trail;
} Suspect;

typedef struct Doubt {
  Severity severity;
  const char *text; /* NULL: there is none */
} Doubt;

/* --- the way of the mail -------------------------------------------------------------------- */

static void
follow (Trail *trail, const MailMessage *message)
{
  guint received = 0;
  for (size_t i = 0; i < message->field_count && trail->count < HOPS_MAX; i++)
    {
      const HeaderField *field = &message->fields[i];
      if (field->cut || !header_field_is (field, "Received") || received >= message->received->len)
        continue;
      const ReceivedField *one = g_ptr_array_index (message->received, received++);
      Hop *hop = &trail->hops[trail->count++];
      hop->place = i;
      hop->server = domain_normalized (one->by);
      hop->organization = organizational_domain (one->by);
    }
}

static void
trail_clear (Trail *trail)
{
  for (size_t i = 0; i < trail->count; i++)
    {
      g_free (trail->hops[i].server);
      g_free (trail->hops[i].organization);
    }
}

static bool
same_organization (const char *a, const char *b)
{
  return a != NULL && b != NULL && a[0] != '\0' && strcmp (a, b) == 0;
}

static bool
hop_is_of (const Hop *hop, const char *server, const char *organization)
{
  return g_strcmp0 (hop->server, server) == 0 || same_organization (hop->organization, organization);
}

static bool
passed (const Trail *trail, const char *server, const char *organization)
{
  for (size_t i = 0; i < trail->count; i++)
    if (trail->hops[i].server != NULL && hop_is_of (&trail->hops[i], server, organization))
      return true;
  return false;
}

/* The next Received field above or below a place whose server has a name of the world; NULL: none. */
static const Hop *
neighbour (const Trail *trail, size_t place, bool above)
{
  const Hop *nearest = NULL;
  for (size_t i = 0; i < trail->count; i++)
    {
      const Hop *hop = &trail->hops[i];
      if (hop->organization == NULL || hop->organization[0] == '\0')
        continue;
      if (above && hop->place < place)
        nearest = hop;
      if (!above && hop->place > place)
        return hop;
    }
  return nearest;
}

/* --- who hands it over ----------------------------------------------------------------------- */

/* A program of the server's own host: a filter that hands the mail back. */
static bool
is_own_host (const SmtpSession *session)
{
  const uint8_t *client = session->flow.side[session_flow_side (session, SIDE_CLIENT)].ip;
  const uint8_t *server = session->flow.side[session_flow_side (session, SIDE_SERVER)].ip;
  return memcmp (client, server, session->flow.ip_version == 4 ? 4 : 16) == 0
         || flow_ip_is_loopback (client, session->flow.ip_version);
}

static bool
is_of_organization (Octets domain, const char *organization)
{
  g_autofree char *text = domain.length > 0 ? g_strndup ((const char *) domain.at, domain.length) : NULL;
  g_autofree char *other = organizational_domain (text);
  return same_organization (other, organization);
}

static bool
client_is_of (const Suspect *suspect, const char *organization)
{
  return is_of_organization (session_client_name (suspect->session), organization);
}

/* The client, or whom the mail names as its sender: their server may have checked who logged in. */
static bool
sender_is_of (const Suspect *suspect, const char *organization)
{
  const SmtpTransaction *transaction = suspect->transaction;
  const GPtrArray *from = transaction->message->from_specs;
  if (client_is_of (suspect, organization)
      || (transaction->mail != NULL && is_of_organization (address_domain (transaction->mail->path), organization)))
    return true;
  for (guint i = 0; from != NULL && i < from->len && i < HOPS_MAX; i++)
    if (is_of_organization (address_domain (octets_of_string (g_ptr_array_index (from, i))), organization))
      return true;
  return false;
}

/* --- what speaks against a field ------------------------------------------------------------- */

static bool
speaks_of_sender (const AuthenticationClaim *claim)
{
  return strcmp (claim->method, "spf") == 0 || strcmp (claim->method, "dkim") == 0
         || strcmp (claim->method, "dmarc") == 0 || strcmp (claim->method, "arc") == 0;
}

/* What its claims are, beside what we found. */
typedef struct Tally {
  size_t passes, agree;
  const ComparedClaim *false_pass; /* a pass, where ours is a proven failure */
} Tally;

static Tally
count_claims (const Suspect *suspect, const AuthenticationResults *results)
{
  Tally tally = { .passes = 0 };
  for (guint i = 0; i < suspect->comparison->claims->len; i++)
    {
      const ComparedClaim *one = &g_array_index (suspect->comparison->claims, ComparedClaim, i);
      if (one->results != results || !speaks_of_sender (one->claim) || strcmp (one->claim->result, "pass") != 0)
        continue;
      tally.passes++;
      tally.agree += one->agreement == CLAIM_AGREES;
      if (tally.false_pass == NULL && one->agreement == CLAIM_DIFFERS && strcmp (one->ours, "fail") == 0)
        tally.false_pass = one;
    }
  return tally;
}

/* `text` of finding_phrase. */
static void
doubt_raise (Doubt *doubt, Severity severity, const char *text)
{
  if (doubt->text == NULL || severity > doubt->severity)
    *doubt = (Doubt){ severity, text };
}

/* The name under which the field speaks, for a sentence. */
static const char *
name_in (const Suspect *suspect, const AuthenticationResults *results)
{
  return check_quote (suspect->session, octets_of_string (results->server));
}

static void
weigh_own_name (const Suspect *suspect, const AuthenticationResults *results, ClaimedBy by, const Tally *tally,
                Doubt *doubt)
{
  if (passed (&suspect->trail, suspect->server, suspect->organization))
    return;
  bool exact = by == BY_RECEIVING_SERVER;
  bool inside = client_is_of (suspect, suspect->organization);
  bool harmless = tally->passes == tally->agree;
  if (inside && harmless)
    return;
  Severity severity = inside || (harmless && !exact) ? SEVERITY_INFO
                      : exact && !harmless           ? SEVERITY_HIGH
                      : tally->false_pass != NULL    ? SEVERITY_HIGH
                                                     : SEVERITY_MEDIUM;
  const char *whose = exact ? N_ ("the server to which it is only now handed over")
                            : N_ ("the organization of the server to which it is only now handed over");
  const char *but
      = inside ? N_ ("; but the client calls itself one of its hosts, and may be a relay that adds none") : "";
  SmtpSession *session = suspect->session;
  doubt_raise (doubt, severity,
               finding_phrase (session,
                               "The mail already bears results in the name of %s, %s, and no Received field tells that "
                               "it was there before%s.",
                               name_in (suspect, results), finding_word (session, whose), finding_word (session, but)));
}

static void
weigh_another_name (const Suspect *suspect, const AuthenticationResults *results, const Tally *tally, Doubt *doubt)
{
  g_autofree char *server = domain_normalized (results->server), *organization = organizational_domain (server);
  if (organization == NULL || organization[0] == '\0' || tally->passes == 0 || sender_is_of (suspect, organization))
    return;
  if (suspect->trail.count == 0)
    {
      doubt_raise (doubt, SEVERITY_INFO,
                   finding_phrase (suspect->session,
                                   "The mail bears results in the name of %s, though no Received field tells that it "
                                   "was anywhere before this client had it.",
                                   name_in (suspect, results)));
      return;
    }
  const Hop *above = neighbour (&suspect->trail, results->place, true);
  const Hop *below = neighbour (&suspect->trail, results->place, false);
  if (!passed (&suspect->trail, server, organization) || (above != NULL && hop_is_of (above, server, organization))
      || (below != NULL && hop_is_of (below, server, organization)))
    return;
  doubt_raise (doubt, SEVERITY_LOW,
               finding_phrase (suspect->session,
                               "Results in the name of %s stand beside the trace of %s, and not beside its own: "
                               "somebody else moved them or wrote them.",
                               name_in (suspect, results), above != NULL ? above->server : below->server));
}

static void
weigh_form (const Suspect *suspect, const AuthenticationResults *results, Doubt *doubt)
{
  if (results->field->cut)
    return;
  const char *flaw = (results->flaws & AUTHENTICATION_OPEN_COMMENT) != 0 ? N_ ("opens a comment that never ends")
                     : (results->flaws & AUTHENTICATION_OPEN_QUOTE) != 0 ? N_ ("opens a quoted string that never ends")
                     : (results->flaws & AUTHENTICATION_CONTROL) != 0    ? N_ ("holds control characters")
                                                                         : NULL;
  if (flaw == NULL)
    return;
  SmtpSession *session = suspect->session;
  flaw = finding_word (session, flaw);
  doubt_raise (doubt, SEVERITY_MEDIUM,
               results->server != NULL
                   ? finding_phrase (session,
                                     "An Authentication-Results field in the name of %s %s, so that programs do not "
                                     "agree what it says of whom.",
                                     name_in (suspect, results), flaw)
                   : finding_phrase (session,
                                     "An Authentication-Results field %s, so that programs do not agree what it says "
                                     "of whom.",
                                     flaw));
}

static void
weigh (const Suspect *suspect, const AuthenticationResults *results, Doubt *doubt)
{
  Tally tally = count_claims (suspect, results);
  ClaimedBy by = authentication_claimed_by (suspect->session, results);
  weigh_form (suspect, results, doubt);
  if (by == BY_RECEIVING_SERVER || by == BY_RECEIVING_DOMAIN)
    weigh_own_name (suspect, results, by, &tally, doubt);
  else if (by == BY_ANOTHER)
    weigh_another_name (suspect, results, &tally, doubt);
  const ComparedClaim *lie = tally.false_pass;
  if (lie == NULL)
    return;
  SmtpSession *session = suspect->session;
  if (lie->this_hop && doubt->text == NULL)
    doubt_raise (doubt, SEVERITY_MEDIUM,
                 results->server != NULL ? finding_phrase (
                     session, "Results in the name of %s are about this very client.", name_in (suspect, results))
                                         : finding_word (session, N_ ("Results are about this very client.")));
  if (doubt->text == NULL)
    return;
  const char *domain = authentication_claim_domain (lie->claim);
  const char *of
      = domain != NULL ? check_quote (session, octets_of_string (domain)) : finding_word (session, N_ ("the sender"));
  doubt->text = finding_phrase (session, "%s They say %s=pass of %s, what is seen here says %s.", doubt->text,
                                lie->claim->method, of, lie->ours);
}

/* --- telling it --------------------------------------------------------------------------------- */

static void
cite_field (Finding *finding, const SmtpTransaction *transaction, const HeaderField *field)
{
  Octets raw = field->raw;
  while (raw.length > 0 && (raw.at[raw.length - 1] == '\r' || raw.at[raw.length - 1] == '\n'))
    raw.length--;
  finding_cite_octets (finding, SIDE_CLIENT, transaction_place (transaction, field->offset), raw);
}

static void
tell (const Check *check, SmtpSession *session, const Suspect *suspect, const AuthenticationResults *results,
      const Doubt *doubt)
{
  const SmtpTransaction *transaction = suspect->transaction;
  Finding *finding = finding_add (session, check, transaction, "%s", doubt->text);
  finding->severity = doubt->severity;
  cite_field (finding, transaction, results->field);
  if (session->greeting != NULL && suspect->server != NULL)
    finding_cite_reply (finding, session->greeting);
  for (size_t i = 0; i < suspect->trail.count && i < RECEIVED_CITED; i++)
    cite_field (finding, transaction, &transaction->message->fields[suspect->trail.hops[i].place]);
}

static void
judge (const Check *check, SmtpSession *session, const SmtpTransaction *transaction)
{
  AuthenticationComparison *comparison = authentication_compare (session, transaction);
  if (comparison == NULL)
    return;
  Octets name = session_server_name (session);
  g_autofree char *server = name.length > 0 ? g_strndup ((const char *) name.at, name.length) : NULL;
  Suspect suspect = { .session = session, .transaction = transaction, .comparison = comparison };
  suspect.server = domain_normalized (server);
  suspect.organization = organizational_domain (server);
  follow (&suspect.trail, transaction->message);
  unsigned told = 0;
  for (guint i = 0; i < comparison->results->len && told < FINDINGS_MAX; i++)
    {
      const AuthenticationResults *results = g_ptr_array_index (comparison->results, i);
      Doubt doubt = { SEVERITY_INFO, NULL };
      weigh (&suspect, results, &doubt);
      if (doubt.text == NULL)
        continue;
      tell (check, session, &suspect, results, &doubt);
      told++;
    }
  trail_clear (&suspect.trail);
  g_free (suspect.server);
  g_free (suspect.organization);
  authentication_comparison_free (comparison);
}

static void
run (const Check *check, SmtpSession *session)
{
  if (session->transactions == NULL || is_own_host (session))
    return;
  for (guint i = 0; i < session->transactions->len; i++)
    judge (check, session, g_ptr_array_index (session->transactions, i));
}

const Check check_authentication_results_forged = {
  .id = "authentication-results-forged",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_SENDER,
  .title = N_ ("Results that their server cannot have made"),
  .explanation
  = N_ ("A server that checks who sent a mail (SPF, DKIM, DMARC) writes what it found into an "
        "Authentication-Results field, which filters and mail programs behind it believe.  Anybody can write "
        "such a field into his mail beforehand.  Here one speaks for a server that did not see the mail, or "
        "says what is not so."),
  .protection
  = N_ ("Servers at the border take away every such field that comes in under their own name.  Programs behind "
        "them believe only fields that name a server they know, and that this server adds."),
  .reference = "RFC 8601 §5, RFC 8601 §7.1",
  .run = run,
};
