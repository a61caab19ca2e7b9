/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mechanisms of SPF, RFC 7208 §5, and the limits of §4.6.4.
 *
 * Void look-ups are counted where the owner of the domain makes them: those of a, mx (of the name
 * and of each host), exists, and the PTR of ptr; not those of the names that a PTR claims, which are
 * the client's.
 *
 * An answer that was not seen ends the search, also where a later address would match: the
 * unseen one might have been an error, which ends the check (§5).  Only with ptr it may be passed
 * over, for there errors are (§5.5). */
#include "config.h"

#include "spf-check.h"

#include "dns-name.h"
#include "translate.h"

enum { CLIPPED_MAX = 100 };

static const char *const elsewhere
    = N_ ("whether %s may send mail of %s hangs on a record that was not seen: %s of %s (for %s)");

void
spf_check_cause (SpfCheck *check, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  check->cause = phrase_va (check->phrases, format, arguments);
  va_end (arguments);
}

SpfMatch
spf_check_count (SpfCheck *check)
{
  if (++check->lookups <= SPF_LOOKUPS_MAX)
    return SPF_MATCH_NO;
  spf_check_cause (check, "the SPF policy of %s asks for more than the %u terms that may look up in the DNS",
                   check->judged, SPF_LOOKUPS_MAX);
  return SPF_MATCH_PERMERROR;
}

char *
spf_check_clip (Octets text)
{
  GString *clipped = g_string_new (NULL);
  for (size_t i = 0; i < text.length && i < CLIPPED_MAX; i++)
    g_string_append_c (clipped, text.at[i] != '\0' ? (char) text.at[i] : '?');
  if (text.length > CLIPPED_MAX)
    g_string_append (clipped, "…");
  return g_string_free (clipped, FALSE);
}

static void
blame_unseen (SpfCheck *check, DnsType type, const char *name, Octets term)
{
  g_autofree char *clipped = spf_check_clip (term);
  spf_check_cause (check, elsewhere, check->ip_text, check->judged, dns_type_name (type), name, clipped);
}

/* YES: there are records; NO: there are none, which counts as a void look-up. */
static SpfMatch
ask (SpfCheck *check, const SpfTerm *term, const char *name, DnsType type, const DnsAnswer **answer)
{
  *answer = dns_ask (check->inquiry, name, type);
  switch ((*answer)->status)
    {
    case DNS_FOUND:
      return SPF_MATCH_YES;
    case DNS_UNKNOWN:
      blame_unseen (check, type, name, term->text);
      return SPF_MATCH_UNKNOWN;
    case DNS_FAILED:
      spf_check_cause (check, "the DNS could not tell the %s of %s, which the SPF policy of %s needs",
                       dns_type_name (type), name, check->judged);
      return SPF_MATCH_TEMPERROR;
    case DNS_EMPTY:
    case DNS_NO_NAME:
      break;
    }
  if (++check->void_lookups <= SPF_VOID_LOOKUPS_MAX)
    return SPF_MATCH_NO;
  spf_check_cause (check, "the SPF policy of %s names more than %u hosts or domains that lead nowhere", check->judged,
                   SPF_VOID_LOOKUPS_MAX);
  return SPF_MATCH_PERMERROR;
}

/* The first `bits` of two addresses of the client's version are equal. */
static bool
is_equal (const SpfCheck *check, const uint8_t *ip, unsigned bits)
{
  unsigned whole = bits / 8, rest = bits % 8;
  if (memcmp (check->ip, ip, whole) != 0)
    return false;
  return rest == 0 || ((check->ip[whole] ^ ip[whole]) >> (8 - rest)) == 0;
}

static bool
holds_client (const SpfCheck *check, const DnsAnswer *answer, unsigned bits)
{
  size_t octets = check->ip_version == 6 ? 16 : 4;
  for (size_t i = 0; answer->status == DNS_FOUND && i < answer->count; i++)
    if (answer->records[i].data.length == octets && is_equal (check, answer->records[i].data.at, bits))
      return true;
  return false;
}

