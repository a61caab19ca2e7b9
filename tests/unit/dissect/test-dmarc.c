/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DMARC over a zone of a few lines: which record speaks, what is aligned, what follows,
 * and what is not known where an answer was not seen. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/dmarc.h"

/* --- a DNS of lines ---------------------------------------------------------------- */

/* "NAME text": its TXT record; "NAME -": there is no such name; "NAME ()": a name without
 * any record; "NAME !": the server fails; "*": all else does not exist.  What no line tells was
 * not seen. */
struct DnsInquiry {
  const char *zone;
  GPtrArray *answers, *missing; /* of DnsAnswer *, of char * */
};

enum { RECORDS_MAX = 4 };

typedef struct Answer {
  DnsAnswer answer;
  DnsRecord records[RECORDS_MAX];
} Answer;

static void
take_line (Answer *answer, const char *line, const char *name, DnsType type)
{
  size_t length = strlen (name);
  if (strncmp (line, name, length) != 0 || line[length] != ' ')
    return;
  const char *value = line + length + 1, *end = strchrnul (value, '\n');
  size_t size = (size_t) (end - value);
  if (size == 1 && *value == '-')
    answer->answer.status = DNS_NO_NAME;
  else if (size == 1 && *value == '!')
    answer->answer.status = DNS_FAILED;
  else if (type != DNS_TXT || strncmp (value, "()", 2) == 0)
    answer->answer.status = DNS_EMPTY;
  else
    {
      assert_true (answer->answer.count < RECORDS_MAX);
      answer->answer.status = DNS_FOUND;
      answer->records[answer->answer.count++].data = octets_of (value, size);
    }
}

const DnsAnswer *
dns_ask (DnsInquiry *inquiry, const char *name, DnsType type)
{
  Answer *answer = g_new0 (Answer, 1);
  answer->answer = (DnsAnswer){ .name = name, .type = type, .canonical = name, .records = answer->records };
  g_ptr_array_add (inquiry->answers, answer);
  bool known = false;
  for (const char *line = inquiry->zone; line != NULL && *line != '\0';)
    {
      known |= *line == '*';
      take_line (answer, line, name, type);
      line = strchr (line, '\n');
      line = line != NULL ? line + 1 : NULL;
    }
  if (answer->answer.status == DNS_UNKNOWN && known)
    answer->answer.status = DNS_NO_NAME;
  if (answer->answer.status == DNS_UNKNOWN)
    g_ptr_array_add (inquiry->missing, g_strdup (name));
  return &answer->answer;
}

static DnsInquiry
inquiry_begin (const char *zone)
{
  return (DnsInquiry){ zone, g_ptr_array_new_with_free_func (g_free), g_ptr_array_new_with_free_func (g_free) };
}

static void
inquiry_clear (DnsInquiry *inquiry)
{
  g_ptr_array_unref (inquiry->answers);
  g_ptr_array_unref (inquiry->missing);
}

/* --- a verdict in words -------------------------------------------------------------- */

typedef struct DmarcCase {
  const char *name;
  const char *zone;
  const char *from;
  const char *spf;  /* "RESULT DOMAIN"; NULL: not judged */
  const char *dkim; /* the same, several parted by a comma; NULL: none */
  const char *says;
  const char *why;     /* a part of it; NULL: any */
  const char *missing; /* the last that was; NULL: nothing */
} DmarcCase;

static const char *const spf_results[]
    = { "none", "neutral", "pass", "fail", "softfail", "temperror", "permerror", "unknown" };
static const char *const dkim_results[] = { "pass", "fail", "permerror", "temperror", "unknown" };

static unsigned
result_number (const char *const *names, size_t count, const char *text)
{
  for (unsigned i = 0; i < count; i++)
    if (g_str_has_prefix (text, names[i]) && text[strlen (names[i])] == ' ')
      return i;
  fail_msg ("no result: %s", text);
  return 0;
}

static const char *
domain_in (const char *text)
{
  const char *domain = strchr (text, ' ') + 1;
  return *domain != '\0' ? domain : NULL;
}

