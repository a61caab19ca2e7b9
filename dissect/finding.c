/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings: made by checks, owned by the session they are about.
 *
 * Hides: where a finding's memory lives (the session's arena), and how the
 * secret part of an AUTH command is found again when the command is cited.
 *
 * Limits: DETAIL_OCTETS of a detail, EVIDENCE_OCTETS of one piece of evidence,
 * FINDING_EVIDENCE_MAX pieces; notes that would be longer than NOTES_OCTETS are left out.
 *
 * Does not: mask or escape; whoever shows a finding does both. */
#include "config.h"

#include "finding.h"

#include "session-facts.h"
#include "check.h"

enum { DETAIL_OCTETS = 1000, EVIDENCE_OCTETS = 1000, NOTES_OCTETS = 4000 };

Finding *
finding_add (SmtpSession *session, const Check *check, const SmtpTransaction *transaction, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  char *detail = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  Finding *finding = arena_new0 (session->arena, Finding);
  finding->check = check;
  finding->severity = check->severity;
  finding->transaction = transaction != NULL ? transaction->number : 0;
  finding->detail = arena_copy (session->arena, octets_slice (octets_of_string (detail), 0, DETAIL_OCTETS));
  g_free (detail);

  if (session->findings == NULL)
    session->findings = g_ptr_array_new ();
  g_ptr_array_add (session->findings, finding);
  return finding;
}

void
finding_note (SmtpSession *session, Finding *finding, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  char *line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  char *all = finding->notes.length > 0 ? g_strconcat ((const char *) finding->notes.at, "\n", line, NULL) : NULL;
  Octets notes = octets_of_string (all != NULL ? all : line);
  if (notes.length <= NOTES_OCTETS)
    finding->notes = arena_copy (session->arena, notes);
  g_free (all);
  g_free (line);
}

static void
cite (Finding *finding, Side side, Origin origin, Octets text, Octets secret)
{
  if (finding->evidence_count >= FINDING_EVIDENCE_MAX)
    return;
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

void
finding_cite_event (Finding *finding, const SmtpEvent *event)
{
  cite (finding, event->side, event->origin, event->octets, clip_secret (event->octets, event->secret));
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
  static const char *const names[SEVERITIES] = { "info", "low", "medium", "high", "critical" };
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
