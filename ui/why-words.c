/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a finding rests on.
 *
 * Limits: OCTETS_SHOWN of each piece of evidence.
 *
 * Does not judge: it shows what the check cited. */
#include "config.h"

#include "why-words.h"

#include "finding-words.h"
#include "moment.h"
#include "octets-dump.h"

#include "../dissect/smtp-copies.h"
#include "../dissect/smuggling.h"
#include "../dissect/translate.h"

#include <inttypes.h>

enum { OCTETS_SHOWN = 1024 };

void
why_source_free (gpointer pointer)
{
  WhySource *source = pointer;
  g_free (source->words);
  g_free (source);
}

WhySource *
why_text_add_source (WhyText *why, char *words, Origin origin)
{
  WhySource *source = g_new0 (WhySource, 1);
  source->words = words;
  source->origin = origin;
  source->paragraph = text_pane_paragraphs (why->pane);
  g_ptr_array_add (why->sources, source);
  return source;
}

void
why_text_add_heading (WhyText *why, const char *text)
{
  text_pane_add (why->pane, STYLE_TEXT, 0, "");
  text_pane_add (why->pane, STYLE_HEADING, 0, text);
}

static const char *
side_words (Side side)
{
  return side == SIDE_CLIENT ? _ ("said by the client") : _ ("said by the server");
}

char *
why_text_place (const WhyText *why, Origin origin, Side side)
{
  if (origin.packet == 0)
    return g_strdup (side_words (side));
  g_autofree char *date = moment_date (origin.time, false, why->session->traffic.nanoseconds);
  return g_strdup_printf (_ ("packet %" PRIu64 " · %s · %s"), origin.packet, date, side_words (side));
}

/* A copy that somebody sent, secrets masked wherever they stand in it. */
static void
add_dump (WhyText *why, Side side, Octets octets, Octets secret, uint64_t offset)
{
  const Octets shown = octets_slice (octets, 0, OCTETS_SHOWN);
  g_autofree uint8_t *hidden = wording_hidden (why->wording, why->session, side, shown, secret);
  octets_dump_hex (why->pane, (OctetsDump){ shown, hidden, 0 }, offset, why->columns);
  if (shown.length == octets.length)
    return;
  g_autofree char *more = wording_number (octets.length - shown.length);
  text_pane_addf (why->pane, STYLE_DIM, 0, _ ("… and %s octets more"), more);
}

void
why_text_add_octets (WhyText *why, Side side, Octets octets, Octets secret, uint64_t offset)
{
  if (why->wording.redact)
    {
      text_pane_add (why->pane, STYLE_DIM, 0, _ ("(hidden by --redact)"));
      return;
    }
  const Octets shown = octets_slice (octets, 0, OCTETS_SHOWN);
  g_autofree uint8_t *hidden = wording_hidden (why->wording, why->session, side, shown, secret);
  octets_dump_text (why->pane, (OctetsDump){ shown, hidden, 2 });
  add_dump (why, side, octets, secret, offset);
}

/* --- severity ---------------------------------------------------------------------- */

const char *
severity_meaning (Severity severity)
{
  static const char *const meanings[SEVERITIES] = {
    [SEVERITY_INFO] = N_ ("info: worth knowing; nothing was lost by it"),
    [SEVERITY_LOW] = N_ ("low: a habit the rules advise against; little is lost by it alone"),
    [SEVERITY_MEDIUM] = N_ ("medium: others could read what they should not, or a sender is doubtful"),
    [SEVERITY_HIGH] = N_ ("high: a secret was given away, or evidence contradicts the sender"),
    [SEVERITY_CRITICAL] = N_ ("critical: somebody attacks this session or its hosts"),
  };
  return _ (meanings[severity]);
}

static const char *
subject_meaning (CheckSubject subject)
{
  switch (subject)
    {
    case SUBJECT_EXPOSURE:
      return _ ("It is about what others could read.");
    case SUBJECT_SENDER:
      return _ ("It speaks against the sender that a mail names, and counts in the verdict about him.");
    case SUBJECT_ATTACK:
      return _ ("It is about somebody who interferes with the session, or abuses the server.");
    case SUBJECT_CONDUCT:
      return _ ("It is about how client or server behave.");
    case SUBJECT_EVIDENCE:
      return _ ("It is about how far the capture itself can be trusted.");
    case SUBJECT_NONE:
    case CHECK_SUBJECTS:
    default:
      return "";
    }
}