static void
append_alignment (GString *says, const char *what, DmarcAlignment alignment, bool passes)
{
  static const char *const words[] = { "?", "no", "relaxed", "strict" };
  g_string_append_printf (says, " %s=%s%s", what, words[alignment], passes ? "+" : "");
}

static char *
describe (const DmarcVerdict *verdict)
{
  GString *says = g_string_new (dmarc_result_name (verdict->result));
  if (verdict->policy_domain != NULL)
    {
      const char *published = dmarc_policy_name (verdict->published), *policy = dmarc_policy_name (verdict->policy);
      g_string_append_printf (says, " %s %s=%s", verdict->policy_domain,
                              verdict->policy_tag != NULL ? verdict->policy_tag : "?",
                              published != NULL ? published : "?");
      if (verdict->testing)
        g_string_append_printf (says, " t=y:%s", policy);
      else
        assert_int_equal (verdict->policy, verdict->published);
    }
  if (verdict->organizational != NULL)
    g_string_append_printf (says, " of %s%s", verdict->organizational, verdict->by_public_suffix_list ? "(list)" : "");
  append_alignment (says, "spf", verdict->spf, verdict->spf_passes);
  append_alignment (says, "dkim", verdict->dkim, verdict->dkim_passes);
  return g_string_free (says, FALSE);
}

static bool
run_case (const DmarcCase *test)
{
  DnsInquiry inquiry = inquiry_begin (test->zone);
  SpfVerdict spf = { .result = SPF_NONE };
  if (test->spf != NULL)
    {
      spf.result = result_number (spf_results, G_N_ELEMENTS (spf_results), test->spf);
      spf.domain = (char *) domain_in (test->spf);
    }
  g_autoptr (GPtrArray) dkim = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) signatures = test->dkim != NULL ? g_strsplit (test->dkim, ",", -1) : NULL;
  for (size_t i = 0; signatures != NULL && signatures[i] != NULL; i++)
    {
      DkimVerdict *signature = g_new0 (DkimVerdict, 1);
      signature->result = result_number (dkim_results, G_N_ELEMENTS (dkim_results), signatures[i]);
      signature->domain = (char *) domain_in (signatures[i]);
      g_ptr_array_add (dkim, signature);
    }
  DmarcVerdict *verdict = dmarc_check (
      &(DmarcQuestion){ test->from, test->spf != NULL ? &spf : NULL, test->dkim != NULL ? dkim : NULL, false },
      &inquiry);
  g_autofree char *says = describe (verdict);
  const char *missing = inquiry.missing->len > 0 ? inquiry.missing->pdata[inquiry.missing->len - 1] : NULL;
  bool fits = strcmp (says, test->says) == 0 && g_strcmp0 (missing, test->missing) == 0
              && (test->why == NULL || strstr (verdict->why, test->why) != NULL);
  if (!fits)
    print_error ("%s: got \"%s\"\n  %s\n  %s is missing\n", test->name, says, verdict->why,
                 missing != NULL ? missing : "nothing");
  dmarc_verdict_free (verdict);
  inquiry_clear (&inquiry);
  return fits;
}

/* --- cases ------------------------------------------------------------------------- */

#define BANK "_dmarc.bank.example v=DMARC1; p=reject\n"
#define ALL "*\n"

