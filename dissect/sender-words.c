/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines about a sender.
 *
 * Limits: ROWS_SHOWN answers and missing records, SIGNATURES_SHOWN signatures.
 *
 * Does not: escape or redact; that is the faces' work. */
#include "config.h"

#include "sender-words.h"

#include "authentication-comparison.h"

#include <inttypes.h>

enum { ROWS_SHOWN = 8, SIGNATURES_SHOWN = 6, FIELDS_SHOWN = 4, CLAIMS_SHOWN = 8 };

static void
line_free (gpointer row)
{
  SenderLine *line = row;
  g_free (line->text);
  g_free (line);
}

/* Takes the text. */
static void
add (GPtrArray *lines, const char *label, SenderTone tone, char *text)
{
  SenderLine *line = g_new0 (SenderLine, 1);
  *line = (SenderLine){ .label = label, .tone = tone, .text = text };
  g_ptr_array_add (lines, line);
}

/* A reason of which both languages were made when it was found; `local` NULL: the same. */
static const char *
reason (Tongue tongue, const char *english, const char *local)
{
  return tongue == TONGUE_USER && local != NULL ? local : english;
}

static void
add_verdict (GPtrArray *lines, const SenderReport *report, Tongue tongue)
{
  static const SenderTone tones[] = { TONE_GOOD, TONE_PLAIN, TONE_BAD };
  static const char *const names[]
      = { NC_ ("verdict", "VERIFIED"), NC_ ("verdict", "unverified"), NC_ ("verdict", "CONTRADICTED") };
  add (lines, translate (tongue, "Sender"), tones[report->verdict],
       g_strdup_printf ("%s: %s", translate_in (tongue, "verdict", names[report->verdict]),
                        reason (tongue, report->why, report->local_why)));
}

static SenderTone
spf_tone (SpfResult result)
{
  return result == SPF_PASS ? TONE_GOOD : result == SPF_FAIL || result == SPF_SOFTFAIL ? TONE_BAD : TONE_PLAIN;
}

static void
add_spf (GPtrArray *lines, const SenderReport *report, Tongue tongue)
{
  if (report->spf == NULL)
    {
      add (lines, "SPF", TONE_PLAIN, g_strdup (translate (tongue, report->spf_not_judged)));
      return;
    }
  add (lines, "SPF", spf_tone (report->spf->result),
       g_strdup_printf ("%s: %s", spf_result_name (report->spf->result),
                        reason (tongue, report->spf->why, report->spf->local_why)));
  if (report->spf->explanation != NULL)
    add (lines, "", TONE_PLAIN,
         g_strdup_printf (translate (tongue, "its owner explains: %s"), report->spf->explanation));
}

static void
add_dkim (GPtrArray *lines, const MailMessage *message, const SenderReport *report, Tongue tongue)
{
  static const SenderTone tones[DKIM_RESULTS] = { TONE_GOOD, TONE_BAD, TONE_BAD, TONE_PLAIN, TONE_PLAIN };
  if (report->dkim->len == 0)
    add (lines, "DKIM", TONE_PLAIN,
         g_strdup (message->header_lacks
                       ? translate (tongue, "unknown: no signature was seen, but part of the header was not captured")
                       : translate (tongue, "none: the mail bears no signature of a domain")));
  for (guint i = 0; i < MIN (report->dkim->len, SIGNATURES_SHOWN); i++)
    {
      const DkimVerdict *signature = g_ptr_array_index (report->dkim, i);
      add (lines, i == 0 ? "DKIM" : "", tones[signature->result],
           g_strdup_printf ("%s: %s", dkim_result_name (signature->result),
                            reason (tongue, signature->why, signature->local_why)));
    }
  if (report->dkim->len > SIGNATURES_SHOWN)
    add (lines, "", TONE_PLAIN,
         g_strdup_printf (translate (tongue, "and %u signatures more"), report->dkim->len - SIGNATURES_SHOWN));
}

static void
add_arc (GPtrArray *lines, const SenderReport *report, Tongue tongue)
{
  static const SenderTone tones[ARC_RESULTS] = { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_PLAIN };
  if (report->arc->result != ARC_NONE)
    add (lines, "ARC", tones[report->arc->result],
         g_strdup_printf ("%s: %s", arc_result_name (report->arc->result),
                          reason (tongue, report->arc->why, report->arc->local_why)));
}

static void
add_dmarc (GPtrArray *lines, const SenderReport *report, Tongue tongue)
{
  DmarcResult result = report->dmarc->result;
  add (lines, "DMARC",
       result == DMARC_PASS   ? TONE_GOOD
       : result == DMARC_FAIL ? TONE_BAD
                              : TONE_PLAIN,
       g_strdup_printf ("%s: %s", dmarc_result_name (result),
                        reason (tongue, report->dmarc->why, report->dmarc->local_why)));
}

/* One claim of an Authentication-Results field: "dkim=pass, here fail". */
static void
append_claim (GString *text, const ComparedClaim *compared, Tongue tongue)
{
  g_string_append_printf (text, "%s=%s", compared->claim->method, compared->claim->result);
  if (compared->agreement == CLAIM_AGREES)
    g_string_append (text, translate (tongue, " (so it is)"));
  else if (compared->agreement == CLAIM_DIFFERS)
    g_string_append_printf (text, translate (tongue, " (here: %s)"), compared->ours);
}

