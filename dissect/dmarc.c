/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DMARC, RFC 9989: which record speaks for the domain in From, which of SPF and DKIM
 * proves that domain, and what follows.
 *
 * A capture rarely holds all that the rules ask for.  What decides and was not seen makes
 * the result unknown; where only the border of the organization is in doubt, the public
 * suffix list draws it, as it did in RFC 7489, and the verdict says so.
 *
 * Does not: read the From field, or say what its verdict means for the mail (see sender.c). */
#include "config.h"

#include "dmarc-walk.h"
#include "phrases.h"
#include "translate.h"

typedef enum Proof { PROOF_NONE, PROOF_FAILED, PROOF_UNKNOWN, PROOF_GIVEN } Proof;

typedef enum Discovery { POLICY_FOUND, POLICY_NONE, POLICY_UNSEEN, POLICY_FAILED } Discovery;

typedef struct Judgment {
  const DmarcQuestion *question;
  DnsInquiry *inquiry;
  DmarcVerdict *verdict;
  Phrases *phrases;
  DmarcWalk walk; /* of the domain in From */
  Discovery discovery;
  const DmarcStep *policy; /* POLICY_FOUND: of the record; UNSEEN, FAILED: of what decides */
  DmarcRecord record;      /* that applies; all defaults where there is none */
  bool by_list;            /* the public suffix list found the policy */
  bool aligned_by_list;    /* … or that a proof is of the same organization */
  Proof spf, dkim;
  const char *proven_by; /* the domain of the proof that was given */
} Judgment;

/* --- the policy (§4.10.1) ------------------------------------------------------------ */

static void
settle (Judgment *judgment, const DmarcStep *step)
{
  static const Discovery by_sight[] = {
    [DMARC_UNSEEN] = POLICY_UNSEEN,
    [DMARC_ABSENT] = POLICY_NONE,
    [DMARC_PRESENT] = POLICY_FOUND,
    [DMARC_FAILED] = POLICY_FAILED,
  };
  judgment->discovery = by_sight[step->sight];
  judgment->policy = step;
}

static void
discover_policy (Judgment *judgment)
{
  DmarcWalk *walk = &judgment->walk;
  dmarc_walk_begin (walk, judgment->verdict->domain, judgment->inquiry);
  settle (judgment, &walk->steps[0]);
  if (judgment->discovery != POLICY_NONE)
    return;
  dmarc_walk_up (walk, judgment->inquiry);
  bool by_list = false;
  const DmarcStep *step = dmarc_walk_step (walk, dmarc_walk_organizational (walk, &by_list));
  judgment->by_list = by_list && !walk->whole;
  if (step != NULL && step->sight != DMARC_ABSENT)
    settle (judgment, step);
  else if (dmarc_walk_public_suffix (walk) != NULL)
    settle (judgment, dmarc_walk_public_suffix (walk));
}

typedef enum Existence { EXISTENCE_UNKNOWN, EXISTS, EXISTS_NOT } Existence;

/* RFC 8020: a name is not there if any question about it is answered so. */
static Existence
domain_exists (const char *domain, DnsInquiry *inquiry)
{
  static const DnsType types[] = { DNS_TXT, DNS_MX, DNS_A };
  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    switch (dns_ask (inquiry, domain, types[i])->status)
      {
      case DNS_NO_NAME:
        return EXISTS_NOT;
      case DNS_FOUND:
      case DNS_EMPTY:
        return EXISTS;
      default:
        break;
      }
  return EXISTENCE_UNKNOWN;
}

static void
choose_policy (Judgment *judgment)
{
  const DmarcRecord *record = &judgment->record;
  DmarcVerdict *verdict = judgment->verdict;
  verdict->published = record->p;
  verdict->policy_tag = "p";
  if (judgment->policy != &judgment->walk.steps[0])
    {
      bool has_sp = record->sp != DMARC_POLICY_UNKNOWN, has_np = record->np != DMARC_POLICY_UNKNOWN;
      DmarcPolicy if_exists = has_sp ? record->sp : record->p;
      bool matters = has_np && record->np != if_exists && !judgment->walk.steps[0].named;
      Existence existence = matters ? domain_exists (verdict->domain, judgment->inquiry) : EXISTS;
      verdict->published = existence == EXISTS       ? if_exists
                           : existence == EXISTS_NOT ? record->np
                                                     : DMARC_POLICY_UNKNOWN;
      verdict->policy_tag = existence == EXISTENCE_UNKNOWN ? NULL
                            : existence == EXISTS_NOT      ? "np"
                            : has_sp                       ? "sp"
                                                           : "p";
    }
  verdict->testing = record->testing;
  verdict->policy = record->testing ? dmarc_policy_tested (verdict->published) : verdict->published;
}

