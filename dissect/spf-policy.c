/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_host () of SPF, RFC 7208 §4.4 to §4.7, §5.2, §6: the record of a domain, and those it
 * leads to.
 *
 * Where an answer was not seen that is needed next, the result is unknown: though a term further
 * right would match, the unseen answer might have matched before it, or been an error
 * (§2.6.6, §2.6.7), and so decided.  So a result other than unknown is what every verifier gets
 * that has the same answers.
 *
 * Does not: know where the domain comes from. */
#include "config.h"

#include "spf-check.h"

enum { TERM_MAX = 256 /* octets of a term in the verdict */ };

static void
forget_decision (SpfCheck *check)
{
  g_clear_pointer (&check->term, g_free);
  g_clear_pointer (&check->owner, g_free);
  check->everybody = false;
}

static void
decide (SpfCheck *check, Octets term, const char *owner)
{
  forget_decision (check);
  term.length = MIN (term.length, TERM_MAX);
  check->term = g_strndup ((const char *) term.at, term.length);
  for (size_t i = 0; i < term.length; i++)
    if (check->term[i] == '\0')
      check->term[i] = '?';
  check->owner = g_strdup (owner);
}

/* --- records (§4.4, §4.5) ---------------------------------------------------------- */

bool
spf_name_is_full (const char *name)
{
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;
  return dot != NULL && strspn (dot + 1, "0123456789") < strlen (dot + 1);
}

static SpfResult
select_record (SpfCheck *check, const char *name, const DnsAnswer *answer, Octets *text)
{
  unsigned records = 0;
  for (size_t i = 0; answer->status == DNS_FOUND && i < answer->count; i++)
    if (spf_record_is (answer->records[i].data))
      {
        *text = answer->records[i].data;
        records++;
      }
  if (records == 1)
    return SPF_PASS;
  if (records == 0)
    {
      spf_check_cause (check, "%s does not say which hosts send its mail: it has no SPF record", name);
      return SPF_NONE;
    }
  spf_check_cause (check, "%s has %u SPF records, where there may be but one", name, records);
  return SPF_PERMERROR;
}

/* SPF_PASS: *text is the one record of a domain; otherwise the result. */
static SpfResult
find_record (SpfCheck *check, const char *name, Octets *text)
{
  if (!spf_name_is_full (name))
    {
      spf_check_cause (check, "there is no policy to ask for: what should name its domain is no full domain name");
      return SPF_NONE;
    }
  const DnsAnswer *answer = dns_ask (check->inquiry, name, DNS_TXT);
  switch (answer->status)
    {
    case DNS_UNKNOWN:
      if (g_ascii_strcasecmp (name, check->judged) == 0)
        spf_check_cause (check, "no SPF record of %s was seen (TXT)", name);
      else
        spf_check_cause (check,
                         "whether %s may send mail of %s hangs on the SPF record of %s, which was not seen (TXT)",
                         check->ip_text, check->judged, name);
      return SPF_UNKNOWN;
    case DNS_FAILED:
      spf_check_cause (check, "the DNS could not tell the SPF record of %s (TXT)", name);
      return SPF_TEMPERROR;
    default:
      return select_record (check, name, answer, text);
    }
}

/* --- terms ------------------------------------------------------------------------- */

static SpfResult
result_of_qualifier (char qualifier)
{
  switch (qualifier)
    {
    case '-':
      return SPF_FAIL;
    case '~':
      return SPF_SOFTFAIL;
    case '?':
      return SPF_NEUTRAL;
    default:
      return SPF_PASS;
    }
}

static SpfResult
result_of_error (SpfMatch match)
{
  return match == SPF_MATCH_TEMPERROR ? SPF_TEMPERROR : match == SPF_MATCH_PERMERROR ? SPF_PERMERROR : SPF_UNKNOWN;
}

/* What of a mechanism follows from the result of the record it includes (§5.2). */
static SpfMatch
match_of_result (SpfResult result)
{
  static const SpfMatch matches[SPF_RESULTS] = {
    [SPF_PASS] = SPF_MATCH_YES,
    [SPF_FAIL] = SPF_MATCH_NO,
    [SPF_SOFTFAIL] = SPF_MATCH_NO,
    [SPF_NEUTRAL] = SPF_MATCH_NO,
    [SPF_TEMPERROR] = SPF_MATCH_TEMPERROR,
    [SPF_PERMERROR] = SPF_MATCH_PERMERROR,
    [SPF_NONE] = SPF_MATCH_PERMERROR,
    [SPF_UNKNOWN] = SPF_MATCH_UNKNOWN,
  };
  return matches[result];
}

/* Judges by the record of another domain: an include, a redirect.  YES: *result is its result. */
static SpfMatch
check_other (SpfCheck *check, Octets spec, Octets term, bool included, SpfResult *result)
{
  SpfMatch match = spf_check_count (check);
  if (match != SPF_MATCH_NO)
    return match;
  GString *target;
  match = spf_check_target (check, spec, term, &target);
  if (match != SPF_MATCH_YES)
    return match;
  *result = spf_check_host (check, octets_of (target->str, target->len), included);
  if (*result == SPF_NONE)
    {
      g_autofree char *clipped = spf_check_clip (term);
      g_autofree char *name = spf_check_clip (octets_of (target->str, target->len));
      spf_check_cause (check, "the SPF policy of %s is broken: %s leads to %s, which has no SPF record", check->judged,
                       clipped, name);
    }
  g_string_free (target, TRUE);
  return SPF_MATCH_YES;
}

