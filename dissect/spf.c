/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPF, RFC 7208: whose policy is asked (§2.3, §2.4, §4.3), and what it said as a sentence.
 *
 * Does not: say anything of a sender but which hosts its domain lists. */
#include "config.h"

#include "spf.h"

#include "spf-check.h"
#include "translate.h"

enum { NAME_TRIED_MAX = 1024 /* octets of a domain that is looked at; a longer one is none */ };

/* --- the sender (§4.3) -------------------------------------------------------------- */

/* A domain as the DNS may be asked for it: an IDN in A-labels; NULL: none can be made of it,
 * as of an address literal. */
static GString *
ascii_domain (Octets domain)
{
  if (domain.length > 0 && domain.at[domain.length - 1] == '.')
    domain.length--;
  if (domain.length == 0 || domain.length > NAME_TRIED_MAX || domain.at[0] == '['
      || domain.at[domain.length - 1] == '.')
    return NULL;
  bool ascii = true;
  for (size_t i = 0; i < domain.length; i++)
    {
      if (domain.at[i] <= 0x20 || domain.at[i] == 0x7f)
        return NULL;
      ascii = ascii && domain.at[i] < 0x80;
    }
  if (ascii)
    return g_string_new_len ((const char *) domain.at, (gssize) domain.length);
  if (!g_utf8_validate ((const char *) domain.at, (gssize) domain.length, NULL))
    return NULL;
  g_autofree char *text = g_strndup ((const char *) domain.at, domain.length);
  g_autofree char *labels = g_hostname_to_ascii (text);
  return labels != NULL ? g_string_new (labels) : NULL;
}

/* Splits a reverse-path; a source route goes (RFC 5321 §4.1.1.3). */
static void
split_sender (Octets path, Octets *local, Octets *domain)
{
  size_t at = path.length;
  while (at > 0 && path.at[at - 1] != '@')
    at--;
  size_t colon = octets_find (path, ':');
  if (path.length > 0 && path.at[0] == '@' && colon < at)
    {
      path = octets_from (path, colon + 1);
      at -= colon + 1;
    }
  *local = at > 0 ? octets_slice (path, 0, at - 1) : path;
  *domain = at > 0 ? octets_from (path, at) : OCTETS_NONE;
  if (local->length == 0)
    *local = OCTETS ("postmaster");
  local->length = MIN (local->length, SPF_VALUE_MAX);
}

static bool
is_mapped (const SpfQuestion *question)
{
  static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };
  return question->ip_version == 6 && memcmp (question->ip, prefix, sizeof prefix) == 0;
}

static void
check_begin (SpfCheck *check, const SpfQuestion *question, DnsInquiry *inquiry)
{
  bool mapped = is_mapped (question);
  check->inquiry = inquiry;
  check->ip_version = mapped ? 4 : question->ip_version;
  check->ip = mapped ? question->ip + 12 : question->ip;
  Flow flow = { .ip_version = (uint8_t) check->ip_version };
  memcpy (flow.side[0].ip, check->ip, check->ip_version == 6 ? 16 : 4);
  flow_ip_text (&flow, 0, check->ip_text);
  check->values.ip_version = check->ip_version;
  check->values.ip = check->ip;
  check->values.helo = octets_slice (question->helo, 0, SPF_VALUE_MAX);
  if (check->values.helo.length > 0 && check->values.helo.at[check->values.helo.length - 1] == '.')
    check->values.helo.length--;
  check->values.receiver = question->receiver;
  check->values.seconds = question->time / G_GINT64_CONSTANT (1000000000);
}

/* --- the verdict -------------------------------------------------------------------- */

static const char *
write_why (const SpfCheck *check, SpfResult result)
{
  Phrases *phrases = check->phrases;
  g_autofree char *clipped = spf_check_clip (octets_of_string (check->term));
  bool other = check->owner != NULL && g_ascii_strcasecmp (check->owner, check->judged) != 0;
  const char *term = other ? phrase (phrases, "%s in the record of %s", clipped, check->owner) : clipped;
  switch (result)
    {
    case SPF_PASS:
      if (check->everybody)
        return phrase (phrases, "%s lets every host of the world send its mail (%s)", check->judged, term);
      return phrase (phrases, "%s lists %s as a sender of its mail (%s)", check->judged, check->ip_text, term);
    case SPF_FAIL:
      return phrase (phrases, "%s says with %s that %s must not send its mail", check->judged, term, check->ip_text);
    case SPF_SOFTFAIL:
      return phrase (phrases, "%s says with %s that %s is probably no sender of its mail", check->judged, term,
                     check->ip_text);
    case SPF_NEUTRAL:
      if (check->term == NULL)
        return phrase (phrases, "the SPF record of %s says nothing of %s", check->judged, check->ip_text);
      return phrase (phrases, "%s leaves open with %s whether %s may send its mail", check->judged, term,
                     check->ip_text);
    default:
      return check->cause;
    }
}