/* --- alignment (§4.4, §4.10.2) --------------------------------------------------------- */

static bool
is_at_or_below (const char *domain, const char *above)
{
  size_t length = strlen (domain), end = strlen (above);
  return g_str_has_suffix (domain, above) && (length == end || domain[length - end - 1] == '.');
}

/* `asking`: more than the public suffix list is wanted, since something may rest on it. */
static DmarcAlignment
align (Judgment *judgment, const char *domain, bool asking)
{
  g_autofree char *name = domain_normalized (domain);
  if (name == NULL)
    return ALIGNED_NOT;
  const char *author = judgment->verdict->domain;
  if (strcmp (name, author) == 0)
    return ALIGNED_STRICT;
  bool by_list = false;
  const char *organizational, *other;
  /* Without a record for the domain in From nothing rests on where exactly its organization ends. */
  if (asking && judgment->discovery == POLICY_FOUND)
    {
      dmarc_walk_up (&judgment->walk, judgment->inquiry);
      organizational = dmarc_walk_organizational (&judgment->walk, &by_list);
      if (!is_at_or_below (name, organizational))
        return ALIGNED_NOT;
      DmarcWalk walk;
      dmarc_walk_begin (&walk, name, judgment->inquiry);
      dmarc_walk_up (&walk, judgment->inquiry);
      other = dmarc_walk_organizational (&walk, &by_list);
    }
  else
    {
      organizational = dmarc_listed_organizational (author);
      other = dmarc_listed_organizational (name);
      by_list = true;
    }
  if (strcmp (organizational, other) != 0)
    return ALIGNED_NOT;
  judgment->aligned_by_list |= by_list && asking;
  return ALIGNED_RELAXED;
}

static bool
satisfies (DmarcAlignment alignment, bool strict)
{
  return alignment == ALIGNED_STRICT || (alignment == ALIGNED_RELAXED && !strict);
}

static void
weigh_spf (Judgment *judgment)
{
  DmarcVerdict *verdict = judgment->verdict;
  const SpfVerdict *spf = judgment->question->spf;
  if (spf == NULL || (spf->result == SPF_UNKNOWN && spf->domain == NULL))
    {
      judgment->spf = PROOF_UNKNOWN;
      return;
    }
  bool may_prove = spf->result == SPF_PASS || spf->result == SPF_UNKNOWN || spf->result == SPF_TEMPERROR;
  verdict->spf = align (judgment, spf->domain, may_prove);
  if (!may_prove || !satisfies (verdict->spf, judgment->record.strict_spf))
    return;
  judgment->spf = spf->result == SPF_PASS ? PROOF_GIVEN : spf->result == SPF_UNKNOWN ? PROOF_UNKNOWN : PROOF_FAILED;
  verdict->spf_passes = judgment->spf == PROOF_GIVEN;
  if (verdict->spf_passes)
    judgment->proven_by = spf->domain;
}

static void
weigh_signature (Judgment *judgment, const DkimVerdict *dkim)
{
  static const Proof proofs[DKIM_RESULTS]
      = { [DKIM_PASS] = PROOF_GIVEN, [DKIM_UNKNOWN] = PROOF_UNKNOWN, [DKIM_TEMPERROR] = PROOF_FAILED };
  DmarcVerdict *verdict = judgment->verdict;
  Proof proof = proofs[dkim->result];
  if (proof == PROOF_NONE)
    return;
  DmarcAlignment alignment = align (judgment, dkim->domain, true);
  bool suffices = satisfies (alignment, judgment->record.strict_dkim);
  if (suffices && proof > judgment->dkim)
    judgment->dkim = proof;
  if (proof != PROOF_GIVEN || alignment <= verdict->dkim)
    return;
  verdict->dkim = alignment;
  if (suffices)
    judgment->proven_by = dkim->domain;
}

static void
weigh_dkim (Judgment *judgment)
{
  DmarcVerdict *verdict = judgment->verdict;
  const GPtrArray *signatures = judgment->question->dkim;
  verdict->dkim = ALIGNED_NOT;
  for (guint i = 0; signatures != NULL && i < signatures->len; i++)
    weigh_signature (judgment, g_ptr_array_index (signatures, i));
  verdict->dkim_passes = judgment->dkim == PROOF_GIVEN;
  if (verdict->dkim == ALIGNED_NOT && judgment->dkim != PROOF_NONE)
    verdict->dkim = ALIGNED_UNKNOWN;
}

/* --- the result ------------------------------------------------------------------------ */

