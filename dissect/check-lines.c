/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines out of form: line ends, controls, length, octets over 127 (RFC 5321 §2.3.8,
 * §4.5.3.1, RFC 5322 §2.1.1, RFC 6152).  Hygiene, as long as nothing hides behind it.
 *
 * Limits: PLACES_CITED commands and replies of one finding.
 *
 * Does not: look into mail data in BINARYMIME (RFC 3030 §3), where any octet is right,
 * and not for line ends into BDAT, where none ends anything. */
#include "config.h"

#include "checks.h"
#include "line-scanner.h"
#include "session-facts.h"
#include "smtp-lexer.h"

enum { PLACES_CITED = 3, CONTEXT_BEFORE = 24, CONTEXT = 64 };

/* BODY= of MAIL (RFC 6152 §2, RFC 3030 §3). */
static bool
declares (const SmtpTransaction *transaction, const char *body)
{
  Octets value;
  return transaction->mail != NULL && smtp_command_parameter (transaction->mail, "BODY", &value)
         && octets_equal_nocase (value, octets_of_string (body));
}

static bool
declares_utf8 (const SmtpTransaction *transaction)
{
  Octets value;
  return transaction->mail != NULL && smtp_command_parameter (transaction->mail, "SMTPUTF8", &value);
}

static const LineFacts *
facts_of (const SmtpTransaction *transaction)
{
  return transaction->message != NULL && !declares (transaction, "BINARYMIME") ? &transaction->message->lines : NULL;
}

/* Octets around a place in the mail data, where they were kept. */
static void
cite_place (SmtpSession *session, Finding *finding, const SmtpTransaction *transaction, uint64_t offset)
{
  uint8_t octets[CONTEXT];
  uint64_t from = offset > CONTEXT_BEFORE ? offset - CONTEXT_BEFORE : 0;
  size_t length = mail_data_copy (transaction->message->data, from, octets, sizeof octets);
  Octets text = offset < from + length ? arena_copy (session->arena, octets_of (octets, length)) : OCTETS_NONE;
  finding_cite_octets (finding, SIDE_CLIENT, transaction_place (transaction, offset), text);
}

static void
each_mail (const Check *check, SmtpSession *session,
           void (*judge) (const Check *, SmtpSession *, const SmtpTransaction *, const LineFacts *))
{
  for (guint i = 0; session->transactions != NULL && i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      const LineFacts *facts = facts_of (transaction);
      if (facts != NULL)
        judge (check, session, transaction, facts);
    }
}

/* A line of the dialogue that is out of form in this way.  Where it holds controls, what
 * else is odd about it says nothing: it may be no text at all. */
static bool
is_odd_line (const SmtpEvent *event, SmtpAnomaly code)
{
  return event->type == EVENT_ANOMALY && event->code == code && event->octets.length > 0
         && (code == ANOMALY_CONTROL_OCTETS || !smtp_line_has_controls (event->octets));
}

static void
cite_anomalies (Finding *finding, const SmtpSession *session, SmtpAnomaly code)
{
  size_t most = MIN (finding->evidence_count + PLACES_CITED, FINDING_EVIDENCE_MAX);
  for (guint i = 0; i < session->events->len && finding->evidence_count < most; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (is_odd_line (event, code))
        finding_cite_event (finding, event);
    }
}

typedef struct Sides {
  unsigned by[2]; /* anomalies of one code, by Side */
} Sides;

static Sides
count_anomalies (const SmtpSession *session, SmtpAnomaly code)
{
  Sides sides = { { 0, 0 } };
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (is_odd_line (event, code))
        sides.by[event->side]++;
    }
  return sides;
}

static const char *
who (Sides sides)
{
  return sides.by[SIDE_CLIENT] == 0   ? N_ ("the server")
         : sides.by[SIDE_SERVER] == 0 ? N_ ("the client")
                                      : N_ ("client and server");
}

/* --- bare-newline ---------------------------------------------------------------- */

/* A dot on a line of its own between line ends of which one is bare; with nothing behind
 * it that a server would obey. */
static const LookAlike *
lone_dot (const SmtpTransaction *transaction)
{
  const LookAlikes *found = transaction->look_alikes;
  if (found == NULL)
    return NULL;
  const LookAlike *one = found->of[found->answered != NULL ? found->last : found->first];
  return one != NULL && !one->reading.commands ? one : NULL;
}