static DnsType
address_type (const SpfCheck *check)
{
  return check->ip_version == 6 ? DNS_AAAA : DNS_A;
}

/* Whether the client is one of a host's addresses. */
static SpfMatch
match_host (SpfCheck *check, const SpfTerm *term, const char *host)
{
  const DnsAnswer *answer;
  SpfMatch match = ask (check, term, host, address_type (check), &answer);
  if (match == SPF_MATCH_YES && !holds_client (check, answer, check->ip_version == 6 ? term->bits6 : term->bits4))
    match = SPF_MATCH_NO;
  return match;
}

static int
compare_preference (const void *a, const void *b)
{
  const DnsRecord *const *first = a, *const *second = b;
  if ((*first)->preference != (*second)->preference)
    return (*first)->preference < (*second)->preference ? -1 : 1;
  return *first < *second ? -1 : *first > *second; /* as in the answer */
}

static SpfMatch
match_mx (SpfCheck *check, const SpfTerm *term, const char *name)
{
  const DnsAnswer *answer;
  SpfMatch match = ask (check, term, name, DNS_MX, &answer);
  if (match != SPF_MATCH_YES)
    return match;
  if (answer->count > SPF_MX_MAX)
    {
      spf_check_cause (check, "%s has more than the %u mail servers (MX) that SPF may look at", name, SPF_MX_MAX);
      return SPF_MATCH_PERMERROR;
    }
  const DnsRecord *hosts[SPF_MX_MAX];
  for (size_t i = 0; i < answer->count; i++)
    hosts[i] = &answer->records[i];
  qsort (hosts, answer->count, sizeof hosts[0], compare_preference);
  match = SPF_MATCH_NO;
  for (size_t i = 0; i < answer->count && match == SPF_MATCH_NO; i++)
    {
      const char *host = (const char *) hosts[i]->data.at;
      if (hosts[i]->data.length > 0 && strcmp (host, ".") != 0) /* else a null MX, RFC 7505 */
        match = match_host (check, term, host);
    }
  return match;
}

/* --- names of the client (§5.5) --------------------------------------------------- */

/* How a name stands to a domain. */
typedef enum Kinship { KIN_SAME, KIN_BELOW, KIN_NONE } Kinship;

/* `domain` is spelled as the DNS is asked; `name` is as a record has it. */
static Kinship
kinship (const char *name, const char *domain)
{
  char spelled[DNS_NAME_TEXT];
  if (!dns_name_spell (name, spelled))
    return KIN_NONE;
  if (strcmp (spelled, domain) == 0)
    return KIN_SAME;
  return dns_name_under (spelled, domain) ? KIN_BELOW : KIN_NONE;
}

static const DnsAnswer *
client_names (SpfCheck *check)
{
  g_autofree char *reverse = dns_reverse_name (check->ip_version, check->ip);
  return dns_ask (check->inquiry, reverse, DNS_PTR);
}

/* The first name of a kin that leads back to the client; NULL, and *unseen is a name of which that is not
 * known, or stays what it was. */
static const char *
validated_name (SpfCheck *check, const DnsAnswer *names, const char *domain, Kinship kin, const char **unseen)
{
  for (size_t i = 0; i < names->count && i < SPF_PTR_MAX; i++)
    {
      const char *name = (const char *) names->records[i].data.at;
      if (names->records[i].data.length == 0 || kinship (name, domain) != kin)
        continue;
      const DnsAnswer *addresses = dns_ask (check->inquiry, name, address_type (check));
      if (holds_client (check, addresses, check->ip_version == 6 ? 128 : 32))
        return name;
      if (addresses->status == DNS_UNKNOWN)
        *unseen = name;
    }
  return NULL;
}

