/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a verdict about a sender rests on: what the mail and the dialogue said, what SPF,
 * DKIM, ARC and DMARC made of it, with which answers of the DNS, and the findings that weigh.
 *
 * Limits: FIELDS_SHOWN header fields, ANSWERS_SHOWN answers, RECORDS_SHOWN records of each.
 *
 * Does not judge: all of it was judged by dissect/sender. */
#include "config.h"

#include "why-words.h"

#include "../dissect/printable.h"
#include "../dissect/sender-words.h"
#include "../dissect/session-facts.h"
#include "../dissect/translate.h"

#include <inttypes.h>

enum { FIELDS_SHOWN = 12, ANSWERS_SHOWN = 64, RECORDS_SHOWN = 8, WORDS_COLUMNS = 200, LABEL_COLUMNS = 10 };

/* --- verdicts ------------------------------------------------------------------------- */

static void
add_verdicts (WhyText *why, const SmtpTransaction *transaction)
{
  static const Style styles[] = { STYLE_TEXT, STYLE_GOOD, STYLE_HIGH };
  g_autoptr (GPtrArray) lines = sender_words (why->session, transaction, TONGUE_USER);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const SenderLine *line = g_ptr_array_index (lines, i);
      g_autofree char *text = wording_text (why->wording, line->text);
      if (i == 0)
        text_pane_add (why->pane, styles[line->tone], 0, text);
      if (i == 1)
        why_text_add_heading (why, _ ("Step by step"));
      if (i > 0)
        {
          g_autofree char *label = g_strconcat ("  ", line->label, NULL);
          text_pane_add_labelled (why->pane, styles[line->tone], LABEL_COLUMNS + 2, label, text);
        }
    }
  why_text_add_heading (why, _ ("How the verdict is made"));
  text_pane_add (
      why->pane, STYLE_TEXT, 0,
      _ ("A finding against the sender that is severe (high, critical) contradicts him. Otherwise, if SPF or "
         "DKIM proves the domain in From, he is verified. Otherwise he is unverified: that nothing proves "
         "him says nothing against him."));
}

/* --- what was said ---------------------------------------------------------------------- */

static void
add_said (WhyText *why, const char *what, const char *meaning, Octets octets, Octets secret, Origin origin)
{
  g_autofree char *words = wording_spoken (why->wording, why->session, SIDE_CLIENT, octets, secret);
  g_autofree char *place = why_text_place (why, origin, SIDE_CLIENT);
  text_pane_add (why->pane, STYLE_TEXT, 0, "");
  why_text_add_source (
      why, g_strdup_printf (_ ("packet %" PRIu64 "  %s"), origin.packet, why->wording.redact ? what : words), origin);
  text_pane_addf (why->pane, STYLE_HEADING, 0, "%s: %s", what, meaning);
  text_pane_add (why->pane, STYLE_DIM, 2, place);
  why_text_add_octets (why, SIDE_SERVER, octets, secret, 0);
}

static void
add_client (WhyText *why)
{
  const SmtpSession *session = why->session;
  Origin origin = session->traffic.first;
  g_autofree char *client = wording_endpoint (session, SIDE_CLIENT);
  g_autofree char *place = why_text_place (why, origin, SIDE_CLIENT);
  text_pane_add (why->pane, STYLE_TEXT, 0, "");
  why_text_add_source (why, g_strdup_printf (_ ("packet %" PRIu64 "  the client is %s"), origin.packet, client),
                       origin);
  text_pane_addf (why->pane, STYLE_HEADING, 0, _ ("The client's address, %s: SPF asks whether the domain allows it"),
                  client);
  text_pane_add (why->pane, STYLE_DIM, 2, place);
}