/* Then smtp-smuggling tells of it. */
static bool
smuggles (const SmtpTransaction *transaction)
{
  for (unsigned i = 0; transaction->look_alikes != NULL && i < END_VARIANTS; i++)
    if (transaction->look_alikes->of[i] != NULL && transaction->look_alikes->of[i]->reading.commands)
      return true;
  return false;
}

static void
judge_bare (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const LineFacts *facts)
{
  uint64_t lf = facts->count[LINE_BARE_LF], cr = facts->count[LINE_BARE_CR];
  if (transaction->transfer == TRANSFER_BDAT || lf + cr == 0 || smuggles (transaction))
    return;
  const LookAlike *dot = lone_dot (transaction);
  bool taken = dot != NULL && smtp_reply_positive (transaction->look_alikes->answered);
  const char *name = dot != NULL ? end_variant_name (dot->variant) : NULL;
  Finding *finding;
  if (dot == NULL)
    finding = finding_add (
        session, check, transaction,
        "The mail data has %" PRIu64 " bare LF and %" PRIu64 " bare CR, where lines must end in CR LF.", lf, cr);
  else
    finding = finding_add (session, check, transaction,
                           taken ? N_ ("The mail data has %" PRIu64 " bare LF and %" PRIu64
                                       " bare CR, where lines must end in CR LF; a dot stands alone between them (%s), "
                                       "and the server took that for the end of the mail.")
                                 : N_ ("The mail data has %" PRIu64 " bare LF and %" PRIu64
                                       " bare CR, where lines must end in CR LF; a dot stands alone between them (%s), "
                                       "which some servers take for the end of the mail."),
                           lf, cr, name);
  if (dot != NULL)
    {
      finding->severity = SEVERITY_MEDIUM;
      finding_cite_octets (finding, SIDE_CLIENT, dot->origin, end_variant_octets (dot->variant));
    }
  if (taken)
    finding_cite_reply (finding, transaction->look_alikes->answered);
  if (lf > 0)
    cite_place (session, finding, transaction, facts->first[LINE_BARE_LF]);
  if (cr > 0)
    cite_place (session, finding, transaction, facts->first[LINE_BARE_CR]);
}

/* The server ended the mail at a lone dot, which stands in no mail then. */
static void
judge_split (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const LineFacts *facts)
{
  const LookAlike *dot = lone_dot (transaction);
  if (dot == NULL || !transaction->look_alikes->split || facts->count[LINE_BARE_LF] + facts->count[LINE_BARE_CR] > 0)
    return;
  Finding *finding = finding_add (session, check, transaction,
                                  "The mail ends with %s instead of CRLF.CRLF, and the server took that for the end.",
                                  end_variant_name (dot->variant));
  finding->severity = SEVERITY_MEDIUM;
  finding_cite_octets (finding, SIDE_CLIENT, dot->origin, end_variant_octets (dot->variant));
  finding_cite_reply (finding, transaction->look_alikes->answered);
}

static void
run_bare (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_bare);
  each_mail (check, session, judge_split);
  Sides sides = count_anomalies (session, ANOMALY_BARE_LF);
  if (sides.by[SIDE_CLIENT] + sides.by[SIDE_SERVER] == 0)
    return;
  unsigned lines = sides.by[SIDE_CLIENT] + sides.by[SIDE_SERVER];
  Finding *finding
      = finding_add (session, check, NULL,
                     lines == 1 ? N_ ("LF without CR ends %u line of %s.") : N_ ("LF without CR ends %u lines of %s."),
                     lines, finding_word (session, who (sides)));
  cite_anomalies (finding, session, ANOMALY_BARE_LF);
}

const Check check_bare_newline = {
  .id = "bare-newline",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Lines that end in LF or CR alone"),
  .explanation
  = N_ ("In SMTP every line ends with CR and LF together. Here one of them stands alone. Servers disagree on "
        "what that is, a line end or a mere octet, and on that disagreement SMTP smuggling is built. Mostly "
        "it comes from a script that writes lines as its own system does."),
  .protection
  = N_ ("Senders that write CR LF; servers that refuse, or at least never obey, anything behind a bare LF or "
        "CR (Postfix smtpd_forbid_bare_newline, and its like elsewhere)."),
  .reference = "RFC 5321 §2.3.8",
  .run = run_bare,
};

/* --- control-octets -------------------------------------------------------------- */

