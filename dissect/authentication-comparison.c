/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts each claim of Authentication-Results beside our own verdict of the same thing.
 *
 * SPF and DMARC speak of one hop, and most fields in a mail come from an earlier one; so their
 * claims are compared only where they say themselves that they mean this hop.  A signature is the
 * same on every hop.
 *
 * Does not: call a difference a forgery (see check-authentication-results.c). */
#include "config.h"

#include "authentication-comparison.h"

#include "session-facts.h"

/* --- whose word ------------------------------------------------------------------------- */

static char *
name_of (Octets name)
{
  g_autofree char *text = name.length > 0 ? g_strndup ((const char *) name.at, name.length) : NULL;
  return domain_normalized (text);
}

ClaimedBy
authentication_claimed_by (const SmtpSession *session, const AuthenticationResults *results)
{
  if (results->server == NULL)
    return BY_NOBODY;
  g_autofree char *claimed = domain_normalized (results->server);
  g_autofree char *server = name_of (session_server_name (session));
  if (claimed == NULL || server == NULL)
    return BY_ANOTHER;
  if (strcmp (claimed, server) == 0)
    return BY_RECEIVING_SERVER;
  g_autofree char *a = organizational_domain (claimed), *b = organizational_domain (server);
  return a[0] != '\0' && strcmp (a, b) == 0 ? BY_RECEIVING_DOMAIN : BY_ANOTHER;
}

/* The text holds the client's address, and not as part of a longer one. */
static bool
holds_address (const char *text, const char *address)
{
  size_t length = strlen (address);
  for (const char *at = text != NULL ? strstr (text, address) : NULL; at != NULL; at = strstr (at + 1, address))
    {
      bool begins = at == text || !(g_ascii_isxdigit (at[-1]) || at[-1] == '.' || at[-1] == ':');
      bool ends = !g_ascii_isxdigit (at[length]) && !(at[length] == '.' && g_ascii_isdigit (at[length + 1]));
      if (begins && ends)
        return true;
    }
  return false;
}

static bool
names_client (const SmtpSession *session, const AuthenticationClaim *claim)
{
  char address[FLOW_IP_TEXT];
  flow_ip_text (&session->flow, session_flow_side (session, SIDE_CLIENT), address);
  if (holds_address (claim->comment, address))
    return true;
  for (guint i = 0; i < claim->properties->len; i++)
    if (holds_address (((const AuthenticationProperty *) g_ptr_array_index (claim->properties, i))->value, address))
      return true;
  return false;
}

/* --- what we found ------------------------------------------------------------------------ */

static bool
same_domain (const char *a, const char *b)
{
  g_autofree char *first = domain_normalized (a), *second = domain_normalized (b);
  return first != NULL && g_strcmp0 (first, second) == 0;
}

static const char *
our_spf (const SenderReport *report, const AuthenticationClaim *claim, const char *domain)
{
  bool of_helo = authentication_claim_value (claim, "smtp", "mailfrom") == NULL
                 && authentication_claim_value (claim, "smtp", "mail") == NULL
                 && authentication_claim_value (claim, "smtp", "helo") != NULL;
  const SpfVerdict *spf = of_helo && report->spf_helo != NULL ? report->spf_helo : report->spf;
  return spf != NULL && same_domain (spf->domain, domain) ? spf_result_name (spf->result) : NULL;
}

/* The best of the signatures of that domain, and of that selector where the claim names one. */
static const char *
our_dkim (const SenderReport *report, const AuthenticationClaim *claim, const char *domain)
{
  const char *selector = authentication_claim_value (claim, "header", "s");
  const DkimVerdict *best = NULL;
  for (guint i = 0; i < report->dkim->len; i++)
    {
      const DkimVerdict *one = g_ptr_array_index (report->dkim, i);
      if (same_domain (one->domain, domain) && (selector == NULL || g_strcmp0 (one->selector, selector) == 0)
          && (best == NULL || one->result == DKIM_PASS))
        best = one;
    }
  return best != NULL ? dkim_result_name (best->result) : report->dkim->len == 0 ? "none" : NULL;
}

static const char *
our_result (const SenderReport *report, const AuthenticationClaim *claim)
{
  const char *domain = authentication_claim_domain (claim);
  if (strcmp (claim->method, "arc") == 0)
    return report->arc != NULL ? arc_result_name (report->arc->result) : NULL;
  if (strcmp (claim->method, "dkim") == 0)
    return our_dkim (report, claim, domain);
  if (strcmp (claim->method, "spf") == 0)
    return our_spf (report, claim, domain);
  if (strcmp (claim->method, "dmarc") == 0 && report->dmarc != NULL)
    return domain == NULL || same_domain (report->dmarc->domain, domain) ? dmarc_result_name (report->dmarc->result)
                                                                         : NULL;
  return NULL;
}

/* Results that tell of no try, or of one that went wrong on the way. */
static bool
is_undecided (const char *result)
{
  return strcmp (result, "unknown") == 0 || strcmp (result, "temperror") == 0 || strcmp (result, "skipped") == 0;
}

static ClaimAgreement
agreement_of (const ComparedClaim *compared)
{
  const char *theirs = compared->claim->result, *ours = compared->ours;
  bool of_hop = strcmp (compared->claim->method, "spf") == 0 || strcmp (compared->claim->method, "dmarc") == 0;
  if (ours == NULL || is_undecided (ours) || is_undecided (theirs) || (of_hop && !compared->this_hop))
    return CLAIM_UNKNOWN;
  if ((strcmp (theirs, "pass") == 0) != (strcmp (ours, "pass") == 0))
    return CLAIM_DIFFERS;
  /* Words for a failure differ from program to program; that there was nothing to check is another matter. */
  bool none = strcmp (theirs, "none") == 0 || strcmp (ours, "none") == 0;
  return !none || strcmp (theirs, ours) == 0 ? CLAIM_AGREES : CLAIM_UNKNOWN;
}

/* --- the door ----------------------------------------------------------------------------- */

AuthenticationComparison *
authentication_compare (const SmtpSession *session, const SmtpTransaction *transaction)
{
  GPtrArray *all = transaction->message != NULL ? authentication_results_of_message (transaction->message) : NULL;
  if (all == NULL)
    return NULL;
  AuthenticationComparison *comparison = g_new0 (AuthenticationComparison, 1);
  comparison->results = all;
  comparison->claims = g_array_new (FALSE, TRUE, sizeof (ComparedClaim));
  for (guint i = 0; i < all->len; i++)
    {
      const AuthenticationResults *results = g_ptr_array_index (all, i);
      ClaimedBy by = authentication_claimed_by (session, results);
      for (guint k = 0; k < results->claims->len; k++)
        {
          ComparedClaim one = { .results = results, .claim = g_ptr_array_index (results->claims, k), .by = by };
          one.this_hop = by == BY_RECEIVING_SERVER || names_client (session, one.claim);
          if (transaction->sender != NULL)
            one.ours = our_result (transaction->sender, one.claim);
          one.agreement = agreement_of (&one);
          g_array_append_val (comparison->claims, one);
        }
    }
  return comparison;
}

void
authentication_comparison_free (AuthenticationComparison *comparison)
{
  if (comparison == NULL)
    return;
  g_ptr_array_unref (comparison->results);
  g_array_unref (comparison->claims);
  g_free (comparison);
}

const char *
claim_agreement_name (ClaimAgreement agreement)
{
  static const char *const names[] = { NULL, "agrees", "differs" };
  return names[agreement];
}
