/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings: made by checks, owned by the session they are about.
 *
 * Hides: where a finding's memory lives (the session's arena), and how the
 * secret part of an AUTH command is found again when the command is cited.
 *
 * Limits: DETAIL_OCTETS of a detail, EVIDENCE_OCTETS of one piece of evidence,
 * FINDING_EVIDENCE_MAX pieces; notes that would be longer than NOTES_OCTETS are left out; LOCAL_TIMES
 * as much in another language than English.
 *
 * Does not: mask or escape; whoever shows a finding does both. */
#include "config.h"

#include "finding.h"

#include "check.h"
#include "phrases.h"
#include "session-facts.h"
#include "smtp-telling.h"
#include "translate.h"

/* A character of another script has up to three octets where a letter has one. */
enum { DETAIL_OCTETS = 1000, EVIDENCE_OCTETS = 1000, NOTES_OCTETS = 4000, LOCAL_TIMES = 3 };

/* --- words of ours --------------------------------------------------------------- */

static Phrases *
phrases_of (SmtpSession *session)
{
  if (session->phrases == NULL)
    session->phrases = phrases_new ();
  return session->phrases;
}

const char *
finding_phrase (SmtpSession *session, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  const char *text = phrase_va (phrases_of (session), format, arguments);
  va_end (arguments);
  return text;
}

const char *
finding_word (SmtpSession *session, const char *word)
{
  return phrase_word (phrases_of (session), word);
}

const char *
finding_pair (SmtpSession *session, const char *english, const char *local)
{
  return phrase_pair (phrases_of (session), english, local);
}

/* --- details and notes ------------------------------------------------------------ */

/* Cut between two characters. */
static Octets
clip (Octets text, size_t most)
{
  if (text.length <= most)
    return text;
  while (most > 0 && (text.at[most] & 0xc0) == 0x80)
    most--;
  return octets_slice (text, 0, most);
}

/* The sentence in the user's language; NULL: it is `english`. */
static char *
local_text (const SmtpSession *session, const char *english, const char *format, va_list arguments)
{
  char *local = phrases_format (session->phrases, format, arguments);
  if (local != NULL && strcmp (local, english) == 0)
    g_clear_pointer (&local, g_free);
  return local;
}

Finding *
finding_add (SmtpSession *session, const Check *check, const SmtpTransaction *transaction, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  va_start (arguments, format);
  g_autofree char *local = local_text (session, detail, format, arguments);
  va_end (arguments);

  Finding *finding = arena_new0 (session->arena, Finding);
  finding->arena = session->arena;
  finding->check = check;
  finding->severity = check->severity;
  finding->transaction = transaction != NULL ? transaction->number : 0;
  finding->detail = arena_copy (session->arena, octets_slice (octets_of_string (detail), 0, DETAIL_OCTETS));
  finding->local_detail
      = local != NULL ? arena_copy (session->arena, clip (octets_of_string (local), LOCAL_TIMES * DETAIL_OCTETS))
                      : finding->detail;

  if (session->findings == NULL)
    session->findings = g_ptr_array_new ();
  g_ptr_array_add (session->findings, finding);
  return finding;
}

/* `line` behind the lines of `notes`; the notes as they are where that would be too long. */
static Octets
with_line (SmtpSession *session, Octets notes, const char *line, size_t most)
{
  g_autofree char *all = notes.length > 0 ? g_strconcat ((const char *) notes.at, "\n", line, NULL) : g_strdup (line);
  Octets text = octets_of_string (all);
  return text.length <= most ? arena_copy (session->arena, text) : notes;
}

void
finding_note (SmtpSession *session, Finding *finding, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  va_start (arguments, format);
  g_autofree char *local = local_text (session, line, format, arguments);
  va_end (arguments);

  bool same = local == NULL && finding->local_notes.at == finding->notes.at;
  Octets others = finding->local_notes;
  finding->notes = with_line (session, finding->notes, line, NOTES_OCTETS);
  finding->local_notes
      = same ? finding->notes : with_line (session, others, local != NULL ? local : line, LOCAL_TIMES * NOTES_OCTETS);
}

/* --- evidence ----------------------------------------------------------------------- */

static void
cite (Finding *finding, Side side, Origin origin, Octets text, Octets secret)
{
  size_t count = finding->evidence_count;
  if (count >= FINDING_EVIDENCE_MAX)
    return;
  /* Room for one, 2, 4 …: most cite no more. */
  if ((count & (count - 1)) == 0)
    {
      Evidence *more = arena_alloc (finding->arena, MAX (2 * count, 1) * sizeof *more);
      if (count > 0)
        memcpy (more, finding->evidence, count * sizeof *more);
      finding->evidence = more;
    }
  finding->evidence[finding->evidence_count++] = (Evidence){
    .origin = origin,
    .side = side,
    .text = octets_slice (text, 0, EVIDENCE_OCTETS),
    .secret = secret,
  };
}