static void
judge_controls (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const LineFacts *facts)
{
  uint64_t nul = facts->count[LINE_NUL], others = facts->count[LINE_CONTROL];
  if (nul + others == 0)
    return;
  bool header = others > 0 || facts->first[LINE_NUL] < transaction->message->header.length;
  Finding *finding
      = header ? finding_add (session, check, transaction,
                              "Control octets stand in the header (%" PRIu64 " there, and %" PRIu64
                              " NUL in the whole mail).",
                              others, nul)
               : finding_add (session, check, transaction, "The text of the mail holds NUL octets (%" PRIu64 ").", nul);
  finding->severity = header ? SEVERITY_MEDIUM : SEVERITY_LOW;
  if (others > 0)
    cite_place (session, finding, transaction, facts->first[LINE_CONTROL]);
  if (nul > 0)
    cite_place (session, finding, transaction, facts->first[LINE_NUL]);
}

static void
run_controls (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_controls);
  Sides sides = count_anomalies (session, ANOMALY_CONTROL_OCTETS);
  if (sides.by[SIDE_CLIENT] + sides.by[SIDE_SERVER] == 0)
    return;
  unsigned lines = sides.by[SIDE_CLIENT] + sides.by[SIDE_SERVER];
  Finding *finding = finding_add (session, check, NULL,
                                  lines == 1 ? N_ ("NUL or other control octets stand in %u line of %s.")
                                             : N_ ("NUL or other control octets stand in %u lines of %s."),
                                  lines, finding_word (session, who (sides)));
  cite_anomalies (finding, session, ANOMALY_CONTROL_OCTETS);
}

const Check check_control_octets = {
  .id = "control-octets",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Control octets where text belongs"),
  .explanation
  = N_ ("Commands, replies and header fields are text. A NUL or another control octet in them is cut off, "
        "dropped or kept, as each program likes: so the one that checks a name can see another than the one "
        "that shows it. In a session typed by hand it is a key such as Backspace."),
  .protection = N_ ("Servers and mail programs that refuse such octets rather than passing them on."),
  .reference = "RFC 5321 §4.1.2, RFC 5322 §2.2",
  .run = run_controls,
};

/* --- long-line ------------------------------------------------------------------- */

/* RFC 5321 §4.5.3.1.4 and .5 with the line end; more for what extensions add: RFC 4954
 * §4.5.3 for SASL, and for parameters of MAIL and RCPT what RFC 1870, 3461, 4865 … sum up to. */
enum { LINE_MOST = 512, PARAMETERS_MOST = 1024, SASL_MOST = 12288, LINE_END = 2 };

static size_t
most_of_command (const SmtpCommand *command)
{
  switch (command->verb)
    {
    case VERB_MAIL:
    case VERB_RCPT:
      return command->parameter_count > 0 ? PARAMETERS_MOST : LINE_MOST;
    case VERB_AUTH:
    case VERB_X_EXPS:
      return SASL_MOST;
    default:
      return LINE_MOST;
    }
}

static size_t
longest_line (Octets lines)
{
  size_t longest = 0;
  while (lines.length > 0)
    {
      size_t lf = octets_find (lines, '\n');
      longest = MAX (longest, MIN (lf, lines.length));
      lines = lf == SIZE_MAX ? OCTETS_NONE : octets_from (lines, lf + 1);
    }
  return longest;
}

/* Octets by which a line of the event is too long; 0: none is. */
static size_t
too_long (const SmtpEvent *event)
{
  size_t length = event->octets.length + LINE_END, most = LINE_MOST;
  if (length <= LINE_MOST || (event->type == EVENT_COMMAND && smtp_line_has_controls (event->octets)))
    return 0;
  if (event->type == EVENT_COMMAND)
    most = event->command->verb == VERB_UNKNOWN && event->secret.length > 0 ? SASL_MOST
                                                                            : most_of_command (event->command);
  else if (event->type == EVENT_REPLY || event->type == EVENT_GREETING)
    {
      length = longest_line (event->octets) + LINE_END;
      most = event->reply->code == 334 ? SASL_MOST : LINE_MOST;
    }
  else
    return 0;
  return length > most ? length : 0;
}

static void
judge_long (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const LineFacts *facts)
{
  uint64_t lines = facts->count[LINE_LONG];
  if (lines == 0)
    return;
  Finding *finding = finding_add (
      session, check, transaction,
      lines == 1 ? N_ ("%" PRIu64 " line of the mail data is longer than 998 octets, the longest has %" PRIu64 ".")
                 : N_ ("%" PRIu64 " lines of the mail data are longer than 998 octets, the longest has %" PRIu64 "."),
      lines, facts->longest);
  cite_place (session, finding, transaction, facts->first[LINE_LONG]);
}