static void
add_severity (WhyText *why, const Finding *finding)
{
  const Check *check = finding->check;
  const char *subject = subject_meaning (check->subject);
  why_text_add_heading (why, _ ("How severe"));
  text_pane_add (why->pane, style_of_severity (finding->severity), 0, severity_meaning (finding->severity));
  if (finding->severity != check->severity)
    text_pane_addf (why->pane, STYLE_TEXT, 0, _ ("Usually such a finding is %s; this case weighs differently."),
                    _ (severity_name (check->severity)));
  if (subject[0] != '\0')
    text_pane_add (why->pane, STYLE_TEXT, 0, subject);
}

/* --- evidence ---------------------------------------------------------------------- */

/* The event of the log that the octets are of; NULL: they are of none, such as a field of a mail. */
static const SmtpEvent *
event_of (const SmtpSession *session, const Evidence *evidence)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      uintptr_t begin = (uintptr_t) event->octets.at, at = (uintptr_t) evidence->text.at;
      if (event->octets.length > 0 && at >= begin && at < begin + event->octets.length)
        return event;
    }
  return NULL;
}

/* Both copies of octets that came twice and differ. */
static bool
add_copies (WhyText *why, const SmtpEvent *event)
{
  SmtpCopies copies;
  if (event == NULL || event->type != EVENT_ANOMALY || !smtp_anomaly_quotes (event->code)
      || !smtp_copies_read (event->octets, &copies))
    return false;
  const GByteArray *each[2] = { copies.first, copies.second };
  for (int i = 0; i < 2; i++)
    {
      bool counts = (i == 1) == copies.second_counts;
      text_pane_add (why->pane, STYLE_HEADING, 0,
                     i == 0   ? counts ? _ ("The copy that came first, which counts")
                                       : _ ("The copy that came first, which does not count")
                       : counts ? _ ("The copy that came second, which counts")
                              : _ ("The copy that came second, which does not count"));
      if (!why->wording.redact)
        add_dump (why, SIDE_SERVER, octets_of (each[i]->data, each[i]->len), OCTETS_NONE, event->offset);
    }
  smtp_copies_clear (&copies);
  return true;
}

/* Another reader of the same octets would see this. */
static void
add_offset (WhyText *why, const SmtpEvent *event, uint64_t offset)
{
  g_autofree char *number = wording_number (offset);
  if (event == NULL)
    text_pane_add (why->pane, STYLE_DIM, 0, _ ("Offsets count from the first octet shown."));
  else if (event->tls)
    text_pane_addf (why->pane, STYLE_DIM, 0, _ ("Offsets count what this side sent inside TLS; the first is %s."),
                    number);
  else
    text_pane_addf (why->pane, STYLE_DIM, 0, _ ("Offsets count what this side sent; the first is %s."), number);
}

static void
add_evidence (WhyText *why, const Finding *finding, size_t index)
{
  const Evidence *evidence = &finding->evidence[index];
  const SmtpEvent *event = evidence->session == 0 ? event_of (why->session, evidence) : NULL;
  /* What is no command and no reply is of a mail, where any secret may stand. */
  const Side side = evidence->side == SIDE_CLIENT && (event != NULL || evidence->session != 0)
                            && smtp_command_verb (evidence->text) != VERB_UNKNOWN
                        ? SIDE_CLIENT
                        : SIDE_SERVER;
  g_autofree char *words = finding_evidence_text (why->wording, why->session, evidence);
  g_autofree char *delay = evidence->session == 0 ? wording_delay (evidence->origin.time, session_start (why->session))
                                                  : g_strdup_printf (_ ("session %" PRIu64), evidence->session);
  g_autofree char *place = why_text_place (why, evidence->origin, evidence->side);
  text_pane_add (why->pane, STYLE_TEXT, 0, "");
  WhySource *source
      = why_text_add_source (why,
                             g_strdup_printf (_ ("packet %" PRIu64 "  %s  %s %s"), evidence->origin.packet, delay,
                                              evidence->side == SIDE_CLIENT ? "C:" : "S:", words),
                             evidence->origin);
  source->session = evidence->session;
  text_pane_addf (why->pane, STYLE_HEADING, 0, _ ("Evidence %zu of %zu"), index + 1, finding->evidence_count);
  text_pane_add (why->pane, STYLE_DIM, 2, place);
  if (evidence->session != 0)
    text_pane_addf (why->pane, STYLE_DIM, 2, _ ("in session %" PRIu64), evidence->session);
  uint64_t offset
      = event != NULL ? event->offset + (uint64_t) ((uintptr_t) evidence->text.at - (uintptr_t) event->octets.at) : 0;
  if (event != NULL && event->type == EVENT_ANOMALY && smtp_anomaly_quotes (event->code))
    {
      text_pane_add (why->pane, STYLE_TEXT, 2, words);
      if (add_copies (why, event))
        add_offset (why, event, event->offset);
      return;
    }
  if (evidence->ours) /* these are no octets of the stream */
    {
      text_pane_add (why->pane, STYLE_TEXT, 2, words);
      return;
    }
  why_text_add_octets (why, side, evidence->text, evidence->secret, offset);
  if (!why->wording.redact && evidence->text.length > 0)
    add_offset (why, event, offset);
}