/* What servers say in the header, a line a field. */
static void
add_claims (GPtrArray *lines, const SmtpSession *session, const SmtpTransaction *transaction, Tongue tongue)
{
  AuthenticationComparison *comparison = authentication_compare (session, transaction);
  for (guint i = 0; comparison != NULL && i < MIN (comparison->results->len, FIELDS_SHOWN); i++)
    {
      const AuthenticationResults *results = g_ptr_array_index (comparison->results, i);
      GString *text = g_string_new (NULL);
      unsigned shown = 0;
      for (guint k = 0; k < comparison->claims->len && shown < CLAIMS_SHOWN; k++)
        {
          const ComparedClaim *compared = &g_array_index (comparison->claims, ComparedClaim, k);
          if (compared->results != results)
            continue;
          g_string_append (text, shown++ > 0 ? ", " : "");
          append_claim (text, compared, tongue);
        }
      add (lines, i == 0 ? translate (tongue, "Claimed") : "", TONE_PLAIN,
           g_strdup_printf (translate (tongue, "in the header by %s: %s"),
                            results->server != NULL ? results->server : translate (tongue, "nobody named"),
                            shown > 0 ? text->str : translate (tongue, "nothing was checked")));
      g_string_free (text, TRUE);
    }
  authentication_comparison_free (comparison);
}

char *
sender_answer_place (const DnsAnswer *answer, Tongue tongue)
{
  if (answer->source == DNS_FROM_CAPTURE)
    return g_strdup_printf (translate (tongue, "packet %" PRIu64), answer->origin.packet);
  if (answer->source == DNS_FROM_FILE)
    return g_strdup_printf (translate (tongue, "line %u of the zone file"), answer->line);
  return g_strdup (translate (tongue, "asked live"));
}

static void
add_answers (GPtrArray *lines, const SenderReport *report, Tongue tongue)
{
  const GPtrArray *used = dns_inquiry_used (report->inquiry);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < MIN (report->used, ROWS_SHOWN); i++)
    {
      const DnsAnswer *answer = g_ptr_array_index (used, i);
      g_autofree char *place = sender_answer_place (answer, tongue);
      g_string_append_printf (text, "%s%s %s (%s)", i > 0 ? ", " : "", dns_type_name (answer->type), answer->name,
                              place);
    }
  if (report->used > ROWS_SHOWN)
    g_string_append_printf (text, translate (tongue, " and %u more"), report->used - ROWS_SHOWN);
  if (report->used > 0)
    add (lines, translate (tongue, "Rests on"), TONE_PLAIN,
         g_strdup_printf (translate (tongue, "DNS answers: %s"), text->str));
  g_string_free (text, TRUE);
}

/* Whether something could not be told for want of a record. */
static bool
is_open (const SenderReport *report)
{
  bool open = report->arc->result == ARC_UNKNOWN || report->dmarc->result == DMARC_UNKNOWN
              || (report->spf != NULL && report->spf->result == SPF_UNKNOWN);
  for (guint i = 0; i < report->dkim->len; i++)
    open = open || ((const DkimVerdict *) g_ptr_array_index (report->dkim, i))->result == DKIM_UNKNOWN;
  return open;
}

static void
add_missing (GPtrArray *lines, const SenderReport *report, Tongue tongue)
{
  const GPtrArray *missing = dns_inquiry_missing (report->inquiry);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < MIN (report->missing, ROWS_SHOWN); i++)
    {
      const DnsMissing *row = g_ptr_array_index (missing, i);
      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", dns_type_name (row->type), row->name);
    }
  if (report->missing > ROWS_SHOWN)
    g_string_append_printf (text, translate (tongue, " and %u more"), report->missing - ROWS_SHOWN);
  if (report->missing > 0)
    add (lines, translate (tongue, "Not seen"), TONE_PLAIN,
         g_strdup_printf (translate (tongue, "DNS records: %s"), text->str));
  g_string_free (text, TRUE);
}

/* Whether something is not known that a record could tell: else what was not seen is of no use. */
static bool
wants_more (const SenderReport *report)
{
  bool unknown = (report->spf != NULL && report->spf->result == SPF_UNKNOWN) || report->arc->result == ARC_UNKNOWN
                 || report->dmarc->result == DMARC_UNKNOWN;
  for (guint i = 0; i < report->dkim->len; i++)
    unknown |= ((const DkimVerdict *) g_ptr_array_index (report->dkim, i))->result == DKIM_UNKNOWN;
  return unknown;
}

GPtrArray *
sender_words (const SmtpSession *session, const SmtpTransaction *transaction, Tongue tongue)
{
  const SenderReport *report = transaction->sender;
  if (report == NULL)
    return NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  /* Where no record at all was seen, what is missing says it shorter. */
  bool answered = report->used > 0;
  add_verdict (lines, report, tongue);
  if (answered || report->spf == NULL || report->spf->result != SPF_UNKNOWN)
    add_spf (lines, report, tongue);
  add_dkim (lines, transaction->message, report, tongue);
  add_arc (lines, report, tongue);
  if (answered || (report->dmarc->result != DMARC_UNKNOWN && report->dmarc->domain != NULL))
    add_dmarc (lines, report, tongue);
  add_claims (lines, session, transaction, tongue);
  add_answers (lines, report, tongue);
  if (wants_more (report))
    if (is_open (report))
      add_missing (lines, report, tongue);
  return lines;
}