static void
run_long (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_long);
  Finding *finding = NULL;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      size_t length = too_long (event);
      if (length == 0)
        continue;
      if (finding == NULL)
        finding
            = finding_add (session, check, NULL,
                           event->side == SIDE_CLIENT
                               ? N_ ("A command line of %zu octets: the limit is 512, more only where an extension "
                                     "says so.")
                               : N_ ("A reply line of %zu octets: the limit is 512, more only where an extension says "
                                     "so."),
                           length);
      if (finding->evidence_count < PLACES_CITED)
        finding_cite_event (finding, event);
    }
}

const Check check_long_line = {
  .id = "long-line",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Lines longer than the protocol allows"),
  .explanation
  = N_ ("A line of a mail may have 998 octets, a command or a reply 512 with its line end. Servers cut what is "
        "longer, or break it into lines, at places of their own choice: a signature (DKIM) no longer fits, "
        "and text can become a line of its own. Mostly a careless program made it; buffer overflows were "
        "tried with such lines too."),
  .protection
  = N_ ("Programs that encode long lines (quoted-printable, base64); servers that refuse rather than break."),
  .reference = "RFC 5321 §4.5.3.1, RFC 5322 §2.1.1",
  .run = run_long,
};

/* --- unexpected-8bit ------------------------------------------------------------- */

/* The last answer to EHLO or LHLO; NULL: none seen. */
static const SmtpReply *
last_offer (const SmtpSession *session)
{
  for (guint i = session->helos != NULL ? session->helos->len : 0; i > 0; i--)
    {
      const SmtpReply *reply = smtp_helo_extended_reply (g_ptr_array_index (session->helos, i - 1));
      if (reply != NULL)
        return reply;
    }
  return NULL;
}

static void
judge_eight (const Check *check, SmtpSession *session, const SmtpTransaction *transaction, const LineFacts *facts)
{
  bool utf8 = declares_utf8 (transaction);
  bool header = facts->count[LINE_EIGHT_HEADER] > 0 && !utf8;
  bool body = facts->count[LINE_EIGHT_BODY] > 0 && !utf8 && !declares (transaction, "8BITMIME");
  if (transaction->mail == NULL || transaction->mail->truncated || (!header && !body))
    return;
  const char *wanted = body ? "8BITMIME" : "SMTPUTF8";
  const char *parameter = body ? "BODY=8BITMIME" : wanted;
  const SmtpReply *offer = last_offer (session);
  const char *offered = offer == NULL                       ? N_ ("What the server can take was not asked")
                        : smtp_reply_offers (offer, wanted) ? N_ ("The server had offered it")
                                                            : N_ ("The server had not offered it");
  Finding *finding
      = finding_add (session, check, transaction,
                     body && header ? N_ ("The header and the text hold octets over 127, but MAIL does not say %s. %s.")
                     : body         ? N_ ("The text holds octets over 127, but MAIL does not say %s. %s.")
                                    : N_ ("The header holds octets over 127, but MAIL does not say %s. %s."),
                     parameter, finding_word (session, offered));
  finding_cite_command (finding, transaction->mail);
  cite_place (session, finding, transaction, facts->first[header ? LINE_EIGHT_HEADER : LINE_EIGHT_BODY]);
  if (offer != NULL)
    finding_cite_reply (finding, offer);
}

static void
run_eight (const Check *check, SmtpSession *session)
{
  each_mail (check, session, judge_eight);
}

const Check check_unexpected_8bit = {
  .id = "unexpected-8bit",
  .severity = SEVERITY_LOW,
  .subject = SUBJECT_CONDUCT,
  .title = N_ ("Octets over 127 that were not announced"),
  .explanation
  = N_ ("SMTP carries octets up to 127; a client that sends more says so in MAIL, with BODY=8BITMIME for the "
        "text and SMTPUTF8 for addresses and header fields. Most servers take such octets unasked. One that "
        "does not may clear their highest bit, and another character stands there."),
  .protection = N_ ("Nothing to protect from; programs should announce what they send, or encode it."),
  .reference = "RFC 6152 §3, RFC 6531 §3.1",
  .run = run_eight,
};