static const DmarcCase cases[] = {
  /* The plain ones. */
  { "signed by the domain", BANK ALL, "bank.example", "fail mail.example", "pass bank.example",
    "pass bank.example p=reject of bank.example(list) spf=no dkim=strict+",
    "signed by bank.example, the domain in From", NULL },
  { "SPF of the domain", BANK ALL, "bank.example", "pass bank.example", NULL,
    "pass bank.example p=reject of bank.example(list) spf=strict+ dkim=no",
    "SPF allows this client to send for bank.example on the envelope, the domain in From", NULL },
  { "nothing proves it", BANK ALL, "bank.example", "fail bank.example", NULL,
    "fail bank.example p=reject of bank.example(list) spf=strict dkim=no",
    "From says bank.example, but neither SPF nor DKIM proves that domain; bank.example asks to reject such mail "
    "(p=reject)",
    NULL },
  { "both pass for another", BANK ALL, "bank.example", "pass evil.example", "pass evil.example",
    "fail bank.example p=reject of bank.example spf=no dkim=no", NULL, NULL },
  { "one of several signatures", BANK ALL, "bank.example", "none list.example",
    "fail bank.example,pass list.example,pass bank.example,permerror bank.example",
    "pass bank.example p=reject of bank.example spf=no dkim=strict+", NULL, NULL },
  { "the closest of several that prove it", BANK ALL, "bank.example", "pass bank.example",
    "pass mail.bank.example,pass bank.example,pass a.bank.example",
    "pass bank.example p=reject of bank.example spf=strict+ dkim=strict+", "signed by bank.example, the domain in From",
    NULL },
  { "case and A-labels", "_dmarc.xn--bcher-kva.example v=DMARC1; p=quarantine\n" ALL,
    "B\xc3\x9c"
    "cher.EXAMPLE.",
    "none x.example", "pass xn--bcher-kva.example",
    "pass xn--bcher-kva.example p=quarantine of xn--bcher-kva.example(list) spf=no dkim=strict+", NULL, NULL },
  { "no record", ALL, "bank.example", "none bank.example", NULL, "none of bank.example(list) spf=strict dkim=no",
    "bank.example has no DMARC record", NULL },
  { "no record, yet signed", ALL, "news.bank.example", "none x.example", "pass bank.example",
    "none of bank.example(list) spf=no dkim=relaxed+",
    "has no DMARC record; but the mail is signed by bank.example, which is of the same organization", NULL },
  { "no name and no record in several",
    "_dmarc.bank.example v=DMARC1; p=reject\n_dmarc.bank.example v=DMARC1; p=none\n" ALL, "bank.example",
    "none bank.example", NULL, "none of bank.example(list) spf=strict dkim=no", NULL, NULL },
  { "a record among others", "_dmarc.bank.example v=spf1 -all\n_dmarc.bank.example hello\n" BANK ALL, "bank.example",
    "none bank.example", NULL, "fail bank.example p=reject of bank.example(list) spf=strict dkim=no", NULL, NULL },
  { "p=none", "_dmarc.bank.example v=DMARC1; p=none\n" ALL, "bank.example", "none x.example", NULL,
    "fail bank.example p=none of bank.example(list) spf=no dkim=no", "asks for nothing to be done", NULL },
  { "a test", "_dmarc.bank.example v=DMARC1; p=reject; t=y\n" ALL, "bank.example", "none x.example", NULL,
    "fail bank.example p=reject t=y:quarantine of bank.example(list) spf=no dkim=no", "t=y: only a test", NULL },
  { "a test of little", "_dmarc.bank.example v=DMARC1; p=quarantine; t=y\n" ALL, "bank.example", "none x.example", NULL,
    "fail bank.example p=quarantine t=y:none of bank.example(list) spf=no dkim=no", NULL, NULL },
  { "reports only", "_dmarc.bank.example v=DMARC1; rua=mailto:d@bank.example\n" ALL, "bank.example", "none x.example",
    NULL, "fail bank.example p=none of bank.example(list) spf=no dkim=no", NULL, NULL },
  { "neither policy nor reports", "_dmarc.bank.example v=DMARC1; p=deny\n" ALL, "bank.example", "none x.example",
    "pass bank.example", "permerror of bank.example(list) spf=no dkim=strict+",
    "the DMARC record at _dmarc.bank.example holds no valid policy", NULL },
  { "no From", BANK ALL, NULL, "pass bank.example", NULL, "permerror spf=? dkim=?", "no one sender", NULL },
  { "no domain", BANK ALL, "[192.0.2.1]", "pass bank.example", NULL, "permerror spf=? dkim=?", "is no domain", NULL },
  { "one label", ALL, "localhost", "none x.example", NULL, "none of localhost(list) spf=no dkim=no", NULL, NULL },

  /* Alignment. */
  { "a subdomain signs", BANK ALL, "bank.example", "none x.example", "pass mail.bank.example",
    "pass bank.example p=reject of bank.example spf=no dkim=relaxed+",
    "signed by mail.bank.example, which is of the same organization as bank.example in From", NULL },
  { "the domain signs for its subdomain", BANK ALL, "news.bank.example", "none x.example", "pass bank.example",
    "pass bank.example p=reject of bank.example spf=no dkim=relaxed+", NULL, NULL },
  { "sisters", BANK ALL, "news.bank.example", "pass bounce.bank.example", NULL,
    "pass bank.example p=reject of bank.example spf=relaxed+ dkim=no",
    "SPF allows this client to send for bounce.bank.example on the envelope, which is of the same organization", NULL },
  { "strict: sisters do not count", "_dmarc.bank.example v=DMARC1; p=reject; adkim=s; aspf=s\n" ALL, "bank.example",
    "pass bounce.bank.example", "pass mail.bank.example",
    "fail bank.example p=reject of bank.example spf=relaxed dkim=relaxed", NULL, NULL },
  { "strict: the very same does", "_dmarc.bank.example v=DMARC1; p=reject; adkim=s; aspf=s\n" ALL, "bank.example",
    "pass bounce.bank.example", "pass BANK.example",
    "pass bank.example p=reject of bank.example spf=relaxed dkim=strict+", NULL, NULL },
  { "strict for one only", "_dmarc.bank.example v=DMARC1; p=reject; adkim=s\n" ALL, "bank.example",
    "pass bounce.bank.example", "pass mail.bank.example",
    "pass bank.example p=reject of bank.example spf=relaxed+ dkim=relaxed", NULL, NULL },
  { "no mere end of the name", BANK ALL, "bank.example", "pass riverbank.example", "pass riverbank.example",
    "fail bank.example p=reject of bank.example spf=no dkim=no", NULL, NULL },
  { "a public suffix signs", "_dmarc.shop.co.uk v=DMARC1; p=reject\n" ALL, "shop.co.uk", "none x.example", "pass co.uk",
    "fail shop.co.uk p=reject of shop.co.uk spf=no dkim=no", NULL, NULL },

  /* The tree walk (RFC 9989 §4.10). */
  { "two records: the higher one is the organization's", "_dmarc.mail.bank.example v=DMARC1; p=none\n" BANK ALL,
    "a.mail.bank.example", "none x.example", "pass other.bank.example",
    "pass bank.example p=reject of bank.example spf=no dkim=relaxed+", NULL, NULL },
  { "the record of From goes before", "_dmarc.mail.bank.example v=DMARC1; p=none\n" BANK ALL, "mail.bank.example",
    "pass bank.example", NULL, "pass mail.bank.example p=none of bank.example spf=relaxed+ dkim=no", NULL, NULL },
  { "psd=n draws the line",
    "_dmarc.dept.uni.example v=DMARC1; p=quarantine; psd=n\n_dmarc.uni.example v=DMARC1; p=reject\n" ALL,
    "a.dept.uni.example", "pass uni.example", "pass b.dept.uni.example",
    "pass dept.uni.example p=quarantine of dept.uni.example spf=no dkim=relaxed+", NULL, NULL },
  { "psd=n, from above",
    "_dmarc.dept.uni.example v=DMARC1; p=quarantine; psd=n\n_dmarc.uni.example v=DMARC1; p=reject\n" ALL, "uni.example",
    "none x.example", "pass a.dept.uni.example", "fail uni.example p=reject of uni.example spf=no dkim=no", NULL,
    NULL },
  { "psd=y: the organization is one below", "_dmarc.example v=DMARC1; p=reject; sp=quarantine; psd=y\n" ALL,
    "a.shop.example", "none x.example", "pass b.shop.example",
    "pass example sp=quarantine of shop.example spf=no dkim=relaxed+", NULL, NULL },
  { "psd=y: its children are strangers", "_dmarc.example v=DMARC1; p=reject; psd=y\n" ALL, "a.shop.example",
    "pass rival.example", "pass example", "fail example p=reject of shop.example spf=no dkim=no", NULL, NULL },
  { "psd=y, and the organization's own record",
    "_dmarc.example v=DMARC1; p=reject; psd=y\n"
    "_dmarc.shop.example v=DMARC1; p=none\n" ALL,
    "a.shop.example", "none x.example", NULL, "fail shop.example p=none of shop.example spf=no dkim=no", NULL, NULL },
  { "psd=y at the very domain", "_dmarc.example v=DMARC1; p=reject; psd=y\n" ALL, "example", "pass a.example", NULL,
    "fail example p=reject of example spf=no dkim=no", NULL, NULL },
  { "a suffix without psd", "_dmarc.example v=DMARC1; p=none\n" ALL, "a.example", "none b.example", "pass b.example",
    "pass example p=none of example spf=no dkim=relaxed+", NULL, NULL },
  { "more than eight labels",
    "_dmarc.mail.bank.example v=DMARC1; p=none\n"
    "_dmarc.g.h.i.j.mail.bank.example v=DMARC1; p=quarantine; psd=n\n_dmarc.f.g.h.i.j.mail.bank.example v=DMARC1; "
    "p=reject; psd=n\n" ALL,
    "a.b.c.d.e.f.g.h.i.j.mail.bank.example", "none x.example", NULL,
    "fail g.h.i.j.mail.bank.example p=quarantine of g.h.i.j.mail.bank.example spf=no dkim=no", NULL, NULL },
  { "more than eight, a suffix at seven", "_dmarc.c.d.e.f.g.h.example v=DMARC1; p=reject; psd=y\n" ALL,
    "a.a.a.b.c.d.e.f.g.h.example", "none x.example", "pass z.b.c.d.e.f.g.h.example",
    "pass c.d.e.f.g.h.example p=reject of b.c.d.e.f.g.h.example spf=no dkim=relaxed+", NULL, NULL },

  /* Which of p, sp, np. */
  { "sp", "_dmarc.bank.example v=DMARC1; p=reject; sp=none\n" ALL, "news.bank.example", "none x.example", NULL,
    "fail bank.example sp=none of bank.example spf=no dkim=no", "(sp=none)", NULL },
  { "p for the domain itself", "_dmarc.bank.example v=DMARC1; p=reject; sp=none; np=none\n" ALL, "bank.example",
    "none x.example", NULL, "fail bank.example p=reject of bank.example(list) spf=no dkim=no", NULL, NULL },
  { "np: no such name", "_dmarc.bank.example v=DMARC1; p=none; sp=quarantine; np=reject\n" ALL, "ghost.bank.example",
    "none x.example", NULL, "fail bank.example np=reject of bank.example spf=no dkim=no", NULL, NULL },
  { "np: a name without records",
    "ghost.bank.example ()\n_dmarc.bank.example v=DMARC1; p=none; sp=quarantine; np=reject\n" ALL, "ghost.bank.example",
    "none x.example", NULL, "fail bank.example sp=quarantine of bank.example spf=no dkim=no", NULL, NULL },
  { "np: a name below it",
    "_dmarc.real.bank.example ()\n_dmarc.bank.example v=DMARC1; p=none; np=reject\n_dmarc.example -\n",
    "real.bank.example", "none x.example", NULL, "fail bank.example p=none of bank.example spf=no dkim=no", NULL,
    NULL },
  { "np: not seen", "_dmarc.ghost.bank.example -\n_dmarc.bank.example v=DMARC1; p=none; np=reject\n_dmarc.example -\n",
    "ghost.bank.example", "none x.example", NULL, "fail bank.example ?=? of bank.example spf=no dkim=no",
    "depends on whether ghost.bank.example exists", "ghost.bank.example" },
  { "np: of no matter",
    "_dmarc.ghost.bank.example -\n_dmarc.bank.example v=DMARC1; p=reject; np=reject\n_dmarc.example -\n",
    "ghost.bank.example", "none x.example", NULL, "fail bank.example p=reject of bank.example spf=no dkim=no", NULL,
    NULL },
  { "np in a test", "_dmarc.bank.example v=DMARC1; p=none; np=reject; t=y\n" ALL, "ghost.bank.example",
    "none x.example", NULL, "fail bank.example np=reject t=y:quarantine of bank.example spf=no dkim=no", NULL, NULL },

  /* What a capture of a verifier by RFC 7489 holds. */
  { "only its own record", BANK, "bank.example", "fail bank.example", NULL,
    "fail bank.example p=reject of bank.example(list) spf=strict dkim=no", NULL, NULL },
  { "only its own record, signed by a subdomain", BANK, "bank.example", "none x.example", "pass mail.bank.example",
    "pass bank.example p=reject of bank.example(list) spf=no dkim=relaxed+",
    "(where the organization ends is told by the public suffix list)", "_dmarc.example" },
  { "only its own record, another signs", BANK, "bank.example", "pass evil.example", "pass mail.evil.example",
    "fail bank.example p=reject of bank.example(list) spf=no dkim=no", NULL, "_dmarc.example" },
  { "its own and the organization's", "_dmarc.news.bank.example -\n" BANK, "news.bank.example",
    "fail news.bank.example", NULL, "fail bank.example p=reject of bank.example(list) spf=strict dkim=no",
    "public suffix list", "_dmarc.example" },
  { "the one between was not asked for", "_dmarc.a.b.bank.example -\n_dmarc.bank.example v=DMARC1; p=reject; sp=none\n",
    "a.b.bank.example", "none x.example", "pass bank.example",
    "pass bank.example sp=none of bank.example(list) spf=no dkim=relaxed+", NULL, "_dmarc.example" },
  { "neither has one", "_dmarc.news.bank.example -\n_dmarc.bank.example ()\n", "news.bank.example", "none x.example",
    NULL, "none of bank.example(list) spf=no dkim=no", "public suffix list", "_dmarc.example" },
  { "a record below a suffix of two labels", "_dmarc.a.shop.co.uk -\n_dmarc.shop.co.uk v=DMARC1; p=quarantine\n",
    "a.shop.co.uk", "none x.example", "pass b.shop.co.uk",
    "pass shop.co.uk p=quarantine of shop.co.uk(list) spf=no dkim=relaxed+", NULL, "_dmarc.uk" },
  { "psd=n seen, those below it not", "_dmarc.dept.uni.example v=DMARC1; p=reject; psd=n\n", "dept.uni.example",
    "none x.example", "pass a.b.dept.uni.example",
    "pass dept.uni.example p=reject of dept.uni.example spf=no dkim=relaxed+", NULL, "_dmarc.b.dept.uni.example" },

  /* Not known. */
  { "nothing seen", "", "bank.example", "fail bank.example", "pass mail.bank.example",
    "unknown of bank.example(list) spf=strict dkim=relaxed+", "no answer about the DMARC record at _dmarc.bank.example",
    "_dmarc.bank.example" },
  { "only the organization's record seen", BANK, "news.bank.example", "none x.example", NULL,
    "unknown of bank.example(list) spf=no dkim=no", "at _dmarc.news.bank.example was seen",
    "_dmarc.news.bank.example" },
  { "the organization's record not seen", "_dmarc.news.bank.example -\n", "news.bank.example", "none x.example", NULL,
    "unknown of bank.example(list) spf=no dkim=no", "at _dmarc.bank.example was seen", "_dmarc.example" },
  { "SPF not known", BANK ALL, "bank.example", "unknown bank.example", NULL,
    "unknown bank.example p=reject of bank.example(list) spf=strict dkim=no",
    "whether SPF proves bank.example is not known", NULL },
  { "SPF not known, but of another", BANK ALL, "bank.example", "unknown evil.example", NULL,
    "fail bank.example p=reject of bank.example spf=no dkim=no", NULL, NULL },
  { "SPF not known, but signed", BANK ALL, "bank.example", "unknown bank.example", "pass bank.example",
    "pass bank.example p=reject of bank.example(list) spf=strict dkim=strict+", NULL, NULL },
  { "SPF not known, nor of whom", BANK ALL, "bank.example", "unknown ", NULL,
    "unknown bank.example p=reject of bank.example(list) spf=? dkim=no", "whether SPF proves bank.example is not known",
    NULL },
  { "DKIM not known", BANK ALL, "bank.example", "fail bank.example", "unknown bank.example",
    "unknown bank.example p=reject of bank.example(list) spf=strict dkim=?", "whether the signature proves", NULL },
  { "DKIM not known, but of another", BANK ALL, "bank.example", "fail bank.example", "unknown evil.example",
    "fail bank.example p=reject of bank.example spf=strict dkim=no", NULL, NULL },
  { "a signature without domain", BANK ALL, "bank.example", "fail bank.example", "unknown ",
    "fail bank.example p=reject of bank.example(list) spf=strict dkim=no", NULL, NULL },
  { "a submission", BANK ALL, "bank.example", NULL, NULL,
    "unknown bank.example p=reject of bank.example(list) spf=? dkim=no", "SPF was not judged", NULL },
  { "a submission, signed", BANK ALL, "bank.example", NULL, "pass bank.example",
    "pass bank.example p=reject of bank.example(list) spf=? dkim=strict+", NULL, NULL },

  /* The DNS fails. */
  { "no answer for the record", "_dmarc.bank.example !\n" ALL, "bank.example", "none x.example", NULL,
    "temperror of bank.example(list) spf=no dkim=no", "could not answer for the DMARC record at _dmarc.bank.example",
    NULL },
  { "none for the organization's", "_dmarc.bank.example !\n" ALL, "a.bank.example", "none x.example", NULL,
    "temperror of bank.example(list) spf=no dkim=no", NULL, NULL },
  { "none from above it", BANK "_dmarc.example !\n" ALL, "a.bank.example", "none x.example", "pass b.bank.example",
    "pass bank.example p=reject of bank.example(list) spf=no dkim=relaxed+", NULL, NULL },
  { "none for SPF", BANK ALL, "bank.example", "temperror bank.example", NULL,
    "temperror bank.example p=reject of bank.example(list) spf=strict dkim=no", "what decides whether SPF", NULL },
  { "none for a key", BANK ALL, "bank.example", "none x.example", "temperror bank.example",
    "temperror bank.example p=reject of bank.example(list) spf=no dkim=?", "whether the signature", NULL },
  { "none for one key, another was not seen", BANK ALL, "bank.example", "none x.example",
    "unknown bank.example,temperror bank.example", "unknown bank.example p=reject of bank.example(list) spf=no dkim=?",
    NULL, NULL },
};