static const char *
blame_name (Phrases *phrases, SpfIdentity identity, Octets name)
{
  g_autofree char *clipped = spf_check_clip (name);
  if (identity == SPF_OF_HELO && name.length == 0)
    return phrase_word (phrases, N_ ("there is no SPF policy to ask for: the client did not say who it is"));
  if (identity == SPF_OF_HELO)
    return phrase (phrases, "there is no SPF policy to ask for: the client called itself \"%s\", no full domain name",
                   clipped);
  if (name.length == 0)
    return phrase_word (phrases, N_ ("there is no SPF policy to ask for: the sender's address has no domain"));
  return phrase (phrases, "there is no SPF policy to ask for: \"%s\" behind the sender's @ is no full domain name",
                 clipped);
}

static void
judge (SpfCheck *check, Octets domain, SpfVerdict *verdict)
{
  GString *ascii = ascii_domain (domain);
  Octets asked = ascii != NULL ? octets_of (ascii->str, ascii->len) : OCTETS_NONE;
  char *name = spf_name_text (asked);
  if (spf_name_is_full (name))
    {
      check->judged = name;
      check->values.sender_domain = check->values.domain = asked;
      verdict->result = spf_check_host (check, asked, false);
      phrase_copy (check->phrases, write_why (check, verdict->result), &verdict->why, &verdict->local_why);
      verdict->domain = g_steal_pointer (&name);
    }
  else
    {
      verdict->result = SPF_NONE;
      const char *why = blame_name (check->phrases, verdict->identity, domain);
      phrase_copy (check->phrases, why, &verdict->why, &verdict->local_why);
    }
  g_free (name);
  if (ascii != NULL)
    g_string_free (ascii, TRUE);
}

SpfVerdict *
spf_check (const SpfQuestion *question, DnsInquiry *inquiry)
{
  SpfVerdict *verdict = g_new0 (SpfVerdict, 1);
  SpfCheck check = { .inquiry = inquiry, .phrases = phrases_new () };
  check_begin (&check, question, inquiry);
  Octets domain = question->helo;
  check.values.local = OCTETS ("postmaster");
  verdict->identity = SPF_OF_HELO;
  if (question->identity == SPF_OF_MAIL_FROM && question->mail_from.length > 0)
    {
      split_sender (question->mail_from, &check.values.local, &domain);
      verdict->identity = SPF_OF_MAIL_FROM;
    }
  judge (&check, domain, verdict);
  if (check.owner != NULL && g_ascii_strcasecmp (check.owner, verdict->domain) == 0)
    g_clear_pointer (&check.owner, g_free);
  verdict->mechanism = check.term;
  verdict->mechanism_owner = check.owner;
  verdict->explanation = check.explanation;
  verdict->lookups = check.lookups;
  verdict->void_lookups = check.void_lookups;
  phrases_free (check.phrases);
  return verdict;
}

void
spf_verdict_free (SpfVerdict *verdict)
{
  if (verdict == NULL)
    return;
  g_free (verdict->domain);
  g_free (verdict->mechanism);
  g_free (verdict->mechanism_owner);
  g_free (verdict->explanation);
  g_free (verdict->why);
  g_free (verdict->local_why);
  g_free (verdict);
}

bool
spf_lets_everybody (const SpfVerdict *verdict)
{
  enum { WIDE4 = 8, WIDE6 = 16 };
  if (verdict->result != SPF_PASS || verdict->mechanism == NULL)
    return false;
  const char *term = verdict->mechanism + (verdict->mechanism[0] == '+');
  if (g_ascii_strcasecmp (term, "all") == 0)
    return true;
  bool four = g_ascii_strncasecmp (term, "ip4:", 4) == 0, six = g_ascii_strncasecmp (term, "ip6:", 4) == 0;
  const char *slash = four || six ? strrchr (term, '/') : NULL;
  return slash != NULL && g_ascii_strtoull (slash + 1, NULL, 10) <= (four ? WIDE4 : WIDE6);
}

const char *
spf_result_name (SpfResult result)
{
  static const char *const names[SPF_RESULTS]
      = { "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror", "unknown" };
  return names[result];
}