/* --- two readings ------------------------------------------------------------------- */

static void
add_mail (WhyText *why, const ReadMail *mail, unsigned number)
{
  g_autoptr (GString) to = g_string_new (NULL);
  g_autofree char *from = mail->has_mail_from ? wording_address (why->wording, mail->mail_from) : g_strdup ("?");
  for (unsigned i = 0; i < MIN (mail->recipients, LENIENT_RECIPIENTS); i++)
    {
      g_autofree char *one = wording_address (why->wording, mail->recipient[i]);
      g_string_append_printf (to, "%s%s", i > 0 ? ", " : "", one);
    }
  g_string_append (to, mail->recipients > LENIENT_RECIPIENTS ? ", …" : "");
  text_pane_addf (why->pane, STYLE_TEXT, 6, _ ("    mail %u: from %s to %s"), number, from,
                  to->len > 0 ? to->str : "?");
  g_autofree char *raw = g_strndup ((const char *) mail->subject.at, mail->subject.length);
  g_autofree char *subject = wording_content (why->wording, mail->subject.length > 0 ? raw : NULL);
  g_autofree char *size = mail->has_size ? wording_count (mail->size, "%s octet", "%s octets") : NULL;
  if (subject[0] != '\0')
    text_pane_addf (why->pane, STYLE_TEXT, 8, _ ("      subject: %s"), subject);
  if (size != NULL)
    text_pane_addf (why->pane, STYLE_TEXT, 8, "      %s", size);
}

static void
add_readings (WhyText *why, const Smuggling *smuggling)
{
  static const char *const servers[] = {
    [SERVER_UNKNOWN] = N_ ("What this server made of it was not seen."),
    [SERVER_TOOK] = N_ ("This server read it so: it answered as to several mails."),
    [SERVER_KEPT] = N_ ("This server read it by the book: it answered as to one mail."),
    [SERVER_REFUSED] = N_ ("This server refused the mail."),
  };
  why_text_add_heading (why, _ ("Two readings of the same octets"));
  text_pane_add (why->pane, STYLE_TEXT, 2, _ ("  By the book, where only CRLF . CRLF ends a mail, one mail:"));
  add_mail (why, &smuggling->book, 1);
  text_pane_addf (why->pane, STYLE_MEDIUM, 2, _ ("  Where %s ends it too, %u mails:"),
                  end_variant_name (smuggling->look_alike->variant), smuggling->lenient_mails);
  for (unsigned i = 0; i < MIN (smuggling->lenient_mails, SMUGGLING_MAILS); i++)
    add_mail (why, &smuggling->lenient[i], i + 1);
  text_pane_add (why->pane, smuggling->server == SERVER_TOOK ? STYLE_CRITICAL : STYLE_TEXT, 2,
                 _ (servers[smuggling->server]));
}

/* --- all of it ----------------------------------------------------------------------- */

/* The text is one of a table's. */
static void
add_section (WhyText *why, const char *heading, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;
  why_text_add_heading (why, heading);
  text_pane_add (why->pane, STYLE_TEXT, 0, _ (text));
}

void
why_of_finding (WhyText *why, const Finding *finding)
{
  const Check *check = finding->check;
  /* Notes about two readings say less of them than the part below. */
  finding_tell (why->pane, why->wording, finding, finding->smuggling == NULL);
  add_severity (why, finding);
  if (finding->smuggling != NULL)
    add_readings (why, finding->smuggling);
  if (finding->evidence_count == 0)
    add_section (why, _ ("Evidence"), N_ ("It rests on the session as a whole; no packet alone shows it."));
  for (size_t i = 0; i < MIN (finding->evidence_count, FINDING_EVIDENCE_MAX); i++)
    add_evidence (why, finding, i);
  add_section (why, _ ("What it means"), check->explanation);
  add_section (why, _ ("What would have protected"), check->protection);
  add_section (why, _ ("Where the rule stands"), check->reference);
  text_pane_addf (why->pane, STYLE_DIM, 0, "\n%s", check->id);
}