static DmarcResult
conclude (const Judgment *judgment)
{
  switch (judgment->discovery)
    {
    case POLICY_NONE:
      return DMARC_NONE;
    case POLICY_UNSEEN:
      return DMARC_UNKNOWN;
    case POLICY_FAILED:
      return DMARC_TEMPERROR;
    case POLICY_FOUND:
      break;
    }
  if (judgment->verdict->policy_domain == NULL)
    return DMARC_PERMERROR;
  if (judgment->spf == PROOF_GIVEN || judgment->dkim == PROOF_GIVEN)
    return DMARC_PASS;
  if (judgment->spf == PROOF_UNKNOWN || judgment->dkim == PROOF_UNKNOWN)
    return DMARC_UNKNOWN;
  return judgment->spf == PROOF_FAILED || judgment->dkim == PROOF_FAILED ? DMARC_TEMPERROR : DMARC_FAIL;
}

/* What the owner asks for, as the end of a sentence. */
static const char *
policy_words (const Judgment *judgment)
{
  static const char *const of_this_mail[] = {
    [DMARC_POLICY_NONE] = N_ ("%s asks for nothing to be done with such mail (%s)"),
    [DMARC_POLICY_QUARANTINE] = N_ ("%s asks to treat such mail as suspicious (%s)"),
    [DMARC_POLICY_REJECT] = N_ ("%s asks to reject such mail (%s)"),
  };
  static const char *const of_others[] = {
    [DMARC_POLICY_NONE] = N_ ("%s asks for nothing to be done with mail that fails (%s)"),
    [DMARC_POLICY_QUARANTINE] = N_ ("%s asks to treat mail that fails as suspicious (%s)"),
    [DMARC_POLICY_REJECT] = N_ ("%s asks to reject mail that fails (%s)"),
  };
  const DmarcVerdict *verdict = judgment->verdict;
  Phrases *phrases = judgment->phrases;
  if (verdict->published == DMARC_POLICY_UNKNOWN)
    return phrase (phrases, "what %s asks for depends on whether %s exists, of which nothing was seen",
                   verdict->policy_domain, verdict->domain);
  const char *tag = phrase (phrases, verdict->testing ? N_ ("%s=%s, t=y: only a test, so one step less") : "%s=%s",
                            verdict->policy_tag, dmarc_policy_name (verdict->published));
  return phrase (phrases, (verdict->result == DMARC_FAIL ? of_this_mail : of_others)[verdict->published],
                 verdict->policy_domain, tag);
}

static const char *
proof_words (const Judgment *judgment)
{
  const DmarcVerdict *verdict = judgment->verdict;
  Phrases *phrases = judgment->phrases;
  bool same = (verdict->dkim_passes ? verdict->dkim : verdict->spf) == ALIGNED_STRICT;
  g_autofree char *by = domain_normalized (judgment->proven_by);
  if (verdict->dkim_passes)
    return same ? phrase (phrases, "the mail is signed by %s, the domain in From", by)
                : phrase (phrases, "the mail is signed by %s, which is of the same organization as %s in From", by,
                          verdict->domain);
  return same
             ? phrase (phrases, "SPF allows this client to send for %s on the envelope, the domain in From", by)
             : phrase (phrases,
                       "SPF allows this client to send for %s on the envelope, which is of the same organization as %s "
                       "in From",
                       by, verdict->domain);
}

/* `why`, and the proof that there is all the same. */
static const char *
but_proof (const Judgment *judgment, const char *why)
{
  return judgment->verdict->spf_passes || judgment->verdict->dkim_passes
             ? phrase (judgment->phrases, "%s; but %s", why, proof_words (judgment))
             : why;
}

static const char *
explain_unknown (const Judgment *judgment)
{
  const DmarcVerdict *verdict = judgment->verdict;
  Phrases *phrases = judgment->phrases;
  if (judgment->discovery == POLICY_UNSEEN)
    return but_proof (
        judgment, phrase (phrases, "no answer about the DMARC record at _dmarc.%s was seen", judgment->policy->domain));
  const char *why;
  if (judgment->question->spf == NULL && judgment->dkim == PROOF_NONE)
    why = phrase (phrases, "no signature proves %s, and SPF was not judged here", verdict->domain);
  else
    why = phrase (phrases, "whether %s proves %s is not known, for a record or a part of the mail was not seen",
                  judgment->dkim != PROOF_UNKNOWN  ? "SPF"
                  : judgment->spf != PROOF_UNKNOWN ? phrase_word (phrases, N_ ("the signature"))
                                                   : phrase_word (phrases, N_ ("SPF or the signature")),
                  verdict->domain);
  return phrase (phrases, "%s; %s", why, policy_words (judgment));
}