static SpfMatch
match_term (SpfCheck *check, const SpfTerm *term)
{
  if (term->mechanism != SPF_INCLUDE)
    return spf_check_match (check, term);
  SpfResult result;
  SpfMatch match = check_other (check, term->domain, term->text, true, &result);
  return match == SPF_MATCH_YES ? match_of_result (result) : match;
}

/* The reason that the domain gives for a fail (§6.2); any trouble with it, and there is none. */
static void
explain (SpfCheck *check, Octets spec)
{
  GString *target;
  if (spec.length == 0 || spf_check_target (check, spec, spec, &target) != SPF_MATCH_YES)
    return;
  g_autofree char *name = spf_name_text (octets_of (target->str, target->len));
  g_string_free (target, TRUE);
  const DnsAnswer *answer = name != NULL ? dns_ask (check->inquiry, name, DNS_TXT) : NULL;
  if (answer == NULL || answer->status != DNS_FOUND || answer->count != 1)
    return;
  Octets text = answer->records[0].data;
  GString *unused = NULL;
  if (spf_macro_fault (text, SPF_MACRO_EXPLANATION) != NULL)
    return;
  /* Finds the value of %{p}, where it is asked for. */
  if (spf_macro_holds (text, "p") && spf_check_target (check, OCTETS ("%{p}"), spec, &unused) != SPF_MATCH_YES)
    return;
  if (unused != NULL)
    g_string_free (unused, TRUE);
  check->explanation = spf_macro_text (text, &check->values);
}

/* Where a term stays unknown: an address further right that would be let in is worth a word. */
static void
hint_at_later (SpfCheck *check, const SpfRecord *record, size_t from)
{
  for (size_t i = from; i < record->count; i++)
    {
      const SpfTerm *term = &record->terms[i];
      bool listed = term->mechanism == SPF_IP4 || term->mechanism == SPF_IP6;
      if (!listed || term->qualifier != '+' || spf_check_match (check, term) != SPF_MATCH_YES)
        continue;
      g_autofree char *clipped = spf_check_clip (term->text);
      const char *before = check->cause;
      spf_check_cause (check, "%s; it may, by %s, unless that record says otherwise", before, clipped);
      return;
    }
}

static SpfResult
judge_redirect (SpfCheck *check, const SpfRecord *record, const char *name, bool included)
{
  SpfResult result;
  SpfMatch match = check_other (check, record->redirect, record->redirect_term, included, &result);
  if (match == SPF_MATCH_YES && result != SPF_NONE)
    return result;
  if (match == SPF_MATCH_NO) /* RFC 8616 §4 */
    spf_check_cause (check, "the SPF policy of %s leads nowhere for a sender that is not ASCII", check->judged);
  decide (check, record->redirect_term, name);
  return match == SPF_MATCH_YES || match == SPF_MATCH_NO ? SPF_PERMERROR : result_of_error (match);
}

/* §4.6.2, §4.7, §6.1 */
static SpfResult
judge_record (SpfCheck *check, const SpfRecord *record, const char *name, bool included)
{
  for (size_t i = 0; i < record->count; i++)
    {
      const SpfTerm *term = &record->terms[i];
      forget_decision (check);
      SpfMatch match = match_term (check, term);
      if (match == SPF_MATCH_NO)
        continue;
      /* What an included record decided stays, where it is what counts. */
      if (check->term == NULL || (match == SPF_MATCH_YES && term->qualifier != '+'))
        {
          decide (check, term->text, name);
          check->everybody = term->mechanism == SPF_ALL;
        }
      if (match == SPF_MATCH_UNKNOWN && !included)
        hint_at_later (check, record, i + 1);
      if (match != SPF_MATCH_YES)
        return result_of_error (match);
      SpfResult result = result_of_qualifier (term->qualifier);
      if (result == SPF_FAIL && !included)
        explain (check, record->explanation);
      return result;
    }
  forget_decision (check);
  return record->redirect.length > 0 ? judge_redirect (check, record, name, included) : SPF_NEUTRAL;
}

SpfResult
spf_check_host (SpfCheck *check, Octets domain, bool included)
{
  g_autofree char *name = spf_name_text (domain);
  Octets text;
  SpfResult result = find_record (check, name, &text);
  if (result != SPF_PASS)
    return result;
  SpfRecord *record = spf_record_new (text);
  Octets outer = check->values.domain;
  check->values.domain = domain;
  if (record->fault == NULL)
    result = judge_record (check, record, name, included);
  else
    {
      g_autofree char *clipped = spf_check_clip (record->fault_term);
      spf_check_cause (check, "the SPF record of %s is broken at \"%s\": %s", name, clipped,
                       phrase_word (check->phrases, record->fault));
      decide (check, record->fault_term, name);
      result = SPF_PERMERROR;
    }
  check->values.domain = outer;
  spf_record_free (record);
  return result;
}