static SpfMatch
match_ptr (SpfCheck *check, const SpfTerm *term, const char *domain)
{
  const DnsAnswer *names;
  g_autofree char *reverse = dns_reverse_name (check->ip_version, check->ip);
  SpfMatch match = ask (check, term, reverse, DNS_PTR, &names);
  if (match == SPF_MATCH_TEMPERROR)
    return SPF_MATCH_NO; /* §5.5: "this mechanism fails to match" */
  if (match != SPF_MATCH_YES)
    return match;
  const char *unseen = NULL;
  if (validated_name (check, names, domain, KIN_SAME, &unseen) != NULL
      || validated_name (check, names, domain, KIN_BELOW, &unseen) != NULL)
    return SPF_MATCH_YES;
  if (unseen == NULL)
    return SPF_MATCH_NO;
  blame_unseen (check, address_type (check), unseen, term->text);
  return SPF_MATCH_UNKNOWN;
}

/* %{p} (§7.3): the domain itself, else one below it, else any; NULL: "unknown".  False: not known. */
static bool
find_validated (SpfCheck *check, Octets term, const char **validated)
{
  *validated = NULL;
  const DnsAnswer *names = client_names (check);
  const char *unseen = NULL;
  if (names->status == DNS_UNKNOWN)
    {
      blame_unseen (check, DNS_PTR, names->name, term);
      return false;
    }
  if (names->status != DNS_FOUND)
    return true;
  g_autofree char *domain = spf_name_text (check->values.domain);
  for (Kinship kin = KIN_SAME; kin <= KIN_NONE && *validated == NULL && unseen == NULL; kin++)
    *validated = validated_name (check, names, domain, kin, &unseen);
  if (*validated != NULL || unseen == NULL)
    return true;
  blame_unseen (check, address_type (check), unseen, term);
  return false;
}

/* --- targets ----------------------------------------------------------------------- */

static bool
is_ascii (Octets octets)
{
  for (size_t i = 0; i < octets.length; i++)
    if (octets.at[i] >= 0x80)
      return false;
  return true;
}

SpfMatch
spf_check_target (SpfCheck *check, Octets spec, Octets term, GString **target)
{
  if (spec.length == 0)
    {
      *target = g_string_new_len ((const char *) check->values.domain.at, (gssize) check->values.domain.length);
      return SPF_MATCH_YES;
    }
  /* RFC 8616 §4: a local part that is not ASCII is in no domain name. */
  if (!is_ascii (check->values.local) && spf_macro_holds (spec, "sl"))
    return SPF_MATCH_NO;
  if (spf_macro_holds (spec, "p") && !find_validated (check, term, &check->values.validated))
    return SPF_MATCH_UNKNOWN;
  *target = spf_macro_domain (spec, &check->values);
  return SPF_MATCH_YES;
}

static SpfMatch
match_named (SpfCheck *check, const SpfTerm *term)
{
  SpfMatch match = spf_check_count (check);
  if (match != SPF_MATCH_NO)
    return match;
  GString *target;
  match = spf_check_target (check, term->domain, term->text, &target);
  if (match != SPF_MATCH_YES)
    return match;
  g_autofree char *name = spf_name_text (octets_of (target->str, target->len));
  g_string_free (target, TRUE);
  if (name == NULL)
    return SPF_MATCH_NO; /* §4.8: nothing can be asked, as if there were no such name */
  const DnsAnswer *answer;
  switch (term->mechanism)
    {
    case SPF_A:
      return match_host (check, term, name);
    case SPF_MX:
      return match_mx (check, term, name);
    case SPF_PTR:
      return match_ptr (check, term, name);
    default:
      return ask (check, term, name, DNS_A, &answer); /* exists: of IPv6 clients, too (§5.7) */
    }
}

SpfMatch
spf_check_match (SpfCheck *check, const SpfTerm *term)
{
  bool equal;
  switch (term->mechanism)
    {
    case SPF_ALL:
      return SPF_MATCH_YES;
    case SPF_IP4:
      equal = check->ip_version == 4 && is_equal (check, term->ip, term->bits4);
      return equal ? SPF_MATCH_YES : SPF_MATCH_NO;
    case SPF_IP6:
      equal = check->ip_version == 6 && is_equal (check, term->ip, term->bits6);
      return equal ? SPF_MATCH_YES : SPF_MATCH_NO;
    default:
      return match_named (check, term);
    }
}