/* A secret that reaches past the cut of the text still has to be found inside it. */
static Octets
clip_secret (Octets text, Octets secret)
{
  if (secret.length == 0 || text.length <= EVIDENCE_OCTETS)
    return secret;
  size_t start = (size_t) (secret.at - text.at);
  if (start >= EVIDENCE_OCTETS)
    return OCTETS_NONE;
  return octets_slice (secret, 0, EVIDENCE_OCTETS - start);
}

/* What stands behind the mechanism of an AUTH command (RFC 4954 §4), masked even
 * where the dialogue did not take it for a secret. */
static Octets
initial_response (const SmtpCommand *command)
{
  if (command->verb != VERB_AUTH)
    return OCTETS_NONE;
  size_t space = octets_find (command->argument, ' ');
  return space == SIZE_MAX ? OCTETS_NONE : octets_trim (octets_from (command->argument, space));
}

void
finding_cite_command (Finding *finding, const SmtpCommand *command)
{
  Octets secret = command->secret.length > 0 ? command->secret : initial_response (command);
  secret = clip_secret (command->line, secret);
  cite (finding, SIDE_CLIENT, command->origin, command->line, secret);
}

void
finding_cite_reply (Finding *finding, const SmtpReply *reply)
{
  cite (finding, SIDE_SERVER, reply->first, reply->lines, OCTETS_NONE);
}

/* The evidence cited last, if it was the one behind `count`, is words of ours. */
static void
mark_ours (Finding *finding, size_t count, const char *local)
{
  if (finding->evidence_count == count)
    return;
  Evidence *evidence = &finding->evidence[count];
  evidence->ours = true;
  if (local != NULL)
    evidence->local = arena_copy (finding->arena, clip (octets_of_string (local), LOCAL_TIMES * EVIDENCE_OCTETS));
}

void
finding_cite_event (Finding *finding, const SmtpEvent *event)
{
  const size_t count = finding->evidence_count;
  /* What quotes a secret is masked as a whole, in the words that it has. */
  g_autofree char *local = event->secret.length == 0 ? smtp_telling_local (event) : NULL;
  cite (finding, event->side, event->origin, event->octets, clip_secret (event->octets, event->secret));
  if (local != NULL)
    mark_ours (finding, count, local);
}

void
finding_cite_told (Finding *finding, Side side, Origin origin, const char *english, const char *local)
{
  const size_t count = finding->evidence_count;
  finding_cite_octets (finding, side, origin, arena_copy (finding->arena, octets_of_string (english)));
  mark_ours (finding, count, local);
}

void
finding_cite_words (Finding *finding, SmtpSession *session, Side side, Origin origin, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  va_start (arguments, format);
  g_autofree char *local = local_text (session, text, format, arguments);
  va_end (arguments);
  finding_cite_told (finding, side, origin, text, local);
}

void
finding_cite_octets (Finding *finding, Side side, Origin origin, Octets text)
{
  cite (finding, side, origin, text, OCTETS_NONE);
}

void
finding_cite_field (Finding *finding, const SmtpTransaction *transaction, const HeaderField *field)
{
  Octets raw = field->raw;
  while (raw.length > 0 && (raw.at[raw.length - 1] == '\r' || raw.at[raw.length - 1] == '\n'))
    raw.length--;
  finding_cite_octets (finding, SIDE_CLIENT, transaction_place (transaction, field->offset), raw);
}

const Finding *
session_finding (const SmtpSession *session, const Check *check)
{
  for (guint i = 0; session->findings != NULL && i < session->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      if (finding->check == check)
        return finding;
    }
  return NULL;
}

const char *
severity_name (Severity severity)
{
  static const char *const names[SEVERITIES] = { N_ ("info"), N_ ("low"), N_ ("medium"), N_ ("high"), N_ ("critical") };
  return names[severity];
}

bool
severity_parse (const char *name, Severity *severity)
{
  for (Severity each = SEVERITY_INFO; each < SEVERITIES; each++)
    if (strcmp (name, severity_name (each)) == 0)
      {
        *severity = each;
        return true;
      }
  return false;
}

bool
evidence_has_known_form (const Evidence *evidence)
{
  int code;
  bool more;
  Octets text;
  if (evidence->side == SIDE_SERVER)
    return smtp_reply_line (octets_slice (evidence->text, 0, octets_find (evidence->text, '\n')), &code, &more, &text);
  switch (smtp_command_verb (evidence->text))
    {
    case VERB_HELO:
    case VERB_EHLO:
    case VERB_LHLO:
    case VERB_MAIL:
    case VERB_RCPT:
    case VERB_AUTH:
    case VERB_STARTTLS:
      return true;
    default:
      return false;
    }
}