static const char *
field_meaning (const HeaderField *field)
{
  static const struct {
    const char *name, *meaning;
  } fields[] = {
    { "From", N_ ("whom the mail names as its author; the verdict is about this domain") },
    { "Sender", N_ ("who says that he sent it for the author") },
    { "DKIM-Signature", N_ ("a domain signs the mail; DKIM checks it with the key in the DNS") },
    { "ARC-Seal", N_ ("an intermediary vouches for what it saw") },
    { "Authentication-Results", N_ ("what a server before says that it checked; anybody can write that") },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    if (header_field_is (field, fields[i].name))
      return _ (fields[i].meaning);
  return NULL;
}

static void
add_field (WhyText *why, const SmtpTransaction *transaction, const HeaderField *field, const char *meaning)
{
  Octets raw = field->raw;
  while (raw.length > 0 && (raw.at[raw.length - 1] == '\r' || raw.at[raw.length - 1] == '\n'))
    raw.length--;
  g_autofree char *name = wording_octets (why->wording, field->name, OCTETS_NONE);
  add_said (why, name, meaning, raw, OCTETS_NONE, transaction_place (transaction, field->offset));
}

static void
add_statements (WhyText *why, const SmtpTransaction *transaction)
{
  const MailMessage *message = transaction->message;
  why_text_add_heading (why, _ ("What was said, and where"));
  add_client (why);
  if (why->session->helos->len > 0)
    {
      const SmtpHelo *helo = g_ptr_array_index (why->session->helos, why->session->helos->len - 1);
      add_said (why, "HELO", _ ("the client's name by its own word"), helo->command->line, helo->command->secret,
                helo->command->origin);
    }
  if (transaction->mail != NULL)
    add_said (why, "MAIL FROM", _ ("the domain whose SPF record is asked"), transaction->mail->line,
              transaction->mail->secret, transaction->mail->origin);
  unsigned shown = 0;
  for (size_t i = 0; message != NULL && i < message->field_count && shown < FIELDS_SHOWN; i++)
    {
      const char *meaning = field_meaning (&message->fields[i]);
      if (meaning == NULL)
        continue;
      add_field (why, transaction, &message->fields[i], meaning);
      shown++;
    }
}

/* --- the DNS ------------------------------------------------------------------------------ */

static char *
record_words (const WhyText *why, const DnsAnswer *answer, const DnsRecord *record)
{
  char address[FLOW_IP_TEXT];
  uint8_t ip[16] = { 0 };
  if ((answer->type == DNS_A && record->data.length == 4) || (answer->type == DNS_AAAA && record->data.length == 16))
    {
      memcpy (ip, record->data.at, record->data.length);
      flow_ip_octets_text (ip, answer->type == DNS_A ? 4 : 6, address);
      return g_strdup (address);
    }
  char *words = wording_octets (why->wording, record->data, OCTETS_NONE);
  if (answer->type != DNS_MX)
    return words;
  char *with = g_strdup_printf ("%u %s", record->preference, words);
  g_free (words);
  return with;
}

static const char *
status_words (const DnsAnswer *answer)
{
  switch (answer->status)
    {
    case DNS_FOUND:
      return NULL;
    case DNS_EMPTY:
      return _ ("there is no such record");
    case DNS_NO_NAME:
      return _ ("there is no such name");
    case DNS_FAILED:
      return _ ("the server could not tell");
    case DNS_UNKNOWN:
    default:
      return _ ("not seen");
    }
}

static char *
answer_place (const DnsAnswer *answer)
{
  if (answer->source == DNS_FROM_CAPTURE)
    return g_strdup_printf (_ ("packet %" PRIu64), answer->origin.packet);
  if (answer->source == DNS_FROM_FILE)
    return g_strdup_printf (_ ("line %u of the zone file"), answer->line);
  return g_strdup (_ ("asked live"));
}

static void
add_answer (WhyText *why, const DnsAnswer *answer)
{
  g_autofree char *name = wording_text (why->wording, answer->name);
  g_autofree char *place = answer_place (answer);
  const char *status = status_words (answer);
  text_pane_addf (why->pane, STYLE_TEXT, 4, "  %s %s (%s)%s%s", dns_type_name (answer->type), name, place,
                  status != NULL ? ": " : "", status != NULL ? status : "");
  for (size_t i = 0; i < MIN (answer->count, RECORDS_SHOWN); i++)
    {
      g_autofree char *words = record_words (why, answer, &answer->records[i]);
      text_pane_addf (why->pane, STYLE_TEXT, 6, "      %s", words);
    }
  if (answer->count > RECORDS_SHOWN)
    text_pane_addf (why->pane, STYLE_DIM, 6, _ ("      and %zu records more"), answer->count - RECORDS_SHOWN);
  if (answer->differs)
    text_pane_addf (why->pane, STYLE_MEDIUM, 6,
                    _ ("      packet %" PRIu64 " answered otherwise while this answer was valid"),
                    answer->differing.packet);
}

static void
add_dns (WhyText *why, const SenderReport *report)
{
  const GPtrArray *used = dns_inquiry_used (report->inquiry), *missing = dns_inquiry_missing (report->inquiry);
  guint answers = used != NULL ? MIN (report->used, used->len) : 0,
        absent = missing != NULL ? MIN (report->missing, missing->len) : 0;
  why_text_add_heading (why, _ ("Answers of the DNS that were used"));
  if (answers == 0)
    text_pane_add (why->pane, STYLE_TEXT, 0,
                   _ ("None: the capture holds no DNS that tells, and no zone file (--dns) or resolver (--resolve) "
                      "was given."));
  for (guint i = 0; i < MIN (answers, ANSWERS_SHOWN); i++)
    add_answer (why, g_ptr_array_index (used, i));
  if (answers > ANSWERS_SHOWN)
    text_pane_addf (why->pane, STYLE_DIM, 0, _ ("… and %u answers more"), answers - ANSWERS_SHOWN);
  if (absent == 0)
    return;
  why_text_add_heading (why, _ ("Records that would tell more, and were not seen"));
  for (guint i = 0; i < MIN (absent, ANSWERS_SHOWN); i++)
    {
      const DnsMissing *row = g_ptr_array_index (missing, i);
      g_autofree char *name = wording_text (why->wording, row->name);
      text_pane_addf (why->pane, STYLE_TEXT, 4, "  %s %s", dns_type_name (row->type), name);
    }
  if (absent > ANSWERS_SHOWN)
    text_pane_addf (why->pane, STYLE_DIM, 0, _ ("… and %u records more"), absent - ANSWERS_SHOWN);
}

/* --- findings ---------------------------------------------------------------------------- */

static bool
is_about (const Finding *finding, const SmtpTransaction *transaction)
{
  return finding->check->subject == SUBJECT_SENDER
         && (finding->transaction == 0 || finding->transaction == transaction->number);
}

static void
add_findings (WhyText *why, const SmtpTransaction *transaction)
{
  const GPtrArray *findings = why->session->findings;
  unsigned shown = 0;
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (findings, i);
      if (!is_about (finding, transaction))
        continue;
      if (shown++ == 0)
        why_text_add_heading (why, _ ("Findings against the sender"));
      WhySource *source = why_text_add_source (
          why, g_strdup_printf (_ ("%s  %s"), _ (severity_name (finding->severity)), _ (finding->check->title)),
          (Origin){ 0 });
      source->finding = finding;
      g_autofree char *detail = wording_octets (why->wording, finding->local_detail, OCTETS_NONE);
      text_pane_addf (why->pane, style_of_severity (finding->severity), 4, "  %s: %s",
                      _ (severity_name (finding->severity)), detail);
    }
}

void
why_of_sender (WhyText *why, const SmtpTransaction *transaction)
{
  add_verdicts (why, transaction);
  add_findings (why, transaction);
  add_dns (why, transaction->sender);
  add_statements (why, transaction);
  why_text_add_heading (why, _ ("Where the rules stand"));
  text_pane_add (why->pane, STYLE_TEXT, 0, "SPF: RFC 7208. DKIM: RFC 6376. ARC: RFC 8617. DMARC: RFC 9989.");
}