static const char *
explain_failure_of_dns (const Judgment *judgment)
{
  Phrases *phrases = judgment->phrases;
  if (judgment->discovery == POLICY_FAILED)
    return phrase (phrases, "the DNS could not answer for the DMARC record at _dmarc.%s", judgment->policy->domain);
  return phrase (phrases, "the DNS could not answer what decides whether %s proves %s",
                 judgment->spf == PROOF_FAILED ? "SPF" : phrase_word (phrases, N_ ("the signature")),
                 judgment->verdict->domain);
}

static const char *
reason (const Judgment *judgment)
{
  const DmarcVerdict *verdict = judgment->verdict;
  Phrases *phrases = judgment->phrases;
  switch (verdict->result)
    {
    case DMARC_PASS:
      return proof_words (judgment);
    case DMARC_FAIL:
      return phrase (phrases, "From says %s, but neither SPF nor DKIM proves that domain; %s", verdict->domain,
                     policy_words (judgment));
    case DMARC_NONE:
      return but_proof (judgment, phrase (phrases, "%s has no DMARC record", verdict->domain));
    case DMARC_PERMERROR:
      return phrase (phrases,
                     "the DMARC record at _dmarc.%s holds no valid policy, and asks for no reports, so that it counts "
                     "for nothing",
                     judgment->policy->domain);
    case DMARC_TEMPERROR:
      return explain_failure_of_dns (judgment);
    default:
      return explain_unknown (judgment);
    }
}

/* `text`, and where the organization ends, if that list told. */
static const char *
by_list (const Judgment *judgment, bool told, const char *text)
{
  return told ? phrase (judgment->phrases, "%s (where the organization ends is told by the public suffix list)", text)
              : text;
}

static void
explain (const Judgment *judgment)
{
  DmarcVerdict *verdict = judgment->verdict;
  bool list = (judgment->by_list && judgment->discovery != POLICY_UNSEEN) || judgment->aligned_by_list;
  phrase_copy (judgment->phrases, by_list (judgment, list, reason (judgment)), &verdict->why, &verdict->local_why);
  if (!verdict->spf_passes && !verdict->dkim_passes)
    return;
  const char *proof = by_list (judgment, judgment->aligned_by_list, proof_words (judgment));
  phrase_copy (judgment->phrases, proof, &verdict->proof, &verdict->local_proof);
}

/* --- the door ------------------------------------------------------------------------ */

static void
judge (Judgment *judgment)
{
  DmarcVerdict *verdict = judgment->verdict;
  discover_policy (judgment);
  if (judgment->discovery == POLICY_FOUND)
    {
      judgment->record = judgment->policy->record;
      if (dmarc_record_usable (&judgment->record))
        {
          verdict->policy_domain = g_strdup (judgment->policy->domain);
          choose_policy (judgment);
        }
    }
  weigh_spf (judgment);
  weigh_dkim (judgment);
  bool by_list = false;
  verdict->organizational = g_strdup (dmarc_walk_organizational (&judgment->walk, &by_list));
  verdict->by_public_suffix_list = by_list;
  verdict->result = conclude (judgment);
  explain (judgment);
}

DmarcVerdict *
dmarc_check (const DmarcQuestion *question, DnsInquiry *inquiry)
{
  DmarcVerdict *verdict = g_new0 (DmarcVerdict, 1);
  verdict->domain = domain_normalized (question->from_domain);
  Judgment judgment = { .question = question, .inquiry = inquiry, .verdict = verdict, .phrases = phrases_new () };
  const char *why = NULL;
  if (question->from_domain == NULL && question->from_unseen)
    {
      verdict->result = DMARC_UNKNOWN;
      why = N_ ("the From field was not captured, and so no domain to ask for");
    }
  else if (verdict->domain == NULL)
    {
      verdict->result = DMARC_PERMERROR;
      why = question->from_domain == NULL
                ? N_ ("the mail names no one sender in one From field, and so no domain to ask for")
                : N_ ("what stands behind the @ in From is no domain");
    }
  if (why != NULL)
    phrase_copy (judgment.phrases, phrase_word (judgment.phrases, why), &verdict->why, &verdict->local_why);
  else
    judge (&judgment);
  phrases_free (judgment.phrases);
  return verdict;
}

void
dmarc_verdict_free (DmarcVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_free (verdict->domain);
  g_free (verdict->policy_domain);
  g_free (verdict->organizational);
  g_free (verdict->proof);
  g_free (verdict->why);
  g_free (verdict->local_proof);
  g_free (verdict->local_why);
  g_free (verdict);
}

const char *
dmarc_result_name (DmarcResult result)
{
  static const char *const names[DMARC_RESULTS] = { "none", "pass", "fail", "permerror", "temperror", "unknown" };
  return names[result];
}

const char *
dmarc_policy_name (DmarcPolicy policy)
{
  static const char *const names[] = { NULL, "none", "quarantine", "reject" };
  return names[policy];
}