static void
test_cases (void **state)
{
  (void) state;
  bool all = true;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    all &= run_case (&cases[i]);
  assert_true (all);
}

/* At most eight questions for the domain in From, whatever it is (§4.10). */
static void
test_questions (void **state)
{
  (void) state;
  static const char long_name[] = "a.b.c.d.e.f.g.h.i.j.mail.bank.example";
  static const char *const asked[] = { "a.b.c.d.e.f.g.h.i.j.mail.bank.example",
                                       "g.h.i.j.mail.bank.example",
                                       "h.i.j.mail.bank.example",
                                       "i.j.mail.bank.example",
                                       "j.mail.bank.example",
                                       "mail.bank.example",
                                       "bank.example",
                                       "example" };
  DnsInquiry inquiry = inquiry_begin ("_dmarc.a.b.c.d.e.f.g.h.i.j.mail.bank.example -\n");
  dmarc_verdict_free (dmarc_check (&(DmarcQuestion){ .from_domain = long_name }, &inquiry));
  assert_int_equal (inquiry.answers->len, G_N_ELEMENTS (asked));
  assert_int_equal (inquiry.missing->len, G_N_ELEMENTS (asked) - 1);
  for (guint i = 0; i < inquiry.missing->len; i++)
    {
      g_autofree char *name = g_strconcat ("_dmarc.", asked[i + 1], NULL);
      assert_string_equal (g_ptr_array_index (inquiry.missing, i), name);
    }
  inquiry_clear (&inquiry);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_cases), cmocka_unit_test (test_questions) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
